//! Ukrainian text.
mod chars;
mod distance;
mod exceptions;
mod fold;
mod key;
mod plural;
mod sort;
mod stem;
mod translit;
pub use chars::{is_ukrainian_letter, mixed_script};
pub use distance::distance;
pub use fold::{fold, repairs};
pub use key::{search_key, tokens};
pub use plural::{Plural, plural, plural_decimal, plural_en};
pub use sort::sort_key;
pub use stem::{stem, stems};
pub use translit::{slug, transliterate};
