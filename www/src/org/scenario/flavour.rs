//! What a scenario calls the things whose real names are not public, each scenario otherwise, so that nothing can
//! rely on
//! one of them (DESIGN §5).

use uuid::Uuid;

use super::Scenario;
use crate::org::schema::{Table, custom_table};
use crate::org::world::{Facts, Hosting};

/// Names and facts of one scenario.
pub(super) struct Flavour {
    pub(super) hosting: Hosting,
    pub(super) organization: &'static str,
    pub(super) version: &'static str,
    pub(super) kind: &'static str,
    /// `None` where the solution is not installed.
    pub(super) product: Option<Product>,
    /// The sister product, whose names are similar (marketo §2.2).
    pub(super) sister: bool,
    number: u32,
}

/// The vendor's invented names.
pub(super) struct Product {
    pub(super) publisher: &'static str,
    pub(super) prefix: &'static str,
    pub(super) solution: &'static str,
    /// Logical and schema name of the configuration table.
    table: (&'static str, &'static str),
    /// Its lookups: column, navigation property, target.
    lookups: &'static [(&'static str, &'static str, &'static str)],
    pub(super) type_code: i64,
}

impl Flavour {
    pub(super) fn of(scenario: Scenario) -> Self {
        let online = |number, organization, kind, product| Self {
            hosting: Hosting::Online,
            organization,
            version: "9.2.24073.198",
            kind,
            product: Some(product),
            sister: false,
            number,
        };
        let product = |names: [&'static str; 5], lookups, type_code| {
            let [publisher, prefix, solution, table, schema] = names;
            Product { publisher, prefix, solution, table: (table, schema), lookups, type_code }
        };
        match scenario {
            Scenario::Fresh => {
                let names = ["marketoinc", "mkto", "MarketoLeadManagement", "mkto_marketoconfig", "mkto_MarketoConfig"];
                let lookups: &[_] = &[("mkto_marketouser", "mkto_MarketoUser", "systemuser")];
                online(1, "Contoso", "Customer", product(names, lookups, 10_071))
            }
            Scenario::UserReady | Scenario::SignedOut => {
                let names = ["adobemarketo", "mlm", "mlm_LeadManagement", "mlm_config", "mlm_Config"];
                let lookups: &[_] = &[("mlm_userid", "mlm_UserId", "systemuser")];
                let number = if scenario == Scenario::UserReady { 2 } else { 8 };
                Self { sister: true, ..online(number, "Contoso", "Customer", product(names, lookups, 10_112)) }
            }
            Scenario::ThreeBusinessUnits => {
                let names = ["mktolead", "mktl", "mktl_core", "mktl_setting", "mktl_Setting"];
                let lookups: &[_] = &[
                    ("mktl_syncuser", "mktl_SyncUser", "systemuser"),
                    ("mktl_fallbackuser", "mktl_FallbackUser", "systemuser"),
                ];
                online(3, "Contoso Europe", "CustomerTest", product(names, lookups, 10_033))
            }
            Scenario::RoleElsewhere => {
                let names = ["marketo", "mkt", "MarketoLM", "mkt_configuration", "mkt_Configuration"];
                let lookups: &[_] = &[("mkt_user", "mkt_User", "systemuser")];
                Self { sister: true, ..online(4, "Contoso", "Customer", product(names, lookups, 10_206)) }
            }
            Scenario::Done => {
                let names = ["mktoengage", "mke", "mke_LeadManagement", "mke_marketoconfig", "mke_MarketoConfig"];
                let lookups: &[_] = &[("mke_marketouserid", "mke_MarketoUserId", "systemuser")];
                online(5, "Contoso", "Customer", product(names, lookups, 10_054))
            }
            Scenario::NoSolution => {
                let names = ["", "", "", "", ""];
                let none = online(6, "Contoso", "Customer", product(names, &[], 0));
                Self { product: None, sister: true, ..none }
            }
            Scenario::LimitedAdmin => {
                let names = ["mktpartner", "mkp", "mkp_MarketoLeadMgmt", "mkp_config", "mkp_Config"];
                let lookups: &[_] = &[("mkp_marketouser", "mkp_MarketoUser", "systemuser")];
                online(7, "Contoso", "Customer", product(names, lookups, 10_081))
            }
            Scenario::Large => {
                let names = ["marketosystems", "mks", "mks_LeadManagement", "mks_config", "mks_Config"];
                let lookups: &[_] = &[("mks_user", "mks_User", "systemuser")];
                online(9, "Contoso Worldwide", "Customer", product(names, lookups, 10_301))
            }
            Scenario::OnPremises => {
                let names = ["marketocorp", "mko", "MarketoForDynamics", "mko_marketoconfig", "mko_MarketoConfig"];
                let lookups: &[_] = &[("mko_marketouser", "mko_MarketoUser", "systemuser")];
                Self {
                    hosting: Hosting::OnPremises,
                    version: "9.0.45.11",
                    ..online(10, "Contoso", "Customer", product(names, lookups, 10_019))
                }
            }
        }
    }

    pub(super) fn online(&self) -> bool {
        self.hosting == Hosting::Online
    }

    pub(super) fn facts(&self) -> Facts {
        let id = |part: u16| Uuid::from_fields(0xf2c9_290b, part, 0x4d48, &self.tail());
        Facts {
            id: id(0x0806),
            friendly_name: self.organization.to_owned(),
            unique_name: format!("unq{:08x}contoso", 0x0335_df44 + self.number),
            url_name: if self.online() { "contoso" } else { "orgname" }.to_owned(),
            version: self.version,
            // Not always a GUID (dataverse §1.3).
            environment_id: match self.number % 2 {
                0 => id(0x1101).to_string(),
                _ => format!("Default-{}", id(0x2202)),
            },
            tenant: id(0x2202),
            datacenter: id(0x3303),
            kind: self.kind,
            languages: &[1033, 1031, 1036],
        }
    }

    fn tail(&self) -> [u8; 8] {
        let [_, _, high, low] = self.number.to_be_bytes();
        [0xbf, 0x9c, 0x38, 0xd4, 0x28, 0x67, high, low]
    }

    pub(super) fn custom_tables(&self) -> Vec<Table> {
        let table = |product: &Product| {
            let (logical, schema) = product.table;
            custom_table(logical, schema, ("Marketo Config", "Marketo Config"), product.type_code, product.lookups)
        };
        self.product.iter().map(table).collect()
    }

    pub(super) fn sets(&self) -> Vec<String> {
        self.custom_tables().iter().map(|table| table.set.to_string()).collect()
    }

    pub(super) fn columns(&self) -> Vec<String> {
        let names = |table: &Table| {
            table.columns.iter().map(|column| format!("{}.{}", table.logical, column.property)).collect::<Vec<_>>()
        };
        self.custom_tables().iter().flat_map(names).collect()
    }
}
