//! In which administrative units places lie, as tables for partners name them: by p-code where there is one.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::Tx;

use super::store::Unit;
use super::{Level, Place, attribution_of, store};
use crate::web::{Cell, Ctx, Page, Problem};

/// Some places by their codes, each with those above it.
///
/// # Errors
/// The database's.
pub fn units(ctx: &Ctx, tx: &mut Tx, codes: &[String]) -> Result<HashMap<String, Vec<Place>>, Problem> {
    let office = &ctx.actor.office;
    let above = store::ancestors(tx, office, codes)?;
    let all: BTreeSet<String> = codes.iter().cloned().chain(above.values().flatten().cloned()).collect();
    let known = store::find(tx, office, &all.into_iter().collect::<Vec<_>>())?;
    let line = |code: &String| {
        let own = std::iter::once(code).chain(above.get(code).into_iter().flatten());
        own.filter_map(|code| known.get(code).cloned()).collect::<Vec<_>>()
    };
    Ok(codes.iter().map(|code| (code.clone(), line(code))).collect())
}

/// The code and the name of the unit of a level among these places; its p-code, where it has one.
pub fn unit(ctx: &Ctx, lies: &[Place], level: Level) -> (Cell, Cell) {
    let Some(place) = lies.iter().find(|place| place.body.level == level) else { return (Cell::Empty, Cell::Empty) };
    let code = place.body.pcode.as_deref().unwrap_or(&place.code);
    (Cell::text(code), Cell::text(place.title(ctx.lang, ctx.today())))
}

/// Whose data a picture of some units shows: that of their areas, else of their points.
pub fn attribution<'u>(page: &Page, units: impl Iterator<Item = &'u Unit>) -> Vec<String> {
    let mut whose: BTreeSet<String> = BTreeSet::new();
    for unit in units {
        match &unit.area {
            Some(_) => whose.extend(unit.attribution.clone()),
            None => {
                let known = unit.point_sources.iter().filter_map(|source| attribution_of(source));
                whose.extend(known.map(|word| page.word("place-attribution-", word)));
            }
        }
    }
    whose.into_iter().collect()
}
