//! The functions for JavaScript.

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{Call, Stage};

thread_local! {
    /// The organisation of this page. Exported functions have no other way to find it.
    static STAGE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

/// Sets a scenario up, in place of what was there; the organisation calls itself `name`.
///
/// # Errors
///
/// There is no scenario of this name; the error lists those that there are.
#[wasm_bindgen]
pub fn begin(scenario: &str, name: &str) -> Result<(), JsValue> {
    let stage = Stage::begin(scenario, name).map_err(|unknown| JsValue::from_str(&unknown.to_string()))?;
    STAGE.set(Some(stage));
    Ok(())
}

/// Where the organisation believes to be: its answers name addresses below this one.
#[wasm_bindgen]
pub fn origin() -> String {
    Stage::ORIGIN.to_owned()
}

/// What the pages know about the organisation besides its Web API, as JSON.
///
/// # Errors
///
/// No scenario has begun.
#[wasm_bindgen]
pub fn places() -> Result<String, JsValue> {
    STAGE.with_borrow(|stage| stage.as_ref().map(Stage::places)).ok_or_else(nothing_begun)
}

/// Answers a request: `[status, headers, body, milliseconds]`, headers as an array of pairs. The organisation has no
/// clock: `at_ms` tells it the time, and whoever carries the answer waits the milliseconds.
///
/// # Errors
///
/// No scenario has begun.
#[wasm_bindgen]
pub fn answer(at_ms: f64, method: String, target: String, headers: &Array, body: String) -> Result<Array, JsValue> {
    let pair = |entry: JsValue| {
        let entry = Array::from(&entry);
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    let headers = headers.iter().filter_map(pair).collect();
    // No moment of this age is out of the range.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
    let call = Call { at_ms: at_ms as u64, method, target, headers, body };
    let response =
        STAGE.with_borrow_mut(|stage| stage.as_mut().map(|stage| stage.answer(call))).ok_or_else(nothing_begun)?;
    let headers: Array = response
        .headers
        .iter()
        .map(|(name, value)| Array::of2(&name.as_str().into(), &value.as_str().into()))
        .collect();
    let body = String::from_utf8_lossy(&response.body);
    // A publish takes seconds; what a page could wait for fits into 32 bits.
    let takes_ms = u32::try_from(response.takes_ms).unwrap_or(u32::MAX);
    Ok(Array::of4(&response.status.into(), &headers, &JsValue::from_str(&body), &takes_ms.into()))
}

fn nothing_begun() -> JsValue {
    JsValue::from_str("no scenario has begun")
}
