//! The tests of the crate as its users see it, in one binary.

mod bad_input;
mod corpus;
mod differs;
mod exam;
mod material;
mod round_trip;
