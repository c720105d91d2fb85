//! The request of each write.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::super::id::{BusinessUnitId, UserId};
use super::super::json::Json;
use super::super::odata;
use super::super::request::{FILTER_COLUMN, HttpRequest, Method, Payload, Write};
use super::{common_headers, definition, push};

pub(super) fn request(service: &str, write: &Write) -> HttpRequest {
    match write {
        Write::AssignRole { user, role } => {
            let body = Json::object([("@odata.id", Json::Text(address(service, "/roles", role)))]);
            post(associate(service, user), body)
        }
        Write::RemoveRole { user, role } => {
            let mut url = address(service, "/systemusers", user);
            push(&mut url, &["/systemuserroles_association(", &role.to_string(), ")/$ref"]);
            of(Method::Delete, url, None)
        }
        Write::SetUserLanguage { user, language } => patch(
            address(service, "/usersettingscollection", user),
            Json::object([("uilanguageid", Json::Int(i64::from(*language)))]),
        ),
        Write::SetAccessMode { user, mode } => patch(
            address(service, "/systemusers", user),
            Json::object([("accessmode", mode.number().map_or(Json::Null, Json::Int))]),
        ),
        Write::SetStepState { step, enabled } => {
            let (state, status) = if *enabled { (0, 1) } else { (1, 2) };
            patch(
                address(service, "/sdkmessageprocessingsteps", step),
                Json::object([("statecode", Json::Int(state)), ("statuscode", Json::Int(status))]),
            )
        }
        Write::SetLookup { entity_set, record, navigation, user } => {
            let mut set = "/".to_owned();
            set.push_str(&odata::name(entity_set));
            let mut bind = navigation.clone();
            bind.push_str(BIND);
            let target = user.map_or(Json::Null, |user| Json::Text(address("", "/systemusers", &user)));
            patch(address(service, &set, record), Json::object([(bind.as_str(), target)]))
        }
        Write::PublishAll => post(below(service, "/PublishAllXml"), Json::object([])),
        Write::PublishAllAsync => post(below(service, "/PublishAllXmlAsync"), Json::object([])),
        Write::CreateApplicationUser { application, business_unit } => post(
            below(service, "/systemusers"),
            Json::object([
                ("applicationid", Json::Text(application.to_string())),
                ("accessmode", Json::Int(4)),
                ("businessunitid@odata.bind", unit(*business_unit)),
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
            body.insert("businessunitid@odata.bind".to_owned(), unit(*business_unit));
            post(below(service, "/systemusers"), Json::Object(body))
        }
        Write::CreateFilterColumn { table, label, language } => {
            let mut url = below(service, "/");
            push(&mut url, &[&definition(table), "/Attributes"]);
            post(url, filter_column(label, *language))
        }
    }
}

const BIND: &str = "@odata.bind";

fn associate(service: &str, user: &UserId) -> String {
    let mut url = address(service, "/systemusers", user);
    url.push_str("/systemuserroles_association/$ref");
    url
}

fn unit(business_unit: BusinessUnitId) -> Json {
    Json::Text(address("", "/businessunits", &business_unit))
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

fn below(service: &str, path: &str) -> String {
    let mut url = service.to_owned();
    url.push_str(path);
    url
}

/// `https://…/systemusers(6f20…)`
fn address(service: &str, set: &str, id: &dyn Display) -> String {
    let mut url = below(service, set);
    push(&mut url, &["(", &id.to_string(), ")"]);
    url
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
