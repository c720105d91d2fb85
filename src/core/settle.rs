//! What a survey says about what was done and found before: entries without an end, and steps that have changed.

use super::change::Change;
use super::effect::{Effect, Record};
use super::facts::{Facts, Known};
use super::journal::{EntryId, Stage, is_open};
use super::memory::StepSeen;
use super::present::state_word;
use super::{Open, Task};
use crate::dataverse::request::Query;
use crate::dataverse::rows::Role;
use crate::playbook::Playbook;

/// An entry without an end this old belongs to a tab that is gone; a younger one may still be under way elsewhere.
const ABANDONED: u64 = 120_000;
/// No run stays with one change that long: its tab is gone for good, and has left nothing that could still arrive.
const FORGOTTEN: u64 = 3_600_000;

impl Open {
    /// Entries without an end say now what the server says. What has become so is told at once, and can be taken back;
    /// what has not may be on its way until its tab is gone. The end is stored where that tab has no more to say: what
    /// somebody does much later must not pass for ours.
    pub(super) fn settle_abandoned(&mut self, effects: &mut Vec<Effect>) {
        let Some(read) = &self.read else { return };
        // Only what had become so was ever taken back.
        let taken: Vec<EntryId> = self.journal.iter().filter_map(|entry| entry.undoes.clone()).collect();
        // The latest first: what a later try has made, an earlier one has not.
        let mut tried: Vec<Change> = Vec::new();
        for entry in self.journal.iter_mut().rev() {
            let again = tried.contains(&entry.change);
            tried.push(entry.change.clone());
            if !is_open(entry.stage) {
                continue;
            }
            let age = self.now.0.saturating_sub(entry.confirmed_at.0);
            let job = entry.job.and_then(|job| read.facts.job(&Query::Job(job)).ok());
            let made = match job {
                Some(job) => job.finished.then_some(job.succeeded),
                None if taken.contains(&entry.id) => Some(true),
                None => entry.change.made(&read.facts),
            };
            let stage = match (made, entry.stage) {
                (Some(true), Stage::Refused) => Stage::FoundDone(read.at),
                // A job bears the name that the answer gave it.
                (Some(true), _) if job.is_some() => Stage::Proved(read.at),
                (Some(true), _) if !again && read.at > entry.confirmed_at => Stage::Appeared(read.at),
                (Some(_), _) if age >= ABANDONED => Stage::NotDone(read.at),
                (Some(_) | None, _) => continue,
            };
            let over = match (entry.stage, stage) {
                (Stage::Begun, Stage::NotDone(_)) => age >= FORGOTTEN,
                (Stage::Begun, _) => age >= ABANDONED,
                _ => true,
            };
            entry.stage = stage;
            if over {
                effects.push(Effect::Save {
                    id: self.ids.effect(),
                    organization: self.client_url.clone(),
                    record: Record::Journal(Box::new(entry.clone())),
                });
            }
        }
    }

    /// Notes each step's state, and keeps what it was before, so that what others have changed is seen. What changed
    /// by a run of this very tab is no news.
    pub(super) fn note_states(&mut self, playbook: &Playbook) {
        let Some(ground) = self.ground(playbook) else { return };
        let states = ground
            .steps()
            .map(|step| StepSeen { step: step.id.clone(), state: state_word(&ground.finding(step)) })
            .collect();
        let named = ground.facts.organization().ok().map(|known| (known.name.clone(), known.kind));
        if let Some((name, kind)) = named {
            self.memory.name = Some(name);
            self.memory.kind = Some(kind);
        }
        let before = std::mem::replace(&mut self.memory.last, states);
        let before_at = self.memory.last_at.replace(self.now);
        self.drift = before_at.filter(|_| matches!(self.task, Task::Checklist)).map(|at| (at, before));
    }
}

impl Change {
    /// Whether the facts show it made; `None` where they do not tell.
    fn made(&self, facts: &Facts) -> Option<bool> {
        match self {
            Self::AssignRole { user, role } | Self::RemoveRole { user, role } => {
                let is_it = |held: &Role| held.id == role.id;
                let holds = match facts.roles(&Query::UserRoles(user.id)) {
                    Known::Is(roles) => roles.iter().any(is_it),
                    _ => {
                        let page = facts.users(&Query::RoleHolders(role.root)).ok()?;
                        match page.rows.iter().find(|row| row.id == user.id) {
                            Some(row) => facts.roles_of(row).ok()?.iter().any(is_it),
                            None if page.next.is_some() => return None,
                            None => false,
                        }
                    }
                };
                Some(holds == matches!(self, Self::AssignRole { .. }))
            }
            Self::SetLanguage { user, after, .. } => {
                Some(facts.settings(&Query::UserSettings(user.id)).ok()?.language == Some(*after))
            }
            Self::SetAccessMode { user, after, .. } => {
                Some(facts.user(&Query::User(user.id)).ok()?.access_mode == *after)
            }
            Self::SetLookup { place, after, .. } => {
                let rows = facts.config_rows(&Query::ConfigRows { table: Box::new(place.table.clone()) }).ok()?;
                let row = rows.iter().find(|row| row.id == place.record)?;
                Some(row.user.as_ref().map(|(id, _)| *id) == after.as_ref().map(|person| person.id))
            }
            Self::SetStep { step, enabled, .. } => facts.any_step(*step).map(|row| row.enabled == *enabled),
            Self::CreateColumn { table, .. } => {
                Some(facts.filter_table(&Query::FilterColumn { table: table.clone() }).ok()?.column.is_some())
            }
            // What is published or created is told by the answer to its own question, not by a survey.
            Self::Publish { .. } | Self::CreateApplicationUser { .. } | Self::CreateUser { .. } => None,
        }
    }
}
