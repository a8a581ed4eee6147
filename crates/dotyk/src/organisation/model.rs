//! What an organisation is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Owner, Subject};
use crate::office::model::is_org_id;
use crate::source::Cite;
use crate::text::words;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// The one that this was merged into; for good.
    #[serde(default)]
    pub merged_into: Option<String>,
    /// Since when it is taken back: kept for good, shown in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What kind of organisation.
    pub kind: OrganisationKind,
    /// Its name.
    pub name_uk: Option<String>,
    /// Its name.
    pub name_en: Option<String>,
    /// A short name.
    pub short_uk: Option<String>,
    /// A short name.
    pub short_en: Option<String>,
    /// Its identifier by org-id.guide, as IATI writes it: `XM-DAC-41114`.
    pub org_id: Option<String>,
    /// Its code in the state register of Ukraine: eight digits.
    pub edrpou: Option<String>,
    /// The organisation it belongs to: an id; a slug in files.
    pub parent: Option<String>,
    /// The code of its place.
    pub place: Option<String>,
    /// ISO 3166-1, two letters.
    pub country: Option<String>,
    /// Its pages.
    pub website: Option<String>,
    /// What it does.
    pub about_uk: Option<String>,
    /// What it does.
    pub about_en: Option<String>,
    /// Other names it goes by.
    pub aliases: Vec<Alias>,
    /// What the record rests on.
    pub cites: Vec<Cite>,
}

/// Another name it goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// Where it is met, or what is doubtful about it.
    pub note_uk: Option<String>,
    /// Where it is met, or what is doubtful about it.
    pub note_en: Option<String>,
}

words! {
    /// What kind of organisation.
    #[derive(Default)]
    OrganisationKind {
        /// An authority of the state or oblast, or what it owns
        #[default]
        Government = "government",
        /// A council of a city or hromada
        LocalGovernment = "local-government",
        /// A public association or foundation
        Ngo = "ngo",
        /// A firm
        Business = "business",
        /// A school, university or institute
        Academic = "academic",
        /// Pays for development
        Donor = "donor",
        /// Of the United Nations
        UnAgency = "un-agency",
        /// Carries out what donors pay for
        Implementer = "implementer",
        /// A newspaper, a channel
        Media = "media",
        /// A programme that acts under its own name
        Programme = "programme",
        /// An authority of another country
        ForeignGovernment = "foreign-government",
        /// A cluster or association of firms
        Cluster = "cluster",
    }
}

impl Organisation {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Organisation {
        Organisation { head, merged_into: None, withdrawn_at: None, body }
    }

    /// What the policy must know, as far as the record itself tells; see [`super::store::subject`] for all of it.
    pub fn subject(&self) -> Subject {
        self.head.subject(Kind::Organisation).owned_by([Owner::Organisation(self.head.id.clone())])
    }

    /// What the one that stays becomes when `from` is merged into it: the names of `from` are its aliases, and what it
    /// did not know itself it takes over.
    #[must_use]
    pub fn absorbing(&self, from: &Organisation, note: &(Option<String>, Option<String>)) -> Organisation {
        let mut into = self.clone();
        let (b, f) = (&mut into.body, &from.body);
        let known: Vec<String> = b.keys();
        let names = [&f.name_uk, &f.name_en, &f.short_uk, &f.short_en].into_iter().flatten().map(|name| Alias {
            name: name.clone(),
            note_uk: note.0.clone(),
            note_en: note.1.clone(),
        });
        for alias in names.chain(f.aliases.iter().cloned()) {
            let key = dotyk_uk::search_key(&alias.name);
            if !known.contains(&key) && !b.aliases.iter().any(|own| dotyk_uk::search_key(&own.name) == key) {
                b.aliases.push(alias);
            }
        }
        for (own, other) in [
            (&mut b.org_id, &f.org_id),
            (&mut b.edrpou, &f.edrpou),
            (&mut b.place, &f.place),
            (&mut b.country, &f.country),
            (&mut b.website, &f.website),
        ] {
            if own.is_none() {
                own.clone_from(other);
            }
        }
        into
    }
}

impl Body {
    /// All its names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let own = [&self.name_uk, &self.name_en, &self.short_uk, &self.short_en].into_iter().flatten();
        own.chain(self.aliases.iter().map(|alias| &alias.name)).map(String::as_str)
    }

    /// The search keys of all its names, each once.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.names().map(dotyk_uk::search_key).filter(|key| !key.is_empty()).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// Its identifier for data exchange: its own, else the one that follows from its EDRPOU code.
    pub fn identifier(&self) -> Option<String> {
        self.org_id.clone().or_else(|| self.edrpou.as_ref().map(|code| format!("UA-EDR-{code}")))
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<(String, &'static str, String)> {
        let mut faults = Vec::new();
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(("name_uk".into(), "organisation-no-name", String::new()));
        }
        let mut check = |field: &str, value: &Option<String>, key: &'static str, sound: fn(&str) -> bool| {
            if let Some(value) = value.as_ref().filter(|value| !sound(value)) {
                faults.push((field.into(), key, value.clone()));
            }
        };
        check("org_id", &self.org_id, "organisation-bad-org-id", is_org_id);
        check("edrpou", &self.edrpou, "organisation-bad-edrpou", is_edrpou);
        check("country", &self.country, "organisation-bad-country", is_country);
        check("website", &self.website, "organisation-bad-website", is_web_address);
        if let (Some(org_id), Some(edrpou)) = (&self.org_id, &self.edrpou)
            && org_id.strip_prefix("UA-EDR-").is_some_and(|code| code != edrpou)
        {
            faults.push(("org_id".into(), "organisation-codes-differ", org_id.clone()));
        }
        for (index, alias) in self.aliases.iter().enumerate() {
            let key = dotyk_uk::search_key(&alias.name);
            if key.is_empty() {
                faults.push((format!("alias.{index}.name"), "web-required", String::new()));
            } else if self.aliases[..index].iter().any(|earlier| dotyk_uk::search_key(&earlier.name) == key) {
                faults.push((format!("alias.{index}.name"), "organisation-alias-twice", alias.name.clone()));
            }
        }
        faults
    }
}

/// Eight plain digits. A letter O or З among them is refused and not guessed: a code names one organisation.
pub fn is_edrpou(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_web_address(link: &str) -> bool {
    (link.starts_with("https://") || link.starts_with("http://")) && !link.contains(char::is_whitespace) && link.len() < 2000
}

/// Whether `id` would come to stand above itself if `parent` stood above it. `parents` is who stands above whom.
pub fn circle(parents: &HashMap<String, String>, id: &str, parent: &str) -> bool {
    let mut above = Some(parent);
    // As many steps as there are pairs at most: what is wrong already must not keep us here.
    for _ in 0..=parents.len() {
        match above {
            Some(one) if one == id => return true,
            Some(one) => above = parents.get(one).map(String::as_str),
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(name: &str) -> Body {
        Body { name_uk: Some(name.into()), ..Body::default() }
    }

    #[test]
    fn codes_are_checked_and_never_guessed() {
        for (text, sound) in [
            ("35753017", true),
            ("3575301", false),
            ("3575301З", false),
            ("3575301O", false),
            ("３5753017", false),
            (" 35753017", false),
        ] {
            assert_eq!(is_edrpou(text), sound, "{text}");
        }
        for (text, sound) in [
            ("UA-EDR-35753017", true),
            ("XM-DAC-41114", true),
            ("US-GOV-1", true),
            ("XI-IATI-1007", true),
            ("XM-DAC", false),
            ("41114", false),
            ("ХМ-DAC-41114", false),
            ("XM-DAC-41 114", false),
            ("XM-DAC-", false),
            ("GB-1", false),
        ] {
            assert_eq!(is_org_id(text), sound, "{text}");
        }
    }

    #[test]
    fn faults_say_the_field() {
        let alias = |name: &str| Alias { name: name.into(), ..Alias::default() };
        let body = Body {
            org_id: Some("UA-EDR-00000001".into()),
            edrpou: Some("35753017".into()),
            country: Some("ua".into()),
            website: Some("javascript:alert(1)".into()),
            aliases: vec![alias("ПРООН"), alias("«ПРООН»")],
            ..Body::default()
        };
        let fields: Vec<String> = body.faults().into_iter().map(|fault| fault.0).collect();
        assert_eq!(fields, ["name_uk", "country", "website", "org_id", "alias.1.name"]);
        assert!(named("Рада").faults().is_empty());
        assert_eq!(Body { edrpou: Some("35753017".into()), ..Body::default() }.identifier().as_deref(), Some("UA-EDR-35753017"));
    }

    #[test]
    fn nobody_stands_above_itself() {
        let parents: HashMap<String, String> =
            [("b", "a"), ("c", "b")].map(|(id, parent)| (id.to_owned(), parent.to_owned())).into();
        assert!(circle(&parents, "a", "c") && circle(&parents, "a", "a") && circle(&parents, "b", "c"));
        assert!(!circle(&parents, "d", "c") && !circle(&parents, "c", "a"));
        let wrong: HashMap<String, String> =
            [("x", "y"), ("y", "x")].map(|(id, parent)| (id.to_owned(), parent.to_owned())).into();
        assert!(!circle(&wrong, "a", "x"));
    }

    #[test]
    fn the_one_that_stays_takes_over_names_and_codes() {
        let head = |id: &str| Head::new(id.into(), id.into(), "test");
        let mut from = named("Проєкт «ДОБРЕ»");
        (from.short_en, from.org_id) = (Some("DOBRE".into()), Some("US-GOV-1".into()));
        let mut into = named("Програма USAID DOBRE");
        into.aliases = vec![Alias { name: "dobre".into(), ..Alias::default() }];
        let (from, into) = (Organisation::new(head("f"), from), Organisation::new(head("i"), into));
        let note = (Some("до об’єднання".to_owned()), None);
        let merged = into.absorbing(&from, &note).body;
        let names: Vec<&str> = merged.aliases.iter().map(|alias| alias.name.as_str()).collect();
        assert_eq!(names, ["dobre", "Проєкт «ДОБРЕ»"]);
        assert_eq!(merged.org_id.as_deref(), Some("US-GOV-1"));
        assert_eq!(merged.aliases[1].note_uk, note.0);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}") {
            let _ = (is_org_id(&text), is_edrpou(&text), named(&text).faults());
        }

        #[test]
        fn eight_digits_are_a_code(text in "[0-9]{8}") {
            prop_assert!(is_edrpou(&text));
            let org_id = format!("UA-EDR-{text}");
            prop_assert!(is_org_id(&org_id));
        }
    }
}
