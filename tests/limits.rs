//! Dynamics' limits: how many at once, how long to wait when asked to, what is sent again by itself and what never.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod sim;
mod world;

use std::collections::BTreeSet;

use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::Act;
use cairn::core::effect::Effect;
use cairn::core::event::{Event, Happened};
use cairn::core::message::{Arg, Moment};
use cairn::core::pace::{Allowed, LIMIT, Pace, WINDOW};
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
        assert_eq!(pace.ask(now, 1, 0, most - 1, LIMIT), Allowed::Yes, "{hint:?}");
        assert_eq!(pace.ask(now, 1, 0, most, LIMIT), Allowed::NotNow, "{hint:?}");
    }
}

#[test]
fn after_a_refusal_one_light_request_goes_first() {
    let mut pace = Pace::new(9);
    let now = Moment(50_000);
    pace.refused(now, Some(300));
    let Allowed::Wait(ms) = pace.ask(now, 1, 0, 0, LIMIT) else { panic!("it waits") };
    assert!((15_000..16_000).contains(&ms), "not for minutes: {ms}");
    let later = Moment(now.0 + u64::from(ms));
    assert_eq!(pace.ask(later, 1, 0, 3, LIMIT), Allowed::NotNow, "what is under way comes in first");
    assert_eq!(pace.ask(later, 1, 0, 0, LIMIT), Allowed::Probe);
    pace.probing(later, 1);
    assert_eq!(pace.ask(later, 1, 0, 0, LIMIT), Allowed::NotNow, "one alone");
    pace.answered(Some(6));
    assert_eq!(pace.ask(later, 1, 0, 0, LIMIT), Allowed::Yes);
}

#[test]
fn the_window_is_never_over_what_we_allow_ourselves() {
    let mut pace = Pace::new(9);
    let mut sent = Vec::new();
    let mut now = Moment(1_000);
    for _ in 0..400 {
        match pace.ask(now, 50, 0, 0, LIMIT) {
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
fn what_the_server_recommends_binds_everything_that_a_tab_does() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    sim.world.org.recommend(2);
    sim.happened(Happened::Pressed(Press::Recheck));
    sim.settle();
    sim.most_at_once = 0;
    sim.happened(Happened::Pressed(Press::Recheck));
    sim.press(BulkPress::Open(Act::Give));
    sim.press(BulkPress::Everybody);
    sim.happened(Happened::SearchTyped("mar".to_owned()));
    sim.read_all();
    sim.press(BulkPress::Clear);
    let users = sim.users(300);
    sim.press(BulkPress::List(users.join("\n")));
    sim.read_all();
    sim.confirm();
    sim.run_until_over();
    assert_eq!(sim.given().len(), users.len());
    assert_eq!(sim.most_at_once, 2);
}

/// The limits are the person's: what was sent a minute ago counts, whichever run or tab has sent it.
#[test]
fn the_window_outlives_the_run_and_the_tab() {
    for reopens in [false, true] {
        let mut sim = Sim::opened(Scenario::TenThousand);
        let users = sim.users(2_600);
        let began = sim.now();
        sim.choose(Act::Give, &users);
        for run in 0..3 {
            sim.confirm();
            sim.run_until_over();
            if reopens {
                sim.reopen();
            } else {
                sim.press(BulkPress::Finish);
                sim.settle();
            }
            assert!(
                matches!(sim.screen(), Screen::Checklist(_)),
                "the checklist is read meanwhile: {:?}",
                sim.screen()
            );
            match run {
                0 => sim.press(BulkPress::Undo(sim.world.store.heads[0].id.clone())),
                1 => sim.choose(Act::Give, &users),
                _ => break,
            }
            sim.read_all();
        }
        assert_eq!((sim.taken().len(), sim.given().len()), (users.len(), users.len()));
        assert_eq!(sim.refused, 0, "never over the limits, with new tabs: {reopens}");
        assert!(sim.now() - began >= WINDOW, "it waited for the window");
    }
}

#[test]
fn a_search_that_was_asked_to_wait_goes_on() {
    let mut world = World::opened(Scenario::UserReady);
    world.set_faults(json!([{ "method": "GET", "path": "systemusers?", "times": 2, "fault": { "retryAfter": 7 } }]));
    let before = world.now;
    world.hold();
    world.happened(Happened::SearchTyped("marketo".to_owned()));
    let Some(Effect::Send { id, request, timeout_ms }) = world.drop_held().pop() else { panic!("it is sent") };
    let wire = world.wire(&request);
    let fault = world.faults.apply(&wire);
    let ended = world.answer(&wire, fault, timeout_ms);
    world.happened(Happened::Ended { id, ended });
    let notice = world.view().notice.expect("it is said");
    assert_eq!(notice.text.key, "notice_asked_to_wait");
    world.release();
    let picker = world.step("sync-user").picker.expect("the search");
    assert!(picker.rows.iter().any(|row| row.under.iter().any(|text| text.contains("marketo.sync"))), "{picker:?}");
    assert!(world.now - before >= 14_000, "twice for as long as it was asked");
    assert!(world.view().notice.is_none_or(|notice| notice.text.key != "notice_asked_to_wait"));
}

/// A write that stands in line when the right to write goes does not leave without it.
#[test]
fn what_stands_in_line_leaves_only_with_the_right_to_write() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick("marketo.sync");
    world.press(Press::ReviewStep("role-assigned".to_owned()));
    world.hold();
    // A survey is under way, and answered with a request to wait after the look of the run has come through.
    world.press(Press::Recheck);
    let Some(Effect::Send { id: survey, request, timeout_ms }) = world.drop_held().pop() else { panic!("a survey") };
    world.press(Press::ReviewStep("role-assigned".to_owned()));
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    world.push(review.confirm);
    let pending = |world: &mut World| world.drop_held().pop().expect("something is under way");
    assert!(matches!(pending(&mut world), Effect::AskLease { .. }));
    world.happened(Happened::LeaseGranted);
    let Effect::Send { id, request: look, .. } = pending(&mut world) else { panic!("the look") };
    let wire = world.wire(&look);
    let ended = world.answer(&wire, None, timeout_ms);
    world.happened(Happened::Ended { id, ended });
    let Effect::Save { id: noted, record, .. } = pending(&mut world) else { panic!("the note") };
    world.save(noted, record);
    world.set_faults(json!([{ "path": "$batch", "fault": { "retryAfter": 7 } }]));
    let wire = world.wire(&request);
    let fault = world.faults.apply(&wire);
    let ended = world.answer(&wire, fault, timeout_ms);
    world.happened(Happened::Ended { id: survey, ended });
    world.happened(Happened::Saved(noted));
    let Effect::Wait { id: wait, ms } = pending(&mut world) else { panic!("the write stands in line") };
    assert_eq!(world.view().notice.expect("it is said").text.key, "notice_asked_to_wait");
    world.happened(Happened::LeaseLost);
    world.now += u64::from(ms);
    world.happened(Happened::WaitOver(wait));
    let left = world.drop_held();
    assert!(!left.iter().any(|effect| matches!(effect, Effect::Send { .. })), "{left:?}");
    assert!(left.iter().any(|effect| matches!(effect, Effect::AskLease { .. })), "it asks again: {left:?}");
    assert!(world.writes.is_empty());
}

#[test]
fn a_clock_that_is_set_back_holds_nothing_up() {
    let mut pace = Pace::new(9);
    let now = Moment(50_000_000);
    pace.sent(now, LIMIT);
    pace.refused(now, Some(300));
    let back = Moment(now.0 - 7_200_000);
    assert_eq!(pace.ask(back, 0, 0, 0, LIMIT), Allowed::Probe, "not in two hours");
    pace.probing(back, 1);
    pace.answered(None);
    let Allowed::Wait(ms) = pace.ask(back, 50, 0, 0, LIMIT) else { panic!("the window counts") };
    assert!(u64::from(ms) <= WINDOW, "{ms}");
}

/// Of a 429 nobody says that nothing was done: what would make a second row is not sent twice (dataverse §7).
#[test]
fn a_new_row_is_not_sent_again_by_itself() {
    let mut world = World::opened(Scenario::ApplicationUser);
    world.press(Press::ChooseVariant(cairn::playbook::Variant::ApplicationUser));
    world.press(Press::CreateApplicationUser("3c0e2f7a-5b1d-4e83-9a64-0d7c51b2a9e1".to_owned()));
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    world.set_faults(json!([{ "method": "POST", "path": "systemusers", "times": 1, "fault": { "retryAfter": 1 } }]));
    world.push(review.confirm);
    assert_eq!(world.writes.len(), 1);
    let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
    let problem = outcome.lines[0].problem.clone().expect("a problem");
    assert_eq!(problem.what.key, "problem_throttled");
    assert!(problem.action.is_some(), "with one thing to do next");
}

/// Customisations that something else holds are tried again after three seconds, and after thirty at most (dataverse §5.4).
#[test]
fn a_lock_is_tried_again_from_three_seconds_to_thirty() {
    let mut world = World::opened(Scenario::EverythingWrong);
    world.pick("marketo.sync");
    world.press(Press::ReviewStep("steps".to_owned()));
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    let sql = json!({"status": {"status": 500, "code": "0x80044150", "message": "Generic SQL error."}});
    world.set_faults(json!([{ "method": "PATCH", "path": "sdkmessageprocessingsteps", "times": 6, "fault": sql }]));
    world.hold();
    world.push(review.confirm);
    let mut waits = Vec::new();
    loop {
        let held = world.drop_held();
        if held.is_empty() {
            break;
        }
        world.waited(held, &mut waits);
    }
    let seconds: Vec<u64> = waits.iter().take(6).map(|ms| ms / 1_000).collect();
    assert!(
        seconds.len() == 6 && seconds.iter().zip([3, 6, 12, 24, 30, 30]).all(|(is, wanted)| is.abs_diff(wanted) <= 1)
    );
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
        for happened in [
            Happened::WaitOver(id),
            Happened::Saved(id),
            Happened::SaveFailed(id),
            Happened::PermitGranted(id),
            Happened::PermitLost(id),
        ] {
            let effects = world.core.handle(Event { at: Moment(world.now), happened });
            assert!(effects.iter().all(|effect| matches!(effect, Effect::Render)), "{effects:?}");
        }
    }
    assert_eq!(world.view(), before);
}
