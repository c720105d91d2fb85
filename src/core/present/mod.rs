//! From state to view: what is said, and which controls are there. Decides nothing about the organisation.

mod bulk;
mod changes;
mod checklist;
mod details;
mod guide;
mod picker;
mod report;
mod step;
mod words;

pub(super) use bulk::{outcome_title as bulk_outcome, progress as bulk_progress};
pub(super) use changes::outcome_title;
pub(super) use guide::away as callout_away;
pub(super) use report::report;
pub(super) use step::state_word;
pub(super) use words::title as change_title;

use super::detect::Ground;
use super::finding::{Finding, Problem, ProblemKind};
use super::message::{Message, Moment};
use super::picker::{Picker, Results};
use super::press::Press;
use super::report::Kind;
use super::survey::{Pause, Reading};
use super::view::{Button, Choice, Foot, Head, Notice, ProblemView, Progress, Screen, Tone, View, Weight};
use super::{Describing, Lease, Open, Task};
use crate::dataverse::rows::{Organization, OrganizationKind};
use crate::playbook::{Playbook, Variant};

/// Everything on screen.
pub(super) fn view(playbook: &Playbook, open: &Open) -> View {
    let ground = open.ground(playbook);
    let tally = ground.map(|ground| tally(&ground));
    View {
        side: open.memory.panel.side,
        width: open.memory.panel.width,
        shape: open.memory.panel.shape,
        open_steps: tally.as_ref().map(|tally| tally.open()),
        head: head(playbook, open, ground, tally),
        notice: notice(playbook, open),
        screen: screen(playbook, open),
        foot: foot(open),
        guide: guide::callout(playbook, open),
    }
}

fn head(playbook: &Playbook, open: &Open, ground: Option<Ground<'_>>, progress: Option<Progress>) -> Head {
    let organization = organization(open);
    Head {
        procedure: Message::named(format!("playbook_{}", playbook.id.replace('-', "_"))),
        organization: organization.map(|o| o.name.clone()),
        kind: organization.and_then(|o| kind(o.kind)),
        progress,
        variant: ground.map(|ground| variant(ground.variant())),
        variants: ground.map(|ground| variants(playbook, &ground)).unwrap_or_default(),
        reading: matches!(open.reading, Reading::Under(_)),
    }
}

fn variant(variant: Variant) -> Message {
    Message::named(["variant_", variant.name()].concat())
}

/// Online there is a choice; on premises there is none.
fn variants(playbook: &Playbook, ground: &Ground<'_>) -> Vec<Choice> {
    let now = ground.variant();
    if now == Variant::OnPremises {
        return Vec::new();
    }
    let offered = playbook.variants.iter().filter(|one| **one != Variant::OnPremises);
    offered
        .map(|one| Choice { label: variant(*one), under: None, chosen: *one == now, press: Press::ChooseVariant(*one) })
        .collect()
}

fn organization(open: &Open) -> Option<&Organization> {
    open.read.as_ref().and_then(|read| read.facts.organization().ok())
}

fn kind(kind: OrganizationKind) -> Option<Message> {
    match kind {
        OrganizationKind::Production => Some(Message::of("kind_production")),
        OrganizationKind::Sandbox => Some(Message::of("kind_sandbox")),
        OrganizationKind::Unstated => None,
    }
}

/// The organisation with its kind, as one phrase; its address where it has no name yet.
fn place(open: &Open) -> Message {
    match organization(open) {
        Some(o) => match kind(o.kind) {
            Some(kind) => Message::of("place_with_kind").text(&o.name).message(kind),
            None => Message::of("place").text(&o.name),
        },
        None => Message::of("place").text(&open.client_url),
    }
}

/// How many steps are done of those that count.
pub(super) fn tally(ground: &Ground<'_>) -> Progress {
    let (mut done, mut total, mut stated) = (0, 0, 0);
    for step in ground.steps() {
        match ground.finding(step) {
            Finding::NotApplicable(_) => {}
            Finding::Done(_) => {
                done += 1;
                total += 1;
            }
            // What a person says is reported apart and never counted as proved.
            Finding::Stated { .. } => {
                stated += 1;
                total += 1;
            }
            _ => total += 1,
        }
    }
    let text = match stated {
        0 => Message::of("progress_done").count(total as usize).text(done.to_string()),
        _ => Message::of("progress_done_stated").count(total as usize).text(done.to_string()).text(stated.to_string()),
    };
    Progress { done, stated, total, text }
}

/// What is wrong with, or going on in, the whole checklist: one line, the worst first.
fn notice(playbook: &Playbook, open: &Open) -> Option<Notice> {
    if open.describing == Describing::Asked {
        let (what, holds) = (Message::of("guide_report"), Message::of("guide_report_more"));
        let text = Message::of("notice_report_page").message(what).message(holds);
        let action = Some(button(Message::of("action_save_page"), Press::SavePage, Weight::Plain));
        return Some(Notice { tone: Tone::Info, text, action });
    }
    match open.pausing() {
        Some(Pause::Asked(until)) => return Some(info(Tone::Warning, Message::of("notice_asked_to_wait").time(until))),
        Some(Pause::Following(until)) => {
            return Some(info(Tone::Info, Message::of("notice_following").time(until)));
        }
        Some(Pause::TryingAgain(until)) => {
            return Some(info(Tone::Info, Message::of("notice_trying_again").time(until)));
        }
        None => {}
    }
    if let Some(problem) = open.failed.as_ref().filter(|_| open.read.is_some()) {
        let what = Message::of("notice_old_reading").message(problem.what.clone());
        return Some(Notice { tone: Tone::Bad, text: what, action: next(problem) });
    }
    if open.confirmed_waiting().is_some() {
        return Some(info(Tone::Info, Message::of("notice_asking_lease")));
    }
    if open.lease == Lease::Elsewhere {
        return Some(info(Tone::Warning, Message::of("notice_other_tab")));
    }
    if matches!(open.task, Task::Checklist)
        && let Some(notice) = bulk::notice(open)
    {
        return Some(notice);
    }
    if let Some(record) = &open.offered
        && let Some(step) = playbook.step(&record.step)
    {
        let text = Message::of("guide_offer").message(super::detect::title(step));
        let action = Some(button(Message::of("action_go_on"), Press::ResumeGuide, Weight::Plain));
        return Some(Notice { tone: Tone::Info, text, action });
    }
    open.forgetful.then(|| info(Tone::Warning, Message::of("notice_forgetful")))
}

fn info(tone: Tone, text: Message) -> Notice {
    Notice { tone, text, action: None }
}

fn screen(playbook: &Playbook, open: &Open) -> Screen {
    match &open.task {
        Task::Reviewing(plan) => Screen::Review(changes::review(open, plan)),
        Task::Running(run) => Screen::Running(changes::running(run, open.now)),
        Task::Result(run) => Screen::Outcome(changes::outcome(open, run)),
        Task::Journal => Screen::Journal(changes::journal(open)),
        Task::Bulk(bulk) => bulk::screen(open, bulk),
        Task::Checklist | Task::Waiting(_) => match (open.ground(playbook), &open.failed) {
            (Some(ground), _) => Screen::Checklist(checklist::checklist(open, &ground)),
            (None, Some(problem)) => Screen::Failed(problem_view(problem)),
            (None, None) => Screen::Loading(Message::of(match &open.reading {
                Reading::Idle => "loading_memory",
                Reading::Under(survey) if survey.has_identity() => "loading_role",
                Reading::Under(_) => "loading_organization",
            })),
        },
    }
}

/// A problem with the control for its next action.
fn problem_view(problem: &Problem) -> ProblemView {
    ProblemView {
        what: problem.what.clone(),
        effect: problem.effect.clone(),
        details: problem.details.clone(),
        action: next(problem),
    }
}

fn next(problem: &Problem) -> Option<Button> {
    problem.next.as_ref().map(|next| Button {
        label: next.label.clone(),
        press: next.press.clone(),
        weight: Weight::Plain,
        writes: false,
    })
}

/// How a problem is meant: an obstacle, or something to look at.
fn tone(problem: &Problem) -> Tone {
    match problem.kind {
        ProblemKind::Unusual | ProblemKind::Unknown => Tone::Warning,
        _ => Tone::Bad,
    }
}

fn button(label: Message, press: Press, weight: Weight) -> Button {
    Button { label, press, weight, writes: false }
}

fn foot(open: &Open) -> Foot {
    let mut links = Vec::new();
    let entries = open.journal.len() + open.bulks.heads.len();
    if entries > 0 {
        let label = Message::of("action_show_journal").count(entries);
        links.push(button(label, Press::ShowJournal, Weight::Link));
    }
    if open.read.is_some() {
        links.push(button(Message::of("action_report"), Press::Report(Kind::Page), Weight::Link));
        links.push(button(Message::of("action_report_data"), Press::Report(Kind::Data), Weight::Link));
    }
    links.push(button(Message::of("action_report_page"), Press::ReportPage, Weight::Link));
    Foot { checked: open.read.as_ref().map(|read| Message::of("foot_checked").time(read.at)), links }
}

/// What the search has to say, also for those who cannot see the list.
pub(super) fn search_status(picker: &Picker) -> Option<Message> {
    match &picker.results {
        Results::None => None,
        Results::Found { users, next: None } => Some(Message::of("search_found").count(users.len())),
        Results::Found { users, next: Some(_) } => Some(Message::of("search_found_more").count(users.len())),
        Results::Failed(problem) => Some(problem.what.clone()),
    }
}

/// The moment as an argument of its own message, for lines that only say when.
fn at(moment: Moment) -> Message {
    Message::of("at_time").time(moment)
}
