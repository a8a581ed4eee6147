//! The circle's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, Value, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::model::{Body, Circle, Member, MemberKind, State, StateRow, Stated, Which};
use crate::access::{Action, Actor, Denied, Head, Kind, Permit, Ref, Subject, Visible};
use crate::figure::Qualifier;
use crate::journal::{Write, free_slug as free, keys};
use crate::office::store::{opt_when, when};
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::deed::{Deed, Span, What};
use crate::web::{Claim, Label, find};

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
              AND (EXISTS (SELECT 1 FROM circle_member m JOIN organisation o ON o.office = m.office AND o.id = m.organisation
                     WHERE m.office = c.office AND m.circle = c.id AND (o.id = $9 OR o.merged_into = $9)
                       AND m.since_day <= $7 AND (m.until_day = '' OR m.until_day >= $7))
                   OR c.organisation = $9 OR $9 IS NULL)
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
    const BY_SLUG = concat!(columns!(), " AND c.slug = $2 AND c.kind = $3");
    const BY_ID = concat!(columns!(), " AND c.id = $2 AND c.kind = $3");
    const BY_IDS = concat!(columns!(), " AND c.withdrawn_at IS NULL AND c.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (c.sort_key > $13 OR (c.sort_key = $13 AND c.id > $14)) ORDER BY c.sort_key, c.id LIMIT $15");
    const COUNT = concat!("SELECT count(*) AS n FROM circle c WHERE c.office = $1 AND ", visible!(), filters!());
    const LABELS = concat!(columns!(), " AND ", visible!(), " AND c.id IN ", in_list!(6));
    /// To which an organisation belongs, which work on a project, or lie in a place; `$6` the record, `$7` the kind of circle.
    const OF = concat!(
        "SELECT c.id FROM circle c WHERE c.office = $1 AND ", visible!(), "
           AND (c.organisation = $6
                OR EXISTS (SELECT 1 FROM circle_member m JOIN organisation o ON o.office = m.office AND o.id = m.organisation
                     WHERE m.office = c.office AND m.circle = c.id AND (o.id = $6 OR o.merged_into = $6))
                OR EXISTS (SELECT 1 FROM circle_scope s WHERE s.office = c.office AND s.circle = c.id AND s.aspect IN ('place', 'project') AND s.value = $6))
           AND c.kind = $7
         ORDER BY c.sort_key, c.id LIMIT 200");
    const SCOPE = concat!("SELECT circle, aspect, value FROM circle_scope WHERE office = $1 AND circle IN ", in_list!(), " ORDER BY circle, aspect, position");
    const MEMBERS = concat!(
        "SELECT circle, member, organisation, person, name, kind, role_uk, role_en, sectors, since, until FROM circle_member
         WHERE office = $1 AND circle IN ", in_list!(), " ORDER BY circle, member");
    const STATED = concat!(
        "SELECT circle, kind, qualifier, value, as_of, source, locator FROM circle_stated WHERE office = $1 AND circle IN ", in_list!(), "
         ORDER BY circle, position");
    const STATES = concat!(
        "SELECT circle, state, date, note_uk, note_en, source, locator FROM circle_state WHERE office = $1 AND circle IN ", in_list!(), "
         ORDER BY circle, position");
    const CLAIMS =
        "SELECT s.circle, c.kind, s.state, s.date, s.locator FROM circle_state s JOIN circle c ON c.office = s.office AND c.id = s.circle
         WHERE s.office = $1 AND s.source = $2 ORDER BY s.circle, s.position";
    const CLUSTER_IDS = "SELECT id FROM circle WHERE office = $1 AND kind = 'cluster' ORDER BY id";
    const GROUP_IDS = "SELECT id FROM circle WHERE office = $1 AND kind = 'group' ORDER BY id";
    const RESOLVE = concat!("SELECT id, slug, kind FROM circle WHERE office = $1 AND slug IN ", in_list!());
    const CLUSTER_SLUG_TAKEN = "SELECT 1 AS taken FROM circle WHERE office = $1 AND kind = 'cluster' AND slug = $2";
    const GROUP_SLUG_TAKEN = "SELECT 1 AS taken FROM circle WHERE office = $1 AND kind = 'group' AND slug = $2";
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
           AND (EXISTS (SELECT 1 FROM circle_member m JOIN organisation o ON o.office = m.office AND o.id = m.organisation
                  WHERE m.office = c.office AND m.circle = c.id AND (o.id = $7 OR o.merged_into = $7)) OR $7 IS NULL)
           AND (EXISTS (SELECT 1 FROM circle_scope y WHERE y.office = c.office AND y.circle = c.id AND y.aspect = 'place' AND ",
        place::lies_in!("y.value", "$8"), ") OR $8 IS NULL) ORDER BY c.id, s.position");
    const SAVE =
        "UPDATE circle SET name_uk = $3, name_en = $4, aims_uk = $5, aims_en = $6, join_uk = $7, join_en = $8, organisation = $9, sort_key = $10,
           search_key = $11, version = version + 1 WHERE office = $1 AND id = $2 AND version = $12";
    /// What was taken back is shown to nobody, however it is found.
    const PUBLISH = "UPDATE circle SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL";
    const WITHDRAW = "UPDATE circle SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2";
    const CLEAR_SCOPE = "DELETE FROM circle_scope WHERE office = $1 AND circle = $2";
    const CLEAR_MEMBERS = "DELETE FROM circle_member WHERE office = $1 AND circle = $2";
    const CLEAR_STATED = "DELETE FROM circle_stated WHERE office = $1 AND circle = $2";
    const CLEAR_STATES = "DELETE FROM circle_state WHERE office = $1 AND circle = $2";
}

/// The ids of all clusters.
pub const ALL_CLUSTERS: Sql = CLUSTER_IDS;
/// The ids of all working groups.
pub const ALL_GROUPS: Sql = GROUP_IDS;

fn word<T>(row: &Row, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Error::Other(format!("«{text}» in {column} of a circle")))
}

/// A circle without what hangs on it.
fn read<K: Which>(row: &Row) -> Result<Circle<K>, Error> {
    let head = Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: row.get("published_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    };
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

fn member(row: &Row) -> Result<Member, Error> {
    let sectors: String = row.get("sectors")?;
    Ok(Member {
        id: row.get("member")?,
        organisation: row.get("organisation")?,
        person: row.get("person")?,
        name: row.get("name")?,
        kind: word(row, "kind", MemberKind::parse)?,
        role_uk: row.get("role_uk")?,
        role_en: row.get("role_en")?,
        sectors: sectors.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        since: opt_when(row.get("since")?)?,
        until: opt_when(row.get("until")?)?,
    })
}

fn stated(row: &Row) -> Result<Stated, Error> {
    Ok(Stated {
        kind: word(row, "kind", MemberKind::parse)?,
        qualifier: word(row, "qualifier", Qualifier::parse)?,
        value: row.get("value")?,
        as_of: opt_when(row.get("as_of")?)?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

fn state(row: &Row) -> Result<StateRow, Error> {
    Ok(StateRow {
        state: word(row, "state", State::parse)?,
        date: when(row.get("date")?)?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

/// Circles as rows say, with what hangs on them: four questions for fifty.
fn with_parts<K: Which>(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Circle<K>>, Error> {
    let mut found: Vec<Circle<K>> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let ids: Vec<String> = found.iter().map(|one| one.head.id.clone()).collect();
    let mut bodies: HashMap<String, &mut Body> = found.iter_mut().map(|one| (one.head.id.clone(), &mut one.body)).collect();
    for params in in_lists(params![office], &ids) {
        let mut put = |sql: Sql, add: &dyn Fn(&Row, &mut Body) -> Result<(), Error>| -> Result<(), Error> {
            for row in tx.all(sql, &params)? {
                let Some(body) = bodies.get_mut(&row.get::<String>("circle")?) else { continue };
                add(&row, body)?;
            }
            Ok(())
        };
        put(SCOPE, &|row, body| {
            let values = match row.get::<String>("aspect")?.as_str() {
                "place" => &mut body.places,
                "project" => &mut body.projects,
                "sector" => &mut body.sectors,
                _ => &mut body.tags,
            };
            values.push(row.get("value")?);
            Ok(())
        })?;
        put(MEMBERS, &|row, body| {
            body.members.push(member(row)?);
            Ok(())
        })?;
        put(STATED, &|row, body| {
            body.stated.push(stated(row)?);
            Ok(())
        })?;
        put(STATES, &|row, body| {
            body.states.push(state(row)?);
            Ok(())
        })?;
    }
    Ok(found)
}

fn whole<K: Which>(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Circle<K>>, Error> {
    let rows = tx.all(sql, params![office, key, K::KIND.word()])?;
    let Some(mut one) = with_parts::<K>(tx, office, &rows)?.pop() else { return Ok(None) };
    one.body.cites = cites(tx, office, &Ref::new(K::KIND, &one.head.id))?;
    Ok(Some(one))
}

/// A circle by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take<K: Which>(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Circle<K>, Permit), Denied> {
    let one = whole::<K>(tx, &actor.office, BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &one.subject())?;
    Ok((one, permit))
}

/// A circle as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get<K: Which>(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Circle<K>>, Error> {
    whole(tx, office, BY_ID, id)
}

/// What the policy must know of a circle.
///
/// # Errors
/// The database's.
pub fn subject_of<K: Which>(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let row = tx.first(BY_ID, params![office, id, K::KIND.word()])?;
    Ok(row.as_ref().map(read::<K>).transpose()?.map(|one| one.subject()))
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

/// A row of a list: the circle without what it rests on, and where the list goes on.
#[derive(Debug)]
pub struct Listed<K> {
    /// The circle.
    pub circle: Circle<K>,
    /// The key of order.
    pub sort_key: String,
}

/// How many there are in a list.
///
/// # Errors
/// The database's.
pub fn count<K: Which>(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    tx.first(COUNT, &filter.params(visible, K::KIND, day))?.map_or(Ok(0), |row| row.get("n"))
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
) -> Result<Vec<Listed<K>>, Error> {
    let mut params = filter.params(visible, K::KIND, day);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(LIST, &params)?;
    let found = with_parts(tx, &visible.office, &rows)?;
    found.into_iter().zip(&rows).map(|(circle, row)| Ok(Listed { circle, sort_key: row.get("sort_key")? })).collect()
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
    let mut rows = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        rows.extend(tx.all(LABELS, &params)?);
    }
    let found = with_parts::<K>(tx, &visible.office, &rows)?.into_iter().filter(|one| one.body.there_on(day));
    let labels = found.map(|one| {
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

/// From slugs to ids.
///
/// # Errors
/// The database's.
pub fn resolve<K: Which>(tx: &mut Tx, office: &str, slugs: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], slugs) {
        for row in tx.all(RESOLVE, &params)? {
            if row.get::<String>("kind")? == K::KIND.word() {
                found.insert(row.get("slug")?, row.get("id")?);
            }
        }
    }
    Ok(found)
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
    let mut rows = Vec::with_capacity(ids.len());
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(BY_IDS, &params)?);
    }
    let found = with_parts::<K>(tx, office, &rows)?;
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

/// A slug like this that is free.
///
/// # Errors
/// The database's.
pub fn free_slug<K: Which>(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    free(tx, if K::KIND == Kind::Cluster { CLUSTER_SLUG_TAKEN } else { GROUP_SLUG_TAKEN }, office, wanted)
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

/// What people enter, and the keys computed of it, in the order of [`COLUMNS`].
fn values(b: &Body) -> Vec<Value> {
    let texts = [&b.name_uk, &b.name_en, &b.aims_uk, &b.aims_en].into_iter().flatten().chain(&b.tags);
    let names = b.members.iter().filter_map(|member| member.name.as_ref());
    let (sort, search) = keys(&b.name_uk, &b.name_en, texts.chain(names).map(String::as_str));
    row![&b.name_uk, &b.name_en, &b.aims_uk, &b.aims_en, &b.join_uk, &b.join_en, &b.organisation, sort, search]
}

const COLUMNS: [&str; 9] =
    ["name_uk", "name_en", "aims_uk", "aims_en", "join_uk", "join_en", "organisation", "sort_key", "search_key"];

/// Adds a circle.
///
/// # Errors
/// The database's.
pub fn add<K: Which>(write: &mut Write, permit: &Permit, circle: &Circle<K>) -> Result<(), Error> {
    permit.holds_for(K::KIND, &circle.head.id);
    let head = &circle.head;
    let mut row = row![permit.office(), &head.id, K::KIND.word(), &head.slug, &head.published_at, &circle.withdrawn_at];
    row.extend(row![write.stamp(), &head.created_by, 1]);
    row.extend(values(&circle.body));
    let own = ["office", "id", "kind", "slug", "published_at", "withdrawn_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = own.into_iter().chain(COLUMNS).collect();
    write.tx().bulk("circle", &columns, [row])?;
    put_parts(write, permit, &circle.body)?;
    journal::<K>(write, permit)
}

/// Saves an edit made from the version that `circle` carries; `false` when that is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save<K: Which>(write: &mut Write, permit: &Permit, circle: &Circle<K>) -> Result<bool, Error> {
    permit.holds_for(K::KIND, &circle.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(values(&circle.body));
    params.extend(row![circle.head.version]);
    if write.tx().run(SAVE, &params)? == 0 {
        return Ok(false);
    }
    for clear in [CLEAR_SCOPE, CLEAR_MEMBERS, CLEAR_STATED, CLEAR_STATES] {
        write.tx().run(clear, params![permit.office(), permit.id()])?;
    }
    put_parts(write, permit, &circle.body)?;
    journal::<K>(write, permit)?;
    Ok(true)
}

/// Shows a circle to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish<K: Which>(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    if write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal::<K>(write, permit)
}

/// Takes a circle back: it stays, and is in no list; or brings it back as a draft.
///
/// # Errors
/// The database's.
pub fn withdraw<K: Which>(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    write.tx().run(WITHDRAW, params![permit.office(), permit.id(), withdrawn_at])?;
    journal::<K>(write, permit)
}

fn journal<K: Which>(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get::<K>(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Writes what hangs on a circle that has nothing.
fn put_parts(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    let aspects = [("place", &b.places), ("project", &b.projects), ("sector", &b.sectors), ("tag", &b.tags)];
    let scope = aspects.into_iter().flat_map(|(aspect, values)| {
        values.iter().enumerate().map(move |(position, value)| row![office, id, aspect, position, value])
    });
    write.tx().bulk("circle_scope", &["office", "circle", "aspect", "position", "value"], scope)?;
    put_members(write, permit, &b.members)?;
    let stated = b.stated.iter().enumerate().map(|(position, s)| {
        let mut row = row![office, id, position, s.kind.word(), s.qualifier.word(), &s.value];
        row.extend(row![text(&s.as_of), &s.source, &s.locator]);
        row
    });
    let columns = ["office", "circle", "position", "kind", "qualifier", "value", "as_of", "source", "locator"];
    write.tx().bulk("circle_stated", &columns, stated)?;
    let states = b.states.iter().enumerate().map(|(position, s)| {
        let mut row = row![office, id, position, s.state.word(), s.date.as_str(), s.date.first().to_string()];
        row.extend(row![&s.note_uk, &s.note_en, &s.source, &s.locator]);
        row
    });
    let columns = ["office", "circle", "position", "state", "date", "day", "note_uk", "note_en", "source", "locator"];
    write.tx().bulk("circle_state", &columns, states)?;
    put_cites(write, permit, &b.cites)
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
