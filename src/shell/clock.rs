//! Time and chance, which the core does not have of its own.

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::core::message::Moment;
use crate::dataverse::id::Guid;

/// Now, by the computer's clock.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole milliseconds after 1970")]
pub(super) fn now() -> Moment {
    Moment(js_sys::Date::now() as u64)
}

/// Waits for so many milliseconds; in a page behind others it may be a second.
pub(super) async fn pause(ms: u32) {
    let mut begin = |done: js_sys::Function, _| {
        Timeout::new(ms, move || drop(done.call0(&JsValue::NULL))).forget();
    };
    // It has nothing to fail with.
    let _ = JsFuture::from(Promise::new(&mut begin)).await;
}

/// 128 random bits. Not `randomUUID`: an on-premises page may be plain http, where that is missing (DESIGN §4.7).
pub(super) fn seed() -> Result<Guid, JsValue> {
    let crypto = web_sys::window().ok_or(JsValue::UNDEFINED)?.crypto()?;
    let mut bytes = [0; 16];
    crypto.get_random_values_with_u8_array(&mut bytes)?;
    Ok(Guid::from_bits(u128::from_be_bytes(bytes)))
}
