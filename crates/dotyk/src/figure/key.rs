//! Key numbers: of each measure that the office chose, what one source says in all, as the page of the measure shows it.

use dotyk_db::Tx;
use jiff::civil::Date;

use super::{Body, Part, Total, refs, sayings, store};
use crate::access::{Kind, Ref};
use crate::office::Office;
use crate::web::{Labels, Problem};

/// So many fit on a home page and into a head.
const MOST: usize = 6;

/// A number that stands for the office's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyNumber {
    /// A figure of its measure and currency.
    pub like: Body,
    /// What the source says in all.
    pub total: Total,
    /// The sums of its parts: what is promised is not to be read as done.
    pub parts: Vec<Part>,
    /// Who says it.
    pub source: Option<Ref>,
    /// How many other sources speak of the same; they are on the measure's page, and never added.
    pub others: usize,
}

/// The key numbers of a day, in the office's order, of subjects that `labels` knows of.
///
/// # Errors
/// The database's, or those of `labels`.
pub fn key_numbers(
    tx: &mut Tx,
    office: &Office,
    day: Date,
    labels: impl Fn(&mut Tx, &[Ref]) -> Result<Labels, Problem>,
) -> Result<Vec<KeyNumber>, Problem> {
    let mut measures: Vec<_> = office.measures.iter().filter(|measure| measure.key_order > 0).collect();
    measures.sort_by_key(|measure| (measure.key_order, &measure.slug));
    let mut numbers = Vec::new();
    for measure in measures.into_iter().take(MOST) {
        let mut figures = store::of_measure(tx, &office.id, day, &measure.slug)?;
        let known = labels(tx, &refs(&figures))?;
        figures.retain(|figure| known.contains_key(&figure.subject));
        // Only a project has stages.
        let stage = |of: &Ref| if of.kind == Kind::Project { known[of].state.as_str() } else { "" };
        numbers.extend(chief(figures.iter().map(|figure| (&figure.body, stage(&figure.subject)))).map(|mut number| {
            number.source = number.source.filter(|source| known.contains_key(source));
            number
        }));
    }
    Ok(numbers)
}

/// Of several sources the one that speaks of the most things; of equals, the one that says more.
fn chief<'a>(figures: impl Iterator<Item = (&'a Body, &'a str)>) -> Option<KeyNumber> {
    let said = sayings(figures);
    let others = said.len().saturating_sub(1);
    let chief = said.into_iter().max_by_key(|saying| (saying.total.parts, saying.total.value))?;
    Some(KeyNumber {
        like: chief.like.clone(),
        source: chief.source.map(|id| Ref::new(Kind::Source, id)),
        parts: chief.parts,
        total: chief.total,
        others,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Qualifier;
    use super::*;

    fn figure(source: &str, value: &str, qualifier: Qualifier) -> Body {
        Body { source: Some(source.into()), value: Some(value.into()), qualifier, ..Body::default() }
    }

    #[test]
    fn sources_are_never_added_and_the_fullest_speaks() {
        let figures = [
            (figure("interview", "19", Qualifier::Exact), "completed"),
            (figure("register", "400", Qualifier::Exact), "completed"),
            (figure("interview", "12", Qualifier::MoreThan), "agreed"),
        ];
        let number = chief(figures.iter().map(|(body, state)| (body, *state))).expect("a number");
        let sum = |qualifier, value: i64, parts| Total { qualifier, value: value.into(), parts };
        assert_eq!(number.total, sum(Qualifier::MoreThan, 31, 2));
        let part = |state: &str, total| Part { state: state.into(), maturity: None, total };
        let parts = [part("completed", sum(Qualifier::Exact, 19, 1)), part("agreed", sum(Qualifier::MoreThan, 12, 1))];
        assert_eq!(number.parts, parts);
        assert_eq!((number.source, number.others), (Some(Ref::new(Kind::Source, "interview")), 1));
        assert_eq!(chief(std::iter::empty()), None);
    }

    #[test]
    fn money_of_two_currencies_is_two_sayings() {
        let money = |currency: &str| Body { currency: Some(currency.into()), ..figure("interview", "5", Qualifier::About) };
        let figures = [money("USD"), money("EUR"), money("USD")];
        let number = chief(figures.iter().map(|body| (body, ""))).expect("a number");
        assert_eq!((number.total.value, number.others), (10.into(), 1));
    }
}
