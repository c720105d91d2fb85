//! What the background gives out, as this tab sees it (DESIGN §4.6): the right to write for an organisation, and permits
//! to have a request under way. Each is a port, freed when it disconnects.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::browser::{Browser, Gone, Listening, Port, record};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// To write: one tab has it.
    Write,
    /// To have a request under way.
    Request {
        /// Requests at once that the server recommends.
        most: usize,
        /// It has left already.
        under_way: bool,
    },
}

/// What the background said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// This tab may.
    Granted,
    /// Others come before it.
    Held,
    /// The background was ended; nobody holds anything.
    Lost,
}

/// A right that was asked for. Dropping it gives the right, or the place in the line, back.
pub(super) struct Claim {
    port: Port,
    _heard: Listening<dyn FnMut(JsValue)>,
    _ended: Listening<dyn FnMut(JsValue)>,
}

impl Claim {
    /// Asks for it; `word` is called with every answer.
    pub(super) fn ask(
        browser: &Browser,
        right: Right,
        organization: &str,
        word: Rc<dyn Fn(Word)>,
    ) -> Result<Self, Gone> {
        let (name, most, under_way) = match right {
            Right::Write => ("lease", 1, false),
            Right::Request { most, under_way } => ("request", most, under_way),
        };
        let port = browser.connect(name)?;
        let lost = Rc::clone(&word);
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |message: JsValue| {
            let granted = Reflect::get(&message, &"granted".into()).is_ok_and(|granted| granted.is_truthy());
            word(if granted { Word::Granted } else { Word::Held });
        });
        let ended = Closure::<dyn FnMut(JsValue)>::new(move |_: JsValue| lost(Word::Lost));
        let claim = Self {
            _heard: Listening::start(port.on_message(), heard)?,
            _ended: Listening::start(port.on_disconnect(), ended)?,
            port,
        };
        claim.port.post_message(&record(&[
            ("organisation", &organization.into()),
            ("most", &JsValue::from(most as u32)),
            ("underWay", &under_way.into()),
        ]))?;
        Ok(claim)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // A port that is closed already holds nothing.
        let _ = self.port.disconnect();
    }
}
