//! The one door through which requests leave: at most as many at once as the server recommends, none while it asks us to
//! wait, and after a wait one alone first. What may not leave yet stands in line; changes to many users come behind what
//! a person waits for. Nothing leaves without a permit, of which all tabs of an organisation share a few.

use std::collections::VecDeque;

use super::effect::{Effect, EffectId};
use super::message::Moment;
use super::pace::{Allowed, LIMIT, LIMIT_OF_ONE, Pace};
use super::permits::Permits;
use super::{Lease, Open, Task};
use crate::dataverse::fault::{FaultKind, classify};
use crate::dataverse::reply::{Body, Ended, Reply};
use crate::dataverse::request::HttpRequest;

/// A write that stood in line for longer is looked at again before it leaves, in milliseconds.
const FRESH: u64 = 30_000;

/// What is under way and what stands in line.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) pace: Pace,
    pub(super) permits: Permits,
    line: VecDeque<Waiting>,
    /// The wait for the first in line.
    timer: Option<(EffectId, Moment)>,
}

/// A request that may not leave yet.
#[derive(Clone, Debug)]
struct Waiting {
    id: EffectId,
    request: Outgoing,
    since: Moment,
}

/// A request to send.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) http: HttpRequest,
    /// Requests that the server counts for it.
    pub(super) cost: usize,
    pub(super) timeout_ms: u32,
    /// It leaves only with the right to write.
    pub(super) writes: bool,
}

impl Gate {
    pub(super) fn new(seed: u32) -> Self {
        Self { pace: Pace::new(seed), permits: Permits::default(), line: VecDeque::new(), timer: None }
    }

    /// Whether something of a change to many users may leave: nothing of it does while a person's request waits.
    pub(super) fn ask(&mut self, now: Moment, cost: usize, promised: usize) -> Allowed {
        if !self.line.is_empty() {
            return Allowed::NotNow;
        }
        match self.pace.ask(now, cost, promised, self.permits.under_way(), LIMIT) {
            Allowed::Yes | Allowed::Probe if !self.permits.are_there() => {
                self.permits.want(1);
                Allowed::NotNow
            }
            allowed => allowed,
        }
    }

    /// What has been let through leaves: the only place from which anything does.
    pub(super) fn depart(&mut self, id: EffectId, request: HttpRequest, timeout_ms: u32, effects: &mut Vec<Effect>) {
        if self.permits.uses(id) {
            effects.push(Effect::Send { id, request, timeout_ms });
        }
    }

    /// Nobody waits for its answer any more: it need not leave.
    pub(super) fn forget(&mut self, id: EffectId) {
        self.line.retain(|waiting| waiting.id != id);
    }

    /// A request ended; `false` where none of this name is under way.
    pub(super) fn lands(&mut self, id: EffectId, now: Moment, ended: &Ended) -> bool {
        if !self.permits.lands(id) {
            return false;
        }
        match (asked_to_wait(ended), ended) {
            (Some(retry_after), _) => self.pace.refused(now, retry_after),
            (None, Ended::Replied(reply)) => self.pace.answered(reply.parallel),
            (None, _) => self.pace.unanswered(),
        }
        true
    }

    /// Until when the first in line waits.
    pub(super) fn waits_until(&self) -> Option<Moment> {
        self.timer.filter(|_| !self.line.is_empty()).map(|(_, until)| until)
    }
}

/// The server asked to wait, for one request or within a batch; with the seconds that it says.
fn asked_to_wait(ended: &Ended) -> Option<Option<u32>> {
    let Ended::Replied(reply) = ended else { return None };
    let of = |reply: &Reply| {
        let failed = reply.status >= 300 || matches!(&reply.body, Body::Json(json) if json.get("error").is_some());
        match failed.then(|| classify(reply).kind) {
            Some(FaultKind::Throttled { retry_after }) => Some(retry_after),
            _ => None,
        }
    };
    match &reply.body {
        Body::Batch(parts) => parts.iter().find_map(of),
        _ => of(reply),
    }
}

impl Open {
    /// Sends it as soon as it may leave.
    pub(super) fn send(&mut self, id: EffectId, request: Outgoing, effects: &mut Vec<Effect>) {
        self.gate.line.push_back(Waiting { id, request, since: self.now });
        self.let_through(effects);
    }

    /// Lets through what may leave now.
    pub(super) fn let_through(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now;
        while let Some(first) = self.gate.line.pop_front() {
            let Outgoing { cost, timeout_ms, writes, .. } = first.request;
            let stale = now.0.saturating_sub(first.since.0) > FRESH;
            if writes && (self.lease != Lease::Granted || stale) {
                self.write_again_later(effects);
                continue;
            }
            let Gate { pace, permits, line, .. } = &mut self.gate;
            match pace.ask(now, cost, 0, permits.under_way(), LIMIT_OF_ONE) {
                Allowed::Yes | Allowed::Probe if !permits.are_there() => {
                    line.push_front(first);
                    permits.want(line.len());
                    return;
                }
                Allowed::Yes => self.gate.pace.sent(now, cost),
                Allowed::Probe => self.gate.pace.probing(now, cost),
                Allowed::Wait(ms) => {
                    self.gate.line.push_front(first);
                    if self.gate.timer.is_none() {
                        let id = self.ids.effect();
                        self.gate.timer = Some((id, Moment(now.0 + u64::from(ms))));
                        effects.push(Effect::Wait { id, ms });
                    }
                    return;
                }
                Allowed::NotNow => {
                    self.gate.line.push_front(first);
                    return;
                }
            }
            self.gate.depart(first.id, first.request.http, timeout_ms, effects);
        }
    }

    /// The right to write went while it stood in line, or what was looked at before is no longer fresh.
    fn write_again_later(&mut self, effects: &mut Vec<Effect>) {
        self.run_id = None;
        let (now, granted) = (self.now, self.lease == Lease::Granted);
        if let Task::Running(run) = &mut self.task {
            let mut steps = run.unsent(now);
            if granted {
                steps.extend(run.go_on());
            }
            self.perform(steps, effects);
        }
        if !granted {
            self.ask_lease(1, effects);
        }
    }

    /// The wait for the first in line is over.
    pub(super) fn gate_waited(&mut self, id: EffectId) {
        self.gate.timer = self.gate.timer.filter(|(timer, _)| *timer != id);
    }
}
