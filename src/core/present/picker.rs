//! The search for a user on screen.

use super::super::Open;
use super::super::bulk::press::BulkPress;
use super::super::detect::{Ground, name_of};
use super::super::message::Message;
use super::super::picker::{DomainName, Results};
use super::super::press::Press;
use super::super::view::{Button, PickerRow, PickerView, Weight};
use super::{button, search_status};
use crate::dataverse::id::Guid;
use crate::dataverse::rows::{AccessMode, User};
use crate::playbook::Variant;

/// The search; `None` while a user is chosen and no other one is being looked for.
pub(super) fn picker(open: &Open, ground: &Ground<'_>) -> Option<PickerView> {
    if open.memory.sync_user.is_some() && !open.picking {
        return None;
    }
    let (rows, more) = rows(open);
    Some(PickerView {
        text: open.picker.text.clone(),
        searching: open.picker.searching(),
        status: search_status(&open.picker),
        offer: offer(open, ground, &rows),
        rows,
        more,
    })
}

/// The search among the sources of a change to many users.
pub(super) fn many(open: &Open) -> PickerView {
    let (mut rows, more) = rows(open);
    for row in &mut rows {
        if let Press::PickUser(user) = row.press {
            row.press = Press::Bulk(BulkPress::Add(user));
        }
    }
    PickerView {
        text: open.picker.text.clone(),
        searching: open.picker.searching(),
        status: search_status(&open.picker),
        offer: None,
        rows,
        more,
    }
}

/// The results, and the control for more of them.
fn rows(open: &Open) -> (Vec<PickerRow>, Option<Button>) {
    // On premises licences are not kept in Dynamics.
    let licences = open.read.as_ref().is_none_or(|read| read.facts.online() != Some(false));
    match &open.picker.results {
        Results::Found { users, next } => (
            users.iter().map(|user| row(user, licences)).collect(),
            next.as_ref().map(|_| button(Message::of("action_more_results"), Press::MoreResults, Weight::Plain)),
        ),
        Results::None | Results::Failed(_) => (Vec::new(), None),
    }
}

/// Where nobody was found: an application user can be made from its id, a user on premises from the name of an account,
/// and anybody else can be waited for.
fn offer(open: &Open, ground: &Ground<'_>, rows: &[PickerRow]) -> Option<Button> {
    let text = open.picker.text.trim();
    let searched = matches!(open.picker.results, Results::Found { .. }) && !open.picker.searching();
    if text.is_empty() || !rows.is_empty() || !searched {
        return None;
    }
    let is_id = Guid::parse(text).is_some();
    let (key, press) = match ground.variant() {
        Variant::ApplicationUser if is_id => {
            ("action_create_application_user", Press::CreateApplicationUser(text.to_owned()))
        }
        Variant::ApplicationUser => return None,
        Variant::OnPremises if DomainName::parse(text).is_some() => {
            ("action_create_user", Press::CreateUser(text.to_owned()))
        }
        Variant::LicensedUser | Variant::OnPremises => ("action_wait_for", Press::WaitFor(text.to_owned())),
    };
    Some(button(Message::of(key).text(text), press, Weight::Plain))
}

fn row(user: &User, licences: bool) -> PickerRow {
    let mut marks = Vec::new();
    if user.disabled {
        marks.push(Message::of("mark_disabled"));
    }
    if user.is_application() {
        marks.push(Message::of("mark_application"));
    } else if licences && user.licensed == Some(false) {
        marks.push(Message::of("mark_unlicensed"));
    }
    match user.access_mode {
        AccessMode::NonInteractive if !user.is_application() => marks.push(Message::of("mark_non_interactive")),
        AccessMode::Administrative => marks.push(Message::of("mark_administrative")),
        _ => {}
    }
    let under = [Some(&user.user_name), user.business_unit_name.as_ref()];
    PickerRow {
        name: name_of(user),
        under: under.into_iter().flatten().filter(|text| !text.is_empty()).cloned().collect(),
        marks,
        press: Press::PickUser(user.id),
    }
}
