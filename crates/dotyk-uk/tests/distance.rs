use dotyk_uk::distance;

#[test]
fn slips_are_counted() {
    for (a, b, expected) in [
        ("", "", 0),
        ("", "аб", 2),
        ("громада", "громада", 0),
        ("громада", "громда", 1),
        ("громада", "гормада", 1),
        ("громада", "громадда", 1),
        ("громада", "гровада", 1),
        ("ca", "abc", 2),
        ("kitten", "sitting", 3),
        ("місто", "село", 4),
    ] {
        assert_eq!(distance(a, b, 9), Some(expected), "{a} {b}");
        assert_eq!(distance(b, a, 9), Some(expected), "{b} {a}");
        assert_eq!(distance(a, b, expected), Some(expected));
        if expected > 0 {
            assert_eq!(distance(a, b, expected - 1), None);
        }
    }
    assert_eq!(distance("а", "б", usize::MAX), Some(1));
}
