//! Web API requests: faults and delays around the organisation.

use std::time::Duration;

use super::shared::{Entry, Practice, Sender, Shared, SignedOut};
use super::wire::{self, Broken, Reply};
use super::{directory, sign_in};
use crate::org::fault::Fault;
use crate::org::{Request, Response};

/// Concurrent requests of one user; the documented minimum (dataverse §7).
const CONCURRENT: usize = 52;

/// Requests of the practice pages carry this header.
const PAGE_MARK: &str = "x-practice-page";

/// What is to be sent once the delay is over.
enum Outcome {
    Reply(Response),
    Break,
}

/// Answers a request under `/api/data/`.
pub(super) async fn answer(shared: &Shared, request: Request) -> Result<Reply, Broken> {
    let (_under_way, concurrent) = shared.enter();
    let (fault, latency) = {
        let mut practice = shared.practice();
        (practice.faults.apply(&request), practice.latency)
    };
    let there = latency.request / 2;
    pause(there).await;

    if concurrent > CONCURRENT {
        let mut practice = shared.practice();
        let reply = error(429, "0x80072326", "Number of concurrent requests exceeded the limit of 52.");
        note(&mut practice, &request, reply.status);
        return Ok(wire::from_org(with(reply, "Retry-After", "1")));
    }
    if let Some(Fault::NoAnswer(ms)) = fault {
        note(&mut shared.practice(), &request, 0);
        pause(Duration::from_millis(ms)).await;
        return Err(Broken::to_order());
    }

    let outcome = {
        let mut practice = shared.practice();
        act(&mut practice, &request, fault)
    };
    let work = match &outcome {
        Outcome::Reply(response) => latency.operation * response.operations + Duration::from_millis(response.takes_ms),
        Outcome::Break => latency.operation,
    };
    let spent = u64::try_from(work.as_millis()).unwrap_or(u64::MAX);
    shared.practice().org.spend(request.at_ms, spent);
    pause(work + latency.request - there).await;
    match outcome {
        Outcome::Reply(response) => Ok(wire::from_org(response)),
        Outcome::Break => Err(Broken::to_order()),
    }
}

async fn pause(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

fn act(practice: &mut Practice, request: &Request, fault: Option<Fault>) -> Outcome {
    let refused = |practice: &mut Practice, response: Response| {
        note(practice, request, response.status);
        Outcome::Reply(response)
    };
    match fault {
        None => Outcome::Reply(apply(practice, request)),
        Some(Fault::Status { status, code, message, headers }) => {
            let response =
                if code.is_empty() && message.is_empty() { bare(status) } else { error(status, &code, &message) };
            let response = headers.iter().fold(response, |response, (name, value)| with(response, name, value));
            refused(practice, response)
        }
        Some(Fault::RetryAfter(seconds)) => {
            let response = error(
                429,
                "0x80072322",
                "Number of requests exceeded the limit of 6000 over time window of 300 seconds.",
            );
            let response = match seconds {
                Some(seconds) => with(response, "Retry-After", &seconds.to_string()),
                None => response,
            };
            refused(practice, response)
        }
        Some(Fault::Html { status, body }) => refused(practice, html(status, body)),
        Some(Fault::SignInRedirect) => {
            let response = with(bare(302), "Location", &sign_in::address(request));
            refused(practice, response)
        }
        Some(Fault::ResetBeforeApply | Fault::NoAnswer(_)) => {
            note(practice, request, 0);
            Outcome::Break
        }
        Some(Fault::ResetAfterApply) => {
            apply(practice, request);
            Outcome::Break
        }
        Some(Fault::TruncatedJson) => {
            let mut response = apply(practice, request);
            response.body.truncate(response.body.len() / 2);
            remove(&mut response, "content-length");
            Outcome::Reply(response)
        }
        Some(Fault::WrongContentType) => {
            let mut response = apply(practice, request);
            remove(&mut response, "content-type");
            Outcome::Reply(with(response, "Content-Type", "text/plain"))
        }
        Some(Fault::SessionOfAnother(user)) => {
            practice.org.sign_in_as(&user);
            Outcome::Reply(apply(practice, request))
        }
        Some(Fault::UnknownColumn(name)) => Outcome::Reply(apply_without(practice, request, &name)),
    }
}

/// Carries the request out; without a session the answer is the one that was ordered.
fn apply(practice: &mut Practice, request: &Request) -> Response {
    directory::settle(practice, request.at_ms);
    let response = practice.org.handle(request);
    practice.collect_log(sender(request), str::to_owned);
    if response.status != 401 {
        return response;
    }
    match practice.signed_out {
        SignedOut::Unauthorized => response,
        SignedOut::Redirect => with(bare(302), "Location", &sign_in::address(request)),
        SignedOut::Html => html(200, sign_in::form_page().to_owned()),
    }
}

/// Carries the request out as a server that does not know a column. The name is changed on the way in and back on the
/// way out, so the refusal is the organisation's own, also for one part of a batch.
fn apply_without(practice: &mut Practice, request: &Request, column: &str) -> Response {
    let unknown = format!("x{column}");
    let changed = Request {
        target: request.target.replace(column, &unknown),
        body: replace(&request.body, column, &unknown),
        ..request.clone()
    };
    let mut response = practice.org.handle(&changed);
    practice.collect_log(sender(request), |path| path.replace(&unknown, column));
    response.body = replace(&response.body, &unknown, column);
    remove(&mut response, "content-length");
    response
}

fn replace(body: &[u8], from: &str, to: &str) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) => text.replace(from, to).into_bytes(),
        Err(_) => body.to_vec(),
    }
}

fn sender(request: &Request) -> Sender {
    if wire::header(request, PAGE_MARK).is_some() { Sender::Page } else { Sender::Other }
}

/// Logs a request that never reached the organisation.
fn note(practice: &mut Practice, request: &Request, status: u16) {
    let is_read = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    practice.log.push(Entry {
        method: request.method.clone(),
        path: request.target.clone(),
        status,
        body: if is_read { String::new() } else { String::from_utf8_lossy(&request.body).into_owned() },
        sender: sender(request),
    });
}

fn error(status: u16, code: &str, message: &str) -> Response {
    let body = serde_json::json!({ "error": { "code": code, "message": message } });
    let response = Response { body: body.to_string().into_bytes(), ..bare(status) };
    with(with(response, "Content-Type", "application/json; odata.metadata=minimal"), "OData-Version", "4.0")
}

fn html(status: u16, body: String) -> Response {
    let response = Response { body: body.into_bytes(), ..bare(status) };
    with(response, "Content-Type", "text/html; charset=utf-8")
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
