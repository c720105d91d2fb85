//! Solutions, metadata, the configuration's rows, publications and views. Queries of metadata know neither paging nor
//! order nor text functions (dataverse §5.3).

use super::super::super::id::Guid;
use super::super::super::odata::{any_of, joined, literal, name, record, target};
use super::super::super::request::{ColumnsOf, ConfigTable, STEPS, USERS};
use super::super::definition;
use super::counted;

const TABLE: (&str, &str) = (
    "$select",
    "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,DisplayName,IsCustomEntity,IsManaged,Privileges",
);

/// The labels of the lookups are those of their columns, and the relationships tell what a write has to name.
const LOOKUPS: (&str, &str) = (
    "$expand",
    "Attributes($select=LogicalName,DisplayName,IsCustomAttribute;\
     $filter=AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Lookup'),\
     ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName,\
     IsCustomRelationship)",
);

const LOOKUPS_TO_SYNCED: (&str, &str) = (
    "$expand",
    "ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName,\
     IsCustomRelationship;\
     $filter=ReferencedEntity eq 'lead' or ReferencedEntity eq 'contact' or ReferencedEntity eq 'account')",
);

pub(super) fn solutions(word: &str) -> String {
    let filter = joined(&["contains(friendlyname,", word, ") or contains(uniquename,", word, ")"]);
    let options = [
        ("$select", "solutionid,uniquename,friendlyname,version,ismanaged,_parentsolutionid_value"),
        ("$expand", "publisherid($select=uniquename,friendlyname)"),
        ("$filter", &filter),
    ];
    target("solutions", &options)
}

pub(super) fn components(solution: Guid) -> String {
    const KINDS: &str = " and (componenttype eq 1 or componenttype eq 20 or componenttype eq 92)";
    let filter = joined(&["_solutionid_value eq ", &solution.to_text(), KINDS]);
    target("solutioncomponents", &[("$select", "objectid,componenttype"), ("$filter", &filter)])
}

pub(super) fn steps(filter: &str) -> String {
    const COLUMNS: &str = "sdkmessageprocessingstepid,name,statecode,iscustomizable";
    target("sdkmessageprocessingsteps", &[("$select", COLUMNS), ("$filter", filter)])
}

pub(super) fn table(table: Guid) -> String {
    target(&record("EntityDefinitions", table), &[TABLE, LOOKUPS])
}

pub(super) fn custom_tables() -> String {
    target("EntityDefinitions", &[TABLE, ("$filter", "IsCustomEntity eq true"), LOOKUPS_TO_SYNCED])
}

pub(super) fn written_tables() -> String {
    let filter = joined(&["LogicalName eq '", USERS, "' or LogicalName eq '", STEPS, "'"]);
    target("EntityDefinitions", &[TABLE, ("$filter", &filter)])
}

pub(super) fn config_rows(table: &ConfigTable) -> String {
    let columns = joined(&[
        &name(&table.primary_id),
        ",",
        &name(&table.primary_name),
        ",_",
        &name(&table.lookup_column),
        "_value,modifiedon",
    ]);
    target(&name(&table.entity_set), &[("$select", &columns)])
}

/// The column's kind and where the table's rows are, in one request.
pub(super) fn filter_column(table: &str) -> String {
    const COLUMN: &str = "Attributes($select=LogicalName,AttributeType;$filter=LogicalName eq 'new_synctomkto')";
    target(&definition(table), &[("$select", "EntitySetName,PrimaryIdAttribute"), ("$expand", COLUMN)])
}

/// What a new row gets is told by columns of this type alone, so the path names it.
pub(super) fn yes_no_columns(table: &str) -> String {
    const KIND: &str = "/Attributes/Microsoft.Dynamics.CRM.BooleanAttributeMetadata";
    target(&joined(&[&definition(table), KIND]), &[("$select", "LogicalName,DefaultValue,IsSecured")])
}

pub(super) fn columns(which: ColumnsOf, tables: &[String]) -> String {
    let columns = match which {
        ColumnsOf::Secured => "Attributes($select=LogicalName;$filter=IsSecured eq true)",
        ColumnsOf::Custom => "Attributes($select=LogicalName,DisplayName;$filter=IsCustomAttribute eq true)",
    };
    let filter = any_of("LogicalName", &mut tables.iter().map(|table| literal(table)));
    target("EntityDefinitions", &[("$select", "LogicalName"), ("$filter", &filter), ("$expand", columns)])
}

/// These three tables are named in one way (Dataverse: entity set names of lead, contact, account).
pub(super) fn team_owned(table: &str) -> String {
    counted(&joined(&[&name(table), "s"]), &joined(&[&name(table), "id"]), "_owningteam_value ne null")
}

pub(super) fn filter_count(set: &str, key: &str, column: &str, value: Option<bool>) -> String {
    let value = match value {
        Some(true) => " eq true",
        Some(false) => " eq false",
        None => " eq null",
    };
    counted(&name(set), &name(key), &joined(&[&name(column), value]))
}

/// Of all solution operations those that published everything (`msdyn_operation` 4, dataverse §5.4).
pub(super) fn publications() -> String {
    let options = [
        ("$select", "msdyn_operation,msdyn_status,msdyn_result,msdyn_starttime,msdyn_endtime"),
        ("$filter", "msdyn_operation eq 4"),
        ("$orderby", "msdyn_starttime desc"),
        ("$top", "5"),
    ];
    target("msdyn_solutionhistories", &options)
}

/// Active views that list rows (`querytype` 0), not the ones behind lookups and searches.
pub(super) fn views(set: &str, key: &str) -> String {
    let options = [
        ("$select", &*joined(&[key, ",name"])),
        ("$filter", "returnedtypecode eq 'systemuser' and querytype eq 0 and statecode eq 0"),
        ("$orderby", &joined(&["name,", key])),
    ];
    target(set, &options)
}
