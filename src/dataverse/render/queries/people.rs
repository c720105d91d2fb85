//! Users and teams.

use super::super::super::id::Guid;
use super::super::super::odata::{joined, literal, or_equal, record, target};
use super::super::super::request::OptionalColumn;
use super::{OF_ROOT, columns, counted, role_columns};

const USER: &str = "systemuserid,fullname,domainname,internalemailaddress,isdisabled,accessmode,_businessunitid_value";
const USER_OPTIONAL: &[OptionalColumn] = &[
    OptionalColumn::UserIsLicensed,
    OptionalColumn::UserApplicationId,
    OptionalColumn::UserIsIntegrationUser,
    OptionalColumn::UserIsSetupUser,
];

/// Microsoft's own placeholders are nobody (dataverse §2.1).
const NO_PLACEHOLDER: &str = "accessmode ne 3 and accessmode ne 5";

/// Unique at its end, or rows repeat and vanish between pages (dataverse §2.2).
const BY_NAME: (&str, &str) = ("$orderby", "fullname,systemuserid");
const COUNTED: (&str, &str) = ("$count", "true");

const ROLES: &str = "systemuserroles_association";
const HOLDS: &str = "systemuserroles_association/any(r:r/";

fn select(without: &[OptionalColumn]) -> String {
    columns(USER, USER_OPTIONAL, without)
}

fn roles(without: &[OptionalColumn]) -> String {
    joined(&[ROLES, "($select=", &role_columns(without), ")"])
}

fn users(filter: &str, more: &[(&str, &str)], without: &[OptionalColumn]) -> String {
    let mut text = target("systemusers", &[("$select", &select(without)), ("$filter", filter)]);
    // What comes out for more options begins with a question mark.
    if let Some(rest) = target("", more).strip_prefix('?') {
        text.push('&');
        text.push_str(rest);
    }
    text
}

pub(super) fn one(user: Guid, without: &[OptionalColumn]) -> String {
    target(&record("systemusers", user), &[("$select", &select(without))])
}

pub(super) fn roles_of(user: Guid, without: &[OptionalColumn]) -> String {
    target(&joined(&[&record("systemusers", user), "/", ROLES]), &[("$select", &role_columns(without))])
}

pub(super) fn roles_of_team(team: Guid, without: &[OptionalColumn]) -> String {
    target(&joined(&[&record("teams", team), "/teamroles_association"]), &[("$select", &role_columns(without))])
}

pub(super) fn search(text: &str, without: &[OptionalColumn]) -> String {
    let text = text.trim();
    if text.is_empty() {
        return users(NO_PLACEHOLDER, &[BY_NAME], without);
    }
    let word = &literal(text);
    let filter = joined(&[
        NO_PLACEHOLDER,
        " and (contains(fullname,",
        word,
        ") or contains(domainname,",
        word,
        ") or contains(internalemailaddress,",
        word,
        "))",
    ]);
    users(&filter, &[BY_NAME], without)
}

pub(super) fn holders(root: Guid, without: &[OptionalColumn]) -> String {
    let filter = joined(&[HOLDS, OF_ROOT, &root.to_text(), ")"]);
    users(&filter, &[("$expand", &roles(without)), BY_NAME, COUNTED], without)
}

pub(super) fn without_role(root: Guid, without: &[OptionalColumn]) -> String {
    let filter = joined(&[
        "isdisabled eq false and (accessmode eq 0 or accessmode eq 2)",
        no_application(without),
        " and not ",
        HOLDS,
        OF_ROOT,
        &root.to_text(),
        ")",
    ]);
    users(&filter, &[BY_NAME, COUNTED], without)
}

pub(super) fn of_unit(business_unit: Guid, without: &[OptionalColumn]) -> String {
    let filter = joined(&["_businessunitid_value eq ", &business_unit.to_text(), " and isdisabled eq false"]);
    users(&filter, &[("$expand", &roles(without)), BY_NAME, COUNTED], without)
}

pub(super) fn of_application(application: Guid, without: &[OptionalColumn]) -> String {
    users(&joined(&["applicationid eq ", &application.to_text()]), &[], without)
}

pub(super) fn named(texts: &[String], without: &[OptionalColumn]) -> String {
    let mut any = String::new();
    for text in texts {
        let text = text.trim();
        let word = literal(text);
        for column in ["domainname", "internalemailaddress", "fullname"] {
            or_equal(&mut any, column, &word);
        }
        if let Some(id) = Guid::parse(text) {
            or_equal(&mut any, "systemuserid", &id.to_text());
        }
    }
    if any.is_empty() {
        any.push_str("systemuserid eq null");
    }
    users(&joined(&[NO_PLACEHOLDER, " and (", &any, ")"]), &[("$expand", &roles(without)), BY_NAME], without)
}

pub(super) fn by_id(filter: &str, without: &[OptionalColumn]) -> String {
    users(filter, &[("$expand", &roles(without))], without)
}

pub(super) fn non_interactive(without: &[OptionalColumn]) -> String {
    let filter = joined(&["accessmode eq 4 and isdisabled eq false", no_application(without)]);
    counted("systemusers", "systemuserid", &filter)
}

/// Dynamics gives each user a queue of his own, which says nothing about the user.
pub(super) fn queues(owner: Guid) -> String {
    let owner = &owner.to_text();
    let filter =
        joined(&["_ownerid_value eq ", owner, " and not queue_system_user/any(u:u/systemuserid eq ", owner, ")"]);
    counted("queues", "queueid", &filter)
}

const MEMBERS: &str = "teammembership_association";
const MEMBER: &str = "systemuserid,fullname,domainname,isdisabled,accessmode,_businessunitid_value";

/// Access teams give no roles (dataverse §3.4).
const GIVES: &str = "teamtype ne 1 and teamroles_association/any(r:r/";
const HAS_MEMBER: &str = ") and teammembership_association/any(u:u/systemuserid ";

pub(super) fn role_teams(root: Guid) -> String {
    let filter = joined(&[GIVES, OF_ROOT, &root.to_text(), HAS_MEMBER, "ne null)"]);
    teams(&filter, &[("$expand", &joined(&[MEMBERS, "($select=", MEMBER, ")"])), ORDER])
}

pub(super) fn members(team: Guid) -> String {
    target(&joined(&[&record("teams", team), "/", MEMBERS]), &[("$select", MEMBER)])
}

pub(super) fn user_teams(user: Guid, role: &str) -> String {
    teams(&joined(&[GIVES, role, HAS_MEMBER, "eq ", &user.to_text(), ")"]), &[ORDER])
}

const ORDER: (&str, &str) = ("$orderby", "name,teamid");

fn teams(filter: &str, more: &[(&str, &str)]) -> String {
    let mut options = vec![("$select", "teamid,name"), ("$filter", filter)];
    options.extend(more);
    target("teams", &options)
}

fn no_application(without: &[OptionalColumn]) -> &'static str {
    if without.contains(&OptionalColumn::UserApplicationId) { "" } else { " and applicationid eq null" }
}
