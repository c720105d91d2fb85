//! Looks for what may be painted above us, where the browser does not tell what is.
//!
//! Only the top layer is above us, in which what came later lies higher, and a change of the whole view. Neither needs to
//! take the pointer. How far an element there reaches cannot be known (shadows, outlines, what overflows), nor can its
//! place in the order, which a page can change unseen. So anything at all that is there and not ours counts.

use js_sys::Reflect;
use wasm_bindgen::JsCast;

/// Whether anything but `host` may be above it.
pub(super) fn anything(host: &web_sys::Element) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(root) = document.and_then(|document| document.document_element()) else { return true };
    // Where the browser does not know the name there is no such change either.
    root.matches(":active-view-transition").unwrap_or(false)
        || among(&root.query_selector_all(":popover-open, :modal, :fullscreen"), |top| !host.is_same_node(Some(top)))
        || roots(&root.query_selector_all("*"))
}

fn among(list: &Result<web_sys::NodeList, wasm_bindgen::JsValue>, fits: impl Fn(&web_sys::Element) -> bool) -> bool {
    let Ok(list) = list else { return true };
    (0..list.length()).filter_map(|at| list.get(at)).any(|node| fits(node.unchecked_ref()))
}

/// The same inside shadow roots, into closed ones too: Firefox opens them to extensions. Ours holds nothing of the kind.
fn roots(elements: &Result<web_sys::NodeList, wasm_bindgen::JsValue>) -> bool {
    let name = "openOrClosedShadowRoot".into();
    among(elements, |element| {
        let Ok(root) = Reflect::get(element, &name) else { return true };
        root.is_object() && {
            let root: &web_sys::ShadowRoot = root.unchecked_ref();
            among(&root.query_selector_all(":popover-open, :modal, :fullscreen"), |_| true)
                || roots(&root.query_selector_all("*"))
        }
    })
}
