//! Everything that can go wrong with one request.

use serde_json::{Value, json};

/// Trouble with a request, and for how many requests in a row.
pub struct Trouble {
    pub name: String,
    pub fault: Value,
    pub times: u32,
    /// It says something about customisations only, or about parts of a batch only.
    pub path: &'static str,
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body></body></html>";
const GATEWAY: &str = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";
/// What is done to customisations: steps, columns, publishing.
const CUSTOMISING: &str = "Publish|sdkmessageprocessingsteps|Attributes";

fn status(status: u16, code: &str, message: &str) -> Value {
    json!({"status": {"status": status, "code": code, "message": message}})
}

fn raw(status: u16, kind: &str, body: &str) -> Value {
    json!({"raw": {"status": status, "type": kind, "body": body}})
}

fn part(part: u32, status: u16, code: &str) -> Value {
    json!({"errorPart": {"part": part, "status": status, "code": code, "message": "It was refused."}})
}

/// Each kind of trouble once.
fn once() -> Vec<(&'static str, Value)> {
    let lock =
        "Cannot start the requested operation [PublishAll] because there is another [Import] running at this moment.";
    vec![
        ("no answer", json!({"noAnswer": 600_000})),
        ("reset before", json!("resetBeforeApply")),
        ("reset after", json!("resetAfterApply")),
        ("slow answer", json!({"slowAnswer": 20_000})),
        ("answer too late", json!({"slowAnswer": 130_000})),
        ("arrives late", json!({"lateApply": 95_000})),
        ("arrives very late", json!({"lateApply": 150_000})),
        ("401", status(401, "", "")),
        ("redirect", json!("signInRedirect")),
        ("sign-in page", json!({"html": {"status": 200, "body": PAGE}})),
        ("403 bare", status(403, "", "")),
        ("403 privilege", status(403, "0x80040220", "Principal user is missing prvWriteUser privilege")),
        ("403 elevation", status(403, "0x80048d3b", "prvWriteLead")),
        ("403 caller", status(403, "0x80072560", "The user is not a member of the organization.")),
        ("403 unrouted", raw(403, "application/json", r#"{"Message":"Forbidden"}"#)),
        ("403 page", json!({"html": {"status": 403, "body": "<html><h1>403 Forbidden</h1></html>"}})),
        ("404 bare", status(404, "", "")),
        ("404 record", status(404, "0x80040217", "systemuser With Id = x Does Not Exist")),
        ("404 segment", status(404, "0x80060888", "Resource not found for the segment 'systemusers'.")),
        ("405", status(405, "0x80060888", "The requested resource does not support http method 'POST'.")),
        ("412 duplicate", status(412, "0x80040237", "A record with matching key values already exists.")),
        ("412 version", status(412, "0x80060882", "The version of the existing record doesn't match.")),
        ("413", json!({"html": {"status": 413, "body": "<html><h1>Request Entity Too Large</h1></html>"}})),
        ("429 at once", json!({"retryAfter": 0})),
        ("429 in 7 s", json!({"retryAfter": 7})),
        ("429 in 300 s", json!({"retryAfter": 300})),
        ("429 without a word", json!({"retryAfter": null})),
        ("500 bare", status(500, "", "")),
        ("500 coded", status(500, "0x80040216", "An unexpected error occurred.")),
        ("502 page", json!({"html": {"status": 502, "body": GATEWAY}})),
        ("503 page", json!({"html": {"status": 503, "body": "<html><h1>Service Unavailable</h1></html>"}})),
        ("truncated", json!("truncatedJson")),
        ("content type", json!("wrongContentType")),
        ("charset", json!("wrongCharset")),
        ("empty 200", raw(200, "", "")),
        ("part 1 busy", part(1, 429, "0x80072322")),
        ("part 2 busy", part(2, 429, "0x80072322")),
        ("part 2 failed", part(2, 500, "0x80040216")),
        ("part 2 forbidden", part(2, 403, "0x80040220")),
        ("part 3 gone", part(3, 404, "0x80040217")),
        ("part 1 missing", json!({"missingPart": 1})),
        ("part 2 missing", json!({"missingPart": 2})),
        ("parts reordered", json!("reorderedParts")),
        ("another session", json!({"sessionOfAnother": "carlos.ibarra"})),
        ("session over", json!({"sessionOfAnother": "nobody at all"})),
        ("lock 503", status(503, "0x80071151", lock)),
        ("lock 400", status(400, "0x80071154", lock)),
        ("lock 155", status(503, "0x80071155", "The solution operation failed.")),
        ("lock by words", status(500, "0x80040216", &format!("Microsoft.Crm.CustomizationLockException: {lock}"))),
        ("lock timeout", status(500, "0x80040216", "Could not acquire Write lock in time 180000 milliseconds")),
        ("lock deadlock", status(500, "0x80044150", "Generic SQL error. deadlock 1205")),
        ("publish outlives", json!({"publishing": {"ms": 180_000, "givesUpMs": 60_000}})),
        ("publish fails", json!({"publishing": {"ms": 20_000, "givesUpMs": 120_000, "fails": true}})),
    ]
}

/// What may last for as long as the tab is open.
const LASTING: [&str; 13] = [
    "no answer",
    "reset before",
    "reset after",
    "401",
    "sign-in page",
    "403 privilege",
    "429 in 7 s",
    "429 without a word",
    "502 page",
    "truncated",
    "part 2 failed",
    "part 2 missing",
    "lock 503",
];

/// Every trouble.
pub fn all() -> Vec<Trouble> {
    let mut all = Vec::new();
    for (name, fault) in once() {
        let path = "";
        if LASTING.contains(&name) {
            all.push(Trouble { name: format!("{name}, lasting"), fault: fault.clone(), times: 100_000, path });
        }
        if name.starts_with("lock") {
            for path in CUSTOMISING.split('|') {
                all.push(Trouble { name: format!("{name} on {path}"), fault: fault.clone(), times: 3, path });
            }
        }
        all.push(Trouble { name: name.to_owned(), fault, times: 1, path });
    }
    all
}
