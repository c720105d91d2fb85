//! The choice of users on screen, as plain data.

use crate::core::message::Message;
use crate::core::view::{Button, Choice, PickerView, ProblemView};

/// Who is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkView {
    /// Heading.
    pub title: Message,
    /// Where: organisation and its kind.
    pub place: Message,
    /// Where users come from; empty where they are given.
    pub sources: Vec<Choice>,
    /// Search for a user, where that is the source.
    pub picker: Option<PickerView>,
    /// Views or business units to add.
    pub options: Vec<Choice>,
    /// A field for a list, where that is the source.
    pub list: bool,
    /// Adds everybody, where that is the source.
    pub everybody: Option<Button>,
    /// What is being read.
    pub reading: Option<Message>,
    /// Why it could not be read.
    pub problem: Option<ProblemView>,
    /// Lets the old rule hold for the views and business units that were added, and for nobody else.
    pub narrow: Option<Choice>,
    /// How many are chosen.
    pub chosen: Message,
    /// The first of those who can be chosen.
    pub rows: Vec<BulkRow>,
    /// How many more there are.
    pub more: Option<Message>,
    /// Who would be left without a role, to be chosen together.
    pub lonely: Option<Choice>,
    /// Who is left out, and why; each can be copied.
    pub left_out: Vec<LeftOut>,
    /// Chooses nobody.
    pub clear: Option<Button>,
    /// Shows what would be written; `None` while nobody is chosen.
    pub review: Option<Button>,
    /// Leaves.
    pub leave: Button,
}

/// Somebody who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRow {
    /// Stable.
    pub id: String,
    /// Name, text of the organisation.
    pub name: String,
    /// User name and business unit, text of the organisation.
    pub under: Vec<String>,
    /// What follows for this one.
    pub note: Option<Message>,
    /// Chosen; the press changes it.
    pub choice: Choice,
}

/// Some who are left out for one reason, or what of a list did not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// How many, and why.
    pub text: Message,
    /// The first names, text of the organisation.
    pub names: Vec<String>,
    /// Copies all names.
    pub copy: Button,
}
