//! Regions of the world.

use std::collections::HashMap;
use std::sync::LazyLock;

/// For each country the code and the name of its region.
static REGIONS: LazyLock<HashMap<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("../../tables/regions.txt").lines().filter(|line| !line.starts_with('#'));
    let regions = lines.filter_map(|line| {
        let (region, countries) = line.split_once(": ")?;
        Some((region.split_once(' ')?, countries))
    });
    regions.flat_map(|(region, countries)| countries.split(' ').map(move |country| (country, region))).collect()
});

/// The UN M49 code and the name of the region of a country.
pub(super) fn region(country: &str) -> Option<(&'static str, &'static str)> {
    REGIONS.get(country).copied()
}

/// The code and the name of a region known by its code.
pub(super) fn named(code: &str) -> Option<(&'static str, &'static str)> {
    REGIONS.values().find(|(known, _)| *known == code).copied()
}

#[cfg(test)]
mod tests {
    #[test]
    fn countries_lie_in_one_region() {
        assert_eq!(super::region("UA"), Some(("151", "Eastern Europe")));
        assert_eq!(super::region("XX"), None);
        let listed = include_str!("../../tables/regions.txt").lines().filter(|line| !line.starts_with('#'));
        let listed: usize = listed.map(|line| line.split_once(": ").map_or(0, |(_, all)| all.split(' ').count())).sum();
        assert_eq!(listed, super::REGIONS.len());
    }
}
