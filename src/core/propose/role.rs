//! Changes of who has the role.

use super::super::change::{Change, RoleCopy};
use super::super::detect::{Ground, Holder, Unlisted, name_of};
use super::super::facts::Known;
use super::super::finding::{Problem, ProblemKind};
use super::super::message::Message;
use super::super::plan::{Choice, Note};
use super::super::present::change_title;
use super::super::press::Press;
use super::super::problem;
use super::super::rights::Rights;
use super::{Draft, closed, person};
use crate::dataverse::id::UserId;
use crate::dataverse::request::Query;
use crate::dataverse::rows::{Role, Team, User};

impl Ground<'_> {
    pub(super) fn propose_assign(&self, draft: &mut Draft<'_>) {
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
        let change = Change::AssignRole { user: person(user), role: role_copy(copy, Some(&unit)) };
        let choice = self.may_assign_to(user, &change).map_or(Choice::Open { ticked: true }, closed);
        draft.push(change, choice, notes);
    }

    /// What forbids the assignment before anything is sent.
    fn may_assign_to(&self, user: &User, change: &Change) -> Option<Problem> {
        // Absent from the settings means the default, which is off (dataverse §3.1).
        let allowed = self.facts.organization_row().and_then(|row| row.roles_on_disabled_users).unwrap_or(false);
        if user.disabled && !allowed {
            return Some(
                Problem::new(ProblemKind::Refused, Message::of("closed_user_disabled").text(name_of(user)))
                    .next("action_pick_another", Press::PickAnother),
            );
        }
        self.may_change_role(change)
    }

    pub(super) fn may_change_role(&self, change: &Change) -> Option<Problem> {
        match self.rights() {
            Rights::Missing(lacking) => Some(problem::missing(&lacking, change_title(change), &self.caller_name())),
            Rights::Failed(fault) => Some(problem::reading(&fault)),
            Rights::NotRead | Rights::NoRoleYet | Rights::Enough | Rights::Uncertain(_) => None,
        }
    }

    pub(super) fn propose_removals(&self, draft: &mut Draft<'_>) {
        for holder in self.other_holders() {
            match holder {
                Holder::Team { team, .. } => draft.left.push(Message::of("left_team").text(&team.name)),
                Holder::Direct { user, .. } if self.caller() == Some(user.id) => {
                    draft.left.push(Message::of("left_own_role").text(name_of(user)));
                }
                Holder::Direct { user, copy } if copy.auto_assigned => {
                    draft.left.push(Message::of("left_auto_assigned").text(name_of(user)));
                }
                Holder::Direct { user, copy } => self.propose_removal(draft, user, copy),
            }
        }
        if self.unlisted_holders() != Unlisted::Nobody {
            draft.left.push(Message::of("left_further_holders"));
        }
    }

    fn propose_removal(&self, draft: &mut Draft<'_>, user: &User, copy: &Role) {
        let held = self.facts.roles_of(user).ok().unwrap_or_default();
        let other_direct = held.iter().any(|role| role.id != copy.id);
        let by_team = self.facts.teams(&Query::UserTeams(user.id)).ok().map(|teams| !teams.is_empty());
        let lonely = !other_direct && by_team != Some(true);
        let mut notes = Vec::new();
        if lonely {
            let key = if by_team.is_some() { "note_leaves_without_role" } else { "note_may_leave_without_role" };
            notes.push(Note::Warning(Message::of(key).text(name_of(user))));
        }
        if self.has_by_team(user.id) {
            notes.push(Note::Warning(Message::of("note_still_by_team").text(name_of(user))));
        }
        let change = Change::RemoveRole { user: person(user), role: role_copy(copy, None) };
        let choice = self.may_change_role(&change).map_or(Choice::Open { ticked: !lonely }, closed);
        draft.push(change, choice, notes);
        if lonely {
            draft.leaves_without_role();
        }
    }

    /// Some team gives this user the role, too.
    fn has_by_team(&self, user: UserId) -> bool {
        let teams = self.root().and_then(|root| self.facts.teams(&Query::RoleTeams(root.root)).ok());
        let is_in = |team: &Team| {
            let members = self.facts.members_of(team).ok().unwrap_or_default();
            members.iter().any(|member| member.id == user)
        };
        teams.is_some_and(|teams| teams.iter().any(is_in))
    }

    /// Without this copy the user has no role that we know of.
    pub(super) fn would_be_lonely(&self, change: &Change) -> bool {
        let Change::RemoveRole { user, role } = change else { return false };
        let direct = self.facts.roles(&Query::UserRoles(user.id)).ok();
        let teams = self.facts.teams(&Query::UserTeams(user.id)).ok();
        let direct = direct.is_some_and(|roles| roles.iter().any(|held| held.id != role.id));
        !direct && teams.is_none_or(|teams| teams.is_empty())
    }
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
