use super::*;
use crate::dataverse::json::{Json, NativeReader};

fn read(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    reply(RawReply { status, headers, body: body.to_owned() }, &NativeReader)
}

fn body_of(content_type: &str, body: &str) -> Body {
    read(200, &[("content-type", content_type)], body).body
}

#[test]
fn the_content_type_decides_first() {
    let one = Body::Json(Json::object([("a", Json::Int(1))]));
    let json = "application/json; odata.metadata=minimal; odata.streaming=true";
    assert_eq!(body_of(json, "{\"a\":1}"), one);
    assert_eq!(body_of("APPLICATION/JSON", " {\"a\":1.0} \r\n"), one);
    assert_eq!(body_of("application/problem+json", "{\"a\":1e0}"), one);
    assert_eq!(body_of(json, "{\"a\":"), Body::BrokenJson);
    assert_eq!(body_of(json, "oops"), Body::BrokenJson);
    assert_eq!(body_of("text/html; charset=utf-8", "{\"a\":1}"), Body::Html);
    assert_eq!(body_of("application/xml", "<m:error>No <b>way</b></m:error>"), Body::Text("No way".to_owned()));
    assert_eq!(body_of(json, ""), Body::Empty);
    assert_eq!(body_of(json, " \r\n"), Body::Empty);
    assert_eq!(body_of("text/html", ""), Body::Empty);
}

#[test]
fn a_page_that_calls_itself_json_is_a_page() {
    assert_eq!(body_of("application/json", "\r\n<!DOCTYPE HTML><html>Sign in</html>"), Body::Html);
}

#[test]
fn without_a_content_type_the_first_characters_decide() {
    assert_eq!(read(200, &[], "[1]").body, Body::Json(Json::List(vec![Json::Int(1)])));
    assert_eq!(read(200, &[], "{\"a\"").body, Body::BrokenJson);
    assert_eq!(read(200, &[], "<HTML><body>").body, Body::Html);
    assert_eq!(
        read(503, &[], "The service is unavailable.").body,
        Body::Text("The service is unavailable.".to_owned())
    );
    assert_eq!(body_of("text/plain", "{}"), Body::Json(Json::Object(Default::default())));
    assert_eq!(read(200, &[], "-- no part follows").body, Body::Text("-- no part follows".to_owned()));
}

#[test]
fn one_byte_order_mark_is_taken_away() {
    assert_eq!(body_of("application/json", "\u{feff}[]"), Body::Json(Json::List(vec![])));
    assert_eq!(body_of("application/json", "\u{feff}\u{feff}[]"), Body::BrokenJson);
}

#[test]
fn text_is_cut_at_300_characters() {
    let Body::Text(text) = body_of("text/css", &"ü".repeat(1000)) else { panic!("text") };
    assert_eq!(text.chars().count(), 300);
}

#[test]
fn headers_are_found_in_any_case() {
    let told = read(
        429,
        &[
            ("RETRY-AFTER", " 23 "),
            ("X-MS-DOP-Hint", "8"),
            ("x-ms-service-request-id", "c9af118d-0001,9b44cd2f-0002"),
            ("REQ_ID", "5ecd1cb3"),
        ],
        "",
    );
    assert_eq!(told.retry_after, Some(23));
    assert_eq!(told.parallel, Some(8));
    assert_eq!(told.request_id.as_deref(), Some("c9af118d-0001"));
    let other = read(400, &[("x-ms-request-id", "last"), ("REQ_ID", "5ecd1cb3")], "");
    assert_eq!(other.request_id.as_deref(), Some("5ecd1cb3"));
}

#[test]
fn what_cannot_be_read_in_a_header_counts_as_absent() {
    for value in ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1.5", "99999999999", ""] {
        let told = read(429, &[("Retry-After", value), ("x-ms-dop-hint", value), ("REQ_ID", "")], "");
        assert_eq!((told.retry_after, told.parallel, told.request_id), (None, None, None), "{value}");
    }
}
