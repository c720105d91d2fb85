//! From a reply to the typed answer of the query that was asked, or to the fault.

mod rows;

use super::fault::{Code, Fault, FaultKind, classify};
use super::json::Json;
use super::reply::{Body, Ended, Reply};
use super::request::{Query, Write};
use super::rows::{Answer, Page};

/// What a read was answered with.
///
/// # Errors
/// Every way in which it was not answered; [`FaultKind::Shape`] where the JSON lacks what the answer cannot do without.
pub fn answer(query: &Query, ended: &Ended) -> Result<Answer, Fault> {
    of_reply(query, replied(ended)?)
}

/// What each read of a `$batch` was answered with, in order. A part that did not come is
/// [`FaultKind::Unreadable`].
///
/// # Errors
/// The batch as a whole failed: no reply, signed out, throttled, an unknown version, or no multipart body.
pub fn batch_answers(queries: &[Query], ended: &Ended) -> Result<Vec<Result<Answer, Fault>>, Fault> {
    let reply = replied(ended)?;
    let Body::Batch(parts) = &reply.body else {
        return Err(path_fault(classify(reply)));
    };
    let missing = || Err(Fault { request_id: reply.request_id.clone(), ..Fault::of(FaultKind::Unreadable) });
    let mut parts = parts.iter();
    Ok(queries.iter().map(|query| parts.next().map_or_else(missing, |part| of_reply(query, part))).collect())
}

/// Whether a write was accepted. Acceptance proves nothing about what is true afterwards: that is read.
///
/// # Errors
/// Every way in which it was not accepted. After [`FaultKind::NoAnswer`], [`FaultKind::TimedOut`],
/// [`FaultKind::Unavailable`] and [`FaultKind::Unreadable`] nobody knows whether it was carried out.
pub fn written(write: &Write, ended: &Ended) -> Result<(), Fault> {
    let reply = replied(ended)?;
    let accepted = match &reply.body {
        Body::Empty => true,
        Body::Json(json) => json.get("error").is_none(),
        Body::BrokenJson | Body::Html | Body::Text(_) | Body::Batch(_) => false,
    };
    if accepted && (200..300).contains(&reply.status) {
        return Ok(());
    }
    let fault = classify(reply);
    // A `$ref` to a role that is gone is answered as a path that is not there, with the role's id in the words
    // (dataverse §3.3).
    let (Write::AssignRole { role, .. } | Write::RemoveRole { role, .. }) = write;
    let names_the_role = fault.message.to_ascii_lowercase().contains(&role.to_string());
    let gone = fault.code == Some(Code::RESOURCE_NOT_FOUND) && names_the_role;
    Err(if gone { Fault { kind: FaultKind::NoSuchRecord, ..fault } } else { fault })
}

fn replied(ended: &Ended) -> Result<&Reply, Fault> {
    match ended {
        Ended::Replied(reply) => Ok(reply),
        Ended::Redirected => Err(Fault::of(FaultKind::SignedOut)),
        Ended::NoAnswer => Err(Fault::of(FaultKind::NoAnswer)),
        Ended::TimedOut => Err(Fault::of(FaultKind::TimedOut)),
    }
}

fn of_reply(query: &Query, reply: &Reply) -> Result<Answer, Fault> {
    let succeeded = (200..300).contains(&reply.status);
    match &reply.body {
        Body::Json(json) if succeeded && json.get("error").is_none() => of_json(query, json)
            .map_err(|place| Fault { request_id: reply.request_id.clone(), ..Fault::of(FaultKind::Shape(place)) }),
        _ if names_a_record(query) => Err(classify(reply)),
        _ => Err(path_fault(classify(reply))),
    }
}

/// Whether the path names one record, so that a bare 404 may mean that record.
fn names_a_record(query: &Query) -> bool {
    matches!(
        query,
        Query::User(_) | Query::UserPrivileges(_) | Query::UserPrivilegesByName { .. } | Query::RolePrivileges(_)
    )
}

/// A 404 for a path without a record in it is about the path.
fn path_fault(fault: Fault) -> Fault {
    match fault.kind {
        FaultKind::NoSuchRecord if fault.code != Some(Code::OBJECT_DOES_NOT_EXIST) => {
            Fault { kind: FaultKind::UnknownPath, ..fault }
        }
        _ => fault,
    }
}

/// The name of the place whose value is missing or of another type.
type Place = &'static str;

fn of_json(query: &Query, json: &Json) -> Result<Answer, Place> {
    Ok(match query {
        Query::WhoAmI => Answer::Identity(rows::identity(json)?),
        Query::Version => Answer::Version(rows::version(json)?),
        Query::CurrentOrganization => Answer::CurrentOrganization(rows::organization(json)?),
        Query::Organization => Answer::Organization(list(json, &ORGANIZATIONS)?.first().map(rows::organization_row)),
        Query::Solutions { .. } => Answer::Solutions(all(json, &SOLUTIONS, rows::solution)?),
        Query::RoleRoots { .. } | Query::RoleCopies { .. } | Query::RoleNamesakes { .. } => {
            Answer::Roles(all(json, &ROLES, rows::role)?)
        }
        Query::SolutionRoles(_) => Answer::SolutionRoles(
            whole(json, &COMPONENTS)?
                .iter()
                .filter(rows::is_role_component)
                .map(rows::component)
                .collect::<Result<_, _>>()?,
        ),
        Query::RoleCopyCount(_) => Answer::Count(count(json)?),
        Query::User(_) => Answer::User(rows::user(json)?),
        Query::UserSearch { .. } | Query::UserSearchNext { .. } | Query::RoleHolders(_) => Answer::Users(Page {
            rows: list(json, &USERS)?.iter().map(rows::user).collect::<Result<_, _>>()?,
            next: next(json),
        }),
        Query::RoleTeams(_) | Query::UserTeams(_) => Answer::Teams(all(json, &TEAMS, rows::team)?),
        Query::UserPrivileges(_) => Answer::Privileges(rows::held(json, rows::OnUnknownDepth::LeaveOut)?),
        Query::RolePrivileges(_) => Answer::Privileges(rows::held(json, rows::OnUnknownDepth::Refuse)?),
        Query::UserPrivilegesByName { .. } => Answer::PrivilegeDepths(rows::depths(json)?),
        Query::PrivilegeNames(_) | Query::PrivilegesNamed(_) => {
            Answer::PrivilegeNames(all(json, &PRIVILEGES, rows::privilege)?)
        }
    })
}

/// The places of an entity set's reply that [`FaultKind::Shape`] may name.
struct Set {
    value: Place,
    next: Place,
}

const ORGANIZATIONS: Set = Set { value: "organizations.value", next: "organizations.@odata.nextLink" };
const SOLUTIONS: Set = Set { value: "solutions.value", next: "solutions.@odata.nextLink" };
const COMPONENTS: Set = Set { value: "solutioncomponents.value", next: "solutioncomponents.@odata.nextLink" };
const ROLES: Set = Set { value: "roles.value", next: "roles.@odata.nextLink" };
const USERS: Set = Set { value: "systemusers.value", next: "systemusers.@odata.nextLink" };
const TEAMS: Set = Set { value: "teams.value", next: "teams.@odata.nextLink" };
const PRIVILEGES: Set = Set { value: "privileges.value", next: "privileges.@odata.nextLink" };

fn list<'a>(json: &'a Json, set: &Set) -> Result<&'a [Json], Place> {
    json.get("value").and_then(Json::as_list).ok_or(set.value)
}

/// The rows of a reply that has to hold all of them: half a list of roles would prove the wrong thing.
fn whole<'a>(json: &'a Json, set: &Set) -> Result<&'a [Json], Place> {
    if next(json).is_some() { Err(set.next) } else { list(json, set) }
}

fn all<T>(json: &Json, set: &Set, row: fn(&Json) -> Result<T, Place>) -> Result<Vec<T>, Place> {
    whole(json, set)?.iter().map(row).collect()
}

fn count(json: &Json) -> Result<u32, Place> {
    let count = json.get("@odata.count").and_then(Json::as_i64);
    count.and_then(|count| u32::try_from(count).ok()).ok_or("roles.@odata.count")
}

fn next(json: &Json) -> Option<String> {
    json.get("@odata.nextLink").and_then(Json::as_str).filter(|link| !link.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests;
