//! The organisation's data and what follows from it: who holds which role, what that allows.

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::error::{Outcome, Refusal};
use super::privileges::{Depth, Privilege, PrivilegeIndex, Rights};
use super::publish::Publishing;
use super::schema::{ORGANIZATION, ROLE, SYSTEMUSER, SYSTEMUSERROLES, TEAM, TEAMMEMBERSHIP, TEAMROLES, TableId};
use super::store::Store;
use super::value::Value;

/// Where the organisation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hosting {
    Online,
    OnPremises,
}

/// What `RetrieveCurrentOrganization` tells.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) id: Uuid,
    pub(crate) friendly_name: String,
    pub(crate) unique_name: String,
    pub(crate) url_name: String,
    pub(crate) version: &'static str,
    pub(crate) environment_id: String,
    pub(crate) tenant: Uuid,
    pub(crate) datacenter: Uuid,
    /// `Customer`, `CustomerTest`, `Developer` …
    pub(crate) kind: &'static str,
    /// LCIDs that users may choose.
    pub(crate) languages: &'static [i64],
}

impl Facts {
    /// LCIDs of the languages that are installed, provisioned or not.
    pub(crate) fn available(&self) -> Vec<i64> {
        let mut all = vec![1025, 1031, 1033, 1036, 1053, 3082];
        all.extend(self.languages.iter().filter(|language| !all.contains(language)).copied().collect::<Vec<_>>());
        all
    }
}

/// The organisation.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) hosting: Hosting,
    pub(crate) facts: Facts,
    pub(crate) privileges: Vec<Privilege>,
    /// What the root copy of each role grants; all copies grant the same.
    pub(crate) grants: FxHashMap<Uuid, Vec<(PrivilegeIndex, Depth)>>,
    /// Seconds since 1970; moves with the requests.
    pub(crate) now: i64,
    pub(crate) publishing: Publishing,
}

/// `teamtype` of a team that gives its members no roles (dataverse §3.4).
const ACCESS_TEAM: i64 = 1;

impl World {
    pub(crate) fn online(&self) -> bool {
        self.hosting == Hosting::Online
    }

    /// Whether `orgdborgsettings` sets this to true. What is not listed has its default, which for all of these is
    /// false
    /// (dataverse §1.3, §3.1).
    pub(crate) fn setting(&self, name: &str) -> bool {
        let row = self.store.rows(ORGANIZATION).rows().next().unwrap_or_default();
        let settings = self.store.read(ORGANIZATION, row, "orgdborgsettings");
        settings.as_text().is_some_and(|xml| xml.contains(&format!("<{name}>true</{name}>")))
    }

    pub(crate) fn user_row(&self, user: Uuid) -> Option<usize> {
        self.store.rows(SYSTEMUSER).find(user)
    }

    pub(crate) fn user(&self, user: Uuid, property: &str) -> Value {
        self.user_row(user).map_or(Value::Null, |row| self.store.read(SYSTEMUSER, row, property))
    }

    pub(crate) fn business_unit_of(&self, user: Uuid) -> Uuid {
        self.user(user, "_businessunitid_value").as_id().unwrap_or_default()
    }

    /// Ids on the other side of an intersect table.
    pub(crate) fn linked(&self, link: TableId, near: &str, id: Uuid, far: &str) -> Vec<Uuid> {
        let (definition, rows) = (self.store.table(link), self.store.rows(link));
        let (Some(near), Some(far)) = (definition.column(near), definition.column(far)) else { return Vec::new() };
        rows.linked(near, id).iter().filter_map(|row| rows.cell(*row, far).as_id()).collect()
    }

    /// Role copies that a user holds directly.
    pub(crate) fn roles_of_user(&self, user: Uuid) -> Vec<Uuid> {
        self.linked(SYSTEMUSERROLES, "systemuserid", user, "roleid")
    }

    /// Role copies that a user holds through teams, access teams left out.
    pub(crate) fn team_roles_of_user(&self, user: Uuid) -> Vec<Uuid> {
        self.linked(TEAMMEMBERSHIP, "systemuserid", user, "teamid")
            .into_iter()
            .filter(|team| {
                let row = self.store.rows(TEAM).find(*team);
                row.is_some_and(|row| self.store.read(TEAM, row, "teamtype").as_int() != Some(ACCESS_TEAM))
            })
            .flat_map(|team| self.linked(TEAMROLES, "teamid", team, "roleid"))
            .collect()
    }

    /// The root row of a role copy.
    pub(crate) fn root_of(&self, role: Uuid) -> Uuid {
        let row = self.store.rows(ROLE).find(role);
        row.and_then(|row| self.store.read(ROLE, row, "_parentrootroleid_value").as_id()).unwrap_or(role)
    }

    pub(crate) fn grants_of(&self, role: Uuid) -> &[(PrivilegeIndex, Depth)] {
        self.grants.get(&self.root_of(role)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Everything a user may do.
    pub(crate) fn rights(&self, user: Uuid) -> Rights {
        let mut rights = Rights::new(self.privileges.len());
        for role in self.roles_of_user(user).into_iter().chain(self.team_roles_of_user(user)) {
            rights.add(self.grants_of(role));
        }
        rights
    }

    pub(crate) fn privilege(&self, name: &str) -> Option<PrivilegeIndex> {
        self.privileges.iter().position(|privilege| privilege.name.eq_ignore_ascii_case(name)).map(PrivilegeIndex)
    }

    pub(crate) fn privilege_at(&self, index: PrivilegeIndex) -> Option<&Privilege> {
        self.privileges.get(index.0)
    }

    /// Lets a user pass who has a privilege at any depth.
    ///
    /// # Errors
    /// `0x80040220` with the text of dataverse §3.3.
    pub(crate) fn require(&self, user: Uuid, rights: &Rights, name: &str, table: TableId) -> Outcome<()> {
        let index = self.privilege(name);
        if index.is_some_and(|index| rights.depth(index).is_some()) {
            return Ok(());
        }
        let definition = self.store.table(table);
        let id = index.and_then(|index| self.privilege_at(index)).map(|privilege| privilege.id).unwrap_or_default();
        let mode = self.user(user, "accessmode").as_int().unwrap_or_default();
        let text = format!(
            "Principal user (Id={user}, type=8, roleCount={}, privilegeCount={}, accessMode={mode}), is missing {name} \
             privilege (Id={id}) on OTC={} for entity '{}' (LocalizedName='{}'). context.Caller={user}",
            rights.roles,
            rights.count(),
            definition.type_code,
            definition.logical,
            definition.label.text()
        );
        Err(Refusal::new(403, "0x80040220", text))
    }

    /// Adds a row with what every row has: who made it and when.
    pub(crate) fn add(&mut self, table: TableId, id: Uuid, by: Option<Uuid>) -> usize {
        let row = self.store.insert(table, id);
        let author = by.map_or(Value::Null, Value::Id);
        for property in ["createdon", "modifiedon"] {
            self.store.put(table, row, property, Value::Time(self.now));
        }
        for property in ["_createdby_value", "_modifiedby_value"] {
            self.store.put(table, row, property, author.clone());
        }
        row
    }

    /// Links two rows through an intersect table.
    pub(crate) fn link(&mut self, table: TableId, (near, near_id): (&str, Uuid), (far, far_id): (&str, Uuid)) -> Uuid {
        let id = self.store.mint();
        let row = self.store.insert(table, id);
        self.store.put(table, row, near, Value::Id(near_id));
        self.store.put(table, row, far, Value::Id(far_id));
        id
    }

    /// The row of an intersect table that links these two.
    pub(crate) fn find_link(&self, table: TableId, near: (&str, Uuid), far: (&str, Uuid)) -> Option<usize> {
        let (definition, rows) = (self.store.table(table), self.store.rows(table));
        let (near_column, far_column) = (definition.column(near.0)?, definition.column(far.0)?);
        rows.linked(near_column, near.1).iter().copied().find(|row| rows.cell(*row, far_column).as_id() == Some(far.1))
    }

    /// A user by id, user name, the part of it before `@`, or the part after a domain's backslash.
    pub(crate) fn find_user(&self, name: &str) -> Option<Uuid> {
        if let Some(id) = super::value::read_id(name) {
            return self.user_row(id).map(|_| id);
        }
        let rows = self.store.rows(SYSTEMUSER);
        let wanted = super::value::fold(name);
        let is = |row: &usize| {
            let user_name = self.store.read(SYSTEMUSER, *row, "domainname");
            let user_name = super::value::fold(user_name.as_text().unwrap_or_default());
            let local = user_name.split('@').next().unwrap_or_default();
            let account = user_name.rsplit('\\').next().unwrap_or_default();
            !wanted.is_empty() && [user_name.as_str(), local, account].contains(&wanted.as_str())
        };
        rows.rows().find(is).map(|row| rows.id(row))
    }
}
