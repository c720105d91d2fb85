//! What the organisation itself says, against which everything that the tool says is held.

use std::collections::{BTreeMap, BTreeSet};

use cairn::core::bulk::record::{Act, Chunk, Head};
use cairn::core::change::Change;
use cairn::core::journal::{Entry, EntryId, Stage};
use cairn::core::press::Press;
use cairn::core::view::{Screen, StateWord};
use cairn::dataverse::id::UserId;
use practice::org::{Logged, Org};
use serde_json::Value;

use crate::world::World;

/// What can be changed, as `/state` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    pub users: BTreeMap<String, User>,
    /// Whom each configuration record names.
    pub config: BTreeMap<String, Option<String>>,
    pub steps: BTreeMap<String, bool>,
    /// Steps of the procedure that rest.
    pub resting: usize,
    /// When the configuration records were last changed.
    pub configured: Option<String>,
    /// In its first versions everybody needed the role: users who lack it.
    pub lacking: Option<usize>,
    /// Those that have succeeded: when they began.
    pub published: Vec<String>,
    pub filters: BTreeSet<String>,
    pub applications: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub roles: BTreeSet<String>,
    /// The role of the procedure, directly.
    pub holds: bool,
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
            let holds = list(&row["roles"]).any(|role| role["name"] == "Marketo Sync User");
            let (language, access) = (row["language"].as_i64(), row["accessmode"].as_i64());
            (text(&row["id"]), User { roles, holds, language, access })
        };
        Self {
            users: list(&state["users"]).map(user).collect(),
            lacking: (state["scenario"] == "old-plugin").then(|| {
                let needs = |row: &&Value| {
                    row["isdisabled"] == false
                        && matches!(row["accessmode"].as_i64(), Some(0 | 2))
                        && row["applicationid"].is_null()
                        && !list(&row["roles"]).any(|role| role["name"] == "Marketo Sync User")
                };
                list(&state["users"]).filter(needs).count()
            }),
            config: list(&state["config"])
                .map(|row| (text(&row["id"]), row["user"].as_str().map(str::to_owned)))
                .collect(),
            resting: list(&state["steps"])
                .filter(|row| row["enabled"] != true && !text(&row["name"]).starts_with("Microsoft."))
                .count(),
            configured: list(&state["config"]).map(|row| text(&row["modifiedon"])).max(),
            published: list(&state["publications"])
                .filter(|one| one["succeeded"] == true)
                .map(|one| text(&one["started"]))
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

/// What a step's state has to agree with.
#[derive(Clone, Copy, Debug)]
pub enum Told {
    /// Done if and only if.
    Exactly(bool),
    /// Done only if: more is asked of it than `/state` tells.
    OnlyIf(bool),
}

impl Told {
    /// Whether a step may be shown as it is.
    pub fn allows(self, state: StateWord) -> bool {
        match self {
            Self::Exactly(so) => state == StateWord::NotApplicable || (state == StateWord::Done) == so,
            Self::OnlyIf(so) => so || state != StateWord::Done,
        }
    }
}

impl Truth {
    /// What the checklist has to say about this sync user, by `/state` alone.
    pub fn told(&self, id: &str) -> Vec<(&'static str, Told)> {
        let Some(user) = self.users.get(id) else { return Vec::new() };
        let others = self.users.iter().filter(|(other, user)| *other != id && user.holds).count();
        // Both are told in whole seconds: within one, the organisation cannot say which came first.
        let after = |began: &String| self.configured.as_ref().is_none_or(|changed| began >= changed);
        vec![
            ("role-assigned", Told::Exactly(user.holds)),
            ("role-exclusive", Told::OnlyIf(self.lacking.map_or(others == 0, |lacking| lacking == 0))),
            // 0 is the organisation's own language, which is English where nothing else is said.
            ("language", Told::Exactly(matches!(user.language, Some(0 | 1033)))),
            ("access", Told::Exactly(matches!(user.access, Some(0 | 4)))),
            ("config-user", Told::Exactly(self.config.values().any(|named| named.as_deref() == Some(id)))),
            // Steps of other vendors may rest.
            ("steps", Told::Exactly(self.resting == 0)),
            ("published", Told::OnlyIf(self.published.iter().any(after))),
        ]
    }
}

/// What the result on screen says of changes, and the organisation does not; those of `earlier` are another run's.
pub fn claims(world: &World, earlier: &[EntryId]) -> Vec<String> {
    let Screen::Outcome(outcome) = world.view().screen else { return Vec::new() };
    let truth = Truth::of(&world.org);
    let mut journal = world.clone();
    journal.press(Press::ShowJournal);
    let Screen::Journal(journal) = journal.view().screen else { return Vec::new() };
    let known = &world.store.journal;
    // Where nothing could be stored, only the tab knows which entry a line is about.
    if journal.entries.len() != known.len() {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for line in &outcome.lines {
        let own = known
            .iter()
            .rev()
            .zip(&journal.entries)
            .find(|(entry, shown)| shown.title == line.title && !earlier.contains(&entry.id));
        let Some((entry, _)) = own else { continue };
        let effect =
            line.problem.as_ref().and_then(|problem| problem.effect.as_ref()).map(|effect| effect.key.as_ref());
        let says = match (line.state.key.as_ref(), effect) {
            ("line_proved" | "line_already_right" | "line_answered", _) => true,
            (_, Some("effect_not_changed" | "effect_nothing_changed" | "effect_not_sent")) => false,
            _ => continue,
        };
        if truth.shows(&entry.change).is_some_and(|shows| shows != says) {
            wrong.push(format!("the result says {} {effect:?} of {:?}", line.state.key, entry.change));
        }
    }
    for (key, line) in
        outcome.lines.iter().filter_map(|line| Some((line.problem.as_ref()?.effect.as_ref()?.key.as_ref(), line)))
    {
        let some = known.iter().any(|entry| !earlier.contains(&entry.id) && matches!(entry.stage, Stage::Proved(_)));
        if key == "effect_nothing_changed" && some {
            wrong.push(format!("the result says that nothing was changed: {:?}", line.title));
        }
    }
    wrong
}

/// What the stored result of a change to many users says, and the organisation does not.
pub fn claims_of_many(world: &World) -> Vec<String> {
    let truth = Truth::of(&world.org);
    let holds = |user: &UserId, chunk: &Chunk| {
        let copy = chunk.copy_of(*user).map(|copy| copy.to_string()).unwrap_or_default();
        truth.users.get(&user.to_string()).is_some_and(|user| user.roles.contains(&copy))
    };
    // Names sort by time, and the clock may have been set back: what is taken back is never the latest.
    let heads = &world.store.heads;
    let is_taken_back = |head: &&Head| heads.iter().any(|other| other.undoes.as_ref() == Some(&head.id));
    let latest = heads.iter().filter(|head| !is_taken_back(head)).max_by(|a, b| a.id.cmp(&b.id));
    let Some(head) = latest else { return Vec::new() };
    let gives = head.act == Act::Give;
    let mut wrong = Vec::new();
    for chunk in world.store.chunks.values().filter(|chunk| chunk.bulk == head.id) {
        let Some(outcome) = chunk.outcome() else { continue };
        for user in outcome.changed.iter().filter(|user| holds(user, chunk) != gives) {
            wrong.push(format!("{user} is said to be changed and is not"));
        }
        for failure in outcome.failed.iter().filter(|failure| holds(&failure.user, chunk) == gives) {
            wrong.push(format!("{} is said not to be changed and is: {:?}", failure.user, failure.why));
        }
    }
    wrong
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
            Stage::Proved(_) | Stage::Appeared(_) | Stage::FoundDone(_) | Stage::Answered(_) if !shows => {
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
    let write = |write: &Logged| {
        let line = format!("{} {} {}", write.method, write.path, write.body);
        // One way of publishing stands in for another.
        if line.contains("Publish") {
            return "publish".to_owned();
        }
        ["v9.2", "v9.1", "v9.0", "v8.2"].iter().fold(line, |line, version| line.replace(version, "v"))
    };
    org.applied().map(write).collect()
}
