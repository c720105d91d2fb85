//! The directory behind Microsoft 365: accounts that its admin center makes, and when Dynamics takes them over. No Web
//! API: the practice pages alone speak to it.

use serde_json::{Value, json};

use super::shared::Practice;
use super::wire::{self, Reply};
use crate::org::{Account, Request};

/// Paths under this belong to it, on the hosts of the other products.
const ROOT: &str = "/practice-directory/";

/// Accounts that Dynamics does not know yet.
#[derive(Debug, Default)]
pub(super) struct Directory {
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    account: Account,
    /// `None`: without a licence it is not taken over by itself.
    due_ms: Option<u64>,
}

/// Whether a path is the directory's.
pub(super) fn is_here(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// Takes over the accounts whose time has come.
pub(super) fn settle(practice: &mut Practice, now_ms: u64) {
    let (due, waiting) = std::mem::take(&mut practice.directory.waiting)
        .into_iter()
        .partition(|one: &Waiting| one.due_ms.is_some_and(|due| due <= now_ms));
    practice.directory.waiting = waiting;
    let due: Vec<Waiting> = due;
    for one in due {
        practice.org.take_over(&one.account, now_ms);
    }
}

/// `GET accounts`, `POST accounts {"first","last","name","licensed"}`, and `POST sync {"name"}` for Dynamics to take an
/// account over at once.
pub(super) fn answer(practice: &mut Practice, request: &Request) -> Reply {
    if !practice.org.is_signed_in() {
        return wire::empty(401);
    }
    let now_ms = wire::now_ms();
    settle(practice, now_ms);
    let (path, _) = wire::split(&request.target);
    let order: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let text = |name: &str| order.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    match (request.method.as_str(), path.strip_prefix(ROOT)) {
        ("GET", Some("accounts")) => wire::reply(200, "application/json", list(practice).to_string()),
        ("POST", Some("accounts")) => {
            let licensed = order.get("licensed").and_then(Value::as_bool).unwrap_or_default();
            let account = Account { first: text("first"), last: text("last"), name: text("name"), licensed };
            if account.name.is_empty() || is_known(practice, &account.name) {
                return wire::empty(409);
            }
            let due_ms = licensed.then_some(now_ms + practice.site.directory_ms);
            practice.directory.waiting.push(Waiting { account, due_ms });
            settle(practice, now_ms);
            wire::empty(204)
        }
        ("POST", Some("sync")) => {
            let name = text("name");
            if let Some(one) = practice.directory.waiting.iter_mut().find(|one| one.account.name == name) {
                one.due_ms = Some(now_ms);
            }
            settle(practice, now_ms);
            wire::empty(204)
        }
        _ => wire::empty(404),
    }
}

fn is_known(practice: &Practice, name: &str) -> bool {
    list(practice).as_array().is_some_and(|all| all.iter().any(|one| one.get("name").is_some_and(|it| it == name)))
}

/// Everybody with an account: users of the organisation who are people, and those who are not there yet.
fn list(practice: &Practice) -> Value {
    let state = practice.org.state();
    let users = state.get("users").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_person = |user: &&Value| {
        let text = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default();
        text("domainname").contains('@') && text("applicationid").is_empty()
    };
    let known = users.iter().filter(is_person).map(|user| {
        json!({
            "display": user.get("fullname"),
            "name": user.get("domainname"),
            "licensed": user.get("islicensed"),
            "user": user.get("id"),
        })
    });
    let waiting = practice.directory.waiting.iter().map(|one| {
        let display = format!("{} {}", one.account.first, one.account.last);
        json!({
            "display": display.trim(),
            "name": one.account.name,
            "licensed": one.account.licensed,
            "user": null,
        })
    });
    known.chain(waiting).collect()
}
