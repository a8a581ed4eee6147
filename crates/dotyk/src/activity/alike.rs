//! Which projects an activity may be: by the words of its titles, who takes part, where and when. Pure.
//!
//! Words that many projects have say little, rare ones much. Nothing is decided here: a coordinator says yes or no.

use std::collections::{HashMap, HashSet};

/// What is compared of a project or an activity.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    /// Stems of the titles, in both languages.
    pub titles: [HashSet<String>; 2],
    /// Organisations of the register.
    pub organisations: HashSet<String>,
    /// Places of the register.
    pub places: HashSet<String>,
    /// Those around them.
    pub around: HashSet<String>,
    /// The first and the last year.
    pub years: Option<(i64, i64)>,
}

impl Traits {
    /// Of titles in Ukrainian and English.
    pub fn of_titles(uk: Option<&str>, en: Option<&str>) -> Traits {
        let stems = |text: Option<&str>| {
            dotyk_uk::stems(text.unwrap_or_default()).into_iter().filter(|stem| stem.chars().count() > 2).collect()
        };
        Traits { titles: [stems(uk), stems(en)], ..Traits::default() }
    }
}

impl Traits {
    /// Whether it lies in the same place as another, or in one around that.
    fn lies_by(&self, other: &Traits) -> bool {
        self.places.iter().any(|code| other.places.contains(code) || other.around.contains(code))
    }
}

/// The projects of the office, ready to be compared.
#[derive(Debug, Default)]
pub struct Projects {
    all: Vec<(String, Traits)>,
    by_stem: HashMap<String, Vec<usize>>,
}

/// A project that an activity may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// Which.
    pub project: String,
    /// Of a hundred.
    pub score: i64,
    /// Words of messages: `title`, `organisation`, `place`, `years`.
    pub reasons: Vec<&'static str>,
}

/// From so many of a hundred on it is worth a question.
const WORTH: f64 = 45.0;
/// The titles alone must have so much in common: the same donor in the same town is no reason.
const TITLES: f64 = 0.4;

impl Projects {
    /// Of these.
    pub fn new(all: Vec<(String, Traits)>) -> Projects {
        let mut by_stem: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, (_, traits)) in all.iter().enumerate() {
            let stems: HashSet<&String> = traits.titles.iter().flatten().collect();
            for stem in stems {
                by_stem.entry(stem.clone()).or_default().push(number);
            }
        }
        Projects { all, by_stem }
    }

    /// How much a word says: one that a single project has says most.
    fn weight(&self, stem: &str) -> f64 {
        let known = self.by_stem.get(stem).map_or(0, Vec::len);
        (1.0 + self.all.len() as f64 / (1.0 + known as f64)).ln()
    }

    fn titles(&self, one: &Traits, other: &Traits) -> f64 {
        let pairs = one.titles.iter().zip(&other.titles);
        pairs.map(|(a, b)| self.overlap(a, b)).fold(0.0, f64::max)
    }

    /// What two titles have in common of what they have together.
    fn overlap(&self, a: &HashSet<String>, b: &HashSet<String>) -> f64 {
        let sum = |stems: &mut dyn Iterator<Item = &String>| stems.map(|stem| self.weight(stem)).sum::<f64>();
        let both = sum(&mut a.intersection(b));
        if both == 0.0 { 0.0 } else { both / sum(&mut a.union(b)) }
    }

    /// The projects that are most like an activity, the best first.
    pub fn alike(&self, activity: &Traits) -> Vec<Alike> {
        let mut near: Vec<usize> =
            activity.titles.iter().flatten().filter_map(|stem| self.by_stem.get(stem)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        let mut found: Vec<Alike> = near.into_iter().filter_map(|number| self.judge(activity, number)).collect();
        found.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.project.cmp(&b.project)));
        found.truncate(3);
        found
    }

    fn judge(&self, activity: &Traits, number: usize) -> Option<Alike> {
        let (project, traits) = &self.all[number];
        let titles = self.titles(activity, traits);
        if titles < TITLES {
            return None;
        }
        let years = match (activity.years, traits.years) {
            // A stage is often dated a year beside what the donor calls the beginning.
            (Some(a), Some(b)) => a.0 <= b.1 + 1 && b.0 <= a.1 + 1,
            _ => false,
        };
        let parts = [
            ("title", titles * 70.0, true),
            ("organisation", 12.0, !activity.organisations.is_disjoint(&traits.organisations)),
            ("place", 12.0, activity.lies_by(traits) || traits.lies_by(activity)),
            ("years", 6.0, years),
        ];
        let there = parts.iter().filter(|part| part.2);
        let score: f64 = there.clone().map(|part| part.1).sum();
        (score >= WORTH).then(|| Alike {
            project: project.clone(),
            score: score.round() as i64,
            reasons: there.map(|part| part.0).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(uk: &str, en: &str) -> Traits {
        Traits::of_titles(Some(uk), Some(en))
    }

    #[test]
    fn titles_are_compared_by_what_is_rare_in_them() {
        let mut school = named("Безпечна школа в Лісовому", "Safe school in Lisove");
        school.organisations = ["un".to_owned()].into();
        school.years = Some((2020, 2021));
        let all = vec![
            ("school".to_owned(), school),
            ("hospital".to_owned(), named("Ремонт лікарні в Лісовому", "Repair of the hospital in Lisove")),
            ("support".to_owned(), named("Підтримка громади", "Support of the community")),
        ];
        let projects = Projects::new(all);
        let best = |activity: &Traits| projects.alike(activity).into_iter().map(|alike| alike.project).collect::<Vec<_>>();
        for (uk, en, found) in [
            ("Безпечні школи в Лісовому", "", vec!["school"]),
            ("", "Safe schools, Lisove", vec!["school"]),
            ("", "Hospital in Lisove: repair", vec!["hospital"]),
            ("", "Support of farmers in Moldova", vec![]),
            ("", "Lisove", vec![]),
            ("", "", vec![]),
        ] {
            assert_eq!(best(&named(uk, en)), found, "{uk} {en}");
        }
        let mut activity = named("", "Safe school in Lisove");
        activity.organisations = ["un".to_owned()].into();
        activity.years = Some((2021, 2022));
        let alike = &projects.alike(&activity)[0];
        assert_eq!((alike.score, alike.reasons.as_slice()), (88, &["title", "organisation", "years"][..]));
    }
}
