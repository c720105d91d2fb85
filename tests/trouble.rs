//! What can go wrong, and what the person gets: no write without a look, none lost track of.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

#[path = "trouble/abandoned.rs"]
mod abandoned;
mod world;

use cairn::core::journal::Stage;
use cairn::core::message::Arg;
use cairn::core::press::Press;
use cairn::core::view::{JournalLine, Outcome, Screen, StateWord};
use practice::org::Scenario;
use serde_json::json;
use world::World;
use world::others::{assign_as_another_admin, speak_english_as_another_admin, take_as_another_admin};

const WRITE: &str = "systemuserroles_association/$ref";

/// The review of the assignment is on screen.
fn reviewed() -> World {
    let mut world = World::opened(Scenario::UserReady);
    world.pick("marketo.sync");
    let main = world.checklist().main;
    world.push(main);
    world
}

fn confirm(world: &mut World) {
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    world.push(review.confirm);
}

fn outcome(world: &World) -> Outcome {
    match world.view().screen {
        Screen::Outcome(outcome) => outcome,
        other => panic!("not the result: {other:?}"),
    }
}

fn problem_of(world: &World) -> String {
    outcome(world).lines[0].problem.clone().expect("a problem").what.key.to_string()
}

/// Confirms with a fault on the write.
fn with_fault(fault: serde_json::Value) -> World {
    let mut world = reviewed();
    world.set_faults(json!([{ "method": "POST", "path": WRITE, "nth": 1, "times": 1, "fault": fault }]));
    confirm(&mut world);
    world
}

#[test]
fn a_lost_answer_to_an_applied_write_is_read_and_proved() {
    let world = with_fault(json!("resetAfterApply"));
    assert_eq!(outcome(&world).lines[0].state.key, "line_proved");
    assert_eq!(world.writes.len(), 1, "not sent twice");
    assert!(matches!(world.store.journal[0].stage, Stage::Proved(_)));
}

#[test]
fn a_lost_answer_to_a_write_that_did_not_happen_is_read_and_said() {
    let world = with_fault(json!("resetBeforeApply"));
    assert_eq!(outcome(&world).lines[0].state.key, "line_failed");
    assert_eq!(problem_of(&world), "problem_no_answer");
    assert_eq!(world.writes.len(), 1, "not repeated blindly");
    assert_eq!(world.store.journal[0].stage, Stage::Unknown, "it may be on its way still");
    let mut world = world;
    world.reopen();
    assert_eq!(journal_of(&mut world), ["journal_not_done"], "it did not come");
}

/// The words of the journal's entries, the latest first.
fn journal_of(world: &mut World) -> Vec<String> {
    world.press(Press::ShowJournal);
    let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
    let ending = |entry: &JournalLine| match entry.under.args.last() {
        Some(Arg::Message(ending)) => ending.key.to_string(),
        other => panic!("how it ended: {other:?}"),
    };
    journal.entries.iter().map(ending).collect()
}

#[test]
fn what_arrives_after_it_was_given_up_is_ours_to_take_back() {
    let mut world = with_fault(json!({"lateApply": 100_000}));
    assert_eq!(problem_of(&world), "problem_timed_out");
    world.reopen();
    // The reading was on its way before it.
    world.press(Press::Recheck);
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(journal_of(&mut world), ["journal_appeared"]);
    let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
    world.push(journal.entries[0].undo.clone());
    confirm(&mut world);
    world.press(Press::Finish);
    assert_eq!(world.state("role-assigned"), StateWord::Todo);
}

#[test]
fn what_somebody_does_much_later_is_not_taken_for_ours() {
    let mut world = with_fault(json!("resetBeforeApply"));
    world.reopen();
    assign_as_another_admin(&mut world.org);
    world.reopen();
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(journal_of(&mut world), ["journal_not_done"]);
}

#[test]
fn of_two_tries_only_the_one_that_made_it_is_ours() {
    let mut world = with_fault(json!("resetBeforeApply"));
    world.press(Press::Finish);
    let main = world.checklist().main;
    world.push(main);
    confirm(&mut world);
    world.reopen();
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    let mut words = journal_of(&mut world);
    words.sort();
    assert_eq!(words, ["journal_not_done", "journal_proved"]);
}

#[test]
fn while_nothing_can_be_read_the_end_is_unknown_and_resolved_later() {
    let mut world = reviewed();
    world.set_faults(json!([
        { "method": "POST", "path": WRITE, "fault": "resetAfterApply" },
        { "path": "$batch", "nth": 2, "times": 50, "fault": "resetBeforeApply" },
    ]));
    confirm(&mut world);
    assert_eq!(outcome(&world).lines[0].state.key, "line_unknown");
    assert_eq!(world.store.journal[0].stage, Stage::Unknown);
    assert_eq!(world.writes.len(), 1);
    world.set_faults(json!([]));
    world.reopen();
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    world.press(Press::ShowJournal);
    let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
    assert!(journal.entries[0].undo.is_some(), "what happened can still be taken back");
}

#[test]
fn each_refusal_has_its_own_words() {
    let error = |status: u16, code: &str, message: &str| json!({"status": {"status": status, "code": code, "message": message}});
    let cases = [
        (
            error(403, "0x80040220", "Principal user (Id=x, type=8) is missing prvAssignRole privilege (Id=y)"),
            "problem_missing_privilege",
        ),
        (error(403, "0x80048d3b", "prvWriteLead"), "problem_elevation_names"),
        (
            error(400, "0x80041409", "The user with id=1 belongs to a different business unit=2"),
            "problem_wrong_business_unit",
        ),
        (error(400, "0x80048d35", "disabled"), "problem_target_disabled"),
        (error(400, "0x80090918", "application user"), "problem_not_for_this_user"),
        (error(404, "0x80040217", "role With Id = x Does Not Exist"), "problem_no_such_record"),
        (error(500, "", ""), "problem_unavailable"),
        (error(503, "", ""), "problem_unavailable"),
        (json!({"html": {"status": 502, "body": "<html><h1>Bad Gateway</h1></html>"}}), "problem_unavailable"),
        (json!({"html": {"status": 200, "body": "<html>Sign in</html>"}}), "problem_signed_out"),
        (json!("signInRedirect"), "problem_signed_out"),
        (error(401, "", ""), "problem_signed_out"),
        (json!({"noAnswer": 90_000}), "problem_timed_out"),
    ];
    for (fault, key) in cases {
        let world = with_fault(fault.clone());
        assert_eq!(problem_of(&world), key, "{fault}");
        assert_eq!(world.writes.len(), 1, "{fault}: sent once");
        let line = outcome(&world).lines.remove(0);
        let problem = line.problem.expect("a problem");
        assert!(problem.action.is_some(), "{fault}: one next action");
        // What may come yet, and what nobody could read because the session was over.
        let is_open = ["problem_unavailable", "problem_timed_out", "problem_signed_out"].contains(&key);
        let effect = problem.effect.expect("an effect").key;
        assert_eq!(effect == "effect_unknown", key == "problem_signed_out", "{fault}: read back only where it was");
        match world.store.journal[0].stage {
            Stage::Unknown => assert!(is_open, "{fault}: nothing more will come of it"),
            Stage::NotDone(_) => assert!(!is_open, "{fault}: it may be carried out still"),
            other => panic!("{fault}: {other:?}"),
        }
        let mut world = world;
        world.set_faults(json!([]));
        world.reopen();
        assert_eq!(journal_of(&mut world), ["journal_not_done"], "{fault}: a later look tells");
    }
}

#[test]
fn a_request_to_wait_is_followed_looked_at_and_then_sent_again() {
    for seconds in [json!(0), json!(7), json!(300), json!(null)] {
        let mut world = reviewed();
        let began = world.now;
        world.set_faults(json!([{ "method": "POST", "path": WRITE, "fault": { "retryAfter": seconds } }]));
        confirm(&mut world);
        assert_eq!(outcome(&world).lines[0].state.key, "line_proved", "{seconds}");
        assert_eq!(world.writes.len(), 2, "{seconds}");
        let waited = world.now - began;
        assert!((1_000..20_000).contains(&waited), "{seconds}: waited {waited} ms");
    }
}

#[test]
fn a_server_that_always_asks_to_wait_is_not_asked_for_ever() {
    let mut world = reviewed();
    world.set_faults(json!([{ "method": "POST", "path": WRITE, "times": 1000, "fault": { "retryAfter": 1 } }]));
    confirm(&mut world);
    assert_eq!(problem_of(&world), "problem_throttled");
    assert!(world.writes.len() <= 6, "{}", world.writes.len());
}

#[test]
fn assigned_by_somebody_between_review_and_press_is_success_without_a_write() {
    let mut world = reviewed();
    assign_as_another_admin(&mut world.org);
    confirm(&mut world);
    assert_eq!(outcome(&world).lines[0].state.key, "line_already_right");
    assert!(world.writes.is_empty());
    assert!(world.store.journal.is_empty(), "not ours to take back");
}

#[test]
fn assigned_by_somebody_between_look_and_write_is_success_that_is_not_ours() {
    let mut world = reviewed();
    world.before_write = Some(assign_as_another_admin);
    confirm(&mut world);
    assert_eq!(outcome(&world).lines[0].state.key, "line_already_right");
    assert!(matches!(world.store.journal[0].stage, Stage::FoundDone(_)));
    assert_eq!(outcome(&world).undo, None);
}

/// The answer is an error, and what was wished for is there: somebody else did it.
#[test]
fn taken_by_somebody_between_look_and_write_is_success_that_is_not_ours() {
    let mut world = World::opened(Scenario::RoleElsewhere);
    world.pick("marketo.sync");
    world.press(Press::ReviewStep("role-exclusive".to_owned()));
    world.before_write = Some(take_as_another_admin);
    confirm(&mut world);
    let lines = outcome(&world).lines;
    assert_eq!(lines.iter().map(|line| line.state.key.as_ref()).collect::<Vec<_>>(), ["line_already_right"]);
    assert_eq!(world.logged_writes().last().expect("a write").status, 404);
    assert!(matches!(world.store.journal[0].stage, Stage::FoundDone(_)), "{:?}", world.store.journal[0].stage);
    assert_eq!(outcome(&world).undo, None);
    world.reopen();
    world.press(Press::ShowJournal);
    let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
    assert_eq!(journal.entries[0].undo, None, "nor later");
}

/// Whatever the verb, and whatever the refusal: a colleague made the same change, and ours was refused.
#[test]
fn a_refused_change_that_is_there_all_the_same_is_not_ours() {
    for (status, code) in [(412, "0x80060882"), (403, "0x80040220"), (404, "0x80040217"), (400, "0x80040203")] {
        let mut world = World::opened(Scenario::NothingDone);
        world.pick("marketo.sync");
        world.press(Press::ReviewStep("language".to_owned()));
        world.before_write = Some(speak_english_as_another_admin);
        let fault = json!({"status": {"status": status, "code": code, "message": "x"}});
        world.set_faults(json!([{ "method": "PATCH", "path": "", "fault": fault }]));
        confirm(&mut world);
        assert_eq!(outcome(&world).lines[0].state.key, "line_already_right", "{code}");
        assert!(matches!(world.store.journal[0].stage, Stage::FoundDone(_)), "{code}");
        assert_eq!(outcome(&world).undo, None, "{code}");
    }
}

#[test]
fn another_persons_session_writes_nothing() {
    let mut world = reviewed();
    world.set_faults(json!([{ "path": "$batch", "fault": { "sessionOfAnother": "nina" } }]));
    confirm(&mut world);
    assert!(world.writes.is_empty());
    let key = problem_of(&world);
    assert!(matches!(key.as_str(), "problem_another_session" | "problem_signed_out"), "{key}");
}

#[test]
fn without_a_note_nothing_is_written() {
    let mut world = reviewed();
    world.store.full = true;
    confirm(&mut world);
    assert_eq!(problem_of(&world), "problem_storage");
    assert!(world.writes.is_empty());
}

#[test]
fn two_tabs_cannot_write_at_once() {
    let mut world = reviewed();
    world.lease_elsewhere = true;
    confirm(&mut world);
    assert!(world.writes.is_empty());
    assert_eq!(world.view().notice.expect("a notice").text.key, "notice_other_tab");
    world.lease_elsewhere = false;
    let main = world.checklist().main;
    world.push(main);
    confirm(&mut world);
    assert_eq!(world.writes.len(), 1);
}

#[test]
fn a_press_on_an_old_review_writes_nothing() {
    let mut world = reviewed();
    let Screen::Review(old) = world.view().screen else { panic!("the review") };
    world.press(Press::Cancel);
    let main = world.checklist().main;
    world.push(main);
    world.push(old.confirm);
    assert!(world.writes.is_empty());
}

#[test]
fn reading_trouble_has_its_own_words_and_one_action() {
    let cases = [
        (json!("resetBeforeApply"), "problem_no_answer"),
        (json!("signInRedirect"), "problem_signed_out"),
        (json!({"html": {"status": 200, "body": "<html>Sign in</html>"}}), "problem_signed_out"),
        (json!({"noAnswer": 30_000}), "problem_timed_out"),
        (
            json!({"status": {"status": 403, "code": "0x80072560", "message": "The user is not a member of the organization."}}),
            "problem_caller_refused",
        ),
    ];
    for (fault, key) in cases {
        let mut world = World::new(Scenario::UserReady);
        // After a first read that took too long the rest is asked for without the heaviest one.
        let times = if key == "problem_timed_out" { 2 } else { 1 };
        world.set_faults(json!([{ "path": "$batch", "times": times, "fault": fault }]));
        world.open();
        let Screen::Failed(problem) = world.view().screen else { panic!("{fault}: {:?}", world.view().screen) };
        assert_eq!(problem.what.key, key, "{fault}");
        world.push(problem.action);
        world.press(Press::Recheck);
        assert_eq!(world.state("organization"), StateWord::Done, "{fault}: it goes on");
    }
}

#[test]
fn a_heavy_read_that_takes_too_long_holds_up_nothing_else() {
    for heavy in ["IsCustomEntity%20eq", "_owningteam_value%20ne"] {
        let mut world = World::new(Scenario::UserReady);
        world.set_faults(json!([{ "path": heavy, "times": 99, "fault": {"noAnswer": 30_000} }]));
        world.open();
        assert_eq!(world.state("organization"), StateWord::Done, "{heavy}");
        world.pick("marketo.sync");
        let main = world.checklist().main;
        world.push(main);
        confirm(&mut world);
        assert_eq!(outcome(&world).lines[0].state.key, "line_proved", "{heavy}");
    }
}

/// What a part of another place says must not be taken for the answer.
#[test]
fn with_parts_missing_or_mixed_up_a_finding_is_right_or_unknown() {
    let mut right = World::opened(Scenario::EverythingWrong);
    right.pick("marketo.sync");
    let states = |world: &World| -> Vec<(String, StateWord)> {
        let phases = world.checklist().phases;
        phases.into_iter().flat_map(|phase| phase.steps).map(|step| (step.id, step.state)).collect()
    };
    let expected = states(&right);
    let mut faults: Vec<_> = (1..=30).map(|part| json!({"missingPart": part})).collect();
    faults.push(json!("reorderedParts"));
    for fault in faults {
        let mut world = right.clone();
        world.set_faults(json!([{ "path": "$batch", "times": 99, "fault": fault }]));
        world.reopen();
        if let Screen::Checklist(_) = world.view().screen {
            for (state, (step, expected)) in states(&world).iter().map(|(_, state)| state).zip(&expected) {
                assert!(state == expected || *state == StateWord::Unknown, "{fault}: {step} is {state:?}");
            }
        }
        world.set_faults(json!([]));
        world.press(Press::Recheck);
        assert_eq!(states(&world), expected, "{fault}");
    }
}

#[test]
fn a_busy_server_is_read_after_a_wait_without_a_press() {
    for fault in [json!({"retryAfter": 7}), json!({"status": {"status": 503, "code": "", "message": ""}})] {
        let mut world = World::new(Scenario::UserReady);
        world.set_faults(json!([{ "path": "$batch", "fault": fault }]));
        world.open();
        assert_eq!(world.state("organization"), StateWord::Done, "{fault}");
    }
}

#[test]
fn an_old_servers_unknown_columns_are_left_out_and_remembered() {
    let mut world = World::new(Scenario::UserReady);
    world.set_faults(
        json!([{ "path": "isautoassigned", "times": 100, "fault": { "unknownColumn": "isautoassigned" } }]),
    );
    world.open();
    assert_eq!(world.state("role-exclusive"), StateWord::Todo, "read without it: {:?}", world.view().screen);
    let without = &world.store.memory.as_ref().expect("memory").hints.without;
    assert_eq!(without.len(), 1, "{without:?}");
    assert!(world.count() <= 5);
    world.reopen();
    assert_eq!(world.trips(), 1, "it is not asked for again");
}

/// Hints are gone and the choice is not: two reads of the first batch name the same unknown column.
#[test]
fn a_column_that_two_reads_name_is_left_out_of_both() {
    let mut world = World::opened(Scenario::OnPremises);
    world.pick("marketo");
    assert_eq!(world.state("sync-user"), StateWord::Done);
    world.store.memory.as_mut().expect("memory").hints = Default::default();
    world.reopen();
    assert_eq!(world.state("sync-user"), StateWord::Done, "{:?}", world.evidence("sync-user"));
}

/// Nobody heard the answer, but the solution history says that it runs: it is followed to its end (dataverse §5.4).
#[test]
fn a_publish_whose_answer_was_lost_is_followed_while_it_runs() {
    let mut world = World::opened(Scenario::NothingDone);
    world.pick("marketo.sync");
    for step in ["language", "access", "steps", "role-assigned", "config-user"] {
        world.press(Press::ReviewStep(step.to_owned()));
        if let Screen::Review(review) = world.view().screen
            && let Some(button) = review.confirm
        {
            world.press(button.press);
        }
        world.press(Press::Finish);
        world.press(Press::Cancel);
    }
    world.org.set_publishing(600_000, 120_000, false);
    // Times on the server are whole seconds.
    world.now += 2_000;
    world.press(Press::ReviewStep("published".to_owned()));
    world.set_faults(json!([{ "method": "POST", "path": "Publish", "fault": "resetAfterApply" }]));
    let (began, sent) = (world.now, world.writes.len());
    confirm(&mut world);
    assert_eq!(outcome(&world).lines[0].state.key, "line_proved", "{:?}", outcome(&world).lines[0]);
    assert!(world.now - began >= 600_000, "it was waited for");
    assert_eq!(world.writes.len() - sent, 1, "and not sent twice");
}
