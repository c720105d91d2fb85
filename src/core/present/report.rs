//! From state to the evidence report: the same findings and words as on screen.

use super::super::Open;
use super::super::detect::Ground;
use super::super::finding::Finding;
use super::super::message::Message;
use super::super::report::{ChangeReport, Fact, Report, Said, Stated, StepReport};
use super::super::view::{StepView, Tone};
use super::{changes, kind, organization, step, tally, variant, words};
use crate::playbook::{Detector, Step};

pub(in super::super) fn report(open: &Open, ground: &Ground<'_>) -> Report {
    let organization = organization(open);
    let (mut steps, mut stated) = (Vec::new(), Vec::new());
    let road = ground.variant();
    for phase in &ground.playbook.phases {
        let title = Message::named(["phase_", &phase.id.replace('-', "_")].concat());
        for one in phase.steps.iter().filter(|one| one.is_of(road)) {
            match ground.finding(one) {
                Finding::Stated { what, by, at } => stated.push(Stated { id: one.id.clone(), title: what, by, at }),
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
        changes: open.journal.iter().map(changed).collect(),
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
    let mut notes = shown.notes;
    // What is only to know is the same in every organisation.
    notes.retain(|note| note.tone != Tone::Info);
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

fn changed(entry: &super::super::journal::Entry) -> ChangeReport {
    ChangeReport {
        title: words::title(&entry.change),
        before: words::before(&entry.change),
        after: words::after(&entry.change),
        at: entry.confirmed_at,
        by: entry.by.name.clone(),
        ending: changes::ending(entry),
    }
}
