//! The person shows a control: until they have, presses on the page are theirs and do not reach it.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};

use super::Inner;
use super::cast;
use super::live::Live;
use super::watch::{Due, Pace, release};
use crate::core::guide::GuidePress;
use crate::core::press::Press;
use crate::page::dom::Dom;
use crate::page::find::frames::Frames;
use crate::page::shown::{self, Unfit};

/// What a press is made of. The last picks; the page sees none of them.
const PRESS: [&str; 11] = [
    "pointerdown",
    "mousedown",
    "touchstart",
    "pointerup",
    "mouseup",
    "touchend",
    "auxclick",
    "dblclick",
    "contextmenu",
    "submit",
    "click",
];

/// Where the pointer is now.
const OVER: &str = "pointerover";

/// A showing under way. Dropping it gives presses back to the page.
pub(super) struct Pick {
    /// The stop whose control it is.
    stop: String,
    pace: Rc<Pace>,
    ours: web_sys::Element,
    pressed: Rc<dyn Fn(&web_sys::Element)>,
    at: Rc<RefCell<At>>,
    documents: RefCell<Vec<(web_sys::Document, Vec<EventListener>)>>,
}

/// What is marked meanwhile.
#[derive(Clone, Default)]
struct At {
    /// What was picked, if anything.
    picked: Option<web_sys::Element>,
    /// Below the pointer.
    over: Option<web_sys::Element>,
}

impl Pick {
    /// The element to mark: what was picked, else what would be.
    pub(super) fn at(&self) -> Option<web_sys::Element> {
        let At { picked, over } = self.at.borrow().clone();
        picked.or(over).filter(|node| cast::is_alive(node) && node.is_connected())
    }

    /// From now on in these documents, and in no others.
    pub(super) fn documents<'a>(&self, now: impl Iterator<Item = &'a web_sys::Document>) {
        let mut heard = self.documents.borrow_mut();
        heard.drain(..).for_each(release);
        heard.extend(now.map(|document| (document.clone(), self.listen(document))));
    }

    fn listen(&self, document: &web_sys::Document) -> Vec<EventListener> {
        // At the window: what a page hears there already it heard before us, everything else it does not hear at all.
        let Some(window) = document.default_view() else { return Vec::new() };
        let on = |name: &'static str, run: Box<dyn FnMut(&web_sys::Event)>| {
            let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
            EventListener::new_with_options(&window, name, options, run)
        };
        let press = |name: &'static str| {
            let (ours, pressed) = (self.ours.clone(), Rc::clone(&self.pressed));
            on(
                name,
                Box::new(move |event| {
                    // What scripts of the page press is the page's own affair.
                    let Some(at) = cast::target(event).filter(|at| event.is_trusted() && *at != ours) else { return };
                    event.prevent_default();
                    event.stop_immediate_propagation();
                    if name == "click" {
                        pressed(&at);
                    }
                }),
            )
        };
        let (ours, at, pace) = (self.ours.clone(), Rc::clone(&self.at), Rc::clone(&self.pace));
        let over = on(
            OVER,
            Box::new(move |event| {
                let control = cast::target(event).filter(|node| *node != ours);
                at.borrow_mut().over = control.and_then(|node| Some(shown::control(&Live::of(&node)?, &node)));
                pace.want(Due::Place);
            }),
        );
        PRESS.into_iter().map(press).chain([over]).collect()
    }
}

impl Drop for Pick {
    fn drop(&mut self) {
        self.documents.take().into_iter().for_each(release);
    }
}

impl Inner {
    /// Presses on the page show the control of this stop, or belong to the page again.
    pub(super) fn pick(&self, stop: Option<String>) -> Result<(), Unfit> {
        drop(self.pick.take());
        self.pace.want(Due::Look);
        let Some(stop) = stop else { return Ok(()) };
        let gaze = self.gaze.borrow();
        shown::may_be_shown(&gaze.catalogue, gaze.catalogue.stop(&stop).ok_or(Unfit::Elsewhere)?)?;
        let me = self.me.clone();
        let pick = Pick {
            stop,
            pace: Rc::clone(&self.pace),
            ours: self.drawing.host(),
            pressed: Rc::new(move |at| me.with(|inner| inner.pressed(at))),
            at: Rc::default(),
            documents: RefCell::default(),
        };
        pick.documents(Frames::of(&self.live).documents());
        *self.pick.borrow_mut() = Some(pick);
        Ok(())
    }

    /// The person shows this.
    pub(super) fn pressed(&self, element: &web_sys::Element) {
        let result = {
            let (gaze, pick) = (self.gaze.borrow(), self.pick.borrow());
            let Some(pick) = &*pick else { return };
            let frames = Frames::of(&self.live);
            let stop = gaze.catalogue.stop(&pick.stop).ok_or(Unfit::Elsewhere);
            let made =
                stop.and_then(|stop| shown::pick(&self.live, &frames, &gaze.catalogue, stop, &gaze.values, element));
            pick.at.borrow_mut().picked = made.is_ok().then(|| shown::control(&self.live, element));
            made
        };
        self.pace.want(Due::Place);
        (self.reports.picked)(result);
    }

    /// The key that goes between page and callout, while a control is being shown: it shows the one that has the focus,
    /// and ends the showing where that is none of the page's.
    pub(super) fn turn_picking(&self) {
        match self.focused().filter(|_| !self.drawing.has_focus()) {
            Some(element) => {
                self.pressed(&element);
                self.drawing.focus();
            }
            None => (self.reports.press)(Press::Guide(GuidePress::StopShowing)),
        }
    }

    /// The control of the page that has the keyboard focus, through frames.
    fn focused(&self) -> Option<web_sys::Element> {
        let mut element = self.live.top().active_element()?;
        while let Some(inner) = self.live.inside(&element) {
            element = inner.active_element()?;
        }
        let nothing = element == self.drawing.host() || matches!(&*element.local_name(), "body" | "html" | "frameset");
        (!nothing).then_some(element)
    }
}
