//! What a policy forbids cannot be proposed, ticked, confirmed or written, whichever way it is asked for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

mod world;

use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::Act;
use cairn::core::plan::{ChangeKey, PlanId};
use cairn::core::policy::Policy;
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use practice::org::Scenario;
use world::World;

const SYNC_USER: &str = "marketo.sync";

fn under(scenario: Scenario, policy: Policy) -> World {
    let mut world = World::new(scenario);
    world.core = world.core.under(policy);
    world.open();
    world.pick(SYNC_USER);
    world
}

/// Everything a person could press to get something written, on whatever screen they are.
fn try_everything(world: &mut World) {
    for press in [Press::Review, Press::ReviewStep("role-assigned".to_owned())] {
        world.press(press);
        // As it is shown, and with every tick turned round.
        for _ in 0..2 {
            for plan in 0..8 {
                world.press(Press::Confirm(PlanId(plan)));
            }
            for key in 0..8 {
                world.press(Press::Tick(ChangeKey(key)));
            }
        }
        world.press(Press::Cancel);
    }
    world.press(Press::Bulk(BulkPress::Open(Act::Give)));
    world.press(Press::Bulk(BulkPress::Everybody));
    world.press(Press::Bulk(BulkPress::Review));
    for plan in 0..8 {
        world.press(Press::Bulk(BulkPress::Confirm(PlanId(plan))));
    }
}

#[test]
fn guide_only_writes_nothing_and_says_so() {
    let mut world = under(Scenario::NothingDone, Policy::GuideOnly);
    let list = world.checklist();
    assert_eq!(list.main, None);
    assert_eq!(list.main_note.expect("a note").key, "note_guide_only");
    let step = world.step("role-assigned");
    assert_eq!(step.state, StateWord::Todo, "it is read as ever");
    assert!(step.actions.iter().all(|button| !matches!(button.press, Press::ReviewStep(_))));
    try_everything(&mut world);
    assert_eq!(world.writes, Vec::<String>::new());
}

#[test]
fn without_a_policy_the_same_presses_write() {
    let mut world = under(Scenario::NothingDone, Policy::All);
    try_everything(&mut world);
    assert!(!world.writes.is_empty(), "or the test above proves nothing");
}

#[test]
fn one_kind_is_forbidden_and_the_rest_is_made() {
    let mut world = under(Scenario::NothingDone, Policy::Without(vec!["publish_all".to_owned()]));
    world.press(Press::Review);
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    let closed: Vec<_> = review.changes.iter().filter(|change| change.tick.is_none()).collect();
    assert_eq!(closed.len(), 1, "publishing, and nothing else");
    world.push(review.confirm);
    assert!(!world.writes.is_empty());
    assert!(world.writes.iter().all(|write| !write.contains("Publish")), "{:?}", world.writes);
}

#[test]
fn what_was_changed_before_the_policy_is_not_undone_against_it() {
    let mut world = under(Scenario::UserReady, Policy::All);
    world.press(Press::Review);
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    world.push(review.confirm);
    let made = world.writes.len();
    let undo = world.store.journal.iter().map(|entry| entry.id.clone()).collect();
    world.core = cairn::core::Core::new(world::playbook()).under(Policy::Without(vec!["remove_role".to_owned()]));
    world.open();
    world.press(Press::Undo(undo));
    for plan in 0..8 {
        world.press(Press::Confirm(PlanId(plan)));
    }
    assert_eq!(world.writes.len(), made);
}
