//! Changes that are proposed, and the only way in which one becomes a confirmed change.

use super::change::Change;
use super::finding::Problem;
use super::journal::EntryId;
use super::message::{Message, Moment};

/// Names a plan; another proposal has another number, so a press on an old screen confirms nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanId(pub u32);

/// Names a change inside its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeKey(pub u32);

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
    /// The step that it serves.
    pub step: Option<String>,
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
