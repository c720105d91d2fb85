//! What came back: one shape for every way in which a request can end.

use super::json::Json;

/// A reply as the transport gives it: status, headers (any case), body text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawReply {
    /// HTTP status.
    pub status: u16,
    /// Header names in any case.
    pub headers: Vec<(String, String)>,
    /// Decoded text of the body.
    pub body: String,
}

/// A reply whose body has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After` in whole seconds, where the server sent one that can be read.
    pub retry_after: Option<u32>,
    /// `x-ms-dop-hint`: recommended number of requests at once.
    pub parallel: Option<u16>,
    /// First identifier of `x-ms-service-request-id`, else `REQ_ID`, else `x-ms-request-id`.
    pub request_id: Option<String>,
    /// `OData-EntityId`, else `Location`: the address of the row that was made or changed.
    pub entity: Option<String>,
    /// The body.
    pub body: Body,
}

/// What the body turned out to be. Decided by content type first, then by reading (dataverse §8).
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Json),
    /// Called JSON, but it cannot be read: cut off or damaged.
    BrokenJson,
    /// A web page: a sign-in form or a gateway's error page.
    Html,
    /// Anything else, at most 300 characters.
    Text(String),
    /// The parts of a `$batch`, a change set's parts in place of the change set.
    Batch(Vec<Reply>),
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// There was a reply.
    Replied(Reply),
    /// `fetch` met a redirect, which the Web API never sends to a signed-in person (dataverse §1.5).
    Redirected,
    /// `fetch` failed: offline, connection lost, or refused before an answer.
    NoAnswer,
    /// We gave up waiting.
    TimedOut,
}
