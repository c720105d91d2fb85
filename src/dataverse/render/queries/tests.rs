use super::super::tests::{A, B, USER, path};
use super::*;
use crate::dataverse::id::{BusinessUnitId, JobId, RootRoleId, SdkStepId, TableId, UserId, ViewId};
use crate::dataverse::request::{ColumnsOf, ConfigTable};

const ROLES: &str = "systemuserroles_association($select=roleid,name,_businessunitid_value,_parentrootroleid_value,\
                     _roletemplateid_value,ismanaged,isautoassigned)";
const TABLE: &str = "$select=LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,DisplayName,\
                     IsCustomEntity,IsManaged,Privileges";
const RELATIONSHIP: &str = "ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,\
                            ReferencingEntityNavigationPropertyName,IsCustomRelationship";

#[test]
fn steps_languages_and_settings() {
    assert_eq!(
        path(&Query::SdkSteps(vec![SdkStepId(A), SdkStepId(B)]), &[]),
        format!(
            "sdkmessageprocessingsteps?$select=sdkmessageprocessingstepid,name,statecode,iscustomizable\
             &$filter=sdkmessageprocessingstepid eq {A} or sdkmessageprocessingstepid eq {B}"
        )
    );
    let user = UserId(A);
    assert_eq!(path(&Query::UserSettings(user), &[]), format!("usersettingscollection({A})?$select=uilanguageid"));
    assert_eq!(path(&Query::ProvisionedLanguages, &[]), "RetrieveProvisionedLanguages()");
}

#[test]
fn what_is_only_counted() {
    let people = "systemusers?$select=systemuserid&$filter=";
    let none = "accessmode eq 4 and isdisabled eq false";
    assert_eq!(path(&Query::NonInteractiveUsers, &[]), format!("{people}{none} and applicationid eq null&$count=true"));
    assert_eq!(
        path(&Query::NonInteractiveUsers, &[OptionalColumn::UserApplicationId]),
        format!("{people}{none}&$count=true")
    );
    assert_eq!(path(&Query::Reports(UserId(A)), &[]), format!("{people}_parentsystemuserid_value eq {A}&$count=true"));
    assert_eq!(
        path(&Query::OwnedQueues(UserId(A)), &[]),
        format!(
            "queues?$select=queueid&$filter=_ownerid_value eq {A} and not queue_system_user/any(u:u/systemuserid eq {A})\
             &$count=true"
        )
    );
    assert_eq!(
        path(&Query::TeamOwned("contact".to_owned()), &[]),
        "contacts?$select=contactid&$filter=_owningteam_value ne null&$count=true"
    );
    for (value, text) in [(Some(true), "true"), (Some(false), "false"), (None, "null")] {
        let query = Query::FilterCount {
            entity_set: "leads".to_owned(),
            primary_id: "leadid".to_owned(),
            column: "new_synctomkto".to_owned(),
            value,
        };
        let expected = format!("leads?$select=leadid&$filter=new_synctomkto eq {text}&$count=true");
        assert_eq!(path(&query, &[]), expected);
    }
}

#[test]
fn metadata_is_asked_without_what_it_refuses() {
    assert_eq!(
        path(&Query::Table(TableId(A)), &[]),
        format!(
            "EntityDefinitions({A})?{TABLE}&$expand=Attributes($select=LogicalName,DisplayName,IsCustomAttribute;\
             $filter=AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Lookup'),{RELATIONSHIP})"
        )
    );
    assert_eq!(
        path(&Query::CustomTables, &[]),
        format!(
            "EntityDefinitions?{TABLE}&$filter=IsCustomEntity eq true&$expand={RELATIONSHIP};\
             $filter=ReferencedEntity eq 'lead' or ReferencedEntity eq 'contact' or ReferencedEntity eq 'account')"
        )
    );
    assert_eq!(
        path(&Query::FilterColumn { table: "lead".to_owned() }, &[]),
        "EntityDefinitions(LogicalName='lead')?$select=EntitySetName,PrimaryIdAttribute\
         &$expand=Attributes($select=LogicalName,AttributeType;$filter=LogicalName eq 'new_synctomkto')"
    );
    assert_eq!(
        path(&Query::WrittenTables, &[]),
        format!(
            "EntityDefinitions?{TABLE}&$filter=LogicalName eq 'systemuser' or LogicalName eq 'sdkmessageprocessingstep'"
        )
    );
    assert_eq!(
        path(&Query::YesNoColumns { table: "lead".to_owned() }, &[]),
        "EntityDefinitions(LogicalName='lead')/Attributes/Microsoft.Dynamics.CRM.BooleanAttributeMetadata\
         ?$select=LogicalName,DefaultValue,IsSecured"
    );
    for (which, columns) in [
        (ColumnsOf::Secured, "$select=LogicalName;$filter=IsSecured eq true"),
        (ColumnsOf::Custom, "$select=LogicalName,DisplayName;$filter=IsCustomAttribute eq true"),
    ] {
        assert_eq!(
            path(&Query::Columns(which, vec!["lead".to_owned(), "contact".to_owned()]), &[]),
            format!(
                "EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'lead' or LogicalName eq 'contact'\
                 &$expand=Attributes({columns})"
            )
        );
    }
    for query in [Query::Table(TableId(A)), Query::CustomTables, Query::FilterColumn { table: "lead".to_owned() }] {
        let path = path(&query, &[]);
        for refused in ["$top", "$skip", "$orderby", "contains(", "startswith(", "endswith(", "tolower("] {
            assert!(!path.contains(refused), "{path}");
        }
    }
}

#[test]
fn the_rows_of_a_configuration_table() {
    let rows = |set: &str, lookup: &str| {
        let table = ConfigTable {
            entity_set: set.to_owned(),
            primary_id: "con_settingid".to_owned(),
            primary_name: "con_name".to_owned(),
            lookup_column: lookup.to_owned(),
        };
        url(&super::super::tests::root(), &Query::ConfigRows { table: Box::new(table) }, &[])
    };
    let service = "https://contoso.crm4.dynamics.com/api/data/v9.2";
    assert_eq!(
        rows("con_settings", "con_syncuser"),
        format!("{service}/con_settings?$select=con_settingid,con_name,_con_syncuser_value,modifiedon")
    );
    // What is no name stays one: `%` of its escape is escaped again inside an option.
    assert_eq!(
        rows("a/b?c", "x&$top=1"),
        format!("{service}/a%2Fb%3Fc?$select=con_settingid,con_name,_x%2526%2524top%253D1_value,modifiedon")
    );
}

#[test]
fn publications_and_jobs() {
    assert_eq!(
        path(&Query::Publications, &[]),
        "msdyn_solutionhistories?$select=msdyn_operation,msdyn_status,msdyn_result,msdyn_starttime,msdyn_endtime\
         &$filter=msdyn_operation eq 4&$orderby=msdyn_starttime desc&$top=5"
    );
    assert_eq!(
        path(&Query::Job(JobId(A)), &[]),
        format!("asyncoperations({A})?$select=statecode,statuscode,message,friendlymessage")
    );
}

#[test]
fn views_and_their_users() {
    let filter = "returnedtypecode eq 'systemuser' and querytype eq 0 and statecode eq 0";
    assert_eq!(
        path(&Query::Views, &[]),
        format!("savedqueries?$select=savedqueryid,name&$filter={filter}&$orderby=name,savedqueryid")
    );
    assert_eq!(
        path(&Query::PersonalViews, &[]),
        format!("userqueries?$select=userqueryid,name&$filter={filter}&$orderby=name,userqueryid")
    );
    let users = |view| path(&Query::ViewUsers { view, page: 500 }, &[]);
    assert_eq!(users(ViewSource::Public(ViewId(A))), format!("systemusers?savedQuery={A}"));
    assert_eq!(users(ViewSource::Personal(ViewId(A))), format!("systemusers?userQuery={A}"));
    let link = "systemusers?savedQuery=x&$skiptoken=y".to_owned();
    assert_eq!(path(&Query::ViewUsersNext { link: link.clone(), page: 500 }, &[]), link);
}

#[test]
fn all_copies_of_a_role() {
    let asked = path(&Query::AllRoleCopies(RootRoleId(A)), &[]);
    assert!(asked.ends_with(&format!("&$filter=_parentrootroleid_value eq {A} and componentstate eq 0")), "{asked}");
}

#[test]
fn business_units_and_their_users() {
    assert_eq!(
        path(&Query::BusinessUnits, &[]),
        "businessunits?$select=businessunitid,name,_parentbusinessunitid_value&$orderby=name,businessunitid"
    );
    assert_eq!(
        path(&Query::UsersIn { business_unit: BusinessUnitId(A), page: 500 }, &[]),
        format!(
            "systemusers?$select={USER}&$filter=_businessunitid_value eq {A} and isdisabled eq false\
             &$expand={ROLES}&$orderby=fullname,systemuserid&$count=true"
        )
    );
}

#[test]
fn people_who_still_need_the_role() {
    let lacking = Query::UsersWithoutRole { root: RootRoleId(A), page: 500 };
    let enabled = "isdisabled eq false and (accessmode eq 0 or accessmode eq 2)";
    let holds = format!("not systemuserroles_association/any(r:r/_parentrootroleid_value eq {A})");
    let end = "&$orderby=fullname,systemuserid&$count=true";
    assert_eq!(
        path(&lacking, &[]),
        format!("systemusers?$select={USER}&$filter={enabled} and applicationid eq null and {holds}{end}")
    );
    let asked = path(&lacking, &[OptionalColumn::UserApplicationId]);
    assert!(asked.ends_with(&format!("{enabled} and {holds}{end}")), "{asked}");
}

#[test]
fn users_by_name_and_by_id() {
    let start = format!("systemusers?$select={USER}&$filter=accessmode ne 3 and accessmode ne 5 and (");
    let end = format!(")&$expand={ROLES}&$orderby=fullname,systemuserid");
    let named = |texts: &[&str]| path(&Query::UsersNamed(texts.iter().map(|t| (*t).to_owned()).collect()), &[]);
    let all =
        |text: &str| format!("domainname eq '{text}' or internalemailaddress eq '{text}' or fullname eq '{text}'");
    assert_eq!(named(&[" o'neil "]), format!("{start}{}{end}", all("o''neil")));
    let braced = format!("{{{}}}", A.to_string().to_uppercase());
    assert_eq!(
        named(&["ana@contoso.com", &braced]),
        format!("{start}{} or {} or systemuserid eq {A}{end}", all("ana@contoso.com"), all(&braced))
    );
    assert_eq!(named(&[]), format!("{start}systemuserid eq null{end}"));

    let by_id = |ids| path(&Query::UsersById(ids), &[]);
    assert_eq!(
        by_id(vec![UserId(A), UserId(B)]),
        format!("systemusers?$select={USER}&$filter=systemuserid eq {A} or systemuserid eq {B}&$expand={ROLES}")
    );
    assert!(by_id(vec![]).contains("$filter=systemuserid eq null&"));
}
