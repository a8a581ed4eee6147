//! A disk that is full in the middle of the work: a clear refusal, nothing half written, and the office still answers.
//!
//! The office lies on a disk in memory of a few megabytes, in a mount namespace that ends with the server, so nothing is
//! left behind. Where the system allows no such thing the test says so and is passed over.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::bad_input::guarded;
use crate::http::{Answer, Browser};
use crate::import::{look, send, table, until};
use crate::kill::listed;
use crate::program::{Lab, Server, calm, dotyk, enter};

const MEGABYTES: usize = 12;

/// How to come to a disk of one's own: as root, or as an ordinary user in a user namespace.
const WAYS: [&[&str]; 2] = [&["-m"], &["-U", "-r", "-m"]];

/// A server on a small disk.
struct Small {
    server: Server,
    folder: TempDir,
    way: &'static [&'static str],
}

impl Small {
    /// None where no disk can be made.
    fn open() -> Option<Small> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let disk = folder.path().join("disk");
        std::fs::create_dir(&disk).expect("a folder");
        let mount = format!("mount -t tmpfs -o size={MEGABYTES}m none \"$0\"");
        let allowed = |way: &&&[&str]| {
            let tried = Command::new("unshare").args(**way).args(["sh", "-c", &mount]).arg(&disk).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        };
        let way = WAYS.iter().find(allowed)?;
        let script = format!("{mount} && \"$1\" office add lab --name-uk Перевірка && exec \"$1\" serve --listen 127.0.0.1:0");
        let mut command = Command::new("unshare");
        command.args(*way).args(["sh", "-c", &script]).arg(&disk).arg(env!("CARGO_BIN_EXE_dotyk"));
        for (name, value) in dotyk(&folder).get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("DOTYK_DATABASE", format!("sqlite:{}/office.sqlite", disk.display()));
        let (server, _) = Server::start(command, &folder, "listens");
        Some(Small { server, folder, way })
    }

    fn disk(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    /// Runs a program where the disk is.
    fn run(&self, program: &str, args: &[&str]) -> Output {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.server.id().to_string(), "-m"]);
        if self.way.len() > 1 {
            command.args(["-U", "--preserve-credentials"]);
        }
        command.arg(program).args(args).env("DOTYK_DATABASE", format!("sqlite:{}/office.sqlite", self.disk().display()));
        command.output().expect("a program")
    }

    /// A command of ours that must be refused with words and without a panic.
    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(env!("CARGO_BIN_EXE_dotyk"), args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().is_some_and(|code| code > 0 && code < 100), "{args:?}: {output:?}");
        assert!(!said.contains("panicked") && said.contains("No space left"), "{args:?}: {said}");
        said
    }

    fn verified(&self) {
        let output = self.run(env!("CARGO_BIN_EXE_dotyk"), &["journal", "verify"]);
        assert!(output.status.success(), "{output:?}");
    }

    /// Takes all room, or gives it back.
    fn fill(&self, full: bool) {
        let ballast = self.disk().join("ballast").display().to_string();
        let script = if full { "cat /dev/zero > \"$0\"" } else { "rm \"$0\"" };
        self.run("sh", &["-c", script, &ballast]);
    }

    fn entries(&self) -> String {
        String::from_utf8_lossy(&self.run("find", &[&self.disk().display().to_string()]).stdout).into_owned()
    }
}

/// Writes a project of many words.
fn project(browser: &Browser, title: &str) -> Answer {
    let about = "слово ".repeat(1_500);
    let fields =
        [("title_en", title), ("about_uk", &about), ("direction", "health"), ("stages.0.stage", "idea"), ("confirm", "1")];
    browser.post("/uk/projects", &fields).expect("an answer")
}

/// Holds an answer to saying that there is no room.
#[track_caller]
fn no_room(answer: &Answer) {
    assert_eq!(answer.status, 507, "{answer:?}");
    guarded(answer);
    assert!(answer.body.contains("На сервері скінчилося місце"), "{answer:?}");
}

#[test]
fn a_full_disk_is_said_nothing_is_half_written_and_the_work_goes_on_when_there_is_room() {
    if std::env::var("DOTYK_TEST_ENGINE").is_ok_and(|engine| engine == "postgres") {
        return println!("passed over: on PostgreSQL the disk that is full is that of its server");
    }
    let Some(small) = Small::open() else {
        return println!("passed over: this system allows no disk of one's own (unshare, mount)");
    };
    let said = small.run(env!("CARGO_BIN_EXE_dotyk"), &["account", "add", "marta", "--name", "Marta"]).stdout;
    let browser = enter(&small.server, &String::from_utf8_lossy(&said));
    let mut kept = Vec::new();
    assert_eq!(project(&browser, "Before").status, 303);
    kept.push("Before".to_owned());
    let rows = 400;
    let path = send(&browser, &table(rows)).header("location").to_owned();
    until(&browser, &path, |seen| seen["state"] == "checked");

    small.fill(true);
    let begun = Instant::now();
    // Some pages of the database's log may be free to be written over; then there is no room.
    let refused = (0..200).find_map(|number| {
        let title = format!("Project {number}");
        let answer = project(&browser, &title);
        if answer.status == 303 {
            kept.push(title);
            return None;
        }
        Some(answer)
    });
    no_room(&refused.expect("the disk is full at last"));
    let applied = browser.post(&format!("{path}/application"), &[]).expect("an answer");
    assert!([303, 507].contains(&applied.status), "{applied:?}");
    no_room(&send(&browser, &vec![b'a'; 300_000]));
    assert!(!small.entries().contains("incoming-"), "a refused file is not kept: {}", small.entries());

    // The office still answers, and what it says is whole.
    for target in ["/uk/", "/uk/projects", "/uk/projects/before", "/uk/journal", "/healthz"] {
        assert_eq!(browser.get(target).status, 200, "{target}");
    }
    let copy = small.disk().join("copy.dotyk.zip").display().to_string();
    small.refused(&["backup", &copy]);
    small.refused(&["project", "export", &small.disk().join("p.csv").display().to_string()]);
    assert!(!small.entries().contains("copy.dotyk") && !small.entries().contains("p.csv"), "{}", small.entries());
    assert_ne!(look(&browser, &path)["state"], "applied");
    small.verified();
    println!("{} writes found room; refused within {:?}", kept.len() - 1, begun.elapsed());

    // With room again everything goes on: writes, and the import that stood still.
    small.fill(false);
    assert_eq!(project(&browser, "After").status, 303);
    kept.push("After".to_owned());
    if applied.status == 507 {
        assert_eq!(browser.post(&format!("{path}/application"), &[]).expect("an answer").status, 303);
    }
    let seen = until(&browser, &path, |seen| seen["state"] == "applied");
    assert_eq!(seen["results"], serde_json::json!([["applied", rows]]), "{seen}");
    let listed = listed(&browser);
    assert!(kept.iter().all(|title| listed.contains_key(title)), "acknowledged and lost");
    assert_eq!(listed.len(), kept.len() + rows, "something is there that nobody was told of");
    small.verified();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    calm(&small.folder);
}

/// What a command has to say and cannot is a fault with words, not a panic and not a success.
#[test]
fn a_command_whose_output_cannot_be_written_fails_with_words() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        return println!("passed over: this system has no /dev/full");
    };
    let lab = Lab::new();
    for args in [
        &["journal", "verify"][..],
        &["project", "list"],
        &["project", "list", "--json"],
        &["account", "add", "ivan", "--name", "Ivan"],
    ] {
        let output = lab.command().args(args).stdout(full.try_clone().expect("a file")).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        // An empty list has nothing to say.
        let silent = args == ["project", "list"];
        assert_eq!(output.status.code(), Some(if silent { 0 } else { 2 }), "{args:?}: {said}");
        assert!(!said.contains("panicked") && (silent || said.contains("No space left")), "{args:?}: {said}");
    }
}

/// A backup that meets its limit in the middle leaves nothing behind, and the next one is whole.
#[test]
fn a_backup_that_breaks_off_leaves_nothing() {
    let lab = Lab::new();
    // Bytes that no compression makes small.
    let (mut state, mut noise) = (2020u32, Vec::new());
    for _ in 0..300_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.push((state >> 24) as u8);
    }
    let server = lab.serve(&[]);
    let browser = lab.sign_in(&server);
    assert_eq!(project(&browser, "Before").status, 303);
    let field = |name: &str, value: &str| format!("--mark\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let start = format!(
        "{}{}--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n",
        field("_token", &browser.token),
        field("subject", "project:before"),
    );
    let body = [start.as_bytes(), &noise, b"\r\n--mark--\r\n"].concat();
    let kept =
        browser.ask("POST", "/uk/files", "Content-Type: multipart/form-data; boundary=mark\r\n", &body).expect("an answer");
    assert_eq!(kept.status, 303, "{kept:?}");
    drop(server);
    let file = lab.path("copy.dotyk.zip");
    // In blocks of 512 bytes: enough for what the database itself writes, and not for the file.
    let script = "trap '' XFSZ; ulimit -f 200; exec \"$0\" backup \"$1\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_dotyk")]).arg(&file);
    for (name, value) in lab.command().get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    let output = command.output().expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|code| code > 0 && code < 100), "{output:?}");
    assert!(!said.contains("panicked") && said.contains("File too large"), "{said}");
    assert!(!file.exists() && !lab.entries("").iter().any(|name| name.ends_with(".partial")), "{:?}", lab.entries(""));
    lab.said(&["backup", &file.display().to_string()]);
}
