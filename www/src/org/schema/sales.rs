//! Leads and opportunities.

use super::{Choices, Head, Kind, Table, column, lookup, one, one_named, owned_columns, owned_navs, table, text};

const LEAD_STATES: Choices = &[(0, "Open"), (1, "Qualified"), (2, "Disqualified")];
const LEAD_STATUS: Choices = &[
    (1, "New"),
    (2, "Contacted"),
    (3, "Qualified"),
    (4, "Lost"),
    (5, "Cannot Contact"),
    (6, "No Longer Interested"),
    (7, "Canceled"),
];
const OPPORTUNITY_STATES: Choices = &[(0, "Open"), (1, "Won"), (2, "Lost")];
const OPPORTUNITY_STATUS: Choices = &[(1, "In Progress"), (2, "On Hold"), (3, "Won"), (4, "Canceled"), (5, "Out-Sold")];

pub(super) fn tables() -> Vec<Table> {
    vec![lead(), opportunity()]
}

/// Owned columns with states of their own.
fn states(states: Choices, status: Choices) -> Vec<super::Column> {
    let mut columns = owned_columns();
    for column in &mut columns {
        match column.logical.as_ref() {
            "statecode" => column.kind = Kind::Choice(states),
            "statuscode" => column.kind = Kind::Choice(status),
            _ => {}
        }
    }
    columns
}

fn lead() -> Table {
    let mut columns = vec![
        column("leadid", Kind::Key).on_create(),
        text("fullname", 160),
        text("firstname", 50).writable(),
        text("lastname", 50).writable(),
        text("subject", 300).writable(),
        text("companyname", 100).writable(),
        text("jobtitle", 100).writable(),
        text("emailaddress1", 100).writable(),
        text("telephone1", 50).writable(),
        text("description", 2000).writable(),
        column("donotbulkemail", Kind::Bool).writable(),
        lookup("parentaccountid", &["account"]).writable(),
        lookup("parentcontactid", &["contact"]).writable(),
    ];
    columns.extend(states(LEAD_STATES, LEAD_STATUS));
    let mut navs = owned_navs();
    navs.extend([one("parentaccountid", "account"), one("parentcontactid", "contact")]);
    table(
        Head {
            logical: "lead",
            set: "leads",
            schema: "Lead",
            type_code: 4,
            label: "Lead",
            labels: "Leads",
            id: "leadid",
            name: Some("fullname"),
            noun: Some("Lead"),
            messages: "cud",
        },
        columns,
        navs,
    )
}

fn opportunity() -> Table {
    let mut columns = vec![
        column("opportunityid", Kind::Key).on_create(),
        text("name", 300).writable(),
        text("description", 2000).writable(),
        lookup("customerid", &["account", "contact"]).writable(),
        lookup("parentaccountid", &["account"]).writable(),
        lookup("parentcontactid", &["contact"]).writable(),
        lookup("originatingleadid", &["lead"]).writable(),
    ];
    columns.extend(states(OPPORTUNITY_STATES, OPPORTUNITY_STATUS));
    let mut navs = owned_navs();
    navs.extend([
        one_named("customerid_account", "account", "customerid"),
        one_named("customerid_contact", "contact", "customerid"),
        one("parentaccountid", "account"),
        one("parentcontactid", "contact"),
        one("originatingleadid", "lead"),
    ]);
    table(
        Head {
            logical: "opportunity",
            set: "opportunities",
            schema: "Opportunity",
            type_code: 3,
            label: "Opportunity",
            labels: "Opportunities",
            id: "opportunityid",
            name: Some("name"),
            noun: Some("Opportunity"),
            messages: "cud",
        },
        columns,
        navs,
    )
}
