//! The sync user: there, enabled, nobody else's, with the right access and language.

use super::super::facts::Known;
use super::super::finding::{Finding, Problem, ProblemKind};
use super::super::message::Message;
use super::super::press::Press;
use super::{Ground, name_of, not_read, unread, unusual};
use crate::dataverse::fault::FaultKind;
use crate::dataverse::request::Query;
use crate::dataverse::rows::{AccessMode, Role, User};
use crate::playbook::{Detector, Step, Variant};

/// What the server says for and against a user who is to be nobody else's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Speaks for it.
    pub good: Vec<Message>,
    /// Speaks against it, worst first.
    pub bad: Vec<Message>,
}

impl Ground<'_> {
    pub(super) fn user_chosen(&self) -> Finding {
        if self.memory.sync_user.is_none() {
            return match &self.memory.awaited {
                Some(name) => Finding::Todo(Message::of("evidence_awaited").text(name).time(self.read_at)),
                None => Finding::Todo(Message::of("evidence_no_sync_user")),
            };
        }
        let user = match self.facts.sync_user(self.memory) {
            Known::Not => return not_read(),
            Known::Failed(fault) if matches!(fault.kind, FaultKind::NoSuchRecord) => {
                return Finding::Attention(
                    Problem::new(ProblemKind::Missing, Message::of("attention_user_gone"))
                        .next("action_pick_another", Press::PickAnother),
                );
            }
            Known::Failed(fault) => return unread(&fault),
            Known::Is(user) => user,
        };
        match self.doubts(user).into_iter().next() {
            Some(doubt) => Finding::Attention(unusual(doubt).next("action_pick_another", Press::PickAnother)),
            None => Finding::Done(
                Message::of("evidence_sync_user").text(name_of(user)).text(&user.user_name).time(self.read_at),
            ),
        }
    }

    /// What forbids this user as the sync user, worst first.
    pub fn doubts(&self, user: &User) -> Vec<Message> {
        let name = name_of(user);
        let mut doubts = Vec::new();
        let mut doubt = |is_so: bool, key: &'static str| {
            if is_so {
                doubts.push(Message::of(key).text(&name));
            }
        };
        let application = self.variant() == Variant::ApplicationUser;
        doubt(user.disabled, "attention_user_disabled");
        doubt(user.is_application() && !application, "attention_user_application");
        doubt(!user.is_application() && application, "attention_user_no_application");
        doubts
    }

    /// What speaks for and against this user being nobody else's.
    pub fn arguments(&self, user: &User) -> Arguments {
        let name = name_of(user);
        let mut arguments = Arguments::default();
        let mut argue = |is_so: bool, bad: &'static str, good: Option<&'static str>| {
            if is_so {
                arguments.bad.push(Message::of(bad).text(&name));
            } else {
                arguments.good.extend(good.map(|key| Message::of(key).text(&name)));
            }
        };
        argue(self.caller() == Some(user.id), "attention_user_is_you", None);
        // What speaks for the user is said only where every way to a role is known.
        let (direct, through) = (self.facts.roles_of(user).ok(), self.facts.roles_through_teams(user.id).ok());
        let all_told = direct.is_some() && through.is_some();
        let mut roles: Vec<&Role> = Vec::new();
        for role in direct.into_iter().flatten().chain(through.into_iter().flatten()) {
            if !roles.iter().any(|known| known.root == role.root) {
                roles.push(role);
            }
        }
        let administrator = roles.iter().any(|role| role.is_system_administrator());
        argue(administrator, "attention_user_administrator", all_told.then_some("argument_no_administrator"));
        argue(user.setup, "attention_user_setup", None);
        argue(matches!(user.access_mode, AccessMode::Administrative), "attention_user_administrative", None);
        argue(
            matches!(user.access_mode, AccessMode::Support | AccessMode::DelegatedAdmin),
            "attention_user_support",
            None,
        );
        let root = self.root().map(|role| role.root);
        let others: Vec<&str> = roles
            .iter()
            .filter(|role| Some(role.root) != root && !role.auto_assigned)
            .map(|role| role.name.as_str())
            .collect();
        if !others.is_empty() {
            arguments.bad.push(
                Message::of("attention_user_other_roles").count(others.len()).text(&name).text(others.join(", ")),
            );
        } else if all_told {
            arguments.good.push(Message::of("argument_no_other_roles").text(&name));
        }
        for (query, bad, good) in [
            (Query::Reports(user.id), "attention_user_manages", "argument_manages_nobody"),
            (Query::OwnedQueues(user.id), "attention_user_queues", "argument_no_queues"),
        ] {
            match self.facts.number(&query) {
                Known::Is(0) => arguments.good.push(Message::of(good).text(&name)),
                Known::Is(count) => arguments.bad.push(Message::of(bad).count(*count as usize).text(&name)),
                Known::Not | Known::Failed(_) => {}
            }
        }
        arguments
    }

    pub(super) fn dedicated(&self, step: &Step) -> Finding {
        let Some(user) = self.sync_user() else { return not_read() };
        let mut bad = self.arguments(user).bad.into_iter();
        let Some(said) = self.statement(&step.id) else {
            return match bad.next() {
                Some(worst) => Finding::Attention(unusual(worst)),
                None => Finding::Todo(Message::of("evidence_not_stated_dedicated").text(name_of(user))),
            };
        };
        // Whoever said it knew of these; of what has come up since nobody has said anything.
        match bad.find(|fact| !said.against.contains(&fact.told())) {
            Some(fact) => {
                let before = Message::of("effect_stated_before").text(&said.by).time(said.at);
                Finding::Attention(unusual(fact).effect(before))
            }
            None => self.stated(step),
        }
    }

    /// What speaks against the step now, as a statement about it remembers that.
    pub fn against(&self, step: &Step) -> Vec<String> {
        match (&step.detect, self.sync_user()) {
            (Detector::Dedicated {}, Some(user)) => self.arguments(user).bad.iter().map(Message::told).collect(),
            _ => Vec::new(),
        }
    }

    /// A person without a licence. On premises `islicensed` means nothing: licences are not kept in Dynamics there.
    fn unlicensed(&self, user: &User) -> bool {
        user.licensed == Some(false) && !user.is_application() && self.variant() != Variant::OnPremises
    }

    /// The access mode to which the sync user can be set here; `None` where it fits or nothing can be done about it.
    pub fn wanted_access(&self, user: &User) -> Option<AccessMode> {
        let wrong = matches!(user.access_mode, AccessMode::Administrative | AccessMode::Read);
        (wrong && !self.unlicensed(user) && !user.is_application()).then_some(AccessMode::ReadWrite)
    }

    pub(super) fn access_fits(&self, limit: u32) -> Finding {
        let Some(user) = self.sync_user() else { return not_read() };
        let about = |key| Message::of(key).text(name_of(user));
        let count = self.facts.number(&Query::NonInteractiveUsers).ok().copied();
        match user.access_mode {
            AccessMode::NonInteractive if user.is_application() => {
                Finding::Done(about("evidence_access_application").time(self.read_at))
            }
            AccessMode::NonInteractive => match count {
                Some(count) if count > limit => {
                    Finding::Attention(unusual(Message::of("attention_too_many_non_interactive").count(count as usize)))
                }
                _ => Finding::Done(about("evidence_access_non_interactive").time(self.read_at)),
            },
            AccessMode::ReadWrite if self.unlicensed(user) => {
                Finding::Attention(unusual(about("attention_user_unlicensed")))
            }
            AccessMode::ReadWrite => Finding::Done(about("evidence_access").time(self.read_at)),
            AccessMode::Administrative | AccessMode::Read if self.wanted_access(user).is_some() => {
                Finding::Todo(about(if user.access_mode == AccessMode::Read {
                    "evidence_access_read"
                } else {
                    "evidence_access_administrative"
                }))
            }
            AccessMode::Administrative => Finding::Attention(unusual(about("attention_access_needs_licence"))),
            AccessMode::Read | AccessMode::Support | AccessMode::DelegatedAdmin => {
                Finding::Attention(unusual(about("attention_user_support")))
            }
            AccessMode::Unknown => not_read(),
        }
    }

    /// The sync user's language, with 0 read as the organisation's own; `None` where it was not read.
    pub fn language_of(&self, user: &User) -> Option<(u32, u32)> {
        let set = self.facts.settings(&Query::UserSettings(user.id)).ok()?.language?;
        let own = self.facts.organization_row().and_then(|row| row.language);
        Some((set, if set == 0 { own.unwrap_or(0) } else { set }))
    }

    /// Whether the organisation has this language; `None` where it was not read.
    pub fn has_language(&self, lcid: u32) -> Option<bool> {
        self.facts.languages(&Query::ProvisionedLanguages).ok().map(|all| all.contains(&lcid))
    }

    pub(super) fn language(&self, lcid: u32) -> Finding {
        let Some(user) = self.sync_user() else { return not_read() };
        match self.facts.settings(&Query::UserSettings(user.id)) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(_) => {}
        }
        let Some((_, speaks)) = self.language_of(user) else { return not_read() };
        let about = |key| Message::of(key).text(name_of(user));
        if speaks == lcid {
            return Finding::Done(about("evidence_language").time(self.read_at));
        }
        if user.is_application() {
            return Finding::NotApplicable(about("not_applicable_language_application"));
        }
        match self.has_language(lcid) {
            Some(false) => Finding::Blocked(Problem::new(ProblemKind::Missing, about("blocked_no_english"))),
            Some(true) => Finding::Todo(about("evidence_other_language").language(speaks).time(self.read_at)),
            None => match self.facts.languages(&Query::ProvisionedLanguages) {
                Known::Failed(fault) => unread(&fault),
                _ => not_read(),
            },
        }
    }
}
