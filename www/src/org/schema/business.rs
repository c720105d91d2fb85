//! Solutions with what they hold, and the few business tables that third-party clients try first.

use super::{
    Choices, Head, Kind, Table, audit_columns, audit_navs, column, lookup, many, one, one_named, owned_columns,
    owned_navs, table, text,
};

/// The few of dataverse §3.1 and marketo §2 that scenarios use.
const COMPONENT_TYPES: Choices = &[
    (1, "Entity"),
    (2, "Attribute"),
    (20, "Role"),
    (60, "System Form"),
    (62, "Site Map"),
    (90, "Plugin Type"),
    (91, "Plugin Assembly"),
    (92, "SDK Message Processing Step"),
];
const BEHAVIOURS: Choices =
    &[(0, "Include Subcomponents"), (1, "Do not include subcomponents"), (2, "Include As Shell Only")];
const SOLUTION_TYPES: Choices = &[(0, "None"), (1, "Snapshot"), (2, "Internal")];
const TASK_STATES: Choices = &[(0, "Open"), (1, "Completed"), (2, "Canceled")];

pub(super) fn tables() -> Vec<Table> {
    vec![solution(), publisher(), solutioncomponent(), account(), contact(), task()]
}

fn solution() -> Table {
    let mut columns = vec![
        column("solutionid", Kind::Key).on_create(),
        text("uniquename", 65).on_create(),
        text("friendlyname", 256).writable(),
        text("version", 256).writable(),
        text("description", 2000).writable(),
        column("ismanaged", Kind::Bool),
        column("isvisible", Kind::Bool),
        column("installedon", Kind::Time),
        column("updatedon", Kind::Time),
        column("solutiontype", Kind::Choice(SOLUTION_TYPES)),
        text("solutionpackageversion", 256),
        lookup("publisherid", &["publisher"]).writable(),
        lookup("parentsolutionid", &["solution"]),
        lookup("organizationid", &["organization"]),
    ];
    columns.extend(audit_columns());
    let mut navs = audit_navs();
    navs.extend([
        one("publisherid", "publisher"),
        one("parentsolutionid", "solution"),
        one("organizationid", "organization"),
        many("solution_solutioncomponent", "solutioncomponent", "solutionid"),
        many("solution_parent_solution", "solution", "parentsolutionid"),
    ]);
    table(
        Head {
            logical: "solution",
            set: "solutions",
            schema: "Solution",
            type_code: 7100,
            label: "Solution",
            labels: "Solutions",
            id: "solutionid",
            name: Some("friendlyname"),
            noun: Some("Solution"),
            messages: "cud",
        },
        columns,
        navs,
    )
}

fn publisher() -> Table {
    let mut columns = vec![
        column("publisherid", Kind::Key).on_create(),
        text("uniquename", 256).on_create(),
        text("friendlyname", 256).writable(),
        text("customizationprefix", 8).writable(),
        column("customizationoptionvalueprefix", Kind::Int).writable(),
        text("description", 2000).writable(),
        text("emailaddress", 100).writable(),
        text("supportingwebsiteurl", 200).writable(),
        column("isreadonly", Kind::Bool),
        lookup("organizationid", &["organization"]),
    ];
    columns.extend(audit_columns());
    let mut navs = audit_navs();
    navs.extend([one("organizationid", "organization"), many("publisher_solution", "solution", "publisherid")]);
    table(
        Head {
            logical: "publisher",
            set: "publishers",
            schema: "Publisher",
            type_code: 7101,
            label: "Publisher",
            labels: "Publishers",
            id: "publisherid",
            name: Some("friendlyname"),
            noun: Some("Publisher"),
            messages: "cud",
        },
        columns,
        navs,
    )
}

fn solutioncomponent() -> Table {
    let mut columns = vec![
        column("solutioncomponentid", Kind::Key),
        column("objectid", Kind::Guid),
        column("componenttype", Kind::Choice(COMPONENT_TYPES)),
        column("rootcomponentbehavior", Kind::Choice(BEHAVIOURS)),
        column("rootsolutioncomponentid", Kind::Guid),
        column("ismetadata", Kind::Bool),
        lookup("solutionid", &["solution"]),
    ];
    columns.extend(audit_columns());
    table(
        Head {
            logical: "solutioncomponent",
            set: "solutioncomponents",
            schema: "SolutionComponent",
            type_code: 7103,
            label: "Solution Component",
            labels: "Solution Components",
            id: "solutioncomponentid",
            name: None,
            noun: Some("Solution"),
            messages: "",
        },
        columns,
        // The real table has no createdby to expand.
        vec![one("solutionid", "solution")],
    )
}

fn account() -> Table {
    let mut columns = vec![
        column("accountid", Kind::Key).on_create(),
        text("name", 160).writable(),
        text("accountnumber", 20).writable(),
        text("description", 2000).writable(),
        text("emailaddress1", 100).writable(),
        text("telephone1", 50).writable(),
        text("fax", 50).writable(),
        text("websiteurl", 200).writable(),
        text("address1_line1", 250).writable(),
        text("address1_city", 80).writable(),
        text("address1_postalcode", 20).writable(),
        text("address1_country", 80).writable(),
        column("numberofemployees", Kind::Int).writable(),
        column("creditonhold", Kind::Bool).writable(),
        column("donotbulkemail", Kind::Bool).writable(),
        lookup("primarycontactid", &["contact"]).writable(),
        lookup("parentaccountid", &["account"]).writable(),
    ];
    columns.extend(owned_columns());
    let mut navs = owned_navs();
    navs.extend([
        one("primarycontactid", "contact"),
        one("parentaccountid", "account"),
        many("account_parent_account", "account", "parentaccountid"),
        many("contact_customer_accounts", "contact", "parentcustomerid"),
        many("Account_Tasks", "task", "regardingobjectid"),
    ]);
    table(
        Head {
            logical: "account",
            set: "accounts",
            schema: "Account",
            type_code: 1,
            label: "Account",
            labels: "Accounts",
            id: "accountid",
            name: Some("name"),
            noun: Some("Account"),
            messages: "cud",
        },
        columns,
        navs,
    )
}

fn contact() -> Table {
    let mut columns = vec![
        column("contactid", Kind::Key).on_create(),
        text("fullname", 160),
        text("firstname", 50).writable(),
        text("middlename", 50).writable(),
        text("lastname", 50).writable(),
        text("jobtitle", 100).writable(),
        text("department", 100).writable(),
        text("description", 2000).writable(),
        text("emailaddress1", 100).writable(),
        text("telephone1", 50).writable(),
        text("mobilephone", 50).writable(),
        text("address1_city", 80).writable(),
        column("donotbulkemail", Kind::Bool).writable(),
        lookup("parentcustomerid", &["account", "contact"]).writable(),
    ];
    columns.extend(owned_columns());
    let mut navs = owned_navs();
    navs.extend([
        one_named("parentcustomerid_account", "account", "parentcustomerid"),
        one_named("parentcustomerid_contact", "contact", "parentcustomerid"),
        many("contact_customer_contacts", "contact", "parentcustomerid"),
        many("account_primary_contact", "account", "primarycontactid"),
        many("Contact_Tasks", "task", "regardingobjectid"),
    ]);
    table(
        Head {
            logical: "contact",
            set: "contacts",
            schema: "Contact",
            type_code: 2,
            label: "Contact",
            labels: "Contacts",
            id: "contactid",
            name: Some("fullname"),
            noun: Some("Contact"),
            messages: "cud",
        },
        columns,
        navs,
    )
}

fn task() -> Table {
    let mut columns = vec![
        column("activityid", Kind::Key).on_create(),
        text("subject", 200).writable(),
        text("description", 2000).writable(),
        text("category", 250).writable(),
        column("percentcomplete", Kind::Int).writable(),
        column("scheduledend", Kind::Time).writable(),
        lookup("regardingobjectid", &["account", "contact"]).writable(),
    ];
    columns.extend(owned_columns().into_iter().map(|mut owned| {
        if owned.logical == "statecode" {
            owned.kind = Kind::Choice(TASK_STATES);
        }
        owned
    }));
    table(
        Head {
            logical: "task",
            set: "tasks",
            schema: "Task",
            type_code: 4212,
            label: "Task",
            labels: "Tasks",
            id: "activityid",
            name: Some("subject"),
            noun: Some("Activity"),
            messages: "cud",
        },
        columns,
        vec![
            one_named("regardingobjectid_account_task", "account", "regardingobjectid"),
            one_named("regardingobjectid_contact_task", "contact", "regardingobjectid"),
        ],
    )
}
