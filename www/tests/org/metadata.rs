//! `$metadata` and `EntityDefinitions`.

use practice::org::Scenario;

use crate::common::Browser;

#[test]
fn the_csdl_document_names_what_the_service_answers() {
    let mut browser = Browser::new(Scenario::UserReady);
    let answer = browser.get("$metadata");
    assert_eq!(answer.header("Content-Type"), Some("application/xml"));
    let text = answer.text();
    let document = roxmltree::Document::parse(&text).unwrap();
    let named = |tag: &str| -> Vec<&str> {
        let nodes = document.descendants().filter(|node| node.tag_name().name() == tag);
        nodes.filter_map(|node| node.attribute("Name")).collect()
    };
    let sets = named("EntitySet");
    for set in browser.get("").json()["value"].as_array().unwrap() {
        assert!(sets.contains(&set["name"].as_str().unwrap()));
    }
    assert!(named("Function").contains(&"RetrieveUserSetOfPrivilegesByNames"));
    let types = named("EntityType");
    for binding in document.descendants().filter_map(|node| node.attribute("Target")) {
        assert!(sets.contains(&binding), "{binding}");
    }
    for kind in document.descendants().filter(|node| node.tag_name().name() == "NavigationProperty") {
        let kind = kind.attribute("Type").unwrap().trim_start_matches("Collection(").trim_end_matches(')');
        assert!(types.contains(&kind.trim_start_matches("mscrm.")), "{kind}");
    }
    let on_premises = Browser::new(Scenario::OnPremises).get("$metadata").text();
    assert!(on_premises.contains("<Action Name=\"PublishAllXml\" />") && !on_premises.contains("PublishAllXmlAsync"));
    assert!(!on_premises.contains("ByNames") && !on_premises.contains("isautoassigned"));
}

#[test]
fn definitions_are_found_by_name_and_by_flag() {
    let mut browser = Browser::new(Scenario::UserReady);
    let by_name =
        browser.get("EntityDefinitions?$select=LogicalName,ObjectTypeCode&$filter=LogicalName eq 'systemuser'");
    assert_eq!(by_name.rows()[0]["ObjectTypeCode"], 8);
    let custom = browser.get("EntityDefinitions?$select=LogicalName,EntitySetName&$filter=IsCustomEntity eq true");
    let sets = custom.column("EntitySetName");
    assert_eq!(serde_json::json!(sets), browser.org.custom()["sets"]);
    let table = custom.column("LogicalName")[0].clone();
    // The solution names the same table by its metadata id, beside others.
    let solution = browser.id_of("solutions?$select=solutionid&$filter=friendlyname eq 'Marketo Lead Management'");
    let components =
        format!("solutioncomponents?$select=objectid&$filter=_solutionid_value eq {solution} and componenttype eq 1");
    let components = browser.get(&components).column("objectid");
    let names: Vec<String> = components
        .iter()
        .map(|id| browser.get(&format!("EntityDefinitions({id})?$select=LogicalName")).json())
        .map(|found| found["LogicalName"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["mlm_config", "mlm_history", "lead", "contact"]);
    let component = &components[0];
    let found = browser.get(&format!("EntityDefinitions({component})?$select=LogicalName")).json();
    assert_eq!(found["LogicalName"], table.as_str());
    let lookups = browser.get(&format!(
        "EntityDefinitions(LogicalName='{table}')/Attributes/Microsoft.Dynamics.CRM.LookupAttributeMetadata\
         ?$select=LogicalName,Targets"
    ));
    let to_user = |row: &&serde_json::Value| row["Targets"] == serde_json::json!(["systemuser"]);
    assert!(lookups.rows().iter().any(|row| to_user(&row) && row["LogicalName"] == "mlm_userid"));
    let many = browser.get(&format!("EntityDefinitions(LogicalName='{table}')/ManyToOneRelationships"));
    let own = many.rows().into_iter().find(|row| row["ReferencingAttribute"] == "mlm_userid").unwrap();
    assert_eq!(own["ReferencingEntityNavigationPropertyName"], "mlm_UserId");
    assert_eq!(browser.get(&sets[0]).rows()[0]["mlm_name"], "Default");
}

#[test]
fn metadata_queries_have_limits() {
    let mut browser = Browser::new(Scenario::UserReady);
    for option in ["$top=1", "$orderby=LogicalName", "$skip=1", "$count=true"] {
        browser.get(&format!("EntityDefinitions?{option}")).refused(400, "0x80060888");
    }
    assert_eq!(
        browser.get("EntityDefinitions?$filter=startswith(LogicalName,'mk')").refused(400, "0x8006088a"),
        "The \"startswith\" function isn't supported for Metadata Entities."
    );
    browser.get("EntityDefinitions?$select=NoSuch").refused(400, "0x80060888");
    browser.get("EntityDefinitions(LogicalName='nosuch')").refused(404, "0x80041102");
    let either: Vec<String> = (0..15).map(|n| format!("LogicalName eq 'x{n}'")).collect();
    assert_eq!(browser.get(&format!("EntityDefinitions?$filter={}", either.join(" or "))).rows().len(), 0);
    let attributes = browser
        .get("EntityDefinitions(LogicalName='role')?$select=LogicalName&$expand=Attributes($select=LogicalName)");
    assert!(attributes.json()["Attributes"].as_array().unwrap().len() > 10);
}
