//! What a tab leaves behind that is closed while it writes, or that cannot read what came of its write.

use cairn::core::journal::Stage;
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use serde_json::json;

use super::world::World;
use super::world::others::assign_as_another_admin;
use super::world::trouble::{Trouble, What};
use super::{WRITE, confirm, journal_of, outcome, reviewed};

/// The tab is closed right after its write has left: what it has left behind is the entry that was only begun.
fn closed_while_writing(fault: Option<serde_json::Value>) -> World {
    let mut world = reviewed();
    // Found by playing: the n-th thing that leaves is the write.
    let nth = (1..20)
        .find(|nth| {
            let mut tried = world.clone();
            tried.trouble = Trouble::at(*nth, What::ClosedAfter);
            confirm(&mut tried);
            tried.writes.len() == 1
        })
        .expect("the write");
    world.trouble = Trouble::at(nth, What::ClosedAfter);
    if let Some(fault) = fault {
        world.set_faults(json!([{ "method": "POST", "path": WRITE, "fault": fault }]));
    }
    confirm(&mut world);
    assert_eq!((world.writes.len(), world.store.journal[0].stage), (1, Stage::Begun));
    world.set_faults(json!([]));
    world.trouble = Trouble::default();
    world
}

/// What was done by a tab that is gone can still be taken back, and nobody is told that it is proved.
#[test]
fn a_tab_closed_while_writing_leaves_what_can_be_taken_back() {
    for later in [1_000, 200_000, 4_000_000] {
        let mut world = closed_while_writing(None);
        world.reopen_after(later);
        assert_eq!(world.state("role-assigned"), StateWord::Done, "{later}");
        assert_eq!(journal_of(&mut world), ["journal_appeared"], "{later}");
        let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
        world.push(journal.entries[0].undo.clone());
        let Screen::Review(review) = world.view().screen else { panic!("the review") };
        let notes: Vec<_> = review.changes[0].notes.iter().map(|note| note.text.key.to_string()).collect();
        assert!(notes.contains(&"note_appeared".to_owned()), "{notes:?}");
        confirm(&mut world);
        assert_eq!(outcome(&world).lines[0].state.key, "line_proved");
        world.press(Press::Finish);
        assert_eq!(world.state("role-assigned"), StateWord::Todo);
        // Much later, and in another tab, it reads the same.
        world.now += 300_000;
        world.reopen();
        assert_eq!(journal_of(&mut world), ["journal_taken_back", "journal_appeared"], "{later}");
        let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
        assert!(journal.entries.iter().all(|entry| entry.undo.is_none()), "once");
    }
}

/// A write that never arrived is not done, and what a colleague does the day after is not taken for it.
#[test]
fn a_tab_closed_while_writing_leaves_nothing_of_a_write_that_never_arrived() {
    let mut world = closed_while_writing(Some(json!("resetBeforeApply")));
    world.reopen_after(1_000);
    assert_eq!(journal_of(&mut world), ["journal_unknown"], "it may be on its way still");
    world.now += 200_000;
    world.press(Press::Recheck);
    assert_eq!(journal_of(&mut world), ["journal_not_done"]);
    world.now += 4_000_000;
    world.reopen();
    assert!(matches!(world.store.journal[0].stage, Stage::NotDone(_)), "{:?}", world.store.journal[0].stage);
    assign_as_another_admin(&mut world.org);
    world.now += 86_400_000;
    world.reopen();
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(journal_of(&mut world), ["journal_not_done"]);
    let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
    assert_eq!(journal.entries[0].undo, None);
}

/// Refused, and then nothing could be read any more: what is found later was done by somebody else.
#[test]
fn a_refused_write_that_was_not_read_back_is_never_ours() {
    let mut world = reviewed();
    world.before_write = Some(assign_as_another_admin);
    world.set_faults(json!([{ "path": "$batch", "nth": 2, "times": 50, "fault": "resetBeforeApply" }]));
    confirm(&mut world);
    assert_eq!(world.logged_writes().last().expect("a write").status, 412);
    assert_eq!(outcome(&world).lines[0].state.key, "line_unknown");
    assert_eq!(world.store.journal[0].stage, Stage::Refused);
    world.set_faults(json!([]));
    world.reopen();
    assert_eq!(world.state("role-assigned"), StateWord::Done);
    assert_eq!(journal_of(&mut world), ["journal_found_done"]);
    let Screen::Journal(journal) = world.view().screen else { panic!("the journal") };
    assert_eq!(journal.entries[0].undo, None);
}
