//! Offering files for saving.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::core::effect::File;

/// A download may be read from its address until the person has said where to put it; then the memory is given back.
const KEPT_MS: u32 = 60_000;

/// Offers `file` the way a link on the page would: the one way that needs no permission. The link hangs in our own
/// `root` while it is pressed, where the page does not see it.
///
/// # Errors
///
/// The browser makes no address for it.
pub(super) fn save(file: &File, root: &web_sys::ShadowRoot) -> Result<(), JsValue> {
    let parts = Array::of1(&file.text.as_str().into());
    let bag = web_sys::BlobPropertyBag::new();
    // Text is UTF-8 in a blob; said, because a table program would otherwise guess.
    bag.set_type(&[file.kind, ";charset=utf-8"].concat());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &bag)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(&file.name);
    link.set_class_name("aside");
    root.append_child(&link)?;
    link.click();
    link.remove();
    Timeout::new(KEPT_MS, move || drop(web_sys::Url::revoke_object_url(&url))).forget();
    Ok(())
}
