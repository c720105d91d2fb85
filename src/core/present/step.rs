//! One step: its state in a word, its evidence, and what opens below it.

use super::super::Open;
use super::super::bulk::press::BulkPress;
use super::super::bulk::record::Act;
use super::super::detect::{Ground, Holder, name_of};
use super::super::finding::Finding;
use super::super::message::Message;
use super::super::plan::PlanId;
use super::super::policy::Policy;
use super::super::press::Press;
use super::super::view::{Button, HolderView, Notice, StateWord, StepView, Tone, Weight};
use super::{button, details, info, next, picker, tone};
use crate::dataverse::request::Query;
use crate::dataverse::rows::AccessMode;
use crate::playbook::{Detector, Mended, Step, Variant};

pub(super) fn step(open: &Open, ground: &Ground<'_>, step: &Step) -> StepView {
    let finding = ground.finding(step);
    let state = state_word(&finding);
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
    controls(open, ground, step, &finding, &mut notes, &mut actions);
    StepView {
        id: step.id.clone(),
        title: ground.title(step),
        state,
        word: word(state),
        evidence: Some(evidence),
        open: open.memory.panel.open.contains(&step.id),
        why: if ground.wants_everybody(step) {
            Message::of("step_role_everybody_why")
        } else {
            Message::named(format!("step_{}_why", step.id.replace('-', "_")))
        },
        details: details::details(open, ground, step),
        notes,
        picker: matches!(step.detect, Detector::UserChosen {}).then(|| picker::picker(open, ground)).flatten(),
        holders: holders(ground, step),
        choices: details::choices(ground, step),
        many: matches!(step.detect, Detector::Filter { .. } | Detector::RoleExclusive { .. }),
        checks: details::checks(ground, step),
        changed: changed(open, step, state),
        links: step
            .links_of(ground.variant())
            .map(|page| {
                let label = Message::named(["page_", &page.name].concat());
                button(label, Press::OpenPage(page.url.clone()), Weight::Link)
            })
            .collect(),
        actions,
    }
}

/// A finding as the state that is shown.
pub(in crate::core) fn state_word(finding: &Finding) -> StateWord {
    match finding {
        Finding::Done(_) => StateWord::Done,
        Finding::Stated { .. } => StateWord::Stated,
        Finding::Todo(_) => StateWord::Todo,
        Finding::Blocked(_) => StateWord::Blocked,
        Finding::Attention(_) => StateWord::Attention,
        Finding::Unknown(_) => StateWord::Unknown,
        Finding::NotApplicable(_) => StateWord::NotApplicable,
    }
}

fn word(state: StateWord) -> Message {
    Message::of(match state {
        StateWord::Done => "state_done",
        StateWord::Stated => "state_stated",
        StateWord::Todo => "state_todo",
        StateWord::Blocked => "state_blocked",
        StateWord::Attention => "state_attention",
        StateWord::Unknown => "state_unknown",
        StateWord::NotApplicable => "state_not_applicable",
    })
}

/// What it was at the last visit, where it has changed since.
fn changed(open: &Open, step: &Step, now: StateWord) -> Option<Message> {
    let (at, states) = open.drift.as_ref()?;
    let before = states.iter().find(|seen| seen.step == step.id)?.state;
    (before != now).then(|| Message::of("changed_since").message(word(before)).time(*at))
}

/// Every doubt about the sync user but the first, which is the step's evidence; namesakes of the role.
fn extra_notes(ground: &Ground<'_>, step: &Step, notes: &mut Vec<Notice>) {
    match &step.detect {
        Detector::UserChosen {} => {
            if let Some(user) = ground.sync_user() {
                notes.extend(ground.doubts(user).into_iter().skip(1).map(|doubt| info(Tone::Warning, doubt)));
            }
        }
        Detector::Dedicated {} => {
            if let Some(user) = ground.sync_user() {
                let arguments = ground.arguments(user);
                // The one that decides is the step's evidence.
                let finding = ground.finding(step);
                let others = arguments.bad.into_iter().filter(|fact| fact != finding.what());
                notes.extend(others.map(|text| info(Tone::Warning, text)));
                notes.extend(arguments.good.into_iter().map(|text| info(Tone::Good, text)));
            }
        }
        Detector::RoleReads { joined, .. } => {
            for table in ground.unreadable_tables() {
                let name = table.labels.first().map_or(table.logical_name.as_str(), |label| label.text.as_str());
                let text = Message::of("note_table_unreadable").text(name).text(&table.logical_name);
                notes.push(info(Tone::Warning, text));
            }
            for secured in ground.secured_columns() {
                let columns: Vec<&str> = secured.columns.iter().map(|(name, _)| name.as_str()).collect();
                let text = Message::of("note_columns_secured").text(&secured.table).text(columns.join(", "));
                notes.push(info(Tone::Info, text));
            }
            let others =
                [("note_columns_doubled", ground.doubled_columns(joined)), ("note_team_owned", ground.team_owned())];
            for (key, names) in others.into_iter().filter(|(_, names)| !names.is_empty()) {
                notes.push(info(Tone::Info, Message::of(key).text(names.join(", "))));
            }
        }
        Detector::SolutionInstalled { mended, .. } => {
            let installed = ground.installed().and_then(|solution| solution.version);
            let has = |fault: &&Mended| installed.is_some_and(|version| version < fault.below.0);
            for fault in mended.iter().filter(has) {
                notes.push(info(Tone::Warning, Message::named(["note_", &fault.note].concat())));
            }
        }
        Detector::Filter { tables } => {
            let doubts = ground.filter_doubts(tables).into_iter().skip(1);
            notes.extend(doubts.map(|doubt| info(Tone::Warning, doubt.what)));
        }
        Detector::AccessFits { non_interactive } => {
            let person = ground.variant() == Variant::LicensedUser;
            let another = ground.sync_user().is_some_and(|user| user.access_mode != AccessMode::NonInteractive);
            let taken = ground.facts.number(&Query::NonInteractiveUsers).ok();
            if person && another && taken.is_some_and(|taken| taken >= non_interactive) {
                let text = Message::of("note_non_interactive_full").text(non_interactive.to_string());
                notes.push(info(Tone::Warning, text));
            }
        }
        Detector::StepsEnabled {} => {
            for disabled in ground.disabled_steps() {
                notes.push(info(Tone::Warning, Message::of("note_step_disabled").text(&disabled.name)));
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
    for name in &step.notes {
        notes.push(info(Tone::Info, Message::named(["note_", name].concat())));
    }
}

/// Where a step is done by hand.
pub(super) fn address(open: &Open, ground: Option<&Ground<'_>>, step: &Step) -> Option<String> {
    step.page.as_ref()?.address(&open.client_url, &ground.map(Ground::values).unwrap_or_default())
}

/// Gives the role to all who lack it, where the old rules want it on everybody.
pub(super) fn give_to_all(ground: &Ground<'_>, step: &Step) -> Option<Press> {
    let gives = ground.wants_everybody(step) && ground.is_open(step) && ground.needs_met(step);
    (gives && ground.policy.allows(Act::Give.kind())).then_some(Press::Bulk(BulkPress::OpenLacking))
}

fn controls(
    open: &Open,
    ground: &Ground<'_>,
    step: &Step,
    finding: &Finding,
    notes: &mut Vec<Notice>,
    actions: &mut Vec<Button>,
) {
    let is_open = ground.is_open(step);
    let needs_met = ground.needs_met(step);
    if step.act.is_some() && is_open && needs_met && *ground.policy != Policy::GuideOnly {
        let plan = ground.plan(PlanId(0), &[step]);
        let does = match give_to_all(ground, step) {
            None if plan.proposals.is_empty() => None,
            None => Some(Press::ReviewStep(step.id.clone())),
            all => all,
        };
        match does {
            Some(press) => actions.insert(0, button(Message::of("action_do_it"), press, Weight::Main)),
            // Nothing can be proposed: an empty review would not say more than the reasons do here.
            None => notes.extend(plan.left.into_iter().map(|why| info(Tone::Info, why))),
        }
    }
    if ground.can_show(step) {
        actions.push(button(Message::of("action_show_me"), Press::ShowMe(step.id.clone()), Weight::Plain));
    }
    if matches!(step.detect, Detector::RoleExclusive { .. }) && needs_met && ground.root().is_some() {
        let act = if ground.old_rules() { Act::Give } else { Act::Take };
        // What is as it should be needs nobody to be chosen.
        if is_open && ground.policy.allows(act.kind()) {
            let key = if act == Act::Give { "bulk_open_give" } else { "bulk_open_take" };
            actions.push(button(Message::of(key), Press::Bulk(BulkPress::Open(act)), Weight::Plain));
        }
    }
    if let Some(url) = address(open, Some(ground), step) {
        actions.push(button(Message::of("action_open_page"), Press::OpenPage(url), Weight::Plain));
    }
    if matches!(step.detect, Detector::Stated {} | Detector::Dedicated {}) && needs_met {
        actions.push(match finding {
            Finding::Stated { .. } => {
                button(Message::of("action_unstate"), Press::Unstate(step.id.clone()), Weight::Plain)
            }
            _ => button(Message::of("action_state"), Press::State(step.id.clone()), Weight::Plain),
        });
    }
    if matches!(step.detect, Detector::UserChosen {}) && open.memory.awaited.is_some() {
        actions.push(button(Message::of("action_stop_waiting"), Press::StopWaiting, Weight::Plain));
    }
    let chosen = matches!(step.detect, Detector::UserChosen {}) && open.memory.sync_user.is_some() && !open.picking;
    if chosen && !actions.iter().any(|action| action.press == Press::PickAnother) {
        actions.push(button(Message::of("action_pick_another"), Press::PickAnother, Weight::Plain));
    }
}

fn holders(ground: &Ground<'_>, step: &Step) -> Vec<HolderView> {
    // Where everybody is to have the role, those who have it are nothing to look at.
    if !matches!(step.detect, Detector::RoleExclusive { .. }) || ground.old_rules() {
        return Vec::new();
    }
    ground
        .other_holders()
        .into_iter()
        .map(|holder| match holder {
            Holder::Team { team, members } => {
                HolderView { name: team.name.clone(), how: Message::of("holder_team").count(members) }
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
