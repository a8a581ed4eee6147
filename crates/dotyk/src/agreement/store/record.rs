//! One agreement: its row and parts, the chain that it stands in, and what is computed of both.

use std::collections::HashSet;

use dotyk_db::{Error, Row, Tx, Usual, Value, in_lists, params, row};
use jiff::civil::Date;

use super::sql::*;
use super::{NEVER, chain};
use crate::access::{Head, Kind, Permit, Ref, Subject};
use crate::agreement::model::{
    Agreement, AgreementKind, Amendment, Approval, Body, Event, Field, Party, Prolongation, Role, Signature, Termination,
    Territorial,
};
use crate::journal::stored::{self, Stored};
use crate::journal::{Write, keys};
use crate::office::store::{opt_when, when};
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::text::When;

impl Stored for Agreement {
    const KIND: Kind = Kind::Agreement;
    const SQL: Usual = AGREEMENT;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Agreement, Error> {
        let territorial: Option<String> = row.get("territorial")?;
        let replaced: String = row.get("replaced_day")?;
        let body = Body {
            kind: row.word("kind", AgreementKind::parse)?,
            territorial: territorial.as_deref().and_then(Territorial::parse),
            number: row.get("number")?,
            title_uk: row.get("title_uk")?,
            title_en: row.get("title_en")?,
            about_uk: row.get("about_uk")?,
            about_en: row.get("about_en")?,
            direction: row.get("direction")?,
            drafted: date(row, "drafted")?,
            agreed: date(row, "agreed")?,
            planned: date(row, "planned")?,
            effective: date(row, "effective")?,
            until: date(row, "until")?,
            term_note_uk: row.get("term_note_uk")?,
            term_note_en: row.get("term_note_en")?,
            prolongs: row.get("prolongs")?,
            notice: row.get("notice")?,
            termination: termination(row)?,
            replaces: row.get("replaces")?,
            ..Body::default()
        };
        Ok(Agreement { head, withdrawn_at: row.get("withdrawn_at")?, replaced: replaced.parse().ok(), body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Agreement]) -> Result<(), Error> {
        stored::parts(tx, office, all, PARTIES, |one| &mut one.body.parties, party)?;
        stored::parts(tx, office, all, SIGNATURES, |one| &mut one.body.signatures, signature)?;
        stored::parts(tx, office, all, APPROVALS, |one| &mut one.body.approval, approval)?;
        stored::parts(tx, office, all, PROLONGATIONS, |one| &mut one.body.prolongations, prolongation)?;
        stored::parts(tx, office, all, AMENDMENTS, |one| &mut one.body.amendments, amendment)?;
        stored::parts(tx, office, all, FIELDS, |one| &mut one.body.fields, field)?;
        stored::parts(tx, office, all, PLACES, |one| &mut one.body.places, |row| row.get("place"))
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.cites = cites(tx, office, &Ref::new(Kind::Agreement, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        Ok(self.subject(place::store::owners(tx, office, &self.body.places)?))
    }
    fn born_with(&self, tx: &mut Tx, office: &str) -> Result<Vec<(&'static str, Value)>, Error> {
        let chain = match &self.body.replaces {
            Some(before) => chain_of(tx, office, before)?,
            None => self.head.id.clone(),
        };
        Ok(vec![("chain", chain.into()), ("replaced_day", "".into())])
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let words = b.parties.iter().flat_map(|party| [&party.who_uk, &party.who_en]);
        let fields = b.fields.iter().flat_map(|field| [&field.uk, &field.en]);
        let parts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en, &b.number].into_iter().chain(words).chain(fields);
        let (sort, search) = keys(&b.title_uk, &b.title_en, parts.flatten().map(String::as_str));
        let ended = b.termination.as_ref();
        row![
            b.kind.word(),
            b.territorial.map(Territorial::word),
            &b.number,
            &b.title_uk,
            &b.title_en,
            &b.about_uk,
            &b.about_en,
            &b.direction,
            text(&b.drafted),
            text(&b.agreed),
            text(&b.planned),
            text(&b.effective),
            text(&b.until),
            &b.term_note_uk,
            &b.term_note_en,
            b.prolongs,
            b.notice,
            ended.map(|ended| ended.date.as_str()),
            ended.and_then(|ended| ended.note_uk.as_deref()),
            ended.and_then(|ended| ended.note_en.as_deref()),
            ended.and_then(|ended| ended.source.as_deref()),
            ended.and_then(|ended| ended.locator.as_deref()),
            &b.replaces,
            self.life().force().map(|day| day.to_string()).unwrap_or_default(),
            sort,
            search
        ]
    }
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        let b = &self.body;
        put_parties(write, permit, b)?;
        put_signatures(write, permit, b)?;
        let approvals =
            b.approval.iter().map(|one| row![Event::word(one.event), one.date.as_str(), &one.number, &one.note_uk, &one.note_en]);
        stored::put_rows::<Self>(
            write,
            permit,
            "agreement_approval",
            &["event", "date", "number", "note_uk", "note_en"],
            approvals,
        )?;
        let prolongations =
            b.prolongations.iter().map(|one| row![one.until.as_str(), text(&one.date), &one.source, &one.locator]);
        stored::put_rows::<Self>(
            write,
            permit,
            "agreement_prolongation",
            &["until", "date", "source", "locator"],
            prolongations,
        )?;
        let amendments = b
            .amendments
            .iter()
            .map(|one| row![&one.number, text(&one.date), &one.what_uk, &one.what_en, &one.source, &one.locator]);
        stored::put_rows::<Self>(
            write,
            permit,
            "agreement_amendment",
            &["number", "date", "what_uk", "what_en", "source", "locator"],
            amendments,
        )?;
        let key = |name: &Option<String>| name.as_deref().map(dotyk_uk::search_key).unwrap_or_default();
        let fields = b.fields.iter().map(|one| row![&one.uk, &one.en, key(&one.uk), key(&one.en)]);
        stored::put_rows::<Self>(write, permit, "agreement_field", &["uk", "en", "key_uk", "key_en"], fields)?;
        stored::put_rows::<Self>(write, permit, "agreement_place", &["place"], b.places.iter().map(|code| row![code]))?;
        put_life(write, permit.office(), self)?;
        put_cites(write, permit, &b.cites)
    }

    /// What it replaces is computed anew.
    fn add(write: &mut Write, permit: &Permit, one: &Agreement) -> Result<(), Error> {
        stored::insert(write, permit, one)?;
        refresh(write, permit.office(), one.body.replaces.as_deref())?;
        stored::leave_line::<Agreement>(write, permit)
    }
    /// When it is to replace another, its chain moves, and both are computed anew.
    fn save(write: &mut Write, permit: &Permit, one: &Agreement) -> Result<bool, Error> {
        let office = permit.office();
        let now = one.body.replaces.as_deref();
        let before: Option<String> =
            write.tx().first(CHAIN_OF, params![office, permit.id()])?.map_or(Ok(None), |row| row.get("replaces"))?;
        if before.as_deref() != now {
            move_chain(write.tx(), office, permit.id(), now)?;
        }
        if !stored::update(write, permit, one)? {
            return Ok(false);
        }
        refresh(write, office, now)?;
        if before.as_deref() != now {
            refresh(write, office, before.as_deref())?;
        }
        stored::leave_line::<Agreement>(write, permit)?;
        Ok(true)
    }
    /// What it replaced holds again.
    fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
        stored::set_withdrawn::<Agreement>(write, permit, withdrawn_at)?;
        let before = Agreement::get(write.tx(), permit.office(), permit.id())?.and_then(|agreement| agreement.body.replaces);
        refresh(write, permit.office(), before.as_deref())?;
        stored::leave_line::<Agreement>(write, permit)
    }
}

fn date(row: &Row, column: &str) -> Result<Option<When>, Error> {
    opt_when(row.get(column)?)
}

fn text(date: &Option<When>) -> Option<String> {
    date.as_ref().map(|date| date.as_str().to_owned())
}

fn termination(row: &Row) -> Result<Option<Termination>, Error> {
    let Some(date) = date(row, "ended")? else { return Ok(None) };
    Ok(Some(Termination {
        date,
        note_uk: row.get("ended_note_uk")?,
        note_en: row.get("ended_note_en")?,
        source: row.get("ended_source")?,
        locator: row.get("ended_locator")?,
    }))
}

fn party(row: &Row) -> Result<Party, Error> {
    Ok(Party {
        id: row.get("party")?,
        organisation: row.get("organisation")?,
        who_uk: row.get("who_uk")?,
        who_en: row.get("who_en")?,
        stated: row.get("stated")?,
        within: row.get("within")?,
        role: row.word("role", Role::parse)?,
        signatory: row.get("signatory")?,
        copy: date(row, "copy")?,
    })
}

fn signature(row: &Row) -> Result<Signature, Error> {
    Ok(Signature {
        party: row.get("party")?,
        date: date(row, "date")?,
        date_note_uk: row.get("date_note_uk")?,
        date_note_en: row.get("date_note_en")?,
        place: row.get("place")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
        doubt_uk: row.get("doubt_uk")?,
        doubt_en: row.get("doubt_en")?,
    })
}

fn approval(row: &Row) -> Result<Approval, Error> {
    Ok(Approval {
        event: row.word("event", Event::parse)?,
        date: when(row.get("date")?)?,
        number: row.get("number")?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
    })
}

fn prolongation(row: &Row) -> Result<Prolongation, Error> {
    let (until, date) = (when(row.get("until")?)?, date(row, "date")?);
    Ok(Prolongation { until, date, source: row.get("source")?, locator: row.get("locator")? })
}

fn amendment(row: &Row) -> Result<Amendment, Error> {
    Ok(Amendment {
        number: row.get("number")?,
        date: date(row, "date")?,
        what_uk: row.get("what_uk")?,
        what_en: row.get("what_en")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

fn field(row: &Row) -> Result<Field, Error> {
    Ok(Field { uk: row.get("uk")?, en: row.get("en")? })
}

fn chain_of(tx: &mut Tx, office: &str, id: &str) -> Result<String, Error> {
    tx.first(CHAIN_OF, params![office, id])?.map_or_else(|| Ok(id.to_owned()), |row| row.get("chain"))
}

/// Hangs an agreement and all that replace it behind another, or behind none.
fn move_chain(tx: &mut Tx, office: &str, id: &str, behind: Option<&str>) -> Result<(), Error> {
    let known = chain(tx, office, id)?;
    let mut moved: HashSet<String> = HashSet::from([id.to_owned()]);
    // As often as the chain is long, since a successor may stand before the one it replaces.
    while let Some((next, _)) =
        known.iter().find(|(next, before)| !moved.contains(next) && before.as_ref().is_some_and(|before| moved.contains(before)))
    {
        moved.insert(next.clone());
    }
    let chain = match behind {
        Some(before) => chain_of(tx, office, before)?,
        None => id.to_owned(),
    };
    let moved: Vec<String> = moved.into_iter().collect();
    for params in in_lists(params![office, chain], &moved) {
        tx.run(SET_CHAIN, &params)?;
    }
    Ok(())
}

/// Computes anew what depends on those that replace an agreement. Its own state does not change, so no line speaks of it.
fn refresh(write: &mut Write, office: &str, id: Option<&str>) -> Result<(), Error> {
    let Some(id) = id else { return Ok(()) };
    let day: Option<String> = write.tx().first(REPLACED, params![office, id])?.map_or(Ok(None), |row| row.get("day"))?;
    write.tx().run(SET_REPLACED, params![office, id, day.unwrap_or_default()])?;
    match Agreement::get(write.tx(), office, id)? {
        Some(agreement) => put_life(write, office, &agreement),
        None => Ok(()),
    }
}

/// Puts the states and days of an agreement.
fn put_life(write: &mut Write, office: &str, agreement: &Agreement) -> Result<(), Error> {
    let (id, life) = (&agreement.head.id, agreement.life());
    for sql in [CLEAR_STATES, CLEAR_DEADLINES] {
        write.tx().run(sql, params![office, id])?;
    }
    let text = |day: Option<Date>, none: &str| day.map_or_else(|| none.to_owned(), |day| day.to_string());
    let states = life.turns.iter().map(|turn| row![office, id, text(turn.day, ""), turn.state.word()]);
    write.tx().bulk("agreement_state", &["office", "agreement", "day", "state"], states)?;
    let deadlines =
        life.deadlines.iter().enumerate().map(|(n, deadline)| {
            row![office, id, n, deadline.what.word(), deadline.day.to_string(), text(deadline.settled, NEVER)]
        });
    let columns = ["office", "agreement", "position", "what", "day", "settled_day"];
    write.tx().bulk("agreement_deadline", &columns, deadlines).map(drop)
}

fn put_parties(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let lacks_until = |party| match b.signed_on(party) {
        Some(Some(day)) => day.to_string(),
        Some(None) => String::new(),
        None => NEVER.to_owned(),
    };
    let parties = b.parties.iter().map(|party| {
        row![
            party.id,
            &party.organisation,
            &party.who_uk,
            &party.who_en,
            party.stated,
            party.within,
            Role::word(party.role),
            &party.signatory,
            text(&party.copy),
            if party.role.signs() { lacks_until(party) } else { String::new() }
        ]
    });
    let columns = ["party", "organisation", "who_uk", "who_en", "stated", "within", "role", "signatory", "copy", "lacks_until"];
    stored::put_rows::<Agreement>(write, permit, "agreement_party", &columns, parties)
}

fn put_signatures(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let signatures = b.signatures.iter().map(|one| {
        row![
            one.party,
            text(&one.date),
            &one.date_note_uk,
            &one.date_note_en,
            &one.place,
            &one.source,
            &one.locator,
            &one.doubt_uk,
            &one.doubt_en
        ]
    });
    let columns = ["party", "date", "date_note_uk", "date_note_en", "place", "source", "locator", "doubt_uk", "doubt_en"];
    stored::put_rows::<Agreement>(write, permit, "agreement_signature", &columns, signatures)
}
