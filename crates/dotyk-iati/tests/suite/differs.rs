//! What we do where the official validator is wrong: one test for each fault.

use dotyk_iati::{Options, check_all};

fn options() -> Options {
    Options::new("2026-11-22T00:00:00Z".parse().expect("a date"))
}

/// The numbers found in a file, with whose they are.
fn found(file: &str) -> Vec<(String, &'static str)> {
    check_all(file.as_bytes(), &options()).findings.iter().map(|f| (f.identifier.to_string(), f.id)).collect()
}

fn count(file: &str, id: &str) -> usize {
    found(file).iter().filter(|(_, other)| *other == id).count()
}

fn activities(version: &str, inside: &str) -> String {
    format!("<iati-activities version=\"{version}\">{inside}</iati-activities>")
}

fn activity(identifier: &str, inside: &str) -> String {
    format!("<iati-activity><iati-identifier>{identifier}</iati-identifier>{inside}</iati-activity>")
}

#[test]
fn neither_country_nor_region_is_found() {
    let nowhere = activities("2.03", &activity("a", "<transaction/>"));
    assert_eq!((count(&nowhere, "3.7.1"), count(&nowhere, "3.7.2")), (1, 1));
    let somewhere = activity("a", "<transaction><recipient-country code=\"UA\"/></transaction><transaction/>");
    let somewhere = activities("2.03", &somewhere);
    assert_eq!((count(&somewhere, "3.7.1"), count(&somewhere, "3.7.2")), (0, 1));
}

#[test]
fn a_missing_value_is_not_a_wrong_number() {
    let indicator = |value: &str| {
        let inside = format!(
            "<result><indicator measure=\"1\"><baseline {value}/><period><target {value}/><actual {value}/></period></indicator></result>"
        );
        activities("2.03", &activity("a", &inside))
    };
    for (missing, wrong) in [("8.8.1", "8.8.2"), ("8.9.1", "8.9.2"), ("8.10.1", "8.10.2")] {
        assert_eq!((count(&indicator(""), missing), count(&indicator(""), wrong)), (1, 0));
        assert_eq!((count(&indicator("value=\"x\""), missing), count(&indicator("value=\"x\""), wrong)), (0, 1));
        assert_eq!((count(&indicator("value=\"5\""), missing), count(&indicator("value=\"5\""), wrong)), (0, 0));
    }
}

#[test]
fn every_repeated_identifier_is_found() {
    let twice = ["a", "b", "a", "b", "a"].map(|i| activity(i, "")).concat();
    assert_eq!(count(&activities("2.03", &twice), "1.1.2"), 3);
    let names: Vec<String> = found(&activities("2.03", &twice)).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"a(2)".into()) && names.contains(&"a(3)".into()) && names.contains(&"b(2)".into()));
}

#[test]
fn languages_are_looked_up_wherever_they_stand() {
    let inside = activity("a", "<title><narrative xml:lang=\"EN\"/><narrative xml:lang=\"uk\"/></title>");
    assert_eq!(count(&activities("2.03", &inside), "9.95.1"), 1);
    let extension = activity("a", "<x:y xmlns:x=\"urn:x\" xml:lang=\"zz\"/>");
    assert_eq!(count(&activities("2.03", &extension), "9.95.1"), 1);
}

#[test]
fn versions_are_looked_up() {
    let organisations = |version: &str| format!("<iati-organisations version=\"{version}\"/>");
    assert_eq!(found(&activities("ZZZ", "")), [("file".into(), "9.1.1"), ("file".into(), "0.6.1")]);
    assert_eq!(found(&organisations("ZZZ")), [("file".into(), "9.97.1"), ("file".into(), "0.6.1")]);
    // A version of the first standard is a version, but not one that is supported.
    assert_eq!(found(&activities("1.05", "")), [("file".into(), "0.6.1")]);
}

#[test]
fn codes_of_budget_items_are_looked_up_in_2_03() {
    let items = |vocabulary: &str, code: &str| {
        let inside =
            format!("<country-budget-items vocabulary=\"{vocabulary}\"><budget-item code=\"{code}\"/></country-budget-items>");
        activities("2.03", &activity("a", &inside))
    };
    assert_eq!(count(&items("1", "9.9.9"), "9.14.1"), 1);
    assert_eq!(count(&items("1", "1.1.1"), "9.14.1"), 0);
    assert_eq!(count(&items("2", "9.9.9"), "9.14.1"), 0);
}

#[test]
fn what_follows_the_last_activity_is_checked() {
    let file = activities("2.03", &(activity("a", "") + "<unknown/>"));
    assert!(found(&file).contains(&("file".into(), "0.3.1")));
}

#[test]
fn a_nested_root_is_one_error_of_its_place() {
    let inner = activities("2.03", &activity("inner", ""));
    let file = activities("2.03", &(activity("a", "") + &inner + &activity("b", "")));
    let found = found(&file);
    assert!(found.contains(&("b".into(), "0.3.1")));
    assert!(!found.iter().any(|(name, _)| name.is_empty() || name == "inner"));
}

#[test]
fn activities_in_comments_are_not_activities() {
    let file = activities("2.03", &format!("<!-- {} -->{}", activity("a", ""), activity("a", "")));
    assert_eq!(check_all(file.as_bytes(), &options()).summary.items, 1);
    assert_eq!(count(&file, "1.1.2"), 0);
}

#[test]
fn text_is_whole_at_any_boundary() {
    // Letters of two bytes, shifted by one, across every boundary of a buffer.
    for shift in 0..2 {
        let filling = "x".repeat(shift) + &"ї".repeat(200_000);
        let inside = activity("a", &format!("<title><narrative>{filling}</narrative></title><sector code=\"їжак\"/>"));
        let report = check_all(activities("2.03", &inside).as_bytes(), &options());
        assert!(report.summary.well_formed);
        assert!(report.findings.iter().any(|f| f.value.as_deref() == Some("їжак")));
    }
}

#[test]
fn lines_go_on_beyond_65535() {
    let file = activities("2.03", &(activity("a", "") + &"\n".repeat(100_000) + "<iati-activity foo=\"1\"/>"));
    let report = check_all(file.as_bytes(), &options());
    assert!(report.findings.iter().any(|f| f.id == "0.3.1" && f.at.line == 100_001));
}

#[test]
fn a_number_used_twice_is_told_apart_by_category_and_path() {
    let inside = "<sector vocabulary=\"7\" code=\"99\"/><transaction><aid-type vocabulary=\"2\" code=\"99\"/></transaction>";
    let report = check_all(activities("2.03", &activity("a", inside)).as_bytes(), &options());
    let both: Vec<_> = report.findings.iter().filter(|f| f.id == "9.129.1").map(|f| f.category).collect();
    assert_eq!(both, ["classifications", "financial"]);
}
