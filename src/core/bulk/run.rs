//! All chunks of a confirmed change at work: several at once, none begun before the pace allows its whole cost, each
//! finished before another one begins. What comes of a chunk does not depend on the order of answers.

use super::plan::ConfirmedBulk;
use super::record::{Act, Chunk, Course, Failure, Head, Stage};
use super::work::{Frame, Phase, Trouble, Work, is_throttle};
use crate::core::effect::EffectId;
use crate::core::finding::{Problem, ProblemKind};
use crate::core::gate::Gate;
use crate::core::message::{Message, Moment};
use crate::core::pace::{Allowed, LIMIT, Pace};
use crate::core::problem;
use crate::core::survey::pause;
use crate::dataverse::decode;
use crate::dataverse::reply::Ended;
use crate::dataverse::request::{Query, Write};

/// Chunks at work at once.
const AT_WORK: usize = 6;
/// Requests of one chunk that may fail in a row for a passing reason before the person is asked.
const STUMBLES: u32 = 4;
/// No wait is longer, so that what is shown stays true, in milliseconds.
const LONGEST_WAIT: u32 = 5_000;

/// What the person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    Go,
    /// Finish the chunks at work, begin none.
    Pause,
    /// The same, and then end.
    Stop,
}

/// Something of the run that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A record is stored before anything is written.
    Plan,
    /// The light request after a refusal.
    Probe,
    /// What a chunk waits for.
    Chunk(usize),
}

/// What the run needs next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Send these reads as one batch.
    Read(usize, Vec<Query>),
    /// Send these writes as one batch.
    Write(usize, Vec<Write>),
    /// Send one light request.
    Probe,
    /// Store this.
    Store(usize, Chunk),
    /// Wait.
    Wait(u32),
    /// Ask for the right to write.
    AskLease,
}

/// What has come of it so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Changed by us.
    pub changed: usize,
    /// Right already.
    pub already: usize,
    /// Not changed.
    pub failed: usize,
}

impl Tally {
    /// Users of whom it tells.
    pub fn done(self) -> usize {
        self.changed + self.already + self.failed
    }
}

/// A change to many users at work.
#[derive(Clone, Debug)]
pub struct Run {
    head: Head,
    works: Vec<Work>,
    flights: Vec<(EffectId, What)>,
    timer: Option<(EffectId, Moment)>,
    wish: Wish,
    /// Why it cannot go on by itself.
    halt: Option<Box<Problem>>,
    /// The right to write has been asked for.
    asked: bool,
    began: Moment,
    /// Milliseconds in which nothing could be under way.
    idle: u64,
    /// Users done when it began.
    before: usize,
    /// Tenths of the whole that were announced.
    said: usize,
}

impl Run {
    /// A run over what was confirmed; nothing leaves before all of it is stored.
    pub fn begin(confirmed: &ConfirmedBulk, now: Moment) -> Self {
        let works = confirmed.chunks().iter().cloned().map(Work::new).collect();
        let mut run = Self {
            head: confirmed.head().clone(),
            works,
            flights: Vec::new(),
            timer: None,
            wish: Wish::Go,
            halt: None,
            asked: false,
            began: now,
            idle: 0,
            before: 0,
            said: 0,
        };
        run.before = run.tally().done();
        run.said = run.tenths();
        run
    }

    /// The head as it is to be stored now.
    pub fn head(&self) -> Head {
        Head { changed: self.tally().changed as u32, ..self.head.clone() }
    }

    /// What was done is taken for settled at this moment; what may have been written and was not read stays open.
    pub fn ended_head(&self, now: Moment) -> Head {
        let open = self.works.iter().any(|work| matches!(work.chunk.stage, Stage::Begun { .. }));
        Head { course: if open { Course::Begun } else { Course::Ended(now) }, ..self.head() }
    }

    /// What is done to each user.
    pub fn act(&self) -> Act {
        self.head.act
    }

    /// What has come of it so far.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for work in &self.works {
            tally.changed += work.outcome.changed.len();
            tally.already += work.outcome.already.len();
            tally.failed += work.outcome.failed.len();
        }
        tally
    }

    /// Users who were not changed, in the order of the plan.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.works.iter().flat_map(|work| &work.outcome.failed)
    }

    /// Its chunks as they are stored.
    pub fn chunks(&self) -> Vec<Chunk> {
        self.works.iter().map(|work| work.chunk.clone()).collect()
    }

    /// What the person wants.
    pub fn wish(&self) -> Wish {
        self.wish
    }

    /// Why it does not go on.
    pub fn halt(&self) -> Option<&Problem> {
        self.halt.as_deref()
    }

    /// A person decided.
    pub fn wish_for(&mut self, wish: Wish) {
        if wish == Wish::Go {
            self.halt = None;
            self.asked = false;
            for work in &mut self.works {
                work.stumbles = 0;
                work.rest_until = Moment(0);
            }
        }
        if self.wish != Wish::Stop {
            self.wish = wish;
        }
    }

    /// It cannot go on by itself.
    pub fn halt_for(&mut self, problem: Problem) {
        if self.halt.is_none() {
            self.halt = Some(Box::new(problem));
        }
    }

    /// The right to write is there, or has to be asked for again.
    pub fn lease_changed(&mut self) {
        self.asked = false;
    }

    /// It waits for the right to write.
    pub fn wants_lease(&self) -> bool {
        self.asked
    }

    /// Nothing is under way.
    pub fn is_quiet(&self) -> bool {
        self.flights.is_empty()
    }

    /// Nothing is under way until a wait is over.
    pub fn waits_for_limit(&self, now: Moment) -> bool {
        self.is_quiet() && self.timer.is_some_and(|(_, until)| until > now)
    }

    /// Nothing more will be done.
    pub fn is_over(&self) -> bool {
        if !self.is_quiet() {
            return false;
        }
        let all = self.works.iter().all(|work| work.phase == Phase::Done);
        let at_work = self.works.iter().any(Work::is_under_way);
        all || (self.wish == Wish::Stop && (self.halt.is_some() || !at_work))
    }

    /// This effect is under way.
    pub fn sent(&mut self, id: EffectId, what: What) {
        self.flights.push((id, what));
    }

    /// A wait has begun.
    pub fn waits(&mut self, id: EffectId, now: Moment, until: Moment) {
        if self.is_quiet() {
            self.idle += until.0.saturating_sub(now.0);
        }
        self.timer = Some((id, until));
    }

    /// This effect belongs to the run.
    pub fn owns(&self, id: EffectId) -> bool {
        self.timer.is_some_and(|(timer, _)| timer == id) || self.flights.iter().any(|(flight, _)| *flight == id)
    }

    fn land(&mut self, id: EffectId) -> Option<What> {
        let at = self.flights.iter().position(|(flight, _)| *flight == id)?;
        Some(self.flights.swap_remove(at).1)
    }

    fn frame(head: &Head) -> Frame<'_> {
        Frame {
            act: head.act,
            role: head.role,
            copies: &head.copies,
            undoing: head.undoes.is_some() && head.act == Act::Give,
            by: head.by.id,
        }
    }

    /// What to do next; called again until there is nothing.
    pub(in crate::core) fn next_step(&mut self, now: Moment, gate: &mut Gate, may_write: bool) -> Option<Step> {
        if self.flights.iter().any(|(_, what)| *what == What::Plan) {
            return None;
        }
        let at_work = self.works.iter().filter(|work| work.is_under_way()).count();
        let promised: usize = self.works.iter().filter(|work| work.is_under_way()).map(Work::cost).sum();
        let mut wait: Option<Moment> = None;
        let mut closed = false;
        for at in 0..self.works.len() {
            let Some(work) = self.works.get_mut(at) else { continue };
            if work.phase == Phase::Write && work.is_stale(now) {
                work.phase = Phase::Look;
            }
            let under = work.is_under_way();
            if work.phase == Phase::Note && self.wish != Wish::Go && work.chunk.stage == Stage::Planned {
                work.phase = Phase::Look;
                continue;
            }
            match work.phase {
                Phase::Note if self.halt.is_none() => return Some(Step::Store(at, work.note())),
                Phase::Close if self.halt.is_none() => return Some(Step::Store(at, work.close(now))),
                Phase::Look if !under && (self.wish != Wish::Go || at_work >= AT_WORK) => continue,
                Phase::Look | Phase::Back if self.halt.is_none() => {}
                Phase::Write if self.halt.is_none() && may_write => {}
                Phase::Write if self.halt.is_none() && !self.asked => {
                    self.asked = true;
                    return Some(Step::AskLease);
                }
                _ => continue,
            }
            if closed {
                continue;
            }
            if work.rest_until > now {
                wait = Some(wait.map_or(work.rest_until, |known| known.min(work.rest_until)));
                continue;
            }
            // What is at work has its whole cost promised already.
            let cost = match work.phase {
                Phase::Look if under => 1,
                Phase::Look => work.cost().min(LIMIT),
                _ => 0,
            };
            match gate.ask(now, cost, promised) {
                Allowed::Yes => {
                    let queries = work.queries();
                    return Some(match work.phase {
                        Phase::Write => {
                            work.phase = Phase::Writing;
                            let writes = work.writes(self.head.act);
                            gate.pace.sent(now, writes.len());
                            Step::Write(at, writes)
                        }
                        phase => {
                            work.phase = if phase == Phase::Back { Phase::ReadingBack } else { Phase::Looking };
                            gate.pace.sent(now, queries.len());
                            Step::Read(at, queries)
                        }
                    });
                }
                Allowed::Probe => {
                    gate.pace.probing(now, 1);
                    return Some(Step::Probe);
                }
                Allowed::Wait(ms) => {
                    let until = Moment(now.0 + u64::from(ms));
                    wait = Some(wait.map_or(until, |known| known.min(until)));
                    closed = true;
                }
                Allowed::NotNow => closed = true,
            }
        }
        let until = wait?;
        if self.timer.is_some_and(|(_, at)| at <= until && at > now) {
            return None;
        }
        let ms = u32::try_from(until.0.saturating_sub(now.0)).unwrap_or(u32::MAX);
        Some(Step::Wait(ms.clamp(1, LONGEST_WAIT)))
    }

    /// A wait is over.
    pub fn waited(&mut self, id: EffectId) {
        self.timer = self.timer.filter(|(timer, _)| *timer != id);
    }

    /// Something was stored, or could not be: without it nothing is written.
    pub fn stored(&mut self, id: EffectId, ok: bool) {
        let what = self.land(id);
        if !ok {
            self.halt_for(
                Problem::new(ProblemKind::Storage, Message::of("problem_storage"))
                    .effect(Message::of("bulk_effect_halted")),
            );
        }
        let Some(What::Chunk(at)) = what else {
            if !ok {
                // Not even the plan could be kept, so nothing of it is begun.
                self.wish = Wish::Stop;
            }
            return;
        };
        let Some(work) = self.works.get_mut(at) else { return };
        work.phase = match (work.phase, ok) {
            (Phase::Noting, true) => Phase::Write,
            (Phase::Noting, false) => Phase::Look,
            (Phase::Closing, true) => Phase::Done,
            (Phase::Closing, false) => Phase::Close,
            (other, _) => other,
        };
    }

    /// A request ended.
    pub fn ended(&mut self, id: EffectId, now: Moment, ended: &Ended) {
        // What the light request was answered only the pace has to know.
        let Some(What::Chunk(at)) = self.land(id) else { return };
        let Some(work) = self.works.get_mut(at) else { return };
        let queries = work.queries();
        let taken = match work.phase {
            Phase::Looking => work.looked(now, Self::frame(&self.head), decode::batch_answers(&queries, ended)),
            Phase::Writing => {
                let writes = work.writes(self.head.act);
                work.written(decode::written_each(&writes, ended))
            }
            Phase::ReadingBack => work.read_back(Self::frame(&self.head), decode::batch_answers(&queries, ended)),
            _ => return,
        };
        match taken {
            Ok(()) => work.stumbles = 0,
            Err(Trouble::Passing(fault)) if is_throttle(&fault) => {}
            Err(Trouble::Passing(fault)) => {
                work.stumbles += 1;
                work.rest_until = Moment(now.0 + u64::from(pause(None, work.stumbles)));
                if work.stumbles > STUMBLES {
                    self.halt_for(problem::of(&fault).effect(Message::of("bulk_effect_halted")));
                }
            }
            Err(Trouble::Ends(problem)) => self.halt_for(problem.effect(Message::of("bulk_effect_halted"))),
        }
    }

    /// Tenths of the whole that are done.
    fn tenths(&self) -> usize {
        (self.tally().done() * 10).checked_div(self.head.total as usize).unwrap_or_default()
    }

    /// Another tenth is done since this was asked: worth saying.
    pub fn came_far(&mut self) -> bool {
        let tenths = self.tenths();
        std::mem::replace(&mut self.said, tenths) < tenths
    }

    /// Users a minute while something was under way, and seconds until the rest is done, as far as the limits and the
    /// speed so far tell.
    pub fn speed(&self, now: Moment, pace: &Pace) -> Option<(u64, u64)> {
        let done = self.tally().done();
        let fresh = done.saturating_sub(self.before) as u64;
        let took = now.0.saturating_sub(self.began.0 + self.idle);
        let left = (self.head.total as usize).saturating_sub(done);
        let per_minute = (fresh * 60_000).checked_div(took).filter(|rate| *rate > 0)?;
        let by_rate = left as u64 * 60 / per_minute;
        // Each chunk of fifty takes four requests besides its writes.
        let by_limit = pace.clone().least(now, left + left / 12) / 1_000;
        Some((per_minute, by_limit + by_rate))
    }
}
