//! What befalls the tab and the browser, at the n-th thing that leaves the core.

use cairn::core::effect::Effect;
use cairn::core::event::Happened;

use super::World;

/// Trouble to order.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    seen: usize,
    due: Option<(usize, What)>,
}

/// What befalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The clock of the computer is set a day on.
    ClockOn,
    /// It is set two hours back.
    ClockBack,
    /// Storage is full from now on.
    StorageFull,
    /// Nothing can be read from storage from now on.
    StorageUnreadable,
    /// The extension is updated while the page stays open.
    Invalidated,
    /// The tab is closed before this leaves.
    ClosedBefore,
    /// The tab is closed after this left: nobody hears the answer.
    ClosedAfter,
    /// Another tab gets the right to write from now on.
    LeaseElsewhere,
}

impl What {
    pub const ALL: [Self; 8] = [
        Self::ClockOn,
        Self::ClockBack,
        Self::StorageFull,
        Self::StorageUnreadable,
        Self::Invalidated,
        Self::ClosedBefore,
        Self::ClosedAfter,
        Self::LeaseElsewhere,
    ];
}

impl Trouble {
    pub fn at(nth: usize, what: What) -> Self {
        Self { seen: 0, due: Some((nth, what)) }
    }

    /// Things that left so far.
    pub fn seen(&self) -> usize {
        self.seen
    }
}

impl World {
    /// Counts what leaves, and lets what is due befall the tab; gives whether the effect is still carried out.
    pub(super) fn befall(&mut self, effect: &Effect) -> bool {
        let outward = matches!(
            effect,
            Effect::Load { .. }
                | Effect::Send { .. }
                | Effect::Save { .. }
                | Effect::Wait { .. }
                | Effect::AskLease { .. }
        );
        self.trouble.seen += usize::from(outward);
        let Some((_, what)) = self.trouble.due.filter(|(nth, _)| outward && *nth == self.trouble.seen) else {
            return !self.closed;
        };
        match what {
            What::ClockOn => self.skew = 86_400_000,
            What::ClockBack => self.skew = -7_200_000,
            What::StorageFull => self.store.full = true,
            What::StorageUnreadable => self.store.unreadable = true,
            What::Invalidated => self.invalidated = true,
            What::LeaseElsewhere => self.lease_elsewhere = true,
            What::ClosedBefore => self.closed = true,
            What::ClosedAfter => {
                self.closed = true;
                return true;
            }
        }
        !self.closed
    }
}

/// What comes of an effect that needs the rest of the extension, once that is gone.
pub fn unreachable(effect: &Effect) -> Option<Option<Happened>> {
    match effect {
        Effect::Load { .. } => Some(Some(Happened::LoadFailed)),
        Effect::LoadBulk { .. } => Some(None),
        Effect::Save { id, .. } => Some(Some(Happened::SaveFailed(*id))),
        Effect::AskLease { .. } => Some(Some(Happened::LeaseLost)),
        Effect::AskPermit { id, .. } => Some(Some(Happened::PermitLost(*id))),
        _ => None,
    }
}
