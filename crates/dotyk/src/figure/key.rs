//! Key numbers: of each measure that the office chose, what one source says in all, as the page of the measure shows it.

use dotyk_db::Tx;
use jiff::civil::Date;

use super::{Body, Figure, Total, refs, store, total};
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
        numbers.extend(chief(&figures).map(|mut number| {
            number.source = number.source.filter(|source| known.contains_key(source));
            number
        }));
    }
    Ok(numbers)
}

/// Of several sources the one that speaks of the most things; of equals, the one that says more. Money of two currencies
/// is two sayings.
fn chief(figures: &[Figure]) -> Option<KeyNumber> {
    let mut said: Vec<((&Option<String>, &Option<String>), Vec<&Body>)> = Vec::new();
    for body in figures.iter().map(|figure| &figure.body).filter(|body| body.per.is_none()) {
        let key = (&body.source, &body.currency);
        match said.iter_mut().find(|(known, _)| *known == key) {
            Some((_, bodies)) => bodies.push(body),
            None => said.push((key, vec![body])),
        }
    }
    let others = said.len().saturating_sub(1);
    let numbers = said.into_iter().filter_map(|((source, _), bodies)| Some((total(bodies.iter().copied())?, bodies[0], source)));
    let (total, like, source) = numbers.max_by_key(|(total, ..)| (total.parts, total.value))?;
    Some(KeyNumber { like: like.clone(), total, source: source.as_ref().map(|id| Ref::new(Kind::Source, id)), others })
}

#[cfg(test)]
mod tests {
    use super::super::Qualifier;
    use super::*;

    fn figure(source: &str, value: &str, qualifier: Qualifier) -> Figure {
        let body = Body { source: Some(source.into()), value: Some(value.into()), qualifier, ..Body::default() };
        Figure { id: String::new(), subject: Ref::new(Kind::Project, "p"), version: 1, removed_at: None, body }
    }

    #[test]
    fn sources_are_never_added_and_the_fullest_speaks() {
        let figures = [
            figure("interview", "19", Qualifier::Exact),
            figure("register", "400", Qualifier::Exact),
            figure("interview", "12", Qualifier::MoreThan),
        ];
        let number = chief(&figures).expect("a number");
        assert_eq!(number.total, Total { qualifier: Qualifier::MoreThan, value: 31.into(), parts: 2 });
        assert_eq!((number.source, number.others), (Some(Ref::new(Kind::Source, "interview")), 1));
        assert_eq!(chief(&[]), None);
    }
}
