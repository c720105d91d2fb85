//! Dynamics' limits: how many at once, how long to wait when asked to, what is sent again by itself and what never.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod sim;
mod world;

use std::collections::BTreeSet;

use cairn::core::bulk::pace::{Allowed, LIMIT, Pace, WINDOW};
use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::Act;
use cairn::core::effect::Effect;
use cairn::core::event::{Event, Happened};
use cairn::core::message::{Arg, Moment};
use cairn::core::press::Press;
use cairn::core::view::Screen;
use practice::org::Scenario;
use serde_json::json;
use sim::Sim;
use world::World;

/// Milliseconds of the wait that follows when the first read of a tab is answered with 429.
fn waited(retry_after: &serde_json::Value, tab: u64) -> (u64, World) {
    let mut world = World::new(Scenario::UserReady);
    // Another tab has another random value.
    for _ in 0..tab {
        world.open();
        world.press(Press::Close);
    }
    world.set_faults(json!([{ "path": "$batch", "fault": { "retryAfter": retry_after } }]));
    world.hold();
    world.open();
    let mut ms = None;
    while ms.is_none() {
        let held = world.drop_held();
        assert!(!held.is_empty(), "something is under way");
        for effect in held {
            match effect {
                Effect::Wait { ms: wait, .. } => ms = Some(u64::from(wait)),
                Effect::Send { id, request, timeout_ms } => {
                    let wire = world.wire(&request);
                    let fault = world.faults.apply(&wire);
                    let ended = world.answer(&wire, fault, timeout_ms);
                    world.happened(Happened::Ended { id, ended });
                }
                _ => {}
            }
        }
    }
    (ms.expect("a wait"), world)
}

#[test]
fn a_wait_has_a_floor_a_cap_and_is_not_the_same_in_every_tab() {
    for (asked, floor, cap) in
        [(json!(0), 1_000, 2_000), (json!(7), 7_000, 8_000), (json!(300), 15_000, 16_000), (json!(null), 1_000, 16_000)]
    {
        let waits: BTreeSet<u64> = (0..6).map(|tab| waited(&asked, tab).0).collect();
        assert!(waits.iter().all(|ms| (floor..cap).contains(ms)), "{asked}: {waits:?}");
        assert!(waits.len() >= 4, "{asked}: tabs come back one by one: {waits:?}");
    }
}

#[test]
fn a_wait_is_shown_with_its_time() {
    let (ms, world) = waited(&json!(7), 0);
    let notice = world.view().notice.expect("it is said");
    assert_eq!(notice.text.key, "notice_asked_to_wait");
    let Some(Arg::Time(until)) = notice.text.args.first() else { panic!("with the time: {notice:?}") };
    assert!(until.0.abs_diff(world.now + ms) <= 1_000, "{until:?} and {}", world.now + ms);
}

#[test]
fn what_the_server_recommends_is_kept_and_never_more_than_six() {
    let now = Moment(1_000);
    for (hint, most) in [(Some(2), 2), (Some(50), 6), (Some(0), 1), (None, 6)] {
        let mut pace = Pace::new(1);
        for _ in 0..10 {
            pace.answered(hint);
        }
        assert_eq!(pace.ask(now, 1, 0, most - 1), Allowed::Yes, "{hint:?}");
        assert_eq!(pace.ask(now, 1, 0, most), Allowed::NotNow, "{hint:?}");
    }
}

#[test]
fn after_a_refusal_one_light_request_goes_first() {
    let mut pace = Pace::new(9);
    let now = Moment(50_000);
    pace.refused(now, Some(300));
    let Allowed::Wait(ms) = pace.ask(now, 1, 0, 0) else { panic!("it waits") };
    assert!((15_000..16_000).contains(&ms), "not for minutes: {ms}");
    let later = Moment(now.0 + u64::from(ms));
    assert_eq!(pace.ask(later, 1, 0, 3), Allowed::NotNow, "what is under way comes in first");
    assert_eq!(pace.ask(later, 1, 0, 0), Allowed::Probe);
    pace.probing(later);
    assert_eq!(pace.ask(later, 1, 0, 0), Allowed::NotNow, "one alone");
    pace.answered(Some(6));
    assert_eq!(pace.ask(later, 1, 0, 0), Allowed::Yes);
}

#[test]
fn the_window_is_never_over_what_we_allow_ourselves() {
    let mut pace = Pace::new(9);
    let mut sent = Vec::new();
    let mut now = Moment(1_000);
    for _ in 0..400 {
        match pace.ask(now, 50, 0, 0) {
            Allowed::Yes => {
                pace.sent(now, 50);
                sent.push(now);
            }
            Allowed::Wait(ms) => now = Moment(now.0 + u64::from(ms)),
            other => panic!("{other:?}"),
        }
        let counted = sent.iter().filter(|at| at.0 + WINDOW > now.0).count() * 50;
        assert!(counted <= LIMIT, "{counted} in a window");
        now = Moment(now.0 + 100);
    }
}

#[test]
fn a_tab_has_six_requests_at_once_whatever_it_does() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    sim.most_at_once = 0;
    // The organisation is read while everybody is gathered and somebody is searched for.
    sim.happened(Happened::Pressed(Press::Recheck));
    sim.press(BulkPress::Open(Act::Give));
    sim.press(BulkPress::Everybody);
    sim.happened(Happened::SearchTyped("mar".to_owned()));
    sim.happened(Happened::SearchTyped("mark".to_owned()));
    sim.read_all();
    assert!(sim.chosen() >= 10_000, "nothing is left waiting: {}", sim.chosen());
    assert!((2..=6).contains(&sim.most_at_once), "{}", sim.most_at_once);
}

#[test]
fn only_reads_are_sent_again_by_themselves() {
    for fault in
        [json!("resetAfterApply"), json!({"html": {"status": 502, "body": "<html></html>"}}), json!("truncatedJson")]
    {
        let mut world = World::opened(Scenario::NothingDone);
        world.pick("marketo.sync");
        world.press(Press::ReviewStep("language".to_owned()));
        let Screen::Review(review) = world.view().screen else { panic!("the review") };
        world.set_faults(json!([{ "method": "PATCH", "path": "", "times": 50, "fault": fault }]));
        world.push(review.confirm);
        assert_eq!(world.writes.len(), 1, "{fault}: the write left once");
    }
    let mut world = World::opened(Scenario::NothingDone);
    world.count();
    world.set_faults(json!([{ "path": "$batch", "fault": {"html": {"status": 502, "body": "<html></html>"}} }]));
    world.press(Press::Recheck);
    assert!(matches!(world.view().screen, Screen::Checklist(_)), "a read is sent again");
    assert!(world.count() >= 2);
}

/// A press on an old answer, or an answer to nothing, changes nothing.
#[test]
fn an_answer_that_nobody_waits_for_is_dropped() {
    let mut world = World::opened(Scenario::UserReady);
    let before = world.view();
    for id in 0..200 {
        let id = cairn::core::effect::EffectId(id);
        for happened in [Happened::WaitOver(id), Happened::Saved(id), Happened::SaveFailed(id)] {
            let effects = world.core.handle(Event { at: Moment(world.now), happened });
            assert!(effects.iter().all(|effect| matches!(effect, Effect::Render)), "{effects:?}");
        }
    }
    assert_eq!(world.view(), before);
}
