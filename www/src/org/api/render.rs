//! Rows as JSON: values, annotations, expanded rows.

use serde_json::{Map, Value as Json, json};

use super::call::Annotations;
use super::expand::Expanded;
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::options::Expand;
use crate::org::schema::{Column, Kind, SYSTEMUSER, TEAM, TableId, Via};
use crate::org::value::{Value, show_number, show_time};
use crate::org::world::World;

const FORMATTED: &str = "OData.Community.Display.V1.FormattedValue";
const LOGICAL_NAME: &str = "Microsoft.Dynamics.CRM.lookuplogicalname";
const NAVIGATION: &str = "Microsoft.Dynamics.CRM.associatednavigationproperty";

/// How rows of one table are written.
pub(crate) struct Sheet<'a> {
    pub(crate) table: TableId,
    /// In the order of the answer; the id is among them.
    pub(crate) columns: Vec<usize>,
    pub(crate) expanded: Vec<Expanded<'a>>,
}

impl World {
    /// The columns that `$select` leaves, with those that come back always: the id, and a user's `ownerid`
    /// (dataverse §2.1).
    ///
    /// # Errors
    /// A name that the table does not have.
    pub(crate) fn selected(&self, table: TableId, select: Option<&[String]>) -> Outcome<Vec<usize>> {
        let definition = self.store.table(table);
        let all = || (0..definition.columns.len()).collect();
        let Some(names) = select else { return Ok(all()) };
        let mut columns: Vec<usize> = Vec::with_capacity(names.len() + 2);
        for name in names {
            if name == "*" {
                return Ok(all());
            }
            let column = definition.column(name).ok_or_else(|| Refusal::no_property(name, &definition.type_name()))?;
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let owner = matches!(table, SYSTEMUSER | TEAM).then(|| definition.column("ownerid")).flatten();
        for column in definition.column(&definition.id).into_iter().chain(owner) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        Ok(columns)
    }

    /// One row of a list: every expanded collection comes with a link to its rows, complete and empty ones included
    /// (Microsoft, "Join tables using OData"). Older servers send the link in place of the rows (Microsoft, 2016, "Query
    /// data using the Web API"); here these are the ones on premises.
    pub(crate) fn listed_json(
        &self,
        sheet: &Sheet<'_>,
        row: usize,
        annotations: &Annotations,
        service: &str,
    ) -> Map<String, Json> {
        let mut object = self.row_json(sheet, row, annotations);
        let definition = self.store.table(sheet.table);
        let id = self.store.rows(sheet.table).id(row);
        for expanded in sheet.expanded.iter().filter(|expanded| !matches!(expanded.nav.via, Via::One(_))) {
            let name = &expanded.nav.name;
            let mut link = format!("{service}{}({id})/{name}", definition.set);
            if !expanded.query.is_empty() {
                link.push('?');
                link.push_str(&expanded.query);
            }
            if !self.online() {
                object.insert(name.to_string(), Json::Array(Vec::new()));
            }
            object.insert(format!("{name}@odata.nextLink"), link.into());
        }
        object
    }

    /// One row.
    pub(crate) fn row_json(&self, sheet: &Sheet<'_>, row: usize, annotations: &Annotations) -> Map<String, Json> {
        let definition = self.store.table(sheet.table);
        let mut object = Map::new();
        object.insert("@odata.etag".into(), self.etag(sheet.table, row).into());
        for index in &sheet.columns {
            let Some(column) = definition.columns.get(*index) else { continue };
            let value = self.store.value(sheet.table, row, *index);
            self.annotate(&mut object, sheet.table, column, &value, annotations);
            object.insert(column.property.to_string(), cell_json(column, &value));
        }
        for expanded in &sheet.expanded {
            let rows = expanded.rows(self, sheet.table, row);
            let one = |row: &usize| Json::Object(self.row_json(&expanded.sheet, *row, annotations));
            let value = if matches!(expanded.nav.via, Via::One(_)) {
                rows.first().map_or(Json::Null, one)
            } else {
                rows.iter().map(one).collect::<Vec<_>>().into()
            };
            object.insert(expanded.nav.name.to_string(), value);
        }
        object
    }

    /// `W/"2264386"`
    pub(crate) fn etag(&self, table: TableId, row: usize) -> String {
        format!("W/\"{}\"", self.store.rows(table).version(row))
    }

    fn annotate(
        &self,
        object: &mut Map<String, Json>,
        table: TableId,
        column: &Column,
        value: &Value,
        annotations: &Annotations,
    ) {
        if value.is_null() {
            return;
        }
        if annotations.wants(FORMATTED)
            && let Some(shown) = self.shown(column, value)
        {
            object.insert(format!("{}@{FORMATTED}", column.property), shown.into());
        }
        let Kind::Lookup(targets) = &column.kind else { return };
        let Some(target) = self.lookup_target(targets, value) else { return };
        if annotations.wants(NAVIGATION) {
            let over = |via: &Via| matches!(via, Via::One(property) if *property == column.property);
            let definition = self.store.table(table);
            let name = &self.store.table(target).logical;
            if let Some(nav) = definition.navs.iter().find(|nav| over(&nav.via) && nav.target == *name) {
                object.insert(format!("{}@{NAVIGATION}", column.property), nav.name.to_string().into());
            }
        }
        if annotations.wants(LOGICAL_NAME) {
            let name = self.store.table(target).logical.to_string();
            object.insert(format!("{}@{LOGICAL_NAME}", column.property), name.into());
        }
    }

    fn lookup_target(&self, targets: &[crate::org::schema::Name], value: &Value) -> Option<TableId> {
        let id = value.as_id()?;
        let tables = targets.iter().filter_map(|name| self.store.schema.logical(name));
        tables.into_iter().find(|table| self.store.rows(*table).find(id).is_some())
    }

    /// The text that a person would see; `None` where the value is that text already.
    fn shown(&self, column: &Column, value: &Value) -> Option<String> {
        match (&column.kind, value) {
            (Kind::Bool, Value::Bool(truth)) => Some(if *truth { "Yes" } else { "No" }.to_owned()),
            (Kind::Choice(choices), Value::Int(number)) => {
                choices.iter().find(|(value, _)| value == number).map(|(_, label)| (*label).to_owned())
            }
            (Kind::Int | Kind::Version, Value::Int(number)) => Some(show_number(*number)),
            (Kind::Time, Value::Time(seconds)) => Some(show_time(*seconds)),
            (Kind::Lookup(targets), value) => {
                let table = self.lookup_target(targets, value)?;
                let row = self.store.rows(table).find(value.as_id()?)?;
                let name = self.store.value(table, row, self.store.table(table).name_column()?);
                name.as_text().map(str::to_owned)
            }
            _ => None,
        }
    }

    /// What stands after `#` in `@odata.context`: the set with the selected columns and expanded properties.
    pub(crate) fn context(&self, set: &str, select: Option<&[String]>, expand: &[Expand]) -> String {
        let listed = context_list(select, expand);
        if listed.is_empty() { set.to_owned() } else { format!("{set}({listed})") }
    }
}

fn context_list(select: Option<&[String]>, expand: &[Expand]) -> String {
    let mut names: Vec<String> = select.unwrap_or_default().to_vec();
    for one in expand {
        let inner = context_list(one.options.select.as_deref(), &one.options.expand);
        names.push(format!("{}({inner})", one.nav));
    }
    names.join(",")
}

fn cell_json(column: &Column, value: &Value) -> Json {
    match (&column.kind, value) {
        (Kind::Managed(inner), Value::Bool(truth)) => {
            json!({ "Value": truth, "CanBeChanged": true, "ManagedPropertyLogicalName": inner })
        }
        _ => value.to_json(),
    }
}
