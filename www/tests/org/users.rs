//! Users: licence and access mode, language, those that are made, and very many of them.

use practice::org::Scenario;
use serde_json::{Value, json};

use crate::common::{Browser, boolean};

#[test]
fn access_modes_follow_the_licence() {
    let mut browser = Browser::new(Scenario::EverythingWrong);
    let mut set = |name: &str, body: Value| {
        let user = browser.user(name);
        browser.write("PATCH", &format!("systemusers({user})"), &body)
    };
    set("Umberto Galli", json!({ "accessmode": 2 })).refused(400, "0x8004d24b");
    set("Jasmin Keller", json!({ "accessmode": 4 })).refused(400, "0x80040203");
    set("# Contoso ERP Connector", json!({ "accessmode": 0 })).refused(400, "0x80041d66");
    set("Tamara Novak", json!({ "isdisabled": false })).refused(400, "0x8004d24c");
    assert_eq!(set("Marketo Sync", json!({ "accessmode": 0 })).status, 204);
    assert_eq!(set("Service Account 3", json!({ "accessmode": 0 })).status, 204);
    assert_eq!(set("Jasmin Keller", json!({ "accessmode": 4 })).status, 204, "one place is free now");
    let service = browser.user("Service Account 3");
    let row = browser.get(&format!("systemusers({service})?$select=isdisabled")).json();
    assert_eq!(row["isdisabled"], true, "unlicensed and no longer non-interactive");
}

#[test]
fn on_premises_user_names_have_a_domain() {
    let mut browser = Browser::new(Scenario::OnPremises8);
    let unit = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso'");
    let mut create = |name: &str| {
        let bind = format!("/businessunits({unit})");
        let body = json!({ "domainname": name, "lastname": "Sync", "businessunitid@odata.bind": bind });
        browser.write("POST", "systemusers", &body)
    };
    create("marketo.sync").refused(400, "0x80048095");
    create("FABRIKAM\\marketo.sync").refused(400, "0x80048015");
    let made = create("CONTOSO\\marketo.sync");
    assert_eq!(made.status, 204);
    assert!(made.header("OData-EntityId").unwrap().contains("/systemusers("));
    browser.version = "v9.0";
    browser.get("WhoAmI").refused(501, "0x80060888");
}

#[test]
fn an_application_user_has_a_name_and_an_address_to_hand_over() {
    let mut browser = Browser::new(Scenario::ApplicationUser);
    let like = browser.get("systemusers?$select=fullname&$filter=contains(fullname,'marketo')").column("fullname");
    assert_eq!(like, ["# Marketo Reporting"]);
    let unit = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso'");
    let create = |browser: &mut Browser, mode: i64| {
        let body = json!({
            "applicationid": "0f0f0f0f-1111-4222-8333-444455556666",
            "accessmode": mode,
            "businessunitid@odata.bind": format!("/businessunits({unit})"),
        });
        browser.write("POST", "systemusers", &body)
    };
    create(&mut browser, 0).refused(400, "0x80041d66");
    let made = create(&mut browser, 4);
    let path = made.header("OData-EntityId").unwrap().strip_prefix(&browser.root()).unwrap().to_owned();
    let row = browser.get(&path).json();
    assert_eq!((&row["firstname"], &row["isdisabled"]), (&json!("#"), &json!(false)));
    assert!(row["internalemailaddress"].as_str().unwrap().contains('@'));
    assert!(row["fullname"].as_str().unwrap().starts_with("# "));
    let id = row["systemuserid"].as_str().unwrap();
    let settings = browser.get(&format!("usersettingscollection({id})?$select=uilanguageid"));
    assert_eq!(settings.json()["uilanguageid"], 0);
}

#[test]
fn ten_thousand_are_enabled_and_lack_the_role() {
    let mut browser = Browser::new(Scenario::TenThousand);
    let root = browser.role("Marketo Sync User", "Contoso");
    let query = format!(
        "systemusers?$select=systemuserid&$filter=isdisabled eq false and (accessmode eq 0 or accessmode eq 2) and \
         applicationid eq null and not systemuserroles_association/any(r:r/_parentrootroleid_value eq {root})\
         &$orderby=fullname,systemuserid&$count=true"
    );
    let prefer = [("Prefer", "odata.maxpagesize=5000")];
    let (mut seen, mut page) = (std::collections::BTreeSet::new(), browser.get_with(&query, &prefer).json());
    loop {
        for row in page["value"].as_array().unwrap() {
            assert!(seen.insert(row["systemuserid"].as_str().unwrap().to_owned()));
        }
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        let next = next.to_owned();
        page = browser.follow(&next, &prefer).json();
    }
    assert!((10_000..10_030).contains(&seen.len()), "{}", seen.len());
    let state = browser.org.state();
    let role = state["roles"].as_array().unwrap().iter().find(|role| role["id"] == root.as_str()).unwrap().clone();
    assert_eq!(role["holders"], 1);
}

#[test]
fn languages_are_provisioned_or_merely_installed_and_settings_come_with_the_user() {
    let mut browser = Browser::new(Scenario::NoEnglish);
    let user = browser.user("Marketo Sync");
    let provisioned = browser.get("RetrieveProvisionedLanguages()").json();
    assert_eq!(provisioned["RetrieveProvisionedLanguages"], json!([1036]));
    let installed = browser.get("RetrieveAvailableLanguages()").json();
    assert!(installed["LocaleIds"].as_array().unwrap().contains(&json!(1033)));
    let path = format!("usersettingscollection({user})");
    browser.write("PATCH", &path, &json!({ "uilanguageid": 1033 })).refused(400, "0x80044195");
    assert_eq!(browser.write("PATCH", &path, &json!({ "uilanguageid": 0 })).status, 204);
    browser.write("POST", "usersettingscollection", &json!({ "systemuserid": user })).refused(405, "0x80040800");
    browser.send("DELETE", &path, &[], "").refused(405, "0x80040800");
    let nobody = "usersettingscollection(00000000-0000-0000-0000-000000000001)";
    let headers = [("If-Match", "*"), ("Content-Type", "application/json")];
    browser.send("PATCH", nobody, &headers, "{\"uilanguageid\":1036}").refused(404, "0x80040217");
    let filtered = browser.get(&format!("usersettingscollection?$select=uilanguageid&$filter=systemuserid eq {user}"));
    assert_eq!(filtered.rows()[0]["uilanguageid"], 0);
    let path = "EntityDefinitions(LogicalName='lead')/Attributes";
    browser.write("POST", path, &boolean("new_SyncToMkto", 1033)).refused(400, "0x80060750");
    assert_eq!(browser.write("POST", path, &boolean("new_SyncToMkto", 1036)).status, 204);
}
