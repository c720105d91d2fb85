//! What any version has stored is read by this one, or refused with words.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cairn::core::Core;
use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::{Act, Course};
use cairn::core::event::Happened;
use cairn::core::journal;
use cairn::core::memory::{Group, Narrowed};
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use cairn::dataverse::id::{BusinessUnitId, Guid, ViewId};
use cairn::dataverse::json::{JsonReader, NativeReader};
use cairn::dataverse::request::ViewSource;
use practice::org::Scenario;
use serde_json::Value;
use world::{Store, World, playbook};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let entries = fs::read_dir(folder).expect("the snapshots").map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "jsonl")).collect();
    files.sort();
    assert!(files.len() >= 3, "{files:?}");
    files
}

/// Keys and texts of a snapshot.
fn lines(path: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(path).expect("a snapshot");
    let line = |line: &str| line.split_once('\t').map(|(key, value)| (key.to_owned(), value.to_owned()));
    text.lines().map(|one| line(one).expect("a key and a value")).collect()
}

/// A record as the extension reads it.
fn typed<T: serde::de::DeserializeOwned>(key: &str, text: &str) -> T {
    let tree = NativeReader.read(text).unwrap_or_else(|_| panic!("{key} is JSON"));
    tree.to_typed().unwrap_or_else(|why| panic!("{key} is read: {why:?}"))
}

fn restored(path: &Path) -> Store {
    let mut store = Store::default();
    for (key, text) in lines(path) {
        match key.split('/').next() {
            Some("memory") => store.memory = Some(typed(&key, &text)),
            Some("journal") => journal::put(&mut store.journal, typed(&key, &text)),
            Some("bulk") if key.ends_with("/head") => store.heads.push(typed(&key, &text)),
            Some("bulk") => {
                let chunk: cairn::core::bulk::record::Chunk = typed(&key, &text);
                store.chunks.insert((chunk.bulk.clone(), chunk.number), chunk);
            }
            Some("guide") => store.guide = Some(typed(&key, &text)),
            _ => panic!("{key} is none of ours"),
        }
    }
    store
}

#[test]
fn whatever_was_stored_opens_the_checklist() {
    for path in files() {
        let mut world = World::new(Scenario::NothingDone);
        world.store = restored(&path);
        let stored = world.store.clone();
        world.open();
        assert_eq!(world.state("organization"), StateWord::Done, "{}", path.display());
        assert_eq!(world.state("sync-user"), StateWord::Done, "{}: the choice is kept", path.display());
        world.press(Press::ShowJournal);
        let Screen::Journal(shown) = world.view().screen else { panic!("{}: the journal", path.display()) };
        assert!(shown.entries.len() >= stored.journal.len(), "{}: every entry is shown", path.display());
        if let Some(head) = stored.heads.iter().find(|head| head.course == Course::Begun) {
            world.press(Press::Back);
            let notice = world.view().notice.expect("what was interrupted is said");
            assert_eq!(notice.text.key, "bulk_interrupted", "{}: {head:?}", path.display());
        }
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_words() {
    let mut world = World::new(Scenario::NothingDone);
    world.invalidated = true;
    world.open();
    let notice = world.view().notice.expect("it is said");
    assert_eq!(notice.text.key, "notice_forgetful", "{notice:?}");
    // A record of another kind or a damaged one is an error, never a panic and never half of a record.
    for (key, text) in files().iter().flat_map(|path| lines(path)) {
        for spoilt in
            [text.replace("\"schema\"", "\"scheme\""), text.replace('[', "{"), text[..text.len() / 2].to_owned()]
        {
            let tree = NativeReader.read(&spoilt);
            let read = match key.split('/').next() {
                Some("memory") => tree.is_ok_and(|tree| tree.to_typed::<cairn::core::memory::Memory>().is_ok()),
                Some("journal") => tree.is_ok_and(|tree| tree.to_typed::<journal::Entry>().is_ok()),
                Some("guide") => tree.is_ok_and(|tree| tree.to_typed::<cairn::core::guide::record::Running>().is_ok()),
                _ => false,
            };
            assert!(!read || spoilt == text, "{key}: {spoilt}");
        }
    }
}

/// Every place of a value that is stored, as a path.
fn places(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &format!("{at}.{name}"), found);
            }
        }
        Value::Array(list) => list.iter().for_each(|one| places(one, &format!("{at}[]"), found)),
        Value::Null => {}
        _ => drop(found.insert(at.to_owned())),
    }
}

/// What today's code stores, by key.
fn stored_today() -> Vec<(String, String)> {
    let mut world = World::opened(Scenario::NothingDone);
    world.pick("marketo.sync");
    world.press(Press::State("dedicated".to_owned()));
    world.press(Press::ShowMe("role-assigned".to_owned()));
    set_up(&mut world);
    let entries = world.store.journal.iter().map(|entry| entry.id.clone()).collect();
    world.press(Press::Undo(entries));
    confirm(&mut world);
    let mut all = told(&world.store);

    let mut doubted = World::opened(Scenario::EverythingWrong);
    doubted.pick("marketo.sync");
    doubted.press(Press::State("dedicated".to_owned()));
    all.extend(told(&doubted.store));

    let mut many = World::opened(Scenario::OldPlugin);
    many.press(Press::Narrow(narrowed()));
    many.press(Press::Bulk(BulkPress::Open(Act::Give)));
    many.press(Press::Bulk(BulkPress::Everybody));
    many.press(Press::Bulk(BulkPress::Review));
    many.trouble = world::trouble::Trouble::at(6, world::trouble::What::ClosedAfter);
    confirm(&mut many);
    all.extend(told(&many.store));
    all
}

/// A view and a business unit of no organisation: who is narrowed to them finds nobody.
fn narrowed() -> Vec<Narrowed> {
    let id = Guid::from_bits(7);
    vec![
        Narrowed { group: Group::View(ViewSource::Public(ViewId(id))), name: "Sales People".to_owned() },
        Narrowed { group: Group::Unit(BusinessUnitId(id)), name: "Contoso Retail".to_owned() },
    ]
}

fn set_up(world: &mut World) {
    world.press(Press::Review);
    confirm(world);
}

fn confirm(world: &mut World) {
    if let Screen::Review(review) = world.view().screen {
        world.push(review.confirm);
    }
    if !world.closed {
        world.press(Press::Finish);
    }
}

fn told(store: &Store) -> Vec<(String, String)> {
    let text = |value: &dyn erased::Data| value.text();
    let mut all = Vec::new();
    all.extend(store.memory.iter().map(|memory| ("memory".to_owned(), text(memory))));
    all.extend(store.journal.iter().map(|entry| (format!("journal/{}", entry.id.0), text(entry))));
    all.extend(store.guide.iter().map(|guide| ("guide".to_owned(), text(guide))));
    all.extend(store.heads.iter().map(|head| (format!("bulk/{}/head", head.id.0), text(head))));
    all.extend(store.chunks.values().map(|chunk| (format!("bulk/{}/{}", chunk.bulk.0, chunk.number), text(chunk))));
    all
}

/// Records of several kinds as text.
mod erased {
    pub trait Data {
        fn text(&self) -> String;
    }

    impl<T: serde::Serialize> Data for T {
        fn text(&self) -> String {
            serde_json::to_string(self).expect("a record is data")
        }
    }
}

/// A record that has a new place and no snapshot would be read by nobody's test.
#[test]
fn what_is_stored_today_is_among_the_snapshots() {
    let kind = |key: &str| match key.split('/').next() {
        Some("bulk") if key.ends_with("/head") => "head".to_owned(),
        other => other.unwrap_or_default().to_owned(),
    };
    let mut known = BTreeSet::new();
    for (key, text) in files().iter().flat_map(|path| lines(path)) {
        places(&serde_json::from_str(&text).expect("JSON"), &kind(&key), &mut known);
    }
    let mut today = BTreeSet::new();
    for (key, text) in stored_today() {
        places(&serde_json::from_str(&text).expect("JSON"), &kind(&key), &mut today);
    }
    let new: Vec<_> = today.difference(&known).collect();
    assert!(today.len() > 40, "{today:?}");
    assert!(new.is_empty(), "add a file to tests/snapshots with: {new:?}");
}

#[test]
fn a_checklist_that_was_never_opened_has_nothing_to_show() {
    assert!(Core::new(playbook()).view().is_none());
    let mut world = World::new(Scenario::NothingDone);
    world.happened(Happened::Loaded { memory: Box::default(), journal: Vec::new() });
    assert!(world.core.view().is_none(), "what nobody asked for opens nothing");
}
