//! The browser's side: the one place that names `web_sys`, `js_sys`, gloo and `wasm_bindgen`.
//!
//! It turns what happens into events, runs effects, and draws the view. Decisions are the core's.

mod above;
mod app;
mod browser;
mod clipboard;
mod clock;
mod effects;
mod guard;
mod guide;
mod host;
mod panel;
mod reader;
mod report;
mod rights;
mod save;
mod storage;
mod text;
mod transport;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use self::app::{App, Reason};
use self::browser::Browser;
use crate::core::Core;
use crate::core::policy::Policy;
use crate::playbook::Playbook;

thread_local! {
    /// The checklist of this tab. Exported functions have no other way to find it; nothing else in the crate is global.
    static APP: RefCell<Option<Rc<App>>> = const { RefCell::new(None) };
}

/// Opens the checklist. `options`: `playbooks`, an array of which the first is used; `pages`, the page catalogue;
/// `css`, the style sheet of panel and guide; `artefact`, `"wasm"` or `"twin"`; `reason`, `"asked"` or `"restored"`;
/// `guideOnly` and `without`, the policy; `words`, a function that says messages where a language is forced; `session`,
/// which names the session of the browser. With `organization`, the guide of that organisation alone is shown, in a tab
/// of another product.
///
/// # Errors
///
/// The playbook cannot be read, or the platform is not there.
#[wasm_bindgen]
pub fn start(options: &JsValue) -> Result<(), JsValue> {
    let playbooks = js_sys::Array::from(&Reflect::get(options, &"playbooks".into())?);
    let playbook = reader::tree(&playbooks.get(0)).ok().and_then(|tree| tree.to_typed::<Playbook>().ok());
    // Playbooks are checked with words when the extension is built.
    let playbook = playbook.ok_or_else(|| JsValue::from_str("the playbook cannot be read"))?;
    let text = |name: &str| Reflect::get(options, &name.into()).map(|value| value.as_string());
    let restored = text("reason")?.as_deref() == Some("restored");
    let session = text("session")?.unwrap_or_default();
    let organization = text("organization")?;
    let words = Reflect::get(options, &"words".into())?;
    let browser = Browser::find(words).map_err(|_| JsValue::from_str("no extension platform"))?;
    let pages = Reflect::get(options, &"pages".into())?;
    let css = text("css")?.unwrap_or_default();
    let app = App::new(Core::new(playbook).under(policy(options)?), browser, pages, css, session);
    match organization {
        Some(organization) => app.follow(organization)?,
        None => app.open(if restored { Reason::Restored } else { Reason::Asked })?,
    }
    APP.set(Some(app));
    Ok(())
}

/// What may be written. The background has checked the settings that it comes from.
fn policy(options: &JsValue) -> Result<Policy, JsValue> {
    if Reflect::get(options, &"guideOnly".into())?.is_truthy() {
        return Ok(Policy::GuideOnly);
    }
    let kinds = js_sys::Array::from(&Reflect::get(options, &"without".into())?).to_vec();
    Ok(Policy::Without(kinds.iter().filter_map(JsValue::as_string).collect()))
}

/// Closes the checklist where it is open; starts it anew where it is closed, so that settings of now hold. `options`:
/// as for [`start`].
///
/// # Errors
///
/// It cannot be opened: the platform is not there any more.
#[wasm_bindgen]
pub fn toggle(options: &JsValue) -> Result<(), JsValue> {
    match APP.with_borrow(Clone::clone) {
        Some(app) if !app.close_open() => start(options),
        _ => Ok(()),
    }
}

/// Shows the guide of an organisation in a tab of another product, where it is not there already. `options`: as for
/// [`start`].
///
/// # Errors
///
/// It cannot be shown: the platform is not there any more.
#[wasm_bindgen]
pub fn follow(options: &JsValue) -> Result<(), JsValue> {
    match APP.with_borrow(Clone::clone) {
        Some(app) if app.is_open() => Ok(()),
        _ => start(options),
    }
}

/// Takes everything of ours off the page and forgets it.
#[wasm_bindgen]
pub fn dispose() {
    if let Some(app) = APP.take() {
        app.close();
    }
}

/// What this very artefact makes of a reply, as one line of text; `headers` is an array of pairs. There so that the
/// shipped readers can be held against the native one (one reader for replies); the extension itself does not call it.
#[wasm_bindgen]
pub fn fingerprint(status: u16, headers: &js_sys::Array, body: String) -> String {
    let pair = |entry: JsValue| {
        let entry = js_sys::Array::from(&entry);
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    let headers = headers.iter().filter_map(pair).collect();
    let raw = crate::dataverse::reply::RawReply { status, headers, body };
    crate::dataverse::fingerprint::fingerprint(&crate::dataverse::read::reply(raw, &reader::BrowserReader))
}
