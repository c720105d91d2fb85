//! The Web API module takes any input: no text, status or header makes it panic, and what it writes it reads again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

use cairn::dataverse::decode::{answer, batch_answers, written};
use cairn::dataverse::fault::{Code, Fault, FaultKind, classify};
use cairn::dataverse::fingerprint::fingerprint;
use cairn::dataverse::id::{Guid, RoleId, RootRoleId, UserId};
use cairn::dataverse::json::{Json, JsonReader, NativeReader};
use cairn::dataverse::read::reply;
use cairn::dataverse::render;
use cairn::dataverse::reply::{Body, Ended, RawReply, Reply};
use cairn::dataverse::request::{ApiRoot, ApiVersion, Payload, Query, Write};
use proptest::prelude::*;

/// Trees without fractions: those are never written.
fn json() -> impl Strategy<Value = Json> {
    const SAFE: i64 = (1 << 53) - 1;
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (-SAFE..=SAFE).prop_map(Json::Int),
        any::<String>().prop_map(Json::Text),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::List),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Json::Object),
        ]
    })
}

/// Text in which the words that mean something to a reader are frequent.
fn wire_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "--b",
            "--b--",
            "\r\n",
            "\n",
            "\n\n",
            ":",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 ",
            "Content-Type:",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\u",
            "d800",
            "\\",
            "multipart/mixed; boundary=b",
            "application/json",
            "<html",
            "<",
            ">",
            "'",
            "\"error\":",
            "\"code\":",
            "\"message\":",
            "0x80040220",
            "prv",
            "could not find a property named ",
            "é",
            "\u{feff}",
            "\u{200b}",
            "1e999",
            "\"value\":[",
            "\"RolePrivileges\":[",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(word, 0..24).prop_map(|words| words.concat())
}

fn raw() -> impl Strategy<Value = RawReply> {
    let names = vec!["Content-Type", "Retry-After", "REQ_ID", "x-ms-dop-hint", "x"];
    let types =
        vec!["application/json", "multipart/mixed; boundary=b", "multipart/mixed", "text/html", "text/plain", ""];
    let value = prop_oneof![prop::sample::select(types).prop_map(str::to_owned), any::<String>()];
    let headers = prop::collection::vec((prop::sample::select(names).prop_map(str::to_owned), value), 0..4);
    (any::<u16>(), headers, wire_text()).prop_map(|(status, headers, body)| RawReply { status, headers, body })
}

fn queries() -> Vec<Query> {
    let (user, role, root) = (UserId(Guid::from_bits(1)), RoleId(Guid::from_bits(2)), RootRoleId(Guid::from_bits(3)));
    vec![
        Query::WhoAmI,
        Query::Version,
        Query::CurrentOrganization,
        Query::Organization,
        Query::Solutions { containing: String::new() },
        Query::RoleRoots { name: String::new() },
        Query::RoleCopyCount(root),
        Query::User(user),
        Query::RoleHolders(root),
        Query::RoleTeams(root),
        Query::UserPrivileges(user),
        Query::UserPrivilegesByName { user, names: vec![] },
        Query::RolePrivileges(role),
        Query::PrivilegesNamed(vec![]),
    ]
}

proptest! {
    #[test]
    fn identifiers_are_read_as_they_are_written(bits: u128) {
        let id = Guid::from_bits(bits);
        prop_assert_eq!(Guid::parse(&id.to_string()), Some(id));
        prop_assert_eq!(Guid::parse(&format!("{{{id}}}").to_uppercase()), Some(id));
    }

    #[test]
    fn codes_are_read_as_they_are_written(bits in 1u32..) {
        prop_assert_eq!(Code::parse(&Code(bits).to_string()), Some(Code(bits)));
        prop_assert_eq!(Code::parse(&bits.cast_signed().to_string()), Some(Code(bits)));
    }

    #[test]
    fn json_is_read_as_it_is_written(json in json()) {
        prop_assert_eq!(NativeReader.read(&json.to_text()), Ok(json));
    }

    #[test]
    fn numbers_are_whole_exactly_when_the_browser_can_hold_them(number: i64) {
        let read = NativeReader.read(&number.to_string());
        let expected = if number.unsigned_abs() < 1 << 53 { Json::Int(number) } else { Json::Float(number as f64) };
        prop_assert_eq!(read, Ok(expected));
    }

    #[test]
    fn fractions_keep_every_bit(number in prop::num::f64::NORMAL) {
        match NativeReader.read(&format!("{number:e}")) {
            Ok(Json::Float(read)) => prop_assert_eq!(read.to_bits(), number.to_bits()),
            Ok(Json::Int(read)) => prop_assert_eq!(read as f64, number),
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn any_text_is_json_or_not(text in wire_text()) {
        let _ = NativeReader.read(&text);
    }

    #[test]
    fn any_reply_becomes_an_answer_or_a_fault(raw in raw()) {
        let status = raw.status;
        let read = reply(raw, &NativeReader);
        prop_assert_eq!(read.status, status);
        prop_assert!(!fingerprint(&read).is_empty());
        prop_assert!(classify(&read).message.chars().count() <= 300);
        let ended = Ended::Replied(read);
        let queries = queries();
        for query in &queries {
            let _ = answer(query, &ended);
        }
        if let Ok(answers) = batch_answers(&queries, &ended) {
            prop_assert_eq!(answers.len(), queries.len());
        }
        let write = Write::AssignRole { user: UserId(Guid::from_bits(1)), role: RoleId(Guid::from_bits(2)) };
        if written(&write, &ended).is_ok() {
            prop_assert!((200..300).contains(&status));
        }
    }

    #[test]
    fn any_words_are_classified(status: u16, code: String, words in wire_text()) {
        let error = Json::object([("code", Json::Text(code)), ("message", Json::Text(words))]);
        let body = Body::Json(Json::object([("error", error)]));
        let fault = classify(&Reply { status, retry_after: None, parallel: None, request_id: None, entity: None, body });
        if let Fault { kind: FaultKind::UnknownColumn { name: Some(name) }, .. } = &fault {
            prop_assert!(!name.is_empty());
        }
    }

    #[test]
    fn nothing_that_is_typed_breaks_out_of_a_url(text: String) {
        let root = ApiRoot { client_url: "https://contoso.crm4.dynamics.com".to_owned(), version: ApiVersion::V9_2 };
        for query in [
            Query::UserSearch { text: text.clone(), page: 50 },
            Query::RoleRoots { name: text.clone() },
            Query::UserSearchNext { link: text.clone(), page: 50 },
        ] {
            let url = render::query(&root, &query, &[]).url;
            prop_assert!(url.starts_with("https://contoso.crm4.dynamics.com/api/data/v"), "{}", url);
            prop_assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{}", url);
            if !matches!(query, Query::UserSearchNext { .. }) {
                prop_assert_eq!(url.matches('?').count(), 1);
                prop_assert!(!url.contains('#'));
            }
            let Payload::Multipart { text, .. } = render::batch(&root, &[query], &[], "b").body else {
                return Err(TestCaseError::fail("a batch"));
            };
            prop_assert_eq!(text.matches("\r\n--b").count(), 1);
            prop_assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        }
    }
}
