//! What the pages of the products know about the organisation besides its Web API: where the vendor's things stand in
//! the site map, and whom the directory hands over.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::Org;
use super::schema::{BUSINESSUNIT, Kind, Labels, ROLE, SYSTEMUSER, Table, USERSETTINGS, Via};
use super::value::Value;
use super::world::World;

/// An account of the directory that Dynamics takes over as a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// User name, `name@domain`.
    pub name: String,
    /// Whether it has a licence.
    pub licensed: bool,
}

impl Org {
    /// Ids of the organisation, and the vendor's tables with a place in the site map: `{"organization":{"id",
    /// "environment","name","url"},"online":true,"api":"v9.2","tables":[{"subarea","table","set","key","name","code","labels",
    /// "lookups":[{"column","nav","labels"}]}]}`. Labels are by LCID.
    pub fn places(&self) -> Json {
        let world = &self.world;
        let languages = world.facts.languages;
        let tables = world.store.schema.tables.iter().filter(|table| in_site_map(table));
        json!({
            "organization": {
                "id": world.facts.id.to_string(),
                "environment": world.facts.environment_id,
                "name": world.facts.friendly_name,
                "url": world.facts.url_name,
            },
            "online": world.online(),
            "api": newest_version(world),
            "tables": tables.map(|table| describe(table, languages)).collect::<Vec<_>>(),
        })
    }

    /// Takes an account over from the directory, as the platform does by itself some time after a licence was given.
    /// An account that is a user already stays as it is.
    pub fn take_over(&mut self, account: &Account, now_ms: u64) -> Uuid {
        self.world.now = i64::try_from(now_ms / 1_000).unwrap_or_default();
        match self.world.find_user(&account.name) {
            Some(user) => user,
            None => self.world.add_account(account),
        }
    }

    /// The organisation calls itself this from now on, and says that it is there to try things out. Names that are there to
    /// break programs teach nobody anything: users of such a name are disabled, and so are in no list, roles get another.
    pub fn become_trial(&mut self, name: &str) {
        name.clone_into(&mut self.world.facts.friendly_name);
        self.world.facts.kind = "Trial";
        for (table, column, put, value) in [
            (SYSTEMUSER, "fullname", "isdisabled", Value::Bool(true)),
            (ROLE, "name", "name", Value::text("Help desk")),
        ] {
            let store = &self.world.store;
            let breaks = |row: &usize| store.read(table, *row, column).as_text().is_some_and(breaks_programs);
            let rows: Vec<usize> = store.rows(table).rows().filter(breaks).collect();
            rows.into_iter().for_each(|row| self.world.store.put(table, row, put, value.clone()));
        }
    }

    /// Sets the language in which a user sees the organisation.
    pub fn set_language(&mut self, user: &str, lcid: i64) {
        let row = self.world.find_user(user).and_then(|user| self.world.store.rows(USERSETTINGS).find(user));
        if let Some(row) = row {
            self.world.store.put(USERSETTINGS, row, "uilanguageid", Value::Int(lcid));
        }
    }
}

impl World {
    fn add_account(&mut self, account: &Account) -> Uuid {
        let units = self.store.rows(BUSINESSUNIT);
        let is_root = |row: &usize| self.store.read(BUSINESSUNIT, *row, "_parentbusinessunitid_value").is_null();
        let root = units.rows().find(is_root).map(|row| units.id(row)).unwrap_or_default();
        let full = [account.first.as_str(), account.last.as_str()].join(" ");
        let (id, directory) = (self.store.mint(), self.store.mint());
        let row = self.add(SYSTEMUSER, id, None);
        let organization = self.facts.id;
        for (property, value) in [
            ("fullname", Value::text(full.trim())),
            ("firstname", Value::text(&account.first)),
            ("lastname", Value::text(&account.last)),
            ("domainname", Value::text(&account.name)),
            ("internalemailaddress", Value::text(&account.name)),
            ("windowsliveid", Value::text(&account.name)),
            ("_businessunitid_value", Value::Id(root)),
            ("organizationid", Value::Id(organization)),
            ("isdisabled", Value::Bool(false)),
            ("islicensed", Value::Bool(account.licensed)),
            ("issyncwithdirectory", Value::Bool(true)),
            ("isintegrationuser", Value::Bool(false)),
            ("setupuser", Value::Bool(false)),
            ("accessmode", Value::Int(0)),
            ("caltype", Value::Int(if account.licensed { 7 } else { 0 })),
            ("userlicensetype", Value::Int(if account.licensed { 38 } else { -1 })),
            ("invitestatuscode", Value::Int(0)),
            ("azurestate", Value::Int(0)),
            ("deletestate", Value::Int(0)),
            ("azureactivedirectoryobjectid", Value::Id(directory)),
        ] {
            self.store.put(SYSTEMUSER, row, property, value);
        }
        self.add_settings(id);
        id
    }
}

/// Markup, marks without width or of direction, and what never ends.
fn breaks_programs(name: &str) -> bool {
    name.chars().count() > 60 || name.contains(|one| one == '<' || ('\u{200b}'..='\u{202e}').contains(&one))
}

/// The newest address of the Web API that the organisation answers under (dataverse §1.2).
fn newest_version(world: &World) -> &'static str {
    match (world.online(), world.facts.version.starts_with("8.")) {
        (true, _) => "v9.2",
        (false, false) => "v9.0",
        (false, true) => "v8.2",
    }
}

/// Tables that are named much like the configuration: its own, and the look-alikes.
fn in_site_map(table: &Table) -> bool {
    let label = table.label.text();
    table.custom && label.starts_with("Marketo") && label.contains("Config")
}

fn describe(table: &Table, languages: &[i64]) -> Json {
    let nav = |property: &str| {
        table.navs.iter().find(|nav| matches!(&nav.via, Via::One(through) if through.as_ref() == property))
    };
    let lookups: Vec<Json> = table
        .columns
        .iter()
        .filter(|column| column.custom && matches!(column.kind, Kind::Lookup(_)))
        .map(|column| {
            json!({
                "column": column.logical,
                "nav": nav(&column.property).map_or("", |nav| nav.name.as_ref()),
                "labels": labels(&column.label, languages),
            })
        })
        .collect();
    json!({
        "subarea": subarea(&table.logical),
        "table": table.logical,
        "set": table.set,
        "key": table.id,
        "name": table.name,
        "code": table.type_code,
        "labels": labels(&table.label, languages),
        "lookups": lookups,
    })
}

fn labels(labels: &Labels, languages: &[i64]) -> Json {
    labels.kept(languages).into_iter().map(|(lcid, text)| (lcid.to_string(), Json::from(text))).collect()
}

/// The id that the vendor gave the entry is in no public source; the designer makes such ones up. FNV-1a, so that
/// nothing of the table's name is left in it.
fn subarea(logical: &str) -> String {
    let hash = logical.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("NewSubArea_{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::Scenario;

    #[test]
    fn the_vendor_s_table_has_a_place_that_does_not_name_it() {
        for scenario in Scenario::ALL.into_iter().filter(|scenario| *scenario != Scenario::NoSolution) {
            let org = Org::new(scenario);
            let config = org.state()["config"][0]["set"].as_str().unwrap().to_owned();
            let places = org.places();
            let tables = places["tables"].as_array().unwrap();
            let table = tables.iter().find(|table| table["set"] == config.as_str()).unwrap();
            let name = table["table"].as_str().unwrap();
            assert!(!table["subarea"].as_str().unwrap().contains(name), "{scenario:?}");
            assert!(!table["lookups"][0]["nav"].as_str().unwrap().is_empty(), "{scenario:?}");
        }
    }

    #[test]
    fn an_account_is_taken_over_once() {
        let mut org = Org::new(Scenario::Fresh);
        let account = Account {
            first: "Marketo".to_owned(),
            last: "Sync".to_owned(),
            name: "marketo.sync@contoso.com".to_owned(),
            licensed: true,
        };
        let before = org.state()["users"].as_array().unwrap().len();
        let user = org.take_over(&account, 0);
        assert_eq!(org.take_over(&account, 0), user);
        let state = org.state();
        let users = state["users"].as_array().unwrap();
        assert_eq!(users.len(), before + 1);
        let added = users.iter().find(|one| one["id"] == user.to_string()).unwrap();
        assert_eq!((&added["fullname"], &added["islicensed"]), (&json!("Marketo Sync"), &json!(true)));
    }
}
