//! Buttons in a row, changed in place as far as they stay what they are, so that a focused one stays focused.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;

use super::cast;
use crate::core::press::Press;
use crate::core::view::{Button, Weight};
use crate::shell::browser::Gone;
use crate::shell::text::Texts;

/// The buttons.
pub(super) struct Row {
    element: web_sys::Element,
    texts: Rc<Texts>,
    press: Rc<dyn Fn(Press)>,
    drawn: RefCell<Vec<Drawn>>,
}

struct Drawn {
    button: Button,
    element: web_sys::Element,
    _listener: EventListener,
}

impl Row {
    /// An empty row.
    pub(super) fn new(element: web_sys::Element, texts: &Rc<Texts>, press: &Rc<dyn Fn(Press)>) -> Self {
        Self { element, texts: Rc::clone(texts), press: Rc::clone(press), drawn: RefCell::default() }
    }

    /// Where they are.
    pub(super) const fn element(&self) -> &web_sys::Element {
        &self.element
    }

    /// The first of them.
    pub(super) fn first(&self) -> Option<web_sys::Element> {
        self.drawn.borrow().first().map(|drawn| drawn.element.clone())
    }

    /// Shows these. What writes is not offered here: it is confirmed in the panel, where the whole change is shown.
    pub(super) fn fill(&self, buttons: &[Button]) {
        let wanted: Vec<&Button> = buttons.iter().filter(|button| !button.writes).collect();
        let mut drawn = self.drawn.borrow_mut();
        if drawn.len() == wanted.len() && drawn.iter().zip(&wanted).all(|(drawn, button)| drawn.button == **button) {
            return;
        }
        let focused = drawn.iter().position(|drawn| drawn.element.matches(":focus").unwrap_or(false));
        let label = focused.and_then(|at| drawn.get(at)).map(|drawn| drawn.button.label.clone());
        self.element.set_text_content(None);
        drawn.clear();
        for button in wanted {
            // A page on its way out gives no new elements; then nobody misses them.
            if let Ok(made) = self.make(button) {
                drawn.push(made);
            }
        }
        if let Some(at) = focused {
            let same = drawn.iter().find(|drawn| Some(&drawn.button.label) == label.as_ref());
            // The same button, else the one in its place, else the last; an empty row gives the focus to the page.
            let next = same.or_else(|| drawn.get(at)).or_else(|| drawn.last());
            if let Some(element) = next.and_then(|drawn| cast::html(&drawn.element)) {
                // It has just been drawn and is a button, so it takes the focus.
                let _ = element.focus();
            }
        }
    }

    fn make(&self, button: &Button) -> Result<Drawn, Gone> {
        let element = self.element.owner_document().ok_or(Gone)?.create_element("button")?;
        element.set_class_name(match button.weight {
            Weight::Main => "button main",
            Weight::Plain => "button",
            Weight::Link => "button link",
        });
        element.set_attribute("type", "button")?;
        element.set_text_content(Some(&self.texts.message(&button.label)));
        self.element.append_child(&element)?;
        let (press, what) = (Rc::clone(&self.press), button.press.clone());
        let listener = EventListener::new(&element, "click", move |_| press(what.clone()));
        Ok(Drawn { button: button.clone(), element, _listener: listener })
    }
}
