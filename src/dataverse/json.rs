//! The JSON tree that every reply becomes, and the port through which text turns into it.
//!
//! The extension reads with the browser's parser, native code with `serde_json`; both must give this same tree.

use std::collections::BTreeMap;

/// One JSON value. Objects are ordered by name: the browser does not keep the order of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number without a fraction within ±(2^53 − 1), however it was written (`1`, `1.0`, `1e0`).
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object; of a name given twice the last one counts.
    Object(BTreeMap<String, Json>),
}

/// The text is not JSON, is cut off, or is nested deeper than [`MAX_DEPTH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson;

/// Arrays and objects inside one another; Dataverse's replies stay under ten.
pub const MAX_DEPTH: usize = 64;

/// Turns text into a tree. Implemented by `serde_json` natively and by the browser in the extension.
pub trait JsonReader {
    /// The tree of `text`.
    fn read(&self, text: &str) -> Result<Json, NotJson>;
}
