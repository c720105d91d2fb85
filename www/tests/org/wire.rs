//! Address, session, versions, limits, content types: what happens before a request is understood.

use practice::org::{Request, Scenario};
use serde_json::json;

use crate::common::Browser;

#[test]
fn without_a_session_there_is_a_challenge() {
    let mut browser = Browser::new(Scenario::UserReady);
    let answer = browser.get_with("WhoAmI", &[("Cookie", "ARRAffinity=1")]);
    assert_eq!((answer.status, answer.body.len()), (401, 0));
    let challenge = answer.header("WWW-Authenticate").unwrap();
    assert!(challenge.starts_with("Bearer authorization_uri=https://login.microsoftonline.com/"), "{challenge}");
    assert!(challenge.ends_with("resource_id=https://contoso.crm4.dynamics.com/"), "{challenge}");
    assert_eq!(browser.get("WhoAmI").status, 200);
    browser.org.sign_out();
    assert_eq!(browser.get("WhoAmI").status, 401);
    browser.bearer = true;
    let admin = browser.get("WhoAmI").json();
    browser.bearer = false;
    browser.org.sign_in_as("bianca.moreau@contoso.com");
    assert_ne!(browser.get("WhoAmI").json()["UserId"], admin["UserId"]);
    browser.org.sign_in_as("nobody");
    assert!(!browser.org.is_signed_in());
    assert_eq!(Browser::new(Scenario::SignedOut).get("WhoAmI").status, 401);
}

#[test]
fn a_person_who_may_not_use_the_organisation_is_told_so() {
    let mut browser = Browser::new(Scenario::UserReady);
    browser.org.sign_in_as("tamara.novak");
    browser.get("WhoAmI").refused(403, "0x80040225");
    browser.org.sign_in_as("marketo.sync");
    browser.get("WhoAmI").refused(403, "0x80042f09");
    // A role through a team is enough.
    let mut browser = Browser::new(Scenario::RoleElsewhere);
    browser.org.sign_in_as("noor.vandijk");
    assert_eq!(browser.get("WhoAmI").status, 200);
}

#[test]
fn versions_that_are_not_offered() {
    let mut online = Browser::new(Scenario::UserReady);
    for version in ["v8.0", "v8.2", "v9.0", "v9.1", "v9.2"] {
        assert_eq!(online.get(&format!("/api/data/{version}/WhoAmI")).status, 200, "{version}");
    }
    assert_eq!(online.get("/api/data/v9.3/WhoAmI").status, 501);
    assert_eq!(online.get("/api/data/latest/WhoAmI").status, 404);
    assert_eq!(online.get("/elsewhere").status, 404);
    assert_eq!(online.get("/orgname/api/data/v9.2/WhoAmI").status, 404);
    let mut on_premises = Browser::new(Scenario::OnPremises);
    for (version, status) in [("v9.2", 501), ("v9.1", 501), ("v9.0", 200), ("v8.2", 200)] {
        assert_eq!(on_premises.get(&format!("/orgname/api/data/{version}/WhoAmI")).status, status, "{version}");
    }
    assert_eq!(on_premises.get("/api/data/v9.0/WhoAmI").status, 404);
}

#[test]
fn a_write_is_json_or_nothing() {
    let mut browser = Browser::new(Scenario::UserReady);
    let body = "{\"name\":\"x\"}";
    for kind in ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        browser.send("POST", "accounts", &[("Content-Type", kind)], body).refused(400, "0x80060888");
    }
    for body in ["{\"name\":", "[]", "", "\"x\"", "{name:'x'}"] {
        let answer = browser.send("POST", "accounts", &[("Content-Type", "application/json")], body);
        assert!(answer.refused(400, "0x80048d19").contains("Invalid JSON"), "{body}");
    }
    assert_eq!(
        browser.send("POST", "accounts", &[("Content-Type", "Application/JSON;charset=utf-8")], body).status,
        204
    );
}

#[test]
fn verbs_that_do_not_fit() {
    let mut browser = Browser::new(Scenario::UserReady);
    for (method, path) in [
        ("PATCH", "accounts"),
        ("DELETE", "accounts"),
        ("PUT", "accounts"),
        ("HEAD", "accounts"),
        ("POST", "WhoAmI"),
        ("POST", "$metadata"),
        ("POST", "solutioncomponents"),
    ] {
        let answer = browser.write(method, path, &json!({}));
        assert_eq!(answer.status, 405, "{method} {path}: {}", answer.text());
    }
    let admin = browser.user("Alex Admin");
    let to_one = format!("systemusers({admin})/businessunitid/$ref");
    assert_eq!(browser.write("POST", &to_one, &json!({ "@odata.id": browser.url("x") })).status, 405);
}

#[test]
fn six_thousand_requests_in_five_minutes() {
    let mut browser = Browser::new(Scenario::UserReady);
    let first = browser.get("WhoAmI");
    assert_eq!(first.header("x-ms-ratelimit-burst-remaining-xrm-requests"), Some("5999"));
    assert_eq!(first.header("x-ms-ratelimit-time-remaining-xrm-requests"), Some("1,200.00"));
    assert!(first.header("x-ms-dop-hint").is_some());
    browser.at_ms = 1_000;
    for _ in 1..6_000 {
        assert_eq!(browser.get("WhoAmI").status, 200);
    }
    browser.at_ms = 2_500;
    let answer = browser.get("WhoAmI");
    assert_eq!(
        answer.refused(429, "0x80072322"),
        "Number of requests exceeded the limit of 6000 over time window of 300 seconds."
    );
    assert_eq!(answer.header("Retry-After"), Some("298"));
    assert!(answer.header("x-ms-ratelimit-burst-remaining-xrm-requests").is_none());
    browser.at_ms = 302_000;
    assert_eq!(browser.get("WhoAmI").status, 200);
    browser.org.spend(302_000, 1_300_000);
    browser.get("WhoAmI").refused(429, "0x80072321");
    browser.org.set_limits(false);
    assert_eq!(browser.get("WhoAmI").status, 200);
}

#[test]
fn errors_carry_what_was_asked_for() {
    let mut browser = Browser::new(Scenario::UserReady);
    let plain = browser.get("nosuch").json();
    assert_eq!(plain["error"].as_object().unwrap().len(), 2);
    let annotated = browser.get_with("nosuch", &[("Prefer", "odata.include-annotations=\"*\"")]).json();
    assert_eq!(annotated["error"]["@Microsoft.PowerApps.CDS.InnerError.Message"], annotated["error"]["message"]);
    assert!(annotated["error"]["@Microsoft.PowerApps.CDS.HelpLink"].as_str().unwrap().contains("80060888"));
    let mut on_premises = Browser::new(Scenario::OnPremises);
    let detailed = on_premises.get("nosuch").json();
    assert!(detailed["error"]["innererror"]["stacktrace"].is_string());
}

#[test]
fn the_log_holds_writes_with_their_bodies() {
    let mut browser = Browser::new(Scenario::UserReady);
    browser.get("WhoAmI");
    browser.write("POST", "accounts", &json!({ "name": "x" }));
    browser.get("nosuch");
    let log = browser.org.log();
    let lines: Vec<_> = log.iter().map(|line| (line.method.as_str(), line.status, line.body.as_str())).collect();
    assert_eq!(lines, [("GET", 200, ""), ("POST", 204, "{\"name\":\"x\"}"), ("GET", 404, "")]);
    assert_eq!(log[1].path, "/api/data/v9.2/accounts");
    browser.org.clear_log();
    assert!(browser.org.log().is_empty());
}

#[test]
fn the_same_requests_have_the_same_answers() {
    let run = || {
        let mut browser = Browser::new(Scenario::RoleElsewhere);
        let made = browser.write("POST", "accounts", &json!({ "name": "x" }));
        let users = browser.get("systemusers?$expand=systemuserroles_association");
        (made.headers, users.headers, users.body)
    };
    assert!(run() == run(), "ids, order and times follow from the requests alone");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn any_request_has_an_answer(
        method in "GET|POST|PATCH|PUT|DELETE|OPTIONS|[A-Z]{0,4}",
        target in "(/api/data/v9\\.2/)?(systemusers|roles|\\$batch|EntityDefinitions|accounts)?\
                   (\\(.{0,12}\\))?(/.{0,20})?(\\?.{0,40})?",
        body in "\\PC{0,40}",
        kind in "application/json|multipart/mixed; boundary=b|.{0,10}",
    ) {
        use std::sync::{Mutex, PoisonError};
        static BROWSER: Mutex<Option<Browser>> = Mutex::new(None);
        let mut browser = BROWSER.lock().unwrap_or_else(PoisonError::into_inner);
        let browser = browser.get_or_insert_with(|| Browser::new(Scenario::UserReady));
        let mut request: Request = browser.request(&method, "WhoAmI", &[("Content-Type", &kind)], &body);
        request.target = target;
        let response = browser.org.handle(&request);
        proptest::prop_assert!((200..600).contains(&response.status));
    }
}
