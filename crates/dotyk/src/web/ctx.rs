//! What a handler knows of the request and of the program around it.

use std::cell::Cell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use dotyk_db::{Db, Error, Tx};
use dotyk_match::Document;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::deed::Deeds;
use super::examine::Places;
use super::find::Indexed;
use super::page::{Beside, Held, Labels, Page, Record};
use super::points::{Gather, Ranked};
use super::shelf::Shelf;
use super::{About, Answer, Face, Problem, Routes, Touch};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Refused, Subject};
use crate::journal::{Clock, Ids, Moment, kyiv, state_on};
use crate::text::{Arg, Catalogue, Lang, When};

/// What the policy must know of a record of any kind; none when there is no such record.
pub type Subjects = fn(&mut Tx, &str, &Ref) -> Result<Option<Subject>, Error>;

/// Keys with names in both languages, for the choices of a form.
pub type Options = Vec<(String, Option<String>, Option<String>)>;

/// The next batch of ids, until it is empty.
pub type NextIds<'a> = dyn FnMut(&mut Tx) -> Result<Vec<String>, Problem> + 'a;

/// A state that a source says a record has had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Of what.
    pub record: Ref,
    /// Where in the source.
    pub locator: Option<String>,
    /// The word of the state.
    pub state: String,
    /// Since when.
    pub date: Option<When>,
}

/// What a collection round lays on the private links that it made: what their form says, and whether anything new may be stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// What the round is called.
    pub title_uk: Option<String>,
    /// Likewise.
    pub title_en: Option<String>,
    /// What is asked.
    pub ask_uk: Option<String>,
    /// Likewise.
    pub ask_en: Option<String>,
    /// The sector of what is asked.
    pub sector: Option<String>,
    /// The emergency that it is for.
    pub emergency: Option<String>,
    /// The last day on which anything new may be stated.
    pub until: Option<Date>,
    /// Whether anything new may be stated.
    pub open: bool,
}

/// An identifier under which somebody else publishes a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The identifier.
    pub identifier: String,
    /// Who publishes it: their identifier.
    pub owner: Option<String>,
    /// Their name.
    pub owner_name: Option<String>,
    /// Since when the office holds it to be the project.
    pub since: String,
}

/// From projects to the identifiers under which others publish them.
pub type ElsewhereOf = fn(&mut Tx, &str, &[String]) -> Result<HashMap<String, Vec<Elsewhere>>, Error>;

/// What partners publish about a record: shown on its card, in a box of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Aside {
    /// Its heading.
    pub title: String,
    /// What must be known before its numbers are read.
    pub lead: String,
    /// What and how much.
    pub rows: Vec<AsideRow>,
    /// Where to go on: address and name.
    pub links: Vec<(String, String)>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AsideRow {
    /// What.
    pub what: String,
    /// How much.
    pub much: String,
    /// The address of the list that is counted.
    pub list: Option<String>,
}

impl AsideRow {
    /// One that opens into no list.
    pub fn new(what: String, much: String) -> AsideRow {
        AsideRow { what, much, list: None }
    }
}

/// What a record came of and what came of it: shown on its card.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Thread {
    /// What it came of.
    pub before: Vec<Tied>,
    /// What came of it.
    pub after: Vec<Tied>,
    /// Whether there are more of either than a card shows.
    pub more: bool,
    /// The page of the whole chain; none where nothing is tied.
    pub chain: Option<String>,
    /// The record, as a form names it.
    #[serde(skip)]
    pub of: String,
    /// Whether the visitor may tie and untie it.
    #[serde(skip)]
    pub may_edit: bool,
}

/// A record that another came of, or that came of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Tied {
    /// The id of the row that says so.
    pub outcome: String,
    /// Which, with its state.
    #[serde(flatten)]
    pub held: Held,
    /// How the one came of the other.
    pub note: Option<String>,
    /// The source that says so.
    pub source: Option<Record>,
    /// Where in it.
    pub locator: Option<String>,
}

/// The running program: made once by `app`.
pub struct State {
    /// The database.
    pub db: Db,
    /// The office served.
    pub office: String,
    /// All words.
    pub words: Catalogue,
    /// The one clock.
    pub clock: Clock,
    /// The one source of ids.
    pub ids: Ids,
    /// From references to labels and addresses; only `app` knows all nouns.
    pub labels: fn(&State, &mut Tx, &Actor, Date, &[Ref]) -> Result<Labels, Error>,
    /// What partners publish about a record, for its card: apart from all that the office says itself.
    pub aside: fn(&Ctx, &mut Tx, &Ref) -> Result<Option<Aside>, Problem>,
    /// What a record came of and what came of it, for its card.
    pub thread: fn(&Ctx, &mut Tx, &Ref) -> Result<Thread, Problem>,
    /// What there is with every organisation, or with one, on a day: kind by kind.
    pub touched: fn(&mut Tx, &str, Date, Option<&str>) -> Result<Vec<Touch>, Error>,
    /// How the office stands with an organisation, for its card; nothing for whom that is not told.
    pub relation: fn(&Ctx, &mut Tx, &Ref) -> Result<Option<Aside>, Problem>,
    /// Under which identifiers others publish projects.
    pub elsewhere: ElsewhereOf,
    /// What the policy must know of a record of any kind.
    pub subject: Subjects,
    /// From `kind:key`, as files and forms write it, to references; what is not found is not in the answer.
    pub refer: fn(&mut Tx, &str, Date, &[String]) -> Result<HashMap<String, Ref>, Error>,
    /// What a form offers of a kind: keys with names in both languages.
    pub options: fn(&mut Tx, &Actor, Kind) -> Result<Options, Error>,
    /// What a source says of the states of records: stages and states that name it.
    pub claims: fn(&mut Tx, &str, &str) -> Result<Vec<Claim>, Error>,
    /// What happened to records within a span: what reports are made of.
    pub deeds: Deeds,
    /// What is shown on a record's card though it belongs to nouns above it, as far as the actor may see it.
    pub beside: fn(&mut Tx, &Actor, &Ref) -> Result<Vec<Ref>, Error>,
    /// What the collection round with this id lays on its private links, on a day; none when there is no such round.
    pub gate: fn(&mut Tx, &str, &str, Date) -> Result<Option<Gate>, Error>,
    /// Whether a row names the file content with this hash.
    pub named: fn(&mut Tx, &str, &str) -> Result<bool, Error>,
    /// What the index is to hold of these records, or of all, given piece by piece; see [`super::find`].
    pub documents: fn(&State, &mut Tx, Date, Option<&[Ref]>, &mut dyn FnMut(Vec<Document>)) -> Result<(), Error>,
    /// The index.
    pub found: RwLock<Indexed>,
    /// What points of contact are made of; see [`super::points`].
    pub points: Gather,
    /// The index of points of contact.
    pub ranked: Ranked,
    /// Projects as an IATI file: those of the ids that come in batches until there are none. One alone is shown whatever
    /// its state; of many, only those that are published and complete.
    pub activities: fn(&Ctx, &mut Tx, bool, &mut NextIds) -> Answer,
    /// Who stands at the door with this session.
    pub door: fn(&mut Tx, &str, Option<&str>, &str) -> Result<Door, Error>,
    /// Where file contents lie.
    pub files: PathBuf,
    /// The key that seals personal data: 32 bytes.
    pub data_key: [u8; 32],
    /// Whether `X-Forwarded-For` and `-Proto` of the proxy in front may be believed.
    pub trusted_proxy: bool,
    /// Whether the outside speaks HTTPS to us, so that cookies say `Secure`.
    pub secure: bool,
    /// Whether requests may be answered yet: `/healthz`.
    pub ready: AtomicBool,
    /// The largest upload, in bytes.
    pub upload_limit: usize,
    /// How many long sheets are being made.
    pub long: AtomicUsize,
    /// Files that are looked at, and who sends them.
    pub places: Places,
    /// Who has tried private links that open nothing.
    pub guesses: Guesses,
    /// Files of forms whose fate is open.
    pub shelf: Shelf,
    /// Private links that were opened and are not written down as seen yet.
    pub seen: Mutex<Vec<(String, String)>>,
    /// Who letters are from; none without a mail server, when they are sent by hand.
    pub sender: Option<String>,
    /// All routes: what the description of our data is made of.
    pub routes: fn() -> Routes,
}

impl State {
    /// Now, by the one clock, with the one source of ids: what a write begins with.
    pub fn moment(&self) -> Moment {
        Moment { now: self.clock.now(), ids: self.ids.clone() }
    }
}

/// How often somebody at an address has of late tried a private link that opens nothing. In memory and of this process
/// alone: the links cannot be guessed anyway, this only keeps the noise down.
#[derive(Default)]
pub struct Guesses(Mutex<HashMap<String, (i64, u32)>>);

impl Guesses {
    /// So many are let pass in a minute.
    const PER_MINUTE: u32 = 20;
    /// So many addresses are remembered.
    const REMEMBERED: usize = 10_000;

    /// The seconds that somebody at this address has to wait; none when they may try.
    pub fn wait(&self, from: &str, now: jiff::Timestamp) -> Option<i64> {
        let known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (minute, tries) = known.get(from)?;
        (*minute == now.as_second() / 60 && *tries >= Self::PER_MINUTE).then(|| 60 - now.as_second().rem_euclid(60))
    }

    /// Counts one that opened nothing.
    pub fn missed(&self, from: &str, now: jiff::Timestamp) {
        let minute = now.as_second() / 60;
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.len() >= Self::REMEMBERED {
            known.retain(|_, (of, _)| *of == minute);
        }
        if known.len() < Self::REMEMBERED || known.contains_key(from) {
            let counted = known.entry(from.to_owned()).or_insert((minute, 0));
            *counted = if counted.0 == minute { (minute, counted.1 + 1) } else { (minute, 1) };
        }
    }
}

/// Who came in, and what every page shows of the office.
pub struct Door {
    /// Who it is.
    pub actor: Actor,
    /// The token that their forms carry; none for the public.
    pub csrf: Option<String>,
    /// The office's name in both languages.
    pub office_uk: Option<String>,
    /// Likewise.
    pub office_en: Option<String>,
    /// Its mail address.
    pub mail: Option<String>,
    /// How the outside reaches it.
    pub base_url: Option<String>,
}

/// One request, as a handler sees it.
#[derive(Clone)]
pub struct Ctx {
    /// The program.
    pub state: Arc<State>,
    /// Who asks.
    pub actor: Actor,
    /// The language of the address.
    pub lang: Lang,
    /// The form asked for.
    pub face: Face,
    /// The moment: a clock that stands still and its ids.
    pub moment: Moment,
    /// The path without language and suffix.
    pub path: String,
    /// The visitor's address, for throttling.
    pub peer: String,
    /// The digest of the session's cookie.
    pub session: Option<String>,
    /// The visitor's browser, as it calls itself.
    pub agent: String,
    /// Whether this only looks: a visitor who signs in comes back here.
    pub(super) looks: bool,
    pub(super) action: (Kind, Action),
    pub(super) params: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) office: (Option<String>, Option<String>, Option<String>),
    pub(super) csrf: Option<String>,
    pub(super) past: Cell<Option<i64>>,
    pub(super) base_url: Option<String>,
    /// What this address answers in data, when it does.
    pub(super) about: Option<&'static About>,
    pub(super) gone: Arc<AtomicBool>,
    /// What the visitor already holds: `If-None-Match`.
    pub(super) held: String,
}

impl Ctx {
    /// The same request, as somebody else would see it.
    pub fn seen_by(&self, actor: Actor) -> Ctx {
        Ctx { actor, ..self.clone() }
    }

    /// A part of the address, such as the slug of `/projects/{slug}`.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The first value of a query parameter, unless empty.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The day of `?as-of=`: what was true then, as known now.
    ///
    /// # Errors
    /// A date that is none.
    pub fn as_of(&self) -> Result<Option<Date>, Problem> {
        self.day_of("as-of")
    }

    /// The day of `?known-on=`: what the register said then.
    ///
    /// # Errors
    /// A date that is none.
    pub fn known_on(&self) -> Result<Option<Date>, Problem> {
        self.day_of("known-on")
    }

    fn day_of(&self, name: &'static str) -> Result<Option<Date>, Problem> {
        let Some(text) = self.query(name) else { return Ok(None) };
        match When::parse(text) {
            Some(when) => Ok(Some(when.last())),
            None => Err(Problem::bad("web-bad-date", text)),
        }
    }

    /// A record as the register knew it on the day of `?known-on=`, else as it is now. Whoever may see the record now may
    /// see its past, but not what was a draft then when they are the public.
    ///
    /// # Errors
    /// 404 when the register knew nothing of it then; a date that is none; the database's.
    pub fn as_known<T: DeserializeOwned>(&self, tx: &mut Tx, record: &Ref, now: T) -> Result<T, Problem> {
        let Some(day) = self.known_on()? else { return Ok(now) };
        let next = day.tomorrow().unwrap_or(day).to_zoned(kyiv(self.moment.now).time_zone().clone()).map_err(Problem::fault)?;
        let known = state_on(tx, &self.actor.office, record, &format!("{:.3}", next.timestamp()))?;
        let (position, _, state) = known.ok_or(Problem::NotFound)?;
        if state.get("published_at").is_some_and(Value::is_null) && !self.actor.signed_in() {
            return Err(Problem::NotFound);
        }
        self.past.set(Some(position));
        // A state of an older form that no longer reads as this record cannot be shown as one.
        serde_json::from_value(state).map_err(Problem::fault)
    }

    /// The journal's position of what is shown, when it is the past.
    pub fn past(&self) -> Option<i64> {
        self.past.get()
    }

    /// Today, as people in the office see it.
    pub fn today(&self) -> Date {
        self.moment.today()
    }

    /// The action this route is for.
    pub fn action(&self) -> Action {
        self.action.1
    }

    /// A permit for this route's action on a thing, or the right refusal.
    ///
    /// # Errors
    /// 404, sign-in or 403 as [`Actor::may`] decides.
    pub fn permit(&self, subject: &Subject) -> Result<Permit, Problem> {
        Ok(self.actor.may(self.action.1, subject)?)
    }

    /// The day whose truth a page shows: that of `?as-of=`, else today.
    ///
    /// # Errors
    /// A date that is none.
    pub fn day(&self) -> Result<Date, Problem> {
        Ok(self.as_of()?.unwrap_or_else(|| self.today()))
    }

    /// Asks for leave to take an action on a record of a rung above: to add a figure to a project is to edit the project.
    /// The answer is what the policy must know of the record, so that what belongs to it can be judged alike.
    ///
    /// # Errors
    /// 404, sign-in or 403; the database's.
    pub fn owner(&self, tx: &mut Tx, action: Action, record: &Ref) -> Result<Subject, Problem> {
        let subject = (self.state.subject)(tx, &self.actor.office, record)?.ok_or(Problem::NotFound)?;
        self.actor.may(action, &subject)?;
        Ok(subject)
    }

    /// The references of many `kind:key`; what is not found is not in the answer.
    ///
    /// # Errors
    /// The database's.
    pub fn refers(&self, tx: &mut Tx, texts: &[String]) -> Result<HashMap<String, Ref>, Error> {
        (self.state.refer)(tx, &self.actor.office, self.today(), texts)
    }

    /// What a form offers of a kind, in the visitor's language.
    ///
    /// # Errors
    /// The database's.
    pub fn options(&self, tx: &mut Tx, kind: Kind) -> Result<Vec<(String, String)>, Error> {
        let options = (self.state.options)(tx, &self.actor, kind)?;
        Ok(options.into_iter().map(|(key, uk, en)| (key, self.lang.of(&uk, &en).to_owned())).collect())
    }

    /// The reference of `kind:key`, as addresses and forms write it.
    ///
    /// # Errors
    /// 404 when there is none; the database's.
    pub fn refer(&self, tx: &mut Tx, text: &str) -> Result<Ref, Problem> {
        let found = self.refers(tx, &[text.to_owned()])?;
        found.into_values().next().ok_or(Problem::NotFound)
    }

    /// What partners publish about a record today; nothing on a page of the past.
    ///
    /// # Errors
    /// The database's, or a day that is none.
    pub fn aside(&self, tx: &mut Tx, record: &Ref) -> Result<Option<Aside>, Problem> {
        if self.as_of()?.is_some() || self.past().is_some() {
            return Ok(None);
        }
        (self.state.aside)(self, tx, record)
    }

    /// What a record came of and what came of it; nothing on a page of what the register once said.
    ///
    /// # Errors
    /// The database's, or a day that is none.
    pub fn thread(&self, tx: &mut Tx, record: &Ref) -> Result<Thread, Problem> {
        if self.past().is_some() {
            return Ok(Thread::default());
        }
        (self.state.thread)(self, tx, record)
    }

    /// Labels, addresses and states of records on the page's day: those that the visitor may see and that were there.
    ///
    /// # Errors
    /// The database's, or a day that is none.
    pub fn labels(&self, tx: &mut Tx, refs: &[Ref]) -> Result<Labels, Problem> {
        let day = self.day()?;
        Ok((self.state.labels)(&self.state, tx, &self.actor, day, refs)?)
    }

    /// What nouns above have that belongs to a record, with states on the page's day: a list for each kind that has any.
    ///
    /// # Errors
    /// The database's, or a day that is none.
    pub fn beside(&self, tx: &mut Tx, record: &Ref) -> Result<Vec<Beside>, Problem> {
        let refs = (self.state.beside)(tx, &self.actor, record)?;
        let labels = self.labels(tx, &refs)?;
        let page = self.page("");
        let lists = refs.chunk_by(|one, next| one.kind == next.kind).map(|refs| Beside {
            kind: refs[0].kind,
            title: self.t(&format!("{}-beside", refs[0].kind.word())),
            items: page.held(&labels, refs),
        });
        Ok(lists.filter(|list| !list.items.is_empty()).collect())
    }

    /// The address of a page in the visitor's language.
    pub fn url(&self, path: &str) -> String {
        format!("/{}{path}", self.lang)
    }

    /// What the frame around a page needs.
    pub fn page(&self, title: impl Into<String>) -> Page<'_> {
        Page::new(self, title.into())
    }

    /// What is wrong with a form, in the visitor's language: from a model's faults (field, message, what was written).
    pub fn errors(&self, faults: Vec<(String, &'static str, String)>) -> Vec<(String, String)> {
        faults.into_iter().map(|(field, key, what)| (field, self.t1(key, "what", &self.told(key, &what)))).collect()
    }

    /// What the message of a key is about, as people read it: a day in words; of states by their words, which follow one
    /// another, the names that the noun of the key gives them.
    pub fn told(&self, key: &str, what: &str) -> String {
        if let Some(date) = When::parse(what).filter(|_| what.contains('-')) {
            return date.show(&self.state.words, self.lang);
        }
        let noun = match key.split('-').next().unwrap_or_default() {
            "circle" => "cluster",
            noun => noun,
        };
        let named = |word: &str| {
            let mut keys = ["state", "stage", "event"].into_iter().map(|set| format!("{noun}-{set}-{word}"));
            keys.find(|key| self.state.words.has(self.lang, key)).map(|key| self.t(&key))
        };
        let names: Option<Vec<String>> = what.split(" → ").map(named).collect();
        names.map_or_else(|| what.to_owned(), |names| names.join(" → "))
    }

    /// Where a list goes on: the sort key and id of `?after=`, or its beginning.
    ///
    /// # Errors
    /// A cursor that we never made.
    pub fn after(&self) -> Result<(&str, &str), Problem> {
        let Some(cursor) = self.query("after") else { return Ok(("", "")) };
        let parts = cursor.split_once('~').filter(|(key, id)| {
            let ours = |c: char| c.is_ascii_hexdigit() || c == '-';
            key.chars().all(|c| c.is_ascii_hexdigit()) && !id.is_empty() && id.chars().all(ours)
        });
        parts.ok_or_else(|| Problem::bad("web-bad-cursor", cursor))
    }

    /// Whether whoever asked has hung up, so that long work may stop.
    pub fn gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    /// Whether the visitor already holds what has this tag.
    pub fn holds(&self, tag: &str) -> bool {
        self.held.split(',').any(|held| held.trim() == tag)
    }

    /// The office's name in the visitor's language.
    pub fn office_name(&self) -> String {
        self.lang.of(&self.office.0, &self.office.1).to_owned()
    }

    /// Whether all rows of the list are asked for, as a table to take away.
    pub fn wants_sheet(&self) -> bool {
        matches!(self.face, Face::Csv | Face::Xlsx | Face::GeoJson)
    }

    /// How the outside reaches the office, as far as it has said so.
    pub fn base_url(&self) -> Option<&str> {
        self.base_url.as_deref()
    }

    /// A message without arguments.
    pub fn t(&self, key: &str) -> String {
        self.state.words.say(self.lang, key, &[])
    }

    /// A message with one text.
    pub fn t1(&self, key: &str, name: &str, value: &str) -> String {
        self.state.words.say(self.lang, key, &[(name, Arg::Text(value))])
    }

    /// Looks the door's answer up and checks that this role may ever take the route's action.
    pub(super) fn enter(&mut self, tx: &mut Tx) -> Result<(), Problem> {
        let door = (self.state.door)(tx, &self.state.office, self.session.as_deref(), &self.moment.stamp())?;
        self.actor = door.actor;
        self.csrf = door.csrf;
        self.office = (door.office_uk, door.office_en, door.mail);
        self.base_url = door.base_url;
        if !self.actor.signed_in() {
            self.session = None;
        }
        self.actor.ever(self.action.0, self.action.1)?;
        let said = |about: &About| self.face == Face::Html || about.faces.contains(&self.face.suffix());
        if matches!(self.face, Face::Unknown(_)) || self.about.is_some_and(|about| !said(about)) {
            return Err(Problem::NoSuchForm(self.face.suffix().to_owned()));
        }
        Ok(())
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Problem {
        match denied {
            Denied::Missing => Problem::NotFound,
            Denied::Refused(refused) => refused.into(),
            Denied::Db(error) => error.into(),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Hidden => Problem::NotFound,
            Refused::SignIn => Problem::SignIn,
            Refused::Forbidden => Problem::Forbidden,
        }
    }
}
