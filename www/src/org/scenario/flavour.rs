//! Where a scenario's organisation runs, in which languages, and what was added to its tables.

use uuid::Uuid;

use super::Scenario;
use super::names::{self, Product};
use crate::org::schema::{
    ACCOUNT, CONTACT, Column, Kind, LEAD, Labels, OPPORTUNITY, Table, TableId, Vendor, column, custom_table,
};
use crate::org::value::Value;
use crate::org::world::{Facts, Hosting};

/// Facts and names of one scenario.
pub(super) struct Flavour {
    pub(super) scenario: Scenario,
    pub(super) hosting: Hosting,
    pub(super) organization: &'static str,
    pub(super) version: &'static str,
    pub(super) kind: &'static str,
    /// `None` where the solution is not installed.
    pub(super) product: Option<Product>,
    /// The sister product, whose names are similar (marketo §2.2).
    pub(super) sister: bool,
    /// The base language first.
    pub(super) languages: &'static [i64],
    number: u32,
}

/// The column that customers make to say what is synchronised (marketo §2.1), and how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Right,
    /// Made as a choice of its own instead of Yes and No.
    WrongType,
    /// Made by a maker whose prefix is another.
    OtherPrefix,
    /// New rows say Yes, and column security guards it.
    Careless,
}

/// Name of that column, which is public.
pub(super) const FILTER: &str = "new_synctomkto";

/// The same by a maker whose prefix is another: a name that the vendor does not look for.
pub(super) const OTHER_FILTER: &str = "cnt_synctomkto";

/// A column of contact that column security guards.
pub(super) const SECURED: &str = "new_nationalid";

/// A column of lead and contact with two display names.
pub(super) const DOUBLED: &str = "new_region";

const OWN_YES_NO: &[(i64, &str)] = &[(100_000_000, "Yes"), (100_000_001, "No")];

impl Flavour {
    pub(super) fn of(scenario: Scenario) -> Self {
        let (number, organization) = match scenario {
            Scenario::Fresh => (1, "Contoso"),
            Scenario::UserReady => (2, "Contoso"),
            Scenario::ThreeBusinessUnits => (3, "Contoso Europe"),
            Scenario::RoleElsewhere => (4, "Contoso"),
            Scenario::Done => (5, "Contoso"),
            Scenario::NoSolution => (6, "Contoso"),
            Scenario::LimitedAdmin => (7, "Contoso"),
            Scenario::SignedOut => (8, "Contoso"),
            Scenario::Large => (9, "Contoso Worldwide"),
            Scenario::OnPremises => (10, "Contoso"),
            Scenario::NothingDone => (11, "Contoso"),
            Scenario::HalfDone => (12, "Contoso"),
            Scenario::EverythingWrong => (13, "Contoso"),
            Scenario::OldPlugin => (14, "Contoso"),
            Scenario::ApplicationUser => (15, "Contoso"),
            Scenario::OnPremises8 => (16, "Contoso"),
            Scenario::TwoCandidates => (17, "Contoso"),
            Scenario::Translated => (18, "Contoso France"),
            Scenario::TenThousand => (19, "Contoso Everywhere"),
            Scenario::NoEnglish => (20, "Contoso France"),
        };
        let (hosting, version) = match scenario {
            Scenario::OnPremises => (Hosting::OnPremises, "9.0.45.11"),
            Scenario::OnPremises8 => (Hosting::OnPremises, "8.2.25.8"),
            _ => (Hosting::Online, "9.2.24073.198"),
        };
        let languages: &[i64] = match scenario {
            Scenario::Translated => &[1036, 1031, 1033, 1053],
            Scenario::NoEnglish => &[1036],
            _ => &[1033, 1031, 1036],
        };
        let sister = matches!(
            scenario,
            Scenario::UserReady
                | Scenario::SignedOut
                | Scenario::RoleElsewhere
                | Scenario::NoSolution
                | Scenario::NothingDone
                | Scenario::EverythingWrong
                | Scenario::TwoCandidates
        );
        Self {
            scenario,
            hosting,
            organization,
            version,
            kind: if scenario == Scenario::ThreeBusinessUnits { "CustomerTest" } else { "Customer" },
            product: names::product(scenario),
            sister,
            languages,
            number,
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
            languages: self.languages,
        }
    }

    fn tail(&self) -> [u8; 8] {
        let [_, _, high, low] = self.number.to_be_bytes();
        [0xbf, 0x9c, 0x38, 0xd4, 0x28, 0x67, high, low]
    }

    /// Tables of the vendor's solution.
    pub(super) fn product_tables(&self) -> Vec<Table> {
        self.product.iter().flat_map(|product| product.tables(self.scenario)).collect()
    }

    /// The table of the sister product that is named like the one to find (marketo §2.1).
    pub(super) fn sister_table(&self) -> Option<Table> {
        let prefix = format!("msi{}", self.number);
        let (schema, set) = (format!("{prefix}_ApiConfig"), format!("{prefix}_apiconfigs"));
        let (name, nav) = (format!("{prefix}_name"), format!("{prefix}_ApiUser"));
        let lookups = [(nav.as_str(), "systemuser", Labels::english("API User"))];
        self.sister.then(|| {
            custom_table(&Vendor {
                schema: &schema,
                set: &set,
                name: &name,
                label: Labels::english("Marketo API Config"),
                type_code: 10_990,
                managed: true,
                lookups: &lookups,
            })
        })
    }

    pub(super) fn custom_tables(&self) -> Vec<Table> {
        let customer = names::of_the_customer(self.scenario);
        self.product_tables().into_iter().chain(self.sister_table()).chain(customer).collect()
    }

    /// Tables with the filter column.
    pub(super) fn filters(&self) -> &'static [(TableId, Filter)] {
        match self.scenario {
            Scenario::Done => &[
                (LEAD, Filter::Right),
                (CONTACT, Filter::Right),
                (ACCOUNT, Filter::Right),
                (OPPORTUNITY, Filter::Right),
            ],
            Scenario::EverythingWrong => {
                &[(LEAD, Filter::WrongType), (ACCOUNT, Filter::Careless), (OPPORTUNITY, Filter::OtherPrefix)]
            }
            Scenario::HalfDone => &[(LEAD, Filter::Right)],
            Scenario::UserReady | Scenario::SignedOut | Scenario::RoleElsewhere | Scenario::OldPlugin => {
                &[(LEAD, Filter::Right), (CONTACT, Filter::Right)]
            }
            _ => &[],
        }
    }

    /// Columns that were added to Dataverse's own tables: the vendor's, and the filter.
    pub(super) fn added_columns(&self) -> Vec<(TableId, Column)> {
        let mut columns = Vec::new();
        if let Some(product) = &self.product {
            for table in [LEAD, CONTACT] {
                let schema = format!("{}_Score", product.prefix);
                let score = column(schema.to_ascii_lowercase(), Kind::Int).writable();
                columns.push((table, score.made(schema, Labels::english("Lead Score"))));
            }
        }
        for (table, filter) in self.filters() {
            let kind = match filter {
                Filter::Right | Filter::OtherPrefix | Filter::Careless => Kind::Bool,
                Filter::WrongType => Kind::Choice(OWN_YES_NO),
            };
            let (logical, schema) = match filter {
                Filter::OtherPrefix => (OTHER_FILTER, "cnt_SyncToMkto"),
                _ => (FILTER, "new_SyncToMkto"),
            };
            let mut made = column(logical, kind).writable().made(schema, Labels::english("SyncToMkto"));
            if *filter == Filter::Careless {
                (made.default, made.secured) = (Value::Bool(true), true);
            }
            columns.push((*table, made));
        }
        if self.scenario == Scenario::EverythingWrong {
            let mut number =
                column(SECURED, Kind::Text(100)).writable().made("new_NationalId", Labels::english("National Id"));
            number.secured = true;
            columns.push((CONTACT, number));
            for (table, label) in [(LEAD, "Region"), (CONTACT, "Sales Region")] {
                let region = column(DOUBLED, Kind::Text(100)).writable();
                columns.push((table, region.made("new_Region", Labels::english(label))));
            }
        }
        columns
    }
}
