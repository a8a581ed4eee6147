//! Dotyk: the working register of a regional office for international cooperation.

pub mod access;
pub mod figure;
pub mod journal;
pub mod office;
pub mod source;
pub mod text;
pub mod web;
