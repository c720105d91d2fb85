//! Names for effects, entries and batch boundaries, made from one random value and a count.

use super::effect::EffectId;
use super::journal::EntryId;
use super::message::Moment;
use crate::dataverse::id::Guid;

/// The first time that has more digits than names have room for, in milliseconds after 1970.
const NEVER: u64 = 99_999_999_999_999;

/// A source of names that no other instance uses.
#[derive(Clone, Debug)]
pub struct Ids {
    seed: Guid,
    count: u32,
    /// The time that the newest known entry is named for.
    newest: u64,
}

impl Ids {
    /// Names that begin with this random value.
    pub fn new(seed: Guid) -> Self {
        Self { seed, count: 0, newest: 0 }
    }

    fn next(&mut self) -> u32 {
        self.count = self.count.wrapping_add(1);
        self.count
    }

    /// A name for an effect.
    pub fn effect(&mut self) -> EffectId {
        EffectId(self.next())
    }

    /// A name for an entry; sorts after all that are known. That is by time, except where the clock was put back: what
    /// was done last has to stand last.
    pub fn entry(&mut self, at: Moment) -> EntryId {
        let count = self.next();
        self.newest = at.0.max(self.newest + 1);
        EntryId(format!("{:014}-{}-{count}", self.newest, self.seed))
    }

    /// There is an entry of this name, made here or elsewhere.
    pub fn known(&mut self, name: &str) {
        let told = name.split('-').next().and_then(|time| time.parse().ok());
        // What no clock has told is no time.
        self.newest = told.filter(|time| *time < NEVER).unwrap_or(0).max(self.newest);
    }

    /// This name was made here.
    pub fn made(&self, name: &str) -> bool {
        name.contains(&self.seed.to_string())
    }

    /// A delimiter for a `$batch`.
    pub fn boundary(&mut self) -> String {
        let count = self.next();
        format!("batch_{}_{count}", self.seed)
    }

    /// A number that no other instance is likely to draw (FNV-1a over the name of what comes next).
    pub fn chance(&mut self) -> u32 {
        let name = self.boundary();
        name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }

    /// Up to a second, in milliseconds: so that tabs that were asked to wait together do not come back together.
    pub fn jitter(&mut self) -> u32 {
        self.chance() % 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_last_is_named_last_whatever_the_clock_says() {
        let mut ids = Ids::new(Guid::from_bits(8));
        let first = ids.entry(Moment(1_790_000_000_000));
        // More than nine in one moment: a count alone would sort by its digits.
        let mut all = vec![first];
        all.extend((0..12).map(|_| ids.entry(Moment(1_790_000_000_000))));
        all.push(ids.entry(Moment(1_789_992_800_000)));
        assert!(all.is_sorted(), "{all:?}");

        let mut other = Ids::new(Guid::from_bits(1));
        all.iter().for_each(|known| other.known(&known.0));
        other.known("99999999999999999-x-1");
        other.known("no time");
        let next = other.entry(Moment(0));
        assert!(all.iter().all(|known| *known < next), "{next:?}");
        assert!(other.entry(Moment(1_800_000_000_000)).0.starts_with("01800000000000-"));
    }
}
