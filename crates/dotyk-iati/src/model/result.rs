//! Results, conditions and links to other activities.

use std::borrow::Cow;

use super::element::{self, Element, element};
#[cfg(test)]
use super::tests::IntoField as _;
use super::{Date, Dated, DocumentLink, Flag, Integer, Narrative, Narratives, Rest, Text};
use crate::read::{Source, Stop};
use crate::write::Out;
use crate::xml::{Position, Span};

element! {
    /// A parent, child or sibling of the activity. Source: `related-activity`.
    RelatedActivity {
        attrs { ref_: Text = "ref", type_: Text = "type" }
        children {}
    }

    /// A field of an older system. Source: `legacy-data`.
    LegacyData {
        attrs { name: Text = "name", value: Text = "value", iati_equivalent: Text = "iati-equivalent" }
        children {}
    }

    /// Conditions attached to the activity. Source: `conditions`.
    Conditions {
        attrs { attached: Flag = "attached" }
        children { many conditions: Condition = "condition" }
    }

    /// One condition. Source: `conditions/condition`.
    Condition {
        attrs { type_: Text = "type" }
        children { many narratives: Narrative = "narrative" }
    }

    /// An output, outcome or impact. Source: `result`.
    IatiResult {
        attrs { type_: Text = "type", aggregation_status: Flag = "aggregation-status" }
        children {
            one title: Narratives = "title",
            one description: Narratives = "description",
            many document_links: DocumentLink = "document-link",
            many references: ResultReference = "reference",
            many indicators: Indicator = "indicator",
        }
    }

    /// The result in a framework. Source: `result/reference`.
    ResultReference {
        attrs { code: Text = "code", vocabulary: Text = "vocabulary", vocabulary_uri: Text = "vocabulary-uri" }
        children {}
    }

    /// What is measured. Source: `result/indicator`.
    Indicator {
        attrs { measure: Text = "measure", ascending: Flag = "ascending", aggregation_status: Flag = "aggregation-status" }
        children {
            one title: Narratives = "title",
            one description: Narratives = "description",
            many document_links: DocumentLink = "document-link",
            many references: IndicatorReference = "reference",
            many baselines: Baseline = "baseline",
            many periods: Period = "period",
        }
    }

    /// The indicator in a framework. Source: `result/indicator/reference`.
    IndicatorReference {
        attrs { vocabulary: Text = "vocabulary", code: Text = "code", indicator_uri: Text = "indicator-uri" }
        children {}
    }

    /// Where it started from. Source: `result/indicator/baseline`.
    Baseline {
        attrs { iso_date: Date = "iso-date", year: Integer = "year", value: Text = "value" }
        children {
            many locations: LocationRef = "location",
            many dimensions: Dimension = "dimension",
            many document_links: DocumentLink = "document-link",
            one comment: Narratives = "comment",
        }
    }

    /// A location of the activity that a figure is about. Source: `baseline/location` …
    LocationRef {
        attrs { ref_: Text = "ref" }
        children {}
    }

    /// What part a figure is about, such as sex or age. Source: `baseline/dimension` …
    Dimension {
        attrs { name: Text = "name", value: Text = "value" }
        children {}
    }

    /// A period of an indicator. Source: `result/indicator/period`.
    Period {
        attrs {}
        children {
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            many targets: Measurement = "target",
            many actuals: Measurement = "actual",
        }
    }

    /// What was aimed at or reached. Source: `period/target`, `period/actual`.
    Measurement {
        attrs { value: Text = "value" }
        children {
            many locations: LocationRef = "location",
            many dimensions: Dimension = "dimension",
            one comment: Narratives = "comment",
            many document_links: DocumentLink = "document-link",
        }
    }
}
