//! From findings to a plan: which changes would make open steps true, and what the person has to know about each.

use super::detect::{Ground, Holder, name_of};
use super::facts::Known;
use super::finding::{Finding, Problem, ProblemKind};
use super::journal::{Entry, EntryId};
use super::message::Message;
use super::plan::{Change, ChangeKey, Choice, Note, Person, Plan, PlanId, Proposal, Purpose, RoleCopy};
use super::press::Press;
use super::problem;
use super::rights::Rights;
use crate::dataverse::request::Query;
use crate::dataverse::rows::{Role, User};
use crate::playbook::{Step, Verb};

/// Collects proposals under running numbers.
struct Draft {
    proposals: Vec<Proposal>,
    left: Vec<Message>,
}

impl Draft {
    fn push(&mut self, change: Change, choice: Choice, notes: Vec<Note>, leaves_without_role: bool) {
        let key = ChangeKey(self.proposals.len() as u32);
        self.proposals.push(Proposal { key, change, choice, notes, leaves_without_role, undoes: None });
    }

    /// The proposal that was made last takes this entry back.
    fn undoes(&mut self, entry: &EntryId) {
        if let Some(last) = self.proposals.last_mut() {
            last.undoes = Some(entry.clone());
        }
    }
}

impl Ground<'_> {
    /// Changes for the open steps among `steps`, in their order.
    pub fn plan(&self, id: PlanId, steps: &[&Step]) -> Plan {
        let mut draft = Draft { proposals: Vec::new(), left: Vec::new() };
        for step in steps {
            let open = matches!(self.finding(step), Finding::Todo(_) | Finding::Attention(_));
            let needs_met =
                step.needs.iter().all(|n| self.playbook.step(n).is_some_and(|s| self.finding(s).is_settled()));
            if !open || !needs_met {
                continue;
            }
            match step.act {
                Some(Verb::AssignRole) => self.propose_assign(&mut draft),
                Some(Verb::RemoveRoleFromOthers) => self.propose_removals(&mut draft),
                None => {}
            }
        }
        Plan { id, purpose: Purpose::SetUp, proposals: draft.proposals, left: draft.left }
    }

    fn propose_assign(&self, draft: &mut Draft) {
        let Some(user) = self.sync_user() else { return };
        let Some(root) = self.root() else { return };
        let copies = match self.facts.copies(self.playbook, user) {
            Known::Is(copies) => copies,
            Known::Not => return,
            Known::Failed(fault) => {
                draft.left.push(problem::reading(&fault).what);
                return;
            }
        };
        let unit = user.business_unit_name.clone().unwrap_or_default();
        let Some(copy) = copies.iter().find(|role| role.root == root.root && role.business_unit == user.business_unit)
        else {
            draft.left.push(Message::of("left_no_copy").text(&root.name).text(unit));
            return;
        };
        let mut notes = Vec::new();
        if let Some(total) = self.facts.number(&Query::RoleCopyCount(root.root)).ok() {
            notes.push(Note::Info(
                Message::of("note_which_copy").count(*total as usize).text(&root.name).text(&unit).text(name_of(user)),
            ));
        }
        for other in copies.iter().filter(|role| role.root != root.root) {
            notes.push(Note::Warning(
                Message::of(if other.managed { "note_namesake_managed" } else { "note_namesake_unmanaged" })
                    .text(&other.name)
                    .text(other.id.to_string()),
            ));
        }
        if self.facts.identity().ok().is_some_and(|who| who.business_unit != user.business_unit) {
            notes.push(Note::Info(Message::of("note_other_business_unit").text(name_of(user)).text(&unit)));
        }
        notes.extend(self.doubts(user).into_iter().map(Note::Warning));
        let choice =
            self.may_assign_to(user).map_or(Choice::Open { ticked: true }, |problem| Choice::Closed(Box::new(problem)));
        draft.push(Change::AssignRole { user: person(user), role: role_copy(copy, Some(&unit)) }, choice, notes, false);
    }

    /// What forbids the assignment before anything is sent.
    fn may_assign_to(&self, user: &User) -> Option<Problem> {
        // Absent from the settings means the default, which is off (dataverse §3.1).
        let allowed = self.facts.organization_row().and_then(|row| row.roles_on_disabled_users).unwrap_or(false);
        if user.disabled && !allowed {
            return Some(
                Problem::new(ProblemKind::Refused, Message::of("closed_user_disabled").text(name_of(user)))
                    .next("action_pick_another", Press::PickAnother),
            );
        }
        self.may_change_role()
    }

    fn may_change_role(&self) -> Option<Problem> {
        match self.rights() {
            Rights::Missing(lacking) => Some(problem::missing(&lacking, &self.playbook.role.name, &self.caller_name())),
            Rights::Failed(fault) => Some(problem::reading(&fault)),
            Rights::NotRead | Rights::NoRoleYet | Rights::Enough | Rights::Uncertain(_) => None,
        }
    }

    fn propose_removals(&self, draft: &mut Draft) {
        for holder in self.other_holders() {
            match holder {
                Holder::Team(team) => draft.left.push(Message::of("left_team").text(&team.name)),
                Holder::Direct { user, .. } if self.caller() == Some(user.id) => {
                    draft.left.push(Message::of("left_own_role").text(name_of(user)));
                }
                Holder::Direct { user, copy } if copy.auto_assigned => {
                    draft.left.push(Message::of("left_auto_assigned").text(name_of(user)));
                }
                Holder::Direct { user, copy } => self.propose_removal(draft, user, copy),
            }
        }
        if let Some(root) = self.root()
            && self.facts.users(&Query::RoleHolders(root.root)).ok().is_some_and(|page| page.next.is_some())
        {
            draft.left.push(Message::of("left_further_holders"));
        }
    }

    fn propose_removal(&self, draft: &mut Draft, user: &User, copy: &Role) {
        let other_direct = user.roles.iter().any(|role| role.id != copy.id);
        let by_team = self.facts.teams(&Query::UserTeams(user.id)).ok().map(|t| t.iter().any(|t| !t.roles.is_empty()));
        let lonely = !other_direct && by_team != Some(true);
        let mut notes = Vec::new();
        if lonely {
            let key = if by_team.is_some() { "note_leaves_without_role" } else { "note_may_leave_without_role" };
            notes.push(Note::Warning(Message::of(key).text(name_of(user))));
        }
        if self
            .root()
            .is_some_and(|root| matches!(self.teams_with_role(user.id, root.root), Known::Is(t) if !t.is_empty()))
        {
            notes.push(Note::Warning(Message::of("note_still_by_team").text(name_of(user))));
        }
        let choice = self
            .may_change_role()
            .map_or(Choice::Open { ticked: !lonely }, |problem| Choice::Closed(Box::new(problem)));
        let change = Change::RemoveRole { user: person(user), role: role_copy(copy, None) };
        draft.push(change, choice, notes, lonely);
    }

    /// Changes that take these entries back, latest first; each is compared with the server right before it is made.
    pub fn undo_plan(&self, id: PlanId, journal: &[Entry], chosen: &[EntryId]) -> Plan {
        let mut draft = Draft { proposals: Vec::new(), left: Vec::new() };
        for entry in journal.iter().rev().filter(|entry| chosen.contains(&entry.id)) {
            if !super::journal::can_undo(entry, journal) {
                draft.left.push(Message::of("left_not_undoable").text(&entry.change.user().name));
                continue;
            }
            let change = entry.change.inverse();
            let lonely = matches!(change, Change::RemoveRole { .. }) && self.would_be_lonely(&change);
            let mut notes = Vec::new();
            if lonely {
                notes.push(Note::Warning(Message::of("note_leaves_without_role").text(&change.user().name)));
            }
            let choice = self
                .may_change_role()
                .map_or(Choice::Open { ticked: true }, |problem| Choice::Closed(Box::new(problem)));
            draft.push(change, choice, notes, lonely);
            draft.undoes(&entry.id);
        }
        Plan { id, purpose: Purpose::Undo, proposals: draft.proposals, left: draft.left }
    }

    /// Without this copy the user has no role that we know of.
    fn would_be_lonely(&self, change: &Change) -> bool {
        let user = change.user().id;
        let direct = self.facts.user(&Query::User(user)).ok().map(|u| u.roles.iter().any(|r| r.id != change.role().id));
        let team = self.facts.teams(&Query::UserTeams(user)).ok().map(|t| t.iter().any(|t| !t.roles.is_empty()));
        direct != Some(true) && team != Some(true)
    }
}

fn person(user: &User) -> Person {
    Person { id: user.id, name: name_of(user) }
}

fn role_copy(role: &Role, unit: Option<&str>) -> RoleCopy {
    RoleCopy {
        id: role.id,
        root: role.root,
        name: role.name.clone(),
        business_unit: role.business_unit,
        business_unit_name: role.business_unit_name.as_deref().or(unit).unwrap_or_default().to_owned(),
    }
}
