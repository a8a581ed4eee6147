//! The pages of accounts.

use askama::Template;
use serde::Serialize;

use super::Account;
use crate::web::schema::{AFTER, MAYBE_TEXT, RECORDS};
use crate::web::{About, Cell, Column, Filled, List, Page, Record, Shape, Sheet};

/// Signing in.
#[derive(Template)]
#[template(path = "account/sign_in.html")]
pub struct SignInView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// What has just been done: the message's key.
    pub notice: Option<&'static str>,
}

/// An account as pages and data show it.
#[derive(Serialize)]
pub struct Seen {
    pub id: String,
    pub login: String,
    pub name: String,
    pub role: &'static str,
    pub state: &'static str,
    /// The organisation and place that make things this account's own.
    pub own: Vec<Record>,
    pub created_at: String,
    pub password_at: Option<String>,
    pub disabled_at: Option<String>,
}

impl Seen {
    /// An account with the records that make things its own.
    pub fn new(account: &Account, own: &[Record]) -> Seen {
        Seen {
            id: account.id.clone(),
            login: account.login.clone(),
            name: account.body.name.clone(),
            role: account.body.role.word(),
            state: account.condition().word(),
            own: own.to_vec(),
            created_at: account.created_at.clone(),
            password_at: account.password_at.clone(),
            disabled_at: account.disabled_at.clone(),
        }
    }
}

/// One's own page.
#[derive(Template, Serialize)]
#[template(path = "account/own.html")]
pub struct OwnView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub account: Seen,
    pub sessions: Vec<OwnSession>,
    #[serde(skip)]
    pub filled: Filled,
    /// Whether the password has just been changed.
    #[serde(skip)]
    pub changed: bool,
}

/// A session of one's own.
#[derive(Serialize)]
pub struct OwnSession {
    pub id: String,
    /// Whether it is the one that asks.
    pub here: bool,
    pub agent: Option<String>,
    pub created_at: String,
    pub expires_at: String,
}

/// A one-time link: the form, or why it does not work.
#[derive(Template)]
#[template(path = "account/key.html")]
pub struct KeyView<'a> {
    pub page: Page<'a>,
    pub account: Option<Account>,
    pub target: String,
    pub filled: Filled,
}

/// A one-time link, shown once to whoever made it.
#[derive(Template)]
#[template(path = "account/link.html")]
pub struct LinkView<'a> {
    pub page: Page<'a>,
    pub record: Record,
    pub login: String,
    pub link: String,
    /// Whether the link begins with the office's address.
    pub whole: bool,
}

/// The list.
#[derive(Template, Serialize)]
#[template(path = "account/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub login: String,
    pub role: &'static str,
    pub state: &'static str,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "accounts",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("login", "account-column-login", 24, |row| Cell::text(&row.login)),
        Column::new("role", "account-column-role", 20, |row| Cell::word("web-role-", row.role)),
        Column::new("state", "account-column-state", 20, |row| Cell::word("account-state-", row.state)),
        Column::URL,
    ],
    points: None,
};

/// An account, as data.
const SEEN: Shape = Shape::Fields(&[
    ("id", Shape::Text),
    ("login", Shape::Text),
    ("name", Shape::Text),
    ("role", Shape::Text),
    ("state", Shape::Text),
    ("own", RECORDS),
    ("created_at", Shape::Text),
    ("password_at", MAYBE_TEXT),
    ("disabled_at", MAYBE_TEXT),
]);

/// The list, as data.
pub const LIST: About = About {
    title: "account-title",
    query: &[AFTER],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(&Shape::Record(&[("login", Shape::Text), ("role", Shape::Text), ("state", Shape::Text)]), &[]),
};

/// One account, as data.
pub const CARD: About =
    About { title: "web-kind-account", query: &[], faces: &["json"], shape: &Shape::Fields(&[("account", SEEN)]) };

/// One's own page, as data.
pub const OWN: About = About {
    title: "web-kind-session",
    query: &[],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("account", SEEN),
        (
            "sessions",
            Shape::Many(&Shape::Fields(&[
                ("id", Shape::Text),
                ("here", Shape::Flag),
                ("agent", MAYBE_TEXT),
                ("created_at", Shape::Text),
                ("expires_at", Shape::Text),
            ])),
        ),
    ]),
};

/// One account.
#[derive(Template, Serialize)]
#[template(path = "account/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(skip)]
    pub record: Record,
    pub account: Seen,
    /// Whether it is that of whoever asks.
    #[serde(skip)]
    pub myself: bool,
}

/// The form.
#[derive(Template)]
#[template(path = "account/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// The name for signing in, which does not change; none for a new account.
    pub login: Option<String>,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    pub roles: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
}
