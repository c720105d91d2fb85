//! A reply as stable text, to compare what the native reader, the wasm and its JavaScript twin make of the same bytes.

use super::json::{Json, quote};
use super::reply::{Body, Reply};

/// The whole reply as one line. Floats are written by their bits: two parsers agree on the value or they do not, and
/// formatting one would cost several kilobytes of wasm.
pub fn fingerprint(reply: &Reply) -> String {
    let mut text = String::new();
    write(reply, &mut text);
    text
}

fn write(reply: &Reply, into: &mut String) {
    into.push_str(&reply.status.to_string());
    if let Some(seconds) = reply.retry_after {
        into.push_str(" retry-after=");
        into.push_str(&seconds.to_string());
    }
    if let Some(parallel) = reply.parallel {
        into.push_str(" parallel=");
        into.push_str(&parallel.to_string());
    }
    if let Some(id) = &reply.request_id {
        into.push_str(" request-id=");
        quote(id, into);
    }
    if let Some(entity) = &reply.entity {
        into.push_str(" entity=");
        quote(entity, into);
    }
    match &reply.body {
        Body::Empty => into.push_str(" empty"),
        Body::BrokenJson => into.push_str(" broken-json"),
        Body::Html => into.push_str(" html"),
        Body::Text(text) => {
            into.push_str(" text ");
            quote(text, into);
        }
        Body::Json(json) => {
            into.push_str(" json ");
            write_json(json, into);
        }
        Body::Batch(parts) => {
            into.push_str(" batch");
            for part in parts {
                into.push_str(" (");
                write(part, into);
                into.push(')');
            }
        }
    }
}

fn write_json(json: &Json, into: &mut String) {
    match json {
        Json::Float(value) => {
            into.push('f');
            for at in (0..16).rev() {
                let nibble = (value.to_bits() >> (at * 4)) & 15;
                into.push(char::from_digit(nibble as u32, 16).unwrap_or('0'));
            }
        }
        Json::List(items) => {
            into.push('[');
            for item in items {
                write_json(item, into);
                into.push(',');
            }
            into.push(']');
        }
        Json::Object(members) => {
            into.push('{');
            for (name, value) in members {
                quote(name, into);
                into.push(':');
                write_json(value, into);
                into.push(',');
            }
            into.push('}');
        }
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Text(_) => into.push_str(&json.to_text()),
    }
}
