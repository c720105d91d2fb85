//! Web API requests: faults and delays around the organisation.

use std::time::Duration;

use super::shared::{Entry, Practice, Sender, Shared, SignedOut};
use super::wire::{self, Broken, Reply};
use super::{directory, sign_in};
use crate::org::fault::{Ending, Fault, Met};
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
    let (_under_way, concurrent) = shared.enter(sender(&request));
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
    let outcome = {
        let mut practice = shared.practice();
        act(&mut practice, &request, fault)
    };
    let (outcome, late) = outcome;
    let work = match &outcome {
        Outcome::Reply(response) => latency.operation * response.operations + Duration::from_millis(response.takes_ms),
        Outcome::Break => latency.operation,
    };
    let spent = u64::try_from(work.as_millis()).unwrap_or(u64::MAX);
    shared.practice().org.spend(request.at_ms, spent);
    pause(work + late + latency.request - there).await;
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

/// Acts a fault out; with it, how much later the outcome comes.
fn act(practice: &mut Practice, request: &Request, fault: Option<Fault>) -> (Outcome, Duration) {
    let Some(fault) = fault else { return (Outcome::Reply(apply(practice, request)), Duration::ZERO) };
    directory::settle(practice, request.at_ms);
    let Met { ending, late_ms, reached } = fault.act(&mut practice.org, request);
    practice.collect_log(sender(request));
    let outcome = match ending {
        Ending::Answer(response) if reached => Outcome::Reply(seen(practice, request, response)),
        Ending::Answer(response) => Outcome::Reply(response),
        Ending::SignIn => Outcome::Reply(with(bare(302), "Location", &sign_in::address(request))),
        Ending::Broken => Outcome::Break,
    };
    if !reached {
        let status = match &outcome {
            Outcome::Reply(response) => response.status,
            Outcome::Break => 0,
        };
        note(practice, request, status);
    }
    (outcome, Duration::from_millis(late_ms))
}

/// Carries the request out.
fn apply(practice: &mut Practice, request: &Request) -> Response {
    directory::settle(practice, request.at_ms);
    let response = practice.org.handle(request);
    practice.collect_log(sender(request));
    seen(practice, request, response)
}

/// Without a session the answer is the one that was ordered.
fn seen(practice: &Practice, request: &Request, response: Response) -> Response {
    if response.status != 401 {
        return response;
    }
    match practice.signed_out {
        SignedOut::Unauthorized => response,
        SignedOut::Redirect => with(bare(302), "Location", &sign_in::address(request)),
        SignedOut::Html => html(200, sign_in::form_page().to_owned()),
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
        part: false,
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
