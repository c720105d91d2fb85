//! POST, PATCH, PUT and DELETE of rows.

use uuid::Uuid;

use super::call::{Call, Reply};
use super::payload::Changes;
use super::walk::{Place, Target, View};
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{TableId, Via};
use crate::org::value::Value;
use crate::org::world::World;

/// How a row is to be found before it is changed.
enum Guard {
    /// No `If-Match`: what is not there is made.
    Upsert,
    /// `If-Match: *` or an ETag.
    Existing(Option<String>),
    /// `If-None-Match: *`
    OnlyNew,
}

impl World {
    /// Answers everything but GET.
    pub(crate) fn change(&mut self, call: &Call<'_>) -> Outcome<Reply> {
        let Some(first) = call.segments.first() else { return Err(Refusal::method(call.method)) };
        if matches!(first.name.as_str(), "$metadata" | "$batch") {
            return Err(Refusal::method(call.method));
        }
        if first.name == "EntityDefinitions" {
            return self.change_metadata(call);
        }
        if let Some(reply) = self.action(call)? {
            return Ok(reply);
        }
        if self.function(call, first)?.is_some() {
            return Err(Refusal::method(call.method));
        }
        let (target, view) = self.walk(call)?;
        match (call.method, target, view) {
            ("POST", Target::Related(place, nav), View::Ref) => self.associate(call, place, &nav),
            ("PUT", Target::Related(place, nav), View::Ref) => self.point(call, place, &nav),
            ("DELETE", Target::Related(place, nav), View::Ref) => match nav.via {
                Via::One(_) => self.unpoint(call, place, &nav),
                _ => self.disassociate_by_query(call, place, &nav),
            },
            ("DELETE", Target::Member(place, nav, id), View::Ref) => self.disassociate(call, place, &nav, id),
            ("POST", Target::Set(table), View::Plain) => self.create(call, table),
            ("PATCH", Target::Row(place), View::Plain) => self.update(call, place),
            ("PATCH", Target::Missing(table, id), View::Plain) => self.upsert(call, table, id),
            ("DELETE", Target::Row(place), View::Plain) => self.delete(call, place),
            ("DELETE", Target::Missing(table, id), View::Plain) => {
                Err(Refusal::not_found(&self.store.table(table).logical, id))
            }
            ("PUT", Target::Property(place, column), View::Plain) => self.put_property(call, place, column),
            ("DELETE", Target::Property(place, column), View::Plain) => self.clear_property(call, place, column),
            (_, Target::Missing(table, id), View::Ref) => Err(Refusal::not_found(&self.store.table(table).logical, id)),
            _ => Err(Refusal::method(call.method)),
        }
    }

    fn may(&self, call: &Call<'_>, verb: &str, table: TableId) -> Outcome<()> {
        match &self.store.table(table).noun {
            Some(noun) => self.require(call.caller, &call.rights, &format!("prv{verb}{noun}"), table),
            None => Ok(()),
        }
    }

    fn create(&mut self, call: &Call<'_>, table: TableId) -> Outcome<Reply> {
        let body = call.json()?;
        self.must_allow(table, 'c', "Create")?;
        self.may(call, "Create", table)?;
        let changes = self.changes(call, table, &body, true)?;
        let place = self.insert(call, table, changes)?;
        self.answer_changed(call, place, 201)
    }

    fn insert(&mut self, call: &Call<'_>, table: TableId, changes: Changes) -> Outcome<Place> {
        let key = self.store.table(table).column(&self.store.table(table).id);
        let given = changes.iter().find(|(column, _)| Some(*column) == key).and_then(|(_, value)| value.as_id());
        let id = match given {
            Some(id) if self.store.rows(table).find(id).is_some() => return Err(Refusal::duplicate()),
            Some(id) => id,
            None => self.store.mint(),
        };
        self.check_create(table, &changes)?;
        let row = self.add(table, id, Some(call.caller));
        let place = Place { table, row };
        for (column, value) in changes {
            if Some(column) != key {
                self.store.set(table, row, column, value);
            }
        }
        self.after_create(call, place);
        Ok(place)
    }

    fn update(&mut self, call: &Call<'_>, place: Place) -> Outcome<Reply> {
        let body = call.json()?;
        self.must_allow(place.table, 'u', "Update")?;
        match guard(call) {
            Guard::OnlyNew => return Err(Refusal::duplicate()),
            Guard::Existing(Some(etag)) if etag != self.etag(place.table, place.row) => {
                return Err(Refusal::version_mismatch());
            }
            Guard::Existing(_) | Guard::Upsert => {}
        }
        self.may(call, "Write", place.table)?;
        let changes = self.changes(call, place.table, &body, false)?;
        self.check_update(place, &changes)?;
        self.apply(call, place, changes);
        self.answer_changed(call, place, 200)
    }

    fn upsert(&mut self, call: &Call<'_>, table: TableId, id: Uuid) -> Outcome<Reply> {
        let mut body = call.json()?;
        if matches!(guard(call), Guard::Existing(_)) {
            return Err(Refusal::not_found(&self.store.table(table).logical, id));
        }
        self.must_allow(table, 'c', "Create")?;
        self.may(call, "Create", table)?;
        body.insert(self.store.table(table).id.to_string(), id.to_string().into());
        let changes = self.changes(call, table, &body, true)?;
        let place = self.insert(call, table, changes)?;
        self.answer_changed(call, place, 201)
    }

    /// Writes changes that were checked.
    fn apply(&mut self, call: &Call<'_>, place: Place, changes: Changes) {
        let before = self.before_update(place);
        for (column, value) in changes {
            self.store.set(place.table, place.row, column, value);
        }
        self.touch(call, place);
        self.after_update(place, before);
    }

    pub(super) fn touch(&mut self, call: &Call<'_>, place: Place) {
        self.store.put(place.table, place.row, "modifiedon", Value::Time(call.now));
        self.store.put(place.table, place.row, "_modifiedby_value", Value::Id(call.caller));
    }

    fn delete(&mut self, call: &Call<'_>, place: Place) -> Outcome<Reply> {
        self.must_allow(place.table, 'd', "Delete")?;
        match guard(call) {
            Guard::Existing(Some(etag)) if etag != self.etag(place.table, place.row) => {
                return Err(Refusal::version_mismatch());
            }
            _ => {}
        }
        self.may(call, "Delete", place.table)?;
        self.unlink_all(place);
        self.store.remove(place.table, place.row);
        Ok(Reply::empty(204))
    }

    fn put_property(&mut self, call: &Call<'_>, place: Place, column: usize) -> Outcome<Reply> {
        let body = call.json()?;
        let value = body.get("value").ok_or_else(|| Refusal::payload("The property 'value' is missing."))?;
        self.write_property(call, place, column, value)
    }

    fn clear_property(&mut self, call: &Call<'_>, place: Place, column: usize) -> Outcome<Reply> {
        self.write_property(call, place, column, &serde_json::Value::Null)
    }

    fn write_property(
        &mut self,
        call: &Call<'_>,
        place: Place,
        column: usize,
        value: &serde_json::Value,
    ) -> Outcome<Reply> {
        self.must_allow(place.table, 'u', "Update")?;
        self.may(call, "Write", place.table)?;
        if !self.is_plain(place.table, column) {
            return Err(Refusal::method(call.method));
        }
        let name = self.store.table(place.table).columns.get(column).map(|c| c.property.to_string());
        let mut body = serde_json::Map::new();
        body.insert(name.unwrap_or_default(), value.clone());
        let changes = self.changes(call, place.table, &body, false)?;
        self.check_update(place, &changes)?;
        self.apply(call, place, changes);
        Ok(Reply::empty(204))
    }

    fn must_allow(&self, table: TableId, message: char, name: &str) -> Outcome<()> {
        let definition = self.store.table(table);
        if definition.allows(message) { Ok(()) } else { Err(Refusal::message_missing(name, &definition.logical)) }
    }

    /// 204 with the row's address, or the row itself where `Prefer: return=representation` asks for it.
    fn answer_changed(&self, call: &Call<'_>, place: Place, with_body: u16) -> Outcome<Reply> {
        let link = self.link_to(call, place.table, place.row);
        let reply = if call.prefer.representation {
            let body = self.entity_json(call, place)?;
            let reply = Reply { status: with_body, ..Reply::json(body) };
            reply.with("ETag", self.etag(place.table, place.row))
        } else {
            Reply::empty(204)
        };
        Ok(reply.with("Location", link.clone()).with("OData-EntityId", link))
    }
}

fn guard(call: &Call<'_>) -> Guard {
    match (call.header("if-match"), call.header("if-none-match")) {
        (Some("*"), _) => Guard::Existing(None),
        (Some(etag), _) => Guard::Existing(Some(etag.to_owned())),
        (None, Some("*")) => Guard::OnlyNew,
        _ => Guard::Upsert,
    }
}
