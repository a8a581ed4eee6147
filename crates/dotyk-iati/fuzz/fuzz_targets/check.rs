//! Any bytes can be checked: by every version, whole and with a small limit.
#![no_main]

use dotyk_iati::{Lang, Options, Version, check_all};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let mut options = Options::new("2026-11-22T00:00:00Z".parse().expect("a date"));
    for version in [None, Some(Version::V201), Some(Version::V202), Some(Version::V203)] {
        options.version = version;
        let report = check_all(file, &options);
        for finding in report.findings {
            assert!(!finding.message.text(Lang::Uk).is_empty() && !finding.message.text(Lang::En).is_empty());
        }
    }
    options.largest_item = 64;
    check_all(file, &options);
});
