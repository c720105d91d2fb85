//! From state to the evidence report: the same findings and words as on screen.

use super::super::Open;
use super::super::detect::Ground;
use super::super::finding::Finding;
use super::super::message::Message;
use super::super::report::{ChangeReport, Fact, Report, Said, Stated, StepReport};
use super::super::view::{Notice, StepView, Tone};
use super::changes::ending;
use super::{bulk, kind, organization, step, tally, variant, words};
use crate::playbook::{Detector, Step};

pub(in super::super) fn report(open: &Open, ground: &Ground<'_>) -> Report {
    let organization = organization(open);
    let (mut steps, mut stated) = (Vec::new(), Vec::new());
    let road = ground.variant();
    for phase in &ground.playbook.phases {
        let title = Message::named(["phase_", &phase.id.replace('-', "_")].concat());
        for one in phase.steps.iter().filter(|one| one.is_of(road)) {
            match ground.finding(one) {
                Finding::Stated { what, by, at } => {
                    let notes = proofs(step::step(open, ground, one).notes);
                    stated.push(Stated { id: one.id.clone(), title: what, by, at, notes });
                }
                _ => steps.push(checked(title.clone(), step::step(open, ground, one), one)),
            }
        }
    }
    Report {
        procedure: Message::named(["playbook_", &ground.playbook.id.replace('-', "_")].concat()),
        organization: organization.map(|o| o.name.clone()).unwrap_or_default(),
        url: open.client_url.clone(),
        kind: organization.and_then(|o| kind(o.kind)),
        variant: variant(road),
        read_at: ground.read_at,
        made_at: open.now,
        made_by: ground.caller_name(),
        progress: tally(ground),
        steps,
        stated,
        changes: changes(open),
    }
}

fn checked(phase: Message, shown: StepView, step: &Step) -> StepReport {
    let mut facts = Vec::new();
    // What the next step of the journey is given to copy proves nothing.
    if !matches!(step.detect, Detector::HandOver {}) {
        for detail in shown.details {
            let value = detail.words.map_or(Said::Text(detail.value), Said::Words);
            facts.push(Fact { label: Said::Words(detail.label), value });
        }
    }
    for check in shown.checks {
        facts.push(Fact { label: Said::Words(check.title), value: Said::Words(check.verdict) });
    }
    for holder in shown.holders {
        facts.push(Fact { label: Said::Text(holder.name), value: Said::Words(holder.how) });
    }
    let notes = proofs(shown.notes);
    StepReport {
        phase,
        id: shown.id,
        title: shown.title,
        state: shown.state,
        word: shown.word,
        evidence: shown.evidence,
        facts,
        notes,
    }
}

/// What is only to know is the same in every organisation.
fn proofs(mut notes: Vec<Notice>) -> Vec<Notice> {
    notes.retain(|note| note.tone != Tone::Info);
    notes
}

/// What was changed, one by one and of many at once, by time.
fn changes(open: &Open) -> Vec<ChangeReport> {
    let mut changes: Vec<ChangeReport> = open.journal.iter().map(changed).collect();
    for many in bulk::reported(open) {
        let at = changes.partition_point(|one| one.at <= many.at);
        changes.insert(at, many);
    }
    changes
}

fn changed(entry: &super::super::journal::Entry) -> ChangeReport {
    ChangeReport {
        title: words::title(&entry.change),
        before: words::before(&entry.change),
        after: words::after(&entry.change),
        at: entry.confirmed_at,
        by: entry.by.name.clone(),
        ending: ending(entry),
    }
}
