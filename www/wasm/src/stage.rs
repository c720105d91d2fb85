//! An organisation with somebody signed in.

use practice::org::{Org, Request, Response, Scenario, UnknownScenario};

/// The host that the organisation believes to be at. Nothing is ever sent there.
const HOST: &str = "contoso.crm4.dynamics.com";

/// Which name the cookie has is what counts; the session behind it is the scenario's.
const SIGNED_IN: (&str, &str) = ("Cookie", "CrmOwinAuth=practice");

/// A request, as `fetch` is asked for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// Milliseconds since 1970.
    pub at_ms: u64,
    /// Verb, upper case.
    pub method: String,
    /// Path and query, from `/api/data/` on.
    pub target: String,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// Body; empty for none.
    pub body: String,
}

/// One organisation in the state of a scenario, and what has been done in it since.
#[derive(Clone, Debug)]
pub struct Stage {
    org: Org,
}

impl Stage {
    /// Where the organisation believes to be: its answers name addresses below this one.
    pub const ORIGIN: &str = "https://contoso.crm4.dynamics.com";

    /// Sets a scenario up. The organisation calls itself `name`, and a trial, so that whatever names it, a report too, says
    /// what it is.
    ///
    /// # Errors
    ///
    /// There is no such scenario.
    pub fn begin(scenario: &str, name: &str) -> Result<Self, UnknownScenario> {
        let mut org = Org::new(scenario.parse::<Scenario>()?);
        org.become_trial(name);
        Ok(Self { org })
    }

    /// What the pages know about the organisation besides its Web API, as JSON: [`Org::places`].
    pub fn places(&self) -> String {
        self.org.places().to_string()
    }

    /// Answers a request of the person who is signed in.
    pub fn answer(&mut self, call: Call) -> Response {
        let mut headers = call.headers;
        // Scripts cannot set this header, so it is never there twice.
        headers.push((SIGNED_IN.0.to_owned(), SIGNED_IN.1.to_owned()));
        let response = self.org.handle(&Request {
            at_ms: call.at_ms,
            method: call.method,
            scheme: "https".to_owned(),
            host: HOST.to_owned(),
            target: call.target,
            headers,
            body: call.body.into_bytes(),
        });
        // Nobody reads the log here, and it would grow as long as the page is open.
        self.org.clear_log();
        response
    }
}
