//! Lists that a row may bring with it. Online every one comes with a link to its rows; on premises here, as on servers
//! before 9.1, the link comes in place of the rows. What is concluded must be the same.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::Act;
use cairn::core::message::Arg;
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use practice::org::Scenario;
use serde_json::{Value, json};
use world::World;

/// Online, and on premises.
const BOTH: [Scenario; 2] = [Scenario::UserReady, Scenario::OnPremises];
const SYNC_USER: &str = "marketo.sync";
const ROLE: &str = "Marketo Sync User";

fn known(world: &World, list: &str, is_it: impl Fn(&Value) -> bool) -> String {
    let state = world.org.state();
    let found = state[list].as_array().and_then(|all| all.iter().find(|row| is_it(row)).cloned());
    found.unwrap_or_else(|| panic!("not in {list}: {state}"))["id"].as_str().expect("an id").to_owned()
}

fn user(world: &World, local: &str) -> String {
    known(world, "users", |row| row["domainname"].as_str().is_some_and(|name| name.contains(local)))
}

fn read(world: &mut World, path: &str) -> Value {
    let response = world.org_answer("GET", path, &Value::Null);
    serde_json::from_slice(&response).expect("JSON")
}

/// The copy of a role in the only business unit, or in the root one.
fn role(world: &mut World, name: &str) -> String {
    let path = format!("roles?$select=roleid&$filter=name eq '{name}' and _parentroleid_value eq null");
    let found = read(world, &path.replace(' ', "%20"));
    found["value"][0]["roleid"].as_str().expect("the role").to_owned()
}

/// A team with these members and roles.
fn team(world: &mut World, name: &str, members: &[&str], roles: &[&str]) {
    let units = read(world, "businessunits?$select=businessunitid&$filter=_parentbusinessunitid_value%20eq%20null");
    let unit = units["value"][0]["businessunitid"].as_str().expect("a business unit");
    let body = json!({"name": name, "teamtype": 0, "businessunitid@odata.bind": format!("/businessunits({unit})")});
    world.org_request("POST", "teams", &body);
    let path = format!("teams?$select=teamid&$filter=name eq '{name}'").replace(' ', "%20");
    let team = read(world, &path)["value"][0]["teamid"].as_str().expect("the team").to_owned();
    for member in members {
        let id = world.address(&format!("systemusers({})", user(world, member)));
        world.org_request("POST", &format!("teams({team})/teammembership_association/$ref"), &json!({"@odata.id": id}));
    }
    for name in roles {
        let role = role(world, name);
        let id = world.address(&format!("roles({role})"));
        world.org_request("POST", &format!("teams({team})/teamroles_association/$ref"), &json!({"@odata.id": id}));
    }
}

fn opened(scenario: Scenario, prepare: impl FnOnce(&mut World)) -> World {
    let mut world = World::new(scenario);
    prepare(&mut world);
    world.open();
    assert!(world.count() <= 5, "{}: the first opening", scenario.name());
    world.pick(SYNC_USER.split('.').next().expect("a word"));
    world.count();
    world
}

/// Looks again as on the next visit, and says how many round trips it cost.
fn visited(world: &mut World) -> usize {
    world.count();
    world.reopen();
    world.trips()
}

fn set_up(world: &mut World) {
    let main = world.checklist().main;
    world.push(main);
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    world.push(review.confirm);
    world.press(Press::Finish);
}

#[test]
fn a_user_without_a_role_has_none_and_a_default_team_gives_none() {
    for scenario in BOTH {
        let name = scenario.name();
        let mut world = opened(scenario, |world| team(world, "contoso", &[SYNC_USER, "dana.kowalski"], &[]));
        assert_eq!(world.state("role-assigned"), StateWord::Todo, "{name}: {:?}", world.evidence("role-assigned"));
        assert_eq!(world.evidence("role-assigned").key, "evidence_not_assigned");
        assert_eq!(world.state("role-exclusive"), StateWord::Done, "{name}: {:?}", world.evidence("role-exclusive"));
        let notes = world.step("dedicated").notes;
        assert!(notes.iter().any(|note| note.text.key == "argument_no_other_roles"), "{name}: {notes:?}");
        assert_eq!(visited(&mut world), 1, "{name}: a known organisation");
        set_up(&mut world);
        assert_eq!(world.state("role-assigned"), StateWord::Done, "{name}: {:?}", world.evidence("role-assigned"));
        assert_eq!(world.state("role-exclusive"), StateWord::Done, "{name}: {:?}", world.evidence("role-exclusive"));
        assert!(visited(&mut world) <= 2, "{name}: a known organisation");
    }
}

#[test]
fn a_team_with_the_role_counts_as_soon_as_somebody_is_in_it() {
    for scenario in BOTH {
        let name = scenario.name();
        let mut world = opened(scenario, |world| {
            team(world, "Nobody", &[], &[ROLE]);
            team(world, "Integrations", &[SYNC_USER], &[ROLE]);
        });
        assert_eq!(world.state("role-assigned"), StateWord::Done, "{name}: {:?}", world.evidence("role-assigned"));
        assert_eq!(world.evidence("role-assigned").key, "evidence_assigned_team", "{name}");
        assert_eq!(world::texts(&world.evidence("role-assigned"))[1], "Integrations", "{name}");
        assert_eq!(world.state("role-exclusive"), StateWord::Done, "{name}: {:?}", world.evidence("role-exclusive"));
        team(&mut world, "Marketing Operations", &["dana.kowalski", "freya.lindqvist"], &[ROLE]);
        assert!(visited(&mut world) <= 2, "{name}: a known organisation");
        assert_eq!(world.state("role-exclusive"), StateWord::Attention, "{name}");
        let holders = world.step("role-exclusive").holders;
        assert_eq!(holders.len(), 1, "{name}: {holders:?}");
        assert_eq!((holders[0].name.as_str(), holders[0].how.args[0].clone()), ("Marketing Operations", Arg::Count(2)));
    }
}

/// The holder's only role: the same warning, whichever way the roles were told.
#[test]
fn who_holds_the_role_directly_is_told_and_would_be_left_without_one() {
    for scenario in BOTH {
        let name = scenario.name();
        let mut world = opened(scenario, |world| {
            let held = role(world, ROLE);
            let id = world.address(&format!("roles({held})"));
            let path = format!("systemusers({})/systemuserroles_association/$ref", user(world, "umberto.galli"));
            world.org_request("POST", &path, &json!({"@odata.id": id}));
            team(world, "contoso", &["umberto.galli"], &[]);
        });
        assert_eq!(world.state("role-exclusive"), StateWord::Attention, "{name}");
        world.press(Press::ReviewStep("role-exclusive".to_owned()));
        let Screen::Review(review) = world.view().screen else { panic!("the review") };
        assert_eq!(review.changes.len(), 1, "{name}: {:?}", review.left);
        let notes: Vec<_> = review.changes[0].notes.iter().map(|note| note.text.key.to_string()).collect();
        assert!(notes.contains(&"note_leaves_without_role".to_owned()), "{name}: {notes:?}");
        assert!(!review.changes[0].ticked, "{name}");
        world.press(review.changes[0].tick.clone().expect("it can be ticked"));
        let Screen::Review(review) = world.view().screen else { panic!("the review") };
        world.push(review.confirm);
        let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
        assert_eq!(outcome.lines[0].state.key, "line_proved", "{name}");
        world.press(Press::Finish);
        assert_eq!(world.state("role-exclusive"), StateWord::Done, "{name}");
    }
}

/// Where the roles of a holder cannot be read, nothing is said of him.
#[test]
fn what_cannot_be_told_is_unknown() {
    let mut world = World::new(Scenario::OnPremises);
    let held = role(&mut world, ROLE);
    let id = world.address(&format!("roles({held})"));
    let path = format!("systemusers({})/systemuserroles_association", user(&world, "dana.kowalski"));
    world.org_request("POST", &format!("{path}/$ref"), &json!({"@odata.id": id}));
    world.open();
    world.pick("marketo");
    assert_eq!(world.state("role-exclusive"), StateWord::Attention);
    world.set_faults(json!([{ "path": path, "times": 9,
        "fault": { "errorPart": { "part": 2, "status": 403, "code": "0x80040220", "message": "x" } } }]));
    world.reopen();
    assert_eq!(world.state("role-exclusive"), StateWord::Unknown, "{:?}", world.evidence("role-exclusive"));
    world.set_faults(json!([]));
    world.reopen();
    assert_eq!(world.state("role-exclusive"), StateWord::Attention);
}

/// Many at once: given to users with roles and without, and taken back.
#[test]
fn a_role_is_given_to_many_and_taken_back() {
    for scenario in BOTH {
        let name = scenario.name();
        let mut world = opened(scenario, |_| {});
        let before = world.holders();
        let users = ["umberto.galli", "william.byrne"].map(|local| user(&world, local));
        world.press(Press::Bulk(BulkPress::Open(Act::Give)));
        world.press(Press::Bulk(BulkPress::List(users.join("\n"))));
        world.press(Press::Bulk(BulkPress::Review));
        let Screen::Review(review) = world.view().screen else { panic!("{name}: {:?}", world.view().screen) };
        world.push(review.confirm);
        let Screen::Outcome(outcome) = world.view().screen else { panic!("{name}: {:?}", world.view().screen) };
        assert!(users.iter().all(|user| world.holds_role(user)), "{name}");
        assert_eq!(outcome.lines.len(), 1, "{name}: {:?}", outcome.lines);
        world.push(outcome.undo);
        world.press(Press::Bulk(BulkPress::Review));
        let Screen::Review(review) = world.view().screen else { panic!("{name}: {:?}", world.view().screen) };
        world.push(review.confirm);
        assert_eq!(world.holders(), before, "{name}");
        assert_eq!(world.writes.len(), 0, "{name}: all in batches");
    }
}
