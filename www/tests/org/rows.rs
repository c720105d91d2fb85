//! Rows made, read, changed and removed.

use practice::org::Scenario;
use serde_json::json;

use crate::common::Browser;

fn browser() -> Browser {
    Browser::new(Scenario::UserReady)
}

fn path_of(browser: &Browser, link: &str) -> String {
    link.strip_prefix(&browser.root()).unwrap().to_owned()
}

#[test]
fn a_row_lives_and_dies() {
    let mut browser = browser();
    let made = browser.write("POST", "contacts", &json!({ "firstname": "Ada", "lastname": "Byron" }));
    assert_eq!((made.status, made.body.len()), (204, 0));
    let path = path_of(&browser, made.header("OData-EntityId").unwrap());
    let body = browser.get(&format!("{path}?$select=fullname,statecode")).json();
    assert_eq!((body["fullname"].as_str(), body["statecode"].as_i64()), (Some("Ada Byron"), Some(0)));

    let changed = browser.write("PATCH", &path, &json!({ "lastname": "Lovelace", "jobtitle": null }));
    assert_eq!(changed.status, 204);
    assert_eq!(browser.get(&path).json()["fullname"], "Ada Lovelace");
    let value = browser.get(&format!("{path}/lastname")).json();
    assert_eq!(value["value"], "Lovelace");
    assert_eq!(browser.get(&format!("{path}/lastname/$value")).text(), "Lovelace");
    assert_eq!(browser.get(&format!("{path}/jobtitle")).status, 204);

    assert_eq!(browser.send("DELETE", &path, &[], "").status, 204);
    assert!(browser.get(&path).refused(404, "0x80040217").contains("Does Not Exist"));
    browser.send("DELETE", &path, &[], "").refused(404, "0x80040217");
}

#[test]
fn a_representation_comes_back_when_asked_for() {
    let mut browser = browser();
    let headers = [("Content-Type", "application/json; charset=utf-8"), ("Prefer", "return=representation")];
    let made = browser.send("POST", "accounts?$select=name", &headers, "{\"name\":\"Fabrikam\"}");
    assert_eq!((made.status, made.header("Preference-Applied")), (201, Some("return=representation")));
    assert_eq!(made.json()["name"], "Fabrikam");
    assert!(made.json().get("telephone1").is_none());
    let path = path_of(&browser, made.header("Location").unwrap());
    let changed = browser.send("PATCH", &path, &headers, "{\"telephone1\":\"1\"}");
    assert_eq!((changed.status, changed.json()["telephone1"].as_str()), (200, Some("1")));
}

#[test]
fn etags_guard_reads_and_writes() {
    let mut browser = browser();
    let made = browser.write("POST", "accounts", &json!({ "name": "Fabrikam" }));
    let path = path_of(&browser, made.header("OData-EntityId").unwrap());
    let etag = browser.get(&path).header("ETag").unwrap().to_owned();
    assert_eq!(browser.get_with(&path, &[("If-None-Match", &etag)]).status, 304);
    let json_type = ("Content-Type", "application/json");
    let body = "{\"name\":\"Fabrikam 2\"}";
    assert_eq!(browser.send("PATCH", &path, &[json_type, ("If-Match", &etag)], body).status, 204);
    assert_eq!(browser.get_with(&path, &[("If-None-Match", &etag)]).status, 200);
    browser.send("PATCH", &path, &[json_type, ("If-Match", &etag)], body).refused(412, "0x80060882");
    browser.send("DELETE", &path, &[("If-Match", &etag)], "").refused(412, "0x80060882");
    assert_eq!(browser.send("PATCH", &path, &[json_type, ("If-Match", "*")], body).status, 204);
    browser.send("PATCH", &path, &[json_type, ("If-None-Match", "*")], body).refused(412, "0x80040237");
}

#[test]
fn a_patch_without_if_match_creates() {
    let mut browser = browser();
    let path = "accounts(00000000-0000-0000-0000-00000000000a)";
    let json_type = ("Content-Type", "application/json");
    let body = "{\"name\":\"Upserted\"}";
    browser.send("PATCH", path, &[json_type, ("If-Match", "*")], body).refused(404, "0x80040217");
    assert_eq!(browser.send("PATCH", path, &[json_type], body).status, 204);
    assert_eq!(browser.get(path).json()["name"], "Upserted");
    let again = json!({ "accountid": "00000000-0000-0000-0000-00000000000a", "name": "Twice" });
    browser.write("POST", "accounts", &again).refused(412, "0x80040237");
}

#[test]
fn lookups_are_bound_pointed_and_cleared() {
    let mut browser = browser();
    let contact = browser.write("POST", "contacts", &json!({ "lastname": "Byron" }));
    let contact = contact.header("OData-EntityId").unwrap().to_owned();
    let relative = path_of(&browser, &contact);
    let bound = json!({ "name": "Fabrikam", "primarycontactid@odata.bind": format!("/{relative}") });
    let account = browser.write("POST", "accounts", &bound);
    let account = path_of(&browser, account.header("OData-EntityId").unwrap());
    let single = browser.get(&format!("{account}/primarycontactid?$select=lastname")).json();
    assert_eq!(single["lastname"], "Byron");
    assert_eq!(browser.get(&format!("{account}/primarycontactid/lastname")).json()["value"], "Byron");
    let link = browser.get(&format!("{account}/primarycontactid/$ref")).json();
    assert_eq!(link["@odata.id"], contact.as_str());

    assert_eq!(browser.send("DELETE", &format!("{account}/primarycontactid/$ref"), &[], "").status, 204);
    assert_eq!(browser.get(&format!("{account}/primarycontactid")).status, 204);
    let put = json!({ "@odata.id": relative });
    assert_eq!(browser.write("PUT", &format!("{account}/primarycontactid/$ref"), &put).status, 204);
    let cleared = json!({ "primarycontactid": null });
    assert_eq!(browser.write("PATCH", &account, &cleared).status, 204);
    assert_eq!(browser.get(&account).json()["_primarycontactid_value"], json!(null));

    let many = json!({ "@odata.id": contact });
    assert_eq!(browser.write("POST", &format!("{account}/contact_customer_accounts/$ref"), &many).status, 204);
    assert_eq!(browser.get(&format!("{account}/contact_customer_accounts")).rows().len(), 1);
    let whole = browser.get(&format!("{account}?$expand=contact_customer_accounts($select=lastname)")).json();
    assert_eq!(whole["contact_customer_accounts"][0]["lastname"], "Byron");
}

#[test]
fn bodies_that_do_not_fit_are_refused() {
    let mut browser = browser();
    for (body, code) in [
        (json!({ "nosuch": 1 }), "0x80048d19"),
        (json!({ "name": 5 }), "0x80048d19"),
        (json!({ "numberofemployees": "many" }), "0x80048d19"),
        (json!({ "createdon": "2024-01-01" }), "0x80048d19"),
        (json!({ "_primarycontactid_value": "00000000-0000-0000-0000-000000000001" }), "0x80048d19"),
        (json!({ "nosuch@odata.bind": "/contacts(00000000-0000-0000-0000-000000000001)" }), "0x80048d19"),
        (json!({ "statecode": 7 }), "0x8004431A"),
    ] {
        browser.write("POST", "accounts", &body).refused(400, code);
    }
    let long = json!({ "subject": "x".repeat(201) });
    assert_eq!(
        browser.write("POST", "tasks", &long).refused(400, "0x80044331"),
        "A validation error occurred.  The length of the 'subject' attribute of the 'task' entity exceeded the maximum \
         allowed length of '200'."
    );
    let nobody = json!({ "primarycontactid@odata.bind": "/contacts(00000000-0000-0000-0000-000000000001)" });
    browser.write("POST", "accounts", &nobody).refused(404, "0x80040217");
}

#[test]
fn users_have_rules_of_their_own() {
    let mut browser = browser();
    let user = browser.user("Jasmin Keller");
    let path = format!("systemusers({user})");
    assert_eq!(browser.write("PATCH", &path, &json!({ "accessmode": 4, "jobtitle": "Sync" })).status, 204);
    assert_eq!(browser.get(&path).json()["accessmode"], 4);
    browser.write("PATCH", &path, &json!({ "accessmode": 3 })).refused(400, "0x80041d66");
    browser.write("PATCH", &path, &json!({ "islicensed": true })).refused(400, "0x80041d4c");
    browser.write("PATCH", &path, &json!({ "issyncwithdirectory": true })).refused(400, "0x80041d4e");
    browser.write("PATCH", &path, &json!({ "isdisabled": true })).refused(400, "0x80048d19");
    browser.send("DELETE", &path, &[], "").refused(405, "0x80040800");
    let system = browser.user("SYSTEM");
    browser.write("PATCH", &format!("systemusers({system})"), &json!({ "title": "x" })).refused(400, "0x80041d33");
    let language = format!("usersettingscollection({user})");
    assert_eq!(browser.write("PATCH", &language, &json!({ "uilanguageid": 1031 })).status, 204);
    browser.write("PATCH", &language, &json!({ "uilanguageid": 1041 })).refused(400, "0x80044195");
}

#[test]
fn an_application_user_is_made_once_a_person_never() {
    let mut browser = browser();
    let unit = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso'");
    let bind = format!("/businessunits({unit})");
    let application = "0f0f0f0f-1111-4222-8333-444455556666";
    let body = json!({ "applicationid": application, "accessmode": 4, "businessunitid@odata.bind": bind });
    assert_eq!(browser.write("POST", "systemusers", &body).status, 204);
    let again = browser.write("POST", "systemusers", &body);
    assert_eq!(again.refused(400, "0x80040237"), "A record with matching applicationid already exists.");
    let row = browser.get(&format!("systemusers?$filter=applicationid eq {application}")).rows()[0].clone();
    assert_eq!((row["firstname"].as_str(), row["accessmode"].as_i64()), (Some("#"), Some(4)));
    browser.write("POST", "systemusers", &json!({ "applicationid": application })).refused(400, "0x80040216");
    let person = json!({ "domainname": "new@contoso.com", "businessunitid@odata.bind": bind });
    browser.write("POST", "systemusers", &person).refused(400, "0x80040216");
}

#[test]
fn on_premises_a_person_is_made_by_domain_name() {
    let mut browser = Browser::new(Scenario::OnPremises);
    let unit = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso'");
    let bind = format!("/businessunits({unit})");
    let body = json!({
        "domainname": "CONTOSO\\new.person", "firstname": "New", "lastname": "Person", "businessunitid@odata.bind": bind
    });
    assert_eq!(browser.write("POST", "systemusers", &body).status, 204);
    browser.write("POST", "systemusers", &body).refused(400, "0x80041d2c");
    assert_eq!(browser.get("systemusers?$filter=fullname eq 'New Person'").rows().len(), 1);
}
