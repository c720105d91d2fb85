//! From findings to a plan: which changes would make open steps true, and what the person has to know about each.

mod config;
mod role;
mod user;

use super::change::{Change, Person, Undo};
use super::detect::{Ground, name_of};
use super::facts::Known;
use super::finding::{Finding, Problem};
use super::journal::{Entry, EntryId};
use super::message::Message;
use super::plan::{ChangeKey, Choice, Note, Plan, PlanId, Proposal, Purpose};
use super::policy::Policy;
use super::problem;
use super::rights::Lacking;
use crate::dataverse::rows::User;
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
        Plan { id, purpose: Purpose::SetUp, proposals: draft.proposals, left: draft.left }
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
            Some(Verb::RemoveRoleFromOthers) => self.propose_removals(draft),
            Some(Verb::SetLookup) => self.propose_lookup(draft),
            Some(Verb::PublishAll) => self.propose_publish(draft),
            Some(Verb::CreateFilterColumn) => self.propose_filter(step, draft),
            None => {}
        }
    }

    /// Ticked, or closed with the privileges that the signed-in person lacks for it.
    fn choice(&self, change: &Change, ticked: bool) -> Choice {
        let lacking = self.lacking(change.privileges());
        if lacking.is_empty() {
            return Choice::Open { ticked };
        }
        Choice::Closed(Box::new(problem::missing(&lacking, &self.playbook.role.name, &self.caller_name())))
    }

    /// Which of these privileges the signed-in person does not have at any depth; none where they were not read.
    pub fn lacking(&self, names: &[&str]) -> Vec<Lacking> {
        let named = self.facts.privilege_names(&super::facts::named_privileges());
        let own = self
            .caller()
            .map(|caller| self.facts.privileges(&crate::dataverse::request::Query::UserPrivileges(caller)));
        let (Known::Is(named), Some(Known::Is(own))) = (named, own) else { return Vec::new() };
        if self.caller().is_some_and(|caller| super::rights::is_administrator(self.facts, caller)) {
            return Vec::new();
        }
        named
            .iter()
            .filter(|row| names.iter().any(|name| row.name.eq_ignore_ascii_case(name)))
            .filter(|row| !own.iter().any(|held| held.id == row.id))
            .map(|row| Lacking { name: row.name.clone(), needed: None, held: None })
            .collect()
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
            if lonely {
                notes.push(Note::Warning(Message::of("note_leaves_without_role").text(change.subject())));
            }
            let choice = match &change {
                Change::AssignRole { .. } | Change::RemoveRole { .. } => {
                    self.may_change_role().map_or(Choice::Open { ticked: true }, closed)
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

fn closed(problem: Problem) -> Choice {
    Choice::Closed(Box::new(problem))
}

/// A user as the journal remembers them.
pub fn person(user: &User) -> Person {
    Person { id: user.id, name: name_of(user) }
}
