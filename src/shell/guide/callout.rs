//! What stands in the callout.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::prelude::*;

use super::cast;
use super::draw::{Hands, shown};
use super::row::Row;
use crate::core::message::Message;
use crate::core::view::{GuideHelp, GuideView};
use crate::shell::browser::Gone;
use crate::shell::text::Texts;

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

/// The callout.
pub(super) struct Callout {
    texts: Rc<Texts>,
    element: web_sys::HtmlElement,
    place: web_sys::Element,
    title: web_sys::Element,
    first: web_sys::Element,
    text: web_sys::Element,
    reads: web_sys::Element,
    why: web_sys::Element,
    actions: Row,
    ask: Row,
    reasons: web_sys::Element,
    ways: Row,
    to_target: (web_sys::HtmlElement, EventListener),
    drawn: RefCell<(Option<GuideView>, Marked)>,
}

impl Callout {
    /// Empty and out of sight until the first [`Callout::say`].
    pub(super) fn new(document: &web_sys::Document, texts: &Rc<Texts>, hands: &Hands) -> Result<Self, Gone> {
        let make = |name: &str, class: &str| -> Result<web_sys::Element, Gone> {
            let element = document.create_element(name)?;
            element.set_class_name(class);
            Ok(element)
        };
        // There before it holds anything, so that what comes into it is read out.
        let live = |class: &str| -> Result<web_sys::Element, Gone> {
            let element = make("div", class)?;
            element.set_attribute("role", "status")?;
            Ok(element)
        };
        let row = |class: &str| Ok::<Row, Gone>(Row::new(make("div", class)?, texts, &hands.press));
        let callout = make("section", "callout")?;
        callout.set_attribute("role", "dialog")?;
        callout.set_attribute("aria-modal", "false")?;
        callout.set_attribute("aria-labelledby", "guide-title")?;
        callout.set_attribute("aria-describedby", "guide-keys")?;
        let (place, title) = (make("p", "quiet guide-place")?, make("h2", "quiet guide-title")?);
        title.set_id("guide-title");
        let head = make("div", "guide-head")?;
        head.append_with_node_2(&title, &place)?;
        let told = live("guide-live")?;
        let (first, text) = (make("p", "guide-first")?, make("p", "guide-text")?);
        let (reads, why) = (make("p", "quiet")?, make("p", "quiet")?);
        told.append_with_node_4(&first, &text, &reads, &why)?;
        let (actions, ask, ways) = (row("guide-row")?, row("guide-row guide-ask")?, row("guide-actions")?);
        let buttons = make("div", "guide-actions")?;
        buttons.append_with_node_2(actions.element(), ask.element())?;
        let (help, reasons) = (live("guide-help")?, make("ul", "guide-reasons")?);
        help.append_child(&reasons)?;
        let keys = make("p", "quiet guide-keys")?;
        keys.set_id("guide-keys");
        keys.set_text_content(Some(&texts.message(&Message::of("guide_keys"))));
        let to_target = make("button", "button link guide-focus")?;
        to_target.set_attribute("type", "button")?;
        to_target.set_text_content(Some(&texts.message(&Message::of("guide_to_control"))));
        callout.append_with_node_4(&head, &told, &buttons, &help)?;
        callout.append_with_node_3(ways.element(), &to_target, &keys)?;
        let moving = Rc::clone(&hands.to_target);
        let listener = EventListener::new(&to_target, "click", move |_| moving());
        let element: web_sys::HtmlElement = callout.unchecked_into();
        shown(&element, false);
        Ok(Self {
            texts: Rc::clone(texts),
            element,
            place,
            title,
            first,
            text,
            reads,
            why,
            actions,
            ask,
            reasons,
            ways,
            to_target: (to_target.unchecked_into(), listener),
            drawn: RefCell::default(),
        })
    }

    /// The callout itself.
    pub(super) const fn element(&self) -> &web_sys::HtmlElement {
        &self.element
    }

    /// What to say; changed in place.
    pub(super) fn say(&self, view: &GuideView) {
        let mut drawn = self.drawn.borrow_mut();
        if drawn.0.as_ref() == Some(view) {
            return;
        }
        self.fill(&self.place, view.place.as_ref());
        self.fill(&self.title, Some(&view.title));
        self.fill(&self.text, Some(&view.text));
        // Many stops have nothing to add.
        let why = view.why.as_ref().and_then(|why| self.texts.known(why)).unwrap_or_default();
        write(&self.why, &why);
        self.actions.fill(&view.actions);
        self.help(view.help.as_ref());
        drawn.0 = Some(view.clone());
        drop(drawn);
        self.tell_marked();
        shown(&self.element, true);
    }

    fn help(&self, help: Option<&GuideHelp>) {
        let (ask, ways) = help.map_or((None, &[][..]), |help| (help.ask.as_ref(), &help.ways));
        self.ask.fill(ask.map(std::slice::from_ref).unwrap_or_default());
        if let (Some(button), Some(help)) = (self.ask.first(), help) {
            // A proper attribute with a proper value is never refused.
            let _ = button.set_attribute("aria-expanded", if help.open { "true" } else { "false" });
        }
        let reasons = help.map_or(&[][..], |help| &help.reasons);
        let texts: Vec<String> = reasons.iter().map(|reason| self.texts.message(reason)).collect();
        let children = self.reasons.children();
        let is = |(at, text): (usize, &String)| {
            children.item(at as u32).and_then(|child| child.text_content()).as_ref() == Some(text)
        };
        // Written only when new: every writing is read out.
        if children.length() as usize != texts.len() || !texts.iter().enumerate().all(is) {
            self.reasons.set_text_content(None);
            for text in &texts {
                let line = self.reasons.owner_document().and_then(|document| document.create_element("li").ok());
                if let Some(line) = line {
                    line.set_text_content(Some(text));
                    // A new element of our own always fits into our own list.
                    let _ = self.reasons.append_child(&line);
                }
            }
        }
        self.ways.fill(ways);
    }

    /// What the marked control is called on this screen, and whether it only leads to the one that is meant.
    pub(super) fn marks(&self, marked: Marked) {
        self.drawn.borrow_mut().1 = marked;
        self.tell_marked();
    }

    fn tell_marked(&self) {
        let drawn = self.drawn.borrow();
        let first = match &drawn.1 {
            Marked::First(label) if label.is_empty() => Some(Message::of("guide_first_unnamed")),
            Marked::First(label) => Some(Message::of("guide_first").text(label)),
            Marked::Nothing | Marked::Itself(_) => None,
        };
        let reads = match &drawn.1 {
            // Told where the instruction does not hold it: on pages in another language than ours.
            Marked::Itself(label) if !label.is_empty() && !self.says(label) => Some(label),
            _ => None,
        };
        self.fill(&self.first, first.as_ref());
        self.fill(&self.reads, reads.map(|label| Message::of("guide_reads").text(label)).as_ref());
        shown(&self.to_target.0, !matches!(drawn.1, Marked::Nothing));
    }

    /// Whether the instruction holds these words.
    fn says(&self, words: &str) -> bool {
        lower(&self.text.text_content().unwrap_or_default()).contains(&lower(words))
    }

    /// Moves the focus into it.
    pub(super) fn focus(&self) {
        if let Some(first) = self.actions.first()
            && let Some(button) = cast::html(&first)
        {
            // A callout that is not drawn yet cannot take it; nothing depends on that.
            let _ = button.focus();
        }
    }

    fn fill(&self, element: &web_sys::Element, message: Option<&Message>) {
        write(element, &message.map(|message| self.texts.message(message)).unwrap_or_default());
    }
}

/// Writes only what is new: every writing is read out.
fn write(element: &web_sys::Element, text: &str) {
    if element.text_content().unwrap_or_default() != text {
        element.set_text_content(Some(text));
    }
}

fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
