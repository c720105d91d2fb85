//! The URL of each read. Names are those of the v9.0 metadata document, or documented as online only (dataverse §1.2).

use super::super::id::PrivilegeId;
use super::super::json::Json;
use super::super::odata::{Target, any_of, encode_link, literal};
use super::super::request::{ApiRoot, OptionalColumn, Query};

const ROLE: &[&str] = &["roleid", "name", "_businessunitid_value", "_parentrootroleid_value", "ismanaged"];
const ROLE_OPTIONAL: &[OptionalColumn] = &[OptionalColumn::RoleIsAutoAssigned];
const USER: &[&str] = &[
    "systemuserid",
    "fullname",
    "domainname",
    "internalemailaddress",
    "isdisabled",
    "accessmode",
    "_businessunitid_value",
];
const USER_OPTIONAL: &[OptionalColumn] =
    &[OptionalColumn::UserIsLicensed, OptionalColumn::UserApplicationId, OptionalColumn::UserIsIntegrationUser];

/// The whole URL of a read.
pub(super) fn url(root: &ApiRoot, query: &Query, without: &[OptionalColumn]) -> String {
    if let Query::UserSearchNext { link, .. } = query {
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
        Query::SolutionRoles(solution) => Target::set("solutioncomponents")
            .option("$select", "objectid,componenttype")
            .option("$filter", &format!("_solutionid_value eq {solution} and componenttype eq 20")),
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
        Query::User(user) => Target::record("systemusers", user)
            .option("$select", &columns(USER, USER_OPTIONAL, without))
            .option("$expand", &expand_roles("systemuserroles_association", without)),
        Query::UserSearch { text, .. } => user_search(text, without),
        // Answered before: the server made the whole link.
        Query::UserSearchNext { link, .. } => Target::set(link),
        Query::RoleHolders(root) => Target::set("systemusers")
            .option("$select", &columns(USER, USER_OPTIONAL, without))
            .option("$filter", &format!("systemuserroles_association/any(r:r/_parentrootroleid_value eq {root})"))
            .option("$expand", &expand_roles("systemuserroles_association", without))
            .option("$orderby", "fullname,systemuserid"),
        Query::RoleTeams(root) => {
            let members = "teammembership_association($select=systemuserid,fullname,domainname,isdisabled,accessmode,\
                           _businessunitid_value)";
            Target::set("teams")
                .option("$select", "teamid,name")
                .option(
                    "$filter",
                    &format!("teamtype ne 1 and teamroles_association/any(r:r/_parentrootroleid_value eq {root})"),
                )
                .option("$expand", &format!("{},{members}", expand_roles("teamroles_association", without)))
                .option("$orderby", "name,teamid")
        }
        Query::UserTeams(user) => Target::set("teams")
            .option("$select", "teamid,name")
            .option("$filter", &format!("teamtype ne 1 and teammembership_association/any(u:u/systemuserid eq {user})"))
            .option("$expand", &expand_roles("teamroles_association", without))
            .option("$orderby", "name,teamid"),
        Query::UserPrivileges(user) => {
            Target::record("systemusers", user).then("Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")
        }
        Query::UserPrivilegesByName { user, names } => Target::record("systemusers", user)
            .then("Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)")
            .option("@p1", &Json::List(names.iter().cloned().map(Json::Text).collect()).to_text()),
        Query::RolePrivileges(role) => Target::set(&format!("RetrieveRolePrivilegesRole(RoleId={role})")),
        Query::PrivilegeNames(ids) => privileges(&any_of("privilegeid", ids.iter().map(PrivilegeId::to_string))),
        Query::PrivilegesNamed(names) => privileges(&any_of("name", names.iter().map(|name| literal(name)))),
    }
}

fn roles(filter: &str, without: &[OptionalColumn]) -> Target {
    Target::set("roles").option("$select", &columns(ROLE, ROLE_OPTIONAL, without)).option("$filter", filter)
}

fn privileges(filter: &str) -> Target {
    Target::set("privileges").option("$select", "privilegeid,name").option("$filter", filter)
}

fn user_search(text: &str, without: &[OptionalColumn]) -> Target {
    let mut filter = "accessmode ne 3 and accessmode ne 5".to_owned();
    let text = text.trim();
    if !text.is_empty() {
        let word = literal(text);
        filter.push_str(&format!(
            " and (contains(fullname,{word}) or contains(domainname,{word}) or contains(internalemailaddress,{word}))"
        ));
    }
    Target::set("systemusers")
        .option("$select", &columns(USER, USER_OPTIONAL, without))
        .option("$filter", &filter)
        .option("$orderby", "fullname,systemuserid")
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
