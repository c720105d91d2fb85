//! What an organisation is made of: tables, columns, the parts of a solution.

use super::super::id::{PrivilegeId, RootRoleId, SdkStepId, TableId};
use super::PrivilegeName;

/// One language's text of a label. Labels are compared across all languages: which one a person reads follows the
/// person (dataverse §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// LCID.
    pub language: u32,
    /// The text.
    pub text: String,
}

/// The components of a solution that the checks need (component types 1, 20 and 92, marketo §2.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Components {
    /// Tables.
    pub tables: Vec<TableId>,
    /// Roles, by their root rows.
    pub roles: Vec<RootRoleId>,
    /// SDK message processing steps.
    pub steps: Vec<SdkStepId>,
}

/// A row of `sdkmessageprocessingsteps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SdkStep {
    /// Its id.
    pub id: SdkStepId,
    /// Name.
    pub name: String,
    /// `statecode` 0.
    pub enabled: bool,
    /// `iscustomizable`: a managed step may forbid that it is switched; `None` where the server does not say.
    pub customizable: Option<bool>,
}

/// A column that holds a reference, with the relationship behind it. One that may refer to several tables is one of
/// these for each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// Logical name.
    pub column: String,
    /// Its labels, where they were asked for.
    pub labels: Vec<Label>,
    /// Logical name of the table that it refers to.
    pub target: String,
    /// What a write has to name: case matters, and it is not the logical name (dataverse §5.3).
    pub navigation: String,
    /// Not one of Dynamics' own columns.
    pub custom: bool,
}

/// `EntityDefinitions`: one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// `MetadataId`.
    pub id: TableId,
    /// Logical name.
    pub logical_name: String,
    /// Name of its entity set; empty for a table that has none.
    pub entity_set: String,
    /// Column of the key.
    pub primary_id: String,
    /// Column of the name; empty where there is none.
    pub primary_name: String,
    /// Its labels, one per language.
    pub labels: Vec<Label>,
    /// Not one of Dynamics' own tables.
    pub custom: bool,
    /// Managed.
    pub managed: bool,
    /// The privilege to read its rows.
    pub read_privilege: Option<PrivilegeId>,
    /// The privilege to create rows.
    pub create_privilege: Option<PrivilegeName>,
    /// The privilege to change its rows.
    pub write_privilege: Option<PrivilegeName>,
    /// Its references to other tables.
    pub lookups: Vec<Lookup>,
}

/// What kind of values a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Yes or no.
    Boolean,
    /// Another `AttributeType`, by its name.
    Other(String),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Logical name.
    pub logical_name: String,
    /// Kind of values.
    pub kind: ColumnKind,
}

impl Column {
    /// Whether it holds Yes and No.
    pub const fn is_boolean(&self) -> bool {
        matches!(self.kind, ColumnKind::Boolean)
    }
}

/// A column of Yes and No.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YesNoColumn {
    /// Logical name.
    pub logical_name: String,
    /// New rows say Yes where nobody says anything.
    pub default_yes: bool,
    /// Column security guards it: only those who are named there see it.
    pub secured: bool,
}

/// The columns of a table that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumns {
    /// Logical name of the table.
    pub table: String,
    /// The columns: logical name, and labels as far as they were asked for.
    pub columns: Vec<(String, Vec<Label>)>,
}

/// A table that can have the sync filter's column (marketo §7.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterTable {
    /// Name of its entity set.
    pub entity_set: String,
    /// Column of the key.
    pub primary_id: String,
    /// The filter's column, where there is one.
    pub column: Option<Column>,
}
