//! The hand that fills an organisation: business units, roles with a copy in each, users, teams.

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::flavour::Flavour;
use crate::org::api::metadata::derived;
use crate::org::privileges::{Depth, Privilege, PrivilegeIndex, catalogue, further};
use crate::org::publish::Publishing;
use crate::org::schema::{
    BUSINESSUNIT, ORGANIZATION, PRIVILEGE, PUBLISHER, QUEUE, ROLE, SOLUTION, SOLUTIONCOMPONENT, SYSTEMUSER,
    SYSTEMUSERROLES, Schema, TEAM, TEAMMEMBERSHIP, TEAMROLES, TableId,
};
use crate::org::store::Store;
use crate::org::value::{Value, read_time};
use crate::org::world::World;

/// A user to add. What is not set is as for a licensed person who works.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) user_name: String,
    pub(super) email: String,
    pub(super) title: &'static str,
    pub(super) unit: Uuid,
    pub(super) disabled: bool,
    pub(super) licensed: bool,
    pub(super) access_mode: i64,
    pub(super) application: bool,
    pub(super) integration: bool,
    pub(super) setup: bool,
}

impl Person {
    pub(super) fn new(first: &str, last: &str, user_name: &str, unit: Uuid) -> Self {
        Self {
            first: first.to_owned(),
            last: last.to_owned(),
            user_name: user_name.to_owned(),
            email: user_name.to_owned(),
            title: "",
            unit,
            disabled: false,
            licensed: true,
            access_mode: 0,
            application: false,
            integration: false,
            setup: false,
        }
    }
}

/// When every scenario's organisation was set up and its solutions were imported.
pub(super) const INSTALLED: &str = "2025-09-01T07:30:00Z";

/// An organisation being filled.
pub(super) struct Seed {
    world: World,
    /// Root copies in the order in which they were made.
    roots: Vec<Uuid>,
    /// Root copies by name; the first of a name.
    roles: FxHashMap<String, Uuid>,
    /// Copies by root and business unit.
    copies: FxHashMap<(Uuid, Uuid), Uuid>,
    units: Vec<(String, Uuid)>,
}

impl Seed {
    pub(super) fn new(flavour: &Flavour) -> Self {
        let mut store = Store::new(Schema::new(flavour.custom_tables(), flavour.online()));
        for (table, column) in flavour.added_columns() {
            store.add_column(table, column);
        }
        let mut world = World {
            store,
            hosting: flavour.hosting,
            facts: flavour.facts(),
            privileges: Vec::new(),
            grants: FxHashMap::default(),
            now: read_time(INSTALLED).unwrap_or_default(),
            publishing: Publishing::default(),
        };
        let custom: Vec<String> =
            flavour.custom_tables().iter().filter_map(|table| table.noun.as_deref().map(str::to_owned)).collect();
        let listed = catalogue().into_iter().map(|privilege| (None, privilege));
        let more = further(&custom).into_iter().map(|privilege| {
            // Derived, so that rows made one after another keep the ids that they have always had.
            (Some(derived(&["privilege:", &privilege.0])), privilege)
        });
        let all: Vec<_> = listed.chain(more).collect();
        for (id, (name, access_right, owned)) in all {
            let id = id.unwrap_or_else(|| world.store.mint());
            let row = world.store.insert(PRIVILEGE, id);
            for (property, value) in [
                ("name", Value::text(&name)),
                ("accessright", Value::Int(access_right)),
                ("canbebasic", Value::Bool(owned)),
                ("canbelocal", Value::Bool(owned)),
                ("canbedeep", Value::Bool(owned)),
                ("canbeglobal", Value::Bool(true)),
                ("ismanaged", Value::Bool(true)),
                ("componentstate", Value::Int(0)),
            ] {
                world.store.put(PRIVILEGE, row, property, value);
            }
            world.privileges.push(Privilege { id, name, access_right, owned });
        }
        Self { world, roots: Vec::new(), roles: FxHashMap::default(), copies: FxHashMap::default(), units: Vec::new() }
    }

    pub(super) fn finish(self) -> World {
        self.world
    }

    pub(super) fn world(&mut self) -> &mut World {
        &mut self.world
    }

    /// Users so far.
    pub(super) fn users(&self) -> usize {
        self.world.store.rows(SYSTEMUSER).len()
    }

    pub(super) fn row(&mut self, table: TableId, cells: &[(&str, Value)]) -> Uuid {
        let id = self.world.store.mint();
        let row = self.world.add(table, id, None);
        for (property, value) in cells {
            self.world.store.put(table, row, property, value.clone());
        }
        id
    }

    /// Organisation, business units, solutions.
    pub(super) fn add_structure(&mut self, flavour: &Flavour, children: &[&str]) {
        let organization = self.world.facts.id;
        let row = self.world.add(ORGANIZATION, organization, None);
        let settings = "<OrgSettings><IsMailboxForcedUnlockingEnabled>true</IsMailboxForcedUnlockingEnabled>\
                        <AllowRoleAssignmentOnDisabledUsers>false</AllowRoleAssignmentOnDisabledUsers></OrgSettings>";
        for (property, value) in [
            ("name", Value::text(flavour.organization)),
            ("languagecode", Value::Int(flavour.languages.first().copied().unwrap_or(1033))),
            ("localeid", Value::Int(flavour.languages.first().copied().unwrap_or(1033))),
            ("orgdborgsettings", Value::text(settings)),
            ("schemanameprefix", Value::text("new")),
            ("isdisabled", Value::Bool(false)),
            ("isauditenabled", Value::Bool(false)),
            ("sessiontimeoutinmins", Value::Int(1440)),
            ("currencysymbol", Value::text("€")),
            ("maxuploadfilesize", Value::Int(5_242_880)),
        ] {
            self.world.store.put(ORGANIZATION, row, property, value);
        }
        let root = self.add_unit("Contoso", None);
        for child in children {
            self.add_unit(child, Some(root));
        }
    }

    pub(super) fn add_unit(&mut self, name: &str, parent: Option<Uuid>) -> Uuid {
        let organization = self.world.facts.id;
        let unit = self.row(
            BUSINESSUNIT,
            &[
                ("name", Value::text(name)),
                ("isdisabled", Value::Bool(false)),
                ("inheritancemask", Value::Int(1023)),
                ("_parentbusinessunitid_value", parent.map_or(Value::Null, Value::Id)),
                ("_organizationid_value", Value::Id(organization)),
            ],
        );
        self.units.push((name.to_owned(), unit));
        // A new business unit gets a copy of every role.
        for root in self.roots.clone() {
            self.copy_role(root, unit, parent);
        }
        unit
    }

    /// A business unit by name; the root where there is none of that name.
    pub(super) fn unit(&self, name: &str) -> Uuid {
        let named = self.units.iter().find(|(known, _)| known == name);
        named.or(self.units.first()).map(|(_, unit)| *unit).unwrap_or_default()
    }

    pub(super) fn units(&self) -> Vec<Uuid> {
        self.units.iter().map(|(_, unit)| *unit).collect()
    }

    /// Indexes of the privileges that are there among `(name, depth)`.
    pub(super) fn grants(&self, wanted: impl Fn(&Privilege) -> Option<Depth>) -> Vec<(PrivilegeIndex, Depth)> {
        let listed = self.world.privileges.iter().enumerate();
        listed
            .filter_map(|(at, privilege)| {
                let depth = wanted(privilege)?;
                // What belongs to the organisation as a whole is granted as a whole.
                Some((PrivilegeIndex(at), if privilege.owned { depth } else { Depth::Global }))
            })
            .collect()
    }

    /// A role with a copy in each business unit; gives the root copy.
    pub(super) fn add_role(
        &mut self,
        name: &str,
        solution: Option<Uuid>,
        auto_assigned: bool,
        grants: Vec<(PrivilegeIndex, Depth)>,
    ) -> Uuid {
        let units = self.units();
        let Some((first, rest)) = units.split_first() else { return Uuid::nil() };
        let id = self.world.store.mint();
        let row = self.world.add(ROLE, id, None);
        let organization = self.world.facts.id;
        for (property, value) in [
            ("name", Value::text(name)),
            ("roleidunique", Value::Id(id)),
            ("_businessunitid_value", Value::Id(*first)),
            ("_parentrootroleid_value", Value::Id(id)),
            ("organizationid", Value::Id(organization)),
            ("solutionid", solution.map_or(Value::Null, Value::Id)),
            ("ismanaged", Value::Bool(solution.is_some())),
            ("componentstate", Value::Int(0)),
            ("overwritetime", Value::Time(read_time("1900-01-01T00:00:00Z").unwrap_or_default())),
            ("iscustomizable", Value::Bool(true)),
            ("canbedeleted", Value::Bool(true)),
            ("isinherited", Value::Int(0)),
            ("isautoassigned", Value::Bool(auto_assigned)),
        ] {
            self.world.store.put(ROLE, row, property, value);
        }
        self.world.grants.insert(id, grants);
        self.roots.push(id);
        self.roles.entry(name.to_owned()).or_insert(id);
        self.copies.insert((id, *first), id);
        for unit in rest {
            self.copy_role(id, *unit, Some(*first));
        }
        id
    }

    /// The template that a role and its copies come from.
    pub(super) fn set_template(&mut self, root: Uuid, template: Uuid) {
        let copies: Vec<Uuid> = self.copies.iter().filter(|((of, _), _)| *of == root).map(|(_, copy)| *copy).collect();
        for copy in copies {
            self.change(ROLE, copy, "_roletemplateid_value", Value::Id(template));
        }
    }

    fn copy_role(&mut self, root: Uuid, unit: Uuid, parent: Option<Uuid>) {
        let Some(source) = self.world.store.rows(ROLE).find(root) else { return };
        let above = parent.and_then(|parent| self.copies.get(&(root, parent)).copied()).unwrap_or(root);
        let id = self.world.store.mint();
        let row = self.world.add(ROLE, id, None);
        for column in 0..self.world.store.table(ROLE).columns.len() {
            let value = self.world.store.rows(ROLE).cell(source, column).clone();
            if !value.is_null() {
                self.world.store.set(ROLE, row, column, value);
            }
        }
        for (property, value) in [
            ("roleidunique", Value::Id(id)),
            ("_businessunitid_value", Value::Id(unit)),
            ("_parentroleid_value", Value::Id(above)),
        ] {
            self.world.store.put(ROLE, row, property, value);
        }
        self.copies.insert((root, unit), id);
    }

    /// Adds a user; gives the id.
    pub(super) fn add_person(&mut self, person: &Person) -> Uuid {
        let id = self.world.store.mint();
        let row = self.world.add(SYSTEMUSER, id, None);
        let organization = self.world.facts.id;
        let text = |text: &str| if text.is_empty() { Value::Null } else { Value::text(text) };
        let full = [person.first.as_str(), person.last.as_str()].join(" ");
        for (property, value) in [
            ("fullname", Value::text(full.trim())),
            ("firstname", text(&person.first)),
            ("lastname", text(&person.last)),
            ("domainname", text(&person.user_name)),
            ("internalemailaddress", text(&person.email)),
            ("windowsliveid", text(&person.user_name)),
            ("title", text(person.title)),
            ("_businessunitid_value", Value::Id(person.unit)),
            ("organizationid", Value::Id(organization)),
            ("isdisabled", Value::Bool(person.disabled)),
            ("islicensed", Value::Bool(person.licensed)),
            ("issyncwithdirectory", Value::Bool(!person.application && !person.integration)),
            ("isintegrationuser", Value::Bool(person.integration)),
            ("setupuser", Value::Bool(person.setup)),
            ("accessmode", Value::Int(person.access_mode)),
            ("caltype", Value::Int(if person.licensed { 7 } else { 0 })),
            ("userlicensetype", Value::Int(if person.licensed { 38 } else { -1 })),
            ("invitestatuscode", Value::Int(0)),
            ("azurestate", Value::Int(0)),
            ("deletestate", Value::Int(0)),
        ] {
            self.world.store.put(SYSTEMUSER, row, property, value);
        }
        if person.application {
            let application = self.world.store.mint();
            self.world.store.put(SYSTEMUSER, row, "applicationid", Value::Id(application));
        }
        if !person.integration && self.world.online() {
            let directory = self.world.store.mint();
            self.world.store.put(SYSTEMUSER, row, "azureactivedirectoryobjectid", Value::Id(directory));
        }
        self.world.add_settings(id);
        self.add_own_queue(id, row, full.trim());
        id
    }

    /// The queue that the platform gives each user.
    fn add_own_queue(&mut self, user: Uuid, row: usize, name: &str) {
        let queue = derived(&["queue:", &user.to_string()]);
        let place = self.world.add(QUEUE, queue, None);
        for (property, value) in [
            ("name", Value::text(&format!("<{name}>"))),
            ("queueviewtype", Value::Int(1)),
            ("_ownerid_value", Value::Id(user)),
            ("_owninguser_value", Value::Id(user)),
            ("statecode", Value::Int(0)),
            ("statuscode", Value::Int(1)),
        ] {
            self.world.store.put(QUEUE, place, property, value);
        }
        self.world.store.put(SYSTEMUSER, row, "_queueid_value", Value::Id(queue));
    }

    /// Gives a user the copy of a role that belongs to the user's business unit.
    pub(super) fn give(&mut self, user: Uuid, role: &str) {
        if let Some(root) = self.roles.get(role).copied() {
            let unit = self.world.business_unit_of(user);
            self.give_copy(user, root, unit);
        }
    }

    pub(super) fn give_copy(&mut self, user: Uuid, root: Uuid, unit: Uuid) {
        if let Some(copy) = self.copies.get(&(root, unit)).copied() {
            self.world.link(SYSTEMUSERROLES, ("systemuserid", user), ("roleid", copy));
        }
    }

    /// A solution by its display name.
    pub(super) fn solution(&self, friendly: &str) -> Option<Uuid> {
        let (store, rows) = (&self.world.store, self.world.store.rows(SOLUTION));
        let named = |row: &usize| store.read(SOLUTION, *row, "friendlyname").as_text() == Some(friendly);
        rows.rows().find(named).map(|row| rows.id(row))
    }

    /// Changes one cell of a row that is there already.
    pub(super) fn change(&mut self, table: TableId, id: Uuid, property: &str, value: Value) {
        if let Some(row) = self.world.store.rows(table).find(id) {
            self.world.store.put(table, row, property, value);
        }
    }

    pub(super) fn root(&self, role: &str) -> Option<Uuid> {
        self.roles.get(role).copied()
    }

    /// A team with its members and roles; `teamtype` 0 is an owner team, 1 an access team.
    pub(super) fn add_team(&mut self, name: &str, unit: Uuid, kind: i64, members: &[Uuid], roles: &[&str]) -> Uuid {
        let organization = self.world.facts.id;
        let team = self.row(
            TEAM,
            &[
                ("name", Value::text(name)),
                ("teamtype", Value::Int(kind)),
                ("isdefault", Value::Bool(false)),
                ("systemmanaged", Value::Bool(false)),
                ("organizationid", Value::Id(organization)),
                ("_businessunitid_value", Value::Id(unit)),
            ],
        );
        for member in members {
            self.world.link(TEAMMEMBERSHIP, ("teamid", team), ("systemuserid", *member));
        }
        for role in roles {
            if let Some(copy) = self.root(role).and_then(|root| self.copies.get(&(root, unit)).copied()) {
                self.world.link(TEAMROLES, ("teamid", team), ("roleid", copy));
            }
        }
        team
    }

    /// A publisher and its solution; gives the solution.
    pub(super) fn add_solution(
        &mut self,
        (publisher, publisher_name, prefix): (&str, &str, &str),
        (unique, friendly, version): (&str, &str, &str),
        managed: bool,
    ) -> Uuid {
        let organization = self.world.facts.id;
        let publisher = self.row(
            PUBLISHER,
            &[
                ("uniquename", Value::text(publisher)),
                ("friendlyname", Value::text(publisher_name)),
                ("customizationprefix", Value::text(prefix)),
                ("customizationoptionvalueprefix", Value::Int(41_417)),
                ("isreadonly", Value::Bool(managed)),
                ("_organizationid_value", Value::Id(organization)),
            ],
        );
        let installed = Value::Time(self.world.now);
        self.row(
            SOLUTION,
            &[
                ("uniquename", Value::text(unique)),
                ("friendlyname", Value::text(friendly)),
                ("version", Value::text(version)),
                ("ismanaged", Value::Bool(managed)),
                ("isvisible", Value::Bool(true)),
                ("installedon", installed),
                ("solutiontype", Value::Int(0)),
                ("_publisherid_value", Value::Id(publisher)),
                ("_organizationid_value", Value::Id(organization)),
            ],
        )
    }

    pub(super) fn add_component(&mut self, solution: Uuid, kind: i64, object: Uuid) {
        self.add_part(solution, kind, object, 0);
    }

    /// A component with its `rootcomponentbehavior`.
    pub(super) fn add_part(&mut self, solution: Uuid, kind: i64, object: Uuid, behaviour: i64) {
        self.row(
            SOLUTIONCOMPONENT,
            &[
                ("objectid", Value::Id(object)),
                ("componenttype", Value::Int(kind)),
                ("rootcomponentbehavior", Value::Int(behaviour)),
                ("ismetadata", Value::Bool(kind == 1)),
                ("_solutionid_value", Value::Id(solution)),
            ],
        );
    }
}
