//! Bodies of creates and updates: columns and bound lookups, each checked against the table.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::call::{Call, Service};
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{Column, Kind, TableId, Via, Writable};
use crate::org::value::{Value, read_id, read_time};
use crate::org::world::World;

/// What a body sets: column and value.
pub(crate) type Changes = Vec<(usize, Value)>;

impl World {
    /// Reads a body for one table.
    ///
    /// # Errors
    /// A name that the table does not have or that cannot be written, a value of the wrong type, length or range, a
    /// bind
    /// to a row that is not there.
    pub(crate) fn changes(
        &self,
        call: &Call<'_>,
        table: TableId,
        body: &Map<String, Json>,
        creating: bool,
    ) -> Outcome<Changes> {
        let mut changes = Changes::new();
        for (name, value) in body {
            if let Some(nav) = name.strip_suffix("@odata.bind") {
                changes.push(self.bound(call, table, nav, value)?);
            } else if name.contains('@') {
                // Annotations of a row that was read before come back with it; the service ignores them.
            } else {
                changes.push(self.set_one(table, name, value, creating)?);
            }
        }
        Ok(changes)
    }

    fn set_one(&self, table: TableId, name: &str, value: &Json, creating: bool) -> Outcome<(usize, Value)> {
        let definition = self.store.table(table);
        let unknown = || {
            Refusal::payload(format!(
                "Microsoft.Crm.CrmException: Invalid property '{name}' was found in entity '{type_name}'. ---> \
                 Microsoft.OData.ODataException: The property '{name}' does not exist on type '{type_name}'. Make sure \
                 to only use property names that are defined by the type.",
                type_name = definition.type_name()
            ))
        };
        if let Some(nav) = definition.nav(name)
            && let Via::One(property) = &nav.via
            && value.is_null()
        {
            // A single-valued navigation property set to null clears its lookup (dataverse §5.3).
            let column = definition.column(property).ok_or_else(unknown)?;
            return Ok((column, Value::Null));
        }
        let index = definition.column(name).ok_or_else(unknown)?;
        let column = definition.columns.get(index).ok_or_else(unknown)?;
        let writable = match column.writable {
            Writable::Always => true,
            Writable::OnCreate => creating,
            Writable::Never => false,
        };
        if matches!(column.kind, Kind::Lookup(_)) {
            return Err(Refusal::payload(format!(
                "Microsoft.OData.ODataException: The property '{name}' is read only; use the navigation property."
            )));
        }
        if !writable {
            return Err(read_only(name));
        }
        Ok((index, self.cell(table, column, value)?))
    }

    /// A JSON value as a cell of a column.
    pub(crate) fn cell(&self, table: TableId, column: &Column, value: &Json) -> Outcome<Value> {
        let definition = self.store.table(table);
        let wrong = || {
            Refusal::payload(format!(
                "Microsoft.OData.ODataException: Cannot convert the literal '{value}' to the expected type '{}'.",
                crate::org::odata::eval::edm(&column.kind)
            ))
        };
        match (&column.kind, value) {
            (Kind::Key, Json::Null) => Err(wrong()),
            (_, Json::Null) => Ok(Value::Null),
            (Kind::Text(most), Json::String(text)) => {
                if text.encode_utf16().count() > *most {
                    return Err(Refusal::new(
                        400,
                        "0x80044331",
                        format!(
                            "A validation error occurred.  The length of the '{}' attribute of the '{}' entity \
                            exceeded \
                             the maximum allowed length of '{most}'.",
                            column.logical, definition.logical
                        ),
                    ));
                }
                Ok(Value::text(text))
            }
            (Kind::Key | Kind::Guid, Json::String(text)) => read_id(text).map(Value::Id).ok_or_else(wrong),
            (Kind::Time, Json::String(text)) => read_time(text).map(Value::Time).ok_or_else(wrong),
            (Kind::Bool, Json::Bool(truth)) => Ok(Value::Bool(*truth)),
            (Kind::Managed(_), Json::Object(object)) => {
                object.get("Value").and_then(Json::as_bool).map(Value::Bool).ok_or_else(wrong)
            }
            (Kind::Int, Json::Number(number)) => number.as_i64().map(Value::Int).ok_or_else(wrong),
            (Kind::Choice(choices), Json::Number(number)) => {
                let number = number.as_i64().ok_or_else(wrong)?;
                if choices.iter().any(|(value, _)| *value == number) {
                    return Ok(Value::Int(number));
                }
                let accepted: Vec<String> = choices.iter().map(|(value, _)| value.to_string()).collect();
                Err(Refusal::new(
                    400,
                    "0x8004431A",
                    format!(
                        "A validation error occurred.  The value {number} of '{}' on record of type '{}' is outside \
                        the \
                         valid range. Accepted Values: {}",
                        column.logical,
                        definition.logical,
                        accepted.join(",")
                    ),
                ))
            }
            _ => Err(wrong()),
        }
    }

    fn bound(&self, call: &Call<'_>, table: TableId, name: &str, value: &Json) -> Outcome<(usize, Value)> {
        let definition = self.store.table(table);
        let unknown = || {
            Refusal::payload(format!(
                "Microsoft.OData.ODataException: An undeclared property '{name}' which only has property \
                annotations in \
                 the payload but no property value was found in the payload."
            ))
        };
        let nav = definition.nav(name).ok_or_else(unknown)?;
        let Via::One(property) = &nav.via else { return Err(unknown()) };
        let index = definition.column(property).ok_or_else(unknown)?;
        let column = definition.columns.get(index).ok_or_else(unknown)?;
        if column.writable == Writable::Never {
            return Err(read_only(name));
        }
        if value.is_null() {
            return Ok((index, Value::Null));
        }
        let link = value.as_str().ok_or_else(unknown)?;
        let (target, id) = self.linked_row(link, call.service)?;
        let Kind::Lookup(targets) = &column.kind else { return Err(unknown()) };
        let there = self.store.table(target);
        let allowed = if nav.bind_only { targets.contains(&there.logical) } else { there.logical == nav.target };
        if !allowed {
            return Err(Refusal::payload(format!(
                "Microsoft.OData.ODataException: The type '{}' is not compatible with the navigation property \
                '{name}'.",
                there.type_name()
            )));
        }
        match self.store.rows(target).find(id) {
            Some(_) => Ok((index, Value::Id(id))),
            None => Err(Refusal::not_found(&there.logical, id)),
        }
    }

    /// The table and id in `/systemusers(id)`, `systemusers(id)` or the whole URL.
    ///
    /// # Errors
    /// Another host or service, a set that is not there, a key that is no GUID.
    pub(crate) fn linked_row(&self, link: &str, service: &Service) -> Outcome<(TableId, Uuid)> {
        let rest = if link.contains("://") {
            strip_service(link, service).ok_or_else(|| Refusal::query(format!("Invalid URI '{link}'.")))?
        } else {
            let bare = link.strip_prefix(service.root_path.as_str()).unwrap_or(link);
            bare.strip_prefix('/').unwrap_or(bare)
        };
        let segments = super::path::segments(rest)?;
        let [segment] = segments.as_slice() else {
            return Err(Refusal::query(format!("Invalid URI '{link}'.")));
        };
        let table = self.set_of(&segment.name)?;
        let definition = self.store.table(table);
        Ok((table, segment.key(&definition.id, &definition.type_name())?))
    }
}

/// What follows the service root in an absolute URL, whichever version it names.
pub(crate) fn strip_service<'a>(link: &'a str, service: &Service) -> Option<&'a str> {
    let base = format!("{}/api/data/", service.client_url);
    let start = link.get(..base.len())?;
    if !start.eq_ignore_ascii_case(&base) {
        return None;
    }
    let rest = link.get(base.len()..)?;
    let (version, rest) = rest.split_once('/')?;
    version.starts_with('v').then_some(rest)
}

/// The reference names codes for two of these; for the rest it is silent, and silently ignoring a change would be the
/// looser reading.
pub(super) fn read_only(name: &str) -> Refusal {
    match name {
        "islicensed" => Refusal::new(400, "0x80041d4c", "The property IsLicensed cannot be modified."),
        "issyncwithdirectory" => {
            Refusal::new(400, "0x80041d4e", "The property IsSyncUserWithDirectory can be set on create only.")
        }
        _ => Refusal::payload(format!(
            "Microsoft.Crm.CrmException: The property '{name}' cannot be changed by a client."
        )),
    }
}
