//! The making of confirmed changes, one after another: look, note, write, read back.
//!
//! ```text
//! Checking ─▶ Noting ─▶ Writing ─▶ ReadingBack ─▶ (next change) Checking …
//!    │ already right      │ refused: read back all the same        │ Done only here, by what the server says
//!    └──────────────▶ next change
//! ```
//!
//! A lost answer is neither success nor failure: it is read. Until it could be read the change is *unknown*. What the
//! server does in its own time, publishing, is followed until it ends.

use super::change::{Change, Person};
use super::finding::{Problem, ProblemKind};
use super::journal::{Entry, EntryId, Stage};
use super::message::{Message, Moment};
use super::plan::Confirmed;
use super::press::Press;
use super::problem;
use super::standing::{Look, Standing};
use super::survey::{Pause, pause};
use crate::dataverse::decode;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::id::UserId;
use crate::dataverse::reply::Ended;
use crate::dataverse::request::{Query, Write};

mod follow;

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
    /// Users that this run has made.
    created: Vec<UserId>,
    /// When it began.
    pub began: Moment,
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
    /// The server said yes, and has nothing that could prove it.
    Answered,
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
    /// Store this entry as it is now; go on without waiting for it.
    Keep(Entry),
    /// It is over.
    Over,
}

impl Run {
    /// A run over confirmed changes.
    pub fn begin(by: Person, changes: Vec<Confirmed>, now: Moment) -> (Self, Vec<Step>) {
        let mut run = Self {
            by,
            changes,
            ended: Vec::new(),
            stage: RunStage::Checking,
            entries: Vec::new(),
            created: Vec::new(),
            began: now,
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

    /// Users that this run has made.
    pub fn created(&self) -> &[UserId] {
        &self.created
    }

    fn current(&self) -> Option<&Confirmed> {
        self.changes.get(self.ended.len())
    }

    fn queries(&self) -> Vec<Query> {
        match &self.stage {
            RunStage::ReadingBack(entry, _) => entry.change.queries(entry.job),
            _ => self.current().map(|confirmed| confirmed.change().queries(None)).unwrap_or_default(),
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
        let mut steps = vec![Step::Keep(entry)];
        steps.extend(self.end(ending));
        steps
    }

    /// A request of this run ended.
    pub fn ended(&mut self, now: Moment, entry_id: EntryId, ended: &Ended) -> Vec<Step> {
        let stage = std::mem::replace(&mut self.stage, RunStage::Over);
        match stage {
            RunStage::Writing(entry) => self.written(now, entry, ended),
            RunStage::Checking => self.checked(now, entry_id, ended),
            RunStage::ReadingBack(entry, fault) => self.read_back(now, entry, fault, ended),
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }

    /// The right to write was lost before this write left: its entry ends, and nothing goes on before [`Run::go_on`].
    pub fn unsent(&mut self, now: Moment) -> Vec<Step> {
        match std::mem::replace(&mut self.stage, RunStage::Checking) {
            RunStage::Writing(mut entry) => {
                entry.stage = Stage::NotDone(now);
                vec![Step::Keep(entry)]
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

    fn seen(&self, entry: Option<&Entry>, ended: &Ended) -> Result<Look, Fault> {
        let Some(confirmed) = self.current() else { return Err(Fault::of(FaultKind::Unreadable)) };
        let job = entry.and_then(|entry| entry.job);
        // A run may have gone over to another way of asking for the same change.
        let change = entry.map_or(confirmed.change(), |entry| &entry.change);
        change.look(job, decode::batch_answers(&change.queries(job), ended)?)
    }

    fn checked(&mut self, now: Moment, id: EntryId, ended: &Ended) -> Vec<Step> {
        let look = match self.seen(None, ended) {
            Ok(look) => look,
            Err(fault) => {
                return self.retry(now, RunStage::Checking, fault, |run, fault| {
                    let problem = problem::reading(&fault).effect(Message::of("effect_not_sent"));
                    run.end(Ending::Failed(problem))
                });
            }
        };
        if look.caller != self.by.id {
            let effect = if self.entries.is_empty() { "effect_nothing_changed" } else { "effect_not_sent" };
            let problem = problem::another_session().effect(Message::of(effect));
            return self.end(Ending::Failed(problem));
        }
        let Some(confirmed) = self.current().cloned() else { return self.close_rest() };
        match look.standing {
            Standing::After => return self.end(Ending::AlreadyRight),
            Standing::Other => {
                let problem = Problem::new(ProblemKind::Refused, Message::of("problem_changed_since"))
                    .effect(Message::of("effect_not_sent"));
                return self.end(Ending::Failed(problem.next("action_recheck", Press::Recheck)));
            }
            Standing::Before | Standing::Underway | Standing::Untold => {}
        }
        if let Some(problem) = look.obstacle.filter(|_| !accepted(&confirmed)) {
            return self.end(Ending::Failed(problem));
        }
        let entry = Entry {
            schema: super::journal::SCHEMA,
            id,
            change: confirmed.change().clone(),
            confirmed_at: confirmed.at(),
            by: self.by.clone(),
            stage: Stage::Begun,
            undoes: confirmed.undoes().cloned(),
            job: None,
            modified: look.modified,
        };
        self.entries.push(entry.id.clone());
        self.stage = RunStage::Noting(entry.clone());
        vec![Step::Store(entry)]
    }

    /// The entry was stored, or could not be: without it nothing is written.
    pub fn stored(&mut self, ok: bool) -> Vec<Step> {
        match std::mem::replace(&mut self.stage, RunStage::Over) {
            RunStage::Noting(entry) if ok => self.write(entry),
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

    fn write(&mut self, entry: Entry) -> Vec<Step> {
        let write = entry.change.write();
        self.stage = RunStage::Writing(entry);
        vec![Step::Write(write)]
    }

    /// The write ended. Whatever it was answered, the truth is read.
    fn written(&mut self, now: Moment, mut entry: Entry, ended: &Ended) -> Vec<Step> {
        match decode::written(&entry.change.write(), ended) {
            Ok(()) => {
                entry.job = decode::job(ended);
                let kept = entry.job.is_some().then(|| Step::Keep(entry.clone()));
                let mut steps: Vec<Step> = kept.into_iter().collect();
                steps.extend(self.back(entry, None));
                steps
            }
            // Nothing can be read any more, and the sign-in may have come from something behind the server's back.
            Err(fault) if matches!(fault.kind, FaultKind::SignedOut) => {
                let problem = problem::of(&fault).effect(Message::of("effect_unknown"));
                self.end_entry(entry, Stage::Unknown, Ending::Unknown(problem))
            }
            Err(fault) if matches!(fault.kind, FaultKind::UnknownPath) && follow::in_one_request(&mut entry) => {
                self.write(entry)
            }
            // Sent again only after looking once more: the wait may have let somebody else, or this very request, in.
            Err(fault) if follow::is_asked_to_wait(&fault) && self.waits < follow::waits(&fault) => {
                self.wait(now, RunStage::ReadingBack(entry, Some(Box::new(fault.clone()))), &fault)
            }
            Err(fault) => {
                let mut steps = Vec::new();
                // Stored at once: should the tab be closed now, what is found later is known not to be ours.
                if follow::is_refused(&fault) {
                    entry.stage = Stage::Refused;
                    steps.push(Step::Keep(entry.clone()));
                }
                steps.extend(self.back(entry, Some(Box::new(fault))));
                steps
            }
        }
    }

    fn back(&mut self, entry: Entry, fault: Option<Box<Fault>>) -> Vec<Step> {
        let queries = entry.change.queries(entry.job);
        self.stage = RunStage::ReadingBack(entry, fault);
        vec![Step::Read(queries)]
    }

    fn read_back(&mut self, now: Moment, entry: Entry, fault: Option<Box<Fault>>, ended: &Ended) -> Vec<Step> {
        let look = match self.seen(Some(&entry), ended) {
            Ok(look) => look,
            Err(unread) => {
                let stage = RunStage::ReadingBack(entry.clone(), fault);
                return self.retry(now, stage, unread, move |run, unread| {
                    let problem = problem::reading(&unread).effect(Message::of("effect_unknown"));
                    let stage = if entry.stage == Stage::Refused { Stage::Refused } else { Stage::Unknown };
                    run.end_entry(entry, stage, Ending::Unknown(problem))
                });
            }
        };
        match look.standing {
            Standing::After => {
                self.created.extend(look.created);
                // Our write was refused, so somebody else was first: it is right, but it is not ours to take back.
                if fault.is_some_and(|fault| !fault.is_lost()) {
                    self.end_entry(entry, Stage::FoundDone(now), Ending::AlreadyRight)
                } else {
                    self.end_entry(entry, Stage::Proved(now), Ending::Proved)
                }
            }
            Standing::Underway => self.follow(now, follow::LOOKS, entry, fault),
            Standing::Untold if fault.is_none() => self.end_entry(entry, Stage::Answered(now), Ending::Answered),
            standing @ (Standing::Before | Standing::Other | Standing::Untold) => {
                self.not_seen(now, look.caller, standing, entry, fault)
            }
        }
    }

    /// It is not as it should be, whatever the write itself was answered.
    fn not_seen(
        &mut self,
        now: Moment,
        caller: UserId,
        standing: Standing,
        entry: Entry,
        fault: Option<Box<Fault>>,
    ) -> Vec<Step> {
        match fault {
            Some(fault)
                if self.waits < follow::waits(&fault) && follow::may_be_sent_again(&entry.change, standing, &fault) =>
            {
                if caller != self.by.id {
                    let problem = problem::another_session().effect(Message::of("effect_not_changed"));
                    return self.end_entry(entry, Stage::NotDone(now), Ending::Failed(problem));
                }
                self.write(entry)
            }
            Some(fault) if follow::outlives_its_answer(&entry.change, &fault) => {
                self.follow(now, follow::LOOKS_AFTER_LOSS, entry, Some(fault))
            }
            Some(fault) => {
                let problem = problem::of(&fault).effect(Message::of("effect_not_changed"));
                let problem = match problem.next {
                    Some(_) => problem,
                    None => problem.next("action_recheck", Press::Recheck),
                };
                // What was lost may be on its way still: a later survey tells.
                let stage = if follow::may_come_yet(&fault) { Stage::Unknown } else { Stage::NotDone(now) };
                self.end_entry(entry, stage, Ending::Failed(problem))
            }
            None => {
                let problem = Problem::new(ProblemKind::Refused, Message::of("problem_not_seen_after"))
                    .effect(Message::of("effect_unknown"))
                    .next("action_recheck", Press::Recheck);
                self.end_entry(entry, Stage::NotDone(now), Ending::Failed(problem))
            }
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
        let ms = match fault.kind {
            // As long as the server wants nothing sent, nothing is let through.
            FaultKind::Throttled { .. } => {
                self.stage = then;
                return vec![Step::Read(self.queries())];
            }
            FaultKind::CustomizationLock => follow::lock_pause(self.waits),
            _ => pause(None, self.waits),
        };
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

/// The person was told of what would otherwise forbid the change.
fn accepted(confirmed: &Confirmed) -> bool {
    match confirmed.change() {
        // Giving back what was taken goes to the very same copy; whether that is still allowed, the server decides.
        Change::AssignRole { .. } => confirmed.undoes().is_some(),
        Change::RemoveRole { .. } => confirmed.accepts_no_role(),
        _ => false,
    }
}

/// After this the other changes would fail in the same way.
fn ends_run(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Session | ProblemKind::Connection | ProblemKind::Storage)
}
