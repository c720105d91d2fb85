//! What the facts say about each step. Done comes from here alone: from what the server said.

mod after;
mod before;
mod config;
mod role;
mod user;

pub use after::Verdict;
pub use role::{Holder, Unlisted, names_of};

use super::facts::{Facts, Known};
use super::finding::{Finding, Problem, ProblemKind};
use super::journal::Entry;
use super::memory::{Memory, Statement};
use super::message::{Message, Moment};
use super::policy::Policy;
use super::press::Press;
use super::problem;
use crate::dataverse::fault::Fault;
use crate::dataverse::id::UserId;
use crate::dataverse::request::Query;
use crate::dataverse::rows::{Role, User};
use crate::playbook::{Detector, Playbook, Step, Variant};

/// All that a finding may rest on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The procedure.
    pub playbook: &'a Playbook,
    /// What may be changed at all.
    pub policy: &'a Policy,
    /// What the server said.
    pub facts: &'a Facts,
    /// What is remembered, the person's choices among it.
    pub memory: &'a Memory,
    /// What was changed here.
    pub journal: &'a [Entry],
    /// When the server said it.
    pub read_at: Moment,
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

    /// The road through the procedure: what the server rules out, then what the person chose, then the kind of user.
    pub fn variant(&self) -> Variant {
        let online = self.facts.online() != Some(false);
        match self.memory.variant {
            _ if !online => Variant::OnPremises,
            Some(variant) if variant != Variant::OnPremises => variant,
            _ if self.sync_user().is_some_and(User::is_application) => Variant::ApplicationUser,
            _ => Variant::LicensedUser,
        }
    }

    /// Steps that count here, in order.
    pub fn steps(&self) -> impl Iterator<Item = &'a Step> {
        self.playbook.steps_of(self.variant())
    }

    /// Whether the steps that this one needs are settled.
    pub fn needs_met(&self, step: &Step) -> bool {
        step.needs.iter().all(|needed| self.playbook.step(needed).is_some_and(|step| self.finding(step).is_settled()))
    }

    /// The choice of a sync user is what everything else waits for.
    pub fn waits_for_choice(&self) -> bool {
        self.memory.sync_user.is_none() && self.root().is_some()
    }

    /// What a person said about a step, where it is about the present sync user.
    pub fn statement(&self, step: &str) -> Option<&'a Statement> {
        let user = self.memory.sync_user.as_ref().map(|chosen| chosen.user);
        self.memory.statements.iter().find(|said| said.step == step && said.about == user)
    }

    /// The title of a step in this organisation: with the old rules the last question about the role is the opposite.
    pub fn title(&self, step: &Step) -> Message {
        if self.wants_everybody(step) { Message::of("step_role_everybody_title") } else { title(step) }
    }

    /// The step wants the role on every user, not on nobody else.
    pub fn wants_everybody(&self, step: &Step) -> bool {
        matches!(step.detect, Detector::RoleExclusive { .. }) && self.old_rules()
    }

    fn stated(&self, step: &Step) -> Finding {
        match self.statement(&step.id) {
            Some(said) => Finding::Stated { what: title(step), by: said.by.clone(), at: said.at },
            None => Finding::Todo(Message::of("evidence_not_stated")),
        }
    }

    /// Neither the solution nor a role of its name is there.
    fn nothing_installed(&self) -> bool {
        matches!(self.facts.solution(self.playbook), Known::Is(None))
            && matches!(self.facts.root(self.playbook), Known::Is(None))
    }

    /// What stands for a step.
    pub fn finding(&self, step: &Step) -> Finding {
        // The role comes with the solution, so without the solution that is what is missing, not merely what is first.
        let brought = matches!(step.detect, Detector::RoleFound {}) && self.nothing_installed();
        for needed in step.needs.iter().filter(|_| !brought) {
            if let Some(other) = self.playbook.step(needed)
                && !self.finding(other).is_settled()
            {
                let first = Message::of("evidence_first").message(self.title(other));
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
            Detector::SolutionInstalled { boundary, advised, .. } => self.solution(*boundary, *advised),
            Detector::StepsEnabled {} => self.steps_enabled(),
            Detector::RoleFound {} => self.role_found(step),
            Detector::CallerMay {} => self.caller_may(),
            Detector::UserChosen {} => self.user_chosen(),
            Detector::Dedicated {} => self.dedicated(step),
            Detector::AccessFits { non_interactive } => self.access_fits(*non_interactive),
            Detector::Language { lcid } => self.language(*lcid),
            Detector::RoleAssigned {} => self.role_assigned(),
            Detector::RoleExclusive { from } => self.role_exclusive(*from),
            Detector::RoleReads { .. } => self.role_reads(),
            Detector::ConfigFound {} => self.config_found(),
            Detector::LookupSet {} => self.lookup_set(),
            Detector::Published {} => self.published(),
            Detector::Filter { tables } => self.filter(tables),
            Detector::Checks {} => self.checked(),
            Detector::Stated {} => self.stated(step),
            Detector::HandOver {} => self.hand_over(),
        }
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

fn unread(fault: &Fault) -> Finding {
    Finding::Unknown(problem::reading(fault))
}

fn unusual(what: Message) -> Problem {
    Problem::new(ProblemKind::Unusual, what)
}
