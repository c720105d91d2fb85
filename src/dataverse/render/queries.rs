//! The URL of each read; [`people`] and [`setup`] hold those about users and about what is set up. Names are those of
//! the v9.0 metadata document, or documented as online only (dataverse §1.2).

mod people;
mod setup;

use super::super::json::Json;
use super::super::odata::{any_of, encode_link, joined, literal, record, target};
use super::super::request::{ApiRoot, OptionalColumn, Query, ViewSource};

const ROLE: &str = "roleid,name,_businessunitid_value,_parentrootroleid_value,_roletemplateid_value,ismanaged";
const ROLE_OPTIONAL: &[OptionalColumn] = &[OptionalColumn::RoleIsAutoAssigned];

/// The whole URL of a read.
pub(super) fn url(root: &ApiRoot, query: &Query, without: &[OptionalColumn]) -> String {
    if let Query::UserSearchNext { link, .. } | Query::ViewUsersNext { link, .. } = query {
        return next_url(root, link);
    }
    joined(&[&root.service(), "/", &below(query, without)])
}

/// The part below the service root.
fn below(query: &Query, without: &[OptionalColumn]) -> String {
    match query {
        Query::WhoAmI => "WhoAmI".to_owned(),
        Query::Version => "RetrieveVersion()".to_owned(),
        Query::CurrentOrganization => target(
            "RetrieveCurrentOrganization(AccessType=@p1)",
            &[("@p1", "Microsoft.Dynamics.CRM.EndpointAccessType'Default'")],
        ),
        Query::Organization => {
            target("organizations", &[("$select", "organizationid,name,languagecode,orgdborgsettings")])
        }
        Query::Solutions { containing } => setup::solutions(&literal(containing)),
        Query::RoleRoots { name } => {
            roles(&["name eq ", &literal(name), " and _parentroleid_value eq null", NOT_DELETED], without)
        }
        Query::SolutionComponents(solution) => setup::components(solution.0),
        Query::RoleCopies { root, business_unit } => roles(
            &[OF_ROOT, &root.0.to_text(), " and _businessunitid_value eq ", &business_unit.0.to_text(), NOT_DELETED],
            without,
        ),
        Query::AllRoleCopies(root) => roles(&[OF_ROOT, &root.0.to_text(), NOT_DELETED], without),
        Query::RoleCopyCount(root) => counted("roles", "roleid", &joined(&[OF_ROOT, &root.0.to_text(), NOT_DELETED])),
        Query::RoleNamesakes { name, business_unit } => roles(
            &["name eq ", &literal(name), " and _businessunitid_value eq ", &business_unit.0.to_text(), NOT_DELETED],
            without,
        ),
        Query::User(user) => people::one(user.0, without),
        Query::UserRoles(user) => people::roles_of(user.0, without),
        Query::UserSearch { text, .. } => people::search(text, without),
        // Answered before: the server made the whole link.
        Query::UserSearchNext { link, .. } | Query::ViewUsersNext { link, .. } => link.clone(),
        Query::RoleHolders(root) => people::holders(root.0, without),
        Query::RoleTeams(root) => people::role_teams(root.0),
        Query::TeamMembers(team) => people::members(team.0),
        Query::TeamRoles(team) => people::roles_of_team(team.0, without),
        Query::UserTeams(user) => people::user_teams(user.0, "roleid ne null"),
        Query::UserTeamsWith { user, root } => people::user_teams(user.0, &joined(&[OF_ROOT, &root.0.to_text()])),
        Query::UserPrivileges(user) => {
            joined(&[&record("systemusers", user.0), "/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"])
        }
        Query::UserPrivilegesByName { user, names } => {
            const BOUND: &str = "/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)";
            let names = Json::List(names.iter().cloned().map(Json::Text).collect()).to_text();
            target(&joined(&[&record("systemusers", user.0), BOUND]), &[("@p1", &names)])
        }
        Query::RolePrivileges(role) => joined(&["RetrieveRolePrivilegesRole(RoleId=", &role.0.to_text(), ")"]),
        Query::PrivilegeNames(ids) => privileges(&any_of("privilegeid", &mut ids.iter().map(|id| id.0.to_text()))),
        Query::PrivilegesNamed(names) => privileges(&any_of("name", &mut names.iter().map(|name| literal(name)))),
        Query::SdkSteps(ids) => {
            setup::steps(&any_of("sdkmessageprocessingstepid", &mut ids.iter().map(|id| id.0.to_text())))
        }
        Query::UserSettings(user) => target(&record("usersettingscollection", user.0), &[("$select", "uilanguageid")]),
        Query::ProvisionedLanguages => "RetrieveProvisionedLanguages()".to_owned(),
        Query::NonInteractiveUsers => people::non_interactive(without),
        Query::Reports(user) => {
            counted("systemusers", "systemuserid", &joined(&["_parentsystemuserid_value eq ", &user.0.to_text()]))
        }
        Query::OwnedQueues(user) => people::queues(user.0),
        Query::Table(table) => setup::table(table.0),
        Query::CustomTables => setup::custom_tables(),
        Query::WrittenTables => setup::written_tables(),
        Query::ConfigRows { table } => setup::config_rows(table),
        Query::FilterColumn { table } => setup::filter_column(table),
        Query::YesNoColumns { table } => setup::yes_no_columns(table),
        Query::Columns(which, tables) => setup::columns(*which, tables),
        Query::TeamOwned(table) => setup::team_owned(table),
        Query::FilterCount { entity_set, primary_id, column, value } => {
            setup::filter_count(entity_set, primary_id, column, *value)
        }
        Query::Publications => setup::publications(),
        Query::Job(job) => {
            target(&record("asyncoperations", job.0), &[("$select", "statecode,statuscode,message,friendlymessage")])
        }
        Query::UsersWithoutRole { root, .. } => people::without_role(root.0, without),
        Query::BusinessUnits => target(
            "businessunits",
            &[("$select", "businessunitid,name,_parentbusinessunitid_value"), ("$orderby", "name,businessunitid")],
        ),
        Query::Views => setup::views("savedqueries", "savedqueryid"),
        Query::PersonalViews => setup::views("userqueries", "userqueryid"),
        Query::ViewUsers { view, .. } => {
            let (option, id) = match view {
                ViewSource::Public(id) => ("savedQuery", id),
                ViewSource::Personal(id) => ("userQuery", id),
            };
            target("systemusers", &[(option, &id.0.to_text())])
        }
        Query::UsersIn { business_unit, .. } => people::of_unit(business_unit.0, without),
        Query::UsersNamed(texts) => people::named(texts, without),
        Query::UsersOfApplication(application) => people::of_application(application.0, without),
        Query::UsersById(ids) => {
            people::by_id(&any_of("systemuserid", &mut ids.iter().map(|id| id.0.to_text())), without)
        }
    }
}

const OF_ROOT: &str = "_parentrootroleid_value eq ";
const NOT_DELETED: &str = " and componentstate eq 0";

/// Only the number of rows is wanted.
fn counted(set: &str, key: &str, filter: &str) -> String {
    target(set, &[("$select", key), ("$filter", filter), ("$count", "true")])
}

fn roles(filter: &[&str], without: &[OptionalColumn]) -> String {
    target("roles", &[("$select", &role_columns(without)), ("$filter", &joined(filter))])
}

fn role_columns(without: &[OptionalColumn]) -> String {
    columns(ROLE, ROLE_OPTIONAL, without)
}

fn privileges(filter: &str) -> String {
    target("privileges", &[("$select", "privilegeid,name"), ("$filter", filter)])
}

fn columns(fixed: &str, optional: &[OptionalColumn], without: &[OptionalColumn]) -> String {
    let mut list = fixed.to_owned();
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
