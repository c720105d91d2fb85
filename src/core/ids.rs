//! Names for effects, entries and batch boundaries, made from one random value and a count.

use super::effect::EffectId;
use super::journal::EntryId;
use super::message::Moment;
use crate::dataverse::id::Guid;

/// A source of names that no other instance uses.
#[derive(Clone, Debug)]
pub struct Ids {
    seed: Guid,
    count: u32,
}

impl Ids {
    /// Names that begin with this random value.
    pub fn new(seed: Guid) -> Self {
        Self { seed, count: 0 }
    }

    fn next(&mut self) -> u32 {
        self.count = self.count.wrapping_add(1);
        self.count
    }

    /// A name for an effect.
    pub fn effect(&mut self) -> EffectId {
        EffectId(self.next())
    }

    /// A name for an entry; sorts by time.
    pub fn entry(&mut self, at: Moment) -> EntryId {
        let count = self.next();
        EntryId(format!("{:014}-{}-{count}", at.0, self.seed))
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
