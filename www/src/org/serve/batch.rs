//! A batch run piece by piece (dataverse §6).

use serde_json::Value as Json;

use super::{Address, JSON, Person, reply_body, wants_all};
use crate::org::api::batch::{self, Part, Piece};
use crate::org::api::call::{Reply, Service, header};
use crate::org::error::{Outcome, Refusal};
use crate::org::{Org, Request, Response};

/// A part after it was run.
struct Ran {
    /// Path and query that it came to.
    target: String,
    outcome: Outcome<Reply>,
    applied: bool,
}

impl Ran {
    fn status(&self) -> u16 {
        match &self.outcome {
            Ok(reply) => reply.status,
            Err(refusal) => refusal.status,
        }
    }
}

impl Org {
    pub(super) fn answer_batch(&mut self, request: &Request, service: &Service, caller: &Person) -> Response {
        let kind = header(&request.headers, "content-type").unwrap_or_default();
        let pieces = match batch::read(kind, &request.body) {
            Ok(pieces) => pieces,
            Err(refusal) => return self.refused(request, &refusal, None, &[]),
        };
        let count: usize = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Single(_) => 1,
                Piece::ChangeSet(parts) => parts.len(),
            })
            .sum();
        let left = match self.limits.take(caller.0, request.at_ms, count.max(1)) {
            Ok(left) => left,
            Err(refusal) => return self.refused(request, &refusal, None, &[]),
        };
        let go_on = request
            .headers
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("prefer") && value.contains("continue-on-error"));
        let place = self.log.len();
        let boundary = format!("batchresponse_{}", self.tag(0));
        let mut out = String::new();
        let (mut status, mut takes_ms) = (200, 0_u64);
        for piece in pieces {
            out.push_str(&format!("--{boundary}\r\n"));
            let failed = match piece {
                Piece::Single(part) => {
                    let ran = self.run_part(request, service, caller, &part, &[]);
                    let status = ran.status();
                    self.note(&part.method, &ran.target, status, &part.body);
                    if ran.applied {
                        self.record(request.at_ms);
                    }
                    takes_ms += ran.outcome.as_ref().map_or(0, |reply| reply.takes_ms);
                    out.push_str("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
                    out.push_str(&self.part_text(&ran, &part.headers));
                    (status >= 400).then_some(status)
                }
                Piece::ChangeSet(parts) => self.run_set(request, service, caller, &parts, &mut out),
            };
            if let Some(failed) = failed
                && !go_on
            {
                status = failed;
                break;
            }
        }
        out.push_str(&format!("--{boundary}--\r\n"));
        self.log.iter_mut().skip(place).for_each(|line| line.part = true);
        self.note(&request.method, &request.target, status, &[]);
        // Before its parts.
        if let Some(line) = self.log.pop() {
            self.log.insert(place, line);
        }
        let mut reply = Reply::text(&format!("multipart/mixed; boundary={boundary}"), out);
        (reply.status, reply.takes_ms) = (status, takes_ms);
        if go_on {
            reply.headers.push(("Preference-Applied", "odata.continue-on-error".to_owned()));
        }
        let mut response = self.response(reply, left);
        response.operations = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        response
    }

    /// Runs a change set: all of it or nothing. Gives the status where it failed.
    fn run_set(
        &mut self,
        request: &Request,
        service: &Service,
        caller: &Person,
        parts: &[Part],
        out: &mut String,
    ) -> Option<u16> {
        let mut done: Vec<Ran> = Vec::new();
        let mut known: Vec<(String, String)> = Vec::new();
        self.world.store.begin();
        for part in parts {
            let ran = self.run_part(request, service, caller, part, &known);
            let failed = ran.status() >= 400;
            if let (Some(id), Ok(reply)) = (&part.content_id, &ran.outcome)
                && let Some((_, link)) = reply.headers.iter().find(|(name, _)| *name == "OData-EntityId")
            {
                known.push((id.clone(), link.clone()));
            }
            done.push(ran);
            if failed {
                break;
            }
        }
        let failed = done.last().filter(|ran| ran.status() >= 400).map(Ran::status);
        match failed {
            Some(status) => {
                self.world.store.roll_back();
                // Nothing of the set was applied, so the log shows its failure on each part.
                for (part, ran) in parts.iter().zip(&done) {
                    self.note(&part.method, &ran.target, status, &part.body);
                }
                out.push_str("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
                if let (Some(ran), Some(part)) = (done.last(), parts.get(done.len() - 1)) {
                    out.push_str(&self.part_text(ran, &part.headers));
                }
                Some(status)
            }
            None => {
                self.world.store.commit();
                let inner = format!("changesetresponse_{}", self.tag(1));
                out.push_str(&format!("Content-Type: multipart/mixed; boundary={inner}\r\n\r\n"));
                for (part, ran) in parts.iter().zip(&done) {
                    self.note(&part.method, &ran.target, ran.status(), &part.body);
                    self.record(request.at_ms);
                    out.push_str(&format!(
                        "--{inner}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\
                         Content-ID: {}\r\n\r\n",
                        part.content_id.as_deref().unwrap_or_default()
                    ));
                    out.push_str(&self.part_text(ran, &part.headers));
                }
                out.push_str(&format!("--{inner}--\r\n"));
                None
            }
        }
    }

    fn run_part(
        &mut self,
        request: &Request,
        service: &Service,
        caller: &Person,
        part: &Part,
        known: &[(String, String)],
    ) -> Ran {
        let origin = format!("{}://{}", request.scheme, request.host);
        let resolved = resolve(&part.url, known).map(|url| match url.strip_prefix(origin.as_str()) {
            Some(path) => path.to_owned(),
            None if url.starts_with('/') => url,
            None => format!("{}{url}", service.root_path),
        });
        let mut ran = Ran { target: part.url.clone(), outcome: Ok(Reply::empty(204)), applied: false };
        let target = match resolved {
            Ok(target) => target,
            Err(refusal) => {
                ran.outcome = Err(refusal);
                return ran;
            }
        };
        ran.target.clone_from(&target);
        let run = || -> Outcome<(Address<'_>, Vec<u8>)> {
            if target.contains("://") {
                return Err(Refusal::query(format!("Invalid URI '{target}' in a batch.")));
            }
            let address = self.find_service(&origin, &target)?;
            if address.rest.starts_with("$batch") {
                return Err(Refusal::query("A batch cannot hold another batch."));
            }
            Ok((address, refer(&part.body, known, self.world.online())?))
        };
        match run() {
            Err(refusal) => ran.outcome = Err(refusal),
            Ok((address, body)) => {
                let rest = address.rest.to_owned();
                let service = address.service;
                match self.operate(&part.method, &rest, &part.headers, &body, (&service, caller, request.at_ms)) {
                    Ok((reply, applied)) => (ran.outcome, ran.applied) = (Ok(reply), applied),
                    Err(refusal) => ran.outcome = Err(refusal),
                }
            }
        }
        ran
    }

    /// A part of a batch's answer, from its status line on.
    fn part_text(&self, ran: &Ran, headers: &[(String, String)]) -> String {
        let mut text = String::new();
        let status = ran.status();
        text.push_str(&format!("HTTP/1.1 {status} {}\r\n", reason(status)));
        let (fields, body) = match &ran.outcome {
            Ok(reply) => {
                let (kind, body) = reply_body(reply);
                // A read in a batch is streamed, and says so (dataverse §6).
                let kind = kind.map(|kind| if status == 200 { format!("{kind}; odata.streaming=true") } else { kind });
                let fields = kind.map(|kind| ("Content-Type", kind)).into_iter().chain(reply.headers.clone());
                (fields.collect::<Vec<_>>(), body)
            }
            Err(refusal) => {
                text.push_str(&format!("REQ_ID: {}\r\n", self.tag(2)));
                let body = refusal.body(wants_all(headers), self.detailed()).map(|body| body.to_string());
                (vec![("Content-Type", JSON.to_owned())], body.unwrap_or_default())
            }
        };
        for (name, value) in fields {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("OData-Version: 4.0\r\n\r\n{body}\r\n"));
        text
    }
}

/// A part's URL with a leading `$1` replaced by the row that it stands for.
fn resolve(url: &str, known: &[(String, String)]) -> Outcome<String> {
    let Some(rest) = url.strip_prefix('$') else { return Ok(url.to_owned()) };
    let end = rest.find('/').unwrap_or(rest.len());
    let (id, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
    match known.iter().find(|(name, _)| name == id) {
        Some((_, link)) => Ok(format!("{link}{rest}")),
        None => Err(unknown_reference(id)),
    }
}

fn unknown_reference(id: &str) -> Refusal {
    Refusal::query(format!("Content-ID Reference: '${id}' does not exist in the batch context."))
}

/// A part's body with `$1` in `@odata.id` and `@odata.bind` replaced. On premises the service does not know it there
/// (dataverse §6).
fn refer(body: &[u8], known: &[(String, String)], online: bool) -> Outcome<Vec<u8>> {
    if !body.contains(&b'$') {
        return Ok(body.to_vec());
    }
    let Ok(Json::Object(mut object)) = serde_json::from_slice(body) else { return Ok(body.to_vec()) };
    for (name, value) in &mut object {
        let refers = name == "@odata.id" || name.ends_with("@odata.bind");
        let Some(link) = value.as_str().filter(|link| refers && link.starts_with('$')) else { continue };
        if !online {
            return Err(Refusal { status: 400, ..Refusal::no_segment(link) });
        }
        *value = resolve(link, known)?.into();
    }
    Ok(Json::Object(object).to_string().into_bytes())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        429 => "Too Many Requests",
        501 => "Not Implemented",
        _ => "Error",
    }
}
