//! What the server does in its own time, and what it asks us to wait for.

use super::super::change::{Change, Publishing};
use super::super::finding::{Problem, ProblemKind};
use super::super::journal::{Entry, Stage};
use super::super::message::{Message, Moment};
use super::super::press::Press;
use super::super::survey::Pause;
use super::{Ending, Run, RunStage, Step, WAITS};
use crate::dataverse::fault::{Fault, FaultKind};

/// Between two looks at something that takes minutes, in milliseconds.
const LOOK_EVERY: u32 = 5_000;
/// Looks at one change, at most: half an hour, for large organisations publish that long (dataverse §5.4).
const LOOKS: u32 = 360;
/// Looks after a lost answer where nothing says that the server began, at most.
const LOOKS_AFTER_LOSS: u32 = 6;
/// Tries while another import or publishing holds the lock, at most (dataverse §5.4).
const LOCK_TRIES: u32 = 8;

/// The server refused for now, and did nothing.
pub(super) fn is_asked_to_wait(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Throttled { .. } | FaultKind::CustomizationLock)
}

/// How often it is tried again.
pub(super) fn waits(fault: &Fault) -> u32 {
    if matches!(fault.kind, FaultKind::CustomizationLock) { LOCK_TRIES } else { WAITS }
}

/// Nobody knows whether the request is still on its way, or being carried out behind a gateway that gave it up.
pub(super) fn may_come_yet(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::NoAnswer | FaultKind::TimedOut | FaultKind::Unavailable)
}

/// Publishing may go on after its request was given up by a gateway (dataverse §5.4).
pub(super) fn outlives_its_answer(change: &Change, fault: &Fault) -> bool {
    fault.is_lost() && matches!(change, Change::Publish { .. })
}

/// A server that cannot publish as a job is asked to do it in one request: the same change, confirmed as such.
pub(super) fn in_one_request(entry: &mut Entry) -> bool {
    match &mut entry.change {
        Change::Publish { how, .. } if *how == Publishing::Job => {
            *how = Publishing::Request;
            true
        }
        _ => false,
    }
}

impl Run {
    /// Looks again in a while.
    pub(super) fn follow(&mut self, now: Moment, entry: Entry, fault: Option<Box<Fault>>) -> Vec<Step> {
        let limit = if fault.is_some() { LOOKS_AFTER_LOSS } else { LOOKS };
        if self.waits >= limit || self.stopping {
            let problem = Problem::new(ProblemKind::Unknown, Message::of("problem_still_publishing"))
                .effect(Message::of("effect_safe_to_repeat"))
                .next("action_recheck", Press::Recheck);
            return self.end_entry(entry, Stage::Unknown, Ending::Unknown(problem));
        }
        self.waits += 1;
        self.pausing = Some(Pause::Following(Moment(now.0 + u64::from(LOOK_EVERY))));
        self.stage = RunStage::Pausing(Box::new(RunStage::ReadingBack(entry, fault)));
        vec![Step::Wait(LOOK_EVERY)]
    }
}
