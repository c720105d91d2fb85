//! Reads foreign recorded bodies: `PAYLOADS=<dir> cargo test --test payloads -- --nocapture`.
//!
//! Takes `.json` files (bodies) and `.txt` files (exchanges or replies with their headers, often with LF line ends)
//! anywhere below the folder. What a body is gets decided by its shape, never by the file's name. One line per file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

use std::path::{Path, PathBuf};

use cairn::dataverse::decode::answer;
use cairn::dataverse::fault::{Code, Fault, FaultKind, classify};
use cairn::dataverse::id::{Guid, JobId, RoleId, SolutionId, TableId, UserId};
use cairn::dataverse::json::{Json, NativeReader};
use cairn::dataverse::read::reply;
use cairn::dataverse::reply::{Body, Ended, RawReply, Reply};
use cairn::dataverse::request::Query;
use cairn::dataverse::rows::Answer;

#[test]
fn foreign_bodies_come_out_typed() {
    let Some(folder) = std::env::var_os("PAYLOADS") else {
        println!("PAYLOADS is not set: no foreign bodies to read");
        return;
    };
    let folder = PathBuf::from(folder);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    assert!(!files.is_empty(), "no .json or .txt file below {}", folder.display());
    let mut failed = 0;
    for path in files {
        let name = path.strip_prefix(&folder).unwrap_or(&path).display();
        let bytes = std::fs::read(&path).expect("a readable file");
        let is_exchange = path.extension().is_some_and(|extension| extension == "txt");
        match became(&String::from_utf8_lossy(&bytes), is_exchange) {
            Ok(what) => println!("{name}: {what}"),
            Err(why) => {
                failed += 1;
                println!("{name}: NOT READ: {why}");
            }
        }
    }
    assert_eq!(failed, 0, "files that did not come out typed");
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "txt") {
            into.push(path);
        }
    }
}

fn became(text: &str, is_exchange: bool) -> Result<String, String> {
    if !is_exchange {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        let read = reply(RawReply { status: 200, headers, body: text.to_owned() }, &NativeReader);
        // A body alone does not tell the status it came with.
        let failed = matches!(&read.body, Body::BrokenJson) || matches!(&read.body, Body::Json(json) if is_error(json));
        return told(&Reply { status: if failed { 400 } else { 200 }, ..read });
    }
    let Some(raw) = raw_reply(text) else {
        return Ok("a request without a reply".to_owned());
    };
    let crlf = RawReply { body: raw.body.replace("\r\n", "\n").replace('\n', "\r\n"), ..raw.clone() };
    let (read, wired) = (reply(raw, &NativeReader), reply(crlf, &NativeReader));
    if !matches!(read.body, Body::Text(_)) && read != wired {
        return Err("other with CRLF line ends than with LF".to_owned());
    }
    told(&wired)
}

/// The reply in a text that holds a whole exchange, a reply, or only a reply's headers and body.
fn raw_reply(text: &str) -> Option<RawReply> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let is_request = ["GET ", "POST ", "PATCH ", "PUT ", "DELETE "].iter().any(|method| first.starts_with(method));
    let start = if is_request { text.find("\nHTTP/").map(|at| at + 1)? } else { 0 };
    let mut lines = text[start..].split_inclusive('\n').peekable();
    let mut raw = RawReply::default();
    if let Some(line) = lines.next_if(|line| line.starts_with("HTTP/")) {
        raw.status = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    }
    // Documentation leaves the empty line out now and then.
    while let Some(line) = lines.next_if(|line| !line.starts_with(['{', '[', '<']) && !line.starts_with("--")) {
        match line.trim().split_once(':') {
            Some((name, value)) => raw.headers.push((name.to_owned(), value.trim().to_owned())),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    raw.body = lines.collect();
    if raw.status == 0 {
        let challenged = raw.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"));
        raw.status = if challenged { 401 } else { 200 };
    }
    Some(raw)
}

fn told(reply: &Reply) -> Result<String, String> {
    let succeeded = (200..300).contains(&reply.status);
    match &reply.body {
        Body::Batch(parts) => {
            let parts: Result<Vec<String>, String> = parts.iter().map(told).collect();
            Ok(format!("a batch of [{}]", parts?.join("; ")))
        }
        Body::Empty if succeeded => Ok(format!("{} without a body", reply.status)),
        Body::Json(json) if succeeded && !is_error(json) => told_json(reply, json),
        Body::Json(json) => told_fault(classify(reply), json),
        _ => {
            let fault = classify(reply);
            if fault.kind == FaultKind::Unreadable {
                return Err(format!("{fault:?}"));
            }
            Ok(format!("a fault from status {}: {}", reply.status, describe(&fault)))
        }
    }
}

fn is_error(json: &Json) -> bool {
    json.get("error").is_some() || json.get("ExceptionMessage").is_some() || json.get("ErrorCode").is_some()
}

fn told_fault(fault: Fault, json: &Json) -> Result<String, String> {
    let code = json.get("error").and_then(|error| error.get("code")).or_else(|| json.get("ErrorCode"));
    let code = code.and_then(Json::as_str).and_then(Code::parse);
    if fault.code != code {
        return Err(format!("the code {code:?} became {:?}", fault.code));
    }
    let words = json.get("error").and_then(|error| error.get("message")).or_else(|| json.get("Message"));
    if fault.message.is_empty() && words.and_then(Json::as_str).is_some_and(|words| !words.trim().is_empty()) {
        return Err("an error without its words".to_owned());
    }
    Ok(format!("a fault: {}", describe(&fault)))
}

fn describe(fault: &Fault) -> String {
    let code = fault.code.map(|code| format!(" {code}")).unwrap_or_default();
    let message = fault.message.chars().take(60).collect::<String>();
    format!("{:?}{code} \"{message}\"", fault.kind)
}

fn told_json(reply: &Reply, json: &Json) -> Result<String, String> {
    let Some((query, list)) = query_of(json) else {
        return Ok(other(json));
    };
    let body = match list {
        true if json.get("value").is_none() => Json::object([("value", Json::List(vec![json.clone()]))]),
        _ => json.clone(),
    };
    match answer(&query, &Ended::Replied(Reply { body: Body::Json(body), ..reply.clone() })) {
        Ok(answer) => Ok(typed(&answer)),
        Err(Fault { kind: FaultKind::Shape(place), .. }) if is_missing(json, place) => {
            Ok(format!("refused for what it lacks or leaves out: {place}"))
        }
        Err(fault) => Err(format!("{fault:?}")),
    }
}

/// Whether the member that a refusal names is really absent in some row, or is the link to a page that is not here.
fn is_missing(json: &Json, place: &str) -> bool {
    let member = place.rsplit_once('.').map_or(place, |(_, member)| member);
    if place.ends_with("@odata.nextLink") {
        return rows(json).iter().any(|row| row.get(place).is_some()) || json.get("@odata.nextLink").is_some();
    }
    let lacks = |row: &Json| row.get(member).is_none_or(Json::is_null);
    rows(json).iter().any(|row| {
        let expanded = row.as_object().into_iter().flat_map(|members| members.values());
        lacks(row) || expanded.filter_map(Json::as_list).flatten().any(lacks)
    })
}

fn rows(json: &Json) -> &[Json] {
    json.get("value").and_then(Json::as_list).unwrap_or(std::slice::from_ref(json))
}

/// The query that such a body answers, and whether the answer is a list.
fn query_of(json: &Json) -> Option<(Query, bool)> {
    let any = Guid::from_bits(0);
    let has = |names: &[&str]| names.iter().all(|name| json.get(name).is_some());
    if has(&["UserId", "BusinessUnitId", "OrganizationId"]) {
        return Some((Query::WhoAmI, false));
    }
    if has(&["Detail"]) {
        return Some((Query::CurrentOrganization, false));
    }
    if has(&["Version"]) && json.get("Version").and_then(Json::as_str).is_some() {
        return Some((Query::Version, false));
    }
    if has(&["RetrieveProvisionedLanguages"]) {
        return Some((Query::ProvisionedLanguages, false));
    }
    if let Some(first) = json.get("RolePrivileges").and_then(Json::as_list) {
        let named = first.first().is_some_and(|row| row.get("PrivilegeName").is_some());
        let by_name = Query::UserPrivilegesByName { user: UserId(any), names: vec![] };
        return Some((if named { by_name } else { Query::RolePrivileges(RoleId(any)) }, false));
    }
    let set = rows(json).first().and_then(set_of_row).or_else(|| set_of_context(json))?;
    let query = match set {
        "systemusers" if json.get("value").is_none() => return Some((Query::User(UserId(any)), false)),
        "systemusers" => Query::UserSearch { text: String::new(), page: 50 },
        "roles" => Query::RoleRoots { name: String::new() },
        "solutions" => Query::Solutions { containing: String::new() },
        "organizations" => Query::Organization,
        "teams" => Query::UserTeams(UserId(any)),
        "privileges" => Query::PrivilegesNamed(vec![]),
        "solutioncomponents" => Query::SolutionComponents(SolutionId(any)),
        "sdkmessageprocessingsteps" => Query::SdkSteps(vec![]),
        "usersettingscollection" => return Some((Query::UserSettings(UserId(any)), false)),
        "EntityDefinitions" if json.get("value").is_none() => return Some((Query::Table(TableId(any)), false)),
        "EntityDefinitions" => Query::CustomTables,
        "msdyn_solutionhistories" => Query::Publications,
        "asyncoperations" if json.get("value").is_none() => return Some((Query::Job(JobId(any)), false)),
        "businessunits" => Query::BusinessUnits,
        "savedqueries" => Query::Views,
        "userqueries" => Query::PersonalViews,
        _ => return None,
    };
    Some((query, true))
}

/// The entity set whose keys and columns a row has. Rows of intersect tables and settings hold others' keys.
fn set_of_row(row: &Json) -> Option<&'static str> {
    let has = |name: &str| row.get(name).is_some();
    let one_of = |names: &[&str]| names.iter().any(|name| has(name));
    match () {
        // Before the users: an organisation's row names its system user.
        () if has("organizationid") && one_of(&["languagecode", "orgdborgsettings"]) => Some("organizations"),
        () if has("roleid") && has("systemuserid") => None,
        () if has("systemuserid") && one_of(&["fullname", "domainname", "accessmode", "isdisabled"]) => {
            Some("systemusers")
        }
        () if has("roleid") && one_of(&["name", "_parentrootroleid_value"]) => Some("roles"),
        () if has("solutionid") && has("uniquename") && has("friendlyname") => Some("solutions"),
        () if has("teamid") && has("name") => Some("teams"),
        () if has("privilegeid") && has("name") => Some("privileges"),
        () if has("objectid") && has("componenttype") => Some("solutioncomponents"),
        () if has("sdkmessageprocessingstepid") && has("statecode") => Some("sdkmessageprocessingsteps"),
        () if has("uilanguageid") => Some("usersettingscollection"),
        () if has("MetadataId") && has("LogicalName") && has("EntitySetName") => Some("EntityDefinitions"),
        () if has("msdyn_operation") && has("msdyn_starttime") => Some("msdyn_solutionhistories"),
        () if has("asyncoperationid") && has("statecode") && has("statuscode") => Some("asyncoperations"),
        () if has("businessunitid") && has("name") && has("_parentbusinessunitid_value") => Some("businessunits"),
        () if has("savedqueryid") && has("name") => Some("savedqueries"),
        () if has("userqueryid") && has("name") => Some("userqueries"),
        () => None,
    }
}

/// Of `…/$metadata#roles(name)/$entity`: `roles`. Only for lists without a row: a path through a navigation property
/// begins with another set than its rows belong to.
fn set_of_context(json: &Json) -> Option<&str> {
    let empty = json.get("value").and_then(Json::as_list).is_some_and(<[Json]>::is_empty);
    let (_, fragment) = json.get("@odata.context").and_then(Json::as_str)?.split_once('#')?;
    (empty && !fragment.contains(")/")).then(|| fragment.split(['(', '/']).next()).flatten()
}

/// JSON that answers none of our queries.
fn other(json: &Json) -> String {
    let rows = rows(json);
    if !rows.is_empty() && rows.iter().all(|row| row.get("@odata.id").is_some()) {
        return format!("{} references", rows.len());
    }
    let names = rows.first().and_then(Json::as_object).into_iter().flat_map(|members| members.keys());
    let names: Vec<&str> = names.map(String::as_str).filter(|name| !name.starts_with('@')).take(4).collect();
    format!("JSON that answers no query of ours: {} of {{{}, …}}", rows.len(), names.join(", "))
}

fn typed(answer: &Answer) -> String {
    let roles = |users: &[cairn::dataverse::rows::User]| {
        users.iter().filter_map(|user| user.roles.told()).map(<[_]>::len).sum::<usize>()
    };
    match answer {
        Answer::Identity(identity) => format!("Identity of {}", identity.user),
        Answer::Version(version) => format!("Version {}", version.map(|v| v.to_string()).unwrap_or_default()),
        Answer::CurrentOrganization(organization) => {
            let version = organization.version.map(|version| version.to_string()).unwrap_or_default();
            format!("CurrentOrganization {} {version} {:?}", organization.id, organization.kind)
        }
        Answer::Organization(row) => match row {
            Some(row) => format!(
                "Organization, language {:?}, roles on disabled users {:?}",
                row.language, row.roles_on_disabled_users
            ),
            None => "no Organization".to_owned(),
        },
        Answer::Solutions(rows) => {
            let names: Vec<&str> = rows.iter().take(3).map(|row| row.unique_name.as_str()).collect();
            format!("{} Solutions: {}", rows.len(), names.join(", "))
        }
        Answer::Roles(rows) => {
            let copies = rows.iter().filter(|role| role.root.0 != role.id.0).count();
            format!("{} Roles, {copies} of them copies", rows.len())
        }
        Answer::Components(found) => format!(
            "Components: {} tables, {} roles, {} steps",
            found.tables.len(),
            found.roles.len(),
            found.steps.len()
        ),
        Answer::SdkSteps(rows) => {
            format!("{} SdkSteps, {} of them enabled", rows.len(), rows.iter().filter(|step| step.enabled).count())
        }
        Answer::UserIds(page) => format!("UserIds page of {}", page.rows.len()),
        Answer::UserSettings(settings) => format!("UserSettings, language {:?}", settings.language),
        Answer::Languages(codes) => format!("{} Languages", codes.len()),
        Answer::Table(table) => format!(
            "Table {} ({}) with {} labels and {} lookups",
            table.logical_name,
            table.entity_set,
            table.labels.len(),
            table.lookups.len()
        ),
        Answer::Tables(rows) => format!("{} Tables", rows.len()),
        Answer::ConfigRows(rows) => format!("{} ConfigRows", rows.len()),
        Answer::FilterTable(table) => format!("FilterTable {}, column {:?}", table.entity_set, table.column),
        Answer::Publications(rows) => format!("{} Publications", rows.len()),
        Answer::Job(job) => format!("Job, finished {}, succeeded {}", job.finished, job.succeeded),
        Answer::BusinessUnits(rows) => format!("{} BusinessUnits", rows.len()),
        Answer::Views(rows) => format!("{} Views", rows.len()),
        Answer::Count(count) => format!("Count {count}"),
        Answer::User(user) => format!("User {} with {} roles", user.id, roles(std::slice::from_ref(user))),
        Answer::Users(page) => format!(
            "Users page of {} with {} roles, {}",
            page.rows.len(),
            roles(&page.rows),
            if page.next.is_some() { "more to come" } else { "the last" }
        ),
        Answer::Teams(rows) => format!("{} Teams", rows.len()),
        Answer::Privileges(rows) => format!("{} Privileges", rows.len()),
        Answer::PrivilegeDepths(rows) => format!("{} PrivilegeDepths", rows.len()),
        Answer::PrivilegeNames(rows) => format!("{} PrivilegeNames", rows.len()),
        Answer::YesNoColumns(rows) => format!("{} YesNoColumns", rows.len()),
        Answer::Columns(tables) => format!("Columns of {} tables", tables.len()),
    }
}
