//! The fault matrix: every trouble at every request of every flow of the playbook. Whatever happened, afterwards the
//! checklist tells the truth, nothing was written twice or without a confirmation, the job can be finished, and what
//! could be undone still can be.
//!
//! A run takes a part of the cells, another one each day; `MATRIX_SEED` takes that of an earlier run again, `ONLY` those
//! whose name contains it, and `DEEP=1` all of them.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

#[path = "matrix/faults.rs"]
mod faults;
#[path = "matrix/flows.rs"]
mod flows;
#[path = "matrix/truth.rs"]
mod truth;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use cairn::core::journal::can_undo;
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use flows::Flow;
use serde_json::json;
use truth::Truth;
use world::World;
use world::trouble::{Trouble, What};

/// A run that is not deep takes one cell of so many, besides those that matter most.
const ONE_OF: usize = 8;

/// A flow and what it does when nothing goes wrong.
struct Known {
    flow: Flow,
    requests: usize,
    leaving: usize,
    found: Truth,
    before: usize,
    written: Vec<String>,
}

/// What goes wrong, and where.
enum Cell<'a> {
    Request(&'a faults::Trouble, usize),
    Tab(What, usize),
}

impl Cell<'_> {
    fn name(&self) -> String {
        match self {
            Self::Request(trouble, nth) => format!("{} at request {nth}", trouble.name),
            Self::Tab(what, nth) => format!("{what:?} at {nth}"),
        }
    }
}

fn know(mut flow: Flow) -> Known {
    // Times on the server are whole seconds; two requests in one of them would have no order.
    flow.start.request_ms = 1_000;
    let mut world = flow.start.clone();
    let (found, before) = (Truth::of(&world.org), truth::applied(&world.org).len());
    world.count();
    (flow.act)(&mut world);
    let written = truth::applied(&world.org).split_off(before);
    let requests = world.count();
    let leaving = world.trouble.seen() - flow.start.trouble.seen();
    Known { requests, leaving, found, before, written, flow }
}

fn times(list: &[String]) -> BTreeMap<&str, usize> {
    let mut times = BTreeMap::new();
    for one in list {
        *times.entry(one.as_str()).or_default() += 1;
    }
    times
}

/// Each step with its state.
type States = Vec<(String, StateWord)>;

/// The states of all steps, as a tab without hints or history of its own reads them.
fn fresh_states(world: &World) -> Option<States> {
    let mut fresh = world.clone();
    if let Some(memory) = &mut fresh.store.memory {
        memory.hints = Default::default();
    }
    fresh.reopen();
    states(&fresh)
}

fn states(world: &World) -> Option<States> {
    match world.view().screen {
        Screen::Checklist(list) => {
            Some(list.phases.into_iter().flat_map(|phase| phase.steps).map(|step| (step.id, step.state)).collect())
        }
        _ => None,
    }
}

/// When the screen is held against the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// While the trouble may last, before anybody has checked again.
    AtOnce,
    /// Once it is over, and everything was read again.
    Afterwards,
}

/// Steps that are shown otherwise than `/state` has it.
fn untrue(world: &World, shown: &[(String, StateWord)], when: When) -> Vec<String> {
    let memory = world.store.memory.as_ref();
    let Some(chosen) = memory.and_then(|memory| memory.sync_user.as_ref()) else { return Vec::new() };
    let told = Truth::of(&world.org).told(&chosen.user.to_string());
    let mut wrong = Vec::new();
    for (id, told) in told {
        let state = shown.iter().find(|(step, _)| step == id).map(|(_, state)| *state);
        // What could not be read is said to be unknown, and what could not be done has its reason.
        let claims = |state: &StateWord| when == When::Afterwards || matches!(state, StateWord::Done | StateWord::Todo);
        if let Some(state) = state.filter(claims).filter(|state| !told.allows(*state)) {
            wrong.push(format!("{when:?} {id} is shown as {state:?}, and the organisation says {told:?}"));
        }
    }
    wrong
}

/// The reading on screen is said to be an old one, or still under way.
fn is_said_to_be_old(world: &World) -> bool {
    let keys = ["notice_old_reading", "notice_asked_to_wait", "notice_trying_again", "notice_forgetful"];
    world.view().notice.is_some_and(|notice| keys.contains(&notice.text.key.as_ref()))
}

/// Plays a cell and gives what is wrong with it.
fn play(known: &Known, cell: &Cell<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    let flow = &known.flow;
    let mut world = flow.start.clone();
    let session = world.org.state()["session"].as_str().unwrap_or_default().to_owned();
    match cell {
        Cell::Request(trouble, nth) => world
            .set_faults(json!([{"nth": nth, "times": trouble.times, "path": trouble.path, "fault": trouble.fault}])),
        Cell::Tab(what, nth) => world.trouble = Trouble::at(*nth, *what),
    }
    (flow.act)(&mut world);
    if matches!(cell, Cell::Request(..)) && !world.faults.has_met() {
        return wrong;
    }
    // Before anybody checks again: what is on screen is true, or said to be old.
    wrong.append(&mut world.wrong);
    if !world.closed && !is_said_to_be_old(&world) {
        wrong.extend(states(&world).into_iter().flat_map(|shown| untrue(&world, &shown, When::AtOnce)));
    }

    // The trouble is over, and whoever it was is signed in again.
    world.set_faults(json!([]));
    world.trouble = Trouble::default();
    (world.skew, world.store.full, world.store.unreadable, world.lease_elsewhere) = (0, false, false, false);
    world.org.sign_in_as(&session);
    world.org.set_publishing(1_000, 120_000, false);
    // Long enough for whatever is still on its way to arrive.
    world.now += 200_000;
    let usable = !world.closed && !world.invalidated;
    if usable {
        for press in [Press::Finish, Press::Cancel, Press::Recheck] {
            world.press(press);
        }
    }
    // Where nothing could be stored, this tab alone knows what its last write was answered.
    let forgets = matches!(cell, Cell::Tab(What::StorageFull | What::StorageUnreadable, _));
    let here = states(&world).filter(|_| usable && !forgets);
    world.reopen();
    let (shown, wanted) = (states(&world), fresh_states(&world));
    if here.is_some() && here != wanted {
        wrong.push(format!("in the tab: {}", difference(&world, here, &wanted)));
    }
    if shown != wanted {
        wrong.push(format!("opened again: {}", difference(&world, shown.clone(), &wanted)));
    }
    let truth = Truth::of(&world.org);
    wrong.extend(untrue(&world, shown.as_deref().unwrap_or_default(), When::Afterwards));
    let chosen = |world: &World| world.store.memory.as_ref().and_then(|memory| memory.sync_user.clone());
    if let Some(was) = chosen(&flow.start)
        && chosen(&world).is_none_or(|is| is.user != was.user)
    {
        wrong.push("the choice of user is forgotten".to_owned());
    }
    wrong.extend(truth::lies(&world.store.journal, &truth));
    wrong.extend(twice(known, &world, "after the trouble"));
    if flow.undoable {
        wrong.extend(taken_back(known, world.clone()));
    }

    // The job is finished, in two goes at most: what was given up for a while is asked for again.
    let mut missing = Vec::new();
    for _ in 0..2 {
        (flow.act)(&mut world);
        let written = truth::applied(&world.org).split_off(known.before);
        missing = known.written.iter().filter(|what| !written.contains(what)).collect();
        if missing.is_empty() {
            break;
        }
    }
    wrong.extend(missing.into_iter().map(|what| format!("never done: {what}")));
    wrong.extend(twice(known, &world, "when all is done"));
    wrong
}

fn difference(world: &World, shown: Option<States>, wanted: &Option<States>) -> String {
    let (Some(shown), Some(wanted)) = (shown, wanted) else { return format!("{:?}", world.view().screen) };
    let differs: Vec<_> = shown.iter().zip(wanted).filter(|(a, b)| a != b).collect();
    format!("{differs:?}")
}

/// Writes that nobody confirmed, and those that were carried out more than once.
fn twice(known: &Known, world: &World, when: &str) -> Vec<String> {
    let written = truth::applied(&world.org).split_off(known.before);
    let was = times(&known.written);
    let too_often = |(what, count): &(&str, usize)| {
        // Publishing again changes nothing: it is tried eight times while something else holds the customisations, and is
        // what the person is told to do when nobody knows how it ended.
        *count > was.get(what).copied().unwrap_or(0) && (*what != "publish" || *count > 10)
    };
    times(&written)
        .into_iter()
        .filter(too_often)
        .map(|(what, count)| format!("{when} {count} times instead of {}: {what}", was.get(what).unwrap_or(&0)))
        .collect()
}

/// What was changed is taken back, and what was found is there again.
fn taken_back(known: &Known, mut world: World) -> Vec<String> {
    let earlier = &known.flow.start.store.journal;
    let fresh = world.store.journal.iter().filter(|entry| !earlier.iter().any(|known| known.id == entry.id));
    let entries: Vec<_> = fresh.map(|entry| entry.id.clone()).collect();
    if !entries.is_empty() {
        world.press(Press::Undo(entries));
        if let Screen::Review(review) = world.view().screen
            && let Some(button) = review.confirm
        {
            world.press(button.press);
        }
        world.press(Press::Finish);
    }
    if !world.store.heads.is_empty() {
        flows::go_on_with_many(&mut world);
        flows::undo_many(&mut world);
    }
    let mut wrong = Truth::of(&world.org).restored(&known.found);
    wrong.truncate(3);
    if !wrong.is_empty() {
        let stages: Vec<_> =
            world.store.journal.iter().map(|entry| (&entry.stage, can_undo(entry, &world.store.journal))).collect();
        wrong.push(format!("not taken back: {stages:?}"));
    }
    wrong
}

/// What decides about the part: a number that is another one each day.
fn seed() -> u64 {
    let given = std::env::var("MATRIX_SEED").ok().and_then(|text| text.parse().ok());
    let today = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / 86_400);
    given.unwrap_or_else(today)
}

/// Whether a run that is not deep takes this cell: a part that is spread over everything, and all of what matters most.
fn is_taken(seed: u64, flow: &Known, cell: &str) -> bool {
    let text = format!("{seed} {} {cell}", flow.flow.name);
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    std::env::var_os("DEEP").is_some_and(|deep| !deep.is_empty())
        || (hash >> 20) % ONE_OF as u64 == 0
        || flow.flow.name == "assign role"
}

#[test]
fn whatever_goes_wrong_the_checklist_tells_the_truth() {
    let (began, seed) = (Instant::now(), seed());
    println!("matrix: MATRIX_SEED={seed}");
    let only = std::env::var("ONLY").unwrap_or_default();
    let known: Vec<Known> = flows::all().into_iter().map(know).collect();
    let troubles = faults::all();
    let mut cells = Vec::new();
    let mut whole = 0;
    for flow in &known {
        let requests = (1..=flow.requests).flat_map(|nth| {
            // What is about some requests only is counted among those.
            let all = troubles.iter().filter(move |trouble| trouble.path.is_empty() || nth <= 2);
            all.map(move |trouble| Cell::Request(trouble, nth))
        });
        let tabs = (1..=flow.leaving).flat_map(|nth| What::ALL.map(|what| Cell::Tab(what, nth)));
        for cell in requests.chain(tabs) {
            whole += 1;
            let name = format!("{}: {}", flow.flow.name, cell.name());
            if (only.is_empty() && is_taken(seed, flow, &cell.name())) || (!only.is_empty() && name.contains(&only)) {
                cells.push((flow, cell, name));
            }
        }
        println!("{}: {} requests, {} writes", flow.flow.name, flow.requests, flow.written.len());
    }
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((flow, cell, name)) = cells.get(at) else { return };
            if at % 1_000 == 0 {
                println!("{at} of {} cells", cells.len());
            }
            let played = std::panic::catch_unwind(|| play(flow, cell)).unwrap_or_else(|panic| {
                let said = panic.downcast_ref::<String>().cloned();
                vec![format!(
                    "panicked: {}",
                    said.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default()
                )]
            });
            if !played.is_empty() {
                let told = format!("{name}\n    {}", played.join("\n    "));
                println!("{told}");
                wrong.lock().expect("the list").push(told);
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let wrong = wrong.into_inner().expect("the list");
    println!(
        "matrix: {} flows, {} troubles with requests, {} with the tab: {whole} cells, {} played in {} s, {} violations",
        known.len(),
        troubles.len(),
        What::ALL.len(),
        cells.len(),
        began.elapsed().as_secs(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{} cells", wrong.len());
}
