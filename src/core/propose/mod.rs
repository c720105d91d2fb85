//! From findings to a plan: which changes would make open steps true, and what the person has to know about each.

mod config;
mod role;
mod user;

use super::change::{Change, Person, Undo};
use super::detect::{Ground, name_of};
use super::finding::{Finding, Problem};
use super::journal::{Entry, EntryId, Stage};
use super::message::Message;
use super::plan::{ChangeKey, Choice, Note, Plan, PlanId, Proposal, Purpose};
use super::policy::Policy;
use super::present::change_title;
use super::problem;
use super::rights::Lacking;
use crate::dataverse::id::PrivilegeId;
use crate::dataverse::request::{Query, STEPS, USERS};
use crate::dataverse::rows::{PrivilegeName, User};
use crate::playbook::{Step, Verb};

/// Collects proposals under running numbers.
struct Draft<'a> {
    proposals: Vec<Proposal>,
    left: Vec<Message>,
    /// The step whose changes are being proposed.
    step: Option<&'a Step>,
    policy: &'a Policy,
}

impl<'a> Draft<'a> {
    fn new(policy: &'a Policy) -> Self {
        Self { proposals: Vec::new(), left: Vec::new(), step: None, policy }
    }

    fn push(&mut self, change: Change, choice: Choice, notes: Vec<Note>) {
        let key = ChangeKey(self.proposals.len() as u32);
        let step = self.step.map(|step| step.id.clone());
        // Every proposal comes through here, so nothing that is not allowed can be ticked, let alone confirmed.
        let choice = if self.policy.allows_change(&change) { choice } else { closed(problem::not_allowed()) };
        self.proposals.push(Proposal { key, change, choice, notes, leaves_without_role: false, undoes: None, step });
    }

    /// The proposal that was made last leaves its user without any role.
    fn leaves_without_role(&mut self) {
        if let Some(last) = self.proposals.last_mut() {
            last.leaves_without_role = true;
        }
    }

    /// The proposal that was made last takes this entry back.
    fn undoes(&mut self, entry: &EntryId) {
        if let Some(last) = self.proposals.last_mut() {
            last.undoes = Some(entry.clone());
        }
    }

    /// A change of this step is proposed and can be made.
    fn covers(&self, step: &str) -> bool {
        let ticked = |p: &&Proposal| matches!(p.choice, Choice::Open { ticked: true });
        self.proposals.iter().filter(ticked).any(|p| p.step.as_deref() == Some(step))
    }
}

impl<'a> Ground<'a> {
    /// Changes for the open steps among `steps`, in their order; publishing comes last.
    pub fn plan(&self, id: PlanId, steps: &[&'a Step]) -> Plan {
        let mut draft = Draft::new(self.policy);
        let publishes = |step: &&&Step| step.act == Some(Verb::PublishAll);
        let (last, first): (Vec<_>, Vec<_>) = steps.iter().partition(publishes);
        for step in first.into_iter().chain(last) {
            if self.is_open(step) && self.needs_met_by(step, &draft) {
                draft.step = Some(step);
                self.propose(step, &mut draft);
            }
        }
        self.publish_again(&mut draft);
        Plan { id, purpose: Purpose::SetUp, proposals: draft.proposals, left: draft.left }
    }

    /// What was published before does not cover what this plan customises.
    fn publish_again(&self, draft: &mut Draft<'a>) {
        let customised = draft.proposals.iter().any(|proposal| proposal.change.customises());
        let publishes = self.steps().find(|step| step.act == Some(Verb::PublishAll));
        if let Some(step) = publishes.filter(|_| customised)
            && matches!(self.finding(step), Finding::Done(_) | Finding::Stated { .. })
        {
            draft.step = Some(step);
            self.propose_publish(draft);
        }
    }

    /// It can be proposed: what stands is known, or doing it again does no harm.
    pub fn is_open(&self, step: &Step) -> bool {
        match self.finding(step) {
            Finding::Todo(_) | Finding::Attention(_) => true,
            Finding::Unknown(_) => step.act == Some(Verb::PublishAll),
            _ => false,
        }
    }

    /// What the step needs is so already, or will be once the changes before it are made.
    fn needs_met_by(&self, step: &Step, draft: &Draft<'_>) -> bool {
        step.needs.iter().all(|needed| {
            let settled = |step: &Step| self.finding(step).is_settled();
            draft.covers(needed) || self.playbook.step(needed).is_some_and(settled)
        })
    }

    fn propose(&self, step: &Step, draft: &mut Draft<'_>) {
        match step.act {
            Some(Verb::EnableSteps) => self.propose_steps(draft),
            Some(Verb::SetAccessMode) => self.propose_access(draft),
            Some(Verb::SetUserLanguage) => self.propose_language(step, draft),
            Some(Verb::AssignRole) => self.propose_assign(draft),
            Some(Verb::RemoveRoleFromOthers) if self.wants_everybody(step) => {
                draft.left.push(Message::of("left_everybody").text(&self.playbook.role.name));
            }
            Some(Verb::RemoveRoleFromOthers) => self.propose_removals(draft),
            Some(Verb::SetLookup) => self.propose_lookup(draft),
            Some(Verb::PublishAll) => self.propose_publish(draft),
            Some(Verb::CreateFilterColumn) => self.propose_filter(step, draft),
            None => {}
        }
    }

    /// Ticked, or closed with the privileges that the signed-in person lacks for it.
    fn choice(&self, change: &Change, ticked: bool) -> Choice {
        let lacking = self.lacking_for(change);
        if lacking.is_empty() {
            return Choice::Open { ticked };
        }
        closed(problem::missing(&lacking, change_title(change), &self.caller_name()))
    }

    fn lacking_for(&self, change: &Change) -> Vec<Lacking> {
        match change {
            Change::SetStep { .. } => self.lacking_on(Written::Steps),
            Change::SetLookup { .. } => self.lacking_on(Written::Config),
            Change::CreateApplicationUser { .. } | Change::CreateUser { .. } => self.lacking_on(Written::NewUser),
            _ => self.lacking(change.privileges()),
        }
    }

    /// Whether the signed-in person has this privilege at any depth; none of the privileges were read: `None`.
    fn holds(&self, id: PrivilegeId) -> Option<bool> {
        let caller = self.caller()?;
        if super::rights::is_administrator(self.facts, caller) {
            return Some(true);
        }
        let own = self.facts.privileges(&Query::UserPrivileges(caller)).ok()?;
        Some(own.iter().any(|held| held.id == id))
    }

    /// Which of these privileges the signed-in person does not have at any depth; none where they were not read.
    pub fn lacking(&self, names: &[&str]) -> Vec<Lacking> {
        let named = self.facts.privilege_names(&super::facts::named_privileges()).ok();
        let meant = |row: &&PrivilegeName| names.iter().any(|name| row.name.eq_ignore_ascii_case(name));
        let lacks = |row: &&PrivilegeName| self.holds(row.id) == Some(false);
        named.into_iter().flatten().filter(meant).filter(lacks).map(lacking).collect()
    }

    /// The same for writing to these rows, by the privilege that their table names.
    pub fn lacking_on(&self, written: Written) -> Vec<Lacking> {
        let tables = self.facts.tables(&Query::WrittenTables).ok();
        let table = |name| tables.into_iter().flatten().find(move |table| table.logical_name == name);
        let needed = match written {
            Written::Steps => table(STEPS).and_then(|table| table.write_privilege.as_ref()),
            Written::NewUser => table(USERS).and_then(|table| table.create_privilege.as_ref()),
            Written::Config => {
                let spot = self.facts.config_spot(self.playbook, self.memory).ok();
                spot.and_then(|spot| spot.table.write_privilege.as_ref())
            }
        };
        needed.into_iter().filter(|row| self.holds(row.id) == Some(false)).map(lacking).collect()
    }

    /// A plan for one change that the person asked for by hand.
    pub fn plan_one(&self, id: PlanId, change: Change, notes: Vec<Note>) -> Plan {
        let mut draft = Draft::new(self.policy);
        let choice = self.choice(&change, true);
        draft.push(change, choice, notes);
        Plan { id, purpose: Purpose::SetUp, proposals: draft.proposals, left: draft.left }
    }

    /// Changes that take these entries back, latest first; each is compared with the server right before it is made.
    pub fn undo_plan(&self, id: PlanId, journal: &[Entry], chosen: &[EntryId]) -> Plan {
        let mut draft = Draft::new(self.policy);
        for entry in journal.iter().rev().filter(|entry| chosen.contains(&entry.id)) {
            let inverse = entry.change.inverse().filter(|_| super::journal::can_undo(entry, journal));
            let Some(change) = inverse else {
                let key = match entry.change.undo() {
                    Undo::Exact => "left_not_undoable",
                    Undo::Compensating => "left_created_user",
                    Undo::None => "left_no_undo",
                };
                draft.left.push(Message::of(key).text(entry.change.subject()));
                continue;
            };
            let lonely = matches!(change, Change::RemoveRole { .. }) && self.would_be_lonely(&change);
            let mut notes = Vec::new();
            if matches!(entry.stage, Stage::Appeared(_)) {
                notes.push(Note::Warning(Message::of("note_appeared")));
            }
            if lonely {
                notes.push(Note::Warning(Message::of("note_leaves_without_role").text(change.subject())));
            }
            let choice = match &change {
                Change::AssignRole { .. } | Change::RemoveRole { .. } => {
                    self.may_change_role(&change).map_or(Choice::Open { ticked: true }, closed)
                }
                _ => self.choice(&change, true),
            };
            draft.push(change, choice, notes);
            if lonely {
                draft.leaves_without_role();
            }
            draft.undoes(&entry.id);
        }
        Plan { id, purpose: Purpose::Undo, proposals: draft.proposals, left: draft.left }
    }
}

/// Rows to which the procedure writes, beside those of known privileges.
#[derive(Clone, Copy)]
pub enum Written {
    /// SDK message processing steps.
    Steps,
    /// A user who is created.
    NewUser,
    /// The configuration's record.
    Config,
}

fn lacking(row: &PrivilegeName) -> Lacking {
    Lacking { name: row.name.clone(), needed: None, held: None }
}

fn closed(problem: Problem) -> Choice {
    Choice::Closed(Box::new(problem))
}

/// A user as the journal remembers them.
pub fn person(user: &User) -> Person {
    Person { id: user.id, name: name_of(user) }
}
