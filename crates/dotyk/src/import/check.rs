//! The dry run: from cells to what each row will make of its record. It reads the register and writes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use dotyk_db::{Error, Tx};
use jiff::civil::Date;
use serde_json::Value;

use super::model::{Choice, Choices, Column, Fault, Heading, Said, columns, read_cell};
use super::plan::{self, Row};
use super::store::{self, Outcome, Plan, Staged};
use crate::access::{Action, Actor, Kind, Ref};
use crate::asset::{self, Asset, Intent};
use crate::figure::{self, Figure, Maturity, Qualifier};
use crate::journal::{Stored, changes};
use crate::need::{self, Need, Priority, Unit};
use crate::office::{self, Office};
use crate::organisation::{self, Organisation, OrganisationKind};
use crate::person::Seal;
use crate::place::{self, Candidate, Category, Level, Match, Place, fits, is_koatuu};
use crate::programme;
use crate::programme::model::{Call, Programme, Repetition};
use crate::project::{self, Project, Stage};
use crate::step::{self, Step};
use crate::text::Lang;
use crate::web::table::Cell;
use crate::web::{Options, State};

/// One row of a sheet.
pub struct Line<'a> {
    /// The heading above it.
    pub heading: &'a Heading,
    /// Its number in the sheet.
    pub line: u32,
    /// Its cells.
    pub cells: &'a BTreeMap<u32, Cell>,
    /// Further rows of the same need, each with its number in the sheet.
    pub more: Vec<(u32, &'a BTreeMap<u32, Cell>)>,
}

/// What a check knows of the office and of the file so far.
pub struct Desk<'a> {
    /// The program.
    pub state: &'a State,
    /// In whose name.
    pub actor: &'a Actor,
    /// What the rows are.
    pub kind: Kind,
    /// Today.
    pub today: Date,
    /// The office's settings.
    pub office: Office,
    choices: Choices,
    options: HashMap<Kind, Options>,
    parents: HashMap<String, String>,
    /// Rows that made or changed something, by what they speak of: a second one is a contradiction.
    seen: HashMap<String, String>,
    /// Codes of places that rows above bring.
    brought: HashSet<String>,
    number: i64,
}

/// A record as it is now.
pub enum Old {
    /// A project.
    Project(Box<Project>),
    /// An organisation.
    Organisation(Box<Organisation>),
    /// A figure.
    Figure(Box<Figure>),
    /// A step.
    Step(Box<Step>),
    /// Property received.
    Asset(Box<Asset>),
    /// A need, with its contact.
    Need(Box<Need>),
    /// A programme.
    Programme(Box<Programme>),
    /// A call of one.
    Call(Box<Call>),
    /// A place.
    Place(Box<Place>),
}

impl Old {
    /// A record by its kind and id.
    ///
    /// # Errors
    /// The database's.
    pub fn get(tx: &mut Tx, office: &str, seal: &Seal, record: &Ref) -> Result<Option<Old>, Error> {
        let id = &record.id;
        Ok(match record.kind {
            Kind::Project => Project::get(tx, office, id)?.map(|one| Old::Project(Box::new(one))),
            Kind::Organisation => organisation::store::get(tx, office, id)?.map(|one| Old::Organisation(Box::new(one))),
            Kind::Figure => figure::store::get(tx, office, id)?.map(|one| Old::Figure(Box::new(one))),
            Kind::Step => step::store::get(tx, office, id)?.map(|one| Old::Step(Box::new(one))),
            Kind::Asset => Asset::get(tx, office, id)?.map(|one| Old::Asset(Box::new(one))),
            Kind::Need => need::store::get(tx, office, seal, id)?.map(|one| Old::Need(Box::new(one))),
            Kind::Programme => Programme::get(tx, office, id)?.map(|one| Old::Programme(Box::new(one))),
            Kind::Call => Call::get(tx, office, id)?.map(|one| Old::Call(Box::new(one))),
            Kind::Place => place::store::get(tx, office, id)?.map(|one| Old::Place(Box::new(one))),
            _ => None,
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Old::Project(one) => &one.head.id,
            Old::Organisation(one) => &one.head.id,
            Old::Figure(one) => &one.id,
            Old::Step(one) => &one.id,
            Old::Asset(one) => &one.head.id,
            Old::Need(one) => &one.head.id,
            Old::Programme(one) => &one.head.id,
            Old::Call(one) => &one.head.id,
            Old::Place(one) => &one.code,
        }
    }

    /// Its version.
    pub fn version(&self) -> i64 {
        match self {
            Old::Project(one) => one.head.version,
            Old::Organisation(one) => one.head.version,
            Old::Figure(one) => one.version,
            Old::Step(one) => one.version,
            Old::Asset(one) => one.head.version,
            Old::Need(one) => one.head.version,
            Old::Programme(one) => one.head.version,
            Old::Call(one) => one.head.version,
            Old::Place(one) => one.version,
        }
    }

    /// Whether the public sees it; none for what follows its subject.
    pub fn published(&self) -> Option<bool> {
        match self {
            Old::Project(one) => Some(one.head.published_at.is_some()),
            Old::Organisation(one) => Some(one.head.published_at.is_some()),
            Old::Asset(one) => Some(one.head.published_at.is_some()),
            Old::Need(one) => Some(one.head.published_at.is_some()),
            Old::Programme(one) => Some(one.head.published_at.is_some()),
            Old::Call(one) => Some(one.head.published_at.is_some()),
            Old::Figure(_) | Old::Step(_) | Old::Place(_) => None,
        }
    }

    /// Whether it is taken back.
    pub fn withdrawn(&self) -> bool {
        match self {
            Old::Project(one) => one.withdrawn_at.is_some(),
            Old::Organisation(one) => one.withdrawn_at.is_some(),
            Old::Figure(one) => one.removed_at.is_some(),
            Old::Asset(one) => one.withdrawn_at.is_some(),
            Old::Programme(one) => one.withdrawn_at.is_some(),
            Old::Call(one) => one.withdrawn_at.is_some(),
            // A need is taken back by a word on it, and comes back by another.
            Old::Step(_) | Old::Need(_) | Old::Place(_) => false,
        }
    }

    /// What people enter of it.
    ///
    /// # Errors
    /// Never for our own types.
    pub fn body(&self) -> Result<Value, Error> {
        let body = match self {
            Old::Project(one) => serde_json::to_value(&one.body),
            Old::Organisation(one) => serde_json::to_value(&one.body),
            Old::Figure(one) => serde_json::to_value(&one.body),
            Old::Step(one) => serde_json::to_value(&one.body),
            Old::Asset(one) => serde_json::to_value(&one.body),
            Old::Need(one) => serde_json::to_value(&one.body),
            Old::Programme(one) => serde_json::to_value(&one.body),
            Old::Call(one) => serde_json::to_value(&one.body),
            Old::Place(one) => serde_json::to_value(&one.body),
        };
        body.map_err(|error| Error::Other(error.to_string()))
    }
}

impl<'a> Desk<'a> {
    /// Opens a check of a file of one kind.
    ///
    /// # Errors
    /// The database's.
    pub fn open(state: &'a State, tx: &mut Tx, actor: &'a Actor, kind: Kind, today: Date) -> Result<Desk<'a>, Error> {
        let office = office::store::find(tx, &actor.office)?;
        let choices = choices(state, &office, kind);
        let parents = if kind == Kind::Organisation { organisation::store::parents(tx, &actor.office)? } else { HashMap::new() };
        let (options, seen, brought) = (HashMap::new(), HashMap::new(), HashSet::new());
        Ok(Desk { state, actor, kind, today, office, choices, options, parents, seen, brought, number: 0 })
    }

    /// Checks some rows.
    ///
    /// # Errors
    /// The database's.
    pub fn check(&mut self, tx: &mut Tx, lines: &[Line]) -> Result<Vec<Staged>, Error> {
        if self.kind == Kind::Place && lines.len() > 1 {
            // A place may stand below one that a row above brings.
            let mut staged = Vec::with_capacity(lines.len());
            for line in lines {
                staged.extend(self.check(tx, std::slice::from_ref(line))?);
            }
            return Ok(staged);
        }
        let mut rows: Vec<Row> = lines.iter().map(|line| self.read(line)).collect();
        let names = self.names(tx, &rows)?;
        for row in &mut rows {
            self.place_names(tx, row, &names)?;
        }
        let olds = self.find(tx, &mut rows)?;
        let mut staged = Vec::with_capacity(rows.len());
        for ((line, row), old) in lines.iter().zip(rows).zip(olds) {
            staged.push(self.stage(tx, line, row, old)?);
        }
        Ok(staged)
    }

    fn read(&self, line: &Line) -> Row {
        let mut row = self.read_row(line.heading, line.line, line.cells);
        for (number, cells) in &line.more {
            let mut further = self.read_row(line.heading, *number, cells);
            let faults = std::mem::take(&mut further.faults).into_iter();
            row.faults.extend(faults.map(|(column, key, what)| (super::need::at_line(&column, *number), key, what)));
            row.notes.append(&mut further.notes);
            row.more.push((*number, super::need::further(&row, further)));
        }
        row.notes.retain(|(column, ..)| !super::need::GUARDED.contains(&column.as_str()));
        for (column, _, what) in &mut row.faults {
            if super::need::GUARDED.contains(&super::need::parted(column).0) {
                what.clear();
            }
        }
        row
    }

    fn read_row(&self, heading: &Heading, line: u32, cells: &BTreeMap<u32, Cell>) -> Row {
        let at = format!("{}!{line}", heading.sheet);
        let mut row = Row { at, today: Some(self.today), ..Row::default() };
        let known: &[Column] = columns(self.kind);
        for (column, _, name) in &heading.columns {
            let Some(column_of) = name.as_deref().and_then(|name| known.iter().find(|column| column.name == name)) else {
                continue;
            };
            let Some(cell) = cells.get(column) else { continue };
            match read_cell(column_of, cell, &self.choices) {
                Ok((said, note)) => {
                    if let Some(note) = note {
                        row.notes.push((column_of.name.to_owned(), cell.text(), note));
                    }
                    row.said.insert(column_of.name, said);
                }
                Err((key, what)) => row.faults.push((column_of.name.to_owned(), key, what)),
            }
        }
        row
    }

    /// What the names in some rows mean, asked for all of them at once.
    fn names(&mut self, tx: &mut Tx, rows: &[Row]) -> Result<HashMap<(Kind, String), Match>, Error> {
        let mut wanted: BTreeMap<Kind, HashSet<String>> = BTreeMap::new();
        for said in rows.iter().flat_map(|row| row.said.values()) {
            if let Said::Names(names) = said {
                for (kind, text) in names {
                    wanted.entry(*kind).or_default().insert(text.clone());
                }
            }
        }
        let office = self.actor.office.clone();
        let mut found = HashMap::new();
        for (kind, texts) in wanted {
            let mut texts: Vec<String> = texts.into_iter().collect();
            texts.sort();
            let of_kind: HashMap<String, Match> = match kind {
                Kind::Place => place::store::resolve(tx, &office, self.today, &texts)?,
                Kind::Organisation => organisations(tx, &office, &texts)?,
                Kind::Project => projects(tx, &office, &texts)?,
                Kind::Source | Kind::Programme => self.titled(tx, kind, &texts)?,
                _ => HashMap::new(),
            };
            found.extend(of_kind.into_iter().map(|(text, found)| ((kind, text), found)));
        }
        Ok(found)
    }

    fn options(&mut self, tx: &mut Tx, kind: Kind) -> Result<&Options, Error> {
        if !self.options.contains_key(&kind) {
            let options = (self.state.options)(tx, self.actor, kind)?;
            self.options.insert(kind, options);
        }
        Ok(&self.options[&kind])
    }

    /// Sources and programmes by their addresses, or by whole titles.
    pub(super) fn titled(&mut self, tx: &mut Tx, kind: Kind, texts: &[String]) -> Result<HashMap<String, Match>, Error> {
        let office = self.actor.office.clone();
        let resolve = if kind == Kind::Source { crate::source::store::resolve } else { Programme::resolve };
        let slugs = resolve(tx, &office, texts)?;
        let mut found: HashMap<String, Match> = slugs.into_iter().map(|(slug, id)| (slug, Match::Found(id))).collect();
        let mut titled: Vec<(String, String)> = Vec::new();
        for text in texts.iter().filter(|text| !found.contains_key(*text)).cloned().collect::<Vec<_>>() {
            let key = dotyk_uk::search_key(&text);
            let of = |title: &Option<String>| title.as_ref().is_some_and(|title| dotyk_uk::search_key(title) == key);
            let hits: Vec<Candidate> = self
                .options(tx, kind)?
                .iter()
                .filter(|(_, uk, en)| of(uk) || of(en))
                .map(|(key, uk, en)| Candidate { key: key.clone(), uk: uk.clone(), en: en.clone() })
                .collect();
            match &hits[..] {
                [] => {}
                [one] => titled.push((text, one.key.clone())),
                _ => drop(found.insert(text, Match::Ambiguous(hits))),
            }
        }
        let slugs: Vec<String> = titled.iter().map(|(_, slug)| slug.clone()).collect();
        let ids = resolve(tx, &office, &slugs)?;
        found.extend(titled.into_iter().filter_map(|(text, slug)| Some((text, Match::Found(ids.get(&slug)?.clone())))));
        Ok(found)
    }

    /// Puts records in the place of names, or says which names are none.
    fn place_names(&mut self, tx: &mut Tx, row: &mut Row, names: &HashMap<(Kind, String), Match>) -> Result<(), Error> {
        let named: Vec<(&'static str, Vec<(Kind, String)>)> = row
            .said
            .iter()
            .filter_map(|(name, said)| if let Said::Names(names) = said { Some((*name, names.clone())) } else { None })
            .collect();
        for (column, texts) in named {
            let mut refs = Vec::new();
            for (kind, text) in texts {
                let old_code = kind == Kind::Place && is_koatuu(&text);
                match self.narrow(old_code, names.get(&(kind, text.clone()))) {
                    Match::Found(id) => {
                        // A code and an address are what they say; a name and a code of before 2020 are shown with what they
                        // were taken for.
                        let slug = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
                        if *id != text && (old_code || !text.bytes().all(slug)) {
                            row.notes.push((column.to_owned(), text, format!("@{}:{id}", kind.word())));
                        }
                        refs.push(Ref::new(kind, id));
                    }
                    Match::Ambiguous(several) => {
                        let shown = several.iter().take(5).map(|one| format!("{} — {}", one.key, Lang::Uk.of(&one.uk, &one.en)));
                        let shown = shown.collect::<Vec<_>>().join("; ");
                        let key = if old_code { "import-koatuu-several" } else { "import-several" };
                        row.faults.push((column.to_owned(), key, format!("{text}: {shown}")));
                    }
                    Match::Missing if kind == Kind::Place && self.brought.contains(&text) => refs.push(Ref::new(kind, text)),
                    Match::Missing if old_code => row.faults.push((column.to_owned(), "import-koatuu", text)),
                    Match::Missing => {
                        let near = self.near(tx, kind, &text)?;
                        let key = if near.is_empty() { "import-not-found" } else { "import-not-found-near" };
                        let what = if near.is_empty() { text } else { format!("{text} → {}", near.join("; ")) };
                        row.faults.push((column.to_owned(), key, what));
                    }
                }
            }
            row.refs.insert(column, refs);
        }
        Ok(())
    }

    /// A code of KOATUU may be that of a city and of its hromada. An organisation has its address in a settlement, never in
    /// a hromada; of other columns nobody can tell.
    fn narrow(&self, old_code: bool, found: Option<&Match>) -> Match {
        match found {
            Some(Match::Ambiguous(units)) if old_code && self.kind == Kind::Organisation => {
                let mut settlements = units.iter().filter(|unit| fits(Level::Settlement, &unit.key));
                match (settlements.next(), settlements.next()) {
                    (Some(only), None) => Match::Found(only.key.clone()),
                    _ => Match::Ambiguous(units.clone()),
                }
            }
            found => found.cloned().unwrap_or(Match::Missing),
        }
    }

    /// Names that are a slip of the hand away.
    fn near(&mut self, tx: &mut Tx, kind: Kind, text: &str) -> Result<Vec<String>, Error> {
        let key = dotyk_uk::search_key(text);
        if key.chars().count() < 4 || key.len() > 200 {
            return Ok(Vec::new());
        }
        let near = |name: &Option<String>| {
            name.as_ref().is_some_and(|name| dotyk_uk::distance(&dotyk_uk::search_key(name), &key, 2).is_some())
        };
        let options = self.options(tx, kind)?.iter().filter(|(_, uk, en)| near(uk) || near(en));
        Ok(options.take(3).map(|(slug, uk, en)| format!("{} ({slug})", Lang::Uk.of(uk, en))).collect())
    }

    /// The records that rows speak of, as they are now.
    fn find(&mut self, tx: &mut Tx, rows: &mut [Row]) -> Result<Vec<Option<Old>>, Error> {
        let office = self.actor.office.clone();
        let keys: Vec<String> = rows.iter().filter_map(|row| row.text("key")).collect();
        let keys = store::keys(tx, &office, self.kind, &keys)?;
        match self.kind {
            Kind::Project => self.find_projects(tx, rows, &keys),
            Kind::Organisation => self.find_organisations(tx, rows, &keys),
            Kind::Figure | Kind::Step => self.find_parts(tx, rows, &keys),
            Kind::Asset => self.find_assets(tx, rows, &keys),
            Kind::Need => self.find_needs(tx, rows, &keys),
            Kind::Programme => self.find_programmes(tx, rows, &keys),
            Kind::Call => self.find_calls(tx, rows, &keys),
            Kind::Place => {
                let codes: Vec<String> = rows.iter().filter_map(|row| row.text("code")).collect();
                let mut found = place::store::find(tx, &office, &codes)?;
                Ok(rows.iter().map(|row| found.remove(&row.text("code")?).map(|one| Old::Place(Box::new(one)))).collect())
            }
            _ => Ok(rows.iter().map(|_| None).collect()),
        }
    }

    fn find_projects(&self, tx: &mut Tx, rows: &mut [Row], keys: &HashMap<String, String>) -> Result<Vec<Option<Old>>, Error> {
        let office = &self.actor.office;
        let of = |column: &'static str| -> Vec<String> { rows.iter().filter_map(|row| row.text(column)).collect() };
        let slugs = Project::resolve(tx, office, &of("slug"))?;
        let numbers = project::store::by_numbers(tx, office, &of("number"))?;
        let titles: Vec<String> = rows.iter().filter_map(|row| row.text("title_uk").or_else(|| row.text("title_en"))).collect();
        let titled = project::store::by_titles(tx, office, &titles)?;
        let mut olds = Vec::with_capacity(rows.len());
        for row in rows {
            let mut ids: Vec<String> = Vec::new();
            ids.extend(row.text("key").and_then(|key| keys.get(&key).cloned()));
            ids.extend(row.text("slug").and_then(|slug| slugs.get(&slug).cloned()));
            if let Some(number) = row.text("number") {
                match numbers.get(&number).map(Vec::as_slice) {
                    Some([one]) => ids.push(one.clone()),
                    Some([_, ..]) => row.faults.push(("number".into(), "import-number-of-several", number)),
                    _ => row.faults.push(("number".into(), "import-number-unknown", number)),
                }
            }
            let title = row.text("title_uk").or_else(|| row.text("title_en"));
            let alike = title.and_then(|title| titled.get(&dotyk_uk::search_key(&title)));
            let alike = alike.map(|found| found.iter().map(|one| (one.id.clone(), one.candidate.key.clone())).collect());
            olds.push(self.one(tx, row, ids, alike.unwrap_or_default(), "title_uk")?);
        }
        Ok(olds)
    }

    /// By key and address; without any, the one of that name. One inventory number names no thing of another recipient.
    fn find_assets(&self, tx: &mut Tx, rows: &mut [Row], keys: &HashMap<String, String>) -> Result<Vec<Option<Old>>, Error> {
        let office = &self.actor.office;
        let slugs: Vec<String> = rows.iter().filter_map(|row| row.text("slug")).collect();
        let slugs = Asset::resolve(tx, office, &slugs)?;
        let names: Vec<String> = rows.iter().filter_map(|row| row.text("name_uk")).collect();
        let named = asset::store::by_names(tx, office, &names)?;
        let mut olds = Vec::with_capacity(rows.len());
        for row in rows {
            let mut ids: Vec<String> = Vec::new();
            ids.extend(row.text("key").and_then(|key| keys.get(&key).cloned()));
            ids.extend(row.text("slug").and_then(|slug| slugs.get(&slug).cloned()));
            // Five vans are all called a van: only a key tells which one a row means.
            let alike = row.text("name_uk").and_then(|name| named.get(&name)).filter(|same| same.len() == 1);
            let alike = alike
                .filter(|_| !row.said.contains_key("key") && !row.said.contains_key("slug") && !row.said.contains_key("uid"));
            let alike = alike.into_iter().flatten().map(|id| (id.clone(), id.clone())).collect();
            olds.push(self.one(tx, row, ids, alike, "name_uk")?);
        }
        Ok(olds)
    }

    fn find_organisations(
        &self,
        tx: &mut Tx,
        rows: &mut [Row],
        keys: &HashMap<String, String>,
    ) -> Result<Vec<Option<Old>>, Error> {
        let office = &self.actor.office;
        let wanted = rows.iter().flat_map(|row| ["slug", "name_uk", "name_en"].map(|column| row.text(column))).flatten();
        let mut wanted: Vec<String> = wanted.collect();
        wanted.sort();
        wanted.dedup();
        let named = organisation::store::resolve(tx, office, &wanted)?;
        let mut olds = Vec::with_capacity(rows.len());
        for row in rows {
            let mut ids: Vec<String> = Vec::new();
            ids.extend(row.text("key").and_then(|key| keys.get(&key).cloned()));
            ids.extend(row.text("slug").and_then(|slug| named.get(&slug)?.found().cloned()));
            let codes = organisation::Body {
                edrpou: row.text("edrpou").map(plan::whole_code),
                org_id: row.text("org_id"),
                ..Default::default()
            };
            if codes.edrpou.is_some() || codes.org_id.is_some() {
                ids.extend(organisation::store::same_code(tx, office, "", &codes)?);
            }
            let mut alike: Vec<(String, String)> = Vec::new();
            for name in [row.text("name_uk"), row.text("name_en")].into_iter().flatten() {
                match named.get(&name) {
                    Some(Match::Found(id)) => alike.push((id.clone(), name)),
                    Some(Match::Ambiguous(several)) => alike.extend(several.iter().map(|one| (one.key.clone(), one.key.clone()))),
                    _ => {}
                }
            }
            alike.sort();
            alike.dedup_by(|a, b| a.0 == b.0);
            // A branch has its own code, and the name of the whole.
            olds.push(self.one(tx, row, ids, alike, "name_uk")?);
        }
        Ok(olds)
    }

    /// The one record that a row speaks of. Its keys must agree; without any, exactly one of that name is taken.
    pub(super) fn one(
        &self,
        tx: &mut Tx,
        row: &mut Row,
        mut ids: Vec<String>,
        alike: Vec<(String, String)>,
        title: &'static str,
    ) -> Result<Option<Old>, Error> {
        ids.sort();
        ids.dedup();
        let keyed = ["key", "slug", "number", "edrpou", "org_id"].iter().any(|column| row.said.contains_key(column));
        let id = match (&ids[..], &alike[..]) {
            ([one], _) => one.clone(),
            ([_, _, ..], _) => {
                row.faults.push(("key".into(), "import-keys-differ", String::new()));
                return Ok(None);
            }
            ([], []) => return Ok(None),
            ([], [(id, _)]) if !keyed => {
                row.notes.push((title.to_owned(), row.text(title).unwrap_or_default(), format!("@{}:{id}", self.kind.word())));
                id.clone()
            }
            ([], several) => {
                let shown: Vec<&str> = several.iter().take(3).map(|(_, shown)| shown.as_str()).collect();
                row.faults.push((title.to_owned(), "import-same-title", shown.join("; ")));
                return Ok(None);
            }
        };
        Old::get(tx, &self.actor.office, &Seal::new(self.state.data_key), &Ref::new(self.kind, id))
    }

    /// Figures and steps: by their own keys, else the one of the same subject that says the same thing of the same day.
    fn find_parts(&self, tx: &mut Tx, rows: &mut [Row], keys: &HashMap<String, String>) -> Result<Vec<Option<Old>>, Error> {
        let office = &self.actor.office;
        let mut subjects: Vec<Ref> = rows.iter().filter_map(|row| row.one("subject")).collect();
        subjects.sort();
        subjects.dedup();
        let (mut figures, mut steps) = (Vec::new(), Vec::new());
        let mut slugs = HashMap::new();
        if self.kind == Kind::Figure {
            figures = figure::store::of_subjects(tx, office, Date::MAX, &subjects)?;
        } else {
            steps = step::store::of_subjects(tx, office, &subjects)?;
            let wanted: Vec<String> = rows.iter().filter_map(|row| row.text("slug")).collect();
            slugs = step::store::resolve(tx, office, &wanted)?;
        }
        let mut olds = Vec::with_capacity(rows.len());
        for row in rows {
            let mut ids: Vec<String> = Vec::new();
            ids.extend(row.text("key").and_then(|key| keys.get(&key).cloned()));
            ids.extend(row.text("slug").and_then(|slug| slugs.get(&slug).cloned()));
            let own = row.text("id");
            ids.extend(own.clone());
            ids.sort();
            ids.dedup();
            let keyed = row.said.contains_key("key") || row.said.contains_key("slug") || own.is_some();
            let subject = row.one("subject");
            if ids.is_empty()
                && !keyed
                && let Some(subject) = &subject
            {
                let same: Vec<&String> = if self.kind == Kind::Figure {
                    let said = plan::figure(&figure::Body::default(), row).0;
                    let of = figures.iter().filter(|one| one.subject == *subject && plan::same_figure(&one.body, &said));
                    of.map(|one| &one.id).collect()
                } else {
                    let what = row.text("what_uk").or_else(|| row.text("what_en")).unwrap_or_default();
                    let key = dotyk_uk::search_key(&what);
                    let alike = |text: &Option<String>| text.as_ref().is_some_and(|text| dotyk_uk::search_key(text) == key);
                    let of = steps
                        .iter()
                        .filter(|one| one.subject == *subject && (alike(&one.body.what_uk) || alike(&one.body.what_en)));
                    of.map(|one| &one.id).collect()
                };
                match same[..] {
                    [] => {}
                    [one] => ids.push(one.clone()),
                    _ => row.faults.push(("key".into(), "import-says-several", String::new())),
                }
            }
            let old = match &ids[..] {
                [] => None,
                [one] => Old::get(tx, office, &Seal::new(self.state.data_key), &Ref::new(self.kind, one))?
                    .filter(|old| !old.withdrawn()),
                _ => {
                    row.faults.push(("key".into(), "import-keys-differ", String::new()));
                    None
                }
            };
            let of = match &old {
                Some(Old::Figure(one)) => Some(&one.subject),
                Some(Old::Step(one)) => Some(&one.subject),
                _ => None,
            };
            match (of, &subject) {
                (Some(of), Some(subject)) if of != subject => {
                    row.faults.push(("subject".into(), "import-other-subject", String::new()))
                }
                (None, _) if own.is_some() => row.faults.push(("id".into(), "import-not-found", own.unwrap_or_default())),
                _ => {}
            }
            olds.push(old);
        }
        Ok(olds)
    }

    fn stage(&mut self, tx: &mut Tx, line: &Line, mut row: Row, old: Option<Old>) -> Result<Staged, Error> {
        let (body, mut plan) = self.body(tx, &mut row, old.as_ref())?;
        plan.key = row.text("key");
        // A place is its code.
        plan.slug = row.text(if self.kind == Kind::Place { "code" } else { "slug" });
        plan.published = row.yes("published");
        plan.subject = row.one("subject");
        if old.is_none() {
            for column in columns(self.kind).iter().filter(|column| column.needed) {
                if !row.said.contains_key(column.name) && !row.faults.iter().any(|(name, ..)| name == column.name) {
                    row.faults.push((column.name.to_owned(), "import-needed", String::new()));
                }
            }
            if let Some(slug) = plan
                .slug
                .as_ref()
                .filter(|_| self.kind != Kind::Place)
                .filter(|slug| dotyk_uk::slug(slug) != **slug || *slug == "new")
            {
                row.faults.push(("slug".into(), "import-bad-slug", slug.clone()));
            }
        }
        plan.before = match &old {
            Some(old) => old.body()?,
            None => Value::Null,
        };
        plan.body = body;
        self.once(&mut row, old.as_ref(), &plan);
        let shown = plan.published.is_some_and(|wanted| old.as_ref().and_then(Old::published).is_some_and(|now| now != wanted));
        let back = old.as_ref().is_some_and(Old::withdrawn);
        let outcome = match &old {
            _ if !row.faults.is_empty() => Outcome::Refused,
            None => Outcome::New,
            Some(_) if shown || back || plan.sealed.is_some() || !changes(&plan.before, &plan.body).is_empty() => {
                Outcome::Changed
            }
            Some(_) => Outcome::Same,
        };
        let order = |column: &str| columns(self.kind).iter().position(|one| one.name == column);
        row.faults.sort_by_key(|(column, ..)| {
            let (column, line) = super::need::parted(column);
            (line, order(column))
        });
        self.number += 1;
        if self.kind == Kind::Place && outcome != Outcome::Refused {
            self.brought.extend(row.text("code"));
        }
        Ok(Staged {
            number: self.number,
            sheet: line.heading.sheet.clone(),
            line: line.line.into(),
            title: title(self.kind, &row, &plan.body),
            outcome,
            record: old.as_ref().map(|old| old.id().to_owned()),
            before: old.as_ref().map(Old::version),
            // A row that is refused or says nothing new needs no plan.
            plan: if matches!(outcome, Outcome::New | Outcome::Changed) { plan } else { Plan::default() },
            faults: row.faults.into_iter().map(|(column, key, what)| (column, key.to_owned(), cut(&what))).collect(),
            notes: row.notes.into_iter().map(|(column, text, read)| (column, cut(&text), cut(&read))).collect(),
            result: None,
            reason: None,
            after: None,
        })
    }

    /// A second row for the same record would undo the first.
    fn once(&mut self, row: &mut Row, old: Option<&Old>, plan: &Plan) {
        let mut marks: Vec<(&'static str, String)> = Vec::new();
        marks.extend(plan.key.as_ref().map(|key| ("key", format!("key:{key}"))));
        marks.extend(plan.slug.as_ref().map(|slug| ("slug", format!("slug:{slug}"))));
        if let Some(code) = row.text("code") {
            marks.push(("code", format!("code:{code}")));
        }
        match old {
            Some(old) => marks.push(("key", format!("record:{}", old.id()))),
            None if marks.is_empty() && (self.kind == Kind::Figure || !title(self.kind, row, &plan.body).is_empty()) => {
                let whose = |field: &str| plan.body[field].as_str().map(str::to_owned).unwrap_or_default();
                let subject = match self.kind {
                    Kind::Need => whose("organisation"),
                    Kind::Call => whose("programme"),
                    _ => plan.subject.as_ref().map(|of| of.id.clone()).unwrap_or_default(),
                };
                marks.push(match self.kind {
                    Kind::Figure => ("key", format!("figure:{subject}:{}", plan::figure_mark(&plan.body))),
                    Kind::Organisation | Kind::Programme => {
                        ("name_uk", format!("name:{}", dotyk_uk::search_key(&title(self.kind, row, &plan.body))))
                    }
                    kind => ("title_uk", format!("title:{subject}:{}", dotyk_uk::search_key(&title(kind, row, &plan.body)))),
                });
            }
            None => {}
        }
        for (column, mark) in marks {
            match self.seen.get(&mark) {
                Some(at) => {
                    row.faults.push((column.to_owned(), "import-row-twice", at.clone()));
                    break;
                }
                None => drop(self.seen.insert(mark, row.at.clone())),
            }
        }
    }

    /// What the record is to be, held to the rules of its own model.
    fn body(&self, tx: &mut Tx, row: &mut Row, old: Option<&Old>) -> Result<(Value, Plan), Error> {
        let mut plan = Plan::default();
        let (value, faults) = match self.kind {
            Kind::Project => {
                let before = match old {
                    Some(Old::Project(one)) => (**one).clone(),
                    _ => Project::new(Default::default(), project::Body::default()),
                };
                let (body, mut faults) = plan::project(&before, row);
                faults.extend(model_faults(body.faults(&self.office, &before.head.id)));
                if row.yes("published") == Some(true) {
                    faults.extend(self.may_publish());
                    let shown = Project { body: body.clone(), ..before };
                    faults.extend(shown.may_be_shown().err().map(|project::Refusal(key, what)| ("published".into(), key, what)));
                }
                (serde_json::to_value(&body), faults)
            }
            Kind::Organisation => {
                let before =
                    if let Some(Old::Organisation(one)) = old { one.body.clone() } else { organisation::Body::default() };
                let id = old.map(Old::id).unwrap_or_default();
                let (body, mut faults) = plan::organisation(&before, row);
                faults.extend(model_faults(body.faults()));
                if let Some(parent) = &body.parent
                    && !id.is_empty()
                    && organisation::circle(&self.parents, id, parent)
                {
                    faults.push(("parent".into(), "organisation-circle", String::new()));
                }
                if old.is_some() && organisation::store::same_code(tx, &self.actor.office, id, &body)?.is_some() {
                    let column = if body.edrpou.is_some() { "edrpou" } else { "org_id" };
                    faults.push((column.into(), "organisation-same-code", String::new()));
                }
                if row.yes("published") == Some(true) {
                    faults.extend(self.may_publish());
                }
                (serde_json::to_value(&body), faults)
            }
            Kind::Figure => {
                let before = if let Some(Old::Figure(one)) = old { one.body.clone() } else { figure::Body::default() };
                let (body, mut faults) = plan::figure(&before, row);
                faults.extend(model_faults(body.faults(&self.office)));
                (serde_json::to_value(&body), faults)
            }
            Kind::Step => {
                let before = if let Some(Old::Step(one)) = old { one.body.clone() } else { step::Body::default() };
                let (body, mut faults) = plan::step(&before, row);
                faults.extend(model_faults(body.faults()));
                (serde_json::to_value(&body), faults)
            }
            Kind::Asset => {
                let before = if let Some(Old::Asset(one)) = old { one.body.clone() } else { asset::Body::default() };
                let (body, mut faults) = plan::asset(&before, row);
                faults.extend(model_faults(body.faults()));
                if row.yes("published") == Some(true) {
                    faults.extend(self.may_publish());
                }
                (serde_json::to_value(&body), faults)
            }
            Kind::Need => {
                let before = if let Some(Old::Need(one)) = old { Some(&**one) } else { None };
                let (body, mut faults) = super::need::plan(before, row, self.today);
                let known = before.map(|need| need.body.contact.clone()).unwrap_or_default();
                plan.sealed = super::need::sealed(&Seal::new(self.state.data_key), &self.actor.office, &known, &body.contact)?;
                if row.yes("published") == Some(true) {
                    faults.extend(self.may_publish());
                }
                (serde_json::to_value(&body), faults)
            }
            Kind::Programme => {
                let before =
                    if let Some(Old::Programme(one)) = old { one.body.clone() } else { programme::model::Body::default() };
                let (body, faults) = super::programme::programme(&before, row);
                let shown = self.may_publish().filter(|_| row.yes("published") == Some(true));
                (serde_json::to_value(&body), model_faults(faults).chain(shown).collect())
            }
            Kind::Call => {
                let before = if let Some(Old::Call(one)) = old { Some(&one.body) } else { None };
                let (body, faults) = super::programme::call(before, row);
                let shown = self.may_publish().filter(|_| row.yes("published") == Some(true));
                (serde_json::to_value(&body), model_faults(faults).chain(shown).collect())
            }
            _ => {
                let before = if let Some(Old::Place(one)) = old { Some(&one.body) } else { None };
                let (body, mut faults) = plan::place(before, row);
                faults.extend(model_faults(body.faults()));
                (serde_json::to_value(&body), faults)
            }
        };
        // One word for one cell: what cannot be read is also missing, and that says nothing more.
        for fault in faults {
            if !row.faults.iter().any(|(column, ..)| *column == fault.0) {
                row.faults.push(fault);
            }
        }
        Ok((value.map_err(|error| Error::Other(error.to_string()))?, plan))
    }

    fn may_publish(&self) -> Option<Fault> {
        let refused = self.actor.ever(self.kind, Action::Publish).is_err();
        refused.then(|| ("published".into(), "import-may-not-publish", String::new()))
    }
}

/// Organisations by their addresses and names, or by their code of the state register.
fn organisations(tx: &mut Tx, office: &str, texts: &[String]) -> Result<HashMap<String, Match>, Error> {
    let mut found = organisation::store::resolve(tx, office, texts)?;
    let reference = |text: &str| format!("UA-EDR-{}", plan::whole_code(text.trim().to_owned()));
    let is_code = |text: &str| (6..=8).contains(&text.trim().len()) && text.trim().bytes().all(|b| b.is_ascii_digit());
    let missing = |text: &&String| matches!(found.get(*text), None | Some(Match::Missing));
    let codes: Vec<String> = texts.iter().filter(|text| is_code(text)).filter(missing).cloned().collect();
    let asked: Vec<String> = codes.iter().map(|code| reference(code)).collect();
    let by_code = organisation::store::by_references(tx, office, &asked)?;
    for code in codes {
        if let Some(id) = by_code.get(&reference(&code)) {
            found.insert(code, Match::Found(id.clone()));
        }
    }
    Ok(found)
}

/// Projects by their addresses, or by whole titles.
fn projects(tx: &mut Tx, office: &str, texts: &[String]) -> Result<HashMap<String, Match>, Error> {
    let slugs = Project::resolve(tx, office, texts)?;
    let mut found: HashMap<String, Match> = slugs.into_iter().map(|(slug, id)| (slug, Match::Found(id))).collect();
    let rest: Vec<String> = texts.iter().filter(|text| !found.contains_key(*text)).cloned().collect();
    let titled = project::store::by_titles(tx, office, &rest)?;
    for text in rest {
        match titled.get(&dotyk_uk::search_key(&text)).map(Vec::as_slice) {
            Some([one]) => drop(found.insert(text, Match::Found(one.id.clone()))),
            Some(several @ [_, ..]) => {
                let candidates = several.iter().map(|one| one.candidate.clone()).collect();
                found.insert(text, Match::Ambiguous(candidates));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A model names fields of its form; a table has columns.
fn model_faults(faults: Vec<Fault>) -> impl Iterator<Item = Fault> {
    faults.into_iter().map(|(field, key, what)| {
        let first = field.split('.').next().unwrap_or_default();
        let column = match first {
            "parties" => "funders",
            "name" => "name_uk",
            "alias" => "aliases",
            other => other,
        };
        let key = if key == "web-required" { "import-needed" } else { key };
        (column.to_owned(), key, what)
    })
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn title(kind: Kind, row: &Row, body: &Value) -> String {
    let of = |field: &str| body[field].as_str().map(str::to_owned);
    let title = match kind {
        Kind::Project | Kind::Need | Kind::Call => of("title_uk").or_else(|| of("title_en")),
        Kind::Organisation | Kind::Asset | Kind::Programme => of("name_uk").or_else(|| of("name_en")),
        Kind::Figure => {
            Some(format!("{} {}", of("measure").unwrap_or_default(), of("value").unwrap_or_default()).trim().to_owned())
        }
        Kind::Step => of("what_uk").or_else(|| of("what_en")),
        _ => row.text("name_uk").or_else(|| row.text("name_en")).or_else(|| row.text("code")),
    };
    cut(&title.unwrap_or_default())
}

/// The choices of a kind's columns, by the office's settings and by the words of the pages in both languages.
pub fn choices(state: &State, office: &Office, kind: Kind) -> Choices {
    let named = |word: &str, uk: String, en: String| {
        let mut keys: Vec<String> = [&uk, &en].iter().map(|name| dotyk_uk::search_key(name)).collect();
        keys.push(dotyk_uk::search_key(word));
        keys.retain(|key| !key.is_empty());
        keys.dedup();
        Choice { word: word.to_owned(), keys, shown: if uk.is_empty() { word.to_owned() } else { uk } }
    };
    let words = |prefix: &str, all: Vec<&'static str>| -> Vec<Choice> {
        let say = |lang, word: &str| {
            let key = format!("{prefix}{}", word.replace('_', "-"));
            if state.words.has(lang, &key) { state.words.say(lang, &key, &[]) } else { word.to_owned() }
        };
        all.into_iter().map(|word| named(word, say(Lang::Uk, word), say(Lang::En, word))).collect()
    };
    let both = |uk: &Option<String>, en: &Option<String>| (uk.clone().unwrap_or_default(), en.clone().unwrap_or_default());
    let measures = || -> Vec<Choice> {
        let of = |one: &office::Measure| {
            let (uk, en) = both(&one.name_uk, &one.name_en);
            named(&one.slug, uk, en)
        };
        office.measures.iter().map(of).collect()
    };
    let applicants = || words("organisation-kind-", OrganisationKind::ALL.iter().map(|one| one.word()).collect());
    match kind {
        Kind::Project => {
            let of = |one: &office::Direction| {
                let (uk, en) = both(&one.name_uk, &one.name_en);
                named(&one.slug, uk, en)
            };
            let directions = || office.directions.iter().map(of).collect();
            let stages = words("project-stage-", Stage::ALL.iter().map(|one| one.word()).collect());
            Choices::from([("direction", directions()), ("other_directions", directions()), ("stage", stages)])
        }
        Kind::Organisation => Choices::from([("kind", applicants())]),
        Kind::Figure => Choices::from([
            ("measure", measures()),
            ("per", measures()),
            ("qualifier", words("figure-qualifier-", Qualifier::ALL.iter().map(|one| one.word()).collect())),
            ("maturity", words("figure-maturity-", Maturity::ALL.iter().map(|one| one.word()).collect())),
        ]),
        Kind::Step => Choices::from([("state", words("step-state-", step::State::ALL.iter().map(|one| one.word()).collect()))]),
        Kind::Asset => Choices::from([("intent", words("asset-intent-", Intent::ALL.iter().map(|one| one.word()).collect()))]),
        Kind::Need => Choices::from([
            ("priority", words("need-priority-", Priority::ALL.iter().map(|one| one.word()).collect())),
            ("unit", units(state)),
        ]),
        Kind::Programme => Choices::from([("applicants", applicants())]),
        Kind::Call => Choices::from([
            ("applicants", applicants()),
            ("repetition", words("call-repetition-", Repetition::ALL.iter().map(|one| one.word()).collect())),
        ]),
        Kind::Place => Choices::from([
            ("level", words("place-level-", Level::ALL.iter().map(|one| one.word()).collect())),
            ("category", Category::ALL.iter().map(|one| named(one.word(), one.word().to_owned(), String::new())).collect()),
        ]),
        _ => Choices::new(),
    }
}

/// Units as people write them: in any of their forms, or shortened.
fn units(state: &State) -> Vec<Choice> {
    let short = |unit: &Unit| -> &[&str] {
        match unit {
            Unit::Piece => &["шт", "шт.", "pcs"],
            Unit::Set => &["компл", "компл."],
            Unit::Pack => &["уп", "уп.", "упак"],
            Unit::Box => &["ящ", "кор"],
            Unit::Kilogram => &["кг", "kg"],
            Unit::Tonne => &["т", "t"],
            Unit::Litre => &["л", "l"],
            Unit::Metre => &["м", "m", "пог м"],
            Unit::SquareMetre => &["м2", "м²", "кв м", "кв. м", "m2"],
            Unit::Service => &["посл"],
            Unit::Course => &[],
        }
    };
    let choice = |unit: &Unit| {
        let key = format!("need-unit-{}", unit.word().replace('_', "-"));
        let said = [Lang::Uk, Lang::En].map(|lang| state.words.say(lang, &key, &[]));
        let forms = said.iter().flat_map(|forms| forms.split('|')).chain(short(unit).iter().copied());
        let mut keys: Vec<String> = forms.chain([unit.word()]).map(dotyk_uk::search_key).collect();
        keys.sort();
        keys.dedup();
        let shown = said[0].split('|').next().unwrap_or_default().to_owned();
        Choice { word: unit.word().to_owned(), keys, shown }
    };
    Unit::ALL.iter().map(choice).collect()
}
