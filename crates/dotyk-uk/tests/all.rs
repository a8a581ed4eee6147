//! The tests of the crate, in one binary.

mod distance;
mod fold;
mod key;
mod keyboard;
mod numbers;
mod properties;
mod shared;
mod sort;
mod stem;
mod translit;
