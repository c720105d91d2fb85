//! What the platform checks before it changes users, roles and teams (dataverse §2.3, §3.1, §3.3).

use uuid::Uuid;

use super::call::Call;
use super::payload::Changes;
use super::walk::Place;
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{
    ROLE, STEP, SYSTEMUSER, SYSTEMUSERROLES, TEAM, TEAMMEMBERSHIP, TEAMROLES, TableId, USERSETTINGS, Via,
};
use crate::org::value::Value;
use crate::org::world::World;

/// A user before a change.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    unit: Option<Uuid>,
    mode: Option<i64>,
}

impl World {
    /// Whether a caller may give or take a role of a user.
    pub(super) fn check_user_role(&self, call: &Call<'_>, user: Uuid, role: Uuid, adding: bool) -> Outcome<()> {
        let row = self.user_row(user).ok_or_else(|| Refusal::not_found("systemuser", user))?;
        let user_value = |property: &str| self.store.read(SYSTEMUSER, row, property);
        self.may_assign(call, SYSTEMUSER, "prvReadUser")?;
        if self.is_special_user(row) {
            return Err(Refusal::new(400, "0x80041d33", "Cannot modify a special user."));
        }
        if self.is_support_user(row) {
            return Err(Refusal::new(400, "0x80041d51", "Cannot add or remove roles of a support user."));
        }
        if !adding {
            return Ok(());
        }
        if self.role_value(role, "name").as_text() == Some("Support User") {
            return Err(Refusal::new(400, "0x80041d44", "A support role cannot be assigned."));
        }
        let (own, units) = (self.business_unit_of(user), self.role_unit(role));
        // With ownership across business units, any copy may be held (dataverse §3.1).
        if own != units && !self.setting("EnableOwnershipAcrossBusinessUnits") {
            return Err(Refusal::new(
                400,
                "0x80041409",
                format!(
                    "The user with id={user} belongs to a different business unit={own} than the role with \
                     roleId={role} and rolebusinessUnit={units}."
                ),
            ));
        }
        if user_value("isdisabled").is_true() && !self.setting("AllowRoleAssignmentOnDisabledUsers") {
            // The code is documented; its words are not.
            return Err(Refusal::new(400, "0x80048d35", format!("The user with id={user} is disabled.")));
        }
        self.check_elevation(call, role)
    }

    /// Whether a caller may give or take a role of a team.
    pub(super) fn check_team_role(&self, call: &Call<'_>, team: Uuid, role: Uuid, adding: bool) -> Outcome<()> {
        let row = self.store.rows(TEAM).find(team).ok_or_else(|| Refusal::not_found("team", team))?;
        self.may_assign(call, TEAM, "prvReadTeam")?;
        if !adding {
            return Ok(());
        }
        let kind = self.store.read(TEAM, row, "teamtype").as_int().unwrap_or_default();
        if kind == 1 {
            return Err(Refusal::new(400, "0x80048331", "A role cannot be assigned to an access team."));
        }
        if kind > 1 && self.role_value(role, "isinherited").as_int() == Some(0) {
            let text = "The role has to be inheritable to be assigned to a group team.";
            return Err(Refusal::new(400, "0x80048350", text));
        }
        let own = self.store.read(TEAM, row, "_businessunitid_value").as_id().unwrap_or_default();
        let unit = self.role_unit(role);
        if own != unit && !self.setting("EnableOwnershipAcrossBusinessUnits") {
            return Err(Refusal::new(
                400,
                "0x8004140d",
                format!(
                    "The team with id={team} belongs to a different business unit={own} than the role with \
                    roleId={role} \
                     and rolebusinessUnit={unit}."
                ),
            ));
        }
        self.check_elevation(call, role)
    }

    fn may_assign(&self, call: &Call<'_>, target: TableId, read: &str) -> Outcome<()> {
        self.require(call.caller, &call.rights, read, target)?;
        self.require(call.caller, &call.rights, "prvReadRole", ROLE)?;
        self.require(call.caller, &call.rights, "prvAssignRole", ROLE)
    }

    /// Nobody grants what he does not have: every privilege of the role, at its depth (dataverse §3.1).
    fn check_elevation(&self, call: &Call<'_>, role: Uuid) -> Outcome<()> {
        let lacking: Vec<String> = self
            .grants_of(role)
            .iter()
            .filter(|(index, depth)| call.rights.depth(*index).is_none_or(|held| held < *depth))
            .filter_map(|(index, depth)| Some(format!("{} ({})", self.privilege_at(*index)?.name, depth.name())))
            .collect();
        if lacking.is_empty() {
            return Ok(());
        }
        // The code and that the text lists the privileges are documented (dataverse §3.3); its words are not.
        let text = format!(
            "Principal user (Id={}) does not have all the privileges of the role (Id={role}) at the required depth. \
             Missing privileges: {}",
            call.caller,
            lacking.join(", ")
        );
        Err(Refusal::new(403, "0x80048d3b", text))
    }

    fn role_value(&self, role: Uuid, property: &str) -> Value {
        self.store.rows(ROLE).find(role).map_or(Value::Null, |row| self.store.read(ROLE, row, property))
    }

    fn role_unit(&self, role: Uuid) -> Uuid {
        self.role_value(role, "_businessunitid_value").as_id().unwrap_or_default()
    }

    /// Checks that a new row may be made.
    pub(super) fn check_create(&self, table: TableId, changes: &Changes) -> Outcome<()> {
        let given = |property: &str| self.given(table, changes, property);
        match table {
            SYSTEMUSER => self.check_new_user(changes),
            TEAM => match given("_businessunitid_value") {
                Some(_) => Ok(()),
                None => Err(Refusal::new(400, "0x80040203", "The business unit of a team is required.")),
            },
            _ => Ok(()),
        }
    }

    pub(super) fn given<'a>(&self, table: TableId, changes: &'a Changes, property: &str) -> Option<&'a Value> {
        let column = self.store.table(table).column(property)?;
        changes.iter().find(|(changed, _)| *changed == column).map(|(_, value)| value).filter(|value| !value.is_null())
    }

    /// Fills what the platform itself sets.
    pub(super) fn after_create(&mut self, call: &Call<'_>, place: Place) {
        let unset = |world: &Self, property: &str| world.store.read(place.table, place.row, property).is_null();
        let mut defaults: Vec<(&str, Value)> = Vec::new();
        match place.table {
            SYSTEMUSER => {
                let application = !unset(self, "applicationid");
                defaults.extend([
                    ("isdisabled", Value::Bool(false)),
                    // On premises nobody is without a licence.
                    ("islicensed", Value::Bool(!self.online())),
                    ("isintegrationuser", Value::Bool(false)),
                    ("setupuser", Value::Bool(false)),
                    ("accessmode", Value::Int(if application { 4 } else { 0 })),
                    ("caltype", Value::Int(0)),
                    ("azurestate", Value::Int(0)),
                    ("deletestate", Value::Int(0)),
                    ("organizationid", Value::Id(self.facts.id)),
                ]);
                if application {
                    // Application users show the first name "#" (dataverse §2.1).
                    defaults.push(("firstname", Value::text("#")));
                }
            }
            TEAM => defaults.extend([
                ("teamtype", Value::Int(0)),
                ("isdefault", Value::Bool(false)),
                ("systemmanaged", Value::Bool(false)),
            ]),
            _ => {
                let unit = self.business_unit_of(call.caller);
                defaults.extend([
                    ("_ownerid_value", Value::Id(call.caller)),
                    ("_owninguser_value", Value::Id(call.caller)),
                    ("_owningbusinessunit_value", Value::Id(unit)),
                    ("statecode", Value::Int(0)),
                    ("statuscode", Value::Int(1)),
                    ("ismanaged", Value::Bool(false)),
                    ("isvisible", Value::Bool(true)),
                    ("creditonhold", Value::Bool(false)),
                    ("donotbulkemail", Value::Bool(false)),
                ]);
            }
        }
        for (property, value) in defaults {
            if unset(self, property) {
                self.store.put(place.table, place.row, property, value);
            }
        }
        let own: Vec<(usize, Value)> = self
            .store
            .table(place.table)
            .columns
            .iter()
            .enumerate()
            .filter(|(at, column)| !column.default.is_null() && self.store.value(place.table, place.row, *at).is_null())
            .map(|(at, column)| (at, column.default.clone()))
            .collect();
        for (column, value) in own {
            self.store.set(place.table, place.row, column, value);
        }
        if place.table == SYSTEMUSER {
            self.name_application(place.row);
        }
        self.compose_name(place);
        if place.table == SYSTEMUSER {
            self.add_settings(self.store.rows(SYSTEMUSER).id(place.row));
        }
    }

    /// The row of `usersettings` that comes with each user (dataverse §4).
    pub(crate) fn add_settings(&mut self, user: Uuid) {
        let language = self.facts.languages.first().copied().unwrap_or(1033);
        let unit = self.business_unit_of(user);
        let row = self.add(USERSETTINGS, user, None);
        for (property, value) in [
            ("businessunitid", Value::Id(unit)),
            // 0 is "as the organisation has it" (dataverse §4).
            ("uilanguageid", Value::Int(0)),
            ("helplanguageid", Value::Int(0)),
            ("localeid", Value::Int(language)),
            ("timezonecode", Value::Int(105)),
            ("advancedfindstartupmode", Value::Int(1)),
            ("paginglimit", Value::Int(50)),
        ] {
            self.store.put(USERSETTINGS, row, property, value);
        }
    }

    /// `fullname` follows from its parts.
    pub(crate) fn compose_name(&mut self, place: Place) {
        let definition = self.store.table(place.table);
        if definition.column("fullname").is_none() || definition.column("firstname").is_none() {
            return;
        }
        let part = |property: &str| self.store.read(place.table, place.row, property);
        let (first, last) = (part("firstname"), part("lastname"));
        let parts: Vec<&str> =
            [&first, &last].into_iter().filter_map(Value::as_text).filter(|part| !part.is_empty()).collect();
        if !parts.is_empty() {
            let whole = Value::text(&parts.join(" "));
            self.store.put(place.table, place.row, "fullname", whole);
        }
    }

    /// Checks that a row may be changed so.
    pub(super) fn check_update(&self, place: Place, changes: &Changes) -> Outcome<()> {
        match place.table {
            SYSTEMUSER => self.check_changed_user(place.row, changes),
            STEP => self.check_changed_step(place, changes),
            USERSETTINGS => {
                for property in ["uilanguageid", "helplanguageid"] {
                    let language = self.given(USERSETTINGS, changes, property).and_then(Value::as_int);
                    if language.is_some_and(|l| l != 0 && !self.facts.languages.contains(&l)) {
                        return Err(Refusal::new(400, "0x80044195", "The language code is not valid."));
                    }
                }
                Ok(())
            }
            ROLE if self.store.read(ROLE, place.row, "iscustomizable") == Value::Bool(false) => {
                Err(Refusal::new(400, "0x8004f031", "The managed role cannot be changed."))
            }
            _ => Ok(()),
        }
    }

    /// What a later step has to know of a user as it was.
    pub(super) fn before_update(&self, place: Place) -> Before {
        if place.table != SYSTEMUSER {
            return Before::default();
        }
        let id = self.store.rows(place.table).id(place.row);
        let mode = self.store.read(SYSTEMUSER, place.row, "accessmode").as_int();
        Before { unit: Some(self.business_unit_of(id)), mode }
    }

    pub(super) fn after_update(&mut self, place: Place, before: Before) {
        self.compose_name(place);
        if place.table == STEP {
            self.after_changed_step(place.table, place.row);
        }
        let Some(unit) = before.unit else { return };
        let id = self.store.rows(place.table).id(place.row);
        // A user who changes business unit loses every role, unless the organisation keeps them (dataverse §3.1).
        if self.business_unit_of(id) != unit && !self.setting("DoNotRemoveRolesOnChangeBusinessUnit") {
            self.remove_links(SYSTEMUSERROLES, "systemuserid", id);
        }
        self.after_changed_user(place.row, before.mode);
    }

    fn remove_links(&mut self, link: TableId, property: &str, id: Uuid) {
        let Some(column) = self.store.table(link).column(property) else { return };
        for row in self.store.rows(link).linked(column, id).to_vec() {
            self.store.remove(link, row);
        }
    }

    /// Takes a row's links along when it goes, and clears the lookups that point to it.
    pub(super) fn unlink_all(&mut self, place: Place) {
        let id = self.store.rows(place.table).id(place.row);
        if place.table == TEAM {
            self.remove_links(TEAMROLES, "teamid", id);
            self.remove_links(TEAMMEMBERSHIP, "teamid", id);
        }
        let pointing: Vec<(String, TableId)> = self
            .store
            .table(place.table)
            .navs
            .iter()
            .filter_map(|nav| match &nav.via {
                Via::Many(property) => Some((property.to_string(), self.store.schema.logical(&nav.target)?)),
                _ => None,
            })
            .collect();
        for (property, table) in pointing {
            let Some(column) = self.store.table(table).column(&property) else { continue };
            let rows = self.store.rows(table);
            let hit: Vec<usize> = rows.rows().filter(|row| rows.cell(*row, column).as_id() == Some(id)).collect();
            for row in hit {
                self.store.set(table, row, column, Value::Null);
            }
        }
    }
}
