//! The element paths that the ruleset looks at.

/// What a path is to the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hook {
    None,
    /// `iati-activity` or `iati-organisation`.
    Item,
    Identifier,
    ReportingOrg,
    OtherIdentifier,
    /// An organisation that must have a `ref` or a narrative.
    Org(OrgRole),
    ActivityDate,
    RecipientCountry,
    RecipientRegion,
    Sector,
    CapitalSpend,
    CountryBudgetItems,
    BudgetItem,
    PolicyMarker,
    DefaultAidType,
    /// Something with `period-start` and `period-end`.
    Period(PeriodOf),
    PeriodStart,
    PeriodEnd,
    BudgetLineValue,
    Transaction,
    TransactionDate,
    TransactionValue,
    TransactionSector,
    TransactionPlace,
    TransactionAidType,
    RelatedActivity,
    Result,
    ResultReference,
    Indicator,
    IndicatorReference,
    /// `baseline`, `target` or `actual`.
    Measured(Measured),
    RecipientOrg,
}

/// The organisations within an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrgRole {
    Owner,
    Participating,
    Provider,
    Receiver,
}

/// What has a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeriodOf {
    Budget,
    PlannedDisbursement,
    Indicator,
    CountryBudget,
}

/// What has a value to be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    Baseline,
    Target,
    Actual,
}

impl Hook {
    /// The hook of a path from the root.
    pub(crate) fn of(path: &str) -> Hook {
        match path.strip_prefix("/iati-activities/iati-activity") {
            Some("") => Hook::Item,
            Some(path) => Hook::in_activity(path.trim_start_matches('/')),
            None => match path.strip_prefix("/iati-organisations/iati-organisation") {
                Some("") => Hook::Item,
                Some(path) => Hook::in_organisation(path.trim_start_matches('/')),
                None => Hook::None,
            },
        }
    }

    fn in_activity(path: &str) -> Hook {
        match path {
            "iati-identifier" => Hook::Identifier,
            "reporting-org" => Hook::ReportingOrg,
            "other-identifier" => Hook::OtherIdentifier,
            "other-identifier/owner-org" => Hook::Org(OrgRole::Owner),
            "participating-org" => Hook::Org(OrgRole::Participating),
            "transaction/provider-org" | "planned-disbursement/provider-org" => Hook::Org(OrgRole::Provider),
            "transaction/receiver-org" | "planned-disbursement/receiver-org" => Hook::Org(OrgRole::Receiver),
            "activity-date" => Hook::ActivityDate,
            "recipient-country" => Hook::RecipientCountry,
            "recipient-region" => Hook::RecipientRegion,
            "sector" => Hook::Sector,
            "capital-spend" => Hook::CapitalSpend,
            "country-budget-items" => Hook::CountryBudgetItems,
            "country-budget-items/budget-item" => Hook::BudgetItem,
            "policy-marker" => Hook::PolicyMarker,
            "default-aid-type" => Hook::DefaultAidType,
            "budget" => Hook::Period(PeriodOf::Budget),
            "planned-disbursement" => Hook::Period(PeriodOf::PlannedDisbursement),
            "transaction" => Hook::Transaction,
            "transaction/transaction-date" => Hook::TransactionDate,
            "transaction/value" => Hook::TransactionValue,
            "transaction/sector" => Hook::TransactionSector,
            "transaction/recipient-country" | "transaction/recipient-region" => Hook::TransactionPlace,
            "transaction/aid-type" => Hook::TransactionAidType,
            "related-activity" => Hook::RelatedActivity,
            "result" => Hook::Result,
            "result/reference" => Hook::ResultReference,
            "result/indicator" => Hook::Indicator,
            "result/indicator/reference" => Hook::IndicatorReference,
            "result/indicator/baseline" => Hook::Measured(Measured::Baseline),
            "result/indicator/period" => Hook::Period(PeriodOf::Indicator),
            "result/indicator/period/target" => Hook::Measured(Measured::Target),
            "result/indicator/period/actual" => Hook::Measured(Measured::Actual),
            _ => Hook::period_end_of(path, &["budget", "planned-disbursement", "result/indicator/period"]),
        }
    }

    fn in_organisation(path: &str) -> Hook {
        const BUDGETS: [&str; 5] =
            ["total-budget", "recipient-org-budget", "recipient-country-budget", "recipient-region-budget", "total-expenditure"];
        match path {
            "organisation-identifier" => Hook::Identifier,
            "reporting-org" => Hook::ReportingOrg,
            "recipient-org-budget/recipient-org" => Hook::RecipientOrg,
            "recipient-country-budget" => Hook::Period(PeriodOf::CountryBudget),
            "recipient-country-budget/budget-line/value" => Hook::BudgetLineValue,
            path if BUDGETS.contains(&path) => Hook::Period(PeriodOf::Budget),
            path => Hook::period_end_of(path, &BUDGETS),
        }
    }

    fn period_end_of(path: &str, parents: &[&str]) -> Hook {
        match path.rsplit_once('/') {
            Some((parent, "period-start")) if parents.contains(&parent) => Hook::PeriodStart,
            Some((parent, "period-end")) if parents.contains(&parent) => Hook::PeriodEnd,
            _ => Hook::None,
        }
    }
}
