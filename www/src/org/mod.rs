//! A faithful, pure model of one Dataverse organisation's Web API.
//!
//! No I/O, clock, threads or randomness: time comes with each [`Request`], ids are counted. It compiles for
//! `wasm32-unknown-unknown` too.

pub mod fault;
mod scenario;

pub use scenario::{Scenario, UnknownScenario};

/// One HTTP request as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Milliseconds since the server started, or since the epoch; only differences matter.
    pub at_ms: u64,
    /// Verb, upper case.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// `Host`, with the port if it is not the scheme's own.
    pub host: String,
    /// Path and query as on the wire.
    pub target: String,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// The answer to a [`Request`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// How many operations it cost: 1, or the parts of a batch.
    pub operations: u32,
}

/// One line of the request log; the parts of a batch are lines of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Verb.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Status that it was answered with.
    pub status: u16,
    /// Body of a write, as text; empty for a read and for the batch itself.
    pub body: String,
}

/// One organisation.
pub struct Org {
    log: Vec<Logged>,
    session: Option<String>,
}

impl Org {
    /// An organisation in the state that the scenario names.
    pub fn new(scenario: Scenario) -> Self {
        let session = (scenario != Scenario::SignedOut).then(|| "admin".to_owned());
        Self {
            log: Vec::new(),
            session,
        }
    }

    /// Answers everything under `[/orgname]/api/data/`.
    pub fn handle(&mut self, request: &Request) -> Response {
        let root = format!("{}://{}", request.scheme, request.host);
        let known = request.target.contains("/WhoAmI");
        let (status, body) = if known {
            (
                200,
                format!(
                    "{{\"@odata.context\":\"{root}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse\",\
                     \"BusinessUnitId\":\"5f000000-0000-ea11-a811-000d3a33f066\",\
                     \"UserId\":\"51000000-0000-ea11-a811-000d3a334e11\",\
                     \"OrganizationId\":\"f2c9290b-0806-4d48-bf9c-3814d4286755\"}}"
                ),
            )
        } else {
            (
                404,
                "{\"error\":{\"code\":\"0x80060888\",\"message\":\"Resource not found.\"}}"
                    .to_owned(),
            )
        };
        self.log.push(Logged {
            method: request.method.clone(),
            path: request.target.clone(),
            status,
            body: String::new(),
        });
        let headers = vec![
            (
                "Content-Type".to_owned(),
                "application/json; odata.metadata=minimal".to_owned(),
            ),
            ("OData-Version".to_owned(), "4.0".to_owned()),
        ];
        Response {
            status,
            headers,
            body: body.into_bytes(),
            operations: 1,
        }
    }

    /// The whole state as JSON, for the control port.
    pub fn state(&self) -> serde_json::Value {
        serde_json::json!({ "session": self.session })
    }

    /// One entry per request since the start or the last [`Org::clear_log`].
    pub fn log(&self) -> &[Logged] {
        &self.log
    }

    /// Forgets the log.
    pub fn clear_log(&mut self) {
        self.log.clear();
    }

    /// Value of the cookie `CrmOwinAuth` while somebody is signed in. The same for every user: who signs in elsewhere in the
    /// browser changes the user behind the cookie, not the cookie.
    pub fn session_token(&self) -> Option<&'static str> {
        self.session.as_ref().map(|_| "browser")
    }

    /// Ends the browser's session.
    pub fn sign_out(&mut self) {
        self.session = None;
    }

    /// Gives the browser's session to a user: a user name, the part before its `@`, or an id. An unknown one signs out.
    pub fn sign_in_as(&mut self, user: &str) {
        self.session = Some(user.to_owned());
    }

    /// Names that the scenario invented beyond Dataverse's own: `{"sets":[…],"columns":["table.column"]}`.
    pub fn custom(&self) -> serde_json::Value {
        serde_json::json!({ "sets": [], "columns": [] })
    }
}
