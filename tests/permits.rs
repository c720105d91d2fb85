//! Permits: all tabs of an organisation share a few requests at once, and no tab stands still for want of the background.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod sim;
mod world;

use cairn::core::bulk::record::Act;
use cairn::core::effect::{Effect, EffectId};
use cairn::core::event::{Event, Happened};
use cairn::core::message::Moment;
use cairn::core::press::Press;
use practice::org::Scenario;
use sim::Sim;
use world::World;

/// A tab that knows its organisation: its survey leaves in two requests.
fn known() -> World {
    let mut world = World::opened(Scenario::UserReady);
    world.count();
    world.keeps_permits = true;
    world
}

fn asked(effects: &[Effect]) -> Vec<(EffectId, bool)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::AskPermit { id, under_way, .. } => Some((*id, *under_way)),
            _ => None,
        })
        .collect()
}

fn sent(effects: &[Effect]) -> Vec<EffectId> {
    effects.iter().filter_map(|effect| if let Effect::Send { id, .. } = effect { Some(*id) } else { None }).collect()
}

fn tell(world: &mut World, happened: Happened) -> Vec<Effect> {
    world.now += 1;
    world.core.handle(Event { at: Moment(world.now), happened })
}

#[test]
fn nothing_leaves_without_a_permit_and_none_is_kept() {
    let mut world = known();
    world.press(Press::Recheck);
    assert_eq!((world.permits.len(), world.count()), (2, 0), "one for each batch, and no batch yet");
    let permits = world.permits.clone();
    world.happened(Happened::PermitGranted(permits[1]));
    assert_eq!((world.count(), world.permits.as_slice()), (1, &permits[..1]), "returned with its answer");
    world.happened(Happened::PermitGranted(permits[0]));
    assert_eq!((world.permits.len(), world.count()), (0, 1));
    assert!(world.view().foot.checked.is_some());
}

#[test]
fn the_first_permits_are_asked_for_while_what_is_stored_is_read() {
    let mut world = World::new(Scenario::UserReady);
    world.keeps_permits = true;
    world.open();
    assert_eq!((world.permits.len(), world.count()), (2, 0));
    let permits = world.permits.clone();
    world.happened(Happened::PermitGranted(permits[0]));
    assert_eq!(world.count(), 1, "an organisation that is not known is read in one request first");
    assert!(!world.permits.contains(&permits[0]), "{:?}", world.permits);
}

#[test]
fn a_permit_that_nothing_needs_any_more_goes_back_at_once() {
    let mut world = known();
    world.happened(Happened::SearchTyped("mar".to_owned()));
    let first = world.permits.clone();
    assert_eq!(first.len(), 1);
    world.press(Press::Recheck);
    assert_eq!(world.permits.len(), 3);
    for permit in world.permits.clone() {
        world.happened(Happened::PermitGranted(permit));
    }
    assert_eq!(world.count(), 3, "the search and both batches");
    assert!(world.permits.is_empty());
    let late = tell(&mut world, Happened::PermitGranted(first[0]));
    assert!(sent(&late).is_empty() && asked(&late).is_empty(), "one of earlier: {late:?}");
}

/// The browser ends the background now and then: the next one is asked, and told what is under way.
#[test]
fn a_permit_that_is_lost_is_asked_for_again() {
    let mut world = known();
    world.press(Press::Recheck);
    let [one, two] = world.permits.clone()[..] else { panic!("two") };
    let left = tell(&mut world, Happened::PermitGranted(one));
    assert_eq!(sent(&left).len(), 1);
    assert_eq!(asked(&tell(&mut world, Happened::PermitLost(one))), [(one, true)], "under way already");
    let again = asked(&tell(&mut world, Happened::PermitLost(two)));
    let [(new, false)] = again[..] else { panic!("asked again: {again:?}") };
    assert_ne!(new, two);
    assert!(sent(&tell(&mut world, Happened::PermitGranted(two))).is_empty(), "the lost one says nothing any more");
    assert_eq!(sent(&tell(&mut world, Happened::PermitGranted(new))).len(), 1);
}

/// Without a background nobody knows of other tabs, and reading goes on within the tab's own limit. Writing does not:
/// that needs the lease.
#[test]
fn where_nobody_gives_permits_the_tab_reads_without() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick("marketo.sync");
    world.count();
    world.invalidated = true;
    world.press(Press::Recheck);
    assert!(world.count() >= 2);
    assert!(world.view().foot.checked.is_some());
    world.press(Press::ReviewStep("role-assigned".to_owned()));
    if let cairn::core::view::Screen::Review(review) = world.view().screen {
        world.push(review.confirm);
    }
    assert!(world.writes.is_empty());
}

#[test]
fn a_lost_permit_is_asked_for_three_times_and_no_more() {
    let mut world = known();
    world.happened(Happened::SearchTyped("mar".to_owned()));
    let mut permit = world.permits[0];
    for _ in 0..3 {
        let effects = tell(&mut world, Happened::PermitLost(permit));
        assert!(sent(&effects).is_empty());
        permit = asked(&effects)[0].0;
    }
    assert_eq!(sent(&tell(&mut world, Happened::PermitLost(permit))).len(), 1);
}

/// Each request of many users' needs a permit of its own, so that what waits in other tabs comes between.
#[test]
fn many_users_let_other_tabs_between() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    let users = sim.users(300);
    sim.choose(Act::Give, &users);
    sim.confirm();
    let (requests, permits) = (sim.requests, sim.permits_asked);
    sim.run_until_over();
    assert_eq!(sim.given().len(), users.len());
    assert!(sim.requests - requests > 20);
    assert!(sim.permits_asked - permits >= sim.requests - requests, "{} for {}", sim.permits_asked, sim.requests);
}
