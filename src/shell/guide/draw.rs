//! The spotlight and the callout. Everything lets the pointer through but the callout: what appears under the pointer
//! only, as the ticks of rows do, must still appear.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::prelude::*;

use super::cast;
use crate::core::message::Message;
use crate::core::press::Press;
use crate::core::view::{Button, GuideView, Weight};
use crate::page::place::{self, Rect, Side};
use crate::shell::browser::Gone;
use crate::shell::text::Texts;

/// Room between the target and the ring.
const AROUND: f64 = 4.0;

/// Width of the ring itself.
const EDGE: f64 = 3.0;

/// What the callout hands back.
#[derive(Clone)]
pub(super) struct Hands {
    /// A control of the core was used.
    pub(super) press: Rc<dyn Fn(Press)>,
    /// The focus is to go to the control on the page.
    pub(super) to_target: Rc<dyn Fn()>,
}

/// Ring and callout.
pub(super) struct Drawing {
    texts: Rc<Texts>,
    hands: Hands,
    whole: web_sys::HtmlElement,
    ring: web_sys::HtmlElement,
    callout: web_sys::HtmlElement,
    place: web_sys::Element,
    title: web_sys::Element,
    first: web_sys::Element,
    text: web_sys::Element,
    reads: web_sys::Element,
    why: web_sys::Element,
    actions: web_sys::Element,
    drawn: RefCell<Drawn>,
    to_target: (web_sys::HtmlElement, EventListener),
}

/// What is marked on the page, by the name that it has there.
#[derive(Default)]
pub(super) enum Marked {
    /// Nothing is.
    #[default]
    Nothing,
    /// The control that the instruction is about.
    Itself(String),
    /// A control to press before that one is to be seen.
    First(String),
}

/// What stands in the callout now.
#[derive(Default)]
struct Drawn {
    view: Option<GuideView>,
    marked: Marked,
    listeners: Vec<EventListener>,
}

impl Drawing {
    /// Puts both into the layer, to be seen from the first [`Drawing::say`] on.
    pub(super) fn new(layer: &web_sys::Element, texts: &Rc<Texts>, hands: Hands) -> Result<Self, Gone> {
        let make = |name: &str, class: &str| -> Result<web_sys::Element, Gone> {
            let element = layer.owner_document().ok_or(Gone)?.create_element(name)?;
            element.set_class_name(class);
            Ok(element)
        };
        let whole = make("div", "frame guide")?;
        whole.set_attribute("dir", &texts.direction())?;
        whole.set_attribute("lang", texts.language())?;
        let ring = make("div", "ring")?;
        let callout = make("section", "callout")?;
        callout.set_attribute("role", "dialog")?;
        callout.set_attribute("aria-modal", "false")?;
        callout.set_attribute("aria-labelledby", "guide-title")?;
        let (place, title) = (make("p", "quiet guide-place")?, make("h2", "quiet guide-title")?);
        title.set_id("guide-title");
        // There before it holds anything, so that what comes into it is read out.
        let live = make("div", "guide-live")?;
        live.set_attribute("role", "status")?;
        let (first, text) = (make("p", "guide-first")?, make("p", "guide-text")?);
        let (reads, why) = (make("p", "quiet")?, make("p", "quiet")?);
        let actions = make("div", "guide-actions")?;
        let to_target = make("button", "button link guide-focus")?;
        to_target.set_attribute("type", "button")?;
        to_target.set_text_content(Some(&texts.message(&Message::of("guide_to_control"))));
        live.append_with_node_4(&first, &text, &reads, &why)?;
        let head = make("div", "guide-head")?;
        head.append_with_node_2(&title, &place)?;
        callout.append_with_node_4(&head, &live, &actions, &to_target)?;
        whole.append_with_node_2(&ring, &callout)?;
        let moving = Rc::clone(&hands.to_target);
        let listener = EventListener::new(&to_target, "click", move |_| moving());
        let drawing = Self {
            texts: Rc::clone(texts),
            hands,
            ring: ring.unchecked_into(),
            callout: callout.unchecked_into(),
            whole: whole.unchecked_into(),
            place,
            title,
            first,
            text,
            reads,
            why,
            actions,
            drawn: RefCell::default(),
            to_target: (to_target.unchecked_into(), listener),
        };
        shown(&drawing.ring, false);
        shown(&drawing.callout, false);
        layer.append_child(&drawing.whole)?;
        Ok(drawing)
    }

    /// What to say; changed in place, so that a focused button stays one.
    pub(super) fn say(&self, view: &GuideView) {
        let mut drawn = self.drawn.borrow_mut();
        if drawn.view.as_ref() == Some(view) {
            return;
        }
        self.fill(&self.place, view.place.as_ref());
        self.fill(&self.title, Some(&view.title));
        self.fill(&self.text, Some(&view.text));
        self.fill(&self.why, view.why.as_ref());
        if drawn.view.as_ref().map(|old| &old.actions) != Some(&view.actions) {
            drawn.listeners = self.buttons(&view.actions);
        }
        drawn.view = Some(view.clone());
        drop(drawn);
        self.tell_marked();
        shown(&self.callout, true);
    }

    /// What the marked control is called on this screen, and whether it only leads to the one that is meant.
    pub(super) fn marks(&self, marked: Marked) {
        self.drawn.borrow_mut().marked = marked;
        self.tell_marked();
    }

    fn tell_marked(&self) {
        let drawn = self.drawn.borrow();
        let first = match &drawn.marked {
            Marked::First(label) if label.is_empty() => Some(Message::of("guide_first_unnamed")),
            Marked::First(label) => Some(Message::of("guide_first").text(label)),
            Marked::Nothing | Marked::Itself(_) => None,
        };
        let reads = match &drawn.marked {
            // Told where the instruction does not hold it: on pages in another language than ours.
            Marked::Itself(label) if !label.is_empty() && !self.says(label) => Some(label),
            _ => None,
        };
        self.fill(&self.first, first.as_ref());
        self.fill(&self.reads, reads.map(|label| Message::of("guide_reads").text(label)).as_ref());
    }

    /// Whether the instruction holds these words.
    fn says(&self, words: &str) -> bool {
        lower(&self.text.text_content().unwrap_or_default()).contains(&lower(words))
    }

    /// Puts ring and callout where they belong. Without a target there is a callout only. `wish` is what is better not
    /// covered, `avoid` what must not be.
    pub(super) fn at(&self, target: Option<Rect>, wish: Option<Rect>, avoid: Option<Rect>, screen: Rect) {
        // All of the ring stays on the screen, also around a control at its edge.
        let ring = target.and_then(|rect| rect.grown(AROUND).intersect(&screen.grown(-EDGE)));
        shown(&self.ring, ring.is_some());
        if let Some(rect) = ring {
            put(&self.ring, &[("left", rect.x), ("top", rect.y), ("width", rect.width), ("height", rect.height)]);
        }
        let to_target = &self.to_target.0;
        shown(to_target, target.is_some());
        let size = self.callout.get_bounding_client_rect();
        let rtl = self.whole.dir() == "rtl";
        let spot = |avoid: &[Rect]| {
            place::callout(ring, (size.width(), size.height()), (screen.width, screen.height), avoid, rtl)
        };
        let both: Vec<Rect> = avoid.into_iter().chain(wish).collect();
        let best = spot(&both);
        let spot = if best.side == Side::Aside { spot(avoid.as_slice()) } else { best };
        put(&self.callout, &[("left", spot.x), ("top", spot.y)]);
    }

    /// Another control than before: the ring draws the eye once.
    pub(super) fn fresh(&self) {
        self.ring.class_list().toggle_with_force("again", !self.ring.class_list().contains("again")).ok();
    }

    /// Moves the focus into the callout.
    pub(super) fn focus(&self) {
        if let Ok(Some(first)) = self.actions.query_selector("button")
            && let Some(button) = cast::html(&first)
        {
            // A callout that is not drawn yet cannot take it; nothing depends on that.
            let _ = button.focus();
        }
    }

    /// Writes only what is new: every writing is read out.
    fn fill(&self, element: &web_sys::Element, message: Option<&Message>) {
        let text = message.map(|message| self.texts.message(message)).unwrap_or_default();
        if element.text_content().unwrap_or_default() != text {
            element.set_text_content(Some(&text));
        }
    }

    /// What writes is not offered here: it is confirmed in the panel, where the whole change is shown.
    fn buttons(&self, buttons: &[Button]) -> Vec<EventListener> {
        let focused = self.focused();
        self.actions.set_text_content(None);
        let mut listeners = Vec::new();
        for button in buttons.iter().filter(|button| !button.writes) {
            let Some(element) = self.button(button) else { continue };
            let (press, what) = (Rc::clone(&self.hands.press), button.press.clone());
            listeners.push(EventListener::new(&element, "click", move |_| press(what.clone())));
        }
        if let Some(index) = focused
            && let Some(again) = self.actions.children().item(index)
            && let Some(again) = cast::html(&again)
        {
            // The same place, where there is one; else the page has the focus, as after any control that goes away.
            let _ = again.focus();
        }
        listeners
    }

    fn button(&self, button: &Button) -> Option<web_sys::Element> {
        let element = self.whole.owner_document()?.create_element("button").ok()?;
        element.set_class_name(match button.weight {
            Weight::Main => "button main",
            Weight::Plain => "button",
            Weight::Link => "button link",
        });
        element.set_attribute("type", "button").ok()?;
        element.set_text_content(Some(&self.texts.message(&button.label)));
        self.actions.append_child(&element).ok()?;
        Some(element)
    }

    /// Index of the focused button.
    fn focused(&self) -> Option<u32> {
        let children = self.actions.children();
        (0..children.length())
            .find(|at| children.item(*at).is_some_and(|child| child.matches(":focus").unwrap_or(false)))
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.whole.remove();
    }
}

fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

fn shown(element: &web_sys::HtmlElement, shown: bool) {
    if element.hidden() == shown {
        element.set_hidden(!shown);
    }
}

fn put(element: &web_sys::HtmlElement, sides: &[(&str, f64)]) {
    let style = element.style();
    for (side, length) in sides {
        // Whole pixels: a ring between two looks blurred, and text in a callout more so.
        let length = String::from(&js_sys::Number::from(length.round()).to_js_string());
        // A length is always a proper value.
        let _ = style.set_property(side, &[length.as_str(), "px"].concat());
    }
}
