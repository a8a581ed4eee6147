//! The circle's SQL.

use dotyk_db::{Error, Row, Tx, Usual, Value, in_list, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::model::{Body, Circle, Member, MemberKind, State, StateRow, Stated, Which};
use crate::access::{Head, Kind, Permit, Ref, Subject, Visible};
use crate::figure::Qualifier;
use crate::journal::stored::{self, Listed, Stored};
use crate::journal::{Write, keys};
use crate::office::store::{opt_when, when};
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::deed::{Deed, Span, What};
use crate::web::{Claim, Label, find};
use crate::{organisation, place};

macro_rules! columns {
    () => {
        "SELECT c.id, c.slug, c.name_uk, c.name_en, c.aims_uk, c.aims_en, c.join_uk, c.join_en, c.organisation, c.published_at, c.withdrawn_at,
           c.created_by, c.sort_key, c.version FROM circle c WHERE c.office = $1"
    };
}

/// Whether a list may show the circle `c`: `$2` everything, `$3` account; `$4` and `$5` own none.
macro_rules! visible {
    () => {
        "c.withdrawn_at IS NULL AND (c.published_at IS NOT NULL OR $2 = 1 OR c.created_by = $3 OR (c.id = $4 AND c.id = $5))"
    };
}

/// The filters of the list behind it: `$6` the kind, `$7` the day, `$8` state on it, `$9` a member on it or the organisation
/// that it is, `$10` place or one around it, `$11` a DAC code or its category, `$12` pattern of the search.
macro_rules! filters {
    () => {
        concat!(
            " AND c.kind = $6
              AND (EXISTS (SELECT 1 FROM circle_state s WHERE s.office = c.office AND s.circle = c.id AND s.day <= $7)
                   OR NOT EXISTS (SELECT 1 FROM circle_state s WHERE s.office = c.office AND s.circle = c.id))
              AND ((SELECT s.state FROM circle_state s WHERE s.office = c.office AND s.circle = c.id AND s.day <= $7
                    ORDER BY s.day DESC, s.position DESC LIMIT 1) = $8 OR $8 IS NULL)
              AND (EXISTS (SELECT 1 FROM circle_member m WHERE m.office = c.office AND m.circle = c.id AND m.organisation IN ", organisation::merged!("$9"), "
                       AND m.since_day <= $7 AND (m.until_day = '' OR m.until_day >= $7))
                   OR c.organisation IN ", organisation::merged!("$9"), " OR $9 IS NULL)
              AND (EXISTS (SELECT 1 FROM circle_scope p WHERE p.office = c.office AND p.circle = c.id AND p.aspect = 'place' AND ",
            place::lies_in!("p.value", "$10"),
            ") OR $10 IS NULL)
              AND (EXISTS (SELECT 1 FROM circle_scope s WHERE s.office = c.office AND s.circle = c.id AND s.aspect = 'sector'
                     AND (s.value = $11 OR substr(s.value, 1, 3) = $11)) OR $11 IS NULL)
              AND c.search_key LIKE $12 ESCAPE '!'"
        )
    };
}

statements! {
    usual {
        /// Of clusters.
        CLUSTER = circle c where "kind = 'cluster'": columns!(),
            saves [name_uk, name_en, aims_uk, aims_en, join_uk, join_en, organisation, sort_key, search_key],
            clears [circle_scope, circle_member, circle_stated, circle_state];
        /// Of working groups.
        GROUP = circle c where "kind = 'group'": columns!(),
            saves [name_uk, name_en, aims_uk, aims_en, join_uk, join_en, organisation, sort_key, search_key],
            clears [circle_scope, circle_member, circle_stated, circle_state];
    }
    const BY_IDS = concat!(columns!(), " AND c.withdrawn_at IS NULL AND c.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (c.sort_key > $13 OR (c.sort_key = $13 AND c.id > $14)) ORDER BY c.sort_key, c.id LIMIT $15");
    const COUNT = concat!("SELECT count(*) AS n FROM circle c WHERE c.office = $1 AND ", visible!(), filters!());
    const LABELS = concat!(columns!(), " AND ", visible!(), " AND c.id IN ", in_list!(6));
    /// To which an organisation belongs, which work on a project, or lie in a place; `$6` the record, `$7` the kind of circle.
    const OF = concat!(
        "SELECT c.id FROM circle c WHERE c.office = $1 AND ", visible!(), "
           AND (c.organisation IN ", organisation::merged!("$6"), "
                OR EXISTS (SELECT 1 FROM circle_member m WHERE m.office = c.office AND m.circle = c.id AND m.organisation IN ", organisation::merged!("$6"), ")
                OR EXISTS (SELECT 1 FROM circle_scope s WHERE s.office = c.office AND s.circle = c.id AND s.aspect IN ('place', 'project') AND s.value = $6))
           AND c.kind = $7
         ORDER BY c.sort_key, c.id LIMIT 200");
    const SCOPE = concat!("SELECT circle AS owner, aspect, value FROM circle_scope WHERE office = $1 AND circle IN ", in_list!(), " ORDER BY circle, aspect, position");
    const MEMBERS = concat!(
        "SELECT circle AS owner, member, organisation, person, name, kind, role_uk, role_en, sectors, since, until FROM circle_member
         WHERE office = $1 AND circle IN ", in_list!(), " ORDER BY circle, member");
    const STATED = concat!(
        "SELECT circle AS owner, kind, qualifier, value, as_of, source, locator FROM circle_stated WHERE office = $1 AND circle IN ", in_list!(), "
         ORDER BY circle, position");
    const STATES = concat!(
        "SELECT circle AS owner, state, date, note_uk, note_en, source, locator FROM circle_state WHERE office = $1 AND circle IN ", in_list!(), "
         ORDER BY circle, position");
    const CLAIMS =
        "SELECT s.circle, c.kind, s.state, s.date, s.locator FROM circle_state s JOIN circle c ON c.office = s.office AND c.id = s.circle
         WHERE s.office = $1 AND s.source = $2 ORDER BY s.circle, s.position";
    /// Those of the kind `$11` that were created within `$9` and `$10`; `$6` direction of a project they work on, `$7` a member,
    /// `$8` place.
    const DEEDS = concat!(
        "SELECT c.id, s.date, s.source, s.locator,
           (SELECT p.direction FROM circle_scope x JOIN project p ON p.office = x.office AND p.id = x.value
            WHERE x.office = c.office AND x.circle = c.id AND x.aspect = 'project' ORDER BY x.position LIMIT 1) AS direction
         FROM circle_state s JOIN circle c ON c.office = s.office AND c.id = s.circle
         WHERE s.office = $1 AND s.state = 'created' AND s.day >= $9 AND s.day <= $10 AND c.kind = $11 AND ", visible!(), "
           AND (EXISTS (SELECT 1 FROM circle_scope x JOIN project p ON p.office = x.office AND p.id = x.value
                  WHERE x.office = c.office AND x.circle = c.id AND x.aspect = 'project' AND p.direction = $6) OR $6 IS NULL)
           AND (EXISTS (SELECT 1 FROM circle_member m WHERE m.office = c.office AND m.circle = c.id AND m.organisation IN ", organisation::merged!("$7"), ") OR $7 IS NULL)
           AND (EXISTS (SELECT 1 FROM circle_scope y WHERE y.office = c.office AND y.circle = c.id AND y.aspect = 'place' AND ",
        place::lies_in!("y.value", "$8"), ") OR $8 IS NULL) ORDER BY c.id, s.position");
}

impl<K: Which> Stored for Circle<K> {
    const KIND: Kind = K::KIND;
    const SQL: Usual = if matches!(K::KIND, Kind::Cluster) { CLUSTER } else { GROUP };

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Circle<K>, Error> {
        let body = Body {
            name_uk: row.get("name_uk")?,
            name_en: row.get("name_en")?,
            aims_uk: row.get("aims_uk")?,
            aims_en: row.get("aims_en")?,
            join_uk: row.get("join_uk")?,
            join_en: row.get("join_en")?,
            organisation: row.get("organisation")?,
            ..Body::default()
        };
        Ok(Circle::read(head, row.get("withdrawn_at")?, body))
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Circle<K>]) -> Result<(), Error> {
        stored::each_part(tx, office, all, SCOPE, |one, row| {
            let body = &mut one.body;
            let values = match row.get::<String>("aspect")?.as_str() {
                "place" => &mut body.places,
                "project" => &mut body.projects,
                "sector" => &mut body.sectors,
                _ => &mut body.tags,
            };
            values.push(row.get("value")?);
            Ok(())
        })?;
        stored::parts(tx, office, all, MEMBERS, |one| &mut one.body.members, member)?;
        stored::parts(tx, office, all, STATED, |one| &mut one.body.stated, stated)?;
        stored::parts(tx, office, all, STATES, |one| &mut one.body.states, state)
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.cites = cites(tx, office, &Ref::new(K::KIND, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, _: &mut Tx, _: &str) -> Result<Subject, Error> {
        Ok(self.subject())
    }
    fn born_with(&self, _: &mut Tx, _: &str) -> Result<Vec<(&'static str, Value)>, Error> {
        Ok(vec![("kind", K::KIND.word().into())])
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let texts = [&b.name_uk, &b.name_en, &b.aims_uk, &b.aims_en].into_iter().flatten().chain(&b.tags);
        let names = b.members.iter().filter_map(|member| member.name.as_ref());
        let (sort, search) = keys(&b.name_uk, &b.name_en, texts.chain(names).map(String::as_str));
        row![&b.name_uk, &b.name_en, &b.aims_uk, &b.aims_en, &b.join_uk, &b.join_en, &b.organisation, sort, search]
    }
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        let (office, id, b) = (permit.office(), permit.id(), &self.body);
        let aspects = [("place", &b.places), ("project", &b.projects), ("sector", &b.sectors), ("tag", &b.tags)];
        let scope = aspects.into_iter().flat_map(|(aspect, values)| {
            values.iter().enumerate().map(move |(position, value)| row![office, id, aspect, position, value])
        });
        write.tx().bulk("circle_scope", &["office", "circle", "aspect", "position", "value"], scope)?;
        put_members(write, permit, &b.members)?;
        let stated =
            b.stated.iter().map(|s| row![s.kind.word(), s.qualifier.word(), &s.value, text(&s.as_of), &s.source, &s.locator]);
        let columns = ["kind", "qualifier", "value", "as_of", "source", "locator"];
        stored::put_rows::<Self>(write, permit, "circle_stated", &columns, stated)?;
        let states = b.states.iter().map(|s| {
            let (date, day) = (s.date.as_str(), s.date.first().to_string());
            row![s.state.word(), date, day, &s.note_uk, &s.note_en, &s.source, &s.locator]
        });
        let columns = ["state", "date", "day", "note_uk", "note_en", "source", "locator"];
        stored::put_rows::<Self>(write, permit, "circle_state", &columns, states)?;
        put_cites(write, permit, &b.cites)
    }
}

fn member(row: &Row) -> Result<Member, Error> {
    let sectors: String = row.get("sectors")?;
    Ok(Member {
        id: row.get("member")?,
        organisation: row.get("organisation")?,
        person: row.get("person")?,
        name: row.get("name")?,
        kind: row.word("kind", MemberKind::parse)?,
        role_uk: row.get("role_uk")?,
        role_en: row.get("role_en")?,
        sectors: sectors.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        since: opt_when(row.get("since")?)?,
        until: opt_when(row.get("until")?)?,
    })
}

fn stated(row: &Row) -> Result<Stated, Error> {
    Ok(Stated {
        kind: row.word("kind", MemberKind::parse)?,
        qualifier: row.word("qualifier", Qualifier::parse)?,
        value: row.get("value")?,
        as_of: opt_when(row.get("as_of")?)?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
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
    /// A member on the day.
    pub member: Option<String>,
    /// A place or one around it.
    pub place: Option<String>,
    /// A DAC code, or the category of one.
    pub sector: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, kind: Kind, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        params.extend(row![kind.word(), day.to_string(), self.state.map(State::word)]);
        params.extend(row![&self.member, &self.place, &self.sector, &self.search]);
        params
    }
}

/// How many there are in a list.
///
/// # Errors
/// The database's.
pub fn count<K: Which>(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    stored::count(tx, COUNT, &filter.params(visible, K::KIND, day))
}

/// A page of the list after a sort key and id.
///
/// # Errors
/// The database's.
pub fn page<K: Which>(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed<Circle<K>>>, Error> {
    stored::page(tx, visible, LIST, filter.params(visible, K::KIND, day), after, limit)
}

/// Those to which an organisation belongs or belonged, which work on a project, or lie in a place.
///
/// # Errors
/// The database's.
pub fn beside<K: Which>(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    let mut params = visible.params();
    params.extend(row![&of.id, K::KIND.word()]);
    tx.all(OF, &params)?.iter().map(|row| Ok(Ref::new(K::KIND, row.get::<String>("id")?))).collect()
}

/// Labels of circles that the actor may see and that were there on a day, with their states on it.
///
/// # Errors
/// The database's.
pub fn labels<K: Which>(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found: Vec<Circle<K>> = stored::by_ids(tx, &visible.office, LABELS, &visible.params(), ids)?;
    let labels = found.into_iter().filter(|one| one.body.there_on(day)).map(|one| {
        let b = one.body;
        let mut label = Label::new(b.name_uk.clone(), b.name_en.clone(), format!("{}/{}", K::AT, one.head.slug));
        if let Some(row) = b.on(day) {
            (label.state, label.date) = (row.state.word().to_owned(), Some(row.date.clone()));
        }
        label.places = b.places;
        (one.head.id, label)
    });
    Ok(labels.collect())
}

/// What a source says of circles of a kind: how one stood.
///
/// # Errors
/// The database's.
pub fn claims<K: Which>(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let mut claims = Vec::new();
    for row in tx.all(CLAIMS, params![office, source])? {
        if row.get::<String>("kind")? == K::KIND.word() {
            let record = Ref::new(K::KIND, row.get::<String>("circle")?);
            let (locator, state, date) = (row.get("locator")?, row.get("state")?, opt_when(row.get("date")?)?);
            claims.push(Claim { record, locator, state, date });
        }
    }
    Ok(claims)
}

/// What the index holds of circles on a day. Who comes for a member is not in it.
///
/// # Errors
/// The database's.
pub fn documents<K: Which>(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found: Vec<Circle<K>> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    let mut codes: Vec<String> = found.iter().flat_map(|one| one.body.places.clone()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let documents = found.into_iter().map(|one| {
        let b = &one.body;
        let mut document = find::document(&Ref::new(K::KIND, &one.head.id), &b.name_uk, &b.name_en);
        let texts = [&b.aims_uk, &b.aims_en, &b.join_uk, &b.join_en].into_iter().flatten().chain(&b.tags);
        document.body =
            texts.chain(b.members.iter().filter_map(|member| member.name.as_ref())).cloned().collect::<Vec<_>>().join(" ");
        document.facets.extend(b.on(day).map(|row| ("state".into(), row.state.word().into())));
        let above = b.places.iter().filter_map(|code| around.get(code)).flatten().cloned();
        document.places = b.places.iter().cloned().chain(above).collect();
        document.places.sort();
        document.places.dedup();
        let tokens = vec![format!("account:{}", one.head.created_by)];
        document.visibility = Visibility { public: one.head.published_at.is_some(), tokens };
        document
    });
    Ok(documents.collect())
}

/// What was created within a span. It belongs to the direction of the first project that it works on.
///
/// # Errors
/// The database's.
pub fn deeds<K: Which>(tx: &mut Tx, visible: &Visible, span: &Span) -> Result<Vec<Deed>, Error> {
    let mut params = visible.params();
    params.extend(row![
        &span.direction,
        &span.funder,
        &span.place,
        span.from.to_string(),
        span.until.to_string(),
        K::KIND.word()
    ]);
    let deed = |row: &Row| {
        Ok(Deed {
            record: Ref::new(K::KIND, row.get::<String>("id")?),
            what: What::Done,
            date: opt_when(row.get("date")?)?,
            directions: row.get::<Option<String>>("direction")?.into_iter().collect(),
            source: row.get("source")?,
            locator: row.get("locator")?,
        })
    };
    tx.all(DEEDS, &params)?.iter().map(deed).collect()
}

fn text(date: &Option<When>) -> Option<String> {
    date.as_ref().map(|date| date.as_str().to_owned())
}

fn put_members(write: &mut Write, permit: &Permit, members: &[Member]) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    let first = |date: &Option<When>| date.as_ref().map(|date| date.first().to_string()).unwrap_or_default();
    let last = |date: &Option<When>| date.as_ref().map(|date| date.last().to_string()).unwrap_or_default();
    let rows = members.iter().map(|m| {
        let mut row = row![office, id, m.id, &m.organisation, &m.person, &m.name, m.kind.word(), &m.role_uk, &m.role_en];
        row.extend(row![m.sectors.join(","), text(&m.since), text(&m.until), first(&m.since), last(&m.until)]);
        row
    });
    let columns = [
        "office",
        "circle",
        "member",
        "organisation",
        "person",
        "name",
        "kind",
        "role_uk",
        "role_en",
        "sectors",
        "since",
        "until",
        "since_day",
        "until_day",
    ];
    write.tx().bulk("circle_member", &columns, rows).map(drop)
}
