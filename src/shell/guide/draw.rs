//! The spotlight, and where the callout goes. Everything lets the pointer through but the callout: what appears under
//! the pointer only, as the ticks of rows do, must still appear.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::callout::{Callout, Marked};
use crate::core::press::Press;
use crate::core::view::GuideView;
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
    root: web_sys::ShadowRoot,
    whole: web_sys::HtmlElement,
    ring: web_sys::HtmlElement,
    callout: Callout,
}

impl Drawing {
    /// Puts both into the layer, to be seen from the first [`Drawing::say`] on.
    pub(super) fn new(
        layer: &web_sys::Element,
        root: web_sys::ShadowRoot,
        texts: &Rc<Texts>,
        hands: Hands,
    ) -> Result<Self, Gone> {
        let document = layer.owner_document().ok_or(Gone)?;
        let whole = document.create_element("div")?;
        whole.set_class_name("frame guide");
        whole.set_attribute("dir", &texts.direction())?;
        whole.set_attribute("lang", texts.language())?;
        let ring = document.create_element("div")?;
        ring.set_class_name("ring");
        let callout = Callout::new(&document, texts, &hands)?;
        whole.append_with_node_2(&ring, callout.element())?;
        let drawing = Self { root, ring: ring.unchecked_into(), whole: whole.unchecked_into(), callout };
        shown(&drawing.ring, false);
        layer.append_child(&drawing.whole)?;
        Ok(drawing)
    }

    /// What to say.
    pub(super) fn say(&self, view: &GuideView) {
        self.callout.say(view);
    }

    /// What the marked control is called on this screen, and whether it only leads to the one that is meant.
    pub(super) fn marks(&self, marked: Marked) {
        self.callout.marks(marked);
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
        let callout = self.callout.element();
        let size = callout.get_bounding_client_rect();
        let rtl = self.whole.dir() == "rtl";
        let spot = |avoid: &[Rect]| {
            place::callout(ring, (size.width(), size.height()), (screen.width, screen.height), avoid, rtl)
        };
        let both: Vec<Rect> = avoid.into_iter().chain(wish).collect();
        let best = spot(&both);
        let spot = if best.side == Side::Aside { spot(avoid.as_slice()) } else { best };
        put(callout, &[("left", spot.x), ("top", spot.y)]);
    }

    /// Another control than before: the ring draws the eye once.
    pub(super) fn fresh(&self) {
        self.ring.class_list().toggle_with_force("again", !self.ring.class_list().contains("again")).ok();
    }

    /// Moves the focus into the callout.
    pub(super) fn focus(&self) {
        self.callout.focus();
    }

    /// The element of the page that carries it.
    pub(super) fn host(&self) -> web_sys::Element {
        self.root.host()
    }

    /// Whether the focus is in the callout.
    pub(super) fn has_focus(&self) -> bool {
        self.root.active_element().is_some_and(|element| self.whole.contains(Some(&element)))
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.whole.remove();
    }
}

/// Shows an element, or takes it out of sight.
pub(super) fn shown(element: &web_sys::HtmlElement, shown: bool) {
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
