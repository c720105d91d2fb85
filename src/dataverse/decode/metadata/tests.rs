use super::super::tests::{A, B, C, ok, shape};
use crate::dataverse::fault::FaultKind;
use crate::dataverse::id::{PrivilegeId, SdkStepId, TableId};
use crate::dataverse::request::{ColumnsOf, Query};
use crate::dataverse::rows::{
    Answer, Column, ColumnKind, FilterTable, Label, Lookup, PrivilegeName, SdkStep, Table, TableColumns, YesNoColumn,
};

fn label(language: u32, text: &str) -> Label {
    Label { language, text: text.to_owned() }
}

#[test]
fn steps_and_whether_they_may_be_switched() {
    let query = Query::SdkSteps(vec![]);
    let body = r#"{"value":[
        {"sdkmessageprocessingstepid":"A","name":"Create of lead","statecode":0,
         "iscustomizable":{"Value":true,"CanBeChanged":true,"ManagedPropertyLogicalName":"iscustomizableanddeletable"}},
        {"sdkmessageprocessingstepid":"B","name":"Update of lead","statecode":1,"iscustomizable":{"Value":false}},
        {"sdkmessageprocessingstepid":"C","statecode":1}]}"#;
    let step = |id, name: &str, enabled, customizable| SdkStep {
        id: SdkStepId(id),
        name: name.to_owned(),
        enabled,
        customizable,
    };
    let expected = vec![
        step(A, "Create of lead", true, Some(true)),
        step(B, "Update of lead", false, Some(false)),
        step(C, "", false, None),
    ];
    assert_eq!(ok(&query, body), Ok(Answer::SdkSteps(expected)));
    let stateless = r#"{"value":[{"sdkmessageprocessingstepid":"A"}]}"#;
    assert_eq!(ok(&query, stateless), shape("sdkmessageprocessingsteps.statecode"));
    let nameless = shape("sdkmessageprocessingsteps.sdkmessageprocessingstepid");
    assert_eq!(ok(&query, r#"{"value":[{"statecode":0}]}"#), nameless);
}

const TABLE: &str = r#"{"MetadataId":"A","LogicalName":"con_setting","EntitySetName":"con_settings",
    "PrimaryIdAttribute":"con_settingid","PrimaryNameAttribute":"con_name","IsCustomEntity":true,"IsManaged":true,
    "DisplayName":{"LocalizedLabels":[{"Label":"Marketo Config","LanguageCode":1033},
        {"Label":"Configuration Marketo","LanguageCode":1036},{"Label":null,"LanguageCode":1031},{"Label":"x"}],
        "UserLocalizedLabel":{"Label":"Configuration Marketo","LanguageCode":1036}},
    "Privileges":[{"Name":"prvCreatecon_setting","PrivilegeId":"B","PrivilegeType":"Create"},
        {"Name":"prvReadcon_setting","PrivilegeId":"C","PrivilegeType":"Read","CanBeGlobal":true}],
    "Attributes":[{"LogicalName":"con_syncuser","IsCustomAttribute":true,
        "DisplayName":{"LocalizedLabels":[{"Label":"Marketo User","LanguageCode":1033}]}},
        {"LogicalName":"createdby","IsCustomAttribute":false,"DisplayName":{"LocalizedLabels":[]}}],
    "ManyToOneRelationships":[
        {"ReferencingAttribute":"con_syncuser","ReferencedEntity":"systemuser",
         "ReferencingEntityNavigationPropertyName":"con_SyncUser","IsCustomRelationship":true},
        {"ReferencingAttribute":"createdby","ReferencedEntity":"systemuser",
         "ReferencingEntityNavigationPropertyName":"createdby","IsCustomRelationship":false},
        {"ReferencingAttribute":"con_other","ReferencedEntity":"lead","IsCustomRelationship":true,
         "ReferencingEntityNavigationPropertyName":"con_Other"},
        {"ReferencingAttribute":"nowhere","ReferencedEntity":null}]}"#;

fn expected() -> Table {
    let lookup = |column: &str, labels, target: &str, navigation: &str, custom| Lookup {
        column: column.to_owned(),
        labels,
        target: target.to_owned(),
        navigation: navigation.to_owned(),
        custom,
    };
    Table {
        id: TableId(A),
        logical_name: "con_setting".to_owned(),
        entity_set: "con_settings".to_owned(),
        primary_id: "con_settingid".to_owned(),
        primary_name: "con_name".to_owned(),
        labels: vec![label(1033, "Marketo Config"), label(1036, "Configuration Marketo")],
        custom: true,
        managed: true,
        read_privilege: Some(PrivilegeId(C)),
        create_privilege: Some(PrivilegeName { id: PrivilegeId(B), name: "prvCreatecon_setting".to_owned() }),
        write_privilege: None,
        lookups: vec![
            lookup("con_syncuser", vec![label(1033, "Marketo User")], "systemuser", "con_SyncUser", true),
            lookup("createdby", vec![], "systemuser", "createdby", false),
            lookup("con_other", vec![], "lead", "con_Other", true),
        ],
    }
}

#[test]
fn a_table_with_its_labels_and_lookups() {
    assert_eq!(ok(&Query::Table(TableId(A)), TABLE), Ok(Answer::Table(expected())));
    let wrapped = format!(r#"{{"value":[{TABLE}]}}"#);
    assert_eq!(ok(&Query::Table(TableId(A)), &wrapped), Ok(Answer::Table(expected())));
    assert_eq!(ok(&Query::CustomTables, &wrapped), Ok(Answer::Tables(vec![expected()])));
}

#[test]
fn a_table_that_tells_little() {
    let query = Query::Table(TableId(A));
    let bare =
        r#"{"MetadataId":"B","LogicalName":"x","EntitySetName":null,"PrimaryNameAttribute":null,"DisplayName":null}"#;
    let Ok(Answer::Table(table)) = ok(&query, bare) else { panic!("a table") };
    assert_eq!((table.id, table.entity_set.as_str(), table.read_privilege), (TableId(B), "", None));
    assert!(table.labels.is_empty() && table.lookups.is_empty() && !table.custom && !table.managed);
    assert_eq!(ok(&query, r#"{"LogicalName":"x"}"#), shape("EntityDefinitions.MetadataId"));
    assert_eq!(ok(&query, r#"{"MetadataId":"A"}"#), shape("EntityDefinitions.LogicalName"));
    assert_eq!(ok(&Query::CustomTables, "{}"), shape("EntityDefinitions.value"));
    let numbered = r#"{"MetadataId":"A","LogicalName":"x","Privileges":[{"PrivilegeId":"C","PrivilegeType":2}]}"#;
    let Ok(Answer::Table(table)) = ok(&query, numbered) else { panic!("a table") };
    assert_eq!(table.read_privilege, Some(PrivilegeId(C)));
    assert_eq!((table.create_privilege, table.write_privilege), (None, None));
    for (create, write) in [("\"Create\"", "\"Write\""), ("1", "3")] {
        let told = format!(
            r#"{{"MetadataId":"A","LogicalName":"x","Privileges":[
            {{"PrivilegeId":"B","Name":"prvCreateX","PrivilegeType":{create}}},
            {{"PrivilegeId":"C","Name":"prvWriteX","PrivilegeType":{write}}}]}}"#
        );
        let Ok(Answer::Table(table)) = ok(&query, &told) else { panic!("a table") };
        let named = |id, name: &str| Some(PrivilegeName { id: PrivilegeId(id), name: name.to_owned() });
        assert_eq!((table.create_privilege, table.write_privilege), (named(B, "prvCreateX"), named(C, "prvWriteX")));
        assert_eq!(table.read_privilege, None);
    }
}

#[test]
fn yes_no_columns_say_what_new_rows_get_and_who_sees_them() {
    let query = Query::YesNoColumns { table: "lead".to_owned() };
    let body = r#"{"value":[{"LogicalName":"a","DefaultValue":true,"IsSecured":false},
        {"LogicalName":"b","DefaultValue":false,"IsSecured":true},{"LogicalName":"c","DefaultValue":null}]}"#;
    let column = |name: &str, default_yes, secured| YesNoColumn { logical_name: name.to_owned(), default_yes, secured };
    let all = vec![column("a", true, false), column("b", false, true), column("c", false, false)];
    assert_eq!(ok(&query, body), Ok(Answer::YesNoColumns(all)));
    assert_eq!(ok(&query, r#"{"value":[{}]}"#), shape("Attributes.LogicalName"));
}

#[test]
fn columns_are_told_by_table() {
    let query = Query::Columns(ColumnsOf::Custom, vec!["lead".to_owned()]);
    let typed = r##"{"@odata.type":"#Microsoft.Dynamics.CRM.StringAttributeMetadata","LogicalName":"new_a"}"##;
    let labels = r#"{"LocalizedLabels":[{"Label":"Bee","LanguageCode":1033},{"Label":"Bé","LanguageCode":1036}]}"#;
    let columns = format!(r#"{typed},{{"LogicalName":"new_b","MetadataId":"{A}","DisplayName":{labels}}}"#);
    let body =
        format!(r#"{{"value":[{{"LogicalName":"lead","Attributes":[{columns}]}},{{"LogicalName":"contact"}}]}}"#);
    let label = |language, text: &str| Label { language, text: text.to_owned() };
    let named =
        vec![("new_a".to_owned(), Vec::new()), ("new_b".to_owned(), vec![label(1033, "Bee"), label(1036, "Bé")])];
    let told = |table: &str, columns| TableColumns { table: table.to_owned(), columns };
    let all = vec![told("lead", named), told("contact", Vec::new())];
    assert_eq!(ok(&query, &body), Ok(Answer::Columns(all)));
    assert_eq!(ok(&query, r#"{"value":[{}]}"#), shape("EntityDefinitions.LogicalName"));
}

#[test]
fn the_filter_is_found_by_name_and_kind() {
    let query = Query::FilterColumn { table: "lead".to_owned() };
    let table = |kind: Option<ColumnKind>| {
        Ok::<_, FaultKind>(Answer::FilterTable(FilterTable {
            entity_set: "leads".to_owned(),
            primary_id: "leadid".to_owned(),
            column: kind.map(|kind| Column { logical_name: "new_synctomkto".to_owned(), kind }),
        }))
    };
    let body = |columns: &str| {
        ok(&query, &format!(r#"{{"EntitySetName":"leads","PrimaryIdAttribute":"leadid","Attributes":[{columns}]}}"#))
    };
    let boolean = r#"{"LogicalName":"new_synctomkto","AttributeType":"Boolean"}"#;
    assert_eq!(body(boolean), table(Some(ColumnKind::Boolean)));
    let text = r#"{"LogicalName":"new_synctomkto","AttributeType":"Picklist"}"#;
    assert_eq!(body(text), table(Some(ColumnKind::Other("Picklist".to_owned()))));
    assert_eq!(body(r#"{"LogicalName":"cr1_synctomkto","AttributeType":"Boolean"}"#), table(None));
    assert_eq!(body(""), table(None));
    assert_eq!(ok(&query, "{}"), shape("EntityDefinitions.EntitySetName"));
    assert_eq!(ok(&query, r#"{"EntitySetName":"leads"}"#), shape("EntityDefinitions.PrimaryIdAttribute"));
}
