//! The mail server, as the settings say, and one letter as it goes over the line.

use std::fmt;
use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use percent_encoding::percent_decode_str;

use super::model::{Content, is_writable, line};

/// How the line to the server is kept from listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: a server on the same machine
    None,
    /// By STARTTLS, or nothing is sent
    Required,
    /// From the first byte
    Implicit,
}

/// The mail server. It never prints its password.
#[derive(Clone)]
pub struct Mail {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept from listeners.
    pub tls: Tls,
    /// The name and the password.
    pub credentials: Option<(String, String)>,
    /// Who the letters are from.
    pub from: Mailbox,
    /// The least time between two letters.
    pub pace: Duration,
    /// How long a word of the server is waited for.
    pub patience: Duration,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("host", &self.host).field("port", &self.port).field("tls", &self.tls).finish_non_exhaustive()
    }
}

impl Mail {
    /// From `smtp://user:password@host:587?tls=required` and an address that letters are from, `Office <office@host>`.
    ///
    /// # Errors
    /// What is wrong with them; never with the password in it.
    pub fn parse(server: &str, from: &str) -> Result<Mail, String> {
        let shape = "the mail server is written smtp://USER:PASSWORD@HOST:587?tls=required, smtps://… for TLS from the first byte, \
                     or smtp://localhost:25?tls=none; signs such as @ in a password are percent-encoded";
        let url = url::Url::parse(server).map_err(|_| shape.to_owned())?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(shape)?.trim_matches(['[', ']']).to_owned();
        let local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let asked = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let tls = match (url.scheme(), asked.as_deref()) {
            ("smtps", None | Some("required")) => Tls::Implicit,
            ("smtp", Some("required")) => Tls::Required,
            ("smtp", Some("none")) => Tls::None,
            ("smtp", None) if local => Tls::None,
            ("smtp", None) => Tls::Required,
            _ => return Err(shape.to_owned()),
        };
        let decoded =
            |text: &str| percent_decode_str(text).decode_utf8().map(|text| text.into_owned()).map_err(|_| shape.to_owned());
        let credentials = match (url.username(), url.password()) {
            ("", _) => None,
            (user, password) => Some((decoded(user)?, decoded(password.unwrap_or_default())?)),
        };
        if credentials.is_some() && tls == Tls::None && !local {
            return Err("a password does not go over an open line: write tls=required, or leave the password out".to_owned());
        }
        let port = url.port().unwrap_or(match tls {
            Tls::Implicit => 465,
            Tls::Required => 587,
            Tls::None => 25,
        });
        let from: Mailbox = from.parse().map_err(|_| format!("«{from}» is no address that letters can be from"))?;
        if !is_writable(from.email.as_ref()) {
            return Err(format!("«{from}» is no address that letters can be from"));
        }
        let (pace, patience) = (Duration::from_secs(1), Duration::from_secs(60));
        Ok(Mail { host, port, tls, credentials, from, pace, patience })
    }

    /// The letter as it goes over the line. Its Message-ID is made of its id, so that a letter that comes twice after all
    /// can be known by whoever gets it.
    ///
    /// # Errors
    /// An address that is none.
    pub fn message(&self, office: &str, id: &str, content: &Content, now: SystemTime) -> Result<Message, String> {
        if !is_writable(&content.mail) {
            return Err("the address is none that can be written to".to_owned());
        }
        let to = content.mail.parse().map_err(|error: lettre::address::AddressError| error.to_string())?;
        let mut message = Message::builder()
            .from(self.from.clone())
            // The library breaks off at a name that ends a line.
            .to(Mailbox::new(content.name.as_deref().map(line), to))
            .date(now)
            .subject(line(&content.subject))
            .message_id(Some(format!("<{id}.{office}@{}>", self.from.email.domain())))
            // So that nobody's machine answers a machine.
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(url) = &content.unsubscribe {
            message = message
                .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let text = content.text.clone().unwrap_or_default().replace('\n', "\r\n");
        message.header(lettre::message::header::ContentType::TEXT_PLAIN).body(text).map_err(|error| error.to_string())
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_read_and_its_password_never_printed() {
        let from = "Департамент <office@dotyk.example>";
        for (text, host, port, tls, user) in [
            ("smtp://u%40x:p%3As@mail.example", "mail.example", 587, Tls::Required, Some("u@x")),
            ("smtp://mail.example:2525?tls=none", "mail.example", 2525, Tls::None, None),
            ("smtps://u:p@mail.example", "mail.example", 465, Tls::Implicit, Some("u")),
            ("smtp://localhost", "localhost", 25, Tls::None, None),
            ("smtp://[::1]:2525", "::1", 2525, Tls::None, None),
        ] {
            let mail = Mail::parse(text, from).unwrap_or_else(|error| panic!("{text}: {error}"));
            let found = (mail.host.as_str(), mail.port, mail.tls, mail.credentials.as_ref().map(|(user, _)| user.as_str()));
            assert_eq!(found, (host, port, tls, user), "{text}");
        }
        let secret = Mail::parse("smtp://u:top%21secret@mail.example", from).unwrap();
        assert_eq!(secret.credentials.as_ref().map(|(_, password)| password.as_str()), Some("top!secret"));
        assert!(!format!("{secret:?}").contains("secret"));
        for text in
            ["", "mail.example", "http://mail.example", "smtp://u:top-secret@mail.example?tls=none", "smtp://h?tls=top-secret"]
        {
            let error = Mail::parse(text, from).unwrap_err();
            assert!(!error.contains("top-secret"), "{error}");
        }
        for from in ["", "office", "a@b.example\r\nBcc: x@y.example", "офіс@dotyk.example"] {
            assert!(Mail::parse("smtp://localhost", from).is_err(), "{from}");
        }
    }

    #[test]
    fn nothing_in_a_letter_makes_a_header() {
        let mail = Mail::parse("smtp://localhost", "office@dotyk.example").unwrap();
        let content = Content {
            mail: "maria@likarnia.example".into(),
            name: Some("Марія\r\nBcc: x@y.example".into()),
            subject: "Потреба\r\nBcc: x@y.example".into(),
            text: Some("Добрий день".into()),
            unsubscribe: Some("https://dotyk.example/i/x".into()),
        };
        let message = mail.message("test", "7", &content, SystemTime::UNIX_EPOCH).unwrap().formatted();
        let text = String::from_utf8(message).unwrap();
        let (headers, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!headers.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{headers}");
        for wanted in [
            "Message-ID: <7.test@dotyk.example>",
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe: <https://dotyk.example/i/x>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Type: text/plain; charset=utf-8",
        ] {
            assert!(headers.contains(wanted), "{wanted} is not in {headers}");
        }
        assert!(text.is_ascii());
        assert!(mail.message("test", "7", &Content { mail: "a@b".into(), ..content }, SystemTime::UNIX_EPOCH).is_err());
    }
}
