//! One function for each row type. What is optional and missing becomes its default; what cannot be done without is
//! named in the error. Names and texts stay as the server sent them, invisible characters included.

use super::super::id::{
    ApplicationId, BusinessUnitId, Guid, OrganizationId, PrivilegeId, RoleId, RootRoleId, SolutionId, TeamId, UserId,
};
use super::super::json::Json;
use super::super::rows::{
    AccessMode, Depth, Expanded, HeldPrivilege, Identity, Organization, OrganizationKind, OrganizationRow,
    PrivilegeName, Role, Solution, Team, User,
};
use super::super::version::FourPart;
use super::{Place, each};

pub(super) fn identity(json: &Json) -> Result<Identity, Place> {
    Ok(Identity {
        user: UserId(guid(json, "UserId", "WhoAmI.UserId")?),
        business_unit: BusinessUnitId(guid(json, "BusinessUnitId", "WhoAmI.BusinessUnitId")?),
        organization: OrganizationId(guid(json, "OrganizationId", "WhoAmI.OrganizationId")?),
    })
}

pub(super) fn version(json: &Json) -> Result<Option<FourPart>, Place> {
    Ok(FourPart::parse(some_text(json, "Version").ok_or("RetrieveVersion.Version")?))
}

pub(super) fn organization(json: &Json) -> Result<Organization, Place> {
    let detail = json.get("Detail").ok_or("RetrieveCurrentOrganization.Detail")?;
    Ok(Organization {
        id: OrganizationId(guid(detail, "OrganizationId", "RetrieveCurrentOrganization.OrganizationId")?),
        name: text(detail, "FriendlyName"),
        version: some_text(detail, "OrganizationVersion").and_then(FourPart::parse),
        environment_id: some_text(detail, "EnvironmentId").map(str::to_owned),
        tenant_id: some_text(detail, "TenantId").map(str::to_owned),
        kind: detail.get("OrganizationType").map_or(OrganizationKind::Unstated, organization_kind),
    })
}

/// By the members of `OrganizationType` in the metadata; those that say neither are not taken for one.
fn organization_kind(json: &Json) -> OrganizationKind {
    let by_number = |number| match number {
        0 => OrganizationKind::Production,
        5 | 6 | 7 | 9 | 11 | 13 => OrganizationKind::Sandbox,
        _ => OrganizationKind::Unstated,
    };
    match json {
        Json::Int(number) => by_number(*number),
        Json::Text(name) => match name.to_ascii_lowercase().as_str() {
            "customer" | "production" => OrganizationKind::Production,
            "customertest" | "customerfreetest" | "customerpreview" | "testdrive" | "emailtrial" | "developer"
            | "trial" | "sandbox" => OrganizationKind::Sandbox,
            other => other.parse().map_or(OrganizationKind::Unstated, by_number),
        },
        _ => OrganizationKind::Unstated,
    }
}

pub(super) fn organization_row(row: &Json) -> OrganizationRow {
    OrganizationRow {
        name: text(row, "name"),
        language: row.get("languagecode").and_then(unsigned),
        roles_on_disabled_users: some_text(row, "orgdborgsettings").and_then(roles_on_disabled_users),
    }
}

/// The list holds only what somebody set (dataverse §1.3), one element each without attributes.
fn roles_on_disabled_users(settings: &str) -> Option<bool> {
    let (_, rest) = settings.split_once("<AllowRoleAssignmentOnDisabledUsers>")?;
    let value = rest.split('<').next()?.trim();
    match () {
        () if value.eq_ignore_ascii_case("true") => Some(true),
        () if value.eq_ignore_ascii_case("false") => Some(false),
        () => None,
    }
}

pub(super) fn solution(row: &Json) -> Result<Solution, Place> {
    let version_text = text(row, "version");
    Ok(Solution {
        id: SolutionId(guid(row, "solutionid", "solutions.solutionid")?),
        unique_name: text(row, "uniquename"),
        friendly_name: text(row, "friendlyname"),
        version: FourPart::parse(&version_text),
        version_text,
        managed: flag(row, "ismanaged"),
        parent: some_guid(row, "_parentsolutionid_value").map(SolutionId),
        publisher: row.get("publisherid").and_then(|publisher| some_text(publisher, "friendlyname")).map(str::to_owned),
    })
}

pub(super) fn role(row: &Json) -> Result<Role, Place> {
    let id = guid(row, "roleid", "roles.roleid")?;
    Ok(Role {
        id: RoleId(id),
        root: RootRoleId(some_guid(row, "_parentrootroleid_value").unwrap_or(id)),
        name: text(row, "name"),
        business_unit: BusinessUnitId(guid(row, "_businessunitid_value", "roles._businessunitid_value")?),
        business_unit_name: some_text(row, BUSINESS_UNIT_NAME).map(str::to_owned),
        managed: flag(row, "ismanaged"),
        auto_assigned: flag(row, "isautoassigned"),
        template: some_guid(row, "_roletemplateid_value"),
    })
}

pub(super) fn user_id(row: &Json) -> Result<UserId, Place> {
    guid(row, "systemuserid", "systemusers.systemuserid").map(UserId)
}

pub(super) fn user(row: &Json) -> Result<User, Place> {
    Ok(User {
        id: user_id(row)?,
        full_name: text(row, "fullname"),
        user_name: text(row, "domainname"),
        email: text(row, "internalemailaddress"),
        disabled: flag(row, "isdisabled"),
        licensed: row.get("islicensed").and_then(Json::as_bool),
        access_mode: access_mode(row.get("accessmode").and_then(Json::as_i64)),
        application_id: some_guid(row, "applicationid").map(ApplicationId),
        integration: flag(row, "isintegrationuser"),
        setup: flag(row, "setupuser"),
        business_unit: BusinessUnitId(guid(row, "_businessunitid_value", "systemusers._businessunitid_value")?),
        business_unit_name: some_text(row, BUSINESS_UNIT_NAME).map(str::to_owned),
        roles: expanded(row, &USER_ROLES, role)?,
    })
}

fn access_mode(number: Option<i64>) -> AccessMode {
    match number {
        Some(0) => AccessMode::ReadWrite,
        Some(1) => AccessMode::Administrative,
        Some(2) => AccessMode::Read,
        Some(3) => AccessMode::Support,
        Some(4) => AccessMode::NonInteractive,
        Some(5) => AccessMode::DelegatedAdmin,
        _ => AccessMode::Unknown,
    }
}

pub(super) fn team(row: &Json) -> Result<Team, Place> {
    Ok(Team {
        id: TeamId(guid(row, "teamid", "teams.teamid")?),
        name: text(row, "name"),
        members: expanded(row, &TEAM_MEMBERS, user)?,
    })
}

/// What to do with a privilege whose depth is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnUnknownDepth {
    /// Of what somebody has: fewer rights are the safe reading.
    LeaveOut,
    /// Of what a role gives: fewer rights would let a refused assignment look possible.
    Refuse,
}

pub(super) fn held(json: &Json, on_unknown: OnUnknownDepth) -> Result<Vec<HeldPrivilege>, Place> {
    let mut held = Vec::new();
    for row in privilege_rows(json)? {
        let id = PrivilegeId(guid(row, "PrivilegeId", "RolePrivileges.PrivilegeId")?);
        match (row.get("Depth").and_then(depth), on_unknown) {
            (Some(depth), _) => held.push(HeldPrivilege { id, depth }),
            (None, OnUnknownDepth::LeaveOut) => {}
            (None, OnUnknownDepth::Refuse) => return Err("RolePrivileges.Depth"),
        }
    }
    Ok(held)
}

pub(super) fn depths(json: &Json) -> Result<Vec<(String, Depth)>, Place> {
    let mut depths = Vec::new();
    for row in privilege_rows(json)? {
        let name = some_text(row, "PrivilegeName").ok_or("RolePrivileges.PrivilegeName")?;
        depths.extend(row.get("Depth").and_then(depth).map(|depth| (name.to_owned(), depth)));
    }
    Ok(depths)
}

fn privilege_rows(json: &Json) -> Result<&[Json], Place> {
    json.get("RolePrivileges").and_then(Json::as_list).ok_or("RolePrivileges")
}

/// By name or by the enumeration's number (dataverse §3.4), not by the mask of `roleprivileges`.
fn depth(json: &Json) -> Option<Depth> {
    const ALL: [(&str, Depth); 4] =
        [("Basic", Depth::Basic), ("Local", Depth::Local), ("Deep", Depth::Deep), ("Global", Depth::Global)];
    match json {
        Json::Int(number) => ALL.get(usize::try_from(*number).ok()?).map(|(_, depth)| *depth),
        Json::Text(text) => ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, depth)| *depth),
        _ => None,
    }
}

pub(super) fn privilege(row: &Json) -> Result<PrivilegeName, Place> {
    Ok(PrivilegeName { id: PrivilegeId(guid(row, "privilegeid", "privileges.privilegeid")?), name: text(row, "name") })
}

const BUSINESS_UNIT_NAME: &str = "_businessunitid_value@OData.Community.Display.V1.FormattedValue";

/// An expanded collection and where its rows are on their own.
struct Expansion {
    name: &'static str,
    next: &'static str,
}

const USER_ROLES: Expansion =
    Expansion { name: "systemuserroles_association", next: "systemuserroles_association@odata.nextLink" };
const TEAM_MEMBERS: Expansion =
    Expansion { name: "teammembership_association", next: "teammembership_association@odata.nextLink" };

fn expanded<T>(row: &Json, expansion: &Expansion, one: fn(&Json) -> Result<T, Place>) -> Result<Expanded<T>, Place> {
    Ok(match row.get(expansion.name) {
        None | Some(Json::Null) => Expanded::NotAsked,
        Some(Json::List(items)) if items.is_empty() && some_text(row, expansion.next).is_some() => Expanded::Untold,
        Some(Json::List(items)) => Expanded::Told(each(items, one)?),
        Some(_) => return Err(expansion.name),
    })
}

pub(super) fn text(row: &Json, name: &str) -> String {
    row.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

pub(super) fn some_text<'a>(row: &'a Json, name: &str) -> Option<&'a str> {
    row.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
}

pub(super) fn unsigned(json: &Json) -> Option<u32> {
    u32::try_from(json.as_i64()?).ok()
}

pub(super) fn flag(row: &Json, name: &str) -> bool {
    row.get(name).and_then(Json::as_bool).unwrap_or_default()
}

pub(super) fn some_guid(row: &Json, name: &str) -> Option<Guid> {
    row.get(name).and_then(Json::as_str).and_then(Guid::parse)
}

pub(super) fn guid(row: &Json, name: &str, place: Place) -> Result<Guid, Place> {
    some_guid(row, name).ok_or(place)
}

#[cfg(test)]
mod tests;
