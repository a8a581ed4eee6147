//! Who may sign in, their sessions, and the one-time links that set a password.
//!
//! ```text
//! invited ──link used──▶ active ──disabled──▶ disabled
//!    ▲                     │  ▲                  │
//!    └──────── reset ──────┘  └──── enabled ─────┘
//! ```
//!
//! Nothing that opens a door is kept as it is: of a password only its argon2id hash, of a session's cookie and of a
//! one-time link only their SHA-256 (both are 32 random bytes, so a plain digest is enough). The journal holds
//! `password_at` and never the hash. Sessions and attempts are no records of the register and have no lines.
//!
//! A sign-in that fails is answered with a page of status 200, since from 400 on nothing is written and the failure must
//! be counted: after five on one name, or twenty from one address, each further one costs a wait that doubles up to a
//! quarter of an hour. The password is checked before the write transaction; that it is still the account's password,
//! and that nobody has to wait, is checked again within it, so tries sent at once gain nothing. A name that nobody has
//! takes as long as one that somebody has.
//!
//! Tables: `account`, `account_session`, `account_key`, `account_attempt`, `account_calendar`. Others use [`store::door`],
//! [`store::names`], [`store::labels`], [`store::add_with_password`], [`password::hash`] and [`commands`].

pub mod commands;
mod model;
pub mod password;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Account, Body, Condition, fold_login, login_fault, neighbourhood, password_fault};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
