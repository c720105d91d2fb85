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
use super::panel::{Panel, Reports};
use super::rights::Claim;
use super::storage::{Store, StoreWatch};
use super::text::Texts;
use crate::core::Core;
use crate::core::effect::{EffectId, Focus, Route};
use crate::core::event::{Event, Happened};
use crate::core::press::Press;
use crate::page::catalogue::Catalogue;
use crate::page::shown::Shown;

/// Whether the person asked for the checklist just now, or it comes back by itself after a navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It takes the focus.
    Asked,
    /// It leaves the focus where the person is.
    Restored,
}

/// What is opened in a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// The checklist, in a page of the organisation.
    Here(Reason),
    /// The guide of this organisation, in a page of another product.
    Away(String),
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
    /// Names the session of the browser.
    session: String,
    /// The style sheet. It comes with the options: in the wasm it would be parsed and kept twice.
    css: String,
    me: Weak<Self>,
}

/// What is kept for an effect until it is over.
pub(super) enum Kept {
    /// A wait.
    Wait(#[expect(dead_code, reason = "dropping it stops the clock")] Timeout),
    /// A permit to have a request under way.
    Permit(#[expect(dead_code, reason = "dropping it gives the permit back")] Claim),
    /// What gives a request up.
    Request(web_sys::AbortController),
}

/// Everything that is there only while the checklist is open.
pub(super) struct Open {
    pub(super) client_url: String,
    guide: RefCell<Option<Guide>>,
    /// Controls that were shown in this organisation, for guides that begin later.
    pub(super) shown: RefCell<Vec<Shown>>,
    /// None in the tabs of other products, where there is the guide alone.
    pub(super) panel: Option<Panel>,
    pub(super) lease: RefCell<Option<Claim>>,
    /// What is kept for effects of the core, by the effect.
    pub(super) kept: RefCell<Vec<(EffectId, Kept)>>,
    /// Focus is left alone until the person has used the panel.
    quiet: Cell<bool>,
    _stored: Option<StoreWatch>,
    _guided: Option<StoreWatch>,
    _shown: EventListener,
    // Last, so that what hangs in the host goes before it.
    host: Host,
}

impl App {
    /// A closed checklist.
    pub(super) fn new(core: Core, browser: Browser, pages: JsValue, css: String, session: String) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            core: RefCell::new(core),
            queue: RefCell::default(),
            busy: Cell::new(false),
            texts: Rc::new(Texts::new(browser.clone())),
            store: Store::new(browser.clone()),
            browser,
            open: RefCell::default(),
            pages,
            session,
            css,
            me: Weak::clone(me),
        })
    }

    /// Opens the checklist; does nothing where it is open.
    pub(super) fn open(&self, reason: Reason) -> Result<(), JsValue> {
        let location = web_sys::window().ok_or(JsValue::UNDEFINED)?.location();
        let client_url = crate::page::address::client_url(&location.origin()?, &location.pathname()?);
        let (seed, session) = (clock::seed()?, self.session.clone());
        let opened = Happened::Opened { client_url: client_url.clone(), seed, session };
        self.begin(opened, client_url, &Place::Here(reason))?;
        if reason == Reason::Asked {
            self.focus(Focus::Screen);
        }
        Ok(())
    }

    /// Shows the organisation's guide, in a page of another product; does nothing where it is there.
    pub(super) fn follow(&self, organization: String) -> Result<(), JsValue> {
        let session = self.session.clone();
        let opened = Happened::OpenedAway { organization: organization.clone(), seed: clock::seed()?, session };
        self.begin(opened, organization.clone(), &Place::Away(organization))
    }

    fn begin(&self, opened: Happened, client_url: String, place: &Place) -> Result<(), JsValue> {
        if self.open.borrow().is_some() {
            return Ok(());
        }
        // There is a view to draw only after the core has taken the event in.
        let effects = self.core.borrow_mut().handle(Event { at: clock::now(), happened: opened });
        let open =
            self.draw(client_url, place).map_err(|Gone| JsValue::from_str("the page or the platform is gone"))?;
        *self.open.borrow_mut() = Some(open);
        if matches!(place, Place::Here(_)) {
            self.browser.tell("panel", &[("open", &true.into()), ("follow", &true.into())]);
        }
        for effect in effects {
            self.perform(effect);
        }
        Ok(())
    }

    /// Whether anything of ours is on the page.
    pub(super) fn is_open(&self) -> bool {
        self.open.borrow().is_some()
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
            for (_, kept) in open.kept.take() {
                if let Kept::Request(request) = kept {
                    request.abort();
                }
            }
            let here = open.panel.is_some();
            drop(open);
            if here {
                self.browser.tell("panel", &[("open", &false.into())]);
            }
        }
    }

    fn draw(&self, client_url: String, place: &Place) -> Result<Open, Gone> {
        let removed = Weak::clone(&self.me);
        let host = Host::new(&self.css, move || give_up(&removed))?;
        let panel = self.core.borrow().view().map(|view| {
            let (pressing, typing) = (Weak::clone(&self.me), Weak::clone(&self.me));
            let reports = Reports {
                press: Rc::new(move |press| post(&pressing, Happened::Pressed(press))),
                typed: Rc::new(move |text| post(&typing, Happened::SearchTyped(text))),
            };
            Panel::new(host.root(), view, &self.texts, reports)
        });
        let (stored, shown, guided) = (Weak::clone(&self.me), Weak::clone(&self.me), Weak::clone(&self.me));
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
        let heard = self.store.watch_guide(&client_url, move |mut record| {
            record.as_deref_mut().into_iter().for_each(guide::opened);
            post(&guided, Happened::GuideElsewhere(record));
        });
        Ok(Open {
            client_url,
            guide: RefCell::default(),
            shown: RefCell::default(),
            panel,
            lease: RefCell::default(),
            kept: RefCell::default(),
            quiet: Cell::new(*place == Place::Here(Reason::Restored)),
            _stored: watch,
            _guided: heard.ok(),
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
            if let Some(panel) = &open.panel {
                panel.forget_refusal();
            }
        }
        self.take(happened);
        self.run();
    }

    pub(super) fn take(&self, happened: Happened) {
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
        let (view, alone) = (self.core.borrow().view(), self.core.borrow().callout());
        let Some(open) = &*self.open.borrow() else { return };
        let callout = view.as_ref().and_then(|view| view.guide.as_ref()).or(alone.as_ref());
        if let (Some(guide), Some(say)) = (&*open.guide.borrow(), callout) {
            guide.say(say);
        }
        if let (Some(view), Some(panel)) = (view, &open.panel) {
            panel.draw(view);
        }
    }

    /// The page catalogue, as it came with the build.
    pub(super) fn catalogue(&self) -> Result<Catalogue, Gone> {
        super::reader::tree(&self.pages).map_err(|_| Gone)?.to_typed().map_err(|_| Gone)
    }

    /// Begins to point at the stops of a route, in place of another guide.
    pub(super) fn guide(&self, route: &Route) {
        let started = self.open.borrow().as_ref().ok_or(Gone).and_then(|open| {
            let mut catalogue = self.catalogue()?;
            catalogue.shown.clone_from(&open.shown.borrow());
            let (sighted, acted, pressed, picked) = (self.weak(), self.weak(), self.weak(), self.weak());
            let used = self.weak();
            let reports = guide::Reports {
                sighted: Box::new(move |sight| post(&sighted, Happened::Sighted(sight))),
                acted: Box::new(move || post(&acted, Happened::PageActed)),
                used: Box::new(move |road, stop, app| post(&used, Happened::StopUsed { road, stop, app })),
                press: Rc::new(move |press| post(&pressed, Happened::Pressed(press))),
                picked: Box::new(move |result| post(&picked, Happened::Picked(result.map(Box::new)))),
            };
            let strange = open.panel.is_none();
            let guide = Guide::start(&open.layer(), route, catalogue, &open.client_url, &self.texts, reports)?;
            // Other products have pages of their own; where the guide has none it would only stand in the way.
            let idle = strange && !guide.has_pages_here();
            *open.guide.borrow_mut() = Some(guide).filter(|_| !idle);
            Ok(idle)
        });
        if matches!(started, Ok(true)) {
            self.take(Happened::GuideElsewhere(None));
        }
        if started.is_err() {
            // A catalogue that does not fit, or a page on its way out: better none than one that points nowhere.
            self.take(Happened::Pressed(Press::EndGuide));
        }
        self.render();
    }

    /// The guide at work, if there is one.
    pub(super) fn with_guide(&self, f: impl FnOnce(&Guide)) {
        self.guided(f);
    }

    /// What the guide at work says to this.
    pub(super) fn guided<T>(&self, f: impl FnOnce(&Guide) -> T) -> Option<T> {
        let open = self.open.borrow();
        let guide = open.as_ref()?.guide.borrow();
        guide.as_ref().map(f)
    }

    /// Stops pointing.
    pub(super) fn stop_guide(&self) {
        let guide = self.open.borrow().as_ref().and_then(|open| open.guide.take());
        drop(guide);
    }

    /// Moves the focus, unless the checklist came by itself and the person has not turned to it yet.
    pub(super) fn focus(&self, to: Focus) {
        if let Some(open) = &*self.open.borrow()
            && let Some(panel) = &open.panel
            && (!open.quiet.get() || panel.has_focus())
        {
            panel.focus(to);
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
