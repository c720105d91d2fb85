//! Notices that a page may have changed, in every document that the guide looks at. Nothing runs while nothing happens:
//! observers and listeners only say "look again", and one animation frame answers a whole burst of them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::cast;
use crate::shell::browser::Gone;

/// Attributes by which the pages of the catalogue say what is open, current, ticked, hidden or named.
const ATTRIBUTES: [&str; 19] = [
    "class",
    "style",
    "hidden",
    "disabled",
    "id",
    "open",
    "role",
    "src",
    "title",
    "aria-expanded",
    "aria-selected",
    "aria-checked",
    "aria-hidden",
    "aria-label",
    "aria-modal",
    "currentcontentid",
    "currentribbonelement",
    "data-id",
    "data-text",
];

/// What to do in the next frame; the greater includes the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The target may have moved.
    Place,
    /// There may be another target.
    Look,
    /// There is another screen: what was in sight may not be any more.
    Reveal,
}

/// Calls back in the next frame, once for any number of reasons.
pub(super) struct Pace {
    due: Cell<Option<Due>>,
    asked: Cell<Option<i32>>,
    callback: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Pace {
    /// Calls `run` in a frame whenever something is due.
    pub(super) fn new(run: impl Fn(Due) + 'static) -> Rc<Self> {
        let pace = Rc::new(Self { due: Cell::new(None), asked: Cell::new(None), callback: RefCell::default() });
        let weak = Rc::downgrade(&pace);
        *pace.callback.borrow_mut() = Some(Closure::new(move || {
            let Some(pace) = weak.upgrade() else { return };
            pace.asked.set(None);
            if let Some(due) = pace.due.take() {
                run(due);
            }
        }));
        pace
    }

    /// Something is to be done in the next frame.
    pub(super) fn want(&self, due: Due) {
        self.due.set(self.due.get().max(Some(due)));
        if self.asked.get().is_none()
            && let (Some(window), Some(callback)) = (web_sys::window(), &*self.callback.borrow())
        {
            // A window that gives no frames is going away.
            self.asked.set(window.request_animation_frame(callback.as_ref().unchecked_ref()).ok());
        }
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.asked.get(), web_sys::window()) {
            // What has run already cannot be taken back, and need not.
            let _ = window.cancel_animation_frame(id);
        }
    }
}

/// Watches documents, and the size of one element.
pub(super) struct Watch {
    pace: Rc<Pace>,
    clicked: Rc<dyn Fn(&web_sys::Element)>,
    turned: Rc<dyn Fn()>,
    /// A frame has loaded: what was registered in it before may be gone, though its document is the same.
    reloaded: Rc<Cell<bool>>,
    documents: RefCell<Vec<(web_sys::Document, Vec<EventListener>)>>,
    mutations: web_sys::MutationObserver,
    sizes: web_sys::ResizeObserver,
    sized: RefCell<Option<web_sys::Element>>,
    _callbacks: [Closure<dyn FnMut(Array)>; 2],
    _window: EventListener,
}

impl Watch {
    /// Watches nothing yet but the size of the window. `clicked` learns of clicks before the page does, `turned` of the
    /// key that moves the focus to the callout and back.
    pub(super) fn new(
        pace: &Rc<Pace>,
        clicked: impl Fn(&web_sys::Element) + 'static,
        turned: impl Fn() + 'static,
    ) -> Result<Self, Gone> {
        let window = web_sys::window().ok_or(Gone)?;
        let changed = wanting(pace, Due::Look);
        let resized = wanting(pace, Due::Place);
        let resizing = Rc::clone(pace);
        Ok(Self {
            clicked: Rc::new(clicked),
            turned: Rc::new(turned),
            reloaded: Rc::default(),
            documents: RefCell::default(),
            mutations: web_sys::MutationObserver::new(changed.as_ref().unchecked_ref())?,
            sizes: web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref())?,
            sized: RefCell::default(),
            _callbacks: [changed, resized],
            _window: EventListener::new(&window, "resize", move |_| resizing.want(Due::Reveal)),
            pace: Rc::clone(pace),
        })
    }

    /// From now on these documents, and no others.
    pub(super) fn documents<'a>(&self, now: impl Iterator<Item = &'a web_sys::Document>) {
        let now: Vec<web_sys::Document> = now.cloned().collect();
        let mut watched = self.documents.borrow_mut();
        let same = watched.len() == now.len() && watched.iter().zip(&now).all(|((old, _), new)| old == new);
        if !self.reloaded.take() && same {
            return;
        }
        self.mutations.disconnect();
        watched.drain(..).for_each(release);
        for document in now {
            // A document that refuses to be watched is on its way out; its successor loads with an event of its own.
            let _ = self.mutations.observe_with_options(&document, &changes());
            let listeners = self.listen(&document);
            watched.push((document, listeners));
        }
    }

    /// From now on the size of this element.
    pub(super) fn size(&self, element: Option<&web_sys::Element>) {
        let mut sized = self.sized.borrow_mut();
        if sized.as_ref() != element {
            self.sizes.disconnect();
            if let Some(element) = element {
                self.sizes.observe(element);
            }
            *sized = element.cloned();
        }
    }

    fn listen(&self, document: &web_sys::Document) -> Vec<EventListener> {
        let on = |name: &'static str, run: Box<dyn FnMut(&web_sys::Event)>| {
            // Capture: pages stop events on their way up, and `load` and `scroll` do not go up at all.
            let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: true };
            EventListener::new_with_options(document, name, options, run)
        };
        let mut listeners = Vec::new();
        for (name, due) in [
            ("scroll", Due::Place),
            ("change", Due::Look),
            ("input", Due::Look),
            ("transitionend", Due::Look),
            ("animationend", Due::Look),
        ] {
            let pace = Rc::clone(&self.pace);
            listeners.push(on(name, Box::new(move |_| pace.want(due))));
        }
        let (pace, reloaded) = (Rc::clone(&self.pace), Rc::clone(&self.reloaded));
        listeners.push(on(
            "load",
            Box::new(move |event| {
                if cast::target(event).is_some_and(|target| cast::frame(&target).is_some()) {
                    reloaded.set(true);
                    pace.want(Due::Look);
                }
            }),
        ));
        let (pace, clicked) = (Rc::clone(&self.pace), Rc::clone(&self.clicked));
        listeners.push(on(
            "click",
            Box::new(move |event| {
                if let Some(target) = cast::target(event) {
                    clicked(&target);
                }
                pace.want(Due::Look);
            }),
        ));
        let turned = Rc::clone(&self.turned);
        let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
        listeners.push(EventListener::new_with_options(document, "keydown", options, move |event| {
            if is_turn(event.unchecked_ref()) {
                event.prevent_default();
                event.stop_propagation();
                turned();
            }
        }));
        // A frame that becomes larger or smaller moves what is in it, and the page around it may stay as it is.
        if let Some(window) = document.default_view() {
            let pace = Rc::clone(&self.pace);
            listeners.push(EventListener::new(&window, "resize", move |_| pace.want(Due::Place)));
        }
        listeners
    }
}

/// Alt+Shift+G. By its place on the keyboard: with Alt, some keyboards type another letter there.
fn is_turn(key: &web_sys::KeyboardEvent) -> bool {
    key.alt_key() && key.shift_key() && !key.ctrl_key() && !key.meta_key() && key.code() == "KeyG"
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.mutations.disconnect();
        self.sizes.disconnect();
        self.documents.take().into_iter().for_each(release);
    }
}

/// Takes the listeners of a document away. Where the document is cut off, they went with it, and taking them away would
/// throw.
pub(super) fn release((document, listeners): (web_sys::Document, Vec<EventListener>)) {
    if !cast::is_alive(&document) {
        listeners.into_iter().for_each(EventListener::forget);
    }
}

fn wanting(pace: &Rc<Pace>, due: Due) -> Closure<dyn FnMut(Array)> {
    let pace = Rc::clone(pace);
    Closure::new(move |_: Array| pace.want(due))
}

fn changes() -> web_sys::MutationObserverInit {
    let init = web_sys::MutationObserverInit::new();
    init.set_child_list(true);
    init.set_character_data(true);
    init.set_subtree(true);
    init.set_attributes(true);
    let names: Array = ATTRIBUTES.iter().map(|name| JsValue::from_str(name)).collect();
    init.set_attribute_filter(&names);
    init
}
