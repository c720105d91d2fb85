//! What the organisation itself says, against which everything that the tool says is held.

use std::collections::{BTreeMap, BTreeSet};

use cairn::core::change::Change;
use cairn::core::journal::{Entry, Stage};
use practice::org::Org;
use serde_json::Value;

/// What can be changed, as `/state` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    pub users: BTreeMap<String, User>,
    /// Whom each configuration record names.
    pub config: BTreeMap<String, Option<String>>,
    pub steps: BTreeMap<String, bool>,
    pub filters: BTreeSet<String>,
    pub applications: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub roles: BTreeSet<String>,
    pub language: Option<i64>,
    pub access: Option<i64>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

impl Truth {
    pub fn of(org: &Org) -> Self {
        let state = org.state();
        let user = |row: &Value| {
            let roles = list(&row["roles"]).map(|role| text(&role["id"])).collect();
            (text(&row["id"]), User { roles, language: row["language"].as_i64(), access: row["accessmode"].as_i64() })
        };
        Self {
            users: list(&state["users"]).map(user).collect(),
            config: list(&state["config"])
                .map(|row| (text(&row["id"]), row["user"].as_str().map(str::to_owned)))
                .collect(),
            steps: list(&state["steps"]).map(|row| (text(&row["id"]), row["enabled"] == true)).collect(),
            filters: state["filter"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect(),
            applications: list(&state["users"])
                .filter_map(|row| row["applicationid"].as_str())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether the change stands as made; `None` where `/state` does not tell.
    pub fn shows(&self, change: &Change) -> Option<bool> {
        let user = |person: &cairn::core::change::Person| self.users.get(&person.id.to_string());
        Some(match change {
            Change::AssignRole { user: person, role } => user(person)?.roles.contains(&role.id.to_string()),
            Change::RemoveRole { user: person, role } => !user(person)?.roles.contains(&role.id.to_string()),
            Change::SetLanguage { user: person, after, .. } => user(person)?.language == Some(i64::from(*after)),
            Change::SetLookup { place, after, .. } => {
                *self.config.get(&place.record.to_string())? == after.as_ref().map(|person| person.id.to_string())
            }
            Change::SetStep { step, enabled, .. } => self.steps.get(&step.to_string())? == enabled,
            Change::CreateColumn { table, .. } => self.filters.contains(table),
            Change::CreateApplicationUser { application, .. } => self.applications.contains(&application.to_string()),
            Change::SetAccessMode { user: person, after, .. } => user(person)?.access == after.number(),
            Change::CreateUser { .. } | Change::Publish { .. } => return None,
        })
    }

    /// What exact undo has to restore: everything of those who were there, but columns.
    pub fn restored(&self, found: &Self) -> Vec<String> {
        let mut differs = Vec::new();
        for (id, was) in &found.users {
            match self.users.get(id) {
                Some(is) if is == was => {}
                is => differs.push(format!("user {id}: {was:?} became {is:?}")),
            }
        }
        for (what, same) in [("config", self.config == found.config), ("steps", self.steps == found.steps)] {
            if !same {
                differs.push(format!("{what} differ"));
            }
        }
        differs
    }
}

/// What the journal says and the organisation does not.
pub fn lies(journal: &[Entry], truth: &Truth) -> Vec<String> {
    let mut lies = Vec::new();
    for (at, entry) in journal.iter().enumerate() {
        // A later entry about the same thing has its own say.
        let later = journal.iter().skip(at + 1).any(|later| about(&later.change) == about(&entry.change))
            || journal.iter().any(|other| other.undoes.as_ref() == Some(&entry.id));
        let Some(shows) = truth.shows(&entry.change).filter(|_| !later) else { continue };
        match entry.stage {
            Stage::Proved(_) | Stage::FoundDone(_) | Stage::Answered(_) if !shows => {
                lies.push(format!("the journal has as done what is not: {entry:?}"));
            }
            Stage::NotDone(_) if shows => lies.push(format!("the journal has as not done what is: {entry:?}")),
            _ => {}
        }
    }
    lies
}

/// What a change and its inverse have in common.
fn about(change: &Change) -> String {
    match change {
        Change::AssignRole { user, role } | Change::RemoveRole { user, role } => {
            format!("role {} {}", user.id, role.id)
        }
        Change::SetLanguage { user, .. } => format!("language {}", user.id),
        Change::SetAccessMode { user, .. } => format!("access {}", user.id),
        Change::SetStep { step, .. } => format!("step {step}"),
        Change::SetLookup { place, .. } => format!("lookup {}", place.record),
        other => format!("{other:?}"),
    }
}

/// Every write that was carried out, in words that do not depend on the version of the API.
pub fn applied(org: &Org) -> Vec<String> {
    let state = org.state();
    let write = |row: &Value| {
        let line = format!("{} {} {}", text(&row["method"]), text(&row["path"]), text(&row["body"]));
        // One way of publishing stands in for another.
        if line.contains("Publish") {
            return "publish".to_owned();
        }
        ["v9.2", "v9.1", "v9.0", "v8.2"].iter().fold(line, |line, version| line.replace(version, "v"))
    };
    list(&state["writes"]["list"]).map(write).collect()
}
