//! Casts of nodes. An element of a child frame fails `instanceof` against the classes of the top frame, in Chromium and
//! Firefox alike (browser-platform, fact 4), so `dyn_into` would lose it: what a node is, it says itself.

use wasm_bindgen::JsCast;

/// An `input`, if it is one.
pub(super) fn input(element: &web_sys::Element) -> Option<&web_sys::HtmlInputElement> {
    (element.local_name() == "input").then(|| element.unchecked_ref())
}

/// A frame, if it is one.
pub(super) fn frame(element: &web_sys::Element) -> Option<&web_sys::HtmlIFrameElement> {
    (element.local_name() == "iframe").then(|| element.unchecked_ref())
}

/// An element of HTML, if it is one: `innerText` and `focus` are its own.
pub(super) fn html(element: &web_sys::Element) -> Option<&web_sys::HtmlElement> {
    (element.namespace_uri().as_deref() == Some("http://www.w3.org/1999/xhtml")).then(|| element.unchecked_ref())
}

/// Whether anything may still be asked of a node. Firefox cuts the nodes of a frame off when another page is loaded into
/// it, and whatever is asked of them afterwards throws.
pub(super) fn is_alive(node: &web_sys::Node) -> bool {
    js_sys::Reflect::get(node, &"nodeType".into()).is_ok()
}

/// The element at which an event happened.
pub(super) fn target(event: &web_sys::Event) -> Option<web_sys::Element> {
    let node: web_sys::Node = event.target()?.unchecked_into();
    // A window is a target too, and no node: its `nodeType` is missing, which reads as 0.
    match js_sys::Reflect::get(&node, &"nodeType".into()).ok()?.as_f64() {
        Some(kind) if kind == f64::from(web_sys::Node::ELEMENT_NODE) => Some(node.unchecked_into()),
        _ => None,
    }
}

/// The elements of a list.
pub(super) fn elements(list: &web_sys::NodeList) -> Vec<web_sys::Element> {
    // `querySelectorAll` gives elements only.
    (0..list.length()).filter_map(|at| list.get(at)).map(JsCast::unchecked_into).collect()
}
