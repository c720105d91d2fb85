//! The multipart body of a `$batch` reply (dataverse §6). Takes either line end, headers without a space after the
//! colon, change sets, and a body whose end is missing: what is there counts.

use super::json::JsonReader;
use super::read::{header, reply_within};
use super::reply::{Body, RawReply, Reply};

/// A batch and a change set inside it; deeper ones do not exist.
pub(super) const MAX_DEPTH: usize = 2;

/// The parts in order, those of a change set in its place. A part that is not an HTTP message has status 0, so that
/// the ones after it keep their places.
pub(super) fn parts(text: &str, content_type: &str, reader: &dyn JsonReader, levels: usize) -> Vec<Reply> {
    let mut replies = Vec::new();
    let Some(levels) = levels.checked_sub(1) else {
        return replies;
    };
    let declared = boundary(content_type);
    let sniffed = text.lines().map(str::trim_end).find_map(|line| line.strip_prefix("--"));
    let bodies = [declared, sniffed].into_iter().flatten().map(|b| split(text, b)).find(|bodies| !bodies.is_empty());
    for body in bodies.unwrap_or_default() {
        let (headers, content) = head(body);
        let part = RawReply { status: 0, headers, body: String::new() };
        let media = header(&part, "Content-Type").unwrap_or_default();
        if media.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("multipart/")) {
            replies.extend(parts(content, media, reader, levels));
        } else {
            replies.push(message(&part, content, reader));
        }
    }
    replies
}

/// The boundary that a content type names, with or without quotation marks.
fn boundary(content_type: &str) -> Option<&str> {
    content_type.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("boundary") && !value.is_empty()).then_some(value)
    })
}

/// What stands between the delimiter lines.
fn split<'a>(text: &'a str, boundary: &str) -> Vec<&'a str> {
    let mut bodies = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let after = line.trim_end().strip_prefix("--").and_then(|rest| rest.strip_prefix(boundary));
        if let Some(after @ ("" | "--")) = after {
            bodies.extend(open.and_then(|start| text.get(start..at)));
            open = after.is_empty().then_some(next);
            if open.is_none() {
                return bodies;
            }
        }
        at = next;
    }
    bodies.extend(open.and_then(|start| text.get(start..)).filter(|rest| !rest.trim().is_empty()));
    bodies
}

/// Header lines up to the first empty line, and what follows it.
fn head(text: &str) -> (Vec<(String, String)>, &str) {
    let mut headers = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    (headers, text.get(at..).unwrap_or_default())
}

/// An HTTP message inside a part: status line, headers, body.
fn message(part: &RawReply, content: &str, reader: &dyn JsonReader) -> Reply {
    let content = content.trim_start();
    let (line, rest) = content.split_once('\n').unwrap_or((content, ""));
    let Some(status) = status(line) else {
        return Reply { body: Body::Text(super::fault::plain_text(content, 300)), ..reply_within(part, reader, 0) };
    };
    let (headers, body) = head(rest);
    reply_within(&RawReply { status, headers, body: body.to_owned() }, reader, 0)
}

/// The number in `HTTP/1.1 204 No Content`.
fn status(line: &str) -> Option<u16> {
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|word| word.starts_with("HTTP/"))?;
    words.next()?.parse().ok().filter(|status| (100..=599).contains(status))
}

#[cfg(test)]
mod tests;
