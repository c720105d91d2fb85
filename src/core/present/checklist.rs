//! The checklist: what needs the person, the main button, the steps by phase.

use super::super::Open;
use super::super::detect::Ground;
use super::super::finding::{Finding, Problem};
use super::super::message::Message;
use super::super::plan::{Choice, PlanId};
use super::super::policy::Policy;
use super::super::press::Press;
use super::super::report::Kind;
use super::super::view::{Button, Checklist, Need, PhaseView, Weight};
use super::{button, next, step, tally, tone};
use crate::playbook::{Detector, Phase, Step};

pub(super) fn checklist(open: &Open, ground: &Ground<'_>) -> Checklist {
    let (main, main_note) = main(ground);
    Checklist {
        needs_you: needs_you(ground),
        main,
        main_note,
        phases: ground
            .playbook
            .phases
            .iter()
            .map(|phase| PhaseView {
                id: phase.id.clone(),
                title: Message::named(format!("phase_{}", phase.id.replace('-', "_"))),
                steps: steps_of(ground, phase).map(|one| step::step(open, ground, one)).collect(),
            })
            .filter(|phase| !phase.steps.is_empty())
            .collect(),
    }
}

fn steps_of<'a>(ground: &Ground<'_>, phase: &'a Phase) -> impl Iterator<Item = &'a Step> {
    let variant = ground.variant();
    phase.steps.iter().filter(move |step| step.is_of(variant))
}

/// What is blocked or wrong, worst first. A step that only waits for another one is not listed: its cause is.
fn needs_you(ground: &Ground<'_>) -> Vec<Need> {
    let mut found: Vec<(Message, Problem)> = Vec::new();
    for step in ground.steps() {
        let waits = !ground.needs_met(step);
        match ground.finding(step) {
            Finding::Blocked(problem) | Finding::Attention(problem) | Finding::Unknown(problem) if !waits => {
                // A handful of entries: finding the place is cheaper in the wasm than a sort.
                let at = found.partition_point(|(_, earlier)| earlier.kind <= problem.kind);
                found.insert(at, (ground.title(step), problem));
            }
            _ => {}
        }
    }
    found
        .into_iter()
        .map(|(title, problem)| Need { title, tone: tone(&problem), action: next(&problem), what: problem.what })
        .collect()
}

/// Every open step is one that only a person can say, with nothing against it.
fn only_persons_left(ground: &Ground<'_>) -> bool {
    ground.steps().all(|step| match ground.finding(step) {
        Finding::Done(_) | Finding::Stated { .. } | Finding::NotApplicable(_) => true,
        Finding::Todo(_) => matches!(step.detect, Detector::Stated {} | Detector::Dedicated {}),
        _ => false,
    })
}

/// The main button says what it will do; where it cannot do anything, one line says why.
fn main(ground: &Ground<'_>) -> (Option<Button>, Option<Message>) {
    let steps: Vec<_> = ground.steps().collect();
    let plan = ground.plan(PlanId(0), &steps);
    let possible = plan.proposals.iter().filter(|p| matches!(p.choice, Choice::Open { .. })).count();
    let progress = tally(ground);
    if possible > 0 {
        let label = Message::of("action_review").count(possible);
        (Some(button(label, Press::Review, Weight::Main)), None)
    } else if progress.open() == 0 {
        let report = button(Message::of("action_report"), Press::Report(Kind::Page), Weight::Plain);
        (Some(report), Some(Message::of("note_everything_set_up")))
    } else if only_persons_left(ground) {
        (None, Some(Message::of("note_only_yours").count(progress.open() as usize)))
    } else if *ground.policy == Policy::GuideOnly {
        (None, Some(Message::of("note_guide_only")))
    } else if !plan.proposals.is_empty() {
        let label = Message::of("action_review_blocked").count(plan.proposals.len());
        (Some(button(label, Press::Review, Weight::Main)), None)
    } else if let Some(press) = steps.iter().find_map(|step| step::give_to_all(ground, step)) {
        (Some(button(Message::of("bulk_open_lacking"), press, Weight::Main)), None)
    } else if ground.waits_for_choice() {
        (Some(button(Message::of("action_choose_user"), Press::PickAnother, Weight::Main)), None)
    } else {
        (None, Some(Message::of("note_nothing_to_do_here")))
    }
}
