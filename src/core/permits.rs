//! Permits to have a request under way. All tabs of an organisation share a few, and the background gives them out in the
//! order in which they were asked for: a search in one tab comes between the thousands of users of another.

use super::Open;
use super::effect::{Effect, EffectId};
use super::pace::AT_ONCE;

/// After so many permits lost in a row nobody gives any out: the tab keeps to its own limit.
const LOSSES: u8 = 3;

/// The permits of one tab.
#[derive(Clone, Debug, Default)]
pub(super) struct Permits {
    held: Vec<(EffectId, Permit)>,
    /// Requests that could leave if they had one.
    wanted: usize,
    /// Lost in a row.
    losses: u8,
}

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Permit {
    /// No answer yet.
    Asked,
    /// Nothing has left under it yet.
    Granted,
    /// This request is under way.
    Used(EffectId),
    /// Its request has ended.
    Spent,
}

impl Permits {
    fn count(&self, is: impl Fn(Permit) -> bool) -> usize {
        self.held.iter().filter(|(_, permit)| is(*permit)).count()
    }

    /// Requests under way.
    pub(super) fn under_way(&self) -> usize {
        self.count(|permit| matches!(permit, Permit::Used(_)))
    }

    /// So many requests could leave with one; what is not there is asked for when the permits are settled.
    pub(super) fn want(&mut self, wanted: usize) {
        self.wanted = wanted;
    }

    /// Whether one more may leave.
    pub(super) fn are_there(&self) -> bool {
        self.held.iter().any(|(_, permit)| *permit == Permit::Granted)
    }

    fn turn(&mut self, from: Permit, to: Permit) -> bool {
        let found = self.held.iter_mut().find(|(_, permit)| *permit == from);
        found.map(|(_, permit)| *permit = to).is_some()
    }

    /// A request leaves; `false` without a permit.
    pub(super) fn uses(&mut self, request: EffectId) -> bool {
        self.turn(Permit::Granted, Permit::Used(request))
    }

    /// A request ended; `false` where none of this name is under way.
    pub(super) fn lands(&mut self, request: EffectId) -> bool {
        self.turn(Permit::Used(request), Permit::Spent)
    }

    /// The background gave one.
    pub(super) fn granted(&mut self, id: EffectId) {
        self.losses = 0;
        if let Some((_, permit)) = self.held.iter_mut().find(|(asked, _)| *asked == id)
            && *permit == Permit::Asked
        {
            *permit = Permit::Granted;
        }
    }
}

impl Open {
    /// The background has ended, or does not answer. What is under way is made known to the next one.
    pub(super) fn permit_lost(&mut self, id: EffectId, effects: &mut Vec<Effect>) {
        let permits = &mut self.gate.permits;
        let lasts = permits.losses < LOSSES;
        permits.losses = permits.losses.saturating_add(1);
        let Some(at) = permits.held.iter().position(|(asked, _)| *asked == id) else { return };
        match permits.held.get_mut(at) {
            Some((_, Permit::Used(_))) if lasts => self.ask_permit(id, true, effects),
            Some((_, permit @ Permit::Asked)) if !lasts => *permit = Permit::Granted,
            Some((_, Permit::Asked)) => drop(permits.held.swap_remove(at)),
            _ => {}
        }
    }

    /// Gives back what is not needed now, and asks for what is.
    pub(super) fn settle_permits(&mut self, effects: &mut Vec<Effect>) {
        let permits = &mut self.gate.permits;
        permits.held.retain(|(id, permit)| {
            let needed = matches!(permit, Permit::Asked | Permit::Used(_));
            if !needed {
                effects.push(Effect::ReturnPermit(*id));
            }
            needed
        });
        let wanted = std::mem::take(&mut permits.wanted).min(AT_ONCE.saturating_sub(permits.under_way()));
        let asked = permits.count(|permit| permit == Permit::Asked);
        for _ in asked..wanted {
            let id = self.ids.effect();
            self.gate.permits.held.push((id, Permit::Asked));
            self.ask_permit(id, false, effects);
        }
    }

    fn ask_permit(&self, id: EffectId, under_way: bool, effects: &mut Vec<Effect>) {
        effects.push(Effect::AskPermit { id, most: self.gate.pace.most(), under_way });
    }
}
