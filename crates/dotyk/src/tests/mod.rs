//! What holds for the whole house: the order of its rooms, its statements on both engines, its words, its doors.

mod access;
mod faces;
mod interview;
mod openapi;
mod processes;
mod questions;
mod search;
mod statements;
mod tidy;
mod words;
