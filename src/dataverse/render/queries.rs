//! The URL of each read. [`people`] and [`setup`] hold those about users and about what is set up. Names are those of the v9.0 metadata document, or documented as online only (dataverse §1.2).

mod people;
mod setup;

use super::super::id::{PrivilegeId, SdkStepId, UserId};
use super::super::json::Json;
use super::super::odata::{Target, any_of, encode_link, literal};
use super::super::request::{ApiRoot, OptionalColumn, Query, ViewSource};

const ROLE: &[&str] =
    &["roleid", "name", "_businessunitid_value", "_parentrootroleid_value", "_roletemplateid_value", "ismanaged"];
const ROLE_OPTIONAL: &[OptionalColumn] = &[OptionalColumn::RoleIsAutoAssigned];
/// The whole URL of a read.
pub(super) fn url(root: &ApiRoot, query: &Query, without: &[OptionalColumn]) -> String {
    if let Query::UserSearchNext { link, .. } | Query::ViewUsersNext { link, .. } = query {
        return next_url(root, link);
    }
    let mut url = root.service();
    url.push('/');
    url.push_str(&target(query, without).into_text());
    url
}

fn target(query: &Query, without: &[OptionalColumn]) -> Target {
    match query {
        Query::WhoAmI => Target::set("WhoAmI"),
        Query::Version => Target::set("RetrieveVersion()"),
        Query::CurrentOrganization => Target::set("RetrieveCurrentOrganization(AccessType=@p1)")
            .option("@p1", "Microsoft.Dynamics.CRM.EndpointAccessType'Default'"),
        Query::Organization => {
            Target::set("organizations").option("$select", "organizationid,name,languagecode,orgdborgsettings")
        }
        Query::Solutions { containing } => {
            let word = literal(containing);
            Target::set("solutions")
                .option("$select", "solutionid,uniquename,friendlyname,version,ismanaged,_parentsolutionid_value")
                .option("$expand", "publisherid($select=uniquename,friendlyname)")
                .option("$filter", &format!("contains(friendlyname,{word}) or contains(uniquename,{word})"))
        }
        Query::RoleRoots { name } => roles(
            &format!("name eq {} and _parentroleid_value eq null and componentstate eq 0", literal(name)),
            without,
        ),
        Query::SolutionComponents(solution) => Target::set("solutioncomponents")
            .option("$select", "objectid,componenttype")
            .option("$filter", &of_solution(&solution.to_string())),
        Query::RoleCopies { root, business_unit } => roles(
            &format!(
                "_parentrootroleid_value eq {root} and _businessunitid_value eq {business_unit} and componentstate eq 0"
            ),
            without,
        ),
        Query::RoleCopyCount(root) => Target::set("roles")
            .option("$select", "roleid")
            .option("$filter", &format!("_parentrootroleid_value eq {root} and componentstate eq 0"))
            .option("$count", "true"),
        Query::RoleNamesakes { name, business_unit } => roles(
            &format!("name eq {} and _businessunitid_value eq {business_unit} and componentstate eq 0", literal(name)),
            without,
        ),
        Query::User(user) => people::one(*user, without),
        Query::UserSearch { text, .. } => people::search(text, without),
        // Answered before: the server made the whole link.
        Query::UserSearchNext { link, .. } | Query::ViewUsersNext { link, .. } => Target::set(link),
        Query::RoleHolders(root) => people::holders(*root, without),
        Query::RoleTeams(root) => people::role_teams(*root, without),
        Query::UserTeams(user) => people::user_teams(*user, without),
        Query::UserPrivileges(user) => {
            Target::record("systemusers", user).then("Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")
        }
        Query::UserPrivilegesByName { user, names } => Target::record("systemusers", user)
            .then("Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)")
            .option("@p1", &Json::List(names.iter().cloned().map(Json::Text).collect()).to_text()),
        Query::RolePrivileges(role) => Target::set(&format!("RetrieveRolePrivilegesRole(RoleId={role})")),
        Query::PrivilegeNames(ids) => privileges(&any_of("privilegeid", ids.iter().map(PrivilegeId::to_string))),
        Query::PrivilegesNamed(names) => privileges(&any_of("name", names.iter().map(|name| literal(name)))),
        Query::SdkSteps(ids) => {
            setup::steps(&any_of("sdkmessageprocessingstepid", ids.iter().map(SdkStepId::to_string)))
        }
        Query::UserSettings(user) => Target::record("usersettingscollection", user).option("$select", "uilanguageid"),
        Query::ProvisionedLanguages => Target::set("RetrieveProvisionedLanguages()"),
        Query::NonInteractiveUsers => people::non_interactive(without),
        Query::Reports(user) => {
            counted("systemusers", "systemuserid", &with_id("_parentsystemuserid_value eq ", &user.to_string()))
        }
        Query::OwnedQueues(user) => people::queues(*user),
        Query::Table(table) => setup::table(*table),
        Query::CustomTables => setup::custom_tables(),
        Query::ConfigRows { table } => setup::config_rows(table),
        Query::FilterColumn { table } => setup::filter_column(table),
        Query::FilterCount { entity_set, primary_id, column, value } => {
            setup::filter_count(entity_set, primary_id, column, *value)
        }
        Query::Publications => setup::publications(),
        Query::Job(job) => {
            Target::record("asyncoperations", job).option("$select", "statecode,statuscode,message,friendlymessage")
        }
        Query::UsersWithoutRole { root, .. } => people::without_role(*root, without),
        Query::BusinessUnits => Target::set("businessunits")
            .option("$select", "businessunitid,name,_parentbusinessunitid_value")
            .option("$orderby", "name,businessunitid"),
        Query::Views => setup::views("savedqueries", "savedqueryid"),
        Query::PersonalViews => setup::views("userqueries", "userqueryid"),
        Query::ViewUsers { view: ViewSource::Public(view), .. } => {
            Target::set("systemusers").option("savedQuery", &view.to_string())
        }
        Query::ViewUsers { view: ViewSource::Personal(view), .. } => {
            Target::set("systemusers").option("userQuery", &view.to_string())
        }
        Query::UsersIn { business_unit, .. } => people::of_unit(*business_unit, without),
        Query::UsersNamed(texts) => people::named(texts, without),
        Query::UsersById(ids) => people::by_id(&any_of("systemuserid", ids.iter().map(UserId::to_string)), without),
    }
}

/// Only the number of rows is wanted.
fn counted(set: &str, key: &str, filter: &str) -> Target {
    Target::set(set).option("$select", key).option("$filter", filter).option("$count", "true")
}

fn with_id(before: &str, id: &str) -> String {
    let mut text = before.to_owned();
    text.push_str(id);
    text
}

fn of_solution(solution: &str) -> String {
    let mut filter = with_id("_solutionid_value eq ", solution);
    filter.push_str(" and (componenttype eq 1 or componenttype eq 20 or componenttype eq 92)");
    filter
}

fn roles(filter: &str, without: &[OptionalColumn]) -> Target {
    Target::set("roles").option("$select", &columns(ROLE, ROLE_OPTIONAL, without)).option("$filter", filter)
}

fn privileges(filter: &str) -> Target {
    Target::set("privileges").option("$select", "privilegeid,name").option("$filter", filter)
}

fn expand_roles(navigation: &str, without: &[OptionalColumn]) -> String {
    format!("{navigation}($select={})", columns(ROLE, ROLE_OPTIONAL, without))
}

fn columns(fixed: &[&str], optional: &[OptionalColumn], without: &[OptionalColumn]) -> String {
    let mut list = fixed.join(",");
    for column in optional {
        if !without.contains(column) {
            list.push(',');
            list.push_str(column.as_str());
        }
    }
    list
}

/// A next link is followed verbatim (dataverse §2.2), but only to the organisation's own host: a server behind a
/// gateway may name itself differently, and a reply must not choose where the session's next request goes.
fn next_url(root: &ApiRoot, link: &str) -> String {
    let own = root.client_url.trim_end_matches('/');
    let mut url = String::with_capacity(link.len());
    let path = link.get(own.len()..).filter(|rest| {
        rest.starts_with('/') && link.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own))
    });
    if path.is_some() {
        encode_link(link, &mut url);
    } else if let Some(at) = link.find("/api/data/") {
        url.push_str(own);
        encode_link(link.get(at..).unwrap_or_default(), &mut url);
    } else {
        url.push_str(&root.service());
        url.push('/');
        encode_link(link.trim_start_matches('/'), &mut url);
    }
    url
}

#[cfg(test)]
mod tests;
