//! Which role is meant, and who holds it, where an organisation is not as one expects.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::message::Arg;
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use practice::org::Scenario;
use serde_json::{Value, json};
use world::World;

const ROLE: &str = "Marketo Sync User";
/// Dynamics gives it with a licence.
const AUTOMATIC: &str = "Dynamics 365 App for Outlook User";

/// The rows of a list.
fn rows(world: &mut World, path: &str) -> Vec<Value> {
    let body = world.org_answer("GET", &path.replace(' ', "%20"), &Value::Null);
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    body["value"].as_array().expect("a list").clone()
}

fn text(row: &Value, name: &str) -> String {
    row[name].as_str().expect("a text").to_owned()
}

fn root(world: &mut World, name: &str) -> String {
    let path = format!("roles?$select=roleid&$filter=name eq '{name}' and _parentroleid_value eq null");
    text(&rows(world, &path)[0], "roleid")
}

fn rename(world: &mut World, role: &str, name: &str) {
    let role = root(world, role);
    world.org_request("PATCH", &format!("roles({role})"), &json!({ "name": name }));
}

fn give(world: &mut World, user: &str, role: &str) {
    let id = world.address(&format!("roles({role})"));
    let path = format!("systemusers({user})/systemuserroles_association/$ref");
    world.org_request("POST", &path, &json!({ "@odata.id": id }));
}

/// The step is blocked for this reason, and leads to the solution.
fn blocked(world: &World, key: &str) {
    assert_eq!(world.state("role"), StateWord::Blocked, "{:?}", world.evidence("role"));
    assert_eq!(world.evidence("role").key, key);
    let actions = world.step("role").actions;
    assert!(actions.iter().any(|action| action.press == Press::GoToStep("solution".to_owned())), "{actions:?}");
    assert_ne!(world.state("role-assigned"), StateWord::Done);
}

#[test]
fn a_role_that_is_gone_is_missing_though_its_solution_is_there() {
    let mut world = World::new(Scenario::UserReady);
    rename(&mut world, ROLE, "Renamed");
    world.open();
    assert_eq!(world.state("solution"), StateWord::Done);
    blocked(&world, "blocked_no_role");
}

#[test]
fn several_roles_of_the_name_without_the_solutions_are_ambiguous() {
    let mut world = World::new(Scenario::NoSolution);
    for other in ["Salesperson", "Marketing Manager"] {
        rename(&mut world, other, ROLE);
    }
    world.open();
    blocked(&world, "blocked_role_ambiguous");
}

#[test]
fn a_role_that_dynamics_gives_itself_is_never_offered() {
    let mut world = World::new(Scenario::UserReady);
    rename(&mut world, ROLE, "Renamed");
    rename(&mut world, AUTOMATIC, ROLE);
    world.open();
    world.pick("marketo.sync");
    assert_eq!(world.state("role-exclusive"), StateWord::Attention);
    let holders = world.step("role-exclusive").holders.len();
    assert_eq!(world.step("role-exclusive").holders[0].how.key, "holder_auto_assigned");
    world.press(Press::ReviewStep("role-exclusive".to_owned()));
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    let left: Vec<_> = review.left.iter().map(|left| left.text.key.as_ref()).collect();
    assert!(left.contains(&"left_auto_assigned") && left.len() == holders, "{left:?}");
    assert!(review.changes.is_empty(), "{:?}", review.changes);
}

/// A page holds 500; the others are counted, and the sync user is none of them.
#[test]
fn holders_who_are_not_listed_are_counted() {
    let mut world = World::new(Scenario::Large);
    let role = root(&mut world, ROLE);
    let copies = format!("roles?$select=roleid,_businessunitid_value&$filter=_parentrootroleid_value eq {role}");
    let mut given = 0;
    for copy in rows(&mut world, &copies) {
        let unit = text(&copy, "_businessunitid_value");
        let users = format!(
            "systemusers?$select=systemuserid&$filter=_businessunitid_value eq {unit} and isdisabled eq false \
             and accessmode eq 0 and not contains(domainname,'alex.admin')"
        );
        for user in rows(&mut world, &users) {
            if given < 520 {
                give(&mut world, &text(&user, "systemuserid"), &text(&copy, "roleid"));
                given += 1;
            }
        }
        if given == 520 {
            break;
        }
    }
    assert_eq!(given, 520);
    world.open();
    world.pick("marketo.sync");
    let sync_user = u64::from(world.state("role-assigned") == StateWord::Done);
    let evidence = world.evidence("role-exclusive");
    assert_eq!(evidence.key, "attention_held_by_others");
    assert_eq!(evidence.args[0], Arg::Count(520 - sync_user));
    world.press(Press::ReviewStep("role-exclusive".to_owned()));
    let Screen::Review(review) = world.view().screen else { panic!("the review") };
    assert!(review.left.iter().any(|left| left.text.key == "left_further_holders"), "{:?}", review.left);
}
