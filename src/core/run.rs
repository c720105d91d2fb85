//! The making of confirmed changes, one after another: look, note, write, read back.
//!
//! ```text
//! Checking ─▶ Noting ─▶ Writing ─▶ ReadingBack ─▶ (next change) Checking …
//!    │ already right      │ refused: read back all the same        │ Done only here, by what the server says
//!    └──────────────▶ next change
//! ```
//!
//! A lost answer is neither success nor failure: it is read. Until it could be read the change is *unknown*.

use super::finding::{Problem, ProblemKind};
use super::journal::{Entry, EntryId, Stage};
use super::message::{Message, Moment};
use super::plan::{Change, Confirmed, Person};
use super::press::Press;
use super::problem;
use super::survey::{Pause, pause};
use crate::dataverse::decode;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::id::UserId;
use crate::dataverse::reply::Ended;
use crate::dataverse::request::{Query, Write};
use crate::dataverse::rows::{Answer, Team, User};

/// Times that one request of a run is sent again after a wait, at most.
const WAITS: u32 = 4;

/// A run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Who confirmed it; another session ends it.
    by: Person,
    changes: Vec<Confirmed>,
    /// How each change ended, in order.
    ended: Vec<Ending>,
    stage: RunStage,
    /// Entries that this run has stored.
    entries: Vec<EntryId>,
    /// The person asked to stop.
    pub stopping: bool,
    waits: u32,
    /// A wait under way.
    pub pausing: Option<Pause>,
}

/// Where the current change stands.
#[derive(Clone, Debug)]
enum RunStage {
    /// What is so now is being read.
    Checking,
    /// The journal's entry is being stored.
    Noting(Entry),
    /// The request is under way.
    Writing(Entry),
    /// What is so afterwards is being read; holds what the request itself was answered.
    ReadingBack(Entry, Option<Box<Fault>>),
    /// A wait, then the request of the stage inside again.
    Pausing(Box<RunStage>),
    /// Everything has ended.
    Over,
}

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Read back from the server.
    Proved,
    /// It was right already; nothing was written.
    AlreadyRight,
    /// It did not happen.
    Failed(Problem),
    /// Nobody knows: the answer was lost, and it cannot be read now.
    Unknown(Problem),
    /// It was not begun.
    NotBegun,
}

/// What the run needs next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Send these reads as one batch, then [`Run::ended`].
    Read(Vec<Query>),
    /// Store this entry, then [`Run::stored`].
    Store(Entry),
    /// Send this write, then [`Run::ended`].
    Write(Write),
    /// Wait, then [`Run::waited`].
    Wait(u32),
    /// Store this entry's end; go on without waiting for it.
    Close(Entry),
    /// It is over.
    Over,
}

/// What a batch of a run said about the change at hand.
struct Seen {
    caller: UserId,
    user: User,
    teams: Vec<Team>,
}

impl Run {
    /// A run over confirmed changes.
    pub fn begin(by: Person, changes: Vec<Confirmed>) -> (Self, Vec<Step>) {
        let mut run = Self {
            by,
            changes,
            ended: Vec::new(),
            stage: RunStage::Checking,
            entries: Vec::new(),
            stopping: false,
            waits: 0,
            pausing: None,
        };
        let first = run.look();
        (run, first)
    }

    /// The changes with how they ended; those that have not ended yet come last.
    pub fn lines(&self) -> impl Iterator<Item = (&Change, Option<&Ending>)> {
        self.changes.iter().enumerate().map(|(at, change)| (change.change(), self.ended.get(at)))
    }

    /// Changes that have ended.
    pub fn done(&self) -> usize {
        self.ended.len()
    }

    /// All changes.
    pub fn total(&self) -> usize {
        self.changes.len()
    }

    /// Entries that this run has stored.
    pub fn entries(&self) -> &[EntryId] {
        &self.entries
    }

    fn current(&self) -> Option<&Confirmed> {
        self.changes.get(self.ended.len())
    }

    fn queries(&self) -> Vec<Query> {
        match self.current() {
            Some(confirmed) => {
                let user = confirmed.change().user().id;
                vec![Query::WhoAmI, Query::User(user), Query::UserTeams(user)]
            }
            None => Vec::new(),
        }
    }

    fn look(&mut self) -> Vec<Step> {
        self.waits = 0;
        if self.current().is_none() || self.stopping {
            return self.close_rest();
        }
        self.stage = RunStage::Checking;
        vec![Step::Read(self.queries())]
    }

    fn close_rest(&mut self) -> Vec<Step> {
        while self.ended.len() < self.changes.len() {
            self.ended.push(Ending::NotBegun);
        }
        self.stage = RunStage::Over;
        vec![Step::Over]
    }

    fn end(&mut self, ending: Ending) -> Vec<Step> {
        let all = matches!(&ending, Ending::Failed(p) | Ending::Unknown(p) if ends_run(p));
        self.ended.push(ending);
        if all { self.close_rest() } else { self.look() }
    }

    fn end_entry(&mut self, mut entry: Entry, stage: Stage, ending: Ending) -> Vec<Step> {
        entry.stage = stage;
        let mut steps = vec![Step::Close(entry)];
        steps.extend(self.end(ending));
        steps
    }

    /// A request of this run ended.
    pub fn ended(&mut self, now: Moment, entry_id: EntryId, ended: &Ended) -> Vec<Step> {
        match self.stage {
            RunStage::Writing(_) => self.written(now, ended),
            _ => self.read(now, entry_id, ended),
        }
    }

    /// The right to write was lost before this write left: its entry ends, and nothing goes on before [`Run::go_on`].
    pub fn unsent(&mut self, now: Moment) -> Vec<Step> {
        match std::mem::replace(&mut self.stage, RunStage::Checking) {
            RunStage::Writing(mut entry) => {
                entry.stage = Stage::NotDone(now);
                vec![Step::Close(entry)]
            }
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }

    /// Looks at the current change again, or closes the rest where the person asked to stop.
    pub fn go_on(&mut self) -> Vec<Step> {
        self.look()
    }

    fn read(&mut self, now: Moment, entry_id: EntryId, ended: &Ended) -> Vec<Step> {
        match std::mem::replace(&mut self.stage, RunStage::Over) {
            RunStage::Checking => self.checked(now, entry_id, ended),
            RunStage::ReadingBack(entry, fault) => self.read_back(now, entry, fault, ended),
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }

    fn checked(&mut self, now: Moment, id: EntryId, ended: &Ended) -> Vec<Step> {
        let seen = match self.seen(ended) {
            Ok(seen) => seen,
            Err(fault) => {
                return self.retry(now, RunStage::Checking, fault, |run, fault| {
                    let problem = problem::reading(&fault).effect(Message::of("effect_not_sent"));
                    run.end(Ending::Failed(problem))
                });
            }
        };
        if seen.caller != self.by.id {
            return self.end(Ending::Failed(problem::another_session()));
        }
        let Some(confirmed) = self.current().cloned() else { return self.close_rest() };
        let change = confirmed.change();
        if holds(&seen.user, change) == change.holds_after() {
            return self.end(Ending::AlreadyRight);
        }
        if let Some(problem) = moved(&seen, &confirmed) {
            return self.end(Ending::Failed(problem));
        }
        let entry = Entry {
            schema: super::journal::SCHEMA,
            id,
            change: change.clone(),
            confirmed_at: confirmed.at(),
            by: self.by.clone(),
            stage: Stage::Begun,
            undoes: confirmed.undoes().cloned(),
        };
        self.entries.push(entry.id.clone());
        self.stage = RunStage::Noting(entry.clone());
        vec![Step::Store(entry)]
    }

    /// The entry was stored, or could not be: without it nothing is written.
    pub fn stored(&mut self, ok: bool) -> Vec<Step> {
        match std::mem::replace(&mut self.stage, RunStage::Over) {
            RunStage::Noting(entry) if ok => {
                let write = entry.change.write();
                self.stage = RunStage::Writing(entry);
                vec![Step::Write(write)]
            }
            RunStage::Noting(_) => self.end(Ending::Failed(
                Problem::new(ProblemKind::Storage, Message::of("problem_storage"))
                    .effect(Message::of("effect_not_sent"))
                    .next("action_recheck", Press::Recheck),
            )),
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }

    /// The write ended. Whatever it was answered, the truth is read.
    fn written(&mut self, now: Moment, ended: &Ended) -> Vec<Step> {
        match std::mem::replace(&mut self.stage, RunStage::Over) {
            RunStage::Writing(entry) => match decode::written(&entry.change.write(), ended) {
                Ok(()) => self.back(entry, None),
                Err(fault) if matches!(fault.kind, FaultKind::SignedOut) => {
                    let problem = problem::of(&fault).effect(Message::of("effect_not_changed"));
                    self.end_entry(entry, Stage::NotDone(now), Ending::Failed(problem))
                }
                // Sent again only after looking once more: the wait may have let somebody else, or this very request, in.
                Err(fault) if matches!(fault.kind, FaultKind::Throttled { .. }) && self.waits < WAITS => {
                    self.wait(now, RunStage::ReadingBack(entry, Some(Box::new(fault.clone()))), &fault)
                }
                Err(fault) => self.back(entry, Some(Box::new(fault))),
            },
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }

    fn back(&mut self, entry: Entry, fault: Option<Box<Fault>>) -> Vec<Step> {
        self.stage = RunStage::ReadingBack(entry, fault);
        vec![Step::Read(self.queries())]
    }

    fn read_back(&mut self, now: Moment, entry: Entry, fault: Option<Box<Fault>>, ended: &Ended) -> Vec<Step> {
        let seen = match self.seen(ended) {
            Ok(seen) => seen,
            Err(unread) => {
                let stage = RunStage::ReadingBack(entry.clone(), fault);
                return self.retry(now, stage, unread, move |run, unread| {
                    let problem = problem::reading(&unread).effect(Message::of("effect_unknown"));
                    run.end_entry(entry, Stage::Unknown, Ending::Unknown(problem))
                });
            }
        };
        if holds(&seen.user, &entry.change) == entry.change.holds_after() {
            // Somebody else was first: it is right, but it is not ours to take back.
            let theirs = fault.as_ref().is_some_and(|fault| matches!(fault.kind, FaultKind::AlreadyThere));
            return if theirs {
                self.end_entry(entry, Stage::FoundDone(now), Ending::AlreadyRight)
            } else {
                self.end_entry(entry, Stage::Proved(now), Ending::Proved)
            };
        }
        match fault {
            Some(fault) if matches!(fault.kind, FaultKind::Throttled { .. }) && self.waits < WAITS => {
                if seen.caller != self.by.id {
                    return self.end_entry(entry, Stage::NotDone(now), Ending::Failed(problem::another_session()));
                }
                let write = entry.change.write();
                self.stage = RunStage::Writing(entry);
                vec![Step::Write(write)]
            }
            Some(fault) => {
                let problem = problem::of(&fault).effect(Message::of("effect_not_changed"));
                let problem = match problem.next {
                    Some(_) => problem,
                    None => problem.next("action_recheck", Press::Recheck),
                };
                self.end_entry(entry, Stage::NotDone(now), Ending::Failed(problem))
            }
            None => {
                let problem = Problem::new(ProblemKind::Refused, Message::of("problem_not_seen_after"))
                    .effect(Message::of("effect_unknown"))
                    .next("action_recheck", Press::Recheck);
                self.end_entry(entry, Stage::NotDone(now), Ending::Failed(problem))
            }
        }
    }

    fn seen(&self, ended: &Ended) -> Result<Seen, Fault> {
        let parts = decode::batch_answers(&self.queries(), ended)?;
        let mut parts = parts.into_iter();
        let (who, user, teams) = (parts.next(), parts.next(), parts.next());
        match (who.transpose()?, user.transpose()?, teams.transpose()?) {
            (Some(Answer::Identity(who)), Some(Answer::User(user)), Some(Answer::Teams(teams))) => {
                Ok(Seen { caller: who.user, user, teams })
            }
            _ => Err(Fault::of(FaultKind::Unreadable)),
        }
    }

    fn retry(
        &mut self,
        now: Moment,
        stage: RunStage,
        fault: Fault,
        give_up: impl FnOnce(&mut Self, Fault) -> Vec<Step>,
    ) -> Vec<Step> {
        // Reads only: a gateway's hiccup, or a request to wait.
        if fault.is_transient() && self.waits < WAITS { self.wait(now, stage, &fault) } else { give_up(self, fault) }
    }

    fn wait(&mut self, now: Moment, then: RunStage, fault: &Fault) -> Vec<Step> {
        self.waits += 1;
        let retry_after = match fault.kind {
            FaultKind::Throttled { retry_after } => retry_after,
            _ => None,
        };
        let ms = pause(retry_after, self.waits);
        self.pausing = Some(Pause::after(fault, now, ms));
        self.stage = RunStage::Pausing(Box::new(then));
        vec![Step::Wait(ms)]
    }

    /// The wait is over: the read of the stage that waited is sent again.
    pub fn waited(&mut self) -> Vec<Step> {
        self.pausing = None;
        match std::mem::replace(&mut self.stage, RunStage::Over) {
            RunStage::Pausing(then) => {
                self.stage = *then;
                vec![Step::Read(self.queries())]
            }
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }
}

/// The user has the copy directly.
fn holds(user: &User, change: &Change) -> bool {
    user.roles.iter().any(|role| role.id == change.role().id)
}

/// What has changed since the review so that the confirmation no longer covers it.
fn moved(seen: &Seen, confirmed: &Confirmed) -> Option<Problem> {
    let change = confirmed.change();
    let stale = |key| {
        Problem::new(ProblemKind::Refused, Message::of(key).text(&change.user().name))
            .effect(Message::of("effect_not_sent"))
            .next("action_recheck", Press::Recheck)
    };
    match change {
        // Giving back what was taken goes to the very same copy; whether that is still allowed, the server decides.
        Change::AssignRole { .. } if confirmed.undoes().is_some() => None,
        Change::AssignRole { role, .. } if seen.user.business_unit != role.business_unit => {
            Some(stale("problem_user_moved"))
        }
        Change::AssignRole { .. } => None,
        Change::RemoveRole { role, .. } => {
            let other = seen.user.roles.iter().any(|held| held.id != role.id)
                || seen.teams.iter().any(|team| !team.roles.is_empty());
            (!other && !confirmed.accepts_no_role()).then(|| stale("problem_now_only_role"))
        }
    }
}

/// After this the other changes would fail in the same way.
fn ends_run(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Session | ProblemKind::Connection | ProblemKind::Storage)
}
