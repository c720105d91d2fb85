//! Before the procedure begins: the organisation, the person, the solution.

use super::super::facts::Known;
use super::super::finding::{Finding, Problem, ProblemKind};
use super::super::message::Message;
use super::super::press::Press;
use super::super::problem;
use super::super::propose::Written;
use super::super::rights::{self, Lacking, Rights};
use super::{Ground, not_read, unread, unusual};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{OrganizationKind, SdkStep, Solution};
use crate::playbook::{Step, Variant, Version};

impl<'a> Ground<'a> {
    pub(super) fn organization(&self) -> Finding {
        match self.facts.organization() {
            Known::Not => not_read(),
            Known::Failed(fault) => unread(&fault),
            Known::Is(organization) => {
                let version = organization.version.map(|v| v.to_string()).unwrap_or_default();
                Finding::Done(
                    Message::of(match organization.kind {
                        OrganizationKind::Production => "evidence_organization_production",
                        OrganizationKind::Sandbox => "evidence_organization_sandbox",
                        OrganizationKind::Unstated => "evidence_organization",
                    })
                    .text(&organization.name)
                    .text(version)
                    .time(self.read_at),
                )
            }
        }
    }

    pub(super) fn solution(&self, boundary: Version, advised: Version) -> Finding {
        let solution = match self.facts.solution(self.playbook) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(None) => {
                let several = self.facts.solutions(self.playbook).ok().is_some_and(|found| !found.is_empty());
                let key = if several { "evidence_solution_candidates" } else { "evidence_no_solution" };
                let what = Message::of(key).text(&self.playbook.solution.friendly_name);
                return Finding::Todo(what.time(self.read_at));
            }
            Known::Is(Some(solution)) => solution,
        };
        let about = |key| Message::of(key).text(&solution.friendly_name).text(&solution.version_text);
        match solution.version {
            None => Finding::Attention(unusual(about("attention_solution_version_unreadable"))),
            Some(version) if version < boundary.0 => {
                Finding::Attention(unusual(about("attention_solution_before_boundary")))
            }
            Some(version) if version < advised.0 => {
                Finding::Attention(unusual(about("attention_solution_below_advised")))
            }
            Some(_) => Finding::Done(about("evidence_solution").time(self.read_at)),
        }
    }

    /// The installed solution.
    pub fn installed(&self) -> Option<&'a Solution> {
        self.facts.solution(self.playbook).ok().flatten()
    }

    /// Processing steps of the solution that are switched off.
    pub fn disabled_steps(&self) -> Vec<&'a SdkStep> {
        let steps = self.facts.steps_of_solution(self.playbook).ok().unwrap_or_default();
        steps.into_iter().filter(|step| !step.enabled).collect()
    }

    pub(super) fn steps_enabled(&self) -> Finding {
        let steps = match self.facts.steps_of_solution(self.playbook) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(steps) => steps,
        };
        let disabled = steps.iter().filter(|step| !step.enabled).count();
        if disabled > 0 {
            return Finding::Todo(Message::of("evidence_steps_disabled").count(disabled).time(self.read_at));
        }
        if steps.is_empty() {
            return Finding::Attention(unusual(Message::of("attention_no_steps")));
        }
        Finding::Done(Message::of("evidence_steps").count(steps.len()).time(self.read_at))
    }

    pub(super) fn role_found(&self, step: &Step) -> Finding {
        let name = &self.playbook.role.name;
        let root = match self.facts.root(self.playbook) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(root) => root,
        };
        let Some(root) = root else {
            let ambiguous = !self.facts.namesakes(self.playbook).is_empty();
            let what = Message::of(if ambiguous { "blocked_role_ambiguous" } else { "blocked_no_role" }).text(name);
            let problem = Problem::new(ProblemKind::Missing, what);
            return Finding::Blocked(match step.needs.first() {
                Some(needed) => problem.next("action_go_to_step", Press::GoToStep(needed.clone())),
                None => problem,
            });
        };
        match self.facts.number(&Query::RoleCopyCount(root.root)).ok() {
            Some(copies) => {
                Finding::Done(Message::of("evidence_role_copies").count(*copies as usize).text(name).time(self.read_at))
            }
            None => Finding::Done(Message::of("evidence_role").text(name).time(self.read_at)),
        }
    }

    /// What the signed-in person may do about the role.
    pub fn rights(&self) -> Rights {
        match self.caller() {
            None => Rights::NotRead,
            Some(caller) => rights::compare(self.facts, self.root().map(|role| role.root), caller),
        }
    }

    pub(super) fn caller_may(&self) -> Finding {
        let name = self.caller_name();
        if let Known::Failed(fault) = self.facts.identity() {
            return unread(&fault);
        }
        let role = &self.playbook.role.name;
        match self.rights() {
            Rights::NotRead => not_read(),
            Rights::Failed(fault) => unread(&fault),
            Rights::NoRoleYet => {
                Finding::Done(Message::of("evidence_rights_no_role").text(name).text(role).time(self.read_at))
            }
            Rights::Enough => {
                let lacking = self.lacking_for_the_rest();
                if lacking.is_empty() {
                    return Finding::Done(Message::of("evidence_rights").text(name).text(role).time(self.read_at));
                }
                let what = Message::of("attention_rights_others").count(lacking.len()).text(problem::list(&lacking));
                Finding::Attention(unusual(what).effect(Message::of("effect_who_can_grant")))
            }
            Rights::Uncertain(lacking) => Finding::Attention(Problem::new(
                ProblemKind::Unusual,
                Message::of("attention_rights_uncertain").count(lacking.len()).text(problem::list(&lacking)),
            )),
            Rights::Missing(lacking) => {
                Finding::Blocked(problem::missing(&lacking, Message::of("act_role").text(role), &name))
            }
        }
    }

    /// What the signed-in person lacks for what is open of the procedure, besides the role.
    fn lacking_for_the_rest(&self) -> Vec<Lacking> {
        let mut lacking = self.lacking(OTHERS);
        let user = self.sync_user();
        if user.is_some_and(|user| self.wanted_access(user).is_some()) {
            lacking.extend(self.lacking(&["prvWriteUser"]));
        }
        if user.is_none() && self.variant() != Variant::LicensedUser {
            lacking.extend(self.lacking_on(Written::NewUser));
        }
        if !self.disabled_steps().is_empty() {
            lacking.extend(self.lacking_on(Written::Steps));
        }
        let names = |id| self.memory.sync_user.as_ref().is_some_and(|chosen| chosen.user == id);
        let record = self.facts.config_record(self.playbook, self.memory).ok();
        if record.is_some_and(|record| !record.row.user.as_ref().is_some_and(|(id, _)| names(*id))) {
            lacking.extend(self.lacking_on(Written::Config));
        }
        lacking
    }
}

/// Privileges for the rest of the procedure whatever is open, besides those for the role.
const OTHERS: &[&str] = &["prvWriteUserSettings", "prvPublishCustomization"];
