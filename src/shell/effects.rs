//! Runs effects: one `match`.

use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::app::{App, Kept, post};
use super::clipboard;
use super::guide::{self, Guide};
use super::panel::Panel;
use super::report;
use super::rights::{Claim, Right, Word};
use super::save;
use super::storage::Store;
use super::transport;
use crate::core::bulk::csv;
use crate::core::effect::{Cell, Effect, EffectId, File, Record, Table};
use crate::core::event::Happened;
use crate::core::message::Message;
use crate::dataverse::json::Json;
use crate::dataverse::request::HttpRequest;
use crate::page::values::Values;

impl App {
    /// Does what the core asks for; answers come back as events.
    pub(super) fn perform(&self, effect: Effect) {
        match effect {
            Effect::Send { id, request, timeout_ms } => self.send(id, request, timeout_ms),
            Effect::Load { organization } => self.load(organization),
            Effect::LoadBulk { organization } => self.load_bulk(organization),
            Effect::LoadGuide { organization } => self.load_guide(organization),
            Effect::CallGuide => self.browser.tell("guide", &[]),
            Effect::Save { id, organization, record } => self.save(id, organization, record),
            Effect::AskLease { organization } => self.ask_lease(&organization),
            Effect::ReleaseLease => self.with_open(|open| drop(open.lease.take())),
            Effect::AskPermit { id, most, under_way } => self.ask_permit(id, Right::Request { most, under_way }),
            Effect::ReturnPermit(id) => self.let_go(id),
            Effect::Wait { id, ms } => self.wait(id, ms),
            Effect::Render => self.render(),
            Effect::Announce(message) => {
                let text = self.texts.message(&message);
                self.with_panel(|panel| panel.announce(&text));
            }
            Effect::Focus(to) => {
                self.render();
                self.focus(to);
            }
            Effect::FocusStep(step) => {
                self.render();
                self.with_panel(|panel| panel.focus_step(&step));
            }
            Effect::Copy(text) => self.copy(text),
            Effect::CopyMessage(message) => self.copy(self.texts.message(&message)),
            Effect::OpenTab(url) => self.open_tab(&url),
            Effect::SaveFile(file) => self.told(self.offer(&file).is_ok()),
            Effect::SaveReport(kind, report) => {
                let saved = report::file(kind, &report, &self.texts).and_then(|file| self.offer(&file));
                self.told(saved.is_ok());
            }
            Effect::SaveTable(table) => self.told(self.offer(&self.table(table)).is_ok()),
            Effect::ReloadPage => {
                if let Some(window) = web_sys::window() {
                    // A page that refuses to load again leaves the person where they are, with the same words.
                    let _ = window.location().reload();
                }
            }
            Effect::Badge(open_steps) => {
                let text = open_steps.map(|count| count.to_string()).unwrap_or_default();
                self.browser.tell("badge", &[("text", &text.into())]);
            }
            Effect::Guide(route) => self.guide(&route),
            Effect::Steer(steer) => self.with_guide(|guide| guide.steer(steer)),
            Effect::Learn(shown) => {
                self.with_guide(|guide| guide.learn(shown.clone()));
                self.with_open(|open| drop(open.shown.replace(shown)));
            }
            Effect::Pick(stop) => {
                if let Some(Err(why)) = self.guided(|guide| guide.pick(stop)) {
                    self.take(Happened::Picked(Err(why)));
                }
            }
            Effect::DescribePage { private, values } => self.told(self.describe_page(&private, &values).is_ok()),
            Effect::RestGuide => self.with_guide(Guide::rest),
            Effect::StopGuide => self.stop_guide(),
            Effect::Close => self.close(),
        }
    }

    fn with_open(&self, f: impl FnOnce(&super::app::Open)) {
        if let Some(open) = &*self.open.borrow() {
            f(open);
        }
    }

    fn with_panel(&self, f: impl FnOnce(&Panel)) {
        self.with_open(|open| {
            if let Some(panel) = &open.panel {
                f(panel);
            }
        });
    }

    fn load_guide(&self, organization: String) {
        let (app, store) = (self.weak(), self.store.clone());
        spawn_local(async move {
            let mut record = store.load_guide(&organization).await;
            record.as_deref_mut().into_iter().for_each(guide::opened);
            load_shown(&app, &store, &organization).await;
            post(&app, Happened::GuideLoaded(record));
        });
    }

    fn send(&self, id: EffectId, request: HttpRequest, timeout_ms: u32) {
        // Without a controller there would be no way to give up; browsers that can show the panel all have it.
        let Ok(abort) = web_sys::AbortController::new() else {
            self.post(Happened::Ended { id, ended: crate::dataverse::reply::Ended::NoAnswer });
            return;
        };
        self.keep(id, Kept::Request(abort.clone()));
        let app = self.weak();
        spawn_local(async move {
            let ended = transport::send(request, timeout_ms, abort).await;
            if let Some(app) = app.upgrade() {
                app.let_go(id);
                app.post(Happened::Ended { id, ended });
            }
        });
    }

    fn load(&self, organization: String) {
        let (app, store) = (self.weak(), self.store.clone());
        spawn_local(async move {
            let happened = match store.load(&organization).await {
                Ok(stored) => Happened::Loaded { memory: stored.memory, journal: stored.journal },
                Err(_) => Happened::LoadFailed,
            };
            post(&app, happened);
        });
    }

    fn load_bulk(&self, organization: String) {
        let (app, store) = (self.weak(), self.store.clone());
        spawn_local(async move {
            // Without an answer nothing of it is offered: what cannot be read cannot be gone on with or taken back.
            if let Ok((heads, chunks)) = store.load_bulk(&organization).await {
                post(&app, Happened::BulkLoaded { heads, chunks });
            }
        });
    }

    fn describe_page(&self, private: &[String], values: &Values) -> Result<(), JsValue> {
        let catalogue = self.catalogue().map_err(|_| JsValue::NULL)?;
        let described = guide::describe(&catalogue, values, private).map_err(|_| JsValue::NULL)?;
        let text = Json::of(&described).map_err(|_| JsValue::NULL)?.to_text();
        self.offer(&File { name: "cairn-page.json".to_owned(), kind: "application/json", text })
    }

    /// A table in the person's language as a file.
    fn table(&self, table: Table) -> File {
        let cell = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Words(words) => self.texts.message(words),
        };
        let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        File { name: table.name, kind: "text/csv", text: csv::text(&rows) }
    }

    fn save(&self, id: EffectId, organization: String, record: Record) {
        let (app, store) = (self.weak(), self.store.clone());
        spawn_local(async move {
            let saved = store.save(&organization, &record).await;
            post(&app, if saved.is_ok() { Happened::Saved(id) } else { Happened::SaveFailed(id) });
        });
    }

    fn ask_lease(&self, organization: &str) {
        let app = self.weak();
        let lease = Claim::ask(
            &self.browser,
            Right::Write,
            organization,
            Rc::new(move |word| {
                let happened = match word {
                    Word::Granted => Happened::LeaseGranted,
                    Word::Held => Happened::LeaseHeld,
                    Word::Lost => Happened::LeaseLost,
                };
                post(&app, happened);
            }),
        );
        match lease {
            Ok(lease) => self.with_open(|open| drop(open.lease.replace(Some(lease)))),
            // No background, no lease; no lease, no write.
            Err(_) => self.post(Happened::LeaseLost),
        }
    }

    fn ask_permit(&self, id: EffectId, right: Right) {
        self.let_go(id);
        let app = self.weak();
        let word = Rc::new(move |word| match word {
            Word::Granted => post(&app, Happened::PermitGranted(id)),
            Word::Held => {}
            Word::Lost => post(&app, Happened::PermitLost(id)),
        });
        self.with_open(|open| match Claim::ask(&self.browser, right, &open.client_url, word) {
            Ok(permit) => self.keep(id, Kept::Permit(permit)),
            Err(_) => self.post(Happened::PermitLost(id)),
        });
    }

    fn keep(&self, id: EffectId, kept: Kept) {
        self.with_open(|open| open.kept.borrow_mut().push((id, kept)));
    }

    fn let_go(&self, id: EffectId) {
        self.with_open(|open| open.kept.borrow_mut().retain(|(known, _)| *known != id));
    }

    fn wait(&self, id: EffectId, ms: u32) {
        let app = self.weak();
        let timer = Timeout::new(ms, move || {
            if let Some(app) = app.upgrade() {
                app.let_go(id);
                app.post(Happened::WaitOver(id));
            }
        });
        self.keep(id, Kept::Wait(timer));
    }

    fn copy(&self, text: String) {
        self.with_open(|open| clipboard::copy(text, open.root().clone()));
    }

    fn offer(&self, file: &File) -> Result<(), JsValue> {
        let open = self.open.borrow();
        save::save(file, open.as_ref().ok_or(JsValue::NULL)?.root())
    }

    /// Whether the browser took a file; where to, it says itself.
    fn told(&self, saved: bool) {
        let said = Message::of(if saved { "announce_saved" } else { "announce_not_saved" });
        self.with_panel(|panel| panel.announce(&self.texts.message(&said)));
    }

    fn open_tab(&self, url: &str) {
        let here = self.open.borrow().as_ref().is_some_and(|open| url.starts_with(&open.client_url));
        self.browser.tell("open-tab", &[("url", &url.into()), ("follow", &JsValue::from_bool(here))]);
    }
}

/// Another tab has stored something: reads all of it again.
pub(super) fn reload(app: &Weak<App>, organization: String) {
    let Some(store) = app.upgrade().map(|app| app.store.clone()) else { return };
    let app = Weak::clone(app);
    spawn_local(async move {
        // What cannot be read now is read again with the next change, or when the checklist is opened.
        if let Ok(stored) = store.load(&organization).await {
            post(&app, Happened::StoredElsewhere { memory: stored.memory, journal: stored.journal });
        }
        load_shown(&app, &store, &organization).await;
    });
}

/// Controls that were shown in the organisation. Where storage cannot be read, the guide knows those of the catalogue.
async fn load_shown(app: &Weak<App>, store: &Store, organization: &str) {
    if let Ok((shown, unreadable)) = store.load_shown(organization).await {
        post(app, Happened::ShownLoaded { shown, unreadable });
    }
}
