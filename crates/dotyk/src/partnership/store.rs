//! The partnership's SQL.

use dotyk_db::{Error, Row, Tx, Usual, Value, in_list, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::{Body, Bond, Partnership, Side, State, StateRow, Whose};
use crate::access::{Head, Kind, Permit, Ref, Subject, Visible};
use crate::journal::stored::{self, Listed, Stored};
use crate::journal::{Write, keys};
use crate::office::store::when;
use crate::source::store::{cites, put_cites};
use crate::web::{Claim, Label, Touch, find};
use crate::{organisation, place};

macro_rules! columns {
    () => {
        "SELECT a.id, a.slug, a.title_uk, a.title_en, a.about_uk, a.about_en, a.kind, a.project, a.programme, a.published_at, a.withdrawn_at,
           a.created_by, a.sort_key, a.version
         FROM partnership a WHERE a.office = $1"
    };
}

/// Whether a list may show the partnership `a`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        concat!(
            "a.withdrawn_at IS NULL AND (a.published_at IS NOT NULL OR $2 = 1 OR a.created_by = $3
               OR EXISTS (SELECT 1 FROM partnership_side v WHERE v.office = a.office AND v.partnership = a.id AND (v.organisation = $4 OR ",
            place::lies_in!("v.place", "$5"),
            ")))"
        )
    };
}

/// The filters of the list behind it: `$6` the day, `$7` state on it, `$8` organisation, `$9` place, `$10` pattern of the search.
/// One that had not begun on the day was not there.
macro_rules! filters {
    () => {
        concat!(
            " AND ((SELECT s.state FROM partnership_state s WHERE s.office = a.office AND s.partnership = a.id AND s.day <= $6 ORDER BY s.position DESC LIMIT 1) = $7
                   OR CAST($7 AS TEXT) IS NULL)
              AND (EXISTS (SELECT 1 FROM partnership_state s WHERE s.office = a.office AND s.partnership = a.id AND s.day <= $6)
                   OR NOT EXISTS (SELECT 1 FROM partnership_state s WHERE s.office = a.office AND s.partnership = a.id))
              AND (EXISTS (SELECT 1 FROM partnership_side f WHERE f.office = a.office AND f.partnership = a.id AND f.organisation IN ", organisation::merged!("$8"), ") OR CAST($8 AS TEXT) IS NULL)
              AND (EXISTS (SELECT 1 FROM partnership_side f LEFT JOIN organisation o ON o.office = f.office AND o.id = f.organisation
                           WHERE f.office = a.office AND f.partnership = a.id AND (", place::lies_in!("f.place", "$9"), " OR o.place = $9))
                   OR CAST($9 AS TEXT) IS NULL)
              AND a.search_key LIKE $10 ESCAPE '!'"
        )
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT a.id) AS n, max(s.day || s.date) AS latest FROM partnership_side p
               JOIN organisation o ON o.office = p.office AND o.id = p.organisation
               JOIN partnership a ON a.office = p.office AND a.id = p.partnership AND a.withdrawn_at IS NULL
               LEFT JOIN partnership_state s ON s.office = a.office AND s.partnership = a.id AND s.day <= $2
             WHERE p.office = $1",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    usual {
        /// The usual ones.
        PARTNERSHIP = partnership a: columns!(),
            saves [title_uk, title_en, about_uk, about_en, kind, project, programme, sort_key, search_key],
            clears [partnership_side, partnership_state];
    }
    const BY_IDS = concat!(columns!(), " AND a.withdrawn_at IS NULL AND a.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (a.sort_key > $11 OR (a.sort_key = $11 AND a.id > $12)) ORDER BY a.sort_key, a.id LIMIT $13");
    const COUNT = concat!("SELECT count(*) AS n FROM partnership a WHERE a.office = $1 AND ", visible!(), filters!());
    /// How many ties there are with each place abroad: of the side, or of who stands for it and may be seen.
    const ABROAD = concat!(
        "SELECT coalesce(t.place, o.place) AS code, count(DISTINCT a.id) AS n FROM partnership a
           JOIN partnership_side t ON t.office = a.office AND t.partnership = a.id AND t.side = 'theirs'
           LEFT JOIN organisation o ON o.office = t.office AND o.id = t.organisation AND (o.published_at IS NOT NULL OR $2 = 1)
         WHERE a.office = $1 AND ", visible!(), filters!(), " AND coalesce(t.place, o.place) IS NOT NULL
         GROUP BY coalesce(t.place, o.place) ORDER BY n DESC, code LIMIT 500");
    const LABELS = concat!(columns!(), " AND ", visible!(), " AND a.id IN ", in_list!(6));
    /// Of a project, a programme, or an organisation that is one of the sides.
    const OF = concat!(
        "SELECT a.id FROM partnership a WHERE a.office = $1 AND ", visible!(), "
           AND (a.project = $6 OR a.programme = $6
                OR EXISTS (SELECT 1 FROM partnership_side f WHERE f.office = a.office AND f.partnership = a.id AND f.organisation IN ", organisation::merged!("$6"), "))
         ORDER BY a.sort_key, a.id LIMIT 200");
    const SIDES = concat!(
        "SELECT partnership AS owner, side, place, organisation FROM partnership_side WHERE office = $1 AND partnership IN ", in_list!(), " ORDER BY partnership, position");
    const STATES = concat!(
        "SELECT partnership AS owner, state, date, note_uk, note_en, source, locator FROM partnership_state WHERE office = $1 AND partnership IN ",
        in_list!(), " ORDER BY partnership, position");
    /// What a source says of states.
    const CLAIMS = "SELECT partnership, state, date, locator FROM partnership_state WHERE office = $1 AND source = $2 ORDER BY partnership, position";
    /// Of every organisation: `$2` the day.
    const TOUCHED = touched!("");
    /// Of one: `$3`.
    const TOUCHED_ONE = touched!(concat!(" AND p.organisation IN ", organisation::merged!("$3")));
}

impl Stored for Partnership {
    const KIND: Kind = Kind::Partnership;
    const SQL: Usual = PARTNERSHIP;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Partnership, Error> {
        let body = Body {
            title_uk: row.get("title_uk")?,
            title_en: row.get("title_en")?,
            about_uk: row.get("about_uk")?,
            about_en: row.get("about_en")?,
            kind: row.word("kind", Bond::parse)?,
            project: row.get("project")?,
            programme: row.get("programme")?,
            ..Body::default()
        };
        Ok(Partnership { head, withdrawn_at: row.get("withdrawn_at")?, body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Partnership]) -> Result<(), Error> {
        stored::parts(tx, office, all, SIDES, |one| &mut one.body.sides, side)?;
        stored::parts(tx, office, all, STATES, |one| &mut one.body.states, state)
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.cites = cites(tx, office, &Ref::new(Kind::Partnership, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        Ok(self.subject(place::store::owners(tx, office, &self.body.places())?))
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let parts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en];
        let (sort, search) = keys(&b.title_uk, &b.title_en, parts.into_iter().flatten().map(String::as_str));
        row![&b.title_uk, &b.title_en, &b.about_uk, &b.about_en, b.kind.word(), &b.project, &b.programme, sort, search]
    }
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        let sides = self.body.sides.iter().map(|side| row![side.side.word(), &side.place, &side.organisation]);
        stored::put_rows::<Self>(write, permit, "partnership_side", &["side", "place", "organisation"], sides)?;
        let states = self.body.states.iter().map(|one| {
            let (date, day) = (one.date.as_str(), one.date.first().to_string());
            row![one.state.word(), date, day, &one.note_uk, &one.note_en, &one.source, &one.locator]
        });
        let columns = ["state", "date", "day", "note_uk", "note_en", "source", "locator"];
        stored::put_rows::<Self>(write, permit, "partnership_state", &columns, states)?;
        put_cites(write, permit, &self.body.cites)
    }
}

fn side(row: &Row) -> Result<Side, Error> {
    let (place, organisation) = (row.get("place")?, row.get("organisation")?);
    Ok(Side { side: row.word("side", Whose::parse)?, place, organisation })
}

fn state(row: &Row) -> Result<StateRow, Error> {
    Ok(StateRow {
        state: row.word("state", State::parse)?,
        date: when(row.get("date")?)?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

/// What a list is filtered by.
#[derive(Debug, Default)]
pub struct Filter {
    /// A state on the day.
    pub state: Option<State>,
    /// An organisation that is one of the sides.
    pub organisation: Option<String>,
    /// A place of a side or one around it.
    pub place: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        params.extend(row![day.to_string(), self.state.map(State::word), &self.organisation, &self.place, &self.search]);
        params
    }
}

/// How many a filter finds.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    stored::count(tx, COUNT, &filter.params(visible, day))
}

/// A page of the list after a sort key and id.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed<Partnership>>, Error> {
    stored::page(tx, visible, LIST, filter.params(visible, day), after, limit)
}

/// With which places abroad there are ties, and how many with each; the most first.
///
/// # Errors
/// The database's.
pub fn abroad(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<Vec<(String, i64)>, Error> {
    tx.all(ABROAD, &filter.params(visible, day))?.iter().map(|row| Ok((row.get("code")?, row.get("n")?))).collect()
}

/// The partnerships of a project, of a programme or of an organisation.
///
/// # Errors
/// The database's.
pub fn tied(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    stored::around::<Partnership>(tx, visible, OF, &of.id)
}

/// Labels of partnerships that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found: Vec<Partnership> = stored::by_ids(tx, &visible.office, LABELS, &visible.params(), ids)?;
    let labels = found.into_iter().map(|one| {
        let b = one.body;
        let mut label = Label::new(b.title_uk.clone(), b.title_en.clone(), format!("/partnerships/{}", one.head.slug));
        if let Some(row) = b.on(day) {
            row.state.word().clone_into(&mut label.state);
            label.date = Some(row.date.clone());
        }
        label.places = b.places();
        (one.head.id, label)
    });
    Ok(labels.collect())
}

/// What a source says of the states of partnerships.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let claim = |row: &Row| {
        Ok(Claim {
            record: Ref::new(Kind::Partnership, row.get::<String>("partnership")?),
            locator: row.get("locator")?,
            state: row.get("state")?,
            date: Some(when(row.get("date")?)?),
        })
    };
    tx.all(CLAIMS, params![office, source])?.iter().map(claim).collect()
}

/// What the index holds of partnerships on a day.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found: Vec<Partnership> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    let mut codes: Vec<String> = found.iter().flat_map(|one| one.body.places()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let documents = found.into_iter().map(|one| {
        let b = &one.body;
        let mut document = find::document(&Ref::new(Kind::Partnership, &one.head.id), &b.title_uk, &b.title_en);
        document.body = [&b.about_uk, &b.about_en].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.extend(b.on(day).map(|row| ("state".into(), row.state.word().into())));
        let mine = b.places();
        let above: Vec<String> = mine.iter().filter_map(|code| around.get(code)).flatten().cloned().collect();
        document.places = mine.into_iter().chain(above).collect();
        let organisations = b.sides.iter().filter_map(|side| Some(format!("org:{}", side.organisation.as_ref()?)));
        let tokens = [format!("account:{}", one.head.created_by)].into_iter().chain(organisations);
        document.visibility = Visibility {
            public: one.head.published_at.is_some(),
            tokens: tokens.chain(document.places.iter().map(|code| format!("place:{code}"))).collect(),
        };
        document
    });
    Ok(documents.collect())
}

/// The partnerships of organisations, or of one, and the day of their last state.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Partnership, (TOUCHED, TOUCHED_ONE), office, day, of)
}
