//! The control port: what tests order and what they read back. Plain HTTP on a loopback port of its own.

use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::pages::Language;
use super::shared::{Csp, Latency, Practice, Shared, SignedOut};
use super::wire::{self, Broken, Reply, Scheme};
use super::{directory, other_admin};
use crate::org::Scenario;
use crate::org::fault::{BadRule, Faults};

/// Why an order was not carried out.
#[derive(Debug)]
pub(super) enum Refused {
    /// The body is not JSON.
    Json(serde_json::Error),
    /// A member is missing or has a value that is not understood.
    Member(&'static str),
    /// The scenario is not known.
    Scenario(crate::org::UnknownScenario),
    /// A fault rule is not understood.
    Fault(BadRule),
    /// The pages are not there in this language.
    Language(u64),
    /// Nobody has that name or id, or several do.
    Unknown(String),
    /// The organisation refused the other admin's write.
    Write { status: u16, body: String },
    /// There is no such call.
    Call,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json(error) => write!(f, "not JSON: {error}"),
            Self::Member(name) => write!(f, "\"{name}\" is missing or not understood"),
            Self::Scenario(error) => error.fmt(f),
            Self::Fault(error) => error.fmt(f),
            Self::Language(lcid) => write!(f, "labels.json has no {lcid}"),
            Self::Unknown(what) => write!(f, "not exactly one \"{what}\""),
            Self::Write { status, body } => write!(f, "the organisation answered {status}: {body}"),
            Self::Call => f.write_str("no such control call"),
        }
    }
}

impl std::error::Error for Refused {}

/// Accepts until it is aborted.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&shared), request));
            // A client that hangs up is its own business.
            drop(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
        });
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Reply, Broken> {
    let request = wire::read(Scheme::Http, request).await?;
    Ok(match call(&shared, &request) {
        Ok(reply) => reply,
        Err(refused) => {
            let status = if matches!(refused, Refused::Call) { 404 } else { 400 };
            wire::reply(status, "application/json", json!({ "error": refused.to_string() }).to_string())
        }
    })
}

fn call(shared: &Shared, request: &crate::org::Request) -> Result<Reply, Refused> {
    let (path, _) = wire::split(&request.target);
    match (request.method.as_str(), path) {
        ("GET", "/requests") => Ok(log(&shared.practice())),
        ("GET", "/state") => {
            let mut practice = shared.practice();
            directory::settle(&mut practice, wire::now_ms());
            Ok(document(&practice.org.state()))
        }
        ("GET", "/most-at-once") => Ok(document(&json!({ "most": shared.take_most_at_once() }))),
        ("GET", "/site") => Ok(document(&shared.practice().site.to_json())),
        ("GET", "/custom") => Ok(document(&shared.practice().org.custom())),
        ("POST", order) => {
            let body = if request.body.is_empty() {
                json!({})
            } else {
                serde_json::from_slice(&request.body).map_err(Refused::Json)?
            };
            match order {
                "/reset" => reset(shared, &body)?,
                "/faults" => shared.practice().faults = Faults::from_json(&body).map_err(Refused::Fault)?,
                "/latency" => shared.practice().latency = latency(&body)?,
                "/publishing" => publishing(&mut shared.practice(), &body)?,
                "/limits" => limits(&mut shared.practice(), &body)?,
                "/csp" => shared.practice().csp = csp(body.get("mode"))?,
                "/site" => site(shared, &body)?,
                "/session" => session(&mut shared.practice(), &body)?,
                "/write" => other_admin::write(&mut shared.practice(), &body)?,
                _ => return Err(Refused::Call),
            }
            Ok(document(&json!({ "ok": true })))
        }
        _ => Err(Refused::Call),
    }
}

fn document(value: &Value) -> Reply {
    wire::reply(200, "application/json", value.to_string())
}

fn log(practice: &Practice) -> Reply {
    let lines: String = practice.log.iter().map(|entry| format!("{}\n", entry.to_json())).collect();
    wire::reply(200, "application/x-ndjson", lines)
}

fn reset(shared: &Shared, order: &Value) -> Result<(), Refused> {
    let name = text(order, "scenario")?.ok_or(Refused::Member("scenario"))?;
    let scenario: Scenario = name.parse().map_err(Refused::Scenario)?;
    let language = language(shared, order)?.unwrap_or_else(|| shared.pages.english());
    let mut fresh = Practice::new(scenario, language);
    fresh.csp = csp(order.get("csp"))?;
    if let Some(user) = text(order, "session")? {
        sign_in(&mut fresh, user)?;
    }
    *shared.practice() = fresh;
    Ok(())
}

/// The language that an order names.
fn language(shared: &Shared, order: &Value) -> Result<Option<Language>, Refused> {
    let Some(lcid) = order.get("language").filter(|lcid| !lcid.is_null()) else { return Ok(None) };
    let lcid = lcid.as_u64().ok_or(Refused::Member("language"))?;
    shared.pages.language(lcid).map(Some).ok_or(Refused::Language(lcid))
}

/// How the pages are shown from now on; a page that is open keeps what it has until it is loaded again.
fn site(shared: &Shared, order: &Value) -> Result<(), Refused> {
    let language = language(shared, order)?;
    let mut practice = shared.practice();
    practice.site = practice.site.with(order)?;
    if let Some(language) = language {
        practice.language = language;
    }
    Ok(())
}

fn csp(mode: Option<&Value>) -> Result<Csp, Refused> {
    match mode {
        None | Some(Value::Null) => Ok(Csp::None),
        Some(mode) => mode.as_str().and_then(Csp::read).ok_or(Refused::Member("csp")),
    }
}

fn latency(order: &Value) -> Result<Latency, Refused> {
    let ms = |name: &'static str| match order.get(name) {
        None | Some(Value::Null) => Ok(Duration::ZERO),
        Some(ms) => ms.as_u64().map(Duration::from_millis).ok_or(Refused::Member(name)),
    };
    Ok(Latency { request: ms("ms")?, operation: ms("op_ms")? })
}

fn publishing(practice: &mut Practice, order: &Value) -> Result<(), Refused> {
    let number = |name: &'static str, otherwise: u64| match order.get(name) {
        None | Some(Value::Null) => Ok(otherwise),
        Some(ms) => ms.as_u64().ok_or(Refused::Member(name)),
    };
    let fails = match order.get("fails") {
        None | Some(Value::Null) => false,
        Some(fails) => fails.as_bool().ok_or(Refused::Member("fails"))?,
    };
    practice.org.set_publishing(number("ms", 0)?, number("gives_up_ms", 120_000)?, fails);
    Ok(())
}

fn limits(practice: &mut Practice, order: &Value) -> Result<(), Refused> {
    if let Some(on) = order.get("on").filter(|on| !on.is_null()) {
        practice.org.set_limits(on.as_bool().ok_or(Refused::Member("on"))?);
    }
    if let Some(at_once) = order.get("at_once").filter(|at_once| !at_once.is_null()) {
        let at_once = at_once.as_u64().and_then(|at_once| u16::try_from(at_once).ok());
        practice.org.recommend(at_once.ok_or(Refused::Member("at_once"))?);
    }
    Ok(())
}

fn session(practice: &mut Practice, order: &Value) -> Result<(), Refused> {
    practice.signed_out = match text(order, "api")? {
        None => SignedOut::default(),
        Some(how) => SignedOut::read(how).ok_or(Refused::Member("api"))?,
    };
    match text(order, "user")? {
        None => practice.org.sign_out(),
        Some(user) => sign_in(practice, user)?,
    }
    Ok(())
}

fn sign_in(practice: &mut Practice, user: &str) -> Result<(), Refused> {
    practice.org.sign_in_as(user);
    if !practice.org.is_signed_in() {
        return Err(Refused::Unknown(user.to_owned()));
    }
    user.clone_into(&mut practice.person);
    Ok(())
}

/// A text member; absent and null are the same.
pub(super) fn text<'a>(order: &'a Value, name: &'static str) -> Result<Option<&'a str>, Refused> {
    match order.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refused::Member(name)),
    }
}
