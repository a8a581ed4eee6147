//! Stories of partners' files, over HTTP.

use std::time::{Duration, Instant};

use serde_json::Value;

use sha2::{Digest, Sha256};

use super::commands::{Request, import};
use super::model::{State, id_of};
use super::{COMMAND, store, work};
use crate::access::{Action, Actor, Kind, Subject};
use crate::journal::{Moment, Stored, Write, hex};
use crate::office;
use crate::project::Project;
use crate::testing::{Cast, Client, LISOVE, Seen};
use crate::web::content_path;

/// An activity of a file, in few words.
fn activity(identifier: &str, title: &str, more: &str) -> String {
    format!(
        "<iati-activity xml:lang=\"en\" default-currency=\"EUR\">
  <iati-identifier>{identifier}</iati-identifier>
  <reporting-org ref=\"XM-DAC-1\" type=\"40\"><narrative>A generous programme</narrative></reporting-org>
  <title><narrative>{title}</narrative></title>
  {more}
</iati-activity>\n"
    )
}

/// A file of them.
fn file(made: &str, activities: &[String]) -> Vec<u8> {
    let made = if made.is_empty() { String::new() } else { format!(" generated-datetime=\"{made}\"") };
    format!("<?xml version=\"1.0\"?>\n<iati-activities version=\"2.03\"{made}>\n{}</iati-activities>\n", activities.concat())
        .into_bytes()
}

const SCHOOL: &str = "<description><narrative>Desks and a ramp.</narrative><narrative xml:lang=\"uk\">Парти й пандус.</narrative></description>
  <participating-org role=\"1\" ref=\"XM-DAC-9\"><narrative xml:lang=\"uk\">Програма ООН</narrative></participating-org>
  <participating-org role=\"4\" type=\"22\"><narrative>Builders without borders</narrative></participating-org>
  <other-identifier ref=\"4567\" type=\"B9\"><owner-org ref=\"UA-GOV\"/></other-identifier>
  <activity-status code=\"2\"/>
  <activity-date type=\"2\" iso-date=\"2020-09-01\"/><activity-date type=\"3\" iso-date=\"2021-12-31\"/>
  <recipient-country code=\"UA\" percentage=\"100\"/>
  <location><name><narrative>Лісове</narrative></name><point><pos>48.9 38.4</pos></point></location>
  <sector vocabulary=\"1\" code=\"11220\" percentage=\"100\"/>
  <budget type=\"1\" status=\"2\"><period-start iso-date=\"2020-09-01\"/><period-end iso-date=\"2021-12-31\"/><value value-date=\"2020-09-01\">50000</value></budget>
  <transaction><transaction-type code=\"2\"/><transaction-date iso-date=\"2020-09-02\"/><value value-date=\"2020-09-02\">50000.50</value></transaction>
  <transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2020-10-02\"/><value value-date=\"2020-10-02\">20000</value><receiver-org><narrative>Builders without borders</narrative></receiver-org></transaction>
  <related-activity ref=\"XM-DAC-1-PROG\" type=\"1\"/>
  <result type=\"1\"><title><narrative>Desks</narrative></title><indicator measure=\"1\"><title><narrative>Desks delivered</narrative></title><period><period-start iso-date=\"2020-09-01\"/><period-end iso-date=\"2021-12-31\"/><target value=\"100\"/><actual value=\"40\"/></period></indicator></result>";

fn school() -> String {
    activity("XM-DAC-1-SCHOOL", "A safe school", SCHOOL)
}

fn well() -> String {
    let more = "<title/><participating-org role=\"1\" ref=\"XM-DAC-9\"><narrative xml:lang=\"uk\">Програма ООН</narrative></participating-org>
      <activity-status code=\"4\"/><activity-date type=\"2\" iso-date=\"2015-01-01\"/><recipient-country code=\"MD\"/>
      <transaction><transaction-type code=\"3\"/><value currency=\"USD\">700</value></transaction>";
    activity("XM-DAC-1-WELL", "A deep well", more)
}

/// Uploads files.
fn send(client: &Client, publisher: &str, files: &[(&str, &[u8])]) -> Seen {
    let field = |name: &str, value: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut body = format!("{}{}", field("_token", &client.token()), field("publisher", publisher)).into_bytes();
    for (name, bytes) in files {
        body.extend(format!("--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--part--\r\n");
    client.post_raw("/uk/datasets", "multipart/form-data; boundary=part", body)
}

/// Looks at a file until the work on it is over, as a page left open does.
#[track_caller]
fn wait(client: &Client, path: &str) -> Value {
    let begun = Instant::now();
    loop {
        let seen = client.get(&format!("{path}.json")).is(200).json();
        if seen["works"] == false {
            return seen;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it never ends: {seen}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Uploads a file and waits until it is read.
#[track_caller]
fn take(client: &Client, name: &str, bytes: &[u8]) -> (String, Value) {
    let path = send(client, "", &[(name, bytes)]).is(303).location;
    let seen = wait(client, &path);
    (path, seen)
}

fn path(identifier: &str) -> String {
    format!("/uk/activities/{}", id_of(identifier))
}

fn total(client: &Client, query: &str) -> i64 {
    client.get(&format!("/uk/activities.json{query}")).is(200).json()["total"].as_i64().expect("a number")
}

/// Lines of the journal in all.
fn lines(client: &Client) -> i64 {
    client.get("/uk/journal.json").is(200).json()["total"].as_i64().expect("a number")
}

#[test]
fn a_donors_file_is_read_found_replaced_and_taken_back() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let before = lines(&olena);
    let (first, seen) = take(&olena, "donor.xml", &file("2021-01-01T00:00:00Z", &[school(), well()]));
    assert_eq!(
        (&seen["state"], &seen["activities"], &seen["fresh"], &seen["faults"]),
        (&"current".into(), &2.into(), &2.into(), &0.into()),
        "{seen}"
    );
    // One line for the file, however many activities it has.
    assert_eq!(lines(&olena), before + 1);
    olena.get("/uk/journal").is(200).shows("donor.xml").shows("A generous programme");

    // Everybody reads what is published; who funds, what came of it, how much.
    let card = visitor.get(&path("XM-DAC-1-SCHOOL")).is(200).shows("A safe school").shows("Парти й пандус.").shows("виконується");
    let card = card.shows("Програма ООН").shows("Builders without borders").shows("Desks delivered").shows("м. Лісове");
    card.shows("50 000,5 євро").shows("20 тис. євро").shows("До показників установи ці суми не входять");
    let json = visitor.get(&format!("{}.json", path("XM-DAC-1-SCHOOL"))).is(200).json();
    assert_eq!(json["activity"]["transactions"][0]["value"], "50000.50");
    assert_eq!(json["activity"]["results"][0]["actual"], "40");
    assert!(
        json["activity"]["narratives"]
            .as_array()
            .expect("texts")
            .iter()
            .any(|n| n["lang"] == "uk" && n["text"] == "Парти й пандус.")
    );
    visitor.get(&first).is(303);

    // The list, its filters and its tables.
    assert_eq!(total(&visitor, ""), 2);
    for (query, count) in [
        ("?country=UA", 1),
        ("?status=4", 1),
        ("?sector=11220", 1),
        ("?funder=Програма ООН", 2),
        ("?year=2021", 1),
        ("?year=2015", 1),
        ("?year=1999", 0),
        ("?place=UA01020010000000003", 1),
        ("?q=wells", 1),
        ("?q=пандус", 1),
        ("?q=4567", 1),
        ("?organisation=un-programme", 2),
    ] {
        assert_eq!(total(&visitor, query), count, "{query}");
    }
    visitor.get("/uk/activities?tied=no").is(303);
    assert_eq!(total(&olena, "?tied=no"), 2);
    assert_eq!(visitor.get("/uk/activities.csv").is(200).csv()[1]["identifier"], "XM-DAC-1-SCHOOL");
    visitor.get("/uk/search?q=school&kind=activity").is(200).shows("A safe school").shows("Активність IATI");

    // On the page of who funds: by count, by currency, by country; and in no figure of the office.
    let card = visitor.get("/uk/organisations/un-programme").is(200).shows("Що фінансувала й де за даними IATI");
    card.shows("Фінансує 2 активності").shows("Виплати 20 тис. євро").shows("Виплати 700").shows("MD (1), UA (1)");
    assert_eq!(visitor.get("/uk/figures.json?measure=budget").json()["total"], 0);

    // A newer file takes its place: what changed, what is gone.
    let longer = activity("XM-DAC-1-SCHOOL", "A safer school", SCHOOL);
    let (second, seen) =
        take(&olena, "donor-2.xml", &file("2021-02-01T00:00:00Z", &[longer, activity("XM-DAC-1-NEW", "A new thing", "")]));
    assert_eq!((&seen["fresh"], &seen["changed"], &seen["vanished"]), (&1.into(), &1.into(), &1.into()), "{seen}");
    olena.get(&first).is(200).shows("замінено новішим");
    visitor.get(&path("XM-DAC-1-SCHOOL")).is(200).shows("A safer school");
    visitor.get(&path("XM-DAC-1-WELL")).is(200).shows("У новішому файлі видавця цієї активності вже немає").shows("A deep well");
    visitor.get("/uk/activities").is(200).shows("більше не публікується");
    assert_eq!(total(&visitor, ""), 3);
    // An older one is refused, whenever it comes.
    let (_, seen) = take(&olena, "old.xml", &file("2020-01-01T00:00:00Z", &[school(), well()]));
    assert_eq!(seen["state"], "refused", "{seen}");
    assert_eq!(total(&visitor, ""), 3);

    // The undo brings back what was.
    olena.post(&format!("{second}/undoing"), &[]).is(303);
    visitor.get(&path("XM-DAC-1-SCHOOL")).is(200).shows("A safe school").hides("A safer school");
    visitor.get(&path("XM-DAC-1-WELL")).is(200).hides("У новішому файлі");
    visitor.get(&path("XM-DAC-1-NEW")).is(404);
    assert_eq!(total(&visitor, ""), 2);
    olena.post(&format!("{second}/undoing"), &[]).is(400).shows("Зараз цього не зробити");
    olena.post(&format!("{first}/undoing"), &[]).is(303);
    assert_eq!(total(&visitor, ""), 0);
    // And it can be read again from what was kept.
    let again = olena.post(&format!("{first}/reading"), &[]).is(303).location;
    assert_eq!(wait(&olena, &again)["state"], "current");
    assert_eq!(total(&visitor, ""), 2);
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn the_same_file_again_changes_nothing() {
    let cast = Cast::new();
    let olena = cast.olena();
    let bytes = file("", &[school()]);
    let (first, _) = take(&olena, "donor.xml", &bytes);
    let before = lines(&olena);
    let (again, seen) = take(&olena, "another-name.xml", &bytes);
    assert_eq!((again, &seen["state"]), (first, &"current".into()));
    assert_eq!((lines(&olena), total(&olena, "")), (before, 1));
    // Another formatting of the same says nothing new either, though it is another file.
    let spaced = String::from_utf8(bytes).expect("text").replace("<title>", "\n\n  <title>");
    let (_, seen) = take(&olena, "donor.xml", spaced.as_bytes());
    assert_eq!((&seen["fresh"], &seen["changed"], &seen["vanished"]), (&0.into(), &0.into(), &0.into()), "{seen}");
}

#[test]
fn one_bad_activity_does_not_stop_the_rest() {
    let cast = Cast::new();
    let olena = cast.olena();
    let nameless = "<iati-activity><title><narrative>Nobody's</narrative></title></iati-activity>\n";
    let untitled = "<iati-activity><iati-identifier>XM-DAC-1-UNTITLED</iati-identifier></iati-activity>\n";
    let mut bytes = file("", &[school(), nameless.into(), untitled.into(), school(), well()]);
    let (path, seen) = take(&olena, "donor.xml", &bytes);
    assert_eq!((&seen["state"], &seen["activities"], &seen["faults"]), (&"current".into(), &2.into(), &3.into()), "{seen}");
    let listed: Vec<(&str, &str)> = seen["listed"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|fault| (fault["code"].as_str().expect("a code"), fault["identifier"].as_str().expect("an identifier")))
        .collect();
    assert_eq!(
        listed,
        [
            ("activity-fault-no-identifier", ""),
            ("activity-fault-no-title", "XM-DAC-1-UNTITLED"),
            ("activity-fault-twice", "XM-DAC-1-SCHOOL")
        ]
    );
    olena.get(&path).is(200).shows("3 активності не прочитано").shows("Немає iati-identifier").shows("Немає назви");
    // Cut in the middle of an activity: what stands before is kept, and the place is said.
    let end = bytes.len() - 60;
    bytes.truncate(end);
    let (_, seen) = take(&olena, "cut.xml", &bytes);
    let last = seen["listed"].as_array().and_then(|all| all.last()).expect("a fault");
    assert_eq!((&seen["activities"], &last["code"]), (&1.into(), &"activity-fault-broken".into()), "{seen}");
    assert!(last["line"].as_i64() > Some(20), "{last}");
    // What is no IATI file is refused with what to do.
    for (bytes, said) in [
        (&b"<html><body>404</body></html>"[..], "Це не файл IATI"),
        (b"hello", "Файл не прочитати"),
        (b"<iati-activities version=\"1.05\"></iati-activities>", "Версія «1.05» не підтримується"),
        (b"<iati-organisations version=\"2.03\"></iati-organisations>", "Це файл організацій"),
        (b"<!DOCTYPE a [<!ENTITY b \"c\">]><iati-activities version=\"2.03\"/>", "DOCTYPE"),
        (b"<iati-activities version=\"2.03\"></iati-activities>", "немає жодної активності"),
    ] {
        let (path, seen) = take(&olena, "bad.xml", bytes);
        assert_eq!(seen["state"], "refused", "{seen}");
        olena.get(&path).is(200).shows(said);
    }
    assert_eq!(total(&olena, ""), 2);
    send(&olena, "", &[]).is(422).shows("Оберіть файл");
}

#[test]
fn an_activity_of_two_publishers_is_shown_as_such() {
    let cast = Cast::new();
    let olena = cast.olena();
    take(&olena, "donor.xml", &file("", &[school()]));
    let other = activity("XM-DAC-1-SCHOOL", "The school as the builders see it", "<activity-status code=\"4\"/>");
    let other = other.replace("XM-DAC-1\"", "NL-KVK-2\" secondary-reporter=\"1\"");
    let (path_of_file, _) = take(&olena, "builders.xml", &file("", &[other]));
    let at = path("XM-DAC-1-SCHOOL");
    let card = olena.get(&at).is(200).shows("Про цю активність говорять 2 файли").shows("donor.xml").shows("builders.xml");
    card.shows("The school as the builders see it").shows("звітує за інших");
    let json = olena.get(&format!("{at}.json")).json();
    let other = json["statements"].as_array().expect("statements").iter().find(|one| one["name"] == "donor.xml").expect("it");
    olena.get(&format!("{at}?dataset={}", other["dataset"])).is(200).shows("A safe school").shows("виконується");
    assert_eq!(olena.get("/uk/activities.json").json()["items"][0]["files"], 2);
    olena.get("/uk/activities").is(200).shows("у 2 файлах");
    // On the page of who funds it is counted once.
    olena.get("/uk/organisations/un-programme").is(200).hides("2 активності");
    olena.post(&format!("{path_of_file}/undoing"), &[]).is(303);
    olena.get(&at).is(200).shows("A safe school").hides("Про цю активність говорять");
}

#[test]
fn what_somebody_gathered_of_many_is_not_replaced_by_one_of_them() {
    let cast = Cast::new();
    let olena = cast.olena();
    let other = activity("NL-KVK-2-ROOF", "A roof", "").replace("XM-DAC-1\"", "NL-KVK-2\"");
    let (gathered, _) = take(&olena, "gathered.xml", &file("", &[school(), other.clone()]));
    // The first reporter's own file says the first activity again: both stand.
    let (_, seen) = take(&olena, "gathered.xml", &file("", &[school(), well()]));
    assert_eq!((&seen["state"], &seen["vanished"]), (&"current".into(), &0.into()), "{seen}");
    assert_eq!(olena.get(&format!("{gathered}.json")).json()["state"], "current");
    olena.get(&path("NL-KVK-2-ROOF")).is(200).hides("У новішому файлі");
    // What is gathered anew takes the place of both.
    let (_, seen) = take(&olena, "again.xml", &file("", &[school(), other, well()]));
    assert_eq!((&seen["state"], &seen["vanished"]), (&"current".into(), &0.into()), "{seen}");
    assert_eq!(olena.get(&format!("{gathered}.json")).json()["state"], "replaced");
    assert_eq!(total(&olena, ""), 3);
}

#[test]
fn an_undo_brings_nothing_back_that_is_half_gone() {
    let cast = Cast::new();
    let olena = cast.olena();
    let (first, _) = take(&olena, "donor.xml", &file("", &[school(), well()]));
    let (second, _) = take(&olena, "donor.xml", &file("", &[school()]));
    let third = wait_for_work(&cast, "donor.xml", &file("", &[school(), activity("XM-DAC-1-NEW", "A new thing", "")]));
    // The third is shown and the first one's clearing has not begun: whoever undoes both meanwhile gets only the second.
    let stop = &mut |dataset: &store::Dataset| dataset.state != State::Current;
    work::finish(&cast.state, &third, stop).expect("work");
    let number =
        |client: &Client, path: &str| client.get(&format!("{path}.json")).is(200).json()["number"].as_i64().expect("one");
    let id = first.rsplit('/').next().expect("an id").to_owned();
    let one = cast.db.read_blocking(|tx| store::get(tx, "test", &id)).expect("a file").expect("it");
    assert!(one.cleared_at.is_some(), "{one:?}");
    let undo = |id: &str| {
        cast.db.write_blocking(|tx| {
            let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
            let mut write = Write::begin(tx, "test", moment)?;
            let dataset = store::get(write.tx(), "test", id)?.expect("a file");
            let permit = Actor::command("test", COMMAND).may(Action::Edit, &store::subject(id)).expect("leave");
            store::undo(&mut write, &permit, &dataset)?;
            write.finish().map(drop)
        })
    };
    undo(&third).expect("undone");
    let page = olena.get(&second).is(200).shows("donor.xml");
    assert!(page.text.contains(&first), "the older file is named as one that does not return");
    undo(second.rsplit('/').next().expect("an id")).expect("undone");
    work::finish(&cast.state, &id, &mut |_| true).expect("work");
    let seen = wait(&olena, &first);
    assert_eq!(seen["state"], "replaced", "{seen}");
    // What the second no longer had is still the last word of the first; nothing else of it is shown.
    olena.get(&path("XM-DAC-1-WELL")).is(200).shows("У новішому файлі");
    olena.get(&path("XM-DAC-1-SCHOOL")).is(404);
    assert!(number(&olena, &first) < number(&olena, &second));
    // And it can be read again.
    let again = olena.post(&format!("{first}/reading"), &[]).is(303).location;
    assert_eq!(wait(&olena, &again)["state"], "current");
    olena.get(&path("XM-DAC-1-SCHOOL")).is(200);
}

/// A file that was brought and on which nobody works yet.
fn wait_for_work(cast: &Cast, name: &str, bytes: &[u8]) -> String {
    let hash = hex(&Sha256::digest(bytes));
    let at = content_path(&cast.state.files, &hash);
    std::fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
    std::fs::write(&at, bytes).expect("a file");
    let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    let added = cast.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", moment)?;
        let id = write.id();
        let permit = Actor::command("test", COMMAND).may_create(Kind::Dataset, &id).expect("leave");
        store::add(&mut write, &permit, name, &hash, bytes.len() as i64, None)?;
        write.finish()?;
        Ok::<_, dotyk_db::Error>(id)
    });
    added.expect("a file")
}

#[test]
fn work_goes_on_where_it_stopped() {
    let cast = Cast::new();
    let olena = cast.olena();
    let many: Vec<String> = (0..1_300).map(|n| activity(&format!("XM-DAC-1-{n}"), &format!("Well number {n}"), "")).collect();
    let bytes = file("", &many);
    let from = cast.state.files.join("many.xml");
    std::fs::write(&from, &bytes).expect("a file");
    // The program stops after the first step: what was written so far is there, and nobody sees it.
    let id = wait_for_work(&cast, "many.xml", &bytes);
    let mut steps = 0;
    let stop = &mut |dataset: &store::Dataset| {
        steps += i64::from(dataset.seen > 0);
        steps < 1
    };
    work::finish(&cast.state, &id, stop).expect("work");
    let seen = cast.db.read_blocking(|tx| store::get(tx, "test", &id)).expect("a file").expect("it");
    assert_eq!((seen.state, seen.seen, seen.kept), (State::Reading, 500, 500));
    assert_eq!(total(&olena, ""), 0);
    let request = Request { files: vec![from], publisher: None, json: true };
    let mut out = Vec::new();
    let code = import(&cast.state, &request, &mut out).expect("an outcome");
    let said: Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!((code, &said["state"], &said["activities"]), (0, &"current".into(), &1_300.into()), "{said}");
    assert_eq!(total(&olena, ""), 1_300);
    // Once more: nothing.
    let mut out = Vec::new();
    assert_eq!(import(&cast.state, &Request { json: false, ..request }, &mut out).expect("an outcome"), 0);
    assert!(String::from_utf8_lossy(&out).contains("nothing was changed"));
    // Going back takes the rows away in steps.
    let path = olena.get("/uk/datasets.json").json()["items"][0]["url"].as_str().expect("an address").to_owned();
    olena.post(&format!("{path}/undoing"), &[]).is(303);
    let id = path.rsplit('/').next().expect("an id").to_owned();
    work::finish(&cast.state, &id, &mut |_| true).expect("work");
    let left = cast.db.read_blocking(|tx| store::ids_in(tx, "test", 1)).expect("rows");
    assert!(left.is_empty(), "{} rows are left", left.len());
}

#[test]
fn files_are_for_those_who_keep_the_register() {
    let cast = Cast::new();
    let (path, _) = take(&cast.olena(), "donor.xml", &file("", &[school()]));
    for (client, list) in [(cast.vira(), 403), (cast.ivan(), 403), (cast.visitor(), 303), (cast.marta(), 200)] {
        client.get("/uk/datasets").is(list);
        assert_eq!(client.get(&path).status, list);
        client.get("/uk/activities").is(200).shows("A safe school");
    }
    cast.ivan().post(&format!("{path}/undoing"), &[]).is(403);
    cast.vira().get("/uk/activities?tied=yes").is(403);
}

/// A project of the office that the donor's school is.
fn our_school(cast: &Cast) {
    let fields = [
        ("direction", "education"),
        ("title_uk", "Безпечна школа"),
        ("title_en", "Safe school in Lisove"),
        ("places.0.place", LISOVE),
        ("parties.0.organisation", "un-programme"),
        ("parties.0.role", "funder"),
        ("stages.0.stage", "agreed"),
        ("stages.0.date", "2020-06"),
    ];
    cast.olena().post("/uk/projects", &fields).is(303);
    cast.olena().post("/uk/projects/safe-school-in-lisove/publication", &[("state", "public")]).is(303);
}

/// The office publishes from here on.
fn publishes(cast: &Cast) {
    let named = cast.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", cast.state.moment())?;
        let settings = office::store::find(write.tx(), "test")?;
        let settings = office::model::Office { iati_identifier: Some("UA-EDR-00000001".into()), ..settings };
        let subject = Subject::new(Kind::Office, "test", true);
        let permit = Actor::command("test", COMMAND).may(Action::Edit, &subject).expect("leave");
        office::store::save(&mut write, &permit, &settings)?;
        write.finish().map(drop)
    });
    named.expect("settings");
}

/// Says that an activity is the school of the office.
fn tie(client: &Client, identifier: &str, decision: &str) {
    let fields = [("project", "safe-school-in-lisove"), ("decision", decision)];
    client.post(&format!("{}/ties", path(identifier)), &fields).is(303);
}

#[test]
fn what_the_office_only_reports_keeps_its_publishers_identifier() {
    let cast = Cast::new();
    let olena = cast.olena();
    publishes(&cast);
    our_school(&cast);
    let fields = [
        ("direction", "education"),
        ("title_uk", "Безпечна школа"),
        ("title_en", "Safe school in Lisove"),
        ("about_uk", "Парти й пандус."),
        ("places.0.place", LISOVE),
        ("parties.0.organisation", "un-programme"),
        ("parties.0.role", "funder"),
        ("stages.0.stage", "implementing"),
        ("stages.0.date", "2020-09"),
        ("sectors.0.code", "11220"),
        ("sectors.0.share", "100"),
        ("version", "2"),
    ];
    olena.post("/uk/projects/safe-school-in-lisove", &fields).is(303);
    take(&olena, "donor.xml", &file("", &[school(), well()]));
    let ours = "UA-EDR-00000001-safe-school-in-lisove";
    let export = || {
        let seen = cast.visitor().get("/en/projects/safe-school-in-lisove.xml").is(200);
        let report = dotyk_iati::check_all(seen.text.as_bytes(), &dotyk_iati::Options::new(cast.state.clock.now()));
        let wrong: Vec<&str> = report.at_least(dotyk_iati::Severity::Error).map(|finding| finding.id).collect();
        assert_eq!(wrong, Vec::<&str>::new(), "{}", seen.text);
        let mut reader = dotyk_iati::Reader::new(std::io::Cursor::new(seen.bytes)).expect("a file");
        match reader.next() {
            Some(Ok(dotyk_iati::Item::Activity(activity))) => *activity,
            other => panic!("an activity, not {other:?}"),
        }
    };
    let others = |activity: &dotyk_iati::model::Activity| -> Vec<(String, String)> {
        let pair = |one: &dotyk_iati::model::OtherIdentifier| {
            (one.type_.as_deref().unwrap_or_default().to_owned(), one.ref_.as_deref().unwrap_or_default().to_owned())
        };
        activity.other_identifiers.iter().map(pair).collect()
    };
    // Nobody else is known to publish it: it is ours, and says when it was last written.
    let alone = export();
    assert_eq!((alone.identifier(), others(&alone)), (ours, vec![]));
    let id = olena.get("/uk/projects/safe-school-in-lisove.json").json()["id"].as_str().expect("an id").to_owned();
    let written = olena.get(&format!("/uk/journal.json?kind=project&id={id}")).is(200).json()["items"][0]["at"].clone();
    let updated = alone.last_updated_datetime.as_ref().map(|moment| moment.as_str().to_owned());
    assert_eq!(updated.map(Value::String), Some(written));
    // It is the donor's, and the office only a secondary reporter: one activity has one identifier, ours was the previous one.
    tie(&olena, "XM-DAC-1-SCHOOL", "tied");
    let theirs = export();
    assert_eq!((theirs.identifier(), others(&theirs)), ("XM-DAC-1-SCHOOL", vec![("A3".into(), ours.into())]));
    let secondary = theirs.reporting_org.as_ref().and_then(|org| org.secondary_reporter.as_ref());
    assert_eq!(secondary.map(|flag| flag.as_str()), Some("1"));
    // Two publishers of parts: neither is the whole.
    tie(&olena, "XM-DAC-1-WELL", "tied");
    let both = export();
    let said = vec![("A9".into(), "XM-DAC-1-SCHOOL".into()), ("A9".into(), "XM-DAC-1-WELL".into())];
    assert_eq!((both.identifier(), others(&both)), (ours, said));
    assert_eq!(both.other_identifiers[0].owner_org.as_ref().and_then(|org| org.ref_.as_deref()), Some("XM-DAC-1"));
    tie(&olena, "XM-DAC-1-SCHOOL", "none");
    tie(&olena, "XM-DAC-1-WELL", "rejected");
    assert_eq!((export().identifier(), others(&export())), (ours, vec![]));
}

/// A hidden field of a form, as the page has it.
fn hidden(seen: &Seen, name: &str) -> String {
    let at = seen.text.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {}", seen.text));
    let rest = &seen.text[at..];
    rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned()
}

/// Accepts fields as somebody who has looked at a comparison.
fn accept(client: &Client, page: &Seen, at: &str, fields: &[&str]) -> Seen {
    let mut form: Vec<(String, String)> =
        ["project", "version", "dataset", "digest"].map(|name| (name.to_owned(), String::new())).to_vec();
    for (name, value) in &mut form {
        // The form that accepts is the last one that names the project.
        let from = page.text.find("/acceptance\"").expect("the form");
        *value = hidden(&Seen { text: page.text[from..].to_owned(), ..empty() }, name);
    }
    form.extend(fields.iter().map(|field| ("field".to_owned(), (*field).to_owned())));
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post(&format!("{at}/acceptance"), &form)
}

fn empty() -> Seen {
    Seen { status: 0, text: String::new(), bytes: Vec::new(), location: String::new(), headers: Default::default() }
}

fn offered(page: &Seen) -> Vec<String> {
    page.text.split("name=\"field\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn a_proposal_is_confirmed_compared_and_accepted_in_part() {
    let cast = Cast::new();
    let olena = cast.olena();
    our_school(&cast);
    take(&olena, "donor.xml", &file("2021-01-15T00:00:00Z", &[school(), well()]));
    let at = path("XM-DAC-1-SCHOOL");

    // Nothing says that they are the same but their likeness; a coordinator does.
    let list = olena.get("/uk/activities/proposals.json").is(200).json();
    assert_eq!((&list["total"], &list["items"][0]["project"]["label"]), (&1.into(), &"Безпечна школа".into()), "{list}");
    olena.get("/uk/activities/proposals").is(200).shows("A safe school").shows("назва").shows("місце");
    let project = list["items"][0]["project"]["id"].as_str().expect("an id").to_owned();
    cast.visitor().get(&at).is(200).hides("Можливо").hides("Безпечна школа");
    let compare = olena.post(&format!("{at}/ties"), &[("project", &project), ("decision", "tied")]).is(303).location;
    assert_eq!(olena.get("/uk/activities/proposals.json").json()["total"], 0);
    cast.visitor().get(&at).is(200).shows("Безпечна школа");
    cast.visitor().get("/uk/projects/safe-school-in-lisove").is(200).shows("За даними IATI").shows("A safe school");
    assert_eq!((total(&olena, "?tied=yes"), total(&olena, "?tied=no")), (1, 1));

    // Ours beside theirs; what agrees (place, funder) is not there.
    let page =
        olena.get(&compare).is(200).shows("Safe school in Lisove").shows("A safe school").shows("Builders without borders");
    assert_eq!(
        offered(&page),
        ["title_en", "about_uk", "about_en", "start", "planned_end", "implementer", "sectors", "money-EUR"]
    );
    accept(&olena, &page, &at, &[]).is(400).shows("Нічого не позначено");

    // Two are accepted, the rest stays ours.
    accept(&olena, &page, &at, &["title_en", "money-EUR"]).is(303);
    let card = olena.get("/uk/projects/safe-school-in-lisove.json").json();
    assert_eq!((&card["project"]["title_en"], &card["project"]["title_uk"]), (&"A safe school".into(), &"Безпечна школа".into()));
    assert_eq!((&card["figures"][0]["value"], &card["figures"][0]["unit"]), (&"50000.5".into(), &"EUR".into()), "{card}");
    let source = card["sources"][0]["source"]["label"].as_str().expect("a source").to_owned();
    assert!(source.contains("donor.xml"), "{source}");
    assert_eq!(card["sources"][0]["places"][0]["locator"], "XM-DAC-1-SCHOOL");
    // The page that was open is late now, and says so with what is there.
    accept(&olena, &page, &at, &["about_uk"]).is(409).shows("Поки ви дивилися, щось змінилося");
    let page = olena.get(&compare).is(200).shows("Що вже прийнято").shows("Назва англійською, Вартість (EUR)");
    assert_eq!(offered(&page), ["about_uk", "about_en", "start", "planned_end", "implementer", "sectors"]);

    // The same file again: nothing. A newer one: what differs is shown again.
    take(&olena, "donor.xml", &file("2021-01-15T00:00:00Z", &[school(), well()]));
    assert_eq!(offered(&olena.get(&compare).is(200)).len(), 6);
    let newer = school().replace("A safe school", "A safer school").replace("50000.50", "60000");
    take(&olena, "donor.xml", &file("2021-02-15T00:00:00Z", &[newer, well()]));
    let page = olena.get(&compare).is(200).shows("A safer school").shows("60 тис. євро");
    assert_eq!(
        offered(&page),
        ["title_en", "about_uk", "about_en", "start", "planned_end", "implementer", "sectors", "money-EUR"]
    );

    // Everything: organisations are made where they are not known, stages go by the model.
    accept(&olena, &page, &at, &["about_uk", "about_en", "start", "planned_end", "implementer", "sectors"]).is(303);
    let card = olena.get("/uk/projects/safe-school-in-lisove").is(200).shows("Парти й пандус.").shows("Builders without borders");
    card.shows("виконується").shows("вересня 2020");
    olena.get("/uk/organisations/builders-without-borders").is(200).shows("Чернетка");
    assert_eq!(offered(&olena.get(&compare).is(200)), ["title_en", "money-EUR"]);

    // The undo brings back ours, unless it was changed since.
    let undo = |page: &Seen| {
        let from = page.text.find("/undoing\"").expect("a way back");
        let id = hidden(&Seen { text: page.text[from..].to_owned(), ..empty() }, "acceptance");
        olena.post(&format!("{at}/undoing"), &[("acceptance", &id)])
    };
    let page = olena.get(&compare).is(200);
    undo(&page).is(303);
    let card = olena.get("/uk/projects/safe-school-in-lisove.json").json();
    assert_eq!((&card["stage"], &card["project"]["about_uk"]), (&"agreed".into(), &Value::Null));
    assert_eq!(offered(&olena.get(&compare).is(200)).len(), 8);
    undo(&page).is(400);
    let page = olena.get(&compare).is(200);
    accept(&olena, &page, &at, &["title_en"]).is(303);
    let page = olena.get(&compare).is(200);
    olena.post("/uk/projects/safe-school-in-lisove/stages", &[("stage", "implementing"), ("date", "2020-10-01")]).is(303);
    undo(&page).is(400).shows("Проєкт відтоді змінили");
    olena.get("/uk/projects/safe-school-in-lisove").is(200);
    assert_eq!(olena.get("/uk/projects/safe-school-in-lisove.json").json()["project"]["title_en"], "A safer school");
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn a_no_is_remembered_and_an_identifier_needs_no_question() {
    let cast = Cast::new();
    let olena = cast.olena();
    our_school(&cast);
    let project = olena.get("/uk/projects/safe-school-in-lisove.json").json()["id"].as_str().expect("an id").to_owned();
    take(&olena, "donor.xml", &file("", &[school()]));
    let at = path("XM-DAC-1-SCHOOL");
    olena.get(&at).is(200).shows("Що може бути тим самим");
    olena.post(&format!("{at}/ties"), &[("project", &project), ("decision", "rejected")]).is(303);
    olena.get(&at).is(200).hides("Що може бути тим самим").shows("не те саме");
    // Also when a newer file says it again.
    take(&olena, "donor.xml", &file("", &[school(), well()]));
    assert_eq!(olena.get("/uk/activities/proposals.json").json()["total"], 0);
    cast.visitor().get(&at).is(200).hides("не те саме");
    olena.post(&format!("{at}/ties"), &[("project", &project), ("decision", "none")]).is(303);
    assert_eq!(olena.get("/uk/activities/proposals.json").json()["total"], 1);

    // The number of its registration card is another identifier of the activity: that needs no question.
    for (event, number) in [("filed", ""), ("registered", "4567")] {
        let fields = [("event", event), ("date", "2021-01-10"), ("number", number)];
        olena.post("/uk/projects/safe-school-in-lisove/registration", &fields).is(303);
    }
    take(&olena, "donor.xml", &file("", &[school(), activity("XM-DAC-1-X", "Something else", "")]));
    olena.get(&at).is(200).shows("за іншим ідентифікатором");
    assert_eq!(total(&olena, "?tied=yes"), 1);
    // Nor does what the office itself publishes, when it comes back in somebody's file.
    publishes(&cast);
    let ours = "UA-EDR-00000001-safe-school-in-lisove".to_owned();
    take(&olena, "collected.xml", &file("", &[activity(&ours, "Safe school", "").replace("XM-DAC-1\"", "XI-OTHER-1\"")]));
    olena.get(&path(&ours)).is(200).shows("за ідентифікатором");
    for client in [cast.vira(), cast.ivan()] {
        client.post(&format!("{at}/ties"), &[("project", &project), ("decision", "none")]).is(403);
        client.get(&format!("{at}/comparison")).is(403);
        client.get("/uk/activities/proposals").is(403);
    }
}

#[test]
fn what_was_accepted_is_taken_back_also_after_its_file() {
    let cast = Cast::new();
    let olena = cast.olena();
    our_school(&cast);
    let (donor, _) = take(&olena, "donor.xml", &file("", &[school()]));
    let at = path("XM-DAC-1-SCHOOL");
    let page = olena.get(&format!("{at}/comparison?project=safe-school-in-lisove")).is(200);
    accept(&olena, &page, &at, &["title_en", "money-EUR"]).is(303);
    let page = olena.get(&donor).is(200).hides("немає вже в жодному файлі");
    assert!(!page.text.contains("name=\"acceptance\""));
    olena.post(&format!("{donor}/undoing"), &[]).is(303);
    wait(&olena, &donor);
    olena.get(&at).is(404);
    let page = olena.get(&donor).is(200).shows("немає вже в жодному файлі").shows("Назва англійською, Вартість (EUR)");
    let id = hidden(&page, "acceptance");
    cast.marta().get(&donor).is(200);
    let other = path("XM-DAC-1-WELL");
    olena.post(&format!("{other}/undoing"), &[("acceptance", &id)]).is(404);
    cast.vira().post(&format!("{at}/undoing"), &[("acceptance", &id)]).is(403);
    let back = olena.post(&format!("{at}/undoing"), &[("acceptance", &id)]).is(303).location;
    olena.get(&back).is(200).shows("Безпечна школа");
    let card = olena.get("/uk/projects/safe-school-in-lisove.json").json();
    assert_eq!((&card["project"]["title_en"], &card["figures"]), (&"Safe school in Lisove".into(), &serde_json::json!([])));
    olena.get(&donor).is(200).hides("немає вже в жодному файлі");
    olena.post(&format!("{at}/undoing"), &[("acceptance", &id)]).is(400);
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn organisations_are_known_by_identifiers_in_any_case_and_two_of_one_name_are_not_guessed() {
    let cast = Cast::new();
    let olena = cast.olena();
    our_school(&cast);
    for more in [("org_id", "XM-DAC-903"), ("confirm", "1")] {
        olena.post("/uk/organisations", &[("kind", "donor"), ("name_uk", "Фонд доріг"), more]).is(303);
    }
    let parties = "<participating-org role=\"1\"><narrative xml:lang=\"uk\">Фонд доріг</narrative></participating-org>
      <participating-org role=\"4\" ref=\"xm-dac-903\"><narrative>The road fund</narrative></participating-org>";
    take(&olena, "donor.xml", &file("", &[activity("XM-DAC-1-ROAD", "A road", parties)]));
    let at = path("XM-DAC-1-ROAD");
    let count = || olena.get("/uk/organisations.json").json()["total"].as_i64().expect("a number");
    let before = count();
    let compare = format!("{at}/comparison?project=safe-school-in-lisove");
    let page = olena.get(&compare).is(200).shows("Так зветься кілька організацій").shows("Фонд доріг (");
    assert!(offered(&page).contains(&"implementer".to_owned()) && !offered(&page).contains(&"funder".to_owned()));
    accept(&olena, &page, &at, &["implementer", "funder"]).is(303);
    assert_eq!(count(), before);
    let card = olena.get("/uk/projects/safe-school-in-lisove").is(200);
    card.shows("Фонд доріг").hides("The road fund");
}

#[test]
fn a_withdrawn_project_holds_no_activity() {
    let cast = Cast::new();
    let olena = cast.olena();
    take(&olena, "donor.xml", &file("", &[school()]));
    let at = path("XM-DAC-1-SCHOOL");
    let form = [("activity", id_of("XM-DAC-1-SCHOOL")), ("direction", "education".into())];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = olena.post("/uk/activities/projects", &form).is(303).location;
    olena.get(&at).is(200).shows("проєкт створено з неї");
    olena.post("/uk/activities/projects", &form).is(400);
    assert_eq!((total(&olena, "?tied=yes"), total(&olena, "?tied=no")), (1, 0));
    let slug = made.rsplit('/').next().expect("a slug").to_owned();
    let withdrawn = cast.db.write_blocking(|tx| {
        let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
        let mut write = Write::begin(tx, "test", moment)?;
        let found = Project::resolve(write.tx(), "test", std::slice::from_ref(&slug))?;
        let subject = Project::subject_of(write.tx(), "test", &found[&slug])?.expect("a project");
        let permit = Actor::command("test", COMMAND).may(Action::Edit, &subject).expect("leave");
        let stamp = write.stamp();
        Project::withdraw(&mut write, &permit, Some(stamp))?;
        write.finish().map(drop)
    });
    withdrawn.expect("withdrawn");
    olena.get(&at).is(200).hides("проєкт створено з неї");
    // The list says so too, though nobody has written anything of the activity.
    assert_eq!((total(&olena, "?tied=yes"), total(&olena, "?tied=no")), (0, 1));
    let made = olena.post("/uk/activities/projects", &form).is(303).location;
    olena.get(&made).is(200).shows("A safe school");
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn a_code_that_nobody_knows_stands_as_it_is() {
    let cast = Cast::new();
    let olena = cast.olena();
    let odd = activity(
        "XM-DAC-1-ODD",
        "An odd one",
        "<activity-status code=\"Z9\"/><transaction><transaction-type code=\"03\"/><value>5</value></transaction>",
    );
    take(&olena, "donor.xml", &file("", &[odd, well()]));
    olena.get(&path("XM-DAC-1-ODD")).is(200).shows("Z9").shows("Виплати").hides("activity-status").hides("activity-money");
    olena.get("/uk/activities").is(200).shows("Z9").hides("activity-status-");
    let csv = olena.get("/uk/activities.csv").is(200);
    assert!(csv.text.contains(",Z9,") && !csv.text.contains("activity-status-"), "{}", csv.text);
    // The second time what a donor funds is asked for it is the same, and another once something changed.
    for _ in 0..2 {
        olena.get("/uk/organisations/un-programme").is(200).shows("Фінансує 1 активність");
    }
    take(&olena, "more.xml", &file("", &[school()]));
    olena.get("/uk/organisations/un-programme").is(200).shows("Фінансує 2 активності");
}

#[test]
fn an_activity_becomes_a_draft_project_with_its_organisations() {
    let cast = Cast::new();
    let olena = cast.olena();
    take(&olena, "donor.xml", &file("2021-01-15T00:00:00Z", &[school(), well()]));
    let (school, well) = (id_of("XM-DAC-1-SCHOOL"), id_of("XM-DAC-1-WELL"));
    olena.post("/uk/activities/projects", &[("activity", &school), ("direction", "cookery")]).is(400).shows("Оберіть напрям");
    olena.post("/uk/activities/projects", &[("direction", "health")]).is(400);
    let made = olena.post("/uk/activities/projects", &[("activity", &school), ("direction", "education")]).is(303).location;
    let card =
        olena.get(&made).is(200).shows("A safe school").shows("Чернетка").shows("Програма ООН").shows("Builders without borders");
    card.shows("виконується").shows("м. Лісове").shows("50 000,5 євро").shows("donor.xml");
    cast.visitor().get(&made).is(404);
    // Its activity does not tell the public of the draft.
    cast.visitor().get(&path("XM-DAC-1-SCHOOL")).is(200).hides(&made).hides("проєкт створено з неї");
    olena.get(&path("XM-DAC-1-SCHOOL")).is(200).shows("проєкт створено з неї");
    assert_eq!(offered(&olena.get(&format!("{}/comparison", path("XM-DAC-1-SCHOOL"))).is(200)), Vec::<String>::new());
    // A selection: what is a project already does not become one twice.
    let both = [("activity", school.as_str()), ("activity", well.as_str()), ("direction", "health")];
    olena.post("/uk/activities/projects", &both).is(303);
    assert_eq!(olena.get("/uk/projects.json").json()["total"], 2);
    olena.post("/uk/activities/projects", &both).is(400);
    // Taken back, it is withdrawn, and may be made again.
    let page = olena.get(&format!("{}/comparison", path("XM-DAC-1-WELL"))).is(200);
    let id = hidden(&page, "acceptance");
    olena.post(&format!("{}/undoing", path("XM-DAC-1-WELL")), &[("acceptance", &id)]).is(303);
    assert_eq!(olena.get("/uk/projects.json").json()["total"], 1);
    assert_eq!(total(&olena, "?tied=no"), 1);
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}
