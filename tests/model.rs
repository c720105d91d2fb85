//! The core against the practice organisation, with a model of a few lines beside them: whatever people, trouble and
//! other administrators do, the organisation changes by exactly what was confirmed and is in the journal.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

#[path = "matrix/truth.rs"]
#[allow(dead_code, reason = "the fault matrix uses the rest")]
mod truth;
mod world;

use cairn::core::change::Change;
use cairn::core::journal::{Entry, Stage};
use cairn::core::press::Press;
use cairn::core::view::Screen;
use practice::org::Scenario;
use proptest::prelude::*;
use serde_json::{Value, json};
use truth::Truth;
use world::World;

const STEPS: [&str; 6] = ["language", "access", "steps", "role-assigned", "role-exclusive", "config-user"];

/// One thing that happens next.
#[derive(Clone, Debug)]
enum Move {
    /// Review a step and confirm, with trouble at a request of it.
    Step(usize, Option<(usize, usize)>),
    /// Review everything and confirm, with trouble at a request of it.
    All(Option<(usize, usize)>),
    /// Take one entry back, with trouble at a request of it.
    Undo(usize, Option<(usize, usize)>),
    /// Another administrator changes something of the sync user.
    Other(usize),
    /// The tab is closed and opened again.
    Reopen,
    /// The clock of the computer is set.
    Clock(i64),
    /// Another tab writes, or does not any more.
    Lease(bool),
    /// Storage is full, or has room again.
    Full(bool),
}

fn trouble() -> impl Strategy<Value = Option<(usize, usize)>> {
    prop_oneof![3 => Just(None), 2 => (0usize..FAULTS, 1usize..10).prop_map(Some)]
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        6 => (0..STEPS.len(), trouble()).prop_map(|(step, trouble)| Move::Step(step, trouble)),
        2 => trouble().prop_map(Move::All),
        4 => (0usize..12, trouble()).prop_map(|(entry, trouble)| Move::Undo(entry, trouble)),
        3 => (0usize..4).prop_map(Move::Other),
        1 => Just(Move::Reopen),
        1 => prop_oneof![Just(-7_200_000), Just(0), Just(86_400_000)].prop_map(Move::Clock),
        1 => any::<bool>().prop_map(Move::Lease),
        1 => any::<bool>().prop_map(Move::Full),
    ]
}

/// Kinds of [`fault`].
const FAULTS: usize = 11;

fn fault(which: usize) -> Value {
    let status = |status: u16| json!({"status": {"status": status, "code": "", "message": ""}});
    match which {
        0 => json!("resetBeforeApply"),
        1 => json!("resetAfterApply"),
        2 => json!({"retryAfter": 7}),
        3 => status(503),
        4 => json!({"html": {"status": 200, "body": "<html>Sign in</html>"}}),
        5 => json!("truncatedJson"),
        6 => json!({"slowAnswer": 130_000}),
        7 => json!("wrongCharset"),
        8 => json!({"missingPart": 2}),
        9 => status(401),
        _ => json!({"errorPart": {"part": 2, "status": 500, "code": "0x80040216", "message": "x"}}),
    }
}

/// The organisation as a change leaves it.
fn changed(truth: &mut Truth, change: &Change) {
    match change {
        Change::AssignRole { user, role } | Change::RemoveRole { user, role } => {
            let Some(user) = truth.users.get_mut(&user.id.to_string()) else { return };
            if matches!(change, Change::AssignRole { .. }) {
                user.roles.insert(role.id.to_string());
            } else {
                user.roles.remove(&role.id.to_string());
            }
        }
        Change::SetLanguage { user, after, .. } => {
            if let Some(user) = truth.users.get_mut(&user.id.to_string()) {
                user.language = Some(i64::from(*after));
            }
        }
        Change::SetAccessMode { user, after, .. } => {
            if let Some(user) = truth.users.get_mut(&user.id.to_string()) {
                user.access = after.number();
            }
        }
        Change::SetStep { step, enabled, .. } => drop(truth.steps.insert(step.to_string(), *enabled)),
        Change::SetLookup { place, after, .. } => {
            truth.config.insert(place.record.to_string(), after.as_ref().map(|person| person.id.to_string()));
        }
        Change::CreateColumn { table, .. } => drop(truth.filters.insert(table.clone())),
        Change::Publish { .. } | Change::CreateApplicationUser { .. } | Change::CreateUser { .. } => {}
    }
}

/// Without what follows from the rest, or from the time.
fn bare(mut truth: Truth) -> Truth {
    truth.users.values_mut().for_each(|user| user.holds = false);
    Truth { lacking: None, resting: 0, configured: None, published: Vec::new(), ..truth }
}

/// Makes the move, and gives the entries that it has put into the journal.
fn play(world: &mut World, next: &Move) -> Vec<Entry> {
    let known: Vec<_> = world.store.journal.iter().map(|entry| entry.id.clone()).collect();
    let confirmed = |world: &mut World, press: Press, trouble: &Option<(usize, usize)>| {
        let before = Truth::of(&world.org);
        world.press(press);
        assert_eq!(Truth::of(&world.org), before, "a review writes nothing");
        if let Some((which, nth)) = trouble {
            world.set_faults(json!([{"nth": nth, "times": 2, "fault": fault(*which)}]));
        }
        if let Screen::Review(review) = world.view().screen
            && let Some(confirm) = review.confirm
        {
            world.press(confirm.press);
        }
        world.set_faults(json!([]));
        for press in [Press::Finish, Press::Cancel, Press::Recheck] {
            world.press(press);
        }
    };
    match next {
        Move::Step(step, trouble) => confirmed(world, Press::ReviewStep(STEPS[*step].to_owned()), trouble),
        Move::All(trouble) => confirmed(world, Press::Review, trouble),
        Move::Undo(entry, trouble) => {
            if let Some(entry) = world.store.journal.get(*entry) {
                let id = entry.id.clone();
                confirmed(world, Press::Undo(vec![id]), trouble);
            }
        }
        Move::Other(what) => other(world, *what),
        Move::Reopen => world.reopen(),
        Move::Clock(skew) => world.skew = *skew,
        Move::Lease(elsewhere) => world.lease_elsewhere = *elsewhere,
        Move::Full(full) => world.store.full = *full,
    }
    world.store.journal.iter().filter(|entry| !known.contains(&entry.id)).cloned().collect()
}

fn other(world: &mut World, what: usize) {
    let state = world.org.state();
    let users = state["users"].as_array().expect("users");
    let is_sync = |user: &&Value| user["domainname"].as_str().is_some_and(|name| name.starts_with("marketo.sync"));
    let user = users.iter().find(is_sync).expect("the sync user");
    let id = user["id"].as_str().expect("an id").to_owned();
    let role = user["roles"].as_array().and_then(|roles| roles.first()).and_then(|role| role["id"].as_str());
    match (what, role) {
        (0, _) => {
            world.org_request("PATCH", &format!("usersettingscollection({id})"), &json!({ "uilanguageid": 1031 }))
        }
        (1, _) => {
            world.org_request("PATCH", &format!("usersettingscollection({id})"), &json!({ "uilanguageid": 1033 }))
        }
        (2, Some(role)) => {
            world.org_request(
                "DELETE",
                &format!("systemusers({id})/systemuserroles_association({role})/$ref"),
                &json!({}),
            );
        }
        _ => world.org_request("PATCH", &format!("systemusers({id})"), &json!({ "accessmode": 0 })),
    }
}

/// Sequences that are tried; `PROPTEST_CASES` asks for more before a release.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    prop_oneof![Just(Scenario::NothingDone), Just(Scenario::EverythingWrong), Just(Scenario::HalfDone)]
}

fn picked(scenario: Scenario) -> World {
    let mut world = World::opened(scenario);
    world.pick("marketo.sync");
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// The organisation changes by what was confirmed, noted and proved, and by nothing else.
    #[test]
    fn the_organisation_changes_by_what_is_in_the_journal(
        scenario in scenarios(),
        moves in prop::collection::vec(moves(), 1..14),
    ) {
        let mut world = picked(scenario);
        for next in &moves {
            let mut model = Truth::of(&world.org);
            let others = matches!(next, Move::Other(_));
            let entries = play(&mut world, next);
            let truth = Truth::of(&world.org);
            for entry in &entries {
                let made = match entry.stage {
                    Stage::Proved(_) => true,
                    Stage::NotDone(_) | Stage::FoundDone(_) | Stage::Answered(_) | Stage::Refused => false,
                    // Nobody knows: either is right, and only one of them is so.
                    Stage::Begun | Stage::Unknown | Stage::Appeared(_) => truth.shows(&entry.change) == Some(true),
                };
                if made {
                    changed(&mut model, &entry.change);
                }
            }
            prop_assert!(others || bare(model) == bare(truth.clone()), "{next:?} did not do what the journal says: {entries:?}");
            let lies = truth::lies(&world.store.journal, &truth);
            prop_assert!(others || lies.is_empty() || moves.iter().any(|one| matches!(one, Move::Other(_))), "{lies:?}");
        }
    }

    /// Undo of a change gives what was found, for every verb that has an exact undo, in any order.
    #[test]
    fn undo_of_every_verb_gives_what_was_found(
        scenario in scenarios(),
        steps in prop::collection::vec(0..STEPS.len(), 1..5),
        at_once in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut world = picked(scenario);
        let found = Truth::of(&world.org);
        for step in steps {
            play(&mut world, &Move::Step(step, None));
        }
        let mut entries: Vec<_> = world.store.journal.iter().map(|entry| entry.id.clone()).collect();
        let by = usize::try_from(seed % 7).unwrap_or_default() % entries.len().max(1);
        entries.rotate_left(by);
        let goes = if at_once { vec![entries] } else { entries.into_iter().map(|entry| vec![entry]).collect() };
        for entries in goes.into_iter().filter(|entries| !entries.is_empty()) {
            world.press(Press::Undo(entries));
            if let Screen::Review(review) = world.view().screen
                && let Some(confirm) = review.confirm
            {
                world.press(confirm.press);
            }
            world.press(Press::Finish);
            world.press(Press::Cancel);
        }
        let differs = Truth::of(&world.org).restored(&found);
        prop_assert!(differs.is_empty(), "{differs:?}");
    }
}

#[test]
fn the_moves_reach_every_verb() {
    // A model that is never moved would prove nothing.
    let mut world = picked(Scenario::EverythingWrong);
    let mut kinds = Vec::new();
    for step in 0..STEPS.len() {
        for entry in play(&mut world, &Move::Step(step, None)) {
            let kind = format!("{:?}", entry.change).split([' ', '{']).next().unwrap_or_default().to_owned();
            kinds.push(kind);
        }
    }
    for kind in ["AssignRole", "RemoveRole", "SetLanguage", "SetAccessMode", "SetStep", "SetLookup"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} in {kinds:?}");
    }
}
