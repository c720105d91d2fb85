//! Decides whether a press on a control that writes counts: it must come from the person, and on what the person saw.
//!
//! A page cannot reach into the closed root, but it can lay something over it, make it transparent, or bring it under
//! the pointer between two clicks (browser-platform §6.2). What lies over it need not take the pointer, so a hit test
//! says nothing of it. Chromium's observer of visibility does; elsewhere [`above`] looks for what could lie there.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::above;
use super::browser::record;

/// A control counts once it has been seen for so long, in milliseconds: what a person presses sooner they have decided
/// on before. As long as browsers wait before their own questions take a click.
const SETTLED_MS: u32 = 500;

/// How often is looked for what lies above, where the browser does not tell.
const LOOK_MS: u32 = 250;

/// Less than this, and the person may not have seen it.
const OPAQUE: f64 = 0.9;

/// Less than this, and nobody can read it: the page has shrunk itself, and us with it.
const LEGIBLE: f64 = 0.6;

/// Why a press did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was made by a script.
    NotByPerson,
    /// Something lies over the control, or it is out of sight.
    Covered,
    /// Something is open in front of the page, and lets the pointer through or may do so.
    Above,
    /// The control had only just come there, or had only just been uncovered.
    TooSoon,
}

impl Refusal {
    /// Key of the sentence that says so.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::NotByPerson => "shell_refused_script",
            Self::Covered => "shell_refused_covered",
            Self::Above => "shell_refused_above",
            Self::TooSoon => "shell_refused_soon",
        }
    }
}

/// What is known of a control's being seen.
#[derive(Clone, Copy)]
enum Sight {
    /// It was drawn, changed or moved, and not painted since; or it is scrolled out of view.
    Unseen,
    /// Something else is painted over it.
    Hidden,
    /// It has been in full sight from this moment on, by the clock of `Event.timeStamp`.
    Since(f64),
}

struct Watched {
    control: web_sys::Element,
    sight: Sight,
}

/// Watches over the controls of one shadow root.
pub(super) struct Guard {
    root: web_sys::ShadowRoot,
    /// Controls that write, as far as they are drawn.
    watched: RefCell<Vec<Watched>>,
    observer: Option<Observer>,
    _resized: Option<Resized>,
    settling: RefCell<Option<Timeout>>,
    looking: RefCell<Option<Timeout>>,
    /// When the pointer went down on something of ours: that is what the person decided on.
    down: Rc<Cell<Option<f64>>>,
    _down: EventListener,
    me: Weak<Self>,
}

/// Tells when a control is painted and comes into view; in Chromium also whether it can be seen.
struct Observer {
    inner: web_sys::IntersectionObserver,
    /// Whether it knows what is painted over a control.
    sees: bool,
    _callback: Closure<dyn FnMut(Array)>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.inner.disconnect();
    }
}

impl Observer {
    fn new(guard: Weak<Guard>) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Some(guard) = guard.upgrade() {
                guard.seen(&entries);
            }
        });
        // Browsers that do not know the two leave them alone. A tenth of a second is the shortest that is allowed.
        let options = record(&[("trackVisibility", &true.into()), ("delay", &100.into())]);
        let inner =
            web_sys::IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), options.unchecked_ref())
                .ok()?;
        let sees = Reflect::get(&inner, &"trackVisibility".into()).is_ok_and(|known| known.is_truthy());
        Some(Self { inner, sees, _callback: callback })
    }

    /// It tells anew how things stand.
    fn again(&self, control: &web_sys::Element) {
        self.inner.unobserve(control);
        self.inner.observe(control);
    }
}

/// Tells when the page changes its own size or scale, which moves everything of ours.
struct Resized {
    observer: web_sys::ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl Resized {
    fn new(root: &web_sys::ShadowRoot, guard: Weak<Guard>) -> Option<Self> {
        let callback = Closure::<dyn FnMut()>::new(move || {
            if let Some(guard) = guard.upgrade() {
                guard.fresh();
            }
        });
        let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(&root.host());
        Some(Self { observer, _callback: callback })
    }
}

impl Drop for Resized {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
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

impl Guard {
    /// For the controls inside `root`.
    pub(super) fn new(root: web_sys::ShadowRoot) -> Rc<Self> {
        let down = Rc::new(Cell::new(None));
        let pressed = Rc::clone(&down);
        let options = EventListenerOptions::run_in_capture_phase();
        let listener = EventListener::new_with_options(&root, "pointerdown", options, move |event| {
            pressed.set(Some(event.time_stamp()));
        });
        Rc::new_cyclic(|me| Self {
            watched: RefCell::default(),
            observer: Observer::new(Weak::clone(me)),
            _resized: Resized::new(&root, Weak::clone(me)),
            root,
            settling: RefCell::default(),
            looking: RefCell::default(),
            down,
            _down: listener,
            me: Weak::clone(me),
        })
    }

    /// A control that writes was drawn or has come to say something else.
    pub(super) fn watch(&self, control: &web_sys::Element) {
        self.forget(control);
        self.watched.borrow_mut().push(Watched { control: control.clone(), sight: Sight::Unseen });
        self.fresh();
        if self.looking.borrow().is_none() && self.observer.as_ref().is_some_and(|observer| !observer.sees) {
            self.look_later();
        }
    }

    /// A control does not write any more.
    pub(super) fn release(&self, control: &web_sys::Element) {
        self.forget(control);
        settle(control, true);
    }

    fn forget(&self, control: &web_sys::Element) {
        self.watched.borrow_mut().retain(|known| !known.control.is_same_node(Some(control)));
    }

    /// Controls were drawn, changed or moved: they have to be seen for a while before they count, and say so until then.
    pub(super) fn fresh(&self) {
        drop(self.settling.take());
        for known in self.watched.borrow_mut().iter_mut() {
            known.sight = Sight::Unseen;
            settle(&known.control, false);
            self.observer.iter().for_each(|observer| observer.again(&known.control));
        }
    }

    /// The observer has something to say.
    fn seen(&self, entries: &Array) {
        for entry in entries.iter() {
            let entry: web_sys::IntersectionObserverEntry = entry.unchecked_into();
            let mut watched = self.watched.borrow_mut();
            let target = entry.target();
            let Some(known) = watched.iter_mut().find(|known| known.control.is_same_node(Some(&target))) else {
                continue;
            };
            let visible = Reflect::get(&entry, &"isVisible".into()).ok().and_then(|visible| visible.as_bool());
            known.sight = match (entry.is_intersecting(), visible) {
                (false, _) => Sight::Unseen,
                (true, Some(false)) => Sight::Hidden,
                (true, _) => Sight::Since(entry.time()),
            };
            // What is out of view is no reason to call it disabled: a focus brings it back.
            settle(&known.control, matches!(known.sight, Sight::Unseen));
        }
        let guard = Weak::clone(&self.me);
        *self.settling.borrow_mut() = Some(Timeout::new(SETTLED_MS, move || {
            if let Some(guard) = guard.upgrade() {
                let watched = guard.watched.borrow();
                let settled = watched.iter().filter(|known| matches!(known.sight, Sight::Since(_)));
                settled.for_each(|known| settle(&known.control, true));
            }
        }));
    }

    /// Looks for what lies above, again and again as long as there are controls; only where the browser does not tell.
    fn look(&self) {
        self.watched.borrow_mut().retain(|known| known.control.is_connected());
        if self.watched.borrow().is_empty() {
            drop(self.looking.take());
            return;
        }
        if above::anything(&self.root.host()) {
            self.fresh();
        }
        self.look_later();
    }

    fn look_later(&self) {
        let guard = Weak::clone(&self.me);
        let later = Timeout::new(LOOK_MS, move || guard.upgrade().iter().for_each(|guard| guard.look()));
        *self.looking.borrow_mut() = Some(later);
    }

    /// Whether this `click` counts.
    pub(super) fn judge(&self, click: &web_sys::Event) -> Result<(), Refusal> {
        let down = self.down.take();
        if !click.is_trusted() {
            return Err(Refusal::NotByPerson);
        }
        let control = click.current_target().ok_or(Refusal::Covered)?;
        let control: &web_sys::Element = control.unchecked_ref();
        let click: &web_sys::MouseEvent = click.unchecked_ref();
        let by_keyboard = click.detail() == 0;
        let focused = self.root.active_element().is_some_and(|active| control.is_same_node(Some(&active)));
        let (at, shown) = if by_keyboard && focused {
            let area = control.get_bounding_client_rect();
            // The middle stands for the whole: a control that is half out of sight can still be read there.
            let (x, y) = (area.x() + area.width() / 2.0, area.y() + area.height() / 2.0);
            (click.time_stamp(), self.shows(control, x, y))
        } else {
            let (x, y) = (f64::from(click.client_x()), f64::from(click.client_y()));
            // A page that kept the beginning of the press from us has something to hide.
            (down.ok_or(Refusal::Covered)?, self.shows(control, x, y))
        };
        let observer = self.observer.as_ref().ok_or(Refusal::Covered)?;
        let zoom = Reflect::get(control, &"currentCSSZoom".into()).ok().and_then(|zoom| zoom.as_f64());
        if !shown || zoom.is_some_and(|zoom| zoom < LEGIBLE) || !self.opaque(observer.sees) {
            return Err(Refusal::Covered);
        }
        if !observer.sees && above::anything(&self.root.host()) {
            self.fresh();
            return Err(Refusal::Above);
        }
        let watched = self.watched.borrow();
        match watched.iter().find(|known| known.control.is_same_node(Some(control))).map(|known| known.sight) {
            Some(Sight::Since(since)) if at - since >= f64::from(SETTLED_MS) => Ok(()),
            Some(Sight::Hidden) => Err(Refusal::Above),
            _ => Err(Refusal::TooSoon),
        }
    }

    /// Whether `control` is what is seen at a point: our host for the page, and the control for us.
    fn shows(&self, control: &web_sys::Element, x: f64, y: f64) -> bool {
        let (x, y) = (x as f32, y as f32);
        let host = self.root.host();
        let outside = web_sys::window().and_then(|window| window.document()).and_then(|d| d.element_from_point(x, y));
        outside.is_some_and(|top| top.is_same_node(Some(&host)))
            && self.root.element_from_point(x, y).is_some_and(|top| control.contains(Some(&top)))
    }

    /// Whether we are in the top layer, where little of what the page does to itself is seen, and that little is not done.
    fn opaque(&self, sees: bool) -> bool {
        let host = self.root.host();
        host.matches(":popover-open").unwrap_or(false)
            && host.parent_element().is_some_and(|parent| {
                let style = web_sys::window().and_then(|window| window.get_computed_style(&parent).ok().flatten());
                style.is_some_and(|style| {
                    let read = |name| style.get_property_value(name).unwrap_or_default();
                    // Where the browser does not see for us, a filter of the whole page works on the top layer too.
                    js_sys::Number::parse_float(&read("opacity")) >= OPAQUE && (sees || read("filter") == "none")
                })
            })
    }
}
