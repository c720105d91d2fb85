//! The configuration record: found, naming the sync user, published.

use super::super::change::{Change, Publishing};
use super::super::facts::{Discovery, Known};
use super::super::finding::{Finding, Problem, ProblemKind};
use super::super::journal::{SKEW, Stage};
use super::super::message::{Message, Moment};
use super::super::press::Press;
use super::super::standing::newest_after;
use super::{Ground, name_of, not_read, unread, unusual};
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::request::Query;

impl Ground<'_> {
    pub(super) fn config_found(&self) -> Finding {
        let wanted = &self.playbook.config;
        let spot = match self.facts.config(self.playbook, self.memory) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(Discovery::None) => {
                let what = Message::of("blocked_no_config").text(&wanted.table);
                return Finding::Blocked(Problem::new(ProblemKind::Missing, what));
            }
            Known::Is(Discovery::Several(spots)) => {
                return Finding::Todo(
                    Message::of("evidence_config_candidates").count(spots.len()).text(&wanted.table).time(self.read_at),
                );
            }
            Known::Is(Discovery::One(spot)) => spot,
        };
        let rows = match self.facts.config_rows(&spot.rows()) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(rows) => rows,
        };
        let about = |key| Message::of(key).text(spot.table_name());
        match rows.as_slice() {
            [row] if row.name == wanted.record => {
                Finding::Done(about("evidence_config").text(&row.name).text(spot.lookup_name()).time(self.read_at))
            }
            [row] => Finding::Attention(unusual(about("attention_config_name").text(&row.name).text(&wanted.record))),
            [] => Finding::Blocked(Problem::new(ProblemKind::Missing, about("blocked_config_empty"))),
            several => Finding::Blocked(Problem::new(
                ProblemKind::Unusual,
                Message::of("blocked_config_several").count(several.len()).text(spot.table_name()),
            )),
        }
    }

    pub(super) fn lookup_set(&self) -> Finding {
        let record = match self.facts.config_record(self.playbook, self.memory) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(record) => record,
        };
        let Some(user) = self.sync_user() else { return not_read() };
        let about = |key| Message::of(key).text(record.spot.lookup_name());
        match &record.row.user {
            Some((id, _)) if *id == user.id => {
                Finding::Done(about("evidence_lookup").text(name_of(user)).time(self.read_at))
            }
            Some((_, name)) => Finding::Todo(about("evidence_lookup_other").text(name).time(self.read_at)),
            None => Finding::Todo(about("evidence_lookup_empty").time(self.read_at)),
        }
    }

    pub(super) fn published(&self) -> Finding {
        let modified = match self.facts.config_record(self.playbook, self.memory) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(record) => record.row.modified,
        };
        let customised = self.customised_here();
        if let Known::Is(published) = self.facts.publications(&Query::Publications) {
            match newest_after(published, modified.max(customised.map(|at| at.saturating_sub(SKEW)))) {
                Some(one) if one.succeeded == Some(true) => {
                    let at = Moment(one.ended.unwrap_or(one.started));
                    return Finding::Done(Message::of("evidence_published").time(at).time(self.read_at));
                }
                Some(one) => {
                    return Finding::Todo(Message::of("evidence_publishing").time(Moment(one.started)));
                }
                None if customised.is_none() => return self.published_here(modified, true),
                None => {}
            }
        }
        if customised.is_some() {
            return Finding::Todo(Message::of("evidence_not_published").time(self.read_at));
        }
        self.published_here(modified, false)
    }

    /// When something that counts only once it is published was last changed from here, in milliseconds of our clock;
    /// nothing where a publishing from here came after it, whatever became of that.
    pub fn customised_here(&self) -> Option<u64> {
        let last = self.journal.iter().rev().find_map(|entry| match (&entry.change, entry.stage) {
            (Change::Publish { .. }, stage) if !matches!(stage, Stage::NotDone(_) | Stage::Refused) => Some(None),
            (change, Stage::Proved(at) | Stage::Appeared(at)) if change.customises() => Some(Some(at.0)),
            _ => None,
        });
        last.flatten()
    }

    /// What was done here counts where the server's history does not tell: a finished job proves, an answer is a
    /// statement. A history that has nothing of it after a while says that it never began.
    fn published_here(&self, modified: Option<u64>, history: bool) -> Finding {
        let ours = self.journal.iter().rev().filter(|entry| matches!(entry.change, Change::Publish { .. }));
        for entry in ours.filter(|entry| modified.is_none_or(|modified| entry.follows(modified))) {
            if let Some(Known::Is(job)) = entry.job.map(|job| self.facts.job(&Query::Job(job))) {
                return match (job.finished, job.succeeded) {
                    (true, true) => Finding::Done(Message::of("evidence_job").time(entry.confirmed_at)),
                    (true, false) => Finding::Todo(Message::of("evidence_job_failed").text(&job.message)),
                    (false, _) => Finding::Todo(Message::of("evidence_publishing").time(entry.confirmed_at)),
                };
            }
            match entry.stage {
                Stage::Proved(at) | Stage::FoundDone(at) => {
                    return Finding::Done(Message::of("evidence_job").time(at));
                }
                Stage::Answered(at) => {
                    let what = Message::of("evidence_answered");
                    return Finding::Stated { what, by: entry.by.name.clone(), at };
                }
                Stage::Unknown | Stage::Begun | Stage::Appeared(_)
                    if history && self.read_at.0 > entry.confirmed_at.0 + NOT_BEGUN => {}
                Stage::Unknown | Stage::Begun | Stage::Appeared(_) => {
                    let what = Message::of("unknown_published").time(entry.confirmed_at);
                    return Finding::Unknown(
                        Problem::new(ProblemKind::Unknown, what).next("action_recheck", Press::Recheck),
                    );
                }
                Stage::NotDone(_) | Stage::Refused => {}
            }
        }
        Finding::Todo(Message::of("evidence_not_published").time(self.read_at))
    }

    /// How this server is asked to publish.
    pub fn publishing(&self) -> Publishing {
        let told: Option<Fault> = match self.facts.publications(&Query::Publications) {
            Known::Failed(fault) => Some(fault),
            Known::Not | Known::Is(_) => None,
        };
        let unknown = told.is_some_and(|fault| matches!(fault.kind, FaultKind::UnknownPath));
        if self.facts.online() == Some(false) || unknown { Publishing::Request } else { Publishing::Job }
    }
}

/// A publishing that the history does not hold after so many milliseconds has not begun.
const NOT_BEGUN: u64 = 120_000;
