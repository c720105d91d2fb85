//! Columns and relationships of a table, as metadata shows them.

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::call::Call;
use super::metadata::{Cast, derived};
use crate::org::schema::{Column, Kind, Labels, Table, TableId, Via};
use crate::org::world::World;

/// The id of a column in the metadata.
pub(super) fn column_id(table: &Table, logical: &str) -> Uuid {
    derived(&[&table.logical, ".", logical])
}

impl World {
    /// Rows of `Attributes`, `ManyToOneRelationships` or `OneToManyRelationships`.
    pub(super) fn part_rows(&self, call: &Call<'_>, table: TableId, part: &str) -> Option<Vec<Map<String, Json>>> {
        let definition = self.store.table(table);
        match part {
            "Attributes" => Some(
                definition.columns.iter().map(|column| self.attribute_metadata(call, definition, column)).collect(),
            ),
            "ManyToOneRelationships" => Some(self.relationships(|from, _| from.logical == definition.logical)),
            "OneToManyRelationships" => Some(self.relationships(|_, to| to.logical == definition.logical)),
            _ => None,
        }
    }

    fn attribute_metadata(&self, call: &Call<'_>, table: &Table, column: &Column) -> Map<String, Json> {
        let (kind, type_name) = match column.kind {
            Kind::Key => ("Uniqueidentifier", "UniqueidentifierType"),
            Kind::Guid => ("Uniqueidentifier", "UniqueidentifierType"),
            Kind::Lookup(_) if column.logical == "ownerid" => ("Owner", "OwnerType"),
            Kind::Lookup(ref targets) if *targets == ["account", "contact"] => ("Customer", "CustomerType"),
            Kind::Lookup(_) => ("Lookup", "LookupType"),
            Kind::Text(_) => ("String", "StringType"),
            Kind::Int => ("Integer", "IntegerType"),
            Kind::Version => ("BigInt", "BigIntType"),
            Kind::Bool => ("Boolean", "BooleanType"),
            Kind::Choice(_) if column.logical == "statecode" => ("State", "StateType"),
            Kind::Choice(_) if column.logical == "statuscode" => ("Status", "StatusType"),
            Kind::Choice(_) => ("Picklist", "PicklistType"),
            Kind::Time => ("DateTime", "DateTimeType"),
            Kind::Managed(_) => ("ManagedProperty", "ManagedPropertyType"),
        };
        let mut row = Map::new();
        if let Kind::Lookup(targets) = &column.kind {
            row.insert("@odata.type".into(), format!("#{}", Cast::Lookup.type_name()).into());
            row.insert("Targets".into(), json!(targets));
        }
        if column.kind == Kind::Bool {
            row.insert("@odata.type".into(), format!("#{}", Cast::Boolean.type_name()).into());
            row.insert("DefaultValue".into(), column.default.is_true().into());
        }
        let schema = match column.schema.as_ref() {
            "" if column.logical == table.id => format!("{}Id", table.schema),
            "" => column.logical.to_string(),
            schema => schema.to_owned(),
        };
        // A column that nobody asks the name of is labelled with its logical name.
        let named = Labels::english(column.logical.clone());
        let labels = if column.label.text().is_empty() { &named } else { &column.label };
        let managed = !column.custom || !column.logical.starts_with("new_");
        for (name, value) in [
            ("LogicalName", Json::from(column.logical.to_string())),
            ("SchemaName", schema.into()),
            ("EntityLogicalName", table.logical.to_string().into()),
            ("AttributeType", kind.into()),
            ("AttributeTypeName", json!({ "Value": type_name })),
            ("IsCustomAttribute", column.custom.into()),
            ("IsManaged", managed.into()),
            ("IsPrimaryId", (column.logical == table.id).into()),
            ("IsPrimaryName", (Some(&column.logical) == table.name.as_ref()).into()),
            ("IsSecured", column.secured.into()),
            ("IsValidForRead", true.into()),
            ("DisplayName", self.label(call, labels, &[&table.logical, ".", &column.logical], managed)),
            ("MetadataId", column_id(table, &column.logical).to_string().into()),
        ] {
            row.insert(name.to_owned(), value);
        }
        row
    }

    fn relationships(&self, wanted: impl Fn(&Table, &Table) -> bool) -> Vec<Map<String, Json>> {
        let mut found = Vec::new();
        for from in &self.store.schema.tables {
            for nav in &from.navs {
                let Via::One(property) = &nav.via else { continue };
                let Some(to) = self.store.schema.logical(&nav.target).map(|table| self.store.table(table)) else {
                    continue;
                };
                if nav.bind_only || !wanted(from, to) {
                    continue;
                }
                let column = from.column(property).and_then(|column| from.columns.get(column));
                let mut row = Map::new();
                for (name, value) in [
                    ("SchemaName", format!("{}_{}", nav.target, nav.name)),
                    ("ReferencingEntity", from.logical.to_string()),
                    ("ReferencingAttribute", column.map(|column| column.logical.to_string()).unwrap_or_default()),
                    ("ReferencingEntityNavigationPropertyName", nav.name.to_string()),
                    ("ReferencedEntity", nav.target.to_string()),
                    ("ReferencedAttribute", to.id.to_string()),
                    ("ReferencedEntityNavigationPropertyName", format!("{}_{}_{}", to.logical, from.logical, nav.name)),
                    ("RelationshipType", "OneToManyRelationship".to_owned()),
                    ("MetadataId", derived(&[&from.logical, "/", &nav.name]).to_string()),
                ] {
                    row.insert(name.to_owned(), value.into());
                }
                let custom = column.is_some_and(|column| column.custom);
                row.insert("IsCustomRelationship".to_owned(), custom.into());
                found.push(row);
            }
        }
        found
    }
}
