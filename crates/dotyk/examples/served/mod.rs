//! The program in a process of its own, and a visitor over a kept connection: what the benches of pages share.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use dotyk::demo::SignIn;

/// The head of a request by somebody who takes pages packed, as browsers do.
#[allow(dead_code, reason = "not every bench takes them so")]
pub const GZIP: &str = "Accept-Encoding: gzip\r\n";

/// The key that seals personal data, in hex.
pub const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// The program, serving the office.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts it and waits until it answers. `DOTYK_BIN` says where the program is.
    pub fn start(folder: &std::path::Path) -> Result<Server, String> {
        let program = std::env::var("DOTYK_BIN").map_err(|_| "DOTYK_BIN says where the program is; bin/bench sets it")?;
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(|error| error.to_string())?;
        let child = Command::new(program)
            .args(["serve", "--database", &format!("sqlite:{}", folder.join("office.sqlite").display()), "--listen"])
            .arg(address.to_string())
            .env("DOTYK_DATA_KEY", KEY)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let server = Server { child, address };
        for _ in 0..600 {
            if Visitor::new(address).is_ok_and(|mut visitor| visitor.get("/healthz", "").is_ok()) {
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("the server did not come up within a minute".into())
    }

    /// The most that it held of the machine's memory, in megabytes; 0 where the system does not tell.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    }

    /// Ends it.
    pub fn stop(&mut self) -> Result<(), String> {
        self.child.kill().and_then(|()| self.child.wait()).map(drop).map_err(|error| error.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already stopped, unless something failed.
        let _ = self.stop();
    }
}

/// A kept connection.
pub struct Visitor {
    stream: BufReader<TcpStream>,
    /// Sent when it is not empty.
    pub cookie: String,
}

impl Visitor {
    /// Connects.
    pub fn new(address: SocketAddr) -> Result<Visitor, String> {
        let stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Visitor { stream: BufReader::new(stream), cookie: String::new() })
    }

    /// Looks at a page, with further lines of the request's head; gives its body as it came.
    pub fn get(&mut self, path: &str, head: &str) -> Result<Vec<u8>, String> {
        let path: String =
            path.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
        let (status, _, body) = self.ask(&format!("GET {path} HTTP/1.1\r\n{head}"), "")?;
        if status == 200 { Ok(body) } else { Err(format!("{path}: {status}")) }
    }

    /// Signs in through the form, and keeps the cookies of the session.
    #[allow(dead_code, reason = "not every bench signs in")]
    pub fn sign_in(&mut self, who: &SignIn) -> Result<(), String> {
        let form = format!("login={}&password={}", who.login, who.password);
        let line = "POST /uk/session HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let (status, session, _) = self.ask(line, &form)?;
        self.cookie = session;
        if status == 303 { Ok(()) } else { Err(format!("the coordinator could not sign in: {status}")) }
    }

    /// Sends a request; gives the status, the cookies that were set, and the body.
    pub fn ask(&mut self, head: &str, form: &str) -> Result<(u16, String, Vec<u8>), String> {
        let said = |error: std::io::Error| error.to_string();
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        let request = format!("{head}Host: dotyk.test\r\n{cookie}Content-Length: {}\r\n\r\n{form}", form.len());
        self.stream.get_mut().write_all(request.as_bytes()).map_err(said)?;
        let (mut status, mut length, mut chunked, mut cookies) = (String::new(), 0usize, false, Vec::new());
        self.stream.read_line(&mut status).map_err(said)?;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).map_err(said)?;
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().map_err(|_| "a length that is none")?,
                "transfer-encoding" => chunked = value == "chunked",
                "set-cookie" => cookies.push(value.split(';').next().unwrap_or_default().to_owned()),
                _ => {}
            }
        }
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("no status")?;
        let mut body = Vec::new();
        if !chunked {
            self.take(length, &mut body)?;
            return Ok((status, cookies.join("; "), body));
        }
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size).map_err(said)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(|_| "a chunk without its size")?;
            self.take(size, &mut body)?;
            self.take(2, &mut Vec::new())?;
            if size == 0 {
                return Ok((status, cookies.join("; "), body));
            }
        }
    }

    fn take(&mut self, length: usize, into: &mut Vec<u8>) -> Result<(), String> {
        let start = into.len();
        into.resize(start + length, 0);
        self.stream.read_exact(&mut into[start..]).map_err(|error| error.to_string())
    }
}

/// Looks so many times at a page, or at one after the other, and prints how long that took in the middle, at the 95th of
/// hundred, and at most.
#[allow(dead_code, reason = "not every bench measures pages one by one")]
pub fn measure(name: &str, visitor: &mut Visitor, times: usize, path: impl Fn(usize) -> String) -> Result<(), String> {
    let mut taken: Vec<Duration> = Vec::with_capacity(times);
    for number in 0..times {
        let start = Instant::now();
        visitor.get(&path(number), GZIP)?;
        taken.push(start.elapsed());
    }
    taken.sort_unstable();
    let at = |share: usize| taken.get(times * share / 100).or(taken.last()).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    println!("{name}-p50 {:.1} ms\n{name}-p95 {:.1} ms\n{name}-max {:.1} ms", at(50), at(95), at(100));
    Ok(())
}
