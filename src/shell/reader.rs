//! The browser's values and trees. JSON text is read by the browser's own parser.

use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::dataverse::json::{Json, JsonReader, MAX_DEPTH, NotJson};

/// [`JsonReader`] of the extension.
pub(super) struct BrowserReader;

impl JsonReader for BrowserReader {
    fn read(&self, text: &str) -> Result<Json, NotJson> {
        tree(&JSON::parse(text).map_err(|_| NotJson)?)
    }
}

/// The tree of a value that is made of what JSON knows.
pub(super) fn tree(value: &JsValue) -> Result<Json, NotJson> {
    inside(value, MAX_DEPTH)
}

fn inside(value: &JsValue, left: usize) -> Result<Json, NotJson> {
    if let Some(text) = value.as_string() {
        return Ok(Json::Text(text));
    }
    if let Some(number) = value.as_f64() {
        return Json::number(number).ok_or(NotJson);
    }
    if let Some(flag) = value.as_bool() {
        return Ok(Json::Bool(flag));
    }
    if value.is_null() || value.is_undefined() {
        return Ok(Json::Null);
    }
    let left = left.checked_sub(1).ok_or(NotJson)?;
    if Array::is_array(value) {
        let items: &Array = value.unchecked_ref();
        return items.iter().map(|item| inside(&item, left)).collect::<Result<_, _>>().map(Json::List);
    }
    if !value.is_object() {
        return Err(NotJson);
    }
    let mut members = std::collections::BTreeMap::new();
    for member in Object::entries(value.unchecked_ref::<Object>()).iter() {
        let member: Array = member.unchecked_into();
        members.insert(member.get(0).as_string().ok_or(NotJson)?, inside(&member.get(1), left)?);
    }
    Ok(Json::Object(members))
}

/// A tree as a value of the browser.
pub(super) fn value(tree: &Json) -> Result<JsValue, NotJson> {
    JSON::parse(&tree.to_text()).map_err(|_| NotJson)
}
