//! Tables, columns and parts of a solution.

use super::super::id::{PrivilegeId, RootRoleId, SdkStepId, TableId};
use super::super::json::Json;
use super::super::request::FILTER_COLUMN;
use super::super::rows::{
    Column, ColumnKind, Components, FilterTable, Label, Lookup, PrivilegeName, SdkStep, Table, TableColumns,
    YesNoColumn,
};
use super::Place;
use super::rows::{flag, guid, some_guid, some_text, text, unsigned};

/// A component without its type could be any of the three, so it is not left out.
pub(super) fn components(rows: &[Json]) -> Result<Components, Place> {
    let mut components = Components::default();
    for row in rows {
        let id = guid(row, "objectid", "solutioncomponents.objectid")?;
        match row.get("componenttype").and_then(Json::as_i64).ok_or("solutioncomponents.componenttype")? {
            1 => components.tables.push(TableId(id)),
            20 => components.roles.push(RootRoleId(id)),
            92 => components.steps.push(SdkStepId(id)),
            _ => {}
        }
    }
    Ok(components)
}

pub(super) fn step(row: &Json) -> Result<SdkStep, Place> {
    let id = guid(row, "sdkmessageprocessingstepid", "sdkmessageprocessingsteps.sdkmessageprocessingstepid")?;
    let state = row.get("statecode").and_then(Json::as_i64).ok_or("sdkmessageprocessingsteps.statecode")?;
    let customizable = row.get("iscustomizable").and_then(|property| property.get("Value")).and_then(Json::as_bool);
    Ok(SdkStep { id: SdkStepId(id), name: text(row, "name"), enabled: state == 0, customizable })
}

pub(super) fn table(json: &Json) -> Result<Table, Place> {
    let columns = members(json, "Attributes");
    let mut lookups = Vec::new();
    for relationship in members(json, "ManyToOneRelationships") {
        let (Some(column), Some(target), Some(navigation)) = (
            some_text(relationship, "ReferencingAttribute"),
            some_text(relationship, "ReferencedEntity"),
            some_text(relationship, "ReferencingEntityNavigationPropertyName"),
        ) else {
            continue;
        };
        let known = columns.iter().find(|known| some_text(known, "LogicalName") == Some(column));
        lookups.push(Lookup {
            column: column.to_owned(),
            labels: known.map(labels).unwrap_or_default(),
            target: target.to_owned(),
            navigation: navigation.to_owned(),
            custom: known
                .map_or_else(|| flag(relationship, "IsCustomRelationship"), |known| flag(known, "IsCustomAttribute")),
        });
    }
    Ok(Table {
        id: TableId(guid(json, "MetadataId", "EntityDefinitions.MetadataId")?),
        logical_name: some_text(json, "LogicalName").ok_or("EntityDefinitions.LogicalName")?.to_owned(),
        entity_set: text(json, "EntitySetName"),
        primary_id: text(json, "PrimaryIdAttribute"),
        primary_name: text(json, "PrimaryNameAttribute"),
        labels: labels(json),
        custom: flag(json, "IsCustomEntity"),
        managed: flag(json, "IsManaged"),
        read_privilege: privilege(json, "Read", 2).map(|privilege| privilege.id),
        create_privilege: privilege(json, "Create", 1),
        write_privilege: privilege(json, "Write", 3),
        lookups,
    })
}

pub(super) fn yes_no_column(json: &Json) -> Result<YesNoColumn, Place> {
    Ok(YesNoColumn {
        logical_name: some_text(json, "LogicalName").ok_or("Attributes.LogicalName")?.to_owned(),
        default_yes: flag(json, "DefaultValue"),
        secured: flag(json, "IsSecured"),
    })
}

pub(super) fn columns(json: &Json) -> Result<TableColumns, Place> {
    let named = |column| (text(column, "LogicalName"), labels(column));
    Ok(TableColumns {
        table: some_text(json, "LogicalName").ok_or("EntityDefinitions.LogicalName")?.to_owned(),
        columns: members(json, "Attributes").iter().map(named).collect(),
    })
}

pub(super) fn filter_table(json: &Json) -> Result<FilterTable, Place> {
    let columns = members(json, "Attributes");
    let column = columns.iter().find(|column| some_text(column, "LogicalName") == Some(FILTER_COLUMN));
    let column = column.map(|column| Column {
        logical_name: FILTER_COLUMN.to_owned(),
        kind: match text(column, "AttributeType") {
            kind if kind == "Boolean" => ColumnKind::Boolean,
            kind => ColumnKind::Other(kind),
        },
    });
    Ok(FilterTable {
        entity_set: some_text(json, "EntitySetName").ok_or("EntityDefinitions.EntitySetName")?.to_owned(),
        primary_id: some_text(json, "PrimaryIdAttribute").ok_or("EntityDefinitions.PrimaryIdAttribute")?.to_owned(),
        column,
    })
}

/// The table's privilege of this type, which is told by name or by the number of the enumeration's member.
fn privilege(json: &Json, name: &str, number: i64) -> Option<PrivilegeName> {
    let fits = |privilege: &&Json| match privilege.get("PrivilegeType") {
        Some(Json::Text(told)) => told == name,
        Some(Json::Int(told)) => *told == number,
        _ => false,
    };
    let found = members(json, "Privileges").iter().find(fits)?;
    Some(PrivilegeName { id: PrivilegeId(some_guid(found, "PrivilegeId")?), name: text(found, "Name") })
}

/// The texts of `DisplayName` in every language.
fn labels(json: &Json) -> Vec<Label> {
    let mut labels = Vec::new();
    for label in json.get("DisplayName").map(|name| members(name, "LocalizedLabels")).unwrap_or_default() {
        if let (Some(language), Some(text)) = (label.get("LanguageCode").and_then(unsigned), some_text(label, "Label"))
        {
            labels.push(Label { language, text: text.to_owned() });
        }
    }
    labels
}

fn members<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    json.get(name).and_then(Json::as_list).unwrap_or_default()
}

#[cfg(test)]
mod tests;
