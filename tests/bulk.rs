//! Changes to many users on the practice organisation, with a clock of their own: requests take time, several are under
//! way at once, and answers come in any order.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

#[path = "bulk/order.rs"]
mod order;
mod sim;
mod world;

use std::collections::BTreeSet;

use cairn::core::bulk::pick::Source;
use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::{Act, Chunk, Head, Stage};
use cairn::core::view::Screen;
use cairn::dataverse::json::Json;
use practice::org::Scenario;
use sim::Sim;

/// Some hundred users of all business units, chosen by a list.
fn some(count: usize) -> (Sim, Vec<String>) {
    let mut sim = Sim::opened(Scenario::TenThousand);
    let users = sim.users(count);
    sim.choose(Act::Give, &users);
    assert_eq!(sim.chosen(), count);
    (sim, users)
}

/// Everybody in the list was given the role by one successful request each, and the result says so.
fn all_once(sim: &Sim, users: &[String]) {
    let given = sim.given();
    let expected: BTreeSet<&String> = users.iter().collect();
    assert_eq!(given.keys().collect::<BTreeSet<_>>(), expected);
    assert!(given.values().all(|times| *times == 1), "every user exactly once");
    assert_eq!(sim.changed(), users.len());
}

#[test]
fn ten_thousand_users_within_the_limits() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    sim.everybody(Act::Give);
    let count = sim.chosen();
    assert!(count >= 10_000, "{count}");
    let (asked, began) = (sim.operations, sim.now());
    sim.confirm();
    // What is left is told within a minute of the truth, at work and while the limits are waited for.
    let mut told = Vec::new();
    for _ in 0..7 {
        let next = sim.now() + 40_000;
        sim.until("forty seconds are over", |sim| sim.now() >= next);
        told.extend(sim.seconds_left().map(|left| sim.now() + left * 1_000));
    }
    sim.run_until_over();
    assert!(told.len() >= 6, "{told:?}");
    let errors: Vec<u64> = told.iter().map(|end| sim.now().abs_diff(*end) / 1_000).collect();
    assert!(errors.iter().all(|seconds| *seconds < 60), "{errors:?}");
    let took = (sim.now() - began) as f64 / 1_000.0;
    println!(
        "{count} users: {took:.0} s, {} HTTP requests, {} operations ({asked} before), {} refused, {} at once",
        sim.requests, sim.operations, sim.refused, sim.most_at_once
    );
    let given = sim.given();
    assert_eq!(given.len(), count);
    assert!(given.values().all(|times| *times == 1), "every user exactly once");
    assert_eq!(sim.refused, 0, "never over the limits");
    assert!(sim.most_at_once <= 6);
    // The writes alone are more than 6,000 in 300 seconds allow: nobody can be faster than 300 s.
    assert!((300.0..360.0).contains(&took), "{took}");
    assert_eq!(sim.outcome().lines.len(), 1, "nobody was left out of the result");
}

#[test]
fn closed_at_four_tenths_and_resumed() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    sim.everybody(Act::Give);
    let count = sim.chosen();
    assert!(count >= 10_000, "{count}");
    sim.confirm();
    sim.until("four tenths are done", |sim| sim.done() as usize * 10 >= count * 4);
    let seen = sim.done();
    sim.reopen();
    let notice = sim.world.view().notice.expect("it is said");
    assert_eq!(notice.text.key, "bulk_interrupted");
    let written = sim.given().len();
    sim.settle();
    assert_eq!(sim.given().len(), written, "nothing goes on by itself");
    sim.press(BulkPress::ShowRest);
    let review = sim.review();
    assert_eq!(review.title.key, "bulk_interrupted");
    assert!(review.confirm.as_ref().is_some_and(|confirm| confirm.writes));
    assert!(seen as usize * 10 >= count * 4);
    sim.press_button(review.confirm);
    sim.run_until_over();
    let given = sim.given();
    assert_eq!(given.len(), count);
    assert!(given.values().all(|times| *times == 1), "every user exactly once");
    assert_eq!(sim.refused, 0, "what the closed tab had sent counts too");
    assert_eq!(sim.changed(), count);
    sim.reopen();
    assert_eq!(sim.world.view().notice, None, "it has ended");
}

/// The tab is closed after each of so many steps in turn: what was sent and not read is read, and nothing is sent twice.
#[test]
fn closed_anywhere_and_resumed() {
    for steps in (1..160).step_by(7) {
        let (mut sim, users) = some(120);
        sim.confirm();
        for _ in 0..steps {
            sim.step();
        }
        sim.reopen();
        if sim.world.view().notice.is_some() {
            sim.press(BulkPress::ShowRest);
            let confirm = sim.review().confirm;
            if confirm.is_some() {
                sim.press_button(confirm);
                sim.run_until_over();
            }
        }
        let given = sim.given();
        assert!(given.values().all(|times| *times == 1), "after {steps} steps");
        if !sim.world.store.heads.is_empty() {
            assert_eq!(given.len(), users.len(), "after {steps} steps");
            assert_eq!(sim.stored_changed().len(), users.len(), "after {steps} steps: all are ours to take back");
        }
    }
}

#[test]
fn what_comes_of_it_does_not_depend_on_the_order_of_answers() {
    let outcomes: Vec<_> = [1, 2, 3]
        .into_iter()
        .map(|seed| {
            let (mut sim, _) = some(300);
            sim.shuffle(seed);
            sim.confirm();
            sim.run_until_over();
            let chunks = sim.world.store.chunks.into_values();
            chunks.map(|chunk| (chunk.outcome().cloned(), chunk.groups)).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}

#[test]
fn trouble_in_the_middle_is_overcome_and_nobody_is_written_twice() {
    let write = "systemuserroles_association/$ref";
    let gateway = serde_json::json!({"html": {"status": 502, "body": "<html><h1>Bad Gateway</h1></html>"}});
    let busy = serde_json::json!({"status": {"status": 503, "code": "", "message": ""}});
    for (path, fault) in [
        (write, serde_json::json!("resetBeforeApply")),
        (write, serde_json::json!("resetAfterApply")),
        (write, serde_json::json!({"retryAfter": 7})),
        (write, serde_json::json!({"retryAfter": 0})),
        (write, serde_json::json!({"retryAfter": null})),
        (write, serde_json::json!("truncatedJson")),
        (write, gateway.clone()),
        (write, busy.clone()),
        ("WhoAmI", serde_json::json!("resetBeforeApply")),
        ("WhoAmI", serde_json::json!({"retryAfter": 300})),
        ("WhoAmI", busy),
        ("systemuserid%20eq", serde_json::json!("resetAfterApply")),
        ("systemuserid%20eq", serde_json::json!("truncatedJson")),
        ("systemuserid%20eq", gateway),
    ] {
        let (mut sim, users) = some(300);
        sim.world.set_faults(serde_json::json!([{"path": path, "nth": 2, "times": 2, "fault": fault}]));
        sim.confirm();
        let began = sim.now();
        sim.run_until_over();
        println!("{path} {fault}: {} s", (sim.now() - began) / 1_000);
        all_once(&sim, &users);
        assert!(sim.now() - began < 60_000, "{path} {fault}: it probes, and does not freeze");
        assert_eq!(sim.stored_changed().len(), users.len(), "{path} {fault}");
    }
}

#[test]
fn a_refusal_in_the_middle_of_a_batch_is_asked_again_for_those_alone() {
    let (mut sim, users) = some(300);
    sim.answer_from_part(20, 3, "429 Too Many Requests", "0x80072322");
    sim.confirm();
    sim.run_until_over();
    all_once(&sim, &users);
}

#[test]
fn the_limits_hold_while_the_person_works_too() {
    let (mut sim, users) = some(400);
    // Somebody has used up the window: the server refuses until it slides on.
    sim.use_up(5_990);
    sim.confirm();
    sim.run_until_over();
    assert!(sim.refused > 0);
    assert!(sim.refused < 60, "{}", sim.refused);
    all_once(&sim, &users);
}

#[test]
fn another_session_ends_it() {
    let (mut sim, users) = some(300);
    sim.world
        .set_faults(serde_json::json!([{"path": "WhoAmI", "nth": 3, "fault": {"sessionOfAnother": "carlos.ibarra"}}]));
    sim.confirm();
    sim.settle();
    let Screen::Running(running) = sim.screen() else { panic!("it waits for the person: {:?}", sim.screen()) };
    assert!(running.lines.iter().any(|line| line.state.key == "problem_another_session"), "{running:?}");
    assert!(sim.given().len() < users.len());
    let given = sim.given().len();
    // Going on looks first, and finds the other person still there.
    sim.press(BulkPress::GoOn);
    sim.settle();
    assert_eq!(sim.given().len(), given);
}

#[test]
fn without_a_note_nothing_is_written() {
    for full_from in [1, 3, 7, 9, 12] {
        let (mut sim, users) = some(300);
        sim.may_save = Box::new(move |save| save < full_from);
        sim.forget_saves();
        sim.writes_only_what_is_noted();
        sim.confirm();
        sim.settle();
        let noted: BTreeSet<String> = sim
            .world
            .store
            .chunks
            .values()
            .filter(|chunk| chunk.stage != Stage::Planned)
            .flat_map(Chunk::users)
            .map(|user| user.to_string())
            .collect();
        assert!(sim.given().keys().all(|user| noted.contains(user)), "full from save {full_from}");
        if full_from <= 7 {
            assert_eq!(sim.given().len(), 0, "the plan itself could not be kept");
            continue;
        }
        // Room again: the person goes on, and nothing was lost.
        sim.may_save = Box::new(|_| true);
        sim.press(BulkPress::GoOn);
        sim.run_until_over();
        all_once(&sim, &users);
    }
}

#[test]
fn pause_finishes_what_is_at_work_and_stop_ends_it() {
    let (mut sim, users) = some(1_000);
    sim.confirm();
    sim.until("some are done", |sim| sim.done() >= 100);
    sim.press(BulkPress::Pause);
    sim.settle();
    let paused = sim.given().len();
    assert!((100..=500).contains(&paused), "{paused}");
    assert!(sim.world.store.chunks.values().all(|chunk| !matches!(chunk.stage, Stage::Begun { .. })));
    sim.press(BulkPress::GoOn);
    sim.until("more are done", |sim| sim.given().len() > paused);
    sim.press(BulkPress::Stop);
    sim.run_until_over();
    let stopped = sim.given().len();
    assert!(stopped < users.len());
    assert_eq!(sim.changed(), stopped);
    assert!(sim.outcome().lines.iter().any(|line| line.title.key == "bulk_not_begun"));
    assert_eq!(sim.stored_changed().len(), stopped);
}

#[test]
fn no_lease_no_write() {
    let (mut sim, _) = some(60);
    sim.world.lease_elsewhere = true;
    sim.confirm();
    sim.settle();
    assert!(sim.given().is_empty());
    assert!(matches!(sim.screen(), Screen::Checklist(_)));
}

#[test]
fn what_another_tab_has_done_meanwhile_is_shown_before_it_goes_on() {
    let (mut sim, users) = some(200);
    sim.confirm();
    sim.until("some are done", |sim| sim.done() >= 50);
    sim.reopen();
    sim.press(BulkPress::ShowRest);
    let stale = sim.review().confirm;
    // Another tab went on and came to the end; this one still shows the rest of before.
    let before = sim.world.core.clone();
    sim.press_button(stale.clone());
    sim.run_until_over();
    all_once(&sim, &users);
    sim.world.core = before;
    sim.press_button(stale);
    sim.settle();
    assert!(matches!(sim.screen(), Screen::Checklist(_)), "{:?}", sim.screen());
    all_once_in_log(&sim, &users);
}

fn all_once_in_log(sim: &Sim, users: &[String]) {
    let given = sim.given();
    assert_eq!(given.len(), users.len());
    assert!(given.values().all(|times| *times == 1));
}

#[test]
fn undo_restores_exactly_and_leaves_alone_what_is_not_ours() {
    let (mut sim, users) = some(160);
    // A colleague gives it to two of them after the review, and takes it from two others before the undo.
    sim.press(BulkPress::Review);
    let confirm = sim.review().confirm;
    for user in &users[..2] {
        sim.give_elsewhere(user);
    }
    let before = sim.roles_of(&users);
    sim.press_button(confirm);
    sim.run_until_over();
    assert_eq!(sim.changed(), users.len() - 2);
    let lines = sim.outcome().lines;
    assert!(lines.iter().any(|line| line.title.key == "bulk_had"), "{lines:?}");
    for user in &users[2..4] {
        sim.take_elsewhere(user);
    }
    sim.forget_log();
    let undo = sim.outcome().undo;
    sim.press_button(undo);
    sim.settle();
    assert_eq!(sim.chosen(), users.len() - 4, "only what is ours and still there");
    sim.confirm();
    sim.run_until_over();
    assert_eq!(sim.taken().len(), users.len() - 4);
    assert_eq!(sim.roles_of(&users), before, "as it was, the colleague's own doing included");
    // A second undo finds nothing more of ours, even where a colleague has given it again.
    sim.give_elsewhere(&users[10]);
    sim.press(BulkPress::Finish);
    sim.settle();
    let id = sim.world.store.heads[0].id.clone();
    sim.press(BulkPress::Undo(id));
    sim.settle();
    assert_eq!(sim.chosen(), 0);
}

#[test]
fn what_turns_up_late_is_ours_and_what_somebody_did_first_is_not() {
    let (mut sim, users) = some(50);
    // The first batch of writes is stuck on its way, and arrives only when the next look does.
    sim.delay_first_write();
    sim.confirm();
    sim.run_until_over();
    all_once(&sim, &users);
    assert_eq!(sim.stored_changed().len(), users.len(), "all of it is ours to take back");

    let (mut sim, users) = some(50);
    sim.before_first_write_give(&users[7]);
    sim.confirm();
    sim.run_until_over();
    assert_eq!(sim.changed(), users.len() - 1);
    assert!(!sim.stored_changed().contains(&users[7]), "a colleague's doing is not ours to take back");
}

#[test]
fn a_list_says_who_is_meant_and_who_is_not() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    let users = sim.names(4);
    sim.press(BulkPress::Open(Act::Give));
    sim.press(BulkPress::Source(Source::List));
    let pasted = format!(
        "Name;E-mail\n{};x\r\n\"{}\",Sales\n{}\n{}\nNobody At All\n00000000-0000-0000-0000-00000000dead\n",
        users[0].user_name.to_uppercase(),
        users[1].user_name,
        users[2].id,
        users[0].user_name,
    );
    sim.press(BulkPress::List(pasted));
    sim.read_all();
    assert_eq!(sim.chosen(), 3, "{:?}", sim.picking());
    let out = sim.picking().left_out;
    let nobody = out.iter().find(|one| one.text.key == "bulk_nobody").expect("it is said");
    assert_eq!(nobody.names.len(), 3, "{nobody:?}");
    sim.press_button(Some(nobody.copy.clone()));
    let copied = sim.world.copied.last().expect("copied");
    assert!(copied.contains("Nobody At All") && copied.contains("dead") && copied.contains("Name"), "{copied}");
}

#[test]
fn who_is_left_out_is_said_with_the_reason() {
    let mut sim = Sim::opened(Scenario::RoleElsewhere);
    sim.everybody(Act::Take);
    let view = sim.picking();
    let reasons: Vec<&str> = view.left_out.iter().map(|one| one.text.key.as_ref()).collect();
    assert!(reasons.contains(&"bulk_out_own"), "{view:?}");
    assert_eq!(sim.chosen(), 1, "whoever would be left without a role is not ticked");
    let lonely = view.lonely.expect("it is said");
    assert!(!lonely.chosen);
    sim.press_choice(&lonely);
    assert_eq!(sim.chosen(), 2);
    sim.press_choice(&lonely);
    sim.confirm();
    sim.run_until_over();
    assert_eq!(sim.taken().len(), 1);
    assert_eq!(sim.changed(), 1);
    // And back again, to the very same copy.
    let undo = sim.outcome().undo;
    sim.press_button(undo);
    sim.settle();
    assert_eq!(sim.chosen(), 1);
    sim.confirm();
    sim.run_until_over();
    assert_eq!(sim.given().len(), 1);
}

#[test]
fn failures_are_listed_with_their_reason_and_can_be_saved() {
    let (mut sim, users) = some(50);
    sim.answer_from_part(49, 1, "400 Bad Request", "0x80048d35");
    sim.confirm();
    sim.run_until_over();
    assert_eq!(sim.changed(), users.len() - 1);
    let outcome = sim.outcome();
    assert!(outcome.lines.iter().any(|line| line.state.key == "problem_target_disabled"), "{outcome:?}");
    sim.press_button(outcome.export);
    let table = sim.tables.last().expect("it is offered");
    assert_eq!(table.rows.len(), 2);
    let user = users.iter().find(|user| !sim.given().contains_key(*user)).expect("one was not changed");
    assert!(format!("{:?}", table.rows[1]).contains(user));
}

#[test]
fn units_views_and_search_bring_users() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    sim.press(BulkPress::Open(Act::Give));
    sim.press(BulkPress::Source(Source::Unit));
    sim.read_all();
    let options = sim.picking().options;
    assert!(options.len() > 2, "{options:?}");
    sim.press_choice(&options[1]);
    sim.read_all();
    let of_unit = sim.chosen();
    assert!(of_unit > 50, "{of_unit}");
    sim.press_choice(&options[1]);
    sim.read_all();
    assert_eq!(sim.chosen(), of_unit, "nobody is there twice");
    assert!(sim.picking().options[1].chosen && !sim.picking().options[2].chosen);
    sim.press(BulkPress::Clear);
    assert_eq!(sim.chosen(), 0);
    sim.press(BulkPress::Source(Source::View));
    sim.read_all();
    let views = sim.picking().options;
    assert!(!views.is_empty());
    sim.press_choice(&views[0]);
    sim.read_all();
    assert!(sim.chosen() > 0, "{views:?} {:?}", sim.picking());
    sim.press(BulkPress::Clear);
    sim.press(BulkPress::Source(Source::Search));
    let name = sim.names(1)[0].clone();
    sim.type_search(&name.user_name);
    let rows = sim.picking().picker.expect("the search").rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    sim.press_of(rows[0].press.clone());
    sim.read_all();
    assert_eq!(sim.chosen(), 1);
}

#[test]
fn only_the_button_of_this_very_review_writes() {
    let (mut sim, _) = some(60);
    sim.press(BulkPress::Review);
    let old = sim.review().confirm;
    sim.press(BulkPress::Back);
    let rows = sim.picking().rows;
    sim.press_choice(&rows[0].choice);
    sim.press_button(old.clone());
    sim.press(BulkPress::Review);
    sim.press_button(old);
    for press in [BulkPress::GoOn, BulkPress::Pause, BulkPress::Stop, BulkPress::Abandon, BulkPress::ShowRest] {
        sim.press(press);
    }
    sim.settle();
    assert!(sim.given().is_empty());
    assert!(sim.world.store.heads.is_empty());
}

#[test]
fn records_survive_the_extensions_own_store() {
    let (mut sim, _) = some(120);
    sim.confirm();
    sim.until("some are done", |sim| sim.done() >= 50);
    for chunk in sim.world.store.chunks.values() {
        let tree = Json::of(chunk).expect("a chunk is data");
        assert_eq!(&tree.to_typed::<Chunk>().expect("it reads back"), chunk);
    }
    let head = &sim.world.store.heads[0];
    assert_eq!(&Json::of(head).expect("a head is data").to_typed::<Head>().expect("it reads back"), head);
}
