//! What is remembered of an organisation between visits: no tokens, no bodies, nothing that the server would not tell
//! again. Everything in it is a hint that the next survey checks, except the person's own choices.

use super::message::Moment;
use super::view::{Shape, Side, StateWord};
use crate::dataverse::id::{BusinessUnitId, OrganizationId, RootRoleId, SdkStepId, SolutionId, TableId, UserId};
use crate::dataverse::request::{ApiVersion, ConfigTable, OptionalColumn, ViewSource};
use crate::dataverse::rows::OrganizationKind;
use crate::playbook::Variant;

/// The layout of what is stored; a higher one is refused with words.
pub const SCHEMA: u16 = 1;

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Memory {
    /// Layout, [`SCHEMA`].
    pub schema: u16,
    /// Facts that save round trips; wrong ones cost one.
    #[serde(default)]
    pub hints: Hints,
    /// The user whom the person chose.
    #[serde(default)]
    pub sync_user: Option<Chosen>,
    /// The road that the person chose; `None` leaves it to what the server says.
    #[serde(default)]
    pub variant: Option<Variant>,
    /// A user name that the person waits for; chosen by itself as soon as it appears.
    #[serde(default)]
    pub awaited: Option<String>,
    /// The configuration table and its lookup, where the person had to choose.
    #[serde(default)]
    pub config_choice: Option<ConfigChoice>,
    /// The solution of the procedure, where the person had to choose.
    #[serde(default)]
    pub solution_choice: Option<SolutionId>,
    /// Tables on which the person wants the filter column.
    #[serde(default)]
    pub filter_tables: Vec<String>,
    /// Whose users alone need the role where the old rules hold; nothing named means everybody.
    #[serde(default)]
    pub narrowed: Vec<Narrowed>,
    /// What a person said and no server can prove.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// Each step as the last survey found it, to tell what has changed since.
    #[serde(default)]
    pub last: Vec<StepSeen>,
    /// When that was.
    #[serde(default)]
    pub last_at: Option<Moment>,
    /// The organisation as it calls itself, for the board of all of them.
    #[serde(default)]
    pub name: Option<String>,
    /// What kind of environment it is.
    #[serde(default)]
    pub kind: Option<OrganizationKind>,
    /// How the panel looked.
    #[serde(default)]
    pub panel: Panel,
    /// When everything was read last.
    #[serde(default)]
    pub checked: Option<Moment>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            hints: Hints::default(),
            sync_user: None,
            variant: None,
            awaited: None,
            config_choice: None,
            solution_choice: None,
            filter_tables: Vec::new(),
            narrowed: Vec::new(),
            statements: Vec::new(),
            last: Vec::new(),
            last_at: None,
            name: None,
            kind: None,
            panel: Panel::default(),
            checked: None,
        }
    }
}

/// What the last survey found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Hints {
    /// The version that answered.
    pub version: Option<ApiVersion>,
    /// Columns that this server refused.
    pub without: Vec<OptionalColumn>,
    /// `WhoAmI` said so.
    pub organization: Option<OrganizationId>,
    /// The person who was signed in.
    pub caller: Option<UserId>,
    /// The solution of the procedure.
    pub solution: Option<SolutionId>,
    /// The role of the procedure.
    pub role: Option<RootRoleId>,
    /// The sync user's business unit.
    pub business_unit: Option<BusinessUnitId>,
    /// Tables of the solution.
    pub tables: Vec<TableId>,
    /// Processing steps of the solution.
    pub steps: Vec<SdkStepId>,
    /// The configuration table.
    pub config: Option<ConfigTable>,
    /// Tables that have the filter column.
    pub filters: Vec<FilterHint>,
}

/// A table that has the filter column.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FilterHint {
    /// Its logical name.
    pub table: String,
    /// Name of its entity set.
    pub entity_set: String,
    /// Column of its key.
    pub primary_id: String,
}

/// The configuration's table and lookup, as the person chose them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ConfigChoice {
    /// The table.
    pub table: TableId,
    /// Logical name of the lookup.
    pub column: String,
}

/// Users among whom the person looks for those who need the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Group {
    /// Those whom a view lists.
    View(ViewSource),
    /// Those of a business unit.
    Unit(BusinessUnitId),
}

/// Such users, as the person chose them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Narrowed {
    /// Who.
    pub group: Group,
    /// Name of the view or business unit, text of the organisation.
    pub name: String,
}

/// A step as a survey found it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StepSeen {
    /// The step.
    pub step: String,
    /// Its state.
    pub state: StateWord,
}

/// What a person said about a step.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Statement {
    /// The step.
    pub step: String,
    /// About whom; another sync user needs a statement of its own.
    pub about: Option<UserId>,
    /// Who said it, text of the organisation.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What spoke against it then, so that what comes up later shows.
    #[serde(default)]
    pub against: Vec<String>,
}

/// A choice of the person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Chosen {
    /// The sync user.
    pub user: UserId,
    /// When.
    pub at: Moment,
}

/// How the panel looked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Panel {
    /// Where it is docked.
    pub side: Side,
    /// CSS pixels.
    pub width: u16,
    /// Pill or panel.
    pub shape: Shape,
    /// Steps that are folded open.
    pub open: Vec<String>,
}

impl Default for Panel {
    fn default() -> Self {
        Self { side: Side::default(), width: 380, shape: Shape::default(), open: Vec::new() }
    }
}
