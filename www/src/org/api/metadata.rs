//! `EntityDefinitions`: metadata as data, with the query limits of dataverse §5.3.

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::call::{Call, Reply};
use super::metadata_query::{limits, literal_json, nested_limits, passes, picked};
use super::path::{Arguments, Segment, literal};
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::lex::Literal;
use crate::org::odata::options::Expand;
use crate::org::schema::{Labels, Table, TableId, USERSETTINGS};
use crate::org::world::World;

pub(super) const ENTITY: &str = "Microsoft.Dynamics.CRM.EntityMetadata";
pub(super) const ATTRIBUTE: &str = "Microsoft.Dynamics.CRM.AttributeMetadata";
const RELATIONSHIP: &str = "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata";

/// A derived type of columns, as a cast in a path names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cast {
    Lookup,
    Picklist,
    Boolean,
}

impl Cast {
    const ALL: [Self; 3] = [Self::Lookup, Self::Picklist, Self::Boolean];

    /// `AttributeType` of such columns.
    fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Lookup => &["Lookup", "Owner", "Customer"],
            Self::Picklist => &["Picklist"],
            Self::Boolean => &["Boolean"],
        }
    }

    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Lookup => "Microsoft.Dynamics.CRM.LookupAttributeMetadata",
            Self::Picklist => "Microsoft.Dynamics.CRM.PicklistAttributeMetadata",
            Self::Boolean => "Microsoft.Dynamics.CRM.BooleanAttributeMetadata",
        }
    }
}

/// The type that names in a query are looked up on.
fn type_of(part: &str, cast: Option<Cast>) -> &'static str {
    match (part, cast) {
        ("Attributes", Some(cast)) => cast.type_name(),
        ("Attributes", None) => ATTRIBUTE,
        _ => RELATIONSHIP,
    }
}

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
                .map(|at| self.entity_metadata(call, TableId(at)))
                .collect::<Outcome<_>>()?;
            return self.listed(call, rows, ENTITY, "EntityDefinitions");
        }
        let table = self.definition_key(first)?;
        match rest {
            [] => {
                let row = self.entity_metadata(call, table)?;
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
        let cast = match cast {
            [] => None,
            [segment] if part.name == "Attributes" => {
                let cast = Cast::ALL.into_iter().find(|cast| segment.is(cast.type_name()));
                Some(cast.ok_or_else(|| Refusal::no_segment(&segment.name))?)
            }
            [other, ..] => return Err(Refusal::no_segment(&other.name)),
        };
        let mut rows = self.part_rows(call, table, &part.name).ok_or_else(|| Refusal::no_segment(&part.name))?;
        let kind = type_of(&part.name, cast);
        match cast {
            Some(cast @ (Cast::Picklist | Cast::Boolean)) => {
                self.expand_option_sets(call, table, &mut rows, cast)?;
            }
            _ => {
                if let Some(one) = call.options.expand.first() {
                    return Err(Refusal::no_property(&one.nav, kind));
                }
            }
        }
        if let Some(cast) = cast {
            rows.retain(|row| {
                let kind = row.get("AttributeType").and_then(Json::as_str).unwrap_or_default();
                cast.kinds().contains(&kind)
            });
        }
        let wanted = match &part.arguments {
            Arguments::None => return self.listed(call, rows, kind, &set),
            Arguments::Key(value) => ("MetadataId", literal(value)),
            Arguments::Named(pairs) => match pairs.as_slice() {
                [(name, value)] if name == "LogicalName" => ("LogicalName", literal(value)),
                [(name, value)] if name == "MetadataId" => ("MetadataId", literal(value)),
                _ => return Err(Refusal::syntax()),
            },
            Arguments::Empty => return Err(Refusal::syntax()),
        };
        let value = wanted.1.as_ref().and_then(literal_json).ok_or_else(Refusal::syntax)?;
        let row = rows.into_iter().find(|row| row.get(wanted.0) == Some(&value)).ok_or_else(|| {
            Refusal::new(404, "0x80041103", format!("Could not find an attribute with the name {value}."))
        })?;
        let expanded: Vec<&str> = call.options.expand.iter().map(|one| one.nav.as_str()).collect();
        let row = picked(row, call.options.select.as_deref(), kind, &expanded)?;
        Ok(Reply::json(one(call, &format!("{set}/$entity"), row)))
    }

    fn listed(&self, call: &Call<'_>, rows: Vec<Map<String, Json>>, kind: &str, set: &str) -> Outcome<Reply> {
        let mut kept = Vec::new();
        let expanded: Vec<&str> = call.options.expand.iter().map(|one| one.nav.as_str()).collect();
        for row in rows {
            let passes = match &call.options.filter {
                Some(filter) => passes(&row, filter, &call.options, kind)?,
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

    pub(super) fn definition_key(&self, segment: &Segment) -> Outcome<TableId> {
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

    fn entity_metadata(&self, call: &Call<'_>, table: TableId) -> Outcome<Map<String, Json>> {
        let definition = self.store.table(table);
        let managed = definition.managed;
        let label = |labels: &Labels, part: &str| self.label(call, labels, &[&definition.logical, "#", part], managed);
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
            ("TableType", if definition.is_virtual { "Virtual" } else { "Standard" }.into()),
            ("DisplayName", label(&definition.label, "1")),
            ("DisplayCollectionName", label(&Labels::english(definition.labels.clone()), "2")),
            ("Description", label(&Labels::default(), "3")),
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
        for one in &call.options.expand {
            row.insert(one.nav.clone(), self.expanded_part(call, table, one)?);
        }
        Ok(row)
    }

    /// `Attributes($select=…;$filter=…)` and its kin; other nested options are refused like on the outside.
    fn expanded_part(&self, call: &Call<'_>, table: TableId, one: &Expand) -> Outcome<Json> {
        nested_limits(&one.options)?;
        let rows = self.part_rows(call, table, &one.nav).ok_or_else(|| Refusal::no_property(&one.nav, ENTITY))?;
        let kind = type_of(&one.nav, None);
        let mut kept = Vec::new();
        for row in rows {
            let fits = match &one.options.filter {
                Some(filter) => passes(&row, filter, &call.options, kind)?,
                None => true,
            };
            if fits {
                kept.push(Json::Object(picked(row, one.options.select.as_deref(), kind, &[])?));
            }
        }
        Ok(kept.into())
    }

    fn table_privileges(&self, definition: &Table) -> Json {
        let Some(noun) = &definition.noun else { return json!([]) };
        let of_table = |name: &str| {
            let verb = name.strip_prefix("prv")?.strip_suffix(noun.as_ref())?;
            ["Create", "Read", "Write", "Delete", "Assign", "Share", "Append", "AppendTo"]
                .into_iter()
                .find(|known| *known == verb)
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

    /// The language in which somebody sees the organisation.
    fn language_of(&self, user: Uuid) -> i64 {
        let row = self.store.rows(USERSETTINGS).find(user).unwrap_or_default();
        let chosen = self.store.read(USERSETTINGS, row, "uilanguageid").as_int().filter(|language| *language != 0);
        chosen.or(self.facts.languages.first().copied()).unwrap_or_default()
    }

    /// A label in every language that it has; `UserLocalizedLabel` is the one in the caller's language, or in the base
    /// language where it has none (dataverse §4).
    pub(super) fn label(&self, call: &Call<'_>, labels: &Labels, place: &[&str], managed: bool) -> Json {
        let all: Vec<(i64, Json)> = labels
            .kept(self.facts.languages)
            .into_iter()
            .map(|(language, text)| {
                let code = language.to_string();
                let place: Vec<&str> = place.iter().copied().chain([code.as_str(), text]).collect();
                let label = json!({
                    "Label": text,
                    "LanguageCode": language,
                    "IsManaged": managed,
                    "MetadataId": derived(&place).to_string(),
                    "HasChanged": null,
                });
                (language, label)
            })
            .collect();
        let language = self.language_of(call.caller);
        let own =
            all.iter().find(|(of, _)| *of == language).or(all.first()).map_or(Json::Null, |(_, label)| label.clone());
        let all: Vec<Json> = all.into_iter().map(|(_, label)| label).collect();
        json!({ "LocalizedLabels": all, "UserLocalizedLabel": own })
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
pub(crate) fn derived(parts: &[&str]) -> Uuid {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash ^= u128::from(byte);
        hash = hash.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    Uuid::from_u128(hash)
}

fn one(call: &Call<'_>, context: &str, row: Map<String, Json>) -> Json {
    let mut body = Map::new();
    body.insert("@odata.context".into(), format!("{}$metadata#{context}", call.service.root).into());
    body.extend(row);
    body.into()
}
