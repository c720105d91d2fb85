//! The element that carries everything of ours: in the top layer, in a closed shadow root, under `documentElement`.
//!
//! Never under `body`: a classic dialog sets `aria-hidden` on every child of `body` (dynamics-ui §6.2). What the page
//! does to the element is undone, up to a limit: two scripts that undo each other would freeze the tab.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::browser::Gone;

/// Attributes that a page may set on elements it does not know, and that would hide us.
const UNWANTED: [&str; 6] = ["aria-hidden", "aria-modal", "hidden", "inert", "style", "class"];

/// More of these in one window of time is a fight; we give up.
const QUARRELS: u32 = 10;
const WINDOW_MS: f64 = 5_000.0;

/// Events of ours that the page's own shortcuts and focus traps must not see.
const OURS: [&str; 36] = [
    "keydown",
    "keyup",
    "keypress",
    "beforeinput",
    "input",
    "change",
    "compositionstart",
    "compositionupdate",
    "compositionend",
    "click",
    "dblclick",
    "auxclick",
    "contextmenu",
    "mousedown",
    "mouseup",
    "mousemove",
    "mouseover",
    "mouseout",
    "pointerdown",
    "pointerup",
    "pointermove",
    "pointerover",
    "pointerout",
    "pointercancel",
    "touchstart",
    "touchmove",
    "touchend",
    "touchcancel",
    "wheel",
    "focusin",
    "focusout",
    "copy",
    "cut",
    "paste",
    "dragstart",
    "drop",
];

/// The element and what watches over it. Dropping it leaves nothing behind.
pub(super) struct Host {
    kept: Rc<Kept>,
}

struct Kept {
    element: web_sys::HtmlElement,
    root: web_sys::ShadowRoot,
    layer: web_sys::Element,
    document: web_sys::Document,
    quarrels: Cell<(f64, u32)>,
    gave_up: Box<dyn Fn()>,
    before: Option<web_sys::Element>,
    watch: RefCell<Option<Watch>>,
}

/// Listeners and observers.
struct Watch {
    observer: web_sys::MutationObserver,
    _changed: Closure<dyn FnMut(Array)>,
    _listeners: Vec<EventListener>,
}

impl Host {
    /// Puts it on the page. `gave_up` is called when the page keeps taking it away.
    pub(super) fn new(css: &str, gave_up: impl Fn() + 'static) -> Result<Self, Gone> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or(Gone)?;
        let element: web_sys::HtmlElement = document.create_element("div")?.unchecked_into();
        element.set_popover(Some("manual"))?;
        let root = element.attach_shadow(&web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Closed))?;
        let sheet = web_sys::CssStyleSheet::new()?;
        sheet.replace_sync(css)?;
        root.set_adopted_style_sheets(&Array::of1(&sheet));
        let layer = document.create_element("div")?;
        root.append_child(&layer)?;
        let kept = Rc::new(Kept {
            before: document.active_element(),
            element,
            root,
            layer,
            document,
            quarrels: Cell::new((0.0, 0)),
            gave_up: Box::new(gave_up),
            watch: RefCell::new(None),
        });
        kept.show()?;
        *kept.watch.borrow_mut() = Some(Watch::start(&kept)?);
        Ok(Self { kept })
    }

    /// The shadow root.
    pub(super) fn root(&self) -> &web_sys::ShadowRoot {
        &self.kept.root
    }

    /// Gives the focus, where it is ours, back to what had it before; to be called while everything still stands.
    pub(super) fn give_focus_back(&self) {
        let ours = self.kept.root.active_element().is_some();
        if let Some(before) = self.kept.before.as_ref().filter(|before| ours && before.is_connected()) {
            // An element that cannot take the focus any more leaves it with the page.
            let _ = before.unchecked_ref::<web_sys::HtmlElement>().focus();
        }
    }

    /// Where the guide draws: a container over the whole window, through which presses fall to the page.
    pub(super) fn layer(&self) -> web_sys::Element {
        self.kept.layer.clone()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Breaks the circle of listeners that know the host.
        drop(self.kept.watch.borrow_mut().take());
        self.kept.element.remove();
    }
}

impl Kept {
    /// On top of everything that is in the top layer now.
    fn show(&self) -> Result<(), Gone> {
        if !self.element.is_connected() {
            self.document.document_element().ok_or(Gone)?.append_child(&self.element)?;
        }
        let focused = self.root.active_element();
        // Hiding what is hidden is refused, and that is fine; only showing again brings it to the top.
        let _ = self.element.hide_popover();
        self.element.show_popover()?;
        if let Some(focused) = focused.filter(|_| self.root.active_element().is_none()) {
            // It had the focus a moment ago and was not taken away.
            let _ = focused.unchecked_ref::<web_sys::HtmlElement>().focus();
        }
        Ok(())
    }

    fn intact(&self) -> bool {
        let root = self.document.document_element();
        let in_place = self.element.parent_element().is_some_and(|parent| parent.is_same_node(root.as_deref()));
        in_place && self.element.matches(":popover-open").unwrap_or(false)
    }

    /// Undoes what the page did.
    fn mend(&self) {
        for name in UNWANTED {
            if self.element.has_attribute(name) {
                // Attribute names above are well-formed.
                let _ = self.element.remove_attribute(name);
            }
        }
        if self.element.get_attribute("popover").as_deref() != Some("manual") {
            // Changing the kind of popover closes it; it is shown again below.
            let _ = self.element.set_popover(Some("manual"));
        }
        if !self.intact() && self.show().is_err() {
            (self.gave_up)();
        }
    }

    /// Counts what the page did, and says whether to go on.
    fn bear(&self) -> bool {
        let now = js_sys::Date::now();
        let (since, count) = self.quarrels.get();
        let next = if now - since > WINDOW_MS { (now, 1) } else { (since, count + 1) };
        self.quarrels.set(next);
        next.1 <= QUARRELS
    }

    fn quarrel(&self) {
        if self.bear() {
            self.mend();
        } else {
            self.watch.borrow_mut().as_ref().inspect(|watch| watch.observer.disconnect());
            (self.gave_up)();
        }
    }
}

impl Watch {
    fn start(kept: &Rc<Kept>) -> Result<Self, Gone> {
        let weak = Rc::downgrade(kept);
        let changed = Closure::<dyn FnMut(Array)>::new(move |_: Array| {
            let Some(kept) = weak.upgrade() else { return };
            let touched = UNWANTED.iter().any(|name| kept.element.has_attribute(name));
            if touched || !kept.intact() {
                kept.quarrel();
            }
        });
        let observer = web_sys::MutationObserver::new(changed.as_ref().unchecked_ref())?;
        let parent = kept.document.document_element().ok_or(Gone)?;
        let children = web_sys::MutationObserverInit::new();
        children.set_child_list(true);
        observer.observe_with_options(&parent, &children)?;
        let attributes = web_sys::MutationObserverInit::new();
        attributes.set_attributes(true);
        let names: Array = UNWANTED.iter().chain(["popover"].iter()).map(|name| JsValue::from_str(name)).collect();
        attributes.set_attribute_filter(&names);
        observer.observe_with_options(&kept.element, &attributes)?;

        let mut listeners: Vec<EventListener> = OURS
            .iter()
            .map(|name| {
                EventListener::new_with_options(
                    &kept.element,
                    *name,
                    EventListenerOptions::enable_prevent_default(),
                    |event| {
                        event.stop_propagation();
                    },
                )
            })
            .collect();
        // `toggle` does not bubble, but is captured: a page's dialog or popover has come into the top layer above us,
        // or the page has hidden ours.
        for name in ["toggle", "fullscreenchange"] {
            listeners.push(on_top(kept, name));
        }
        Ok(Self { observer, _changed: changed, _listeners: listeners })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn on_top(kept: &Rc<Kept>, name: &'static str) -> EventListener {
    let weak: Weak<Kept> = Rc::downgrade(kept);
    EventListener::new_with_options(&kept.document, name, EventListenerOptions::run_in_capture_phase(), move |event| {
        let Some(kept) = weak.upgrade() else { return };
        let from_us = event
            .target()
            .is_some_and(|target| kept.element.is_same_node(Some(target.unchecked_ref::<web_sys::Node>())));
        if from_us {
            if !kept.intact() {
                kept.quarrel();
            }
            return;
        }
        let opened = js_sys::Reflect::get(event, &"newState".into()).ok().and_then(|state| state.as_string());
        // Of a `toggle` only what opened matters; `fullscreenchange` says nothing of the kind.
        if opened.as_deref().unwrap_or("open") == "open" && kept.bear() {
            // Not being on top is a lesser evil than giving up.
            let _ = kept.show();
        }
    })
}
