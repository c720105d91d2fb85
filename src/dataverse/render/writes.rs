//! The request of each write.

use std::collections::BTreeMap;

use super::super::id::Guid;
use super::super::json::Json;
use super::super::odata::{self, joined, record};
use super::super::request::{FILTER_COLUMN, HttpRequest, Method, Payload, Write};
use super::{common_headers, definition};

pub(super) fn request(service: &str, write: &Write) -> HttpRequest {
    let url = |path: &[&str]| joined(&[service, "/", &joined(path)]);
    let row = |set: &str, id: Guid| url(&[&record(set, id)]);
    match write {
        Write::AssignRole { user, role } => post(
            url(&[&record("systemusers", user.0), "/systemuserroles_association/$ref"]),
            Json::object([("@odata.id", Json::Text(row("roles", role.0)))]),
        ),
        Write::RemoveRole { user, role } => {
            let held = record("/systemuserroles_association", role.0);
            of(Method::Delete, url(&[&record("systemusers", user.0), &held, "/$ref"]), None)
        }
        Write::SetUserLanguage { user, language } => patch(
            row("usersettingscollection", user.0),
            Json::object([("uilanguageid", Json::Int(i64::from(*language)))]),
        ),
        Write::SetAccessMode { user, mode } => patch(
            row("systemusers", user.0),
            Json::object([("accessmode", mode.number().map_or(Json::Null, Json::Int))]),
        ),
        Write::SetStepState { step, enabled } => {
            let (state, status) = if *enabled { (0, 1) } else { (1, 2) };
            patch(
                row("sdkmessageprocessingsteps", step.0),
                Json::object([("statecode", Json::Int(state)), ("statuscode", Json::Int(status))]),
            )
        }
        Write::SetLookup { entity_set, record: id, navigation, user } => {
            let target = user.map_or(Json::Null, |user| bound("/systemusers", user.0));
            patch(
                row(&odata::name(entity_set), id.0),
                Json::object([(joined(&[navigation, "@odata.bind"]).as_str(), target)]),
            )
        }
        Write::PublishAll => post(url(&["PublishAllXml"]), Json::object([])),
        Write::PublishAllAsync => post(url(&["PublishAllXmlAsync"]), Json::object([])),
        Write::CreateApplicationUser { application, business_unit } => post(
            url(&["systemusers"]),
            Json::object([
                ("applicationid", Json::Text(application.0.to_text())),
                ("accessmode", Json::Int(4)),
                (BUSINESS_UNIT, bound("/businessunits", business_unit.0)),
            ]),
        ),
        Write::CreateUser { user_name, first_name, last_name, email, business_unit } => {
            let mut body = BTreeMap::new();
            let texts = [
                ("domainname", user_name),
                ("firstname", first_name),
                ("lastname", last_name),
                ("internalemailaddress", email),
            ];
            for (name, value) in texts {
                if !value.is_empty() {
                    body.insert(name.to_owned(), Json::Text(value.clone()));
                }
            }
            body.insert(BUSINESS_UNIT.to_owned(), bound("/businessunits", business_unit.0));
            post(url(&["systemusers"]), Json::Object(body))
        }
        Write::CreateFilterColumn { table, label, language } => {
            post(url(&[&definition(table), "/Attributes"]), filter_column(label, *language))
        }
    }
}

const BUSINESS_UNIT: &str = "businessunitid@odata.bind";

/// A reference in a body is below the service root.
fn bound(set: &str, id: Guid) -> Json {
    Json::Text(record(set, id))
}

/// Boolean, No unless somebody says Yes: records that are created and sent at once would otherwise go stale
/// (marketo §4 row 22). The options are called as Marketo's documents call them.
fn filter_column(label: &str, language: u32) -> Json {
    let option = |value, text| Json::object([("Value", Json::Int(value)), ("Label", labelled(text, language))]);
    Json::object([
        ("@odata.type", text("Microsoft.Dynamics.CRM.BooleanAttributeMetadata")),
        ("SchemaName", text(FILTER_COLUMN)),
        ("DisplayName", labelled(label, language)),
        ("RequiredLevel", Json::object([("Value", text("None"))])),
        ("DefaultValue", Json::Bool(false)),
        ("OptionSet", Json::object([("TrueOption", option(1, "Yes")), ("FalseOption", option(0, "No"))])),
    ])
}

fn labelled(label: &str, language: u32) -> Json {
    let localized = Json::object([("Label", text(label)), ("LanguageCode", Json::Int(i64::from(language)))]);
    Json::object([("LocalizedLabels", Json::List(vec![localized]))])
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn post(url: String, body: Json) -> HttpRequest {
    of(Method::Post, url, Some(body))
}

/// Without `If-Match` a change to a row that is gone would create it (dataverse §1.6).
fn patch(url: String, body: Json) -> HttpRequest {
    let mut request = of(Method::Patch, url, Some(body));
    request.headers.push(("If-Match", "*".to_owned()));
    request
}

fn of(method: Method, url: String, body: Option<Json>) -> HttpRequest {
    let mut headers = common_headers();
    let body = body.map_or(Payload::None, |body| {
        headers.push(("Content-Type", "application/json".to_owned()));
        Payload::Json(body)
    });
    HttpRequest { method, url, headers, body }
}

#[cfg(test)]
mod tests;
