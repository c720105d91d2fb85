//! Changes before, while and after they are made.

use super::super::Open;
use super::super::change::Change;
use super::super::journal::{self, Entry, Stage};
use super::super::message::{Message, Moment};
use super::super::plan::{Choice, Note, Plan, Proposal, Purpose};
use super::super::press::Press;
use super::super::run::{Ending, Run};
use super::super::view::{
    Button, ChangeView, JournalLine, JournalView, Line, Notice, Outcome, Review, Running, Tone, Weight,
};
use super::words::{self, confirm_label, title};
use super::{at, button, info, next, place, problem_view};

pub(super) fn review(open: &Open, plan: &Plan) -> Review {
    let ticked = plan.ticked().count();
    let confirm = (ticked > 0).then(|| Button {
        label: confirm_label(open, plan, ticked),
        press: Press::Confirm(plan.id),
        weight: Weight::Main,
        writes: true,
    });
    let open_ones = plan.proposals.iter().any(|p| matches!(p.choice, Choice::Open { .. }));
    Review {
        title: Message::of(match plan.purpose {
            Purpose::SetUp => "review_title",
            Purpose::Undo => "review_undo_title",
        })
        .count(plan.proposals.len()),
        place: place(open),
        changes: plan.proposals.iter().map(proposal).collect(),
        left: plan.left.iter().cloned().map(|text| info(Tone::Info, text)).collect(),
        confirm_note: confirm
            .is_none()
            .then(|| Message::of(if open_ones { "review_nothing_ticked" } else { "review_nothing_allowed" })),
        confirm,
        cancel: button(Message::of("action_cancel"), Press::Cancel, Weight::Plain),
    }
}

fn proposal(proposal: &Proposal) -> ChangeView {
    let change = &proposal.change;
    let mut notes: Vec<Notice> = proposal
        .notes
        .iter()
        .map(|note| match note {
            Note::Info(text) => info(Tone::Info, text.clone()),
            Note::Warning(text) => info(Tone::Warning, text.clone()),
        })
        .collect();
    let (ticked, tick) = match &proposal.choice {
        Choice::Open { ticked } => (*ticked, Some(Press::Tick(proposal.key))),
        Choice::Closed(problem) => {
            notes.insert(0, Notice { tone: Tone::Bad, text: problem.what.clone(), action: next(problem) });
            notes.extend(problem.effect.clone().map(|text| info(Tone::Info, text)));
            (false, None)
        }
    };
    ChangeView {
        title: title(change),
        ticked,
        tick,
        before: words::before(change),
        after: words::after(change),
        notes,
        undo: words::undo(change),
    }
}

fn line(change: &Change, ending: Option<&Ending>, current: bool) -> Line {
    let (tone, state, problem) = match ending {
        None if current => (Tone::Info, "line_working", None),
        None => (Tone::Info, "line_waiting", None),
        Some(Ending::Proved) => (Tone::Good, "line_proved", None),
        Some(Ending::AlreadyRight) => (Tone::Good, "line_already_right", None),
        Some(Ending::Answered) => (Tone::Good, "line_answered", None),
        Some(Ending::Failed(problem)) => (Tone::Bad, "line_failed", Some(problem_view(problem))),
        Some(Ending::Unknown(problem)) => (Tone::Warning, "line_unknown", Some(problem_view(problem))),
        Some(Ending::NotBegun) => (Tone::Info, "line_not_begun", None),
    };
    Line { title: title(change), tone, state: Message::of(state), problem }
}

fn lines(run: &Run) -> Vec<Line> {
    let current = run.done();
    run.lines().enumerate().map(|(at, (change, ending))| line(change, ending, at == current)).collect()
}

pub(super) fn running(run: &Run, now: Moment) -> Running {
    Running {
        rate: rate(run.done(), run.total(), run.began, now),
        title: Message::of("running_title").count(run.total()),
        progress: Message::of("running_progress").count(run.total()).text(run.done().to_string()),
        done: run.done() as u32,
        total: run.total() as u32,
        lines: lines(run),
        pause: None,
        stop: (!run.stopping).then(|| button(Message::of("action_stop"), Press::Stop, Weight::Plain)),
    }
}

/// How long the rest will take at the present speed; nothing before that can be told.
fn rate(done: usize, total: usize, began: Moment, now: Moment) -> Option<Message> {
    let (done, left) = (done as u64, total.saturating_sub(done) as u64);
    let took = now.0.saturating_sub(began.0);
    let seconds = (took * left).checked_div(done)? / 1_000;
    (left > 0 && seconds > 0).then(|| Message::of("running_left").count(seconds as usize))
}

/// The whole result in one sentence.
pub(in super::super) fn outcome_title(run: &Run) -> Message {
    let good = run
        .lines()
        .filter(|(_, e)| matches!(e, Some(Ending::Proved | Ending::AlreadyRight | Ending::Answered)))
        .count();
    let unknown = run.lines().filter(|(_, e)| matches!(e, Some(Ending::Unknown(_)))).count();
    let already = run.lines().filter(|(_, e)| matches!(e, Some(Ending::AlreadyRight))).count();
    if already == run.total() {
        Message::of("outcome_already").count(already)
    } else if good == run.total() {
        Message::of("outcome_all").count(good)
    } else if unknown > 0 {
        Message::of("outcome_unknown").count(unknown)
    } else if good == 0 {
        Message::of("outcome_none")
    } else {
        Message::of("outcome_some").count(run.total()).text(good.to_string())
    }
}

pub(super) fn outcome(open: &Open, run: &Run) -> Outcome {
    let all = run.lines().all(|(_, e)| matches!(e, Some(Ending::Proved | Ending::AlreadyRight | Ending::Answered)));
    // Entries of this run: those whose change is one of the run's and that have not been taken back.
    let entries: Vec<_> = open
        .journal
        .iter()
        .filter(|entry| run.entries().contains(&entry.id) && journal::can_undo(entry, &open.journal))
        .map(|entry| entry.id.clone())
        .collect();
    let undo = (!entries.is_empty()).then(|| {
        let label = Message::of("action_undo").count(entries.len());
        button(label, Press::Undo(entries), Weight::Plain)
    });
    Outcome {
        title: outcome_title(run),
        tone: if all { Tone::Good } else { Tone::Warning },
        lines: lines(run),
        export: None,
        undo,
        finish: button(Message::of("action_finish"), Press::Finish, Weight::Main),
    }
}

pub(super) fn journal(open: &Open) -> JournalView {
    let entries = open.journal.iter().rev().map(|entry| JournalLine {
        title: title(&entry.change),
        under: Message::of("journal_under").message(at(entry.confirmed_at)).text(&entry.by.name).message(ending(entry)),
        undo: journal::can_undo(entry, &open.journal)
            .then(|| button(Message::of("action_undo").count(1), Press::Undo(vec![entry.id.clone()]), Weight::Plain)),
    });
    JournalView {
        entries: super::bulk::journal(open).chain(entries).collect(),
        back: button(Message::of("action_back"), Press::Back, Weight::Plain),
    }
}

/// How a change that was begun ended.
pub(super) fn ending(entry: &Entry) -> Message {
    Message::of(match (&entry.stage, &entry.undoes) {
        (Stage::Proved(_), Some(_)) => "journal_taken_back",
        (Stage::Proved(_), None) => "journal_proved",
        (Stage::FoundDone(_), _) => "journal_found_done",
        (Stage::Appeared(_), _) => "journal_appeared",
        (Stage::NotDone(_) | Stage::Refused, _) => "journal_not_done",
        (Stage::Answered(_), _) => "journal_answered",
        (Stage::Begun | Stage::Unknown, _) => "journal_unknown",
    })
}
