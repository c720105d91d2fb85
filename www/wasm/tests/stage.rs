//! The organisation as the page *Practice* asks it.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

use practice_wasm::{Call, Stage};
use serde_json::Value;

fn get(target: &str) -> Call {
    Call { at_ms: 1_800_000_000_000, method: "GET".to_owned(), target: target.to_owned(), ..Call::default() }
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("an answer in JSON")
}

#[test]
fn every_state_that_the_page_offers_is_there() {
    let page = include_str!("../../../extension/practice.js");
    for name in ["nothing-done", "half-done", "everything-wrong", "done"] {
        assert!(page.contains(name), "the page does not offer {name}");
        assert!(Stage::begin(name, "Practice").is_ok(), "{name}");
    }
}

#[test]
fn an_unknown_state_is_refused() {
    assert!(Stage::begin("something-else", "Practice").is_err());
}

#[test]
fn somebody_is_signed_in() {
    let mut stage = Stage::begin("nothing-done", "Practice").unwrap();
    let reply = stage.answer(get("/api/data/v9.2/WhoAmI"));
    assert_eq!(reply.status, 200);
    assert!(json(&reply.body)["UserId"].is_string());
}

#[test]
fn it_says_what_it_is() {
    let mut stage = Stage::begin("nothing-done", "Practice").unwrap();
    let asked = "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')";
    let detail = json(&stage.answer(get(&format!("/api/data/v9.2/{asked}"))).body)["Detail"].clone();
    assert_eq!((&detail["FriendlyName"], &detail["OrganizationType"]), (&"Practice".into(), &"Trial".into()));
}

#[test]
fn the_pages_know_where_the_vendor_s_table_is() {
    let stage = Stage::begin("nothing-done", "Practice").unwrap();
    let places = json(stage.places().as_bytes());
    assert_eq!(places["organization"]["name"], "Practice");
    // A page names rows by this host; the organisation takes no other for its own.
    assert_eq!(Stage::ORIGIN, format!("https://{}.crm4.dynamics.com", places["organization"]["url"].as_str().unwrap()));
    assert!(places["tables"].as_array().is_some_and(|tables| !tables.is_empty()));
}

#[test]
fn nobody_in_its_lists_has_a_name_that_is_there_to_break_programs() {
    let mut stage = Stage::begin("nothing-done", "Practice").unwrap();
    let users = "systemusers?$select=fullname&$filter=isdisabled%20eq%20false";
    for (target, column) in [(users, "fullname"), ("roles?$select=name", "name")] {
        let rows = json(&stage.answer(get(&format!("/api/data/v9.2/{target}"))).body)["value"].clone();
        let names: Vec<&str> = rows.as_array().unwrap().iter().filter_map(|row| row[column].as_str()).collect();
        assert!(names.len() > 5, "{names:?}");
        assert!(
            names.iter().all(|name| name.len() < 120 && !name.contains(['<', '\u{200b}', '\u{202e}'])),
            "{names:?}"
        );
    }
}

#[test]
fn addresses_in_answers_are_below_the_one_that_the_page_replaces() {
    let mut stage = Stage::begin("nothing-done", "Practice").unwrap();
    let reply = stage.answer(get("/api/data/v9.2/roles?$select=name"));
    let context = json(&reply.body)["@odata.context"].as_str().map(str::to_owned);
    assert!(context.is_some_and(|url| url.starts_with(&format!("{}/api/data/", Stage::ORIGIN))));
}

#[test]
fn a_batch_with_addresses_of_its_own_is_answered() {
    let mut stage = Stage::begin("nothing-done", "Practice").unwrap();
    let part = format!(
        "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n\
         GET {}/api/data/v9.2/WhoAmI HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n--b--\r\n",
        Stage::ORIGIN
    );
    let reply = stage.answer(Call {
        method: "POST".to_owned(),
        headers: vec![("Content-Type".to_owned(), "multipart/mixed; boundary=b".to_owned())],
        body: part,
        ..get("/api/data/v9.2/$batch")
    });
    assert_eq!(reply.status, 200);
    assert!(String::from_utf8_lossy(&reply.body).contains("HTTP/1.1 200 OK"));
}

#[test]
fn it_calls_itself_what_the_page_calls_it() {
    let mut stage = Stage::begin("nothing-done", "Practice").unwrap();
    let target =
        "/api/data/v9.2/RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')";
    let reply = stage.answer(get(target));
    assert_eq!(json(&reply.body)["Detail"]["FriendlyName"], "Practice");
}
