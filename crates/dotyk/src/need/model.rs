//! Needs, their lines and what became of each. Pure.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::{Head, Kind, Owner, Subject};
use crate::person::DigestKey;
use crate::source::Cite;
use crate::text::{When, words};
use crate::web::Fault;

/// How long a need holds without a word, in days, when the office has no term of its own.
pub const RENEWAL: i64 = 90;

/// The office's term that says otherwise.
pub const RENEWAL_TERM: &str = "renewal";

/// After so many days without a word the institution is asked whether the need still holds.
pub const SILENCE: i64 = 14;

/// Fewer people than this are not told to the public: so few could be known by name.
pub const FEW: i64 = 10;

/// No line asks for more; whoever writes more has slipped.
const MOST: i64 = 1_000_000_000;

/// A need has no more lines than this: what is longer is two needs, or a slip.
pub const MOST_LINES: usize = 200;

/// So many promises, deliveries and words on them there may be of one need, of each.
const MOST_SAID: usize = 500;

/// A remark, a name in words, a reason may have so many letters.
const LETTERS: usize = 1000;

words! {
    /// How a need stands on a day. Computed.
    State {
        /// Written down, said by nobody yet
        Draft = "draft",
        /// Said by whoever needs it
        Stated = "stated",
        /// The office has found it so
        Confirmed = "confirmed",
        /// Something of it was promised or came
        PartlyCovered = "partly_covered",
        /// All of it was promised or came
        Covered = "covered",
        /// All of it came, and the receiver says so
        Received = "received",
        /// Taken back
        Withdrawn = "withdrawn",
        /// Nothing was heard of it for too long
        Lapsed = "lapsed",
    }
}

impl State {
    /// Whether somebody who would help should look at it.
    pub fn open(self) -> bool {
        matches!(self, State::Stated | State::Confirmed | State::PartlyCovered)
    }
}

words! {
    /// What is said of a need.
    Event {
        /// It is needed
        Stated = "stated",
        /// The office has found it so
        Confirmed = "confirmed",
        /// It still holds
        Renewed = "renewed",
        /// It is not needed any more
        Withdrawn = "withdrawn",
        /// The office gives it up: nobody answers
        Lapsed = "lapsed",
    }
}

impl Event {
    /// Whether this may come after `before`; nothing before is a draft.
    pub fn follows(self, before: Option<Event>) -> bool {
        use Event::{Confirmed, Lapsed, Renewed, Stated, Withdrawn};
        match self {
            Stated => matches!(before, None | Some(Withdrawn | Lapsed)),
            Confirmed => matches!(before, Some(Stated | Renewed | Lapsed)),
            Renewed => matches!(before, Some(Stated | Confirmed | Renewed | Lapsed)),
            Withdrawn | Lapsed => matches!(before, Some(Stated | Confirmed | Renewed)),
        }
    }

    /// Whether only the office says so.
    pub fn of_the_office(self) -> bool {
        matches!(self, Event::Confirmed | Event::Lapsed)
    }
}

words! {
    /// How much it presses.
    Priority {
        /// Lives depend on it
        Urgent = "urgent",
        /// Soon
        High = "high",
        /// When it can be had
        Normal = "normal",
    }
}

words! {
    /// What a quantity counts.
    Unit {
        /// Pieces
        Piece = "piece",
        /// Sets
        Set = "set",
        /// Packs
        Pack = "pack",
        /// Boxes
        Box = "box",
        /// Kilograms
        Kilogram = "kilogram",
        /// Tonnes
        Tonne = "tonne",
        /// Litres
        Litre = "litre",
        /// Metres
        Metre = "metre",
        /// Square metres
        SquareMetre = "square_metre",
        /// Services
        Service = "service",
        /// Courses of treatment or of training
        Course = "course",
    }
}

words! {
    /// What does not fit about a line, and is shown beside it.
    Flag {
        /// More is promised than was asked
        OverPromised = "over_promised",
        /// More came than was asked
        OverDelivered = "over_delivered",
        /// More came than this promise said
        AbovePromise = "above_promise",
        /// The receiver counts less than was said to be brought
        Short = "short",
        /// The receiver disputes a delivery
        Disputed = "disputed",
    }
}

/// A need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
    /// The key of the digests; none until sealed for the first time, or when it does not open.
    #[serde(skip)]
    pub digest_key: Option<DigestKey>,
    /// Whether the contact did not open with the key at hand.
    #[serde(skip)]
    pub closed: bool,
}

/// What people enter of a need. References are ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// Whose it is.
    pub organisation: Option<String>,
    /// Where: the code of a place.
    pub place: Option<String>,
    /// For whom.
    pub whom_uk: Option<String>,
    /// For whom.
    pub whom_en: Option<String>,
    /// For how many people.
    pub people: Option<i64>,
    /// Why.
    pub why_uk: Option<String>,
    /// Why.
    pub why_en: Option<String>,
    /// By when.
    pub needed_by: Option<When>,
    /// DAC 5-digit purpose code.
    pub sector: Option<String>,
    /// How much it presses.
    pub priority: Priority,
    /// The word of an emergency: `covid-19-2020`.
    pub emergency: Option<String>,
    /// What is asked for.
    pub lines: Vec<Line>,
    /// What was said of it, in the order of days.
    pub events: Vec<EventRow>,
    /// Who said they would help.
    pub promises: Vec<Promise>,
    /// What was brought.
    pub deliveries: Vec<Delivery>,
    /// What the receiver says.
    pub confirmations: Vec<Confirmation>,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// Who knows more. Guarded: never in a state of the journal.
    #[serde(skip)]
    pub contact: Contact,
}

impl Default for Body {
    fn default() -> Body {
        Body {
            title_uk: None,
            title_en: None,
            organisation: None,
            place: None,
            whom_uk: None,
            whom_en: None,
            people: None,
            why_uk: None,
            why_en: None,
            needed_by: None,
            sector: None,
            priority: Priority::Normal,
            emergency: None,
            lines: Vec::new(),
            events: Vec::new(),
            promises: Vec::new(),
            deliveries: Vec::new(),
            confirmations: Vec::new(),
            cites: Vec::new(),
            contact: Contact::default(),
        }
    }
}

/// Who knows more of a need, as it is sealed. Guarded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The name.
    pub name: Option<String>,
    /// How to call them.
    pub phone: Option<String>,
    /// How to write to them.
    pub mail: Option<String>,
}

impl Contact {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.mail.is_none()
    }

    fn fields(&self) -> [(&'static str, &Option<String>); 3] {
        [("contact_name", &self.name), ("contact_phone", &self.phone), ("contact_mail", &self.mail)]
    }
}

/// A position: what is asked for, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number within the need, its own for good.
    pub id: i64,
    /// What.
    pub item_uk: Option<String>,
    /// What.
    pub item_en: Option<String>,
    /// What the quantity counts.
    pub unit: Unit,
    /// How much: decimal text above zero.
    pub quantity: String,
    /// What the whole line may cost: decimal text.
    #[serde(default)]
    pub cost: Option<String>,
    /// Its currency (ISO 4217).
    #[serde(default)]
    pub currency: Option<String>,
}

/// Something said of a need, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// What.
    pub event: Event,
    /// Since when.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Who said they would bring how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its number within the need.
    pub id: i64,
    /// Of which line.
    pub line: i64,
    /// Who: an organisation of the register,
    #[serde(default)]
    pub organisation: Option<String>,
    /// or in words.
    #[serde(default)]
    pub who: Option<String>,
    /// How much.
    pub quantity: String,
    /// When it was said.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
    /// Since when it holds no more.
    #[serde(default)]
    pub withdrawn: Option<When>,
}

/// What was brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number within the need.
    pub id: i64,
    /// Of which line.
    pub line: i64,
    /// On which promise, if on one.
    #[serde(default)]
    pub promise: Option<i64>,
    /// Who brought it.
    #[serde(default)]
    pub who: Option<String>,
    /// How much.
    pub quantity: String,
    /// When.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What the receiver says of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Its number within the need.
    pub id: i64,
    /// Of which delivery.
    pub delivery: i64,
    /// So much came; none when it is disputed.
    #[serde(default)]
    pub quantity: Option<String>,
    /// Why it is disputed.
    #[serde(default)]
    pub dispute: Option<String>,
    /// When it was said.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// A photo or an act.
    #[serde(default)]
    pub file: Option<String>,
    /// Account, command or private link.
    pub said_by: String,
}

/// What came, as the receiver says it: of a delivery that is known, or of one that nobody has written down yet.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Of which line.
    pub line: i64,
    /// Of which delivery; none when it is new.
    pub delivery: Option<i64>,
    /// On which promise a new one was brought.
    pub promise: Option<i64>,
    /// How much came; none when a known delivery is disputed.
    pub quantity: Option<String>,
    /// Why it is disputed.
    pub dispute: Option<String>,
    /// When.
    pub date: When,
    /// A remark.
    pub note: Option<String>,
    /// A photo or an act.
    pub file: Option<String>,
    /// Who says so.
    pub said_by: String,
    /// How many deliveries and words on them the line had when whoever says it looked: see [`Body::seen`].
    pub seen: i64,
}

/// How a line stands on a day. All but `asked` is a sum; nothing is ever below zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What was asked.
    pub asked: Decimal,
    /// What was promised and not taken back.
    pub promised: Decimal,
    /// What was brought, without what is disputed.
    pub delivered: Decimal,
    /// What the receiver says has come.
    pub confirmed: Decimal,
    /// What is disputed.
    pub disputed: Decimal,
    /// What is promised or brought, and not confirmed.
    pub awaited: Decimal,
    /// What nobody has promised or brought.
    pub open: Decimal,
    /// What does not fit.
    pub flags: Vec<Flag>,
}

/// A permitted change, ready for the store.
#[derive(Debug, PartialEq, Eq)]
pub struct Change(pub Body);

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

/// Reads a quantity: above zero, at most a billion, at most three decimals.
pub fn quantity(text: &str) -> Option<Decimal> {
    let value: Decimal = text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.'))?;
    let sane = value > Decimal::ZERO && value <= Decimal::from(MOST) && value.normalize().scale() <= 3;
    sane.then(|| value.normalize())
}

/// A number as people type it: «1 200,5».
pub fn plain_number(text: &str) -> String {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    quantity(&number).map_or(number, |value| value.to_string())
}

fn amount(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}

impl Need {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Need {
        Need { head, body, digest_key: None, closed: false }
    }

    /// What the policy must know: made by, of its organisation, in its place and those around it.
    pub fn subject(&self, around: impl IntoIterator<Item = String>) -> Subject {
        self.head
            .subject(Kind::Need)
            .owned_by(self.body.organisation.iter().cloned().map(Owner::Organisation))
            .owned_by(around.into_iter().map(Owner::Place))
    }

    /// The record as the journal sees it: digests in place of the contact.
    pub fn state(&self) -> Result<Value, serde_json::Error> {
        let mut state = serde_json::to_value(self)?;
        for (field, value) in self.body.contact.fields() {
            let digest = value.as_ref().and_then(|value| Some(self.digest_key.as_ref()?.digest(field, value)));
            state[field] = digest.map_or(Value::Null, Value::String);
        }
        Ok(state)
    }

    /// Whether it may be shown to the public.
    ///
    /// # Errors
    /// [`Refusal`] for a draft: nobody has said yet that it is needed.
    pub fn publish(&self) -> Result<(), Refusal> {
        if self.body.events.is_empty() { Err(Refusal("need-publish-draft", String::new())) } else { Ok(()) }
    }
}

impl Body {
    /// Adds what was said.
    ///
    /// # Errors
    /// [`Refusal`] when it does not follow what was said before, or is dated before it; when a need without lines is stated.
    pub fn say(&self, row: EventRow) -> Result<Change, Refusal> {
        let last = self.events.last();
        if !row.event.follows(last.map(|last| last.event)) {
            return Err(Refusal("need-event-does-not-follow", row.event.word().to_owned()));
        }
        if last.is_some_and(|last| last.date.first() > row.date.first()) {
            return Err(Refusal("need-event-order", row.date.to_string()));
        }
        if self.lines.is_empty() {
            return Err(Refusal("need-no-lines", String::new()));
        }
        room(&self.events)?;
        short([&row.note])?;
        let mut body = self.clone();
        body.events.push(row);
        Ok(Change(body))
    }

    fn stands(&self) -> Result<(), Refusal> {
        match self.events.last().map(|row| row.event) {
            None => Err(Refusal("need-is-draft", String::new())),
            Some(Event::Withdrawn) => Err(Refusal("need-is-withdrawn", String::new())),
            Some(_) => Ok(()),
        }
    }

    fn line(&self, id: i64) -> Result<&Line, Refusal> {
        self.lines.iter().find(|line| line.id == id).ok_or_else(|| Refusal("need-no-such-line", id.to_string()))
    }

    /// Adds a promise; its number is given here.
    ///
    /// # Errors
    /// [`Refusal`] when the need does not stand, or the line, the one who promises or the quantity is none.
    pub fn promise(&self, mut promise: Promise) -> Result<Change, Refusal> {
        self.stands()?;
        self.line(promise.line)?;
        if promise.organisation.is_none() && promise.who.is_none() {
            return Err(Refusal("need-promise-nobody", String::new()));
        }
        sound(&promise.quantity)?;
        room(&self.promises)?;
        short([&promise.who, &promise.note, &promise.locator])?;
        let mut body = self.clone();
        promise.id = next(self.promises.iter().map(|promise| promise.id));
        body.promises.push(promise);
        Ok(Change(body))
    }

    /// Takes a promise back. What came on it stays.
    ///
    /// # Errors
    /// [`Refusal`] when there is no such promise, or it was taken back before.
    pub fn take_back(&self, id: i64, on: When) -> Result<Change, Refusal> {
        let mut body = self.clone();
        let promise = body.promises.iter_mut().find(|promise| promise.id == id && promise.withdrawn.is_none());
        promise.ok_or_else(|| Refusal("need-no-such-promise", id.to_string()))?.withdrawn = Some(on);
        Ok(Change(body))
    }

    /// Adds a delivery; its number is given here.
    ///
    /// # Errors
    /// [`Refusal`] when the need does not stand, the promise is of another line, or the quantity is none.
    pub fn deliver(&self, mut delivery: Delivery) -> Result<Change, Refusal> {
        self.stands()?;
        self.line(delivery.line)?;
        sound(&delivery.quantity)?;
        let of_line = |id: i64| self.promises.iter().any(|promise| promise.id == id && promise.line == delivery.line);
        if let Some(promise) = delivery.promise.filter(|id| !of_line(*id)) {
            return Err(Refusal("need-no-such-promise", promise.to_string()));
        }
        room(&self.deliveries)?;
        short([&delivery.who, &delivery.note])?;
        let mut body = self.clone();
        delivery.id = next(self.deliveries.iter().map(|delivery| delivery.id));
        body.deliveries.push(delivery);
        Ok(Change(body))
    }

    /// How many deliveries and words on them a line has. Who says what came says also how many they had seen, so that of
    /// two who say the same at once the second is told.
    pub fn seen(&self, line: i64) -> i64 {
        let of_line = |id: i64| self.deliveries.iter().any(|delivery| delivery.id == id && delivery.line == line);
        let words = self.confirmations.iter().filter(|word| of_line(word.delivery)).count();
        (self.deliveries.iter().filter(|delivery| delivery.line == line).count() + words) as i64
    }

    /// Adds what the receiver says.
    ///
    /// # Errors
    /// [`Refusal`] when somebody has said something of this line meanwhile; when the delivery is none of this line's; when
    /// neither a sound quantity nor a reason is given.
    pub fn receive(&self, receipt: Receipt) -> Result<Change, Refusal> {
        if receipt.seen != self.seen(receipt.line) {
            return Err(Refusal("need-confirmed-meanwhile", String::new()));
        }
        if receipt.quantity.is_none() == receipt.dispute.is_none() {
            return Err(Refusal("need-confirm-or-dispute", String::new()));
        }
        if let Some(quantity) = &receipt.quantity {
            sound(quantity)?;
        }
        room(&self.confirmations)?;
        short([&receipt.dispute, &receipt.note])?;
        let (mut body, delivery) = match (receipt.delivery, &receipt.quantity) {
            (Some(id), _) => {
                let known = self.deliveries.iter().any(|delivery| delivery.id == id && delivery.line == receipt.line);
                if !known {
                    return Err(Refusal("need-no-such-delivery", id.to_string()));
                }
                (self.clone(), id)
            }
            (None, Some(quantity)) => {
                let Change(body) = self.deliver(Delivery {
                    id: 0,
                    line: receipt.line,
                    promise: receipt.promise,
                    who: None,
                    quantity: quantity.clone(),
                    date: receipt.date.clone(),
                    note: None,
                })?;
                let id = body.deliveries.last().map_or(0, |delivery| delivery.id);
                (body, id)
            }
            (None, None) => return Err(Refusal("need-no-such-delivery", String::new())),
        };
        body.confirmations.push(Confirmation {
            id: next(self.confirmations.iter().map(|word| word.id)),
            delivery,
            quantity: receipt.quantity,
            dispute: receipt.dispute,
            date: receipt.date,
            note: receipt.note,
            file: receipt.file,
            said_by: receipt.said_by,
        });
        Ok(Change(body))
    }

    /// The last word of the receiver on a delivery, by a day.
    pub fn word_on(&self, delivery: i64, day: Date) -> Option<&Confirmation> {
        self.confirmations.iter().rfind(|word| word.delivery == delivery && word.date.first() <= day)
    }

    /// How a line stands on a day.
    pub fn tally(&self, line: &Line, day: Date) -> Tally {
        let mut tally = Tally { asked: amount(&line.quantity), ..Tally::default() };
        let flag = |flags: &mut Vec<Flag>, flag: Flag| {
            if !flags.contains(&flag) {
                flags.push(flag);
            }
        };
        // What came on each promise, or on none.
        let mut came: Vec<(Option<i64>, Decimal)> = Vec::new();
        for delivery in self.deliveries.iter().filter(|one| one.line == line.id && one.date.first() <= day) {
            let said = amount(&delivery.quantity);
            let word = self.word_on(delivery.id, day);
            if word.is_some_and(|word| word.dispute.is_some()) {
                tally.disputed += said;
                flag(&mut tally.flags, Flag::Disputed);
                continue;
            }
            let confirmed = word.and_then(|word| word.quantity.as_deref()).map(amount);
            if confirmed.is_some_and(|confirmed| confirmed < said) {
                flag(&mut tally.flags, Flag::Short);
            }
            tally.delivered += said;
            tally.confirmed += confirmed.unwrap_or_default();
            // The receiver's count is the better one: what did not come is open or awaited again.
            came.push((delivery.promise, confirmed.unwrap_or(said)));
        }
        let on = |promise: Option<i64>| came.iter().filter(|(of, _)| *of == promise).map(|(_, q)| *q).sum::<Decimal>();
        let mut committed = on(None);
        for promise in self.promises.iter().filter(|one| one.line == line.id) {
            let said = amount(&promise.quantity);
            let holds = promise.withdrawn.as_ref().is_none_or(|since| since.first() > day);
            let came = on(Some(promise.id));
            // It came before anybody wrote down that it was promised: it is there all the same.
            if promise.date.first() > day {
                committed += came;
                continue;
            }
            if came > said {
                flag(&mut tally.flags, Flag::AbovePromise);
            }
            let held = if holds { said } else { Decimal::ZERO };
            tally.promised += held;
            committed += held.max(came);
        }
        if tally.promised > tally.asked {
            flag(&mut tally.flags, Flag::OverPromised);
        }
        if tally.delivered > tally.asked {
            flag(&mut tally.flags, Flag::OverDelivered);
        }
        tally.awaited = (committed - tally.confirmed).max(Decimal::ZERO);
        tally.open = (tally.asked - committed).max(Decimal::ZERO);
        tally
    }

    /// The tallies of all lines, in their order.
    pub fn tallies(&self, day: Date) -> Vec<Tally> {
        self.lines.iter().map(|line| self.tally(line, day)).collect()
    }

    /// What was said by a day.
    fn said_by(&self, day: Date) -> impl DoubleEndedIterator<Item = &EventRow> {
        self.events.iter().filter(move |row| row.date.first() <= day)
    }

    /// The last day, up to `day`, on which anything was heard of it.
    pub fn heard(&self, day: Date) -> Option<Date> {
        let events = self.said_by(day).map(|row| row.date.first());
        let promises = self.promises.iter().map(|one| one.date.first());
        let deliveries = self.deliveries.iter().map(|one| one.date.first());
        let words = self.confirmations.iter().map(|one| one.date.first());
        events.chain(promises).chain(deliveries).chain(words).filter(|heard| *heard <= day).max()
    }

    /// Whether it is to be asked again: open, and nothing was heard of it for two weeks; also when it has lapsed in silence.
    pub fn to_renew(&self, day: Date, renewal: i64) -> bool {
        let last = self.said_by(day).next_back().map(|row| row.event);
        let state = self.state_on(day, renewal);
        let silent = self.heard(day).is_some_and(|heard| i64::from((day - heard).get_days()) >= SILENCE);
        silent && (state.open() || state == State::Lapsed && last != Some(Event::Lapsed))
    }

    /// How it stands on a day, when a need holds for so many days without a word.
    pub fn state_on(&self, day: Date, renewal: i64) -> State {
        let mut base = State::Draft;
        let mut last = None;
        for row in self.said_by(day) {
            last = Some(row.event);
            match row.event {
                Event::Stated => base = State::Stated,
                Event::Confirmed => base = State::Confirmed,
                Event::Renewed | Event::Withdrawn | Event::Lapsed => {}
            }
        }
        match last {
            None => return State::Draft,
            Some(Event::Withdrawn) => return State::Withdrawn,
            Some(Event::Lapsed) => return State::Lapsed,
            Some(_) => {}
        }
        let tallies = self.tallies(day);
        if !tallies.is_empty() && tallies.iter().all(|tally| tally.confirmed >= tally.asked) {
            return State::Received;
        }
        if !tallies.is_empty() && tallies.iter().all(|tally| tally.open.is_zero()) {
            return State::Covered;
        }
        if self.heard(day).is_some_and(|heard| i64::from((day - heard).get_days()) > renewal) {
            return State::Lapsed;
        }
        // Something is promised, on its way or there: asked and still open are no longer the same.
        if tallies.iter().any(|tally| tally.open < tally.asked) {
            return State::PartlyCovered;
        }
        base
    }

    /// Whether it was there on a day: a draft is there, else it must have been stated by then.
    pub fn there_on(&self, day: Date) -> bool {
        self.events.is_empty() || self.said_by(day).next().is_some()
    }

    /// Gives lines that have no number yet the next ones. Numbers of lines that are gone are not used again.
    pub fn number_lines(&mut self, before: &Body) {
        let known = before.lines.iter().chain(&self.lines).map(|line| line.id);
        let free = next(known.chain(before.promises.iter().map(|one| one.line)));
        for (free, line) in (free..).zip(self.lines.iter_mut().filter(|line| line.id == 0)) {
            line.id = free;
        }
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: String, key, what: &str| faults.push((field, key, what.to_owned()));
        if self.title_uk.is_none() && self.title_en.is_none() {
            wrong("title_uk".into(), "web-required-title", "");
        }
        if self.organisation.is_none() && self.place.is_none() {
            wrong("organisation".into(), "need-whose", "");
        }
        for (field, text, limit) in [
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("whom_uk", &self.whom_uk, 500),
            ("whom_en", &self.whom_en, 500),
            ("why_uk", &self.why_uk, 5000),
            ("why_en", &self.why_en, 5000),
            ("contact_name", &self.contact.name, 200),
            ("contact_phone", &self.contact.phone, 60),
            ("contact_mail", &self.contact.mail, 200),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                wrong(field.into(), "web-too-long", &limit.to_string());
            }
        }
        if let Some(people) = self.people.filter(|people| !(1..=50_000_000).contains(people)) {
            wrong("people".into(), "need-bad-people", &people.to_string());
        }
        if let Some(code) = self.sector.as_ref().filter(|code| code.len() != 5 || !code.bytes().all(|b| b.is_ascii_digit())) {
            wrong("sector".into(), "need-bad-sector", code);
        }
        if let Some(word) = self.emergency.as_ref().filter(|word| !crate::office::is_slug(word)) {
            wrong("emergency".into(), "need-bad-emergency", word);
        }
        if let Some(mail) = self.contact.mail.as_ref().filter(|mail| !crate::office::is_mail(mail)) {
            wrong("contact_mail".into(), "need-bad-mail", mail);
        }
        for (index, line) in self.lines.iter().enumerate() {
            line.faults(&format!("lines.{index}"), &mut wrong);
        }
        if self.lines.is_empty() {
            wrong("lines.0.item_uk".into(), "need-line-needed", "");
        }
        faults
    }

    /// Whether a line of `before` that was promised or delivered is gone.
    pub fn lost_line<'b>(&self, before: &'b Body) -> Option<&'b Line> {
        let used =
            |id: i64| before.promises.iter().any(|one| one.line == id) || before.deliveries.iter().any(|one| one.line == id);
        before.lines.iter().find(|line| used(line.id) && !self.lines.iter().any(|kept| kept.id == line.id))
    }
}

impl Line {
    fn faults(&self, row: &str, wrong: &mut impl FnMut(String, &'static str, &str)) {
        if self.item_uk.is_none() && self.item_en.is_none() {
            wrong(format!("{row}.item_uk"), "need-item-needed", "");
        }
        for (field, text) in [("item_uk", &self.item_uk), ("item_en", &self.item_en)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > 300) {
                wrong(format!("{row}.{field}"), "web-too-long", "300");
            }
        }
        if quantity(&self.quantity).is_none() {
            wrong(format!("{row}.quantity"), "need-bad-quantity", &self.quantity);
        }
        if let Some(cost) = &self.cost {
            let sane = cost.parse::<Decimal>().is_ok_and(|cost| {
                cost >= Decimal::ZERO && cost <= Decimal::from(1_000_000_000_000_i64) && cost.normalize().scale() <= 2
            });
            if !sane {
                wrong(format!("{row}.cost"), "need-bad-cost", cost);
            }
            match &self.currency {
                None => wrong(format!("{row}.currency"), "web-required", ""),
                Some(code) if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) => {
                    wrong(format!("{row}.currency"), "need-bad-currency", code);
                }
                Some(_) => {}
            }
        }
    }
}

fn sound(text: &str) -> Result<(), Refusal> {
    if quantity(text).is_some() { Ok(()) } else { Err(Refusal("need-bad-quantity", text.to_owned())) }
}

/// Whether one more may be said.
fn room<T>(said: &[T]) -> Result<(), Refusal> {
    if said.len() < MOST_SAID { Ok(()) } else { Err(Refusal("need-too-much-said", MOST_SAID.to_string())) }
}

/// Whether texts are as short as remarks are.
fn short<const N: usize>(texts: [&Option<String>; N]) -> Result<(), Refusal> {
    let long = texts.into_iter().flatten().any(|text| text.chars().count() > LETTERS);
    if long { Err(Refusal("need-too-long", LETTERS.to_string())) } else { Ok(()) }
}

fn next(numbers: impl Iterator<Item = i64>) -> i64 {
    numbers.max().unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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
        Delivery { id: 0, line: 1, promise, who: None, quantity: quantity.into(), date: when("2021-03-10"), note: None }
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
    }

    #[test]
    fn the_diagram_knows_every_state_and_no_other() {
        let diagram = include_str!("mod.rs").split("```text").nth(1).unwrap().split("```").next().unwrap();
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
        let contact = Contact { name: Some("Марія".into()), phone: Some("+380501234567".into()), mail: None };
        let mut need = Need::new(Head::new("n".into(), "n".into(), "a"), Body { contact, ..oxygen() });
        need.digest_key = Some(DigestKey::new().unwrap());
        let state = need.state().unwrap().to_string();
        assert!(!state.contains("Марія") && !state.contains("380501234567") && state.contains("contact_name"));
    }
}
