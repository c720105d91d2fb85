//! From a parser's events to the tree, the same for every parser.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Json, MAX_DEPTH};

/// 2^53 − 1: the largest whole number that the browser's numbers hold together with all smaller ones.
const MAX_SAFE: i64 = (1 << 53) - 1;

/// A number of a parser that knows only one kind of them. `None` for what is not finite: `1e400` is infinity to the
/// browser and an error to `serde_json`.
pub(super) fn number(value: f64) -> Option<Json> {
    if !value.is_finite() {
        return None;
    }
    let whole = value.trunc() == value && value.abs() <= MAX_SAFE as f64;
    Some(if whole { Json::Int(value as i64) } else { Json::Float(value) })
}

impl<'de> serde::Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Level { left: MAX_DEPTH }.deserialize(deserializer)
    }
}

/// A place in the tree, with how many more arrays and objects may open there.
#[derive(Clone, Copy)]
struct Level {
    left: usize,
}

impl Level {
    fn inside<E: Error>(self) -> Result<Self, E> {
        let left = self.left.checked_sub(1).ok_or_else(|| E::custom("nested too deep"))?;
        Ok(Self { left })
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        let safe = (-MAX_SAFE..=MAX_SAFE).contains(&value);
        Ok(if safe { Json::Int(value) } else { Json::Float(value as f64) })
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(match i64::try_from(value) {
            Ok(small) if small <= MAX_SAFE => Json::Int(small),
            _ => Json::Float(value as f64),
        })
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        number(value).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let level = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(level)? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let level = self.inside()?;
        let mut object = BTreeMap::new();
        while let Some(name) = members.next_key::<String>()? {
            object.insert(name, members.next_value_seed(level)?);
        }
        Ok(Json::Object(object))
    }
}

/// The reader of native code, on `serde_json`.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeReader;

#[cfg(not(target_arch = "wasm32"))]
impl super::JsonReader for NativeReader {
    fn read(&self, text: &str) -> Result<Json, super::NotJson> {
        serde_json::from_str(&mend_surrogates(text)).map_err(|_| super::NotJson)
    }
}

/// Writes `\ufffd` for half of a surrogate pair: the browser's parser takes it and it reaches Rust as U+FFFD, while
/// `serde_json` refuses the whole text.
#[cfg(not(target_arch = "wasm32"))]
fn mend_surrogates(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return text.into();
    }
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let taken = match unit(escape) {
            Some(0xd800..=0xdbff) if escape.get(6..).and_then(unit).is_some_and(|u| u & 0xfc00 == 0xdc00) => 12,
            Some(0xd800..=0xdfff) => 0,
            Some(_) => 6,
            // The escaped character may be a backslash itself, so it is passed over together with the first one.
            None => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        if taken == 0 {
            mended.push_str("\\ufffd");
        } else {
            mended.push_str(escape.get(..taken).unwrap_or_default());
        }
        rest = escape.get(if taken == 0 { 6 } else { taken }..).unwrap_or_default();
    }
    mended.push_str(rest);
    mended.into()
}

/// The UTF-16 unit of the `\u` escape at the start of the text.
#[cfg(not(target_arch = "wasm32"))]
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
    all.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}
