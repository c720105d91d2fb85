//! Where an element is on the screen, through all frames and everything that scrolls.

use super::cast;
use crate::page::place::Rect;

/// The rectangle of an element in the viewport of its own document, with the boxes in it: a box without size of its own (floats, `contents`)
/// stands for the boxes in it.
fn own(element: &web_sys::Element) -> Rect {
    let rect = measured(element);
    if rect.width > 0.0 && rect.height > 0.0 {
        return rect;
    }
    let children = element.children();
    let inner = (0..children.length()).filter_map(|at| children.item(at)).map(|child| measured(&child));
    inner.filter(|child| child.width > 0.0 && child.height > 0.0).reduce(around).unwrap_or(rect)
}

/// The rectangle of an element in the viewport of its own document.
pub(super) fn measured(element: &web_sys::Element) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect { x: rect.x(), y: rect.y(), width: rect.width(), height: rect.height() }
}

fn around(one: Rect, other: Rect) -> Rect {
    let (x, y) = (one.x.min(other.x), one.y.min(other.y));
    Rect { x, y, width: one.right().max(other.right()) - x, height: one.bottom().max(other.bottom()) - y }
}

/// What is no larger than this is kept for screen readers alone, in CSS pixels: usually a copy of what can be seen.
const UNSEEN: f64 = 1.0;

/// Whether an element takes up room on its page and is not hidden. What is moved off the page to the left or above is
/// hidden too: nobody can scroll there.
pub(super) fn is_drawn(element: &web_sys::Element) -> bool {
    let Some(window) = element.owner_document().and_then(|document| document.default_view()) else { return false };
    let rect = own(element);
    let (x, y) = (window.scroll_x().unwrap_or_default(), window.scroll_y().unwrap_or_default());
    let shown = || style(&window, element, &["visibility"]).is_some_and(|style| style == ["visible"]);
    rect.width > UNSEEN && rect.height > UNSEEN && rect.right() + x > 0.0 && rect.bottom() + y > 0.0 && shown()
}

/// Values of computed properties.
fn style(window: &web_sys::Window, element: &web_sys::Element, names: &[&str]) -> Option<Vec<String>> {
    let style = window.get_computed_style(element).ok().flatten()?;
    Some(names.iter().map(|name| style.get_property_value(name).unwrap_or_default()).collect())
}

/// What of an element is in sight, and how much of it, in the viewport of the tab; `None` when nothing is.
pub(super) fn part(element: &web_sys::Element) -> Option<Part> {
    let whole = own(element);
    let mut rect = whole;
    let mut element = element.clone();
    loop {
        let document = element.owner_document()?;
        let window = document.default_view()?;
        rect = clipped(rect, &element, &window)?;
        rect = rect.intersect(&viewport(&window)?)?;
        // An error means a parent of another origin; such a page has no frames that are ours to see.
        let Some(frame) = window.frame_element().ok()? else { break };
        let at = measured(&frame);
        rect = rect.moved(at.x + f64::from(frame.client_left()), at.y + f64::from(frame.client_top()));
        element = frame;
    }
    let share = (rect.width * rect.height) / (whole.width * whole.height);
    Some(Part { rect, share })
}

/// What of an element is in sight.
pub(super) struct Part {
    /// In the viewport of the tab.
    pub(super) rect: Rect,
    /// From 0 to 1.
    pub(super) share: f64,
}

/// What is left of a rectangle after everything around the element that scrolls or cuts off.
fn clipped(mut rect: Rect, element: &web_sys::Element, window: &web_sys::Window) -> Option<Rect> {
    let mut next = element.parent_element();
    while let Some(around) = next {
        next = around.parent_element();
        // Overflow of the outermost two is that of the viewport.
        if next.is_none() || around.local_name() == "body" {
            continue;
        }
        let cuts = style(window, &around, &["overflow-x", "overflow-y"])?;
        if cuts.iter().any(|overflow| overflow != "visible") {
            rect = rect.intersect(&measured(&around))?;
        }
    }
    Some(rect)
}

/// The viewport of a window, at its own origin.
pub(super) fn viewport(window: &web_sys::Window) -> Option<Rect> {
    let width = window.inner_width().ok()?.as_f64()?;
    let height = window.inner_height().ok()?.as_f64()?;
    Some(Rect { x: 0.0, y: 0.0, width, height })
}

/// Brings an element into view, once, with as little movement as will do.
pub(super) fn reveal(element: &web_sys::Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Moves the keyboard focus to a control of the page, or to what in it can take it.
pub(super) fn focus(element: &web_sys::Element) {
    const FOCUSABLE: &str = "a[href], button, input, select, textarea, [tabindex]";
    let inner = || element.query_selector(FOCUSABLE).ok().flatten();
    let able = element.matches(FOCUSABLE).unwrap_or(false);
    let control = if able { Some(element.clone()) } else { inner() };
    if let Some(window) = element.owner_document().and_then(|document| document.default_view()) {
        // A frame that cannot be focused leaves the focus where it is; the control below is tried all the same.
        let _ = window.focus();
    }
    if let Some(control) = control.as_ref().and_then(cast::html) {
        let _ = control.focus();
    }
}
