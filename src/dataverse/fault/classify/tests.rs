use super::*;
use crate::dataverse::json::{JsonReader, NativeReader};

fn fault(status: u16, body: Body) -> Fault {
    let request_id = Some("5ecd1cb3".to_owned());
    classify(&Reply { status, retry_after: None, parallel: None, request_id, entity: None, body })
}

fn json(status: u16, text: &str) -> Fault {
    fault(status, Body::Json(NativeReader.read(text).expect("JSON")))
}

/// A standard error body.
fn error(status: u16, code: &str, message: &str) -> Fault {
    let error = Json::object([("code", Json::Text(code.to_owned())), ("message", Json::Text(message.to_owned()))]);
    fault(status, Body::Json(Json::object([("error", error)])))
}

fn named(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[test]
fn codes_decide_whatever_their_case_and_status() {
    for (status, code, kind) in [
        (400, "0x80041409", FaultKind::WrongBusinessUnit),
        (400, "0x8004140D", FaultKind::WrongBusinessUnit),
        (412, "0x80040237", FaultKind::AlreadyThere),
        (400, "0x80048D35", FaultKind::TargetDisabled),
        (400, "0x80090911", FaultKind::NotForThisUser),
        (400, "0x80090918", FaultKind::NotForThisUser),
        (400, "0x80041d44", FaultKind::NotForThisUser),
        (400, "0x80041D51", FaultKind::NotForThisUser),
        (400, "0x80041d33", FaultKind::NotForThisUser),
        (403, "0x80040225", FaultKind::CallerRefused),
        (403, "0x8004A112", FaultKind::CallerRefused),
        (403, "0x80072560", FaultKind::CallerRefused),
        (403, "0x80042f09", FaultKind::CallerRefused),
        (400, "0x80044195", FaultKind::InvalidLanguage),
        (400, "0x80041D66", FaultKind::AccessModeTransition),
        (400, "0x8004d24B", FaultKind::NotLicensed),
        (400, "0x8004d24c", FaultKind::NotLicensed),
        (400, "0x80041d2c", FaultKind::AlreadyExists),
        (400, "0x80048015", FaultKind::InvalidUserName),
        (400, "0x80048095", FaultKind::InvalidUserName),
        (400, "0x80041d2b", FaultKind::NoSuchRecord),
        (404, "0x80040217", FaultKind::NoSuchRecord),
        (400, "0x80060888", FaultKind::UnknownPath),
        (412, "0x80060882", FaultKind::Conflict),
        (412, "0x80040333", FaultKind::Other),
        (503, "0x80071151", FaultKind::CustomizationLock),
        (400, "0x80071154", FaultKind::CustomizationLock),
        (400, "0x80071155", FaultKind::CustomizationLock),
        (400, "0x80044331", FaultKind::Other),
        (500, "0x80040216", FaultKind::Other),
        (403, "0x80048d3b", FaultKind::Elevation { names: vec![] }),
        (403, "-2147220960", FaultKind::MissingPrivilege { name: None }),
        (403, "0x80048306", FaultKind::MissingPrivilege { name: None }),
        (500, "-2147015902", FaultKind::Throttled { retry_after: None }),
        (400, "0x80072321", FaultKind::Throttled { retry_after: None }),
        (400, "0x80072326", FaultKind::Throttled { retry_after: None }),
        (400, "0x8005F103", FaultKind::Throttled { retry_after: None }),
        (400, "0x80072324", FaultKind::Throttled { retry_after: None }),
        (400, "0x80060308", FaultKind::Throttled { retry_after: None }),
    ] {
        let fault = error(status, code, "Words.");
        assert_eq!(fault.kind, kind, "{code}");
        assert_eq!(fault.code, Code::parse(code), "{code}");
        assert_eq!(fault.message, "Words.");
        assert_eq!(fault.request_id.as_deref(), Some("5ecd1cb3"));
    }
}

#[test]
fn the_missing_privilege_is_named() {
    let words = "Principal user (Id=1, type=8, roleCount=4, privilegeCount=783, accessMode=0), is missing \
                 prvAssignRole privilege (Id=2) on OTC=1036 for entity 'role' (LocalizedName='Sicherheitsrolle').";
    let kind = FaultKind::MissingPrivilege { name: named("prvAssignRole") };
    assert_eq!(error(403, "0x80040220", words).kind, kind);
    assert_eq!(error(403, "", words).kind, kind);
    assert_eq!(error(403, "0x0", words).kind, kind);
    assert_eq!(error(403, "0x0", words).code, None);
}

#[test]
fn privileges_that_cannot_be_granted_are_all_named() {
    let fault = error(403, "0x80048d3b", "Missing: prvReadAccount (Deep), prvWriteAccount, prvReadAccount");
    let names = vec!["prvReadAccount".to_owned(), "prvWriteAccount".to_owned()];
    assert_eq!(fault.kind, FaultKind::Elevation { names });
}

#[test]
fn words_decide_where_the_code_says_nothing() {
    let column = "Could not find a property named 'isautoassigned' on type 'Microsoft.Dynamics.CRM.role'.";
    for code in ["0x80060888", "0x8006088a", "0x0", ""] {
        let kind = FaultKind::UnknownColumn { name: named("isautoassigned") };
        assert_eq!(error(400, code, column).kind, kind, "{code}");
    }
    for (status, words, kind) in [
        (400, "Resource not found for the segment 'x'.", FaultKind::UnknownPath),
        (404, "No HTTP resource was found that matches the request URI 'x'.", FaultKind::UnknownPath),
        (
            503,
            "Number of requests exceeded the limit of 6000 over time window of 300 seconds.",
            FaultKind::Throttled { retry_after: None },
        ),
        (
            400,
            "Microsoft.Crm.CustomizationLockException: Cannot start the requested operation [PublishAll] because \
             there is another [Import] running at this moment.",
            FaultKind::CustomizationLock,
        ),
        (500, "Could not acquire Write lock in time 180000 milliseconds", FaultKind::CustomizationLock),
        (412, "Cannot insert duplicate key.", FaultKind::AlreadyThere),
        (400, "The user with id=1 belongs to a different business unit=2 than", FaultKind::WrongBusinessUnit),
        (403, "The user is not a member of the organization.", FaultKind::CallerRefused),
        (400, "systemuser With Id = 1 Does Not Exist", FaultKind::NoSuchRecord),
        (400, "Something else", FaultKind::Other),
    ] {
        assert_eq!(error(status, "0x8006088a", words).kind, kind, "{words}");
        assert_eq!(error(status, "", words).kind, kind, "{words}");
    }
    let refused = error(400, "0x80060888", "The query parameter $skip is not supported");
    assert_eq!(refused.kind, FaultKind::Other);
}

#[test]
fn every_shape_of_error_body_is_read() {
    for (text, words) in [
        (
            r#"{"error":{"code":"0x8006088a","message":"The URI segment '$ref' is invalid.",
                "innererror":{"message":"inner","type":"T","stacktrace":"at x"}}}"#,
            "The URI segment '$ref' is invalid.",
        ),
        (r#"{"error":{"code":"","message":"","innererror":{"message":"inner","type":"T"}}}"#, "inner"),
        (
            r#"{"error":{"code":"0x80040265","message":"Plug-in said no.",
                "@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus":"1",
                "@Microsoft.PowerApps.CDS.HelpLink":"http://example.test/","@Microsoft.PowerApps.CDS.TraceText":"t",
                "@Microsoft.PowerApps.CDS.InnerError.Message":"Plug-in said no."}}"#,
            "Plug-in said no.",
        ),
        (
            r#"{"Message":"The content ID '1' was found more than once.","ExceptionMessage":"again",
                "ExceptionType":"Microsoft.OData.ODataException","StackTrace":"   at x","ErrorCode":"0x0"}"#,
            "The content ID '1' was found more than once.",
        ),
        (r#"{"Message":"An error has occurred.","ExceptionMessage":"the cause"}"#, "the cause"),
        (r#"{"Message":"An error has occurred."}"#, "An error has occurred."),
        (r#"{"error":"invalid_request"}"#, "invalid_request"),
        (r#"{"error":"invalid_request","error_description":"why"}"#, "why"),
        (r#"{"error":{"message":"no code"}}"#, "no code"),
        (r#"{"error":{"code":null,"message":{"lang":"en-US","value":"old"}}}"#, "old"),
        (r#"{"error":null}"#, ""),
        (r#"{"error":[]}"#, ""),
        (r"[]", ""),
        (r#""text""#, ""),
    ] {
        let fault = json(400, text);
        assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Other, words), "{text}");
    }
    assert_eq!(json(400, r#"{"error":{"code":-2147220960,"message":""}}"#).code, Some(Code::PRIVILEGE_DENIED));
    assert_eq!(json(400, r#"{"Message":"m","ErrorCode":"0x80040220"}"#).code, Some(Code::PRIVILEGE_DENIED));
}

#[test]
fn the_status_decides_where_there_are_no_words() {
    let text = || Body::Text("Bad <b>Gateway</b>".to_owned());
    for (status, body, kind) in [
        (401, Body::Empty, FaultKind::SignedOut),
        (401, Body::Html, FaultKind::SignedOut),
        (302, Body::Empty, FaultKind::SignedOut),
        (200, Body::Html, FaultKind::SignedOut),
        (200, Body::Empty, FaultKind::Unreadable),
        (200, Body::BrokenJson, FaultKind::Unreadable),
        (200, text(), FaultKind::Unreadable),
        (200, Body::Batch(vec![]), FaultKind::Unreadable),
        (304, Body::Empty, FaultKind::Unreadable),
        (0, text(), FaultKind::Unreadable),
        (400, Body::BrokenJson, FaultKind::Other),
        (403, Body::Html, FaultKind::Forbidden),
        (403, Body::Empty, FaultKind::Forbidden),
        (404, Body::Html, FaultKind::UnknownPath),
        (404, Body::Empty, FaultKind::UnknownPath),
        (405, Body::Empty, FaultKind::Other),
        (412, Body::Empty, FaultKind::Conflict),
        (413, Body::Html, FaultKind::Other),
        (429, Body::Html, FaultKind::Throttled { retry_after: None }),
        (500, Body::Html, FaultKind::Unavailable),
        (501, Body::Empty, FaultKind::UnknownPath),
        (502, Body::Html, FaultKind::Unavailable),
        (503, Body::Empty, FaultKind::Unavailable),
        (504, text(), FaultKind::Unavailable),
    ] {
        assert_eq!(fault(status, body.clone()).kind, kind, "{status} {body:?}");
    }
    assert_eq!(error(404, "0x80040299", "Odd.").kind, FaultKind::NoSuchRecord);
    assert_eq!(fault(504, text()).message, "Bad <b>Gateway</b>".replace("<b>", "").replace("</b>", ""));
}

#[test]
fn a_page_of_text_with_the_status_of_success_tells_nothing() {
    let words = Body::Text("The user is not a member of the organization.".to_owned());
    assert_eq!(fault(200, words).kind, FaultKind::Unreadable);
}

#[test]
fn an_error_with_the_status_of_success_is_one() {
    assert_eq!(error(200, "0x80040237", "Twice.").kind, FaultKind::AlreadyThere);
    assert_eq!(error(200, "", "Odd.").kind, FaultKind::Other);
    assert_eq!(json(200, "{}").kind, FaultKind::Unreadable);
}

#[test]
fn throttling_says_how_long() {
    let body = Body::Json(Json::object([("error", Json::object([("code", Json::Text("0x80072322".to_owned()))]))]));
    let reply = Reply { status: 429, retry_after: Some(300), parallel: None, request_id: None, entity: None, body };
    assert_eq!(classify(&reply).kind, FaultKind::Throttled { retry_after: Some(300) });
    let bare = Reply { body: Body::Empty, ..reply };
    assert_eq!(classify(&bare).kind, FaultKind::Throttled { retry_after: Some(300) });
}

#[test]
fn messages_are_plain_and_short() {
    let fault = error(400, "", &format!("<p>{}</p>", "ab ".repeat(400)));
    assert!(fault.message.starts_with("ab ab"), "{}", fault.message);
    assert_eq!(fault.message.chars().count(), 300);
    let far = format!("{} is missing prvReadRole privilege", "x".repeat(500));
    assert_eq!(error(403, "0x80040220", &far).kind, FaultKind::MissingPrivilege { name: named("prvReadRole") });
}

#[test]
fn only_what_may_pass_by_itself_is_transient() {
    for (kind, transient) in [
        (FaultKind::NoAnswer, true),
        (FaultKind::TimedOut, true),
        (FaultKind::Throttled { retry_after: None }, true),
        (FaultKind::Unavailable, true),
        (FaultKind::CustomizationLock, true),
        (FaultKind::SignedOut, false),
        (FaultKind::Unreadable, false),
        (FaultKind::Other, false),
        (FaultKind::AlreadyThere, false),
    ] {
        assert_eq!(Fault::of(kind.clone()).is_transient(), transient, "{kind:?}");
    }
}
