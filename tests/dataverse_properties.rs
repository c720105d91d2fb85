//! The Web API module takes any input: no text, status or header makes it panic, and what it writes it reads again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

use cairn::dataverse::decode::{answer, batch_answers, created, job, written, written_each};
use cairn::dataverse::fault::{Code, Fault, FaultKind, classify};
use cairn::dataverse::fingerprint::fingerprint;
use cairn::dataverse::id::{
    ApplicationId, BusinessUnitId, Guid, JobId, PrivilegeId, RecordId, RoleId, RootRoleId, SdkStepId, SolutionId,
    TableId, TeamId, UserId, ViewId,
};
use cairn::dataverse::json::{Json, JsonReader, NativeReader};
use cairn::dataverse::read::reply;
use cairn::dataverse::render;
use cairn::dataverse::reply::{Body, Ended, RawReply, Reply};
use cairn::dataverse::request::{ApiRoot, ApiVersion, ColumnsOf, ConfigTable, Payload, Query, ViewSource, Write};
use cairn::dataverse::rows::AccessMode;
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
            "\"@odata.count\":",
            "\"MetadataId\":\"6f202e6c-e471-ec11-8941-000d3adf0002\",",
            "\"LogicalName\":\"new_synctomkto\",",
            "\"DisplayName\":{\"LocalizedLabels\":[{\"Label\":\"x\",\"LanguageCode\":1033}]},",
            "\"Attributes\":[",
            "\"ManyToOneRelationships\":[",
            "\"Privileges\":[",
            "\"RetrieveProvisionedLanguages\":[1033",
            "\"msdyn_operation\":4,",
            "\"msdyn_starttime\":\"2026-10-02T09:08:07Z\"",
            "\"modifiedon\":\"9999-12-31T23:59:59.999Z\",",
            "\"statecode\":3,",
            "\"AsyncOperationId\":\"",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(word, 0..24).prop_map(|words| words.concat())
}

fn raw() -> impl Strategy<Value = RawReply> {
    let names = vec!["Content-Type", "Retry-After", "REQ_ID", "x-ms-dop-hint", "OData-EntityId", "Location", "x"];
    let types =
        vec!["application/json", "multipart/mixed; boundary=b", "multipart/mixed", "text/html", "text/plain", ""];
    let value = prop_oneof![prop::sample::select(types).prop_map(str::to_owned), any::<String>()];
    let headers = prop::collection::vec((prop::sample::select(names).prop_map(str::to_owned), value), 0..4);
    (any::<u16>(), headers, wire_text()).prop_map(|(status, headers, body)| RawReply { status, headers, body })
}

const ONE: Guid = Guid::from_bits(1);

/// One of each read, with `text` wherever a text goes.
fn queries(text: &str) -> Vec<Query> {
    let (user, root, business_unit) = (UserId(ONE), RootRoleId(ONE), BusinessUnitId(ONE));
    let text = || text.to_owned();
    let table = ConfigTable { entity_set: text(), primary_id: text(), primary_name: text(), lookup_column: text() };
    vec![
        Query::WhoAmI,
        Query::Version,
        Query::CurrentOrganization,
        Query::Organization,
        Query::Solutions { containing: text() },
        Query::RoleRoots { name: text() },
        Query::SolutionComponents(SolutionId(ONE)),
        Query::SdkSteps(vec![SdkStepId(ONE)]),
        Query::RoleCopies { root, business_unit },
        Query::RoleCopyCount(root),
        Query::RoleNamesakes { name: text(), business_unit },
        Query::User(user),
        Query::UserRoles(user),
        Query::UserSearch { text: text(), page: 50 },
        Query::UserSearchNext { link: text(), page: 50 },
        Query::RoleHolders(root),
        Query::RoleTeams(root),
        Query::TeamMembers(TeamId(ONE)),
        Query::TeamRoles(TeamId(ONE)),
        Query::UserTeams(user),
        Query::UserTeamsWith { user, root },
        Query::UserPrivileges(user),
        Query::UserPrivilegesByName { user, names: vec![text()] },
        Query::RolePrivileges(RoleId(ONE)),
        Query::PrivilegeNames(vec![PrivilegeId(ONE)]),
        Query::PrivilegesNamed(vec![text()]),
        Query::UserSettings(user),
        Query::ProvisionedLanguages,
        Query::NonInteractiveUsers,
        Query::Reports(user),
        Query::OwnedQueues(user),
        Query::Table(TableId(ONE)),
        Query::CustomTables,
        Query::WrittenTables,
        Query::YesNoColumns { table: "lead".to_owned() },
        Query::Columns(ColumnsOf::Secured, vec!["lead".to_owned()]),
        Query::Columns(ColumnsOf::Custom, vec!["lead".to_owned()]),
        Query::TeamOwned("lead".to_owned()),
        Query::ConfigRows { table: Box::new(table) },
        Query::FilterColumn { table: text() },
        Query::FilterCount { entity_set: text(), primary_id: text(), column: text(), value: None },
        Query::Publications,
        Query::Job(JobId(ONE)),
        Query::UsersWithoutRole { root, page: 50 },
        Query::BusinessUnits,
        Query::Views,
        Query::PersonalViews,
        Query::ViewUsers { view: ViewSource::Public(ViewId(ONE)), page: 50 },
        Query::ViewUsersNext { link: text(), page: 50 },
        Query::UsersIn { business_unit, page: 50 },
        Query::UsersNamed(vec![text()]),
        Query::UsersById(vec![user]),
    ]
}

/// One of each write, with `text` wherever a text goes.
fn writes(text: &str) -> Vec<Write> {
    let (user, role, business_unit) = (UserId(ONE), RoleId(ONE), BusinessUnitId(ONE));
    let text = || text.to_owned();
    vec![
        Write::AssignRole { user, role },
        Write::RemoveRole { user, role },
        Write::SetUserLanguage { user, language: 1033 },
        Write::SetAccessMode { user, mode: AccessMode::Unknown },
        Write::SetStepState { step: SdkStepId(ONE), enabled: true },
        Write::SetLookup { entity_set: text(), record: RecordId(ONE), navigation: text(), user: None },
        Write::PublishAll,
        Write::PublishAllAsync,
        Write::CreateApplicationUser { application: ApplicationId(ONE), business_unit },
        Write::CreateUser { user_name: text(), first_name: text(), last_name: text(), email: text(), business_unit },
        Write::CreateFilterColumn { table: text(), label: text(), language: 1033 },
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
        let queries = queries("");
        for query in &queries {
            let _ = answer(query, &ended);
        }
        if let Ok(answers) = batch_answers(&queries, &ended) {
            prop_assert_eq!(answers.len(), queries.len());
        }
        let writes = writes("");
        for write in &writes {
            if written(write, &ended).is_ok() {
                prop_assert!((200..300).contains(&status));
            }
        }
        if let Ok(ends) = written_each(&writes, &ended) {
            prop_assert_eq!(ends.len(), writes.len());
        }
        if created(&ended).is_some() || job(&ended).is_some() {
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
        for query in queries(&text) {
            let url = render::query(&root, &query, &[]).url;
            prop_assert!(url.starts_with("https://contoso.crm4.dynamics.com/api/data/v"), "{}", url);
            prop_assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{}", url);
            if !matches!(query, Query::UserSearchNext { .. } | Query::ViewUsersNext { .. }) {
                prop_assert!(url.matches('?').count() <= 1, "{}", url);
                prop_assert!(!url.contains('#'), "{}", url);
            }
            let Payload::Multipart { text, .. } = render::batch(&root, &[query], &[], "b").body else {
                return Err(TestCaseError::fail("a batch"));
            };
            prop_assert_eq!(text.matches("\r\n--b").count(), 1);
            prop_assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        }
        for write in writes(&text) {
            let url = render::write(&root, &write).url;
            let path = url.strip_prefix("https://contoso.crm4.dynamics.com/api/data/v9.2/");
            let path = path.ok_or_else(|| TestCaseError::fail(url.clone()))?;
            prop_assert!(path.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#".contains(&byte)), "{}", path);
            let Payload::Multipart { text, .. } = render::writes(&root, &[write], "b").body else {
                return Err(TestCaseError::fail("a batch"));
            };
            prop_assert_eq!(text.matches("\r\n--b").count(), 1);
            prop_assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        }
    }

    #[test]
    fn a_name_out_of_the_metadata_adds_no_segment(text: String) {
        let write = Write::CreateFilterColumn { table: text.clone(), label: String::new(), language: 1033 };
        let root = ApiRoot { client_url: "https://contoso.crm4.dynamics.com".to_owned(), version: ApiVersion::V9_2 };
        let url = render::write(&root, &write).url;
        prop_assert_eq!(url.matches('/').count(), 7, "{}", url);
        prop_assert_eq!(url.matches('\'').count(), 2, "{}", url);
        let entity_set = text;
        let write = Write::SetLookup { entity_set, record: RecordId(ONE), navigation: String::new(), user: None };
        let url = render::write(&root, &write).url;
        prop_assert_eq!(url.matches('/').count(), 6, "{}", url);
    }
}
