//! `$batch`: a multipart body taken apart, strictly (dataverse §6). Running it is the organisation's business.

use crate::org::error::{Outcome, Refusal};

/// The most requests in one batch.
const MOST: usize = 1_000;

/// One request inside a batch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) method: String,
    /// As written in the request line.
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) content_id: Option<String>,
}

/// A piece of a batch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// A request on its own.
    Single(Part),
    /// Requests that succeed or fail together.
    ChangeSet(Vec<Part>),
}

/// The boundary in a `Content-Type: multipart/mixed`; quotes are optional.
pub(crate) fn boundary(content_type: &str) -> Option<String> {
    let mut fields = content_type.split(';');
    if !fields.next()?.trim().eq_ignore_ascii_case("multipart/mixed") {
        return None;
    }
    fields
        .filter_map(|field| field.trim().split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
        .filter(|value| !value.is_empty())
}

/// Takes a batch apart. With line feeds alone or another boundary nothing is found, and nothing is executed: the
/// service
/// then answers 200 with an empty batch (dataverse §6).
///
/// # Errors
/// What the service's reader refuses, in the shape that never reached OData routing.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Outcome<Vec<Piece>> {
    let boundary = boundary(content_type).ok_or_else(|| {
        Refusal::stack_trace(format!(
            "The content type '{content_type}' of a batch request must be 'multipart/mixed' with a 'boundary' \
            parameter."
        ))
    })?;
    let text = std::str::from_utf8(body).map_err(|_| Refusal::stack_trace("The batch is not valid UTF-8."))?;
    let mut pieces = Vec::new();
    let mut count = 0;
    for section in sections(text, &boundary) {
        let (headers, content) = head(section)?;
        let kind = find(&headers, "content-type").unwrap_or_default();
        let piece = match self::boundary(kind) {
            Some(inner) => {
                let mut set: Vec<Part> = Vec::new();
                for section in sections(content, &inner) {
                    let part = part(section, true)?;
                    let id = part.content_id.clone();
                    if set.iter().any(|other| other.content_id == id) {
                        return Err(duplicate_id(id.as_deref().unwrap_or_default()));
                    }
                    set.push(part);
                }
                count += set.len();
                Piece::ChangeSet(set)
            }
            None => {
                count += 1;
                Piece::Single(part(section, false)?)
            }
        };
        pieces.push(piece);
    }
    if count > MOST {
        return Err(Refusal::stack_trace(format!(
            "The current batch message contains too many parts. Only batch messages with a maximum number of '{MOST}' \
             query operations and change sets are allowed."
        )));
    }
    Ok(pieces)
}

fn duplicate_id(id: &str) -> Refusal {
    Refusal::stack_trace(format!(
        "The content ID '{id}' was found more than once in the same change set or same batch request. Content IDs \
        have to \
         be unique across all operations of a change set for OData V4.0 and have to be unique across all operations in \
         the whole batch request for OData V4.01."
    ))
}

/// What stands between boundary lines; what follows the last boundary without an end is dropped.
fn sections<'a>(text: &'a str, boundary: &str) -> Vec<&'a str> {
    let (open, close) = (format!("--{boundary}"), format!("--{boundary}--"));
    let mut found = Vec::new();
    let (mut start, mut at) = (None, 0);
    for line in text.split_inclusive("\r\n") {
        let bare = line.strip_suffix("\r\n").unwrap_or(line).trim_end_matches([' ', '\t']);
        if bare == open || bare == close {
            if let Some(from) = start {
                let section: &str = text.get(from..at).unwrap_or_default();
                found.push(section.strip_suffix("\r\n").unwrap_or(section));
            }
            if bare == close {
                return found;
            }
            start = Some(at + line.len());
        }
        at += line.len();
    }
    found
}

/// Header lines up to the first empty one, and the rest.
fn head(section: &str) -> Outcome<(Vec<(String, String)>, &str)> {
    let mut headers = Vec::new();
    let mut rest = section;
    loop {
        let (line, after) = rest.split_once("\r\n").unwrap_or((rest, ""));
        if line.is_empty() {
            return Ok((headers, after));
        }
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| Refusal::stack_trace(format!("The message header '{line}' is invalid.")))?;
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
        if after.is_empty() && !rest.contains("\r\n") {
            return Ok((headers, ""));
        }
        rest = after;
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    super::call::header(headers, name)
}

fn part(section: &str, in_set: bool) -> Outcome<Part> {
    let (outer, content) = head(section)?;
    if !find(&outer, "content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/http")) {
        return Err(Refusal::stack_trace("A part of a batch must have the content type 'application/http'."));
    }
    if find(&outer, "content-transfer-encoding").is_none_or(|encoding| !encoding.eq_ignore_ascii_case("binary")) {
        return Err(Refusal::stack_trace("A part of a batch must have the content transfer encoding 'binary'."));
    }
    let line_end = content.split_once("\r\n");
    let (line, rest) = line_end.ok_or_else(|| {
        Refusal::stack_trace("The request line of a part of a batch must be followed by an empty line.")
    })?;
    let mut words = line.split(' ');
    let (Some(method), Some(url), Some("HTTP/1.1"), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(Refusal::stack_trace(format!(
            "The HTTP request line '{line}' is invalid. It must contain method, URL and version, divided by blanks."
        )));
    };
    if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) {
        return Err(Refusal::stack_trace(format!("The HTTP method '{method}' of a batch part is invalid.")));
    }
    if in_set && method == "GET" {
        return Err(Refusal::stack_trace(
            "An invalid HTTP method 'GET' was detected for a request in a change set. Requests in change sets only \
             support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'.",
        ));
    }
    // Two line ends after the request line, or after the last header; the second may be the one that belongs to the
    // boundary, as Microsoft's own Python client and dynamics-web-api write it.
    if method == "GET" && !rest.is_empty() && !rest.ends_with("\r\n") && !rest.contains("\r\n\r\n") {
        return Err(Refusal::stack_trace("A GET in a batch must be followed by two line ends."));
    }
    let (headers, body) = head(rest)?;
    let content_id = find(&outer, "content-id").or_else(|| find(&headers, "content-id")).map(str::to_owned);
    if in_set && content_id.is_none() {
        return Err(Refusal::stack_trace(
            "The header with name 'Content-ID' was not present in the header collection of the batch operation.",
        ));
    }
    if in_set && method != "DELETE" && find(&headers, "content-type").is_none() {
        return Err(Refusal::stack_trace(
            "The header with name 'Content-Type' was not present in the header collection of the batch operation.",
        ));
    }
    Ok(Part {
        method: method.to_owned(),
        url: url.to_owned(),
        headers,
        body: body.trim().as_bytes().to_vec(),
        content_id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KIND: &str = "multipart/mixed; boundary=\"b\"";

    fn get(url: &str) -> String {
        format!(
            "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET {url} \
            HTTP/1.1\r\n\r\n\r\n"
        )
    }

    #[test]
    fn singles_in_order() {
        let text = format!("{}{}--b--\r\n", get("/api/data/v9.2/a"), get("/api/data/v9.2/b"));
        let pieces = read(KIND, text.as_bytes()).unwrap();
        let urls: Vec<&str> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Single(part) => part.url.as_str(),
                Piece::ChangeSet(_) => panic!("no change set was written"),
            })
            .collect();
        assert_eq!(urls, ["/api/data/v9.2/a", "/api/data/v9.2/b"]);
    }

    #[test]
    fn line_feeds_alone_and_a_foreign_boundary_execute_nothing() {
        let text = format!("{}--b--\r\n", get("/a"));
        assert_eq!(read(KIND, text.replace("\r\n", "\n").as_bytes()).unwrap(), []);
        assert_eq!(read("multipart/mixed; boundary=c", text.as_bytes()).unwrap(), []);
    }

    #[test]
    fn one_line_end_after_a_get_is_not_enough() {
        let text = "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /a \
        HTTP/1.1\r\n\
                    --b--\r\n";
        assert!(read(KIND, text.as_bytes()).is_err());
    }

    #[test]
    fn the_second_line_end_may_be_the_boundarys() {
        let part =
            "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /a HTTP/1.1\r\n";
        for (headers, fits) in [("\r\n", true), ("Accept: a/b\r\n\r\n", true), ("Accept: a/b\r\n", false)] {
            assert_eq!(read(KIND, format!("{part}{headers}--b--\r\n").as_bytes()).is_ok(), fits, "{headers:?}");
        }
    }

    #[test]
    fn the_thousand_and_first_is_too_much() {
        let text: String = (0..1_001).map(|_| get("/a")).collect::<String>() + "--b--\r\n";
        assert!(read(KIND, text.as_bytes()).unwrap_err().message.contains("too many parts"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(KIND, &bytes);
        }

        #[test]
        fn any_pieces_are_read_or_refused(words in prop::collection::vec(prop::sample::select(vec![
            "--b", "--b--", "--c", "--c--", "\r\n", "\r\n", "\n", "Content-Type: application/http",
            "Content-Type: multipart/mixed; boundary=c", "Content-Transfer-Encoding: binary", "Content-ID: 1",
            "GET /a HTTP/1.1", "POST /b HTTP/1.1", "{}", ":", "Content-Type: application/json",
        ]), 0..40)) {
            let _ = read(KIND, words.concat().as_bytes());
        }
    }
}
