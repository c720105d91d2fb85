//! Metadata, the configuration's rows, publications and views. Queries of metadata know neither paging nor order nor
//! text functions (dataverse §5.3).

use super::super::super::id::TableId;
use super::super::super::odata::{Target, literal, name};
use super::super::super::request::{ConfigTable, FILTER_COLUMN};
use super::counted;

const TABLE: &str = "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,DisplayName,IsCustomEntity,\
                     IsManaged,Privileges";
const RELATIONSHIP: &str = "ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,\
                            ReferencingEntityNavigationPropertyName,IsCustomRelationship";

pub(super) fn steps(filter: &str) -> Target {
    Target::set("sdkmessageprocessingsteps")
        .option("$select", "sdkmessageprocessingstepid,name,statecode,iscustomizable")
        .option("$filter", filter)
}

/// The labels of the lookups are those of their columns, and the relationships tell what a write has to name.
pub(super) fn table(table: TableId) -> Target {
    let mut expand = "Attributes($select=LogicalName,DisplayName,IsCustomAttribute;\
                      $filter=AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Lookup'),"
        .to_owned();
    expand.push_str(RELATIONSHIP);
    expand.push(')');
    Target::record("EntityDefinitions", &table).option("$select", TABLE).option("$expand", &expand)
}

pub(super) fn custom_tables() -> Target {
    let mut expand = RELATIONSHIP.to_owned();
    expand.push_str(
        ";$filter=ReferencedEntity eq 'lead' or ReferencedEntity eq 'contact' or ReferencedEntity eq 'account')",
    );
    Target::set("EntityDefinitions")
        .option("$select", TABLE)
        .option("$filter", "IsCustomEntity eq true")
        .option("$expand", &expand)
}

pub(super) fn config_rows(table: &ConfigTable) -> Target {
    let mut columns = name(&table.primary_id);
    columns.push(',');
    columns.push_str(&name(&table.primary_name));
    columns.push_str(",_");
    columns.push_str(&name(&table.lookup_column));
    columns.push_str("_value,modifiedon");
    Target::set(&name(&table.entity_set)).option("$select", &columns)
}

/// The column's kind and where the table's rows are, in one request.
pub(super) fn filter_column(table: &str) -> Target {
    let mut expand = "Attributes($select=LogicalName,AttributeType;$filter=LogicalName eq ".to_owned();
    expand.push_str(&literal(FILTER_COLUMN));
    expand.push(')');
    definition(table).option("$select", "EntitySetName,PrimaryIdAttribute").option("$expand", &expand)
}

/// `EntityDefinitions(LogicalName='lead')`
fn definition(table: &str) -> Target {
    Target::set(&super::super::definition(table))
}

pub(super) fn filter_count(set: &str, key: &str, column: &str, value: Option<bool>) -> Target {
    let mut filter = name(column);
    filter.push_str(match value {
        Some(true) => " eq true",
        Some(false) => " eq false",
        None => " eq null",
    });
    counted(&name(set), &name(key), &filter)
}

/// Of all solution operations those that published everything (`msdyn_operation` 4, dataverse §5.4).
pub(super) fn publications() -> Target {
    Target::set("msdyn_solutionhistories")
        .option("$select", "msdyn_operation,msdyn_status,msdyn_result,msdyn_starttime,msdyn_endtime")
        .option("$filter", "msdyn_operation eq 4")
        .option("$orderby", "msdyn_starttime desc")
        .option("$top", "5")
}

/// Active views that list rows (`querytype` 0), not the ones behind lookups and searches.
pub(super) fn views(set: &str, key: &str) -> Target {
    let (mut select, mut order) = (key.to_owned(), "name,".to_owned());
    select.push_str(",name");
    order.push_str(key);
    Target::set(set)
        .option("$select", &select)
        .option("$filter", "returnedtypecode eq 'systemuser' and querytype eq 0 and statecode eq 0")
        .option("$orderby", &order)
}
