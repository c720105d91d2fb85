//! The state as JSON, for the control port and for tests.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::Org;
use super::schema::{BUSINESSUNIT, ROLE, SYSTEMUSER, TEAM, TEAMMEMBERSHIP, TEAMROLES, TableId};

/// In larger organisations only users who hold a managed role, or were made by hand, are listed.
const LISTED: usize = 5_000;

impl Org {
    pub(super) fn describe(&self) -> Json {
        let world = &self.world;
        let text = |table: TableId, row: usize, name: &str| world.store.read(table, row, name).to_json();
        let role_json = |role: Uuid| {
            let row = world.store.rows(ROLE).find(role).unwrap_or_default();
            json!({
                "id": role.to_string(),
                "name": text(ROLE, row, "name"),
                "businessunit": text(ROLE, row, "_businessunitid_value"),
                "root": world.root_of(role).to_string(),
                "managed": text(ROLE, row, "ismanaged"),
            })
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
            "writes": { "count": writes.len(), "list": writes },
        })
    }
}
