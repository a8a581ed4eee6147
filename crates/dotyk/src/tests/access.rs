//! The golden table `access.txt`: every route, sent as every role, to own, foreign, draft and missing things.
//!
//! The table is read by people who do not program: a change of it is a change of who may do what.
//! `UPDATE_GOLDEN=1 cargo nextest run access_txt` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use crate::access::{Kind, Role};
use crate::app;
use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};
use crate::web::Route;

/// Whose thing it is, and whether it is published.
const THINGS: [&str; 4] = ["own", "foreign", "draft", "missing"];

/// Makes the things of all kinds: Ivan's own, somebody's published, somebody's draft.
pub fn things(cast: &Cast) {
    let (marta, olena, ivan) = (cast.marta(), cast.olena(), cast.ivan());
    for thing in ["own", "foreign", "draft"] {
        let who: &Client = if thing == "own" { &ivan } else { &olena };
        let title = [("title_uk", thing), ("title_en", thing), ("name_uk", thing), ("name_en", thing)];
        let send = |client: &Client, path: &str, more: &[(&str, &str)]| {
            let fields: Vec<_> = title.iter().chain(more).copied().collect();
            client.post(path, &fields).is(303)
        };
        send(who, "/uk/projects", &[("direction", "health"), ("stages.0.stage", "idea"), ("stages.0.date", "2020")]);
        let place = if thing == "own" { LISOVA } else { STEPOVA };
        let line = [
            ("place", place),
            ("lines.0.item_uk", "Ліжка"),
            ("lines.0.quantity", "3"),
            ("lines.0.unit", "piece"),
            ("contact_mail", "who@likarnia.example"),
        ];
        send(who, "/uk/needs", &line);
        send(who, "/uk/sources", &[("kind", "web")]);
        send(who, "/uk/organisations", &[("kind", "ngo"), ("confirm", "1")]);
        send(who, "/uk/assets", &[("intent", "promised")]);
        send(who, "/uk/agreements", &[("kind", "memorandum"), ("signatures.0.party", "*"), ("signatures.0.date", "2020")]);
        // Only the office makes emergencies, so none is a contributor's own.
        send(&olena, "/uk/emergencies", &[("kind", "flood")]);
        let created = [("states.0.state", "created"), ("states.0.date", "2020")];
        send(&olena, "/uk/clusters", &created);
        send(&olena, "/uk/groups", &created);
        send(
            who,
            "/uk/events",
            &[("states.0.state", "planned"), ("date", "2021-04-14"), ("registration", "public"), ("place", place)],
        );
        send(who, "/uk/programmes", &[]);
        send(who, "/uk/calls", &[("programme", thing)]);
        let state = [("states.0.state", "submitted"), ("states.0.date", "2020")];
        send(who, "/uk/applications", &[[("call", thing), ("applicant", thing)], state].concat());
        let side = [("sides.0.side", "ours"), ("sides.0.place", place), ("states.0.state", "chosen"), ("states.0.date", "2020")];
        send(who, "/uk/partnerships", &side);
        send(who, "/uk/outcomes", &[("from", &format!("project:{thing}")), ("to", &format!("need:{thing}"))]);
        let person = send(&olena, "/uk/people", &[("purpose_uk", "координація")]).location;
        let subject = format!("project:{thing}");
        send(
            who,
            "/uk/steps",
            &[
                ("subject", &subject),
                ("what_uk", thing),
                ("what_en", thing),
                ("state.0.state", "planned"),
                ("state.0.date", "2020"),
            ],
        );
        if thing != "draft" {
            for kind in [
                "projects",
                "needs",
                "sources",
                "organisations",
                "assets",
                "agreements",
                "emergencies",
                "programmes",
                "calls",
                "applications",
                "partnerships",
                "clusters",
                "groups",
                "events",
            ] {
                olena.post(&format!("/uk/{kind}/{thing}/publication"), &[("state", "public")]).is(303);
            }
            olena.post(&format!("{person}/publication"), &[("state", "public"), ("confirm", "1")]).is(303);
        }
        figure(who, &subject);
        attach(who, thing, &subject);
        if thing != "draft" {
            let card = olena.get(&format!("/uk/projects/{thing}.json")).json();
            let file = card["files"][0]["id"].as_str().expect("the file just attached").to_owned();
            olena.post(&format!("/uk/files/{file}/publication"), &[("state", "public")]).is(303);
        }
    }
    // Somebody is told by a letter, which belongs to nobody in particular.
    olena.post("/uk/needs/foreign/events", &[("event", "confirmed")]).is(303);
    olena.post("/uk/interests", &[("name", "foreign"), ("often", "never")]).is(200);
    take_in(&olena);
    donor(&olena);
    let days = [("title_uk", "foreign"), ("title_en", "foreign"), ("from", "2021-03-01"), ("until", "2021-04-30")];
    olena.post("/uk/rounds", &days).is(303);
    olena.post("/uk/rounds/foreign/members", &[("organisation", "lisova-hospital")]).is(303);
    meet(&olena);
    let _ = marta;
}

/// A partner's file with one activity; it belongs to nobody in particular.
fn donor(who: &Client) {
    let field = |name: &str, value: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let xml = "<iati-activities version=\"2.03\"><iati-activity><iati-identifier>XM-1</iati-identifier><title><narrative>A well</narrative></title></iati-activity></iati-activities>";
    let file =
        format!("--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.xml\"\r\n\r\n{xml}\r\n--part--\r\n");
    let body = format!("{}{file}", field("_token", &who.token()));
    let path = who.post_raw("/uk/datasets", "multipart/form-data; boundary=part", body.into_bytes()).is(303).location;
    while who.get(&format!("{path}.json")).json()["works"] == true {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// An introduction of somebody to a draft project: the office's own, so it belongs to nobody in particular.
fn meet(who: &Client) {
    let points = who.get("/uk/projects/draft/touchpoints.json").is(200).json();
    let parts = points["parts"].as_array().expect("parts");
    let projects = parts.iter().find(|part| part["part"] == "projects").expect("projects");
    let key = projects["items"][0]["key"].as_str().expect("something that is alike");
    who.post("/uk/projects/draft/introductions", &[("part", "projects"), ("key", key)]).is(303);
}

/// An import that waits for its table to be read; it belongs to nobody in particular.
fn take_in(who: &Client) {
    let field = |name: &str, value: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n-\r\n--part--\r\n";
    let body = format!("{}{}{file}", field("_token", &who.token()), field("kind", "project"));
    let path = who.post_raw("/uk/imports", "multipart/form-data; boundary=part", body.into_bytes()).is(303).location;
    // Its file has no heading, so it ends as refused; only then does what it answers stand still.
    while who.get(&format!("{path}.json")).json()["works"] == true {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

fn attach(who: &Client, thing: &str, subject: &str) {
    let token = who.token();
    let field = |name: &str, value: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = format!(
        "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{thing}.txt\"\r\n\r\nпро {thing}\r\n--part--\r\n"
    );
    let body = format!("{}{}{file}", field("_token", &token), field("subject", subject));
    who.post_raw("/uk/files", "multipart/form-data; boundary=part", body.into_bytes()).is(303);
}

fn figure(who: &Client, subject: &str) {
    let fields = [("subject", subject), ("measure", "flats"), ("qualifier", "exact"), ("value", "3"), ("as_of", "2020")];
    who.post("/uk/figures", &fields).is(303);
}

/// The address of a route for a thing; none when the route names no thing and the thing is not the first.
pub fn address(cast: &Cast, route: &Route, thing: &str) -> Option<String> {
    if route.path.contains("{section}") {
        return (thing == "own").then(|| format!("/uk{}", route.path.replace("{section}", "settings")));
    }
    if route.path.contains("{file}") {
        return (thing == "own").then(|| format!("/uk{}", route.path.replace("{file}", "project.xlsx")));
    }
    if route.path.contains("{row}") {
        return (thing == "own").then(|| format!("/uk{}", route.path.replace("{row}", LISOVA).replace("{column}", "all")));
    }
    if !route.path.contains('{') {
        return (thing == "own").then(|| format!("/uk{}", if route.path == "/" { "/" } else { route.path }));
    }
    let key = match (route.kind, thing) {
        (_, "missing") => match route.kind {
            Kind::Place => "UA99999999999999999".to_owned(),
            _ => "00000000-0000-0000-0000-00000000dead".to_owned(),
        },
        (Kind::Place, "own") => LISOVE.to_owned(),
        (Kind::Place, _) => LISOVA.to_owned(),
        (Kind::Figure, thing) => {
            let list = cast.olena().get("/uk/figures.json?measure=flats").json();
            let of = list["items"].as_array()?.iter().find(|item| item["subject"]["label"] == thing)?;
            of["id"].as_str()?.to_owned()
        }
        // A person's address tells nothing of them.
        (Kind::Person, thing) => {
            let list = cast.olena().get("/uk/people.json").json();
            let of = list["items"]
                .as_array()?
                .iter()
                .find(|item| item["label"].as_str().is_some_and(|label| label.contains(thing)))?;
            of["url"].as_str()?.rsplit('/').next()?.to_owned()
        }
        (Kind::File, thing) => {
            let card = cast.olena().get(&format!("/uk/projects/{thing}.json")).json();
            card["files"][0]["id"].as_str()?.to_owned()
        }
        (Kind::Import, "foreign") => {
            let list = cast.olena().get("/uk/imports.json").json();
            list["items"][0]["id"].as_str()?.to_owned()
        }
        (Kind::Import, _) => return None,
        (Kind::Dataset, "foreign") => {
            let list = cast.olena().get("/uk/datasets.json").json();
            list["items"][0]["id"].as_str()?.to_owned()
        }
        (Kind::Activity, "foreign") => {
            let list = cast.olena().get("/uk/activities.json").json();
            list["items"][0]["id"].as_str()?.to_owned()
        }
        // A round is the office's own.
        (Kind::Round, "foreign") => "foreign".to_owned(),
        (Kind::Letter, "foreign") => {
            let list = cast.olena().get("/uk/letters.json").json();
            list["items"][0]["id"].as_str()?.to_owned()
        }
        (Kind::Interest, "foreign") => {
            let list = cast.olena().get("/uk/interests.json").json();
            list["items"][0]["id"].as_str()?.to_owned()
        }
        // A report is of a time, and of nobody.
        (Kind::Report, "foreign") => "2020".to_owned(),
        (Kind::Report, _) => return None,
        (Kind::Dataset | Kind::Activity | Kind::Round | Kind::Letter | Kind::Interest, _) => return None,
        (Kind::Introduction, "foreign") if route.path.starts_with("/introductions") => {
            let list = cast.olena().get("/uk/introductions.json").json();
            list["items"][0]["id"].as_str()?.to_owned()
        }
        (Kind::Introduction, _) if route.path.starts_with("/introductions") => return None,
        (Kind::Outcome, "own" | "foreign" | "draft") if route.path.starts_with("/outcomes") => {
            let card = cast.olena().get(&format!("/uk/projects/{thing}.json")).json();
            card["thread"]["after"][0]["outcome"].as_str()?.to_owned()
        }
        (Kind::Account, "own") => "acc-ivan".to_owned(),
        (Kind::Account, "foreign") => "acc-vira".to_owned(),
        (Kind::Account, _) => return None,
        (Kind::Link, thing) if route.path.contains("{token}") => {
            let path = route.path.replace("{token}", "no-such-key").replace("{slug}", "own");
            return (thing == "own").then(|| format!("/uk{path}"));
        }
        (Kind::Session, _) => return (thing == "own").then(|| format!("/uk{}", route.path.replace("{token}", "no-such-key"))),
        (_, thing) => thing.to_owned(),
    };
    // A chain is followed from a record of any kind.
    let path = route.path.replace("{kind}", "project");
    let path = ["slug", "id", "code", "period"].iter().fold(path, |path, name| path.replace(&format!("{{{name}}}"), &key));
    (!path.contains('{')).then(|| format!("/uk{path}"))
}

fn send(client: &Client, route: &Route, address: &str) -> String {
    let seen = if route.get { client.get(address) } else { client.post(address, &[]) };
    match seen.status {
        303 if seen.location.starts_with("/uk/session/new") => "sign-in".to_owned(),
        status => status.to_string(),
    }
}

/// The table.
fn furnished() -> Cast {
    let cast = Cast::new();
    things(&cast);
    cast
}

fn table() -> String {
    let mut table = String::from(
        "Every route, sent as every role to: their own thing, a foreign published one, a foreign draft, a missing one.\n\
         404: not there, or not theirs to know of. 403: not theirs to do. 422, 400: permitted, and the empty form is refused.\n",
    );
    let shared = furnished();
    let mut fresh: Option<Cast> = None;
    for route in &app::routes().list {
        let _ = write!(
            table,
            "\n{} {}   {} {}\n",
            if route.get { "GET " } else { "POST" },
            route.path,
            route.action.word(),
            route.kind.word()
        );
        let columns: Vec<(&str, String)> =
            THINGS.iter().filter_map(|thing| Some((*thing, address(&shared, route, thing)?))).collect();
        if columns.is_empty() {
            table.push_str("    told in the noun's own stories\n");
            continue;
        }
        if columns.len() > 1 {
            let _ = writeln!(
                table,
                "    {:<14}{}",
                "",
                columns.iter().map(|(thing, _)| format!("{thing:<9}")).collect::<String>().trim_end()
            );
        }
        for role in Role::ALL {
            let writes = !route.get && role != Role::Public;
            let cast = if writes { fresh.get_or_insert_with(furnished) } else { &shared };
            let answers: Vec<String> = THINGS
                .iter()
                .filter_map(|thing| address(cast, route, thing))
                .map(|address| send(&cast.by_role(role), route, &address).to_string())
                .collect();
            // What was done leaves traces, so the next role meets fresh things; what was refused leaves none.
            if writes && answers.iter().any(|answer| !answer.starts_with('4')) {
                fresh = None;
            }
            let cells: String = answers.iter().map(|answer| format!("{answer:<9}")).collect();
            let _ = writeln!(table, "    {:<14}{}", role.word(), cells.trim_end());
        }
    }
    table
}

#[test]
fn access_txt_says_who_may_do_what() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("access.txt");
    let now = table();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &now).expect("access.txt");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs: Vec<String> = kept
        .lines()
        .zip(now.lines())
        .filter(|(kept, now)| kept != now)
        .take(10)
        .map(|(kept, now)| format!("- {kept}\n+ {now}"))
        .collect();
    assert!(kept == now, "access.txt is not what the routes do (UPDATE_GOLDEN=1 writes it):\n{}", differs.join("\n"));
    assert!(!now.contains(" 500") && !now.contains(" 503"), "a route failed:\n{now}");
}
