//! The guide across tabs, products and sessions: what is stored is all that they share.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::effect::{Effect, Steer};
use cairn::core::event::Happened;
use cairn::core::guide::record::{Pressed, Running, SCHEMA, Standing};
use cairn::core::guide::{GuidePress, Sight, Sighted};
use cairn::core::press::Press;
use cairn::dataverse::id::Guid;
use cairn::page::find::{Nowhere, Why};
use cairn::page::values::Place;
use practice::org::Scenario;
use world::{CLIENT_URL, World};

const STEP: &str = "role-assigned";

fn guided(scenario: Scenario) -> World {
    let mut world = World::opened(scenario);
    world.pick("marketo.sync");
    world.press(Press::ShowMe(STEP.to_owned()));
    assert!(world.view().guide.is_some());
    world
}

/// A tab of another product, in which the background brings the guide in.
fn away(world: &World) -> World {
    let mut away = World::new(Scenario::UserReady);
    away.store.guide.clone_from(&world.store.guide);
    away.session.clone_from(&world.session);
    let seed = Guid::from_bits(3);
    away.happened(Happened::OpenedAway { organization: CLIENT_URL.to_owned(), seed, session: away.session.clone() });
    away
}

/// Another tab hears what this one has stored.
fn hear(from: &World, to: &mut World) {
    to.store.guide.clone_from(&from.store.guide);
    to.happened(Happened::GuideElsewhere(from.store.guide.clone().map(Box::new)));
}

fn stored(world: &World) -> Running {
    world.store.guide.clone().expect("a guide is stored")
}

/// Another administrator gives the role to the sync user.
fn give_role(world: &mut World) {
    let values = stored(world).values;
    let (user, role) = (values.get(Place::UserId).expect("a user"), values.get(Place::RoleId).expect("a role"));
    let body = serde_json::json!({ "@odata.id": format!("{CLIENT_URL}/api/data/v9.0/roles({role})") });
    world.org_request("POST", &format!("systemusers({user})/systemuserroles_association/$ref"), &body);
}

fn routes(world: &World) -> usize {
    world.guided.iter().filter(|effect| matches!(effect, Effect::Guide(_))).count()
}

fn sees(world: &mut World, road: usize, sight: Sight) {
    world.happened(Happened::Sighted(Sighted { road, sight, held: false, stayed: false, link: None }));
}

#[test]
fn it_goes_on_after_a_navigation_in_the_same_session() {
    let mut world = guided(Scenario::UserReady);
    let mut before = world.guided.clone();
    before.retain(|effect| matches!(effect, Effect::Guide(_)));
    world.guided.clear();
    world.reopen();
    assert_eq!(world.guided, before, "the same route with the same values");
    assert_eq!(world.view().guide.expect("a guide").text.key, "guide_looking");
}

#[test]
fn in_a_later_session_the_person_is_asked_with_one_press() {
    let mut world = guided(Scenario::UserReady);
    world.guided.clear();
    world.session = "tomorrow".to_owned();
    world.reopen();
    assert!(world.view().guide.is_none());
    assert_eq!(routes(&world), 0);
    let notice = world.view().notice.expect("it is offered");
    assert_eq!(notice.text.key, "guide_offer");
    world.push(notice.action);
    assert!(world.view().guide.is_some());
    assert_ne!(world.view().notice.map(|notice| notice.text.key), Some("guide_offer".into()));
    assert_eq!(stored(&world).session, "tomorrow");
}

#[test]
fn what_was_pressed_in_an_earlier_session_is_not_held_against_the_person() {
    let mut world = guided(Scenario::UserReady);
    world.happened(Happened::StopUsed { road: 0, stop: 1, app: String::new() });
    world.session = "tomorrow".to_owned();
    world.reopen();
    world.push(world.view().notice.expect("it is offered").action);
    sees(&mut world, 0, Sight::Marked { stop: 0, instead: false });
    assert_eq!(world.view().guide.expect("a guide").text.key, "stop_gear");
}

#[test]
fn other_products_are_called_once_there_is_something_to_find() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick("marketo.sync");
    world.hold();
    world.press(Press::ShowMe(STEP.to_owned()));
    let calls = |world: &World| world.guided.iter().filter(|effect| **effect == Effect::CallGuide).count();
    assert_eq!(calls(&world), 0, "nothing is stored yet");
    world.release();
    assert_eq!(calls(&world), 1);
    world.press(Press::Guide(GuidePress::Road(1)));
    assert_eq!(calls(&world), 1);
}

#[test]
fn what_was_ended_stays_ended() {
    let mut world = guided(Scenario::UserReady);
    world.press(Press::EndGuide);
    assert_eq!(stored(&world).standing, Standing::Ended);
    world.reopen();
    assert!(world.view().guide.is_none());
    world.session = "tomorrow".to_owned();
    world.reopen();
    assert_ne!(world.view().notice.map(|notice| notice.text.key), Some("guide_offer".into()));
}

#[test]
fn in_another_product_nothing_is_asked_of_the_organisation() {
    let world = guided(Scenario::UserReady);
    let mut away = away(&world);
    assert_eq!(routes(&away), 1);
    sees(&mut away, 0, Sight::Nowhere { next: 0, why: Nowhere::UnknownPage });
    away.press(Press::Guide(GuidePress::CannotFind));
    away.happened(Happened::PageActed);
    away.happened(Happened::Shown);
    away.press(Press::ReviewStep(STEP.to_owned()));
    away.press(Press::ShowMe(STEP.to_owned()));
    away.press(Press::Recheck);
    away.press(Press::OpenPage("https://contoso.crm4.dynamics.com/x".to_owned()));
    assert_eq!(away.count(), 0);
    assert_eq!(away.opened_tabs, ["https://contoso.crm4.dynamics.com/x"]);
    assert!(away.core.view().is_none(), "there is no checklist");
    let says = away.core.callout().expect("a callout");
    assert!(says.actions.iter().all(|action| !matches!(action.press, Press::ReviewStep(_))));
}

#[test]
fn the_name_of_the_user_comes_with_the_route() {
    let mut world = guided(Scenario::UserReady);
    let mut away = away(&world);
    for tab in [&mut world, &mut away] {
        sees(tab, 0, Sight::Missing { stop: 6, why: Why::Absent });
    }
    let here = world.view().guide.expect("a guide");
    assert_eq!(away.core.callout().expect("a callout").text, here.text);
    assert!(world::texts(&here.text).contains(&"Marketo Sync".to_owned()), "{here:?}");
}

#[test]
fn ended_anywhere_it_ends_everywhere() {
    let mut world = guided(Scenario::UserReady);
    let mut other = away(&world);
    other.press(Press::EndGuide);
    assert!(other.core.callout().is_none());
    hear(&other, &mut world);
    assert!(world.view().guide.is_none());
    assert_eq!(world.guided.last(), Some(&Effect::StopGuide));

    let mut world = guided(Scenario::UserReady);
    let mut other = away(&world);
    world.press(Press::EndGuide);
    hear(&world, &mut other);
    assert!(other.core.callout().is_none());
}

#[test]
fn what_is_done_in_another_product_is_read_in_the_organisations_tab() {
    let mut world = guided(Scenario::UserReady);
    let mut other = away(&world);
    world.count();
    other.happened(Happened::PageActed);
    assert_eq!(stored(&other).acted, 1);
    hear(&other, &mut world);
    assert_eq!(world.trips(), 1);
    hear(&other, &mut world);
    assert_eq!(world.count(), 0, "nothing new was done");
    world.happened(Happened::Shown);
    assert_eq!(world.trips(), 1, "whoever comes back may have done something elsewhere");
}

#[test]
fn a_road_that_is_chosen_in_one_tab_is_taken_in_all() {
    let mut world = guided(Scenario::UserReady);
    let mut other = away(&world);
    world.press(Press::Guide(GuidePress::Road(1)));
    hear(&world, &mut other);
    let steer = Effect::Steer(Steer { wish: Some(1), hold: None });
    assert_eq!(other.guided.last(), Some(&steer));
    other.press(Press::Guide(GuidePress::Road(2)));
    hear(&other, &mut world);
    assert_eq!(world.guided.last(), Some(&Effect::Steer(Steer { wish: Some(2), hold: None })));
}

#[test]
fn once_it_is_true_the_next_step_is_offered() {
    let mut world = guided(Scenario::NothingDone);
    let mut other = away(&world);
    give_role(&mut world);
    world.happened(Happened::PageActed);
    let says = world.view().guide.expect("what comes next");
    assert_eq!(says.text.key, "guide_arrived");
    assert_eq!(world.guided.last(), Some(&Effect::RestGuide));
    hear(&world, &mut other);
    let there = other.core.callout().expect("a callout");
    assert_eq!(there.text.key, "guide_arrived");
    assert_eq!(there.actions.len(), 1, "the next step begins in the organisation's tab");
    let next = says.actions.into_iter().next();
    assert_eq!(next.as_ref().map(|button| &*button.label.key), Some("action_next_step"));
    world.push(next);
    assert_ne!(stored(&world).step, STEP);
    hear(&world, &mut other);
    assert_eq!(other.core.callout().expect("a callout").text.key, "guide_looking");
    assert_eq!(routes(&other), 2);
}

#[test]
fn a_guide_of_another_session_or_layout_is_not_brought_in() {
    let world = guided(Scenario::UserReady);
    let seed = || Guid::from_bits(3);
    let mut other = World::new(Scenario::UserReady);
    other.store.guide.clone_from(&world.store.guide);
    let opened =
        Happened::OpenedAway { organization: CLIENT_URL.to_owned(), seed: seed(), session: "other".to_owned() };
    other.happened(opened);
    assert!(other.core.callout().is_none());
    assert_eq!(routes(&other), 0);
    let mut none = World::new(Scenario::UserReady);
    none.happened(Happened::OpenedAway { organization: CLIENT_URL.to_owned(), seed: seed(), session: String::new() });
    assert!(none.core.callout().is_none());
    assert_eq!(stored(&world).schema, SCHEMA);
}

const APP: &str = "a1f0c0de-0f44-4f0e-9b1c-6d7e8f901234";

#[test]
fn what_advanced_settings_has_opened_is_known_from_then_on() {
    let mut world = guided(Scenario::UserReady);
    let mut other = world.clone();
    world.happened(Happened::StopUsed { road: 0, stop: 1, app: "sales".to_owned() });
    let pressed = stored(&world);
    for (app, known) in [("", None), ("sales", None), (APP, Some(APP))] {
        let mut record = pressed.clone();
        record.opened(app);
        assert_eq!(record.values.get(Place::SettingsApp), known, "{app}");
    }
    let mut gear = pressed.clone();
    gear.pressed = Some(Pressed::new("gear", "sales"));
    gear.opened(APP);
    assert_eq!(gear.values.get(Place::SettingsApp), None, "the gear opens a menu");

    // The tab that was opened knows it and stores it once it sees something further on; the first tab takes it over.
    let mut record = pressed;
    record.opened(APP);
    other.store.guide = Some(record);
    other.reopen();
    assert!(other.view().guide.is_some());
    sees(&mut other, 1, Sight::Marked { stop: 0, instead: false });
    assert_eq!(stored(&other).pressed, None);
    hear(&other, &mut world);
    world.happened(Happened::StopUsed { road: 0, stop: 0, app: "sales".to_owned() });
    assert_eq!(stored(&world).values.get(Place::SettingsApp), Some(APP));
}

#[test]
fn what_was_pressed_is_taken_in_by_the_opened_tab_even_late_and_lost_by_none() {
    let world = guided(Scenario::UserReady);
    let mut opened = world.clone();
    opened.reopen();
    let before = routes(&opened);
    let mut late = stored(&world);
    late.pressed = Some(Pressed::new("advanced-settings", "sales"));
    late.opened(APP);
    opened.happened(Happened::GuideElsewhere(Some(Box::new(late))));
    let looks_for = |route: &Effect| match route {
        Effect::Guide(route) => route.values.get(Place::SettingsApp).map(str::to_owned),
        _ => None,
    };
    assert_eq!(routes(&opened), before + 1, "it looks anew, with what it has learned");
    assert_eq!(opened.guided.iter().rev().find_map(looks_for).as_deref(), Some(APP));

    // A tab that does not know of it stores how it stands.
    let ignorant = stored(&world);
    assert_eq!(ignorant.values.get(Place::SettingsApp), None);
    opened.happened(Happened::GuideElsewhere(Some(Box::new(ignorant))));
    assert_eq!(routes(&opened), before + 1);
    opened.happened(Happened::StopUsed { road: 0, stop: 0, app: APP.to_owned() });
    assert_eq!(stored(&opened).values.get(Place::SettingsApp), Some(APP));
}

#[test]
fn a_page_that_comes_anew_knows_what_was_pressed_before_it() {
    let mut world = guided(Scenario::UserReady);
    world.happened(Happened::StopUsed { road: 0, stop: 1, app: String::new() });
    world.reopen();
    sees(&mut world, 0, Sight::Marked { stop: 0, instead: false });
    assert_eq!(world.view().guide.expect("a guide").text.key, "guide_again");
}

#[test]
fn in_another_product_too_it_goes_on_when_the_person_says_that_it_is_done() {
    let world = guided(Scenario::UserReady);
    let mut other = away(&world);
    sees(&mut other, 2, Sight::Told { stop: 1 });
    other.press(Press::Guide(GuidePress::DidIt));
    assert_eq!(stored(&other).acted, 1, "the organisation's tab reads what came of it");
    let hold = Some(cairn::core::effect::Hold { road: 2, stop: 2 });
    assert!(other.guided.contains(&Effect::Steer(Steer { wish: None, hold })), "{:?}", other.guided);
}
