//! The table `cites` of a form: the passages of sources on which a record rests.

use super::Cite;
use crate::access::{Kind, Ref};
use crate::web::fields::{Fields, Named};
use crate::web::{Labels, Page, Reader, Record};

/// The field of the table that names the source, for [`crate::web::fields::Names`].
pub const NAMES: (&str, &str, Kind) = ("cites", "source", Kind::Source);

/// Reads them.
pub fn read(named: &Named, reader: &mut Reader) -> Vec<Cite> {
    let mut cites = Vec::new();
    for (index, row) in reader.form.rows("cites").iter() {
        let source = named.of(reader, Kind::Source, &format!("cites.{index}.source"), row.text("source"));
        let (locator, doubt_uk, doubt_en) = (row.some("locator"), row.some("doubt_uk"), row.some("doubt_en"));
        cites.extend(source.map(|source| Cite { source, locator, doubt_uk, doubt_en }));
    }
    cites
}

/// Puts them into a form; those that the visitor may not see are kept without standing in it.
pub fn fill(fields: &mut Fields, cites: &[Cite]) {
    for (n, cite) in cites.iter().enumerate() {
        let Some(source) = fields.name(Kind::Source, &cite.source) else { continue };
        fields.put(&format!("cites.{n}.source"), Some(source));
        fields.put(&format!("cites.{n}.locator"), cite.locator.clone());
        fields.put(&format!("cites.{n}.doubt_uk"), cite.doubt_uk.clone());
        fields.put(&format!("cites.{n}.doubt_en"), cite.doubt_en.clone());
    }
}

/// Keeps those that an editor could not see.
pub fn keep(labels: &Labels, old: &[Cite], new: &mut Vec<Cite>) {
    new.extend(old.iter().filter(|cite| !labels.contains_key(&Ref::new(Kind::Source, &cite.source))).cloned());
}

/// The sources they name.
pub fn refs(cites: &[Cite]) -> impl Iterator<Item = Ref> + '_ {
    cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source))
}

/// As a card shows them: the source, and where in it.
pub fn shown(page: &Page, labels: &Labels, cites: &[Cite]) -> Vec<(Record, Option<String>)> {
    let shown = |cite: &Cite| Some((page.record(labels, &Ref::new(Kind::Source, &cite.source))?, cite.locator.clone()));
    cites.iter().filter_map(shown).collect()
}
