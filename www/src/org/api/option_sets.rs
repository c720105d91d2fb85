//! Option sets of choice and Yes-No columns, as `Attributes` with a cast expands them.

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::metadata::{Cast, derived};
use super::metadata_query::picked;
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{Choices, Kind, Labels, Table, TableId};
use crate::org::world::World;

const OPTION_SET: &str = "Microsoft.Dynamics.CRM.OptionSetMetadata";
const BOOLEAN_SET: &str = "Microsoft.Dynamics.CRM.BooleanOptionSetMetadata";

impl World {
    /// Adds to the rows of a table's columns, in their order, what `$expand` names.
    pub(super) fn expand_option_sets(
        &self,
        call: &Call<'_>,
        table: TableId,
        rows: &mut [Map<String, Json>],
        cast: Cast,
    ) -> Outcome<()> {
        let definition = self.store.table(table);
        for one in &call.options.expand {
            if one.nav != "OptionSet" {
                return Err(Refusal::no_property(&one.nav, cast.type_name()));
            }
            for (row, column) in rows.iter_mut().zip(&definition.columns) {
                let (set, kind) = match (cast, &column.kind) {
                    (Cast::Picklist, Kind::Choice(choices)) => {
                        (self.option_set(call, definition, &column.logical, choices), OPTION_SET)
                    }
                    (Cast::Boolean, Kind::Bool) => (self.boolean_set(call, definition, &column.logical), BOOLEAN_SET),
                    _ => continue,
                };
                let set = picked(set, one.options.select.as_deref(), kind, &[])?;
                row.insert("OptionSet".to_owned(), Json::Object(set));
            }
        }
        Ok(())
    }

    fn option(&self, call: &Call<'_>, set: &str, value: i64, label: &'static str) -> Json {
        let code = value.to_string();
        let label = self.label(call, &Labels::english(label), &[set, "=", &code], true);
        json!({ "Value": value, "Label": label, "IsManaged": true })
    }

    fn option_set(&self, call: &Call<'_>, table: &Table, column: &str, choices: Choices) -> Map<String, Json> {
        let name = format!("{}_{column}", table.logical);
        let options: Vec<Json> = choices.iter().map(|(value, label)| self.option(call, &name, *value, label)).collect();
        let mut set = head(&name, "Picklist");
        set.insert("Options".to_owned(), options.into());
        set
    }

    fn boolean_set(&self, call: &Call<'_>, table: &Table, column: &str) -> Map<String, Json> {
        let name = format!("{}_{column}", table.logical);
        let mut set = head(&name, "Boolean");
        set.insert("TrueOption".to_owned(), self.option(call, &name, 1, "Yes"));
        set.insert("FalseOption".to_owned(), self.option(call, &name, 0, "No"));
        set
    }
}

fn head(name: &str, kind: &'static str) -> Map<String, Json> {
    let mut set = Map::new();
    for (member, value) in [
        ("Name", Json::from(name)),
        ("OptionSetType", kind.into()),
        ("IsGlobal", false.into()),
        ("IsCustomOptionSet", false.into()),
        ("IsManaged", true.into()),
        ("MetadataId", derived(&["optionset:", name]).to_string().into()),
    ] {
        set.insert(member.to_owned(), value);
    }
    set
}
