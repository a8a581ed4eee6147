//! Elements that activities and organisations share.

use std::borrow::Cow;

use super::element::{self, Element, element};
#[cfg(test)]
use super::tests::IntoField as _;
use super::{Date, Decimal, Flag, Rest, Text};
use crate::read::{Source, Stop};
use crate::write::Out;
use crate::xml::{Position, Span};

element! {
    /// A text in one language. Source: `narrative`.
    Narrative {
        attrs { lang: Text = "xml:lang" }
        children {}
        text Text
    }

    /// A text in any number of languages, such as a title. Source: `title`, `name`, `comment` …
    Narratives {
        attrs {}
        children { many narratives: Narrative = "narrative" }
    }

    /// A code. Source: `activity-status`, `flow-type` and other elements with `@code` alone.
    Coded {
        attrs { code: Text = "code" }
        children {}
    }

    /// A day. Source: `period-start`, `transaction-date` and other elements with `@iso-date`
    /// alone.
    Dated {
        attrs { iso_date: Date = "iso-date" }
        children {}
    }

    /// A text without a language. Source: `iati-identifier`, `telephone`, `email`, `website` …
    Plain {
        attrs {}
        children {}
        text Text
    }

    /// A number. Source: `interest-received` and the like.
    Figure {
        attrs {}
        children {}
        text Decimal
    }

    /// An amount of money. Source: `value`.
    Amount {
        attrs { currency: Text = "currency", value_date: Date = "value-date" }
        children {}
        text Decimal
    }

    /// Who publishes. Source: `reporting-org`.
    ReportingOrg {
        attrs { ref_: Text = "ref", type_: Text = "type", secondary_reporter: Flag = "secondary-reporter" }
        children { many narratives: Narrative = "narrative" }
    }

    /// The country of a transaction or a budget. Source: `transaction/recipient-country`,
    /// `recipient-country-budget/recipient-country`.
    Country {
        attrs { code: Text = "code" }
        children { many narratives: Narrative = "narrative" }
    }

    /// The region of a transaction or a budget. Source: `transaction/recipient-region`,
    /// `recipient-region-budget/recipient-region`.
    Region {
        attrs { code: Text = "code", vocabulary: Text = "vocabulary", vocabulary_uri: Text = "vocabulary-uri" }
        children { many narratives: Narrative = "narrative" }
    }

    /// A document on the web. Source: `document-link`.
    DocumentLink {
        attrs { url: Text = "url", format: Text = "format" }
        children {
            one title: Narratives = "title",
            one description: Narratives = "description",
            many categories: Coded = "category",
            many languages: Coded = "language",
            one document_date: Dated = "document-date",
        }
    }
}
