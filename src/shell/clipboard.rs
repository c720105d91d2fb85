//! Putting text on the clipboard.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Copies `text`. Pages over plain http have no `navigator.clipboard`; there, and where it refuses, the text is
/// selected in a field of ours in `root` and copied as by hand.
pub(super) fn copy(text: String, root: web_sys::ShadowRoot) {
    let Some(window) = web_sys::window() else { return };
    let clipboard = window.navigator().clipboard();
    if clipboard.is_undefined() {
        by_hand(&text, &root);
        return;
    }
    let writing = clipboard.write_text(&text);
    spawn_local(async move {
        if JsFuture::from(writing).await.is_err() {
            by_hand(&text, &root);
        }
    });
}

fn by_hand(text: &str, root: &web_sys::ShadowRoot) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let before = root.active_element();
    let Ok(field) = document.create_element("textarea") else { return };
    let field: web_sys::HtmlTextAreaElement = field.unchecked_into();
    field.set_value(text);
    field.set_class_name("aside");
    // A new element always fits into our own root; if copying fails, the text is still on screen to be copied by hand.
    let _ = root.append_child(&field);
    field.select();
    let _ = document.unchecked_ref::<web_sys::HtmlDocument>().exec_command("copy");
    field.remove();
    if let Some(before) = before {
        let _ = before.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}
