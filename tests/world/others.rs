//! What other administrators do meanwhile, signed in elsewhere.

use practice::org::{Org, Request};
use serde_json::json;

use super::{CLIENT_URL, World};

impl World {
    /// What another administrator does meanwhile.
    pub fn org_request(&mut self, method: &str, path: &str, body: &serde_json::Value) {
        self.org_answer(method, path, body);
    }

    /// The same, with what it is answered.
    pub fn org_answer(&mut self, method: &str, path: &str, body: &serde_json::Value) -> Vec<u8> {
        let (scheme, rest) = self.client_url.split_once("://").expect("an address");
        let (host, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let slash = if prefix.is_empty() { "" } else { "/" };
        let request = Request {
            at_ms: self.now,
            method: method.to_owned(),
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            target: format!("{slash}{prefix}/api/data/v9.0/{path}"),
            headers: vec![
                ("Authorization".to_owned(), "Bearer another".to_owned()),
                ("Content-Type".to_owned(), "application/json".to_owned()),
                ("If-Match".to_owned(), "*".to_owned()),
            ],
            body: body.to_string().into_bytes(),
        };
        let response = self.org.handle(&request);
        assert!(response.status < 300, "{path}: {}", String::from_utf8_lossy(&response.body));
        response.body
    }

    /// The whole address of a record.
    pub fn address(&self, record: &str) -> String {
        format!("{}/api/data/v9.0/{record}", self.client_url)
    }
}

/// What a colleague changes at the same time.
pub fn speak_english_as_another_admin(org: &mut Org) {
    let filter = "/api/data/v9.2/systemusers?$select=systemuserid&$filter=contains(domainname,'marketo.sync')";
    let response = org.handle(&bearer("GET", filter, Vec::new()));
    let users: serde_json::Value = serde_json::from_slice(&response.body).expect("JSON");
    let user = users["value"][0]["systemuserid"].as_str().expect("the sync user");
    let target = format!("/api/data/v9.2/usersettingscollection({user})");
    let response = org.handle(&bearer("PATCH", &target, json!({"uilanguageid": 1033}).to_string().into_bytes()));
    assert_eq!(response.status, 204, "{}", String::from_utf8_lossy(&response.body));
}

/// What a colleague takes at the same time.
pub fn take_as_another_admin(org: &mut Org) {
    let filter = "/api/data/v9.2/systemusers?$select=systemuserid&$filter=contains(domainname,'dana.kowalski')\
                  &$expand=systemuserroles_association($select=roleid,name)";
    let response = org.handle(&bearer("GET", filter, Vec::new()));
    let users: serde_json::Value = serde_json::from_slice(&response.body).expect("JSON");
    let user = users["value"][0]["systemuserid"].as_str().expect("the holder");
    let roles = users["value"][0]["systemuserroles_association"].as_array().expect("roles");
    let role = roles.iter().find(|role| role["name"] == "Marketo Sync User").expect("the role");
    let role = role["roleid"].as_str().expect("its id");
    let target = format!("/api/data/v9.2/systemusers({user})/systemuserroles_association({role})/$ref");
    let response = org.handle(&bearer("DELETE", &target, Vec::new()));
    assert_eq!(response.status, 204, "{}", String::from_utf8_lossy(&response.body));
}

/// What a colleague does at the same time, signed in elsewhere.
pub fn assign_as_another_admin(org: &mut Org) {
    let get = |org: &mut Org, target: &str| -> serde_json::Value {
        let response = org.handle(&bearer("GET", target, Vec::new()));
        serde_json::from_slice(&response.body).expect("JSON")
    };
    let users = get(
        org,
        "/api/data/v9.2/systemusers?$select=systemuserid,_businessunitid_value&$filter=contains(domainname,'marketo.sync')",
    );
    let user = users["value"][0]["systemuserid"].as_str().expect("the sync user").to_owned();
    let unit = users["value"][0]["_businessunitid_value"].as_str().expect("its business unit").to_owned();
    let filter = format!(
        "/api/data/v9.2/roles?$select=roleid&$filter=name%20eq%20'Marketo%20Sync%20User'%20and%20_businessunitid_value%20eq%20{unit}"
    );
    let roles = get(org, &filter);
    let role = roles["value"][0]["roleid"].as_str().expect("its role").to_owned();
    let body = json!({"@odata.id": format!("{}/api/data/v9.2/roles({role})", CLIENT_URL)}).to_string();
    let target = format!("/api/data/v9.2/systemusers({user})/systemuserroles_association/$ref");
    let response = org.handle(&bearer("POST", &target, body.into_bytes()));
    assert_eq!(response.status, 204, "{}", String::from_utf8_lossy(&response.body));
}

fn bearer(method: &str, target: &str, body: Vec<u8>) -> Request {
    let headers = [
        ("Authorization", "Bearer x"),
        ("Accept", "application/json"),
        ("OData-Version", "4.0"),
        ("OData-MaxVersion", "4.0"),
        ("Content-Type", "application/json"),
    ];
    Request {
        at_ms: 0,
        method: method.to_owned(),
        scheme: "https".to_owned(),
        host: "contoso.crm4.dynamics.com".to_owned(),
        target: target.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body,
    }
}
