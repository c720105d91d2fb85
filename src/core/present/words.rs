//! A change in words: what it does, what stands before and after it, how it is undone, and the button that makes it.

use super::super::Open;
use super::super::change::{Change, Person, Undo};
use super::super::message::Message;
use super::super::plan::Plan;
use super::place;
use crate::dataverse::request::FILTER_COLUMN;
use crate::dataverse::rows::AccessMode;

/// What it does.
pub(in crate::core) fn title(change: &Change) -> Message {
    match change {
        Change::AssignRole { user, role } => Message::of("change_assign").text(&role.name).text(&user.name),
        Change::RemoveRole { user, role } => Message::of("change_remove").text(&role.name).text(&user.name),
        Change::SetLanguage { user, .. } => Message::of("change_language").text(&user.name),
        Change::SetAccessMode { user, .. } => Message::of("change_access").text(&user.name),
        Change::SetStep { name, enabled: true, .. } => Message::of("change_step_on").text(name),
        Change::SetStep { name, enabled: false, .. } => Message::of("change_step_off").text(name),
        Change::SetLookup { place, .. } => {
            Message::of("change_lookup").text(&place.lookup_name).text(&place.table_name).text(&place.record_name)
        }
        Change::Publish { .. } => Message::of("change_publish"),
        Change::CreateApplicationUser { application, business_unit_name, .. } => {
            Message::of("change_application_user").text(application.to_string()).text(business_unit_name)
        }
        Change::CreateUser { user_name, business_unit_name, .. } => {
            Message::of("change_create_user").text(user_name).text(business_unit_name)
        }
        Change::CreateColumn { table, .. } => Message::of("change_column").text(FILTER_COLUMN).text(table),
    }
}

/// As it is.
pub(super) fn before(change: &Change) -> Message {
    match change {
        Change::AssignRole { .. } => holds(change, false),
        Change::RemoveRole { .. } => holds(change, true),
        Change::SetLanguage { before, .. } => language(*before),
        Change::SetAccessMode { before, .. } => access(*before),
        Change::SetStep { enabled, .. } => switched(!enabled),
        Change::SetLookup { before, .. } => named(before),
        Change::Publish { .. } => Message::of("standing_unpublished"),
        Change::CreateApplicationUser { .. } | Change::CreateUser { .. } => Message::of("standing_no_user"),
        Change::CreateColumn { .. } => Message::of("standing_no_column"),
    }
}

/// As it will be.
pub(super) fn after(change: &Change) -> Message {
    match change {
        Change::AssignRole { .. } => holds(change, true),
        Change::RemoveRole { .. } => holds(change, false),
        Change::SetLanguage { after, .. } => language(*after),
        Change::SetAccessMode { after, .. } => access(*after),
        Change::SetStep { enabled, .. } => switched(*enabled),
        Change::SetLookup { after, .. } => named(after),
        Change::Publish { .. } => Message::of("standing_published"),
        Change::CreateApplicationUser { .. } | Change::CreateUser { .. } => Message::of("standing_user"),
        Change::CreateColumn { .. } => Message::of("standing_column"),
    }
}

/// Whether the user has the copy, in words.
fn holds(change: &Change, holds: bool) -> Message {
    let key = if holds { "standing_has" } else { "standing_has_not" };
    match change {
        Change::AssignRole { role, .. } | Change::RemoveRole { role, .. } => {
            Message::of(key).text(&role.name).text(&role.business_unit_name)
        }
        _ => Message::of(key),
    }
}

/// The shell names the language; 0 is the organisation's own.
fn language(lcid: u32) -> Message {
    if lcid == 0 { Message::of("standing_language_own") } else { Message::of("standing_language").language(lcid) }
}

fn access(mode: AccessMode) -> Message {
    Message::of(match mode {
        AccessMode::ReadWrite => "access_read_write",
        AccessMode::Administrative => "access_administrative",
        AccessMode::Read => "access_read",
        AccessMode::Support => "access_support",
        AccessMode::NonInteractive => "access_non_interactive",
        AccessMode::DelegatedAdmin => "access_delegated",
        AccessMode::Unknown => "access_unknown",
    })
}

fn switched(on: bool) -> Message {
    Message::of(if on { "standing_enabled" } else { "standing_disabled" })
}

fn named(person: &Option<Person>) -> Message {
    match person {
        Some(person) => Message::of("standing_names").text(&person.name),
        None => Message::of("standing_names_nobody"),
    }
}

/// How it can be undone.
pub(super) fn undo(change: &Change) -> Message {
    Message::of(match (change.undo(), change) {
        (Undo::Exact, _) => "undo_exact",
        (Undo::Compensating, _) => "undo_compensating",
        (Undo::None, Change::CreateColumn { .. }) => "undo_none_column",
        (Undo::None, _) => "undo_none_publish",
    })
}

/// Names the act, whom it is about where it is one, and the place.
pub(super) fn confirm_label(open: &Open, plan: &Plan, ticked: usize) -> Message {
    let mut changes = plan.ticked().map(|p| &p.change);
    let one = match (changes.next(), changes.next()) {
        (Some(change), None) => change,
        _ => return Message::of("confirm_several").count(ticked).message(place(open)),
    };
    let key = match one {
        Change::AssignRole { .. } => "confirm_assign",
        Change::RemoveRole { .. } => "confirm_remove",
        Change::SetLanguage { .. } => "confirm_language",
        Change::SetAccessMode { .. } => "confirm_access",
        Change::SetStep { enabled: true, .. } => "confirm_step_on",
        Change::SetStep { enabled: false, .. } => "confirm_step_off",
        Change::SetLookup { .. } => "confirm_lookup",
        // Publishing is about everything, so it names nothing.
        Change::Publish { .. } => return Message::of("confirm_publish").message(place(open)),
        // A new application user has no name yet; Dynamics takes it from the registered application.
        Change::CreateApplicationUser { application, .. } => {
            return Message::of("confirm_create_user").text(application.to_string()).message(place(open));
        }
        Change::CreateUser { .. } => "confirm_create_user",
        Change::CreateColumn { .. } => "confirm_column",
    };
    Message::of(key).text(one.subject()).message(place(open))
}
