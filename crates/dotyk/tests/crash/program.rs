//! The program under test: the real executable over a database of its own, killed when a test forgets it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use dotyk::app::MIGRATIONS;
use dotyk_db::testing::{TestDb, fresh};
use dotyk_db::{Db, Options};
use tempfile::TempDir;

use crate::http::{Browser, PATIENCE};

/// The password of the one account, [`Lab::sign_in`].
const PASSWORD: &str = "a lamp, a map and nine pears";

/// An office with one administrator and one direction, `health`, on the engine of `DOTYK_TEST_ENGINE`.
pub struct Lab {
    db: TestDb,
    folder: TempDir,
}

impl Lab {
    /// A database with all tables and nothing in it. No connection of ours stays open: what a killed server leaves
    /// behind is for the next one alone to mend.
    pub fn empty() -> Lab {
        let db = fresh(MIGRATIONS);
        db.close();
        Lab { db, folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// An office, made by the program itself.
    pub fn new() -> Lab {
        let lab = Lab::empty();
        lab.said(&["office", "add", "lab", "--name-uk", "Перевірка"]);
        lab
    }

    /// The database, opened by the test.
    pub fn db(&self) -> Db {
        Db::open(self.db.url(), Options::default()).expect("the database opens")
    }

    /// A path in the office's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The names in a folder of it.
    pub fn entries(&self, name: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(name)).expect("a folder");
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    /// The program, told where the office lies and nothing else of the environment that is meant for it.
    pub fn command(&self) -> Command {
        let mut command = dotyk(&self.folder);
        command.env("DOTYK_DATABASE", self.db.url()).env("DOTYK_FILES", self.path("files"));
        command
    }

    /// Runs a command to its end: its exit code and what it printed.
    pub fn run(&self, args: &[&str]) -> (i32, String) {
        let output = self.command().args(args).output().expect("the program runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!error.contains("panicked"), "{args:?}: {error}");
        (output.status.code().unwrap_or(-1), format!("{}{error}", String::from_utf8_lossy(&output.stdout)))
    }

    /// Runs a command that must do: what it printed.
    pub fn said(&self, args: &[&str]) -> String {
        let (code, said) = self.run(args);
        assert_eq!(code, 0, "{args:?}: {said}");
        said
    }

    /// Checks the journal, which must be whole: the note for next time, `POSITION:HASH`.
    pub fn verified(&self) -> String {
        note(&self.said(&["journal", "verify"]))
    }

    /// Starts the server and waits until it is ready.
    pub fn serve(&self, args: &[&str]) -> Server {
        let mut command = self.command();
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(args);
        let (server, _) = Server::start(command, &self.folder, "listens");
        let until = Instant::now() + PATIENCE;
        while Browser::new(server.address).get("/healthz").status != 200 {
            assert!(Instant::now() < until, "the server never became ready");
        }
        server
    }

    /// Invites an administrator, sets the password behind the link and signs in, all as a browser would.
    pub fn sign_in(&self, server: &Server) -> Browser {
        enter(server, &self.said(&["account", "add", "marta", "--name", "Marta"]))
    }

    /// Holds every server of this office to having written no panic into its log.
    pub fn calm(&self) {
        calm(&self.folder);
    }
}

/// Follows the link that a command printed, sets the password and signs in.
pub fn enter(server: &Server, said: &str) -> Browser {
    let link = said.split_whitespace().find(|word| word.starts_with("/uk/keys/")).expect("a one-time link");
    let mut browser = Browser::new(server.address);
    assert_eq!(browser.get(link).status, 200, "{link}");
    assert_eq!(browser.post(link, &[("new", PASSWORD)]).expect("an answer").status, 303);
    let entered = browser.post("/uk/session", &[("login", "marta"), ("password", PASSWORD)]).expect("an answer");
    assert_eq!(entered.status, 303, "{}", entered.body);
    browser.cookie = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let form = browser.get("/uk/office/directions/edit");
    browser.token = form.hidden("_token");
    let fields = [("version", &*form.hidden("version")), ("direction.0.slug", "health"), ("direction.0.name_uk", "Здоров’я")];
    let saved = browser.post("/uk/office/directions", &fields).expect("an answer");
    assert_eq!(saved.status, 303, "{}", saved.body);
    browser
}

/// The program with a log level that shows what goes wrong, and backtraces where it would give them away.
pub fn dotyk(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dotyk"));
    for name in ["DOTYK_DATABASE", "DOTYK_OFFICE", "DOTYK_FILES", "DOTYK_DATA_KEY"] {
        command.env_remove(name);
    }
    command.env("DOTYK_LOG", "dotyk=info").env("RUST_BACKTRACE", "1").env("TMPDIR", folder.path()).stdin(Stdio::null());
    command
}

/// Holds the logs in a folder to speak of no panic.
pub fn calm(folder: &TempDir) {
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
    assert!(!log.contains("panicked"), "{log}");
}

/// The note of a check, for the next one.
pub fn note(said: &str) -> String {
    said.trim_end().rsplit("--expect ").next().unwrap_or_default().to_owned()
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts it and reads its lines until one holds a word: the server and those lines. The address stands in one.
    pub fn start(mut command: Command, folder: &TempDir, word: &'static str) -> (Server, String) {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.path().join("log")).expect("a log");
        let child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
        let mut server = Server { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        let lines = BufReader::new(server.child.stdout.take().expect("its output")).lines();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let mut said = String::new();
        while !said.contains(word) {
            let line = told.recv_timeout(PATIENCE);
            let log = || std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
            said.push_str(&line.unwrap_or_else(|error| panic!("{error}; it said {said:?} and logged {}", log())));
            said.push('\n');
        }
        let address = said.split("http://").nth(1).and_then(|rest| rest.split('/').next()).and_then(|at| at.parse().ok());
        server.address = address.unwrap_or_else(|| panic!("no address in {said}"));
        (server, said)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory it ever held, in kB; none where the system does not say.
    pub fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
    }

    /// Asks it to stop, as a service manager does.
    pub fn term(&self) {
        let told = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.child.id().to_string()]).status();
        assert!(told.expect("a shell").success());
    }

    /// Waits for its end.
    pub fn end(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("its status") {
                return status;
            }
            assert!(Instant::now() < until, "the server does not stop");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("its status");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
