//! Settings, the configuration's rows, publications, jobs, business units and views.

use super::super::id::{BusinessUnitId, RecordId, UserId, ViewId};
use super::super::json::Json;
use super::super::request::ConfigTable;
use super::super::rows::{BusinessUnit, ConfigRow, Job, Publication, UserSettings, View};
use super::Place;
use super::rows::{flag, guid, some_guid, some_text, text, unsigned};
use super::time;

pub(super) fn user_settings(row: &Json) -> UserSettings {
    UserSettings { language: row.get("uilanguageid").and_then(unsigned) }
}

pub(super) fn languages(json: &Json) -> Result<Vec<u32>, Place> {
    const PLACE: Place = "RetrieveProvisionedLanguages";
    json.get(PLACE).and_then(Json::as_list).ok_or(PLACE)?.iter().map(|code| unsigned(code).ok_or(PLACE)).collect()
}

pub(super) fn config_rows(rows: &[Json], table: &ConfigTable) -> Result<Vec<ConfigRow>, Place> {
    let mut lookup = "_".to_owned();
    lookup.push_str(&table.lookup_column);
    lookup.push_str("_value");
    let mut shown = lookup.clone();
    shown.push_str("@OData.Community.Display.V1.FormattedValue");
    let mut found = Vec::new();
    for row in rows {
        found.push(ConfigRow {
            id: RecordId(guid(row, &table.primary_id, "configuration.key")?),
            name: text(row, &table.primary_name),
            user: some_guid(row, &lookup).map(|user| (UserId(user), text(row, &shown))),
            modified: some_text(row, "modifiedon").and_then(time::milliseconds),
            etag: some_text(row, "@odata.etag").map(str::to_owned),
        });
    }
    Ok(found)
}

/// Of operations of other kinds and of those that have not begun nothing follows, so they are left out.
pub(super) fn publications(rows: &[Json]) -> Vec<Publication> {
    let mut found = Vec::new();
    for row in rows {
        let all = row.get("msdyn_operation").and_then(Json::as_i64) == Some(4);
        let started = some_text(row, "msdyn_starttime").and_then(time::milliseconds);
        if let Some(started) = started.filter(|_| all) {
            let completed = row.get("msdyn_status").and_then(Json::as_i64) == Some(1);
            found.push(Publication {
                started,
                ended: some_text(row, "msdyn_endtime").and_then(time::milliseconds),
                succeeded: completed.then(|| flag(row, "msdyn_result")),
            });
        }
    }
    found
}

pub(super) fn job(json: &Json) -> Result<Job, Place> {
    let state = json.get("statecode").and_then(Json::as_i64).ok_or("asyncoperations.statecode")?;
    let status = json.get("statuscode").and_then(Json::as_i64).ok_or("asyncoperations.statuscode")?;
    let finished = state == 3;
    let message = some_text(json, "friendlymessage").or_else(|| some_text(json, "message")).unwrap_or_default();
    Ok(Job { finished, succeeded: finished && status == 30, message: message.to_owned() })
}

pub(super) fn business_unit(row: &Json) -> Result<BusinessUnit, Place> {
    Ok(BusinessUnit {
        id: BusinessUnitId(guid(row, "businessunitid", "businessunits.businessunitid")?),
        name: text(row, "name"),
        parent: some_guid(row, "_parentbusinessunitid_value").map(BusinessUnitId),
    })
}

pub(super) fn public_view(row: &Json) -> Result<View, Place> {
    let id = guid(row, "savedqueryid", "savedqueries.savedqueryid")?;
    Ok(View { id: ViewId(id), name: text(row, "name"), personal: false })
}

pub(super) fn personal_view(row: &Json) -> Result<View, Place> {
    let id = guid(row, "userqueryid", "userqueries.userqueryid")?;
    Ok(View { id: ViewId(id), name: text(row, "name"), personal: true })
}

#[cfg(test)]
mod tests;
