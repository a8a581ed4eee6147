//! The first thing a newcomer runs.

use crate::http::Browser;
use crate::program::{Server, calm, dotyk};

#[test]
fn the_sample_office_opens_shows_its_first_page_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = dotyk(&folder);
    command.args(["demo", "--listen", "127.0.0.1:0"]);
    let (mut server, said) = Server::start(command, &folder, "It lies in ");

    let sign_ins: Vec<Vec<&str>> = said
        .lines()
        .filter_map(|line| line.split_once("sign in as "))
        .map(|(role, rest)| std::iter::once(role.trim()).chain(rest.split_whitespace()).collect())
        .collect();
    let roles: Vec<&str> = sign_ins.iter().map(|words| words[0]).collect();
    assert_eq!(roles, ["administrator", "coordinator", "contributor"], "{said}");

    let visitor = Browser::new(server.address);
    let first = visitor.get("/uk/");
    assert_eq!(first.status, 200);
    assert!(first.body.contains("/uk/projects"), "{}", first.body);
    for words in &sign_ins {
        let entered = visitor.post("/uk/session", &[("login", words[1]), ("password", words[3])]).expect("an answer");
        assert_eq!((entered.status, entered.header("location")), (303, "/uk/"), "{words:?}");
    }

    let lies = said.split("It lies in ").nth(1).and_then(|rest| rest.split(" and is removed").next()).expect("its folder");
    assert!(std::path::Path::new(lies).join("office.sqlite").exists(), "{lies}");
    server.term();
    assert_eq!(server.end().code(), Some(0));
    assert!(!std::path::Path::new(lies).exists(), "{lies} is still there");
    calm(&folder);
}
