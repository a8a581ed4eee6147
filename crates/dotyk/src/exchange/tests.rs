//! Stories of exchange: what leaves is valid, and nothing leaves that the public may not see.

use dotyk_iati::model::Activity;
use dotyk_iati::{Item, Options, Reader, Severity, check_all};

use super::commands::{Export, export};
use crate::journal::{Ids, Moment};
use crate::testing::{Cast, Client, LISOVA};
use crate::text::Lang;

const REFERENCE: &str = "UA-EDR-00000001";

/// Gives the office an identifier and an address.
fn named(cast: &Cast) {
    let moment = Moment { now: cast.state.clock.now(), ids: Ids::Timed };
    let actor = crate::access::Actor::command(&cast.state.office, "test");
    cast.db
        .write_blocking(|tx| {
            let mut write = crate::journal::Write::begin(tx, &cast.state.office, moment)?;
            let mut office = crate::office::store::find(write.tx(), &cast.state.office)?;
            (office.iati_identifier, office.base_url) = (Some(REFERENCE.into()), Some("https://dotyk.example".into()));
            let subject = crate::access::Subject::new(crate::access::Kind::Office, &office.id, true);
            let permit = actor.may(crate::access::Action::Edit, &subject).expect("an administrator");
            crate::office::store::save(&mut write, &permit, &office)?;
            write.finish().map(drop)
        })
        .expect("settings");
}

fn activities(xml: &str) -> Vec<Activity> {
    let reader = Reader::new(xml.as_bytes()).expect("a file");
    let activity = |item| match item {
        Ok(Item::Activity(activity)) => *activity,
        other => panic!("an activity, not {other:?}"),
    };
    reader.map(activity).collect()
}

/// Holds a file to having no critical finding and no error; gives its warnings.
#[track_caller]
fn valid(cast: &Cast, xml: &str) -> Vec<&'static str> {
    let report = check_all(xml.as_bytes(), &Options::new(cast.state.clock.now()));
    let wrong: Vec<String> = report
        .at_least(Severity::Error)
        .map(|finding| format!("{} {} {}: {} {:?}", finding.identifier, finding.id, finding.path, finding.message, finding.value))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mut ids: Vec<&str> = report.findings.iter().map(|finding| finding.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[test]
fn the_whole_sample_office_goes_out_valid() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    named(&cast);
    let visitor = cast.visitor();
    for lang in ["uk", "en"] {
        let seen = visitor.get(&format!("/{lang}/projects.xml")).is(200);
        assert_eq!(seen.headers["content-type"], "application/xml; charset=utf-8");
        let warnings = valid(&cast, &seen.text);
        let all = activities(&seen.text);
        println!("{} activities, {} bytes, warnings {warnings:?}", all.len(), seen.bytes.len());
        assert!(all.len() >= 10, "{} activities", all.len());
        let said = visitor.get(&format!("/{lang}/projects")).is(200).plain();
        assert!(said.contains(&format!("{} ", all.len())) && said.contains("IATI"), "{said}");
    }
    let organisation = visitor.get("/en/iati/organisation.xml").is(200);
    valid(&cast, &organisation.text);
    assert!(organisation.text.contains(REFERENCE) && organisation.text.contains("Luhansk register"));
    visitor.get("/en/iati/organisation").is(307);
}

/// A project as the office enters it: school, funder, sector, dates; not published.
fn school(olena: &Client, title: &str) -> String {
    let fields: Vec<_> = FIELDS.iter().copied().chain([("title_uk", title)]).collect();
    let location = olena.post("/uk/projects", &fields).is(303).location;
    location.rsplit('/').next().expect("an address").to_owned()
}

const FIELDS: [(&str, &str); 18] = [
    ("title_en", "School <of> & \"Lisova\""),
    ("about_uk", "Нова будівля на 200 місць."),
    ("direction", "education"),
    ("stages.0.stage", "implementing"),
    ("stages.0.date", "2020-09"),
    ("stages.1.stage", "completed"),
    ("stages.1.date", "2021-06"),
    ("parties.0.organisation", "lisova-hospital"),
    ("parties.0.role", "funder"),
    ("parties.1.organisation", "lisova-hospital"),
    ("parties.1.role", "recipient"),
    ("places.0.place", LISOVA),
    ("sectors.0.code", "11220"),
    ("sectors.0.share", "33.34"),
    ("sectors.1.code", "11320"),
    ("sectors.1.share", "66.66"),
    ("goals", "4"),
    ("confirm", "1"),
];

fn published(olena: &Client, slug: &str) {
    olena.post(&format!("/uk/projects/{slug}/publication"), &[("state", "public")]).is(303);
}

fn budget(olena: &Client, slug: &str, value: &str, qualifier: &str, as_of: &str, maturity: &str) {
    let subject = format!("project:{slug}");
    let fields = [
        ("subject", subject.as_str()),
        ("measure", "budget"),
        ("qualifier", qualifier),
        ("value", value),
        ("currency", "EUR"),
        ("as_of", as_of),
        ("maturity", maturity),
    ];
    olena.post("/uk/figures", &fields).is(303);
}

#[test]
fn an_activity_says_what_is_held_and_nothing_more() {
    let cast = Cast::new();
    named(&cast);
    let olena = cast.olena();
    let slug = school(&olena, "Школа");
    published(&olena, &slug);
    budget(&olena, &slug, "100000", "about", "2020-02", "agreed");
    budget(&olena, &slug, "150000.50", "more_than", "2020-08-15", "contracted");
    budget(&olena, &slug, "90000", "exact", "2019", "planned");
    let seen = cast.visitor().get(&format!("/en/projects/{slug}.xml")).is(200);
    assert_eq!(seen.headers["content-disposition"], format!("attachment; filename=\"{slug}.xml\""));
    valid(&cast, &seen.text);
    let all = activities(&seen.text);
    let [activity] = all.as_slice() else { panic!("{} activities", all.len()) };
    assert_eq!(activity.identifier(), format!("{REFERENCE}-{slug}"));
    // English stands first where it is asked for, and Ukrainian beside it.
    let texts = |narratives: &[dotyk_iati::model::Narrative]| -> Vec<(String, String)> {
        narratives.iter().map(|n| (n.lang.as_deref().unwrap_or_default().to_owned(), n.text.to_string())).collect()
    };
    let title = activity.title.as_ref().expect("a title");
    let titles = [("en", "School <of> & \"Lisova\""), ("uk", "Школа")].map(|(l, t)| (l.to_owned(), t.to_owned()));
    assert_eq!(texts(&title.narratives), titles);
    // Nobody here is the office: it reports what others do.
    let secondary = activity.reporting_org.as_ref().and_then(|org| org.secondary_reporter.as_ref()).map(|flag| flag.as_str());
    assert_eq!(secondary, Some("1"));
    // Who receives has no role in IATI and is not called a funder for that.
    let roles: Vec<_> = activity.participating_orgs.iter().map(|org| org.role.as_deref().unwrap_or_default()).collect();
    assert_eq!(roles, ["1"]);
    let dates: Vec<_> = activity
        .activity_dates
        .iter()
        .map(|date| (date.type_.as_deref().unwrap_or_default(), date.iso_date.as_ref().map_or("", |day| day.as_str())))
        .collect();
    // The story stands on 31 March 2021: the end lies ahead.
    assert_eq!(dates, [("2", "2020-09-01"), ("3", "2021-06-30")]);
    assert_eq!(activity.activity_status.as_ref().and_then(|status| status.code.as_deref()), Some("2"));
    let shares: Vec<_> =
        activity.sectors.iter().map(|sector| sector.percentage.as_ref().map_or("", |share| share.as_str())).collect();
    assert_eq!(shares, ["33.34", "66.66"]);
    assert_eq!(activity.tags[0].code.as_deref(), Some("4"));
    assert_eq!(activity.recipient_countries[0].code.as_deref(), Some("UA"));
    assert_eq!(activity.locations[0].ref_.as_deref(), Some(LISOVA));
    // Of the two agreed sums the later one goes out; what was planned is a pledge.
    let sums: Vec<_> = activity
        .transactions
        .iter()
        .map(|t| {
            let code = t.transaction_type.as_ref().and_then(|code| code.code.as_deref()).unwrap_or_default();
            (code.to_owned(), t.value.as_ref().map(|value| value.text.to_string()).unwrap_or_default())
        })
        .collect();
    assert_eq!(sums, [("12".to_owned(), "90000".to_owned()), ("2".to_owned(), "150000.50".to_owned())]);
    assert!(seen.text.contains("більше ніж") || seen.text.contains("понад"), "{}", seen.text);
    // The whole term is under a year, so there is a budget for it.
    let value = activity.budgets[0].value.as_ref().map(|value| value.text.to_string());
    assert_eq!(value.as_deref(), Some("150000.50"));
}

#[test]
fn what_is_not_public_or_not_complete_stays_here() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let slug = school(&olena, "Школа");
    published(&olena, &slug);
    // Without an identifier nothing goes out, and it is said whose that is.
    visitor.get("/en/projects.xml").is(404).shows("IATI identifier");
    visitor.get("/en/iati/organisation.xml").is(404);
    olena.get(&format!("/uk/projects/{slug}")).is(200).shows("доки установа не має ідентифікатора");
    named(&cast);
    let draft = school(&olena, "Таємний проєкт");
    let bare = [("title_uk", "Лише назва"), ("direction", "health"), ("stages.0.stage", "idea")];
    let bare = olena.post("/uk/projects", &bare).is(303).location;
    let bare = bare.rsplit('/').next().expect("an address");
    published(&olena, bare);
    for who in [&visitor, &olena] {
        let seen = who.get("/uk/projects.xml").is(200).hides("Таємний").hides("Лише назва");
        assert_eq!(activities(&seen.text).len(), 1);
        valid(&cast, &seen.text);
        who.get("/uk/projects.xml?as-of=2020-10-01").is(200).shows("Школа");
        who.get("/uk/projects.xml?direction=health").is(404).shows("жоден із проєктів");
        who.get("/uk/projects").is(200).shows("1 проєкт достатньо повний для IATI");
    }
    visitor.get(&format!("/uk/projects/{draft}.xml")).is(404).hides("Таємний");
    // Whoever may see a draft may see how it would go out.
    olena.get(&format!("/uk/projects/{draft}.xml")).is(200).shows("Таємний проєкт");
    visitor.get(&format!("/uk/projects/{bare}.xml")).is(404).shows("Опис").shows("Дата початку впровадження");
    // A funder that the public may not see is not named, also not to those who may.
    let donor = olena.post("/uk/organisations", &[("kind", "donor"), ("name_uk", "Прихований донор"), ("confirm", "1")]);
    let donor = donor.is(303).location.rsplit('/').next().expect("an address").to_owned();
    let version = olena.get(&format!("/uk/projects/{slug}.json")).json()["project"]["version"].to_string();
    let parties = [("parties.2.organisation", donor.as_str()), ("parties.2.role", "implementer"), ("version", &version)];
    let fields: Vec<_> =
        FIELDS.iter().copied().filter(|(name, _)| *name != "confirm").chain([("title_uk", "Школа")]).chain(parties).collect();
    olena.post(&format!("/uk/projects/{slug}"), &fields).is(303);
    olena.get(&format!("/uk/projects/{slug}")).shows("Прихований донор");
    for who in [&visitor, &olena] {
        who.get("/uk/projects.xml").is(200).shows("Школа").hides("Прихований");
    }
    // What was true on a day is told as of that day; what the register once said is not told at all.
    let then = visitor.get(&format!("/en/projects/{slug}.xml?as-of=2020-08-01")).is(404);
    then.hides("Школа");
    let then = activities(&visitor.get(&format!("/en/projects/{slug}.xml?as-of=2020-10-01")).is(200).text);
    assert_eq!(then[0].activity_dates.len(), 2);
    visitor.get(&format!("/en/projects/{slug}.xml?known-on=2021-03-31")).is(404);
}

#[test]
fn a_card_tells_those_who_edit_it_what_lacks() {
    let cast = Cast::new();
    named(&cast);
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let slug = school(&olena, "Школа");
    published(&olena, &slug);
    let card = olena.get(&format!("/uk/projects/{slug}")).is(200).shows("Повнота даних").shows("90 %").shows("Бюджет із датою");
    assert!(card.text.contains(&format!("/uk/projects/{slug}/edit#title_en")) && card.text.contains("<meter"), "{}", card.text);
    budget(&olena, &slug, "10", "exact", "2020", "agreed");
    olena.get(&format!("/uk/projects/{slug}")).shows("95 %").shows("Проєкт виходить у IATI").hides("Бюджет із датою");
    visitor.get(&format!("/uk/projects/{slug}")).is(200).hides("Повнота даних").shows("для партнерів: IATI XML");
    cast.vira().get(&format!("/uk/projects/{slug}")).is(200).hides("Повнота даних");
}

#[test]
fn the_office_that_takes_part_is_no_secondary_reporter() {
    let cast = Cast::new();
    named(&cast);
    let olena = cast.olena();
    let slug = school(&olena, "Школа");
    published(&olena, &slug);
    let version = olena.get("/uk/organisations/lisova-hospital.json").is(200).json()["organisation"]["version"].to_string();
    let fields = [("version", version.as_str()), ("kind", "government"), ("name_uk", "Лікарня"), ("org_id", REFERENCE)];
    olena.post("/uk/organisations/lisova-hospital", &fields).is(303);
    let seen = cast.visitor().get("/en/projects.xml").is(200);
    assert!(seen.text.contains("secondary-reporter=\"0\"") && !seen.text.contains("secondary-reporter=\"1\""), "{}", seen.text);
    valid(&cast, &seen.text);
}

#[test]
fn the_terminal_writes_the_same_file_and_tells_what_it_left_out() {
    let cast = Cast::new();
    named(&cast);
    let olena = cast.olena();
    let slug = school(&olena, "Школа");
    published(&olena, &slug);
    let draft = school(&olena, "Чернетка");
    let bare = olena.post("/uk/projects", &[("title_uk", "Лише назва"), ("direction", "health"), ("stages.0.stage", "idea")]);
    let bare = bare.is(303).location.rsplit('/').next().expect("an address").to_owned();
    published(&olena, &bare);
    let moment = Moment { now: cast.state.clock.now(), ids: Ids::Timed };
    let run = |projects: &[String]| {
        let (mut out, mut left) = (Vec::new(), Vec::new());
        let what = Export {
            office: "test",
            projects,
            lang: Lang::En,
            moment: &moment,
            words: &cast.state.words,
            elsewhere: cast.state.elsewhere,
        };
        let written = cast.db.read_blocking(|tx| export(tx, &what, &mut out, &mut |one| left.push(one)));
        (written, String::from_utf8(out).expect("UTF-8"), left)
    };
    let (written, file, left) = run(&[]);
    assert_eq!(written.expect("written"), 1);
    assert_eq!(file, cast.visitor().get("/en/projects.xml").is(200).text);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].slug, bare);
    assert!(left[0].reasons.contains(&"What it is".to_owned()), "{left:?}");
    // Whoever is at the terminal may look at a draft.
    let (written, file, _) = run(std::slice::from_ref(&draft));
    assert!(written.is_ok() && file.contains("Чернетка"));
    let (refused, file, left) = run(&[bare]);
    assert!(refused.is_err() && file.is_empty() && left.len() == 1);
    assert!(run(&["nothing".to_owned()]).0.is_err());
}

/// What a browser sends when a file is chosen on the page of the checker.
fn body(token: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--part\r\ncontent-disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n\
         --part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/xml\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--part--\r\n"].concat()
}

const MULTIPART: &str = "multipart/form-data; boundary=part";

fn dropped(client: &Client, path: &str, name: &str, content: &[u8]) -> crate::testing::Seen {
    client.post_raw(path, MULTIPART, body("", name, content))
}

/// Everything that the office holds, in one number each table; and its files.
fn held(cast: &Cast) -> (i64, usize) {
    let head = cast.db.read_blocking(|tx| crate::journal::head(tx, &cast.state.office)).map(|head| head.0).expect("the journal");
    let files = std::fs::read_dir(&cast.state.files).map(Iterator::count).unwrap_or_default();
    (head, files)
}

const WRONG: &str = r#"<iati-activities version="2.03">
<iati-activity xml:lang="en"><iati-identifier>UA-EDR-1-x</iati-identifier><activity-status code="&lt;script&gt;"/></iati-activity>
</iati-activities>"#;

#[test]
fn a_partner_drops_a_file_and_nothing_of_it_is_kept() {
    let cast = Cast::new();
    let visitor = cast.visitor();
    visitor.get("/uk/iati/check").is(200).shows("Перевірка файлу IATI").shows("Файл ніде не зберігається");
    let before = held(&cast);
    let seen = dropped(&visitor, "/uk/iati/check", "мої проєкти.xml", WRONG.as_bytes()).is(200);
    let seen = seen.shows("непридатний").shows("критично").shows("2:1").shows("UA-EDR-1-x").hides("<script>");
    seen.shows("мої проєкти.xml");
    dropped(&visitor, "/en/iati/check", "a.xml", WRONG.as_bytes()).is(200).shows("not valid").shows("critical");
    assert_eq!(held(&cast), before);
    // The same as data: by the address, and by what a program asks for.
    let by_address = dropped(&visitor, "/en/iati/check.json", "a.xml", WRONG.as_bytes()).is(200).json();
    let all = check_all(WRONG.as_bytes(), &Options::new(cast.state.clock.now()));
    assert_eq!(by_address, super::report::as_json("a.xml", &all.summary, all.findings.iter(), 0, dotyk_iati::Lang::En));
    let request =
        visitor.request("POST", "/en/iati/check").header("accept", "application/json").header("content-type", MULTIPART);
    let asked = visitor.send(request.body(axum::body::Body::from(body("", "a.xml", WRONG.as_bytes()))).expect("a request"));
    assert_eq!(asked.is(200).json(), by_address);
    let uk = dropped(&visitor, "/uk/iati/check.json", "a.xml", WRONG.as_bytes()).is(200).json();
    assert_ne!(uk["findings"][0]["message"], by_address["findings"][0]["message"]);
    assert_eq!(held(&cast), before);
}

#[test]
fn any_file_at_all_gets_a_clear_answer() {
    let cast = Cast::new();
    let visitor = cast.visitor();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("<iati-activities version=\"2.03\"/>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let laughs =
        "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><iati-activities version=\"2.03\">&b;</iati-activities>";
    let deep = format!("<iati-activities version=\"2.03\">{}", "<x>".repeat(200_000));
    for (name, content, id) in [
        ("empty.xml", &b""[..], "0.1.1"),
        ("text.xml", b"not XML at all", "0.1.1"),
        ("page.html", b"<!DOCTYPE html><html><body>IATI<br></body></html>", "0.1.1"),
        ("cut.xml", &WRONG.as_bytes()[..WRONG.len() - 40], "0.1.1"),
        ("laughs.xml", laughs.as_bytes(), "0.1.1"),
        ("nul.xml", b"<iati-activities version=\"2.03\">\0</iati-activities>", "0.1.1"),
        ("utf16.xml", &utf16, "0.3.1"),
        ("old.xml", b"<iati-activities version=\"1.05\"/>", "0.6.1"),
        ("root.xml", b"<other version=\"2.03\"/>", "0.2.1"),
        ("deep.xml", deep.as_bytes(), "0.1.1"),
    ] {
        let report = dropped(&visitor, "/en/iati/check.json", name, content).is(200).json();
        let ids: Vec<&str> = report["findings"].as_array().expect("findings").iter().filter_map(|f| f["id"].as_str()).collect();
        assert!(ids.contains(&id), "{name}: {ids:?}");
        assert_eq!(report["valid"], false, "{name}");
        let page = dropped(&visitor, "/uk/iati/check", name, content).is(200).shows("непридатний");
        assert!(page.bytes.len() < 100_000, "{name}: {} bytes", page.bytes.len());
    }
}

#[test]
fn who_sends_files_to_be_checked_is_held_to_limits() {
    let cast = Cast::new();
    let visitor = cast.visitor();
    // Nothing chosen; not a form at all; a form of another site.
    dropped(&visitor, "/uk/iati/check", "", b"").is(200).shows("непридатний");
    visitor.post("/uk/iati/check", &[("file", "x")]).is(400);
    let request = visitor.request("POST", "/uk/iati/check").header("content-type", MULTIPART);
    let mut foreign = request.body(axum::body::Body::from(body("", "a.xml", WRONG.as_bytes()))).expect("a request");
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a header"));
    visitor.send(foreign).is(403);
    // Whoever is signed in sends the token of their session.
    let olena = cast.olena();
    dropped(&olena, "/uk/iati/check", "a.xml", WRONG.as_bytes()).is(403);
    olena.post_raw("/uk/iati/check", MULTIPART, body(&olena.token(), "a.xml", WRONG.as_bytes())).is(200);
    // Larger than is taken.
    dropped(&visitor, "/uk/iati/check", "a.xml", &vec![b' '; crate::web::examine::LARGEST + 1]).is(413).shows("65536");
    // Too many from one address.
    let refused = (0..40).map(|_| dropped(&visitor, "/en/iati/check.json", "a.xml", b"")).find(|seen| seen.status != 200);
    let refused = refused.expect("a limit").is(429);
    assert!(refused.headers["retry-after"].to_str().is_ok_and(|seconds| seconds.parse::<u32>().is_ok()));
}

#[test]
fn two_are_looked_at_at_once_and_a_third_is_asked_to_come_again() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static WITHIN: AtomicUsize = AtomicUsize::new(0);
    let cast = Cast::new();
    let routes =
        crate::web::Routes::default().examine("/look", crate::access::Kind::Portal, crate::access::Action::Read, |ctx, _| {
            WITHIN.fetch_add(1, Ordering::SeqCst);
            while WITHIN.load(Ordering::SeqCst) < 100 {
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            crate::web::Reply::see(ctx, "/")
        });
    let visitor = cast.behind(&routes);
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..2).map(|_| scope.spawn(|| dropped(&visitor, "/uk/look", "a.xml", b"x").status)).collect();
        while WITHIN.load(Ordering::SeqCst) < 2 {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        let third = dropped(&visitor, "/uk/look", "a.xml", b"x").is(503).shows("Зараз перевіряють інші файли");
        assert_eq!(third.headers["retry-after"], "10");
        // And the office goes on.
        visitor.get("/uk/absent").is(404);
        WITHIN.store(100, Ordering::SeqCst);
        assert!(waiting.into_iter().all(|one| one.join().expect("answered") == 303));
    });
    dropped(&visitor, "/uk/look", "a.xml", b"x").is(303);
}
