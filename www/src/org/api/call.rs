//! One operation on its way in, and its reply on the way out.

use serde_json::Value;
use uuid::Uuid;

use super::path::Segment;
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::options::Options;
use crate::org::privileges::Rights;

/// Which annotations a `Prefer` asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Annotations(Vec<String>);

impl Annotations {
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => pattern == name,
        })
    }
}

/// The `Prefer` header.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Prefer {
    pub(crate) representation: bool,
    pub(crate) annotations: Annotations,
    pub(crate) page_size: Option<usize>,
    pub(crate) continue_on_error: bool,
    /// For `Preference-Applied`, in order.
    applied: Vec<String>,
}

/// Rows of a page, and the most that a client may ask for (dataverse §2.2).
pub(crate) const PAGE: usize = 5_000;

impl Prefer {
    fn read(headers: &[(String, String)]) -> Outcome<Self> {
        let mut prefer = Self::default();
        for (_, value) in headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("prefer")) {
            for one in split_quoted(value) {
                let one = one.trim();
                match one.split_once('=').map_or((one, ""), |(name, value)| (name.trim(), value.trim())) {
                    ("return", "representation") => {
                        prefer.representation = true;
                        prefer.applied.push(one.to_owned());
                    }
                    ("odata.include-annotations", list) => {
                        let list = list.trim_matches('"');
                        prefer.annotations.0 = list.split(',').map(|name| name.trim().to_owned()).collect();
                        prefer.applied.push(one.to_owned());
                    }
                    ("odata.maxpagesize", size) => {
                        let size: usize = size.parse().map_err(|_| {
                            Refusal::query(format!("Invalid value '{size}' for the odata.maxpagesize preference."))
                        })?;
                        if size == 0 {
                            return Err(Refusal::query("Invalid value '0' for the odata.maxpagesize preference."));
                        }
                        prefer.page_size = Some(size.min(PAGE));
                        prefer.applied.push(one.to_owned());
                    }
                    ("odata.continue-on-error" | "continue-on-error", "" | "true") => prefer.continue_on_error = true,
                    // Preferences that are not known may be ignored by a server (RFC 7240 §2).
                    _ => {}
                }
            }
        }
        Ok(prefer)
    }

    pub(crate) fn applied(&self) -> Option<String> {
        (!self.applied.is_empty()).then(|| self.applied.join(","))
    }
}

fn split_quoted(text: &str) -> Vec<&str> {
    let (mut quoted, mut from, mut parts) = (false, 0, Vec::new());
    for (at, next) in text.char_indices() {
        match next {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(text.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

/// Where the service is, as this request sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Service {
    /// `https://contoso.crm4.dynamics.com`, on premises with the organisation.
    pub(crate) client_url: String,
    /// `…/api/data/v9.2/`
    pub(crate) root: String,
    /// The same without scheme and host.
    pub(crate) root_path: String,
}

/// Who calls, and when.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) id: Uuid,
    pub(crate) rights: Rights,
    pub(crate) now_ms: u64,
}

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) segments: Vec<Segment>,
    /// Path after the service root and query, as sent.
    pub(crate) target: &'a str,
    pub(crate) options: Options,
    pub(crate) headers: &'a [(String, String)],
    pub(crate) prefer: Prefer,
    pub(crate) body: &'a [u8],
    pub(crate) service: &'a Service,
    /// Who calls.
    pub(crate) caller: Uuid,
    /// What the caller may do.
    pub(crate) rights: Rights,
    /// Now, in seconds since 1970.
    pub(crate) now: i64,
    /// Now, in milliseconds since 1970.
    pub(crate) now_ms: u64,
}

impl<'a> Call<'a> {
    /// Takes an operation apart. `target` starts after the service root.
    ///
    /// # Errors
    /// A path, query or `Prefer` that cannot be read.
    pub(crate) fn read(
        method: &'a str,
        target: &'a str,
        headers: &'a [(String, String)],
        body: &'a [u8],
        service: &'a Service,
        caller: Caller,
    ) -> Outcome<Self> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Ok(Self {
            method,
            segments: super::path::segments(path)?,
            target,
            options: Options::read(query)?,
            headers,
            prefer: Prefer::read(headers)?,
            body,
            service,
            caller: caller.id,
            rights: caller.rights,
            now: i64::try_from(caller.now_ms / 1_000).unwrap_or_default(),
            now_ms: caller.now_ms,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        header(self.headers, name)
    }

    /// The body as a JSON object.
    ///
    /// # Errors
    /// Another content type than JSON, text that is not JSON, or JSON that is not an object.
    pub(crate) fn json(&self) -> Outcome<serde_json::Map<String, Value>> {
        let kind = self.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            // The guard that stands for an anti-forgery token (dataverse §1.4). The status of the refusal is not in the
            // reference; 415 is not among the service's documented ones.
            return Err(Refusal::query(format!(
                "A supported MIME type could not be found that matches the content type of the request '{kind}'."
            )));
        }
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(object)) => Ok(object),
            _ => Err(Refusal::payload(
                "Microsoft.OData.ODataException: Invalid JSON. A token was not recognized in the JSON content.",
            )),
        }
    }
}

/// The first header field of this name.
pub(crate) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// A reply's body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    None,
    Json(Value),
    /// Content type and text.
    Text(String, String),
}

/// The reply to one operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
    /// How long it takes beyond what every operation takes.
    pub(crate) takes_ms: u64,
}

impl Reply {
    pub(crate) fn json(body: Value) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Json(body), takes_ms: 0 }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::None, takes_ms: 0 }
    }

    pub(crate) fn text(kind: &str, text: String) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Text(kind.to_owned(), text), takes_ms: 0 }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_read_together() {
        let headers = [(
            "prefer".to_owned(),
            "return=representation, odata.include-annotations=\"OData.Community.Display.V1.FormattedValue,a.*\", \
             odata.maxpagesize=9000"
                .to_owned(),
        )];
        let prefer = Prefer::read(&headers).unwrap();
        assert!(prefer.representation);
        assert_eq!(prefer.page_size, Some(PAGE));
        assert!(prefer.annotations.wants("OData.Community.Display.V1.FormattedValue"));
        assert!(prefer.annotations.wants("a.b") && !prefer.annotations.wants("b"));
        assert!(Prefer::read(&[("Prefer".to_owned(), "odata.maxpagesize=x".to_owned())]).is_err());
    }
}
