//! From a reply as it came over the wire to one whose body has been read (dataverse §8).

use super::fault::plain_text;
use super::json::JsonReader;
use super::multipart;
use super::reply::{Body, RawReply, Reply};

/// Characters kept of a body that is neither JSON nor a page.
const MAX_TEXT: usize = 300;

/// Reads the body as its content type says, and by its first characters where that says nothing. Never fails: what
/// cannot be read is a [`Body`] too.
pub fn reply(raw: RawReply, reader: &dyn JsonReader) -> Reply {
    reply_within(&raw, reader, multipart::MAX_DEPTH)
}

/// `levels` is how many multipart bodies may still open inside this one.
pub(super) fn reply_within(raw: &RawReply, reader: &dyn JsonReader, levels: usize) -> Reply {
    Reply {
        status: raw.status,
        retry_after: header(raw, "Retry-After").and_then(whole_seconds),
        parallel: header(raw, "x-ms-dop-hint").and_then(|text| text.parse().ok()),
        request_id: request_id(raw),
        entity: header(raw, "OData-EntityId").or_else(|| header(raw, "Location")).map(str::to_owned),
        body: body(raw, reader, levels),
    }
}

/// A header's value without the spaces around it.
pub(super) fn header<'a>(raw: &'a RawReply, name: &str) -> Option<&'a str> {
    let found = raw.headers.iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

/// A date instead of seconds counts as none: the core has no clock.
fn whole_seconds(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// `x-ms-service-request-id` may hold two identifiers (dataverse §8); the first is the one that support asks for.
fn request_id(raw: &RawReply) -> Option<String> {
    ["x-ms-service-request-id", "REQ_ID", "x-ms-request-id"].into_iter().find_map(|name| {
        let first = header(raw, name)?.split(',').next()?.trim();
        (!first.is_empty()).then(|| first.chars().take(MAX_TEXT).collect())
    })
}

fn body(raw: &RawReply, reader: &dyn JsonReader, levels: usize) -> Body {
    // `fetch` takes a byte order mark away and other clients leave it.
    let text = raw.body.strip_prefix('\u{feff}').unwrap_or(&raw.body);
    if text.trim().is_empty() {
        return Body::Empty;
    }
    let content_type = header(raw, "Content-Type").unwrap_or_default();
    match kind(content_type, text) {
        Kind::Multipart => match multipart::parts(text, content_type, reader, levels) {
            parts if parts.is_empty() => Body::Text(plain_text(text, MAX_TEXT)),
            parts => Body::Batch(parts),
        },
        Kind::Json => match reader.read(text) {
            Ok(json) => Body::Json(json),
            Err(_) if looks_like_page(text) => Body::Html,
            Err(_) => Body::BrokenJson,
        },
        Kind::Page => Body::Html,
        Kind::Text => Body::Text(plain_text(text, MAX_TEXT)),
    }
}

enum Kind {
    Multipart,
    Json,
    Page,
    Text,
}

fn kind(content_type: &str, text: &str) -> Kind {
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media.starts_with("multipart/") {
        Kind::Multipart
    } else if media == "application/json" || media == "text/json" || media.ends_with("+json") {
        Kind::Json
    } else if media == "text/html" || media == "application/xhtml+xml" {
        Kind::Page
    } else if !media.is_empty() && media != "text/plain" && media != "application/octet-stream" {
        Kind::Text
    } else {
        sniffed(text)
    }
}

/// Parts of a batch and replies of gateways may come without a content type.
fn sniffed(text: &str) -> Kind {
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        Kind::Json
    } else if start.starts_with("--") {
        Kind::Multipart
    } else if looks_like_page(text) {
        Kind::Page
    } else {
        Kind::Text
    }
}

fn looks_like_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(14).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

#[cfg(test)]
mod tests;
