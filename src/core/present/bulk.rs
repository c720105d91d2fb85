//! A change to many users in words: the choice, the review, the work, the result.

use super::super::Open;
use super::super::bulk::judge::{Candidate, Fit, Out};
use super::super::bulk::pick::{Pick, Source};
use super::super::bulk::plan::{Leave, Plan, Work};
use super::super::bulk::press::BulkPress;
use super::super::bulk::record::{Act, Course, Head, settled};
use super::super::bulk::run::{Run, Wish};
use super::super::bulk::view::{BulkRow, BulkView, LeftOut};
use super::super::bulk::{Bulk, Stage};
use super::super::detect::names_of;
use super::super::finding::Problem;
use super::super::memory::Group;
use super::super::message::Message;
use super::super::press::Press;
use super::super::report::ChangeReport;
use super::super::view::{
    Button, ChangeView, Choice, JournalLine, Line, Notice, Outcome, Review, Running, Screen, Tone, Weight,
};
use super::{at, button, info, picker, place, problem_view};
use crate::dataverse::request::ViewSource;

/// Rows of those who can be chosen, at most: more are not read one by one.
const ROWS: usize = 50;
/// Names of those who are left out, at most.
const NAMES: usize = 3;
/// Lines of the review and of the result, at most.
const LINES: usize = 50;

/// The screen.
pub(super) fn screen(open: &Open, bulk: &Bulk) -> Screen {
    match &bulk.stage {
        Stage::Picking(pick) => Screen::Bulk(Box::new(choice(open, pick))),
        Stage::Reviewing(plan, back) => Screen::Review(review(open, plan, back.is_some())),
        Stage::Starting(_) => Screen::Loading(Message::of("notice_asking_lease")),
        Stage::Running(run) => Screen::Running(running(open, run)),
        Stage::Result(run, why) => Screen::Outcome(outcome(open, run, why.as_ref())),
    }
}

fn press(press: BulkPress) -> Press {
    Press::Bulk(press)
}

fn keyed(act: Act, give: &'static str, take: &'static str) -> Message {
    Message::of(match act {
        Act::Give => give,
        Act::Take => take,
    })
}

fn choice(open: &Open, pick: &Pick) -> BulkView {
    let ground = &pick.ground;
    let chosen = pick.chosen();
    let fitting = |one: &&Candidate| matches!(one.fit, Fit::Fits { .. });
    let all = pick.candidates.iter().filter(fitting).count();
    let reading = pick.is_reading().then(|| Message::of("bulk_reading").count(pick.candidates.len()));
    let weight = Weight::Main;
    let given = pick.back.is_some();
    let shows = |source| !given && pick.source == source;
    BulkView {
        title: match (given, ground.act) {
            (true, Act::Give) => Message::of("bulk_title_give_back"),
            (true, Act::Take) => Message::of("bulk_title_take_back"),
            (false, act) => keyed(act, "bulk_title_give", "bulk_title_take"),
        }
        .text(&ground.role_name),
        place: place(open),
        sources: if given { Vec::new() } else { sources(pick) },
        picker: shows(Source::Search).then(|| picker::many(open)),
        options: if given { Vec::new() } else { options(pick) },
        list: shows(Source::List),
        everybody: (shows(Source::Everybody) && reading.is_none()).then(|| {
            let label = keyed(ground.act, "bulk_add_lacking", "bulk_add_holders").text(&ground.role_name);
            button(label, press(BulkPress::Everybody), Weight::Plain)
        }),
        problem: pick.problem.as_ref().map(problem_view),
        narrow: narrow(open, pick),
        chosen: Message::of("bulk_chosen").count(chosen),
        rows: pick.candidates.iter().filter(fitting).take(ROWS).map(row).collect(),
        more: all.checked_sub(ROWS + 1).map(|more| Message::of("bulk_more").count(more + 1)),
        lonely: lonely(pick),
        left_out: left_out(pick),
        clear: (!given && !pick.candidates.is_empty())
            .then(|| button(Message::of("bulk_clear"), press(BulkPress::Clear), Weight::Link)),
        review: (chosen > 0 && reading.is_none())
            .then(|| button(Message::of("bulk_review").count(chosen), press(BulkPress::Review), weight)),
        reading,
        leave: button(Message::of("action_cancel"), press(BulkPress::Leave), Weight::Plain),
    }
}

fn sources(pick: &Pick) -> Vec<Choice> {
    let everybody = match pick.ground.act {
        Act::Give => "bulk_source_lacking",
        Act::Take => "bulk_source_holders",
    };
    let all = [
        (Source::Everybody, everybody),
        (Source::Search, "bulk_source_search"),
        (Source::View, "bulk_source_view"),
        (Source::Unit, "bulk_source_unit"),
        (Source::List, "bulk_source_list"),
    ];
    all.map(|(source, key)| Choice {
        label: Message::of(key),
        under: None,
        chosen: pick.source == source,
        press: press(BulkPress::Source(source)),
    })
    .to_vec()
}

/// Views and business units: each adds its users.
fn options(pick: &Pick) -> Vec<Choice> {
    let option = |name: &String, under: Option<&str>, chosen, does| Choice {
        label: Message::of("bulk_option").text(name),
        under: under.map(str::to_owned),
        chosen,
        press: press(does),
    };
    match pick.source {
        Source::View => pick
            .views
            .iter()
            .map(|view| {
                let source = if view.personal { ViewSource::Personal(view.id) } else { ViewSource::Public(view.id) };
                option(&view.name, None, pick.has(Group::View(source)), BulkPress::View(source))
            })
            .collect(),
        Source::Unit => {
            let above = |id| pick.units.iter().find(|unit| Some(unit.id) == id).map(|unit| unit.name.as_str());
            let units = pick.units.iter();
            units
                .map(|unit| {
                    option(&unit.name, above(unit.parent), pick.has(Group::Unit(unit.id)), BulkPress::Unit(unit.id))
                })
                .collect()
        }
        Source::Everybody | Source::Search | Source::List => Vec::new(),
    }
}

fn row(one: &Candidate) -> BulkRow {
    let key = match one.fit {
        Fit::Fits { leave: Leave::Nothing, .. } => Some("bulk_note_no_role"),
        Fit::Fits { leave: Leave::ByTeam, .. } => Some("bulk_note_by_team"),
        _ => None,
    };
    BulkRow {
        id: one.user.to_string(),
        name: one.name.clone(),
        under: one.under.clone(),
        note: key.map(Message::of),
        choice: Choice {
            label: Message::of("bulk_option").text(&one.name),
            under: None,
            chosen: one.ticked,
            press: press(BulkPress::Toggle(one.user)),
        },
    }
}

/// With the old rules: the views and business units that were added are all that count from now on.
fn narrow(open: &Open, pick: &Pick) -> Option<Choice> {
    let added = pick.added();
    (pick.ground.wanted_on_all && !added.is_empty()).then(|| {
        let chosen = open.memory.narrowed == added;
        let wish = if chosen { Vec::new() } else { added.to_vec() };
        Choice {
            label: Message::of("choice_narrowed").text(names_of(added)),
            under: None,
            chosen,
            press: Press::Narrow(wish),
        }
    })
}

fn lonely(pick: &Pick) -> Option<Choice> {
    let lonely = pick.lonely();
    (lonely.all > 0).then(|| Choice {
        label: Message::of("bulk_lonely").count(lonely.all),
        under: None,
        chosen: lonely.ticked == lonely.all,
        press: press(BulkPress::ToggleLonely),
    })
}

fn left_out(pick: &Pick) -> Vec<LeftOut> {
    let mut all = Vec::new();
    for why in Out::ALL {
        let count = pick.left_out(why).count();
        if count > 0 {
            all.push(LeftOut {
                text: Message::of(reason(why)).count(count),
                names: pick.left_out(why).take(NAMES).map(|one| one.name.clone()).collect(),
                copy: button(Message::of("bulk_copy"), press(BulkPress::CopyOut(why)), Weight::Link),
            });
        }
    }
    for (key, texts) in [("bulk_nobody", &pick.unmatched.nobody), ("bulk_several", &pick.unmatched.several)] {
        if !texts.is_empty() {
            all.push(LeftOut {
                text: Message::of(key).count(texts.len()),
                names: texts.iter().take(NAMES).cloned().collect(),
                copy: button(Message::of("bulk_copy"), press(BulkPress::CopyUnmatched), Weight::Link),
            });
        }
    }
    all
}

fn reason(why: Out) -> &'static str {
    match why {
        Out::Has => "bulk_out_has",
        Out::HasNot => "bulk_out_has_not",
        Out::ByTeam => "bulk_out_by_team",
        Out::Own => "bulk_out_own",
        Out::SyncUser => "bulk_out_sync_user",
        Out::Automatic => "bulk_out_automatic",
        Out::Disabled => "bulk_out_disabled",
        Out::Application => "bulk_out_application",
        Out::Placeholder => "bulk_out_placeholder",
        Out::NoCopy => "bulk_out_no_copy",
    }
}

fn review(open: &Open, plan: &Plan, can_go_back: bool) -> Review {
    let count = plan.count();
    let (act, role, changes) = match &plan.work {
        Work::New { act, role_name, copies, targets, .. } => {
            let mut changes = Vec::new();
            for copy in copies {
                let here = targets.iter().filter(|target| target.copy == copy.id).count();
                changes.push((copy.business_unit_name.clone(), here));
            }
            (*act, role_name, changes)
        }
        Work::Rest { head, .. } => (head.act, &head.role_name, Vec::new()),
    };
    let rest = match &plan.work {
        Work::Rest { head, chunks } => Some((head, settled(chunks))),
        Work::New { .. } => None,
    };
    let label = match rest {
        Some(_) => keyed(act, "bulk_confirm_rest_give", "bulk_confirm_rest_take"),
        None => keyed(act, "bulk_confirm_give", "bulk_confirm_take"),
    };
    let confirm = Button {
        label: label.count(count).text(role).message(place(open)),
        press: press(BulkPress::Confirm(plan.id)),
        weight: Weight::Main,
        writes: true,
    };
    let mut left = Vec::new();
    if let Some((head, _)) = rest {
        let by = Message::of("bulk_confirmed_by").time(head.confirmed_at).text(&head.by.name);
        left.push(info(Tone::Info, by));
    }
    let more = changes.len().saturating_sub(LINES);
    if more > 0 {
        left.push(info(Tone::Info, Message::of("bulk_more_units").count(more)));
    }
    let lonely = match &plan.work {
        Work::New { targets, .. } => targets.iter().filter(|target| target.leave == Leave::Nothing).count(),
        Work::Rest { .. } => 0,
    };
    if lonely > 0 {
        left.push(info(Tone::Warning, Message::of("bulk_out_lonely").count(lonely)));
    }
    Review {
        title: match rest {
            Some((head, done)) => interrupted(head, done),
            None => keyed(act, "bulk_review_give", "bulk_review_take").count(count).text(role),
        },
        place: place(open),
        changes: changes.into_iter().take(LINES).map(|(unit, here)| change(act, role, &unit, here)).collect(),
        left,
        confirm: (count > 0).then_some(confirm),
        confirm_note: None,
        cancel: if rest.is_some() {
            button(Message::of("bulk_abandon"), press(BulkPress::Abandon), Weight::Plain)
        } else if can_go_back {
            button(Message::of("action_back"), press(BulkPress::Back), Weight::Plain)
        } else {
            button(Message::of("action_cancel"), press(BulkPress::Leave), Weight::Plain)
        },
    }
}

/// What stands for each user before and after.
fn standing(act: Act, role: &str) -> (Message, Message) {
    let (has, has_not) = (Message::of("bulk_has").text(role), Message::of("bulk_has_not").text(role));
    match act {
        Act::Give => (has_not, has),
        Act::Take => (has, has_not),
    }
}

/// One line for each copy: the users of one business unit.
fn change(act: Act, role: &str, unit: &str, here: usize) -> ChangeView {
    let (before, after) = standing(act, role);
    ChangeView {
        title: Message::of("bulk_in_unit").count(here).text(unit),
        ticked: true,
        tick: None,
        before,
        after,
        notes: Vec::new(),
        undo: Message::of("undo_exact"),
    }
}

/// `Interrupted at 4,012 of 10,000`
fn interrupted(head: &Head, done: usize) -> Message {
    Message::of("bulk_interrupted").count(done).message(number(head.total as usize))
}

fn number(count: usize) -> Message {
    Message::of("bulk_number").count(count)
}

/// A change to many users that was not brought to its end, with the way to it.
pub(super) fn notice(open: &Open) -> Option<Notice> {
    let head = open.bulks.interrupted()?;
    let action = button(Message::of("bulk_show_rest"), press(BulkPress::ShowRest), Weight::Plain);
    Some(Notice { tone: Tone::Warning, text: interrupted(head, settled(&open.bulks.rest)), action: Some(action) })
}

/// How far it is, to be said aloud.
pub(in super::super) fn progress(run: &Run) -> Message {
    let head = run.head();
    Message::of("running_progress").count(head.total as usize).message(number(run.tally().done()))
}

fn counts(run: &Run) -> Vec<Line> {
    let tally = run.tally();
    let act = run.act();
    let line = |tone, title: Message, count: usize| {
        (count > 0).then(|| Line { tone, title: title.count(count), state: Message::of("bulk_counted"), problem: None })
    };
    [
        line(Tone::Good, keyed(act, "bulk_given", "bulk_taken"), tally.changed),
        line(Tone::Info, keyed(act, "bulk_had", "bulk_had_not"), tally.already),
        line(Tone::Bad, Message::of("bulk_failed"), tally.failed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn running(open: &Open, run: &Run) -> Running {
    let head = run.head();
    let tally = run.tally();
    let plain = |key, does| Some(button(Message::of(key), press(does), Weight::Plain));
    let paused = run.wish() == Wish::Pause || run.halt().is_some();
    let mut lines = counts(run);
    if let Some(problem) = run.halt() {
        lines.insert(
            0,
            Line {
                title: Message::of("bulk_halted"),
                tone: Tone::Bad,
                state: problem.what.clone(),
                problem: Some(problem_view(problem)),
            },
        );
    }
    Running {
        title: keyed(run.act(), "bulk_running_give", "bulk_running_take")
            .count(head.total as usize)
            .text(&head.role_name),
        progress: progress(run),
        done: tally.done() as u32,
        total: head.total,
        rate: if paused { Some(Message::of("bulk_paused")) } else { rate(open, run) },
        lines,
        pause: match run.wish() {
            Wish::Stop => None,
            _ if paused => plain("bulk_go_on", BulkPress::GoOn),
            _ => plain("bulk_pause", BulkPress::Pause),
        },
        stop: if run.wish() == Wish::Stop { None } else { plain("bulk_stop", BulkPress::Stop) },
    }
}

/// How fast, and how long it will take.
fn rate(open: &Open, run: &Run) -> Option<Message> {
    let (per_minute, seconds) = run.speed(open.now, &open.gate.pace)?;
    let left = match seconds {
        0..90 => Message::of("bulk_seconds").count(seconds as usize),
        _ => Message::of("bulk_minutes").count(seconds.div_ceil(60) as usize),
    };
    if run.waits_for_limit(open.now) {
        return Some(Message::of("bulk_waiting").message(left));
    }
    Some(Message::of("bulk_rate").count(per_minute as usize).message(left))
}

/// The whole result in one sentence.
pub(in super::super) fn outcome_title(run: &Run) -> Message {
    let (tally, total) = (run.tally(), run.head().total as usize);
    let good = tally.changed + tally.already;
    if good == total {
        keyed(run.act(), "bulk_outcome_given", "bulk_outcome_taken").count(good)
    } else {
        Message::of("bulk_outcome_some").count(total).message(number(good))
    }
}

fn outcome(open: &Open, run: &Run, why: Option<&Problem>) -> Outcome {
    let (tally, head) = (run.tally(), run.head());
    let all = tally.changed + tally.already == head.total as usize;
    let mut lines = Vec::new();
    if let Some(problem) = why {
        lines.push(Line {
            title: Message::of("bulk_halted"),
            tone: Tone::Bad,
            state: problem.what.clone(),
            problem: Some(problem_view(problem)),
        });
    }
    lines.extend(counts(run));
    let left = (head.total as usize).saturating_sub(tally.done());
    if left > 0 {
        let title = Message::of("bulk_not_begun").count(left);
        lines.push(Line { tone: Tone::Info, title, state: Message::of("line_not_begun"), problem: None });
    }
    for failure in run.failures().take(LINES) {
        let name = if failure.name.is_empty() { failure.user.to_string() } else { failure.name.clone() };
        lines.push(Line {
            title: Message::of("bulk_option").text(name),
            tone: Tone::Bad,
            state: failure.why.message(),
            problem: None,
        });
    }
    let undo = open.bulks.heads.iter().find(|known| known.id == head.id).filter(|head| can_undo(head)).map(|head| {
        button(Message::of("bulk_undo").count(tally.changed), press(BulkPress::Undo(head.id.clone())), Weight::Plain)
    });
    Outcome {
        title: outcome_title(run),
        tone: if all { Tone::Good } else { Tone::Warning },
        lines,
        export: (tally.failed > 0)
            .then(|| button(Message::of("bulk_export").count(tally.failed), press(BulkPress::Export), Weight::Plain)),
        undo,
        finish: button(Message::of("action_finish"), press(BulkPress::Finish), Weight::Main),
    }
}

/// It has changed somebody, and is not itself a taking back.
fn can_undo(head: &Head) -> bool {
    head.changed > 0 && head.undoes.is_none() && head.course != Course::Begun
}

/// What was done to how many, in few words.
fn done_to(head: &Head) -> Message {
    keyed(head.act, "bulk_confirm_short_give", "bulk_confirm_short_take")
        .count(head.total as usize)
        .text(&head.role_name)
}

/// How a change to many users ended.
fn ending(head: &Head) -> Message {
    match (head.course, head.undoes.is_some()) {
        (Course::Begun, _) => Message::of("bulk_journal_open"),
        (_, true) => Message::of("journal_taken_back"),
        (..) => Message::of("bulk_journal_changed").count(head.changed as usize),
    }
}

/// Changes to many users for the report, by time.
pub(super) fn reported(open: &Open) -> impl Iterator<Item = ChangeReport> {
    open.bulks.heads.iter().map(|head| {
        let (before, after) = standing(head.act, &head.role_name);
        let (at, by) = (head.confirmed_at, head.by.name.clone());
        ChangeReport { title: done_to(head), before, after, at, by, ending: ending(head) }
    })
}

/// Changes to many users in the journal, latest first.
pub(super) fn journal(open: &Open) -> impl Iterator<Item = JournalLine> {
    open.bulks.heads.iter().rev().map(|head| JournalLine {
        title: done_to(head),
        under: Message::of("journal_under").message(at(head.confirmed_at)).text(&head.by.name).message(ending(head)),
        undo: can_undo(head).then(|| {
            let label = Message::of("bulk_undo").count(head.changed as usize);
            button(label, press(BulkPress::Undo(head.id.clone())), Weight::Plain)
        }),
    })
}
