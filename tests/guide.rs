//! The guide as a machine: events in, what it says and what it asks of the shell out.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::effect::{Effect, Hold, Steer};
use cairn::core::event::Happened;
use cairn::core::guide::{GuidePress, Sight, Sighted};
use cairn::core::message::Arg;
use cairn::core::press::Press;
use cairn::core::view::{Button, GuideView};
use cairn::page::find::{Nowhere, Why};
use practice::org::Scenario;
use world::World;

const SYNC_USER: &str = "marketo.sync";
const STEP: &str = "role-assigned";

/// A guide for giving the role, under way.
fn guided(scenario: Scenario) -> World {
    let mut world = World::opened(scenario);
    world.pick(SYNC_USER);
    world.press(Press::ShowMe(STEP.to_owned()));
    assert_eq!(view(&world).text.key, "guide_looking");
    world
}

fn view(world: &World) -> GuideView {
    world.view().guide.expect("a guide runs")
}

fn sees(world: &mut World, sight: Sight) {
    seen(world, Sighted { road: 0, sight, held: false, stayed: false, link: None });
}

fn seen(world: &mut World, sighted: Sighted) {
    world.happened(Happened::Sighted(sighted));
}

fn marked(stop: usize) -> Sight {
    Sight::Marked { stop, instead: false }
}

/// What the guide asked of the shell since the last call.
fn steered(world: &mut World) -> Vec<Steer> {
    let steers = world.guided.iter().filter_map(|effect| match effect {
        Effect::Steer(steer) => Some(*steer),
        _ => None,
    });
    let steers = steers.collect();
    world.guided.clear();
    steers
}

fn keys(buttons: &[Button]) -> Vec<&str> {
    buttons.iter().map(|button| &*button.label.key).collect()
}

fn reasons(world: &World) -> Vec<String> {
    let help = view(world).help.expect("help");
    assert_eq!(help.open, !help.reasons.is_empty() || !help.ways.is_empty());
    help.reasons.iter().map(|reason| reason.key.to_string()).collect()
}

#[test]
fn it_tells_the_stop_that_is_seen_and_its_place() {
    let mut world = guided(Scenario::UserReady);
    sees(&mut world, marked(0));
    let first = view(&world);
    assert_eq!(first.text.key, "stop_gear");
    assert_eq!(first.why.expect("a why").key, "stop_gear_why");
    assert_eq!(first.place.expect("a place").args[0], Arg::Text("1".to_owned()));
    assert_eq!(keys(&first.actions), ["action_skip", "action_do_it_for_me", "action_end_guide"]);
    sees(&mut world, marked(3));
    assert_eq!(keys(&view(&world).actions)[..2], ["action_back_stop", "action_skip"]);
    assert_eq!(keys(&[view(&world).help.expect("help").ask.expect("a way to ask")]), ["action_cannot_find"]);
}

#[test]
fn back_and_skip_hold_another_stop_of_the_same_road() {
    let mut world = guided(Scenario::UserReady);
    world.press(Press::Guide(GuidePress::Back));
    world.press(Press::Guide(GuidePress::Skip));
    assert_eq!(steered(&mut world), [], "nothing is known of the page yet");
    sees(&mut world, marked(4));
    world.press(Press::Guide(GuidePress::Back));
    world.press(Press::Guide(GuidePress::Skip));
    let held = |stop| Steer { wish: None, hold: Some(Hold { road: 0, stop }) };
    assert_eq!(steered(&mut world), [held(3), held(5)]);
    seen(&mut world, Sighted { road: 0, sight: marked(5), held: true, stayed: false, link: None });
    world.press(Press::Guide(GuidePress::Skip));
    assert_eq!(steered(&mut world), [held(6)]);
    let last = view(&world).place.expect("a place").args[1].clone();
    let Arg::Text(last) = last else { panic!("{last:?}") };
    sees(&mut world, marked(last.parse::<usize>().expect("a number") - 1));
    world.press(Press::Guide(GuidePress::Skip));
    sees(&mut world, marked(0));
    world.press(Press::Guide(GuidePress::Back));
    assert_eq!(steered(&mut world), [], "there is nothing after the last and before the first");
}

#[test]
fn a_stop_that_was_asked_for_is_told_also_where_its_page_is_not() {
    let mut world = guided(Scenario::UserReady);
    let sight = Sight::Nowhere { next: 6, why: Nowhere::Passed };
    seen(&mut world, Sighted { road: 0, sight, held: true, stayed: false, link: None });
    assert_eq!(view(&world).text.key, "stop_user_row");
    assert_eq!(reasons(&world), ["guide_reason_passed"]);
    assert_eq!(keys(&view(&world).actions)[..2], ["action_back_stop", "action_skip"]);
}

#[test]
fn where_the_control_is_seen_the_reasons_come_when_they_are_asked_for() {
    let mut world = guided(Scenario::UserReady);
    sees(&mut world, marked(2));
    assert_eq!(reasons(&world), Vec::<String>::new());
    world.press(Press::Guide(GuidePress::CannotFind));
    assert_eq!(reasons(&world), ["guide_reason_covered"]);
    sees(&mut world, marked(2));
    assert_eq!(reasons(&world), ["guide_reason_covered"], "the same place again changes nothing");
    sees(&mut world, marked(3));
    assert_eq!(reasons(&world), Vec::<String>::new(), "another place is another question");
    world.press(Press::Guide(GuidePress::CannotFind));
    world.press(Press::Guide(GuidePress::CannotFind));
    assert_eq!(reasons(&world), Vec::<String>::new());
}

#[test]
fn where_nothing_can_be_marked_it_says_why() {
    let mut world = guided(Scenario::UserReady);
    for (sight, wanted) in [
        (Sight::Missing { stop: 7, why: Why::NotGiven }, vec!["guide_reason_given"]),
        (Sight::Missing { stop: 7, why: Why::Ambiguous }, vec!["guide_reason_ambiguous"]),
        (Sight::Missing { stop: 6, why: Why::NotListed }, vec!["guide_reason_row"]),
        (
            Sight::Missing { stop: 7, why: Why::Absent },
            vec!["guide_reason_right", "guide_reason_more", "guide_reason_moved"],
        ),
        (Sight::Nowhere { next: 0, why: Nowhere::UnknownPage }, vec!["guide_reason_page"]),
        (Sight::Nowhere { next: 0, why: Nowhere::UnknownDialog }, vec!["guide_reason_dialog"]),
        (Sight::Nowhere { next: 0, why: Nowhere::Passed }, vec!["guide_reason_passed"]),
    ] {
        sees(&mut world, sight);
        assert_eq!(reasons(&world), wanted, "{sight:?}");
        assert!(view(&world).help.expect("help").ask.is_none(), "it is told unasked: {sight:?}");
    }
    sees(&mut world, Sight::Told { stop: 1 });
    assert!(view(&world).help.expect("help").ask.is_some());
}

#[test]
fn a_missing_privilege_is_named() {
    let mut world = guided(Scenario::LimitedAdmin);
    sees(&mut world, Sight::Missing { stop: 7, why: Why::Absent });
    let help = view(&world).help.expect("help");
    assert!(!world::texts(&help.reasons[0]).is_empty(), "{help:?}");
}

#[test]
fn the_next_ways_are_the_page_and_the_other_roads() {
    let mut world = guided(Scenario::UserReady);
    let sight = Sight::Nowhere { next: 0, why: Nowhere::UnknownPage };
    let link = Some("https://contoso.crm4.dynamics.com/main.aspx?x".to_owned());
    seen(&mut world, Sighted { road: 0, sight, held: false, stayed: false, link });
    let mut ways = view(&world).help.expect("help").ways;
    assert_eq!(ways.pop().expect("ways").label.key, "action_report_page");
    let (first, others) = ways.split_first().expect("ways");
    assert_eq!(first.label.key, "action_take_me_there");
    assert!(matches!(&first.press, Press::OpenPage(url) if url.ends_with("main.aspx?x")));
    assert!(others.iter().all(|way| way.label.key == "action_road"), "{others:?}");
    for way in others {
        let Press::Guide(GuidePress::Road(road)) = way.press.clone() else { panic!("{way:?}") };
        world.press(way.press.clone());
        assert_eq!(steered(&mut world), [Steer { wish: Some(road), hold: None }]);
        assert_eq!(view(&world).text.key, "guide_looking");
        seen(&mut world, Sighted { road, sight, held: false, stayed: false, link: None });
        assert!(view(&world).help.expect("help").ways.iter().all(|other| other.label != way.label));
    }
    world.press(Press::Guide(GuidePress::Road(99)));
    assert_eq!(steered(&mut world), [Steer { wish: None, hold: None }], "a road that is not there is no wish");
}

#[test]
fn what_is_only_told_offers_to_go_there_at_once() {
    let mut world = guided(Scenario::UserReady);
    let link = Some("https://admin.powerplatform.microsoft.com/x".to_owned());
    seen(&mut world, Sighted { road: 2, sight: Sight::Told { stop: 0 }, held: false, stayed: false, link });
    assert_eq!(view(&world).text.key, "stop_redirected_users");
    let there = view(&world).actions.into_iter().find(|action| action.label.key == "action_take_me_there");
    assert!(matches!(there.expect("a way there").press, Press::OpenPage(url) if url.ends_with("/x")));
    world.press(Press::Guide(GuidePress::CannotFind));
    assert!(
        view(&world).help.expect("help").ways.iter().all(|way| way.label.key != "action_take_me_there"),
        "not twice"
    );
    sees(&mut world, Sight::Told { stop: 1 });
    assert!(!keys(&view(&world).actions).contains(&"action_take_me_there"));
}

#[test]
fn the_review_takes_its_place() {
    let mut world = guided(Scenario::UserReady);
    let review = view(&world).actions.into_iter().find(|action| action.label.key == "action_do_it_for_me");
    let review = review.expect("it can be done for the person");
    assert!(!review.writes);
    world.press(review.press);
    assert!(world.view().guide.is_none());
    assert!(world.writes.is_empty());
}

/// Index of *Advanced Settings* on the classic road.
const ADVANCED: usize = 1;

fn uses(world: &mut World, stop: usize) {
    world.happened(Happened::StopUsed { road: 0, stop, app: String::new() });
}

#[test]
fn nobody_is_asked_for_the_same_press_again() {
    let mut world = guided(Scenario::UserReady);
    sees(&mut world, marked(0));
    uses(&mut world, 0);
    assert_eq!(view(&world).text.key, "stop_gear", "nothing can have come of it yet");
    sees(&mut world, marked(ADVANCED));
    uses(&mut world, ADVANCED);
    // What opened is not known, or is in another tab: the gear is what is left to be seen.
    let link = Some("https://contoso.crm4.dynamics.com/main.aspx?x".to_owned());
    seen(&mut world, Sighted { road: 0, sight: marked(0), held: false, stayed: false, link });
    assert_eq!(view(&world).text.key, "guide_again");
    assert!(view(&world).why.is_none(), "what is said of the gear is not what is to be done");
    assert_eq!(reasons(&world), ["guide_reason_opened", "guide_reason_unknown"]);
    let ways = view(&world).help.expect("help").ways;
    assert_eq!(keys(&ways)[..2], ["action_take_me_there", "action_road"], "the next way is offered");
    // Whoever goes back on purpose is told.
    seen(&mut world, Sighted { road: 0, sight: marked(0), held: true, stayed: false, link: None });
    assert_eq!(view(&world).text.key, "stop_gear");
    // Something further on came after all.
    sees(&mut world, marked(ADVANCED + 1));
    sees(&mut world, marked(0));
    assert_eq!(view(&world).text.key, "stop_gear");
}

#[test]
fn a_press_that_was_in_vain_says_why_that_can_be() {
    let mut world = guided(Scenario::UserReady);
    let at = |stayed| Sighted { road: 0, sight: marked(0), held: false, stayed, link: None };
    seen(&mut world, at(false));
    uses(&mut world, 0);
    assert_eq!(reasons(&world), Vec::<String>::new());
    seen(&mut world, at(true));
    assert_eq!(reasons(&world), ["guide_reason_opened", "guide_reason_unknown"]);
    assert_eq!(view(&world).text.key, "stop_gear");
    sees(&mut world, marked(ADVANCED));
    assert_eq!(reasons(&world), Vec::<String>::new());
}

#[test]
fn what_is_only_told_goes_on_when_the_person_says_that_it_is_done() {
    let mut world = guided(Scenario::UserReady);
    let told = |stop| Sighted { road: 0, sight: Sight::Told { stop }, held: false, stayed: false, link: None };
    seen(&mut world, told(3));
    assert_eq!(keys(&view(&world).actions)[..2], ["action_back_stop", "action_did_it"], "and not Skip beside it");
    world.count();
    world.press(Press::Guide(GuidePress::DidIt));
    assert_eq!(steered(&mut world), [Steer { wish: None, hold: Some(Hold { road: 0, stop: 4 }) }]);
    assert_eq!(world.trips(), 1, "it is read whether that was the step");
    // Also where nothing comes after it.
    let last = view(&world).place.expect("a place").args[1].clone();
    let Arg::Text(last) = last else { panic!("{last:?}") };
    seen(&mut world, told(last.parse::<usize>().expect("a number") - 1));
    assert!(keys(&view(&world).actions).contains(&"action_did_it"));
    world.press(Press::Guide(GuidePress::DidIt));
    assert_eq!((steered(&mut world).len(), world.trips()), (0, 1));
}
