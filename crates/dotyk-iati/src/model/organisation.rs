//! The organisation and its budgets.

use std::borrow::Cow;

use super::element::{self, Element, element};
#[cfg(test)]
use super::tests::IntoField as _;
use super::{Amount, Coded, Country, DateTime, Dated, Narrative, Narratives, Plain, Region, ReportingOrg, Rest, Text};
use crate::read::{Source, Stop};
use crate::write::Out;
use crate::xml::{Position, Span};

element! {
    /// An organisation with its forward budgets. Source: `iati-organisation`.
    Organisation {
        attrs {
            last_updated_datetime: DateTime = "last-updated-datetime",
            lang: Text = "xml:lang",
            default_currency: Text = "default-currency",
        }
        children {
            one organisation_identifier: Plain = "organisation-identifier",
            one name: Narratives = "name",
            one reporting_org: ReportingOrg = "reporting-org",
            many total_budgets: TotalBudget = "total-budget",
            many recipient_org_budgets: RecipientOrgBudget = "recipient-org-budget",
            many recipient_region_budgets: RecipientRegionBudget = "recipient-region-budget",
            many recipient_country_budgets: RecipientCountryBudget = "recipient-country-budget",
            many total_expenditures: TotalExpenditure = "total-expenditure",
            many document_links: OrganisationDocument = "document-link",
        }
    }

    /// The whole budget of a period. Source: `total-budget`.
    TotalBudget {
        attrs { status: Text = "status" }
        children {
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            one value: Amount = "value",
            many budget_lines: BudgetLine = "budget-line",
        }
    }

    /// A part of a budget or an expense. Source: `budget-line`, `expense-line`.
    BudgetLine {
        attrs { ref_: Text = "ref" }
        children { one value: Amount = "value", many narratives: Narrative = "narrative" }
    }

    /// A budget for one organisation. Source: `recipient-org-budget`.
    RecipientOrgBudget {
        attrs { status: Text = "status" }
        children {
            one recipient_org: RecipientOrg = "recipient-org",
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            one value: Amount = "value",
            many budget_lines: BudgetLine = "budget-line",
        }
    }

    /// The organisation a budget is for. Source: `recipient-org-budget/recipient-org`.
    RecipientOrg {
        attrs { ref_: Text = "ref" }
        children { many narratives: Narrative = "narrative" }
    }

    /// A budget for one region. Source: `recipient-region-budget`.
    RecipientRegionBudget {
        attrs { status: Text = "status" }
        children {
            one recipient_region: Region = "recipient-region",
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            one value: Amount = "value",
            many budget_lines: BudgetLine = "budget-line",
        }
    }

    /// A budget for one country. Source: `recipient-country-budget`.
    RecipientCountryBudget {
        attrs { status: Text = "status" }
        children {
            one recipient_country: Country = "recipient-country",
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            one value: Amount = "value",
            many budget_lines: BudgetLine = "budget-line",
        }
    }

    /// A document on the web, with the countries it is about. Source:
    /// `iati-organisation/document-link`.
    OrganisationDocument {
        attrs { url: Text = "url", format: Text = "format" }
        children {
            one title: Narratives = "title",
            one description: Narratives = "description",
            many categories: Coded = "category",
            many languages: Coded = "language",
            one document_date: Dated = "document-date",
            last recipient_countries: Country = "recipient-country",
        }
    }

    /// What was spent in a period. Source: `total-expenditure`.
    TotalExpenditure {
        attrs {}
        children {
            one period_start: Dated = "period-start",
            one period_end: Dated = "period-end",
            one value: Amount = "value",
            many expense_lines: BudgetLine = "expense-line",
        }
    }
}

impl Organisation {
    /// Its identifier, as it stands; empty where it has none.
    pub fn identifier(&self) -> &str {
        self.organisation_identifier.as_ref().map_or("", |i| &i.text)
    }
}
