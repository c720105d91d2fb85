//! From a reply to the typed answer of the query that was asked, or to the fault.

mod metadata;
mod rows;
mod setup;
mod time;

use super::fault::{Code, Fault, FaultKind, classify};
use super::id::{Guid, JobId, RecordId};
use super::json::Json;
use super::reply::{Body, Ended, Reply};
use super::request::{Query, Write};
use super::rows::{Answer, Page, User};

/// What a read was answered with.
///
/// # Errors
/// Every way in which it was not answered; [`FaultKind::Shape`] where the JSON lacks what the answer cannot do without.
pub fn answer(query: &Query, ended: &Ended) -> Result<Answer, Fault> {
    of_reply(query, replied(ended)?)
}

/// What each read of a `$batch` was answered with, in order. A part that did not come because the server stopped at a
/// failure is [`FaultKind::Unreadable`].
///
/// # Errors
/// The batch as a whole failed: no reply, signed out, throttled, an unknown version, or no multipart body.
/// [`FaultKind::Unreadable`] where it cannot be told which answer belongs to which read.
pub fn batch_answers(queries: &[Query], ended: &Ended) -> Result<Vec<Result<Answer, Fault>>, Fault> {
    let reply = replied(ended)?;
    let mut parts = parts_of(reply, queries.len())?.iter();
    let missing = || Err(unreadable(reply));
    let mut answers = Vec::new();
    for query in queries {
        let answer = parts.next().map_or_else(missing, |part| of_reply(query, part));
        if is_anothers(query, &answer) {
            return Err(unreadable(reply));
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// The parts of a batch's reply: one for each request, in their order (dataverse §6). No part names its request, since
/// `Content-ID` comes back in change sets alone; so with another number of parts each could be its neighbour's. Only a
/// server that stops at the first failure leaves out what would follow it, and says so in its status.
fn parts_of(reply: &Reply, asked: usize) -> Result<&[Reply], Fault> {
    let Body::Batch(parts) = &reply.body else {
        return Err(path_fault(classify(reply)));
    };
    let stopped = reply.status >= 400 && parts.last().is_some_and(|last| last.status >= 400);
    if parts.len() == asked || (stopped && parts.len() < asked) { Ok(parts) } else { Err(unreadable(reply)) }
}

/// The answer names something else than what was asked for: the parts are not in the order of the requests.
fn is_anothers(query: &Query, answer: &Result<Answer, Fault>) -> bool {
    match (query, answer) {
        (Query::WhoAmI, Err(fault)) => matches!(fault.kind, FaultKind::Shape(_)),
        (Query::User(asked), Ok(Answer::User(user))) => user.id != *asked,
        (Query::Table(asked), Ok(Answer::Table(table))) => table.id != *asked,
        _ => false,
    }
}

fn unreadable(reply: &Reply) -> Fault {
    Fault { request_id: reply.request_id.clone(), ..Fault::of(FaultKind::Unreadable) }
}

/// Whether a write was accepted. Acceptance proves nothing about what is true afterwards: that is read.
///
/// # Errors
/// Every way in which it was not accepted. After [`FaultKind::NoAnswer`], [`FaultKind::TimedOut`],
/// [`FaultKind::Unavailable`] and [`FaultKind::Unreadable`] nobody knows whether it was carried out.
pub fn written(write: &Write, ended: &Ended) -> Result<(), Fault> {
    accepted(write, replied(ended)?)
}

/// Whether each write of a `$batch` was accepted, in order. Of one whose part did not come nobody knows, so it is
/// [`FaultKind::NoAnswer`].
///
/// # Errors
/// The batch as a whole failed, or it cannot be told which part belongs to which write. After the kinds that
/// [`written`] names nobody knows what was carried out.
pub fn written_each(writes: &[Write], ended: &Ended) -> Result<Vec<Result<(), Fault>>, Fault> {
    let reply = replied(ended)?;
    let mut parts = parts_of(reply, writes.len())?.iter();
    let missing = || Err(Fault { request_id: reply.request_id.clone(), ..Fault::of(FaultKind::NoAnswer) });
    let ends: Vec<_> =
        writes.iter().map(|write| parts.next().map_or_else(missing, |part| accepted(write, part))).collect();
    let is_mixed_up = writes.iter().zip(&ends).any(|(write, end)| names_another(writes, write, end));
    if is_mixed_up { Err(unreadable(reply)) } else { Ok(ends) }
}

/// A refusal whose words name a user of this batch, and not the one of its own write: the parts are not in the order of
/// the requests. An accepted `$ref` names nothing (dataverse §6), so of those only a read tells.
fn names_another(writes: &[Write], write: &Write, end: &Result<(), Fault>) -> bool {
    let Err(fault) = end else { return false };
    let words = fault.message.to_ascii_lowercase();
    let named = |write: &Write| match write {
        Write::AssignRole { user, .. } | Write::RemoveRole { user, .. } => words.contains(&user.to_string()),
        _ => false,
    };
    !named(write) && writes.iter().any(named)
}

/// The key of the row that an accepted write made or changed, where the server named it.
pub fn created(ended: &Ended) -> Option<RecordId> {
    let Ended::Replied(reply) = ended else { return None };
    let entity = reply.entity.as_deref().filter(|_| (200..300).contains(&reply.status))?;
    let (_, key) = entity.strip_suffix(')')?.rsplit_once('(')?;
    Guid::parse(key).map(RecordId)
}

/// The background job that an accepted [`Write::PublishAllAsync`] has begun.
pub fn job(ended: &Ended) -> Option<JobId> {
    let Ended::Replied(Reply { status: 200..=299, body: Body::Json(json), .. }) = ended else { return None };
    json.get("AsyncOperationId").and_then(Json::as_str).and_then(Guid::parse).map(JobId)
}

fn accepted(write: &Write, reply: &Reply) -> Result<(), Fault> {
    let accepted = match &reply.body {
        // Nothing in a 200 is what something between here and the server says.
        Body::Empty => reply.status == 204,
        Body::Json(json) => json.get("error").is_none(),
        Body::BrokenJson | Body::Html | Body::Text(_) | Body::Batch(_) => false,
    };
    if accepted && (200..300).contains(&reply.status) {
        return Ok(());
    }
    let fault = classify(reply);
    let kind = match write {
        // A `$ref` to a role that is gone is answered as a path that is not there, with the role's id in the words
        // (dataverse §3.3).
        Write::AssignRole { role, .. } | Write::RemoveRole { role, .. } => {
            let names_the_role = fault.message.to_ascii_lowercase().contains(&role.to_string());
            (fault.code == Some(Code::RESOURCE_NOT_FOUND) && names_the_role).then_some(FaultKind::NoSuchRecord)
        }
        // A deadlock in the database is how one operation on customisations gets in the way of another
        // (dataverse §5.4).
        Write::PublishAll | Write::PublishAllAsync | Write::CreateFilterColumn { .. } | Write::SetStepState { .. } => {
            (fault.code == Some(Code::SQL)).then_some(FaultKind::CustomizationLock)
        }
        Write::CreateApplicationUser { .. } | Write::CreateUser { .. } => {
            (fault.kind == FaultKind::AlreadyThere).then_some(FaultKind::AlreadyExists)
        }
        Write::SetUserLanguage { .. } | Write::SetAccessMode { .. } | Write::SetLookup { .. } => None,
    };
    Err(match kind {
        Some(kind) => Fault { kind, ..fault },
        None => fault,
    })
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
        Query::User(_)
            | Query::UserRoles(_)
            | Query::TeamRoles(_)
            | Query::TeamMembers(_)
            | Query::UserPrivileges(_)
            | Query::UserPrivilegesByName { .. }
            | Query::RolePrivileges(_)
            | Query::UserSettings(_)
            | Query::Table(_)
            | Query::FilterColumn { .. }
            | Query::Job(_)
            | Query::ViewUsers { .. }
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
        Query::RoleRoots { .. }
        | Query::RoleCopies { .. }
        | Query::AllRoleCopies(_)
        | Query::RoleNamesakes { .. }
        | Query::UserRoles(_)
        | Query::TeamRoles(_) => Answer::Roles(all(json, &ROLES, rows::role)?),
        Query::SolutionComponents(_) => Answer::Components(metadata::components(whole(json, &COMPONENTS)?)?),
        Query::SdkSteps(_) => Answer::SdkSteps(all(json, &SDK_STEPS, metadata::step)?),
        Query::RoleCopyCount(_) => Answer::Count(count(json, "roles.@odata.count")?),
        Query::NonInteractiveUsers | Query::Reports(_) => Answer::Count(count(json, "systemusers.@odata.count")?),
        Query::OwnedQueues(_) => Answer::Count(count(json, "queues.@odata.count")?),
        Query::FilterCount { .. } | Query::TeamOwned(_) => Answer::Count(count(json, "rows.@odata.count")?),
        Query::User(_) => Answer::User(rows::user(json)?),
        Query::UserSearch { .. }
        | Query::UserSearchNext { .. }
        | Query::RoleHolders(_)
        | Query::TeamMembers(_)
        | Query::UsersWithoutRole { .. }
        | Query::UsersIn { .. }
        | Query::UsersNamed(_)
        | Query::UsersOfApplication(_)
        | Query::UsersById(_) => Answer::Users(users(json)?),
        Query::ViewUsers { .. } | Query::ViewUsersNext { .. } => {
            Answer::UserIds(Page { rows: each(list(json, &USERS)?, rows::user_id)?, next: next(json), total: None })
        }
        Query::RoleTeams(_) | Query::UserTeams(_) | Query::UserTeamsWith { .. } => {
            Answer::Teams(all(json, &TEAMS, rows::team)?)
        }
        Query::UserPrivileges(_) => Answer::Privileges(rows::held(json, rows::OnUnknownDepth::LeaveOut)?),
        Query::RolePrivileges(_) => Answer::Privileges(rows::held(json, rows::OnUnknownDepth::Refuse)?),
        Query::UserPrivilegesByName { .. } => Answer::PrivilegeDepths(rows::depths(json)?),
        Query::PrivilegeNames(_) | Query::PrivilegesNamed(_) => {
            Answer::PrivilegeNames(all(json, &PRIVILEGES, rows::privilege)?)
        }
        Query::UserSettings(_) => Answer::UserSettings(setup::user_settings(sole(json))),
        Query::ProvisionedLanguages => Answer::Languages(setup::languages(json)?),
        Query::Table(_) => Answer::Table(metadata::table(sole(json))?),
        Query::CustomTables | Query::WrittenTables => Answer::Tables(all(json, &TABLES, metadata::table)?),
        Query::ConfigRows { table } => Answer::ConfigRows(setup::config_rows(whole(json, &CONFIG_ROWS)?, table)?),
        Query::YesNoColumns { .. } => Answer::YesNoColumns(all(json, &ATTRIBUTES, metadata::yes_no_column)?),
        Query::Columns(..) => Answer::Columns(all(json, &TABLES, metadata::columns)?),
        Query::FilterColumn { .. } => Answer::FilterTable(metadata::filter_table(sole(json))?),
        Query::Publications => Answer::Publications(setup::publications(list(json, &PUBLICATIONS)?)),
        Query::Job(_) => Answer::Job(setup::job(json)?),
        Query::BusinessUnits => Answer::BusinessUnits(all(json, &BUSINESS_UNITS, setup::business_unit)?),
        Query::Views => Answer::Views(all(json, &VIEWS, setup::public_view)?),
        Query::PersonalViews => Answer::Views(all(json, &PERSONAL_VIEWS, setup::personal_view)?),
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

const SDK_STEPS: Set =
    Set { value: "sdkmessageprocessingsteps.value", next: "sdkmessageprocessingsteps.@odata.nextLink" };
const TABLES: Set = Set { value: "EntityDefinitions.value", next: "EntityDefinitions.@odata.nextLink" };
const ATTRIBUTES: Set = Set { value: "Attributes.value", next: "Attributes.@odata.nextLink" };
const CONFIG_ROWS: Set = Set { value: "configuration.value", next: "configuration.@odata.nextLink" };
const PUBLICATIONS: Set =
    Set { value: "msdyn_solutionhistories.value", next: "msdyn_solutionhistories.@odata.nextLink" };
const BUSINESS_UNITS: Set = Set { value: "businessunits.value", next: "businessunits.@odata.nextLink" };
const VIEWS: Set = Set { value: "savedqueries.value", next: "savedqueries.@odata.nextLink" };
const PERSONAL_VIEWS: Set = Set { value: "userqueries.value", next: "userqueries.@odata.nextLink" };

fn list<'a>(json: &'a Json, set: &Set) -> Result<&'a [Json], Place> {
    json.get("value").and_then(Json::as_list).ok_or(set.value)
}

/// The rows of a reply that has to hold all of them: half a list of roles would prove the wrong thing.
fn whole<'a>(json: &'a Json, set: &Set) -> Result<&'a [Json], Place> {
    if next(json).is_some() { Err(set.next) } else { list(json, set) }
}

/// A loop, not `collect`: collecting into a result would make the wasm 4 KB larger over all kinds of rows.
fn each<T>(rows: &[Json], row: fn(&Json) -> Result<T, Place>) -> Result<Vec<T>, Place> {
    let mut found = Vec::new();
    for json in rows {
        found.push(row(json)?);
    }
    Ok(found)
}

fn all<T>(json: &Json, set: &Set, row: fn(&Json) -> Result<T, Place>) -> Result<Vec<T>, Place> {
    each(whole(json, set)?, row)
}

/// The row that was asked for by its key. Some documented replies wrap it in a list (dataverse §4).
fn sole(json: &Json) -> &Json {
    json.get("value").and_then(Json::as_list).and_then(<[Json]>::first).unwrap_or(json)
}

fn users(json: &Json) -> Result<Page<User>, Place> {
    let users = each(list(json, &USERS)?, rows::user)?;
    Ok(Page { rows: users, next: next(json), total: some_count(json) })
}

fn count(json: &Json, place: Place) -> Result<u32, Place> {
    some_count(json).ok_or(place)
}

fn some_count(json: &Json) -> Option<u32> {
    json.get("@odata.count").and_then(rows::unsigned)
}

fn next(json: &Json) -> Option<String> {
    json.get("@odata.nextLink").and_then(Json::as_str).filter(|link| !link.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests;
