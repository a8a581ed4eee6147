//! What our words are called in IATI, and back. Facts of the code lists of 2.03; pure.
//!
//! The two vocabularies do not cover each other. Where ours is finer ([`Stage`]), several words have one code, and
//! [`says_same`] tells whether a code contradicts what is held here. Where IATI has no word, there is none: a receiver is
//! not called a funder only to be called something.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::figure::Maturity;
use crate::office::Measure;
use crate::organisation::OrganisationKind;
use crate::place::{self, Level};
use crate::project::{RelationKind, Role, Sector, Stage};
use crate::text;

/// The code of `activity-status` for a stage.
pub fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Idea | Stage::Negotiation | Stage::Agreed | Stage::Registered => "1",
        Stage::Implementing => "2",
        Stage::Completed => "3",
        Stage::Closed => "4",
        Stage::Refused | Stage::Cancelled => "5",
    }
}

/// The stage that an `activity-status` says at least: "pipeline" is talked about, "suspended" has begun.
pub fn stage(status: &str) -> Option<Stage> {
    Some(match status {
        "1" => Stage::Negotiation,
        "2" | "6" => Stage::Implementing,
        "3" => Stage::Completed,
        "4" => Stage::Closed,
        "5" => Stage::Cancelled,
        _ => return None,
    })
}

/// Whether a status is no news where a stage is held.
pub fn says_same(held: Stage, code: &str) -> bool {
    status(held) == code || held == Stage::Implementing && code == "6"
}

/// The code of `participating-org/@role`. Who receives and who helps otherwise has no role there.
pub fn role_code(role: Role) -> Option<&'static str> {
    match role {
        Role::Funder => Some("1"),
        Role::Beneficiary => Some("2"),
        Role::Implementer => Some("4"),
        Role::Recipient | Role::Partner => None,
    }
}

/// The role of a code. "Extending", who manages money for another, is a partner here.
pub fn role(code: &str) -> Option<Role> {
    Some(match code {
        "1" => Role::Funder,
        "2" => Role::Beneficiary,
        "3" => Role::Partner,
        "4" => Role::Implementer,
        _ => return None,
    })
}

/// A code of `activity-date/@type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateType {
    /// A beginning, or an end.
    pub start: bool,
    /// It has happened.
    pub actual: bool,
}

impl DateType {
    /// The kind of date that a stage's day is, seen from a day: what lies ahead is planned. Only the beginning of the work
    /// and its completion are such dates.
    pub fn of(stage: Stage, day: Date, today: Date) -> Option<DateType> {
        let start = match stage {
            Stage::Implementing => true,
            Stage::Completed => false,
            _ => return None,
        };
        Some(DateType { start, actual: day <= today })
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        match (self.start, self.actual) {
            (true, false) => "1",
            (true, true) => "2",
            (false, false) => "3",
            (false, true) => "4",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<DateType> {
        let all = [(true, false), (true, true), (false, false), (false, true)].map(|(start, actual)| DateType { start, actual });
        all.into_iter().find(|kind| kind.code() == code)
    }

    /// The stage that begins on such a day.
    pub fn stage(self) -> Stage {
        if self.start { Stage::Implementing } else { Stage::Completed }
    }
}

/// The code of the list OrganisationType. `country` is the organisation's.
pub fn organisation_type(kind: OrganisationKind, country: Option<&str>) -> &'static str {
    match kind {
        OrganisationKind::Government | OrganisationKind::ForeignGovernment => "10",
        OrganisationKind::LocalGovernment => "11",
        OrganisationKind::Ngo => match country {
            Some("UA") => "24",
            _ => "22",
        },
        OrganisationKind::UnAgency => "40",
        OrganisationKind::Business => "70",
        OrganisationKind::Academic => "80",
        OrganisationKind::Donor
        | OrganisationKind::Implementer
        | OrganisationKind::Media
        | OrganisationKind::Programme
        | OrganisationKind::Cluster => "90",
    }
}

/// The kind of organisation that a code of OrganisationType says; none where it says only "other". `reference` is its
/// identifier: it tells a ministry here from one abroad, and an agency of the United Nations (channels 41000–41999 of the
/// DAC) from another multilateral.
pub fn organisation_kind(code: &str, reference: &str) -> Option<OrganisationKind> {
    Some(match code {
        "10" | "15" if reference.starts_with("UA-") => OrganisationKind::Government,
        "10" | "15" => OrganisationKind::ForeignGovernment,
        "11" => OrganisationKind::LocalGovernment,
        "21" | "22" | "23" | "24" | "60" => OrganisationKind::Ngo,
        "30" => OrganisationKind::Programme,
        "40" if reference.starts_with("XM-DAC-41") => OrganisationKind::UnAgency,
        "40" => OrganisationKind::Donor,
        "70" | "71" | "72" | "73" => OrganisationKind::Business,
        "80" => OrganisationKind::Academic,
        _ => return None,
    })
}

/// The vocabulary of DAC purpose codes of five digits; it also holds where none is named.
pub const DAC: &str = "1";
/// The vocabulary of DAC categories, of three digits.
pub const DAC_CATEGORY: &str = "2";
/// `sector/@vocabulary` of the Sustainable Development Goals.
pub const SECTOR_GOAL: &str = "7";
/// `tag/@vocabulary` of the Sustainable Development Goals: where they go out.
pub const TAG_GOAL: &str = "2";
/// `@vocabulary` of a publisher's own words, of sectors, tags and regions.
pub const OWN: &str = "99";

/// Whether a code of a `sector` is a purpose as kept here.
pub fn is_purpose(vocabulary: Option<&str>, code: &str) -> bool {
    vocabulary.is_none_or(|vocabulary| vocabulary == DAC) && text::is_purpose(code)
}

/// The goal that a `sector` says: 7 are goals, 8 targets such as `4.3`.
pub fn sector_goal(vocabulary: &str, code: &str) -> Option<i64> {
    goal(matches!(vocabulary, SECTOR_GOAL | "8"), code)
}

/// The goal that a `tag` says: 2 are goals, 3 targets.
pub fn tag_goal(vocabulary: &str, code: &str) -> Option<i64> {
    goal(matches!(vocabulary, TAG_GOAL | "3"), code)
}

fn goal(listed: bool, code: &str) -> Option<i64> {
    let number: i64 = code.split('.').next()?.parse().ok()?;
    (listed && (1..=17).contains(&number)).then_some(number)
}

/// Shares as kept here, whole in basis points, of percentages as published: missing ones share what the others leave,
/// and what rounding loses goes to the largest. None where the percentages are no shares of a hundred.
pub fn shares(parts: &[(&str, Option<Decimal>)]) -> Option<Vec<Sector>> {
    const WHOLE: i64 = 10_000;
    let points = |share: &Decimal| {
        let points = share.checked_mul(Decimal::ONE_HUNDRED)?.round();
        i64::try_from(points.mantissa()).ok().filter(|points| (0..=WHOLE).contains(points))
    };
    let given: Vec<Option<i64>> = parts
        .iter()
        .map(|(_, share)| share.as_ref().map_or(Some(None), |share| points(share).map(Some)))
        .collect::<Option<_>>()?;
    let missing = i64::try_from(given.iter().filter(|share| share.is_none()).count()).ok()?;
    let known: i64 = given.iter().flatten().sum();
    // A few hundredths are rounding; more is a fault of who published.
    let slack = i64::try_from(parts.len()).ok()?;
    if parts.is_empty() || known > WHOLE + slack || missing == 0 && known < WHOLE - slack || missing > 0 && known >= WHOLE {
        return None;
    }
    let mut whole: Vec<i64> = given.iter().map(|share| share.unwrap_or_else(|| (WHOLE - known) / missing.max(1))).collect();
    let lost = WHOLE - whole.iter().sum::<i64>();
    if let Some(largest) = whole.iter_mut().max_by_key(|points| **points) {
        *largest += lost;
    }
    let sectors = parts.iter().zip(whole).filter(|(_, points)| *points > 0);
    Some(sectors.map(|((code, _), points)| Sector::of((*code).to_owned(), points)).collect())
}

macro_rules! money {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What a measure of money is, by its unit in the office's settings: these are the words of the standard. Money of
        /// another unit (a loss, the price of one vehicle) is none of a project's means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Money { $($(#[$doc])* $name,)* }

        impl Money {
            /// All.
            pub const ALL: &[Money] = &[$(Money::$name),*];

            /// The unit of its measure.
            pub fn unit(self) -> &'static str {
                match self { $(Money::$name => $word,)* }
            }

            /// By the unit of its measure.
            pub fn parse(unit: &str) -> Option<Money> {
                Money::ALL.iter().copied().find(|money| money.unit() == unit)
            }

            /// What a measure of the office is: by its unit, else by its own address.
            pub fn of(measure: &Measure) -> Option<Money> {
                let word = Money::parse(&measure.unit).or_else(|| Money::parse(&measure.slug));
                word.filter(|_| measure.money)
            }
        }
    };
}

money! {
    /// What the whole may cost; how firm that is says what it is in the standard.
    Budget = "budget",
    /// What was paid on to who does it.
    Disbursement = "disbursement",
    /// What was spent on goods and services.
    Expenditure = "expenditure",
}

/// The code of `transaction-type` for money of a firmness. What is only planned is a pledge, what is agreed a
/// commitment, and a budget that was delivered was paid out.
pub fn transaction_type(money: Money, maturity: Option<Maturity>) -> &'static str {
    match (money, maturity) {
        (Money::Expenditure, _) => "4",
        (Money::Disbursement, _) | (Money::Budget, Some(Maturity::Delivered)) => "3",
        (Money::Budget, Some(Maturity::Agreed | Maturity::Contracted)) => "2",
        (Money::Budget, Some(Maturity::Planned | Maturity::Promised) | None) => "12",
    }
}

/// What a `transaction-type` is here, with its firmness. Repayments, interest, equity and guarantees are none of it.
pub fn transaction(code: &str) -> Option<(Money, Maturity)> {
    Some(match code {
        "2" | "11" => (Money::Budget, Maturity::Contracted),
        "12" | "13" => (Money::Budget, Maturity::Promised),
        "1" | "3" => (Money::Disbursement, Maturity::Delivered),
        "4" => (Money::Expenditure, Maturity::Delivered),
        _ => return None,
    })
}

/// The code of `budget/@status`: committed or only indicative.
pub fn budget_status(maturity: Option<Maturity>) -> &'static str {
    match maturity {
        Some(Maturity::Agreed | Maturity::Contracted | Maturity::Delivered) => "2",
        Some(Maturity::Planned | Maturity::Promised) | None => "1",
    }
}

/// How firm the money of a `budget/@status` is; indicative where nothing is said.
pub fn budget_maturity(status: Option<&str>) -> Maturity {
    if status == Some("2") { Maturity::Agreed } else { Maturity::Planned }
}

/// The code of `related-activity/@type` of what this project is to another; what it follows has no word there.
pub fn relation_code(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::PartOf => "1",
        RelationKind::Follows | RelationKind::Related => "3",
    }
}

/// What an activity is to the one that it names: 1 is its parent. Of a child it is the child that is a part.
pub fn relation(code: &str) -> Option<RelationKind> {
    Some(match code {
        "1" => RelationKind::PartOf,
        "3" | "4" | "5" => RelationKind::Related,
        _ => return None,
    })
}

/// The reference system of every point: WGS 84, latitude first.
pub const SRS: &str = "http://www.opengis.net/def/crs/EPSG/0/4326";

/// Where a place stands: `location-class`, `feature-designation` and `exactness`. A settlement is a point near enough;
/// the point of an area only stands for it.
pub fn location(level: Level) -> (&'static str, &'static str, &'static str) {
    match level {
        Level::Country => ("1", "PCLI", "2"),
        Level::Oblast => ("1", "ADM1", "2"),
        Level::Raion => ("1", "ADM2", "2"),
        Level::Hromada => ("1", "ADM3", "2"),
        Level::District => ("1", "ADMD", "2"),
        Level::Settlement | Level::Foreign => ("2", "PPL", "2"),
    }
}

/// The text of `point/pos` of micro-degrees.
pub fn position(lat: i64, lon: i64) -> String {
    let degrees = |micro: i64| Decimal::new(micro, 6).normalize().to_string();
    format!("{} {}", degrees(lat), degrees(lon))
}

/// Latitude and longitude in micro-degrees of a `point/pos`.
pub fn micro_degrees(position: &str) -> Option<(i64, i64)> {
    let mut numbers = position.split_ascii_whitespace().map(|number| {
        let micro = number.parse::<Decimal>().ok()?.checked_mul(Decimal::new(1_000_000, 0))?.round();
        i64::try_from(micro.mantissa()).ok()
    });
    let (lat, lon) = (numbers.next()??, numbers.next()??);
    let there = lat.abs() <= 90_000_000 && lon.abs() <= 180_000_000 && numbers.next().is_none();
    there.then_some((lat, lon))
}

/// The code of a place here that a `location/@ref` or a code of `location-id` names: KATOTTH, as it goes out.
pub fn place(reference: &str) -> Option<&str> {
    let code = reference.trim();
    place::is_code(code).then_some(code)
}

/// The code of `recipient-country` of a place: its ISO 3166 letters.
pub fn country(place: &str) -> Option<&str> {
    place.get(..2).filter(|code| code.bytes().all(|b| b.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dotyk_iati::CodeLists;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn listed(list: &str, code: &str) {
        assert_eq!(CodeLists::default().contains(list, code), Some(true), "{code} of {list}");
    }

    #[test]
    fn every_stage_has_a_status_that_leads_back_to_no_other() {
        for stage in Stage::ALL {
            let code = status(*stage);
            listed("ActivityStatus", code);
            let back = super::stage(code).unwrap();
            assert!(says_same(*stage, code) && status(back) == code, "{stage:?} is {code} is {back:?}");
        }
        for (held, code, same) in [
            (Stage::Agreed, "1", true),
            (Stage::Agreed, "2", false),
            (Stage::Implementing, "6", true),
            (Stage::Closed, "3", false),
            (Stage::Refused, "5", true),
        ] {
            assert_eq!(says_same(held, code), same, "{held:?} {code}");
        }
        assert_eq!((super::stage("7"), super::stage("")), (None, None));
    }

    #[test]
    fn roles_that_both_know_go_there_and_back() {
        for (held, code) in [
            (Role::Funder, Some("1")),
            (Role::Beneficiary, Some("2")),
            (Role::Implementer, Some("4")),
            (Role::Recipient, None),
            (Role::Partner, None),
        ] {
            assert_eq!(role_code(held), code);
            if let Some(code) = code {
                listed("OrganisationRole", code);
                assert_eq!(role(code), Some(held));
            }
        }
        assert_eq!((role("3"), role("5")), (Some(Role::Partner), None));
    }

    #[test]
    fn the_day_of_a_stage_is_planned_while_it_lies_ahead() {
        let today = date(2021, 3, 31);
        for (held, day, code) in [
            (Stage::Implementing, date(2021, 4, 1), Some("1")),
            (Stage::Implementing, date(2021, 3, 31), Some("2")),
            (Stage::Completed, date(2022, 1, 1), Some("3")),
            (Stage::Completed, date(2020, 1, 1), Some("4")),
            (Stage::Agreed, date(2020, 1, 1), None),
        ] {
            let kind = DateType::of(held, day, today);
            assert_eq!(kind.map(DateType::code), code);
            if let (Some(kind), Some(code)) = (kind, code) {
                listed("ActivityDateType", code);
                assert_eq!((DateType::parse(code), kind.stage()), (Some(kind), held));
            }
        }
        assert_eq!(DateType::parse("5"), None);
    }

    #[test]
    fn kinds_of_organisations() {
        for kind in OrganisationKind::ALL {
            listed("OrganisationType", organisation_type(*kind, None));
        }
        for (kind, country, code, reference, back) in [
            (OrganisationKind::Government, Some("UA"), "10", "UA-EDR-00000000", Some(OrganisationKind::Government)),
            (OrganisationKind::ForeignGovernment, Some("CA"), "10", "CA-4", Some(OrganisationKind::ForeignGovernment)),
            (OrganisationKind::LocalGovernment, Some("UA"), "11", "", Some(OrganisationKind::LocalGovernment)),
            (OrganisationKind::Ngo, Some("UA"), "24", "", Some(OrganisationKind::Ngo)),
            (OrganisationKind::Ngo, Some("NL"), "22", "", Some(OrganisationKind::Ngo)),
            (OrganisationKind::UnAgency, None, "40", "XM-DAC-41114", Some(OrganisationKind::UnAgency)),
            (OrganisationKind::Business, None, "70", "", Some(OrganisationKind::Business)),
            (OrganisationKind::Academic, None, "80", "", Some(OrganisationKind::Academic)),
            (OrganisationKind::Donor, None, "90", "", None),
        ] {
            assert_eq!(organisation_type(kind, country), code);
            assert_eq!(organisation_kind(code, reference), back);
        }
        assert_eq!(organisation_kind("40", "XM-DAC-46002"), Some(OrganisationKind::Donor));
    }

    #[test]
    fn purposes_and_goals() {
        for (vocabulary, code, is) in [
            (None, "43040", true),
            (Some("1"), "43040", true),
            (Some("2"), "430", false),
            (Some("99"), "43040", false),
            (None, "4304", false),
        ] {
            assert_eq!(is_purpose(vocabulary, code), is, "{vocabulary:?} {code}");
        }
        for (vocabulary, code, goal) in
            [("7", "4", Some(4)), ("8", "4.3", Some(4)), ("7", "18", None), ("1", "4", None), ("8", "a", None)]
        {
            assert_eq!(sector_goal(vocabulary, code), goal);
        }
        assert_eq!((tag_goal("2", "16"), tag_goal("3", "16.a"), tag_goal("99", "16")), (Some(16), Some(16), None));
        for (list, code) in [
            ("SectorVocabulary", DAC),
            ("SectorVocabulary", DAC_CATEGORY),
            ("SectorVocabulary", SECTOR_GOAL),
            ("TagVocabulary", TAG_GOAL),
            ("TagVocabulary", OWN),
        ] {
            listed(list, code);
        }
    }

    #[test]
    fn shares_are_whole_or_none() {
        let share = |text: &str| Some(text.parse::<Decimal>().unwrap());
        let of = |parts: &[(&str, Option<Decimal>)]| {
            shares(parts).map(|all| all.iter().map(|one| format!("{} {}", one.code, one.share)).collect::<Vec<_>>().join(", "))
        };
        for (parts, whole) in [
            (vec![("11110", None)], Some("11110 100")),
            (vec![("11110", share("50")), ("11120", None)], Some("11110 50, 11120 50")),
            (vec![("1", None), ("2", None), ("3", None)], Some("1 33.33, 2 33.33, 3 33.34")),
            (vec![("1", share("33.333")), ("2", share("33.333")), ("3", share("33.334"))], Some("1 33.33, 2 33.33, 3 33.34")),
            (vec![("1", share("100")), ("2", share("0"))], Some("1 100")),
            (vec![("1", share("60")), ("2", share("60"))], None),
            (vec![("1", share("60"))], None),
            (vec![("1", share("100")), ("2", None)], None),
            (vec![("1", share("-20")), ("2", share("120"))], None),
            (vec![], None),
        ] {
            assert_eq!(of(&parts).as_deref(), whole, "{parts:?}");
        }
    }

    #[test]
    fn money_by_its_unit_and_firmness() {
        for money in Money::ALL {
            assert_eq!(Money::parse(money.unit()), Some(*money));
            for maturity in [None, Some(Maturity::Planned), Some(Maturity::Contracted), Some(Maturity::Delivered)] {
                let code = transaction_type(*money, maturity);
                listed("TransactionType", code);
                let (_, back) = transaction(code).unwrap();
                assert_eq!(transaction_type(transaction(code).unwrap().0, Some(back)), code);
            }
        }
        assert_eq!((Money::parse("loss"), transaction("6"), transaction("8")), (None, None, None));
        assert_eq!(transaction_type(Money::Budget, Some(Maturity::Promised)), "12");
        assert_eq!(transaction("11"), Some((Money::Budget, Maturity::Contracted)));
        for maturity in Maturity::ALL {
            let code = budget_status(Some(*maturity));
            listed("BudgetStatus", code);
            assert_eq!(budget_status(Some(budget_maturity(Some(code)))), code);
        }
        assert_eq!(budget_maturity(None), Maturity::Planned);
    }

    #[test]
    fn relations_and_places() {
        for kind in RelationKind::ALL {
            listed("RelatedActivityType", relation_code(*kind));
        }
        assert_eq!(
            (relation("1"), relation("2"), relation("4")),
            (Some(RelationKind::PartOf), None, Some(RelationKind::Related))
        );
        for level in Level::ALL {
            let (class, designation, exactness) = location(*level);
            listed("GeographicLocationClass", class);
            listed("LocationType", designation);
            listed("GeographicExactness", exactness);
        }
        for (text, point) in [
            ("48.948889 38.487778", Some((48_948_889, 38_487_778))),
            ("  -1.5   30 ", Some((-1_500_000, 30_000_000))),
            ("91 0", None),
            ("48,9 38,4", None),
            ("48.9", None),
            ("1 2 3", None),
        ] {
            assert_eq!(micro_degrees(text), point, "{text}");
        }
        assert_eq!((place(" UA44120110010072887 "), place("UA-44")), (Some("UA44120110010072887"), None));
        assert_eq!((country("FI-turku"), country("ua44"), country("U")), (Some("FI"), None, None));
    }

    proptest! {
        #[test]
        fn a_point_goes_out_and_comes_back(lat in -90_000_000_i64..=90_000_000, lon in -180_000_000_i64..=180_000_000) {
            prop_assert_eq!(micro_degrees(&position(lat, lon)), Some((lat, lon)));
        }

        #[test]
        fn shares_add_up_to_a_hundred(given in prop::collection::vec(prop::option::of(0_i64..=11_000), 0..6)) {
            let parts: Vec<(&str, Option<Decimal>)> = given.iter().map(|points| ("1", points.map(|p| Decimal::new(p, 2)))).collect();
            if let Some(all) = shares(&parts) {
                prop_assert_eq!(all.iter().filter_map(Sector::basis_points).sum::<i64>(), 10_000);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,20}") {
            let _ = (micro_degrees(&text), place(&text), country(&text), sector_goal("7", &text));
        }
    }
}
