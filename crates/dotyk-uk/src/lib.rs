//! Ukrainian text for registers: finding it, ordering it, and writing it in Latin letters.
//!
//! Pure functions over `&str`: no state, no files, no network, no panic on any input.
//!
//! | to | use |
//! |---|---|
//! | repair Latin letters inside Cyrillic words | [`fold`], [`repairs`] |
//! | find a word however it was typed | [`search_key`], [`tokens`] |
//! | find a word in any of its forms | [`stem`], [`stems`] |
//! | offer what was probably meant | [`keyboard`], [`distance`] |
//! | order a list by the Ukrainian alphabet, in any database | [`sort_key`] |
//! | write names in Latin letters and in addresses | [`transliterate`], [`slug`] |
//! | choose «квартира, квартири, квартир» | [`plural`], [`plural_decimal`], [`plural_en`] |
//! | refuse names that mix scripts | [`mixed_script`], [`is_ukrainian_letter`] |
//!
//! What was written is for showing; what these functions return is for comparing. Keys and stems
//! of two versions of this crate may differ, so rebuild stored ones when it is updated.
//!
//! ```
//! use dotyk_uk::{search_key, stems};
//! // Latin i's, another apostrophe, another form: found all the same.
//! assert_eq!(search_key("Зв’язки з регiонами"), search_key("зв'язки з регіонами"));
//! assert_eq!(stems("лiкарнi"), stems("лікарень"));
//! ```

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod chars;
mod distance;
mod exceptions;
mod fold;
mod key;
mod keyboard;
mod pairs;
mod plural;
mod sort;
mod stem;
mod translit;

pub use chars::{is_ukrainian_letter, mixed_script};
pub use distance::distance;
pub use fold::{fold, repairs};
pub use key::{search_key, tokens};
pub use keyboard::keyboard;
pub use plural::{Plural, plural, plural_decimal, plural_en};
pub use sort::sort_key;
pub use stem::{stem, stems};
pub use translit::{slug, transliterate};

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
