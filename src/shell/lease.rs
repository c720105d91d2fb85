//! The right to write for an organisation, as this tab sees it (DESIGN §4.6): a port to the background, freed when it
//! disconnects.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::browser::{Browser, Gone, Listening, Port, record};

/// What the background said about the lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// This tab may write.
    Granted,
    /// Another tab does.
    Held,
    /// The background was ended; nobody holds anything.
    Lost,
}

/// A lease that was asked for. Dropping it gives the lease, or the place in the queue, back.
pub(super) struct Lease {
    port: Port,
    _heard: Listening<dyn FnMut(JsValue)>,
    _ended: Listening<dyn FnMut(JsValue)>,
}

impl Lease {
    /// Asks for it; `word` is called with every answer.
    pub(super) fn ask(browser: &Browser, organization: &str, word: impl Fn(Word) + 'static) -> Result<Self, Gone> {
        let port = browser.connect("lease")?;
        let word = Rc::new(word);
        let lost = Rc::clone(&word);
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |message: JsValue| {
            let granted = Reflect::get(&message, &"granted".into()).is_ok_and(|granted| granted.is_truthy());
            word(if granted { Word::Granted } else { Word::Held });
        });
        let ended = Closure::<dyn FnMut(JsValue)>::new(move |_: JsValue| lost(Word::Lost));
        let lease = Self {
            _heard: Listening::start(port.on_message(), heard)?,
            _ended: Listening::start(port.on_disconnect(), ended)?,
            port,
        };
        lease.port.post_message(&record(&[("organisation", &organization.into())]))?;
        Ok(lease)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A port that is closed already holds nothing.
        let _ = self.port.disconnect();
    }
}
