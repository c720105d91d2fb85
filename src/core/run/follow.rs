//! What the server does in its own time, and what it asks us to wait for.

use super::super::change::{Change, Publishing};
use super::super::finding::{Problem, ProblemKind};
use super::super::journal::{Entry, Stage};
use super::super::message::{Message, Moment};
use super::super::press::Press;
use super::super::standing::Standing;
use super::super::survey::Pause;
use super::{Ending, Run, RunStage, Step, WAITS};
use crate::dataverse::fault::{Fault, FaultKind};

/// Between two looks at something that takes minutes, in milliseconds.
const LOOK_EVERY: u32 = 5_000;
/// Looks at one change, at most: half an hour, for large organisations publish that long (dataverse §5.4).
pub(super) const LOOKS: u32 = 360;
/// Looks after a lost answer where nothing says that the server began, at most.
pub(super) const LOOKS_AFTER_LOSS: u32 = 6;
/// Tries while another import or publishing holds the lock, at most (dataverse §5.4).
const LOCK_TRIES: u32 = 8;

/// The server refused for now, and did nothing.
pub(super) fn is_asked_to_wait(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Throttled { .. } | FaultKind::CustomizationLock)
}

/// Between two tries at customisations that something else holds, in milliseconds: from three seconds to thirty
/// (dataverse §5.4).
pub(super) fn lock_pause(tries: u32) -> u32 {
    (3_000 << tries.saturating_sub(1).min(4)).min(30_000)
}

/// Whether it is sent again by itself after a refusal that a look has followed. A customisation lock refuses before
/// anything begins. Of a 429 no page says so: what has the same outcome twice is sent again, a new row is not
/// (dataverse §7), and a publish only where the solution history tells that none has begun.
pub(super) fn may_be_sent_again(change: &Change, standing: Standing, fault: &Fault) -> bool {
    match fault.kind {
        FaultKind::CustomizationLock => true,
        FaultKind::Throttled { .. } => match change {
            Change::Publish { .. } => standing == Standing::Before,
            Change::CreateUser { .. } | Change::CreateApplicationUser { .. } | Change::CreateColumn { .. } => false,
            Change::AssignRole { .. }
            | Change::RemoveRole { .. }
            | Change::SetLanguage { .. }
            | Change::SetAccessMode { .. }
            | Change::SetStep { .. }
            | Change::SetLookup { .. } => true,
        },
        _ => false,
    }
}

/// How often it is tried again.
pub(super) fn waits(fault: &Fault) -> u32 {
    if matches!(fault.kind, FaultKind::CustomizationLock) { LOCK_TRIES } else { WAITS }
}

/// Nobody knows whether the request is still on its way, or being carried out behind a gateway that gave it up.
pub(super) fn may_come_yet(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::NoAnswer | FaultKind::TimedOut | FaultKind::Unavailable)
}

/// The server said no to it, so nothing of it is on its way: what is to be seen later, somebody else did. Of being asked
/// to wait no page says that nothing was done, and of an ended session that the server said it.
pub(super) fn is_refused(fault: &Fault) -> bool {
    !fault.is_lost() && !fault.is_transient() && fault.kind != FaultKind::SignedOut
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
    /// Looks again in a while, so many times in all.
    pub(super) fn follow(&mut self, now: Moment, limit: u32, entry: Entry, fault: Option<Box<Fault>>) -> Vec<Step> {
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
