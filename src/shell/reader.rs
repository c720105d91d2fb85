//! JSON text becomes a tree by the browser's own parser (DESIGN §10: one serialiser in the wasm).

use crate::dataverse::json::{Json, JsonReader, NotJson};

/// `JSON.parse`, then the one serialiser.
pub(super) struct BrowserReader;

impl JsonReader for BrowserReader {
    fn read(&self, text: &str) -> Result<Json, NotJson> {
        let parsed = js_sys::JSON::parse(text).map_err(|_| NotJson)?;
        serde_wasm_bindgen::from_value(parsed).map_err(|_| NotJson)
    }
}
