//! The evidence report says what the screen says, tells what people say apart, and names nobody it is not about.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::effect::Effect;
use cairn::core::event::{Event, Happened};
use cairn::core::message::{Message, Moment};
use cairn::core::press::Press;
use cairn::core::report::{Kind, Report, Words};
use cairn::core::view::{Screen, StateWord};
use practice::org::Scenario;
use world::{CLIENT_URL, World, texts};

const SYNC_USER: &str = "marketo.sync";

/// Keys and what is filled in: enough to see what a sentence is about.
struct Bare;

impl Words for Bare {
    fn say(&self, message: &Message) -> String {
        format!("{} {}", message.key, texts(message).join(" "))
    }

    fn iso(&self, at: Moment) -> String {
        at.0.to_string()
    }
}

fn report(world: &mut World) -> Option<Report> {
    let at = Moment(world.now);
    let effects = world.core.handle(Event { at, happened: Happened::Pressed(Press::Report(Kind::Page)) });
    effects.into_iter().find_map(|effect| match effect {
        Effect::SaveReport(Kind::Page, report) => Some(*report),
        _ => None,
    })
}

/// Opened, the sync user chosen, and every change that is proposed made.
fn set_up(scenario: Scenario) -> World {
    let mut world = World::opened(scenario);
    world.pick(SYNC_USER);
    let main = world.checklist().main;
    world.push(main);
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    world.push(review.confirm);
    let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
    world.press(outcome.finish.press);
    world
}

#[test]
fn it_says_what_the_screen_says() {
    let mut world = set_up(Scenario::UserReady);
    let report = report(&mut world).expect("a report");
    assert_eq!(report.url, CLIENT_URL);
    assert_eq!(report.organization, "Contoso");
    assert!(!report.made_by.is_empty());
    assert_eq!(report.made_at, Moment(world.now));
    assert!(report.read_at <= report.made_at && report.read_at > Moment(0));
    let shown: Vec<_> = world.checklist().phases.into_iter().flat_map(|phase| phase.steps).collect();
    assert_eq!(report.steps.len(), shown.len(), "nothing is stated yet");
    for (told, seen) in report.steps.iter().zip(&shown) {
        assert_eq!((&told.id, told.state, &told.evidence), (&seen.id, seen.state, &seen.evidence));
    }
    assert_eq!(Some(&report.progress), world.view().head.progress.as_ref());
}

#[test]
fn changes_are_told_with_who_when_before_and_after() {
    let mut world = set_up(Scenario::UserReady);
    let report = report(&mut world).expect("a report");
    assert_eq!(report.changes.len(), world.store.journal.len());
    for (told, entry) in report.changes.iter().zip(&world.store.journal) {
        assert_eq!((&told.by, told.at), (&entry.by.name, entry.confirmed_at));
    }
    let given = report.changes.iter().find(|change| change.title.key == "change_assign").expect("the role was given");
    assert_eq!((given.before.key.as_ref(), given.after.key.as_ref()), ("standing_has_not", "standing_has"));
    assert_eq!(given.ending.key, "journal_proved");
    assert_eq!(given.by, report.made_by);
}

#[test]
fn what_a_person_says_is_apart_and_not_counted_as_proved() {
    let mut world = set_up(Scenario::UserReady);
    let before = report(&mut world).expect("a report");
    world.press(Press::State("dedicated".to_owned()));
    assert_eq!(world.state("dedicated"), StateWord::Stated);
    let after = report(&mut world).expect("a report");
    assert!(before.stated.is_empty());
    assert_eq!(after.stated.iter().map(|said| said.id.as_str()).collect::<Vec<_>>(), ["dedicated"]);
    assert_eq!(after.stated[0].by, after.made_by);
    assert!(after.steps.iter().all(|step| step.id != "dedicated" && step.state != StateWord::Stated));
    assert_eq!(after.progress.done, before.progress.done);
}

#[test]
fn as_json_it_is_one_object_that_holds_everything() {
    let mut world = set_up(Scenario::UserReady);
    world.press(Press::State("dedicated".to_owned()));
    let report = report(&mut world).expect("a report");
    let json: serde_json::Value =
        serde_json::from_str(&report.to_json(&Bare).to_text()).expect("what is written can be read");
    assert_eq!(json["format"], "cairn-report");
    assert_eq!(json["version"], 1);
    assert_eq!(json["url"], CLIENT_URL);
    assert_eq!(json["madeAt"], world.now.to_string());
    assert_eq!(json["summary"]["done"], report.progress.done);
    let steps = json["steps"].as_array().expect("steps");
    let assigned = steps.iter().find(|step| step["id"] == "role-assigned").expect("the step");
    assert_eq!(assigned["state"], "done");
    assert!(assigned["evidence"].as_str().is_some_and(|text| !text.is_empty()));
    assert_eq!(json["stated"][0]["id"], "dedicated");
    assert_eq!(json["changes"].as_array().map(Vec::len), Some(report.changes.len()));
}

#[test]
fn it_names_nobody_whom_no_step_is_about() {
    let mut world = set_up(Scenario::UserReady);
    let report = report(&mut world).expect("a report");
    let text = report.to_json(&Bare).to_text();
    let state = world.org.state();
    let names = state["users"].as_array().expect("users").iter().filter_map(|user| user["domainname"].as_str());
    let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
    assert!(names.len() > 3, "there are others who could be named: {names:?}");
    let named: Vec<_> = names.into_iter().filter(|name| text.contains(name)).collect();
    assert!(named.iter().any(|name| name.contains(SYNC_USER)), "{named:?}");
    assert!(named.len() <= 2, "the sync user and the person who made it, no more: {named:?}");
}

#[test]
fn before_the_first_reading_there_is_none() {
    let mut world = World::new(Scenario::SignedOut);
    world.open();
    assert_eq!(report(&mut world), None);
}
