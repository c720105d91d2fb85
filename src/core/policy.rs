//! What the people who manage this browser allow, or the person at it: an extension that only guides writes nothing.

use super::change::Change;

/// Which changes may be made at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Whatever the signed-in person may do.
    #[default]
    All,
    /// All but these kinds of change, by [`Change::kind`].
    Without(Vec<String>),
    /// Nothing is written; steps are read and shown.
    GuideOnly,
}

impl Policy {
    /// Whether a change of this kind may be made.
    pub fn allows(&self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Without(kinds) => !kinds.iter().any(|forbidden| forbidden == kind),
            Self::GuideOnly => false,
        }
    }

    /// Whether this change may be made.
    pub fn allows_change(&self, change: &Change) -> bool {
        self.allows(change.kind())
    }
}
