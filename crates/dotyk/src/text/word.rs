//! A closed set of words: the same in a table, in an address and in data.

/// Makes an enum whose variants each have one word, by which tables, addresses and data know them.
///
/// ```ignore
/// words! {
///     /// How far a thing is.
///     #[derive(Default)]
///     State {
///         /// It is meant to come
///         #[default]
///         Planned = "planned",
///     }
/// }
/// ```
///
/// The order of the variants is their order everywhere: in lists, forms and comparisons.
macro_rules! words {
    ($(#[$of:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $word:literal,)* }) => {
        $(#[$of])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $type { $($(#[$doc])* #[serde(rename = $word)] $name,)* }

        impl $type {
            /// All, in their order.
            pub const ALL: &[$type] = &[$($type::$name),*];

            /// The word in tables, addresses and data.
            pub fn word(self) -> &'static str {
                match self { $($type::$name => $word,)* }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

pub(crate) use words;
