//! What a survey says about a step, and what a failure says to a person.

use super::message::{Message, Moment};
use super::press::Press;
use crate::dataverse::fault::Code;

/// A step's state with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Proved by what the server said.
    Done(Message),
    /// A person says so, and no server can prove it.
    Stated {
        /// What.
        what: Message,
        /// Who, text of the organisation.
        by: String,
        /// When.
        at: Moment,
    },
    /// Open; says what is so now.
    Todo(Message),
    /// Cannot be done now.
    Blocked(Problem),
    /// Something is not right.
    Attention(Problem),
    /// Could not be read.
    Unknown(Problem),
    /// Does not apply here.
    NotApplicable(Message),
}

impl Finding {
    /// What it says.
    pub fn what(&self) -> &Message {
        match self {
            Self::Done(what) | Self::Todo(what) | Self::NotApplicable(what) | Self::Stated { what, .. } => what,
            Self::Blocked(problem) | Self::Attention(problem) | Self::Unknown(problem) => &problem.what,
        }
    }

    /// Later steps that need this one can go on.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Stated { .. } | Self::Attention(_) | Self::NotApplicable(_))
    }
}

/// A failure or an obstacle: what happened and the one next action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind; decides the rank among others.
    pub kind: ProblemKind,
    /// Dataverse's code.
    pub code: Option<Code>,
    /// What happened.
    pub what: Message,
    /// What it means: what was and was not changed, what follows.
    pub effect: Option<Message>,
    /// The one next action.
    pub next: Option<Next>,
    /// The server's own words and request id, for support.
    pub details: Option<String>,
}

/// Kinds of problem, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The session is over or another person's.
    Session,
    /// The server could not be reached or asked us to wait.
    Connection,
    /// The signed-in person may not do it.
    Rights,
    /// Something has to be there first.
    Missing,
    /// The server refused.
    Refused,
    /// It can be, but it is not as it should be.
    Unusual,
    /// Our own store could not be written.
    Storage,
    /// Nobody knows whether it happened.
    Unknown,
}

/// The one next action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Words of the control.
    pub label: Message,
    /// What it stands for.
    pub press: Press,
}

impl Problem {
    /// A problem that our own rules found.
    pub fn new(kind: ProblemKind, what: Message) -> Self {
        Self { kind, code: None, what, effect: None, next: None, details: None }
    }

    /// With what follows from it.
    pub fn effect(mut self, effect: Message) -> Self {
        self.effect = Some(effect);
        self
    }

    /// With its one next action.
    pub fn next(mut self, label: &'static str, press: Press) -> Self {
        self.next = Some(Next { label: Message::of(label), press });
        self
    }
}
