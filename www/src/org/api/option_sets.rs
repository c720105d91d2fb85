//! Option sets of choice columns, as `Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata` expands them.

use serde_json::{Map, Value as Json, json};

use super::metadata::{derived, picked};
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::options::Expand;
use crate::org::schema::{Choices, Kind, Table, TableId};
use crate::org::world::World;

const OPTION_SET: &str = "Microsoft.Dynamics.CRM.OptionSetMetadata";
const PICKLIST: &str = "Microsoft.Dynamics.CRM.PicklistAttributeMetadata";

impl World {
    /// Adds to the rows of a table's columns, in their order, what `$expand` names.
    pub(super) fn expand_option_sets(
        &self,
        table: TableId,
        rows: &mut [Map<String, Json>],
        expand: &[Expand],
    ) -> Outcome<()> {
        let definition = self.store.table(table);
        for one in expand {
            if one.nav != "OptionSet" {
                return Err(Refusal::no_property(&one.nav, PICKLIST));
            }
            for (row, column) in rows.iter_mut().zip(&definition.columns) {
                let Kind::Choice(choices) = column.kind else { continue };
                let set = self.option_set(definition, &column.logical, choices);
                let set = picked(set, one.options.select.as_deref(), OPTION_SET, &[])?;
                row.insert("OptionSet".to_owned(), Json::Object(set));
            }
        }
        Ok(())
    }

    fn option_set(&self, table: &Table, column: &str, choices: Choices) -> Map<String, Json> {
        let name = format!("{}_{column}", table.logical);
        let options: Vec<Json> = choices
            .iter()
            .map(|(value, label)| {
                json!({ "Value": value, "Label": self.label(label, true, 5, table), "IsManaged": true })
            })
            .collect();
        let mut set = Map::new();
        for (member, value) in [
            ("Name", Json::from(name.as_str())),
            ("OptionSetType", "Picklist".into()),
            ("IsGlobal", false.into()),
            ("IsCustomOptionSet", false.into()),
            ("IsManaged", true.into()),
            ("MetadataId", derived(&["optionset:", &name]).to_string().into()),
            ("Options", options.into()),
        ] {
            set.insert(member.to_owned(), value);
        }
        set
    }
}
