//! The pages of files.

use askama::Template;

use super::File;
use crate::web::{Filled, Page, Record};

/// The form.
#[derive(Template)]
#[template(path = "file/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// What the file will belong to.
    pub record: Record,
    /// The largest upload, in megabytes.
    pub limit: i64,
}

/// What is known of a file.
#[derive(Template)]
#[template(path = "file/about.html")]
pub struct AboutView<'a> {
    pub page: Page<'a>,
    pub file: File,
    /// What it belongs to.
    pub record: Option<Record>,
    pub size: String,
    pub may_edit: bool,
    pub may_publish: bool,
}
