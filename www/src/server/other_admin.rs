//! "Somebody else did it meanwhile": writes by another administrator, kept out of the request log.

use serde_json::{Value, json};

use super::control::{Refused, text};
use super::shared::Practice;
use super::site::{ON_PREMISES, ON_PREMISES_PREFIX, ORGANISATION};
use super::wire;
use crate::org::{Request, Response};

/// Carries out `{"assign":{"user","role"}}`, `{"unassign":{…}}` or `{"request":{"method","path","body"}}`; `path`
/// starts behind the service root. A user is named by id, full name or user name; a role by id or by its name in the
/// user's business unit.
pub(super) fn write(practice: &mut Practice, order: &Value) -> Result<(), Refused> {
    if let Some(pair) = order.get("assign") {
        let (user, role) = pair_of(practice, pair)?;
        let root = root(practice);
        let body = json!({ "@odata.id": format!("{root}/roles({role})") });
        let path = format!("systemusers({user})/systemuserroles_association/$ref");
        return done(send(practice, "POST", &path, &body));
    }
    if let Some(pair) = order.get("unassign") {
        let (user, role) = pair_of(practice, pair)?;
        let path = format!("systemusers({user})/systemuserroles_association({role})/$ref");
        return done(send(practice, "DELETE", &path, &Value::Null));
    }
    if let Some(request) = order.get("request") {
        let method = text(request, "method")?.ok_or(Refused::Member("method"))?;
        let path = text(request, "path")?.ok_or(Refused::Member("path"))?;
        let body = request.get("body").unwrap_or(&Value::Null);
        return done(send(practice, method, path, body));
    }
    Err(Refused::Member("assign, unassign or request"))
}

fn done(response: Response) -> Result<(), Refused> {
    if response.status < 300 {
        Ok(())
    } else {
        Err(Refused::Write { status: response.status, body: String::from_utf8_lossy(&response.body).into_owned() })
    }
}

/// Ids of a user and of the copy of a role in the user's business unit.
fn pair_of(practice: &mut Practice, pair: &Value) -> Result<(String, String), Refused> {
    let user = text(pair, "user")?.ok_or(Refused::Member("user"))?;
    let role = text(pair, "role")?.ok_or(Refused::Member("role"))?;
    let filter = if is_id(user) {
        format!("systemuserid eq {user}")
    } else {
        let name = user.replace('\'', "''");
        format!("fullname eq '{name}' or domainname eq '{name}'")
    };
    let found = one(practice, "systemusers", &["systemuserid", "_businessunitid_value"], &filter, user)?;
    let [user_id, unit] = found;
    if is_id(role) {
        return Ok((user_id, role.to_owned()));
    }
    let filter = format!("name eq '{}' and _businessunitid_value eq {unit}", role.replace('\'', "''"));
    let [role_id, _] = one(practice, "roles", &["roleid", "name"], &filter, role)?;
    Ok((user_id, role_id))
}

fn one(
    practice: &mut Practice,
    set: &str,
    columns: &[&str; 2],
    filter: &str,
    what: &str,
) -> Result<[String; 2], Refused> {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("$select", &columns.join(","))
        .append_pair("$filter", filter)
        .finish()
        // A form's plus is not a blank to OData.
        .replace('+', "%20");
    let response = send(practice, "GET", &format!("{set}?{query}"), &Value::Null);
    let body: Value = serde_json::from_slice(&response.body).map_err(Refused::Json)?;
    let rows = body.get("value").and_then(Value::as_array);
    match rows.map(Vec::as_slice) {
        Some([row]) => Ok(columns.map(|column| row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned())),
        _ => Err(Refused::Unknown(what.to_owned())),
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// The service root of the kind of organisation that this is: only the right one answers.
fn root(practice: &mut Practice) -> String {
    let online = format!("https://{ORGANISATION}/api/data/v9.2");
    let answers = raw(practice, "GET", ORGANISATION, "/api/data/v9.2/WhoAmI", &Value::Null).status == 200;
    practice.org.clear_log();
    if answers { online } else { format!("https://{ON_PREMISES}{ON_PREMISES_PREFIX}/api/data/v9.0") }
}

fn send(practice: &mut Practice, method: &str, path: &str, body: &Value) -> Response {
    let root = root(practice);
    let without_scheme = root.trim_start_matches("https://");
    let (host, base) = without_scheme.find('/').map_or((without_scheme, ""), |slash| without_scheme.split_at(slash));
    let response = raw(practice, method, host, &format!("{base}/{path}"), body);
    practice.org.clear_log();
    response
}

fn raw(practice: &mut Practice, method: &str, host: &str, target: &str, body: &Value) -> Response {
    let mut headers = vec![
        // Any bearer token is the administrator, whoever is signed in in the browser.
        ("Authorization".to_owned(), "Bearer other-admin".to_owned()),
        ("Accept".to_owned(), "application/json".to_owned()),
    ];
    let body = if body.is_null() {
        Vec::new()
    } else {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        body.to_string().into_bytes()
    };
    practice.org.handle(&Request {
        at_ms: wire::now_ms(),
        method: method.to_owned(),
        scheme: "https".to_owned(),
        host: host.to_owned(),
        target: target.to_owned(),
        headers,
        body,
    })
}
