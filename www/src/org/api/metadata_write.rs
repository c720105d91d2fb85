//! `POST EntityDefinitions(…)/Attributes`: a new column of the kind Yes and No (marketo §7.3).

use serde_json::{Map, Value as Json};

use super::attributes::column_id;
use super::call::{Call, Reply};
use super::metadata::metadata_id;
use super::path::Arguments;
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{Kind, Labels, ORGANIZATION, PUBLISHER, TableId, column};
use crate::org::value::Value;
use crate::org::world::World;

/// The only type of column that this organisation lets one make.
const BOOLEAN: &str = "Microsoft.Dynamics.CRM.BooleanAttributeMetadata";
/// Longest logical name of a column.
const LONGEST: usize = 50;

/// The reference has no codes for these; a plain 400 says what is wrong.
fn invalid(text: impl Into<String>) -> Refusal {
    Refusal::new(400, "0x80040203", text)
}

impl World {
    /// Answers a write below `EntityDefinitions`: everything but a new column is refused.
    pub(crate) fn change_metadata(&mut self, call: &Call<'_>) -> Outcome<Reply> {
        let (first, table) = match call.segments.as_slice() {
            [first, part] if part.is("Attributes") && call.method == "POST" => (first, self.definition_key(first)?),
            _ => return Err(Refusal::method(call.method)),
        };
        if first.arguments == Arguments::None {
            return Err(Refusal::method(call.method));
        }
        if self.store.in_change_set() {
            // As with publishing: the reference shows none, and it could not be taken back.
            return Err(Refusal::query("Metadata cannot be changed in a change set."));
        }
        let body = call.json()?;
        self.require(call.caller, &call.rights, "prvCreateAttribute", ORGANIZATION)?;
        let kind = body.get("@odata.type").and_then(Json::as_str).unwrap_or_default();
        if kind.trim_start_matches('#') != BOOLEAN {
            return Err(invalid(format!("This organisation makes no columns of type '{kind}'.")));
        }
        for name in body.keys() {
            let known = ["SchemaName", "LogicalName", "DisplayName", "Description", "DefaultValue", "OptionSet"];
            if !known.contains(&name.as_str()) && name != "RequiredLevel" && !name.contains('@') && !is_type(name) {
                return Err(Refusal::payload(format!(
                    "Microsoft.OData.ODataException: The property '{name}' does not exist on type '{BOOLEAN}'."
                )));
            }
        }
        let schema = body.get("SchemaName").and_then(Json::as_str).ok_or_else(|| invalid("SchemaName is required."))?;
        let logical = self.check_name(table, schema)?;
        let labels = body.get("DisplayName").ok_or_else(|| invalid("DisplayName is required."))?;
        let labels = self.given_labels(labels)?;
        self.check_options(&body)?;
        let default = match body.get("DefaultValue") {
            None | Some(Json::Null) => false,
            Some(value) => value.as_bool().ok_or_else(|| invalid("DefaultValue is true or false."))?,
        };
        self.must_be_unlocked("EntityCustomization")?;

        let mut made = column(logical.clone(), Kind::Bool).writable().made(schema.to_owned(), labels);
        made.default = Value::Bool(default);
        self.store.add_column(table, made);
        let definition = self.store.table(table);
        let link = format!(
            "{}EntityDefinitions({})/Attributes({})",
            call.service.root,
            metadata_id(definition),
            column_id(definition, &logical)
        );
        self.publishing.waiting.push(format!("{}.{logical}", definition.logical));
        Ok(Reply::empty(204).with("OData-EntityId", link))
    }

    /// The logical name that follows from a schema name: prefix of a publisher, then letters, digits and underscores.
    fn check_name(&self, table: TableId, schema: &str) -> Outcome<String> {
        let plain = schema.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let (prefix, rest) = schema.split_once('_').unwrap_or((schema, ""));
        if !plain || rest.is_empty() || schema.len() > LONGEST {
            return Err(invalid(format!("'{schema}' is not a valid name for a column.")));
        }
        // Whether any prefix would do is not in the reference: it has to be that of a publisher here.
        let rows = self.store.rows(PUBLISHER);
        let has = |row: usize| self.store.read(PUBLISHER, row, "customizationprefix") == Value::text(prefix);
        if !rows.rows().any(has) {
            return Err(invalid(format!("No publisher has the customization prefix '{prefix}'.")));
        }
        let logical = schema.to_ascii_lowercase();
        if self.store.table(table).columns.iter().any(|column| column.logical == logical) {
            return Err(invalid(format!("An attribute with the specified name {logical} already exists.")));
        }
        Ok(logical)
    }

    /// Labels of a new thing: in languages of the organisation, its base language among them (dataverse §4).
    fn given_labels(&self, label: &Json) -> Outcome<Labels> {
        let texts =
            label.get("LocalizedLabels").and_then(Json::as_array).ok_or_else(|| invalid("A label has texts."))?;
        let mut read: Vec<(i64, String)> = Vec::new();
        for text in texts {
            let language = text.get("LanguageCode").and_then(Json::as_i64).unwrap_or_default();
            let words = text.get("Label").and_then(Json::as_str).unwrap_or_default();
            if words.is_empty() || !self.facts.languages.contains(&language) {
                return Err(wrong_language(language));
            }
            read.push((language, words.to_owned()));
        }
        let base = self.facts.languages.first().copied().unwrap_or_default();
        let at = read.iter().position(|(language, _)| *language == base).ok_or_else(|| wrong_language(base))?;
        read.swap(0, at);
        Ok(Labels::given(read))
    }

    fn check_options(&self, body: &Map<String, Json>) -> Outcome<()> {
        let Some(set) = body.get("OptionSet") else { return Err(invalid("OptionSet is required.")) };
        for (name, value) in [("TrueOption", 1), ("FalseOption", 0)] {
            let option = set.get(name).ok_or_else(|| invalid(format!("{name} is required.")))?;
            if option.get("Value").and_then(Json::as_i64) != Some(value) {
                return Err(invalid(format!("The value of {name} is {value}.")));
            }
            self.given_labels(option.get("Label").ok_or_else(|| invalid(format!("{name} has no label.")))?)?;
        }
        Ok(())
    }
}

/// Members that say of themselves what kind of column it is.
fn is_type(name: &str) -> bool {
    matches!(name, "AttributeType" | "AttributeTypeName")
}

/// Which languages a label may have on creation is on record by this code's name alone (dataverse §4).
fn wrong_language(language: i64) -> Refusal {
    Refusal::new(400, "0x80060750", format!("A label in the language {language} cannot be set on creation."))
}
