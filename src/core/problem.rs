//! From a failed request to what the person reads: what happened, and one next action.

use super::finding::{Problem, ProblemKind};
use super::message::Message;
use super::press::Press;
use super::rights::Lacking;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::rows::Depth;

/// After this failure nothing else can be read either.
pub fn ends_session(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::SignedOut | FaultKind::CallerRefused)
}

/// A read failed.
pub fn reading(fault: &Fault) -> Problem {
    let problem = of(fault);
    if problem.next.is_some() { problem } else { problem.next("action_try_again", Press::Recheck) }
}

/// There is no Web API at this address in any version that we know.
pub fn no_web_api(fault: &Fault) -> Problem {
    with_details(Problem::new(ProblemKind::Connection, Message::of("problem_no_web_api")), fault)
        .next("action_try_again", Press::Recheck)
}

/// The signed-in person is not the one of the review.
pub fn another_session() -> Problem {
    Problem::new(ProblemKind::Session, Message::of("problem_another_session")).next("action_recheck", Press::Recheck)
}

/// A failure in the words of its kind, with its next action where the kind has one of its own.
pub fn of(fault: &Fault) -> Problem {
    use ProblemKind as K;
    let (kind, what) = match &fault.kind {
        FaultKind::SignedOut => (K::Session, Message::of("problem_signed_out")),
        FaultKind::CallerRefused => (K::Session, Message::of("problem_caller_refused")),
        FaultKind::NoAnswer => (K::Connection, Message::of("problem_no_answer")),
        FaultKind::TimedOut => (K::Connection, Message::of("problem_timed_out")),
        FaultKind::Throttled { .. } => (K::Connection, Message::of("problem_throttled")),
        FaultKind::Unavailable => (K::Connection, Message::of("problem_unavailable")),
        FaultKind::Unreadable => (K::Connection, Message::of("problem_unreadable")),
        FaultKind::Shape(place) => (K::Connection, Message::of("problem_shape").text(*place)),
        FaultKind::MissingPrivilege { name: Some(name) } => {
            (K::Rights, Message::of("problem_missing_privilege").text(name.clone()))
        }
        FaultKind::MissingPrivilege { name: None } | FaultKind::Forbidden => {
            (K::Rights, Message::of("problem_forbidden"))
        }
        FaultKind::Elevation { names } if names.is_empty() => (K::Rights, Message::of("problem_elevation")),
        FaultKind::Elevation { names } => (K::Rights, Message::of("problem_elevation_names").text(names.join(", "))),
        FaultKind::WrongBusinessUnit => (K::Refused, Message::of("problem_wrong_business_unit")),
        FaultKind::AlreadyThere => (K::Refused, Message::of("problem_already_there")),
        FaultKind::TargetDisabled => (K::Refused, Message::of("problem_target_disabled")),
        FaultKind::NotForThisUser => (K::Refused, Message::of("problem_not_for_this_user")),
        FaultKind::InvalidLanguage => (K::Refused, Message::of("problem_invalid_language")),
        FaultKind::AccessModeTransition => (K::Refused, Message::of("problem_access_mode_transition")),
        FaultKind::NotLicensed => (K::Refused, Message::of("problem_not_licensed")),
        FaultKind::AlreadyExists => (K::Refused, Message::of("problem_already_exists")),
        FaultKind::InvalidUserName => (K::Refused, Message::of("problem_invalid_user_name")),
        FaultKind::NoSuchRecord => (K::Refused, Message::of("problem_no_such_record")),
        FaultKind::UnknownColumn { name } => {
            (K::Refused, Message::of("problem_unknown_column").text(name.clone().unwrap_or_default()))
        }
        FaultKind::UnknownPath => (K::Refused, Message::of("problem_unknown_path")),
        FaultKind::Conflict => (K::Refused, Message::of("problem_conflict")),
        FaultKind::CustomizationLock => (K::Refused, Message::of("problem_customization_lock")),
        FaultKind::Other => (K::Refused, Message::of("problem_other")),
    };
    let problem = with_details(Problem::new(kind, what), fault);
    match fault.kind {
        FaultKind::SignedOut => problem.next("action_sign_in", Press::SignIn),
        FaultKind::MissingPrivilege { .. } | FaultKind::Forbidden | FaultKind::Elevation { .. } => {
            match &problem.details {
                Some(details) => {
                    let details = details.clone();
                    problem.next("action_copy_for_admin", Press::Copy(details))
                }
                None => problem,
            }
        }
        _ => problem,
    }
}

fn with_details(mut problem: Problem, fault: &Fault) -> Problem {
    problem.code = fault.code;
    let mut details = fault.message.clone();
    for more in [fault.code.map(|code| code.to_string()), fault.request_id.clone()].into_iter().flatten() {
        if !details.is_empty() {
            details.push_str(" · ");
        }
        details.push_str(&more);
    }
    problem.details = (!details.is_empty()).then_some(details);
    problem
}

/// The person may not do this: the privileges with their depths, and text for whoever can grant them.
pub fn missing(lacking: &[Lacking], act: Message, caller: &str) -> Problem {
    let list = list(lacking);
    let mut problem = Problem::new(ProblemKind::Rights, Message::of("problem_lacks").count(lacking.len()).text(&list))
        .effect(Message::of("effect_who_can_grant"));
    problem.details = Some(list.clone());
    problem.next = Some(super::finding::Next {
        label: Message::of("action_copy_request"),
        press: Press::CopyMessage(Message::of("request_privileges").text(caller).message(act).text(list)),
    });
    problem
}

/// The people who manage this browser, or the person at it, want nothing of the kind written.
pub fn not_allowed() -> Problem {
    Problem::new(ProblemKind::Rights, Message::of("problem_not_allowed")).effect(Message::of("effect_by_hand"))
}

/// `prvReadLead (Global), prvAssignRole`
pub fn list(lacking: &[Lacking]) -> String {
    let mut text = String::new();
    for one in lacking {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&one.name);
        if let Some(depth) = one.needed {
            text.push_str(" (");
            text.push_str(depth_name(depth));
            text.push(')');
        }
    }
    text
}

/// The depth as the Web API names it; Dynamics' own screens draw it as a circle.
fn depth_name(depth: Depth) -> &'static str {
    match depth {
        Depth::Basic => "Basic",
        Depth::Local => "Local",
        Depth::Deep => "Deep",
        Depth::Global => "Global",
    }
}
