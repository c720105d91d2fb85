//! HTTP in and out: the request as the model wants it, and answers as hyper wants them.

use std::time::{SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};

use crate::org;

pub(super) type Reply = Response<Full<Bytes>>;

/// Ends the connection, or over HTTP/2 the stream, without an answer.
#[derive(Debug)]
pub(super) enum Broken {
    /// A test ordered it. The reason is CANCEL: after any other, Firefox sends the request again by itself, writes
    /// included (measured, 153).
    Ordered(h2::Error),
    /// The client went away while it sent its body.
    Client(hyper::Error),
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ordered(_) => f.write_str("the connection was broken to order"),
            Self::Client(error) => write!(f, "the client went away: {error}"),
        }
    }
}

impl std::error::Error for Broken {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // hyper takes the stream's reason from here.
            Self::Ordered(error) => Some(error),
            Self::Client(error) => Some(error),
        }
    }
}

impl Broken {
    pub(super) fn to_order() -> Self {
        Self::Ordered(h2::Reason::CANCEL.into())
    }
}

/// Whether a listener speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// Reads a request to its end.
pub(super) async fn read(scheme: Scheme, request: Request<Incoming>) -> Result<org::Request, Broken> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(Broken::Client)?.to_bytes();
    // HTTP/2 carries the host in :authority and HTTP/1.1 in a header.
    let host = match parts.uri.authority() {
        Some(authority) => authority.as_str().to_owned(),
        None => text(parts.headers.get(HOST)),
    };
    let default_port = match scheme {
        Scheme::Http => ":80",
        Scheme::Https => ":443",
    };
    let host = host.strip_suffix(default_port).map_or(host.clone(), str::to_owned);
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    Ok(org::Request {
        at_ms: now_ms(),
        method: parts.method.as_str().to_owned(),
        scheme: scheme.name().to_owned(),
        host,
        target: target.to_owned(),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(Some(value)))).collect(),
        body: body.to_vec(),
    })
}

pub(super) fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

fn text(value: Option<&HeaderValue>) -> String {
    value.map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The value of a request header; names are compared without case.
pub(super) fn header<'a>(request: &'a org::Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Path and query of a target, without the question mark.
pub(super) fn split(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

/// An answer with a body of a content type.
pub(super) fn reply(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = code(status);
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// An answer without a body.
pub(super) fn empty(status: u16) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::new()));
    *reply.status_mut() = code(status);
    reply
}

/// Adds a header; a value that cannot stand in a header is left out.
pub(super) fn with(mut reply: Reply, name: &str, value: &str) -> Reply {
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
    {
        reply.headers_mut().append(name, value);
    }
    reply
}

/// The model's answer on the wire.
pub(super) fn from_org(response: org::Response) -> Reply {
    let reply = Response::new(Full::new(Bytes::from(response.body)));
    let mut reply = response.headers.iter().fold(reply, |reply, (name, value)| with(reply, name, value));
    *reply.status_mut() = code(response.status);
    reply
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
