//! What was changed here, with what is needed to take it back. An entry is stored before its request is sent.

use super::change::{Change, Person, Undo};
use super::message::Moment;
use crate::dataverse::id::JobId;

/// Names one entry; sorts by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub String);

/// The layout of stored entries; raised whenever an older reader would misread a newer entry.
pub const SCHEMA: u16 = 2;

/// One change that was begun.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// Layout, [`SCHEMA`].
    pub schema: u16,
    /// Its name.
    pub id: EntryId,
    /// What was to be changed: what stood before follows from the kind of change.
    pub change: Change,
    /// When it was confirmed.
    pub confirmed_at: Moment,
    /// The signed-in person who confirmed it.
    pub by: Person,
    /// How it ended, as far as is known.
    pub stage: Stage,
    /// The entry that this one takes back.
    pub undoes: Option<EntryId>,
    /// The job that Dynamics began for it.
    #[serde(default)]
    pub job: Option<JobId>,
    /// `modifiedon` of the record that was to be published, as it was read right before: the server's own clock, so
    /// that whatever changes the record later shows.
    #[serde(default)]
    pub modified: Option<u64>,
}

impl Entry {
    /// It was made, or begun, when the record was last changed at this moment of the server's clock.
    pub fn follows(&self, modified: u64) -> bool {
        match (self.modified, self.stage) {
            (Some(seen), _) => seen == modified,
            // Noted by an earlier version: our own clock, and how far two clocks may be apart.
            (None, Stage::Answered(at) | Stage::Proved(at) | Stage::FoundDone(at)) => at.0 + SKEW > modified,
            (None, _) => self.confirmed_at.0 + SKEW > modified,
        }
    }
}

/// How far two clocks may be apart before one's own note is not believed, in milliseconds.
pub const SKEW: u64 = 60_000;

/// How far a change came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Stage {
    /// Stored; the request may or may not have been sent.
    Begun,
    /// Read back from the server after our request.
    Proved(Moment),
    /// Somebody else had done it in the meantime; there is nothing of ours to take back.
    FoundDone(Moment),
    /// Read later: what was not so right before it left has become so, and no answer told whether that was our request.
    Appeared(Moment),
    /// The server refused it, and what is so has not been read since: whatever is found later is not ours.
    Refused,
    /// Read back: it did not happen.
    NotDone(Moment),
    /// The server said yes, and nothing on it can prove it: publishing on premises.
    Answered(Moment),
    /// No answer, and it could not be read since.
    Unknown,
}

/// The entry's change stands, nobody is known to have made it but us, and it has not been taken back.
pub fn can_undo(entry: &Entry, journal: &[Entry]) -> bool {
    matches!(entry.stage, Stage::Proved(_) | Stage::Appeared(_))
        && entry.change.undo() == Undo::Exact
        && entry.undoes.is_none()
        && !journal.iter().any(|later| {
            later.undoes.as_ref() == Some(&entry.id)
                && matches!(later.stage, Stage::Proved(_) | Stage::Appeared(_) | Stage::FoundDone(_))
        })
}

/// How it ended is for a later reading to tell.
pub fn is_open(stage: Stage) -> bool {
    matches!(stage, Stage::Begun | Stage::Unknown | Stage::Refused)
}

/// Puts `entry` in its place: the newest state of each entry, ordered by time.
pub fn put(journal: &mut Vec<Entry>, entry: Entry) {
    match journal.binary_search_by(|known| known.id.cmp(&entry.id)) {
        Ok(at) => {
            if let Some(known) = journal.get_mut(at) {
                *known = entry;
            }
        }
        Err(at) => journal.insert(at, entry),
    }
}
