//! Any bytes can be checked: by every version, whole and with a small limit.
#![no_main]

use std::sync::LazyLock;

use dotyk_iati::{Lang, Options, Version, check_all};
use libfuzzer_sys::fuzz_target;

/// By the file's own version, by each of them, and with a limit. Made once: the code lists take longer than a file.
static OPTIONS: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let options = Options::new("2026-11-22T00:00:00Z".parse().expect("a date"));
    let versions = [None, Some(Version::V201), Some(Version::V202), Some(Version::V203)];
    let mut all: Vec<Options> = versions.map(|version| Options { version, ..options.clone() }).into();
    all.push(Options { largest_item: 64, ..options });
    all
});

fuzz_target!(|file: &[u8]| {
    for options in OPTIONS.iter() {
        for finding in check_all(file, options).findings {
            assert!(!finding.message.text(Lang::Uk).is_empty() && !finding.message.text(Lang::En).is_empty());
        }
    }
});
