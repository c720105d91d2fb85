//! From typed requests to HTTP requests (dataverse §1.6, §2, §3, §6).

mod queries;
mod writes;

use super::odata::{self, joined};
use super::request::{ApiRoot, HttpRequest, Method, OptionalColumn, Payload, Query, Write};

/// The annotation that carries the text of option sets and the names behind lookups.
const FORMATTED: &str = "odata.include-annotations=\"OData.Community.Display.V1.FormattedValue\"";

/// The HTTP request of a read; `without` names the columns that this server has refused.
pub fn query(root: &ApiRoot, query: &Query, without: &[OptionalColumn]) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: queries::url(root, query, without),
        headers: query_headers(query),
        body: Payload::None,
    }
}

/// The HTTP request of a write. References are absolute: a relative one is refused for a collection (dataverse §3.2).
pub fn write(root: &ApiRoot, write: &Write) -> HttpRequest {
    writes::request(&root.service(), write)
}

/// Several writes in one `$batch`, each carried out even when another one fails, and none undone with another
/// (dataverse §6). `boundary` has to be a text that occurs in no URL and no body.
pub fn writes(root: &ApiRoot, writes: &[Write], boundary: &str) -> HttpRequest {
    let service = root.service();
    let mut text = String::new();
    for write in writes {
        part(&mut text, boundary, &writes::request(&service, write));
    }
    enclose(&service, boundary, text)
}

/// Several reads in one `$batch`, each answered even when another one fails (dataverse §6). `boundary` has to be a
/// text that occurs in no URL.
pub fn batch(root: &ApiRoot, queries: &[Query], without: &[OptionalColumn], boundary: &str) -> HttpRequest {
    let mut text = String::new();
    for asked in queries {
        part(&mut text, boundary, &query(root, asked, without));
    }
    enclose(&root.service(), boundary, text)
}

/// One request as a part of a `$batch`, CRLF at the end of each line.
fn part(text: &mut String, boundary: &str, request: &HttpRequest) {
    push(text, &["--", boundary, "\r\n"]);
    text.push_str("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
    push(text, &[request.method.as_str(), " ", &request.url, " HTTP/1.1\r\n"]);
    for (name, value) in &request.headers {
        push(text, &[name, ": ", value, "\r\n"]);
    }
    text.push_str("\r\n");
    if let Payload::Json(body) = &request.body {
        text.push_str(&body.to_text());
    }
    // Belongs to the delimiter that follows.
    text.push_str("\r\n");
}

fn enclose(service: &str, boundary: &str, mut text: String) -> HttpRequest {
    push(&mut text, &["--", boundary, "--\r\n"]);
    let mut headers = common_headers();
    headers.push(("Prefer", "odata.continue-on-error".to_owned()));
    headers.push(("Content-Type", joined(&["multipart/mixed; boundary=\"", boundary, "\""])));
    HttpRequest {
        method: Method::Post,
        url: joined(&[service, "/$batch"]),
        headers,
        body: Payload::Multipart { boundary: boundary.to_owned(), text },
    }
}

/// `EntityDefinitions(LogicalName='lead')`
fn definition(table: &str) -> String {
    joined(&["EntityDefinitions(LogicalName='", &odata::name(table), "')"])
}

/// `If-None-Match: null` keeps the browser from answering an expanded collection out of its cache (dataverse §1.6).
fn common_headers() -> Vec<(&'static str, String)> {
    vec![
        ("Accept", "application/json".to_owned()),
        ("OData-MaxVersion", "4.0".to_owned()),
        ("OData-Version", "4.0".to_owned()),
        ("If-None-Match", "null".to_owned()),
    ]
}

fn query_headers(query: &Query) -> Vec<(&'static str, String)> {
    let mut headers = common_headers();
    let page = page_size(query).map(|rows| format!("odata.maxpagesize={rows}"));
    match (page, is_annotated(query)) {
        (Some(page), true) => headers.push(("Prefer", format!("{page},{FORMATTED}"))),
        (Some(page), false) => headers.push(("Prefer", page)),
        (None, true) => headers.push(("Prefer", FORMATTED.to_owned())),
        (None, false) => {}
    }
    if is_proof(query) {
        headers.push(("Consistency", "Strong".to_owned()));
    }
    headers
}

/// Rows a page, where the answer comes in pages.
fn page_size(query: &Query) -> Option<u16> {
    match query {
        Query::UserSearch { page, .. }
        | Query::UserSearchNext { page, .. }
        | Query::UsersWithoutRole { page, .. }
        | Query::ViewUsers { page, .. }
        | Query::ViewUsersNext { page, .. }
        | Query::UsersIn { page, .. } => Some(*page),
        Query::RoleHolders(_) => Some(500),
        // Only the count is wanted; a `$top` would count towards it on some servers and conflicts with the page size.
        Query::RoleCopyCount(_)
        | Query::NonInteractiveUsers
        | Query::Reports(_)
        | Query::OwnedQueues(_)
        | Query::FilterCount { .. }
        | Query::TeamOwned(_) => Some(1),
        _ => None,
    }
}

/// Whether the answer shows names of business units or of a user.
fn is_annotated(query: &Query) -> bool {
    matches!(
        query,
        Query::RoleRoots { .. }
            | Query::RoleCopies { .. }
            | Query::AllRoleCopies(_)
            | Query::RoleNamesakes { .. }
            | Query::User(_)
            | Query::UserRoles(_)
            | Query::UserSearch { .. }
            | Query::UserSearchNext { .. }
            | Query::RoleHolders(_)
            | Query::RoleTeams(_)
            | Query::ConfigRows { .. }
            | Query::UsersWithoutRole { .. }
            | Query::UsersIn { .. }
            | Query::UsersNamed(_)
            | Query::UsersById(_)
    )
}

/// Whether the answer may prove a change: the server keeps rights and metadata in a cache for half a minute
/// (dataverse §1.6). A next page is among them because it may be one of role holders.
fn is_proof(query: &Query) -> bool {
    !matches!(
        query,
        Query::WhoAmI
            | Query::Version
            | Query::CurrentOrganization
            | Query::Organization
            | Query::Solutions { .. }
            | Query::UserSearch { .. }
            | Query::ProvisionedLanguages
            | Query::Reports(_)
            | Query::OwnedQueues(_)
            | Query::FilterCount { .. }
            | Query::TeamOwned(_)
            | Query::Publications
            | Query::Job(_)
            | Query::BusinessUnits
            | Query::Views
            | Query::PersonalViews
            | Query::ViewUsers { .. }
            | Query::ViewUsersNext { .. }
            | Query::UsersNamed(_)
            | Query::UsersIn { .. }
    )
}

fn push(text: &mut String, pieces: &[&str]) {
    for piece in pieces {
        text.push_str(piece);
    }
}

#[cfg(test)]
mod tests;
