//! What is kept between visits: one key for what is remembered of an organisation, one for each entry of its journal.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::browser::{Browser, Gone, Listening};
use super::clock;
use super::reader;
use crate::core::bulk::record::{self, Chunk, Head};
use crate::core::effect::Record;
use crate::core::guide::record::Running;
use crate::core::journal::{self, Entry};
use crate::core::memory::{self, Memory};
use crate::dataverse::json::Json;
use crate::page::shown::Shown;

/// Last part of the key of what is remembered.
const MEMORY: &str = "memory";

/// Last part of the key of the head of a change to many users; its chunks end with their numbers.
const HEAD: &str = "/head";

/// Last part of the key of the organisation's guide.
const GUIDE: &str = "guide";

/// So many own writes are remembered until they are heard back.
const OWN: usize = 32;

/// After so many milliseconds a write that failed is tried once more: Firefox fails what is stored while the page opens a
/// tab ("An unexpected error occurred"), and again in the next task.
const AGAIN_MS: u32 = 100;

/// What storage holds of one organisation.
pub(super) struct Stored {
    /// What is remembered.
    pub(super) memory: Box<Memory>,
    /// The journal, in no order.
    pub(super) journal: Vec<Entry>,
}

/// Storage of the extension, for all organisations.
#[derive(Clone)]
pub(super) struct Store {
    browser: Browser,
    /// What this tab has written and not yet heard back, to tell its own changes from those of other tabs.
    written: Rc<RefCell<Vec<(String, Record)>>>,
    /// How often something was written under a key by this tab.
    counts: Rc<RefCell<Vec<(String, u32)>>>,
    /// A newer version has stored something here; what it remembers is not overwritten.
    newer: Rc<Cell<bool>>,
}

/// Tells of changes made by other tabs, until it is dropped.
pub(super) struct StoreWatch {
    _listening: Listening<dyn FnMut(JsValue, JsValue)>,
}

impl Store {
    /// Over the platform's storage.
    pub(super) fn new(browser: Browser) -> Self {
        Self { browser, written: Rc::default(), counts: Rc::default(), newer: Rc::default() }
    }

    /// Everything about an organisation. Fails where storage cannot be read, holds something of a newer version, or an
    /// entry of the journal that cannot be read: what cannot be undone any more has to be said.
    pub(super) async fn load(&self, organization: &str) -> Result<Stored, Gone> {
        let all = self.browser.stored().await?;
        let (memory_key, journal_prefix) = (memory_key(organization), journal_key(organization, ""));
        let mut stored = Stored { memory: Box::default(), journal: Vec::new() };
        for key in names(&all) {
            let value = || Reflect::get(&all, &key.as_str().into());
            if key == memory_key {
                let value = value()?;
                self.not_newer(&value, memory::SCHEMA)?;
                // Memory is hints and the look of the panel: what cannot be read is found or chosen again.
                stored.memory = Box::new(typed(&value).unwrap_or_default());
            } else if key.starts_with(&journal_prefix) {
                let value = value()?;
                self.not_newer(&value, journal::SCHEMA)?;
                stored.journal.push(typed(&value)?);
            }
        }
        Ok(stored)
    }

    /// Changes to many users, as far as they can be read; one of a newer version is left to it.
    pub(super) async fn load_bulk(&self, organization: &str) -> Result<(Vec<Head>, Vec<Chunk>), Gone> {
        let all = self.browser.stored().await?;
        let prefix = bulk_key(organization, "");
        let (mut heads, mut chunks) = (Vec::new(), Vec::new());
        for key in names(&all).filter(|key| key.starts_with(&prefix)) {
            let value = Reflect::get(&all, &key.as_str().into())?;
            if schema_of(&value) > f64::from(record::SCHEMA) {
                continue;
            }
            if key.ends_with(HEAD) {
                heads.push(typed(&value)?);
            } else {
                chunks.push(typed(&value)?);
            }
        }
        Ok((heads, chunks))
    }

    /// Puts a record away. Fails when storage is full, when the extension was updated under us, and where it would
    /// overwrite what a newer version remembers.
    pub(super) async fn save(&self, organization: &str, record: &Record) -> Result<(), Gone> {
        let (key, tree) = match record {
            Record::Memory(memory) => (memory_key(organization), Json::of(memory)),
            Record::Journal(entry) => (journal_key(organization, &entry.id.0), Json::of(entry)),
            Record::Bulk(head) => (bulk_key(organization, &head.id.0) + HEAD, Json::of(head)),
            Record::Guide(guide) => (guide_key(organization), Json::of(guide)),
            Record::Shown(shown) => (anchor_key(organization, &shown.stop), Json::of(shown)),
            Record::BulkChunk(chunk) => {
                let number = ["/", &chunk.number.to_string()].concat();
                (bulk_key(organization, &chunk.bulk.0) + &number, Json::of(chunk))
            }
        };
        // Entries have keys of their own, so a new one overwrites nothing.
        if self.newer.get() && matches!(record, Record::Memory(_)) {
            return Err(Gone);
        }
        let value = tree.ok().and_then(|tree| reader::value(&tree).ok()).ok_or(Gone)?;
        let heard = matches!(record, Record::Memory(_) | Record::Journal(_) | Record::Guide(_));
        if heard {
            self.note(&key, record);
        }
        let count = self.count(&key, 1);
        let mut done = self.browser.store(&key, &value).await;
        if done.is_err() {
            clock::pause(AGAIN_MS).await;
            // What was overwritten since is past.
            if self.count(&key, 0) == count {
                done = self.browser.store(&key, &value).await;
            }
        }
        if done.is_ok() && matches!(record, Record::Guide(_)) {
            // The background asks whose guide runs, and should not have to read everything to know.
            done = self.browser.store(GUIDE, &organization.into()).await;
        }
        if done.is_err() {
            self.forget(&key, record);
        }
        done
    }

    /// The organisation's guide; none where there is none that can be read.
    pub(super) async fn load_guide(&self, organization: &str) -> Option<Box<Running>> {
        let key = guide_key(organization);
        let stored = self.browser.stored_at(&key).await.ok()?;
        running(&Reflect::get(&stored, &key.into()).ok()?)
    }

    /// Controls that were shown in the organisation, and stops of which something is stored that cannot be read: of
    /// another version, or broken.
    pub(super) async fn load_shown(&self, organization: &str) -> Result<(Vec<Shown>, Vec<String>), Gone> {
        let all = self.browser.stored().await?;
        let prefix = anchor_key(organization, "");
        let (mut shown, mut unreadable) = (Vec::new(), Vec::new());
        for key in names(&all) {
            let Some(stop) = key.strip_prefix(&prefix) else { continue };
            let value = typed(&Reflect::get(&all, &key.as_str().into())?).ok();
            match value.filter(|shown: &Shown| shown.is_sound() && shown.stop == stop) {
                Some(known) => shown.push(known),
                None => unreadable.push(stop.to_owned()),
            }
        }
        Ok((shown, unreadable))
    }

    /// Calls `changed` whenever another tab has stored how the organisation's guide stands.
    pub(super) fn watch_guide(
        &self,
        organization: &str,
        changed: impl Fn(Option<Box<Running>>) + 'static,
    ) -> Result<StoreWatch, Gone> {
        let (store, key) = (self.clone(), guide_key(organization));
        let callback = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |changes: JsValue, area: JsValue| {
            let change = Reflect::get(&changes, &key.as_str().into()).ok().filter(JsValue::is_object);
            let Some(change) = change.filter(|_| area.as_string().as_deref() == Some("local")) else { return };
            let record = Reflect::get(&change, &"newValue".into()).ok().and_then(|value| running(&value));
            let own = record.clone().is_some_and(|record| store.forget(&key, &Record::Guide(record)));
            if !own {
                changed(record);
            }
        });
        Ok(StoreWatch { _listening: Listening::start(self.browser.storage_changed()?, callback)? })
    }

    fn not_newer(&self, value: &JsValue, known: u16) -> Result<(), Gone> {
        let newer = schema_of(value) > f64::from(known);
        self.newer.set(self.newer.get() | newer);
        if newer { Err(Gone) } else { Ok(()) }
    }

    /// Calls `changed` whenever another tab has stored something about the organisation.
    pub(super) fn watch(&self, organization: &str, changed: impl Fn() + 'static) -> Result<StoreWatch, Gone> {
        let store = self.clone();
        let (prefix, many, guide) = (prefix(organization), bulk_key(organization, ""), guide_key(organization));
        let callback = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |changes: JsValue, area: JsValue| {
            if area.as_string().as_deref() != Some("local") {
                return;
            }
            let mut others = false;
            for key in names(&changes) {
                // What another tab does to many users is read when it is asked for, not hundreds of times.
                if key.starts_with(&prefix) && !key.starts_with(&many) && key != guide {
                    others |= !store.is_own(&changes, &key);
                }
            }
            if others {
                changed();
            }
        });
        Ok(StoreWatch { _listening: Listening::start(self.browser.storage_changed()?, callback)? })
    }

    /// Compared as what it means: storage does not keep the order of members.
    fn is_own(&self, changes: &JsValue, key: &str) -> bool {
        let change = Reflect::get(changes, &key.into());
        let Ok(value) = change.and_then(|change| Reflect::get(&change, &"newValue".into())) else { return false };
        let record = if key.ends_with(MEMORY) {
            typed(&value).map(|memory| Record::Memory(Box::new(memory)))
        } else {
            typed(&value).map(Record::Journal)
        };
        record.is_ok_and(|record| self.forget(key, &record))
    }

    fn note(&self, key: &str, record: &Record) {
        let mut written = self.written.borrow_mut();
        // Storing what is stored already raises no event, so what was written once must not be kept for ever.
        if written.len() == OWN {
            written.remove(0);
        }
        written.push((key.to_owned(), record.clone()));
    }

    /// How often something was written under this key, `more` times more included.
    fn count(&self, key: &str, more: u32) -> u32 {
        let mut counts = self.counts.borrow_mut();
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| known == key) {
            *count += more;
            return *count;
        }
        counts.push((key.to_owned(), more));
        more
    }

    /// Whether it was among what this tab wrote.
    fn forget(&self, key: &str, record: &Record) -> bool {
        let mut written = self.written.borrow_mut();
        let found = written.iter().position(|(own, value)| own == key && value == record);
        if let Some(at) = found {
            written.remove(at);
        }
        found.is_some()
    }
}

/// A stored value as a value of a type.
fn typed<T: serde::de::DeserializeOwned>(value: &JsValue) -> Result<T, Gone> {
    reader::tree(value).ok().and_then(|tree| tree.to_typed().ok()).ok_or(Gone)
}

/// Names of an object's members.
fn names(object: &JsValue) -> impl Iterator<Item = String> {
    let names = Object::keys(object.unchecked_ref::<Object>());
    names.to_vec().into_iter().filter_map(|name| name.as_string())
}

fn schema_of(value: &JsValue) -> f64 {
    Reflect::get(value, &"schema".into()).ok().and_then(|schema| schema.as_f64()).unwrap_or(0.0)
}

fn prefix(organization: &str) -> String {
    ["org/", organization, "/"].concat()
}

fn memory_key(organization: &str) -> String {
    prefix(organization) + MEMORY
}

fn anchor_key(organization: &str, stop: &str) -> String {
    prefix(organization) + "anchor/" + stop
}

fn guide_key(organization: &str) -> String {
    prefix(organization) + GUIDE
}

/// A stored guide; none of a newer version.
fn running(value: &JsValue) -> Option<Box<Running>> {
    let known = schema_of(value) <= f64::from(crate::core::guide::record::SCHEMA);
    typed(value).ok().filter(|_| known)
}

fn bulk_key(organization: &str, bulk: &str) -> String {
    prefix(organization) + "bulk/" + bulk
}

fn journal_key(organization: &str, entry: &str) -> String {
    prefix(organization) + "journal/" + entry
}
