//! The one owner of the core in a tab. Whatever happens becomes an event in a queue; effects run one after another.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};

use super::browser::{Browser, Gone};
use super::clock;
use super::guide::{self, Guide};
use super::host::Host;
use super::lease::Lease;
use super::panel::{Panel, Reports};
use super::storage::{Store, StoreWatch};
use super::text::Texts;
use crate::core::Core;
use crate::core::effect::{EffectId, Focus, Route};
use crate::core::event::{Event, Happened};
use crate::core::press::Press;

/// Whether the person asked for the checklist just now, or it comes back by itself after a navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It takes the focus.
    Asked,
    /// It leaves the focus where the person is.
    Restored,
}

/// The checklist of this tab, open or closed.
pub(super) struct App {
    core: RefCell<Core>,
    queue: RefCell<VecDeque<Event>>,
    busy: Cell<bool>,
    pub(super) browser: Browser,
    pub(super) texts: Rc<Texts>,
    pub(super) store: Store,
    pub(super) open: RefCell<Option<Open>>,
    /// The page catalogue as it came; read when a guide begins, which most visits never do.
    pages: JsValue,
    /// The style sheet. It comes with the options: in the wasm it would be parsed and kept twice.
    css: String,
    me: Weak<Self>,
}

/// Everything that is there only while the checklist is open.
pub(super) struct Open {
    pub(super) client_url: String,
    guide: RefCell<Option<Guide>>,
    pub(super) panel: Panel,
    pub(super) lease: RefCell<Option<Lease>>,
    /// Waits of the core, by the effect that asked for them.
    pub(super) waits: RefCell<Vec<(EffectId, Timeout)>>,
    /// Requests under way.
    pub(super) requests: RefCell<Vec<(EffectId, web_sys::AbortController)>>,
    /// Focus is left alone until the person has used the panel.
    quiet: Cell<bool>,
    _stored: Option<StoreWatch>,
    _shown: EventListener,
    // Last, so that what hangs in the host goes before it.
    host: Host,
}

impl App {
    /// A closed checklist.
    pub(super) fn new(core: Core, browser: Browser, pages: JsValue, css: String) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            core: RefCell::new(core),
            queue: RefCell::default(),
            busy: Cell::new(false),
            texts: Rc::new(Texts::new(browser.clone())),
            store: Store::new(browser.clone()),
            browser,
            open: RefCell::default(),
            pages,
            css,
            me: Weak::clone(me),
        })
    }

    /// Opens the checklist; does nothing where it is open.
    pub(super) fn open(&self, reason: Reason) -> Result<(), JsValue> {
        if self.open.borrow().is_some() {
            return Ok(());
        }
        let location = web_sys::window().ok_or(JsValue::UNDEFINED)?.location();
        let client_url = crate::page::address::client_url(&location.origin()?, &location.pathname()?);
        let opened = Happened::Opened { client_url: client_url.clone(), seed: clock::seed()? };
        // There is a view to draw only after the core has taken the event in.
        let effects = self.core.borrow_mut().handle(Event { at: clock::now(), happened: opened });
        let open =
            self.draw(client_url, reason).map_err(|Gone| JsValue::from_str("the page or the platform is gone"))?;
        *self.open.borrow_mut() = Some(open);
        self.browser.tell("panel", &[("open", &true.into()), ("follow", &true.into())]);
        if reason == Reason::Asked {
            self.focus(Focus::Screen);
        }
        for effect in effects {
            self.perform(effect);
        }
        Ok(())
    }

    /// Closes it where it is open, and says whether it was. What opens it again is a new start, under the settings of then.
    pub(super) fn close_open(&self) -> bool {
        let open = self.open.borrow().is_some();
        if open {
            self.post(Happened::Pressed(Press::Close));
        }
        open
    }

    /// Takes everything off the page.
    pub(super) fn close(&self) {
        let open = self.open.borrow_mut().take();
        if let Some(open) = open {
            open.host.give_focus_back();
            for (_, request) in open.requests.take() {
                request.abort();
            }
            drop(open);
            self.browser.tell("panel", &[("open", &false.into())]);
        }
    }

    fn draw(&self, client_url: String, reason: Reason) -> Result<Open, Gone> {
        let removed = Weak::clone(&self.me);
        let host = Host::new(&self.css, move || give_up(&removed))?;
        let view = self.core.borrow().view().ok_or(Gone)?;
        let (pressing, typing) = (Weak::clone(&self.me), Weak::clone(&self.me));
        let reports = Reports {
            press: Rc::new(move |press| post(&pressing, Happened::Pressed(press))),
            typed: Rc::new(move |text| post(&typing, Happened::SearchTyped(text))),
        };
        let panel = Panel::new(host.root(), view, &self.texts, reports);
        let (stored, shown) = (Weak::clone(&self.me), Weak::clone(&self.me));
        let document = web_sys::window().and_then(|window| window.document()).ok_or(Gone)?;
        let front = EventListener::new(&document, "visibilitychange", move |event| {
            let target = event.target().map(JsCast::unchecked_into::<web_sys::Document>);
            if target.is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible) {
                post(&shown, Happened::Shown);
            }
        });
        let organization = client_url.clone();
        // Without it, another tab's change is seen at the next reading: worse, but not wrong.
        let watch = self.store.watch(&client_url, move || super::effects::reload(&stored, organization.clone())).ok();
        Ok(Open {
            client_url,
            guide: RefCell::default(),
            panel,
            lease: RefCell::default(),
            waits: RefCell::default(),
            requests: RefCell::default(),
            quiet: Cell::new(reason == Reason::Restored),
            _stored: watch,
            _shown: front,
            host,
        })
    }

    /// Something happened.
    pub(super) fn post(&self, happened: Happened) {
        if let Happened::Pressed(_) = happened
            && let Some(open) = &*self.open.borrow()
        {
            open.quiet.set(false);
            open.panel.forget_refusal();
        }
        self.take(happened);
        self.run();
    }

    fn take(&self, happened: Happened) {
        self.queue.borrow_mut().push_back(Event { at: clock::now(), happened });
    }

    /// Handles what is queued. An effect may raise an event at once (a focus that moves); it waits for its turn.
    fn run(&self) {
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(event) = self.queue.borrow_mut().pop_front() else { break };
            let effects = self.core.borrow_mut().handle(event);
            for effect in effects {
                self.perform(effect);
            }
        }
        self.busy.set(false);
    }

    /// Draws the view.
    pub(super) fn render(&self) {
        let view = self.core.borrow().view();
        if let (Some(view), Some(open)) = (view, &*self.open.borrow()) {
            if let (Some(guide), Some(say)) = (&*open.guide.borrow(), &view.guide) {
                guide.say(say);
            }
            open.panel.draw(view);
        }
    }

    /// Begins to point at the stops of a route, in place of another guide.
    pub(super) fn guide(&self, route: &Route) {
        let started = self.open.borrow().as_ref().ok_or(Gone).and_then(|open| {
            let pages = super::reader::tree(&self.pages).map_err(|_| Gone)?;
            let catalogue = pages.to_typed().map_err(|_| Gone)?;
            let (sighted, acted, pressed) = (self.weak(), self.weak(), self.weak());
            let reports = guide::Reports {
                sighted: Box::new(move |sight| post(&sighted, Happened::Sighted(sight))),
                acted: Box::new(move || post(&acted, Happened::PageActed)),
                press: Rc::new(move |press| post(&pressed, Happened::Pressed(press))),
            };
            let guide = Guide::start(&open.layer(), route, catalogue, &open.client_url, &self.texts, reports)?;
            *open.guide.borrow_mut() = Some(guide);
            Ok(())
        });
        if started.is_err() {
            // A catalogue that does not fit, or a page on its way out: better none than one that points nowhere.
            self.take(Happened::Pressed(Press::EndGuide));
        }
        self.render();
    }

    /// The guide at work, if there is one.
    pub(super) fn with_guide(&self, f: impl FnOnce(&Guide)) {
        if let Some(open) = &*self.open.borrow()
            && let Some(guide) = &*open.guide.borrow()
        {
            f(guide);
        }
    }

    /// Stops pointing.
    pub(super) fn stop_guide(&self) {
        let guide = self.open.borrow().as_ref().and_then(|open| open.guide.take());
        drop(guide);
    }

    /// Moves the focus, unless the checklist came by itself and the person has not turned to it yet.
    pub(super) fn focus(&self, to: Focus) {
        if let Some(open) = &*self.open.borrow()
            && (!open.quiet.get() || open.panel.has_focus())
        {
            open.panel.focus(to);
        }
    }

    /// For callbacks, which must not keep the app alive.
    pub(super) fn weak(&self) -> Weak<Self> {
        Weak::clone(&self.me)
    }
}

impl Open {
    /// The shadow root.
    pub(super) fn root(&self) -> &web_sys::ShadowRoot {
        self.host.root()
    }

    /// Where the guide draws.
    pub(super) fn layer(&self) -> web_sys::Element {
        self.host.layer()
    }
}

/// Something happened; nobody is there any more if the app was disposed of.
pub(super) fn post(app: &Weak<App>, happened: Happened) {
    if let Some(app) = app.upgrade() {
        app.post(happened);
    }
}

/// The page keeps taking the checklist away. There is no place left on it to say so; the toolbar button says it.
fn give_up(app: &Weak<App>) {
    let app = Weak::clone(app);
    // Not at once: the host is in the middle of its own callback.
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(app) = app.upgrade() {
            app.post(Happened::Pressed(Press::Close));
            app.browser.tell("badge", &[("text", &"!".into())]);
        }
    });
}
