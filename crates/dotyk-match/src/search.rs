//! Answering a query.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::find::Found;
use crate::index::Index;
use crate::postings::union;
use crate::query::{Answer, Field, Hit, Order, Query, Reason, Suggestion, Viewer};
use crate::rank::Groups;
use crate::vocabulary::Place;

impl Index {
    /// Answers `query`. What its viewer may not see has no part in it: the answer is the same as
    /// that of an index without it.
    pub fn search(&self, query: &Query) -> Answer {
        let visible = self.visible(&query.viewer);
        let found = self.find(&query.text, &[Place::Title, Place::Name, Place::Body], &visible);
        let mut base = found.set.clone();
        self.touch(query, &mut base);
        let filters = self.filters(query);
        let facets = query.facets.iter().map(|name| (name.clone(), self.count(name, &base, &filters))).collect();
        let set = filters.into_iter().fold(base, |set, (_, accepted)| set & accepted);
        let total = set.len();
        let need = query.offset.saturating_add(query.limit);
        let groups = match query.order {
            Order::Best => self.groups(&found, set, need),
            Order::Boost | Order::Title => Groups::from([(std::cmp::Reverse(0), set)]),
        };
        let page = self.page(groups, query.offset, query.limit, query.order);
        let hits = page.into_iter().map(|(score, number)| self.hit(&found, score, number)).collect();
        Answer { total, hits, facets, corrected: found.corrected }
    }

    /// What `text`, the beginning of something, may become: documents by title and other names,
    /// those that begin with it first; only of `kind`, if given.
    pub fn suggest(&self, text: &str, kind: Option<&str>, viewer: &Viewer, limit: usize) -> Vec<Suggestion> {
        let visible = self.visible(viewer);
        let places = [Place::First, Place::Title, Place::Name];
        let mut found = self.find(text, &places[..1], &visible);
        let mut set = self.of_kind(&found, kind);
        // First words outrank all others, so if one word is asked they may do.
        if found.asked.len() != 1 || found.corrected.is_some() || set.len() < limit as u64 {
            found = self.find(text, &places, &visible);
            set = self.of_kind(&found, kind);
        }
        if found.asked.is_empty() {
            return Vec::new();
        }
        let groups = self.groups(&found, set, limit);
        let page = self.page(groups, 0, limit, Order::Best);
        page.into_iter().map(|(_, number)| self.suggestion(&found, number)).collect()
    }

    fn of_kind(&self, found: &Found, kind: Option<&str>) -> RoaringBitmap {
        match kind {
            None => found.set.clone(),
            Some(kind) => {
                let of_kind = self.facets.get("kind").and_then(|kinds| kinds.get(kind));
                of_kind.map(|set| set.within(&found.set)).unwrap_or_default()
            }
        }
    }

    /// Keeps those that touch the spans asked for.
    fn touch(&self, query: &Query, set: &mut RoaringBitmap) {
        for span in &query.spans {
            let column = self.spans.get(&span.name).map(Vec::as_slice).unwrap_or_default();
            let touches = |number: &u32| {
                column.get(*number as usize).is_some_and(|&(from, to)| from <= to && from <= span.to && span.from <= to)
            };
            *set = set.iter().filter(touches).collect();
        }
    }

    /// For each facet that is filtered, all documents with an accepted value.
    fn filters<'q>(&self, query: &'q Query) -> Vec<(&'q str, RoaringBitmap)> {
        let accepted = |name: &str, values: &[String]| {
            let facet = self.facets.get(name);
            union(values.iter().filter_map(|value| facet?.get(value)))
        };
        let given = query.filters.iter().filter(|(_, values)| !values.is_empty());
        let given = given.map(|(name, values)| (name.as_str(), accepted(name, values)));
        let kind = query.kind.iter().map(|kind| ("kind", accepted("kind", std::slice::from_ref(kind))));
        kind.chain(given).collect()
    }

    /// The values of a facet with their counts in `base`, under the filters of other facets.
    fn count(&self, name: &str, base: &RoaringBitmap, filters: &[(&str, RoaringBitmap)]) -> Vec<(String, u64)> {
        let mut others = filters.iter().filter(|(filtered, _)| *filtered != name).map(|(_, accepted)| accepted);
        let mut own = None;
        if let Some(first) = others.next() {
            own = Some(others.fold(base & first, |set, accepted| set & accepted));
        }
        let set = own.as_ref().unwrap_or(base);
        let empty = BTreeMap::new();
        let values = self.facets.get(name).unwrap_or(&empty);
        let counted = values.iter().map(|(value, documents)| (value.clone(), documents.count_in(set)));
        let mut counted: Vec<(String, u64)> = counted.filter(|(_, count)| *count > 0).collect();
        counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counted
    }

    fn hit(&self, found: &Found, score: u32, number: u32) -> Hit {
        let record = &self.records[number as usize];
        let mut reasons = Vec::new();
        let mut named = Vec::new();
        for word in &found.asked {
            let Some(tier) = word.tiers.iter().find(|tier| tier.contains(number)) else { continue };
            reasons.push(Reason { word: word.token.clone(), field: tier.field(), how: tier.how });
            if tier.field() == Field::Name {
                named.push(word);
            }
        }
        let all = |name: &&str| named.iter().all(|word| word.is_in(name));
        let any = |name: &&str| named.iter().any(|word| word.is_in(name));
        let name = if named.is_empty() { None } else { record.names().find(all).or_else(|| record.names().find(any)) };
        Hit { key: record.key().to_owned(), kind: record.kind().to_owned(), score, reasons, name: name.map(str::to_owned) }
    }

    fn suggestion(&self, found: &Found, number: u32) -> Suggestion {
        let record = &self.records[number as usize];
        let all = |text: &&str| found.asked.iter().all(|word| word.is_in(text));
        let matching = record.titles().find(all);
        let name = if matching.is_some() { None } else { record.names().find(all) };
        let title = matching.or_else(|| record.titles().next()).or_else(|| record.names().next());
        Suggestion {
            key: record.key().to_owned(),
            kind: record.kind().to_owned(),
            title: title.unwrap_or(record.key()).to_owned(),
            name: name.map(str::to_owned),
        }
    }
}
