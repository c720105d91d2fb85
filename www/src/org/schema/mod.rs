//! Table definitions: sets, columns and relationships, with the names of Dataverse's own metadata.

mod business;
mod custom;
mod operations;
mod sales;
mod security;

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::value::Value;
pub(crate) use custom::{Labels, Vendor, custom_table};

/// A name; Dataverse's own are static, a scenario's custom ones are not.
pub(crate) type Name = Cow<'static, str>;

/// Which table of [`Schema::tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TableId(pub(crate) usize);

/// Dataverse's own tables stand first and in this order; a test holds it.
pub(crate) const SYSTEMUSER: TableId = TableId(0);
pub(crate) const ROLE: TableId = TableId(1);
pub(crate) const BUSINESSUNIT: TableId = TableId(2);
pub(crate) const TEAM: TableId = TableId(3);
pub(crate) const PRIVILEGE: TableId = TableId(4);
pub(crate) const SYSTEMUSERROLES: TableId = TableId(5);
pub(crate) const TEAMROLES: TableId = TableId(6);
pub(crate) const TEAMMEMBERSHIP: TableId = TableId(7);
pub(crate) const USERSETTINGS: TableId = TableId(8);
pub(crate) const ORGANIZATION: TableId = TableId(9);
pub(crate) const SOLUTION: TableId = TableId(10);
pub(crate) const PUBLISHER: TableId = TableId(11);
pub(crate) const SOLUTIONCOMPONENT: TableId = TableId(12);
pub(crate) const ACCOUNT: TableId = TableId(13);
pub(crate) const CONTACT: TableId = TableId(14);
pub(crate) const LEAD: TableId = TableId(16);
pub(crate) const OPPORTUNITY: TableId = TableId(17);
pub(crate) const QUEUE: TableId = TableId(18);
pub(crate) const PLUGINASSEMBLY: TableId = TableId(19);
pub(crate) const PLUGINTYPE: TableId = TableId(20);
pub(crate) const SDKMESSAGE: TableId = TableId(21);
pub(crate) const SDKMESSAGEFILTER: TableId = TableId(22);
pub(crate) const STEP: TableId = TableId(23);
pub(crate) const SAVEDQUERY: TableId = TableId(24);
pub(crate) const USERQUERY: TableId = TableId(25);
pub(crate) const ASYNCOPERATION: TableId = TableId(26);

/// Option value and label.
pub(crate) type Choices = &'static [(i64, &'static str)];

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// The row's id; a table may show it under two names (`systemuserid`, `ownerid`).
    Key,
    /// An id of a row in one of these tables; in bodies and queries `_name_value`.
    Lookup(Vec<Name>),
    /// An id that is not a lookup.
    Guid,
    /// Text of at most so many characters.
    Text(usize),
    Int,
    /// `versionnumber`
    Version,
    Bool,
    Choice(Choices),
    Time,
    /// A `BooleanManagedProperty`, whose inner name this is.
    Managed(&'static str),
}

/// When a column may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writable {
    Never,
    OnCreate,
    Always,
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Logical name.
    pub(crate) logical: Name,
    /// The name in bodies and queries: the logical name, or `_name_value` for a lookup.
    pub(crate) property: Name,
    pub(crate) kind: Kind,
    pub(crate) writable: Writable,
    /// Absent on premises (dataverse §1.2).
    pub(crate) online_only: bool,
    /// Display name; empty where nobody asks for it.
    pub(crate) label: Labels,
    /// The name with the capitals that its maker gave it; empty where it is the logical name.
    pub(crate) schema: Name,
    /// Made by a solution or by the customer, not by Dataverse.
    pub(crate) custom: bool,
    /// What a new row gets where the client gives nothing.
    pub(crate) default: Value,
    /// Column security guards it.
    pub(crate) secured: bool,
}

/// How a navigation property gets from a row to others.
#[derive(Clone, Debug)]
pub(crate) enum Via {
    /// Single-valued, through a lookup of this table (its property name).
    One(Name),
    /// Collection-valued, through a lookup of the other table (its property name).
    Many(Name),
    /// Collection-valued, through an intersect table: its logical name and its columns of this side and the other.
    Link { table: Name, near: Name, far: Name },
    /// Collection-valued and read only: what the root copy of a role holds, seen from any copy.
    RolePrivileges,
}

/// A navigation property.
#[derive(Clone, Debug)]
pub(crate) struct Nav {
    pub(crate) name: Name,
    /// Logical name of the other table.
    pub(crate) target: Name,
    pub(crate) via: Via,
    /// Usable in `@odata.bind` alone: its type is `principal`, which has no columns to read.
    pub(crate) bind_only: bool,
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) logical: Name,
    pub(crate) set: Name,
    pub(crate) schema: Name,
    pub(crate) type_code: i64,
    pub(crate) label: Labels,
    pub(crate) labels: Name,
    pub(crate) id: Name,
    pub(crate) name: Option<Name>,
    /// `prvRead…`: what stands after the verb; `None` where reading needs no privilege of its own.
    pub(crate) noun: Option<Name>,
    /// The messages that the table has, as letters: `c`reate, `u`pdate, `d`elete.
    pub(crate) messages: &'static str,
    pub(crate) intersect: bool,
    pub(crate) custom: bool,
    /// Of a managed solution.
    pub(crate) managed: bool,
    /// Rows come from a provider that knows little of OData.
    pub(crate) is_virtual: bool,
    /// Absent on premises (dataverse §1.2).
    pub(crate) online_only: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) navs: Vec<Nav>,
    by_property: FxHashMap<Name, usize>,
}

impl Table {
    /// Index of a column by its name in bodies and queries.
    pub(crate) fn column(&self, property: &str) -> Option<usize> {
        self.by_property.get(property).copied()
    }

    pub(crate) fn nav(&self, name: &str) -> Option<&Nav> {
        self.navs.iter().find(|nav| nav.name == name)
    }

    pub(crate) fn allows(&self, message: char) -> bool {
        self.messages.contains(message)
    }

    pub(crate) fn name_column(&self) -> Option<usize> {
        self.name.as_deref().and_then(|name| self.column(name))
    }

    /// `Microsoft.Dynamics.CRM.systemuser`
    pub(crate) fn type_name(&self) -> String {
        format!("Microsoft.Dynamics.CRM.{}", self.logical)
    }
}

/// Every table of one organisation.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    pub(crate) tables: Vec<Table>,
    by_set: FxHashMap<Name, TableId>,
    by_logical: FxHashMap<Name, TableId>,
}

impl Schema {
    /// Dataverse's own tables and the given custom ones, without online-only columns where the server is on premises.
    pub(crate) fn new(custom: Vec<Table>, online: bool) -> Self {
        let mut tables = security::tables();
        tables.extend(business::tables());
        tables.extend(sales::tables());
        tables.extend(operations::tables());
        tables.extend(custom);
        tables.retain(|table| online || !table.online_only);
        for table in &mut tables {
            table.columns.retain(|column| online || !column.online_only);
            table.by_property =
                table.columns.iter().enumerate().map(|(at, column)| (column.property.clone(), at)).collect();
        }
        let index = |name: fn(&Table) -> Name| {
            tables.iter().enumerate().map(|(at, table)| (name(table), TableId(at))).collect()
        };
        Self { by_set: index(|t| t.set.clone()), by_logical: index(|t| t.logical.clone()), tables }
    }

    #[expect(clippy::indexing_slicing, reason = "only this schema makes a TableId, from the index of a table")]
    pub(crate) fn table(&self, table: TableId) -> &Table {
        &self.tables[table.0]
    }

    pub(crate) fn set(&self, name: &str) -> Option<TableId> {
        self.by_set.get(name).copied()
    }

    pub(crate) fn logical(&self, name: &str) -> Option<TableId> {
        self.by_logical.get(name).copied()
    }

    /// Adds a column at the end of a table; gives its place.
    pub(crate) fn add_column(&mut self, table: TableId, column: Column) -> usize {
        let Some(table) = self.tables.get_mut(table.0) else { return 0 };
        let place = table.columns.len();
        table.by_property.insert(column.property.clone(), place);
        table.columns.push(column);
        place
    }
}

pub(super) struct Head {
    pub(super) logical: &'static str,
    pub(super) set: &'static str,
    pub(super) schema: &'static str,
    pub(super) type_code: i64,
    pub(super) label: &'static str,
    pub(super) labels: &'static str,
    pub(super) id: &'static str,
    pub(super) name: Option<&'static str>,
    pub(super) noun: Option<&'static str>,
    pub(super) messages: &'static str,
}

pub(super) fn table(head: Head, columns: Vec<Column>, navs: Vec<Nav>) -> Table {
    Table {
        logical: head.logical.into(),
        set: head.set.into(),
        schema: head.schema.into(),
        type_code: head.type_code,
        label: Labels::english(head.label),
        labels: head.labels.into(),
        id: head.id.into(),
        name: head.name.map(Into::into),
        noun: head.noun.map(Into::into),
        messages: head.messages,
        intersect: false,
        custom: false,
        managed: true,
        is_virtual: false,
        online_only: false,
        columns,
        navs,
        by_property: FxHashMap::default(),
    }
}

pub(crate) fn column(name: impl Into<Name>, kind: Kind) -> Column {
    let logical = name.into();
    Column {
        property: logical.clone(),
        logical,
        kind,
        writable: Writable::Never,
        online_only: false,
        label: Labels::default(),
        schema: Name::Borrowed(""),
        custom: false,
        default: Value::Null,
        secured: false,
    }
}

pub(super) fn lookup(name: impl Into<Name>, targets: &[&'static str]) -> Column {
    let logical = name.into();
    let kind = Kind::Lookup(targets.iter().map(|target| Name::from(*target)).collect());
    let property = format!("_{logical}_value").into();
    Column { property, ..column(logical, kind) }
}

impl Column {
    pub(super) fn writable(mut self) -> Self {
        self.writable = Writable::Always;
        self
    }

    pub(super) fn on_create(mut self) -> Self {
        self.writable = Writable::OnCreate;
        self
    }

    pub(super) fn online(mut self) -> Self {
        self.online_only = true;
        self
    }

    /// A column that is not Dataverse's own.
    pub(crate) fn made(mut self, schema: impl Into<Name>, label: Labels) -> Self {
        (self.custom, self.schema, self.label) = (true, schema.into(), label);
        self
    }
}

pub(super) fn text(name: &'static str, length: usize) -> Column {
    column(name, Kind::Text(length))
}

pub(super) fn one(name: &'static str, target: &'static str) -> Nav {
    one_named(name, target, name)
}

pub(super) fn one_named(name: impl Into<Name>, target: impl Into<Name>, column: impl Into<Name>) -> Nav {
    let via = Via::One(format!("_{}_value", column.into()).into());
    Nav { name: name.into(), target: target.into(), via, bind_only: false }
}

/// A single-valued navigation property over a plain id column, as `systemuserid_systemuser` of user settings.
pub(super) fn one_plain(name: &'static str, target: &'static str, column: &'static str) -> Nav {
    Nav { name: name.into(), target: target.into(), via: Via::One(column.into()), bind_only: false }
}

pub(super) fn many(name: &'static str, target: &'static str, column: &'static str) -> Nav {
    let via = Via::Many(format!("_{column}_value").into());
    Nav { name: name.into(), target: target.into(), via, bind_only: false }
}

pub(super) fn link(
    name: &'static str,
    target: &'static str,
    table: &'static str,
    near: &'static str,
    far: &'static str,
) -> Nav {
    let via = Via::Link { table: table.into(), near: near.into(), far: far.into() };
    Nav { name: name.into(), target: target.into(), via, bind_only: false }
}

/// `createdon`, `createdby` and their kin.
pub(super) fn audit_columns() -> Vec<Column> {
    vec![
        column("createdon", Kind::Time),
        lookup("createdby", &["systemuser"]),
        column("modifiedon", Kind::Time),
        lookup("modifiedby", &["systemuser"]),
        column("versionnumber", Kind::Version),
    ]
}

pub(super) fn audit_navs() -> Vec<Nav> {
    vec![one("createdby", "systemuser"), one("modifiedby", "systemuser")]
}

const STATE: Choices = &[(0, "Active"), (1, "Inactive")];
const STATUS: Choices = &[(1, "Active"), (2, "Inactive")];

/// Columns of a table whose rows belong to users.
pub(super) fn owned_columns() -> Vec<Column> {
    let mut columns = vec![
        lookup("ownerid", &["systemuser", "team"]).writable(),
        lookup("owninguser", &["systemuser"]),
        lookup("owningteam", &["team"]),
        lookup("owningbusinessunit", &["businessunit"]),
        column("statecode", Kind::Choice(STATE)).writable(),
        column("statuscode", Kind::Choice(STATUS)).writable(),
    ];
    columns.extend(audit_columns());
    columns
}

pub(super) fn owned_navs() -> Vec<Nav> {
    let mut navs = audit_navs();
    navs.push(one("owninguser", "systemuser"));
    navs.push(one("owningteam", "team"));
    navs.push(one("owningbusinessunit", "businessunit"));
    navs.push(Nav { bind_only: true, ..one("ownerid", "systemuser") });
    navs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_name_their_tables() {
        let schema = Schema::new(vec![], true);
        let named = [
            (SYSTEMUSER, "systemuser"),
            (ROLE, "role"),
            (BUSINESSUNIT, "businessunit"),
            (TEAM, "team"),
            (PRIVILEGE, "privilege"),
            (SYSTEMUSERROLES, "systemuserroles"),
            (TEAMROLES, "teamroles"),
            (TEAMMEMBERSHIP, "teammembership"),
            (USERSETTINGS, "usersettings"),
            (ORGANIZATION, "organization"),
            (SOLUTION, "solution"),
            (PUBLISHER, "publisher"),
            (SOLUTIONCOMPONENT, "solutioncomponent"),
            (ACCOUNT, "account"),
            (CONTACT, "contact"),
            (LEAD, "lead"),
            (OPPORTUNITY, "opportunity"),
            (QUEUE, "queue"),
            (PLUGINASSEMBLY, "pluginassembly"),
            (PLUGINTYPE, "plugintype"),
            (SDKMESSAGE, "sdkmessage"),
            (SDKMESSAGEFILTER, "sdkmessagefilter"),
            (STEP, "sdkmessageprocessingstep"),
            (SAVEDQUERY, "savedquery"),
            (USERQUERY, "userquery"),
            (ASYNCOPERATION, "asyncoperation"),
        ];
        for (table, logical) in named {
            assert_eq!(schema.table(table).logical, logical);
        }
    }

    #[test]
    fn every_relationship_ends_in_tables_and_columns_that_exist() {
        let schema = Schema::new(vec![], true);
        for table in &schema.tables {
            for nav in &table.navs {
                let target = schema.table(schema.logical(&nav.target).unwrap());
                match &nav.via {
                    Via::One(column) => assert!(table.column(column).is_some(), "{} {}", table.logical, nav.name),
                    Via::Many(column) => assert!(target.column(column).is_some(), "{} {}", table.logical, nav.name),
                    Via::Link { table: link, near, far } => {
                        let link = schema.table(schema.logical(link).unwrap());
                        assert!(link.column(near).is_some() && link.column(far).is_some());
                    }
                    Via::RolePrivileges => {}
                }
            }
            for name in table.name.iter().chain([&table.id]) {
                assert!(table.column(name).is_some(), "{} {name}", table.logical);
            }
        }
    }

    #[test]
    fn online_only_columns_are_not_on_premises() {
        let schema = Schema::new(vec![], false);
        assert!(schema.table(ROLE).column("isautoassigned").is_none());
        assert!(schema.table(SYSTEMUSER).column("azurestate").is_none());
    }
}
