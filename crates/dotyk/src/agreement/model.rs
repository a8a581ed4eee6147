//! What is known of an agreement, and what may happen to it. Pure.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::life::Life;
use crate::access::{Head, Kind, Owner, Subject};
use crate::office::Office;
use crate::source::Cite;
use crate::text::{When, words};
use crate::web::Fault;

/// The office's term within which the ministry answers whether it approves of an agreement.
pub const APPROVAL: &str = "territorial-approval";

/// So many parties, signatures and other rows one agreement may have, of each.
pub const MOST: usize = 300;

/// An agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// Since when it is taken back: kept for good, shown in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// Since when another is in force in its place: computed of that one, so no part of this one's own state.
    #[serde(skip)]
    pub replaced: Option<Date>,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of it. References are ids here; slugs and codes in files and forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What sort of agreement.
    pub kind: AgreementKind,
    /// Whether it is one of international territorial cooperation, which the ministry has to approve, and of which sort.
    pub territorial: Option<Territorial>,
    /// Its number, without «№».
    pub number: Option<String>,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// What it is about.
    pub about_uk: Option<String>,
    /// What it is about.
    pub about_en: Option<String>,
    /// The direction of the office's work.
    pub direction: Option<String>,
    /// In what the parties mean to work together.
    pub fields: Vec<Field>,
    /// Where it holds: codes of places.
    pub places: Vec<String>,
    /// Who is bound by it, and who has to do with it.
    pub parties: Vec<Party>,
    /// Since when it is talked about.
    pub drafted: Option<When>,
    /// When the parties agreed on the text.
    pub agreed: Option<When>,
    /// When it is to be signed.
    pub planned: Option<When>,
    /// Who says when who signed.
    pub signatures: Vec<Signature>,
    /// What the ministry said.
    pub approval: Vec<Approval>,
    /// From when it holds; without it, from the day on which the last party signed.
    pub effective: Option<When>,
    /// Until when.
    pub until: Option<When>,
    /// What else is known of its term: «безстроково», «строку не вказано».
    pub term_note_uk: Option<String>,
    /// What else is known of its term.
    pub term_note_en: Option<String>,
    /// For how many months it prolongs itself each time it ends and nobody objects.
    pub prolongs: Option<i64>,
    /// How many days before the end a party has to object.
    pub notice: Option<i64>,
    /// How it was prolonged by the parties.
    pub prolongations: Vec<Prolongation>,
    /// How its text was changed.
    pub amendments: Vec<Amendment>,
    /// How it was broken off.
    pub termination: Option<Termination>,
    /// The agreement in whose place it stands.
    pub replaces: Option<String>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

words! {
    /// What sort of agreement.
    #[derive(Default)]
    AgreementKind {
        /// Intentions; seldom more
        #[default]
        Memorandum = "memorandum",
        /// Regions, cities or hromadas work together
        Cooperation = "cooperation",
        /// Somebody gives money for something
        Grant = "grant",
        /// A working group has decided
        Decision = "decision",
    }
}

words! {
    /// The sorts of international territorial cooperation (Law 3668-IX of 24.04.2024).
    Territorial {
        /// Between territories that have no common border
        Interterritorial = "interterritorial",
        /// Across one border
        Transborder = "transborder",
        /// Of territories of several states in one programme
        Transnational = "transnational",
    }
}

words! {
    /// As what somebody stands in an agreement.
    #[derive(Default)]
    Role {
        /// Is bound by it
        #[default]
        Party = "party",
        /// Is bound by it, and pays
        Funder = "funder",
        /// Is bound by it, and receives
        Recipient = "recipient",
        /// It is for their good; they do not sign
        Beneficiary = "beneficiary",
        /// Saw it signed; is not bound
        Witness = "witness",
    }
}

impl Role {
    /// Whether the agreement lacks something until they have signed.
    pub fn signs(self) -> bool {
        matches!(self, Role::Party | Role::Funder | Role::Recipient)
    }
}

words! {
    /// What may happen between the parties and the ministry.
    Event {
        /// The draft was sent in
        Sent = "sent",
        /// It came back with remarks
        Returned = "returned",
        /// The ministry approved it
        Approved = "approved",
        /// The ministry refused
        Refused = "refused",
        /// The signed agreement stands in the register
        Registered = "registered",
    }
}

impl Event {
    /// Whether this may come after `before`; nothing before is the beginning.
    pub fn follows(self, before: Option<Event>) -> bool {
        use Event::{Approved, Refused, Registered, Returned, Sent};
        match self {
            Sent => matches!(before, None | Some(Returned | Refused)),
            Returned | Refused => before == Some(Sent),
            // An approval is often known without the way to it.
            Approved => matches!(before, None | Some(Sent)),
            Registered => matches!(before, None | Some(Approved)),
        }
    }
}

/// A field of cooperation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub uk: Option<String>,
    /// Its name.
    pub en: Option<String>,
}

/// Somebody who is bound by the agreement or has to do with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Party {
    /// Its number, by which signatures name it; it stays its own.
    pub id: i64,
    /// An organisation of the register,
    pub organisation: Option<String>,
    /// or somebody in words,
    pub who_uk: Option<String>,
    /// likewise,
    pub who_en: Option<String>,
    /// or so many of them, of whom some may be named.
    pub stated: Option<i64>,
    /// The number of the set that it is one of.
    pub within: Option<i64>,
    /// As what.
    pub role: Role,
    /// The person who signs for it. Shown to the office alone.
    pub signatory: Option<String>,
    /// When the office received its signed copy.
    pub copy: Option<When>,
}

/// Who says when a party signed. One signature may be told of more than once, and each may name another day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signature {
    /// The number of the party; none when all of them are meant.
    pub party: Option<i64>,
    /// When.
    pub date: Option<When>,
    /// How that is known: «не пізніше березня».
    pub date_note_uk: Option<String>,
    /// How that is known.
    pub date_note_en: Option<String>,
    /// Where: the code of a place.
    pub place: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
    /// What is doubtful.
    pub doubt_uk: Option<String>,
    /// What is doubtful.
    pub doubt_en: Option<String>,
}

/// Something that happened between the parties and the ministry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// What.
    pub event: Event,
    /// When.
    pub date: When,
    /// The number of the letter or order.
    #[serde(default)]
    pub number: Option<String>,
    /// A remark: what the ministry wants.
    #[serde(default)]
    pub note_uk: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note_en: Option<String>,
}

/// The parties made the agreement hold for longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prolongation {
    /// Until when.
    pub until: When,
    /// When they did so.
    #[serde(default)]
    pub date: Option<When>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
}

/// The text was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Amendment {
    /// The number of the amending agreement.
    pub number: Option<String>,
    /// When.
    pub date: Option<When>,
    /// What was changed.
    pub what_uk: Option<String>,
    /// What was changed.
    pub what_en: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
}

/// The agreement was broken off before its end, or a party objected to its prolonging itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Termination {
    /// From when it holds no more.
    pub date: When,
    /// Why, and by whom.
    #[serde(default)]
    pub note_uk: Option<String>,
    /// Why, and by whom.
    #[serde(default)]
    pub note_en: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
}

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

impl Agreement {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Agreement {
        Agreement { head, withdrawn_at: None, replaced: None, body }
    }

    /// What the policy must know: made by, of its parties, in its places and those around them.
    pub fn subject(&self, around: impl IntoIterator<Item = Owner>) -> Subject {
        let organisations = self.body.parties.iter().filter_map(|party| party.organisation.clone());
        self.head.subject(Kind::Agreement).owned_by(organisations.map(Owner::Organisation)).owned_by(around)
    }

    /// Its states and days.
    pub fn life(&self) -> Life {
        Life::of(&self.body, self.replaced)
    }

    /// The draft of what is to stand in its place: the same parties and fields, and nobody has signed.
    ///
    /// # Errors
    /// [`Refusal`] when it was itself never signed: a draft is not renewed, it is changed.
    pub fn renewal(&self, day: Date) -> Result<Body, Refusal> {
        self.signed(day)?;
        let b = &self.body;
        let parties = b.parties.iter().map(|party| Party { copy: None, ..party.clone() });
        Ok(Body {
            kind: b.kind,
            territorial: b.territorial,
            title_uk: b.title_uk.clone(),
            title_en: b.title_en.clone(),
            about_uk: b.about_uk.clone(),
            about_en: b.about_en.clone(),
            direction: b.direction.clone(),
            fields: b.fields.clone(),
            places: b.places.clone(),
            parties: parties.collect(),
            drafted: Some(When::day(day)),
            prolongs: None,
            notice: None,
            replaces: Some(self.head.id.clone()),
            ..Body::default()
        })
    }

    /// That everybody had signed by a day.
    ///
    /// # Errors
    /// [`Refusal`] when somebody had not.
    pub fn signed(&self, day: Date) -> Result<(), Refusal> {
        match self.life().on(day) {
            Some(state) if state.signed() => Ok(()),
            _ => Err(Refusal("agreement-not-signed", self.head.slug.clone())),
        }
    }
}

impl Body {
    /// The body after a change to it.
    ///
    /// # Errors
    /// [`Refusal`]: what would then be wrong with it.
    pub fn changed(&self, change: impl FnOnce(&mut Body)) -> Result<Body, Refusal> {
        let mut body = self.clone();
        change(&mut body);
        match body.faults().into_iter().next() {
            None => Ok(body),
            Some((_, key, what)) => Err(Refusal(key, what)),
        }
    }

    /// Gives every party that has no number one of its own: above all that stand in it and in what it was before, and above
    /// those by which obligations name a party.
    pub fn number_parties(&mut self, before: &Body, named: i64) {
        let known = self.parties.iter().chain(&before.parties).map(|party| party.id).max().unwrap_or(0).max(named);
        for (next, party) in (known + 1..).zip(self.parties.iter_mut().filter(|party| party.id == 0)) {
            party.id = next;
        }
    }

    /// What sources say of a party's signature, the signatures of all and of its set among them.
    pub fn signatures_of<'b>(&'b self, party: &'b Party) -> impl Iterator<Item = &'b Signature> {
        let mine = |signature: &&Signature| {
            signature.party.is_none() || signature.party == Some(party.id) || signature.party == party.within
        };
        self.signatures.iter().filter(mine)
    }

    /// When a party signed: not at all, on a day that nobody knows, or on the earliest that is told.
    pub fn signed_on(&self, party: &Party) -> Option<Option<Date>> {
        earliest(self.signatures_of(party))
    }

    /// When the last one signed whose signature it needs; none while somebody has not.
    pub fn all_signed_on(&self) -> Option<Option<Date>> {
        let mut signers = self.parties.iter().filter(|party| party.role.signs()).peekable();
        if signers.peek().is_none() {
            return earliest(self.signatures.iter().filter(|signature| signature.party.is_none()));
        }
        signers.map(|party| self.signed_on(party)).try_fold(None, |last, day| Some(day?.max(last)))
    }

    /// The parties whose signature it lacks on a day.
    pub fn unsigned(&self, day: Date) -> impl Iterator<Item = &Party> {
        let lacks = move |party: &&Party| party.role.signs() && self.signed_on(party).is_none_or(|on| on > Some(day));
        self.parties.iter().filter(lacks)
    }

    /// The party that has to do something: the only one that is the organisation which does it, or else the one that it was
    /// written for; none where it is of all together, or of somebody else. `does` knows an organisation under all its ids.
    pub fn owes(&self, written: Option<i64>, does: impl Fn(&str) -> bool) -> Option<&Party> {
        let mut same = self.parties.iter().filter(|party| party.organisation.as_deref().is_some_and(&does));
        let only = same.next().filter(|_| same.next().is_none());
        only.or_else(|| self.parties.iter().find(|party| Some(party.id) == written))
    }

    /// The days that are told for one and the same signature, when they differ.
    pub fn disputed(&self) -> bool {
        let mut told: HashMap<Option<i64>, HashSet<&str>> = HashMap::new();
        for signature in &self.signatures {
            told.entry(signature.party).or_default().extend(signature.date.as_ref().map(When::as_str));
        }
        told.values().any(|days| days.len() > 1)
    }

    /// All days that are told for signatures, each once.
    pub fn days_told(&self) -> Vec<When> {
        let mut days: Vec<When> = self.signatures.iter().filter_map(|signature| signature.date.clone()).collect();
        days.sort_by_key(|day| (day.first(), day.last()));
        days.dedup();
        days
    }

    /// A day as it was told: of a state that began on the first of December, that it was December.
    pub fn as_told(&self, day: Date) -> When {
        let own = [&self.drafted, &self.agreed, &self.effective].into_iter().flatten();
        let signed = self.signatures.iter().filter_map(|one| one.date.as_ref());
        let approved = self.approval.iter().map(|one| &one.date);
        let prolonged = self.prolongations.iter().filter_map(|one| one.date.as_ref());
        let told = own.chain(signed).chain(approved).chain(prolonged).chain(self.termination.iter().map(|one| &one.date));
        told.into_iter().find(|date| date.first() == day).cloned().unwrap_or_else(|| When::day(day))
    }

    /// How many members of a set are named.
    pub fn named(&self, set: &Party) -> i64 {
        self.parties.iter().filter(|party| party.within == Some(set.id)).count() as i64
    }

    /// Until when the ministry is to answer: while it has the draft. What the law gave it on that day, the office holds.
    pub fn answer_due(&self, office: &Office, day: Date) -> Option<Date> {
        let last = self.approval.iter().rfind(|row| row.date.first() <= day).filter(|row| row.event == Event::Sent)?;
        let from = last.date.first();
        Some(office.term(APPROVAL, from)?.until(from))
    }

    /// Whether the ministry has to approve it and has not: an agreement of territorial cooperation that nobody has signed by
    /// the day, under a law that holds on that day.
    pub fn lacks_approval(&self, office: &Office, day: Date) -> bool {
        let approved = self.approval.iter().any(|row| row.event == Event::Approved && row.date.first() <= day);
        let open = self.all_signed_on().is_none_or(|on| on > Some(day));
        self.territorial.is_some() && open && !approved && office.term(APPROVAL, day).is_some()
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = self.text_faults();
        faults.extend(self.party_faults());
        faults.extend(self.signature_faults());
        faults.extend(self.approval_faults());
        faults.extend(self.term_faults());
        faults.extend(self.order_faults());
        faults
    }

    fn text_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        if self.title_uk.is_none() && self.title_en.is_none() {
            wrong("title_uk", "agreement-title-needed", "");
        }
        for (field, text, limit) in [
            ("number", &self.number, 100),
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
            ("term_note_uk", &self.term_note_uk, 500),
            ("term_note_en", &self.term_note_en, 500),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                wrong(field, "web-too-long", &limit.to_string());
            }
        }
        for (field, rows) in [
            ("fields", self.fields.len()),
            ("places", self.places.len()),
            ("parties", self.parties.len()),
            ("signatures", self.signatures.len()),
            ("approval", self.approval.len()),
            ("prolongations", self.prolongations.len()),
            ("amendments", self.amendments.len()),
        ] {
            if rows > MOST {
                wrong(field, "agreement-too-many", &MOST.to_string());
            }
        }
        for (n, amendment) in self.amendments.iter().enumerate() {
            if amendment.what_uk.is_none() && amendment.what_en.is_none() {
                wrong(&format!("amendments.{n}.what_uk"), "agreement-amendment-needed", "");
            }
        }
        faults
    }

    fn party_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let (mut numbers, mut names): (HashSet<i64>, HashSet<(Option<i64>, String)>) = (HashSet::new(), HashSet::new());
        for (n, party) in self.parties.iter().enumerate() {
            let mut wrong = |field: &str, key, what: String| faults.push((format!("parties.{n}.{field}"), key, what));
            if party.id < 1 || !numbers.insert(party.id) {
                wrong("id", "agreement-party-number", party.id.to_string());
            }
            let named = party.organisation.clone().or_else(|| {
                let name = party.who_uk.as_ref().or(party.who_en.as_ref())?;
                Some(dotyk_uk::search_key(name))
            });
            match named {
                None => wrong("organisation", "agreement-party-needed", String::new()),
                Some(name) if !names.insert((party.within, name.clone())) => {
                    let shown = party.who_uk.clone().or_else(|| party.who_en.clone()).unwrap_or_else(|| party.id.to_string());
                    wrong("organisation", "agreement-party-twice", shown);
                }
                Some(_) => {}
            }
            if let Some(stated) = party.stated {
                if !(1..=1_000_000).contains(&stated) {
                    wrong("stated", "agreement-bad-count", stated.to_string());
                } else if self.named(party) > stated {
                    wrong("stated", "agreement-more-named", stated.to_string());
                }
            }
            let set = |number: i64| self.parties.iter().find(|other| other.id == number && other.stated.is_some());
            if let Some(within) = party.within
                && (within == party.id || party.stated.is_some() || set(within).is_none())
            {
                wrong("within", "agreement-bad-set", within.to_string());
            }
        }
        faults
    }

    fn signature_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (n, signature) in self.signatures.iter().enumerate() {
            let mut wrong = |field: &str, key, what: String| faults.push((format!("signatures.{n}.{field}"), key, what));
            if let Some(number) = signature.party
                && !self.parties.iter().any(|party| party.id == number && party.role.signs())
            {
                wrong("party", "agreement-signature-of-nobody", number.to_string());
            }
            if let (Some(agreed), Some(date)) = (&self.agreed, &signature.date)
                && date.last() < agreed.first()
            {
                wrong("date", "agreement-signed-before-agreed", date.to_string());
            }
            if self.signatures[..n].contains(signature) {
                wrong("date", "agreement-signature-twice", signature.date.as_ref().map(ToString::to_string).unwrap_or_default());
            }
        }
        faults
    }

    fn approval_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (n, row) in self.approval.iter().enumerate() {
            let before = n.checked_sub(1).map(|before| &self.approval[before]);
            if !row.event.follows(before.map(|before| before.event)) {
                faults.push((format!("approval.{n}.event"), "agreement-approval-order", row.event.word().to_owned()));
            } else if before.is_some_and(|before| row.date.last() < before.date.first()) {
                faults.push((format!("approval.{n}.date"), "agreement-approval-date", row.date.to_string()));
            }
        }
        if !self.approval.is_empty() && self.territorial.is_none() {
            faults.push(("territorial".to_owned(), "agreement-approval-of-none", String::new()));
        }
        faults
    }

    /// What cannot have been before what came first: the text was drafted, agreed, signed, amended; a copy is of what was signed.
    fn order_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: String, what: &When, before: &Option<When>| {
            if before.as_ref().is_some_and(|before| what.last() < before.first()) {
                faults.push((field, "agreement-out-of-order", what.to_string()));
            }
        };
        if let Some(agreed) = &self.agreed {
            wrong("agreed".into(), agreed, &self.drafted);
        }
        for (n, amendment) in self.amendments.iter().enumerate() {
            let dated = amendment.date.iter();
            dated.for_each(|date| wrong(format!("amendments.{n}.date"), date, &self.agreed));
        }
        for (n, party) in self.parties.iter().enumerate() {
            party.copy.iter().for_each(|copy| wrong(format!("parties.{n}.copy"), copy, &self.agreed));
        }
        faults
    }

    /// The days that are told of what has happened: none of them may lie ahead.
    pub fn past(&self) -> Vec<(String, &When)> {
        let one = |field: &str, date| Option::map(date, |date| (field.to_owned(), date));
        let mut past: Vec<(String, &When)> =
            [one("drafted", self.drafted.as_ref()), one("agreed", self.agreed.as_ref())].into_iter().flatten().collect();
        let dated = |table: &'static str, n: usize, field: &'static str| format!("{table}.{n}.{field}");
        let copies =
            self.parties.iter().enumerate().filter_map(|(n, row)| Some((dated("parties", n, "copy"), row.copy.as_ref()?)));
        past.extend(copies);
        let signed = self.signatures.iter().enumerate();
        past.extend(signed.filter_map(|(n, row)| Some((dated("signatures", n, "date"), row.date.as_ref()?))));
        past.extend(self.approval.iter().enumerate().map(|(n, row)| (dated("approval", n, "date"), &row.date)));
        let amended = self.amendments.iter().enumerate();
        past.extend(amended.filter_map(|(n, row)| Some((dated("amendments", n, "date"), row.date.as_ref()?))));
        let prolonged = self.prolongations.iter().enumerate();
        past.extend(prolonged.filter_map(|(n, row)| Some((dated("prolongations", n, "date"), row.date.as_ref()?))));
        past
    }

    /// Gives my new parties other numbers where others gave theirs to somebody else meanwhile, and what names them follows.
    pub fn renumber(&mut self, before: &Body, theirs: &Body) {
        let numbers = |body: &Body| body.parties.iter().map(|party| party.id).collect::<HashSet<_>>();
        let (before, theirs) = (numbers(before), &theirs.parties);
        let mut next = theirs.iter().chain(&self.parties).map(|party| party.id).max().unwrap_or(0);
        let taken = |party: &Party| !before.contains(&party.id) && theirs.iter().any(|one| one.id == party.id && one != party);
        let mut moved = HashMap::new();
        for party in self.parties.iter_mut().filter(|party| taken(party)) {
            next += 1;
            moved.insert(party.id, next);
            party.id = next;
        }
        let named = self.signatures.iter_mut().filter_map(|signature| signature.party.as_mut());
        for number in named.chain(self.parties.iter_mut().filter_map(|party| party.within.as_mut())) {
            *number = moved.get(number).copied().unwrap_or(*number);
        }
    }

    fn term_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: String| faults.push((field.to_owned(), key, what));
        let signed = self.signatures.iter().filter_map(|signature| signature.date.as_ref()).map(When::first).min();
        let begins = self.effective.as_ref().map(When::first).or(signed);
        // Before it was signed or is known to begin, it cannot end before its text was agreed or drafted either.
        let begins = begins.or_else(|| [&self.agreed, &self.drafted].into_iter().flatten().map(When::first).max());
        if let Some((until, begins)) = self.until.as_ref().zip(begins)
            && until.last() < begins
        {
            wrong("until", "agreement-ends-before", until.to_string());
        }
        let rules = self.prolongs.is_some() || !self.prolongations.is_empty();
        if rules && self.until.is_none() {
            wrong("until", "agreement-end-needed", String::new());
        }
        if let Some(months) = self.prolongs.filter(|months| !(1..=600).contains(months)) {
            wrong("prolongs", "agreement-bad-months", months.to_string());
        }
        match self.notice {
            Some(days) if !(0..=1000).contains(&days) => wrong("notice", "agreement-bad-days", days.to_string()),
            Some(days) if self.prolongs.is_none() => wrong("notice", "agreement-notice-of-nothing", days.to_string()),
            _ => {}
        }
        let mut end = self.until.as_ref().map(When::last);
        for (n, prolongation) in self.prolongations.iter().enumerate() {
            if end.is_some_and(|end| prolongation.until.last() <= end) {
                wrong(&format!("prolongations.{n}.until"), "agreement-prolonged-back", prolongation.until.to_string());
            }
            end = Some(prolongation.until.last());
        }
        if let Some(termination) = &self.termination {
            let date = &termination.date;
            if self.all_signed_on().is_none() {
                wrong("termination.date", "agreement-not-signed", date.to_string());
            } else if begins.is_some_and(|begins| date.last() < begins) {
                wrong("termination.date", "agreement-terminated-before", date.to_string());
            }
        }
        faults
    }
}

/// Whether an agreement would replace itself through others, were it to replace `other`. `chain` are those that replace one
/// another, each with the one that it replaces.
pub fn is_circle(chain: &[(String, Option<String>)], me: &str, other: &str) -> bool {
    let before: HashMap<&str, Option<&str>> = chain.iter().map(|(id, before)| (id.as_str(), before.as_deref())).collect();
    // As often as the chain is long, whatever stands in it.
    std::iter::successors(Some(other), |id| before.get(id).copied().flatten()).take(chain.len() + 1).any(|id| id == me)
}

/// The earliest day that is told; none of a day when signatures are told without one; nothing without a signature.
fn earliest<'s>(signatures: impl Iterator<Item = &'s Signature>) -> Option<Option<Date>> {
    let mut signatures = signatures.peekable();
    signatures.peek()?;
    Some(signatures.filter_map(|signature| signature.date.as_ref()).map(When::first).min())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn when(text: &str) -> Option<When> {
        When::parse(text)
    }

    fn party(id: i64, who: &str) -> Party {
        Party { id, who_uk: Some(who.into()), ..Party::default() }
    }

    fn signature(party: Option<i64>, date: &str) -> Signature {
        Signature { party, date: when(date), ..Signature::default() }
    }

    /// Four parties, of whom three have signed.
    fn four() -> Body {
        Body {
            title_uk: Some("Меморандум".into()),
            parties: vec![party(1, "Місто"), party(2, "Університет"), party(3, "Фонд"), party(4, "Область")],
            signatures: vec![
                signature(Some(1), "2021-03-12"),
                signature(Some(2), "2021-03-12"),
                signature(Some(2), "2021-03-15"),
                signature(Some(4), "2021-03-20"),
            ],
            ..Body::default()
        }
    }

    #[test]
    fn who_has_not_signed_is_known_of_any_day() {
        let body = four();
        assert_eq!(body.faults(), []);
        let lacking = |day| body.unsigned(day).map(|party| party.id).collect::<Vec<_>>();
        assert_eq!(lacking(date(2021, 3, 11)), [1, 2, 3, 4]);
        assert_eq!(lacking(date(2021, 3, 12)), [3, 4]);
        assert_eq!(lacking(date(2021, 3, 31)), [3]);
        assert_eq!(body.all_signed_on(), None);
        assert!(body.disputed(), "two days are told for the university");
        let whole = Body { signatures: vec![signature(None, "2021-04")], ..body };
        assert_eq!(whole.all_signed_on(), Some(Some(date(2021, 4, 1))));
        let undated = Body { signatures: vec![Signature::default()], ..whole };
        assert_eq!((undated.all_signed_on(), undated.unsigned(date(2000, 1, 1)).count()), (Some(None), 0));
    }

    #[test]
    fn a_set_signs_for_those_of_it_who_are_named() {
        let set = Party { stated: Some(8), ..party(1, "ІТ-компанії") };
        let member = Party { within: Some(1), ..party(2, "Перша компанія") };
        let body = Body { parties: vec![set, member], signatures: vec![signature(Some(1), "2020-12")], ..four() };
        assert_eq!((body.faults(), body.named(&body.parties[0])), (vec![], 1));
        assert_eq!(body.all_signed_on(), Some(Some(date(2020, 12, 1))));
    }

    #[test]
    fn a_party_that_comes_gets_a_number_that_nobody_had() {
        let before = four();
        let mut after = Body { parties: vec![party(1, "Місто"), party(0, "Гурт"), party(0, "Спілка")], ..four() };
        after.number_parties(&before, 0);
        assert_eq!(after.parties.iter().map(|party| party.id).collect::<Vec<_>>(), [1, 5, 6]);
        let mut after = Body { parties: vec![party(1, "Місто"), party(0, "Гурт")], ..four() };
        after.number_parties(&before, 9);
        assert_eq!(after.parties[1].id, 10, "an obligation names a ninth");
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        let good = Body { until: when("2024-12-31"), ..four() };
        assert_eq!(good.faults(), []);
        let with = |change: &dyn Fn(&mut Body)| {
            let mut body = good.clone();
            change(&mut body);
            body
        };
        let parties = |more: Party| with(&|body| body.parties.push(more.clone()));
        let set = Party { stated: Some(1), ..party(5, "Школи") };
        let approved = |event| Approval { event, date: when("2025-01-10").unwrap(), number: None, note_uk: None, note_en: None };
        let until = |day: &str| Prolongation { until: when(day).unwrap(), date: None, source: None, locator: None };
        let ends =
            |day: &str| Termination { date: when(day).unwrap(), note_uk: None, note_en: None, source: None, locator: None };
        for (body, wanted) in [
            (with(&|body| body.title_uk = None), ("title_uk", "agreement-title-needed")),
            (with(&|body| body.number = Some("1".repeat(101))), ("number", "web-too-long")),
            (with(&|body| body.fields = vec![Field::default(); MOST + 1]), ("fields", "agreement-too-many")),
            (parties(party(5, "МІСТО")), ("parties.4.organisation", "agreement-party-twice")),
            (parties(party(1, "Гурт")), ("parties.4.id", "agreement-party-number")),
            (parties(Party { id: 5, ..Party::default() }), ("parties.4.organisation", "agreement-party-needed")),
            (parties(Party { stated: Some(0), ..party(5, "Гурт") }), ("parties.4.stated", "agreement-bad-count")),
            (parties(Party { within: Some(1), ..party(5, "Гурт") }), ("parties.4.within", "agreement-bad-set")),
            (
                with(&|body| {
                    let of = |id: i64, who: &str| Party { within: Some(5), ..party(id, who) };
                    body.parties.extend([set.clone(), of(6, "Перша"), of(7, "Друга")]);
                }),
                ("parties.4.stated", "agreement-more-named"),
            ),
            (
                with(&|body| body.signatures.push(signature(Some(9), "2021-03-30"))),
                ("signatures.4.party", "agreement-signature-of-nobody"),
            ),
            (
                with(&|body| body.signatures.push(signature(Some(1), "2021-03-12"))),
                ("signatures.4.date", "agreement-signature-twice"),
            ),
            (with(&|body| body.agreed = when("2021-03-13")), ("signatures.0.date", "agreement-signed-before-agreed")),
            (with(&|body| body.until = when("2021-03-01")), ("until", "agreement-ends-before")),
            (with(&|body| body.effective = when("2025-01-01")), ("until", "agreement-ends-before")),
            (
                with(&|body| {
                    body.until = None;
                    body.prolongs = Some(12);
                }),
                ("until", "agreement-end-needed"),
            ),
            (with(&|body| body.prolongs = Some(0)), ("prolongs", "agreement-bad-months")),
            (with(&|body| body.notice = Some(30)), ("notice", "agreement-notice-of-nothing")),
            (with(&|body| body.prolongations = vec![until("2024-12-31")]), ("prolongations.0.until", "agreement-prolonged-back")),
            (with(&|body| body.amendments = vec![Amendment::default()]), ("amendments.0.what_uk", "agreement-amendment-needed")),
            (with(&|body| body.termination = Some(ends("2022-01-01"))), ("termination.date", "agreement-not-signed")),
            (
                with(&|body| {
                    body.signatures.push(signature(Some(3), "2021-03-21"));
                    body.termination = Some(ends("2021-03-01"));
                }),
                ("termination.date", "agreement-terminated-before"),
            ),
            (with(&|body| body.approval = vec![approved(Event::Sent)]), ("territorial", "agreement-approval-of-none")),
            (
                with(&|body| {
                    body.territorial = Some(Territorial::Transborder);
                    body.approval = vec![approved(Event::Returned)];
                }),
                ("approval.0.event", "agreement-approval-order"),
            ),
        ] {
            let faults = body.faults();
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
    }

    #[test]
    fn the_ministry_answers_in_the_term_that_the_law_gave_it_then() {
        let term = |from: &str, days| crate::office::Term {
            slug: APPROVAL.into(),
            valid_from: when(from).unwrap(),
            days,
            working: false,
            law_uk: None,
            law_en: None,
            doubt_uk: None,
            doubt_en: None,
        };
        let office = Office { terms: vec![term("2024-05-24", 30)], ..Office::default() };
        let sent =
            |day: &str| Approval { event: Event::Sent, date: when(day).unwrap(), number: None, note_uk: None, note_en: None };
        let body = Body { territorial: Some(Territorial::Interterritorial), approval: vec![sent("2025-03-01")], ..four() };
        assert_eq!(body.answer_due(&office, date(2025, 3, 2)), Some(date(2025, 3, 31)));
        assert!(body.lacks_approval(&office, date(2025, 3, 2)));
        // Before that law nobody had to approve of it, and nothing is asked of what is no such agreement.
        assert!(!body.lacks_approval(&office, date(2021, 3, 31)));
        let early = Body { approval: vec![sent("2021-03-01")], ..body.clone() };
        assert_eq!(early.answer_due(&office, date(2021, 3, 2)), None);
        assert!(!Body { territorial: None, ..body }.lacks_approval(&office, date(2025, 3, 2)));
    }

    #[test]
    fn a_chain_has_no_circle() {
        let chain: Vec<(String, Option<String>)> =
            [("a", None), ("b", Some("a")), ("c", Some("b"))].map(|(id, before)| (id.into(), before.map(str::to_owned))).into();
        for (me, other, circle) in
            [("a", "a", true), ("a", "b", true), ("a", "c", true), ("b", "c", true), ("c", "a", false), ("d", "c", false)]
        {
            assert_eq!(is_circle(&chain, me, other), circle, "{me} replaces {other}");
        }
        let broken = [("a".to_owned(), Some("b".to_owned())), ("b".to_owned(), Some("a".to_owned()))];
        assert!(!is_circle(&broken, "d", "a"), "and a circle that is there does not hold anybody for ever");
    }

    #[test]
    fn only_what_was_signed_is_renewed() {
        let day = date(2021, 3, 31);
        let head = Head::new("a".into(), "memorandum".into(), "acc");
        let draft = Agreement::new(head.clone(), four());
        assert_eq!(draft.renewal(day), Err(Refusal("agreement-not-signed", "memorandum".into())));
        let signed = Body { signatures: vec![signature(None, "2020-05")], until: when("2021-05"), prolongs: Some(12), ..four() };
        let next = Agreement::new(head, signed).renewal(day).expect("a draft");
        assert_eq!((next.replaces.as_deref(), next.parties.len(), next.signatures.len()), (Some("a"), 4, 0));
        assert_eq!((&next.until, next.prolongs, &next.drafted), (&None, None, &when("2021-03-31")));
    }
}
