//! The whole procedure: every variant walked to its end, every planted fault named, every interruption survived.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::press::Press;
use cairn::core::view::{Outcome, Review, Screen, StateWord};
use practice::org::Scenario;
use serde_json::{Value, json};
use world::{World, texts};

const SYNC_USER: &str = "marketo.sync";
/// Steps that the server proves, in the variant with a licensed user.
const PROVED: [&str; 14] = [
    "organization",
    "rights",
    "solution",
    "steps",
    "role",
    "sync-user",
    "access",
    "language",
    "role-assigned",
    "role-exclusive",
    "config",
    "role-reads",
    "config-user",
    "published",
];

fn review(world: &World) -> Review {
    match world.view().screen {
        Screen::Review(review) => review,
        other => panic!("not the review: {other:?}"),
    }
}

fn outcome(world: &World) -> Outcome {
    match world.view().screen {
        Screen::Outcome(outcome) => outcome,
        other => panic!("not the result: {other:?}"),
    }
}

/// Two presses: the main button, and the one that names the act.
fn set_up(world: &mut World) -> Outcome {
    let main = world.checklist().main;
    world.push(main);
    let confirm = review(world).confirm;
    world.push(confirm);
    outcome(world)
}

fn all_done(world: &World, steps: &[&str]) {
    for step in steps {
        assert_eq!(world.state(step), StateWord::Done, "{step}: {:?}", texts(&world.evidence(step)));
    }
}

/// What the server says about the sync user and the configuration.
fn sync_user(state: &Value) -> &Value {
    let users = state["users"].as_array().expect("users");
    let named = |user: &&Value| user["domainname"].as_str().is_some_and(|name| name.to_lowercase().contains(SYNC_USER));
    users.iter().find(named).expect("the sync user")
}

#[test]
fn nothing_done_is_set_up_with_two_presses_and_proved() {
    let mut world = World::opened(Scenario::NothingDone);
    assert!(world.count() <= 5, "the first opening");
    world.pick(SYNC_USER);
    world.count();
    let result = set_up(&mut world);
    for line in &result.lines {
        assert_eq!(line.state.key, "line_proved", "{line:?}");
    }
    let changes = result.lines.len();
    assert!(world.count() <= 2 + 3 * changes + 2, "look, write, read back for each, and the survey");
    world.press(Press::Finish);
    all_done(&world, &PROVED);
    let state = world.org.state();
    let user = sync_user(&state);
    assert_eq!(user["language"], 1033);
    assert!(user["roles"].as_array().expect("roles").iter().any(|role| role["name"] == "Marketo Sync User"));
    let config = &state["config"].as_array().expect("config")[0];
    assert_eq!(config["user"], user["id"]);
    assert_eq!(world.state("dedicated"), StateWord::Todo, "only a person can say it");
    assert_eq!(world.checklist().main_note.expect("what is left").key, "note_only_yours");
}

#[test]
fn a_known_organisation_is_read_in_two_round_trips() {
    for scenario in [Scenario::NothingDone, Scenario::HalfDone, Scenario::EverythingWrong] {
        let mut world = World::opened(scenario);
        world.pick(SYNC_USER);
        world.count();
        world.reopen();
        let trips = world.count();
        assert!(trips <= 2, "{scenario:?}: {trips}");
    }
}

#[test]
fn what_is_done_is_not_done_again() {
    let mut world = World::opened(Scenario::HalfDone);
    world.pick(SYNC_USER);
    let result = set_up(&mut world);
    let titles: Vec<_> = result.lines.iter().map(|line| line.title.key.to_string()).collect();
    assert_eq!(titles, ["change_lookup", "change_publish"]);
    world.press(Press::Finish);
    all_done(&world, &PROVED);
    assert!(world.checklist().main.is_none());
}

#[test]
fn a_whole_set_up_is_taken_back_as_far_as_that_goes() {
    let mut world = World::opened(Scenario::NothingDone);
    let before = world.org.state();
    world.pick(SYNC_USER);
    let result = set_up(&mut world);
    world.push(result.undo);
    let shown = review(&world);
    assert!(shown.changes.iter().all(|change| change.title.key != "change_publish"), "publishing has no undo");
    world.push(shown.confirm);
    world.press(Press::Finish);
    let after = world.org.state();
    for what in ["language", "accessmode", "roles"] {
        assert_eq!(sync_user(&after)[what], sync_user(&before)[what], "{what}");
    }
    assert_eq!(after["config"][0]["user"], before["config"][0]["user"]);
    assert_eq!(after["steps"], before["steps"]);
}

#[test]
fn what_somebody_changed_since_is_left_alone() {
    let mut world = World::opened(Scenario::NothingDone);
    world.pick(SYNC_USER);
    let result = set_up(&mut world);
    let user = sync_user(&world.org.state())["id"].as_str().expect("id").to_owned();
    world.org_request("PATCH", &format!("usersettingscollection({user})"), &json!({ "uilanguageid": 1031 }));
    world.push(result.undo);
    let confirm = review(&world).confirm;
    world.push(confirm);
    let result = outcome(&world);
    let language = result.lines.iter().find(|line| line.title.key == "change_language").expect("the language");
    assert_eq!(language.problem.as_ref().expect("a reason").what.key, "problem_changed_since");
    assert_eq!(sync_user(&world.org.state())["language"], 1031);
}

#[test]
fn interrupted_at_any_request_it_tells_the_truth_and_can_be_finished() {
    let trips = {
        let mut world = World::opened(Scenario::NothingDone);
        world.pick(SYNC_USER);
        world.count();
        set_up(&mut world);
        world.count()
    };
    let faults = [
        json!("resetBeforeApply"),
        json!("resetAfterApply"),
        json!({"status": {"status": 503, "code": "", "message": ""}}),
    ];
    for fault in &faults {
        for at in 1..=trips {
            let mut world = World::opened(Scenario::NothingDone);
            world.pick(SYNC_USER);
            world.set_faults(json!([{ "nth": at, "times": 1000, "fault": fault }]));
            let main = world.checklist().main;
            world.push(main);
            let confirm = review(&world).confirm;
            world.push(confirm);
            // The tab is closed where it stands, and the server is well again.
            world.set_faults(json!([]));
            world.reopen();
            let org = world.org.state();
            let has_role =
                sync_user(&org)["roles"].as_array().expect("roles").iter().any(|r| r["name"] == "Marketo Sync User");
            assert_eq!(world.state("role-assigned") == StateWord::Done, has_role, "{fault} at {at}");
            assert_eq!(
                world.state("language") == StateWord::Done,
                sync_user(&org)["language"] == 1033,
                "{fault} at {at}"
            );
            if world.checklist().main.is_some() {
                set_up(&mut world);
                world.press(Press::Finish);
            }
            all_done(&world, &PROVED);
            let writes = world.logged_writes();
            let mut once: Vec<_> =
                writes.iter().filter(|w| w.status < 300 && !w.path.contains("Publish")).map(|w| &w.path).collect();
            let count = once.len();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), count, "{fault} at {at}: no change happened twice");
        }
    }
}
