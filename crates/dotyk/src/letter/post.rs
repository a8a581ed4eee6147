//! One letter over one connection to the mail server, step by step, so that it is known how far it came.

use lettre::address::{Address, Envelope};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::mail::{Mail, Tls};
use super::model::{Outcome, Trouble};

/// A connection takes so many letters.
const LETTERS: usize = 50;

/// An open connection, or none yet.
#[derive(Default)]
pub struct Session(Option<(SmtpConnection, usize)>);

impl Drop for Session {
    fn drop(&mut self) {
        if let Some((mut connection, _)) = self.0.take() {
            // Whether the server hears the farewell changes nothing.
            let _ = connection.quit();
        }
    }
}

impl Session {
    /// Hands a letter over. `still` says whether it may yet be sent, just before the server could take it.
    pub fn send(&mut self, mail: &Mail, envelope: &Envelope, bytes: &[u8], still: impl Fn() -> bool) -> Outcome {
        // The server may have hung up meanwhile.
        let open = self.0.take().and_then(|(mut open, used)| (used < LETTERS && open.test_connected()).then_some((open, used)));
        let (mut connection, used) = match open {
            Some(open) => open,
            None => match connect(mail) {
                Ok(connection) => (connection, 0),
                Err(outcome) => return outcome,
            },
        };
        let outcome = hand_over(&mut connection, envelope, bytes, still);
        if outcome == Outcome::Sent {
            self.0 = Some((connection, used + 1));
        } else {
            connection.abort();
        }
        outcome
    }
}

fn connect(mail: &Mail) -> Result<SmtpConnection, Outcome> {
    let hello = ClientId::Domain(mail.from.email.domain().to_owned());
    let tls = match mail.tls {
        Tls::None => None,
        _ => Some(TlsParameters::new(mail.host.clone()).map_err(|error| away(&error))?),
    };
    let first = tls.as_ref().filter(|_| mail.tls == Tls::Implicit);
    let server = (mail.host.as_str(), mail.port);
    let mut connection =
        SmtpConnection::connect(server, Some(mail.patience), &hello, first, None).map_err(|error| away(&error))?;
    if let (Tls::Required, Some(tls)) = (mail.tls, &tls) {
        // A server that offers none is sent nothing.
        connection.starttls(tls, &hello).map_err(|error| away(&error))?;
    }
    if let Some((user, password)) = &mail.credentials {
        let credentials = Credentials::new(user.clone(), password.clone());
        connection.auth(DEFAULT_MECHANISMS, &credentials).map_err(|error| away(&error))?;
    }
    Ok(connection)
}

/// The server cannot be spoken to.
fn away(error: &Error) -> Outcome {
    let silent = error.is_transient() || error.is_timeout() || error.status().is_none() && !error.is_client() && !error.is_tls();
    Outcome::Away(if silent { Trouble::Unreachable } else { Trouble::Settings }, told(error))
}

/// What a server said, or what the line did.
fn told(error: &Error) -> String {
    use std::error::Error as _;
    let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

fn hand_over(connection: &mut SmtpConnection, envelope: &Envelope, bytes: &[u8], still: impl Fn() -> bool) -> Outcome {
    if let Err(error) = begin(connection, envelope.from().cloned(), envelope.to()) {
        return before(&error);
    }
    if !still() {
        return Outcome::Later("it took too long to come so far".to_owned());
    }
    // The server takes a letter at the end of its data and at nothing before.
    if let Err(error) = connection.command(Data) {
        return before(&error);
    }
    match connection.message(bytes) {
        Ok(_) => Outcome::Sent,
        Err(error) if error.status().is_some() => before(&error),
        Err(error) => Outcome::Unsure(told(&error)),
    }
}

fn begin(connection: &mut SmtpConnection, from: Option<Address>, to: &[Address]) -> Result<(), Error> {
    connection.command(MailFrom::new(from, Vec::new()))?;
    for to in to {
        connection.command(Rcpt::new(to.clone(), Vec::new()))?;
    }
    Ok(())
}

/// What a refusal before the server took the letter makes of it.
fn before(error: &Error) -> Outcome {
    let code = error.status().map(u16::from);
    match code {
        // The server closes, or wants a name and a password: no letter would fare better.
        Some(421) => Outcome::Away(Trouble::Unreachable, told(error)),
        Some(530 | 534 | 535 | 538) => Outcome::Away(Trouble::Settings, told(error)),
        Some(500..) => Outcome::Refused(told(error)),
        _ => Outcome::Later(told(error)),
    }
}
