//! Where the panel is docked and how wide it is; the edge that changes the width by pointer and by keyboard.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::head::side;
use super::ui::{El, Ui, el, set};
use crate::core::press::Press;
use crate::core::view::Side;

/// Narrowest and widest, in CSS pixels; the style sheet further keeps it inside the window.
const NARROWEST: u16 = 320;
const WIDEST: u16 = 720;
/// One press of an arrow key.
const STEP: i32 = 16;

/// Sets one property of an element's own style. Not the `style` attribute: that one is subject to the page's CSP.
pub(super) fn style(node: &web_sys::Element, property: &str, value: &str) {
    // Only an element without a style object could refuse, and HTML elements have one.
    let _ = node.unchecked_ref::<web_sys::HtmlElement>().style().set_property(property, value);
}

/// Docks `panel` and gives it the edge.
pub(super) fn docked(ui: &Ui, panel: El) -> El {
    let node = panel.node().clone();
    ui.watch(Box::new(move |view| style(&node, "--width", &[view.width.to_string().as_str(), "px"].concat())));
    let edge = edge(ui, panel.node());
    panel.bind(ui, "data-side", |view| Some(side(view.side).into())).add(edge)
}

fn edge(ui: &Ui, panel: &web_sys::Element) -> El {
    let edge = el("div")
        .class("edge")
        .attr("role", "separator")
        .attr("tabindex", "0")
        .attr("aria-orientation", "vertical")
        .attr("aria-label", &ui.word("shell_resize"))
        .attr("aria-valuemin", &NARROWEST.to_string())
        .attr("aria-valuemax", &WIDEST.to_string())
        .bind(ui, "aria-valuenow", |view| Some(view.width.to_string()));
    let drag: Rc<Cell<Option<Drag>>> = Rc::default();
    let node = edge.node().clone();
    let panel = panel.clone();

    let (pressed, moved, ended, keys) = (ui.clone(), ui.clone(), ui.clone(), ui.clone());
    let (began, during, done) = (Rc::clone(&drag), Rc::clone(&drag), drag);
    let (moving, finishing) = (panel.clone(), node.clone());
    edge.on("pointerdown", move |event| {
        let event: &web_sys::PointerEvent = event.unchecked_ref();
        event.prevent_default();
        let width = pressed.view.with_untracked(|view| view.width);
        began.set(Some(Drag { from: event.client_x(), width: i32::from(width), now: width }));
        // Without the capture the drag only ends earlier.
        let _ = node.set_pointer_capture(event.pointer_id());
    })
    .on("pointermove", move |event| {
        let Some(mut drag) = during.get() else { return };
        let event: &web_sys::PointerEvent = event.unchecked_ref();
        drag.now = clamp(drag.width + (event.client_x() - drag.from) * outward(&moved));
        during.set(Some(drag));
        style(&moving, "--width", &[drag.now.to_string().as_str(), "px"].concat());
        set(&finishing, "aria-valuenow", Some(&drag.now.to_string()));
    })
    .on("lostpointercapture", move |_| {
        if let Some(drag) = done.take() {
            (ended.press)(Press::Resize(drag.now));
        }
    })
    .on("keydown", move |event| {
        let event: &web_sys::KeyboardEvent = event.unchecked_ref();
        let width = i32::from(keys.view.with_untracked(|view| view.width));
        let next = match event.key().as_str() {
            "ArrowRight" => width + STEP * outward(&keys),
            "ArrowLeft" => width - STEP * outward(&keys),
            "Home" => i32::from(NARROWEST),
            "End" => i32::from(WIDEST),
            _ => return,
        };
        event.prevent_default();
        (keys.press)(Press::Resize(clamp(next)));
    })
}

/// A resize under way.
#[derive(Clone, Copy)]
struct Drag {
    /// Where the pointer went down.
    from: i32,
    /// Width at that time.
    width: i32,
    /// Width now.
    now: u16,
}

/// Whether moving to the right makes the panel wider (1) or narrower (−1).
fn outward(ui: &Ui) -> i32 {
    let rtl = ui.texts.direction() == "rtl";
    let at_end = ui.view.with_untracked(|view| view.side == Side::End);
    if at_end == rtl { 1 } else { -1 }
}

fn clamp(width: i32) -> u16 {
    u16::try_from(width).unwrap_or(0).clamp(NARROWEST, WIDEST)
}
