//! What the facts say about each step. Done comes from here alone: from what the server said.

use super::facts::{Facts, Known};
use super::finding::{Finding, Problem, ProblemKind};
use super::memory::Memory;
use super::message::{Message, Moment};
use super::press::Press;
use super::problem;
use super::rights::{self, Rights};
use crate::dataverse::fault::FaultKind;
use crate::dataverse::id::{RootRoleId, UserId};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{AccessMode, OrganizationKind, Role, Solution, Team, User};
use crate::playbook::{Detector, Playbook, Step, Version};

/// All that a finding may rest on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The procedure.
    pub playbook: &'a Playbook,
    /// What the server said.
    pub facts: &'a Facts,
    /// What is remembered, the person's choices among it.
    pub memory: &'a Memory,
    /// When the server said it.
    pub read_at: Moment,
}

/// Somebody besides the sync user who holds the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder<'a> {
    /// Directly, as this copy.
    Direct {
        /// Who.
        user: &'a User,
        /// Which copy.
        copy: &'a Role,
    },
    /// Everybody in this team.
    Team(&'a Team),
}

impl<'a> Ground<'a> {
    /// The signed-in person's id.
    pub fn caller(&self) -> Option<UserId> {
        self.facts.identity().ok().map(|who| who.user)
    }

    /// The signed-in person's name; empty where it could not be read.
    pub fn caller_name(&self) -> String {
        let user = self.caller().and_then(|id| self.facts.user(&Query::User(id)).ok());
        user.map(name_of).unwrap_or_default()
    }

    /// The role of the procedure.
    pub fn root(&self) -> Option<&'a Role> {
        self.facts.root(self.playbook).ok().flatten()
    }

    /// The chosen user, where it could be read.
    pub fn sync_user(&self) -> Option<&'a User> {
        self.facts.sync_user(self.memory).ok()
    }

    /// What stands for a step.
    pub fn finding(&self, step: &Step) -> Finding {
        for needed in &step.needs {
            if let Some(other) = self.playbook.step(needed)
                && !self.finding(other).is_settled()
            {
                let first = Message::of("evidence_first").message(title(other));
                // What is missing blocks; what is merely open comes first.
                return match self.finding(other) {
                    Finding::Blocked(_) | Finding::Unknown(_) => Finding::Blocked(
                        Problem::new(ProblemKind::Missing, first)
                            .next("action_go_to_step", Press::GoToStep(needed.clone())),
                    ),
                    _ => Finding::Todo(first),
                };
            }
        }
        match &step.detect {
            Detector::Organization {} => self.organization(),
            Detector::SolutionInstalled { boundary, advised } => self.solution(*boundary, *advised),
            Detector::RoleFound {} => self.role_found(step),
            Detector::CallerMay {} => self.caller_may(),
            Detector::UserChosen {} => self.user_chosen(),
            Detector::RoleAssigned {} => self.role_assigned(),
            Detector::RoleExclusive { from } => self.role_exclusive(*from),
        }
    }

    fn organization(&self) -> Finding {
        match self.facts.organization() {
            Known::Not => not_read(),
            Known::Failed(fault) => Finding::Unknown(problem::reading(&fault)),
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

    fn solution(&self, boundary: Version, advised: Version) -> Finding {
        let solution = match self.facts.solution(self.playbook) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return Finding::Unknown(problem::reading(&fault)),
            Known::Is(None) => {
                return Finding::Todo(
                    Message::of("evidence_no_solution").text(&self.playbook.solution.friendly_name).time(self.read_at),
                );
            }
            Known::Is(Some(solution)) => solution,
        };
        let about = |key| Message::of(key).text(&solution.friendly_name).text(&solution.version_text);
        match solution.version {
            None => {
                Finding::Attention(Problem::new(ProblemKind::Unusual, about("attention_solution_version_unreadable")))
            }
            Some(version) if version < boundary.0 => {
                Finding::Attention(Problem::new(ProblemKind::Unusual, about("attention_solution_before_boundary")))
            }
            Some(version) if version < advised.0 => {
                Finding::Attention(Problem::new(ProblemKind::Unusual, about("attention_solution_below_advised")))
            }
            Some(_) => Finding::Done(about("evidence_solution").time(self.read_at)),
        }
    }

    /// The installed solution.
    pub fn installed(&self) -> Option<&'a Solution> {
        self.facts.solution(self.playbook).ok().flatten()
    }

    fn role_found(&self, step: &Step) -> Finding {
        let name = &self.playbook.role.name;
        let root = match self.facts.root(self.playbook) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return Finding::Unknown(problem::reading(&fault)),
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

    /// The choice of a sync user is what everything else waits for.
    pub fn waits_for_choice(&self) -> bool {
        self.memory.sync_user.is_none() && self.root().is_some()
    }

    fn caller_may(&self) -> Finding {
        let name = self.caller_name();
        if let Known::Failed(fault) = self.facts.identity() {
            return Finding::Unknown(problem::reading(&fault));
        }
        let role = &self.playbook.role.name;
        match self.rights() {
            Rights::NotRead => not_read(),
            Rights::Failed(fault) => Finding::Unknown(problem::reading(&fault)),
            Rights::NoRoleYet => {
                Finding::Done(Message::of("evidence_rights_no_role").text(name).text(role).time(self.read_at))
            }
            Rights::Enough => Finding::Done(Message::of("evidence_rights").text(name).text(role).time(self.read_at)),
            Rights::Uncertain(lacking) => Finding::Attention(Problem::new(
                ProblemKind::Unusual,
                Message::of("attention_rights_uncertain").count(lacking.len()).text(problem::list(&lacking)),
            )),
            Rights::Missing(lacking) => Finding::Blocked(problem::missing(&lacking, role, &name)),
        }
    }

    fn user_chosen(&self) -> Finding {
        let Some(_) = &self.memory.sync_user else { return Finding::Todo(Message::of("evidence_no_sync_user")) };
        let user = match self.facts.sync_user(self.memory) {
            Known::Not => return not_read(),
            Known::Failed(fault) if matches!(fault.kind, FaultKind::NoSuchRecord) => {
                return Finding::Attention(
                    Problem::new(ProblemKind::Missing, Message::of("attention_user_gone"))
                        .next("action_pick_another", Press::PickAnother),
                );
            }
            Known::Failed(fault) => return Finding::Unknown(problem::reading(&fault)),
            Known::Is(user) => user,
        };
        match self.doubts(user).into_iter().next() {
            Some(doubt) => Finding::Attention(
                Problem::new(ProblemKind::Unusual, doubt).next("action_pick_another", Press::PickAnother),
            ),
            None => Finding::Done(
                Message::of("evidence_sync_user").text(name_of(user)).text(&user.user_name).time(self.read_at),
            ),
        }
    }

    /// What speaks against this user as the sync user, worst first.
    pub fn doubts(&self, user: &User) -> Vec<Message> {
        let name = name_of(user);
        let mut doubts = Vec::new();
        let mut doubt = |is_so: bool, key: &'static str| {
            if is_so {
                doubts.push(Message::of(key).text(&name));
            }
        };
        doubt(user.disabled, "attention_user_disabled");
        doubt(self.caller() == Some(user.id), "attention_user_is_you");
        doubt(user.is_application(), "attention_user_application");
        doubt(matches!(user.access_mode, AccessMode::Administrative), "attention_user_administrative");
        doubt(matches!(user.access_mode, AccessMode::Support | AccessMode::DelegatedAdmin), "attention_user_support");
        doubt(
            !user.is_application() && user.licensed == Some(false) && user.access_mode != AccessMode::NonInteractive,
            "attention_user_unlicensed",
        );
        doubts
    }

    /// Teams through which the user has the role.
    pub fn teams_with_role(&self, user: UserId, root: RootRoleId) -> Known<Vec<&'a Team>> {
        match self.facts.teams(&Query::UserTeams(user)) {
            Known::Not => Known::Not,
            Known::Failed(fault) => Known::Failed(fault),
            Known::Is(teams) => Known::Is(teams.iter().filter(|t| t.roles.iter().any(|r| r.root == root)).collect()),
        }
    }

    fn role_assigned(&self) -> Finding {
        let Some(user) = self.sync_user() else { return not_read() };
        let Some(root) = self.root() else { return not_read() };
        let name = name_of(user);
        if let Some(copy) = user.roles.iter().find(|role| role.root == root.root) {
            let unit = copy.business_unit_name.clone().or_else(|| {
                (copy.business_unit == user.business_unit).then(|| user.business_unit_name.clone()).flatten()
            });
            let key = if copy.business_unit == user.business_unit {
                "evidence_assigned"
            } else {
                "evidence_assigned_elsewhere"
            };
            return Finding::Done(Message::of(key).text(name).text(unit.unwrap_or_default()).time(self.read_at));
        }
        match self.teams_with_role(user.id, root.root) {
            Known::Is(teams) if !teams.is_empty() => {
                let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
                Finding::Done(
                    Message::of("evidence_assigned_team").text(name).text(names.join(", ")).time(self.read_at),
                )
            }
            // That no team gives the role is part of "not assigned"; where it could not be read, nothing is claimed.
            Known::Failed(fault) => Finding::Unknown(problem::reading(&fault)),
            Known::Not => not_read(),
            Known::Is(_) => Finding::Todo(Message::of("evidence_not_assigned").text(name).time(self.read_at)),
        }
    }

    fn role_exclusive(&self, from: Version) -> Finding {
        let version = self.installed().and_then(|solution| solution.version);
        if version.is_some_and(|version| version < from.0) {
            return Finding::NotApplicable(Message::of("not_applicable_old_version").text(from.0.to_string()));
        }
        let Some(root) = self.root() else { return not_read() };
        for known in [
            self.facts.users(&Query::RoleHolders(root.root)).answered(),
            self.facts.teams(&Query::RoleTeams(root.root)).answered(),
        ] {
            match known {
                Known::Not => return not_read(),
                Known::Failed(fault) => return Finding::Unknown(problem::reading(&fault)),
                Known::Is(()) => {}
            }
        }
        let holders = self.other_holders();
        let more = self.facts.users(&Query::RoleHolders(root.root)).ok().is_some_and(|page| page.next.is_some());
        if holders.is_empty() && !more {
            return Finding::Done(Message::of("evidence_exclusive").text(&root.name).time(self.read_at));
        }
        let key = if more { "attention_held_by_many" } else { "attention_held_by_others" };
        Finding::Attention(Problem::new(ProblemKind::Unusual, Message::of(key).count(holders.len()).text(&root.name)))
    }

    /// Everybody besides the sync user who holds the role: persons first, then teams.
    pub fn other_holders(&self) -> Vec<Holder<'a>> {
        let Some(root) = self.root() else { return Vec::new() };
        let sync_user = self.memory.sync_user.as_ref().map(|chosen| chosen.user);
        let mut holders = Vec::new();
        if let Known::Is(page) = self.facts.users(&Query::RoleHolders(root.root)) {
            for user in page.rows.iter().filter(|user| Some(user.id) != sync_user) {
                holders.extend(
                    user.roles.iter().filter(|role| role.root == root.root).map(|copy| Holder::Direct { user, copy }),
                );
            }
        }
        if let Known::Is(teams) = self.facts.teams(&Query::RoleTeams(root.root)) {
            let others = teams.iter().filter(|t| t.roles.iter().any(|role| role.root == root.root));
            holders.extend(others.filter(|t| t.members.iter().any(|m| Some(m.id) != sync_user)).map(Holder::Team));
        }
        holders
    }
}

/// The title of a step.
pub fn title(step: &Step) -> Message {
    Message::named(format!("step_{}_title", step.id.replace('-', "_")))
}

/// The name on screen; the user name where there is none.
pub fn name_of(user: &User) -> String {
    let name = if user.full_name.trim().is_empty() { &user.user_name } else { &user.full_name };
    if name.trim().is_empty() { user.id.to_string() } else { name.clone() }
}

fn not_read() -> Finding {
    Finding::Unknown(
        Problem::new(ProblemKind::Unknown, Message::of("problem_not_read")).next("action_recheck", Press::Recheck),
    )
}
