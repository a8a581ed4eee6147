//! What an account is, which names and passwords will do, and how long failures make one wait. Pure.

use serde::{Deserialize, Serialize};

use crate::access::{Kind, Role, Subject};
use crate::web::Fault;

/// Somebody who may sign in, as the journal sees them: the hash of the password is not part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// What they sign in with, folded by [`fold_login`].
    pub login: String,
    /// What an administrator enters.
    #[serde(flatten)]
    pub body: Body,
    /// Since when the present password holds; none until the link is used.
    pub password_at: Option<String>,
    /// When they were invited.
    pub created_at: String,
    /// Since when they may not sign in.
    pub disabled_at: Option<String>,
    /// Counts its edits.
    pub version: i64,
}

/// What an administrator enters of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// As shown on the page.
    pub name: String,
    /// What they are in the office.
    pub role: Role,
    /// The id of a contributor's organisation.
    pub organisation: Option<String>,
    /// The code of a contributor's place.
    pub place: Option<String>,
}

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The one-time link is not used yet
    Invited,
    /// May sign in
    Active,
    /// May not
    Disabled,
}

impl Condition {
    /// The word in data.
    pub fn word(self) -> &'static str {
        match self {
            Condition::Invited => "invited",
            Condition::Active => "active",
            Condition::Disabled => "disabled",
        }
    }
}

impl Account {
    /// A new account without a password.
    pub fn new(id: String, login: &str, body: Body, created_at: String) -> Account {
        Account { id, login: fold_login(login), body, password_at: None, created_at, disabled_at: None, version: 1 }
    }

    /// What the policy must know.
    pub fn subject(&self) -> Subject {
        Subject::new(Kind::Account, self.id.clone(), false)
    }

    /// How it stands.
    pub fn condition(&self) -> Condition {
        match (&self.disabled_at, &self.password_at) {
            (Some(_), _) => Condition::Disabled,
            (None, None) => Condition::Invited,
            (None, Some(_)) => Condition::Active,
        }
    }

    /// Whether the office could not be run if this account were taken away: it is an active administrator.
    pub fn runs_the_office(&self) -> bool {
        self.condition() == Condition::Active && self.body.role == Role::Administrator
    }
}

impl Body {
    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.name.is_empty() {
            faults.push(("name".into(), "web-required", String::new()));
        }
        if self.name.chars().count() > 120 {
            faults.push(("name".into(), "web-too-long", "120".into()));
        }
        if self.role == Role::Public {
            faults.push(("role".into(), "web-bad-choice", self.role.word().into()));
        }
        faults
    }
}

/// The name for signing in as it is kept and compared.
pub fn fold_login(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Why a folded name cannot be one to sign in with: the message's key.
pub fn login_fault(login: &str) -> Option<&'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || dotyk_uk::is_ukrainian_letter(c) || ".-_@+'’".contains(c);
    if login.is_empty() {
        Some("web-required")
    } else if dotyk_uk::mixed_script(login) {
        Some("account-login-mixed")
    } else if !login.chars().all(fits) || !login.starts_with(char::is_alphanumeric) {
        Some("account-login-letters")
    } else if !(3..=64).contains(&login.chars().count()) {
        Some("account-login-length")
    } else {
        None
    }
}

/// Long enough by the rule, and yet among the first that anyone tries. Compared without the digits and marks behind.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "qwertyuiop",
    "qwertyuiopasdf",
    "qwerty",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "letmein",
    "welcome",
    "administrator",
    "admin",
    "adminadmin",
    "changeme",
    "secret",
    "sunshine",
    "princess",
    "football",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "qwerty123456qwerty",
    "йцукенгшщз",
    "йцукенгшщзхї",
    "йцукен",
    "фівапролдж",
    "пароль",
    "парольпароль",
    "адміністратор",
    "слава україні",
    "славаукраїні",
    "slavaukraini",
    "slava ukraini",
    "україна",
    "ukraine",
    "ukraina",
    "шевченко",
    "shevchenko",
    "дотик",
    "dotyk",
];

/// Why a password will not do for the account with this folded name: the message's key.
pub fn password_fault(password: &str, login: &str) -> Option<&'static str> {
    let lower = password.to_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    let first = lower.chars().next();
    let run =
        lower.chars().zip(lower.chars().skip(1)).all(|(a, b)| u32::from(a).abs_diff(u32::from(b)) <= 1 || (a, b) == ('9', '0'));
    if password.is_empty() {
        Some("web-required")
    } else if password.chars().count() < 10 {
        Some("account-password-short")
    } else if password.len() > 400 {
        Some("account-password-long")
    } else if !login.is_empty() && lower.contains(login) {
        Some("account-password-login")
    } else if run
        || lower.chars().all(|c| Some(c) == first)
        || bare.is_empty()
        || COMMON.contains(&bare)
        || COMMON.contains(&lower.as_str())
    {
        Some("account-password-common")
    } else {
        None
    }
}

/// Failures on one name before one has to wait.
pub const LOGIN_TRIES: i64 = 5;

/// Failures from one address before one has to wait: a whole office may stand behind it.
pub const PEER_TRIES: i64 = 20;

/// The seconds still to wait, `since` seconds after the last of so many failures: 15, 30, 60 … up to 900.
pub fn wait(failures: i64, tries: i64, since: i64) -> i64 {
    if failures < tries {
        return 0;
    }
    let whole = 15 << (failures - tries).min(6);
    (whole.min(900) - since.max(0)).max(0)
}

/// What is counted of a visitor's address: of IPv6 the half that a provider gives to one customer.
pub fn neighbourhood(peer: &str) -> String {
    match peer.parse::<std::net::Ipv6Addr>() {
        Ok(address) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        },
        Err(_) => peer.to_owned(),
    }
}

/// Where to go after signing in: only a page of ours, in plain ASCII, so that no other host can be meant.
pub fn local(next: &str) -> Option<&str> {
    let ours = ["/uk", "/en"]
        .into_iter()
        .any(|lang| next.strip_prefix(lang).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])));
    let plain = next.len() < 2000 && next.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'"' | b'<' | b'>'));
    (ours && plain).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_one_script() {
        for (login, fault) in [
            ("olena.2021", None),
            ("олена", None),
            ("мар’яна", None),
            ("o@example.org", None),
            ("оlena", Some("account-login-mixed")),
            ("ol ena", Some("account-login-letters")),
            ("<olena>", Some("account-login-letters")),
            (".olena", Some("account-login-letters")),
            ("ol", Some("account-login-length")),
            ("", Some("web-required")),
        ] {
            assert_eq!(login_fault(login), fault, "{login}");
        }
        assert_eq!(fold_login(" Олена "), "олена");
    }

    #[test]
    fn a_password_is_long_and_not_the_first_guess() {
        for (password, fault) in [
            ("гусениця на мосту", None),
            ("correct horse", None),
            ("short", Some("account-password-short")),
            ("1234567890", Some("account-password-common")),
            ("7777777777", Some("account-password-common")),
            ("Password2024!", Some("account-password-common")),
            ("Йцукенгшщз", Some("account-password-common")),
            ("2024202420242024", Some("account-password-common")),
            ("my-olena-2021", Some("account-password-login")),
        ] {
            assert_eq!(password_fault(password, "olena"), fault, "{password}");
        }
    }

    #[test]
    fn failures_make_one_wait_longer_and_longer() {
        assert_eq!(wait(4, 5, 0), 0);
        assert_eq!(wait(5, 5, 0), 15);
        assert_eq!(wait(5, 5, 15), 0);
        assert_eq!(wait(7, 5, 10), 50);
        assert_eq!(wait(1000, 5, 0), 900);
        assert_eq!(wait(5, 5, -100), 15);
    }

    #[test]
    fn one_customer_is_one_neighbourhood() {
        assert_eq!(neighbourhood("2001:db8:1:2:3::4"), neighbourhood("2001:db8:1:2:ffff::1"));
        assert_ne!(neighbourhood("2001:db8:1:2::"), neighbourhood("2001:db8:1:3::"));
        assert_eq!(neighbourhood("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(neighbourhood("192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn one_is_only_sent_to_our_own_pages() {
        for ours in ["/uk", "/en/", "/uk/projects/school", "/uk?x=1", "/uk/sources?q=%D1%88"] {
            assert_eq!(local(ours), Some(ours));
        }
        for other in [
            "",
            "/",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/uk\\..",
            "/ukx",
            "uk",
            "/uk/\r\nx: y",
            "/uk/шлях",
            "/\t/evil",
        ] {
            assert_eq!(local(other), None, "{other}");
        }
    }
}
