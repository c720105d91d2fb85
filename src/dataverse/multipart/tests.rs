use super::*;
use crate::dataverse::json::{Json, NativeReader};
use crate::dataverse::read;

fn batch(content_type: &str, text: &str) -> Body {
    let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
    read::reply(RawReply { status: 200, headers, body: text.to_owned() }, &NativeReader).body
}

fn parts_of(text: &str) -> Vec<Reply> {
    match batch("multipart/mixed; boundary=b1", text) {
        Body::Batch(parts) => parts,
        other => panic!("{other:?}"),
    }
}

fn statuses(parts: &[Reply]) -> Vec<u16> {
    parts.iter().map(|part| part.status).collect()
}

const TWO: &str = "--b1
Content-Type: application/http
Content-Transfer-Encoding: binary

HTTP/1.1 200 OK
Content-Type: application/json; odata.metadata=minimal
OData-Version: 4.0

{\"value\":[1]}
--b1
Content-Type: application/http

HTTP/1.1 403 Forbidden
REQ_ID: 5ecd1cb3
Content-Type:application/json

{\"error\":{\"code\":\"0x80040220\",\"message\":\"--b1 is no delimiter here\"}}
--b1--
";

const CHANGE_SET: &str = "--b1
Content-Type: multipart/mixed; boundary=c1

--c1
Content-Type:application/http
Content-ID:1

HTTP/1.1 204 No Content
OData-Version: 4.0
Location:https://contoso.crm4.dynamics.com/api/data/v9.2/tasks(1)


--c1
Content-Type: application/http
Content-ID: 2

HTTP/1.1 204 No Content

--c1--
--b1
Content-Type: application/http

HTTP/1.1 200 OK
Content-Type: application/json

{\"a\":2}
--b1--
";

#[test]
fn parts_are_read_in_order_with_either_line_end() {
    for text in [TWO.to_owned(), TWO.replace('\n', "\r\n")] {
        let parts = parts_of(&text);
        assert_eq!(statuses(&parts), [200, 403]);
        assert_eq!(parts[0].body, Body::Json(Json::object([("value", Json::List(vec![Json::Int(1)]))])));
        assert_eq!(parts[1].request_id.as_deref(), Some("5ecd1cb3"));
        assert!(matches!(&parts[1].body, Body::Json(json) if json.get("error").is_some()));
    }
}

#[test]
fn the_parts_of_a_change_set_stand_in_its_place() {
    for text in [CHANGE_SET.to_owned(), CHANGE_SET.replace('\n', "\r\n")] {
        let parts = parts_of(&text);
        assert_eq!(statuses(&parts), [204, 204, 200]);
        assert_eq!(parts[0].body, Body::Empty);
        assert_eq!(parts[2].body, Body::Json(Json::object([("a", Json::Int(2))])));
    }
}

#[test]
fn the_boundary_may_be_quoted_first_or_wrong() {
    for content_type in [
        "multipart/mixed; boundary=\"b1\"",
        "multipart/mixed;charset=utf-8;Boundary=b1",
        "Multipart/Mixed; boundary=other",
        "multipart/mixed",
    ] {
        assert!(matches!(batch(content_type, TWO), Body::Batch(parts) if parts.len() == 2), "{content_type}");
    }
    assert!(matches!(batch("", TWO), Body::Batch(parts) if parts.len() == 2));
}

#[test]
fn without_its_end_a_batch_is_what_there_is() {
    let cut = TWO.find("--b1--").unwrap();
    assert_eq!(statuses(&parts_of(&TWO[..cut])), [200, 403]);
    let parts = parts_of(&TWO[..cut - 10]);
    assert_eq!(statuses(&parts), [200, 403]);
    assert_eq!(parts[1].body, Body::BrokenJson);
    let first = TWO.find("REQ_ID").unwrap();
    assert_eq!(statuses(&parts_of(&TWO[..first])), [200, 403]);
    let line = TWO.find(" 403").unwrap();
    assert_eq!(statuses(&parts_of(&TWO[..line])), [200, 0]);
}

#[test]
fn a_part_that_is_no_http_message_keeps_its_place() {
    let parts =
        parts_of("--b1\n\nHello <b>you</b>\n--b1\n\nHTTP/1.1 999 Odd\n\n--b1\n\nHTTP/1.1 204 No Content\n--b1--");
    assert_eq!(statuses(&parts), [0, 0, 204]);
    assert_eq!(parts[0].body, Body::Text("Hello you".to_owned()));
}

#[test]
fn what_stands_before_and_after_does_not_count() {
    let text = format!("preamble\n{TWO}epilogue\n--b1\n\nHTTP/1.1 500 Late\n\n");
    assert_eq!(statuses(&parts_of(&text)), [200, 403]);
}

#[test]
fn nesting_ends() {
    let mut text = "--b1\n\nHTTP/1.1 204 No Content\n\n--b1--".to_owned();
    for _ in 0..200 {
        text = format!("--b1\nContent-Type: multipart/mixed; boundary=b1\n\n{text}");
    }
    assert!(!matches!(batch("multipart/mixed; boundary=b1", &text), Body::Json(_)));
}
