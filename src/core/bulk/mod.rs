//! Giving a role to many users, or taking it from them: who, shown before anything is written; how far it is; what came
//! of it; and how it is taken back.
//!
//! [`Stage::Picking`] → [`Stage::Reviewing`] → [`Stage::Starting`] → [`Stage::Running`] → [`Stage::Result`]. One that
//! was interrupted begins at [`Stage::Reviewing`] with the rest of it.

pub mod csv;
pub mod judge;
pub mod list;
mod open;
pub mod pick;
pub mod plan;
pub mod press;
pub mod record;
pub mod run;
pub mod view;
mod work;
mod writing;

pub(super) use writing::not_granted;

use super::finding::Problem;
use pick::Pick;
use plan::{ConfirmedBulk, Plan};
use record::{BulkId, Chunk, Head};
use run::Run;

use super::effect::EffectId;

/// A change to many users, from the choice to the result.
#[derive(Clone, Debug)]
pub(super) struct Bulk {
    pub(super) stage: Stage,
    /// A wait of the choice.
    timer: Option<EffectId>,
}

/// How far it is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Who.
    Picking(Box<Pick>),
    /// Everything that would be written, and the choice to go back to where it is new.
    Reviewing(Plan, Option<Box<Pick>>),
    /// Confirmed; the right to write is awaited, and then what is stored.
    Starting(Box<ConfirmedBulk>),
    /// At work.
    Running(Box<Run>),
    /// Ended.
    Result(Box<Run>, Option<Problem>),
}

impl Bulk {
    fn new(stage: Stage) -> Self {
        Self { stage, timer: None }
    }
}

/// Changes to many users of this organisation, as they are stored.
#[derive(Clone, Debug, Default)]
pub(super) struct Bulks {
    /// Heads, the latest last.
    pub(super) heads: Vec<Head>,
    /// The chunks of the one that was interrupted.
    pub(super) rest: Vec<Chunk>,
    /// What is to be done with what is being read from storage.
    wants: Option<Wants>,
}

/// What stored records are read for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wants {
    /// To take this one back.
    Undo(BulkId),
    /// To go on with the one that is confirmed.
    Rest,
}

impl Bulks {
    /// The latest one that was not brought to its end.
    pub(super) fn interrupted(&self) -> Option<&Head> {
        self.heads.iter().rev().find(|head| head.course == record::Course::Begun)
    }

    /// Puts a chunk of the interrupted one in its place.
    fn put_rest(&mut self, chunk: Chunk) {
        let at = self.rest.partition_point(|known| known.number < chunk.number);
        self.rest.insert(at, chunk);
    }

    /// Puts a head in its place.
    fn put(&mut self, head: Head) {
        self.heads.retain(|known| known.id != head.id);
        let at = self.heads.partition_point(|known| known.id < head.id);
        self.heads.insert(at, head);
    }
}
