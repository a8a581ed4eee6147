//! The activity and what describes it.

use std::borrow::Cow;

use super::element::{self, Element, element};
#[cfg(test)]
use super::tests::IntoField as _;
use super::{
    Budget, CapitalSpend, Coded, Conditions, CrsAdd, Date, DateTime, Decimal, DocumentLink, Flag, Fss, IatiResult, Integer,
    LegacyData, Narrative, Narratives, Plain, PlannedDisbursement, RelatedActivity, ReportingOrg, Rest, Text, Transaction,
};
use crate::read::{Source, Stop};
use crate::write::Out;
use crate::xml::{Position, Span};

element! {
    /// A project or programme, the unit of publication. Source: `iati-activity`.
    Activity {
        attrs {
            last_updated_datetime: DateTime = "last-updated-datetime",
            lang: Text = "xml:lang",
            default_currency: Text = "default-currency",
            humanitarian: Flag = "humanitarian",
            hierarchy: Integer = "hierarchy",
            linked_data_uri: Text = "linked-data-uri",
            budget_not_provided: Text = "budget-not-provided",
        }
        children {
            one iati_identifier: Plain = "iati-identifier",
            one reporting_org: ReportingOrg = "reporting-org",
            one title: Narratives = "title",
            many descriptions: Description = "description",
            many participating_orgs: ParticipatingOrg = "participating-org",
            many other_identifiers: OtherIdentifier = "other-identifier",
            one activity_status: Coded = "activity-status",
            many activity_dates: ActivityDate = "activity-date",
            many contact_infos: ContactInfo = "contact-info",
            one activity_scope: Coded = "activity-scope",
            many recipient_countries: RecipientCountry = "recipient-country",
            many recipient_regions: RecipientRegion = "recipient-region",
            many locations: Location = "location",
            many sectors: Sector = "sector",
            many tags: Tag = "tag",
            one country_budget_items: CountryBudgetItems = "country-budget-items",
            many humanitarian_scopes: HumanitarianScope = "humanitarian-scope",
            many policy_markers: PolicyMarker = "policy-marker",
            one collaboration_type: Coded = "collaboration-type",
            one default_flow_type: Coded = "default-flow-type",
            one default_finance_type: Coded = "default-finance-type",
            many default_aid_types: AidType = "default-aid-type",
            one default_tied_status: Coded = "default-tied-status",
            many budgets: Budget = "budget",
            many planned_disbursements: PlannedDisbursement = "planned-disbursement",
            one capital_spend: CapitalSpend = "capital-spend",
            many transactions: Transaction = "transaction",
            many document_links: DocumentLink = "document-link",
            many related_activities: RelatedActivity = "related-activity",
            many legacy_data: LegacyData = "legacy-data",
            one conditions: Conditions = "conditions",
            many results: IatiResult = "result",
            one crs_add: CrsAdd = "crs-add",
            one fss: Fss = "fss",
        }
    }

    /// What an activity is about, by type (general, objectives, target groups, other).
    /// Source: `iati-activity/description`.
    Description {
        attrs { type_: Text = "type" }
        children { many narratives: Narrative = "narrative" }
    }

    /// An organisation in a role: funding, accountable, extending, implementing.
    /// Source: `participating-org`.
    ParticipatingOrg {
        attrs {
            ref_: Text = "ref",
            type_: Text = "type",
            role: Text = "role",
            activity_id: Text = "activity-id",
            crs_channel_code: Text = "crs-channel-code",
        }
        children { many narratives: Narrative = "narrative" }
    }

    /// Another identifier of the activity, now or in the past. Source: `other-identifier`.
    OtherIdentifier {
        attrs { ref_: Text = "ref", type_: Text = "type" }
        children { one owner_org: OwnerOrg = "owner-org" }
    }

    /// Whose identifier it is. Source: `other-identifier/owner-org`.
    OwnerOrg {
        attrs { ref_: Text = "ref" }
        children { many narratives: Narrative = "narrative" }
    }

    /// Planned and actual start and end. Source: `activity-date`.
    ActivityDate {
        attrs { type_: Text = "type", iso_date: Date = "iso-date" }
        children { many narratives: Narrative = "narrative" }
    }

    /// Whom to ask. Source: `contact-info`.
    ContactInfo {
        attrs { type_: Text = "type" }
        children {
            one organisation: Narratives = "organisation",
            one department: Narratives = "department",
            one person_name: Narratives = "person-name",
            one job_title: Narratives = "job-title",
            many telephones: Plain = "telephone",
            many emails: Plain = "email",
            many websites: Plain = "website",
            many mailing_addresses: Narratives = "mailing-address",
        }
    }

    /// A place. Source: `location`.
    Location {
        attrs { ref_: Text = "ref" }
        children {
            one location_reach: Coded = "location-reach",
            many location_ids: LocationId = "location-id",
            one name: Narratives = "name",
            one description: Narratives = "description",
            one activity_description: Narratives = "activity-description",
            many administratives: Administrative = "administrative",
            one point: Point = "point",
            one exactness: Coded = "exactness",
            one location_class: Coded = "location-class",
            one feature_designation: Coded = "feature-designation",
        }
    }

    /// A place in a gazetteer. Source: `location/location-id`.
    LocationId {
        attrs { code: Text = "code", vocabulary: Text = "vocabulary" }
        children {}
    }

    /// An administrative division. Source: `location/administrative`.
    Administrative {
        attrs { code: Text = "code", vocabulary: Text = "vocabulary", level: Integer = "level" }
        children {}
    }

    /// A point on the earth. Source: `location/point`.
    Point {
        attrs { srs_name: Text = "srsName" }
        children { one pos: Plain = "pos" }
    }

    /// A country, with its share where there are several. Source:
    /// `iati-activity/recipient-country`.
    RecipientCountry {
        attrs { code: Text = "code", percentage: Decimal = "percentage" }
        children { many narratives: Narrative = "narrative" }
    }

    /// A region, with its share where there are several. Source:
    /// `iati-activity/recipient-region`.
    RecipientRegion {
        attrs {
            code: Text = "code",
            vocabulary: Text = "vocabulary",
            vocabulary_uri: Text = "vocabulary-uri",
            percentage: Decimal = "percentage",
        }
        children { many narratives: Narrative = "narrative" }
    }

    /// What field the activity is in, with its share where there are several. Source:
    /// `iati-activity/sector`.
    Sector {
        attrs {
            vocabulary: Text = "vocabulary",
            vocabulary_uri: Text = "vocabulary-uri",
            code: Text = "code",
            percentage: Decimal = "percentage",
        }
        children { many narratives: Narrative = "narrative" }
    }

    /// A code of any other taxonomy. Source: `tag`.
    Tag {
        attrs { code: Text = "code", vocabulary: Text = "vocabulary", vocabulary_uri: Text = "vocabulary-uri" }
        children { many narratives: Narrative = "narrative" }
    }

    /// How the activity aligns with the recipient's budget. Source: `country-budget-items`.
    CountryBudgetItems {
        attrs { vocabulary: Text = "vocabulary" }
        children { many budget_items: BudgetItem = "budget-item" }
    }

    /// An item of the recipient's budget. Source: `country-budget-items/budget-item`.
    BudgetItem {
        attrs { code: Text = "code", percentage: Decimal = "percentage" }
        children { one description: Narratives = "description" }
    }

    /// The emergency or appeal the activity answers to. Source: `humanitarian-scope`.
    HumanitarianScope {
        attrs {
            type_: Text = "type",
            vocabulary: Text = "vocabulary",
            vocabulary_uri: Text = "vocabulary-uri",
            code: Text = "code",
        }
        children { many narratives: Narrative = "narrative" }
    }

    /// A policy the activity serves, and how much. Source: `policy-marker`.
    PolicyMarker {
        attrs {
            vocabulary: Text = "vocabulary",
            vocabulary_uri: Text = "vocabulary-uri",
            code: Text = "code",
            significance: Text = "significance",
        }
        children { many narratives: Narrative = "narrative" }
    }

    /// The type of aid. Source: `default-aid-type`, `transaction/aid-type`.
    AidType {
        attrs { code: Text = "code", vocabulary: Text = "vocabulary" }
        children {}
    }
}

impl Activity {
    /// Its identifier, as it stands; empty where it has none.
    pub fn identifier(&self) -> &str {
        self.iati_identifier.as_ref().map_or("", |i| &i.text)
    }
}
