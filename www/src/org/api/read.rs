//! GET: rows, collections, references, single values, counts.

use serde_json::{Map, Value as Json, json};

use super::call::{Call, PAGE, Reply};
use super::path::Arguments;
use super::walk::{Place, Target, View};
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::options::{Options, write_page};
use crate::org::schema::{Kind, Nav, TableId, Via};
use crate::org::world::World;

/// Above this `$count` says no more (dataverse §2.2).
const COUNTED: usize = 5_000;

impl World {
    /// Answers a GET.
    pub(crate) fn get(&self, call: &Call<'_>) -> Outcome<Reply> {
        let Some(first) = call.segments.first() else {
            return Ok(self.service_document(call));
        };
        match first.name.as_str() {
            "$metadata" if call.segments.len() == 1 => return Ok(self.csdl()),
            "EntityDefinitions" => return self.definitions(call),
            "PublishAllXml" | "PublishXml" => return Err(Refusal::method(call.method)),
            "PublishAllXmlAsync" if self.online() => return Err(Refusal::method(call.method)),
            _ => {}
        }
        if let Some(reply) = self.function(call, first)? {
            return Ok(reply);
        }
        let (target, view) = self.walk(call)?;
        match (target, view) {
            (Target::Set(table), View::Plain) => self.collection(call, table, None),
            (Target::Set(table), View::Count) => self.bare_count(call, table, None),
            (Target::Row(place), View::Plain) => self.entity(call, place),
            (Target::Missing(table, id), _) => Err(Refusal::not_found(&self.store.table(table).logical, id)),
            (Target::Related(place, nav), view) => self.get_related(call, place, &nav, view),
            (Target::Member(place, nav, id), View::Plain) => self.entity(call, Target::reached(self, place, &nav, id)?),
            (Target::Property(place, column), view) => self.property(call, place, column, view),
            (Target::Bound(place, segment), View::Plain) => self.bound_function(call, place, &segment),
            (_, View::Ref) => Err(Refusal::no_segment("$ref")),
            (_, View::Count) => Err(Refusal::no_segment("$count")),
            (_, _) => Err(Refusal::no_segment("$value")),
        }
    }

    fn get_related(&self, call: &Call<'_>, place: Place, nav: &Nav, view: View) -> Outcome<Reply> {
        if nav.bind_only {
            return Err(Refusal::no_segment(&nav.name));
        }
        let target = self.target(nav)?;
        self.may_read(call, place.table)?;
        let rows = self.related(place, nav);
        let single = matches!(nav.via, Via::One(_));
        match (view, single, rows.first()) {
            (View::Plain, true, Some(row)) => self.entity(call, Place { table: target, row: *row }),
            (View::Plain | View::Ref, true, None) => Ok(Reply::empty(204)),
            (View::Ref, true, Some(row)) => Ok(Reply::json(json!({
                "@odata.context": format!("{}$metadata#$ref", call.service.root),
                "@odata.id": self.link_to(call, target, *row),
            }))),
            (View::Plain, false, _) => self.collection(call, target, Some(rows)),
            (View::Count, false, _) => self.bare_count(call, target, Some(rows)),
            (View::Ref, false, _) => self.references(call, target, rows),
            (View::Count, true, _) => Err(Refusal::no_segment("$count")),
            (View::Raw, ..) => Err(Refusal::no_segment("$value")),
        }
    }

    /// `https://…/roles(id)`
    pub(crate) fn link_to(&self, call: &Call<'_>, table: TableId, row: usize) -> String {
        format!("{}{}({})", call.service.root, self.store.table(table).set, self.store.rows(table).id(row))
    }

    pub(crate) fn may_read(&self, call: &Call<'_>, table: TableId) -> Outcome<()> {
        match &self.store.table(table).noun {
            Some(noun) => self.require(call.caller, &call.rights, &format!("prvRead{noun}"), table),
            None => Ok(()),
        }
    }

    /// One row with its ETag, or 304 where the client has it already.
    pub(crate) fn entity(&self, call: &Call<'_>, place: Place) -> Outcome<Reply> {
        self.may_read(call, place.table)?;
        for (given, name) in [
            (call.options.filter.is_some(), "$filter"),
            (!call.options.order.is_empty(), "$orderby"),
            (call.options.top.is_some(), "$top"),
            (call.options.count, "$count"),
        ] {
            if given {
                return Err(Refusal::query(format!(
                    "The requested resource is not a collection. Query options $filter, $orderby, $count, $skip, and \
                     $top can be applied only on collections. '{name}' was given."
                )));
            }
        }
        let etag = self.etag(place.table, place.row);
        if call.header("if-none-match").is_some_and(|known| known == etag) {
            return Ok(Reply::empty(304).with("ETag", etag));
        }
        let body = self.entity_json(call, place)?;
        Ok(Reply::json(body).with("ETag", etag))
    }

    /// The body of one row, with `$select` and `$expand` of the call.
    pub(crate) fn entity_json(&self, call: &Call<'_>, place: Place) -> Outcome<Json> {
        let sheet = self.sheet(call, place.table, &call.options)?;
        let set = &self.store.table(place.table).set;
        let shown = self.context(set, call.options.select.as_deref(), &call.options.expand);
        let mut body = Map::new();
        body.insert("@odata.context".into(), format!("{}$metadata#{shown}/$entity", call.service.root).into());
        body.extend(self.row_json(&sheet, place.row, &call.prefer.annotations));
        Ok(body.into())
    }

    /// The rows that a query comes to, in order: one page of them, and whether more follow.
    fn page(&self, call: &Call<'_>, table: TableId, base: Option<Vec<usize>>, options: &Options) -> Outcome<Page> {
        self.scope(call, |scope| {
            let passing = scope.rows(table, options.filter.as_ref())?;
            let mut rows: Vec<usize> = match base {
                Some(base) => base.into_iter().filter(|row| passing.contains(*row)).collect(),
                None => passing.ones().collect(),
            };
            let total = rows.len();
            let size = call.prefer.page_size.unwrap_or(PAGE);
            // With a page size, $top is ignored (dataverse §2.2).
            let top = options.top.filter(|_| call.prefer.page_size.is_none());
            let end = top.unwrap_or(usize::MAX).min(total);
            let from = options.page.unwrap_or(1).saturating_sub(1).saturating_mul(size).min(end);
            let to = from.saturating_add(size).min(end);
            scope.sort(table, &mut rows, &options.order, to)?;
            rows.drain(..from.min(rows.len()));
            Ok(Page { rows, total, more: to < end })
        })
    }

    fn collection(&self, call: &Call<'_>, table: TableId, base: Option<Vec<usize>>) -> Outcome<Reply> {
        self.may_read(call, table)?;
        self.check_virtual(call, table)?;
        let view = self.view_options(call, table)?;
        let options = view.as_ref().unwrap_or(&call.options);
        let sheet = self.sheet(call, table, options)?;
        let page = self.page(call, table, base, options)?;
        let set = &self.store.table(table).set;
        let shown = self.context(set, options.select.as_deref(), &options.expand);
        let mut body = Map::new();
        body.insert("@odata.context".into(), format!("{}$metadata#{shown}", call.service.root).into());
        self.count_into(&mut body, call, page.total);
        let annotations = &call.prefer.annotations;
        let row = |row: &usize| {
            let mut object = self.listed_json(&sheet, *row, annotations, &call.service.root);
            if view.is_some() {
                // Predefined queries leave out what is null.
                object.retain(|_, value| !value.is_null());
            }
            object.into()
        };
        let rows: Vec<Json> = page.rows.iter().map(row).collect();
        body.insert("value".into(), rows.into());
        if page.more {
            body.insert("@odata.nextLink".into(), next_link(call).into());
        }
        Ok(Reply::json(body.into()))
    }

    /// The provider behind a virtual table filters, orders and cuts; counting and expanding are not on record, so they
    /// are refused.
    fn check_virtual(&self, call: &Call<'_>, table: TableId) -> Outcome<()> {
        let options = &call.options;
        let asks = options.count || !options.expand.is_empty() || call.target.contains("/$count");
        if self.store.table(table).is_virtual && asks {
            return Err(Refusal::query("The query is not supported by the provider of the virtual entity."));
        }
        Ok(())
    }

    fn count_into(&self, body: &mut Map<String, Json>, call: &Call<'_>, total: usize) {
        if !call.options.count {
            return;
        }
        body.insert("@odata.count".into(), total.min(COUNTED).into());
        let annotations = &call.prefer.annotations;
        if annotations.wants("Microsoft.Dynamics.CRM.totalrecordcount") {
            body.insert("@Microsoft.Dynamics.CRM.totalrecordcount".into(), total.min(COUNTED).into());
        }
        if annotations.wants("Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded") {
            body.insert("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded".into(), (total > COUNTED).into());
        }
    }

    fn bare_count(&self, call: &Call<'_>, table: TableId, base: Option<Vec<usize>>) -> Outcome<Reply> {
        self.may_read(call, table)?;
        self.check_virtual(call, table)?;
        let page = self.page(call, table, base, &call.options)?;
        Ok(Reply::text("text/plain", page.total.min(COUNTED).to_string()))
    }

    fn references(&self, call: &Call<'_>, table: TableId, base: Vec<usize>) -> Outcome<Reply> {
        let page = self.page(call, table, Some(base), &call.options)?;
        let rows: Vec<Json> =
            page.rows.iter().map(|row| json!({ "@odata.id": self.link_to(call, table, *row) })).collect();
        let mut body = Map::new();
        body.insert("@odata.context".into(), format!("{}$metadata#Collection($ref)", call.service.root).into());
        self.count_into(&mut body, call, page.total);
        body.insert("value".into(), rows.into());
        if page.more {
            body.insert("@odata.nextLink".into(), next_link(call).into());
        }
        Ok(Reply::json(body.into()))
    }

    fn property(&self, call: &Call<'_>, place: Place, column: usize, view: View) -> Outcome<Reply> {
        self.may_read(call, place.table)?;
        let definition = self.store.table(place.table);
        let value = self.store.value(place.table, place.row, column);
        if value.is_null() {
            return Ok(Reply::empty(204));
        }
        match view {
            View::Raw => {
                let text = match value.to_json() {
                    Json::String(text) => text,
                    other => other.to_string(),
                };
                Ok(Reply::text("text/plain", text))
            }
            View::Plain => {
                let property = definition.columns.get(column).map(|c| c.property.to_string()).unwrap_or_default();
                let id = self.store.rows(place.table).id(place.row);
                let context = format!("{}$metadata#{}({id})/{property}", call.service.root, definition.set);
                Ok(Reply::json(json!({ "@odata.context": context, "value": value.to_json() })))
            }
            View::Ref => Err(Refusal::no_segment("$ref")),
            View::Count => Err(Refusal::no_segment("$count")),
        }
    }

    fn service_document(&self, call: &Call<'_>) -> Reply {
        let sets: Vec<Json> = self
            .store
            .schema
            .tables
            .iter()
            .map(|table| json!({ "name": table.set, "kind": "EntitySet", "url": table.set }))
            .collect();
        Reply::json(json!({
            "@odata.context": format!("{}$metadata", call.service.root),
            "value": sets,
        }))
    }

    /// Whether a column can be in a `PATCH` of one property.
    pub(crate) fn is_plain(&self, table: TableId, column: usize) -> bool {
        let column = self.store.table(table).columns.get(column);
        column.is_some_and(|column| !matches!(column.kind, Kind::Lookup(_) | Kind::Managed(_) | Kind::Key))
    }
}

struct Page {
    rows: Vec<usize>,
    /// Rows on all pages.
    total: usize,
    more: bool,
}

/// Where the next page is: the query as it was sent, with another token. Absolute, and the client's to follow verbatim.
fn next_link(call: &Call<'_>) -> String {
    let (path, query) = call.target.split_once('?').unwrap_or((call.target, ""));
    let kept = query.split('&').filter(|part| {
        let name = part.split('=').next().unwrap_or_default();
        !name.is_empty() && name != "$skiptoken" && !name.eq_ignore_ascii_case("%24skiptoken")
    });
    let token = format!("$skiptoken={}", write_page(call.options.page.unwrap_or(1) + 1));
    let query: Vec<&str> = kept.chain([token.as_str()]).collect();
    format!("{}{path}?{}", call.service.root, query.join("&"))
}

/// Whether a segment has neither key nor parameters.
pub(crate) fn is_bare(arguments: &Arguments) -> bool {
    matches!(arguments, Arguments::None | Arguments::Empty)
}
