//! `$ref`: associating and disassociating rows (dataverse §3.2).

use uuid::Uuid;

use super::call::{Call, Reply};
use super::payload::strip_service;
use super::walk::{Place, Target};
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{Nav, SYSTEMUSERROLES, TEAM, TEAMROLES, TableId, Via};
use crate::org::value::Value;
use crate::org::world::World;

/// Two rows of an intersect table's sides.
struct Pair {
    link: TableId,
    near: (String, Uuid),
    far: (String, Uuid),
}

impl Pair {
    /// The id that stands in a column of the intersect table.
    fn id(&self, column: &str) -> Uuid {
        if self.near.0 == column { self.near.1 } else { self.far.1 }
    }
}

impl World {
    /// `POST …/nav/$ref {"@odata.id": absolute}`
    pub(super) fn associate(&mut self, call: &Call<'_>, place: Place, nav: &Nav) -> Outcome<Reply> {
        let body = call.json()?;
        let link = reference(&body)?;
        if matches!(nav.via, Via::One(_) | Via::RolePrivileges) {
            return Err(Refusal::method(call.method));
        }
        let id = self.absolute(call, link, nav)?;
        match &nav.via {
            Via::Link { .. } => {
                let pair = self.pair(place, nav, id)?;
                self.check_link(call, &pair, true)?;
                if self.find_pair(&pair).is_some() {
                    return Err(Refusal::duplicate());
                }
                let (near, far) = ((pair.near.0.as_str(), pair.near.1), (pair.far.0.as_str(), pair.far.1));
                self.link(pair.link, near, far);
            }
            Via::Many(property) => {
                let own = self.store.rows(place.table).id(place.row);
                self.set_pointer(call, nav, id, property, Value::Id(own))?;
            }
            Via::One(_) | Via::RolePrivileges => {}
        }
        Ok(Reply::empty(204))
    }

    /// `DELETE …/nav/$ref?$id=absolute`
    pub(super) fn disassociate_by_query(&mut self, call: &Call<'_>, place: Place, nav: &Nav) -> Outcome<Reply> {
        let link = call.options.id.clone().ok_or_else(|| {
            Refusal::query("The $id query option is required to remove a reference from a collection.")
        })?;
        let id = self.absolute(call, &link, nav)?;
        self.disassociate(call, place, nav, id)
    }

    /// `DELETE …/nav(id)/$ref`
    pub(super) fn disassociate(&mut self, call: &Call<'_>, place: Place, nav: &Nav, id: Uuid) -> Outcome<Reply> {
        match &nav.via {
            Via::Link { .. } => {
                let pair = self.pair(place, nav, id)?;
                self.check_link(call, &pair, false)?;
                // The reference does not say what an absent link answers; a refusal is the stricter reading.
                let row = self
                    .find_pair(&pair)
                    .ok_or_else(|| Refusal::not_found(&self.store.table(pair.link).logical, id))?;
                self.store.remove(pair.link, row);
            }
            Via::Many(property) => {
                Target::reached(self, place, nav, id)?;
                self.set_pointer(call, nav, id, property, Value::Null)?;
            }
            Via::One(_) | Via::RolePrivileges => return Err(Refusal::method(call.method)),
        }
        Ok(Reply::empty(204))
    }

    /// `PUT …/nav/$ref {"@odata.id": absolute or relative}`
    pub(super) fn point(&mut self, call: &Call<'_>, place: Place, nav: &Nav) -> Outcome<Reply> {
        let Via::One(_) = nav.via else { return Err(Refusal::method(call.method)) };
        let body = call.json()?;
        let link = reference(&body)?;
        let mut bind = serde_json::Map::new();
        bind.insert(format!("{}@odata.bind", nav.name), link.into());
        self.bind(call, place, &bind)
    }

    /// `DELETE …/nav/$ref`
    pub(super) fn unpoint(&mut self, call: &Call<'_>, place: Place, nav: &Nav) -> Outcome<Reply> {
        let mut bind = serde_json::Map::new();
        bind.insert(format!("{}@odata.bind", nav.name), serde_json::Value::Null);
        self.bind(call, place, &bind)
    }

    fn bind(
        &mut self,
        call: &Call<'_>,
        place: Place,
        body: &serde_json::Map<String, serde_json::Value>,
    ) -> Outcome<Reply> {
        self.may_change(call, place.table)?;
        let changes = self.changes(call, place.table, body, false)?;
        self.check_update(place, &changes)?;
        for (column, value) in changes {
            self.store.set(place.table, place.row, column, value);
        }
        self.touch(call, place);
        Ok(Reply::empty(204))
    }

    fn may_change(&self, call: &Call<'_>, table: TableId) -> Outcome<()> {
        match &self.store.table(table).noun {
            Some(noun) => self.require(call.caller, &call.rights, &format!("prvWrite{noun}"), table),
            None => Ok(()),
        }
    }

    /// The row that an absolute URL names; a relative one is refused for collections (dataverse §3.2).
    fn absolute(&self, call: &Call<'_>, link: &str, nav: &Nav) -> Outcome<Uuid> {
        if !link.contains("://") {
            return Err(Refusal::query("Invalid URI: The format of the URI could not be determined."));
        }
        if strip_service(link, call.service).is_none() {
            return Err(Refusal::query(format!("Resource not found for the segment '{link}'.")));
        }
        let (table, id) = self.linked_row(link, call.service)?;
        let target = self.target(nav)?;
        if table != target {
            return Err(Refusal::query(format!(
                "The URI '{link}' does not name a row of '{}'.",
                self.store.table(target).set
            )));
        }
        match self.store.rows(table).find(id) {
            Some(_) => Ok(id),
            None => Err(Refusal::not_found(&self.store.table(table).logical, id)),
        }
    }

    fn pair(&self, place: Place, nav: &Nav, far_id: Uuid) -> Outcome<Pair> {
        let Via::Link { table, near, far } = &nav.via else { return Err(Refusal::no_segment(&nav.name)) };
        let link = self.store.schema.logical(table).ok_or_else(|| Refusal::no_segment(&nav.name))?;
        let near_id = self.store.rows(place.table).id(place.row);
        Ok(Pair { link, near: (near.to_string(), near_id), far: (far.to_string(), far_id) })
    }

    fn find_pair(&self, pair: &Pair) -> Option<usize> {
        self.find_link(pair.link, (&pair.near.0, pair.near.1), (&pair.far.0, pair.far.1))
    }

    fn check_link(&self, call: &Call<'_>, pair: &Pair, adding: bool) -> Outcome<()> {
        match pair.link {
            SYSTEMUSERROLES => self.check_user_role(call, pair.id("systemuserid"), pair.id("roleid"), adding),
            TEAMROLES => self.check_team_role(call, pair.id("teamid"), pair.id("roleid"), adding),
            _ => self.require(call.caller, &call.rights, "prvWriteTeam", TEAM),
        }
    }

    fn set_pointer(&mut self, call: &Call<'_>, nav: &Nav, id: Uuid, property: &str, value: Value) -> Outcome<()> {
        let table = self.target(nav)?;
        self.may_change(call, table)?;
        let definition = self.store.table(table);
        let row = self.store.rows(table).find(id).ok_or_else(|| Refusal::not_found(&definition.logical, id))?;
        let column = definition.column(property).ok_or_else(|| Refusal::no_segment(property))?;
        let changes = vec![(column, value)];
        self.check_update(Place { table, row }, &changes)?;
        for (column, value) in changes {
            self.store.set(table, row, column, value);
        }
        Ok(())
    }
}

fn reference(body: &serde_json::Map<String, serde_json::Value>) -> Outcome<&str> {
    body.get("@odata.id").and_then(serde_json::Value::as_str).ok_or_else(|| {
        Refusal::payload(
            "Microsoft.OData.ODataException: The required instance annotation 'odata.id' is missing from the entity \
             reference link.",
        )
    })
}
