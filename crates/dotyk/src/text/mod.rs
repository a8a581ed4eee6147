//! Words on the page: two languages, and how people write numbers, dates and money in each.
//!
//! Every noun keeps its words in `text.uk.ftl` and `text.en.ftl` (Fluent). [`Catalogue`] joins them once at start.
//! Numbers, dates and money are formatted here and passed into messages as text, beside the bare count that chooses
//! the plural form, so a translator never has to know a format.

mod codes;
mod number;
mod when;
mod word;

pub use codes::{is_currency, is_purpose, is_sector, sector, sectors, sectors_over};
pub use number::{decimal, group, money};
pub use when::When;
pub(crate) use word::words;

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

/// The words of numbers, dates and money.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];

/// A language of the pages. Ukrainian comes first; English is a version beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Ukrainian
    #[default]
    Uk,
    /// English
    En,
}

impl Lang {
    /// Both, in the order of the pages.
    pub const ALL: [Lang; 2] = [Lang::Uk, Lang::En];

    /// The code used in addresses and `lang` attributes (BCP 47).
    pub fn code(self) -> &'static str {
        match self {
            Lang::Uk => "uk",
            Lang::En => "en",
        }
    }

    /// Reads the code of an address.
    pub fn parse(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The other one.
    pub fn other(self) -> Lang {
        match self {
            Lang::Uk => Lang::En,
            Lang::En => Lang::Uk,
        }
    }

    /// Picks the text of this language, else the other one with the language it is really in.
    pub fn pick<'a>(self, uk: &'a Option<String>, en: &'a Option<String>) -> Option<(&'a str, Lang)> {
        let (mine, theirs) = match self {
            Lang::Uk => (uk, en),
            Lang::En => (en, uk),
        };
        match (mine, theirs) {
            (Some(text), _) => Some((text, self)),
            (None, Some(text)) => Some((text, self.other())),
            (None, None) => None,
        }
    }

    /// As [`Lang::pick`], the text alone; empty when there is none.
    pub fn of<'a>(self, uk: &'a Option<String>, en: &'a Option<String>) -> &'a str {
        self.pick(uk, en).map_or("", |(text, _)| text)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// All messages of the program in both languages.
pub struct Catalogue {
    bundles: [FluentBundle<FluentResource>; 2],
}

impl Catalogue {
    /// Joins the texts of all nouns, each as `[uk, en]`.
    ///
    /// # Errors
    /// What is wrong in which text: a syntax error, or a key that two nouns define.
    pub fn new<'a>(texts: impl Iterator<Item = &'a [&'static str; 2]> + Clone) -> Result<Catalogue, String> {
        let bundle = |lang: Lang| -> Result<FluentBundle<FluentResource>, String> {
            let id = lang.code().parse().map_err(|e| format!("{lang}: {e}"))?;
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            // Isolation marks protect mixed-direction text, which these two languages never make; they break search and copying.
            bundle.set_use_isolating(false);
            for text in texts.clone() {
                let resource = FluentResource::try_new(text[lang as usize].to_owned())
                    .map_err(|(_, errors)| format!("{lang}: {errors:?}"))?;
                bundle.add_resource(resource).map_err(|errors| format!("{lang}: {errors:?}"))?;
            }
            Ok(bundle)
        };
        Ok(Catalogue { bundles: [bundle(Lang::Uk)?, bundle(Lang::En)?] })
    }

    /// The message `key` with its arguments. A key that is missing shows itself: the `tidy` test finds it first.
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let bundle = &self.bundles[lang as usize];
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            let value = match value {
                Arg::Text(text) => FluentValue::from(*text),
                Arg::Count(count) => FluentValue::from(*count),
            };
            fluent.set(*name, value);
        }
        bundle.format_pattern(pattern, Some(&fluent), &mut Vec::new()).into_owned()
    }

    /// Whether a message stands in a language.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.bundles[lang as usize].has_message(key)
    }
}

/// An argument of a message: a count that chooses a plural form, or text that is already as people write it.
#[derive(Clone, Copy)]
pub enum Arg<'a> {
    /// Chooses the form; never printed by itself.
    Count(i64),
    /// Printed as it is.
    Text(&'a str),
}

/// Chooses among `one|few|many|other` (uk) or `one|other` (en) forms kept as data: measures have theirs.
///
/// A decimal fraction takes the last form («1,5 квартири»).
pub fn form<'a>(lang: Lang, forms: &'a str, value: &str) -> &'a str {
    let parts: Vec<&str> = forms.split('|').collect();
    let last = parts.last().copied().unwrap_or("");
    let Ok(n) = value.parse::<u64>() else { return last };
    let index = match lang {
        Lang::En => usize::from(n != 1),
        Lang::Uk => match (n % 10, n % 100) {
            (1, tail) if tail != 11 => 0,
            (2..=4, tail) if !(12..=14).contains(&tail) => 1,
            _ => 2,
        },
    };
    parts.get(index).copied().unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_take_the_form_of_their_number() {
        let flats = "квартира|квартири|квартир|квартири";
        for (value, word) in [
            ("1", "квартира"),
            ("2", "квартири"),
            ("5", "квартир"),
            ("11", "квартир"),
            ("12", "квартир"),
            ("21", "квартира"),
            ("31", "квартира"),
            ("35", "квартир"),
            ("111", "квартир"),
            ("0", "квартир"),
            ("1.5", "квартири"),
        ] {
            assert_eq!(form(Lang::Uk, flats, value), word, "{value}");
        }
        assert_eq!(form(Lang::En, "flat|flats", "1"), "flat");
        assert_eq!(form(Lang::En, "flat|flats", "31"), "flats");
    }

    #[test]
    fn a_text_that_is_missing_is_said_in_the_other_language() {
        let (uk, en) = (Some("Міст".to_owned()), None);
        assert_eq!(Lang::En.pick(&uk, &en), Some(("Міст", Lang::Uk)));
        assert_eq!(Lang::Uk.pick(&None, &None), None);
    }
}
