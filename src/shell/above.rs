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
    document.and_then(|document| document.document_element()).is_none_or(|root| {
        // Where the browser does not know the name there is no such change either.
        root.matches(":active-view-transition").unwrap_or(false) || within(&root, host)
    })
}

/// The same below one root, and in the shadow roots there, the closed ones too: Firefox opens them to extensions.
fn within(root: &web_sys::Element, host: &web_sys::Element) -> bool {
    let other = |element: &web_sys::Element| !host.is_same_node(Some(element));
    any(root, ":popover-open, :modal, :fullscreen", &other)
        || any(root, "*", &|element| {
            let inner = Reflect::get(element, &"openOrClosedShadowRoot".into());
            // Ours holds nothing of the kind. A shadow root is asked as an element is.
            inner.is_ok_and(|inner| inner.is_object() && other(element) && within(inner.unchecked_ref(), host))
        })
}

/// What cannot be asked may be anything.
fn any(root: &web_sys::Element, selector: &str, fits: &dyn Fn(&web_sys::Element) -> bool) -> bool {
    let Ok(list) = root.query_selector_all(selector) else { return true };
    (0..list.length()).any(|at| list.get(at).is_some_and(|node| fits(node.unchecked_ref())))
}
