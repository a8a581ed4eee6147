//! What a place is.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::access::{Kind, Subject};
use crate::text::{Lang, When, words};

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its code: id and address.
    pub code: String,
    /// Counts its edits.
    pub version: i64,
    /// Its area, when one was taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Outline>,
    /// What is known of it.
    #[serde(flatten)]
    pub body: Body,
}

/// What the journal says of an area: the rings themselves are long, and stand in a table of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// SHA-256 of the rings as the table keeps them, hex.
    pub digest: String,
    /// What must stand wherever the area is shown.
    pub attribution: String,
}

/// What is known of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// The code of the place above it.
    pub parent: Option<String>,
    /// Where it stands in the tree.
    pub level: Level,
    /// The codifier's letter.
    pub category: Option<Category>,
    /// The code that OCHA and its partners use.
    pub pcode: Option<String>,
    /// Its code in KOATUU, the codifier before KATOTTH: ten digits. A city and its hromada may share one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub koatuu: Option<String>,
    /// ISO 3166-1, two letters.
    pub country: String,
    /// Latitude in micro-degrees, WGS 84.
    pub lat: Option<i64>,
    /// Longitude in micro-degrees.
    pub lon: Option<i64>,
    /// Where the point comes from.
    pub point_source: Option<String>,
    /// How many people live there.
    pub population: Option<i64>,
    /// In which year that was so.
    pub population_year: Option<i64>,
    /// Its names in order of time: the first has no beginning, the last is the present one.
    pub names: Vec<Name>,
}

/// A name from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Name {
    /// In Ukrainian.
    pub name_uk: Option<String>,
    /// In English.
    pub name_en: Option<String>,
    /// From when; none for the first.
    pub valid_from: Option<When>,
}

words! {
    /// Where a place stands in the tree, from above.
    #[derive(Default)]
    Level {
        /// A state
        Country = "country",
        /// An oblast, the Autonomous Republic, or a city of that rank
        Oblast = "oblast",
        /// A raion of an oblast
        Raion = "raion",
        /// A territorial community
        Hromada = "hromada",
        /// A city, a settlement or a village
        #[default]
        Settlement = "settlement",
        /// A raion of a city
        District = "district",
        /// A place abroad
        Foreign = "foreign",
    }
}

words! {
    /// The codifier's letter: Latin, whatever the keyboard.
    Category {
        /// Oblast or the Autonomous Republic
        O = "O",
        /// City with a special status
        K = "K",
        /// Raion of an oblast
        P = "P",
        /// Territorial community
        H = "H",
        /// City
        M = "M",
        /// Settlement of urban type, as it was called until 2024
        T = "T",
        /// Village
        C = "C",
        /// Settlement
        X = "X",
        /// Raion of a city
        B = "B",
    }
}

impl Category {
    /// The level of places of this letter.
    pub fn level(self) -> Level {
        match self {
            Category::O | Category::K => Level::Oblast,
            Category::P => Level::Raion,
            Category::H => Level::Hromada,
            Category::M | Category::T | Category::C | Category::X => Level::Settlement,
            Category::B => Level::District,
        }
    }

    /// Whether a place of a level may have this letter. Some tables give cities below the oblast the letter K too.
    pub fn fits(self, level: Level) -> bool {
        self.level() == level || self == Category::K && level == Level::Settlement
    }
}

/// Law 3285-IX made one «селище» of settlements of urban type and plain settlements on this day.
const ONE_KIND_OF_SETTLEMENT: Date = date(2024, 1, 26);

impl Place {
    /// What the policy must know.
    pub fn subject(&self) -> Subject {
        subject(&self.code)
    }

    /// Its name on a day, with the word of its level: «Гірська громада», «м. Золоте», "Hirska Hromada".
    pub fn title(&self, lang: Lang, day: Date) -> String {
        self.body.title(lang, day)
    }
}

/// What the policy must know of the place with a code.
pub fn subject(code: &str) -> Subject {
    Subject::new(Kind::Place, code, true)
}

impl Body {
    /// The name on a day: the last that begins on or before it.
    pub fn name_on(&self, day: Date) -> Option<&Name> {
        let begun = |name: &&Name| name.valid_from.as_ref().is_none_or(|from| from.first() <= day);
        self.names.iter().rfind(begun).or(self.names.first())
    }

    /// As [`Place::title`].
    pub fn title(&self, lang: Lang, day: Date) -> String {
        self.name_on(day).map_or_else(String::new, |name| self.whole(name, lang, day))
    }

    /// One of its names with the word of its level, as the codifier means it on a day.
    pub fn whole(&self, name: &Name, lang: Lang, day: Date) -> String {
        match lang.pick(&name.name_uk, &name.name_en) {
            None => String::new(),
            Some((bare, Lang::Uk)) => whole_uk(self.level, self.category, bare, day),
            Some((bare, Lang::En)) => whole_en(self.level, self.category, bare),
        }
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<(String, &'static str, String)> {
        let mut faults = Vec::new();
        if self.names.is_empty() {
            faults.push(("name.0.name_uk".into(), "place-no-name", String::new()));
        }
        for (index, name) in self.names.iter().enumerate() {
            if name.name_uk.is_none() && name.name_en.is_none() {
                faults.push((format!("name.{index}.name_uk"), "place-name-empty", String::new()));
            }
            if index > 0 && name.valid_from.is_none() {
                faults.push((format!("name.{index}.valid_from"), "place-name-undated", shown(name)));
            }
        }
        for (index, pair) in self.names.windows(2).enumerate() {
            if let [Name { valid_from: Some(earlier), .. }, Name { valid_from: Some(later), .. }] = pair
                && earlier.first() >= later.first()
            {
                faults.push((format!("name.{}.valid_from", index + 1), "place-name-order", later.to_string()));
            }
        }
        if let Some(code) = self.koatuu.as_ref().filter(|code| !(code.len() == 10 && is_koatuu(code))) {
            faults.push(("koatuu".into(), "place-bad-koatuu", code.clone()));
        }
        if self.lat.is_some() != self.lon.is_some() {
            let missing = if self.lat.is_none() { "lat" } else { "lon" };
            faults.push((missing.into(), "place-half-point", String::new()));
        }
        for (field, value, most) in [("lat", self.lat, 90_000_000), ("lon", self.lon, 180_000_000)] {
            if let Some(value) = value.filter(|value| value.abs() > most) {
                faults.push((field.into(), "place-bad-degrees", degrees(value)));
            }
        }
        if let Some(people) = self.population.filter(|people| *people < 0) {
            faults.push(("population".into(), "place-bad-number", people.to_string()));
        }
        if let Some(year) = self.population_year.filter(|year| !(1900..=2200).contains(year)) {
            faults.push(("population_year".into(), "place-bad-year", year.to_string()));
        }
        faults
    }

    /// Whose attribution must stand wherever the point is shown: the word of its message.
    pub fn attribution(&self) -> Option<&'static str> {
        attribution_of(self.point_source.as_deref()?)
    }

    /// What a file knows, over what the register knew: what the file does not say stays, and so do the dates of names
    /// that it spells alike.
    #[must_use]
    pub fn over(mut self, old: &Body) -> Body {
        let spelt = |names: &[Name]| names.iter().map(|name| (name.name_uk.clone(), name.name_en.clone())).collect::<Vec<_>>();
        if self.names.is_empty() || spelt(&self.names) == spelt(&old.names) {
            self.names.clone_from(&old.names);
        }
        self.category = self.category.or(old.category);
        self.pcode = self.pcode.or_else(|| old.pcode.clone());
        self.koatuu = self.koatuu.or_else(|| old.koatuu.clone());
        if self.lat.is_none() {
            (self.lat, self.lon, self.point_source) = (old.lat, old.lon, old.point_source.clone());
        }
        if self.population.is_none() {
            (self.population, self.population_year) = (old.population, old.population_year);
        }
        self
    }
}

/// Ten digits: a code of KOATUU, the codifier before KATOTTH (order 290 of 26.11.2020). A table's program may have eaten a
/// zero in front.
pub fn is_koatuu(text: &str) -> bool {
    (9..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// As [`Body::attribution`], of the source of a point.
pub fn attribution_of(point_source: &str) -> Option<&'static str> {
    match point_source {
        "polygon-inner-point" => Some("osm"),
        source if source.starts_with("osm") => Some("osm"),
        "geonames" => Some("geonames"),
        _ => None,
    }
}

fn shown(name: &Name) -> String {
    name.name_uk.clone().or_else(|| name.name_en.clone()).unwrap_or_default()
}

/// The words of levels are part of a name as the codifier and the law have it, not words of the page.
fn whole_uk(level: Level, category: Option<Category>, bare: &str, day: Date) -> String {
    match (level, category) {
        (_, Some(Category::K | Category::M)) => format!("м. {bare}"),
        (Level::Oblast, _) if adjective(bare, 'а') => format!("{bare} область"),
        (Level::Raion, _) => format!("{bare} район"),
        (Level::Hromada, _) => format!("{bare} громада"),
        (Level::District, _) => format!("{bare} район міста"),
        (_, Some(Category::T)) if day < ONE_KIND_OF_SETTLEMENT => format!("смт {bare}"),
        (_, Some(Category::T | Category::X)) => format!("с-ще {bare}"),
        (_, Some(Category::C)) => format!("с. {bare}"),
        _ => bare.to_owned(),
    }
}

fn whole_en(level: Level, category: Option<Category>, bare: &str) -> String {
    match level {
        Level::Oblast if category == Some(Category::K) => bare.to_owned(),
        Level::Oblast => match OBLASTS.iter().find(|(adjective, _)| *adjective == bare) {
            Some((_, name)) => format!("{name} Oblast"),
            None if adjective(bare, 'a') => format!("{bare} Oblast"),
            None => bare.to_owned(),
        },
        Level::Raion => format!("{bare} Raion"),
        Level::Hromada => format!("{bare} Hromada"),
        Level::District => format!("{bare} City District"),
        _ => bare.to_owned(),
    }
}

/// «Луганська», and not «Автономна Республіка Крим».
fn adjective(bare: &str, ending: char) -> bool {
    !bare.contains(' ') && bare.ends_with(ending)
}

/// Oblasts as English calls them; the codifier has only the adjective.
const OBLASTS: [(&str, &str); 24] = [
    ("Cherkaska", "Cherkasy"),
    ("Chernihivska", "Chernihiv"),
    ("Chernivetska", "Chernivtsi"),
    ("Dnipropetrovska", "Dnipropetrovsk"),
    ("Donetska", "Donetsk"),
    ("Ivano-Frankivska", "Ivano-Frankivsk"),
    ("Kharkivska", "Kharkiv"),
    ("Khersonska", "Kherson"),
    ("Khmelnytska", "Khmelnytskyi"),
    ("Kirovohradska", "Kirovohrad"),
    ("Kyivska", "Kyiv"),
    ("Luhanska", "Luhansk"),
    ("Lvivska", "Lviv"),
    ("Mykolaivska", "Mykolaiv"),
    ("Odeska", "Odesa"),
    ("Poltavska", "Poltava"),
    ("Rivnenska", "Rivne"),
    ("Sumska", "Sumy"),
    ("Ternopilska", "Ternopil"),
    ("Vinnytska", "Vinnytsia"),
    ("Volynska", "Volyn"),
    ("Zakarpatska", "Zakarpattia"),
    ("Zaporizka", "Zaporizhzhia"),
    ("Zhytomyrska", "Zhytomyr"),
];

/// Whether a text has the form of a code of the codifier: `UA` and 17 digits.
pub fn is_code(text: &str) -> bool {
    text.strip_prefix("UA").is_some_and(|digits| digits.len() == 17 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The p-code of a unit of the codifier: its digits up to its level. City districts and places abroad have none.
pub fn pcode(level: Level, code: &str) -> Option<String> {
    let digits = match level {
        Level::Oblast => 2,
        Level::Raion => 4,
        Level::Hromada => 7,
        Level::Settlement => 10,
        Level::Country | Level::District | Level::Foreign => return None,
    };
    is_code(code).then(|| code[..2 + digits].to_owned())
}

/// Whether the digits of a code (oblast 2, raion 2, hromada 3, settlement 3, city district 2, number 5) fit a level.
pub fn fits(level: Level, code: &str) -> bool {
    if !is_code(code) {
        return matches!(level, Level::Country | Level::Foreign);
    }
    let zero = |from: usize, to: usize| code[2 + from..2 + to].bytes().all(|b| b == b'0');
    match level {
        Level::Country | Level::Foreign => false,
        Level::Oblast => zero(2, 12),
        Level::Raion => !zero(2, 4) && zero(4, 12),
        Level::Hromada => !zero(4, 7) && zero(7, 12),
        Level::Settlement => !zero(7, 10) && zero(10, 12),
        Level::District => !zero(10, 12),
    }
}

/// Micro-degrees as decimal degrees: `48.948522`.
pub fn degrees(micro: i64) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:06}", micro.abs() / 1_000_000, micro.abs() % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reads decimal degrees with point or comma.
pub fn micro_degrees(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (sign, digits) = text.strip_prefix(['-', '−']).map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 15 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let fraction: i64 = format!("{fraction:0<6}")[..6].parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * 1_000_000 + fraction))
}

/// What a text in a form or file turned out to name. Also of other nouns that are found by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// This one.
    Found(String),
    /// One of these: the text must say which.
    Ambiguous(Vec<Candidate>),
    /// None.
    Missing,
}

impl Match {
    /// The id, when it is one.
    pub fn found(&self) -> Option<&String> {
        match self {
            Match::Found(id) => Some(id),
            Match::Ambiguous(_) | Match::Missing => None,
        }
    }

    /// What to say of a text that names none or several: the message's key and its text.
    pub fn fault(&self, lang: Lang, text: &str) -> Option<(&'static str, String)> {
        match self {
            Match::Found(_) => None,
            Match::Missing => Some(("web-bad-ref", text.to_owned())),
            Match::Ambiguous(candidates) => {
                let shown = |one: &Candidate| format!("{} — {}", one.key, lang.of(&one.uk, &one.en));
                let shown: Vec<String> = candidates.iter().take(5).map(shown).collect();
                Some(("place-ambiguous", format!("{text}: {}", shown.join("; "))))
            }
        }
    }
}

/// One of several that a text may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What to write to mean this one: a code, a slug.
    pub key: String,
    /// How it is called, with what tells it from the others.
    pub uk: Option<String>,
    /// How it is called, with what tells it from the others.
    pub en: Option<String>,
}

/// A search key, and the levels that a place of it may have; none: any.
pub type Asked = (String, Vec<Level>);

/// What a text may ask for. First the text as it stands.
pub fn asked(text: &str) -> Vec<Asked> {
    const BEFORE: [(&[&str], &[Level]); 4] = [
        (&["м", "місто", "m", "city of"], &[Level::Settlement, Level::Oblast]),
        (&["с", "село", "village"], &[Level::Settlement]),
        (&["с ще", "селище", "смт", "сщ", "settlement"], &[Level::Settlement]),
        (&["тг", "отг"], &[Level::Hromada]),
    ];
    const BEHIND: [(&[&str], &[Level]); 3] = [
        (&["область", "обл", "oblast", "region"], &[Level::Oblast]),
        (&["район", "р н", "raion", "район міста", "city district", "district"], &[Level::Raion, Level::District]),
        (
            &[
                "міська територіальна громада",
                "селищна територіальна громада",
                "сільська територіальна громада",
                "територіальна громада",
                "міська громада",
                "селищна громада",
                "сільська громада",
                "громада",
                "тг",
                "отг",
                "hromada",
            ],
            &[Level::Hromada],
        ),
    ];
    let key = dotyk_uk::search_key(text);
    let mut asked = vec![(key.clone(), Vec::new())];
    for (words, levels) in BEFORE {
        let rests = words.iter().filter_map(|word| key.strip_prefix(&dotyk_uk::search_key(word))?.strip_prefix(' '));
        asked.extend(rests.map(|rest| (rest.to_owned(), levels.to_vec())));
    }
    for (words, levels) in BEHIND {
        let rests = words.iter().filter_map(|word| key.strip_suffix(&dotyk_uk::search_key(word))?.strip_suffix(' '));
        asked.extend(rests.map(|rest| (rest.to_owned(), levels.to_vec())));
    }
    if let Some((adjective, _)) = OBLASTS.iter().find(|(_, name)| key == format!("{} oblast", name.to_lowercase())) {
        asked.push((adjective.to_lowercase(), vec![Level::Oblast]));
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(level: Level, category: Option<Category>, uk: &str, en: &str) -> Body {
        let name = Name { name_uk: Some(uk.into()), name_en: Some(en.into()), valid_from: None };
        Body { level, category, names: vec![name], ..Body::default() }
    }

    #[test]
    fn a_name_is_whole_with_the_word_of_its_level() {
        let (then, now) = (date(2020, 12, 31), date(2026, 1, 1));
        for (level, category, bare, uk, en) in [
            (Level::Oblast, Some(Category::O), ("Луганська", "Luhanska"), "Луганська область", "Luhansk Oblast"),
            (Level::Oblast, Some(Category::K), ("Київ", "Kyiv"), "м. Київ", "Kyiv"),
            (
                Level::Oblast,
                Some(Category::O),
                ("Автономна Республіка Крим", "Autonomous Republic of Crimea"),
                "Автономна Республіка Крим",
                "Autonomous Republic of Crimea",
            ),
            (
                Level::Raion,
                Some(Category::P),
                ("Сєвєродонецький", "Sievierodonetskyi"),
                "Сєвєродонецький район",
                "Sievierodonetskyi Raion",
            ),
            (Level::Hromada, Some(Category::H), ("Гірська", "Hirska"), "Гірська громада", "Hirska Hromada"),
            (Level::Settlement, Some(Category::M), ("Золоте", "Zolote"), "м. Золоте", "Zolote"),
            (Level::Settlement, Some(Category::X), ("Карпати", "Karpaty"), "с-ще Карпати", "Karpaty"),
            (Level::Settlement, Some(Category::C), ("Довге", "Dovhe"), "с. Довге", "Dovhe"),
            (
                Level::District,
                Some(Category::B),
                ("Жовтневий", "Zhovtnevyi"),
                "Жовтневий район міста",
                "Zhovtnevyi City District",
            ),
            (Level::Foreign, None, ("Сарагоса", "Zaragoza"), "Сарагоса", "Zaragoza"),
        ] {
            let place = body(level, category, bare.0, bare.1);
            assert_eq!((place.title(Lang::Uk, then), place.title(Lang::En, now)), (uk.to_owned(), en.to_owned()));
        }
        let settlement = body(Level::Settlement, Some(Category::T), "Біле", "Bile");
        assert_eq!(settlement.title(Lang::Uk, then), "смт Біле");
        assert_eq!(settlement.title(Lang::Uk, now), "с-ще Біле");
    }

    #[test]
    fn the_name_of_a_day_is_the_last_that_has_begun() {
        let mut place = body(Level::Settlement, Some(Category::T), "Комісарівка", "Komisarivka");
        place
            .names
            .push(Name { name_uk: Some("Голубівка".into()), name_en: None, valid_from: When::parse("2023/2025") });
        assert_eq!(place.title(Lang::Uk, date(2022, 12, 31)), "смт Комісарівка");
        assert_eq!(place.title(Lang::Uk, date(2023, 1, 1)), "смт Голубівка");
        assert_eq!(place.title(Lang::En, date(2025, 1, 1)), "с-ще Голубівка");
        assert!(place.faults().is_empty());
    }

    #[test]
    fn pcodes_follow_from_the_codes_of_the_sample() {
        let mut rows =
            csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/luhansk-2020/places.csv")).unwrap();
        let mut seen = 0;
        for row in rows.records() {
            let row = row.unwrap();
            let level = Level::parse(&row[2]).unwrap();
            assert_eq!(pcode(level, &row[0]).unwrap_or_default(), row[4], "{}", &row[0]);
            assert!(fits(level, &row[0]), "{}", &row[0]);
            assert_eq!(Category::parse(&row[3]).unwrap().level(), level);
            seen += usize::from(!row[4].is_empty());
        }
        assert!(seen > 900, "{seen} p-codes");
    }

    #[test]
    fn degrees_are_read_as_they_are_written() {
        for (text, micro) in
            [("48.948522", 48_948_522), ("48,9", 48_900_000), ("-0.5", -500_000), ("−1", -1_000_000), ("48.12345678", 48_123_456)]
        {
            assert_eq!(micro_degrees(text), Some(micro), "{text}");
        }
        for text in ["", ".", "48.9.1", "48°", "1000", "--1", "north"] {
            assert_eq!(micro_degrees(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_may_carry_the_word_of_a_level() {
        let has = |text: &str, key: &str, level: Level| asked(text).iter().any(|(k, levels)| k == key && levels.contains(&level));
        assert!(has("м. Золоте", "золоте", Level::Settlement));
        assert!(has("Гірська громада", "гірська", Level::Hromada));
        assert!(has("Гірська міська територіальна громада", "гірська", Level::Hromada));
        assert!(has("Сєвєродонецький район", "сєвєродонецький", Level::Raion));
        assert!(has("Сєвєродонецький р-н", "сєвєродонецький", Level::Raion));
        assert!(has("с-ще Карпати", "карпати", Level::Settlement));
        assert!(has("Luhansk Oblast", "luhanska", Level::Oblast));
    }

    #[test]
    fn faults_say_the_field() {
        let mut place = body(Level::Settlement, None, "А", "A");
        place.names.push(Name { name_uk: Some("Б".into()), ..Name::default() });
        (place.lat, place.population_year) = (Some(91_000_000), Some(20));
        let fields: Vec<String> = place.faults().into_iter().map(|fault| fault.0).collect();
        assert_eq!(fields, ["name.1.valid_from", "lon", "lat", "population_year"]);
    }

    proptest! {
        #[test]
        fn degrees_go_out_and_come_in(micro in -180_000_000i64..=180_000_000) {
            prop_assert_eq!(micro_degrees(&degrees(micro)), Some(micro));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}") {
            let _ = (micro_degrees(&text), is_code(&text), asked(&text));
            for level in Level::ALL {
                let _ = (fits(*level, &text), pcode(*level, &text));
            }
        }
    }
}
