//! What something is about, as terms of each signal.

use super::about::About;
use super::languages::language;
use super::ranked::What;
use super::regions::region;
use super::sectors::sectors;
use super::weights::Signal;

/// A weight of 1. Weights are whole numbers, so that sums do not depend on their order and a
/// document taken out leaves nothing behind.
pub(super) const ONE: f32 = 4096.0;
/// Sectors and countries are counted up to here.
const MANY_SECTORS: usize = 6;
const MANY_COUNTRIES: usize = 4;
/// An amount speaks for its own step, and more softly for those beside it.
const OWN_STEP: f32 = 0.6;
const NEXT_STEP: f32 = 0.2;
/// So many sectors are read from the words where none is given.
const READ: usize = 3;

/// One term, but for words of the text.
#[derive(Clone, Debug)]
pub(super) struct Feature {
    pub(super) signal: Signal,
    /// How the vocabulary knows it.
    pub(super) text: String,
    pub(super) weight: f32,
}

/// The weight as it is kept.
pub(super) fn whole(weight: f32) -> u16 {
    (weight * ONE).round().clamp(0.0, f32::from(u16::MAX)) as u16
}

/// The weight of each of `count` different words: a long title says more than a short one, but not
/// as many times more as it has words.
pub(super) fn word_weight(count: usize) -> f32 {
    (count.max(1) as f32).powf(-0.25)
}

/// The sectors with shares of 1 in all, or as they are given. Where none is given and the text is
/// Ukrainian, they are read from its words; English words meet English words themselves.
fn shares(about: &About) -> Vec<(String, f32)> {
    if !about.sectors.is_empty() {
        let silent = about.sectors.iter().all(|(_, percent)| *percent <= 0.0);
        let equal = 1.0 / about.sectors.len() as f32;
        let share = |percent: f32| if silent { equal } else { percent.max(0.0) / 100.0 };
        return about.sectors.iter().map(|(code, percent)| (code.clone(), share(*percent))).collect();
    }
    if language(&about.title) != Some("uk") {
        return Vec::new();
    }
    let mut read = sectors(&format!("{} {}", about.title, about.body));
    read.truncate(READ);
    let all: f32 = read.iter().map(|spoken| spoken.weight).sum();
    read.into_iter().map(|spoken| (spoken.code.to_owned(), spoken.weight / all)).collect()
}

/// Terms gathered; one that comes again adds to its weight.
#[derive(Default)]
struct Terms(Vec<Feature>);

impl Terms {
    fn add(&mut self, signal: Signal, text: &str, weight: f32) {
        match self.0.iter_mut().find(|known| known.signal == signal && known.text == text) {
            Some(known) => known.weight += weight,
            None => self.0.push(Feature { signal, text: text.to_owned(), weight }),
        }
    }

    /// `texts` in equal shares; that there is none is a term too.
    fn share(&mut self, signal: Signal, texts: &[&str]) {
        texts.iter().for_each(|text| self.add(signal, text, 1.0 / texts.len() as f32));
        if texts.is_empty() {
            self.add(signal, "", 1.0);
        }
    }

    fn amount(&mut self, amount: Option<f64>) {
        match step(amount) {
            Step::Of(step) => {
                self.add(Signal::Amount, &step.to_string(), OWN_STEP);
                self.add(Signal::Amount, &(step - 1).to_string(), NEXT_STEP);
                self.add(Signal::Amount, &(step + 1).to_string(), NEXT_STEP);
            }
            Step::None => self.add(Signal::Amount, "", 1.0),
            Step::Back => self.add(Signal::Amount, "back", 1.0),
        }
    }
}

/// All terms but the words, and whether a sector is named.
pub(super) fn features(about: &About) -> (Vec<Feature>, bool) {
    let mut terms = Terms::default();
    let shares = shares(about);
    for (code, share) in &shares {
        terms.add(Signal::Sector, code, *share);
        terms.add(Signal::SectorGroup, code.get(..3).unwrap_or(code), *share);
    }
    if shares.is_empty() {
        terms.share(Signal::Sector, &[]);
        terms.share(Signal::SectorGroup, &[]);
    }
    let countries: Vec<&str> = about.countries.iter().map(String::as_str).collect();
    let mut regions: Vec<&str> = countries.iter().filter_map(|country| region(country)).map(|(code, _)| code).collect();
    regions.sort_unstable();
    regions.dedup();
    terms.share(Signal::Country, &countries);
    if countries.is_empty() || !regions.is_empty() {
        terms.share(Signal::Region, &regions);
    }
    about.places.iter().for_each(|place| terms.add(Signal::Place, place, 1.0 / about.places.len() as f32));
    terms.amount(about.amount);
    let breadth = format!("{} {}", shares.len().min(MANY_SECTORS), countries.len().min(MANY_COUNTRIES));
    terms.add(Signal::Breadth, &breadth, 1.0);
    terms.add(Signal::Language, language(&about.title).unwrap_or_default(), 1.0);
    numbers(&about.title).iter().for_each(|number| terms.add(Signal::Number, number, 1.0));
    terms.0.retain(|feature| whole(feature.weight) > 0);
    (terms.0, !shares.is_empty())
}

/// Where an amount lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// There is none, or 0.
    None,
    /// Below 0.
    Back,
    /// From 1, 2, 5, 10 … : three steps to each power of ten.
    Of(i32),
}

/// In which step of 1, 2, 5, 10 an amount lies.
pub(super) fn step(amount: Option<f64>) -> Step {
    match amount {
        Some(amount) if amount > 0.0 && amount.is_finite() => {
            let power = (amount.log10() + 1e-9).floor();
            let first = amount / 10f64.powf(power);
            let within = if first < 2.0 {
                0
            } else if first < 5.0 {
                1
            } else {
                2
            };
            Step::Of(3 * power as i32 + within)
        }
        Some(amount) if amount < 0.0 => Step::Back,
        _ => Step::None,
    }
}

/// From where to where a step reaches.
fn bounds(step: i32) -> What {
    let edge = |step: i32| [1.0, 2.0, 5.0][step.rem_euclid(3) as usize] * 10f64.powi(step.div_euclid(3));
    What::Amount(edge(step), edge(step + 1))
}

/// The pieces of a title that have digits, each once, with `#` for a digit.
fn numbers(title: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for piece in title.split_whitespace().filter(|piece| piece.contains(|c: char| c.is_ascii_digit())) {
        let piece = piece.trim_matches(['.', ',', ':', ';', '(', ')', '[', ']', '"']);
        let number: String = piece.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// A term as a person reads it.
pub(super) fn what(signal: Signal, text: &str) -> Option<What> {
    let text_or = |none: What, some: fn(String) -> What| if text.is_empty() { none } else { some(text.to_owned()) };
    Some(match signal {
        Signal::Words => What::Word(text.to_owned()),
        Signal::Sector | Signal::SectorGroup => text_or(What::NoSector, What::Sector),
        Signal::Country => text_or(What::NoCountry, What::Country),
        Signal::Region if text.is_empty() => What::NoCountry,
        Signal::Region => super::regions::named(text).map(|(code, name)| What::Region(code, name))?,
        Signal::Place => What::Place(text.to_owned()),
        Signal::Amount if text.is_empty() => What::NoAmount,
        Signal::Amount if text == "back" => What::Refund,
        Signal::Amount => bounds(text.parse().ok()?),
        Signal::Breadth => {
            let (sectors, countries) = text.split_once(' ')?;
            What::Breadth { sectors: sectors.parse().ok()?, countries: countries.parse().ok()? }
        }
        Signal::Language => What::Language(super::languages::named(text)?),
        Signal::Number => What::Number(text.to_owned()),
        Signal::Nearest => What::Activity(text.to_owned()),
        Signal::Experience => What::All,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_lie_in_steps() {
        for (amount, expected) in
            [(1.0, 0), (1.99, 0), (2.0, 1), (5.0, 2), (9.99, 2), (10.0, 3), (7_000.0, 11), (0.5, -1), (1000.0, 9)]
        {
            assert_eq!(step(Some(amount)), Step::Of(expected), "{amount}");
        }
        assert_eq!(bounds(11), What::Amount(5000.0, 10_000.0));
        assert_eq!([step(None), step(Some(0.0)), step(Some(f64::NAN))], [Step::None; 3]);
        assert_eq!(step(Some(-10.0)), Step::Back);
    }

    #[test]
    fn a_number_is_known_by_its_form() {
        assert_eq!(numbers("Fondo COVID-19_AID_011892 (2019/2020), 2020"), ["COVID-##_AID_######", "####/####", "####"]);
    }
}
