//! Refusals with the codes and texts of dataverse §3.3 and §8. Where a code is not in the reference, the line says so.

use std::borrow::Cow;

use serde_json::{Map, Value, json};
use uuid::Uuid;

/// How the body of a refusal is shaped (dataverse §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `{"error":{"code","message"}}`
    Odata,
    /// `{"Message","ExceptionMessage","ExceptionType","StackTrace","ErrorCode"}`: never reached OData routing.
    Exception,
    /// No body.
    Empty,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) shape: Shape,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// What a request comes to.
pub(crate) type Outcome<T> = Result<T, Refusal>;

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), shape: Shape::Odata, headers: Vec::new() }
    }

    /// 400 with the code that most URL and query mistakes carry.
    pub(crate) fn query(message: impl Into<String>) -> Self {
        Self::new(400, "0x80060888", message)
    }

    pub(crate) fn syntax() -> Self {
        Self::query("Bad Request - Error in query syntax.")
    }

    pub(crate) fn no_segment(segment: &str) -> Self {
        Self::new(404, "0x80060888", format!("Resource not found for the segment '{segment}'."))
    }

    pub(crate) fn no_property(name: &str, type_name: &str) -> Self {
        Self::query(format!("Could not find a property named '{name}' on type '{type_name}'."))
    }

    pub(crate) fn no_option(name: &str) -> Self {
        Self::query(format!("The query parameter {name} is not supported."))
    }

    pub(crate) fn not_found(logical: &str, id: Uuid) -> Self {
        // Both forms of the text are on record; the platform's own tables carry the first.
        let text = match logical {
            "systemuser" | "role" | "team" | "businessunit" => format!("{logical} With Id = {id} Does Not Exist"),
            _ => format!("Entity '{logical}' With Id = {id} Does Not Exist"),
        };
        Self::new(404, "0x80040217", text)
    }

    pub(crate) fn method(method: &str) -> Self {
        Self::new(405, "0x0", format!("The requested resource does not support http method '{method}'."))
    }

    pub(crate) fn message_missing(message: &str, logical: &str) -> Self {
        let text = format!("The '{message}' method does not support entities of type '{logical}'.");
        // InvalidOperation is among the reasons for a 405 (dataverse §1.6); the code is not in the reference.
        Self::new(405, "0x80040800", text)
    }

    /// A body that does not fit the table.
    pub(crate) fn payload(what: impl AsRef<str>) -> Self {
        let text = format!(
            "Error identified in Payload provided by the user for Entity :'', For more information on this error \
            please \
             follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : {}",
            what.as_ref()
        );
        Self::new(400, "0x80048d19", text)
    }

    pub(crate) fn duplicate() -> Self {
        Self::new(412, "0x80040237", "A record with matching key values already exists.")
    }

    pub(crate) fn version_mismatch() -> Self {
        Self::new(
            412,
            "0x80060882",
            "The version of the existing record doesn't match the RowVersion property provided.",
        )
    }

    pub(crate) fn stack_trace(message: impl Into<String>) -> Self {
        Self { shape: Shape::Exception, ..Self::new(400, "0x0", message) }
    }

    pub(crate) fn unauthenticated(host: &str) -> Self {
        let challenge = format!(
            "Bearer authorization_uri=https://login.microsoftonline.com/f6976b02-5a42-4e90-ac3d-8bf516ce0859/oauth2/\
             authorize, resource_id=https://{host}/"
        );
        Self {
            status: 401,
            code: "".into(),
            message: String::new(),
            shape: Shape::Empty,
            headers: vec![("WWW-Authenticate", challenge)],
        }
    }

    /// The body. `annotated` adds what `Prefer: odata.include-annotations="*"` asks for; `detailed` is the older
    /// servers'
    /// `innererror`.
    pub(crate) fn body(&self, annotated: bool, detailed: bool) -> Option<Value> {
        match self.shape {
            Shape::Empty => None,
            Shape::Exception => Some(json!({
                "Message": self.message,
                "ExceptionMessage": self.message,
                "ExceptionType": "Microsoft.OData.ODataException",
                "StackTrace": "   at Microsoft.OData.ODataBatchReader.ReadImplementation()",
                "ErrorCode": self.code,
            })),
            Shape::Odata => {
                let mut error = Map::new();
                error.insert("code".into(), self.code.clone().into());
                error.insert("message".into(), self.message.clone().into());
                if annotated {
                    let digits = self.code.trim_start_matches("0x");
                    error.insert(
                        "@Microsoft.PowerApps.CDS.HelpLink".into(),
                        format!(
                            "http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a{digits}\
                             &client=platform"
                        )
                        .into(),
                    );
                    error.insert("@Microsoft.PowerApps.CDS.TraceText".into(), "".into());
                    error.insert("@Microsoft.PowerApps.CDS.InnerError.Message".into(), self.message.clone().into());
                }
                if detailed {
                    error.insert(
                        "innererror".into(),
                        json!({
                            "message": self.message,
                            "type": "Microsoft.Crm.CrmHttpException",
                            "stacktrace": "   at Microsoft.Crm.Extensibility.OData.CrmODataExecutionContext.Handle()",
                        }),
                    );
                }
                Some(json!({ "error": error }))
            }
        }
    }
}
