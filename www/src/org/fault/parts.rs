//! The parts of a batch, taken out, put in and mixed up. What is no batch stays as it is.

use super::act::spoilt;
use crate::org::{Request, Response};

/// Sections of a multipart body with the delimiter that separates them.
struct Sections {
    delimiter: String,
    list: Vec<String>,
}

fn sections(body: &[u8]) -> Option<Sections> {
    let text = std::str::from_utf8(body).ok()?;
    let delimiter = text.lines().next().filter(|line| line.starts_with("--"))?.trim_end().to_owned();
    // What follows the delimiter on its own line; the last one is followed by two hyphens.
    let mut list: Vec<String> = text.split(&format!("{delimiter}\r\n")).skip(1).map(str::to_owned).collect();
    let end = format!("{delimiter}--");
    if let Some(last) = list.last_mut()
        && let Some(at) = last.find(&end)
    {
        last.truncate(at);
    }
    Some(Sections { delimiter, list })
}

impl Sections {
    fn body(&self) -> Vec<u8> {
        let mut text = String::new();
        for section in &self.list {
            text.push_str(&self.delimiter);
            text.push_str("\r\n");
            text.push_str(section);
        }
        text.push_str(&self.delimiter);
        text.push_str("--\r\n");
        text.into_bytes()
    }
}

fn changed(response: Response, change: impl FnOnce(&mut Vec<String>)) -> Response {
    spoilt(response, |body| {
        if let Some(mut sections) = sections(body) {
            change(&mut sections.list);
            *body = sections.body();
        }
    })
}

fn index(part: u32, count: usize) -> Option<usize> {
    usize::try_from(part).ok()?.checked_sub(1).filter(|at| *at < count)
}

/// The same batch without one of its parts.
pub(super) fn without(request: &Request, part: u32) -> Request {
    let mut request = request.clone();
    if request.target.contains("$batch")
        && let Some(mut sections) = sections(&request.body)
        && let Some(at) = index(part, sections.list.len())
    {
        sections.list.remove(at);
        request.body = sections.body();
    }
    request
}

/// The answer to a batch with an error put in as this part.
pub(super) fn with_error(response: Response, part: u32, status: u16, body: &str) -> Response {
    changed(response, |list| {
        if let Some(at) = index(part, list.len() + 1) {
            let section = format!(
                "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 {status} Refused\r\n\
                 Content-Type: application/json; odata.metadata=minimal\r\nOData-Version: 4.0\r\n\r\n{body}\r\n"
            );
            list.insert(at, section);
        }
    })
}

/// The answer to a batch without one of its parts.
pub(super) fn missing(response: Response, part: u32) -> Response {
    changed(response, |list| {
        if let Some(at) = index(part, list.len()) {
            list.remove(at);
        }
    })
}

/// The answer to a batch with its parts the other way round.
pub(super) fn reordered(response: Response) -> Response {
    changed(response, |list| list.reverse())
}
