//! `bin/bench agreements [AGREEMENTS]`: an office of many agreements, each of five parties, on embedded SQLite.
//!
//! Asked of the program in a process of its own: what ends soon, the page of a partner who is everywhere, the list narrowed to
//! that partner, the list of a day in the past; then the calendar of all days ahead, of which the memory is told.

use std::time::Instant;

use dotyk::access::{Actor, Head, Kind, Role};
use dotyk::agreement::{Agreement, AgreementKind, Body, Party, Signature};
use dotyk::app;
use dotyk::demo::SignIn;
use dotyk::journal::{Clock, Ids, Moment, Stored, Write as Turn};
use dotyk::organisation::{self, Organisation};
use dotyk::text::When;
use dotyk_db::{Db, Error, Options};
use jiff::ToSpan;
use jiff::civil::Date;

use served::{Server, Visitor, measure};

mod served;

/// Parties of each agreement.
const PARTIES: usize = 5;

/// Organisations that they are chosen from.
const ORGANISATIONS: usize = 2000;

/// How often each page is asked for.
const TIMES: usize = 200;

/// Agreements in one write.
const AT_ONCE: usize = 500;

fn main() -> Result<(), String> {
    let count = std::env::args().nth(1).map_or(Ok(20_000), |text| text.parse()).map_err(|_| "AGREEMENTS is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-agreements-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, count);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &std::path::Path, count: usize) -> Result<(), String> {
    let said = |error: Error| error.to_string();
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default()).map_err(said)?;
    db.migrate(app::MIGRATIONS).map_err(said)?;
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let coordinator = SignIn { role: Role::Coordinator, login: "bench".into(), password: "bench-of-the-agreements".into() };
    let loaded = app::load_demo(&db, &moment, [7; 32], std::slice::from_ref(&coordinator))?;
    let start = Instant::now();
    let partners = partners(&db, &loaded.office, &moment).map_err(said)?;
    for from in (0..count).step_by(AT_ONCE) {
        fill(&db, &loaded.office, &moment, &partners, from..count.min(from + AT_ONCE)).map_err(said)?;
    }
    println!("filled {count} agreements, {} parties in {:.1} s", count * PARTIES, start.elapsed().as_secs_f64());
    drop(db);
    let mut server = Server::start(folder)?;
    let mut visitor = Visitor::new(server.address)?;
    visitor.sign_in(&coordinator)?;
    for (name, path) in [
        ("expiring", "/uk/agreements/expiring"),
        ("partner", "/uk/organisations/bench-partner-0"),
        ("partner-list", "/uk/agreements?organisation=bench-partner-0"),
        ("graph", "/uk/chains/agreement/bench-agreement-0"),
        ("scorecard", "/uk/partners/scorecard"),
        ("list", "/uk/agreements"),
        ("list-then", "/uk/agreements?as-of=2022-01-01&state=in_force"),
    ] {
        measure(name, &mut visitor, TIMES, |_| path.to_owned())?;
    }
    let before = server.memory();
    let start = Instant::now();
    let calendar = visitor.get("/uk/agreements.ics", "")?;
    let events = calendar.windows(12).filter(|window| *window == b"BEGIN:VEVENT").count();
    println!("calendar {events} events, {} kB in {:.0} ms", calendar.len() / 1024, start.elapsed().as_secs_f64() * 1000.0);
    println!("calendar-memory {} MB more, {} MB in all", server.memory().saturating_sub(before), server.memory());
    server.stop()
}

/// The organisations that agreements are made with.
fn partners(db: &Db, office: &str, moment: &Moment) -> Result<Vec<String>, Error> {
    let actor = Actor::command(office, "bench");
    db.write_blocking(|tx| {
        let mut turn = Turn::begin(tx, office, moment.clone())?;
        let mut ids = Vec::with_capacity(ORGANISATIONS);
        for number in 0..ORGANISATIONS {
            let head = Head::new(turn.id(), format!("bench-partner-{number}"), "bench");
            let head = Head { published_at: Some(turn.stamp()), ..head };
            let body = organisation::Body { name_uk: Some(format!("Місто № {number}")), ..organisation::Body::default() };
            let permit = actor.may_create(Kind::Organisation, &head.id).map_err(|_| refused())?;
            ids.push(head.id.clone());
            organisation::store::add(&mut turn, &permit, &Organisation::new(head, body))?;
        }
        turn.finish()?;
        Ok(ids)
    })
}

fn refused() -> Error {
    Error::Other("not permitted".into())
}

/// Adds some agreements in one write: signed at different days, a quarter of them prolonging themselves.
fn fill(db: &Db, office: &str, moment: &Moment, partners: &[String], numbers: std::ops::Range<usize>) -> Result<(), Error> {
    let actor = Actor::command(office, "bench");
    db.write_blocking(|tx| {
        let mut turn = Turn::begin(tx, office, moment.clone())?;
        for number in numbers {
            let head = Head::new(turn.id(), format!("bench-agreement-{number}"), "bench");
            let head = Head { published_at: Some(turn.stamp()), ..head };
            let permit = actor.may_create(Kind::Agreement, &head.id).map_err(|_| refused())?;
            Agreement::add(&mut turn, &permit, &Agreement::new(head, body(number, partners, moment.today())))?;
        }
        turn.finish().map(drop)
    })
}

fn body(number: usize, partners: &[String], today: Date) -> Body {
    // One partner has a hundredth of all; the others are spread evenly.
    let chosen = |party: usize| match party {
        0 if number.is_multiple_of(100) => 0,
        _ => 1 + (number * 7 + party * 389) % (partners.len() - 1),
    };
    let party =
        |party: usize| Party { id: party as i64 + 1, organisation: Some(partners[chosen(party)].clone()), ..Party::default() };
    let on = |days: i64| today.checked_add(days.days()).ok().map(When::day);
    Body {
        kind: AgreementKind::ALL[number % AgreementKind::ALL.len()],
        title_uk: Some(format!("Угода про співробітництво № {number}")),
        parties: (0..PARTIES).map(party).collect(),
        signatures: vec![Signature { date: on(-(number as i64 % 2000)), ..Signature::default() }],
        until: on(number as i64 % 1500),
        prolongs: number.is_multiple_of(4).then_some(12),
        notice: number.is_multiple_of(4).then_some(30),
        ..Body::default()
    }
}
