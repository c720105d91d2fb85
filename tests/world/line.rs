//! The line between the core and the organisation.

use cairn::dataverse::json::NativeReader;
use cairn::dataverse::read;
use cairn::dataverse::reply::{Ended, RawReply};
use cairn::dataverse::request::{HttpRequest, Method, Payload};
use practice::org::fault::{Ending, Fault, Met};
use practice::org::{Request, Response};

use super::World;

impl World {
    /// As it goes over the wire now.
    pub fn wire(&self, request: &HttpRequest) -> Request {
        let (scheme, rest) = request.url.split_once("://").expect("an absolute address");
        let (host, target) = rest.split_once('/').expect("a path");
        let mut headers: Vec<(String, String)> =
            request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        headers.push(("Cookie".to_owned(), "CrmOwinAuth=browser".to_owned()));
        let (content_type, body) = match &request.body {
            Payload::None => (None, String::new()),
            Payload::Json(json) => (None, json.to_text()),
            Payload::Multipart { boundary, text } => {
                (Some(format!("multipart/mixed; boundary=\"{boundary}\"")), text.clone())
            }
        };
        let given = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let Some(content_type) = content_type.filter(|_| !given) {
            headers.push(("Content-Type".to_owned(), content_type));
        }
        Request {
            at_ms: self.now,
            method: match request.method {
                Method::Get => "GET",
                Method::Post => "POST",
                Method::Patch => "PATCH",
                Method::Delete => "DELETE",
            }
            .to_owned(),
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            target: format!("/{target}"),
            headers,
            body: body.into_bytes(),
        }
    }

    /// What the organisation, or a fault in its place, answers to somebody who waits so long.
    pub fn answer(&mut self, wire: &Request, fault: Option<Fault>, timeout_ms: u32) -> Ended {
        let met = match fault {
            Some(fault) => fault.act(&mut self.org, wire),
            None => Met { ending: Ending::Answer(self.org.handle(wire)), late_ms: 0, reached: true },
        };
        let takes = match &met.ending {
            Ending::Answer(response) => met.late_ms + response.takes_ms,
            Ending::SignIn | Ending::Broken => met.late_ms,
        };
        let timeout = u64::from(timeout_ms);
        self.now += takes.min(timeout);
        match met.ending {
            _ if takes >= timeout => Ended::TimedOut,
            Ending::SignIn => Ended::Redirected,
            Ending::Broken => Ended::NoAnswer,
            Ending::Answer(Response { status, headers, body, .. }) => {
                // As a browser decodes it, whatever the content type says.
                let body = String::from_utf8_lossy(&body).into_owned();
                Ended::Replied(read::reply(RawReply { status, headers, body }, &NativeReader))
            }
        }
    }
}
