//! Decides whether a press on a control that writes counts: it must come from the person, and on what the person saw.
//!
//! A page cannot reach into the closed root, but it can lay something over it, make it transparent, or bring it under
//! the pointer between two clicks (browser-platform §6.2).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// A control counts once it has been on screen for so long, in milliseconds: the second click of a double click that
/// brought it there does not.
const SETTLED_MS: u32 = 300;

/// Less than this, and the person may not have seen it.
const OPAQUE: f64 = 0.9;

/// Why a press did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was made by a script.
    NotByPerson,
    /// Something lies over the control, or it is out of sight.
    Covered,
    /// The control had only just come there.
    TooSoon,
}

impl Refusal {
    /// Key of the sentence that says so.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::NotByPerson => "shell_refused_script",
            Self::Covered => "shell_refused_covered",
            Self::TooSoon => "shell_refused_soon",
        }
    }
}

/// Watches over the controls of one shadow root.
pub(super) struct Guard {
    root: web_sys::ShadowRoot,
    /// On the clock of `Event.timeStamp`; infinite until what was drawn last is painted.
    since: Cell<f64>,
    frame: RefCell<Option<Frame>>,
    settling: RefCell<Option<Timeout>>,
    /// Controls that write, as far as they are drawn.
    controls: RefCell<Vec<web_sys::Element>>,
}

/// Says whether a control counts yet.
fn settle(control: &web_sys::Element, settled: bool) {
    // The name is a literal and well-formed.
    let _ = if settled {
        control.remove_attribute("aria-disabled")
    } else {
        control.set_attribute("aria-disabled", "true")
    };
}

/// A callback for the next frame; dropping it takes it back.
struct Frame {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // Taking back what has run already does nothing.
            let _ = window.cancel_animation_frame(self.id);
        }
    }
}

impl Guard {
    /// For the controls inside `root`.
    pub(super) fn new(root: web_sys::ShadowRoot) -> Rc<Self> {
        Rc::new(Self {
            root,
            since: Cell::new(f64::INFINITY),
            frame: RefCell::default(),
            settling: RefCell::default(),
            controls: RefCell::default(),
        })
    }

    /// A control that writes was drawn or has come to say something else.
    pub(super) fn watch(self: &Rc<Self>, control: &web_sys::Element) {
        let mut controls = self.controls.borrow_mut();
        controls.retain(|known| !known.is_same_node(Some(control)));
        controls.push(control.clone());
        drop(controls);
        self.fresh();
    }

    /// A control does not write any more.
    pub(super) fn release(&self, control: &web_sys::Element) {
        self.controls.borrow_mut().retain(|known| !known.is_same_node(Some(control)));
        settle(control, true);
    }

    /// Controls were drawn, changed or moved: they have to be seen for a while before they count, and say so until then.
    pub(super) fn fresh(self: &Rc<Self>) {
        self.since.set(f64::INFINITY);
        drop(self.settling.take());
        self.controls.borrow().iter().for_each(|control| settle(control, false));
        let guard = Rc::downgrade(self);
        let callback = Closure::new(move || {
            let now = web_sys::window().and_then(|window| window.performance()).map(|clock| clock.now());
            if let (Some(guard), Some(now)) = (guard.upgrade(), now) {
                guard.painted(now);
            }
        });
        let asked =
            web_sys::window().and_then(|window| window.request_animation_frame(callback.as_ref().unchecked_ref()).ok());
        *self.frame.borrow_mut() = asked.map(|id| Frame { id, _callback: callback });
    }

    fn painted(self: &Rc<Self>, now: f64) {
        self.since.set(now);
        let guard = Rc::downgrade(self);
        let settled = Timeout::new(SETTLED_MS, move || {
            if let Some(guard) = guard.upgrade() {
                let mut controls = guard.controls.borrow_mut();
                controls.retain(|control| control.is_connected());
                controls.iter().for_each(|control| settle(control, true));
            }
        });
        *self.settling.borrow_mut() = Some(settled);
    }

    /// Whether this `click` counts.
    pub(super) fn judge(&self, click: &web_sys::Event) -> Result<(), Refusal> {
        if !click.is_trusted() {
            return Err(Refusal::NotByPerson);
        }
        let control = click.current_target().ok_or(Refusal::Covered)?;
        let control: &web_sys::Element = control.unchecked_ref();
        let click: &web_sys::MouseEvent = click.unchecked_ref();
        let by_keyboard = click.detail() == 0;
        let focused = self.root.active_element().is_some_and(|active| control.is_same_node(Some(&active)));
        let seen = if by_keyboard && focused {
            let area = control.get_bounding_client_rect();
            // The middle stands for the whole: a control that is half out of sight can still be read there.
            self.shows(control, area.x() + area.width() / 2.0, area.y() + area.height() / 2.0)
        } else {
            self.shows(control, f64::from(click.client_x()), f64::from(click.client_y()))
        };
        if !seen || !self.opaque() {
            return Err(Refusal::Covered);
        }
        if click.time_stamp() - self.since.get() < f64::from(SETTLED_MS) {
            return Err(Refusal::TooSoon);
        }
        Ok(())
    }

    /// Whether `control` is what is seen at a point: our host for the page, and the control for us.
    fn shows(&self, control: &web_sys::Element, x: f64, y: f64) -> bool {
        let (x, y) = (x as f32, y as f32);
        let host = self.root.host();
        let outside = web_sys::window().and_then(|window| window.document()).and_then(|d| d.element_from_point(x, y));
        outside.is_some_and(|top| top.is_same_node(Some(&host)))
            && self.root.element_from_point(x, y).is_some_and(|top| control.contains(Some(&top)))
    }

    /// Whether neither our host nor what it hangs under is see-through.
    fn opaque(&self) -> bool {
        let Some(window) = web_sys::window() else { return false };
        let mut next = Some(self.root.host());
        while let Some(element) = next {
            let solid = window.get_computed_style(&element).ok().flatten().is_some_and(|style| {
                let read = |name| style.get_property_value(name).unwrap_or_default();
                read("visibility") == "visible" && js_sys::Number::parse_float(&read("opacity")) >= OPAQUE
            });
            if !solid {
                return false;
            }
            next = element.parent_element();
        }
        true
    }
}
