//! What must not happen, tried on the real executable: an acknowledged write lost to `kill -9`, a visitor held up by
//! another's slow line, a stack trace, a journal that lies unnoticed. Every test has a program and a database of its own,
//! on the engine that `DOTYK_TEST_ENGINE` names; the limits are those of the program as it is shipped.

#![cfg(unix)]

mod bad_input;
mod demo;
mod full;
mod http;
mod huge;
mod import;
mod keep;
mod kill;
mod lifetime;
mod program;
mod slow;
mod tamper;
