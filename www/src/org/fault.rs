//! Trouble to order: a list of rules that say which request goes wrong and how.
//!
//! Rules, their JSON form, and which of them a request meets; [`Fault::act`] acts one out on the model. The server
//! around the model adds time and the wire; native tests use the same list without a server.
//!
//! ```json
//! [{"method":"POST","path":"systemuserroles_association","nth":1,"times":1,"fault":{"retryAfter":7}}]
//! ```

mod act;
mod parts;

use super::Request;
use serde_json::Value;

pub use act::{Ending, Met};

/// What goes wrong. In JSON the variant is the one key of an object, in camel case; a variant without data may be a
/// string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `{"status":{"status":503,"code":"0x0","message":"…","headers":{"name":"value"}}}`; an error in the usual shape.
    /// Without `code` and `message` the body is empty.
    Status {
        /// HTTP status.
        status: u16,
        /// Dataverse's code.
        code: String,
        /// Text.
        message: String,
        /// Further header fields.
        headers: Vec<(String, String)>,
    },
    /// `{"retryAfter":7}` or `{"retryAfter":null}`: 429, with or without the header.
    RetryAfter(Option<u32>),
    /// `{"raw":{"status":403,"type":"application/json","body":"{\"Message\":\"…\"}"}}`: this answer, whatever it is.
    Raw {
        /// HTTP status.
        status: u16,
        /// Content type; none where it is empty.
        kind: String,
        /// Body.
        body: String,
    },
    /// `{"html":{"status":200,"body":"<html>…"}}`
    Html {
        /// HTTP status.
        status: u16,
        /// The page.
        body: String,
    },
    /// `"signInRedirect"`: 302 to the sign-in page.
    SignInRedirect,
    /// `"resetBeforeApply"`: the connection breaks and nothing was done.
    ResetBeforeApply,
    /// `"resetAfterApply"`: the connection breaks after the request was carried out.
    ResetAfterApply,
    /// `"truncatedJson"`: half of the body, correct in all else.
    TruncatedJson,
    /// `"wrongContentType"`: the right body as `text/plain`.
    WrongContentType,
    /// `"wrongCharset"`: the right body in UTF-16, and a content type that says so.
    WrongCharset,
    /// `{"noAnswer":30000}`: nothing comes for so many milliseconds, then the connection is closed.
    NoAnswer(u64),
    /// `{"slowAnswer":45000}`: carried out at once, answered so many milliseconds later.
    SlowAnswer(u64),
    /// `{"lateApply":120000}`: nothing comes, and the request is carried out so many milliseconds later.
    LateApply(u64),
    /// `{"errorPart":{"part":2,"status":429,"code":"0x80072322","message":"…"}}`: this part of a batch, counted from 1,
    /// is refused and not carried out; the batch itself is answered with 200.
    ErrorPart {
        /// Which part.
        part: u32,
        /// Its status.
        status: u16,
        /// Dataverse's code.
        code: String,
        /// Text.
        message: String,
    },
    /// `{"missingPart":2}`: this part of a batch is carried out, and its answer is not among the answers.
    MissingPart(u32),
    /// `"reorderedParts"`: the answers of a batch's parts come the other way round.
    ReorderedParts,
    /// `{"publishing":{"ms":300000,"givesUpMs":100000,"fails":false}}`: from this request on a publish takes so long,
    /// and its request is given up by the gateway before.
    Publishing {
        /// How long it takes.
        ms: u64,
        /// When the gateway gives up.
        gives_up_ms: u64,
        /// Whether it fails at its end.
        fails: bool,
    },
    /// `{"sessionOfAnother":"user"}`: from this request on, the browser's session is that user's.
    SessionOfAnother(String),
    /// `{"unknownColumn":"isautoassigned"}`: a request that names this column is refused as an older server refuses it.
    UnknownColumn(String),
}

/// Which requests a [`Fault`] happens to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Verb; `None` is every verb. The verbs inside a `$batch` count too.
    pub method: Option<String>,
    /// Part of the path and query, or of a `$batch`'s body.
    pub path: String,
    /// The first matching request that is hit, from 1.
    pub nth: u32,
    /// How many in a row are hit.
    pub times: u32,
    /// What happens.
    pub fault: Fault,
    seen: u32,
}

/// A list of rules; the first that is due decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    rules: Vec<Rule>,
}

/// The JSON does not describe a list of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRule {
    /// Index in the list.
    pub rule: usize,
    /// What is wrong.
    pub why: &'static str,
}

impl std::fmt::Display for BadRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "fault rule {}: {}", self.rule, self.why)
    }
}

impl std::error::Error for BadRule {}

impl Faults {
    /// Reads a list of rules, or a single one. `method`, `path`, `nth` (1) and `times` (1) may be left out.
    ///
    /// # Errors
    /// Names the first rule that has no known fault or a member of the wrong type.
    pub fn from_json(value: &Value) -> Result<Self, BadRule> {
        let rules: Vec<&Value> = match value {
            Value::Array(list) => list.iter().collect(),
            Value::Null => Vec::new(),
            one => vec![one],
        };
        let rules = rules
            .into_iter()
            .enumerate()
            .map(|(rule, value)| read_rule(value).map_err(|why| BadRule { rule, why }))
            .collect::<Result<_, _>>()?;
        Ok(Self { rules })
    }

    /// The fault that this request meets, if one is due. Every matching rule counts the request, whether it is due
    /// or not.
    pub fn apply(&mut self, request: &Request) -> Option<Fault> {
        let mut met = None;
        for rule in &mut self.rules {
            if !rule.matches(request) {
                continue;
            }
            rule.seen = rule.seen.saturating_add(1);
            let due = rule.seen >= rule.nth && rule.seen - rule.nth < rule.times;
            if due && met.is_none() {
                met = Some(rule.fault.clone());
            }
        }
        met
    }

    /// Whether any request has met one of them.
    pub fn has_met(&self) -> bool {
        self.rules.iter().any(|rule| rule.seen >= rule.nth)
    }

    /// Whether any rule is left that can still be met.
    pub fn is_empty(&self) -> bool {
        self.rules.iter().all(|rule| rule.seen >= rule.nth.saturating_add(rule.times).saturating_sub(1))
    }
}

impl Rule {
    fn matches(&self, request: &Request) -> bool {
        let path = percent_encoding::percent_decode_str(&request.target).decode_utf8_lossy();
        let in_line = self.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(&request.method))
            && (path.contains(&self.path) || request.target.contains(&self.path))
            && self.column_is_named(&path);
        if in_line || !path.contains("/$batch") {
            return in_line;
        }
        let body = String::from_utf8_lossy(&request.body);
        body.lines().filter(|line| line.trim_end().ends_with("HTTP/1.1")).any(|line| {
            let decoded = percent_encoding::percent_decode_str(line).decode_utf8_lossy();
            let verb = line.split(' ').next().unwrap_or_default();
            self.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(verb))
                && (decoded.contains(&self.path) || line.contains(&self.path))
                && self.column_is_named(&decoded)
        })
    }

    fn column_is_named(&self, path: &str) -> bool {
        match &self.fault {
            Fault::UnknownColumn(name) => path.contains(name.as_str()),
            _ => true,
        }
    }
}

fn read_rule(value: &Value) -> Result<Rule, &'static str> {
    let rule = value.as_object().ok_or("not an object")?;
    let text = |name: &str, why| match rule.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(why),
    };
    let number = |name: &str, why| match rule.get(name) {
        None | Some(Value::Null) => Ok(1),
        Some(value) => value.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or(why),
    };
    let fault = match rule.get("fault") {
        Some(Value::String(name)) => read_fault(name, &Value::Null)?,
        Some(Value::Object(object)) => {
            let mut entries = object.iter();
            match (entries.next(), entries.next()) {
                (Some((name, data)), None) => read_fault(name, data)?,
                _ => return Err("fault has to be one name with its data"),
            }
        }
        _ => return Err("fault is missing"),
    };
    Ok(Rule {
        method: text("method", "method is not text")?,
        path: text("path", "path is not text")?.unwrap_or_default(),
        nth: number("nth", "nth is not a count")?.max(1),
        times: number("times", "times is not a count")?,
        fault,
        seen: 0,
    })
}

fn read_fault(name: &str, data: &Value) -> Result<Fault, &'static str> {
    let status = || data.get("status").and_then(Value::as_u64).and_then(|n| u16::try_from(n).ok());
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let count = |name: &str| data.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    match name {
        "status" => Ok(Fault::Status {
            status: status().ok_or("status is missing")?,
            code: text("code"),
            message: text("message"),
            headers: data
                .get("headers")
                .and_then(Value::as_object)
                .map(|map| map.iter().map(|(n, v)| (n.clone(), v.as_str().unwrap_or_default().to_owned())).collect())
                .unwrap_or_default(),
        }),
        "retryAfter" => match data {
            Value::Null => Ok(Fault::RetryAfter(None)),
            value => value
                .as_u64()
                .and_then(|n| u32::try_from(n).ok())
                .map(|n| Fault::RetryAfter(Some(n)))
                .ok_or("retryAfter is not a count of seconds"),
        },
        "raw" => {
            Ok(Fault::Raw { status: status().ok_or("status is missing")?, kind: text("type"), body: text("body") })
        }
        "html" => Ok(Fault::Html { status: status().unwrap_or(200), body: text("body") }),
        "signInRedirect" => Ok(Fault::SignInRedirect),
        "resetBeforeApply" => Ok(Fault::ResetBeforeApply),
        "resetAfterApply" => Ok(Fault::ResetAfterApply),
        "truncatedJson" => Ok(Fault::TruncatedJson),
        "wrongContentType" => Ok(Fault::WrongContentType),
        "wrongCharset" => Ok(Fault::WrongCharset),
        "slowAnswer" => data.as_u64().map(Fault::SlowAnswer).ok_or("slowAnswer is not a count of milliseconds"),
        "lateApply" => data.as_u64().map(Fault::LateApply).ok_or("lateApply is not a count of milliseconds"),
        "errorPart" => Ok(Fault::ErrorPart {
            part: count("part").ok_or("part is missing")?,
            status: status().ok_or("status is missing")?,
            code: text("code"),
            message: text("message"),
        }),
        "missingPart" => data
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .map(Fault::MissingPart)
            .ok_or("missingPart is not the number of a part"),
        "reorderedParts" => Ok(Fault::ReorderedParts),
        "publishing" => Ok(Fault::Publishing {
            ms: data.get("ms").and_then(Value::as_u64).ok_or("ms is missing")?,
            gives_up_ms: data.get("givesUpMs").and_then(Value::as_u64).unwrap_or(120_000),
            fails: data.get("fails").and_then(Value::as_bool).unwrap_or(false),
        }),
        "noAnswer" => Ok(Fault::NoAnswer(data.as_u64().unwrap_or(30_000))),
        "sessionOfAnother" => {
            data.as_str().map(|user| Fault::SessionOfAnother(user.to_owned())).ok_or("sessionOfAnother names a user")
        }
        "unknownColumn" => {
            data.as_str().map(|name| Fault::UnknownColumn(name.to_owned())).ok_or("unknownColumn names a column")
        }
        _ => Err("no such fault"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn get(target: &str) -> Request {
        Request { method: "GET".into(), target: target.into(), ..Request::default() }
    }

    #[test]
    fn the_nth_is_hit_so_many_times() {
        let mut faults =
            Faults::from_json(&json!([{"method":"GET","path":"roles","nth":2,"times":2,"fault":{"retryAfter":7}}]))
                .unwrap();
        let hits: Vec<bool> = (0..5).map(|_| faults.apply(&get("/api/data/v9.2/roles")).is_some()).collect();
        assert_eq!(hits, [false, true, true, false, false]);
        assert!(faults.is_empty());
    }

    #[test]
    fn a_part_of_a_batch_counts() {
        let mut faults = Faults::from_json(&json!({"method":"GET","path":"roles?","fault":"resetAfterApply"})).unwrap();
        let batch = Request {
            method: "POST".into(),
            target: "/api/data/v9.2/$batch".into(),
            body: b"--b\r\n\r\nGET /api/data/v9.2/roles?%24select=name HTTP/1.1\r\n\r\n--b--".to_vec(),
            ..Request::default()
        };
        assert_eq!(faults.apply(&get("/api/data/v9.2/accounts")), None);
        assert_eq!(faults.apply(&batch), Some(Fault::ResetAfterApply));
    }

    #[test]
    fn an_unknown_column_is_hit_only_where_it_is_named() {
        let mut faults = Faults::from_json(&json!([{"times":9,"fault":{"unknownColumn":"isautoassigned"}}])).unwrap();
        assert_eq!(faults.apply(&get("/api/data/v9.2/roles?$select=name")), None);
        assert!(faults.apply(&get("/api/data/v9.2/roles?$select=name,isautoassigned")).is_some());
    }

    #[test]
    fn what_is_no_rule_is_named() {
        let bad = Faults::from_json(&json!([{"fault":"resetAfterApply"}, {"fault":"storm"}])).unwrap_err();
        assert_eq!((bad.rule, bad.why), (1, "no such fault"));
    }
}
