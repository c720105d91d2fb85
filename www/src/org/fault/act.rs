//! A fault acted out on the model: what the client meets, and what was carried out all the same.

use serde_json::json;

use super::{Fault, parts};
use crate::org::{Logged, Org, Request, Response};

/// What a request meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// How it ends.
    pub ending: Ending,
    /// So many milliseconds later than without a fault.
    pub late_ms: u64,
    /// It reached the organisation, whose log has it.
    pub reached: bool,
}

/// How a request ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With this answer.
    Answer(Response),
    /// The browser is sent to the sign-in page.
    SignIn,
    /// The connection breaks.
    Broken,
}

impl Met {
    fn instead(response: Response) -> Self {
        Self { ending: Ending::Answer(response), late_ms: 0, reached: false }
    }

    fn reached(response: Response) -> Self {
        Self { reached: true, ..Self::instead(response) }
    }

    fn broken(after_ms: u64) -> Self {
        Self { ending: Ending::Broken, late_ms: after_ms, reached: false }
    }
}

impl Fault {
    /// Acts the fault out: the organisation carries out what it would have carried out.
    pub fn act(self, org: &mut Org, request: &Request) -> Met {
        match self {
            Self::Status { status, code, message, headers } => {
                let response =
                    if code.is_empty() && message.is_empty() { bare(status) } else { error(status, &code, &message) };
                Met::instead(headers.iter().fold(response, |response, (name, value)| with(response, name, value)))
            }
            Self::RetryAfter(seconds) => {
                let text = "Number of requests exceeded the limit of 6000 over time window of 300 seconds.";
                let response = error(429, "0x80072322", text);
                Met::instead(match seconds {
                    Some(seconds) => with(response, "Retry-After", &seconds.to_string()),
                    None => response,
                })
            }
            Self::Raw { status, kind, body } => {
                let response = Response { body: body.into_bytes(), ..bare(status) };
                Met::instead(if kind.is_empty() { response } else { with(response, "Content-Type", &kind) })
            }
            Self::Html { status, body } => {
                let response = Response { body: body.into_bytes(), ..bare(status) };
                Met::instead(with(response, "Content-Type", "text/html; charset=utf-8"))
            }
            Self::SignInRedirect => Met { ending: Ending::SignIn, late_ms: 0, reached: false },
            Self::ResetBeforeApply => Met::broken(0),
            Self::NoAnswer(ms) => Met::broken(ms),
            Self::ResetAfterApply => {
                org.handle(request);
                Met { reached: true, ..Met::broken(0) }
            }
            Self::LateApply(ms) => {
                org.hold_back(request.clone(), ms);
                // A browser waits longer than anybody who asks it to.
                Met::broken(600_000)
            }
            Self::SlowAnswer(ms) => Met { late_ms: ms, ..Met::reached(org.handle(request)) },
            Self::TruncatedJson => Met::reached(spoilt(org.handle(request), |body| body.truncate(body.len() / 2))),
            Self::WrongContentType => Met::reached(retyped(org.handle(request), |_| "text/plain".to_owned())),
            Self::WrongCharset => {
                let response = retyped(org.handle(request), |kind| {
                    format!("{}; charset=utf-16", kind.split(';').next().unwrap_or_default())
                });
                Met::reached(spoilt(response, |body| {
                    let text = String::from_utf8_lossy(body).into_owned();
                    *body = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                }))
            }
            Self::ErrorPart { part, status, code, message } => {
                let without = parts::without(request, part);
                let response = org.handle(&without);
                let text = json!({ "error": { "code": code, "message": message } }).to_string();
                Met::reached(parts::with_error(response, part, status, &text))
            }
            Self::MissingPart(part) => Met::reached(parts::missing(org.handle(request), part)),
            Self::ReorderedParts => Met::reached(parts::reordered(org.handle(request))),
            Self::Publishing { ms, gives_up_ms, fails } => {
                org.set_publishing(ms, gives_up_ms, fails);
                Met::reached(org.handle(request))
            }
            Self::SessionOfAnother(user) => {
                org.sign_in_as(&user);
                Met::reached(org.handle(request))
            }
            Self::UnknownColumn(name) => Met::reached(org.handle_without(request, &name)),
        }
    }
}

impl Org {
    /// Carries the request out as a server that does not know a column. The name is changed on the way in and back on
    /// the way out, so the refusal is the organisation's own, also for one part of a batch.
    fn handle_without(&mut self, request: &Request, column: &str) -> Response {
        let unknown = format!("x{column}");
        let changed = Request {
            target: request.target.replace(column, &unknown),
            body: replace(&request.body, column, &unknown),
            ..request.clone()
        };
        let logged = self.log().len();
        let mut response = self.handle(&changed);
        for line in self.log.iter_mut().skip(logged) {
            *line = Logged { path: line.path.replace(&unknown, column), ..line.clone() };
        }
        response.body = replace(&response.body, &unknown, column);
        remove(&mut response, "content-length");
        response
    }
}

fn replace(body: &[u8], from: &str, to: &str) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) => text.replace(from, to).into_bytes(),
        Err(_) => body.to_vec(),
    }
}

pub(super) fn spoilt(mut response: Response, spoil: impl FnOnce(&mut Vec<u8>)) -> Response {
    spoil(&mut response.body);
    remove(&mut response, "content-length");
    response
}

fn retyped(mut response: Response, kind: impl FnOnce(&str) -> String) -> Response {
    let known = response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let kind = kind(known.map_or("", |(_, value)| value));
    remove(&mut response, "content-type");
    with(response, "Content-Type", &kind)
}

fn error(status: u16, code: &str, message: &str) -> Response {
    let body = json!({ "error": { "code": code, "message": message } });
    let response = Response { body: body.to_string().into_bytes(), ..bare(status) };
    with(with(response, "Content-Type", "application/json; odata.metadata=minimal"), "OData-Version", "4.0")
}

fn bare(status: u16) -> Response {
    Response { status, operations: 1, ..Response::default() }
}

fn with(mut response: Response, name: &str, value: &str) -> Response {
    response.headers.push((name.to_owned(), value.to_owned()));
    response
}

fn remove(response: &mut Response, name: &str) {
    response.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
}
