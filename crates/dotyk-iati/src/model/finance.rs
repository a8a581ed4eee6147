//! Budgets, transactions and what donors report of them.

use std::borrow::Cow;

use super::element::{self, Element, element};
#[cfg(test)]
use super::tests::IntoField as _;
use super::{
    AidType, Amount, Coded, Country, Date, Dated, Decimal, Figure, Flag, Narrative, Narratives, Plain, Region, Rest, Text,
};
use crate::read::{Source, Stop};
use crate::write::Out;
use crate::xml::{Position, Span};

element! {
    /// A budget for a period. Source: `iati-activity/budget`.
    Budget {
        attrs { type_: Text = "type", status: Text = "status" }
        children {
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            one value: Amount = "value",
        }
    }

    /// A payment that is planned. Source: `planned-disbursement`.
    PlannedDisbursement {
        attrs { type_: Text = "type" }
        children {
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            one value: Amount = "value",
            one provider_org: ProviderOrg = "provider-org",
            one receiver_org: ReceiverOrg = "receiver-org",
        }
    }

    /// The share spent on fixed assets. Source: `capital-spend`.
    CapitalSpend {
        attrs { percentage: Decimal = "percentage" }
        children {}
    }

    /// A commitment, a payment, an expense. Source: `transaction`.
    Transaction {
        attrs { ref_: Text = "ref", humanitarian: Flag = "humanitarian" }
        children {
            one transaction_type: Coded = "transaction-type",
            one transaction_date: Dated = "transaction-date",
            one value: Amount = "value",
            one description: Narratives = "description",
            one provider_org: ProviderOrg = "provider-org",
            one receiver_org: ReceiverOrg = "receiver-org",
            one disbursement_channel: Coded = "disbursement-channel",
            many sectors: TransactionSector = "sector",
            one recipient_country: Country = "recipient-country",
            one recipient_region: Region = "recipient-region",
            one flow_type: Coded = "flow-type",
            one finance_type: Coded = "finance-type",
            many aid_types: AidType = "aid-type",
            one tied_status: Coded = "tied-status",
        }
    }

    /// What field a transaction is in. Source: `transaction/sector`.
    TransactionSector {
        attrs { vocabulary: Text = "vocabulary", vocabulary_uri: Text = "vocabulary-uri", code: Text = "code" }
        children { many narratives: Narrative = "narrative" }
    }

    /// Where money comes from. Source: `provider-org`.
    ProviderOrg {
        attrs { ref_: Text = "ref", provider_activity_id: Text = "provider-activity-id", type_: Text = "type" }
        children { many narratives: Narrative = "narrative" }
    }

    /// Where money goes. Source: `receiver-org`.
    ReceiverOrg {
        attrs { ref_: Text = "ref", receiver_activity_id: Text = "receiver-activity-id", type_: Text = "type" }
        children { many narratives: Narrative = "narrative" }
    }

    /// What the Creditor Reporting System wants besides. Source: `crs-add`.
    CrsAdd {
        attrs {}
        children {
            many other_flags: OtherFlags = "other-flags",
            one loan_terms: LoanTerms = "loan-terms",
            one loan_status: LoanStatus = "loan-status",
            one channel_code: Plain = "channel-code",
        }
    }

    /// A flag of the Creditor Reporting System. Source: `crs-add/other-flags`.
    OtherFlags {
        attrs { code: Text = "code", significance: Flag = "significance" }
        children {}
    }

    /// The terms of a loan. Source: `crs-add/loan-terms`.
    LoanTerms {
        attrs { rate_1: Decimal = "rate-1", rate_2: Decimal = "rate-2" }
        children {
            one repayment_type: Coded = "repayment-type",
            one repayment_plan: Coded = "repayment-plan",
            one commitment_date: Dated = "commitment-date",
            one repayment_first_date: Dated = "repayment-first-date",
            one repayment_final_date: Dated = "repayment-final-date",
        }
    }

    /// How a loan stands in a year. Source: `crs-add/loan-status`.
    LoanStatus {
        attrs { year: Decimal = "year", currency: Text = "currency", value_date: Date = "value-date" }
        children {
            one interest_received: Figure = "interest-received",
            one principal_outstanding: Figure = "principal-outstanding",
            one principal_arrears: Figure = "principal-arrears",
            one interest_arrears: Figure = "interest-arrears",
        }
    }

    /// Forward spending. Source: `fss`.
    Fss {
        attrs {
            extraction_date: Date = "extraction-date",
            priority: Flag = "priority",
            phaseout_year: Decimal = "phaseout-year",
        }
        children { many forecasts: Forecast = "forecast" }
    }

    /// What is to be spent in a year. Source: `fss/forecast`.
    Forecast {
        attrs { year: Decimal = "year", value_date: Date = "value-date", currency: Text = "currency" }
        children {}
        text Decimal
    }
}
