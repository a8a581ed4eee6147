//! Backup, restoration and move with the real program, while it serves and after something went wrong.

use dotyk_db::port;
use dotyk_db::{Db, Error, Options};

use crate::http::Browser;
use crate::program::Lab;

#[test]
fn an_office_is_backed_up_while_it_serves_and_restored_elsewhere() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let browser = lab.sign_in(&server);
    let form = [("title_en", "A bridge"), ("direction", "health"), ("stages.0.stage", "idea")];
    let written = browser.post("/uk/projects", &form).expect("an answer");
    assert_eq!(written.status, 303, "{}", written.body);
    let card = written.header("location").to_owned();

    let file = lab.path("office.dotyk.zip").display().to_string();
    // What a backup that was killed left is written over.
    std::fs::write(format!("{file}.partial"), "half a backup").expect("a file");
    let said = lab.said(&["backup", &file, "--with-key"]);
    assert!(said.contains("whole and on the disk") && said.contains("office lab: the journal stands at"), "{said}");
    assert!(!lab.entries("").iter().any(|name| name.ends_with(".partial")));
    let (code, said) = lab.run(&["backup", &file]);
    assert!(code == 2 && said.contains("is there already"), "{code} {said}");
    assert!(lab.said(&["restore", &file, "--check"]).contains("is whole"));
    // The office went on: this is not in the backup.
    assert_eq!(browser.post("/uk/projects", &[("title_en", "Later"), form[1], form[2]]).expect("an answer").status, 303);

    // It is not restored over what is there.
    let (code, said) = lab.run(&["restore", &file]);
    assert!(code == 2 && said.contains("is not empty"), "{code} {said}");
    let url = format!("sqlite:{}", lab.path("restored.sqlite").display());
    let files = lab.path("restored-files").display().to_string();
    let at = ["--database", &url, "--files", &files];
    let said = lab.said(&[&["restore", &file], &at[..]].concat());
    assert!(said.contains("the journal is whole") && said.contains("every count and hash"), "{said}");
    let restored = lab.serve(&at);
    let browser = Browser { address: restored.address, ..browser };
    // Sessions are in it too.
    assert_eq!(browser.get(&card).status, 200);
    assert!(!browser.get("/uk/projects.json").body.contains("Later"));
    drop((server, restored));

    let copy = format!("sqlite:{}", lab.path("copy.sqlite").display());
    let said = lab.said(&["port", "--from", &url, "--to", &copy]);
    assert!(said.contains("are the same on both sides") && !said.contains("DIFFERS"), "{said}");
    let (code, said) = lab.run(&["port", "--from", &url, "--to", &copy]);
    assert!(code == 2 && said.contains("is not empty"), "{code} {said}");
    lab.calm();
}

#[test]
fn a_backup_that_is_cut_off_restores_nothing() {
    let lab = Lab::new();
    let file = lab.path("office.dotyk.zip");
    let shown = file.display().to_string();
    lab.said(&["backup", &shown]);
    let whole = std::fs::read(&file).expect("a backup");
    std::fs::write(&file, &whole[..whole.len() * 2 / 3]).expect("a file");
    let made = lab.path("made.sqlite");
    let url = format!("sqlite:{}", made.display());
    let (code, said) = lab.run(&["restore", &shown, "--database", &url]);
    assert!(code == 2 && said.contains("its end is missing"), "{code} {said}");
    assert!(!made.exists(), "nothing is made for it");
    let (code, said) = lab.run(&["restore", &shown, "--check"]);
    assert!(code == 2 && said.contains("its end is missing"), "{code} {said}");
}

#[test]
fn a_restoration_that_was_killed_is_done_again() {
    let lab = Lab::new();
    let file = lab.path("office.dotyk.zip").display().to_string();
    lab.said(&["backup", &file]);
    // What a killed restoration leaves: tables with nothing in them, since all rows come in one transaction.
    let url = format!("sqlite:{}", lab.path("half.sqlite").display());
    let db = Db::open(&url, Options::default()).expect("a database");
    db.migrate(dotyk::app::MIGRATIONS).expect("tables");
    db.close();
    assert!(lab.said(&["restore", &file, "--database", &url]).contains("the journal is whole"));
    let db = Db::open(&url, Options::default()).expect("a database");
    let rows: Result<u64, Error> = db.read_blocking(|tx| port::shapes(tx)?.iter().map(|shape| port::count(tx, shape)).sum());
    assert!(rows.expect("rows") > 0);
}
