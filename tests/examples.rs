//! The examples of the documents are what they claim to be: a playbook that loads, keeps the rules and does its work.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::Core;
use cairn::core::event::Happened;
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use cairn::playbook::Playbook;
use practice::org::Scenario;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use world::World;

const PLAYBOOK: &str = include_str!("../docs/examples/integration-user.json");
const MESSAGES: &str = include_str!("../docs/examples/integration-user.messages.json");
const CHECKS: &str = include_str!("../docs/checks.md");
const ENGLISH: &str = include_str!("../extension/_locales/en/messages.json");

fn playbook() -> Playbook {
    serde_json::from_str(PLAYBOOK).expect("the example can be read")
}

fn messages(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).expect("messages")
}

/// Keys that are made from the ids of the playbook.
fn keys(playbook: &Playbook) -> BTreeSet<String> {
    let key = |parts: [&str; 3]| parts.concat().replace('-', "_");
    let phases = playbook.phases.iter().map(|phase| key(["phase_", &phase.id, ""]));
    let steps = playbook.steps().flat_map(|step| ["_title", "_why"].map(|part| key(["step_", &step.id, part])));
    [key(["playbook_", &playbook.id, ""])].into_iter().chain(phases).chain(steps).collect()
}

/// Chooses the first user that the search finds, in the step that asks for one.
fn choose(world: &mut World, name: &str) {
    world.happened(Happened::SearchTyped(name.to_owned()));
    let picker = world.step("integration-account").picker.expect("the search is open");
    let press = picker.rows[0].press.clone();
    world.press(press);
}

#[test]
fn the_second_playbook_has_no_flaw() {
    assert_eq!(playbook().flaws(), []);
}

#[test]
fn the_second_playbook_says_everything_it_names() {
    let needed = keys(&playbook());
    let (own, english) = (messages(MESSAGES), messages(ENGLISH));
    let said = |key: &String| own.contains_key(key) || english.contains_key(key);
    let silent: Vec<_> = needed.iter().filter(|key| !said(key)).collect();
    assert!(silent.is_empty(), "without a sentence: {silent:?}");
    let idle: Vec<_> = own.keys().filter(|key| !needed.contains(*key) || english.contains_key(*key)).collect();
    assert!(idle.is_empty(), "said and not needed, or said in the extension already: {idle:?}");
}

#[test]
fn the_second_playbook_gives_its_role() {
    let mut world = World::new(Scenario::NothingDone);
    world.core = Core::new(playbook());
    world.open();
    choose(&mut world, "marketo.sync");
    assert_eq!(world.state("integration-role-assigned"), StateWord::Todo);
    let main = world.checklist().main;
    world.push(main);
    let Screen::Review(review) = world.view().screen else { panic!("not the review") };
    world.push(review.confirm);
    assert!(matches!(world.view().screen, Screen::Outcome(_)));
    world.press(Press::Finish);
    assert_eq!(world.state("integration-role-assigned"), StateWord::Done);
    assert_eq!(world.state("integration-tried"), StateWord::Todo, "only a person can say it");
    let asked = world.org.log().iter().any(|one| one.path.contains("IsSecured"));
    assert!(!asked, "columns of tables that this playbook does not name are not asked for");
}

#[test]
fn the_page_about_the_checks_follows_the_playbook() {
    let english = messages(ENGLISH);
    let said =
        |parts: [&str; 3]| english[&parts.concat().replace('-', "_")]["message"].as_str().expect("text").to_owned();
    let mut wanted = Vec::new();
    for phase in &world::playbook().phases {
        wanted.push(format!("## {}", said(["phase_", &phase.id, ""])));
        for step in &phase.steps {
            wanted.push(format!("### {}", said(["step_", &step.id, "_title"])));
            wanted.push(format!("Step `{}`.", step.id));
        }
    }
    let told = |line: &str| match line.split_once("`.") {
        Some((step, _)) if line.starts_with("Step `") => Some(format!("{step}`.")),
        _ => line.starts_with('#').then(|| line.to_owned()),
    };
    let (_, procedure) = CHECKS.split_once("\n## ").expect("phases");
    let (procedure, of_vendor) = procedure.split_once("\n## Marketo's seven checks").expect("the vendor's checks");
    let told: Vec<_> = format!("## {procedure}").lines().filter_map(told).collect();
    assert_eq!(told, wanted);
    let checks =
        ["check_url", "check_password", "check_role", "check_solution", "check_steps", "check_config", "check_match"];
    let rows: Vec<_> = of_vendor.lines().filter(|line| line.contains("| `check_")).collect();
    assert_eq!(rows.len(), checks.len());
    for (row, key) in rows.iter().zip(checks) {
        assert!(row.starts_with(&format!("| {} | `{key}` |", said([key, "", ""]))), "{row}");
    }
}
