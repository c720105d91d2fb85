//! Every starting state of the practice organisation, from opening the checklist to the end of the job.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::effect::Effect;
use cairn::core::event::Happened;
use cairn::core::finding::Finding;
use cairn::core::press::Press;
use cairn::core::view::{ChangeView, Review, Screen, StateWord, Tone};
use cairn::dataverse::rows::OrganizationKind;
use practice::org::Scenario;
use world::{World, texts};

const SYNC_USER: &str = "marketo.sync";

fn review(world: &World) -> Review {
    match world.view().screen {
        Screen::Review(review) => review,
        other => panic!("not the review: {other:?}"),
    }
}

fn keys(change: &ChangeView) -> Vec<String> {
    change.notes.iter().map(|note| note.text.key.to_string()).collect()
}

/// From a picked user to the result.
fn set_up(world: &mut World) {
    let main = world.checklist().main;
    world.push(main);
    let confirm = review(world).confirm;
    world.push(confirm);
}

#[test]
fn fresh_knows_everything_but_the_sync_user() {
    let mut world = World::opened(Scenario::Fresh);
    assert!(world.count() <= 5, "the first opening");
    for done in ["organization", "solution", "role", "rights"] {
        assert_eq!(world.state(done), StateWord::Done, "{done}: {:?}", world.evidence(done));
    }
    assert_eq!(world.state("sync-user"), StateWord::Todo);
    assert_eq!(world.state("role-assigned"), StateWord::Todo);
    assert_eq!(world.evidence("role-assigned").key, "evidence_first");
    assert!(world.step("sync-user").picker.is_some(), "the search is open");
    assert_eq!(world.checklist().main.expect("what to press next").press, Press::PickAnother);
    assert!(world.writes.is_empty());
}

#[test]
fn user_ready_is_set_up_in_two_presses_and_proved() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    assert_eq!(world.state("sync-user"), StateWord::Done, "{:?}", world.evidence("sync-user"));
    assert_eq!(world.state("role-assigned"), StateWord::Todo);
    world.count();

    let main = world.checklist().main;
    world.push(main);
    let shown = review(&world);
    assert_eq!(shown.changes.len(), 1);
    assert!(shown.changes[0].ticked);
    assert_eq!(shown.changes[0].before.key, "standing_has_not");
    assert_eq!(shown.changes[0].after.key, "standing_has");
    assert!(world.writes.is_empty(), "a review writes nothing");

    world.push(shown.confirm);
    let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
    assert_eq!(outcome.tone, Tone::Good);
    assert_eq!(outcome.lines[0].state.key, "line_proved");
    assert_eq!(world.writes.len(), 1);
    assert_eq!(world.logged_writes().len(), 1);
    assert_eq!(world.logged_writes()[0].status, 204);
    assert_eq!(world.store.journal.len(), 1);
    assert!(world.trips() <= 4, "look, write, read back, read all");

    world.push(Some(outcome.finish));
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(world.state("role-exclusive"), StateWord::Done);
    assert_eq!(world.badge, Some(2));
    assert_eq!(world.checklist().main, None);
    assert_eq!(world.checklist().main_note.expect("a note").key, "note_only_yours");
    for step in ["dedicated", "signed-in-once"] {
        world.press(Press::State(step.to_owned()));
        assert_eq!(world.state(step), StateWord::Stated);
    }
    assert_eq!(world.checklist().main_note.expect("a note").key, "note_everything_set_up");
}

#[test]
fn a_known_organisation_is_read_in_one_round_trip() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    world.count();
    world.reopen();
    assert_eq!(world.trips(), 1);
    assert_eq!(world.state("role-assigned"), StateWord::Todo);
    assert_eq!(world.state("sync-user"), StateWord::Done);
    world.hold();
    world.press(Press::Recheck);
    let sent = world.drop_held().into_iter().filter(|effect| matches!(effect, Effect::Send { .. })).count();
    assert_eq!(sent, 2, "side by side: none waits for another's answer");
}

#[test]
fn the_batch_that_leaves_first_may_be_answered_last() {
    let mut world = World::opened(Scenario::EverythingWrong);
    world.pick(SYNC_USER);
    let expected = world.checklist().needs_you;
    assert!(!expected.is_empty());
    world.count();
    world.hold();
    world.press(Press::Recheck);
    let mut held = world.drop_held();
    held.reverse();
    for effect in held {
        if let Some(happened) = world.carry_out(effect) {
            world.happened(happened);
        }
    }
    world.release();
    assert_eq!(world.count(), 2);
    assert_eq!(world.checklist().needs_you, expected);
}

#[test]
fn what_was_done_can_be_taken_back_and_done_again() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    let before = world.holders();
    set_up(&mut world);
    let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
    world.push(outcome.undo);
    let shown = review(&world);
    assert_eq!(shown.title.key, "review_undo_title");
    assert_eq!(shown.changes[0].before.key, "standing_has");
    world.push(shown.confirm);
    assert_eq!(world.holders(), before, "as it was found");
    let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
    assert_eq!(outcome.undo, None, "an undo is not undone but done again");
    world.press(Press::Finish);
    assert_eq!(world.state("role-assigned"), StateWord::Todo);
    set_up(&mut world);
    world.press(Press::Finish);
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(world.writes.len(), 3);
}

#[test]
fn undo_from_the_journal_after_the_tab_was_closed() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    set_up(&mut world);
    world.reopen();
    world.press(Press::ShowJournal);
    let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
    assert_eq!(journal.entries.len(), 1);
    world.push(journal.entries[0].undo.clone());
    let confirm = review(&world).confirm;
    world.push(confirm);
    world.press(Press::Finish);
    assert_eq!(world.state("role-assigned"), StateWord::Todo);
}

#[test]
fn of_three_copies_the_one_of_the_users_business_unit_is_taken() {
    let mut world = World::opened(Scenario::ThreeBusinessUnits);
    world.pick(SYNC_USER);
    let main = world.checklist().main;
    world.push(main);
    let change = review(&world).changes.remove(0);
    let which = change.notes.iter().find(|note| note.text.key == "note_which_copy").expect("which copy");
    assert_eq!(which.text.args[0], cairn::core::message::Arg::Count(3));
    assert!(keys(&change).contains(&"note_other_business_unit".to_owned()), "{:?}", keys(&change));
    let confirm = review(&world).confirm;
    world.push(confirm);
    assert_eq!(world.logged_writes()[0].status, 204, "not UserInWrongBusiness");
    world.press(Press::Finish);
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(world.evidence("role-assigned").key, "evidence_assigned");
}

#[test]
fn role_elsewhere_offers_only_what_is_safe() {
    let mut world = World::opened(Scenario::RoleElsewhere);
    world.pick(SYNC_USER);
    assert_eq!(world.state("role-exclusive"), StateWord::Attention);
    assert!(!world.step("role-exclusive").holders.is_empty());
    world.press(Press::ReviewStep("role-exclusive".to_owned()));
    let shown = review(&world);
    let left: Vec<_> = shown.left.iter().map(|left| left.text.key.to_string()).collect();
    assert!(left.contains(&"left_team".to_owned()), "a role through a team stays: {left:?}");
    assert!(left.contains(&"left_own_role".to_owned()), "one's own role is not offered: {left:?}");
    let lonely: Vec<_> =
        shown.changes.iter().filter(|change| keys(change).contains(&"note_leaves_without_role".to_owned())).collect();
    assert_eq!(lonely.len(), 1, "{:?}", shown.changes);
    assert!(!lonely[0].ticked, "never ticked beforehand");
    for change in &shown.changes {
        assert_eq!(change.title.key, "change_remove");
    }
}

#[test]
fn the_only_role_is_taken_when_the_person_ticks_it_and_given_back() {
    let mut world = World::opened(Scenario::RoleElsewhere);
    world.pick(SYNC_USER);
    let before = world.holders();
    world.press(Press::ReviewStep("role-exclusive".to_owned()));
    for change in review(&world).changes {
        if !change.ticked {
            world.press(change.tick.expect("it can be ticked"));
        }
    }
    let shown = review(&world);
    let count = shown.changes.len();
    world.push(shown.confirm);
    let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
    assert!(outcome.lines.iter().all(|line| line.state.key == "line_proved"), "{:?}", outcome.lines);
    assert_eq!(world.writes.len(), count);
    world.push(outcome.undo);
    let confirm = review(&world).confirm;
    world.push(confirm);
    assert_eq!(world.holders(), before);
}

#[test]
fn of_two_roles_with_one_name_the_solutions_is_taken_and_the_other_named() {
    let mut world = World::opened(Scenario::RoleElsewhere);
    world.pick(SYNC_USER);
    let notes: Vec<_> = world.step("role").notes.into_iter().map(|note| note.text.key).collect();
    assert!(notes.contains(&"note_namesake_unmanaged".into()), "{notes:?}");
    world.press(Press::ReviewStep("role-assigned".to_owned()));
    let shown = review(&world);
    if let Some(change) = shown.changes.first() {
        assert!(keys(change).contains(&"note_namesake_unmanaged".to_owned()), "{:?}", keys(change));
    }
}

#[test]
fn done_is_done_without_a_press() {
    let mut world = World::opened(Scenario::Done);
    world.pick(SYNC_USER);
    for step in world.checklist().phases.iter().flat_map(|phase| &phase.steps) {
        let wanted = match step.id.as_str() {
            // What no server can prove is open until a person says it.
            "dedicated" | "signed-in-once" => StateWord::Todo,
            "hand-over" => StateWord::NotApplicable,
            _ => StateWord::Done,
        };
        assert_eq!(step.state, wanted, "{}: {:?}", step.id, step.evidence);
    }
    assert!(world.checklist().needs_you.is_empty());
    world.press(Press::Review);
    assert_eq!(review(&world).confirm, None);
    assert!(world.writes.is_empty());
}

#[test]
fn without_the_solution_the_role_is_blocked_and_leads_there() {
    let mut world = World::opened(Scenario::NoSolution);
    assert_eq!(world.state("solution"), StateWord::Todo);
    assert_eq!(world.state("role"), StateWord::Blocked);
    let step = world.step("role");
    assert_eq!(step.evidence.expect("evidence").key, "blocked_no_role");
    let leads = step.actions.iter().any(|action| action.press == Press::GoToStep("solution".to_owned()));
    assert!(leads, "{:?}", step.actions);
    assert_eq!(world.state("rights"), StateWord::Done, "{:?}", world.evidence("rights"));
    assert_eq!(world.evidence("rights").key, "evidence_rights_no_role");
    world.pick("alex");
    assert_ne!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(world.checklist().main, None);
}

#[test]
fn a_limited_admin_is_told_what_is_missing_before_anything_is_sent() {
    let mut world = World::opened(Scenario::LimitedAdmin);
    assert!(world.count() <= 5);
    assert_eq!(world.state("rights"), StateWord::Blocked);
    let what = world.evidence("rights");
    assert_eq!(what.key, "problem_lacks");
    assert!(texts(&what).join(" ").contains("prvAssignRole"), "{what:?}");
    let need = world.checklist().needs_you.remove(0);
    assert_eq!(need.what.key, "problem_lacks", "rights come first");
    assert!(matches!(need.action.expect("text to send").press, Press::CopyMessage(_)));
    world.pick(SYNC_USER);
    let main = world.checklist().main;
    world.push(main);
    let shown = review(&world);
    assert_eq!(shown.confirm, None);
    assert_eq!(shown.confirm_note.expect("a note").key, "review_nothing_allowed");
    assert_eq!(shown.changes[0].tick, None);
    assert!(world.writes.is_empty());
}

#[test]
fn signed_out_says_so_and_goes_on_after_the_sign_in() {
    let mut world = World::opened(Scenario::SignedOut);
    let Screen::Failed(problem) = world.view().screen else { panic!("{:?}", world.view().screen) };
    assert_eq!(problem.what.key, "problem_signed_out");
    assert_eq!(problem.action.expect("one action").press, Press::SignIn);
    world.org.sign_in_as("alex.admin");
    world.press(Press::Recheck);
    assert_eq!(world.state("organization"), StateWord::Done);
}

#[test]
fn a_large_organisation_costs_no_more_requests() {
    let mut world = World::opened(Scenario::Large);
    let large = world.count();
    let mut fresh = World::opened(Scenario::Fresh);
    assert_eq!(large, fresh.count());
    world.happened(cairn::core::event::Happened::SearchTyped("ma".to_owned()));
    let picker = world.step("sync-user").picker.expect("the search");
    assert!(picker.rows.len() <= 50, "one page");
    assert!(picker.more.is_some());
    assert_eq!(world.count(), 1);
    let more = picker.more;
    world.push(more);
    let picker = world.step("sync-user").picker.expect("the search");
    assert!(picker.rows.len() > 50 && picker.rows.len() <= 100, "{}", picker.rows.len());
    for line in world.org.log() {
        assert!(!line.path.contains("/systemusers?$select") || line.path.contains("$filter"), "{}", line.path);
    }
}

#[test]
fn on_premises_is_found_at_its_older_version_under_its_path() {
    let mut world = World::opened(Scenario::OnPremises);
    assert!(world.count() <= 5, "the version is looked for");
    assert_eq!(world.state("organization"), StateWord::Done, "{:?}", world.view().screen);
    world.pick(SYNC_USER.split('.').next().expect("a word"));
    set_up(&mut world);
    assert!(world.writes[0].starts_with("http://crm.contoso.local/orgname/api/data/v9."), "{:?}", world.writes);
    world.press(Press::Finish);
    assert_eq!(world.state("role-assigned"), StateWord::Done, "{:?}", world.evidence("role-assigned"));
    world.count();
    world.reopen();
    assert!(world.count() <= 2);
}

#[test]
fn names_are_shown_as_they_are() {
    let mut world = World::opened(Scenario::Fresh);
    for typed in ["<img", "onerror"] {
        world.happened(cairn::core::event::Happened::SearchTyped(typed.to_owned()));
        let picker = world.step("sync-user").picker.expect("the search");
        assert!(picker.rows.iter().any(|row| row.name.contains("<img src=x onerror=")), "{:?}", picker.rows);
    }
}

#[test]
fn a_finding_is_settled_only_when_nothing_is_missing() {
    use cairn::core::finding::{Problem, ProblemKind};
    use cairn::core::message::Message;
    let problem = || Problem::new(ProblemKind::Missing, Message::of("x"));
    assert!(Finding::Done(Message::of("x")).is_settled());
    assert!(!Finding::Todo(Message::of("x")).is_settled());
    assert!(!Finding::Blocked(problem()).is_settled());
    assert!(!Finding::Unknown(problem()).is_settled());
}

/// A guide for giving the role, under way.
fn guided() -> World {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    world.press(Press::ShowMe("role-assigned".to_owned()));
    assert!(world.view().guide.is_some());
    world.count();
    world
}

#[test]
fn what_is_done_on_the_page_during_a_reading_is_read_again() {
    let mut world = guided();
    world.hold();
    world.happened(Happened::PageActed);
    world.happened(Happened::PageActed);
    world.happened(Happened::PageActed);
    world.release();
    assert_eq!(world.trips(), 2, "one under way, and one that sees everything");
}

#[test]
fn a_guide_makes_way_for_the_review() {
    let mut world = guided();
    world.press(Press::ReviewStep("role-assigned".to_owned()));
    assert!(world.view().guide.is_none());
}

#[test]
fn a_guide_ends_with_the_choice_of_its_user() {
    let mut world = guided();
    world.press(Press::PickAnother);
    world.pick("alex.admin");
    assert!(world.view().guide.is_none());
}

#[test]
fn what_the_board_tells_of_an_organisation_is_remembered() {
    let mut world = World::new(Scenario::UserReady);
    world.open();
    let memory = world.store.memory.as_ref().expect("memory");
    assert_eq!(memory.name.as_deref(), Some("Contoso"));
    assert_eq!(memory.kind, Some(OrganizationKind::Production));
    assert!(!memory.last.is_empty());
    assert!(memory.checked.is_some());
}
