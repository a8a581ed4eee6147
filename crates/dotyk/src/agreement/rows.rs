//! The tables of the agreement's form, and the small forms of its card, whose fields are those of one row.

use std::collections::HashMap;

use dotyk_db::Tx;

use super::model::{Amendment, Approval, Body, Event, Field, Party, Prolongation, Role, Signature, Termination};
use crate::access::Kind;
use crate::text::When;
use crate::web::fields::{Fields, Named, Names, keep_field};
use crate::web::{Ctx, Fault, Form, Labels, Problem, Reader};

/// What a signature of all parties says in the field for the party.
const ALL: &str = "*";

/// A form as it is read.
pub struct Reading<'f> {
    /// The form.
    pub form: &'f Form,
    /// What it names.
    pub named: Named,
    /// What is wrong so far.
    pub reader: Reader<'f>,
    /// Of each table the numbers of the rows that were sent, in the order in which they stand in the body.
    rows: HashMap<&'static str, Vec<usize>>,
}

impl<'f> Reading<'f> {
    /// Finds all that the form names.
    ///
    /// # Errors
    /// The database's.
    pub fn new(ctx: &Ctx, tx: &mut Tx, form: &'f Form, names: &Names) -> Result<Reading<'f>, Problem> {
        Ok(Reading { form, named: Named::find(ctx, tx, form, names)?, reader: Reader::new(form), rows: HashMap::new() })
    }

    /// A whole number.
    pub fn whole(&mut self, field: &str, text: &str) -> Option<i64> {
        self.reader.read_of(field, text, |text| text.parse().ok(), "agreement-bad-number")
    }

    /// The number of a party; none for all of them.
    pub fn party(&mut self, field: &str, text: &str) -> Option<i64> {
        self.whole(field, text.trim_start_matches(ALL))
    }

    /// The id of what a text names in a field.
    fn id(&mut self, kind: Kind, field: &str, text: &str) -> Option<String> {
        self.named.of(&mut self.reader, kind, field, text)
    }

    /// The id of what a field of a small form names.
    pub fn field(&mut self, field: &str, kind: Kind) -> Option<String> {
        self.named.field(&mut self.reader, field, kind)
    }

    /// Says that a field was left empty that must not be.
    fn needed(&mut self, field: &str, text: &str) {
        if text.is_empty() {
            self.reader.wrong(field, "web-required", "");
        }
    }

    fn sent(&mut self, table: &'static str, index: usize) {
        self.rows.entry(table).or_default().push(index);
    }

    /// What is wrong, by the fields as they were sent: rows that were left empty are none of the body's.
    pub fn faults(self, of_body: Vec<Fault>) -> Vec<Fault> {
        let sent = |field: &str| {
            let (table, rest) = field.split_once('.')?;
            let (number, name) = rest.split_once('.')?;
            let index = self.rows.get(table)?.get(number.parse::<usize>().ok()?)?;
            Some(format!("{table}.{index}.{name}"))
        };
        let of_body = of_body.into_iter().map(|(field, key, what)| (sent(&field).unwrap_or(field), key, what));
        self.reader.faults.iter().cloned().chain(of_body).collect()
    }
}

/// Fields of cooperation.
pub fn fields(reading: &mut Reading) -> Vec<Field> {
    let rows = reading.form.rows("fields");
    rows.iter().map(|(_, row)| Field { uk: row.some("uk"), en: row.some("en") }).collect()
}

/// Parties.
pub fn parties(reading: &mut Reading) -> Vec<Party> {
    let mut parties = Vec::new();
    for (index, row) in reading.form.rows("parties").iter() {
        let at = |field: &str| format!("parties.{index}.{field}");
        parties.push(Party {
            id: reading.whole(&at("id"), row.text("id")).unwrap_or(0),
            organisation: reading.id(Kind::Organisation, &at("organisation"), row.text("organisation")),
            who_uk: row.some("who_uk"),
            who_en: row.some("who_en"),
            stated: reading.whole(&at("stated"), row.text("stated")),
            within: reading.whole(&at("within"), row.text("within")),
            role: reading.reader.choice_of(&at("role"), row.text("role"), Role::parse).unwrap_or_default(),
            signatory: reading.id(Kind::Person, &at("signatory"), row.text("signatory")),
            copy: reading.reader.when_of(&at("copy"), row.text("copy")),
        });
        reading.sent("parties", index);
    }
    parties
}

/// What sources say of signatures. A row of which only the party is filled in says that it signed on a day that nobody knows.
pub fn signatures(reading: &mut Reading) -> Vec<Signature> {
    let mut signatures = Vec::new();
    for (index, row) in reading.form.rows("signatures").iter() {
        let at = |field: &str| format!("signatures.{index}.{field}");
        signatures.push(Signature {
            party: reading.party(&at("party"), row.text("party")),
            date: reading.reader.when_of(&at("date"), row.text("date")),
            date_note_uk: row.some("date_note_uk"),
            date_note_en: row.some("date_note_en"),
            place: reading.id(Kind::Place, &at("place"), row.text("place")),
            source: reading.id(Kind::Source, &at("source"), row.text("source")),
            locator: row.some("locator"),
            doubt_uk: row.some("doubt_uk"),
            doubt_en: row.some("doubt_en"),
        });
        reading.sent("signatures", index);
    }
    signatures
}

/// What happened between the parties and the ministry.
pub fn approval(reading: &mut Reading) -> Vec<Approval> {
    let mut approval = Vec::new();
    for (index, row) in reading.form.rows("approval").iter() {
        let at = |field: &str| format!("approval.{index}.{field}");
        let event = reading.reader.choice_of(&at("event"), row.text("event"), Event::parse);
        let date = reading.reader.when_of(&at("date"), row.text("date"));
        reading.needed(&at("event"), row.text("event"));
        reading.needed(&at("date"), row.text("date"));
        if let (Some(event), Some(date)) = (event, date) {
            let (note_uk, note_en) = (row.some("note_uk"), row.some("note_en"));
            approval.push(Approval { event, date, number: row.some("number"), note_uk, note_en });
            reading.sent("approval", index);
        }
    }
    approval
}

/// How it was prolonged.
pub fn prolongations(reading: &mut Reading) -> Vec<Prolongation> {
    let mut prolongations = Vec::new();
    for (index, row) in reading.form.rows("prolongations").iter() {
        let at = |field: &str| format!("prolongations.{index}.{field}");
        reading.needed(&at("until"), row.text("until"));
        let date = reading.reader.when_of(&at("date"), row.text("date"));
        let source = reading.id(Kind::Source, &at("source"), row.text("source"));
        if let Some(until) = reading.reader.when_of(&at("until"), row.text("until")) {
            prolongations.push(Prolongation { until, date, source, locator: row.some("locator") });
            reading.sent("prolongations", index);
        }
    }
    prolongations
}

/// How its text was changed.
pub fn amendments(reading: &mut Reading) -> Vec<Amendment> {
    let mut amendments = Vec::new();
    for (index, row) in reading.form.rows("amendments").iter() {
        let at = |field: &str| format!("amendments.{index}.{field}");
        amendments.push(Amendment {
            number: row.some("number"),
            date: reading.reader.when_of(&at("date"), row.text("date")),
            what_uk: row.some("what_uk"),
            what_en: row.some("what_en"),
            source: reading.id(Kind::Source, &at("source"), row.text("source")),
            locator: row.some("locator"),
        });
        reading.sent("amendments", index);
    }
    amendments
}

/// How it was broken off.
pub fn termination(reading: &mut Reading) -> Option<Termination> {
    let some = |field: &str| reading.form.some(&format!("termination.{field}"));
    let (note_uk, note_en, locator) = (some("note_uk"), some("note_en"), some("locator"));
    let source = reading.field("termination.source", Kind::Source);
    if note_uk.is_some() || note_en.is_some() || locator.is_some() || source.is_some() {
        reading.needed("termination.date", reading.form.text("termination.date"));
    }
    Some(Termination { date: reading.reader.when("termination.date")?, note_uk, note_en, source, locator })
}

/// Keeps of parties what their editor could not see: an organisation that is not theirs to see, and, but for the office's
/// staff, who signs.
pub fn keep_parties(labels: &Labels, old: &Body, body: &mut Body, staff: bool) {
    for party in &mut body.parties {
        let known = old.parties.iter().find(|known| known.id == party.id);
        if let Some(known) = known.filter(|_| party.who_uk.is_none() && party.who_en.is_none()) {
            keep_field(labels, Kind::Organisation, &known.organisation, &mut party.organisation);
        }
        if !staff {
            party.signatory = known.and_then(|known| known.signatory.clone());
        }
    }
}

/// Keeps of other rows the sources that their editor could not see.
pub fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
    for one in &mut body.signatures {
        let same = |known: &&Signature| known.party == one.party && known.date == one.date && known.locator == one.locator;
        if let Some(known) = old.signatures.iter().find(same) {
            keep_field(labels, Kind::Source, &known.source, &mut one.source);
        }
    }
    for (one, known) in body.prolongations.iter_mut().zip(&old.prolongations).filter(|(one, known)| one.until == known.until) {
        keep_field(labels, Kind::Source, &known.source, &mut one.source);
    }
    for (one, known) in body.amendments.iter_mut().zip(&old.amendments).filter(|(one, known)| one.what_uk == known.what_uk) {
        keep_field(labels, Kind::Source, &known.source, &mut one.source);
    }
    if let (Some(one), Some(known)) = (&mut body.termination, &old.termination) {
        keep_field(labels, Kind::Source, &known.source, &mut one.source);
    }
}

/// Puts all tables into a form.
pub fn fill(fields: &mut Fields, b: &Body) {
    let on = |date: &Option<When>| date.as_ref().map(ToString::to_string);
    for (n, one) in b.fields.iter().enumerate() {
        fields.texts(&[(&format!("fields.{n}.uk"), &one.uk), (&format!("fields.{n}.en"), &one.en)]);
    }
    for (n, one) in b.parties.iter().enumerate() {
        let at = |field: &str| format!("parties.{n}.{field}");
        fields.put(&at("id"), Some(one.id.to_string()));
        fields.record(&at("organisation"), Kind::Organisation, &one.organisation);
        fields.texts(&[(&at("who_uk"), &one.who_uk), (&at("who_en"), &one.who_en)]);
        fields.put(&at("stated"), one.stated.map(|stated| stated.to_string()));
        fields.put(&at("within"), one.within.map(|within| within.to_string()));
        fields.put(&at("role"), Some(one.role.word()));
        fields.record(&at("signatory"), Kind::Person, &one.signatory);
        fields.put(&at("copy"), on(&one.copy));
    }
    for (n, one) in b.signatures.iter().enumerate() {
        let at = |field: &str| format!("signatures.{n}.{field}");
        fields.put(&at("party"), Some(one.party.map_or_else(|| ALL.to_owned(), |party| party.to_string())));
        fields.put(&at("date"), on(&one.date));
        fields.put(&at("place"), one.place.clone());
        fields.record(&at("source"), Kind::Source, &one.source);
        fields.texts(&[
            (&at("date_note_uk"), &one.date_note_uk),
            (&at("date_note_en"), &one.date_note_en),
            (&at("locator"), &one.locator),
            (&at("doubt_uk"), &one.doubt_uk),
            (&at("doubt_en"), &one.doubt_en),
        ]);
    }
    fill_later(fields, b);
}

/// Puts what comes after the signatures.
fn fill_later(fields: &mut Fields, b: &Body) {
    let on = |date: &Option<When>| date.as_ref().map(ToString::to_string);
    for (n, one) in b.approval.iter().enumerate() {
        let at = |field: &str| format!("approval.{n}.{field}");
        fields.put(&at("event"), Some(one.event.word()));
        fields.put(&at("date"), Some(one.date.to_string()));
        fields.texts(&[(&at("number"), &one.number), (&at("note_uk"), &one.note_uk), (&at("note_en"), &one.note_en)]);
    }
    for (n, one) in b.prolongations.iter().enumerate() {
        let at = |field: &str| format!("prolongations.{n}.{field}");
        fields.put(&at("until"), Some(one.until.to_string()));
        fields.put(&at("date"), on(&one.date));
        fields.record(&at("source"), Kind::Source, &one.source);
        fields.texts(&[(&at("locator"), &one.locator)]);
    }
    for (n, one) in b.amendments.iter().enumerate() {
        let at = |field: &str| format!("amendments.{n}.{field}");
        fields.put(&at("date"), on(&one.date));
        fields.record(&at("source"), Kind::Source, &one.source);
        fields.texts(&[
            (&at("number"), &one.number),
            (&at("what_uk"), &one.what_uk),
            (&at("what_en"), &one.what_en),
            (&at("locator"), &one.locator),
        ]);
    }
}

/// Records that a small form of the card names.
pub const NAMES: Names = Names { fields: &[("source", Kind::Source), ("place", Kind::Place)], tables: &[] };
