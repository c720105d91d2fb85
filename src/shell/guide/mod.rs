//! The guide's eyes and its finger: watches the page for the stops of a route, and points at the current one.
//!
//! What is current is decided by [`crate::page::find`]; what is said there, by the core.

mod cast;
mod draw;
mod live;
mod room;
mod sight;
mod watch;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;

use self::draw::{Drawing, Hands, Marked};
use self::live::Live;
use self::room::Room;
use self::watch::{Due, Pace, Watch};
use super::browser::Gone;
use super::text::Texts;
use crate::core::effect::Route;
use crate::core::press::Press;
use crate::core::view::GuideView;
use crate::page::catalogue::{Catalogue, Stop};
use crate::page::find::frames::Frames;
use crate::page::find::{self, Sight, Why, Wish};
use crate::page::values::Values;
use crate::playbook::Road;

/// A page changes in steps: a frame is empty before it is filled, a dialog stands before its rows do. Only what is gone
/// for this long is lost, in milliseconds.
const SETTLE_MS: u32 = 800;

/// With less of a control in sight than this, it is brought into view.
const SEEN: f64 = 0.9;

/// Hears of the road, the current stop in it, and why its control is not pointed at.
type Sighted = dyn Fn(usize, Option<usize>, Option<Why>);

/// What the guide tells the shell.
pub(super) struct Reports {
    /// Another stop of a road is current, or none is in sight, and why.
    pub(super) sighted: Box<Sighted>,
    /// Something was done on the page that may have changed what is true.
    pub(super) acted: Box<dyn Fn()>,
    /// A control of the callout was used.
    pub(super) press: Rc<dyn Fn(Press)>,
}

/// A guide at work. Dropping it leaves nothing on the page.
pub(super) struct Guide {
    inner: Rc<Inner>,
}

struct Inner {
    live: Live,
    catalogue: Catalogue,
    roads: Vec<Vec<Stop>>,
    wish: Option<usize>,
    values: Values,
    reports: Reports,
    pace: Rc<Pace>,
    watch: Watch,
    room: Room,
    drawing: Drawing,
    target: RefCell<Option<Target>>,
    /// What was reported last; the core begins with nothing in sight.
    told: Cell<Option<At>>,
    /// What was brought into view once; after that the person scrolls as they like.
    shown: Cell<Option<(At, bool)>>,
    /// The road on which the person was seen last.
    road: Cell<Option<usize>>,
    losing: RefCell<Option<Timeout>>,
    dialog: Cell<bool>,
    acted: Cell<bool>,
    me: Me,
}

/// A stop: its road, and its place there.
#[derive(Clone, Copy, PartialEq, Eq)]
struct At {
    road: usize,
    stop: usize,
}

/// What is pointed at.
#[derive(Clone)]
struct Target {
    at: At,
    node: web_sys::Element,
    label: String,
    /// It only leads to the control that is meant.
    instead: bool,
    /// The control after it, which the callout had better not cover.
    next: Option<web_sys::Element>,
    /// Only the server can tell when this stop is done: using the control may have changed something there.
    acts: bool,
}

impl Target {
    /// Whether it is still on a page.
    fn is_there(&self) -> bool {
        cast::is_alive(&self.node) && self.node.is_connected()
    }
}

impl Guide {
    /// Begins to watch and to point. `layer` is a container in the shadow root that holds the panel too.
    pub(super) fn start(
        layer: &web_sys::Element,
        route: &Route,
        catalogue: Catalogue,
        texts: &Rc<Texts>,
        reports: Reports,
    ) -> Result<Self, Gone> {
        let top = web_sys::window().and_then(|window| window.document()).ok_or(Gone)?;
        let root: web_sys::ShadowRoot = wasm_bindgen::JsCast::unchecked_into(layer.get_root_node());
        // A route with a stop that the catalogue does not know is a fault of ours, and tests hold the two together.
        let stops = |road: &Road| road.stops.iter().map(|name| catalogue.stop(name).cloned().ok_or(Gone)).collect();
        let roads = route.roads.iter().map(stops).collect::<Result<_, _>>()?;
        let me = Me::default();
        let (run, click, focus) = (me.clone(), me.clone(), me.clone());
        let pace = Pace::new(move |due| run.with(|inner| inner.run(due)));
        let watch = Watch::new(&pace, move |at| click.with(|inner| inner.clicked(at)))?;
        let hands =
            Hands { press: Rc::clone(&reports.press), to_target: Rc::new(move || focus.with(Inner::focus_target)) };
        let inner = Rc::new(Inner {
            live: Live::new(top),
            catalogue,
            roads,
            wish: route.wish,
            values: route.values.clone(),
            reports,
            watch,
            room: Room::new(root),
            drawing: Drawing::new(layer, texts, hands)?,
            target: RefCell::default(),
            told: Cell::new(None),
            shown: Cell::new(None),
            road: Cell::new(None),
            losing: RefCell::default(),
            dialog: Cell::new(false),
            acted: Cell::new(false),
            me: me.clone(),
            pace,
        });
        *me.0.borrow_mut() = Rc::downgrade(&inner);
        inner.pace.want(Due::Look);
        Ok(Self { inner })
    }

    /// Says what the core has to say about the current stop.
    pub(super) fn say(&self, view: &GuideView) {
        self.inner.drawing.say(view);
        // Its size may be another now.
        self.inner.pace.want(Due::Place);
    }
}

/// Callbacks reach the guide through this, and find nothing once it is gone.
#[derive(Clone, Default)]
struct Me(Rc<RefCell<Weak<Inner>>>);

impl Me {
    fn with(&self, run: impl FnOnce(&Inner)) {
        let inner = self.0.borrow().upgrade();
        if let Some(inner) = inner {
            run(&inner);
        }
    }
}

impl Inner {
    fn run(&self, due: Due) {
        if due == Due::Reveal {
            self.shown.set(None);
        }
        if due >= Due::Look {
            self.look();
        }
        self.place();
        if self.acted.take() {
            (self.reports.acted)();
        }
    }

    fn look(&self) {
        let frames = Frames::of(&self.live);
        self.watch.documents(frames.documents());
        let roads: Vec<Vec<&Stop>> = self.roads.iter().map(|road| road.iter().collect()).collect();
        let wish = Wish { road: self.wish, current: self.road.get(), ..Wish::default() };
        let (road, sight) = find::look_roads(&self.live, &frames, &self.catalogue, &roads, wish, &self.values);
        self.road.set(Some(road));
        let dialog = frames.dialog.is_open();
        if self.dialog.replace(dialog) && !dialog {
            self.acted.set(true);
        }
        // Back to an earlier stop: between two pages it is what is left to be seen for a moment.
        let behind = |stop: usize| self.told.get().is_some_and(|told| told.road == road && stop < told.stop);
        let (stop, why) = (sight.stop(), sight.why());
        let told = matches!(sight, Sight::Told { .. });
        let next = match sight {
            Sight::Found(found) if !behind(found.stop) => Some(Target {
                acts: roads.get(road).and_then(|stops| stops.get(found.stop)).is_some_and(|stop| stop.done.is_none())
                    && !found.instead,
                at: At { road, stop: found.stop },
                node: found.hit.node,
                instead: found.instead,
                label: found.hit.label,
                next: found.next,
            }),
            Sight::Found(_) | Sight::Told { .. } | Sight::Missing(_) | Sight::Nowhere(_) => None,
        };
        let before = self.target.replace(next.clone());
        if before.is_some_and(|before| before.acts && !before.is_there()) {
            self.acted.set(true);
        }
        self.watch.size(next.as_ref().map(|target| &target.node));
        match (next, stop) {
            (Some(target), _) => self.found(&target, why),
            (None, Some(stop)) if told && !behind(stop) => self.tell(At { road, stop }),
            (None, _) => self.lost(road, why),
        }
    }

    /// A stop that has nothing to point at.
    fn tell(&self, at: At) {
        drop(self.losing.take());
        self.shown.set(None);
        self.drawing.marks(Marked::Nothing);
        if self.told.replace(Some(at)) != Some(at) {
            (self.reports.sighted)(at.road, Some(at.stop), None);
        }
    }

    fn found(&self, target: &Target, why: Option<Why>) {
        drop(self.losing.take());
        let label = target.label.clone();
        self.drawing.marks(if target.instead { Marked::First(label) } else { Marked::Itself(label) });
        if self.shown.replace(Some((target.at, target.instead))) != Some((target.at, target.instead)) {
            self.drawing.fresh();
            if sight::part(&target.node).is_none_or(|part| part.share < SEEN) {
                sight::reveal(&target.node);
            }
        }
        if self.told.replace(Some(target.at)) != Some(target.at) {
            (self.reports.sighted)(target.at.road, Some(target.at.stop), why);
        }
    }

    fn lost(&self, road: usize, why: Option<Why>) {
        if self.told.get().is_none() || self.losing.borrow().is_some() {
            return;
        }
        let me = self.me.clone();
        *self.losing.borrow_mut() = Some(Timeout::new(SETTLE_MS, move || {
            me.with(|inner| {
                drop(inner.losing.take());
                inner.shown.set(None);
                inner.told.set(None);
                inner.look();
                if inner.told.get().is_none() {
                    inner.drawing.marks(Marked::Nothing);
                    (inner.reports.sighted)(road, None, why);
                }
                inner.pace.want(Due::Place);
            });
        }));
    }

    fn place(&self) {
        let Some(screen) = web_sys::window().and_then(|window| sight::viewport(&window)) else { return };
        let pointed = self.target.borrow().clone().filter(Target::is_there);
        let seen = |node: &web_sys::Element| sight::part(node).map(|part| part.rect);
        let target = pointed.as_ref().and_then(|target| seen(&target.node));
        let next =
            pointed.as_ref().and_then(|target| target.next.as_ref()).filter(|next| cast::is_alive(next)).and_then(seen);
        let panel = self.room.make(target, screen);
        self.drawing.at(target, next, panel, screen);
        if self.room.has_lost_focus() {
            self.drawing.focus();
        }
    }

    /// A click somewhere on the page, before the page knows of it.
    fn clicked(&self, at: &web_sys::Element) {
        let hit = |target: &Target| target.acts && target.is_there() && target.node.contains(Some(at));
        if self.target.borrow().as_ref().is_some_and(hit) {
            self.acted.set(true);
        }
    }

    fn focus_target(&self) {
        let target = self.target.borrow().clone().filter(Target::is_there);
        if let Some(target) = target {
            sight::focus(&target.node);
        }
    }
}
