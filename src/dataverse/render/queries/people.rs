//! Users and teams.

use super::super::super::id::{BusinessUnitId, Guid, RootRoleId, UserId};
use super::super::super::odata::{Target, literal};
use super::super::super::request::OptionalColumn;
use super::{columns, counted, expand_roles, with_id};

const USER: &[&str] = &[
    "systemuserid",
    "fullname",
    "domainname",
    "internalemailaddress",
    "isdisabled",
    "accessmode",
    "_businessunitid_value",
];
const USER_OPTIONAL: &[OptionalColumn] = &[
    OptionalColumn::UserIsLicensed,
    OptionalColumn::UserApplicationId,
    OptionalColumn::UserIsIntegrationUser,
    OptionalColumn::UserIsSetupUser,
];

/// Microsoft's own placeholders are nobody (dataverse §2.1).
const NO_PLACEHOLDER: &str = "accessmode ne 3 and accessmode ne 5";

/// Unique at its end, or rows repeat and vanish between pages (dataverse §2.2).
const BY_NAME: &str = "fullname,systemuserid";

fn select(target: Target, without: &[OptionalColumn]) -> Target {
    target.option("$select", &columns(USER, USER_OPTIONAL, without))
}

fn with_roles(target: Target, without: &[OptionalColumn]) -> Target {
    target.option("$expand", &expand_roles("systemuserroles_association", without))
}

fn filtered(filter: &str, without: &[OptionalColumn]) -> Target {
    select(Target::set("systemusers"), without).option("$filter", filter)
}

pub(super) fn one(user: UserId, without: &[OptionalColumn]) -> Target {
    with_roles(select(Target::record("systemusers", &user), without), without)
}

pub(super) fn search(text: &str, without: &[OptionalColumn]) -> Target {
    let mut filter = NO_PLACEHOLDER.to_owned();
    let text = text.trim();
    if !text.is_empty() {
        let word = literal(text);
        filter.push_str(&format!(
            " and (contains(fullname,{word}) or contains(domainname,{word}) or contains(internalemailaddress,{word}))"
        ));
    }
    filtered(&filter, without).option("$orderby", BY_NAME)
}

pub(super) fn holders(root: RootRoleId, without: &[OptionalColumn]) -> Target {
    let filter = format!("systemuserroles_association/any(r:r/_parentrootroleid_value eq {root})");
    with_roles(filtered(&filter, without), without).option("$orderby", BY_NAME)
}

pub(super) fn without_role(root: RootRoleId, without: &[OptionalColumn]) -> Target {
    let mut filter = "isdisabled eq false and (accessmode eq 0 or accessmode eq 2)".to_owned();
    no_application(&mut filter, without);
    filter.push_str(" and not systemuserroles_association/any(r:r/_parentrootroleid_value eq ");
    filter.push_str(&root.to_string());
    filter.push(')');
    filtered(&filter, without).option("$orderby", BY_NAME).option("$count", "true")
}

pub(super) fn of_unit(business_unit: BusinessUnitId, without: &[OptionalColumn]) -> Target {
    let mut filter = with_id("_businessunitid_value eq ", &business_unit.to_string());
    filter.push_str(" and isdisabled eq false");
    filtered(&filter, without).option("$orderby", BY_NAME).option("$count", "true")
}

pub(super) fn named(texts: &[String], without: &[OptionalColumn]) -> Target {
    let mut any = String::new();
    for text in texts {
        let text = text.trim();
        let word = literal(text);
        for column in ["domainname", "internalemailaddress", "fullname"] {
            or_equal(&mut any, column, &word);
        }
        if let Some(id) = Guid::parse(text) {
            or_equal(&mut any, "systemuserid", &id.to_string());
        }
    }
    if any.is_empty() {
        any.push_str("systemuserid eq null");
    }
    let mut filter = NO_PLACEHOLDER.to_owned();
    filter.push_str(" and (");
    filter.push_str(&any);
    filter.push(')');
    filtered(&filter, without).option("$orderby", BY_NAME)
}

pub(super) fn by_id(filter: &str, without: &[OptionalColumn]) -> Target {
    with_roles(filtered(filter, without), without)
}

pub(super) fn non_interactive(without: &[OptionalColumn]) -> Target {
    let mut filter = "accessmode eq 4 and isdisabled eq false".to_owned();
    no_application(&mut filter, without);
    counted("systemusers", "systemuserid", &filter)
}

/// Dynamics gives each user a queue of his own, which says nothing about the user.
pub(super) fn queues(owner: UserId) -> Target {
    let owner = owner.to_string();
    let mut filter = with_id("_ownerid_value eq ", &owner);
    filter.push_str(" and not queue_system_user/any(u:u/systemuserid eq ");
    filter.push_str(&owner);
    filter.push(')');
    counted("queues", "queueid", &filter)
}

pub(super) fn role_teams(root: RootRoleId, without: &[OptionalColumn]) -> Target {
    let filter = format!("teamtype ne 1 and teamroles_association/any(r:r/_parentrootroleid_value eq {root})");
    let mut expand = expand_roles("teamroles_association", without);
    expand.push_str(
        ",teammembership_association($select=systemuserid,fullname,domainname,isdisabled,accessmode,\
         _businessunitid_value)",
    );
    teams(&filter, &expand)
}

pub(super) fn user_teams(user: UserId, without: &[OptionalColumn]) -> Target {
    let filter = format!("teamtype ne 1 and teammembership_association/any(u:u/systemuserid eq {user})");
    teams(&filter, &expand_roles("teamroles_association", without))
}

fn teams(filter: &str, expand: &str) -> Target {
    Target::set("teams")
        .option("$select", "teamid,name")
        .option("$filter", filter)
        .option("$expand", expand)
        .option("$orderby", "name,teamid")
}

fn no_application(filter: &mut String, without: &[OptionalColumn]) {
    if !without.contains(&OptionalColumn::UserApplicationId) {
        filter.push_str(" and applicationid eq null");
    }
}

fn or_equal(filter: &mut String, column: &str, value: &str) {
    for piece in [if filter.is_empty() { "" } else { " or " }, column, " eq ", value] {
        filter.push_str(piece);
    }
}
