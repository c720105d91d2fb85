//! Trouble to order, acted out in front of the model as the server does it.

use practice::org::Scenario;
use practice::org::fault::{Fault, Faults};
use serde_json::json;

use crate::common::Browser;

#[test]
fn the_same_list_serves_a_native_test() {
    let mut browser = Browser::new(Scenario::UserReady);
    let user = browser.user("Marketo Sync");
    let role = browser.role("Marketo Sync User", "Contoso");
    let mut faults = Faults::from_json(&json!([
        { "method": "POST", "path": "systemuserroles_association", "fault": "resetAfterApply" },
        { "path": "WhoAmI", "nth": 2, "times": 1, "fault": { "sessionOfAnother": "bianca.moreau" } },
    ]))
    .unwrap();
    let body = json!({ "@odata.id": browser.url(&format!("roles({role})")) }).to_string();
    let path = format!("systemusers({user})/systemuserroles_association/$ref");
    let request = browser.request("POST", &path, &[("Content-Type", "application/json")], &body);
    assert_eq!(faults.apply(&request), Some(Fault::ResetAfterApply));
    assert_eq!(browser.org.handle(&request).status, 204);
    assert_eq!(browser.roles_of(&user), ["Marketo Sync User"], "the reply was lost, the write was not");

    let who = browser.request("GET", "WhoAmI", &[], "");
    assert_eq!(faults.apply(&who), None);
    match faults.apply(&who) {
        Some(Fault::SessionOfAnother(name)) => browser.org.sign_in_as(&name),
        other => panic!("{other:?}"),
    }
    let now = browser.get("WhoAmI").json()["UserId"].as_str().unwrap().to_owned();
    assert_eq!(now, browser.user("Bianca Moreau"));
    assert!(faults.is_empty());
}
