//! Stories of letters, against a real mail server on loopback: the protocol is `mailin`'s, the socket is ours, so that a
//! story can say what the server answers and when it is gone.

use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mailin::{Action as Reply, Handler, Response, SessionBuilder, response};

use super::model::{Draft, LEASE, State, To};
use super::{Mail, drain, store};
use crate::access::{Action, Actor, Kind, Owner, Ref, Subject};
use crate::app;
use crate::journal::{Clock, Moment, Seal, Write};
use crate::testing::{Cast, LISOVE};
use crate::text::Lang;
use crate::web;

/// What the server does with a letter to an address.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Manner {
    /// Takes it
    Take,
    /// Asks to come again, at the address
    Later,
    /// Refuses it for good, at the address
    Refuse,
    /// Takes it, and hangs up before it says so
    Vanish,
}

/// What a server has seen.
#[derive(Clone, Default)]
struct Seen {
    letters: Arc<Mutex<Vec<String>>>,
    manners: Arc<Mutex<Vec<(String, Manner)>>>,
}

impl Seen {
    fn manner(&self, to: &str) -> Manner {
        self.manners
            .lock()
            .unwrap()
            .iter()
            .rev()
            .find(|(of, _)| to.contains(of.as_str()))
            .map_or(Manner::Take, |(_, manner)| *manner)
    }

    fn treat(&self, to: &str, manner: Manner) {
        self.manners.lock().unwrap().push((to.to_owned(), manner));
    }

    fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }

    /// How many letters came to an address.
    fn count(&self, to: &str) -> usize {
        self.letters()
            .iter()
            .filter(|letter| letter.contains(&format!("To: {to}")) || letter.contains(&format!("<{to}>")))
            .count()
    }
}

/// One connection's view of it.
struct Desk {
    seen: Seen,
    manner: Manner,
    data: Vec<u8>,
    vanish: Arc<AtomicBool>,
}

impl Handler for Desk {
    fn rcpt(&mut self, to: &str) -> Response {
        self.manner = self.seen.manner(to);
        match self.manner {
            Manner::Later => response::INTERNAL_ERROR,
            Manner::Refuse => response::NO_MAILBOX,
            Manner::Take | Manner::Vanish => response::OK,
        }
    }

    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.data.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let letter = String::from_utf8_lossy(&std::mem::take(&mut self.data)).into_owned();
        self.seen.letters.lock().unwrap().push(letter);
        self.vanish.store(self.manner == Manner::Vanish, Ordering::SeqCst);
        response::OK
    }
}

fn converse(stream: TcpStream, seen: &Seen) -> std::io::Result<()> {
    let vanish = Arc::new(AtomicBool::new(false));
    let desk = Desk { seen: seen.clone(), manner: Manner::Take, data: Vec::new(), vanish: vanish.clone() };
    let mut session = SessionBuilder::new("mail.test").build(stream.peer_addr()?.ip(), desk);
    let (mut reader, mut out) = (BufReader::new(stream.try_clone()?), stream);
    session.greeting().write_to(&mut out)?;
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let answer = session.process(&line);
        line.clear();
        if vanish.load(Ordering::SeqCst) {
            return out.shutdown(std::net::Shutdown::Both);
        }
        if answer.action != Reply::NoReply {
            answer.write_to(&mut out)?;
            out.flush()?;
        }
        if answer.action == Reply::Close {
            break;
        }
    }
    Ok(())
}

/// A mail server on a free port of loopback, as long as this lives.
struct Server {
    port: u16,
    seen: Seen,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    fn start(seen: &Seen) -> Server {
        Server::at(TcpListener::bind("127.0.0.1:0").expect("a free port"), seen)
    }

    fn at(listener: TcpListener, seen: &Seen) -> Server {
        let (port, stop) = (listener.local_addr().expect("an address").port(), Arc::new(AtomicBool::new(false)));
        let (seen, stopped) = (seen.clone(), stop.clone());
        let mine = seen.clone();
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let seen = seen.clone();
                std::thread::spawn(move || converse(stream, &seen));
            }
        });
        Server { port, seen: mine, stop, thread: Some(thread) }
    }

    fn mail(&self) -> Mail {
        mail_at(self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().map(std::thread::JoinHandle::join);
    }
}

fn mail_at(port: u16) -> Mail {
    let mail = Mail::parse(&format!("smtp://127.0.0.1:{port}?tls=none"), "Департамент <office@dotyk.example>").expect("a server");
    Mail { pace: Duration::ZERO, patience: Duration::from_secs(5), ..mail }
}

/// The program over the same office, later.
fn later(cast: &Cast, by: jiff::SignedDuration) -> Arc<web::State> {
    let mut state = cast.through(crate::account::store::door);
    Arc::get_mut(&mut state).expect("nobody else has it").clock = Clock::Fixed(cast.state.clock.now() + by);
    state
}

fn put(cast: &Cast, once: &str, to: &str) -> bool {
    let draft = Draft {
        once: once.into(),
        about: Ref::new(Kind::Need, "n"),
        to: To { name: Some("Марія".into()), mail: to.into() },
        lang: Lang::Uk,
        subject: format!("Потреба «{once}»\r\nBcc: secret@x.example"),
        text: "Вітаємо!\n.\nПосилання: https://dotyk.example/uk/n/tokentoken".into(),
        unsubscribe: None,
    };
    let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    let cause = Actor::command("test", "a story")
        .may(Action::Edit, &Subject::new(Kind::Office, "test", true).owned_by([Owner::Account("a".into())]));
    cast.db
        .write_blocking(|tx| {
            let mut write = Write::begin(tx, "test", moment)?;
            let done = store::put(&mut write, &cause.expect("a permit"), &Seal::new([7; 32]), &draft)?;
            write.finish()?;
            Ok::<_, dotyk_db::Error>(done)
        })
        .expect("a letter")
}

/// State and trouble of the letters, the oldest first.
fn states(cast: &Cast) -> Vec<(String, String)> {
    let list = cast.olena().get("/uk/letters.json").is(200).json();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    list["items"].as_array().unwrap().iter().rev().map(|item| (word(&item["state"]), word(&item["trouble"]))).collect()
}

#[track_caller]
fn stand(cast: &Cast, wanted: &[(&str, &str)]) {
    let found = states(cast);
    let found: Vec<(&str, &str)> = found.iter().map(|(state, trouble)| (state.as_str(), trouble.as_str())).collect();
    assert_eq!(found, wanted);
}

/// The words of an encoded header.
fn decoded(letter: &str, header: &str) -> String {
    let unfolded = letter.replace("\r\n ", " ");
    let line = unfolded.lines().find_map(|line| line.strip_prefix(&format!("{header}: "))).expect("the header");
    let (mut bytes, mut encoded) = (Vec::new(), true);
    for word in line.split_whitespace() {
        let code = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        // Only between two encoded words is a space no space (RFC 2047).
        if !(bytes.is_empty() || encoded && code.is_some()) {
            bytes.push(b' ');
        }
        encoded = code.is_some();
        bytes.extend(code.map_or_else(|| word.bytes().collect(), base64));
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = text.bytes().filter_map(|sign| SIGNS.iter().position(|known| *known == sign));
    let (mut bytes, mut held, mut count) = (Vec::new(), 0u32, 0);
    for six in bits {
        (held, count) = (held << 6 | six as u32, count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((held >> count) as u8);
            held &= (1 << count) - 1;
        }
    }
    bytes
}

#[test]
fn a_letter_arrives_as_it_was_written() {
    let cast = Cast::new();
    let server = Server::start(&Seen::default());
    assert!(put(&cast, "кисень", "maria@likarnia.example"));
    assert!(!put(&cast, "кисень", "maria@likarnia.example"), "the same letter is not put in twice");
    let drained = drain(&cast.state, &server.mail()).unwrap();
    assert_eq!((drained.sent, drained.later, drained.failed), (1, 0, 0));
    assert_eq!(drain(&cast.state, &server.mail()).unwrap().sent, 0);
    let letters = server.seen.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(decoded(letter, "Subject"), "Потреба «кисень» Bcc: secret@x.example");
    assert!(!letter.to_lowercase().contains("\r\nbcc:"), "{letter}");
    assert!(letter.contains("Content-Type: text/plain; charset=utf-8"), "{letter}");
    assert!(letter.contains("@dotyk.example>\r\n") && letter.contains("Message-ID: <"), "{letter}");
    let body = letter.split_once("\r\n\r\n").expect("a body").1;
    let text = if letter.contains("base64") { String::from_utf8(base64(body)).unwrap() } else { body.to_owned() };
    // A line of one dot ends no letter.
    assert!(text.contains("Вітаємо!\r\n.\r\nПосилання") || text.contains("tokentoken"), "{text}");
    stand(&cast, &[("sent", "")]);
    // What was sent has no text any more, and a month later no address.
    let page = cast.olena().get("/uk/letters").is(200).shows("maria@likarnia.example").hides("tokentoken");
    page.hides("Bcc: secret@x.example\r");
    super::daily(&later(&cast, jiff::SignedDuration::from_hours(31 * 24))).unwrap();
    cast.olena().get("/uk/letters").is(200).shows("Вміст знищено").hides("maria@likarnia.example");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn one_letter_that_fails_holds_no_other() {
    let cast = Cast::new();
    let server = Server::start(&Seen::default());
    server.seen.treat("later@", Manner::Later);
    server.seen.treat("never@", Manner::Refuse);
    for (once, to) in [("1", "later@a.example"), ("2", "never@a.example"), ("3", "good@a.example"), ("4", "не-адреса")] {
        assert!(put(&cast, once, to));
    }
    let drained = drain(&cast.state, &server.mail()).unwrap();
    assert_eq!((drained.sent, drained.later, drained.failed), (1, 1, 1));
    stand(&cast, &[("waiting", "later"), ("failed", "refused"), ("sent", ""), ("failed", "bad_address")]);
    // Not before its time; then it arrives.
    assert_eq!(drain(&cast.state, &server.mail()).unwrap(), super::Drained::default());
    server.seen.treat("later@", Manner::Take);
    let soon = later(&cast, jiff::SignedDuration::from_mins(2));
    assert_eq!(drain(&soon, &server.mail()).unwrap().sent, 1);
    assert_eq!(server.seen.count("later@a.example"), 1);
    // The coordinator is told what the server said, and tries again when it is mended.
    let olena = cast.olena();
    olena.get("/uk/").is(200).shows("2 Листи, яких не надіслано");
    olena.get("/uk/letters?state=failed").is(200).shows("Mailbox unavailable").shows("Сервер відмовив остаточно");
    let failed = olena.get("/uk/letters.json?state=failed").json();
    let id = failed["items"].as_array().unwrap().iter().find(|item| item["trouble"] == "refused").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    server.seen.treat("never@", Manner::Take);
    olena.post(&format!("/uk/letters/{id}/state"), &[("state", "waiting")]).is(303);
    assert_eq!(drain(&cast.state, &server.mail()).unwrap().sent, 1);
    olena.post(&format!("/uk/letters/{id}/state"), &[("state", "waiting")]).is(400).shows("Лист тим часом у стані");
}

#[test]
fn a_server_that_is_gone_takes_no_letter_with_it() {
    let cast = Cast::new();
    let seen = Seen::default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mail = mail_at(listener.local_addr().unwrap().port());
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert!(put(&cast, "1", "a@a.example") && put(&cast, "2", "b@a.example"));
    for _ in 0..3 {
        let drained = drain(&cast.state, &mail).unwrap();
        assert!(drained.away && drained.sent == 0, "{drained:?}");
    }
    assert!(states(&cast).iter().all(|(state, _)| state == "waiting"));
    cast.olena().get("/uk/letters").is(200).shows("Поштовий сервер не відповідає");
    let Ok(listener) = TcpListener::bind(address) else { return eprintln!("the port was taken by another meanwhile") };
    let server = Server::at(listener, &seen);
    assert_eq!(drain(&cast.state, &server.mail()).unwrap().sent, 2);
    stand(&cast, &[("sent", ""), ("sent", "")]);
}

#[test]
fn a_letter_whose_end_nobody_knows_is_not_sent_again_blindly() {
    let cast = Cast::new();
    let server = Server::start(&Seen::default());
    // The line breaks after the server took it.
    server.seen.treat("gone@", Manner::Vanish);
    assert!(put(&cast, "1", "gone@a.example"));
    assert_eq!(drain(&cast.state, &server.mail()).unwrap().failed, 1);
    stand(&cast, &[("unsure", "lost")]);
    assert_eq!(drain(&later(&cast, LEASE * 9), &server.mail()).unwrap(), super::Drained::default());
    assert_eq!(server.seen.count("gone@a.example"), 1);
    cast.olena().get("/uk/").is(200).shows("1 Листи, про які невідомо, чи дійшли");
    cast.olena().get("/uk/letters").is(200).shows("невідомо, чи дійшов").shows("наосліп програма вдруге не надсилає");
}

#[test]
fn a_process_that_died_with_a_letter_in_hand_doubles_nothing() {
    let cast = Cast::new();
    let server = Server::start(&Seen::default());
    assert!(put(&cast, "1", "a@a.example"));
    // Taken, handed over, and dead before it could say so.
    let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    let until = format!("{:.3}", moment.now + LEASE);
    let taken = cast
        .db
        .write_blocking(|tx| {
            let mut write = Write::begin(tx, "test", moment.clone())?;
            let taken = store::take(&mut write, &Seal::new([7; 32]), &until)?;
            write.finish()?;
            Ok::<_, dotyk_db::Error>(taken)
        })
        .unwrap()
        .expect("a letter");
    let content = taken.content.clone().unwrap();
    let message = server.mail().message("test", &taken.id, &content, std::time::SystemTime::UNIX_EPOCH).unwrap();
    let sent = super::post::Session::default().send(&server.mail(), message.envelope(), &message.formatted(), || true);
    assert_eq!(sent, super::model::Outcome::Sent);
    // Whoever starts next leaves it alone while it may still be in hand, and then asks a person.
    assert_eq!(drain(&cast.state, &server.mail()).unwrap(), super::Drained::default());
    stand(&cast, &[("sending", "")]);
    let state = later(&cast, LEASE * 2);
    assert_eq!(drain(&state, &server.mail()).unwrap(), super::Drained::default());
    stand(&cast, &[("unsure", "lost")]);
    // And whoever was only slow may say no more.
    let after = taken.after(super::model::Outcome::Later("450".into()), moment.now);
    cast.db
        .write_blocking(|tx| {
            let mut write = Write::begin(tx, "test", moment)?;
            store::settle(&mut write, &Seal::new([7; 32]), &taken, &after)?;
            write.finish().map(drop)
        })
        .unwrap();
    stand(&cast, &[("unsure", "lost")]);
    assert_eq!(server.seen.count("a@a.example"), 1);
    // The second time, by a person's word, it has the same Message-ID.
    let id = cast.olena().get("/uk/letters.json").json()["items"][0]["id"].as_str().unwrap().to_owned();
    cast.olena().post(&format!("/uk/letters/{id}/state"), &[("state", "waiting")]).is(303);
    assert_eq!(drain(&cast.state, &server.mail()).unwrap().sent, 1);
    let ids: Vec<String> = server.seen.letters().iter().map(|letter| decoded(letter, "Message-ID")).collect();
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn two_processes_send_each_letter_once() {
    let cast = Cast::new();
    let server = Server::start(&Seen::default());
    for number in 0..20 {
        assert!(put(&cast, &number.to_string(), &format!("n{number}@a.example")));
    }
    let db = dotyk_db::Db::open(cast.db.url(), dotyk_db::Options { readers: 2 }).unwrap();
    let mut other = cast.through(crate::account::store::door);
    Arc::get_mut(&mut other).unwrap().db = db;
    let mail = server.mail();
    let sent = std::thread::scope(|scope| {
        let hands = [&cast.state, &other].map(|state| scope.spawn(|| drain(state, &mail).unwrap().sent));
        hands.into_iter().map(|hand| hand.join().unwrap()).sum::<usize>()
    });
    assert_eq!((sent, server.seen.letters().len()), (20, 20));
    for number in 0..20 {
        assert_eq!(server.seen.count(&format!("n{number}@a.example")), 1, "{number}");
    }
}

#[test]
fn the_thread_sends_what_is_put_in_and_ends() {
    let cast = Cast::new();
    let server = Server::start(&Seen::default());
    let sender = super::start(&cast.state, Some(server.mail()), &[]);
    assert!(put(&cast, "1", "a@a.example"));
    let begun = Instant::now();
    while server.seen.letters().is_empty() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(sender);
    assert_eq!(server.seen.count("a@a.example"), 1);
    assert!(begun.elapsed() < Duration::from_secs(10), "nobody woke it");
    stand(&cast, &[("sent", "")]);
}

#[test]
fn nothing_goes_over_an_open_line_that_was_to_be_closed() {
    let cast = Cast::new();
    let server = Server::start(&Seen::default());
    let mail =
        Mail::parse(&format!("smtp://user:hidden-word@127.0.0.1:{}?tls=required", server.port), "office@dotyk.example").unwrap();
    assert!(put(&cast, "1", "a@a.example"));
    let drained = drain(&cast.state, &Mail { pace: Duration::ZERO, ..mail }).unwrap();
    assert!(drained.away && server.seen.letters().is_empty());
    stand(&cast, &[("waiting", "settings")]);
    cast.olena().get("/uk/letters").is(200).shows("не впускає").hides("hidden-word");
}

#[test]
fn without_a_server_the_coordinator_sends_by_hand() {
    let cast = Cast::new();
    assert!(put(&cast, "1", "maria@likarnia.example"));
    let olena = cast.olena();
    olena.get("/uk/").is(200).shows("1 Листи, що чекають надсилання");
    let page = olena.get("/uk/letters").is(200).shows("Поштового сервера не задано").shows("tokentoken");
    assert!(page.text.contains("href=\"mailto:maria@likarnia.example?subject="), "{}", page.text);
    let list = olena.get("/uk/letters.json").is(200).hides("tokentoken").json();
    let id = list["items"][0]["id"].as_str().unwrap();
    olena.post(&format!("/uk/letters/{id}/state"), &[("state", "by_hand")]).is(303);
    olena.get("/uk/letters").is(200).shows("надіслано вручну").hides("tokentoken");
    olena.get("/uk/").is(200).shows("0 Листи, що чекають надсилання");
    olena.post(&format!("/uk/letters/{id}/state"), &[("state", "dropped")]).is(400);
    olena.post("/uk/letters/nothing/state", &[("state", "dropped")]).is(404);
    // Nobody else reads letters: they hold keys.
    for client in [cast.visitor(), cast.vira(), cast.ivan()] {
        assert!(client.get("/uk/letters").hides("maria@likarnia.example").status != 200);
        assert!(
            client.post(&format!("/uk/letters/{id}/state"), &[("state", "waiting")]).status != 303
                || client.get("/uk/letters").status != 200
        );
    }
    assert!(State::ALL.len() == 7);
}

/// A need with somebody who can be written to.
const NEED: &[(&str, &str)] = &[
    ("title_uk", "Кисень"),
    ("title_en", "Oxygen"),
    ("organisation", "lisova-hospital"),
    ("place", LISOVE),
    ("lines.0.item_uk", "Концентратори"),
    ("lines.0.unit", "piece"),
    ("lines.0.quantity", "10"),
    ("contact_name", "Марія"),
    ("contact_mail", "maria@likarnia.example"),
];

fn give_an_address(cast: &Cast) {
    let page = cast.marta().get("/uk/office/settings/edit").is(200);
    let version = page.text.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let fields = [
        ("name_uk", "Тестова установа"),
        ("mail", "office@dotyk.example"),
        ("base_url", "https://dotyk.example"),
        ("version", &version),
    ];
    cast.marta().post("/uk/office/settings", &fields).is(303);
}

#[test]
fn a_hospital_hears_of_its_need() {
    let cast = Cast::new();
    let (olena, server) = (cast.olena(), Server::start(&Seen::default()));
    olena.post("/uk/needs", NEED).is(303);
    assert!(states(&cast).is_empty(), "what they said themselves is no news to them");
    olena.post("/uk/needs/oxygen/events", &[("event", "confirmed")]).is(303);
    olena.post("/uk/needs/oxygen/promises", &[("line", "1"), ("organisation", "un-programme"), ("quantity", "6")]).is(303);
    olena
        .get("/uk/letters")
        .shows("Вашу потребу підтверджено: Кисень")
        .shows("Програма ООН")
        .shows("Концентратори, 6 штук")
        .shows("Вітаємо, Марія!");
    assert_eq!(drain(&cast.state, &server.mail()).unwrap().sent, 2);
    assert_eq!(server.seen.count("maria@likarnia.example"), 2);
    // Neither the journal nor a public page knows the address.
    cast.olena().get("/uk/journal.json").is(200).hides("maria@likarnia.example");
}

#[test]
fn a_need_that_is_silent_is_asked_by_mail_once_and_answers_by_its_link() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/needs", NEED).is(303);
    let silent = later(&cast, jiff::SignedDuration::from_hours(15 * 24));
    // Without an address of the office there is no link, and so no reminder.
    crate::need::remind(&silent).unwrap();
    assert!(states(&cast).is_empty());
    give_an_address(&cast);
    crate::need::remind(&cast.state).unwrap();
    assert!(states(&cast).is_empty(), "it is not silent yet");
    for _ in 0..3 {
        crate::need::remind(&silent).unwrap();
    }
    stand(&cast, &[("waiting", "")]);
    let text = olena.get("/uk/letters").is(200).shows("Чи ще потрібно: Кисень?").text;
    let token = text
        .split("https://dotyk.example/uk/n/")
        .nth(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
    let path = format!("/uk/n/{}", token.expect("a link"));
    let visitor = cast.visitor();
    visitor.get(&path).is(200).shows("Кисень");
    visitor.post(&format!("{path}/needs/oxygen/renewal"), &[("once", "1")]).is(303);
    assert!(
        olena.get("/uk/needs/oxygen.json").json()["events"].as_array().unwrap().iter().any(|event| event["event"] == "renewed")
    );
    // A week before it lapses it is asked once more.
    crate::need::remind(&later(&cast, jiff::SignedDuration::from_hours(85 * 24))).unwrap();
    crate::need::remind(&later(&cast, jiff::SignedDuration::from_hours(86 * 24))).unwrap();
    olena.get("/uk/letters").is(200).shows("Потреба застаріє");
    assert_eq!(states(&cast).len(), 2);
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}
