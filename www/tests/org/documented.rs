//! The exchanges that Microsoft documents, rebuilt on Contoso's data.

use practice::org::Scenario;
use serde_json::json;

use crate::common::Browser;

const FORMATTED: &str = "OData.Community.Display.V1.FormattedValue";

fn browser() -> Browser {
    Browser::new(Scenario::UserReady)
}

#[test]
fn who_am_i_with_and_without_parentheses() {
    let mut browser = browser();
    let admin = browser.user("Alex Admin");
    let unit = browser.id_of("businessunits?$select=businessunitid&$filter=_parentbusinessunitid_value eq null");
    for path in ["WhoAmI", "WhoAmI()"] {
        let answer = browser.get(path);
        let body = answer.json();
        assert_eq!(answer.status, 200);
        assert_eq!(body["@odata.context"], browser.url("$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse"));
        assert_eq!(body["UserId"], admin.as_str());
        assert_eq!(body["BusinessUnitId"], unit.as_str());
        assert_eq!(body["OrganizationId"].as_str().unwrap().len(), 36);
        assert_eq!(answer.header("OData-Version"), Some("4.0"));
        assert_eq!(answer.header("Content-Type"), Some("application/json; odata.metadata=minimal"));
        assert!(answer.header("x-ms-service-request-id").unwrap().contains(','));
    }
}

#[test]
fn the_current_organization_in_both_parameter_forms() {
    let mut browser = browser();
    for path in [
        "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'",
        "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')",
    ] {
        let body = browser.get(path).json();
        let detail = &body["Detail"];
        assert_eq!(
            body["@odata.context"],
            browser.url("$metadata#Microsoft.Dynamics.CRM.RetrieveCurrentOrganizationResponse")
        );
        assert_eq!(detail["FriendlyName"], "Contoso");
        assert_eq!(detail["State"], "Enabled");
        assert_eq!(detail["Endpoints"]["Count"], 3);
        assert_eq!(detail["Endpoints"]["Values"][0], "https://contoso.crm4.dynamics.com/");
        assert!(detail["EnvironmentId"].is_string() && detail["TenantId"].is_string());
    }
    assert_eq!(browser.get("RetrieveCurrentOrganization(AccessType='Default')").status, 400);
    assert_eq!(browser.get("RetrieveVersion()").json()["Version"], "9.2.24073.198");
}

#[test]
fn on_premises_knows_less_of_itself() {
    let mut browser = Browser::new(Scenario::OnPremises);
    let path = "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'";
    let detail = browser.get(path).json()["Detail"].clone();
    assert_eq!(detail["Endpoints"]["Values"][0], "https://crm.contoso.local/orgname/");
    for name in ["EnvironmentId", "TenantId", "Geo", "DatacenterId", "OrganizationType"] {
        assert!(detail.get(name).is_none(), "{name}");
    }
}

#[test]
fn total_record_count_takes_a_list() {
    let mut browser = browser();
    let count = |browser: &mut Browser, set: &str| browser.get(&format!("{set}/$count")).text().parse::<u32>().unwrap();
    let (accounts, contacts) = (count(&mut browser, "accounts"), count(&mut browser, "contacts"));
    browser.write("POST", "accounts", &json!({ "name": "Northwind" }));
    let body = browser.get("RetrieveTotalRecordCount(EntityNames=@p1)?@p1=[\"account\",\"contact\"]").json();
    assert_eq!(
        body["EntityRecordCountCollection"],
        json!({
            "Count": 2, "IsReadOnly": false, "Keys": ["account", "contact"], "Values": [accounts + 1, contacts]
        })
    );
}

#[test]
fn user_settings_by_filter_with_count() {
    let mut browser = browser();
    let user = browser.user("Jasmin Keller");
    let answer = browser
        .get(&format!("usersettingscollection?$select=uilanguageid&$filter=systemuserid eq {user}&$top=1&$count=true"));
    let body = answer.json();
    assert_eq!(body["@odata.context"], browser.url("$metadata#usersettingscollection(uilanguageid)"));
    assert_eq!(body["@odata.count"], 1);
    let row = &body["value"][0];
    assert_eq!((row["uilanguageid"].as_i64(), row["systemuserid"].as_str()), (Some(0), Some(user.as_str())));
    assert!(row["@odata.etag"].as_str().unwrap().starts_with("W/\""));
    let by_key = browser.get(&format!("usersettingscollection({user})?$select=uilanguageid")).json();
    assert_eq!(by_key["systemuserid"], user.as_str());
}

#[test]
fn a_row_with_expanded_lookups() {
    let mut browser = browser();
    let made = browser.write("POST", "accounts", &json!({ "name": "Sample" }));
    let link = made.header("OData-EntityId").unwrap().to_owned();
    assert_eq!((made.status, made.header("Location")), (204, Some(link.as_str())));
    let path = link.strip_prefix(&browser.root()).unwrap().to_owned();
    let answer = browser.get(&format!(
        "{path}?$select=name&$expand=createdby($select=fullname,azureactivedirectoryobjectid),owninguser(\
         $select=fullname)"
    ));
    let body = answer.json();
    assert_eq!(
        body["@odata.context"],
        browser.url(
            "$metadata#accounts(name,createdby(fullname,azureactivedirectoryobjectid),owninguser(fullname))/$entity"
        )
    );
    assert_eq!(answer.header("ETag"), body["@odata.etag"].as_str());
    assert_eq!(body["createdby"]["fullname"], "Alex Admin");
    // A user's ownerid comes back even when it was not asked for.
    assert_eq!(body["createdby"]["ownerid"], body["createdby"]["systemuserid"]);
    assert!(body.get("accountnumber").is_none() && body["accountid"].is_string());
}

#[test]
fn metadata_of_one_table() {
    let mut browser = browser();
    let answer = browser
        .get("EntityDefinitions(LogicalName='account')?$select=DisplayName,IsKnowledgeManagementEnabled,EntitySetName");
    let body = answer.json();
    assert_eq!(
        body["@odata.context"],
        browser.url("$metadata#EntityDefinitions(DisplayName,IsKnowledgeManagementEnabled,EntitySetName)/$entity")
    );
    assert_eq!(body["EntitySetName"], "accounts");
    let label = &body["DisplayName"]["UserLocalizedLabel"];
    assert_eq!((label["Label"].as_str(), label["LanguageCode"].as_i64()), (Some("Account"), Some(1033)));
    assert_eq!(body["DisplayName"]["LocalizedLabels"][0], *label);
    let id = body["MetadataId"].as_str().unwrap().to_owned();
    let by_id = browser.get(&format!("EntityDefinitions({id})?$select=LogicalName")).json();
    assert_eq!(by_id["LogicalName"], "account");
}

#[test]
fn annotations_stand_before_their_values() {
    let mut browser = browser();
    let answer = browser.get_with(
        "systemusers?$select=fullname,isdisabled,accessmode,_businessunitid_value,createdon&$filter=fullname eq \
        'Alex Admin'",
        &[("Prefer", "odata.include-annotations=\"*\"")],
    );
    assert_eq!(answer.header("Preference-Applied"), Some("odata.include-annotations=\"*\""));
    let row = answer.rows()[0].clone();
    assert_eq!(row[format!("isdisabled@{FORMATTED}")], "No");
    assert_eq!(row[format!("accessmode@{FORMATTED}")], "Read-Write");
    assert_eq!(row[format!("_businessunitid_value@{FORMATTED}")], "Contoso");
    assert_eq!(row[format!("createdon@{FORMATTED}")], "9/1/2025 7:30 AM");
    assert_eq!(row["_businessunitid_value@Microsoft.Dynamics.CRM.lookuplogicalname"], "businessunit");
    assert_eq!(row["_businessunitid_value@Microsoft.Dynamics.CRM.associatednavigationproperty"], "businessunitid");
    assert!(row.get(format!("fullname@{FORMATTED}")).is_none());
    let names: Vec<&String> = row.as_object().unwrap().keys().collect();
    let place = |name: &str| names.iter().position(|known| *known == name).unwrap();
    assert!(place(&format!("isdisabled@{FORMATTED}")) < place("isdisabled"));

    let narrowed = browser.get_with(
        "systemusers?$select=isdisabled,_businessunitid_value&$top=1",
        &[("Prefer", &format!("odata.include-annotations=\"{FORMATTED}\""))],
    );
    let row = narrowed.rows()[0].clone();
    assert!(row.get("_businessunitid_value@Microsoft.Dynamics.CRM.lookuplogicalname").is_none());
    assert_eq!(row[format!("isdisabled@{FORMATTED}")], "Yes");
}

#[test]
fn a_reference_collection_holds_absolute_links() {
    let mut browser = browser();
    let user = browser.user("Alex Admin");
    let body = browser.get(&format!("systemusers({user})/systemuserroles_association/$ref")).json();
    assert_eq!(body["@odata.context"], browser.url("$metadata#Collection($ref)"));
    let role = browser.role("System Administrator", "Contoso");
    assert_eq!(body["value"], json!([{ "@odata.id": browser.url(&format!("roles({role})")) }]));
}

#[test]
fn the_service_document_lists_the_sets() {
    let mut browser = browser();
    let body = browser.get("").json();
    let names: Vec<&str> = body["value"].as_array().unwrap().iter().map(|set| set["name"].as_str().unwrap()).collect();
    for set in ["systemusers", "roles", "systemuserrolescollection", "usersettingscollection", "solutioncomponents"] {
        assert!(names.contains(&set), "{set}");
    }
    assert!(body["value"].as_array().unwrap().iter().all(|set| set["kind"] == "EntitySet"));
}
