use super::super::tests::{A, B, C, ok, shape};
use super::*;
use crate::dataverse::id::JobId;
use crate::dataverse::request::Query;
use crate::dataverse::rows::Answer;

#[test]
fn the_language_of_a_user() {
    let query = Query::UserSettings(UserId(A));
    let language = |language| Ok(Answer::UserSettings(UserSettings { language }));
    assert_eq!(ok(&query, r#"{"systemuserid":"A","uilanguageid":1036}"#), language(Some(1036)));
    assert_eq!(ok(&query, r#"{"uilanguageid":0}"#), language(Some(0)));
    assert_eq!(ok(&query, r#"{"uilanguageid":null}"#), language(None));
    let listed = r#"{"value":[{"@odata.etag":"W/\"1\"","uilanguageid":1033,"systemuserid":"A"}]}"#;
    assert_eq!(ok(&query, listed), language(Some(1033)));
}

#[test]
fn provisioned_languages() {
    let query = Query::ProvisionedLanguages;
    let body = r#"{"@odata.context":"x","RetrieveProvisionedLanguages":[1033,1036]}"#;
    assert_eq!(ok(&query, body), Ok(Answer::Languages(vec![1033, 1036])));
    assert_eq!(ok(&query, "{}"), shape("RetrieveProvisionedLanguages"));
    assert_eq!(ok(&query, r#"{"RetrieveProvisionedLanguages":[1033,"x"]}"#), shape("RetrieveProvisionedLanguages"));
}

fn table() -> ConfigTable {
    ConfigTable {
        entity_set: "con_settings".to_owned(),
        primary_id: "con_settingid".to_owned(),
        primary_name: "con_name".to_owned(),
        lookup_column: "con_syncuser".to_owned(),
    }
}

#[test]
fn the_rows_of_a_configuration_table() {
    let query = Query::ConfigRows { table: Box::new(table()) };
    let body = r#"{"value":[
        {"@odata.etag":"W/\"2264386\"","con_settingid":"A","con_name":"Default","_con_syncuser_value":"B",
         "_con_syncuser_value@OData.Community.Display.V1.FormattedValue":"Marketo Sync",
         "modifiedon":"2026-10-02T09:08:07Z"},
        {"con_settingid":"C","con_name":null,"_con_syncuser_value":null,"modifiedon":"yesterday"}]}"#;
    let expected = vec![
        ConfigRow {
            id: RecordId(A),
            name: "Default".to_owned(),
            user: Some((UserId(B), "Marketo Sync".to_owned())),
            modified: Some(1_790_932_087_000),
            etag: Some("W/\"2264386\"".to_owned()),
        },
        ConfigRow { id: RecordId(C), name: String::new(), user: None, modified: None, etag: None },
    ];
    assert_eq!(ok(&query, body), Ok(Answer::ConfigRows(expected)));
    assert_eq!(ok(&query, r#"{"value":[{"con_name":"Default"}]}"#), shape("configuration.key"));
    assert_eq!(ok(&query, r#"{"value":[],"@odata.nextLink":"x"}"#), shape("configuration.@odata.nextLink"));
}

#[test]
fn publications_of_everything() {
    let body = r#"{"value":[
        {"msdyn_operation":4,"msdyn_status":0,"msdyn_result":null,"msdyn_starttime":"1970-01-01T00:00:03Z"},
        {"msdyn_operation":4,"msdyn_status":1,"msdyn_result":true,"msdyn_starttime":"1970-01-01T00:00:01Z",
         "msdyn_endtime":"1970-01-01T00:00:02Z"},
        {"msdyn_operation":3,"msdyn_status":1,"msdyn_result":true,"msdyn_starttime":"1970-01-01T00:00:01Z"},
        {"msdyn_operation":4,"msdyn_status":1,"msdyn_result":false,"msdyn_starttime":"1970-01-01T00:00:00.5Z"},
        {"msdyn_operation":4,"msdyn_status":2,"msdyn_result":false,"msdyn_starttime":"1970-01-01T00:00:00Z"},
        {"msdyn_operation":4,"msdyn_status":2,"msdyn_starttime":null}],"@odata.nextLink":"x"}"#;
    let publication = |started, ended, succeeded| Publication { started, ended, succeeded };
    let expected = vec![
        publication(3_000, None, None),
        publication(1_000, Some(2_000), Some(true)),
        publication(500, None, Some(false)),
        publication(0, None, None),
    ];
    assert_eq!(ok(&Query::Publications, body), Ok(Answer::Publications(expected)));
    assert_eq!(ok(&Query::Publications, "{}"), shape("msdyn_solutionhistories.value"));
}

#[test]
fn a_job_has_succeeded_only_at_its_end() {
    let query = Query::Job(JobId(A));
    let job = |state: i64, status: i64| {
        let body = format!(r#"{{"statecode":{state},"statuscode":{status},"message":"raw","friendlymessage":"kind"}}"#);
        let Ok(Answer::Job(job)) = ok(&query, &body) else { panic!("a job") };
        (job.finished, job.succeeded)
    };
    assert_eq!(job(0, 0), (false, false));
    assert_eq!(job(2, 20), (false, false));
    assert_eq!(job(2, 30), (false, false));
    assert_eq!(job(3, 30), (true, true));
    assert_eq!(job(3, 31), (true, false));
    assert_eq!(job(3, 32), (true, false));
    let said = |texts: &str| {
        let Ok(Answer::Job(job)) = ok(&query, &format!(r#"{{"statecode":3,"statuscode":31{texts}}}"#)) else {
            panic!("a job")
        };
        job.message
    };
    assert_eq!(said(r#","message":"raw","friendlymessage":"kind""#), "kind");
    assert_eq!(said(r#","message":"raw","friendlymessage":null"#), "raw");
    assert_eq!(said(""), "");
    assert_eq!(ok(&query, r#"{"statuscode":30}"#), shape("asyncoperations.statecode"));
    assert_eq!(ok(&query, r#"{"statecode":3}"#), shape("asyncoperations.statuscode"));
}

#[test]
fn business_units_and_views() {
    let body = r#"{"value":[{"businessunitid":"A","name":"Contoso","_parentbusinessunitid_value":null},
        {"businessunitid":"B","name":"Sales","_parentbusinessunitid_value":"A"}]}"#;
    let unit = |id, name: &str, parent: Option<_>| BusinessUnit {
        id: BusinessUnitId(id),
        name: name.to_owned(),
        parent: parent.map(BusinessUnitId),
    };
    let expected = vec![unit(A, "Contoso", None), unit(B, "Sales", Some(A))];
    assert_eq!(ok(&Query::BusinessUnits, body), Ok(Answer::BusinessUnits(expected)));
    assert_eq!(ok(&Query::BusinessUnits, r#"{"value":[{}]}"#), shape("businessunits.businessunitid"));

    let view = |personal| Ok(Answer::Views(vec![View { id: ViewId(C), name: "Enabled Users".to_owned(), personal }]));
    assert_eq!(ok(&Query::Views, r#"{"value":[{"savedqueryid":"C","name":"Enabled Users"}]}"#), view(false));
    assert_eq!(ok(&Query::PersonalViews, r#"{"value":[{"userqueryid":"C","name":"Enabled Users"}]}"#), view(true));
    assert_eq!(ok(&Query::Views, r#"{"value":[{}]}"#), shape("savedqueries.savedqueryid"));
    assert_eq!(ok(&Query::PersonalViews, r#"{"value":[{}]}"#), shape("userqueries.userqueryid"));
}
