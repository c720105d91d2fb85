//! From a failed reply to its kind: Dataverse's code first, then its words, then the HTTP status.

use super::super::json::Json;
use super::super::reply::{Body, Reply};
use super::text;
use super::{Code, Fault, FaultKind};

/// Characters kept of the server's words.
const MAX_MESSAGE: usize = 300;

/// What went wrong in a reply that is not the wanted answer. Takes every body shape of dataverse §8; a reply with a
/// status of success is [`FaultKind::SignedOut`] when it is a web page, else [`FaultKind::Unreadable`], unless its
/// body is an error after all.
pub fn classify(reply: &Reply) -> Fault {
    let told = match &reply.body {
        Body::Json(json) => told(json),
        Body::Text(text) => Told { code: None, words: text.clone() },
        Body::Empty | Body::BrokenJson | Body::Html | Body::Batch(_) => Told { code: None, words: String::new() },
    };
    let succeeded = (200..300).contains(&reply.status);
    let words_count = !(succeeded && matches!(reply.body, Body::Text(_)));
    let kind = told
        .code
        .and_then(|code| of_code(code, &told.words))
        .or_else(|| words_count.then(|| text::kind(&told.words)).flatten())
        .unwrap_or_else(|| of_status(reply, told.code));
    let kind = match kind {
        FaultKind::Throttled { .. } => FaultKind::Throttled { retry_after: reply.retry_after },
        kind => kind,
    };
    Fault {
        kind,
        code: told.code,
        message: text::plain(&told.words, MAX_MESSAGE),
        request_id: reply.request_id.clone(),
    }
}

/// What an error body says.
struct Told {
    code: Option<Code>,
    words: String,
}

fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name).and_then(Json::as_str).filter(|text| !text.trim().is_empty())
}

fn told(json: &Json) -> Told {
    match json.get("error") {
        Some(error @ Json::Object(_)) => {
            let words = text(error, "message")
                .or_else(|| error.get("message").and_then(|message| text(message, "value")))
                .or_else(|| error.get("innererror").and_then(|inner| text(inner, "message")))
                .or_else(|| text(error, "@Microsoft.PowerApps.CDS.InnerError.Message"));
            Told { code: error.get("code").and_then(code), words: words.unwrap_or_default().to_owned() }
        }
        Some(Json::Text(error)) => {
            let words = text(json, "error_description").or_else(|| text(json, "message")).unwrap_or(error);
            Told { code: None, words: words.to_owned() }
        }
        // The request never reached the OData layer: dataverse §8, shape 4. Its first sentence is often empty talk.
        _ => {
            let first = text(json, "Message").or_else(|| text(json, "message"));
            let deeper = text(json, "ExceptionMessage");
            let empty_talk = first.is_none_or(|words| words.trim_end_matches('.') == "An error has occurred");
            let words = if empty_talk { deeper.or(first) } else { first };
            let code = json.get("ErrorCode").or_else(|| json.get("code")).and_then(code);
            Told { code, words: words.unwrap_or_default().to_owned() }
        }
    }
}

fn code(json: &Json) -> Option<Code> {
    match json {
        Json::Text(text) => Code::parse(text),
        Json::Int(number) => Code::from_number(*number),
        _ => None,
    }
}

/// `None`: the code is not one that means something of its own here.
fn of_code(code: Code, words: &str) -> Option<FaultKind> {
    Some(match code {
        Code::PRIVILEGE_DENIED | Code::ACCESS_DENIED => {
            FaultKind::MissingPrivilege { name: text::privileges(words).into_iter().next() }
        }
        Code::ELEVATION => FaultKind::Elevation { names: text::privileges(words) },
        Code::USER_IN_WRONG_BUSINESS | Code::TEAM_IN_WRONG_BUSINESS => FaultKind::WrongBusinessUnit,
        Code::DUPLICATE_KEY => FaultKind::AlreadyThere,
        Code::TARGET_DISABLED => FaultKind::TargetDisabled,
        Code(0x8009_0911 | 0x8009_0918 | 0x8004_1d44 | 0x8004_1d51 | 0x8004_1d33) => FaultKind::NotForThisUser,
        Code::USER_NOT_ENABLED | Code::SYSTEM_USER_DISABLED | Code::NOT_A_MEMBER | Code::USER_WITHOUT_ROLES => {
            FaultKind::CallerRefused
        }
        Code::INVALID_LANGUAGE_CODE => FaultKind::InvalidLanguage,
        Code::INVALID_ACCESS_MODE_TRANSITION => FaultKind::AccessModeTransition,
        Code(0x8004_d24b | 0x8004_d24c) => FaultKind::NotLicensed,
        Code::USER_ALREADY_EXISTS => FaultKind::AlreadyExists,
        Code(0x8004_8015 | 0x8004_8095) => FaultKind::InvalidUserName,
        Code::OBJECT_DOES_NOT_EXIST | Code::USER_SETTINGS_NOT_CREATED => FaultKind::NoSuchRecord,
        Code::CONCURRENCY_MISMATCH => FaultKind::Conflict,
        // 412 as well, but about a record that looks alike, not about a change in between.
        Code::DUPLICATE_RECORDS_FOUND => FaultKind::Other,
        Code::TOO_MANY_REQUESTS | Code::TOO_MUCH_TIME | Code::TOO_MANY_AT_ONCE => throttled(),
        Code(0x8005_f103 | 0x8007_2324 | 0x8006_0308) => throttled(),
        Code::SOLUTION_CONCURRENCY | Code(0x8007_1154 | 0x8007_1155) => FaultKind::CustomizationLock,
        // One code for unknown segments, unknown columns and refused query options: the words decide.
        Code::RESOURCE_NOT_FOUND => text::kind(words).unwrap_or_else(|| {
            let refused = words.to_ascii_lowercase().contains("query parameter");
            if refused { FaultKind::Other } else { FaultKind::UnknownPath }
        }),
        _ => return None,
    })
}

/// `Retry-After` is put in afterwards, for every road that leads here.
const fn throttled() -> FaultKind {
    FaultKind::Throttled { retry_after: None }
}

fn of_status(reply: &Reply, code: Option<Code>) -> FaultKind {
    let page = matches!(reply.body, Body::Html);
    match reply.status {
        401 => FaultKind::SignedOut,
        200..=299 if page => FaultKind::SignedOut,
        200..=299 => of_success(&reply.body),
        304 => FaultKind::Unreadable,
        300..=399 => FaultKind::SignedOut,
        403 => FaultKind::Forbidden,
        404 if matches!(&reply.body, Body::Json(json) if json.get("error").is_some()) => FaultKind::NoSuchRecord,
        404 | 501 => FaultKind::UnknownPath,
        412 => FaultKind::Conflict,
        429 => throttled(),
        502..=504 => FaultKind::Unavailable,
        500 if code.is_none() => FaultKind::Unavailable,
        400..=599 => FaultKind::Other,
        _ => FaultKind::Unreadable,
    }
}

/// A proxy may send an error with the status of success.
fn of_success(body: &Body) -> FaultKind {
    match body {
        Body::Json(json) if json.get("error").is_some() || json.get("ExceptionMessage").is_some() => FaultKind::Other,
        _ => FaultKind::Unreadable,
    }
}

#[cfg(test)]
mod tests;
