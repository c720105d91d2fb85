//! Promises that hold for every sequence of events, tried on random ones with shrinking.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

#[path = "matrix/truth.rs"]
#[allow(dead_code, reason = "the fault matrix uses the rest")]
mod truth;
mod world;

use cairn::core::event::Happened;
use cairn::core::press::Press;
use cairn::core::view::{Button, Screen, View};
use practice::org::Scenario;
use proptest::prelude::*;
use serde_json::json;
use truth::Truth;
use world::World;

/// One thing that happens next.
#[derive(Clone, Debug)]
enum Move {
    /// Use the n-th control on screen.
    Control(usize),
    /// Confirm, if a review is on screen.
    Confirm,
    /// Tick the n-th change.
    Tick(usize),
    /// Review everything.
    Review,
    /// Choose the n-th found user.
    Pick(usize),
    /// Type.
    Type(&'static str),
    /// The next request meets trouble.
    Fault(&'static str, usize),
    /// The tab is closed and opened again.
    Reopen,
    /// Another tab has the right to write, or gives it back.
    Lease(bool),
    /// The background was ended.
    LeaseLost,
    /// Storage is full, or works again.
    Full(bool),
    /// The page came to the front.
    Shown,
    /// A press that belongs to no screen.
    Stray(u32),
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        6 => (0usize..12).prop_map(Move::Control),
        6 => Just(Move::Confirm),
        2 => (0usize..4).prop_map(Move::Tick),
        4 => Just(Move::Review),
        4 => (0usize..3).prop_map(Move::Pick),
        3 => prop_oneof![Just("marketo"), Just("a"), Just("zzz"), Just("")].prop_map(Move::Type),
        3 => (prop_oneof![Just("$ref"), Just("$batch"), Just("(")], 0usize..9).prop_map(|(p, f)| Move::Fault(p, f)),
        1 => Just(Move::Reopen),
        1 => any::<bool>().prop_map(Move::Lease),
        1 => Just(Move::LeaseLost),
        1 => any::<bool>().prop_map(Move::Full),
        1 => Just(Move::Shown),
        1 => (0u32..5).prop_map(Move::Stray),
    ]
}

fn fault(which: usize) -> serde_json::Value {
    match which {
        0 => json!("resetBeforeApply"),
        1 => json!("resetAfterApply"),
        2 => json!({"retryAfter": 3}),
        3 => json!({"status": {"status": 503, "code": "", "message": ""}}),
        4 => json!({"html": {"status": 200, "body": "<html>Sign in</html>"}}),
        5 => json!("truncatedJson"),
        6 => json!({"noAnswer": 90_000}),
        7 => json!("wrongContentType"),
        _ => json!({"status": {"status": 401, "code": "", "message": ""}}),
    }
}

fn controls(view: &View) -> Vec<Button> {
    let mut all: Vec<Button> = view.foot.links.clone();
    all.extend(view.notice.iter().filter_map(|notice| notice.action.clone()));
    match &view.screen {
        Screen::Checklist(list) => {
            all.extend(list.main.clone());
            all.extend(list.needs_you.iter().filter_map(|need| need.action.clone()));
            all.extend(list.phases.iter().flat_map(|p| &p.steps).flat_map(|s| s.actions.clone()));
        }
        Screen::Review(review) => all.push(review.cancel.clone()),
        Screen::Running(running) => all.extend(running.stop.iter().chain(&running.pause).cloned()),
        Screen::Outcome(outcome) => {
            all.extend(outcome.undo.clone());
            all.push(outcome.finish.clone());
        }
        Screen::Journal(journal) => {
            all.extend(journal.entries.iter().filter_map(|entry| entry.undo.clone()));
            all.push(journal.back.clone());
        }
        Screen::Failed(problem) => all.extend(problem.action.clone()),
        Screen::Bulk(bulk) => {
            all.extend(bulk.everybody.clone());
            all.extend(bulk.review.clone());
            all.push(bulk.leave.clone());
        }
        Screen::Loading(_) => {}
    }
    all
}

fn play(world: &mut World, next: &Move) {
    match next {
        Move::Control(at) => {
            let all = controls(&world.view());
            if let Some(button) = all.get(*at)
                && button.press != Press::Close
            {
                world.press(button.press.clone());
            }
        }
        Move::Confirm => {
            if let Screen::Review(review) = world.view().screen
                && let Some(confirm) = review.confirm
            {
                let ticked = review.changes.iter().filter(|change| change.ticked).count();
                let sent = world.writes.len();
                let noted = world.store.journal.len();
                world.press(confirm.press);
                // Each ticked change may leave again after Dynamics asked to wait; none leaves that was not ticked.
                let limit = ticked * 6;
                assert!(world.writes.len() - sent <= limit, "{} writes for {ticked} ticks", world.writes.len() - sent);
                assert!(world.store.journal.len() - noted <= ticked, "one note a change");
            }
        }
        Move::Tick(at) => {
            if let Screen::Review(review) = world.view().screen
                && let Some(tick) = review.changes.get(*at).and_then(|change| change.tick.clone())
            {
                world.press(tick);
            }
        }
        Move::Review => world.press(Press::Review),
        Move::Pick(at) => {
            if let Screen::Checklist(list) = world.view().screen {
                let picker = list.phases.into_iter().flat_map(|p| p.steps).find_map(|step| step.picker);
                if let Some(row) = picker.and_then(|picker| picker.rows.into_iter().nth(*at)) {
                    world.press(row.press);
                }
            }
        }
        Move::Type(text) => world.happened(Happened::SearchTyped((*text).to_owned())),
        Move::Fault(path, which) => world.set_faults(json!([{ "path": path, "times": 2, "fault": fault(*which) }])),
        Move::Reopen => world.reopen(),
        Move::Lease(elsewhere) => world.lease_elsewhere = *elsewhere,
        Move::LeaseLost => world.happened(Happened::LeaseLost),
        Move::Full(full) => world.store.full = *full,
        Move::Shown => {
            world.now += 60_000;
            world.happened(Happened::Shown);
        }
        Move::Stray(n) => world.press(Press::Confirm(cairn::core::plan::PlanId(*n))),
    }
}

/// Sequences a promise is tried on: enough to be fast in every run; `PROPTEST_CASES` asks for more before a release.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(48)
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    prop_oneof![Just(Scenario::UserReady), Just(Scenario::RoleElsewhere), Just(Scenario::ThreeBusinessUnits)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Writes leave only while a confirm is pressed on the review that is on screen, and only after their note.
    #[test]
    fn no_write_without_confirmation(scenario in scenarios(), moves in prop::collection::vec(moves(), 1..40)) {
        let mut world = World::opened(scenario);
        for next in &moves {
            let sent = world.writes.len();
            let on_review = matches!(world.view().screen, Screen::Review(_));
            play(&mut world, next);
            let confirms = matches!(next, Move::Confirm) || (matches!(next, Move::Stray(_)) && on_review);
            if !confirms {
                prop_assert_eq!(world.writes.len(), sent, "{:?} wrote", next);
            }
        }
        prop_assert!(world.unnoted.is_empty(), "before their note was stored: {:?}", world.unnoted);
    }

    /// After any trouble, once the organisation answers again, the checklist says what is so.
    #[test]
    fn done_is_what_the_organisation_says(scenario in scenarios(), moves in prop::collection::vec(moves(), 1..40)) {
        let mut world = World::opened(scenario);
        for next in &moves {
            play(&mut world, next);
        }
        world.store.full = false;
        world.set_faults(json!([]));
        world.reopen();
        let chosen = world.store.memory.as_ref().and_then(|memory| memory.sync_user.as_ref()).map(|c| c.user.to_string());
        let told = Truth::of(&world.org).told(&chosen.clone().unwrap_or_default());
        prop_assert!(chosen.is_none() || told.len() >= 7, "the chosen user is there");
        for (step, told) in told {
            let state = world.state(step);
            prop_assert!(told.allows(state), "{} is shown as {:?}, and the organisation says {:?}", step, state, told);
        }
    }

    /// Taking back everything that is ours leaves what was found.
    #[test]
    fn undo_restores_what_was_found(scenario in scenarios(), ticks in prop::collection::vec(0usize..6, 0..4)) {
        let mut world = World::opened(scenario);
        world.pick("marketo.sync");
        let found = world.holders();
        world.press(Press::Review);
        for tick in ticks {
            play(&mut world, &Move::Tick(tick));
        }
        play(&mut world, &Move::Confirm);
        let entries: Vec<_> = world.store.journal.iter().map(|entry| entry.id.clone()).collect();
        if !entries.is_empty() {
            world.press(Press::Undo(entries));
            play(&mut world, &Move::Confirm);
        }
        prop_assert_eq!(world.holders(), found);
    }
}

#[test]
fn the_random_moves_do_reach_writes() {
    // A property over sequences that never write would prove nothing.
    let mut world = World::opened(Scenario::UserReady);
    for next in [Move::Type("marketo"), Move::Pick(0), Move::Review, Move::Confirm] {
        play(&mut world, &next);
    }
    assert!(!world.writes.is_empty());
}
