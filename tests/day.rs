//! A whole day in one tab, in simulated time: what the core holds does not grow.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use std::sync::{Mutex, MutexGuard, PoisonError};

use cairn::core::Core;
use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::Act;
use cairn::core::event::Happened;
use cairn::core::guide::{Sight, Sighted};
use cairn::core::press::Press;
use cairn::core::report::Kind;
use cairn::core::view::{Screen, StateWord};
use peak_alloc::PeakAlloc;
use practice::org::Scenario;
use serde_json::json;
use world::World;

const HOUR: u64 = 3_600_000;

/// Every byte of this process that is allocated.
#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// The tests of this file count what the process has allocated, so they run one after another.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes that are free again once the core is dropped, room that its collections keep for more included.
fn kept(world: &mut World) -> usize {
    let copy = world.core.clone();
    let with = ALLOCATED.current_usage();
    drop(std::mem::replace(&mut world.core, Core::new(world::playbook())));
    let empty = ALLOCATED.current_usage();
    // What a closed one takes is there in both.
    let closed = {
        let before = ALLOCATED.current_usage();
        let one = Core::new(world::playbook());
        let bytes = ALLOCATED.current_usage() - before;
        drop(one);
        bytes
    };
    world.core = copy;
    (with + closed).saturating_sub(empty)
}

/// Everything that the core holds, as text: each of its collections is in it.
fn held(world: &World) -> usize {
    format!("{:?}", world.core).len()
}

/// What a person does within an hour without changing anything, with trouble now and then.
fn an_hour(world: &mut World, hour: u64) {
    let end = world.now + HOUR;
    let troubles =
        [json!("resetBeforeApply"), json!({"retryAfter": 7}), json!("truncatedJson"), json!({"noAnswer": 90_000})];
    while world.now < end {
        world.now += 1_500_000;
        world.happened(Happened::Shown);
        world.set_faults(json!([{ "fault": troubles[(hour % 4) as usize] }]));
        world.press(Press::Recheck);
        world.set_faults(json!([]));
        world.press(Press::Recheck);
        world.press(Press::PickAnother);
        for text in ["m", "ma", "marketo", "anna", ""] {
            world.happened(Happened::SearchTyped(text.to_owned()));
        }
        world.pick("marketo.sync");
        world.press(Press::Review);
        world.press(Press::Cancel);
        world.press(Press::ShowMe("role-assigned".to_owned()));
        world.happened(Happened::Sighted(Sighted {
            road: 0,
            sight: Sight::Marked { stop: 0, instead: false },
            held: false,
            stayed: false,
            link: None,
        }));
        world.happened(Happened::PageActed);
        world.press(Press::EndGuide);
        world.press(Press::ToggleStep("role".to_owned()));
        world.press(Press::ToggleStep("role".to_owned()));
        world.press(Press::State("dedicated".to_owned()));
        world.press(Press::Unstate("dedicated".to_owned()));
        world.press(Press::ShowJournal);
        world.press(Press::Back);
        world.press(Press::Report(Kind::Page));
        world.press(Press::Bulk(BulkPress::Open(Act::Give)));
        world.press(Press::Bulk(BulkPress::Everybody));
        world.press(Press::Bulk(BulkPress::Leave));
        let memory = Box::new(world.store.memory.clone().expect("memory"));
        world.happened(Happened::StoredElsewhere { memory, journal: world.store.journal.clone() });
    }
    world.org.clear_log();
}

#[test]
fn after_a_day_the_core_holds_what_it_held_after_an_hour() {
    let _turn = alone();
    let mut world = World::opened(Scenario::NothingDone);
    world.pick("marketo.sync");
    an_hour(&mut world, 0);
    let (first, bytes) = (held(&world), kept(&mut world));
    let (mut most, mut most_bytes) = (first, bytes);
    for hour in 1..24 {
        an_hour(&mut world, hour);
        (most, most_bytes) = (most.max(held(&world)), most_bytes.max(kept(&mut world)));
    }
    println!(
        "a day: {bytes} bytes after an hour, {} after a day, {most_bytes} at most; {} requests",
        kept(&mut world),
        world.count()
    );
    // Counters and times may have a digit more.
    assert!(most <= first + 64, "{first} characters after an hour, {most} later");
    // A collection may keep room for twice of what is in it now.
    assert!(bytes > 10_000 && most_bytes <= bytes + bytes / 20, "{bytes} bytes after an hour, {most_bytes} later");
    assert_eq!(world.state("role-assigned"), StateWord::Todo, "and it still tells the truth");
    assert!(world.writes.is_empty());
}

#[test]
fn a_user_who_never_appears_is_not_waited_for_with_more_and_more() {
    let _turn = alone();
    let mut world = World::opened(Scenario::ApplicationUser);
    world.press(Press::WaitFor("nobody.yet@contoso.com".to_owned()));
    let first = held(&world);
    for _ in 0..2 {
        world.press(Press::Recheck);
        world.now += HOUR;
    }
    assert!(held(&world) <= first + 64, "{first} and then {}", held(&world));
}

#[test]
fn opened_and_closed_again_and_again_it_holds_nothing_more() {
    let _turn = alone();
    let mut world = World::opened(Scenario::UserReady);
    world.pick("marketo.sync");
    let (mut closed, mut open) = ((0, 0), (0, 0));
    for round in 0..1_000 {
        world.press(Press::Close);
        if round == 0 {
            closed = (held(&world), kept(&mut world));
            world.open();
            open = (held(&world), kept(&mut world));
        } else {
            if round % 100 == 99 {
                let now = (held(&world), kept(&mut world));
                assert!(now.0 == closed.0 && now.1 <= closed.1, "round {round}: {now:?} instead of {closed:?}");
            }
            world.open();
        }
        world.org.clear_log();
    }
    let now = (held(&world), kept(&mut world));
    println!("1,000 times: {} bytes when closed, {} when open, {} at the end", closed.1, open.1, now.1);
    assert!(now.0 <= open.0 + 64 && now.1 <= open.1 + open.1 / 20, "{open:?} and then {now:?}");
    assert!(matches!(world.view().screen, Screen::Checklist(_)));
}

/// What was changed is remembered for ever, each change in one entry.
#[test]
fn the_journal_grows_by_one_entry_a_change() {
    let _turn = alone();
    let mut world = World::opened(Scenario::UserReady);
    world.pick("marketo.sync");
    let mut sizes = Vec::new();
    for _ in 0..4 {
        world.press(Press::Review);
        let Screen::Review(review) = world.view().screen else { panic!("the review") };
        world.push(review.confirm);
        let Screen::Outcome(outcome) = world.view().screen else { panic!("the result") };
        world.push(outcome.undo);
        let Screen::Review(review) = world.view().screen else { panic!("the review") };
        world.push(review.confirm);
        world.press(Press::Finish);
        sizes.push(held(&world));
    }
    let steps: Vec<usize> = sizes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(world.store.journal.len(), 8);
    assert!(steps.iter().all(|step| step.abs_diff(steps[0]) < 64), "{steps:?}");
}
