//! The configuration table of the procedure: found in the organisation, since its names are not public (marketo §2.3).

use super::{Facts, Known, contains};
use crate::core::change::LookupPlace;
use crate::core::memory::{ConfigChoice, Memory};
use crate::dataverse::request::{ConfigTable, Query};
use crate::dataverse::rows::{ConfigRow, Label, Lookup, Table};
use crate::playbook::Playbook;

/// LCID of English, in which Marketo names its things.
const ENGLISH: u32 = 1033;

/// A table with a lookup to users that may be the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The table.
    pub table: &'a Table,
    /// Its lookup.
    pub lookup: &'a Lookup,
}

/// What the search for the table gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discovery<'a> {
    /// Exactly this one, by its labels or by the person's choice.
    One(Spot<'a>),
    /// These fit; the person has to choose.
    Several(Vec<Spot<'a>>),
    /// None fits.
    None,
}

/// The record that names the sync user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigRecord<'a> {
    /// Table and lookup.
    pub spot: Spot<'a>,
    /// The row.
    pub row: &'a ConfigRow,
}

impl Spot<'_> {
    /// Where its rows are.
    pub fn place(&self) -> ConfigTable {
        ConfigTable {
            entity_set: self.table.entity_set.clone(),
            primary_id: self.table.primary_id.clone(),
            primary_name: self.table.primary_name.clone(),
            lookup_column: self.lookup.column.clone(),
        }
    }

    /// The query for its rows.
    pub fn rows(&self) -> Query {
        Query::ConfigRows { table: Box::new(self.place()) }
    }

    /// How the choice of it is remembered.
    pub fn choice(&self) -> ConfigChoice {
        ConfigChoice { table: self.table.id, column: self.lookup.column.clone() }
    }

    /// The table as it reads on screen.
    pub fn table_name(&self) -> &str {
        on_screen(&self.table.labels, &self.table.logical_name)
    }

    /// The lookup as it reads on screen.
    pub fn lookup_name(&self) -> &str {
        on_screen(&self.lookup.labels, &self.lookup.column)
    }
}

impl ConfigRecord<'_> {
    /// Everything that a write and its journal entry need.
    pub fn place(&self) -> LookupPlace {
        LookupPlace {
            table: self.spot.place(),
            navigation: self.spot.lookup.navigation.clone(),
            record: self.row.id,
            table_name: self.spot.table_name().to_owned(),
            lookup_name: self.spot.lookup_name().to_owned(),
            record_name: self.row.name.clone(),
        }
    }
}

impl Facts {
    /// Tables of the solution that may be the configuration table, by the person's choice where one is needed.
    pub fn config(&self, playbook: &Playbook, memory: &Memory) -> Known<Discovery<'_>> {
        let brought = match self.brought(playbook) {
            Known::Not => return Known::Not,
            Known::Failed(fault) => return Known::Failed(fault),
            Known::Is(brought) => brought,
        };
        let wanted = &playbook.config;
        let (mut named, mut others) = (Vec::new(), Vec::new());
        for id in &brought.tables {
            let table = match self.table(&Query::Table(*id)) {
                Known::Not => return Known::Not,
                Known::Failed(fault) => return Known::Failed(fault),
                Known::Is(table) => table,
            };
            let other_product = table.labels.iter().any(|label| wanted.not.iter().any(|no| contains(&label.text, no)));
            if other_product || !table.custom {
                continue;
            }
            let list = if has_label(&table.labels, &wanted.table) { &mut named } else { &mut others };
            list.extend(lookups(table, &wanted.lookup).map(|lookup| Spot { table, lookup }));
        }
        let mut spots = if named.is_empty() { others } else { named.clone() };
        if let Some(choice) = &memory.config_choice
            && let Some(chosen) = spots.iter().find(|spot| spot.choice() == *choice)
        {
            return Known::Is(Discovery::One(*chosen));
        }
        Known::Is(match (spots.len(), named.len()) {
            (0, _) => Discovery::None,
            (1, 1) => Discovery::One(spots.remove(0)),
            _ => Discovery::Several(spots),
        })
    }

    /// The one table and lookup.
    pub fn config_spot(&self, playbook: &Playbook, memory: &Memory) -> Known<Spot<'_>> {
        match self.config(playbook, memory) {
            Known::Is(Discovery::One(spot)) => Known::Is(spot),
            Known::Failed(fault) => Known::Failed(fault),
            Known::Not | Known::Is(_) => Known::Not,
        }
    }

    /// The record that names the sync user, where there is exactly one table and exactly one row.
    pub fn config_record(&self, playbook: &Playbook, memory: &Memory) -> Known<ConfigRecord<'_>> {
        let spot = match self.config_spot(playbook, memory) {
            Known::Not => return Known::Not,
            Known::Failed(fault) => return Known::Failed(fault),
            Known::Is(spot) => spot,
        };
        match self.config_rows(&spot.rows()) {
            Known::Not => Known::Not,
            Known::Failed(fault) => Known::Failed(fault),
            Known::Is(rows) => match rows.as_slice() {
                [row] => Known::Is(ConfigRecord { spot, row }),
                _ => Known::Not,
            },
        }
    }
}

/// Lookups to users that the vendor made: the one with the wanted label, or all.
fn lookups<'a>(table: &'a Table, label: &str) -> impl Iterator<Item = &'a Lookup> {
    let fits = |lookup: &&Lookup| lookup.custom && lookup.target == "systemuser";
    let named = table.lookups.iter().filter(fits).any(|lookup| has_label(&lookup.labels, label));
    let label = label.to_owned();
    table.lookups.iter().filter(fits).filter(move |lookup| !named || has_label(&lookup.labels, &label))
}

fn has_label(labels: &[Label], wanted: &str) -> bool {
    labels.iter().any(|label| label.text.trim().eq_ignore_ascii_case(wanted))
}

/// The English label, any other, or the logical name.
fn on_screen<'a>(labels: &'a [Label], logical: &'a str) -> &'a str {
    let english = labels.iter().find(|label| label.language == ENGLISH);
    english.or(labels.first()).map_or(logical, |label| label.text.as_str())
}
