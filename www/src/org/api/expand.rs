//! `$expand`, made ready once for all rows of an answer.

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::call::Call;
use super::render::Sheet;
use super::walk::Place;
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::eval::Scope;
use crate::org::odata::options::{Expand, Options};
use crate::org::schema::{Nav, TableId, Via};
use crate::org::world::World;

/// One expanded navigation property.
pub(crate) struct Expanded<'a> {
    pub(crate) nav: &'a Nav,
    pub(crate) sheet: Sheet<'a>,
    /// The nested options as the query string of a link to the rows.
    pub(crate) query: String,
    /// Rows that the nested filter lets through; `None` lets all.
    passing: Option<FixedBitSet>,
    /// Place in the nested order; empty where there is none.
    order: Vec<usize>,
    top: Option<usize>,
    /// For a collection over a lookup: the rows by what they point to.
    pointing: FxHashMap<Uuid, Vec<usize>>,
}

impl Expanded<'_> {
    /// The rows to write below one row.
    pub(crate) fn rows(&self, world: &World, table: TableId, row: usize) -> Vec<usize> {
        let mut rows = match self.nav.via {
            Via::Many(_) => {
                let id = world.store.rows(table).id(row);
                self.pointing.get(&id).cloned().unwrap_or_default()
            }
            _ => world.related(Place { table, row }, self.nav),
        };
        if let Some(passing) = &self.passing {
            rows.retain(|row| passing.contains(*row));
        }
        if !self.order.is_empty() {
            rows.sort_unstable_by_key(|row| self.order.get(*row).copied().unwrap_or(usize::MAX));
        }
        if let Some(top) = self.top {
            rows.truncate(top);
        }
        rows
    }
}

impl World {
    /// Prepares how rows are written: columns and expanded properties.
    ///
    /// # Errors
    /// A name that the table does not have, or a nested filter that does not fit.
    pub(crate) fn sheet(&self, call: &Call<'_>, table: TableId, options: &Options) -> Outcome<Sheet<'_>> {
        let columns = self.selected(table, options.select.as_deref())?;
        let expanded = options.expand.iter().map(|expand| self.expand(call, table, expand)).collect::<Outcome<_>>()?;
        Ok(Sheet { table, columns, expanded })
    }

    fn expand(&self, call: &Call<'_>, table: TableId, expand: &Expand) -> Outcome<Expanded<'_>> {
        let definition = self.store.table(table);
        let nav = definition
            .nav(&expand.nav)
            .filter(|nav| !nav.bind_only)
            .ok_or_else(|| Refusal::no_property(&expand.nav, &definition.type_name()))?;
        let target = self.target(nav)?;
        self.may_read(call, target)?;
        let options = &expand.options;
        let single = matches!(nav.via, Via::One(_));
        if single && (options.filter.is_some() || options.top.is_some() || !options.order.is_empty()) {
            return Err(Refusal::query(format!(
                "Only $select and $expand are allowed on the single-valued navigation property '{}'.",
                nav.name
            )));
        }
        let passing = match &options.filter {
            Some(filter) => Some(self.scope(call, |scope| scope.rows(target, Some(filter)))?),
            None => None,
        };
        let order = if options.order.is_empty() {
            Vec::new()
        } else {
            let rows = self.store.rows(target).len();
            let mut sorted: Vec<usize> = (0..rows).collect();
            self.scope(call, |scope| scope.sort(target, &mut sorted, &options.order, rows))?;
            let mut order = vec![0; rows];
            for (place, row) in sorted.into_iter().enumerate() {
                if let Some(cell) = order.get_mut(row) {
                    *cell = place;
                }
            }
            order
        };
        let mut pointing: FxHashMap<Uuid, Vec<usize>> = FxHashMap::default();
        if let Via::Many(property) = &nav.via
            && let Some(column) = self.store.table(target).column(property)
        {
            let there = self.store.rows(target);
            for row in there.rows() {
                if let Some(id) = there.cell(row, column).as_id() {
                    pointing.entry(id).or_default().push(row);
                }
            }
        }
        let sheet = self.sheet(call, target, options)?;
        let query = expand.written.replace(';', "&");
        Ok(Expanded { nav, sheet, query, passing, order, top: options.top, pointing })
    }

    /// Runs something with what filters may refer to.
    pub(crate) fn scope<T>(&self, call: &Call<'_>, run: impl FnOnce(&Scope<'_>) -> T) -> T {
        let grants = |role: Uuid| -> Vec<Uuid> {
            self.grants_of(role).iter().filter_map(|(index, _)| self.privilege_at(*index).map(|p| p.id)).collect()
        };
        run(&Scope {
            store: &self.store,
            options: &call.options,
            caller: call.caller,
            business_unit: self.business_unit_of(call.caller),
            grants: &grants,
        })
    }
}
