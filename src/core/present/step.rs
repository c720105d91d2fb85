//! One step: its state in a word, its evidence, and what opens below it.

use super::super::Open;
use super::super::detect::{Ground, Holder, name_of, title};
use super::super::finding::Finding;
use super::super::message::Message;
use super::super::picker::Results;
use super::super::press::Press;
use super::super::view::{
    Button, Detail, HolderView, Notice, PickerRow, PickerView, StateWord, StepView, Tone, Weight,
};
use super::{button, info, next, search_status, tone};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{AccessMode, User};
use crate::playbook::{Detector, Step};

pub(super) fn step(open: &Open, ground: &Ground<'_>, step: &Step) -> StepView {
    let finding = ground.finding(step);
    let (state, word) = word(&finding);
    let mut notes = Vec::new();
    let mut actions = Vec::new();
    let evidence = match &finding {
        Finding::Done(what) | Finding::Todo(what) | Finding::NotApplicable(what) => what.clone(),
        Finding::Stated { what, by, at } => Message::of("evidence_stated").message(what.clone()).text(by).time(*at),
        Finding::Blocked(problem) | Finding::Attention(problem) | Finding::Unknown(problem) => {
            notes.extend(problem.effect.clone().map(|effect| info(tone(problem), effect)));
            actions.extend(next(problem));
            problem.what.clone()
        }
    };
    extra_notes(ground, step, &mut notes);
    controls(open, ground, step, &finding, &mut actions);
    StepView {
        id: step.id.clone(),
        title: title(step),
        state,
        word,
        evidence: Some(evidence),
        open: open.memory.panel.open.contains(&step.id),
        why: Message::named(format!("step_{}_why", step.id.replace('-', "_"))),
        details: details(ground, step),
        notes,
        picker: matches!(step.detect, Detector::UserChosen {}).then(|| picker(open)).flatten(),
        holders: holders(ground, step),
        actions,
    }
}

fn word(finding: &Finding) -> (StateWord, Message) {
    let (state, key) = match finding {
        Finding::Done(_) => (StateWord::Done, "state_done"),
        Finding::Stated { .. } => (StateWord::Stated, "state_stated"),
        Finding::Todo(_) => (StateWord::Todo, "state_todo"),
        Finding::Blocked(_) => (StateWord::Blocked, "state_blocked"),
        Finding::Attention(_) => (StateWord::Attention, "state_attention"),
        Finding::Unknown(_) => (StateWord::Unknown, "state_unknown"),
        Finding::NotApplicable(_) => (StateWord::NotApplicable, "state_not_applicable"),
    };
    (state, Message::of(key))
}

/// Every doubt about the sync user but the first, which is the step's evidence; namesakes of the role.
fn extra_notes(ground: &Ground<'_>, step: &Step, notes: &mut Vec<Notice>) {
    match &step.detect {
        Detector::UserChosen {} => {
            if let Some(user) = ground.sync_user() {
                notes.extend(ground.doubts(user).into_iter().skip(1).map(|doubt| info(Tone::Warning, doubt)));
            }
        }
        Detector::RoleFound {} => {
            for other in ground.facts.namesakes(ground.playbook) {
                let key = if other.managed { "note_namesake_managed" } else { "note_namesake_unmanaged" };
                let text = Message::of(key).text(&other.name).text(other.id.to_string());
                notes.push(info(Tone::Warning, text));
            }
        }
        _ => {}
    }
}

fn controls(open: &Open, ground: &Ground<'_>, step: &Step, finding: &Finding, actions: &mut Vec<Button>) {
    let is_open = matches!(finding, Finding::Todo(_) | Finding::Attention(_));
    let needs_met = step.needs.iter().all(|n| ground.playbook.step(n).is_some_and(|s| ground.finding(s).is_settled()));
    if step.act.is_some() && is_open && needs_met {
        let label = Message::of("action_do_it");
        actions.insert(0, button(label, Press::ReviewStep(step.id.clone()), Weight::Main));
    }
    if !step.guide.is_empty() && is_open && needs_met {
        actions.push(button(Message::of("action_show_me"), Press::ShowMe(step.id.clone()), Weight::Plain));
    }
    if let Some(page) = step.page {
        let url = format!("{}{}", open.client_url, page.path());
        actions.push(button(Message::of("action_open_page"), Press::OpenPage(url), Weight::Plain));
    }
    let chosen = matches!(step.detect, Detector::UserChosen {}) && open.memory.sync_user.is_some() && !open.picking;
    if chosen && !actions.iter().any(|action| action.press == Press::PickAnother) {
        actions.push(button(Message::of("action_pick_another"), Press::PickAnother, Weight::Plain));
    }
}

fn details(ground: &Ground<'_>, step: &Step) -> Vec<Detail> {
    let mut details = Vec::new();
    let mut add = |label: &'static str, value: String, copy: bool| {
        if !value.is_empty() {
            details.push(Detail { label: Message::of(label), value, copy });
        }
    };
    match &step.detect {
        Detector::Organization {} => {
            if let Some(organization) = ground.facts.organization().ok() {
                add("detail_organization_id", organization.id.to_string(), true);
                add("detail_version", organization.version.map(|v| v.to_string()).unwrap_or_default(), false);
                add("detail_environment_id", organization.environment_id.clone().unwrap_or_default(), true);
                add("detail_tenant_id", organization.tenant_id.clone().unwrap_or_default(), true);
            }
        }
        Detector::SolutionInstalled { .. } => {
            if let Some(solution) = ground.installed() {
                add("detail_version", solution.version_text.clone(), false);
                add("detail_unique_name", solution.unique_name.clone(), true);
                add("detail_publisher", solution.publisher.clone().unwrap_or_default(), false);
            }
        }
        Detector::RoleFound {} => {
            if let Some(root) = ground.root() {
                add("detail_role_id", root.root.to_string(), true);
                add("detail_business_unit", root.business_unit_name.clone().unwrap_or_default(), false);
            }
        }
        Detector::CallerMay {} => {
            if let Some(user) = ground.caller().and_then(|id| ground.facts.user(&Query::User(id)).ok()) {
                add("detail_user_name", user.user_name.clone(), false);
                let roles: Vec<&str> = user.roles.iter().map(|role| role.name.as_str()).collect();
                add("detail_roles", roles.join(", "), false);
            }
        }
        Detector::UserChosen {} => {
            if let Some(user) = ground.sync_user() {
                add("detail_user_name", user.user_name.clone(), true);
                add("detail_email", user.email.clone(), true);
                add("detail_business_unit", user.business_unit_name.clone().unwrap_or_default(), false);
                add("detail_user_id", user.id.to_string(), true);
            }
        }
        Detector::RoleAssigned {} | Detector::RoleExclusive { .. } => {}
    }
    details
}

fn holders(ground: &Ground<'_>, step: &Step) -> Vec<HolderView> {
    if !matches!(step.detect, Detector::RoleExclusive { .. }) {
        return Vec::new();
    }
    ground
        .other_holders()
        .into_iter()
        .map(|holder| match holder {
            Holder::Team(team) => {
                HolderView { name: team.name.clone(), how: Message::of("holder_team").count(team.members.len()) }
            }
            Holder::Direct { user, copy } => {
                let how = if ground.caller() == Some(user.id) {
                    Message::of("holder_you")
                } else if copy.auto_assigned {
                    Message::of("holder_auto_assigned")
                } else {
                    let unit = copy.business_unit_name.clone().or_else(|| user.business_unit_name.clone());
                    Message::of("holder_direct").text(unit.unwrap_or_default())
                };
                HolderView { name: name_of(user), how }
            }
        })
        .collect()
}

/// The search; `None` while a user is chosen and no other one is being looked for.
fn picker(open: &Open) -> Option<PickerView> {
    if open.memory.sync_user.is_some() && !open.picking {
        return None;
    }
    let (rows, more) = match &open.picker.results {
        Results::Found { users, next } => (
            users.iter().map(row).collect(),
            next.as_ref().map(|_| button(Message::of("action_more_results"), Press::MoreResults, Weight::Plain)),
        ),
        Results::None | Results::Failed(_) => (Vec::new(), None),
    };
    Some(PickerView {
        text: open.picker.text.clone(),
        searching: open.picker.searching(),
        status: search_status(&open.picker),
        rows,
        more,
    })
}

fn row(user: &User) -> PickerRow {
    let mut marks = Vec::new();
    if user.disabled {
        marks.push(Message::of("mark_disabled"));
    }
    if user.is_application() {
        marks.push(Message::of("mark_application"));
    } else if user.licensed == Some(false) {
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
