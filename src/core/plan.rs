//! Changes that are proposed, and the only way in which one becomes a confirmed change.

use super::finding::Problem;
use super::journal::EntryId;
use super::message::{Message, Moment};
use crate::dataverse::id::{BusinessUnitId, RoleId, RootRoleId, UserId};
use crate::dataverse::request::Write;

/// Names a plan; another proposal has another number, so a press on an old screen confirms nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanId(pub u32);

/// Names a change inside its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeKey(pub u32);

/// Somebody, as the journal remembers them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Person {
    /// Id.
    pub id: UserId,
    /// Name on screen, text of the organisation.
    pub name: String,
}

/// One copy of a role.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleCopy {
    /// This copy.
    pub id: RoleId,
    /// The role.
    pub root: RootRoleId,
    /// Name.
    pub name: String,
    /// Business unit of the copy.
    pub business_unit: BusinessUnitId,
    /// Its name, text of the organisation; empty where the server did not send it.
    pub business_unit_name: String,
}

/// One write, with what stands before and after.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Change {
    /// The user does not have this copy; afterwards the user has it. Undo: exact.
    AssignRole {
        /// Who.
        user: Person,
        /// Which copy.
        role: RoleCopy,
    },
    /// The user has this copy directly; afterwards not. Undo: exact.
    RemoveRole {
        /// Who.
        user: Person,
        /// Which copy.
        role: RoleCopy,
    },
}

impl Change {
    /// The request that makes this change.
    pub fn write(&self) -> Write {
        match self {
            Self::AssignRole { user, role } => Write::AssignRole { user: user.id, role: role.id },
            Self::RemoveRole { user, role } => Write::RemoveRole { user: user.id, role: role.id },
        }
    }

    /// The change that takes this one back.
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::AssignRole { user, role } => Self::RemoveRole { user, role },
            Self::RemoveRole { user, role } => Self::AssignRole { user, role },
        }
    }

    /// Whose row is changed.
    pub fn user(&self) -> &Person {
        match self {
            Self::AssignRole { user, .. } | Self::RemoveRole { user, .. } => user,
        }
    }

    /// The copy that is given or taken.
    pub fn role(&self) -> &RoleCopy {
        match self {
            Self::AssignRole { role, .. } | Self::RemoveRole { role, .. } => role,
        }
    }

    /// Whether the user has the copy once this change is made.
    pub fn holds_after(&self) -> bool {
        matches!(self, Self::AssignRole { .. })
    }
}

/// What the person has to know about a change, with how it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// To know.
    Info(Message),
    /// To think about before pressing.
    Warning(Message),
}

/// Whether a change can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It can be ticked.
    Open {
        /// It is ticked.
        ticked: bool,
    },
    /// It cannot: the reason.
    Closed(Box<Problem>),
}

/// A change that is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its name in the plan.
    pub key: ChangeKey,
    /// What.
    pub change: Change,
    /// Ticked, or why not to be ticked.
    pub choice: Choice,
    /// What to know.
    pub notes: Vec<Note>,
    /// After it the user would have no role at all; said, and accepted by ticking it.
    pub leaves_without_role: bool,
    /// The entry that it takes back.
    pub undoes: Option<EntryId>,
}

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To bring steps in order.
    SetUp,
    /// To take changes back.
    Undo,
}

/// Changes in the order in which they would be made, and what is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub id: PlanId,
    /// Its purpose.
    pub purpose: Purpose,
    /// Changes.
    pub proposals: Vec<Proposal>,
    /// What stays, and why.
    pub left: Vec<Message>,
}

/// A change that the person has confirmed. Only [`Plan::confirm`] makes one, and only this can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    change: Change,
    at: Moment,
    accepts_no_role: bool,
    undoes: Option<EntryId>,
}

impl Confirmed {
    /// The change.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// When it was confirmed.
    pub fn at(&self) -> Moment {
        self.at
    }

    /// The person was told that the user would be left without a role.
    pub fn accepts_no_role(&self) -> bool {
        self.accepts_no_role
    }

    /// The entry that it takes back.
    pub fn undoes(&self) -> Option<&EntryId> {
        self.undoes.as_ref()
    }
}

impl Plan {
    /// Ticks or unticks a change; nothing happens where it cannot be ticked.
    pub fn tick(&mut self, key: ChangeKey) {
        for proposal in &mut self.proposals {
            if proposal.key == key
                && let Choice::Open { ticked } = &mut proposal.choice
            {
                *ticked = !*ticked;
            }
        }
    }

    /// The changes that are ticked now.
    pub fn ticked(&self) -> impl Iterator<Item = &Proposal> {
        self.proposals.iter().filter(|p| p.choice == Choice::Open { ticked: true })
    }

    /// What the person confirms by pressing the button of plan `shown`: exactly the ticked changes of this very plan,
    /// or nothing where the press belongs to another one.
    pub fn confirm(&self, shown: PlanId, at: Moment) -> Vec<Confirmed> {
        if shown != self.id {
            return Vec::new();
        }
        self.ticked()
            .map(|p| Confirmed {
                change: p.change.clone(),
                at,
                accepts_no_role: p.leaves_without_role,
                undoes: p.undoes.clone(),
            })
            .collect()
    }
}
