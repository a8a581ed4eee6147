//! Points of contact: who would support a need, and why.

mod history;
mod programmes;
mod sectors;
mod story;
