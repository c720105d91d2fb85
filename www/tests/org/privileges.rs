//! What privileges come to, and how the functions report them.

use practice::org::Scenario;
use serde_json::{Value, json};

use crate::common::Browser;

fn held(body: &Value) -> Vec<(String, String)> {
    let list = body["RolePrivileges"].as_array().unwrap();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    list.iter().map(|one| (text(one, "PrivilegeId"), text(one, "Depth"))).collect()
}

#[test]
fn an_administrator_has_everything() {
    let mut browser = Browser::new(Scenario::UserReady);
    let admin = browser.user("Alex Admin");
    let body = browser.get(&format!("systemusers({admin})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")).json();
    let all: usize = browser.get("privileges/$count").text().parse().unwrap();
    assert_eq!(held(&body).len(), all);
    assert!(held(&body).iter().all(|(_, depth)| depth == "Global"));
    assert_eq!(body["@odata.context"], browser.url("$metadata#Microsoft.Dynamics.CRM.RetrieveUserPrivilegesResponse"));
}

#[test]
fn the_probe_answers_for_one_privilege() {
    let mut browser = Browser::new(Scenario::LimitedAdmin);
    let me = browser.get("WhoAmI").json()["UserId"].as_str().unwrap().to_owned();
    let probe = |browser: &mut Browser, name: &str| {
        let path = format!(
            "systemusers({me})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='{name}')"
        );
        held(&browser.get(&path).json())
    };
    assert!(probe(&mut browser, "prvAssignRole").is_empty());
    let read = probe(&mut browser, "prvReadRole");
    assert_eq!((read.len(), read[0].1.as_str()), (1, "Global"));
    let aliased = format!(
        "systemusers({me})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(\
         PrivilegeName=@p1)?@p1='prvReadRole'"
    );
    assert_eq!(held(&browser.get(&aliased).json()), read);
}

#[test]
fn what_comes_through_a_team_is_reported_as_basic() {
    let mut browser = Browser::new(Scenario::RoleElsewhere);
    let user = browser.user("Noor van Dijk");
    let names = "[\"prvReadCampaign\",\"prvReadNote\",\"prvNoSuch\",\"prvAssignRole\"]";
    let path = "Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)";
    let body = browser.get(&format!("systemusers({user})/{path}?@p1={names}")).json();
    let list = body["RolePrivileges"].as_array().unwrap();
    assert_eq!(list.len(), 2, "{body}");
    assert_eq!((&list[0]["PrivilegeName"], &list[0]["Depth"]), (&json!("prvReadCampaign"), &json!("Global")));
    let campaign = list[0]["PrivilegeId"].as_str().unwrap().to_owned();
    let all = browser.get(&format!("systemusers({user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")).json();
    let reported = held(&all).into_iter().find(|(id, _)| *id == campaign).unwrap();
    assert_eq!(reported.1, "Basic");
}

#[test]
fn a_role_lists_what_it_grants_from_any_copy() {
    let mut browser = Browser::new(Scenario::ThreeBusinessUnits);
    let root = browser.role("Marketo Sync User", "Contoso");
    let copy = browser.role("Marketo Sync User", "Contoso Iberia");
    let of =
        |browser: &mut Browser, role: &str| browser.get(&format!("RetrieveRolePrivilegesRole(RoleId={role})")).json();
    let (at_root, at_copy) = (of(&mut browser, &root), of(&mut browser, &copy));
    assert_eq!(held(&at_root), held(&at_copy));
    // 42 on Dataverse's own tables, three on the solution's.
    assert_eq!(held(&at_root).len(), 45);
    assert_ne!(at_root["RolePrivileges"][0]["BusinessUnitId"], at_copy["RolePrivileges"][0]["BusinessUnitId"]);
    for depth in ["Basic", "Local", "Deep", "Global"] {
        assert!(held(&at_root).iter().any(|(_, held)| held == depth), "{depth}");
    }
    let names = browser.get(&format!("roles({copy})/roleprivileges_association?$select=name")).column("name");
    assert_eq!(names.len(), 45);
    let granting = format!(
        "roles?$select=name&$filter=roleprivileges_association/any(p:p/name eq 'prvReadCampaign') \
                            and roleid eq {copy}"
    );
    assert_eq!(browser.get(&granting).rows().len(), 1);
    browser.get("RetrieveRolePrivilegesRole(RoleId='x')").refused(400, "0x80060888");
    browser.get("RetrieveRolePrivilegesRole(RoleId=00000000-0000-0000-0000-000000000009)").refused(404, "0x80040217");
}

#[test]
fn on_premises_does_not_have_the_function_by_names() {
    let mut browser = Browser::new(Scenario::OnPremises);
    let user = browser.user("Alex Admin");
    let path = "Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)?@p1=[\"prvReadUser\"]";
    browser.get(&format!("systemusers({user})/{path}")).refused(404, "0x80060888");
}

#[test]
fn impersonation_gives_what_both_have() {
    let mut browser = Browser::new(Scenario::LimitedAdmin);
    let limited = browser.get("WhoAmI").json()["UserId"].as_str().unwrap().to_owned();
    let admin = browser.user("Alex Admin");
    let refused = browser.get_with("WhoAmI", &[("MSCRMCallerID", &admin)]);
    assert!(refused.refused(403, "0x80040220").contains("prvActOnBehalfOfAnotherUser"));
    browser.org.sign_in_as("alex.admin");
    let answer = browser.get_with("WhoAmI", &[("MSCRMCallerID", &limited)]);
    assert_eq!(answer.json()["UserId"], limited.as_str());
    let user = browser.user("Marketo Sync");
    let role = browser.role("Marketo Sync User", "Contoso");
    let body = json!({ "@odata.id": browser.url(&format!("roles({role})")) }).to_string();
    let answer = browser.send(
        "POST",
        &format!("systemusers({user})/systemuserroles_association/$ref"),
        &[("Content-Type", "application/json"), ("MSCRMCallerID", &limited)],
        &body,
    );
    answer.refused(403, "0x80040220");
}

#[test]
fn what_one_may_not_read_is_refused_wherever_it_is_asked_for() {
    let mut browser = Browser::new(Scenario::UserReady);
    browser.org.sign_in_as("carlos.ibarra");
    assert_eq!(browser.get("systemusers?$select=fullname&$expand=businessunitid($select=name)").status, 200);
    for path in ["solutions", "publishers?$select=uniquename", "solutioncomponents/$count"] {
        assert!(browser.get(path).refused(403, "0x80040220").contains("is missing prvRead"), "{path}");
    }
    let body = json!({ "friendlyname": "x" });
    assert!(browser.write("POST", "publishers", &body).refused(403, "0x80040220").contains("prvCreatePublisher"));
}
