//! What is counted in the matrix, and what it comes to. Pure.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;

use crate::access::Kind;
use crate::figure::Qualifier;

/// All of a thing, in basis points.
pub const WHOLE: i64 = 10_000;

/// Where: the code of a community; none for what lies above all of them.
pub type Row = Option<String>;
/// What for: a DAC purpose or its category; none when nobody says.
pub type Column = Option<String>;

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A need that lacks something
    Need,
    /// A project under way
    Project,
    /// What a partner publishes of its own work
    Activity,
}

impl What {
    /// All of them, in the order of the page.
    pub const ALL: [What; 3] = [What::Need, What::Project, What::Activity];

    /// The kind of record that it is.
    pub fn kind(self) -> Kind {
        match self {
            What::Need => Kind::Need,
            What::Project => Kind::Project,
            What::Activity => Kind::Activity,
        }
    }

    /// The one whose kind is called so.
    pub fn parse(word: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.kind().word() == word)
    }
}

/// Money in hryvnias, and as it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// In hryvnias, as far as rates are known.
    pub uah: Decimal,
    /// As it was said, by currency.
    pub said: BTreeMap<String, Decimal>,
    /// The weakest of its parts.
    pub qualifier: Qualifier,
    /// Of how many things nobody knows it, or knows no rate for it.
    pub unknown: i64,
}

impl Money {
    /// Of which nobody says anything.
    pub fn unknown() -> Money {
        Money { unknown: 1, ..Money::default() }
    }

    /// Adds what is said in a currency, and what that is in hryvnias.
    pub fn say(&mut self, currency: &str, value: Decimal, uah: Option<Decimal>, qualifier: Qualifier) {
        *self.said.entry(currency.to_owned()).or_default() += value;
        self.qualifier = self.qualifier.with(qualifier);
        match uah {
            Some(uah) => self.uah += uah,
            None => self.unknown = 1,
        }
    }

    /// Whether any is known.
    pub fn known(&self) -> bool {
        !self.said.is_empty()
    }

    /// In hryvnias; none when nobody says anything, or no rate is known for anything of it.
    pub fn worth(&self) -> Option<Decimal> {
        (self.known() && !(self.uah.is_zero() && self.unknown > 0)).then_some(self.uah)
    }

    /// How the sum is meant: what lacks a part is a lower bound.
    pub fn meant(&self) -> Qualifier {
        if self.unknown > 0 { self.qualifier.with(Qualifier::AtLeast) } else { self.qualifier }
    }

    fn take(&mut self, other: &Money, share: i64) {
        let part = |value: Decimal| value * Decimal::from(share) / Decimal::from(WHOLE);
        self.uah += part(other.uah);
        for (currency, value) in &other.said {
            *self.said.entry(currency.clone()).or_default() += part(*value);
        }
        self.qualifier = self.qualifier.with(other.qualifier);
        self.unknown += other.unknown;
    }
}

/// Something that is counted.
#[derive(Clone, Debug)]
pub struct Thing {
    pub what: What,
    /// Its id.
    pub id: String,
    /// Where it opens.
    pub path: String,
    pub title_uk: Option<String>,
    pub title_en: Option<String>,
    /// The word of its state on the day.
    pub state: String,
    /// The communities that it lies in.
    pub rows: BTreeSet<Row>,
    /// What it is for, with its share; all of it where nobody divides.
    pub columns: BTreeMap<Column, i64>,
    /// For how many people; none when too few to tell.
    pub people: Option<i64>,
    /// What it may cost, or what is given.
    pub money: Money,
}

impl Thing {
    /// The part of it that stands in some columns.
    pub fn share(&self, asked: Asked<'_, Column>) -> i64 {
        self.columns.iter().filter(|(column, _)| asked.holds(column)).map(|(_, share)| share).sum::<i64>().min(WHOLE)
    }

    /// Whether it counts in a cell, a row or a column.
    pub fn counts(&self, row: Asked<'_, Row>, column: Asked<'_, Column>) -> bool {
        self.rows.iter().any(|own| row.holds(own)) && self.columns.keys().any(|own| column.holds(own))
    }
}

/// One of them, or all.
#[derive(Debug)]
pub enum Asked<'a, T> {
    All,
    One(&'a T),
}

impl<T> Clone for Asked<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<'_, T> {}

impl<T: PartialEq> Asked<'_, T> {
    fn holds(&self, own: &T) -> bool {
        match self {
            Asked::All => true,
            Asked::One(one) => *one == own,
        }
    }
}

/// What things come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Needs that lack something.
    pub needs: i64,
    /// For how many people, of the needs that say so.
    pub people: Option<i64>,
    /// What the needs may cost.
    pub cost: Money,
    /// Projects under way.
    pub projects: i64,
    /// What partners publish and the office has no project of.
    pub activities: i64,
    /// Their money.
    pub money: Money,
}

impl Cell {
    /// How many work there.
    pub fn active(&self) -> i64 {
        self.projects + self.activities
    }

    /// Something is needed, and nobody works there.
    pub fn gap(&self) -> bool {
        self.needs > 0 && self.active() == 0
    }

    /// Two or more do the like.
    pub fn overlap(&self) -> bool {
        self.active() > 1
    }

    /// Adds a thing, and a share of its money.
    pub fn take(&mut self, thing: &Thing, share: i64) {
        match thing.what {
            What::Need => {
                self.needs += 1;
                self.cost.take(&thing.money, share);
                if let Some(people) = thing.people {
                    *self.people.get_or_insert(0) += people;
                }
            }
            What::Project => self.projects += 1,
            What::Activity => self.activities += 1,
        }
        if thing.what != What::Need {
            self.money.take(&thing.money, share);
        }
    }
}

/// The table. In the sums each thing counts once, so they may be less than their cells together.
#[derive(Debug, Default)]
pub struct Table {
    pub cells: BTreeMap<(Row, Column), Cell>,
    pub rows: BTreeMap<Row, Cell>,
    pub columns: BTreeMap<Column, Cell>,
    pub all: Cell,
}

impl Table {
    /// Counts things.
    pub fn of(things: &[Thing]) -> Table {
        let mut table = Table::default();
        for thing in things.iter().filter(|thing| !thing.rows.is_empty() && !thing.columns.is_empty()) {
            let whole = thing.share(Asked::All);
            for row in &thing.rows {
                table.rows.entry(row.clone()).or_default().take(thing, whole);
                for (column, share) in &thing.columns {
                    table.cells.entry((row.clone(), column.clone())).or_default().take(thing, *share);
                }
            }
            for (column, share) in &thing.columns {
                table.columns.entry(column.clone()).or_default().take(thing, *share);
            }
            table.all.take(thing, whole);
        }
        table
    }

    /// How many of some cells are gaps, and how many are overlaps.
    pub fn marks(&self, row: Asked<'_, Row>, column: Asked<'_, Column>) -> (i64, i64) {
        let cells = self.cells.iter().filter(|((own, of), _)| row.holds(own) && column.holds(of)).map(|(_, cell)| cell);
        cells.fold((0, 0), |(gaps, overlaps), cell| (gaps + i64::from(cell.gap()), overlaps + i64::from(cell.overlap())))
    }
}

/// The columns of a thing by its purposes and their shares. Without a filter a purpose stands under its category; with one
/// only the purposes that begin with it count. Nothing, when none does.
pub fn columns(purposes: &[(String, Option<i64>)], filter: Option<&str>) -> BTreeMap<Column, i64> {
    let mut columns: BTreeMap<Column, i64> = BTreeMap::new();
    // Shares that are not said of every part, or do not make a whole, divide nothing.
    let said: i64 = purposes.iter().filter_map(|(_, share)| *share).sum();
    let divided = purposes.iter().all(|(_, share)| share.is_some()) && (WHOLE - 100..=WHOLE + 100).contains(&said);
    for (code, share) in purposes {
        let column = match filter {
            None => code.chars().take(3).collect(),
            Some(filter) if code.starts_with(filter) => code.clone(),
            Some(_) => continue,
        };
        let own = columns.entry(Some(column)).or_default();
        *own = if divided { (*own + share.unwrap_or_default()).min(WHOLE) } else { WHOLE };
    }
    if purposes.is_empty() && filter.is_none() {
        columns.insert(None, WHOLE);
    }
    columns
}

/// Whether what a partner publishes goes on on a day. ISO days compare as text; what says no end has none, unless its status
/// (code of ActivityStatus) is closed, cancelled or suspended.
pub fn goes_on(status: Option<&str>, start: Option<&str>, end: Option<&str>, day: &str) -> bool {
    let over = match end {
        Some(end) => end < day,
        None => matches!(status, Some("3" | "4")),
    };
    start.is_some_and(|start| start <= day) && !over && !matches!(status, Some("1" | "5" | "6"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(what: What, rows: &[&str], purposes: &[(&str, i64)], uah: i64) -> Thing {
        let mut money = Money::default();
        money.say("UAH", uah.into(), Some(uah.into()), Qualifier::Exact);
        let purposes: Vec<(String, Option<i64>)> = purposes.iter().map(|(code, n)| ((*code).to_owned(), Some(*n))).collect();
        Thing {
            what,
            id: String::new(),
            path: String::new(),
            title_uk: None,
            title_en: None,
            state: String::new(),
            rows: rows.iter().map(|row| Some((*row).to_owned())).collect(),
            columns: columns(&purposes, None),
            people: (what == What::Need).then_some(40),
            money,
        }
    }

    #[test]
    fn a_thing_counts_in_each_cell_and_once_in_a_sum() {
        let table = Table::of(&[
            thing(What::Need, &["a"], &[("12220", WHOLE)], 500),
            thing(What::Project, &["a", "b"], &[("12191", 2500), ("12220", 5000), ("14030", 2500)], 1000),
            thing(What::Project, &["b"], &[("12264", WHOLE)], 10),
            thing(What::Need, &["b"], &[], 7),
        ]);
        let at = |row: &str, column: Option<&str>| &table.cells[&(Some(row.into()), column.map(str::to_owned))];
        let health = at("a", Some("122"));
        assert_eq!((health.needs, health.people, health.projects, health.gap()), (1, Some(40), 1, false));
        assert_eq!((health.cost.uah, health.money.uah), (500.into(), 500.into()), "half of the project is for it");
        assert!(at("b", Some("122")).overlap() && !at("a", Some("140")).overlap());
        assert!(at("b", None).gap(), "a need of which nobody says what for");
        assert_eq!((table.rows[&Some("b".into())].projects, table.rows[&Some("b".into())].money.uah), (2, 1010.into()));
        let health = &table.columns[&Some("122".into())];
        assert_eq!((health.projects, health.money.uah), (2, 510.into()), "each project once");
        assert_eq!(table.marks(Asked::All, Asked::All), (1, 1));
        assert_eq!(table.marks(Asked::One(&Some("a".into())), Asked::All), (0, 0));
        assert_eq!((table.all.needs, table.all.projects, table.all.money.uah), (2, 2, 1010.into()));
    }

    #[test]
    fn shares_divide_only_where_they_make_a_whole() {
        let of = |purposes: &[(&str, Option<i64>)], filter: Option<&str>| {
            let purposes: Vec<_> = purposes.iter().map(|(code, share)| ((*code).to_owned(), *share)).collect();
            columns(&purposes, filter).into_iter().map(|(code, share)| (code.unwrap_or_default(), share)).collect::<Vec<_>>()
        };
        let both = [("12191", Some(4000)), ("12220", Some(6000))];
        assert_eq!(of(&both, None), [("121".into(), 4000), ("122".into(), 6000)]);
        assert_eq!(of(&both, Some("122")), [("12220".into(), 6000)]);
        assert_eq!(of(&both, Some("140")), []);
        assert_eq!(of(&[("12191", None), ("12220", Some(6000))], None), [("121".into(), WHOLE), ("122".into(), WHOLE)]);
        assert_eq!(of(&[("12191", Some(100)), ("14030", Some(100))], None), [("121".into(), WHOLE), ("140".into(), WHOLE)]);
        assert_eq!(of(&[], None), [(String::new(), WHOLE)]);
        assert_eq!(of(&[], Some("122")), []);
    }

    #[test]
    fn an_activity_goes_on_between_its_days() {
        let day = "2021-03-31";
        for (status, start, end, goes) in [
            (Some("2"), Some("2020-01-01"), None, true),
            (Some("2"), Some("2021-03-31"), Some("2021-03-31"), true),
            (Some("4"), Some("2020-01-01"), Some("2021-12-31"), true),
            (Some("4"), Some("2020-01-01"), None, false),
            (Some("2"), Some("2020-01-01"), Some("2021-03-30"), false),
            (Some("2"), Some("2021-04-01"), None, false),
            (Some("1"), Some("2020-01-01"), None, false),
            (Some("5"), Some("2020-01-01"), Some("2022-01-01"), false),
            (None, None, None, false),
        ] {
            assert_eq!(goes_on(status, start, end, day), goes, "{status:?} {start:?} {end:?}");
        }
    }

    #[test]
    fn what_lacks_a_part_is_a_lower_bound() {
        let mut money = Money::default();
        assert!(!money.known());
        money.say("USD", 10.into(), None, Qualifier::Exact);
        assert_eq!((money.known(), money.worth(), money.meant()), (true, None, Qualifier::AtLeast));
        money.say("UAH", 5.into(), Some(5.into()), Qualifier::Exact);
        assert_eq!(money.worth(), Some(5.into()));
    }
}
