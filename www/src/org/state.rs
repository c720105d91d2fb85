//! The state as JSON, for the control port and for tests.

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::Org;
use super::publish::Ending;
use super::schema::{
    BUSINESSUNIT, Kind, ROLE, STEP, SYSTEMUSER, SYSTEMUSERROLES, TEAM, TEAMMEMBERSHIP, TEAMROLES, TableId, USERSETTINGS,
};
use super::value::write_time;
use super::world::World;

/// In larger organisations only users who hold a managed role, or were made by hand, are listed.
const LISTED: usize = 5_000;

impl Org {
    pub(super) fn describe(&self) -> Json {
        let world = &self.world;
        let text = |table: TableId, row: usize, name: &str| world.store.read(table, row, name).to_json();
        // Counting holders goes through all copies, and most users hold the same few roles.
        let known: RefCell<FxHashMap<Uuid, Json>> = RefCell::default();
        let role_json = |role: Uuid| {
            if let Some(told) = known.borrow().get(&role) {
                return told.clone();
            }
            let row = world.store.rows(ROLE).find(role).unwrap_or_default();
            let told = json!({
                "id": role.to_string(),
                "name": text(ROLE, row, "name"),
                "businessunit": text(ROLE, row, "_businessunitid_value"),
                "root": world.root_of(role).to_string(),
                "managed": text(ROLE, row, "ismanaged"),
                "holders": holders(world, role),
            });
            known.borrow_mut().insert(role, told.clone());
            told
        };
        let users = world.store.rows(SYSTEMUSER);
        let everybody = users.live() <= LISTED;
        let user_json = |row: usize| {
            let id = users.id(row);
            let roles = world.roles_of_user(id);
            json!({
                "id": id.to_string(),
                "fullname": text(SYSTEMUSER, row, "fullname"),
                "domainname": text(SYSTEMUSER, row, "domainname"),
                "businessunit": text(SYSTEMUSER, row, "_businessunitid_value"),
                "isdisabled": text(SYSTEMUSER, row, "isdisabled"),
                "islicensed": text(SYSTEMUSER, row, "islicensed"),
                "accessmode": text(SYSTEMUSER, row, "accessmode"),
                "applicationid": text(SYSTEMUSER, row, "applicationid"),
                "language": language(world, id),
                "roles": roles.into_iter().map(role_json).collect::<Vec<_>>(),
            })
        };
        let wanted = |row: &usize| everybody || *row < self.named_users;
        let teams = world.store.rows(TEAM);
        let team_json = |row: usize| {
            let id = teams.id(row);
            let members = world.linked(TEAMMEMBERSHIP, "teamid", id, "systemuserid");
            let roles = world.linked(TEAMROLES, "teamid", id, "roleid");
            json!({
                "id": id.to_string(),
                "name": text(TEAM, row, "name"),
                "teamtype": text(TEAM, row, "teamtype"),
                "businessunit": text(TEAM, row, "_businessunitid_value"),
                "members": members.iter().map(Uuid::to_string).collect::<Vec<_>>(),
                "roles": roles.into_iter().map(role_json).collect::<Vec<_>>(),
            })
        };
        let units = world.store.rows(BUSINESSUNIT);
        let unit_json = |row: usize| {
            json!({
                "id": units.id(row).to_string(),
                "name": text(BUSINESSUNIT, row, "name"),
                "parent": text(BUSINESSUNIT, row, "_parentbusinessunitid_value"),
            })
        };
        let roles = world.store.rows(ROLE);
        let writes: Vec<Json> = self
            .writes
            .iter()
            .map(|write| {
                json!({
                    "at_ms": write.at_ms,
                    "method": write.line.method,
                    "path": write.line.path,
                    "status": write.line.status,
                    "body": write.line.body,
                })
            })
            .collect();
        json!({
            "scenario": self.scenario.name(),
            "organization": {
                "id": world.facts.id.to_string(),
                "name": world.facts.friendly_name,
                "version": world.facts.version,
            },
            "session": self.session.map(|user| user.to_string()),
            "admin": self.admin.to_string(),
            "userCount": users.live(),
            "users": users.rows().filter(wanted).map(user_json).collect::<Vec<_>>(),
            "businessunits": units.rows().map(unit_json).collect::<Vec<_>>(),
            "roles": roles
                .rows()
                .filter(|row| everybody || world.root_of(roles.id(*row)) == roles.id(*row))
                .map(|row| role_json(roles.id(row)))
                .collect::<Vec<_>>(),
            "teams": teams.rows().map(team_json).collect::<Vec<_>>(),
            "config": config(world),
            "steps": steps(world),
            "publications": publications(world),
            "unpublished": world.publishing.waiting,
            "filter": filters(world),
            "planted": self
                .planted()
                .iter()
                .map(|one| json!({ "fault": one.fault, "about": one.about }))
                .collect::<Vec<_>>(),
            "writes": { "count": writes.len(), "list": writes },
        })
    }
}

/// Users who hold a role directly; all copies of a root copy count.
fn holders(world: &World, role: Uuid) -> usize {
    let of = |copy: Uuid| world.linked(SYSTEMUSERROLES, "roleid", copy, "systemuserid").len();
    if world.root_of(role) != role {
        return of(role);
    }
    let roles = world.store.rows(ROLE);
    roles.rows().map(|row| roles.id(row)).filter(|copy| world.root_of(*copy) == role).map(of).sum()
}

/// `uilanguageid`
fn language(world: &World, user: Uuid) -> Json {
    let row = world.store.rows(USERSETTINGS).find(user);
    row.map_or(Json::Null, |row| world.store.read(USERSETTINGS, row, "uilanguageid").to_json())
}

/// Rows of the tables whose label is the configuration's: where they are, and whom they name.
fn config(world: &World) -> Vec<Json> {
    let mut rows = Vec::new();
    for (at, definition) in world.store.schema.tables.iter().enumerate() {
        if !definition.custom || definition.label.text() != "Marketo Config" {
            continue;
        }
        let table = TableId(at);
        let lookup = definition.columns.iter().find(|column| column.custom && matches!(column.kind, Kind::Lookup(_)));
        let Some(lookup) = lookup.map(|column| column.property.to_string()) else { continue };
        let name = definition.name.as_deref().unwrap_or_default();
        for row in world.store.rows(table).rows() {
            let user = world.store.read(table, row, &lookup).as_id();
            let user_name = user.and_then(|user| world.user(user, "fullname").as_text().map(str::to_owned));
            rows.push(json!({
                "set": definition.set,
                "id": world.store.rows(table).id(row).to_string(),
                "name": world.store.read(table, row, name).to_json(),
                "user": user.map(|user| user.to_string()),
                "userName": user_name,
                "modifiedon": world.store.read(table, row, "modifiedon").to_json(),
            }));
        }
    }
    rows
}

fn steps(world: &World) -> Vec<Json> {
    let rows = world.store.rows(STEP);
    let step = |row: usize| {
        json!({
            "id": rows.id(row).to_string(),
            "name": world.store.read(STEP, row, "name").to_json(),
            "enabled": world.store.read(STEP, row, "statecode").as_int() == Some(0),
        })
    };
    rows.rows().map(step).collect()
}

fn publications(world: &World) -> Vec<Json> {
    let time = |ms: u64| write_time(i64::try_from(ms / 1_000).unwrap_or_default());
    let one = |publication: &super::publish::Publication| {
        let (ended, succeeded) = match publication.ending {
            Ending::Running => (None, None),
            Ending::Succeeded { ended_ms } => (Some(ended_ms), Some(true)),
            Ending::Failed { ended_ms } => (Some(ended_ms), Some(false)),
        };
        json!({
            "action": publication.how.action(),
            "started": time(publication.started_ms),
            "ended": ended.map(time),
            "succeeded": succeeded,
        })
    };
    world.publishing.list.iter().map(one).collect()
}

/// The tables that have the column of the filter, with its kind.
fn filters(world: &World) -> serde_json::Map<String, Json> {
    let mut found = serde_json::Map::new();
    for table in &world.store.schema.tables {
        let column = table.column("new_synctomkto").and_then(|column| table.columns.get(column));
        if let Some(column) = column {
            found.insert(table.logical.to_string(), (column.kind == Kind::Bool).into());
        }
    }
    found
}
