//! A client that can misbehave: HTTP/1.1 over a bare socket, one connection for each request unless a test holds it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Nothing here waits longer than this: a generous upper bound, far above every limit of the program.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// All headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// The first header of a name; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The value of a hidden field in a form of the page; empty when there is none.
    pub fn hidden(&self, field: &str) -> String {
        let start = format!("name=\"{field}\" value=\"");
        let value = self.body.split_once(&start).and_then(|(_, rest)| rest.split_once('"'));
        value.map(|(value, _)| value.to_owned()).unwrap_or_default()
    }
}

/// One connection.
pub struct Wire(BufReader<TcpStream>);

impl Wire {
    /// Connects.
    pub fn open(address: SocketAddr) -> io::Result<Wire> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Wire(BufReader::new(stream)))
    }

    /// The same connection once more: one to send, one to hear.
    pub fn again(&self) -> Wire {
        Wire(BufReader::new(self.0.get_ref().try_clone().expect("a socket of one's own")))
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.get_mut().write_all(bytes.as_ref())
    }

    /// Reads one answer to its end; that to a HEAD has no body.
    pub fn answer(&mut self, to_head: bool) -> io::Result<Answer> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let mut answer = Answer { status, headers: Vec::new(), body: String::new() };
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            answer.headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut body = Vec::new();
        match answer.header("content-length").parse::<u64>() {
            _ if to_head || status < 200 || status == 304 => {}
            Ok(length) if (&mut self.0).take(length).read_to_end(&mut body)? as u64 == length => {}
            Ok(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(_) if answer.header("transfer-encoding") == "chunked" => while self.chunk(&mut body)? {},
            Err(_) => drop(self.0.read_to_end(&mut body)?),
        }
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }

    /// Waits until the other side has closed the connection; what it said before is not kept.
    pub fn ended(&mut self) -> bool {
        let waits = [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut];
        self.0.read_to_end(&mut Vec::new()).map_or_else(|error| !waits.contains(&error.kind()), |_| true)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line)?;
        match line.pop() {
            Some(b'\n') => Ok(String::from_utf8_lossy(&line).trim_end().to_owned()),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn chunk(&mut self, body: &mut Vec<u8>) -> io::Result<bool> {
        let length = u64::from_str_radix(&self.line()?, 16).map_err(|_| io::ErrorKind::InvalidData)?;
        let whole = (&mut self.0).take(length).read_to_end(body)? as u64 == length;
        self.line()?;
        if whole { Ok(length > 0) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// A visitor with a cookie.
#[derive(Clone)]
pub struct Browser {
    /// Where the server is.
    pub address: SocketAddr,
    /// The session's cookie as it is sent, `dotyk=…`.
    pub cookie: String,
    /// The token that forms of the session carry.
    pub token: String,
}

impl Browser {
    /// Somebody who has not signed in.
    pub fn new(address: SocketAddr) -> Browser {
        Browser { address, cookie: String::new(), token: String::new() }
    }

    /// Sends one request with more headers (each ended by CR LF) and a body.
    pub fn ask(&self, method: &str, target: &str, headers: &str, body: &[u8]) -> io::Result<Answer> {
        let mut wire = Wire::open(self.address)?;
        let (cookie, length) = (&self.cookie, body.len());
        let length = if method == "POST" { format!("Content-Length: {length}\r\n") } else { String::new() };
        let head = format!("{method} {target} HTTP/1.1\r\nHost: dotyk.test\r\nConnection: close\r\nCookie: {cookie}\r\n");
        // Who is refused in the middle of a body still has an answer to read.
        let sent = wire.send([format!("{head}{headers}{length}\r\n").as_bytes(), body].concat());
        wire.answer(method == "HEAD").map_err(|error| sent.err().unwrap_or(error))
    }

    /// Looks at a page.
    pub fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, "", b"").unwrap_or_else(|error| panic!("GET {target}: {error}"))
    }

    /// Sends a form with the session's token.
    pub fn post(&self, target: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields).append_pair("_token", &self.token);
        self.ask("POST", target, "Content-Type: application/x-www-form-urlencoded\r\n", form.finish().as_bytes())
    }
}
