//! What the whole procedure reads and writes: discovery, language, lookup, steps, publishing.

use practice::org::{Org, Scenario};
use serde_json::{Value, json};

use crate::common::{Browser, boolean};

const FILTER: &str = "new_synctomkto";

/// The configuration as it has to be discovered (marketo §2.3).
struct Found {
    set: String,
    id: String,
    /// Navigation property and the property to read.
    nav: String,
    property: String,
}

/// How the solution, the table and its lookup are called: English everywhere but where nothing is.
fn titles(scenario: Scenario) -> [&'static str; 3] {
    match scenario {
        Scenario::NoEnglish => ["Gestion des prospects Marketo", "Configuration Marketo", "Utilisateur Marketo"],
        _ => ["Marketo Lead Management", "Marketo Config", "Marketo User"],
    }
}

fn discover(browser: &mut Browser, [solution, config, user]: [&str; 3]) -> Vec<Found> {
    let solution = browser.id_of(&format!("solutions?$select=solutionid&$filter=friendlyname eq '{solution}'"));
    let tables = browser
        .get(&format!(
            "solutioncomponents?$select=objectid&$filter=_solutionid_value eq {solution} and componenttype eq 1"
        ))
        .column("objectid");
    let mut found = Vec::new();
    for table in tables {
        let query = "$select=LogicalName,EntitySetName,PrimaryIdAttribute,DisplayName&$expand=ManyToOneRelationships\
                     ($select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName;\
                     $filter=ReferencedEntity eq 'systemuser')";
        let row = browser.get(&format!("EntityDefinitions({table})?{query}")).json();
        let labels = row["DisplayName"]["LocalizedLabels"].as_array().unwrap().clone();
        if !labels.iter().any(|label| label["Label"] == config) {
            continue;
        }
        let logical = row["LogicalName"].as_str().unwrap();
        let lookups = browser.get(&format!(
            "EntityDefinitions(LogicalName='{logical}')/Attributes/Microsoft.Dynamics.CRM.LookupAttributeMetadata\
             ?$select=LogicalName,Targets,DisplayName,IsCustomAttribute&$filter=IsCustomAttribute eq true"
        ));
        let is_user = |row: &&Value| {
            let labels = row["DisplayName"]["LocalizedLabels"].as_array().unwrap();
            row["Targets"] == json!(["systemuser"]) && labels.iter().any(|label| label["Label"] == user)
        };
        let column = lookups.rows().iter().find(is_user).unwrap()["LogicalName"].as_str().unwrap().to_owned();
        let relations = row["ManyToOneRelationships"].as_array().unwrap();
        let relation = relations.iter().find(|relation| relation["ReferencingAttribute"] == column.as_str()).unwrap();
        let (set, key) = (row["EntitySetName"].as_str().unwrap(), row["PrimaryIdAttribute"].as_str().unwrap());
        let rows = browser.get(&format!("{set}?$select={key}"));
        found.push(Found {
            set: set.to_owned(),
            id: rows.column(key)[0].clone(),
            nav: relation["ReferencingEntityNavigationPropertyName"].as_str().unwrap().to_owned(),
            property: format!("_{column}_value"),
        });
    }
    found
}

#[test]
fn the_configuration_is_found_by_discovery_alone_and_named_otherwise_everywhere() {
    let mut seen = std::collections::BTreeSet::new();
    for scenario in Scenario::ALL {
        if matches!(scenario, Scenario::NoSolution | Scenario::SignedOut | Scenario::LimitedAdmin) {
            continue;
        }
        let mut browser = Browser::new(scenario);
        let found = discover(&mut browser, titles(scenario));
        let expected = if scenario == Scenario::TwoCandidates { 2 } else { 1 };
        assert_eq!(found.len(), expected, "{}", scenario.name());
        let custom = browser.org.custom();
        for one in &found {
            assert!(seen.insert(one.set.clone()), "{} {}", scenario.name(), one.set);
            assert!(custom["sets"].as_array().unwrap().contains(&json!(one.set)));
        }
    }
}

#[test]
fn nothing_done_is_as_right_after_the_import() {
    let mut browser = Browser::new(Scenario::NothingDone);
    let user = browser.user("Marketo Sync");
    assert!(browser.roles_of(&user).is_empty());
    let state = browser.get(&format!("systemusers({user})?$select=islicensed,isdisabled,accessmode")).json();
    assert_eq!(
        (&state["islicensed"], &state["isdisabled"], &state["accessmode"]),
        (&json!(true), &json!(false), &json!(0))
    );
    let language = format!("usersettingscollection({user})?$select=uilanguageid");
    assert_eq!(browser.get(&language).json()["uilanguageid"], 1036);
    let languages = browser.get("RetrieveProvisionedLanguages()").json();
    assert!(languages["RetrieveProvisionedLanguages"].as_array().unwrap().contains(&json!(1033)));
    let found = discover(&mut browser, titles(Scenario::NothingDone)).remove(0);
    let row = browser.get(&format!("{}({})?$select={}", found.set, found.id, found.property));
    assert_eq!(row.json()[&found.property], Value::Null);
    // The only publish is older than the record of the configuration.
    let history = "msdyn_solutionhistories?$select=msdyn_operation,msdyn_status,msdyn_result,msdyn_starttime\
                   &$orderby=msdyn_starttime desc&$top=5";
    let published = browser.get(history).rows();
    assert_eq!(published.len(), 1);
    let modified = browser.get(&format!("{}({})?$select=modifiedon", found.set, found.id)).json();
    assert!(published[0]["msdyn_starttime"].as_str() < modified["modifiedon"].as_str());
}

#[test]
fn the_lookup_is_set_by_its_navigation_property_and_cleared_by_null() {
    let mut browser = Browser::new(Scenario::NothingDone);
    let user = browser.user("Marketo Sync");
    let found = discover(&mut browser, titles(Scenario::NothingDone)).remove(0);
    let path = format!("{}({})", found.set, found.id);
    let before = browser.get(&path);
    let set = |browser: &mut Browser, nav: &str, user: Value| {
        let headers = [("If-Match", "*"), ("Content-Type", "application/json")];
        browser.send("PATCH", &path, &headers, &json!({ format!("{nav}@odata.bind"): user }).to_string())
    };
    let link = json!(format!("/systemusers({user})"));
    set(&mut browser, &found.nav.to_ascii_lowercase(), link.clone()).refused(400, "0x80048d19");
    set(&mut browser, &found.nav, json!("/teams(00000000-0000-0000-0000-000000000001)")).refused(400, "0x80048d19");
    browser.at_ms += 60_000;
    assert_eq!(set(&mut browser, &found.nav, link).status, 204);
    let all = [("Prefer", "odata.include-annotations=\"*\"")];
    let after = browser.get_with(&path, &all).json();
    assert_eq!(after[&found.property], user.as_str());
    assert_eq!(after[&format!("{}@OData.Community.Display.V1.FormattedValue", found.property)], "Marketo Sync");
    assert_eq!(after[&format!("{}@Microsoft.Dynamics.CRM.lookuplogicalname", found.property)], "systemuser");
    assert_ne!(before.json()["modifiedon"], after["modifiedon"]);
    assert_ne!(before.header("ETag"), after["@odata.etag"].as_str());
    assert_eq!(browser.org.state()["config"][0]["userName"], "Marketo Sync");
    assert_eq!(set(&mut browser, &found.nav, Value::Null).status, 204);
    assert_eq!(browser.get(&path).json()[&found.property], Value::Null);
}

#[test]
fn steps_are_switched_with_state_and_status_that_fit() {
    let mut browser = Browser::new(Scenario::EverythingWrong);
    let solution = browser.id_of("solutions?$select=solutionid&$filter=friendlyname eq 'Marketo Lead Management'");
    let steps = browser
        .get(&format!(
            "solutioncomponents?$select=objectid&$filter=_solutionid_value eq {solution} and componenttype eq 92"
        ))
        .column("objectid");
    let any: Vec<String> = steps.iter().map(|id| format!("sdkmessageprocessingstepid eq {id}")).collect();
    let query = format!(
        "sdkmessageprocessingsteps?$select=name,stage,mode,statecode,statuscode,iscustomizable&$expand=plugintypeid\
         ($select=typename,assemblyname),sdkmessageid($select=name),sdkmessagefilterid($select=primaryobjecttypecode)\
         &$filter={}",
        any.join(" or ")
    );
    let rows = browser.get(&query).rows();
    let disabled: Vec<&Value> = rows.iter().filter(|row| row["statecode"] == 1).collect();
    assert_eq!((rows.len(), disabled.len()), (9, 2));
    assert!(rows.iter().all(|row| row["plugintypeid"]["typename"].is_string()));
    let path =
        |row: &Value| format!("sdkmessageprocessingsteps({})", row["sdkmessageprocessingstepid"].as_str().unwrap());
    let (one, other) = (path(disabled[0]), path(disabled[1]));
    browser.write("PATCH", &one, &json!({ "statecode": 0, "statuscode": 2 })).refused(400, "0x80040203");
    browser.write("PATCH", &one, &json!({ "statuscode": 1 })).refused(400, "0x80040203");
    assert_eq!(browser.write("PATCH", &one, &json!({ "statecode": 0, "statuscode": 1 })).status, 204);
    assert_eq!(browser.write("PATCH", &other, &json!({ "statuscode": 1, "statecode": 0 })).status, 204);
    assert_eq!(browser.write("PATCH", &other, &json!({ "statecode": 1 })).status, 204);
    assert_eq!(browser.get(&other).json()["statuscode"], 2);
    let fixed = rows.iter().find(|row| row["iscustomizable"]["Value"] == false).unwrap();
    browser.write("PATCH", &path(fixed), &json!({ "statecode": 1 })).refused(400, "0x8004f031");
    let state = browser.org.state();
    let off = state["steps"].as_array().unwrap().iter().filter(|step| step["enabled"] == false).count();
    assert_eq!(off, 2, "one of the vendor's and one of somebody else's");
}

#[test]
fn a_filter_column_is_made_once_and_is_empty_on_what_was_there() {
    let mut browser = Browser::new(Scenario::NothingDone);
    let path = "EntityDefinitions(LogicalName='lead')/Attributes";
    browser.get("leads?$select=leadid,new_synctomkto").refused(400, "0x80060888");
    browser.write("POST", path, &boolean("new_SyncToMkto", 1041)).refused(400, "0x80060750");
    browser.write("POST", path, &boolean("abc_SyncToMkto", 1033)).refused(400, "0x80040203");
    browser.write("POST", path, &boolean("synctomkto", 1033)).refused(400, "0x80040203");
    let made = browser.write("POST", path, &boolean("new_SyncToMkto", 1033));
    assert_eq!(made.status, 204, "{}", made.text());
    let link = made.header("OData-EntityId").unwrap().strip_prefix(&browser.root()).unwrap().to_owned();
    assert_eq!(browser.get(&link).json()["SchemaName"], "new_SyncToMkto");
    browser.write("POST", path, &boolean(FILTER, 1033)).refused(400, "0x80040203");
    let query = format!(
        "EntityDefinitions(LogicalName='lead')?$select=EntitySetName,PrimaryIdAttribute&$expand=Attributes\
         ($select=LogicalName,AttributeType;$filter=LogicalName eq '{FILTER}')"
    );
    let table = browser.get(&query).json();
    assert_eq!(table["Attributes"][0]["AttributeType"], "Boolean");
    assert_eq!(table["Attributes"].as_array().unwrap().len(), 1);
    let cast = "EntityDefinitions(LogicalName='lead')/Attributes/Microsoft.Dynamics.CRM.BooleanAttributeMetadata\
                ?$select=LogicalName,DefaultValue&$expand=OptionSet&$filter=LogicalName eq 'new_synctomkto'";
    assert_eq!(browser.get(cast).rows()[0]["OptionSet"]["TrueOption"]["Value"], 1);
    let count = |browser: &mut Browser, value: &str| {
        browser.get(&format!("leads/$count?$filter={FILTER} eq {value}")).text().parse::<usize>().unwrap()
    };
    assert_eq!([count(&mut browser, "null"), count(&mut browser, "true")], [9, 0]);
    assert_eq!(browser.write("POST", "leads", &json!({ "lastname": "New" })).status, 204);
    assert_eq!(count(&mut browser, "false"), 1, "the column's default");
    assert_eq!(browser.org.state()["unpublished"], json!(["lead.new_synctomkto"]));
    assert!(browser.org.custom()["columns"].as_array().unwrap().contains(&json!("lead.new_synctomkto")));
    assert_eq!(browser.send("POST", "PublishAllXml", &[], "").status, 204);
    assert_eq!(browser.org.state()["unpublished"], json!([]));
}

#[test]
fn publishing_locks_and_outlives_its_request() {
    let mut browser = Browser::new(Scenario::HalfDone);
    browser.org.set_publishing(480_000, 120_000, false);
    let request = browser.request("POST", "PublishAllXml", &[("Content-Type", "application/json")], "{}");
    let response = browser.org.handle(&request);
    assert_eq!((response.status, response.takes_ms), (502, 120_000));
    browser.at_ms += 200_000;
    let text = browser.send("POST", "PublishAllXml", &[], "").refused(503, "0x80071151");
    assert!(text.contains("[PublishAll] because there is another [PublishAll] running at this moment"), "{text}");
    let path = "EntityDefinitions(LogicalName='contact')/Attributes";
    browser.write("POST", path, &boolean(FILTER, 1033)).refused(503, "0x80071151");
    let history = "msdyn_solutionhistories?$filter=msdyn_operation eq 4&$orderby=msdyn_starttime desc&$top=1";
    assert_eq!(browser.get(history).rows()[0]["msdyn_status"], 0);
    browser.at_ms += 300_000;
    let row = browser.get(history).rows()[0].clone();
    assert_eq!((&row["msdyn_status"], &row["msdyn_result"]), (&json!(1), &json!(true)));
    let job = browser.send("POST", "PublishAllXmlAsync", &[("Content-Type", "application/json")], "{}").json();
    let path =
        format!("asyncoperations({})?$select=statecode,statuscode,message", job["AsyncOperationId"].as_str().unwrap());
    assert_eq!(browser.get(&path).json()["statuscode"], 20);
    browser.at_ms += 480_000;
    let done = browser.get(&path).json();
    assert_eq!((&done["statecode"], &done["statuscode"]), (&json!(3), &json!(30)));
    assert_eq!(browser.org.state()["publications"].as_array().unwrap().len(), 3);
}

#[test]
fn a_publish_may_fail_and_is_refused_where_it_cannot_be() {
    let mut browser = Browser::new(Scenario::HalfDone);
    let parameter = |table: &str| json!({ "ParameterXml": format!("<importexportxml><entities><entity>{table}</entity></entities></importexportxml>") });
    assert_eq!(browser.write("POST", "PublishXml", &parameter("lead")).status, 204);
    browser.write("POST", "PublishXml", &parameter("lbr_parameters")).refused(400, "0x8004f014");
    browser.write("POST", "PublishXml", &parameter("nosuch")).refused(404, "0x80041102");
    browser.write("POST", "PublishAllXml", &json!({ "All": true })).refused(400, "0x80048d19");
    browser.get("PublishAllXml").refused(405, "0x0");
    browser.org.set_publishing(1_000, 120_000, true);
    let job = browser.send("POST", "PublishAllXmlAsync", &[], "").json();
    browser.at_ms += 1_000;
    let path = format!("asyncoperations({})", job["AsyncOperationId"].as_str().unwrap());
    assert_eq!(browser.get(&path).json()["statuscode"], 31);
    let mut on_premises = Browser::new(Scenario::OnPremises);
    on_premises.send("POST", "PublishAllXmlAsync", &[], "").refused(404, "0x80060888");
    on_premises.get("msdyn_solutionhistories").refused(404, "0x80060888");
    assert_eq!(on_premises.send("POST", "PublishAllXml", &[], "").status, 204);
}

#[test]
fn every_planted_fault_is_listed_once_per_thing() {
    let org = Org::new(Scenario::EverythingWrong);
    let state = org.state();
    let planted = state["planted"].as_array().unwrap();
    assert!(planted.len() >= 15, "{}", planted.len());
    let unique: std::collections::BTreeSet<String> = planted.iter().map(Value::to_string).collect();
    assert_eq!(unique.len(), planted.len());
    assert!(Org::new(Scenario::Done).planted().is_empty());
}

#[test]
fn a_view_is_run_by_its_id_and_leaves_out_what_is_null() {
    let mut browser = Browser::new(Scenario::UserReady);
    let view = |browser: &mut Browser, name: &str| {
        let path = "savedqueries?$select=savedqueryid,name&$filter=returnedtypecode eq 'systemuser' and querytype eq 0 \
                    and statecode eq 0&$orderby=name,savedqueryid";
        let rows = browser.get(path).rows();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        row["savedqueryid"].as_str().unwrap().to_owned()
    };
    let sales = view(&mut browser, "Sales People");
    let rows = browser.get(&format!("systemusers?savedQuery={sales}"));
    assert_eq!(rows.column("fullname"), ["Carlos Ibarra", "Emre Yilmaz", "Jasmin Keller", "Maëlle Petit"]);
    let enabled = view(&mut browser, "Enabled Users");
    let prefer = [("Prefer", "odata.maxpagesize=5")];
    let first = browser.get_with(&format!("systemusers?savedQuery={enabled}"), &prefer).json();
    let next = first["@odata.nextLink"].as_str().unwrap().to_owned();
    let second = browser.follow(&next, &prefer).json();
    assert_ne!(first["value"][0]["systemuserid"], second["value"][0]["systemuserid"]);
    let untitled = |page: &Value| page["value"].as_array().unwrap().iter().any(|row| row.get("title").is_none());
    assert!(untitled(&first) || untitled(&second));
    browser.get(&format!("systemusers?savedQuery={enabled}&$select=title")).refused(400, "0x80060888");
    browser.get(&format!("roles?savedQuery={enabled}")).refused(400, "0x80060888");
    browser.get("systemusers?savedQuery=00000000-0000-0000-0000-000000000001").refused(404, "0x80040217");
    let own = browser.id_of("userqueries?$select=userqueryid");
    let managers = browser.get(&format!("systemusers?userQuery={own}")).column("fullname");
    assert_eq!(managers.len(), 5, "{managers:?}");
    browser.org.sign_in_as("quentin.dubois");
    browser.get(&format!("systemusers?userQuery={own}")).refused(404, "0x80040217");
}

#[test]
fn metadata_tells_lookups_by_the_members_of_their_type() {
    let mut browser = Browser::new(Scenario::UserReady);
    let query = |filter: &str| {
        format!(
            "EntityDefinitions(LogicalName='mlm_config')?$select=LogicalName&$expand=Attributes\
             ($select=LogicalName,DisplayName,IsCustomAttribute;$filter={filter}),ManyToOneRelationships\
             ($select=ReferencingAttribute,IsCustomRelationship)"
        )
    };
    let of_type = "AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Lookup'";
    let row = browser.get(&query(of_type)).json();
    let names: Vec<&str> =
        row["Attributes"].as_array().unwrap().iter().map(|row| row["LogicalName"].as_str().unwrap()).collect();
    assert!(names.contains(&"mlm_userid") && names.contains(&"createdby") && !names.contains(&"ownerid"), "{names:?}");
    let custom = row["ManyToOneRelationships"].as_array().unwrap().iter().filter(|r| r["IsCustomRelationship"] == true);
    assert_eq!(custom.count(), 1);
    browser.get(&query("AttributeType eq 'Lookup'")).refused(400, "0x80060888");
    browser.get("EntityDefinitions?$filter=DisplayName/UserLocalizedLabel/Label eq 'x'").refused(400, "0x80060888");
    browser
        .get("EntityDefinitions(LogicalName='lead')?$expand=Attributes($select=LogicalName;$orderby=LogicalName)")
        .refused(400, "0x80060888");
    browser
        .get("EntityDefinitions(LogicalName='lead')?$expand=Attributes($select=LogicalName,Targets)")
        .refused(400, "0x80060888");
}

#[test]
fn labels_come_in_every_language_and_in_the_readers_own() {
    let mut browser = Browser::new(Scenario::Translated);
    let read = |browser: &mut Browser| {
        let label = browser.get("EntityDefinitions(LogicalName='mmd_reglage')?$select=DisplayName").json();
        label["DisplayName"].clone()
    };
    let label = read(&mut browser);
    let languages: Vec<i64> =
        label["LocalizedLabels"].as_array().unwrap().iter().map(|one| one["LanguageCode"].as_i64().unwrap()).collect();
    assert_eq!(languages, [1036, 1031, 1033]);
    assert_eq!(label["UserLocalizedLabel"]["LanguageCode"], 1036, "there is none in Swedish");
    let admin = browser.user("Alex Admin");
    let path = format!("usersettingscollection({admin})");
    assert_eq!(browser.write("PATCH", &path, &json!({ "uilanguageid": 1031 })).status, 204);
    assert_eq!(read(&mut browser)["UserLocalizedLabel"]["Label"], "Marketo-Konfiguration");
    let base = browser.get("organizations?$select=languagecode").rows();
    assert_eq!(base[0]["languagecode"], 1036);
}

#[test]
fn nothing_that_cannot_be_taken_back_is_part_of_a_change_set() {
    let mut browser = Browser::new(Scenario::HalfDone);
    let root = browser.root();
    let publish = |id: u8| {
        format!(
            "--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {id}\r\n\r\n\
             POST {root}PublishAllXml HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{{}}\r\n"
        )
    };
    let body = format!("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n{}--c--\r\n--b--\r\n", publish(1));
    let answer = browser.send("POST", "$batch", &[("Content-Type", "multipart/mixed; boundary=b")], &body);
    assert_eq!(answer.status, 400, "{}", answer.text());
    let single = publish(1).replace("--c", "--b").replace("Content-ID: 1\r\n", "");
    let answer = browser.send(
        "POST",
        "$batch",
        &[("Content-Type", "multipart/mixed; boundary=b")],
        &format!("{single}--b--\r\n"),
    );
    assert!(answer.text().contains("HTTP/1.1 204"), "{}", answer.text());
}

#[test]
fn each_read_privilege_of_a_table_is_named_and_the_role_has_what_it_should() {
    for (scenario, config) in [(Scenario::NothingDone, true), (Scenario::EverythingWrong, false)] {
        let mut browser = Browser::new(scenario);
        let role = browser.role("Marketo Sync User", "Contoso");
        let granted = browser.get(&format!("RetrieveRolePrivilegesRole(RoleId={role})")).json();
        let held: Vec<&str> =
            granted["RolePrivileges"].as_array().unwrap().iter().map(|p| p["PrivilegeId"].as_str().unwrap()).collect();
        let mut reads = |table: &str| {
            let row = browser.get(&format!("EntityDefinitions(LogicalName='{table}')?$select=Privileges")).json();
            let all = row["Privileges"].as_array().unwrap().clone();
            let read = all.iter().find(|privilege| privilege["PrivilegeType"] == "Read").unwrap();
            held.contains(&read["PrivilegeId"].as_str().unwrap())
        };
        assert!(reads("lead"));
        assert_eq!(reads(if config { "emk_preference" } else { "csv_setup" }), config);
        if !config {
            assert_eq!([reads("new_registration"), reads("new_invoicing")], [false, true]);
        }
    }
}
