//! `EntityDefinitions`: metadata as data, with the query limits of dataverse §5.3.

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::call::{Call, Reply};
use super::path::{Arguments, Segment, literal};
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::filter::{Comparison, Expr, Operand};
use crate::org::odata::lex::Literal;
use crate::org::odata::options::Expand;
use crate::org::schema::{Column, Kind, Table, TableId, Via};
use crate::org::world::World;

const ENTITY: &str = "Microsoft.Dynamics.CRM.EntityMetadata";
const ATTRIBUTE: &str = "Microsoft.Dynamics.CRM.AttributeMetadata";
const LOOKUP: &str = "Microsoft.Dynamics.CRM.LookupAttributeMetadata";
const PICKLIST: &str = "Microsoft.Dynamics.CRM.PicklistAttributeMetadata";
const RELATIONSHIP: &str = "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata";

impl World {
    /// Answers a GET below `EntityDefinitions`.
    pub(crate) fn definitions(&self, call: &Call<'_>) -> Outcome<Reply> {
        let Some((first, rest)) = call.segments.split_first() else { return Err(Refusal::syntax()) };
        limits(call)?;
        if first.arguments == Arguments::None {
            if !rest.is_empty() {
                return Err(Refusal::syntax());
            }
            let rows: Vec<Map<String, Json>> = (0..self.store.schema.tables.len())
                .map(|at| self.entity_metadata(TableId(at), &call.options.expand))
                .collect::<Outcome<_>>()?;
            return self.listed(call, rows, ENTITY, "EntityDefinitions");
        }
        let table = self.definition_key(first)?;
        match rest {
            [] => {
                let row = self.entity_metadata(table, &call.options.expand)?;
                let expanded: Vec<&str> = call.options.expand.iter().map(|one| one.nav.as_str()).collect();
                let row = picked(row, call.options.select.as_deref(), ENTITY, &expanded)?;
                let shown = self.context("EntityDefinitions", call.options.select.as_deref(), &call.options.expand);
                Ok(Reply::json(one(call, &format!("{shown}/$entity"), row)))
            }
            [segment, cast @ ..] => self.definition_parts(call, table, segment, cast),
        }
    }

    fn definition_parts(&self, call: &Call<'_>, table: TableId, part: &Segment, cast: &[Segment]) -> Outcome<Reply> {
        let set = format!("EntityDefinitions({})/{}", metadata_id(self.store.table(table)), part.name);
        let only = match cast {
            [] => None,
            [cast] if cast.is(LOOKUP) && part.name == "Attributes" => Some("Lookup"),
            [cast] if cast.is(PICKLIST) && part.name == "Attributes" => Some("Picklist"),
            [other, ..] => return Err(Refusal::no_segment(&other.name)),
        };
        let mut rows = self.part_rows(table, &part.name).ok_or_else(|| Refusal::no_segment(&part.name))?;
        if only == Some("Picklist") {
            self.expand_option_sets(table, &mut rows, &call.options.expand)?;
        }
        let kind = if part.name == "Attributes" { ATTRIBUTE } else { RELATIONSHIP };
        match &part.arguments {
            Arguments::None => {
                let fits =
                    |row: &Map<String, Json>| only.is_none_or(|kind| row.get("AttributeType") == Some(&json!(kind)));
                let rows = rows.into_iter().filter(fits).collect();
                self.listed(call, rows, kind, &set)
            }
            Arguments::Named(pairs) => match pairs.as_slice() {
                [(name, value)] if name == "LogicalName" => {
                    let wanted = literal(value).and_then(|value| literal_json(&value)).ok_or_else(Refusal::syntax)?;
                    let found = rows.into_iter().find(|row| row.get("LogicalName") == Some(&wanted));
                    let row = found.ok_or_else(|| {
                        Refusal::new(404, "0x80041103", format!("Could not find an attribute with the name {wanted}."))
                    })?;
                    let row = picked(row, call.options.select.as_deref(), kind, &[])?;
                    Ok(Reply::json(one(call, &format!("{set}/$entity"), row)))
                }
                _ => Err(Refusal::syntax()),
            },
            _ => Err(Refusal::syntax()),
        }
    }

    fn listed(&self, call: &Call<'_>, rows: Vec<Map<String, Json>>, kind: &str, set: &str) -> Outcome<Reply> {
        let mut kept = Vec::new();
        let expanded: Vec<&str> = call.options.expand.iter().map(|one| one.nav.as_str()).collect();
        for row in rows {
            let passes = match &call.options.filter {
                Some(filter) => passes(&row, filter, call, kind)?,
                None => true,
            };
            if passes {
                kept.push(Json::Object(picked(row, call.options.select.as_deref(), kind, &expanded)?));
            }
        }
        let shown = self.context(set, call.options.select.as_deref(), &call.options.expand);
        Ok(Reply::json(json!({
            "@odata.context": format!("{}$metadata#{shown}", call.service.root),
            "value": kept,
        })))
    }

    fn definition_key(&self, segment: &Segment) -> Outcome<TableId> {
        let missing = |what: &str| {
            Refusal::new(
                404,
                "0x80041102",
                format!("The entity with a name = '{what}' was not found in the MetadataCache."),
            )
        };
        match &segment.arguments {
            Arguments::Named(pairs) => match pairs.as_slice() {
                [(name, value)] if name == "LogicalName" => match literal(value) {
                    Some(Literal::Text(name)) => self.store.schema.logical(&name).ok_or_else(|| missing(&name)),
                    _ => Err(Refusal::syntax()),
                },
                [(name, value)] if name == "MetadataId" => self.by_metadata_id(value),
                _ => Err(Refusal::syntax()),
            },
            Arguments::Key(value) => self.by_metadata_id(value),
            Arguments::None | Arguments::Empty => Err(Refusal::syntax()),
        }
    }

    fn by_metadata_id(&self, text: &str) -> Outcome<TableId> {
        let Some(Literal::Id(id)) = literal(text) else { return Err(Refusal::syntax()) };
        let at = self.store.schema.tables.iter().position(|table| metadata_id(table) == id);
        at.map(TableId).ok_or_else(|| Refusal::not_found("EntityMetadata", id))
    }

    fn entity_metadata(&self, table: TableId, expand: &[Expand]) -> Outcome<Map<String, Json>> {
        let definition = self.store.table(table);
        let managed = !definition.custom || !definition.logical.starts_with("new_");
        let mut row = Map::new();
        let members: [(&str, Json); 27] = [
            ("ActivityTypeMask", json!(0)),
            ("LogicalName", definition.logical.to_string().into()),
            ("SchemaName", definition.schema.to_string().into()),
            ("EntitySetName", definition.set.to_string().into()),
            ("LogicalCollectionName", definition.set.to_string().into()),
            ("CollectionSchemaName", format!("{}s", definition.schema).into()),
            ("PrimaryIdAttribute", definition.id.to_string().into()),
            ("PrimaryNameAttribute", definition.name.as_deref().map_or(Json::Null, Into::into)),
            ("PrimaryImageAttribute", Json::Null),
            ("ObjectTypeCode", definition.type_code.into()),
            ("OwnershipType", ownership(definition).into()),
            ("IsActivity", (definition.logical == "task").into()),
            ("IsCustomEntity", definition.custom.into()),
            ("IsManaged", managed.into()),
            ("IsIntersect", definition.intersect.into()),
            ("IsPrivate", false.into()),
            ("IsLogicalEntity", false.into()),
            ("IsKnowledgeManagementEnabled", false.into()),
            ("IsOptimisticConcurrencyEnabled", true.into()),
            ("ChangeTrackingEnabled", (!definition.intersect).into()),
            ("IntroducedVersion", "5.0.0.0".into()),
            ("TableType", "Standard".into()),
            ("DisplayName", self.label(&definition.label, managed, 1, definition)),
            ("DisplayCollectionName", self.label(&definition.labels, managed, 2, definition)),
            ("Description", self.label("", managed, 3, definition)),
            ("MetadataId", metadata_id(definition).to_string().into()),
            ("HasChanged", Json::Null),
        ];
        for (name, value) in members {
            row.insert(name.to_owned(), value);
        }
        row.insert(
            "IsCustomizable".into(),
            json!({ "Value": true, "CanBeChanged": true, "ManagedPropertyLogicalName": "iscustomizable" }),
        );
        row.insert("Privileges".into(), self.table_privileges(definition));
        for one in expand {
            let rows = self.part_rows(table, &one.nav).ok_or_else(|| Refusal::no_property(&one.nav, ENTITY))?;
            let kind = if one.nav == "Attributes" { ATTRIBUTE } else { RELATIONSHIP };
            let rows: Vec<Map<String, Json>> = rows
                .into_iter()
                .map(|row| picked(row, one.options.select.as_deref(), kind, &[]))
                .collect::<Outcome<_>>()?;
            row.insert(one.nav.clone(), json!(rows));
        }
        Ok(row)
    }

    fn table_privileges(&self, definition: &Table) -> Json {
        let Some(noun) = definition.noun else { return json!([]) };
        let of_table = |name: &str| {
            ["Create", "Read", "Write", "Delete", "Assign", "Share", "Append", "AppendTo"]
                .iter()
                .find(|verb| name == format!("prv{verb}{noun}"))
                .copied()
        };
        self.privileges
            .iter()
            .filter_map(|privilege| {
                let verb = of_table(&privilege.name)?;
                Some(json!({
                    "CanBeBasic": privilege.owned,
                    "CanBeDeep": privilege.owned,
                    "CanBeGlobal": true,
                    "CanBeLocal": privilege.owned,
                    "CanBeEntityReference": false,
                    "CanBeParentEntityReference": false,
                    "Name": privilege.name,
                    "PrivilegeId": privilege.id.to_string(),
                    "PrivilegeType": verb,
                }))
            })
            .collect::<Vec<_>>()
            .into()
    }

    /// Rows of `Attributes`, `ManyToOneRelationships` or `OneToManyRelationships`.
    fn part_rows(&self, table: TableId, part: &str) -> Option<Vec<Map<String, Json>>> {
        let definition = self.store.table(table);
        match part {
            "Attributes" => {
                Some(definition.columns.iter().map(|column| self.attribute_metadata(definition, column)).collect())
            }
            "ManyToOneRelationships" => Some(self.relationships(|from, _| from.logical == definition.logical)),
            "OneToManyRelationships" => Some(self.relationships(|_, to| to.logical == definition.logical)),
            _ => None,
        }
    }

    fn attribute_metadata(&self, table: &Table, column: &Column) -> Map<String, Json> {
        let (kind, type_name) = match column.kind {
            Kind::Key => ("Uniqueidentifier", "UniqueidentifierType"),
            Kind::Guid => ("Uniqueidentifier", "UniqueidentifierType"),
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
            row.insert("@odata.type".into(), format!("#{LOOKUP}").into());
            row.insert("Targets".into(), json!(targets));
        }
        let schema =
            if column.logical == table.id { format!("{}Id", table.schema) } else { column.logical.to_string() };
        for (name, value) in [
            ("LogicalName", Json::from(column.logical.to_string())),
            ("SchemaName", schema.into()),
            ("EntityLogicalName", table.logical.to_string().into()),
            ("AttributeType", kind.into()),
            ("AttributeTypeName", json!({ "Value": type_name })),
            ("IsCustomAttribute", (table.custom && column.logical.contains('_')).into()),
            ("IsPrimaryId", (column.logical == table.id).into()),
            ("IsPrimaryName", (Some(&column.logical) == table.name.as_ref()).into()),
            ("IsValidForRead", true.into()),
            ("DisplayName", self.label(&column.logical, true, 4, table)),
            ("MetadataId", derived(&[&table.logical, ".", &column.logical]).to_string().into()),
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
                    ("RelationshipType", "OneToManyRelationship".to_owned()),
                    ("MetadataId", derived(&[&from.logical, "/", &nav.name]).to_string()),
                ] {
                    row.insert(name.to_owned(), value.into());
                }
                found.push(row);
            }
        }
        found
    }

    pub(super) fn label(&self, text: &str, managed: bool, part: u8, table: &Table) -> Json {
        if text.is_empty() {
            return json!({ "LocalizedLabels": [], "UserLocalizedLabel": null });
        }
        let label = json!({
            "Label": text,
            "LanguageCode": self.facts.languages.first().copied().unwrap_or(1033),
            "IsManaged": managed,
            "MetadataId": derived(&[&table.logical, "#", &part.to_string(), text]).to_string(),
            "HasChanged": null,
        });
        json!({ "LocalizedLabels": [label], "UserLocalizedLabel": label })
    }
}

fn ownership(table: &Table) -> &'static str {
    if table.intersect {
        "None"
    } else if table.column("_ownerid_value").is_some() {
        "UserOwned"
    } else if table.logical == "systemuser" || table.logical == "team" {
        "BusinessOwned"
    } else {
        "OrganizationOwned"
    }
}

/// The id of a table in the metadata, which `solutioncomponents.objectid` names too.
pub(crate) fn metadata_id(table: &Table) -> Uuid {
    derived(&["entity:", &table.logical])
}

/// An id that follows from a text, so that it is the same in each run (FNV-1a over 128 bits).
pub(super) fn derived(parts: &[&str]) -> Uuid {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash ^= u128::from(byte);
        hash = hash.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    Uuid::from_u128(hash)
}

/// What metadata queries refuse (dataverse §5.3).
fn limits(call: &Call<'_>) -> Outcome<()> {
    let options = &call.options;
    for (given, name) in [
        (options.top.is_some(), "$top"),
        (!options.order.is_empty(), "$orderby"),
        (options.count, "$count"),
        (options.page.is_some(), "$skiptoken"),
    ] {
        if given {
            return Err(Refusal::no_option(name));
        }
    }
    Ok(())
}

fn one(call: &Call<'_>, context: &str, row: Map<String, Json>) -> Json {
    let mut body = Map::new();
    body.insert("@odata.context".into(), format!("{}$metadata#{context}", call.service.root).into());
    body.extend(row);
    body.into()
}

/// `$select` over metadata; `MetadataId` comes back always, and so does what was expanded.
pub(super) fn picked(
    mut row: Map<String, Json>,
    select: Option<&[String]>,
    kind: &str,
    expanded: &[&str],
) -> Outcome<Map<String, Json>> {
    let Some(names) = select else { return Ok(row) };
    let mut kept = Map::new();
    if let Some(annotation) = row.remove("@odata.type") {
        kept.insert("@odata.type".into(), annotation);
    }
    for name in names.iter().map(String::as_str).chain(["MetadataId"]).chain(expanded.iter().copied()) {
        match row.remove(name) {
            Some(value) => {
                kept.insert(name.to_owned(), value);
            }
            None if kept.contains_key(name) => {}
            // Only lookups have it; on the rest of a mixed list it is left out.
            None if name == "Targets" => {}
            None => return Err(Refusal::no_property(name, kind)),
        }
    }
    Ok(kept)
}

fn literal_json(literal: &Literal) -> Option<Json> {
    match literal {
        Literal::Text(text) => Some(text.clone().into()),
        Literal::Bool(truth) => Some((*truth).into()),
        Literal::Int(number) => Some((*number).into()),
        Literal::Id(id) => Some(id.to_string().into()),
        Literal::Null => Some(Json::Null),
        Literal::Real(_) | Literal::Time(_) => None,
    }
}

/// A filter over metadata: equality and its kin joined by `and`, `or`, `not`; functions are refused.
fn passes(row: &Map<String, Json>, expr: &Expr, call: &Call<'_>, kind: &str) -> Outcome<bool> {
    match expr {
        Expr::And(terms) => {
            let mut all = true;
            for term in terms {
                all &= passes(row, term, call, kind)?;
            }
            Ok(all)
        }
        Expr::Or(terms) => {
            let mut any = false;
            for term in terms {
                any |= passes(row, term, call, kind)?;
            }
            Ok(any)
        }
        Expr::Not(term) => Ok(!passes(row, term, call, kind)?),
        Expr::Compare { path, operator, value } => {
            let mut at = row.get(path.first().map(String::as_str).unwrap_or_default());
            if at.is_none() {
                return Err(Refusal::no_property(path.first().map(String::as_str).unwrap_or_default(), kind));
            }
            for name in path.iter().skip(1) {
                at = at.and_then(|value| value.get(name));
            }
            let literal = match value {
                Operand::Literal(literal) => Some(literal.clone()),
                Operand::Alias(name) => call.options.alias(name).and_then(literal),
            };
            let wanted = literal.as_ref().and_then(literal_json).ok_or_else(Refusal::syntax)?;
            compare(at.unwrap_or(&Json::Null), *operator, &wanted)
        }
        Expr::Search { how, .. } => {
            let name = match how {
                crate::org::odata::filter::Search::Contains => "contains",
                crate::org::odata::filter::Search::StartsWith => "startswith",
                crate::org::odata::filter::Search::EndsWith => "endswith",
            };
            let text = format!("The \"{name}\" function isn't supported for Metadata Entities.");
            Err(Refusal::new(400, "0x8006088a", text))
        }
        Expr::Lambda { .. } | Expr::Function { .. } => {
            Err(Refusal::new(400, "0x8006088a", "The expression isn't supported for Metadata Entities."))
        }
    }
}

fn compare(left: &Json, operator: Comparison, right: &Json) -> Outcome<bool> {
    let numbers = left.as_i64().zip(right.as_i64());
    match (operator, numbers) {
        (Comparison::Equal, _) => Ok(left == right),
        (Comparison::NotEqual, _) => Ok(left != right),
        (Comparison::Greater, Some((a, b))) => Ok(a > b),
        (Comparison::GreaterOrEqual, Some((a, b))) => Ok(a >= b),
        (Comparison::Less, Some((a, b))) => Ok(a < b),
        (Comparison::LessOrEqual, Some((a, b))) => Ok(a <= b),
        _ => Err(Refusal::syntax()),
    }
}
