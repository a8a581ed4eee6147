//! The report's SQL: what figures say is read once, and added up in `facts`; and the rules of ranking.
//!
//! What is said of projects is read in one way by every statement here: `$1` to `$5` who sees it, `$6` direction, `$7` who pays,
//! `$8` place, `$9` the first day that a wide date may begin on, `$10` the report's day, `$11` and `$12` the period.

use std::collections::{HashMap, HashSet};

use dotyk_db::{Error, Row, Sql, Tx, Value, params, row, statements};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::facts::{Fact, Facts};
use super::model::{self, Choice, Chosen, Rules};
use super::period::{Part, Period};
use crate::access::{Actor, Kind, Permit, Ref, Subject};
use crate::figure::{Maturity, Qualifier};
use crate::journal::Write;
use crate::project;
use crate::project::store::{any_stage, part, visible};
use crate::text::When;
use crate::web::deed::Span;

/// The last day that the date of the figure `f` may mean, near enough to compare: of an interval whose ends are not alike, its
/// first.
macro_rules! last {
    () => {
        "CASE length(f.as_of) WHEN 4 THEN f.as_of || '-12-31' WHEN 7 THEN f.as_of || '-31' WHEN 10 THEN f.as_of WHEN 9 THEN substr(f.as_of, 6) || '-12-31'
           WHEN 15 THEN substr(f.as_of, 9) || '-31' WHEN 21 THEN substr(f.as_of, 12) ELSE f.day END"
    };
}

/// Where the figure `f` stands in the report: a [`Part`].
macro_rules! stands {
    () => {
        concat!(
            "CASE WHEN f.day = '' THEN 'undated' WHEN f.day > $12 THEN 'since' WHEN f.day >= $11 AND ",
            last!(),
            " <= $12 AND ",
            last!(),
            " <= $10 THEN 'in_period' ELSE 'undated' END"
        )
    };
}

/// Whether the figure `f` counts in a sum. Of what is said again of the same, the last word counts; what is said of a place
/// within the whole does not, nor the upper bound of what has a lower one; of money, of which sources seldom mean another, one source counts.
macro_rules! counts {
    () => {
        "f.per IS NULL AND NOT EXISTS (SELECT 1 FROM figure g WHERE g.office = f.office AND g.subject_id = f.subject_id AND g.subject_kind = f.subject_kind
             AND g.measure = f.measure AND g.removed_at IS NULL AND g.per IS NULL AND g.day || '' <= $10 AND coalesce(g.currency, '') = coalesce(f.currency, '')
             AND (coalesce(g.source, '') = coalesce(f.source, '') AND (g.day > f.day OR (f.place IS NOT NULL AND g.place IS NULL)
                    OR (f.qualifier = 'at_most' AND g.qualifier IN ('at_least', 'more_than')))
                  OR f.currency IS NOT NULL AND (g.day > f.day OR (g.day = f.day AND coalesce(g.source, '') > coalesce(f.source, '')))))"
    };
}

/// Figures of projects that the report speaks of. What has no day is said of the period when its project is in the report.
macro_rules! said {
    () => {
        said!("u.qualifier IN ('exact', 'at_least', 'more_than', 'at_most', 'about', 'unknown') AND u.subject_kind = 'project'")
    };
    ($found:literal) => {
        concat!(
            " FROM (SELECT u.* FROM figure u WHERE u.office = $1 AND ",
            $found,
            " AND u.removed_at IS NULL AND u.day >= $9 AND u.day <= $10
                 UNION ALL
                 SELECT u.* FROM figure u WHERE u.office = $1 AND ",
            $found,
            " AND u.removed_at IS NULL AND u.day = '' AND EXISTS (SELECT 1 FROM project_stage t WHERE t.office = u.office AND t.project = u.subject_id
                   AND t.day >= $9 AND t.day <= $10)) f CROSS JOIN project p WHERE (f.day = '' OR ",
            last!(),
            " >= $11) AND (f.day <= $12 OR ",
            last!(),
            " <= $10) AND p.office = $1 AND p.id = f.subject_id AND ",
            visible!(),
            " AND ",
            part!()
        )
    };
}

/// A value in ten-thousandths, so that the database adds up whole numbers.
macro_rules! whole {
    () => {
        "CAST(round(CAST(f.value AS NUMERIC) * 10000) AS BIGINT)"
    };
}

statements! {
    /// What every figure says, unit prices and what is superseded too.
    const FIGURES = concat!(
        "SELECT f.id, f.day, f.subject_id, p.direction, f.measure, f.currency, f.source, f.as_of, ", stands!(), " AS part, f.maturity, f.qualifier,
           CASE WHEN ", counts!(), " THEN 1 ELSE 0 END AS counted, coalesce(", whole!(), ", 0) AS amount, coalesce(f.minor, 0) AS minor", said!());
    /// The stages that projects had reached by the day `$2`, the last one last.
    const STAGES = "SELECT project, stage FROM project_stage WHERE office = $1 AND day <= $2 ORDER BY project, day, position";
    const FUNDERS = "SELECT project, organisation FROM project_party WHERE office = $1 AND role = 'funder' ORDER BY project, organisation";
    /// What is named of what is counted. Few figures name anything, so it begins there.
    const MEMBERS = concat!(
        "SELECT p.id, p.direction, f.measure, f.source, m.kind || ':' || m.id AS member FROM figure_member m CROSS JOIN figure f CROSS JOIN project p
         WHERE m.office = $1 AND f.office = m.office AND f.id = m.figure AND f.subject_kind = 'project' AND f.removed_at IS NULL AND f.day <= $10
           AND (f.day >= $9 OR (f.day = '' AND EXISTS (SELECT 1 FROM project_stage t WHERE t.office = f.office AND t.project = f.subject_id
             AND t.day >= $9 AND t.day <= $10)))
           AND (f.day = '' OR ", last!(), " >= $11) AND (f.day <= $12 OR ", last!(), " <= $10)
           AND p.office = $1 AND p.id = f.subject_id AND ", visible!(), " AND ", part!(), " AND ", counts!());
    /// Projects that stand for an emergency, which needs name by the same word: what befell is no achievement.
    const BEFELL = "SELECT p.id FROM emergency e JOIN project p ON p.office = e.office AND p.slug = e.slug WHERE e.office = $1 ORDER BY p.id";
    /// Figures of other records than projects. Whether they may be seen is up to their subjects.
    const BESIDE =
        "SELECT id FROM figure WHERE office = $1 AND qualifier IN ('exact', 'at_least', 'more_than', 'at_most', 'about', 'unknown') AND subject_kind <> 'project' AND removed_at IS NULL AND day >= $2 AND day <= $3 ORDER BY day, id LIMIT 400";
    /// A page of the figures that a number counts: `$13` measure, `$14` currency, `$15` source, `$16` part, behind a day and id.
    const COUNTED = concat!(
        "SELECT f.id, f.day, ", stands!(), " AS part", said!("u.measure = $13 AND u.subject_kind = 'project'"), " AND ", counts!(), "
           AND (f.currency = $14 OR $14 IS NULL) AND (f.source = $15 OR $15 IS NULL) AND (", stands!(), " = $16 OR $16 IS NULL)
           AND (f.day, f.id) > ($17, $18) ORDER BY f.day, f.id LIMIT $19");
    /// How many projects to which something happened lie in each place.
    const PLACES = concat!(
        "SELECT y.place, count(DISTINCT p.id) AS n FROM project_stage s CROSS JOIN project p JOIN project_place y ON y.office = p.office AND y.project = p.id
         WHERE s.office = $1 AND s.stage IN ", any_stage!(), " AND s.day >= $9 AND s.day <= $10 AND p.office = s.office AND p.id = s.project AND ", visible!(), " AND ", part!(),
        " GROUP BY y.place ORDER BY n DESC, y.place LIMIT 30");
    /// Projects that began in the time of the report, before any other of a sector of theirs.
    const FIRST = concat!(
        "SELECT DISTINCT p.id FROM project_stage s CROSS JOIN project p JOIN project_sector z ON z.office = p.office AND z.project = p.id
         WHERE s.office = $1 AND s.stage IN ", any_stage!(), " AND s.day >= $9 AND s.day <= $10 AND p.office = s.office AND p.id = s.project AND ", visible!(), " AND ", part!(), "
           AND NOT EXISTS (SELECT 1 FROM project_stage e WHERE e.office = s.office AND e.project = s.project AND e.day <> '' AND e.day || '' < $9)
           AND NOT EXISTS (SELECT 1 FROM project_sector o CROSS JOIN project_stage t CROSS JOIN project q
             WHERE o.office = z.office AND o.code = z.code AND o.project <> z.project AND q.office = o.office AND q.id = o.project
               AND q.published_at IS NOT NULL AND q.withdrawn_at IS NULL AND t.office = o.office AND t.project = o.project AND t.day <> '' AND t.day || '' <= s.day)
         ORDER BY p.id");
    const RULES = "SELECT as_of, version FROM report_rules WHERE office = $1";
    const WEIGHTS = "SELECT rule, weight FROM report_weight WHERE office = $1 ORDER BY rule";
    const MEASURES = "SELECT measure, counts FROM report_measure WHERE office = $1 ORDER BY measure";
    const CHOICES = "SELECT period, kind, id, choice, why, made_by, made_at FROM report_choice WHERE office = $1 ORDER BY period, kind, id";
    const IDS = "SELECT office AS id FROM report_rules WHERE office = $1";
    const PUT =
        "INSERT INTO report_rules (office, as_of, version) VALUES ($1, $2, 1)
         ON CONFLICT (office) DO UPDATE SET as_of = $2, version = report_rules.version + 1";
    const CLEAR_WEIGHTS = "DELETE FROM report_weight WHERE office = $1";
    const CLEAR_MEASURES = "DELETE FROM report_measure WHERE office = $1";
    const CLEAR_CHOICES = "DELETE FROM report_choice WHERE office = $1";
}

/// The office, once it has rules of its own.
pub const ALL_IDS: Sql = IDS;

/// Of what a report is: its period, its day, and the part of the work.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The period.
    pub period: Period,
    /// The day whose truth it tells.
    pub as_of: Date,
    /// Only of this direction.
    pub direction: Option<String>,
    /// Only what this organisation pays for.
    pub funder: Option<String>,
    /// Only what lies in this place.
    pub place: Option<String>,
}

impl Scope {
    /// What deeds are asked for.
    pub fn span(&self) -> Span {
        Span {
            from: self.period.wide(),
            until: self.as_of,
            direction: self.direction.clone(),
            funder: self.funder.clone(),
            place: self.place.clone(),
        }
    }

    /// The first ten parameters: everybody may see what a report tells, so it is told to all alike.
    fn stages(&self, office: &str) -> Vec<Value> {
        let mut params = Actor::public(office).visible(Kind::Project).params();
        params.extend(row![&self.direction, &self.funder, &self.place, self.period.wide().to_string(), self.as_of.to_string()]);
        params
    }

    /// All twelve.
    fn said(&self, office: &str) -> Vec<Value> {
        let mut params = self.stages(office);
        params.extend(row![self.period.from.to_string(), self.period.until.to_string()]);
        params
    }
}

fn part_of(row: &Row) -> Result<Part, Error> {
    let word: String = row.get("part")?;
    Part::parse(&word).ok_or_else(|| Error::Other(format!("«{word}» is no part of a report")))
}

fn qualifier(row: &Row) -> Result<Qualifier, Error> {
    Ok(Qualifier::parse(&row.get::<String>("qualifier")?).unwrap_or(Qualifier::Unknown))
}

/// What figures of projects say.
///
/// # Errors
/// The database's.
pub fn facts(tx: &mut Tx, office: &str, scope: &Scope) -> Result<Facts, Error> {
    let mut facts = Facts::new(&project::store::other_directions(tx, office)?);
    tx.each(FIGURES, &scope.said(office), |row| {
        let text = |column| row.get::<String>(column);
        let maybe = |column| row.get::<Option<String>>(column);
        let (currency, source, as_of) = (maybe("currency")?, maybe("source")?, maybe("as_of")?);
        facts.take(&Fact {
            id: &text("id")?,
            day: &text("day")?,
            subject: &text("subject_id")?,
            direction: &text("direction")?,
            measure: &text("measure")?,
            currency: currency.as_deref(),
            source: source.as_deref(),
            as_of: as_of.as_deref(),
            part: part_of(row)?,
            maturity: maybe("maturity")?.and_then(|word| Maturity::parse(&word)),
            qualifier: qualifier(row)?,
            counted: row.get::<i64>("counted")? == 1,
            amount: row.get("amount")?,
            minor: row.get("minor")?,
        });
        Ok::<_, Error>(())
    })?;
    tx.each(STAGES, params![office, scope.as_of.to_string()], |row| {
        facts.reached(&row.get::<String>("project")?, &row.get::<String>("stage")?);
        Ok::<_, Error>(())
    })?;
    tx.each(FUNDERS, params![office], |row| {
        facts.paid(&row.get::<String>("project")?, &row.get::<String>("organisation")?);
        Ok::<_, Error>(())
    })?;
    tx.each(MEMBERS, &scope.said(office), |row| {
        let text = |column| row.get::<String>(column);
        let (project, direction, measure) = (text("id")?, text("direction")?, text("measure")?);
        let source: Option<String> = row.get("source")?;
        facts.named((&project, &direction), (&measure, source.as_deref()), &row.get::<String>("member")?);
        Ok::<_, Error>(())
    })?;
    Ok(facts)
}

/// The projects that stand for an emergency.
///
/// # Errors
/// The database's.
pub fn befell(tx: &mut Tx, office: &str) -> Result<HashSet<String>, Error> {
    tx.all(BEFELL, params![office])?.iter().map(|row| row.get("id")).collect()
}

/// A figure that stands in a report.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Which.
    pub id: String,
    /// The directions of what it speaks of; none of what belongs to none.
    pub directions: Vec<String>,
    /// Where it stands.
    pub part: Part,
    /// Whether it counts in a sum.
    pub counted: bool,
}

impl Standing {
    /// Whether it is told in a direction; in what belongs to none when the slug is empty.
    pub fn is_in(&self, slug: &str) -> bool {
        model::is_in(&self.directions, slug)
    }
}

/// So many figures are shown one by one.
pub const MANY: usize = 400;

/// The ids of figures of other records than projects.
///
/// # Errors
/// The database's.
pub fn beside(tx: &mut Tx, office: &str, scope: &Scope) -> Result<Vec<String>, Error> {
    let params = params![office, scope.period.wide().to_string(), scope.as_of.to_string()];
    tx.all(BESIDE, params)?.iter().map(|row| row.get("id")).collect()
}

/// Which number is opened.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// What is counted.
    pub measure: String,
    /// Of money.
    pub currency: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// Where in the report.
    pub part: Option<Part>,
}

impl Opened {
    /// Whether it counts what is said so.
    pub fn fits(&self, measure: &str, currency: Option<&String>, source: Option<&String>, part: Part) -> bool {
        self.measure == measure
            && (self.currency.is_none() || self.currency.as_ref() == currency)
            && (self.source.is_none() || self.source.as_ref() == source)
            && self.part.is_none_or(|own| own == part)
    }
}

/// A figure that a number counts.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Which.
    pub id: String,
    /// Where it stands.
    pub part: Part,
    /// The first day that it may speak of.
    pub day: String,
}

/// A page of the figures that a number counts, behind a day and id.
///
/// # Errors
/// The database's.
pub fn counted(
    tx: &mut Tx,
    office: &str,
    scope: &Scope,
    opened: &Opened,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Counted>, Error> {
    let mut params = scope.said(office);
    params.extend(row![&opened.measure, &opened.currency, &opened.source, opened.part.map(Part::word)]);
    params.extend(row![after.0, after.1, limit]);
    let counted = |row: &Row| Ok(Counted { id: row.get("id")?, part: part_of(row)?, day: row.get("day")? });
    tx.all(COUNTED, &params)?.iter().map(counted).collect()
}

/// Money that is alike.
#[derive(Clone, Debug)]
pub struct Amount {
    /// Who pays; none when nobody says, or when it is of all.
    pub funder: Option<String>,
    /// What it is.
    pub measure: String,
    /// Of which currency.
    pub currency: String,
    /// The day it speaks of.
    pub as_of: Option<When>,
    /// How it is meant.
    pub qualifier: Qualifier,
    /// How many figures.
    pub figures: i64,
    /// The sum.
    pub value: Decimal,
}

/// The places where most happened, and of how many projects.
///
/// # Errors
/// The database's.
pub fn places(tx: &mut Tx, office: &str, scope: &Scope) -> Result<Vec<(String, i64)>, Error> {
    tx.all(PLACES, &scope.stages(office))?.iter().map(|row| Ok((row.get("place")?, row.get("n")?))).collect()
}

/// What figures of projects say of their worth.
#[derive(Debug, Default)]
pub struct Worth {
    /// People reached, by project.
    pub people: HashMap<String, Decimal>,
    /// Things that last, by project.
    pub lasting: HashMap<String, Decimal>,
    /// Money of a currency and day, by project.
    pub money: Vec<(String, String, Option<When>, Decimal)>,
}

/// The projects before which nothing like them was done.
///
/// # Errors
/// The database's.
pub fn first(tx: &mut Tx, office: &str, scope: &Scope) -> Result<Vec<String>, Error> {
    tx.all(FIRST, &scope.stages(office))?.iter().map(|row| row.get("id")).collect()
}

/// What the policy must know of the rules.
pub fn subject(office: &str) -> Subject {
    Subject::new(Kind::Report, office, true)
}

/// By which rules this office ranks.
///
/// # Errors
/// The database's.
pub fn rules(tx: &mut Tx, office: &str) -> Result<Rules, Error> {
    let mut rules = Rules { id: office.to_owned(), ..Rules::default() };
    let Some(row) = tx.first(RULES, params![office])? else { return Ok(rules) };
    (rules.as_of, rules.version) = (row.get("as_of")?, row.get("version")?);
    for row in tx.all(WEIGHTS, params![office])? {
        rules.weights.insert(row.get("rule")?, row.get("weight")?);
    }
    for row in tx.all(MEASURES, params![office])? {
        let of = if row.get::<String>("counts")? == "people" { &mut rules.people } else { &mut rules.lasting };
        of.push(row.get("measure")?);
    }
    for row in tx.all(CHOICES, params![office])? {
        let (Some(kind), Some(choice)) = (Kind::parse(&row.get::<String>("kind")?), Choice::parse(&row.get::<String>("choice")?))
        else {
            continue;
        };
        rules.choices.push(Chosen {
            period: row.get("period")?,
            record: Ref::new(kind, row.get::<String>("id")?),
            choice,
            why: row.get("why")?,
            made_by: row.get("made_by")?,
            made_at: row.get("made_at")?,
        });
    }
    Ok(rules)
}

/// As the journal sees them; nothing while they were never changed.
///
/// # Errors
/// The database's.
pub fn state(tx: &mut Tx, office: &str) -> Result<Option<Rules>, Error> {
    Ok(Some(rules(tx, office)?).filter(|rules| rules.version > 0))
}

/// Puts rules in place of those before.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, rules: &Rules) -> Result<(), Error> {
    permit.holds_for(Kind::Report, permit.office());
    let office = permit.office();
    write.tx().run(PUT, params![office, &rules.as_of])?;
    for sql in [CLEAR_WEIGHTS, CLEAR_MEASURES, CLEAR_CHOICES] {
        write.tx().run(sql, params![office])?;
    }
    let weights = rules.weights.iter().map(|(rule, weight)| row![office, rule, weight]);
    write.tx().bulk("report_weight", &["office", "rule", "weight"], weights)?;
    let counts = |measures: &[String], word: &str| measures.iter().map(|one| row![office, one, word]).collect::<Vec<_>>();
    let measures = counts(&rules.people, "people").into_iter().chain(counts(&rules.lasting, "lasting"));
    write.tx().bulk("report_measure", &["office", "measure", "counts"], measures)?;
    let choices = rules.choices.iter().map(|one| {
        let record = &one.record;
        row![office, &one.period, record.kind.word(), &record.id, one.choice.word(), &one.why, &one.made_by, &one.made_at]
    });
    let columns = ["office", "period", "kind", "id", "choice", "why", "made_by", "made_at"];
    write.tx().bulk("report_choice", &columns, choices)?;
    let state = self::rules(write.tx(), office)?;
    write.record(permit, &state)
}
