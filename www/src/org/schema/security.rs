//! Users, roles, teams, business units, privileges and the tables between them.

use super::{
    Choices, Column, Head, Kind, Nav, Table, Via, audit_columns, audit_navs, column, link, lookup, many, one,
    one_plain, table, text,
};

/// dataverse §2.1
const ACCESS_MODES: Choices = &[
    (0, "Read-Write"),
    (1, "Administrative"),
    (2, "Read"),
    (3, "Support User"),
    (4, "Non-interactive"),
    (5, "Delegated Admin"),
];

/// dataverse §2.1
const LICENCES: Choices = &[
    (0, "Professional"),
    (1, "Administrative"),
    (2, "Basic"),
    (3, "Device Professional"),
    (4, "Device Basic"),
    (5, "Essential"),
    (6, "Device Essential"),
    (7, "Enterprise"),
    (8, "Device Enterprise"),
    (9, "Sales"),
    (10, "Service"),
    (11, "Field Service"),
    (12, "Project Service"),
];

const INVITATIONS: Choices = &[
    (0, "Invitation Not Sent"),
    (1, "Invited"),
    (2, "Invitation Near Expired"),
    (3, "Invitation Expired"),
    (4, "Invitation Accepted"),
    (5, "Invitation Rejected"),
    (6, "Invitation Revoked"),
];

/// dataverse §2.1
const AZURE_STATES: Choices = &[(0, "Exists"), (1, "Soft deleted"), (2, "Not found or hard deleted")];
const DELETE_STATES: Choices = &[(0, "Not deleted"), (1, "Soft deleted")];
const COMPONENT_STATES: Choices = &[(0, "Published"), (1, "Unpublished"), (2, "Deleted"), (3, "Deleted Unpublished")];
const TEAM_TYPES: Choices = &[(0, "Owner"), (1, "Access"), (2, "AAD Security Group"), (3, "AAD Office Group")];
const INHERITED: Choices = &[(0, "Team privileges only"), (1, "Direct User (Basic) access level and Team privileges")];

pub(super) fn tables() -> Vec<Table> {
    vec![
        systemuser(),
        role(),
        businessunit(),
        team(),
        privilege(),
        intersect("systemuserroles", "systemuserrolescollection", "systemuserroleid", "systemuserid", "roleid"),
        intersect("teamroles", "teamrolescollection", "teamroleid", "teamid", "roleid"),
        intersect("teammembership", "teammemberships", "teammembershipid", "teamid", "systemuserid"),
        usersettings(),
        organization(),
    ]
}

fn systemuser() -> Table {
    let mut columns = vec![
        column("systemuserid", Kind::Key).on_create(),
        column("ownerid", Kind::Key),
        text("fullname", 200),
        text("firstname", 64).writable(),
        text("middlename", 50).writable(),
        text("lastname", 64).writable(),
        text("nickname", 50).writable(),
        text("salutation", 20).writable(),
        text("title", 128).writable(),
        text("jobtitle", 100).writable(),
        text("domainname", 1024).on_create(),
        text("internalemailaddress", 100).writable(),
        text("personalemailaddress", 100).writable(),
        text("windowsliveid", 1024),
        text("mobilephone", 64).writable(),
        text("homephone", 50).writable(),
        text("address1_telephone1", 64).writable(),
        text("address1_city", 128).writable(),
        text("address1_country", 128).writable(),
        text("employeeid", 100).writable(),
        // Writable on premises alone; the rules of users see to that.
        column("isdisabled", Kind::Bool).writable(),
        text("disabledreason", 500),
        column("accessmode", Kind::Choice(ACCESS_MODES)).writable(),
        column("caltype", Kind::Choice(LICENCES)).writable(),
        column("userlicensetype", Kind::Int),
        column("islicensed", Kind::Bool),
        column("issyncwithdirectory", Kind::Bool).on_create(),
        column("isintegrationuser", Kind::Bool),
        column("setupuser", Kind::Bool),
        column("defaultfilterspopulated", Kind::Bool),
        column("invitestatuscode", Kind::Choice(INVITATIONS)),
        column("identityid", Kind::Int),
        column("applicationid", Kind::Guid).on_create(),
        text("applicationiduri", 1024),
        column("azureactivedirectoryobjectid", Kind::Guid),
        column("azurestate", Kind::Choice(AZURE_STATES)).online(),
        column("deletestate", Kind::Choice(DELETE_STATES)).online(),
        column("organizationid", Kind::Guid),
        lookup("businessunitid", &["businessunit"]).writable(),
        lookup("parentsystemuserid", &["systemuser"]).writable(),
        lookup("queueid", &["queue"]).writable(),
    ];
    columns.extend(audit_columns());
    let mut navs = audit_navs();
    navs.extend([
        one("businessunitid", "businessunit"),
        one("parentsystemuserid", "systemuser"),
        one("queueid", "queue"),
        link("systemuserroles_association", "role", "systemuserroles", "systemuserid", "roleid"),
        link("teammembership_association", "team", "teammembership", "systemuserid", "teamid"),
        many("user_parent_user", "systemuser", "parentsystemuserid"),
        many("lk_rolebase_createdby", "role", "createdby"),
        many("user_accounts", "account", "owninguser"),
    ]);
    table(
        Head {
            logical: "systemuser",
            set: "systemusers",
            schema: "SystemUser",
            type_code: 8,
            label: "User",
            labels: "Users",
            id: "systemuserid",
            name: Some("fullname"),
            noun: Some("User"),
            messages: "cu",
        },
        columns,
        navs,
    )
}

fn role() -> Table {
    let mut columns = vec![
        column("roleid", Kind::Key).on_create(),
        column("roleidunique", Kind::Guid),
        text("name", 100).writable(),
        lookup("businessunitid", &["businessunit"]).on_create(),
        lookup("parentroleid", &["role"]),
        lookup("parentrootroleid", &["role"]),
        // The platform's own roles come from templates, a table that nobody here reads.
        lookup("roletemplateid", &["roletemplate"]),
        lookup("roletemplateid", &["roletemplate"]),
        column("organizationid", Kind::Guid),
        column("solutionid", Kind::Guid),
        column("ismanaged", Kind::Bool),
        column("componentstate", Kind::Choice(COMPONENT_STATES)),
        column("overwritetime", Kind::Time),
        column("iscustomizable", Kind::Managed("iscustomizableanddeletable")),
        column("canbedeleted", Kind::Managed("canbedeleted")),
        column("isinherited", Kind::Choice(INHERITED)).writable().online(),
        column("isautoassigned", Kind::Bool).online(),
    ];
    columns.extend(audit_columns());
    let mut navs = audit_navs();
    navs.extend([
        one("businessunitid", "businessunit"),
        one("parentroleid", "role"),
        one("parentrootroleid", "role"),
        many("role_parent_role", "role", "parentroleid"),
        many("role_parent_root_role", "role", "parentrootroleid"),
        link("systemuserroles_association", "systemuser", "systemuserroles", "roleid", "systemuserid"),
        link("teamroles_association", "team", "teamroles", "roleid", "teamid"),
        Nav {
            name: "roleprivileges_association".into(),
            target: "privilege".into(),
            via: Via::RolePrivileges,
            bind_only: false,
        },
    ]);
    table(
        Head {
            logical: "role",
            set: "roles",
            schema: "Role",
            type_code: 1036,
            label: "Security Role",
            labels: "Security Roles",
            id: "roleid",
            name: Some("name"),
            noun: Some("Role"),
            messages: "ud",
        },
        columns,
        navs,
    )
}

fn businessunit() -> Table {
    let mut columns = vec![
        column("businessunitid", Kind::Key).on_create(),
        text("name", 160).writable(),
        text("divisionname", 100).writable(),
        text("costcenter", 100).writable(),
        text("emailaddress", 100).writable(),
        text("websiteurl", 200).writable(),
        text("description", 2000).writable(),
        column("isdisabled", Kind::Bool),
        column("inheritancemask", Kind::Int),
        lookup("parentbusinessunitid", &["businessunit"]),
        lookup("organizationid", &["organization"]),
    ];
    columns.extend(audit_columns());
    let mut navs = audit_navs();
    navs.extend([
        one("parentbusinessunitid", "businessunit"),
        one("organizationid", "organization"),
        many("business_unit_system_users", "systemuser", "businessunitid"),
        many("business_unit_roles", "role", "businessunitid"),
        many("business_unit_teams", "team", "businessunitid"),
        many("business_unit_parent_business_unit", "businessunit", "parentbusinessunitid"),
    ]);
    table(
        Head {
            logical: "businessunit",
            set: "businessunits",
            schema: "BusinessUnit",
            type_code: 10,
            label: "Business Unit",
            labels: "Business Units",
            id: "businessunitid",
            name: Some("name"),
            noun: Some("BusinessUnit"),
            messages: "u",
        },
        columns,
        navs,
    )
}

fn team() -> Table {
    let mut columns = vec![
        column("teamid", Kind::Key).on_create(),
        column("ownerid", Kind::Key),
        text("name", 160).writable(),
        text("description", 2000).writable(),
        text("emailaddress", 100).writable(),
        column("teamtype", Kind::Choice(TEAM_TYPES)).on_create(),
        column("isdefault", Kind::Bool),
        column("systemmanaged", Kind::Bool),
        column("organizationid", Kind::Guid),
        lookup("businessunitid", &["businessunit"]).writable(),
        lookup("administratorid", &["systemuser"]).writable(),
    ];
    columns.extend(audit_columns());
    let mut navs = audit_navs();
    navs.extend([
        one("businessunitid", "businessunit"),
        one("administratorid", "systemuser"),
        link("teammembership_association", "systemuser", "teammembership", "teamid", "systemuserid"),
        link("teamroles_association", "role", "teamroles", "teamid", "roleid"),
    ]);
    table(
        Head {
            logical: "team",
            set: "teams",
            schema: "Team",
            type_code: 9,
            label: "Team",
            labels: "Teams",
            id: "teamid",
            name: Some("name"),
            noun: Some("Team"),
            messages: "cud",
        },
        columns,
        navs,
    )
}

fn privilege() -> Table {
    let columns = vec![
        column("privilegeid", Kind::Key),
        text("name", 100),
        column("accessright", Kind::Int),
        column("canbebasic", Kind::Bool),
        column("canbelocal", Kind::Bool),
        column("canbedeep", Kind::Bool),
        column("canbeglobal", Kind::Bool),
        column("ismanaged", Kind::Bool),
        column("componentstate", Kind::Choice(COMPONENT_STATES)),
        column("versionnumber", Kind::Version),
    ];
    table(
        Head {
            logical: "privilege",
            set: "privileges",
            schema: "Privilege",
            type_code: 1023,
            label: "Privilege",
            labels: "Privileges",
            id: "privilegeid",
            name: Some("name"),
            noun: None,
            messages: "",
        },
        columns,
        vec![],
    )
}

fn intersect(
    logical: &'static str,
    set: &'static str,
    id: &'static str,
    near: &'static str,
    far: &'static str,
) -> Table {
    let columns = vec![
        column(id, Kind::Key),
        column(near, Kind::Guid),
        column(far, Kind::Guid),
        column("versionnumber", Kind::Version),
    ];
    let (schema, type_code) = match logical {
        "systemuserroles" => ("SystemUserRoles", 15),
        "teamroles" => ("TeamRoles", 40),
        _ => ("TeamMembership", 23),
    };
    let head = Head {
        logical,
        set,
        schema,
        type_code,
        label: schema,
        labels: schema,
        id,
        name: None,
        noun: None,
        messages: "",
    };
    Table { intersect: true, ..table(head, columns, vec![]) }
}

fn usersettings() -> Table {
    let columns: Vec<Column> = vec![
        column("systemuserid", Kind::Key),
        column("businessunitid", Kind::Guid),
        column("uilanguageid", Kind::Int).writable(),
        column("helplanguageid", Kind::Int).writable(),
        column("localeid", Kind::Int).writable(),
        column("timezonecode", Kind::Int).writable(),
        column("advancedfindstartupmode", Kind::Int).writable(),
        column("paginglimit", Kind::Int).writable(),
        column("createdon", Kind::Time),
        column("modifiedon", Kind::Time),
        column("versionnumber", Kind::Version),
    ];
    table(
        Head {
            logical: "usersettings",
            set: "usersettingscollection",
            schema: "UserSettings",
            type_code: 150,
            label: "User Settings",
            labels: "User Settings",
            id: "systemuserid",
            name: None,
            noun: Some("UserSettings"),
            messages: "u",
        },
        columns,
        vec![
            one_plain("systemuserid_systemuser", "systemuser", "systemuserid"),
            one_plain("businessunitid_businessunit", "businessunit", "businessunitid"),
        ],
    )
}

fn organization() -> Table {
    let mut columns = vec![
        column("organizationid", Kind::Key),
        text("name", 160),
        column("languagecode", Kind::Int),
        column("localeid", Kind::Int),
        text("orgdborgsettings", 1_073_741_823),
        text("schemanameprefix", 8),
        text("featureset", 1_073_741_823),
        column("isdisabled", Kind::Bool),
        column("isauditenabled", Kind::Bool),
        column("sessiontimeoutinmins", Kind::Int),
        text("currencysymbol", 13),
        column("maxuploadfilesize", Kind::Int),
    ];
    columns.extend(audit_columns());
    table(
        Head {
            logical: "organization",
            set: "organizations",
            schema: "Organization",
            type_code: 1019,
            label: "Organization",
            labels: "Organizations",
            id: "organizationid",
            name: Some("name"),
            noun: Some("Organization"),
            messages: "u",
        },
        columns,
        audit_navs(),
    )
}
