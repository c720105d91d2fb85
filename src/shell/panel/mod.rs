//! The panel: the core's view as nodes. It computes nothing; every control hands a [`Press`] back.

mod bulk;
mod head;
mod icon;
mod inside;
mod lines;
mod notice;
mod picker;
mod resize;
mod review;
mod steps;
mod ui;

use std::cell::{Cell, RefCell};
use std::mem::discriminant;
use std::rc::Rc;

use sycamore_reactive::*;
use wasm_bindgen::JsCast;

use self::ui::{El, Lens, Markup, Ui, el};
use super::guard::{Guard, Refusal};
use super::text::Texts;
use crate::core::effect::Focus;
use crate::core::press::Press;
use crate::core::view::{Screen, Shape, View};

/// What the panel tells the shell.
pub(super) struct Reports {
    /// A control was used.
    pub(super) press: Rc<dyn Fn(Press)>,
    /// Text was typed into the search.
    pub(super) typed: Rc<dyn Fn(String)>,
}

/// The drawn panel. Disposing of it takes every listener away; its nodes go with the host.
pub(super) struct Panel {
    view: Signal<View>,
    refusal: Signal<Option<Refusal>>,
    frame: web_sys::Element,
    live: web_sys::Element,
    root: web_sys::ShadowRoot,
    scope: RootHandle,
    before_guide: RefCell<Option<web_sys::Element>>,
    /// How far down the checklist was when another screen took its place.
    left_at: Cell<i32>,
}

impl Panel {
    /// Draws `first` into `root`.
    pub(super) fn new(root: &web_sys::ShadowRoot, first: View, texts: &Rc<Texts>, reports: Reports) -> Self {
        let scope = create_root(|| {});
        let (view, refusal, frame, live) = scope.run_in(|| {
            let view = create_signal(first);
            let refusal = create_signal(None::<Refusal>);
            let ui = Ui {
                view,
                texts: Rc::clone(texts),
                guard: Guard::new(root.clone()),
                press: reports.press,
                typed: reports.typed,
                refused: Rc::new(move |why| refusal.set(Some(why))),
            };
            let live = el("div").class("live").attr("role", "status");
            let said = live.node().clone();
            let frame = el("div")
                .class("frame")
                .attr("dir", &texts.direction())
                .attr("lang", texts.language())
                .add(whole(&ui, refusal))
                .add(live);
            (view, refusal, frame.node().clone(), said)
        });
        // A new element of our own document always fits into our own shadow root.
        let _ = root.append_child(&frame);
        Self {
            view,
            refusal,
            frame,
            live,
            root: root.clone(),
            scope,
            before_guide: RefCell::default(),
            left_at: Cell::default(),
        }
    }

    /// Draws the next view. Where the focused control went away, the focus goes to the nearest place that is left.
    pub(super) fn draw(&self, next: View) {
        let focused = self.root.active_element();
        let at_heading =
            focused.as_ref().is_some_and(|element| element.matches("[data-focus=screen]").unwrap_or(false));
        let found = self.view.with_untracked(picker::found);
        let way_up: Vec<web_sys::Element> =
            std::iter::successors(focused.clone(), |element| element.parent_element()).collect();
        let (began, same, checklist) = self.view.with_untracked(|now| {
            let same = discriminant(&now.screen) == discriminant(&next.screen);
            (now.guide.is_none() && next.guide.is_some(), same, matches!(now.screen, Screen::Checklist(_)))
        });
        if began {
            *self.before_guide.borrow_mut() = focused.clone();
        }
        let body = self.find(".body");
        if !same {
            self.forget_refusal();
            if let Some(body) = body.as_ref().filter(|_| checklist) {
                self.left_at.set(body.scroll_top());
            }
        }
        let back = matches!(next.screen, Screen::Checklist(_));
        self.scope.run_in(|| self.view.set(next));
        if let Some(body) = body.filter(|_| !same) {
            body.set_scroll_top(if back { self.left_at.get() } else { 0 });
        }
        if focused.is_some() && self.root.active_element().is_none() {
            self.rescue_focus(&way_up, at_heading);
        }
        if self.view.with_untracked(picker::found) != found {
            picker::reveal(&self.root);
        }
    }

    /// The focused control is gone: the heading of the new screen after that of the old one, else the nearest place.
    fn rescue_focus(&self, way_up: &[web_sys::Element], at_heading: bool) {
        if at_heading {
            self.focus(Focus::Screen);
            return;
        }
        let near = way_up.iter().find(|element| element.is_connected());
        let home = near.and_then(|element| element.query_selector("[data-home]").ok().flatten());
        focus(home.or_else(|| self.find("[data-home]")));
    }

    /// Moves the keyboard focus.
    pub(super) fn focus(&self, to: Focus) {
        let target = match to {
            Focus::Screen => self.find("[data-focus=screen]"),
            Focus::MainButton => self.find("[data-focus=main]"),
            Focus::Search => self.find("[data-focus=search]"),
            Focus::Back => self.before_guide.borrow_mut().take().filter(|element| element.is_connected()),
        };
        focus(target.or_else(|| self.find("[data-home]")));
    }

    /// Brings a step into view and moves the focus to it.
    pub(super) fn focus_step(&self, step: &str) {
        let Ok(steps) = self.frame.query_selector_all("[data-step]") else { return };
        let mut found =
            (0..steps.length()).filter_map(|at| steps.get(at)).map(JsCast::unchecked_into::<web_sys::Element>);
        let row = found.find(|row| row.get_attribute("data-step").as_deref() == Some(step));
        focus(row.and_then(|row| row.query_selector("[data-home]").ok().flatten()));
    }

    /// Says it to assistive technology. The same words said again are a change too.
    pub(super) fn announce(&self, words: &str) {
        let last = self.live.text_content().unwrap_or_default();
        let again = last == words;
        self.live.set_text_content(Some(&if again { [words, "\u{a0}"].concat() } else { words.to_owned() }));
    }

    /// The reason why a press did not count is said once; the next thing that happens takes it away.
    pub(super) fn forget_refusal(&self) {
        if self.refusal.get_untracked().is_some() {
            self.scope.run_in(|| self.refusal.set(None));
        }
    }

    /// Whether the keyboard focus is in the panel.
    pub(super) fn has_focus(&self) -> bool {
        self.root.active_element().is_some()
    }

    fn find(&self, selector: &str) -> Option<web_sys::Element> {
        self.frame.query_selector(selector).ok().flatten()
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        self.scope.dispose();
        self.frame.remove();
    }
}

fn focus(target: Option<web_sys::Element>) {
    if let Some(element) = target {
        // What is folded away takes no focus.
        if let Ok(Some(phase)) = element.closest(".phase") {
            ui::set(&phase, "open", Some(""));
        }
        // Without focus the panel still works; an element that is not rendered just refuses.
        let _ = element.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}

/// Panel or pill.
fn whole(ui: &Ui, refusal: Signal<Option<Refusal>>) -> Markup {
    let (panel, pill) = (ui.clone(), ui.clone());
    Markup::from((
        ui.when(|view| view.shape == Shape::Panel, move || self::panel(&panel, refusal).into()),
        ui.when(|view| view.shape == Shape::Pill, move || head::pill(&pill).into()),
    ))
}

fn panel(ui: &Ui, refusal: Signal<Option<Refusal>>) -> El {
    let guard = Rc::clone(&ui.guard);
    let mut place = None;
    ui.watch(Box::new(move |view| {
        let now = Some((view.side, view.width));
        if now != place {
            place = now;
            guard.fresh();
        }
    }));
    let body = el("div").class("body").add(notice::whole(ui)).add(screen(ui));
    resize::docked(ui, el("section").class("panel").attr("role", "complementary").attr("aria-labelledby", "title"))
        .add(head::head(ui))
        .add(body)
        .add(notice::refused(ui, refusal))
        .add(foot(ui))
}

/// What fills the panel; made anew only when another kind of screen comes.
fn screen(ui: &Ui) -> Markup {
    let view = ui.view;
    let kind = create_selector(move || view.with(|view| discriminant(&view.screen)));
    let ui = ui.clone();
    Markup::from_dynamic(move || {
        kind.track();
        untrack(|| {
            let made = view.with(|view| match &view.screen {
                Screen::Loading(_) => lines::loading,
                Screen::Failed(_) => lines::failed,
                Screen::Checklist(_) => steps::checklist,
                Screen::Review(_) => review::review,
                Screen::Running(_) => lines::running,
                Screen::Outcome(_) => lines::outcome,
                Screen::Journal(_) => lines::journal,
                Screen::Bulk(_) => bulk::bulk,
            } as fn(&Ui) -> Markup);
            made(&ui)
        })
    })
}

fn foot(ui: &Ui) -> El {
    let checked = Lens::of(|view| view.foot.checked.as_ref());
    let said = ui.clone();
    el("footer")
        .class("foot")
        .add(ui.some(&checked.clone(), move || el("p").class("quiet").add(said.say(checked.clone())).into()))
        .add(el("div").class("links").add(ui.buttons(Lens::of(|view| Some(view.foot.links.as_slice())))))
}
