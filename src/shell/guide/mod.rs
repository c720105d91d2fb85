//! The guide's eyes and its finger: watches the page for the stops of a route, and points at the current one.
//!
//! What is current is decided by [`crate::page::find`]; what is said there, by the core.

mod callout;
mod cast;
mod draw;
mod gaze;
mod live;
mod pick;
mod room;
mod row;
mod sight;
mod watch;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;

use self::callout::Marked;
use self::draw::{Drawing, Hands};
use self::gaze::{Gaze, Seen};
use self::live::Live;
use self::pick::Pick;
use self::room::Room;
use self::watch::{Due, Pace, Watch};
use super::browser::Gone;
use super::clock;
use super::text::Texts;
use crate::core::effect::{Route, Steer};
use crate::core::guide::Sighted;
use crate::core::guide::record::Running;
use crate::core::press::Press;
use crate::core::view::GuideView;
use crate::page::catalogue::Catalogue;
use crate::page::find::Sight;
use crate::page::find::frames::Frames;
use crate::page::report::{self, Report};
use crate::page::shown::{Picked, Shown, Unfit};
use crate::page::values::Values;

/// A page changes in steps: a frame is empty before it is filled, a dialog stands before its rows do. Only what is gone
/// for this long is lost, in milliseconds.
const SETTLE_MS: u32 = 800;

/// After how long it is read again what a click has made true, in milliseconds: the page sends its change after the click,
/// and the server takes its time.
const AGAIN_MS: [u32; 3] = [1_500, 4_000, 12_000];

/// A press of which nothing has come for this long has perhaps done nothing that the guide knows, in milliseconds.
const STAYED_MS: u32 = 4_000;

/// So long a control that was found is kept in view while its page is still moving, in milliseconds; after that the person
/// scrolls as they like.
const MOVES_MS: u64 = 2_000;

/// With less of a control in sight than this, it is brought into view.
const SEEN: f64 = 0.9;

/// What the guide tells the shell.
pub(super) struct Reports {
    /// Another place is in sight, or none.
    pub(super) sighted: Box<dyn Fn(Sighted)>,
    /// Something was done on the page that may have changed what is true.
    pub(super) acted: Box<dyn Fn()>,
    /// The control of a stop was pressed: road, stop, and the `appid` of the page.
    pub(super) used: Box<dyn Fn(usize, usize, String)>,
    /// A control of the callout was used.
    pub(super) press: Rc<dyn Fn(Press)>,
    /// The person has pressed something to show it.
    pub(super) picked: Box<dyn Fn(Result<Picked, Unfit>)>,
}

/// A guide at work. Dropping it leaves nothing on the page.
pub(super) struct Guide {
    inner: Rc<Inner>,
}

struct Inner {
    live: Live,
    gaze: RefCell<Gaze>,
    reports: Reports,
    pace: Rc<Pace>,
    watch: Watch,
    room: Room,
    drawing: Drawing,
    target: RefCell<Option<Target>>,
    /// What was pointed at last.
    shown: Cell<Option<(usize, usize, bool)>>,
    /// When that began, in milliseconds after 1970.
    since: Cell<u64>,
    losing: RefCell<Option<Timeout>>,
    dialog: Cell<bool>,
    acted: Cell<bool>,
    later: RefCell<Option<Timeout>>,
    /// Until the press on the current control counts as one of which nothing has come.
    staying: RefCell<Option<Timeout>>,
    /// Presses on the page show a control.
    pick: RefCell<Option<Pick>>,
    /// Nothing is looked for any more.
    resting: Cell<bool>,
    me: Me,
}

/// What is pointed at.
#[derive(Clone)]
struct Target {
    road: usize,
    stop: usize,
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
        client_url: &str,
        texts: &Rc<Texts>,
        reports: Reports,
    ) -> Result<Self, Gone> {
        let top = web_sys::window().and_then(|window| window.document()).ok_or(Gone)?;
        let root: web_sys::ShadowRoot = wasm_bindgen::JsCast::unchecked_into(layer.get_root_node());
        let me = Me::default();
        let (run, click, key, focus) = (me.clone(), me.clone(), me.clone(), me.clone());
        let pace = Pace::new(move |due| run.with(|inner| inner.run(due)));
        let watch = Watch::new(&pace, move |at| click.with(|inner| inner.clicked(at)), move || key.with(Inner::turn))?;
        let hands =
            Hands { press: Rc::clone(&reports.press), to_target: Rc::new(move || focus.with(Inner::focus_target)) };
        let inner = Rc::new(Inner {
            live: Live::new(top),
            gaze: RefCell::new(Gaze::new(route, catalogue, client_url)?),
            reports,
            watch,
            room: Room::new(root.clone()),
            drawing: Drawing::new(layer, root, texts, hands)?,
            target: RefCell::default(),
            shown: Cell::new(None),
            since: Cell::new(0),
            losing: RefCell::default(),
            dialog: Cell::new(false),
            acted: Cell::new(false),
            later: RefCell::default(),
            staying: RefCell::default(),
            pick: RefCell::default(),
            resting: Cell::new(false),
            me: me.clone(),
            pace,
        });
        *me.0.borrow_mut() = Rc::downgrade(&inner);
        // Not in the press itself: that makes it longer than a frame, and the next frame is missed.
        inner.pace.want(Due::Look);
        Ok(Self { inner })
    }

    /// Says what the core has to say about the current stop.
    pub(super) fn say(&self, view: &GuideView) {
        self.inner.drawing.say(view);
        // Its size may be another now.
        self.inner.pace.want(Due::Place);
    }

    /// Whether a stop of the route is on a page of this host.
    pub(super) fn has_pages_here(&self) -> bool {
        self.inner.gaze.borrow().has_pages_at(&self.inner.live.here())
    }

    /// Goes on along another road, or with another stop.
    pub(super) fn steer(&self, steer: Steer) {
        self.inner.gaze.borrow().steer(steer);
        self.inner.shown.set(None);
        // The person waits for an answer, also where it is that nothing is in sight.
        self.inner.look(true);
        self.inner.pace.want(Due::Place);
    }

    /// From now on finds these as they were shown.
    pub(super) fn learn(&self, shown: Vec<Shown>) {
        self.inner.gaze.borrow_mut().catalogue.shown = shown;
        self.inner.pace.want(Due::Look);
    }

    /// Presses on the page show the control of this stop, or belong to the page again.
    ///
    /// # Errors
    /// No control can be shown for it.
    pub(super) fn pick(&self, stop: Option<String>) -> Result<(), Unfit> {
        self.inner.pick(stop)
    }

    /// Looks at nothing any more; the callout stays.
    pub(super) fn rest(&self) {
        drop(self.inner.pick.take());
        self.inner.resting.set(true);
        self.inner.watch.documents(std::iter::empty());
        self.inner.take(None);
        self.inner.drawing.marks(Marked::Nothing);
        drop(self.inner.losing.take());
        drop(self.inner.later.take());
        drop(self.inner.staying.take());
        self.inner.pace.want(Due::Place);
    }
}

/// The loaded pages, without what belongs to a record or a person, or holds one of these texts.
pub(super) fn describe(catalogue: &Catalogue, values: &Values, private: &[String]) -> Result<Report, Gone> {
    let top = web_sys::window().and_then(|window| window.document()).ok_or(Gone)?;
    Ok(report::describe(&Live::new(top), catalogue, values, private))
}

/// What a page that another page has opened makes of a record: the press that opened it came before it, even where the
/// record of that press comes late.
pub(super) fn opened(record: &mut Running) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds after 1970")]
    let page = || {
        let window = web_sys::window()?;
        window.opener().ok().filter(|opener| !opener.is_null())?;
        // Not its `timeOrigin`: that was made from another clock, which stands still while the computer sleeps.
        let age = window.performance()?.now();
        Some((clock::now().0 as f64 - age, Live::new(window.document()?).here().app()))
    };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds after 1970")]
    if let Some((began, app)) = page()
        && record.at.0 as f64 <= began
    {
        record.opened(&app);
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
        if due >= Due::Look && !self.resting.get() {
            self.look(false);
        }
        self.place();
        if self.acted.take() {
            (self.reports.acted)();
            self.again(&AGAIN_MS);
        }
    }

    /// Reports once more after each of these times, until the guide rests: what was read at once may have been read
    /// before the page's own change had arrived.
    fn again(&self, after: &'static [u32]) {
        let me = self.me.clone();
        let next = after.split_first().filter(|_| !self.resting.get()).map(|(first, rest)| {
            Timeout::new(*first, move || {
                me.with(|inner| {
                    (inner.reports.acted)();
                    inner.again(rest);
                });
            })
        });
        drop(self.later.replace(next));
    }

    /// Looks once. What is lost is told only once it has been so for a while: when this is called as `settled`.
    fn look(&self, settled: bool) {
        let frames = Frames::of(&self.live);
        self.watch.documents(frames.documents());
        if let Some(pick) = &*self.pick.borrow() {
            // What is in sight can wait: the person is busy with another control.
            pick.documents(frames.documents());
            return;
        }
        let seen = self.gaze.borrow().look(&self.live, &frames);
        let dialog = frames.dialog.is_open();
        if self.dialog.replace(dialog) && !dialog {
            self.acted.set(true);
        }
        let in_sight = matches!(seen.found, Sight::Found(_) | Sight::Told { .. });
        let steady = settled || (in_sight && !self.gaze.borrow().is_behind(&seen));
        if !steady {
            // The words stay until it is told otherwise; the mark does not.
            self.take(None);
            self.settle();
            return;
        }
        drop(self.losing.take());
        self.point(self.target(&seen));
        // Not inside of the condition: who hears of it may teach the gaze something.
        let news = self.gaze.borrow().news(&seen, &self.live, &frames);
        if let Some(news) = news {
            (self.reports.sighted)(news);
        }
    }

    fn target(&self, seen: &Seen) -> Option<Target> {
        let Sight::Found(found) = &seen.found else { return None };
        Some(Target {
            acts: self.gaze.borrow().acts(seen.road, found.stop) && !found.instead,
            road: seen.road,
            stop: found.stop,
            node: found.hit.node.clone(),
            instead: found.instead,
            label: found.hit.label.clone(),
            next: found.next.clone(),
        })
    }

    /// This is the target from now on, or there is none.
    fn take(&self, next: Option<Target>) {
        self.watch.size(next.as_ref().map(|target| &target.node));
        let before = self.target.replace(next);
        if before.is_some_and(|before| before.acts && !before.is_there()) {
            self.acted.set(true);
        }
    }

    /// Marks this from now on, and nothing else.
    fn point(&self, next: Option<Target>) {
        self.take(next.clone());
        let Some(target) = next else {
            self.drawing.marks(Marked::Nothing);
            return;
        };
        let label = target.label;
        self.drawing.marks(if target.instead { Marked::First(label) } else { Marked::Itself(label) });
        let now = Some((target.road, target.stop, target.instead));
        if self.shown.replace(now) != now {
            self.drawing.fresh();
            self.since.set(clock::now().0);
        }
        // What is above it may still grow and push it out of sight.
        let moves = clock::now().0.saturating_sub(self.since.get()) < MOVES_MS;
        if moves && sight::part(&target.node).is_none_or(|part| part.share < SEEN) {
            sight::reveal(&target.node);
        }
    }

    /// Looks again in a while, and takes then what is so for lasting.
    fn settle(&self) {
        if self.losing.borrow().is_some() {
            return;
        }
        let me = self.me.clone();
        *self.losing.borrow_mut() = Some(Timeout::new(SETTLE_MS, move || {
            me.with(|inner| {
                drop(inner.losing.take());
                inner.look(true);
                if inner.target.borrow().is_none() {
                    inner.shown.set(None);
                }
                inner.pace.want(Due::Place);
            });
        }));
    }

    fn place(&self) {
        let Some(screen) = web_sys::window().and_then(|window| sight::viewport(&window)) else { return };
        let seen = |node: &web_sys::Element| sight::part(node).map(|part| part.rect);
        let picking = self.pick.borrow().as_ref().map(Pick::at);
        let pointed = self.target.borrow().clone().filter(|target| picking.is_none() && target.is_there());
        let target = match &picking {
            Some(at) => at.as_ref().and_then(seen),
            None => pointed.as_ref().and_then(|target| seen(&target.node)),
        };
        let next =
            pointed.as_ref().and_then(|target| target.next.as_ref()).filter(|next| cast::is_alive(next)).and_then(seen);
        let panel = if picking.is_some() {
            self.room.clear();
            None
        } else {
            self.room.make(target, screen)
        };
        self.drawing.at(target, next, panel, screen);
        if self.room.has_lost_focus() {
            self.drawing.focus();
        }
    }

    /// A click somewhere on the page, before the page knows of it.
    fn clicked(&self, at: &web_sys::Element) {
        let hit = |target: &Target| target.is_there() && target.node.contains(Some(at));
        let Some(target) = self.target.borrow().clone().filter(hit) else { return };
        if target.acts {
            self.acted.set(true);
        } else if !target.instead {
            (self.reports.used)(target.road, target.stop, self.live.here().app());
            self.stay(target.road, target.stop);
        }
    }

    /// Tells in a while that a stop is current still.
    fn stay(&self, road: usize, stop: usize) {
        let me = self.me.clone();
        *self.staying.borrow_mut() = Some(Timeout::new(STAYED_MS, move || {
            me.with(|inner| {
                drop(inner.staying.take());
                if inner.target.borrow().as_ref().is_some_and(|target| (target.road, target.stop) == (road, stop)) {
                    inner.gaze.borrow().stayed(road, stop);
                    inner.look(true);
                }
            });
        }));
    }

    fn focus_target(&self) {
        let target = self.target.borrow().clone().filter(Target::is_there);
        if let Some(target) = target {
            sight::focus(&target.node);
        }
    }

    /// The key that leads from the page to the callout, and from the callout to the control.
    fn turn(&self) {
        if self.pick.borrow().is_some() {
            self.turn_picking();
        } else if self.drawing.has_focus() {
            self.focus_target();
        } else {
            self.drawing.focus();
        }
    }
}
