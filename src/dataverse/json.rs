//! The JSON tree that every reply becomes, and the port through which text turns into it.
//!
//! The extension reads with the browser's parser, native code with `serde_json`; both must give this same tree.

mod plain;
mod read;
mod typed;

use std::collections::BTreeMap;

#[cfg(not(target_arch = "wasm32"))]
pub use read::NativeReader;
pub use typed::Unfit;

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

impl Json {
    /// A number as a parser gives it that knows no whole ones; `None` for what is not finite.
    pub fn number(value: f64) -> Option<Self> {
        read::number(value)
    }

    /// The member of an object; `None` for any other value.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// A truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// An object of these members.
    pub fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        // Inserted one by one: collecting into a map would bring a sorting algorithm along, 4 KB of wasm.
        let mut object = BTreeMap::new();
        for (name, value) in members {
            object.insert(name.to_owned(), value);
        }
        Self::Object(object)
    }

    /// Compact JSON text. Nothing that is sent to Dataverse holds a fraction, and formatting one would cost several
    /// kilobytes of wasm, so [`Json::Float`] becomes `null`.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, into: &mut String) {
        match self {
            Self::Null | Self::Float(_) => into.push_str("null"),
            Self::Bool(true) => into.push_str("true"),
            Self::Bool(false) => into.push_str("false"),
            Self::Int(number) => into.push_str(&number.to_string()),
            Self::Text(text) => quote(text, into),
            Self::List(items) => {
                into.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        into.push(',');
                    }
                    item.write(into);
                }
                into.push(']');
            }
            Self::Object(members) => {
                into.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        into.push(',');
                    }
                    quote(name, into);
                    into.push(':');
                    value.write(into);
                }
                into.push('}');
            }
        }
    }
}

/// Writes a string with its quotation marks and escapes.
pub(super) fn quote(text: &str, into: &mut String) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            c if c < ' ' => {
                into.push_str(if u32::from(c) < 16 { "\\u000" } else { "\\u001" });
                into.push(char::from_digit(u32::from(c) & 15, 16).unwrap_or('0'));
            }
            c => into.push(c),
        }
    }
    into.push('"');
}

#[cfg(test)]
mod tests;
