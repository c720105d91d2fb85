//! From typed requests to HTTP requests (dataverse §1.6, §2, §3, §6).

mod queries;

use super::json::Json;
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
    let service = root.service();
    let mut headers = common_headers();
    match write {
        Write::AssignRole { user, role } => {
            headers.push(("Content-Type", "application/json".to_owned()));
            HttpRequest {
                method: Method::Post,
                url: format!("{service}/systemusers({user})/systemuserroles_association/$ref"),
                headers,
                body: Payload::Json(Json::object([("@odata.id", Json::Text(format!("{service}/roles({role})")))])),
            }
        }
        Write::RemoveRole { user, role } => HttpRequest {
            method: Method::Delete,
            url: format!("{service}/systemusers({user})/systemuserroles_association({role})/$ref"),
            headers,
            body: Payload::None,
        },
    }
}

/// Several reads in one `$batch`, each answered even when another one fails (dataverse §6). `boundary` has to be a
/// text that occurs in no URL.
pub fn batch(root: &ApiRoot, queries: &[Query], without: &[OptionalColumn], boundary: &str) -> HttpRequest {
    let mut text = String::new();
    for query in queries {
        push(&mut text, &["--", boundary, "\r\n"]);
        text.push_str("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        push(&mut text, &["GET ", &queries::url(root, query, without), " HTTP/1.1\r\n"]);
        for (name, value) in query_headers(query) {
            push(&mut text, &[name, ": ", &value, "\r\n"]);
        }
        // One for the end of the headers; the other belongs to the delimiter that follows.
        text.push_str("\r\n\r\n");
    }
    push(&mut text, &["--", boundary, "--\r\n"]);
    let mut headers = common_headers();
    headers.push(("Prefer", "odata.continue-on-error".to_owned()));
    headers.push(("Content-Type", format!("multipart/mixed; boundary=\"{boundary}\"")));
    HttpRequest {
        method: Method::Post,
        url: format!("{}/$batch", root.service()),
        headers,
        body: Payload::Multipart { boundary: boundary.to_owned(), text },
    }
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
    if reads_rights(query) {
        headers.push(("Consistency", "Strong".to_owned()));
    }
    headers
}

/// Rows a page, where the answer comes in pages.
fn page_size(query: &Query) -> Option<u16> {
    match query {
        Query::UserSearch { page, .. } | Query::UserSearchNext { page, .. } => Some(*page),
        Query::RoleHolders(_) => Some(500),
        // Only the count is wanted; a `$top` would count towards it on some servers and conflicts with the page size.
        Query::RoleCopyCount(_) => Some(1),
        _ => None,
    }
}

/// Whether the answer shows names of business units.
fn is_annotated(query: &Query) -> bool {
    matches!(
        query,
        Query::RoleRoots { .. }
            | Query::RoleCopies { .. }
            | Query::RoleNamesakes { .. }
            | Query::User(_)
            | Query::UserSearch { .. }
            | Query::UserSearchNext { .. }
            | Query::RoleHolders(_)
            | Query::RoleTeams(_)
            | Query::UserTeams(_)
    )
}

/// Whether the answer proves who may do what: the server may keep such things in a cache for half a minute.
/// A next page is among them because it may be one of role holders.
fn reads_rights(query: &Query) -> bool {
    matches!(
        query,
        Query::RoleRoots { .. }
            | Query::RoleCopies { .. }
            | Query::RoleNamesakes { .. }
            | Query::RoleCopyCount(_)
            | Query::SolutionRoles(_)
            | Query::User(_)
            | Query::UserSearchNext { .. }
            | Query::RoleHolders(_)
            | Query::RoleTeams(_)
            | Query::UserTeams(_)
            | Query::UserPrivileges(_)
            | Query::UserPrivilegesByName { .. }
            | Query::RolePrivileges(_)
            | Query::PrivilegeNames(_)
            | Query::PrivilegesNamed(_)
    )
}

fn push(text: &mut String, pieces: &[&str]) {
    for piece in pieces {
        text.push_str(piece);
    }
}

#[cfg(test)]
mod tests;
