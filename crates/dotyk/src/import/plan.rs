//! From what a row says to what its record is to be. Pure: what a row does not say stays as it is.

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::Value;

use super::model::{Fault, Said};
use crate::access::Ref;
use crate::asset::{self, Intent, act_number};
use crate::figure::{self, Maturity, Qualifier};
use crate::organisation::{self, Alias, OrganisationKind};
use crate::place::{self, Category, Level, Name, fits, is_code, is_koatuu, pcode};
use crate::project::{self, Change, Party, Project, Role, Stage, StageRow};
use crate::source::Cite;
use crate::step;
use crate::text::When;

/// A row as it was read.
#[derive(Debug, Default)]
pub struct Row {
    /// Where it stands: `sheet!row`.
    pub at: String,
    /// The day of the check: since when what is new and undated holds.
    pub today: Option<Date>,
    /// What its cells say, by column.
    pub said: HashMap<&'static str, Said>,
    /// The records that its names mean.
    pub refs: HashMap<&'static str, Vec<Ref>>,
    /// What is wrong so far.
    pub faults: Vec<Fault>,
    /// What was understood.
    pub notes: Vec<(String, String, String)>,
    /// Further rows of the same need, each with its number in the sheet.
    pub more: Vec<(u32, Row)>,
    /// In which columns a further row speaks of the need otherwise than the first.
    pub torn: Vec<&'static str>,
}

impl Row {
    /// A text that stands in a column.
    pub fn text(&self, column: &str) -> Option<String> {
        match self.said.get(column)? {
            Said::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The record that a column names.
    pub fn one(&self, column: &str) -> Option<Ref> {
        self.refs.get(column)?.first().cloned()
    }

    /// Yes or no.
    pub fn yes(&self, column: &str) -> Option<bool> {
        match self.said.get(column)? {
            Said::Yes(yes) => Some(*yes),
            _ => None,
        }
    }

    /// A date.
    fn when(&self, column: &str) -> Option<When> {
        match self.said.get(column)? {
            Said::When(when) => Some(when.clone()),
            _ => None,
        }
    }

    pub(super) fn put(&self, column: &str, field: &mut Option<String>) {
        match self.said.get(column) {
            Some(Said::Nothing) => *field = None,
            Some(Said::Text(text)) => *field = Some(text.clone()),
            _ => {}
        }
    }

    pub(super) fn put_when(&self, column: &str, field: &mut Option<When>) {
        match self.said.get(column) {
            Some(Said::Nothing) => *field = None,
            Some(Said::When(when)) => *field = Some(when.clone()),
            _ => {}
        }
    }

    pub(super) fn put_whole(&self, column: &str, field: &mut Option<i64>) {
        match self.said.get(column) {
            Some(Said::Nothing) => *field = None,
            Some(Said::Whole(number)) => *field = Some(*number),
            _ => {}
        }
    }

    pub(super) fn put_ref(&self, column: &str, field: &mut Option<String>) {
        match self.said.get(column) {
            Some(Said::Nothing) => *field = None,
            Some(Said::Names(_)) => *field = self.one(column).map(|one| one.id).or_else(|| field.clone()),
            _ => {}
        }
    }

    /// A source is added to what the record rests on; nothing that it rests on goes.
    pub(super) fn cite(&self, cites: &mut Vec<Cite>) {
        if let Some(source) = self.one("source")
            && !cites.iter().any(|cite| cite.source == source.id)
        {
            cites.push(Cite { source: source.id, locator: None, doubt_uk: None, doubt_en: None });
        }
    }
}

const ROLES: [(&str, Role); 5] = [
    ("funders", Role::Funder),
    ("implementers", Role::Implementer),
    ("beneficiaries", Role::Beneficiary),
    ("recipients", Role::Recipient),
    ("partners", Role::Partner),
];

/// A project.
pub fn project(before: &Project, row: &Row) -> (project::Body, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut body = before.body.clone();
    row.put("title_uk", &mut body.title_uk);
    row.put("title_en", &mut body.title_en);
    row.put("about_uk", &mut body.about_uk);
    row.put("about_en", &mut body.about_en);
    if let Some(direction) = row.text("direction") {
        body.direction = direction;
    }
    let others = match row.said.get("other_directions") {
        Some(Said::Nothing) => Vec::new(),
        Some(Said::List(slugs)) => slugs.clone(),
        _ => std::mem::take(&mut body.other_directions),
    };
    body.also_in(others);
    match row.said.get("places") {
        Some(Said::Nothing) => body.places.clear(),
        Some(Said::Names(_)) => {
            body.places.clear();
            for place in row.refs.get("places").into_iter().flatten().map(|place| place.id.clone()) {
                if !body.places.contains(&place) {
                    body.places.push(place);
                }
            }
        }
        _ => {}
    }
    for (column, role) in ROLES {
        let Some(said) = row.said.get(column) else { continue };
        let named = row.refs.get(column).into_iter().flatten().map(|one| one.id.clone());
        let wanted: Vec<String> = if *said == Said::Nothing { Vec::new() } else { named.collect() };
        let now: Vec<&String> = body.parties.iter().filter(|party| party.role == role).map(|party| &party.organisation).collect();
        if now.len() == wanted.len() && wanted.iter().all(|one| now.contains(&one)) {
            continue;
        }
        body.parties.retain(|party| party.role != role);
        for organisation in wanted {
            let party = Party { organisation, role };
            if !body.parties.contains(&party) {
                body.parties.push(party);
            }
        }
    }
    match row.said.get("sectors") {
        Some(Said::Nothing) => body.sectors.clear(),
        Some(Said::Sectors(sectors)) => body.sectors.clone_from(sectors),
        _ => {}
    }
    match row.said.get("goals") {
        Some(Said::Nothing) => body.goals.clear(),
        Some(Said::Goals(goals)) => {
            body.goals.clone_from(goals);
            body.goals.sort_unstable();
            body.goals.dedup();
        }
        _ => {}
    }
    row.cite(&mut body.cites);
    if let Some(stage) = row.text("stage").as_deref().and_then(Stage::parse) {
        let date = row.when("stage_date");
        // Without a date the row says what the project is, and that may be known already.
        let last = body.stages.last();
        let known = match &date {
            None => last.is_some_and(|last| last.stage == stage),
            Some(_) => body.stages.iter().any(|old| old.stage == stage && old.date == date),
        };
        if !known {
            let source = row.one("stage_source").map(|source| source.id);
            // Without a date it would stand before all that is dated, and be no present stage.
            let date = date.or_else(|| row.today.filter(|_| !body.stages.is_empty()).map(When::day));
            let moved =
                Project { body: body.clone(), ..before.clone() }.move_to(StageRow { source, ..StageRow::new(stage, date) });
            match moved {
                Ok(Change(moved)) => body = moved,
                Err(project::Refusal(key, what)) => faults.push(("stage".to_owned(), key, what)),
            }
        }
    } else if row.when("stage_date").is_some() && !row.faults.iter().any(|(column, ..)| column == "stage") {
        faults.push(("stage".to_owned(), "import-date-without-stage", String::new()));
    }
    (body, faults)
}

/// An organisation.
pub fn organisation(before: &organisation::Body, row: &Row) -> (organisation::Body, Vec<Fault>) {
    let mut body = before.clone();
    if let Some(kind) = row.text("kind").as_deref().and_then(OrganisationKind::parse) {
        body.kind = kind;
    }
    for (column, field) in [
        ("name_uk", &mut body.name_uk),
        ("name_en", &mut body.name_en),
        ("short_uk", &mut body.short_uk),
        ("short_en", &mut body.short_en),
        ("edrpou", &mut body.edrpou),
        ("org_id", &mut body.org_id),
        ("country", &mut body.country),
        ("website", &mut body.website),
        ("about_uk", &mut body.about_uk),
        ("about_en", &mut body.about_en),
    ] {
        row.put(column, field);
    }
    body.country = body.country.map(|country| country.to_uppercase());
    body.edrpou = body.edrpou.map(whole_code);
    row.put_ref("parent", &mut body.parent);
    row.put_ref("place", &mut body.place);
    match row.said.get("aliases") {
        Some(Said::Nothing) => body.aliases.clear(),
        Some(Said::List(names)) => {
            let kept = |name: &String| before.aliases.iter().find(|old| old.name == *name).cloned();
            let alias = |name: &String| kept(name).unwrap_or_else(|| Alias { name: name.clone(), ..Alias::default() });
            body.aliases = names.iter().map(alias).collect();
        }
        _ => {}
    }
    row.cite(&mut body.cites);
    (body, Vec::new())
}

/// A code of the state register with the zeros in front that a program of tables has eaten.
pub fn whole_code(code: String) -> String {
    let digits = (6..8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    if digits { format!("{code:0>8}") } else { code }
}

/// A figure.
pub fn figure(before: &figure::Body, row: &Row) -> (figure::Body, Vec<Fault>) {
    let mut body = before.clone();
    if let Some(measure) = row.text("measure") {
        body.measure = measure;
    }
    match row.said.get("value") {
        Some(Said::Amount(value, meant, money)) => {
            body.value = Some(value.clone());
            if body.qualifier == Qualifier::Unknown {
                body.qualifier = Qualifier::Exact;
            }
            body.qualifier = meant.unwrap_or(body.qualifier);
            body.currency = money.clone().or(body.currency);
        }
        Some(Said::Unknown) => (body.value, body.qualifier) = (None, Qualifier::Unknown),
        _ => {}
    }
    if let Some(qualifier) = row.text("qualifier").as_deref().and_then(Qualifier::parse) {
        body.qualifier = qualifier;
    }
    if let Some(maturity) = row.text("maturity").as_deref().and_then(Maturity::parse) {
        body.maturity = Some(maturity);
    }
    row.put_when("as_of", &mut body.as_of);
    row.put_ref("place", &mut body.place);
    row.put_ref("source", &mut body.source);
    for (column, field) in [
        ("currency", &mut body.currency),
        ("per", &mut body.per),
        ("locator", &mut body.locator),
        ("note_uk", &mut body.note_uk),
        ("note_en", &mut body.note_en),
        ("doubt_uk", &mut body.doubt_uk),
        ("doubt_en", &mut body.doubt_en),
    ] {
        row.put(column, field);
    }
    let mut faults = Vec::new();
    // «понад 130» with *exact* beside it: one of them is wrong.
    if let (Some(Said::Amount(_, Some(meant), _)), Some(column)) = (row.said.get("value"), row.text("qualifier"))
        && meant.word() != column
    {
        faults.push(("qualifier".to_owned(), "import-qualifiers-differ", column));
    }
    if let (Some(Said::Amount(_, _, Some(money))), Some(column)) = (row.said.get("value"), row.text("currency"))
        && *money != column
    {
        faults.push(("currency".to_owned(), "import-currencies-differ", format!("{money}, {column}")));
    }
    (body, faults)
}

/// Whether two figures of one subject speak of the same thing: then a table that is taken in again changes the first.
pub fn same_figure(old: &figure::Body, said: &figure::Body) -> bool {
    (&old.measure, &old.as_of, &old.place, &old.per, &old.source, &old.currency)
        == (&said.measure, &said.as_of, &said.place, &said.per, &said.source, &said.currency)
}

/// The same as text, for two rows of one table.
pub fn figure_mark(body: &Value) -> String {
    ["measure", "as_of", "place", "per", "source", "currency"].map(|field| body[field].to_string()).join("|")
}

/// A step.
pub fn step(before: &step::Body, row: &Row) -> (step::Body, Vec<Fault>) {
    let mut body = before.clone();
    row.put("what_uk", &mut body.what_uk);
    row.put("what_en", &mut body.what_en);
    row.put_ref("organisation", &mut body.organisation);
    row.put_when("due", &mut body.due);
    if let Some(state) = row.text("state").as_deref().and_then(step::State::parse) {
        let date = row.when("state_date");
        let known = match &date {
            None => body.on(Date::MAX).is_some_and(|last| last.state == state),
            Some(_) => body.states.iter().any(|old| old.state == state && old.date == date),
        };
        if !known {
            let source = row.one("source").map(|source| source.id);
            let date = date.or_else(|| row.today.filter(|_| !body.states.is_empty()).map(When::day));
            body.states.push(step::StateRow { state, date, source, locator: None });
        }
    }
    row.cite(&mut body.cites);
    (body, Vec::new())
}

/// Property that was received.
pub fn asset(before: &asset::Body, row: &Row) -> (asset::Body, Vec<Fault>) {
    let mut body = before.clone();
    for (column, field) in [
        ("name_uk", &mut body.name_uk),
        ("name_en", &mut body.name_en),
        ("about_uk", &mut body.about_uk),
        ("about_en", &mut body.about_en),
        ("uid", &mut body.uid),
        ("unit", &mut body.unit),
        ("currency", &mut body.currency),
        ("act_number", &mut body.act_number),
        ("announced_link", &mut body.announced_link),
        ("note_uk", &mut body.note_uk),
        ("note_en", &mut body.note_en),
    ] {
        row.put(column, field);
    }
    body.act_number = body.act_number.as_deref().and_then(act_number);
    for (column, field) in [
        ("project", &mut body.project),
        ("recipient", &mut body.recipient),
        ("implementer", &mut body.implementer),
        ("place", &mut body.place),
    ] {
        row.put_ref(column, field);
    }
    for (column, field) in [
        ("handed", &mut body.handed),
        ("act_date", &mut body.act_date),
        ("balance_date", &mut body.balance_date),
        ("announced_date", &mut body.announced_date),
    ] {
        row.put_when(column, field);
    }
    if let Some(intent) = row.text("intent").as_deref().and_then(Intent::parse) {
        body.intent = intent;
    }
    let mut faults = Vec::new();
    match row.said.get("quantity") {
        Some(Said::Amount(quantity, None, None)) => body.quantity = Some(quantity.clone()),
        Some(Said::Amount(quantity, ..)) => faults.push(("quantity".to_owned(), "import-bad-number", quantity.clone())),
        Some(Said::Nothing | Said::Unknown) => body.quantity = None,
        _ => {}
    }
    match row.said.get("value") {
        Some(Said::Amount(value, meant, money)) => {
            body.value = Some(value.clone());
            body.qualifier = meant.filter(|meant| *meant != Qualifier::Exact);
            let written = row.text("currency");
            match (money, &written) {
                (Some(money), Some(column)) if money != column => {
                    faults.push(("currency".to_owned(), "import-currencies-differ", format!("{money}, {column}")));
                }
                _ => body.currency = money.clone().or(written).or(body.currency),
            }
        }
        Some(Said::Nothing | Said::Unknown) => (body.value, body.qualifier) = (None, None),
        _ => {}
    }
    row.cite(&mut body.cites);
    (body, faults)
}

/// A place of the codifier. Places abroad and renamed ones have their own ways in.
pub fn place(before: Option<&place::Body>, row: &Row) -> (place::Body, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut wrong = |column: &str, key, what: &str| faults.push((column.to_owned(), key, what.to_owned()));
    let mut body = before.cloned().unwrap_or_default();
    let code = row.text("code").unwrap_or_default();
    if !code.is_empty() && !is_code(&code) {
        wrong("code", "import-bad-code", &code);
    }
    row.put_ref("parent", &mut body.parent);
    if let Some(level) = row.text("level").as_deref().and_then(Level::parse) {
        match before {
            Some(before) if before.level != level => wrong("level", "import-level-stays", before.level.word()),
            _ => body.level = level,
        }
        if is_code(&code) && !fits(level, &code) {
            wrong("level", "import-code-level", &code);
        }
    }
    if let Some(category) = row.text("category").as_deref().and_then(Category::parse) {
        body.category = Some(category);
        if !category.fits(body.level) {
            wrong("category", "import-code-level", category.word());
        }
    }
    let (uk, en) = (row.text("name_uk"), row.text("name_en"));
    match before.and_then(|before| before.names.last()) {
        None => {
            body.names = vec![Name { name_uk: uk, name_en: en, valid_from: None }];
            body.country = "UA".into();
            body.pcode = pcode(body.level, &code);
        }
        Some(last) => {
            let mut last = last.clone();
            for (column, said, known) in [("name_uk", uk, &mut last.name_uk), ("name_en", en, &mut last.name_en)] {
                match (said, known.as_ref()) {
                    (Some(said), Some(known)) if dotyk_uk::search_key(&said) != dotyk_uk::search_key(known) => {
                        wrong(column, "import-renamed", known);
                    }
                    (Some(said), None) => *known = Some(said),
                    _ => {}
                }
            }
            if let Some(name) = body.names.last_mut() {
                *name = last;
            }
        }
    }
    if let Some(code) = row.text("koatuu") {
        match is_koatuu(&code) {
            true => body.koatuu = Some(format!("{code:0>10}")),
            false => wrong("koatuu", "import-bad-koatuu", &code),
        }
    }
    row.put_whole("population", &mut body.population);
    row.put_whole("population_year", &mut body.population_year);
    row.put_whole("lat", &mut body.lat);
    row.put_whole("lon", &mut body.lon);
    row.put("point_source", &mut body.point_source);
    (body, faults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Head, Kind};

    fn row(said: Vec<(&'static str, Said)>) -> Row {
        Row { said: said.into_iter().collect(), ..Row::default() }
    }

    fn text(text: &str) -> Said {
        Said::Text(text.into())
    }

    #[test]
    fn what_a_row_does_not_say_stays() {
        let before = project::Body {
            title_uk: Some("Школа".into()),
            about_uk: Some("Опис".into()),
            about_en: Some("About".into()),
            parties: vec![
                Party { organisation: "b".into(), role: Role::Funder },
                Party { organisation: "c".into(), role: Role::Partner },
            ],
            ..project::Body::default()
        };
        let before = Project::new(Head::default(), before);
        let mut said = row(vec![("title_uk", text("Ліцей")), ("about_uk", Said::Nothing), ("funders", Said::Names(Vec::new()))]);
        said.refs.insert("funders", vec![Ref::new(Kind::Organisation, "a")]);
        let (body, faults) = project(&before, &said);
        assert!(faults.is_empty());
        assert_eq!((body.title_uk.as_deref(), &body.about_uk, body.about_en.as_deref()), (Some("Ліцей"), &None, Some("About")));
        let parties: Vec<(&str, Role)> = body.parties.iter().map(|party| (party.organisation.as_str(), party.role)).collect();
        assert_eq!(parties, [("c", Role::Partner), ("a", Role::Funder)]);
    }

    #[test]
    fn a_stage_that_is_known_is_no_change_and_one_that_cannot_follow_is_refused() {
        let stages = vec![StageRow::new(Stage::Implementing, When::parse("2020-05"))];
        let before = Project::new(Head::default(), project::Body { stages, ..project::Body::default() });
        let with = |stage: &str, date: Option<&str>| {
            let mut said = vec![("stage", text(stage))];
            said.extend(date.map(|date| ("stage_date", Said::When(When::parse(date).unwrap()))));
            project(&before, &row(said))
        };
        assert_eq!(with("implementing", None).0, before.body);
        assert_eq!(with("implementing", Some("2020-05")).0, before.body);
        assert_eq!(with("completed", Some("2021-02")).0.stages.len(), 2);
        assert_eq!(with("idea", Some("2021-02")).1[0].1, "project-stage-does-not-follow");
    }

    #[test]
    fn a_number_keeps_how_it_is_meant() {
        let said = row(vec![("measure", text("flats")), ("value", Said::Amount("130".into(), Some(Qualifier::MoreThan), None))]);
        let (body, _) = figure(&figure::Body::default(), &said);
        assert_eq!((body.qualifier, body.value.as_deref()), (Qualifier::MoreThan, Some("130")));
        let (again, faults) = figure(&body, &said);
        assert!(again == body && faults.is_empty());
        let torn =
            row(vec![("value", Said::Amount("130".into(), Some(Qualifier::MoreThan), None)), ("qualifier", text("exact"))]);
        assert_eq!(figure(&body, &torn).1[0].1, "import-qualifiers-differ");
    }

    #[test]
    fn zeros_in_front_of_a_code_come_back() {
        let said = row(vec![("edrpou", text("209789"))]);
        assert_eq!(organisation(&organisation::Body::default(), &said).0.edrpou.as_deref(), Some("00209789"));
        let said = row(vec![("edrpou", text("3575301З"))]);
        assert_eq!(organisation(&organisation::Body::default(), &said).0.edrpou.as_deref(), Some("3575301З"));
    }

    #[test]
    fn a_place_is_not_renamed_by_a_table() {
        let before = place::Body {
            level: Level::Hromada,
            names: vec![Name { name_uk: Some("Лісова".into()), ..Name::default() }],
            ..place::Body::default()
        };
        let said = row(vec![("code", text("UA01020010000000003")), ("name_uk", text("Степова")), ("population", Said::Whole(5))]);
        let (body, faults) = place(Some(&before), &said);
        assert_eq!((body.population, faults[0].1), (Some(5), "import-renamed"));
    }
}
