//! Tables of how lines, promises and events add up.

use jiff::civil::date;
use rust_decimal::Decimal;

use super::line::quantity;
use super::*;

fn when(text: &str) -> When {
    When::parse(text).unwrap()
}

fn event(event: Event, day: &str) -> EventRow {
    EventRow { event, date: when(day), note: None }
}

fn line(id: i64, quantity: &str) -> Line {
    Line {
        id,
        item_uk: Some("Кисневі концентратори".into()),
        item_en: None,
        unit: Unit::Piece,
        quantity: quantity.into(),
        cost: None,
        currency: None,
    }
}

fn oxygen() -> Body {
    Body {
        title_uk: Some("Кисень".into()),
        place: Some("UA01".into()),
        lines: vec![line(1, "10")],
        events: vec![event(Event::Stated, "2021-03-01")],
        ..Body::default()
    }
}

fn promise(quantity: &str, day: &str) -> Promise {
    Promise {
        id: 0,
        line: 1,
        organisation: None,
        who: Some("Програма".into()),
        quantity: quantity.into(),
        date: when(day),
        note: None,
        source: None,
        locator: None,
        withdrawn: None,
    }
}

fn delivery(quantity: &str, promise: Option<i64>) -> Delivery {
    Delivery {
        id: 0,
        line: 1,
        promise,
        who: None,
        quantity: quantity.into(),
        date: when("2021-03-10"),
        note: None,
        withdrawn: None,
        reason: None,
    }
}

fn receipt(body: &Body, delivery: Option<i64>, quantity: Option<&str>, dispute: Option<&str>) -> Receipt {
    Receipt {
        line: 1,
        delivery,
        promise: None,
        quantity: quantity.map(str::to_owned),
        dispute: dispute.map(str::to_owned),
        date: when("2021-03-11"),
        note: None,
        file: None,
        said_by: "link:1".into(),
        seen: body.seen(1),
    }
}

fn then(change: Result<Change, Refusal>) -> Body {
    change.unwrap().0
}

/// asked, promised, delivered, confirmed, awaited, open
fn sums(body: &Body) -> [String; 6] {
    let t = body.tally(&body.lines[0], date(2021, 3, 31));
    [t.asked, t.promised, t.delivered, t.confirmed, t.awaited, t.open].map(|value| value.normalize().to_string())
}

#[test]
fn what_is_awaited_and_open_is_computed() {
    let day = date(2021, 3, 31);
    let stated = oxygen();
    assert_eq!(sums(&stated), ["10", "0", "0", "0", "0", "10"]);
    let promised = then(stated.promise(promise("6", "2021-03-05")));
    assert_eq!(sums(&promised), ["10", "6", "0", "0", "6", "4"]);
    assert_eq!(promised.state_on(day, RENEWAL), State::PartlyCovered);
    let brought = then(promised.deliver(delivery("4", Some(1))));
    assert_eq!(sums(&brought), ["10", "6", "4", "0", "6", "4"]);
    let confirmed = then(brought.receive(receipt(&brought, Some(1), Some("4"), None)));
    assert_eq!(sums(&confirmed), ["10", "6", "4", "4", "2", "4"]);
    // What the receiver disputes is not there: it is awaited again.
    let disputed = then(confirmed.receive(receipt(&confirmed, Some(1), None, Some("інша модель"))));
    assert_eq!(sums(&disputed), ["10", "6", "0", "0", "6", "4"]);
    assert_eq!(disputed.tally(&disputed.lines[0], day).flags, [Flag::Disputed]);
    // A promise that is taken back leaves what came on it.
    let back = then(confirmed.take_back(1, when("2021-03-20")));
    assert_eq!(sums(&back), ["10", "0", "4", "4", "0", "6"]);
    // On the day before, it still held.
    assert_eq!(back.tally(&back.lines[0], date(2021, 3, 19)).promised, Decimal::from(6));
}

#[test]
fn nothing_is_ever_below_zero_and_what_does_not_fit_is_flagged() {
    let day = date(2021, 3, 31);
    let body = then(oxygen().promise(promise("6", "2021-03-05")));
    let body = then(body.deliver(delivery("8", Some(1))));
    assert_eq!(sums(&body), ["10", "6", "8", "0", "8", "2"]);
    assert_eq!(body.tally(&body.lines[0], day).flags, [Flag::AbovePromise]);
    let body = then(body.deliver(delivery("5", None)));
    assert_eq!(sums(&body), ["10", "6", "13", "0", "13", "0"]);
    assert_eq!(body.tally(&body.lines[0], day).flags, [Flag::AbovePromise, Flag::OverDelivered]);
    assert_eq!(body.state_on(day, RENEWAL), State::Covered);
    let body = then(body.receive(receipt(&body, Some(1), Some("7"), None)));
    assert!(body.tally(&body.lines[0], day).flags.contains(&Flag::Short));
    let body = then(body.receive(receipt(&body, Some(2), Some("5"), None)));
    assert_eq!(sums(&body), ["10", "6", "13", "12", "0", "0"]);
    assert_eq!(body.state_on(day, RENEWAL), State::Received);
    let body = then(oxygen().promise(promise("12", "2021-03-05")));
    assert_eq!(body.tally(&body.lines[0], day).flags, [Flag::OverPromised]);
}

#[test]
fn a_delivery_written_down_by_mistake_counts_no_more_once_it_is_taken_back() {
    let body = then(oxygen().promise(promise("6", "2021-03-05")));
    let body = then(body.deliver(delivery("4", Some(1))));
    let body = then(body.receive(receipt(&body, Some(1), Some("4"), None)));
    assert_eq!(body.undo(1, when("2021-03-20"), None).unwrap_err().0, "need-reason-needed");
    assert_eq!(body.undo(9, when("2021-03-20"), Some("x".into())).unwrap_err().0, "need-no-such-delivery");
    let back = then(body.undo(1, when("2021-03-20"), Some("не та лікарня".into())));
    assert_eq!(sums(&back), ["10", "6", "0", "0", "6", "4"]);
    assert!(back.awaits_delivery(date(2021, 3, 31)) && !back.awaits_word(date(2021, 3, 31)));
    assert_eq!(back.tally(&back.lines[0], date(2021, 3, 19)).confirmed, Decimal::from(4), "the day before it still counted");
    assert_eq!(back.undo(1, when("2021-03-21"), Some("x".into())).unwrap_err().0, "need-no-such-delivery");
    assert_eq!(back.receive(receipt(&back, Some(1), Some("4"), None)).unwrap_err().0, "need-no-such-delivery");
}

#[test]
fn what_looks_like_a_slip_is_flagged() {
    let day = date(2021, 3, 31);
    let flags = |line: Line| {
        let body = Body { lines: vec![line], ..oxygen() };
        body.tally(&body.lines[0], day).flags
    };
    for (quantity, unit, cost, wanted) in [
        ("10", Unit::Piece, None, vec![]),
        ("2.5", Unit::Tonne, Some("1000000000"), vec![]),
        ("2.5", Unit::Piece, None, vec![Flag::Fraction]),
        ("10000001", Unit::Piece, None, vec![Flag::Far]),
        ("1", Unit::Service, Some("1000000001"), vec![Flag::Far]),
        ("200000.5", Unit::Course, None, vec![Flag::Far, Flag::Fraction]),
    ] {
        let line = Line { unit, cost: cost.map(str::to_owned), ..line(1, quantity) };
        assert_eq!(flags(line), wanted, "{quantity} {unit:?} {cost:?}");
    }
    let body = then(oxygen().deliver(delivery("4", None)));
    let body = then(body.receive(receipt(&body, Some(1), Some("5"), None)));
    assert_eq!(body.tally(&body.lines[0], day).flags, [Flag::OverConfirmed]);
}

#[test]
fn of_two_who_confirm_at_once_the_second_is_told() {
    let body = then(oxygen().deliver(delivery("4", None)));
    let (one, two) = (receipt(&body, Some(1), Some("4"), None), receipt(&body, Some(1), Some("3"), None));
    let body = then(body.receive(one));
    assert_eq!(body.receive(two).unwrap_err().0, "need-confirmed-meanwhile");
    let fresh = receipt(&body, None, Some("2"), None);
    assert_eq!(then(body.receive(fresh)).deliveries.len(), 2);
}

#[test]
fn a_quantity_is_above_zero_and_not_absurd() {
    for text in ["0", "-1", "", "x", "1e5", "1000000001", "0.0001", "99999999999999999999999999999999", "NaN"] {
        assert_eq!(quantity(text), None, "{text}");
        assert_eq!(oxygen().promise(promise(text, "2021-03-05")).unwrap_err().0, "need-bad-quantity", "{text}");
        assert_eq!(oxygen().deliver(delivery(text, None)).unwrap_err().0, "need-bad-quantity", "{text}");
        assert_eq!(Body { lines: vec![line(1, text)], ..oxygen() }.faults()[0].1, "need-bad-quantity", "{text}");
    }
    for (text, read) in [("10", "10"), ("1 200,50", "1200.5"), ("0.001", "0.001"), ("1000000000", "1000000000")] {
        assert_eq!(plain_number(text), read);
        assert!(quantity(&plain_number(text)).is_some());
    }
}

#[test]
fn events_follow_one_another() {
    use Event::{Confirmed, Lapsed, Renewed, Stated, Withdrawn};
    let may: [(Option<Event>, &[Event]); 6] = [
        (None, &[Stated]),
        (Some(Stated), &[Confirmed, Renewed, Withdrawn, Lapsed]),
        (Some(Confirmed), &[Renewed, Withdrawn, Lapsed]),
        (Some(Renewed), &[Confirmed, Renewed, Withdrawn, Lapsed]),
        (Some(Withdrawn), &[Stated]),
        (Some(Lapsed), &[Stated, Confirmed, Renewed]),
    ];
    for (before, after) in may {
        let allowed: Vec<Event> = Event::ALL.iter().copied().filter(|event| event.follows(before)).collect();
        assert_eq!(allowed, after, "{before:?}");
    }
    assert_eq!(oxygen().say(event(Confirmed, "2021-02-28")).unwrap_err().0, "need-event-order");
    assert_eq!(Body { events: Vec::new(), ..oxygen() }.promise(promise("1", "2021-03-05")).unwrap_err().0, "need-is-draft");
    let gone = then(oxygen().say(event(Withdrawn, "2021-03-02")));
    assert_eq!(gone.deliver(delivery("1", None)).unwrap_err().0, "need-is-withdrawn");
}

#[test]
fn a_need_lapses_in_silence_and_comes_back_with_a_word() {
    let confirmed = then(oxygen().say(event(Event::Confirmed, "2021-03-02")));
    for (day, state, ask) in [
        (date(2021, 2, 28), State::Draft, false),
        (date(2021, 3, 1), State::Stated, false),
        (date(2021, 3, 15), State::Confirmed, false),
        (date(2021, 3, 16), State::Confirmed, true),
        (date(2021, 5, 31), State::Confirmed, true),
        (date(2021, 6, 1), State::Lapsed, true),
    ] {
        assert_eq!((confirmed.state_on(day, RENEWAL), confirmed.to_renew(day, RENEWAL)), (state, ask), "{day}");
    }
    assert_eq!(confirmed.state_on(date(2021, 3, 15), 7), State::Lapsed);
    let again = then(confirmed.say(event(Event::Renewed, "2021-06-10")));
    assert_eq!(again.state_on(date(2021, 6, 10), RENEWAL), State::Confirmed);
    let given_up = then(confirmed.say(event(Event::Lapsed, "2021-04-01")));
    assert!(!given_up.to_renew(date(2021, 6, 1), RENEWAL));
    // What is wholly promised does not lapse while it is awaited.
    let covered = then(confirmed.promise(promise("10", "2021-03-03")));
    assert_eq!(covered.state_on(date(2022, 1, 1), RENEWAL), State::Covered);
}

#[test]
fn a_line_keeps_its_number_and_stays_while_it_is_spoken_of() {
    let body = then(oxygen().promise(promise("6", "2021-03-05")));
    let mut without = Body { lines: vec![line(0, "3")], ..body.clone() };
    without.number_lines(&body);
    assert_eq!(without.lines[0].id, 2);
    assert_eq!(without.lost_line(&body).map(|line| line.id), Some(1));
    assert!(body.lost_line(&oxygen()).is_none());
    // A number that went with its line is not given again, also after the line is long gone.
    let mut two = Body { lines: vec![line(1, "10"), line(0, "3")], ..oxygen() };
    two.number_lines(&oxygen());
    let mut one = Body { lines: vec![line(1, "10")], ..oxygen() };
    one.number_lines(&two);
    let mut again = Body { lines: vec![line(1, "10"), line(0, "5")], ..oxygen() };
    again.number_lines(&one);
    assert_eq!(again.lines[1].id, 3);
}

#[test]
fn the_diagram_knows_every_state_and_no_other() {
    let diagram = include_str!("../mod.rs").split("```text").nth(1).unwrap().split("```").next().unwrap();
    for state in State::ALL {
        assert!(diagram.contains(state.word()), "{state:?} is not in the diagram");
    }
    let words = diagram.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).filter(|word| word.len() > 2);
    for word in words.filter(|word| !["new", "word", "brings", "back"].contains(word)) {
        assert!(State::parse(word).is_some(), "{word} is no state");
    }
}

#[test]
fn a_contact_stands_in_the_journal_as_a_digest() {
    let contact = Contact { name: Some("Марія".into()), phone: Some("+380501234567".into()), ..Contact::default() };
    let mut need = Need::new(Head::new("n".into(), "n".into(), "a"), Body { contact, ..oxygen() });
    need.digest_key = Some(DigestKey::new().unwrap());
    let state = need.state().unwrap().to_string();
    assert!(!state.contains("Марія") && !state.contains("380501234567") && state.contains("contact_name"));
}
