//! What somebody with the database in their hands may do to it, and the line of `dotyk journal verify` that says so.

use dotyk_db::{Db, Error, Sql, Tx, params, statements};

use dotyk::journal::Line;

use crate::program::{Lab, note};

statements! {
    /// A line says something else.
    const ALTER = "UPDATE journal SET actor = 'nobody' WHERE office = 'lab' AND position = $1";
    /// A line is gone.
    const REMOVE = "DELETE FROM journal WHERE office = 'lab' AND position = $1";
    /// Makes room for a line: out of the way first, for positions are unique.
    const PART = "UPDATE journal SET position = -1 - position WHERE office = 'lab' AND position >= $1";
    /// And back, one further.
    const JOIN = "UPDATE journal SET position = -position WHERE office = 'lab' AND position < 0";
    /// A line of one's own.
    const INSERT =
        "INSERT INTO journal (office, position, at, actor, action, kind, id, previous, state, hash)
         VALUES ('lab', $1, '2021-01-01T00:00:00.000Z', 'nobody', 'edit', 'office', 'lab', $2, $3, $4)";
    /// The hash at a position.
    const HASH = "SELECT hash FROM journal WHERE office = 'lab' AND position = $1";
    /// The last position.
    const LAST = "SELECT position FROM journal_head WHERE office = 'lab'";
    /// Sets the head.
    const HEAD = "UPDATE journal_head SET position = $1, hash = $2 WHERE office = 'lab'";
    /// A row changes.
    const ROW_CHANGED = "UPDATE account SET name = 'Somebody else' WHERE office = 'lab' AND login = 'third'";
    /// A row is gone.
    const ROW_REMOVED = "DELETE FROM account WHERE office = 'lab' AND login = 'third'";
    /// What hangs on that row.
    const KEYS_REMOVED =
        "DELETE FROM account_key WHERE office = 'lab' AND account IN (SELECT id FROM account WHERE office = 'lab' AND login = 'third')";
    /// A row that nobody wrote.
    const ROW_INSERTED =
        "INSERT INTO account (office, id, login, name, role, created_at, version)
         VALUES ('lab', 'a-forged-id', 'forged', 'Forged', 'administrator', '2021-01-01T00:00:00.000Z', 1)";
}

/// An office whose journal has a line for itself and one for each of three accounts: its database, and the last position.
fn office() -> (Lab, Db, i64) {
    let lab = Lab::new();
    for login in ["first", "second", "third"] {
        lab.said(&["account", "add", login, "--name", login, "--role", "viewer"]);
    }
    lab.verified();
    let db = lab.db();
    let last: Result<i64, Error> = db.read_blocking(|tx| tx.first(LAST, &[])?.expect("a head").get("position"));
    let last = last.expect("the head");
    assert!(last >= 4);
    (lab, db, last)
}

/// Does something to the database.
fn tamper(db: &Db, work: impl FnOnce(&mut Tx) -> Result<(), Error>) {
    db.write_blocking(work).expect("the database takes it");
}

/// Runs a statement that must meet exactly one row.
fn once(tx: &mut Tx, sql: Sql, values: &[dotyk_db::Value]) -> Result<(), Error> {
    assert_eq!(tx.run(sql, values)?, 1, "{}", sql.name());
    Ok(())
}

fn hash(tx: &mut Tx, position: i64) -> Result<String, Error> {
    tx.first(HASH, params![position])?.expect("a line").get("hash")
}

/// A forged line that fits behind the one with this hash.
fn forged(position: i64, before: &str) -> (String, String) {
    let line = Line {
        position,
        at: "2021-01-01T00:00:00.000Z".into(),
        actor: "nobody".into(),
        action: "edit".into(),
        kind: "office".into(),
        id: "lab".into(),
        previous: Some(1),
        state: "{}".into(),
    };
    (line.state.clone(), line.hash(before))
}

/// Holds the check to exit code 1, to this finding, and to no more findings than said.
#[track_caller]
fn finds(lab: &Lab, args: &[&str], findings: &[&str]) {
    let (code, said) = lab.run(&[&["journal", "verify"], args].concat());
    let found: Vec<&str> = said.lines().filter_map(|line| line.trim_start().strip_prefix("! ")).collect();
    assert_eq!(code, 1, "{said}");
    assert_eq!(found.len(), findings.len(), "{said}");
    for (found, finding) in found.iter().zip(findings) {
        assert!(found.contains(finding), "«{finding}» is not said: {said}");
    }
    assert!(said.contains("the journal and the register do not agree"), "{said}");
}

#[test]
fn an_altered_line_is_found() {
    let (lab, db, _) = office();
    tamper(&db, |tx| once(tx, ALTER, params![2]));
    finds(&lab, &[], &["line 2 was altered"]);
}

#[test]
fn a_removed_line_is_found() {
    let (lab, db, last) = office();
    tamper(&db, |tx| once(tx, REMOVE, params![last - 1]));
    let line = format!("line {} is missing", last - 1);
    // The account that only this line spoke of stands without a trail now.
    finds(&lab, &[], &[&line, "is in the register and not in the journal"]);
}

#[test]
fn an_inserted_line_is_found() {
    let (lab, db, last) = office();
    tamper(&db, |tx| {
        tx.run(PART, params![3])?;
        tx.run(JOIN, params![])?;
        let (state, hash) = forged(3, &hash(tx, 2)?);
        once(tx, INSERT, params![3, 1, state, hash])
    });
    // The forged line fits; what stood there does not fit behind it, and those behind have another number in their hash.
    let mut wanted: Vec<String> = (4..=last + 1).map(|position| format!("line {position} was altered")).collect();
    wanted.push(format!("the head stands at {last}, the last line is {}", last + 1));
    wanted.push("office lab differs from its last line".into());
    finds(&lab, &[], &wanted.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_line_added_behind_the_head_is_found() {
    let (lab, db, last) = office();
    tamper(&db, |tx| {
        let (state, hash) = forged(last + 1, &hash(tx, last)?);
        once(tx, INSERT, params![last + 1, 1, state, hash])
    });
    let head = format!("the head stands at {last}, the last line is {}", last + 1);
    finds(&lab, &[], &[&head, "office lab differs from its last line"]);
}

#[test]
fn a_cut_tail_is_found_by_the_note_of_an_earlier_check() {
    let (lab, db, last) = office();
    let noted = lab.verified();
    assert!(noted.starts_with(&format!("{last}:")), "{noted}");
    // Whoever cuts carefully takes the row away as well and sets the head back: nothing in the database tells.
    tamper(&db, |tx| {
        let before = hash(tx, last - 1)?;
        once(tx, REMOVE, params![last])?;
        once(tx, HEAD, params![last - 1, before])?;
        tx.run(KEYS_REMOVED, params![])?;
        once(tx, ROW_REMOVED, params![])
    });
    let (code, said) = lab.run(&["journal", "verify"]);
    assert_eq!(code, 0, "{said}");
    assert!(note(&said).starts_with(&format!("{}:", last - 1)), "{said}");
    let line = format!("the line noted at {last} is not there");
    finds(&lab, &["--expect", &noted], &[&line]);
}

#[test]
fn a_note_that_is_none_is_refused() {
    let (lab, _db, last) = office();
    for wrong in ["", "4", "x:00", ":"] {
        let (code, said) = lab.run(&["journal", "verify", "--expect", wrong]);
        assert_eq!(code, 2, "{wrong}: {said}");
    }
    let line = format!("the line noted at {last} is not there");
    finds(&lab, &["--expect", &format!("{last}:00")], &[&line]);
}

#[test]
fn a_row_changed_behind_the_journal_is_found() {
    let (lab, db, _) = office();
    tamper(&db, |tx| once(tx, ROW_CHANGED, params![]));
    finds(&lab, &[], &["differs from its last line in name"]);
}

#[test]
fn a_row_without_a_line_is_found() {
    let (lab, db, _) = office();
    tamper(&db, |tx| once(tx, ROW_INSERTED, params![]));
    finds(&lab, &[], &["account a-forged-id is in the register and not in the journal"]);
}

#[test]
fn a_row_that_is_gone_is_found() {
    let (lab, db, _) = office();
    tamper(&db, |tx| {
        tx.run(KEYS_REMOVED, params![])?;
        once(tx, ROW_REMOVED, params![])
    });
    finds(&lab, &[], &["is in the journal and not in the register"]);
}
