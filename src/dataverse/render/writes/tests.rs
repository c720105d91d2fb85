use super::super::tests::{A, B, header, root};
use super::super::{write, writes};
use super::*;
use crate::dataverse::id::{ApplicationId, BusinessUnitId, RecordId, RoleId, SdkStepId, UserId};
use crate::dataverse::request::{ApiRoot, ApiVersion};
use crate::dataverse::rows::AccessMode;

const SERVICE: &str = "https://contoso.crm4.dynamics.com/api/data/v9.2";

/// Verb, path below the service root, body.
fn told(request: &HttpRequest) -> (Method, &str, String) {
    let path = request.url.strip_prefix(SERVICE).expect("below the root");
    let body = match &request.body {
        Payload::None => String::new(),
        Payload::Json(json) => json.to_text(),
        Payload::Multipart { text, .. } => text.clone(),
    };
    (request.method, path, body)
}

#[test]
fn a_role_is_assigned_by_an_absolute_reference() {
    let root = ApiRoot { client_url: "http://crm.contoso.local/orgname/".to_owned(), version: ApiVersion::V9_0 };
    let request = write(&root, &Write::AssignRole { user: UserId(A), role: RoleId(B) });
    assert_eq!(request.method, Method::Post);
    assert_eq!(
        request.url,
        format!("http://crm.contoso.local/orgname/api/data/v9.0/systemusers({A})/systemuserroles_association/$ref")
    );
    assert_eq!(header(&request, "Content-Type"), Some("application/json"));
    assert_eq!(header(&request, "If-None-Match"), Some("null"));
    let Payload::Json(body) = request.body else { panic!("a JSON body") };
    let expected = format!("{{\"@odata.id\":\"http://crm.contoso.local/orgname/api/data/v9.0/roles({B})\"}}");
    assert_eq!(body.to_text(), expected);
}

#[test]
fn a_role_is_removed_by_its_own_path() {
    let request = write(&root(), &Write::RemoveRole { user: UserId(A), role: RoleId(B) });
    assert_eq!(request.method, Method::Delete);
    assert_eq!(request.body, Payload::None);
    assert_eq!(header(&request, "Content-Type"), None);
    assert_eq!(
        request.url,
        format!(
            "https://contoso.crm4.dynamics.com/api/data/v9.2/systemusers({A})/systemuserroles_association({B})/$ref"
        )
    );
}

#[test]
fn a_change_never_creates() {
    let lookup = |user| Write::SetLookup {
        entity_set: "con_settings".to_owned(),
        record: RecordId(B),
        navigation: "con_SyncUser".to_owned(),
        user,
    };
    let user = UserId(A);
    for (change, path, body) in [
        (
            Write::SetUserLanguage { user, language: 1033 },
            format!("/usersettingscollection({A})"),
            r#"{"uilanguageid":1033}"#.to_owned(),
        ),
        (
            Write::SetAccessMode { user, mode: AccessMode::NonInteractive },
            format!("/systemusers({A})"),
            r#"{"accessmode":4}"#.to_owned(),
        ),
        (
            Write::SetStepState { step: SdkStepId(A), enabled: true },
            format!("/sdkmessageprocessingsteps({A})"),
            r#"{"statecode":0,"statuscode":1}"#.to_owned(),
        ),
        (
            Write::SetStepState { step: SdkStepId(A), enabled: false },
            format!("/sdkmessageprocessingsteps({A})"),
            r#"{"statecode":1,"statuscode":2}"#.to_owned(),
        ),
        (
            lookup(Some(user)),
            format!("/con_settings({B})"),
            format!(r#"{{"con_SyncUser@odata.bind":"/systemusers({A})"}}"#),
        ),
        (lookup(None), format!("/con_settings({B})"), r#"{"con_SyncUser@odata.bind":null}"#.to_owned()),
    ] {
        let request = write(&root(), &change);
        assert_eq!(told(&request), (Method::Patch, path.as_str(), body));
        assert_eq!(header(&request, "If-Match"), Some("*"), "{change:?}");
        assert_eq!(header(&request, "Content-Type"), Some("application/json"), "{change:?}");
    }
}

#[test]
fn every_access_mode_that_has_a_number_is_written_as_it_is_read() {
    let modes = [
        AccessMode::ReadWrite,
        AccessMode::Administrative,
        AccessMode::Read,
        AccessMode::Support,
        AccessMode::NonInteractive,
        AccessMode::DelegatedAdmin,
    ];
    for (number, mode) in (0..).zip(modes) {
        assert_eq!(mode.number(), Some(number));
    }
    let refused = write(&root(), &Write::SetAccessMode { user: UserId(A), mode: AccessMode::Unknown });
    assert_eq!(told(&refused).2, r#"{"accessmode":null}"#);
}

#[test]
fn publishing_takes_no_parameters() {
    let request = write(&root(), &Write::PublishAll);
    assert_eq!(told(&request), (Method::Post, "/PublishAllXml", "{}".to_owned()));
    assert_eq!(header(&request, "If-Match"), None);
    let request = write(&root(), &Write::PublishAllAsync);
    assert_eq!(told(&request), (Method::Post, "/PublishAllXmlAsync", "{}".to_owned()));
}

#[test]
fn users_are_created_with_their_business_unit() {
    let business_unit = BusinessUnitId(B);
    let unit = format!(r#""businessunitid@odata.bind":"/businessunits({B})""#);
    let request = write(&root(), &Write::CreateApplicationUser { application: ApplicationId(A), business_unit });
    let body = format!(r#"{{"accessmode":4,"applicationid":"{A}",{unit}}}"#);
    assert_eq!(told(&request), (Method::Post, "/systemusers", body));

    let user = |first: &str, email: &str| Write::CreateUser {
        user_name: r"CONTOSO\sync".to_owned(),
        first_name: first.to_owned(),
        last_name: "Sync \"1\"".to_owned(),
        email: email.to_owned(),
        business_unit,
    };
    let request = write(&root(), &user("Marketo", "sync@contoso.local"));
    let names = r#""domainname":"CONTOSO\\sync""#;
    let body = format!(
        r#"{{{unit},{names},"firstname":"Marketo","internalemailaddress":"sync@contoso.local","lastname":"Sync \"1\""}}"#
    );
    assert_eq!(told(&request), (Method::Post, "/systemusers", body));
    let body = format!(r#"{{{unit},{names},"lastname":"Sync \"1\""}}"#);
    assert_eq!(told(&write(&root(), &user("", ""))).2, body);
}

#[test]
fn the_column_of_the_filter_is_boolean_and_no_by_default() {
    let (table, label) = ("lead".to_owned(), "SyncToMkto".to_owned());
    let request = write(&root(), &Write::CreateFilterColumn { table, label, language: 1036 });
    let label = |text: &str| format!(r#"{{"LocalizedLabels":[{{"Label":"{text}","LanguageCode":1036}}]}}"#);
    let body = format!(
        r#"{{"@odata.type":"Microsoft.Dynamics.CRM.BooleanAttributeMetadata","DefaultValue":false,"DisplayName":{},"#,
        label("SyncToMkto")
    ) + &format!(
        r#""OptionSet":{{"FalseOption":{{"Label":{},"Value":0}},"TrueOption":{{"Label":{},"Value":1}}}},"#,
        label("No"),
        label("Yes")
    ) + r#""RequiredLevel":{"Value":"None"},"SchemaName":"new_synctomkto"}"#;
    assert_eq!(told(&request), (Method::Post, "/EntityDefinitions(LogicalName='lead')/Attributes", body));
}

#[test]
fn a_name_cannot_leave_its_place_in_the_path() {
    let table = "lead')/x?y=1".to_owned();
    let request = write(&root(), &Write::CreateFilterColumn { table, label: String::new(), language: 1033 });
    assert_eq!(told(&request).1, "/EntityDefinitions(LogicalName='lead%27%29%2Fx%3Fy%3D1')/Attributes");
    let lookup = Write::SetLookup {
        entity_set: "a(1)/b".to_owned(),
        record: RecordId(A),
        navigation: "n".to_owned(),
        user: None,
    };
    assert_eq!(told(&write(&root(), &lookup)).1, format!("/a%281%29%2Fb({A})"));
}

#[test]
fn writes_in_a_batch_are_carried_out_one_by_one() {
    let all = [
        Write::AssignRole { user: UserId(A), role: RoleId(B) },
        Write::RemoveRole { user: UserId(A), role: RoleId(B) },
        Write::SetUserLanguage { user: UserId(A), language: 1033 },
    ];
    let request = writes(&root(), &all, "batch_1");
    assert_eq!(header(&request, "Prefer"), Some("odata.continue-on-error"));
    assert_eq!(header(&request, "Content-Type"), Some("multipart/mixed; boundary=\"batch_1\""));
    let common = "Accept: application/json\r\nOData-MaxVersion: 4.0\r\nOData-Version: 4.0\r\nIf-None-Match: null\r\n";
    let json = "Content-Type: application/json\r\n";
    let start = "--batch_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    let (method, path, text) = told(&request);
    assert_eq!((method, path), (Method::Post, "/$batch"));
    assert_eq!(
        text,
        format!(
            "{start}POST {SERVICE}/systemusers({A})/systemuserroles_association/$ref HTTP/1.1\r\n{common}{json}\r\n\
             {{\"@odata.id\":\"{SERVICE}/roles({B})\"}}\r\n\
             {start}DELETE {SERVICE}/systemusers({A})/systemuserroles_association({B})/$ref HTTP/1.1\r\n{common}\r\n\r\n\
             {start}PATCH {SERVICE}/usersettingscollection({A}) HTTP/1.1\r\n{common}{json}If-Match: *\r\n\r\n\
             {{\"uilanguageid\":1033}}\r\n\
             --batch_1--\r\n"
        )
    );
}
