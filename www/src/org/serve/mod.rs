//! From an HTTP request to an operation and back: address, session, limits, the wire form of replies.

mod batch;

use uuid::Uuid;

use super::api::call::{Body, Call, Caller, Reply, Service, header};
use super::error::{Outcome, Refusal};
use super::limits::Left;
use super::schema::SYSTEMUSER;
use super::world::Hosting;
use super::{Applied, Logged, Org, Request, Response};

const ONLINE_VERSIONS: [&str; 6] = ["v8.0", "v8.1", "v8.2", "v9.0", "v9.1", "v9.2"];
/// dataverse §1.2: recorded on-premises organisations are read at v9.0, and there is no v9.2. Whether v9.1 answers
/// is not
/// on record, so it does not.
const ON_PREMISES_VERSIONS: [&str; 2] = ["v8.2", "v9.0"];
/// What a server of version 8.2 offers.
const OLDER_VERSIONS: [&str; 3] = ["v8.0", "v8.1", "v8.2"];
/// The organisation's name in the path on premises.
const ORGANISATION_PATH: &str = "/orgname";

/// Who signed in, and whom that person acts for.
type Person = (Uuid, Option<Uuid>);

/// Where a request goes.
struct Address<'a> {
    service: Service,
    /// After the service root.
    rest: &'a str,
}

impl Org {
    /// Answers one request and leaves the log to the caller.
    pub(super) fn answer(&mut self, request: &Request) -> Response {
        self.served += 1;
        let now_ms = now(request.at_ms);
        self.world.now = i64::try_from(now_ms / 1_000).unwrap_or_default();
        self.world.settle(now_ms);
        let address = match self.address(request) {
            Ok(address) => address,
            Err(refusal) => return self.refused(request, &refusal, None, &[]),
        };
        let caller = match self.caller(request) {
            Ok(caller) => caller,
            Err(refusal) => return self.refused(request, &refusal, None, &[]),
        };
        let is_batch = address.rest.split('?').next() == Some("$batch");
        if is_batch && request.method == "POST" {
            return self.answer_batch(request, &address.service, &caller);
        }
        let left = match self.limits.take(caller.0, request.at_ms, 1) {
            Ok(left) => left,
            Err(refusal) => return self.refused(request, &refusal, None, &[]),
        };
        let around = (&address.service, &caller, request.at_ms);
        let ran = self.operate(&request.method, address.rest, &request.headers, &request.body, around);
        match ran {
            Ok((reply, applied)) => {
                self.note(&request.method, &request.target, reply.status, &request.body);
                if applied {
                    self.record(request.at_ms);
                }
                self.response(reply, left)
            }
            Err(refusal) => self.refused(request, &refusal, left, &request.body),
        }
    }

    fn address<'a>(&self, request: &'a Request) -> Outcome<Address<'a>> {
        let origin = format!("{}://{}", request.scheme, request.host);
        self.find_service(&origin, &request.target)
    }

    /// Finds the service root in a path; the rest stays as it was sent.
    fn find_service<'a>(&self, origin: &str, target: &'a str) -> Outcome<Address<'a>> {
        let nowhere = || Refusal { shape: super::error::Shape::Empty, ..Refusal::new(404, "0x0", "") };
        let prefix = match self.world.hosting {
            Hosting::Online => "",
            Hosting::OnPremises => ORGANISATION_PATH,
        };
        let start =
            target.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)).ok_or_else(nowhere)?;
        let rest = target.get(prefix.len()..).and_then(|rest| rest.strip_prefix("/api/data/")).ok_or_else(nowhere)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (version, rest) = rest.split_at_checked(end).ok_or_else(nowhere)?;
        let known: &[&str] = match self.world.hosting {
            Hosting::Online => &ONLINE_VERSIONS,
            Hosting::OnPremises if self.world.facts.version.starts_with("8.") => &OLDER_VERSIONS,
            Hosting::OnPremises => &ON_PREMISES_VERSIONS,
        };
        if !known.contains(&version) {
            let numbered = version.strip_prefix('v').is_some_and(|number| {
                number.split_once('.').is_some_and(|(a, b)| [a, b].iter().all(|n| n.parse::<u8>().is_ok()))
            });
            // Clients fall back on 404 and on 501 (dataverse §1.2): a version that does not exist here is the
            // latter, what
            // is no version at all the former.
            return Err(if numbered {
                Refusal::new(501, "0x80060888", format!("The Web API version '{version}' is not offered."))
            } else {
                Refusal::no_segment(version)
            });
        }
        let root_path = format!("{start}/api/data/{version}/");
        let service =
            Service { client_url: format!("{origin}{start}"), root: format!("{origin}{root_path}"), root_path };
        Ok(Address { service, rest: rest.strip_prefix('/').unwrap_or(rest) })
    }

    /// Who asks: the browser's session by its cookie, or the administrator by any bearer token. With
    /// `MSCRMCallerID`, whom that person acts for.
    fn caller(&self, request: &Request) -> Outcome<Person> {
        let bearer = header(&request.headers, "authorization")
            .and_then(|value| value.split_once(' '))
            .is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty());
        // Whatever the cookie holds, it is the browser's: which person that is follows from the session alone, so
        // that a
        // sign-in in another tab changes who an old page acts as.
        let cookie =
            request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie")).any(|(_, value)| {
                value
                    .split(';')
                    .filter_map(|pair| pair.trim().split_once('='))
                    .any(|(name, token)| matches!(name, "CrmOwinAuth" | "MSISAuth") && !token.is_empty())
            });
        let user = match (bearer, self.session.filter(|_| cookie)) {
            (true, _) => self.admin,
            (false, Some(user)) => user,
            (false, None) => return Err(Refusal::unauthenticated(&request.host)),
        };
        if self.world.user(user, "isdisabled").is_true() {
            let text = "The specified user is either disabled or is not a member of any business unit.";
            return Err(Refusal::new(403, "0x80040225", text));
        }
        let rights = self.world.rights(user);
        if rights.roles == 0 {
            let text = "SecLib::RetrievePrivilegeForUser failed - no roles are assigned to user.";
            return Err(Refusal::new(403, "0x80042f09", text));
        }
        let legacy = header(&request.headers, "mscrmcallerid").map(super::value::read_id);
        let by_directory = header(&request.headers, "callerobjectid").map(|text| {
            let wanted = super::value::Value::Id(super::value::read_id(text)?);
            let rows = self.world.store.rows(SYSTEMUSER);
            let is = |row: &usize| self.world.store.read(SYSTEMUSER, *row, "azureactivedirectoryobjectid") == wanted;
            rows.rows().find(is).map(|row| rows.id(row))
        });
        let Some(other) = by_directory.or(legacy) else { return Ok((user, None)) };
        self.world.require(user, &rights, "prvActOnBehalfOfAnotherUser", SYSTEMUSER)?;
        match other.filter(|other| self.world.user_row(*other).is_some()) {
            Some(other) => Ok((user, Some(other))),
            None => Err(Refusal::not_found("systemuser", other.unwrap_or_default())),
        }
    }

    /// Runs one operation; tells whether it changed anything.
    fn operate(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: &[u8],
        (service, caller, at_ms): (&Service, &Person, u64),
    ) -> Outcome<(Reply, bool)> {
        let own = self.world.rights(caller.0);
        let (id, rights) = match caller.1 {
            Some(other) => (other, own.both(&self.world.rights(other))),
            None => (caller.0, own),
        };
        let caller = Caller { id, rights, now_ms: now(at_ms) };
        let call = Call::read(method, target, headers, body, service, caller)?;
        let mut reply =
            if method == "GET" { (self.world.get(&call)?, false) } else { (self.world.change(&call)?, true) };
        if let Some(applied) = call.prefer.applied() {
            reply.0.headers.push(("Preference-Applied", applied));
        }
        Ok(reply)
    }

    /// An id that differs in each answer.
    fn tag(&self, part: u8) -> Uuid {
        let number = u32::try_from(self.served).unwrap_or(u32::MAX).wrapping_mul(0x85EB_CA6B);
        Uuid::from_fields(number, u16::from(part) + 0x4c01, 0x4f83, &[0x8e, 0x21, 0x00, 0x0d, 0x3a, 0x33, 0x48, 0x9c])
    }

    /// Older servers show `innererror` (dataverse §8).
    fn detailed(&self) -> bool {
        self.world.hosting == Hosting::OnPremises
    }

    fn note(&mut self, method: &str, path: &str, status: u16, body: &[u8]) {
        let body = if method == "GET" { String::new() } else { String::from_utf8_lossy(body).into_owned() };
        self.log.push(Logged { method: method.to_owned(), path: path.to_owned(), status, body, part: false });
    }

    /// Counts the last logged request among the writes that were carried out.
    fn record(&mut self, at_ms: u64) {
        if let Some(line) = self.log.last() {
            self.writes.push(Applied { at_ms, line: line.clone() });
        }
    }

    fn refused(&mut self, request: &Request, refusal: &Refusal, left: Option<Left>, body: &[u8]) -> Response {
        self.note(&request.method, &request.target, refusal.status, body);
        let json = refusal.body(wants_all(&request.headers), self.detailed());
        let mut reply = json.map_or_else(|| Reply::empty(refusal.status), Reply::json);
        reply.status = refusal.status;
        reply.headers.extend(refusal.headers.iter().cloned());
        self.response(reply, left)
    }

    fn response(&self, reply: Reply, left: Option<Left>) -> Response {
        let (kind, body) = reply_body(&reply);
        if reply.takes_ms > self.world.publishing.gives_up_ms {
            return gateway_timeout(self.world.publishing.gives_up_ms);
        }
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: String| headers.push((name.to_owned(), value));
        add("Cache-Control", "no-cache".to_owned());
        if let Some(kind) = kind {
            add("Content-Type", kind);
        }
        // Two ids joined by a comma are on record, and clients have to cope (dataverse §8).
        add("x-ms-service-request-id", format!("{},{}", self.tag(3), self.tag(4)));
        add("REQ_ID", self.tag(3).to_string());
        add("OData-Version", "4.0".to_owned());
        // A 429 carries none of these (dataverse §7).
        if let Some(left) = left {
            add("x-ms-ratelimit-burst-remaining-xrm-requests", left.requests.to_string());
            let (seconds, rest) = (left.execution_ms / 1_000, left.execution_ms % 1_000 / 10);
            let seconds = super::value::show_number(i64::try_from(seconds).unwrap_or(i64::MAX));
            add("x-ms-ratelimit-time-remaining-xrm-requests", format!("{seconds}.{rest:02}"));
            add("x-ms-dop-hint", self.limits.at_once.to_string());
        }
        for (name, value) in reply.headers {
            add(name, value);
        }
        let takes_ms = reply.takes_ms;
        Response { status: reply.status, headers, body: body.into_bytes(), operations: 1, takes_ms }
    }
}

/// Milliseconds since 1970 of a request.
fn now(at_ms: u64) -> u64 {
    /// 2026-01-05T08:00:00Z, for clocks that start at nought.
    const START: u64 = 1_767_600_000_000;
    if at_ms >= 1_000_000_000_000 { at_ms } else { START + at_ms }
}

const JSON: &str = "application/json; odata.metadata=minimal";

/// Content type and text of a reply.
fn reply_body(reply: &Reply) -> (Option<String>, String) {
    match &reply.body {
        Body::None => (None, String::new()),
        Body::Json(json) => (Some(JSON.to_owned()), json.to_string()),
        Body::Text(kind, text) => (Some(kind.clone()), text.clone()),
    }
}

/// What stands between client and organisation answers in its own words when it has waited long enough
/// (dataverse §8).
fn gateway_timeout(after_ms: u64) -> Response {
    Response {
        status: 502,
        headers: vec![("Content-Type".to_owned(), "text/html".to_owned())],
        body: b"<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>".to_vec(),
        operations: 1,
        takes_ms: after_ms,
    }
}

/// Whether `Prefer: odata.include-annotations="*"` asks for annotations in errors too.
fn wants_all(headers: &[(String, String)]) -> bool {
    let wanted = ["odata.include-annotations=\"*\"", "odata.include-annotations=*"];
    header(headers, "prefer").is_some_and(|value| wanted.iter().any(|wanted| value.contains(wanted)))
}
