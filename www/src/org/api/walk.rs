//! From a URL's segments to the rows that it names.

use uuid::Uuid;

use super::call::Call;
use super::path::{Arguments, Segment};
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{Nav, ROLE, TableId, Via};
use crate::org::world::World;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) table: TableId,
    pub(crate) row: usize,
}

/// What a URL names.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// `systemusers`
    Set(TableId),
    /// `systemusers(id)`
    Row(Place),
    /// `systemusers(id)` with no such row; an upsert may make it.
    Missing(TableId, Uuid),
    /// `systemusers(id)/systemuserroles_association`
    Related(Place, Nav),
    /// `systemusers(id)/systemuserroles_association(id)`: whether the second row is linked is not looked at here.
    Member(Place, Nav, Uuid),
    /// `systemusers(id)/fullname`
    Property(Place, usize),
    /// `systemusers(id)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`
    Bound(Place, Segment),
}

/// How the last segment looks at the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    Plain,
    Ref,
    Count,
    Raw,
}

impl World {
    /// Follows the segments from an entity set on.
    ///
    /// # Errors
    /// 404 for a set, property or row on the way that is not there.
    pub(crate) fn walk(&self, call: &Call<'_>) -> Outcome<(Target, View)> {
        let Some((first, rest)) = call.segments.split_first() else { return Err(Refusal::syntax()) };
        let table = self.store.schema.set(&first.name).ok_or_else(|| Refusal::no_segment(&first.name))?;
        let mut target = match first.arguments {
            Arguments::None => Target::Set(table),
            _ => self.keyed(table, first)?,
        };
        let mut view = View::Plain;
        for segment in rest {
            if view != View::Plain {
                return Err(Refusal::no_segment(&segment.name));
            }
            match segment.name.as_str() {
                "$ref" => view = View::Ref,
                "$count" => view = View::Count,
                "$value" => view = View::Raw,
                _ => target = self.step(target, segment)?,
            }
        }
        Ok((target, view))
    }

    fn keyed(&self, table: TableId, segment: &Segment) -> Outcome<Target> {
        let definition = self.store.table(table);
        let id = segment.key(&definition.id, &definition.type_name())?;
        Ok(match self.store.rows(table).find(id) {
            Some(row) => Target::Row(Place { table, row }),
            None => Target::Missing(table, id),
        })
    }

    fn step(&self, target: Target, segment: &Segment) -> Outcome<Target> {
        let place = match target {
            Target::Row(place) => place,
            Target::Missing(table, id) => return Err(Refusal::not_found(&self.store.table(table).logical, id)),
            Target::Member(place, nav, id) => Target::reached(self, place, &nav, id)?,
            Target::Related(place, nav) => match (&nav.via, self.related(place, &nav).first()) {
                (Via::One(_), Some(row)) => Place { table: self.target(&nav)?, row: *row },
                (Via::One(_), None) => return Err(Refusal::no_segment(&segment.name)),
                _ => return Err(Refusal::syntax()),
            },
            Target::Set(_) | Target::Property(..) | Target::Bound(..) => {
                return Err(Refusal::no_segment(&segment.name));
            }
        };
        let definition = self.store.table(place.table);
        if segment.name.starts_with("Microsoft.Dynamics.CRM.") {
            return Ok(Target::Bound(place, segment.clone()));
        }
        if let Some(nav) = definition.nav(&segment.name) {
            let nav = nav.clone();
            return match segment.arguments {
                Arguments::None => Ok(Target::Related(place, nav)),
                _ => {
                    let there = self.store.table(self.target(&nav)?);
                    Ok(Target::Member(place, nav.clone(), segment.key(&there.id, &there.type_name())?))
                }
            };
        }
        match (definition.column(&segment.name), &segment.arguments) {
            (Some(column), Arguments::None) => Ok(Target::Property(place, column)),
            _ => Err(Refusal::no_segment(&segment.name)),
        }
    }

    /// The table at a navigation property's end.
    pub(crate) fn target(&self, nav: &Nav) -> Outcome<TableId> {
        self.store.schema.logical(&nav.target).ok_or_else(|| Refusal::no_segment(&nav.name))
    }

    /// Rows at a navigation property's end.
    pub(crate) fn related(&self, place: Place, nav: &Nav) -> Vec<usize> {
        let Ok(target) = self.target(nav) else { return Vec::new() };
        let there = self.store.rows(target);
        let id = self.store.rows(place.table).id(place.row);
        match &nav.via {
            Via::One(property) => {
                let id = self.store.read(place.table, place.row, property).as_id();
                id.and_then(|id| there.find(id)).into_iter().collect()
            }
            Via::Many(property) => {
                let Some(column) = self.store.table(target).column(property) else { return Vec::new() };
                there.rows().filter(|row| there.cell(*row, column).as_id() == Some(id)).collect()
            }
            Via::Link { table, near, far } => {
                let Some(link) = self.store.schema.logical(table) else { return Vec::new() };
                let mut rows: Vec<usize> =
                    self.linked(link, near, id, far).into_iter().filter_map(|id| there.find(id)).collect();
                rows.sort_unstable();
                rows
            }
            Via::RolePrivileges => {
                let granted = |(index, _): &(_, _)| self.privilege_at(*index).and_then(|p| there.find(p.id));
                debug_assert_eq!(place.table, ROLE);
                self.grants_of(id).iter().filter_map(granted).collect()
            }
        }
    }
}

impl Target {
    /// The row behind `nav(id)`, when it is linked.
    pub(crate) fn reached(world: &World, place: Place, nav: &Nav, id: Uuid) -> Outcome<Place> {
        let table = world.target(nav)?;
        let row = world.store.rows(table).find(id).filter(|row| world.related(place, nav).contains(row));
        row.map(|row| Place { table, row }).ok_or_else(|| Refusal::not_found(&nav.target, id))
    }
}
