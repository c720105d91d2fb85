//! Giving and taking roles: every documented form, every documented refusal.

use practice::org::Scenario;
use serde_json::json;

use crate::common::Browser;

const ROLE: &str = "Marketo Sync User";

#[test]
fn assign_read_back_remove_in_both_forms() {
    let mut browser = Browser::new(Scenario::UserReady);
    let user = browser.user("Marketo Sync");
    let role = browser.role(ROLE, "Contoso");
    for by_query in [true, false] {
        let answer = browser.assign(&user, &role);
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        assert!(answer.header("OData-EntityId").is_none() && answer.header("Location").is_none());
        assert_eq!(browser.roles_of(&user), [ROLE]);
        let link = browser.url(&format!("roles({role})"));
        let path = if by_query {
            format!("systemusers({user})/systemuserroles_association/$ref?$id={link}")
        } else {
            format!("systemusers({user})/systemuserroles_association({role})/$ref")
        };
        assert_eq!(browser.send("DELETE", &path, &[], "").status, 204);
        assert!(browser.roles_of(&user).is_empty());
    }
    let state = browser.org.state();
    assert_eq!(state["writes"]["count"], 4);
    assert_eq!(state["writes"]["list"][0]["method"], "POST");
}

#[test]
fn the_role_side_sees_and_does_the_same() {
    let mut browser = Browser::new(Scenario::UserReady);
    let user = browser.user("Marketo Sync");
    let role = browser.role(ROLE, "Contoso");
    let link = json!({ "@odata.id": browser.url(&format!("systemusers({user})")) });
    assert_eq!(browser.write("POST", &format!("roles({role})/systemuserroles_association/$ref"), &link).status, 204);
    assert_eq!(
        browser.get(&format!("roles({role})/systemuserroles_association?$select=fullname")).column("fullname"),
        ["Marketo Sync"]
    );
    let rows = browser.get(&format!("systemuserrolescollection?$select=systemuserid,roleid&$filter=roleid eq {role}"));
    let rows = rows.rows();
    assert_eq!((rows.len(), rows[0]["systemuserid"].as_str()), (1, Some(user.as_str())));
    assert!(rows[0]["systemuserroleid"].is_string());
    let path = format!("roles({role})/systemuserroles_association({user})/$ref");
    assert_eq!(browser.send("DELETE", &path, &[], "").status, 204);
    // What is not there cannot be taken away.
    browser.send("DELETE", &path, &[], "").refused(404, "0x80040217");
}

#[test]
fn a_copy_of_another_business_unit_is_refused() {
    let mut browser = Browser::new(Scenario::ThreeBusinessUnits);
    let user = browser.user("Marketo Sync");
    let copies = browser.get(&format!("roles?$select=name&$filter=name eq '{ROLE}'"));
    assert_eq!(copies.rows().len(), 3);
    let wrong = browser.role(ROLE, "Contoso");
    let text = browser.assign(&user, &wrong).refused(400, "0x80041409");
    let own = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso Iberia'");
    let root = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso'");
    assert_eq!(
        text,
        format!(
            "The user with id={user} belongs to a different business unit={own} than the role with roleId={wrong} and \
             rolebusinessUnit={root}."
        )
    );
    let right = browser.role(ROLE, "Contoso Iberia");
    assert_eq!(browser.assign(&user, &right).status, 204);
}

#[test]
fn twice_is_a_duplicate() {
    let mut browser = Browser::new(Scenario::Done);
    let user = browser.user("Marketo Sync");
    let role = browser.role(ROLE, "Contoso");
    assert_eq!(
        browser.assign(&user, &role).refused(412, "0x80040237"),
        "A record with matching key values already exists."
    );
    assert_eq!(browser.org.state()["writes"]["count"], 0);
}

#[test]
fn a_collection_wants_an_absolute_link_of_this_service() {
    let mut browser = Browser::new(Scenario::UserReady);
    let user = browser.user("Marketo Sync");
    let role = browser.role(ROLE, "Contoso");
    let path = format!("systemusers({user})/systemuserroles_association/$ref");
    let team = browser.id_of("teams?$select=teamid&$filter=name eq 'Contoso Key Accounts'");
    for link in [
        format!("roles({role})"),
        format!("/api/data/v9.2/roles({role})"),
        format!("https://elsewhere.crm4.dynamics.com/api/data/v9.2/roles({role})"),
        browser.url(&format!("teams({team})")),
        browser.url("roles(x)"),
    ] {
        let answer = browser.write("POST", &path, &json!({ "@odata.id": link }));
        assert_eq!(answer.status, 400, "{link}: {}", answer.text());
    }
    browser.write("POST", &path, &json!({ "id": 1 })).refused(400, "0x80048d19");
    let nobody = browser.url("roles(00000000-0000-0000-0000-000000000009)");
    browser.write("POST", &path, &json!({ "@odata.id": nobody })).refused(404, "0x80040217");
    let relative = format!("{path}?$id=roles({role})");
    browser.send("DELETE", &relative, &[], "").refused(400, "0x80060888");
    browser.send("DELETE", &path, &[], "").refused(400, "0x80060888");
    let missing = "systemusers(00000000-0000-0000-0000-000000000009)/systemuserroles_association/$ref";
    let link = json!({ "@odata.id": browser.url(&format!("roles({role})")) });
    browser.write("POST", missing, &link).refused(404, "0x80040217");
    assert!(browser.roles_of(&user).is_empty());
}

#[test]
fn a_disabled_target_and_the_placeholders_are_refused() {
    let mut browser = Browser::new(Scenario::UserReady);
    let role = browser.role(ROLE, "Contoso");
    for (name, code) in [
        ("Tamara Novak", "0x80048d35"),
        ("SYSTEM", "0x80041d33"),
        ("INTEGRATION", "0x80041d33"),
        ("Microsoft Support User", "0x80041d51"),
        ("Microsoft Delegated Admin", "0x80041d51"),
    ] {
        let user = browser.user(name);
        browser.assign(&user, &role).refused(400, code);
    }
    let support = browser.role("Support User", "Contoso");
    let user = browser.user("Marketo Sync");
    browser.assign(&user, &support).refused(400, "0x80041d44");
}

#[test]
fn who_may_not_assign_is_told_which_privilege_is_missing() {
    let mut browser = Browser::new(Scenario::LimitedAdmin);
    let user = browser.user("Marketo Sync");
    let role = browser.role(ROLE, "Contoso");
    let text = browser.assign(&user, &role).refused(403, "0x80040220");
    assert!(text.contains("is missing prvAssignRole privilege (Id="), "{text}");
    assert!(text.contains("roleCount=2,") && text.contains("accessMode=0"), "{text}");
    assert!(text.contains("for entity 'role' (LocalizedName='Security Role'). context.Caller="), "{text}");
}

#[test]
fn nobody_grants_what_he_does_not_have() {
    let mut browser = Browser::new(Scenario::LimitedAdmin);
    browser.org.sign_in_as("samir.haddad");
    let user = browser.user("Marketo Sync");
    let role = browser.role(ROLE, "Contoso");
    let text = browser.assign(&user, &role).refused(403, "0x80048d3b");
    assert!(text.contains("prvCreateLead (Global)") && text.contains("prvReadCampaign (Global)"), "{text}");
    assert!(!text.contains("prvReadUser ("), "{text}");
    browser.org.sign_in_as("alex.admin");
    assert_eq!(browser.assign(&user, &role).status, 204);
}

#[test]
fn teams_take_roles_by_the_same_rules() {
    let mut browser = Browser::new(Scenario::ThreeBusinessUnits);
    let team = browser.id_of("teams?$select=teamid&$filter=name eq 'Contoso Key Accounts'");
    let access = browser.id_of("teams?$select=teamid&$filter=teamtype eq 1");
    let role = browser.role(ROLE, "Contoso");
    let other = browser.role(ROLE, "Contoso Nordics");
    let link = |browser: &Browser, role: &str| json!({ "@odata.id": browser.url(&format!("roles({role})")) });
    let path = format!("teams({team})/teamroles_association/$ref");
    let (right, wrong) = (link(&browser, &role), link(&browser, &other));
    assert_eq!(browser.write("POST", &path, &right).status, 204);
    browser.write("POST", &path, &right).refused(412, "0x80040237");
    browser.write("POST", &path, &wrong).refused(400, "0x8004140d");
    let access = format!("teams({access})/teamroles_association/$ref");
    browser.write("POST", &access, &right).refused(400, "0x80048331");
    assert_eq!(
        browser.get(&format!("roles({role})/teamroles_association?$select=name")).column("name"),
        ["Contoso Key Accounts"]
    );
    let path = format!("teams({team})/teamroles_association({role})/$ref");
    assert_eq!(browser.send("DELETE", &path, &[], "").status, 204);
}

#[test]
fn moving_a_user_takes_the_roles_away() {
    let mut browser = Browser::new(Scenario::UserReady);
    let user = browser.user("Bianca Moreau");
    let retail = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso Retail'");
    assert_eq!(browser.roles_of(&user).len(), 1);
    let body = json!({ "businessunitid@odata.bind": format!("/businessunits({retail})") });
    assert_eq!(browser.write("PATCH", &format!("systemusers({user})"), &body).status, 204);
    assert!(browser.roles_of(&user).is_empty());
}

#[test]
fn on_premises_links_hold_the_organisation() {
    let mut browser = Browser::new(Scenario::OnPremises);
    let user = browser.user("Marketo Sync");
    let role = browser.role(ROLE, "Contoso");
    let path = format!("systemusers({user})/systemuserroles_association/$ref");
    let without = format!("https://crm.contoso.local/api/data/v9.0/roles({role})");
    browser.write("POST", &path, &json!({ "@odata.id": without })).refused(400, "0x80060888");
    assert_eq!(browser.assign(&user, &role).status, 204);
    browser.get("roles?$select=isautoassigned").refused(400, "0x80060888");
    browser.get("systemusers?$select=azurestate").refused(400, "0x80060888");
}
