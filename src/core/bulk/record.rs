//! What is stored of a change to many users: a head, and one record for each chunk. Every chunk is stored before the
//! first write, so that a closed tab loses nothing; each again before its own writes, and again once it was read back.

use super::plan::{Leave, Target, order};
use crate::core::change::{Person, RoleCopy};
use crate::core::message::Moment;
use crate::dataverse::id::{RoleId, RootRoleId, UserId};

/// The layout of stored records; raised whenever an older reader would misread a newer record.
pub const SCHEMA: u16 = 1;

/// Names one change to many users; sorts by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct BulkId(pub String);

/// What is done to each user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Act {
    /// The user gets the role, as the copy of the own business unit.
    Give,
    /// The copy that the user holds is taken.
    Take,
}

impl Act {
    /// The kind of change that it is made of, as policies name it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Give => "assign_role",
            Self::Take => "remove_role",
        }
    }

    /// What takes it back.
    pub const fn inverse(self) -> Self {
        match self {
            Self::Give => Self::Take,
            Self::Take => Self::Give,
        }
    }
}

/// How far the whole has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Course {
    /// Begun, and not brought to its end.
    Begun,
    /// Every chunk is settled, or the person stopped it.
    Ended(Moment),
    /// It was interrupted, and a person decided to leave it so.
    Left(Moment),
}

/// The head of a change to many users.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Head {
    /// Layout, [`SCHEMA`].
    pub schema: u16,
    /// Its name.
    pub id: BulkId,
    /// What is done.
    pub act: Act,
    /// The role.
    pub role: RootRoleId,
    /// Its name.
    pub role_name: String,
    /// The copies that are given or taken.
    pub copies: Vec<RoleCopy>,
    /// Users in all.
    pub total: u32,
    /// Chunks in all.
    pub chunks: u32,
    /// When it was confirmed.
    pub confirmed_at: Moment,
    /// Who confirmed it.
    pub by: Person,
    /// The one that it takes back.
    pub undoes: Option<BulkId>,
    /// How far it has come.
    pub course: Course,
    /// Users whom it has changed, as far as is stored here.
    pub changed: u32,
}

/// Users of one chunk who have the same copy.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Group {
    /// The copy.
    pub copy: RoleId,
    /// The users.
    pub users: Vec<UserId>,
}

/// Some fifty of the users.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Chunk {
    /// Layout, [`SCHEMA`].
    pub schema: u16,
    /// What it is a part of.
    pub bulk: BulkId,
    /// Its place.
    pub number: u32,
    /// Everybody in it, each with the copy.
    pub groups: Vec<Group>,
    /// Of these the person was told that no role would be left to them.
    #[serde(default)]
    pub lonely: Vec<UserId>,
    /// Of these a team has to give another role, or none would be left to them.
    #[serde(default)]
    pub by_team: Vec<UserId>,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a chunk has come.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Stage {
    /// Nothing was sent for it.
    Planned,
    /// The write to some may or may not have been sent.
    Begun {
        /// These stood as before when they were looked at last.
        writing: Vec<UserId>,
        /// What earlier rounds have brought.
        so_far: Outcome,
    },
    /// Read back.
    Settled {
        /// When.
        at: Moment,
        /// What it brought.
        outcome: Outcome,
    },
}

/// What became of the users of a chunk.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// Changed by us, and read back.
    pub changed: Vec<UserId>,
    /// It was so already, or somebody else was first.
    pub already: Vec<UserId>,
    /// Not changed.
    pub failed: Vec<Failure>,
}

impl Outcome {
    /// Nothing more is to be done for this user.
    pub fn holds(&self, user: UserId) -> bool {
        self.changed.contains(&user) || self.already.contains(&user) || self.failed.iter().any(|f| f.user == user)
    }

    /// How many users it tells of.
    pub fn count(&self) -> usize {
        self.changed.len() + self.already.len() + self.failed.len()
    }
}

/// A user who was not changed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Failure {
    /// Who.
    pub user: UserId,
    /// Name, text of the organisation.
    pub name: String,
    /// User name, text of the organisation.
    pub user_name: String,
    /// Why.
    pub why: Why,
}

/// Why a user was not changed: a message, and the server's own words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Why {
    /// Key of the message.
    pub key: String,
    /// What is filled in.
    pub args: Vec<String>,
    /// The server's words, code and request id.
    pub details: Option<String>,
}

impl Chunk {
    /// Everybody in it.
    pub fn users(&self) -> Vec<UserId> {
        let mut users = Vec::new();
        for group in &self.groups {
            users.extend_from_slice(&group.users);
        }
        users
    }

    /// The copy that is meant for a user of this chunk.
    pub fn copy_of(&self, user: UserId) -> Option<RoleId> {
        self.groups.iter().find(|group| group.users.contains(&user)).map(|group| group.copy)
    }

    /// What is known to have become of its users.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.stage {
            Stage::Planned => None,
            Stage::Begun { so_far, .. } => Some(so_far),
            Stage::Settled { outcome, .. } => Some(outcome),
        }
    }
}

/// Users of whom something is known, over all chunks.
pub fn settled(chunks: &[Chunk]) -> usize {
    chunks.iter().filter_map(Chunk::outcome).map(Outcome::count).sum()
}

/// Requests that a chunk has cost, and when, as far as it tells: a look, its writes and a look at the end. Of one that is
/// still at work somewhere nobody knows when; it counts as just now.
pub fn spent(chunk: &Chunk, now: Moment) -> Option<(Moment, usize)> {
    let at = match &chunk.stage {
        Stage::Planned => return None,
        Stage::Begun { .. } => now,
        Stage::Settled { at, .. } => *at,
    };
    Some((at, 4 + chunk.by_team.len() + chunk.users().len()))
}

/// Whom a change to many users has changed, each with the copy, in the order of users; less those for whom it was
/// taken back, or for whom taking it back found nothing left of ours.
pub fn ours(id: &BulkId, heads: &[Head], chunks: &[Chunk]) -> Vec<Target> {
    let mut gone = std::collections::BTreeSet::new();
    for head in heads.iter().filter(|head| head.undoes.as_ref() == Some(id)) {
        for outcome in chunks.iter().filter(|chunk| chunk.bulk == head.id).filter_map(Chunk::outcome) {
            gone.extend(outcome.changed.iter().chain(&outcome.already).copied());
        }
    }
    let mut ours = Vec::new();
    for chunk in chunks.iter().filter(|chunk| chunk.bulk == *id) {
        let Some(outcome) = chunk.outcome() else { continue };
        for user in outcome.changed.iter().filter(|user| !gone.contains(user)) {
            ours.extend(chunk.copy_of(*user).map(|copy| Target { user: *user, copy, leave: Leave::Keeps }));
        }
    }
    order(&mut ours, false);
    ours
}
