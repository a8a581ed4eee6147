//! Dotyk: the working register of a regional office for international cooperation.
//!
//! Start reading at ARCHITECTURE.md, then `app.rs`, then `project/`, the model noun.

pub mod access;
pub mod account;
pub mod activity;
pub mod agreement;
pub mod app;
pub mod ask;
pub mod asset;
pub mod backup;
pub mod circle;
pub mod command;
pub mod demo;
pub mod emergency;
pub mod event;
pub mod exchange;
pub mod figure;
pub mod file;
pub mod history;
pub mod import;
pub mod interest;
pub mod introduction;
pub mod journal;
pub mod letter;
pub mod matrix;
pub mod need;
pub mod office;
pub mod organisation;
pub mod outcome;
pub mod partnership;
pub mod person;
pub mod place;
pub mod portal;
pub mod programme;
pub mod project;
pub mod records;
pub mod report;
pub mod round;
pub mod source;
pub mod step;
pub mod text;
pub mod touchpoint;
pub mod web;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
