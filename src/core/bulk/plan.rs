//! Whom a change to many users is meant for, and the only way in which it becomes a confirmed one.

use super::record::{Act, BulkId, Chunk, Course, Group, Head, SCHEMA, Stage};
use crate::core::change::{Person, RoleCopy};
use crate::core::message::Moment;
use crate::core::plan::PlanId;
use crate::dataverse::id::{RoleId, RootRoleId, UserId};

/// Users in a chunk: as many as one request can ask for (dataverse §6 advises 20 to 50).
pub const CHUNK: usize = 50;

/// What else than the act has to hold for a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Another role is assigned directly, or nothing is taken.
    Keeps,
    /// A team gives another role.
    ByTeam,
    /// No role is left; the person was told so.
    Nothing,
}

/// One user who is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Who.
    pub user: UserId,
    /// Which copy is given or taken.
    pub copy: RoleId,
    /// What is left afterwards.
    pub leave: Leave,
}

/// By copy or not, and then by user: the order does not tell how they were found.
pub fn order(targets: &mut [Target], by_copy: bool) {
    targets.sort_unstable_by_key(|target| (by_copy.then_some(target.copy), target.user));
}

/// What is shown before anything is written: exactly these users and this act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its name; a press on another screen confirms nothing.
    pub id: PlanId,
    /// What would be written.
    pub work: Work,
}

/// New, or the rest of one that was interrupted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Not begun.
    New {
        /// What is done.
        act: Act,
        /// The role.
        role: RootRoleId,
        /// Its name.
        role_name: String,
        /// The copies that are given or taken.
        copies: Vec<RoleCopy>,
        /// To whom.
        targets: Vec<Target>,
        /// The one that it takes back.
        undoes: Option<BulkId>,
    },
    /// As it was stored.
    Rest {
        /// Its head.
        head: Head,
        /// All its chunks, in order.
        chunks: Vec<Chunk>,
    },
}

/// A change to many users that a person has confirmed. Only [`Plan::confirm`] makes one, and only this can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedBulk {
    head: Head,
    chunks: Vec<Chunk>,
}

impl ConfirmedBulk {
    /// Its head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Its chunks, in order.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }
}

impl Plan {
    /// How many users it would change, at most.
    pub fn count(&self) -> usize {
        match &self.work {
            Work::New { targets, .. } => targets.len(),
            Work::Rest { head, chunks } => (head.total as usize).saturating_sub(super::record::settled(chunks)),
        }
    }

    /// What the person confirms by pressing the button of plan `shown`, or nothing where the press belongs to another
    /// screen. `fresh` names it where it is new.
    pub fn confirm(&self, shown: PlanId, fresh: BulkId, by: Person, at: Moment) -> Option<ConfirmedBulk> {
        if shown != self.id || self.count() == 0 {
            return None;
        }
        let (act, role, role_name, copies, targets, undoes) = match &self.work {
            Work::Rest { head, chunks } => {
                // Whoever goes on with it is the one who confirms the rest.
                let head = Head { by, course: Course::Begun, ..head.clone() };
                return Some(ConfirmedBulk { head, chunks: chunks.clone() });
            }
            Work::New { act, role, role_name, copies, targets, undoes } => {
                (*act, *role, role_name, copies, targets, undoes)
            }
        };
        let chunks: Vec<Chunk> =
            targets.chunks(CHUNK).enumerate().map(|(at, some)| chunk(&fresh, at as u32, some)).collect();
        let head = Head {
            schema: SCHEMA,
            id: fresh,
            act,
            role,
            role_name: role_name.clone(),
            copies: copies.clone(),
            total: targets.len() as u32,
            chunks: chunks.len() as u32,
            confirmed_at: at,
            by,
            undoes: undoes.clone(),
            course: Course::Begun,
            changed: 0,
        };
        Some(ConfirmedBulk { head, chunks })
    }
}

fn chunk(bulk: &BulkId, number: u32, targets: &[Target]) -> Chunk {
    let mut chunk = Chunk {
        schema: SCHEMA,
        bulk: bulk.clone(),
        number,
        groups: Vec::new(),
        lonely: Vec::new(),
        by_team: Vec::new(),
        stage: Stage::Planned,
    };
    for target in targets {
        match chunk.groups.last_mut() {
            Some(group) if group.copy == target.copy => group.users.push(target.user),
            _ => chunk.groups.push(Group { copy: target.copy, users: vec![target.user] }),
        }
        match target.leave {
            Leave::Keeps => {}
            Leave::ByTeam => chunk.by_team.push(target.user),
            Leave::Nothing => chunk.lonely.push(target.user),
        }
    }
    chunk
}
