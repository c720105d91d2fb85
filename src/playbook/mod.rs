//! A set-up procedure as data: ordered steps with what proves them, what does them, and how they are shown.
//!
//! A second procedure is a second file and no Rust: detectors and verbs come from closed, typed sets.

mod check;

pub use check::Flaw;

use crate::dataverse::version::FourPart;
use crate::page::link::Link;
use crate::page::track::Track;

/// One procedure.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Playbook {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Its name in message keys: `playbook_<id>`.
    pub id: String,
    /// The solution that the procedure sets up.
    pub solution: SolutionRef,
    /// The security role that it gives to the sync user.
    pub role: RoleRef,
    /// The record that names the sync user.
    pub config: ConfigRef,
    /// Roads through the procedure, the usual one first.
    pub variants: Vec<Variant>,
    /// Phases in order.
    pub phases: Vec<Phase>,
}

/// How to recognise the solution; its unique name is not public (marketo §2.1).
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SolutionRef {
    /// Exact name on screen.
    pub friendly_name: String,
    /// A word that its name holds, to search by.
    pub search: String,
    /// Names that hold one of these belong to other products.
    #[serde(default)]
    pub not: Vec<String>,
}

/// How to recognise the role.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleRef {
    /// Exact name; role names are the same in every language (marketo §5.2).
    pub name: String,
}

/// How to recognise the configuration table, its record and its lookup; their logical names are not public and are
/// found in the organisation (marketo §2.3).
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfigRef {
    /// Label of the table, in whichever language has it.
    pub table: String,
    /// Tables whose label holds one of these belong to other products.
    #[serde(default)]
    pub not: Vec<String>,
    /// Name of the record: data, so the same in every language.
    pub record: String,
    /// Label of the lookup to the sync user.
    pub lookup: String,
}

/// A road through the procedure (marketo §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Variant {
    /// A licensed user, whose name and password Marketo gets.
    LicensedUser,
    /// An application user, server to server.
    ApplicationUser,
    /// A user on one's own server.
    OnPremises,
}

impl Variant {
    /// Its name in message keys: `variant_<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::LicensedUser => "licensed_user",
            Self::ApplicationUser => "application_user",
            Self::OnPremises => "on_premises",
        }
    }
}

/// Steps that belong together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Phase {
    /// Its name in message keys: `phase_<id>`.
    pub id: String,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// One thing that must become true.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// Its name in message keys: `step_<id>_title`, `step_<id>_why`.
    pub id: String,
    /// Steps that must be settled first; they stand earlier in the file.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What proves it.
    pub detect: Detector,
    /// What does it in one click.
    #[serde(default)]
    pub act: Option<Verb>,
    /// Roads of the guide in order of preference.
    #[serde(default)]
    pub guide: Vec<Road>,
    /// Where it is done by hand.
    #[serde(default)]
    pub page: Option<Link>,
    /// Variants that have this step; none named means all.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// The vendor's pages that this step stands for.
    #[serde(default)]
    pub links: Vec<VendorPage>,
    /// Further message keys, `note_<name>`, that are read with the step.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// A way to do a step by hand in one client or product. It may begin on pages of another one: the gear of the Unified
/// Interface opens the classic settings.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Road {
    /// Where the step is done in the end.
    pub road: Track,
    /// Variants that have this road; none named means all of the step's.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// Names of stops in `pages.json`, in order.
    pub stops: Vec<String>,
}

/// A page of the vendor's documentation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VendorPage {
    /// Its name in message keys: `page_<name>`.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Variants that this page is about; none named means all of the step's.
    #[serde(default)]
    pub variants: Vec<Variant>,
}

impl Step {
    /// Whether this variant has the step.
    pub fn is_of(&self, variant: Variant) -> bool {
        self.variants.is_empty() || self.variants.contains(&variant)
    }

    /// The vendor's pages about this variant.
    pub fn links_of(&self, variant: Variant) -> impl Iterator<Item = &VendorPage> {
        self.links.iter().filter(move |page| page.variants.is_empty() || page.variants.contains(&variant))
    }

    /// Roads of the guide in this variant, in order of preference.
    pub fn roads_of(&self, variant: Variant) -> impl Iterator<Item = &Road> {
        self.guide.iter().filter(move |road| road.variants.is_empty() || road.variants.contains(&variant))
    }
}

/// The closed set of detectors.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Detector {
    /// The organisation answers and says what it is.
    Organization {},
    /// The solution is installed, and not too old.
    SolutionInstalled {
        /// Below this, the old rules hold.
        boundary: Version,
        /// Below this, an update is advised.
        advised: Version,
        /// What an update mends besides, by version.
        #[serde(default)]
        mended: Vec<Mended>,
    },
    /// Every SDK message processing step of the solution is enabled.
    StepsEnabled {},
    /// The role exists.
    RoleFound {},
    /// The signed-in person may do what the open steps need.
    CallerMay {},
    /// A sync user is chosen, exists, and is enabled.
    UserChosen {},
    /// Nobody and nothing else uses the sync user: a person says so, and the server may speak against it.
    Dedicated {},
    /// Access mode and licence fit the variant.
    AccessFits {
        /// Non-interactive users that an environment may have (marketo §4, 7).
        non_interactive: u32,
    },
    /// The sync user works in this language, which the organisation has.
    Language {
        /// LCID.
        lcid: u32,
    },
    /// The sync user has the role.
    RoleAssigned {},
    /// Nobody else has it.
    RoleExclusive {
        /// From this version of the solution on; before it every enabled interactive user has it.
        from: Version,
    },
    /// The role can read the configuration table; tables related to these that it cannot read are listed.
    RoleReads {
        /// Logical names of Microsoft's own tables.
        related_to: Vec<String>,
        /// Two of these, of which the vendor makes one table: a column of both should be called the same on both.
        #[serde(default)]
        joined: Vec<String>,
    },
    /// Configuration table, record and lookup are found.
    ConfigFound {},
    /// The record's lookup names the sync user.
    LookupSet {},
    /// Published since the configuration last changed.
    Published {},
    /// A column by which records are left out of the synchronisation, where it is wanted.
    Filter {
        /// Logical names of tables that may have it.
        tables: Vec<String>,
    },
    /// The vendor's own checks, from this side.
    Checks {},
    /// Only a person can say it.
    Stated {},
    /// What the next step of the journey asks for, to be copied.
    HandOver {},
}

/// A fault of versions of the solution.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mended {
    /// Versions below this one have it.
    pub below: Version,
    /// Message key, `note_<name>`, that says what it is.
    pub note: String,
}

/// The closed set of verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verb {
    /// Enable exactly the disabled SDK message processing steps of the solution.
    EnableSteps,
    /// Set the sync user's access mode to the one that the variant needs.
    SetAccessMode,
    /// Set the sync user's language.
    SetUserLanguage,
    /// Give the role to the sync user, as the copy of the user's own business unit.
    AssignRole,
    /// Take the role from others who hold it directly.
    RemoveRoleFromOthers,
    /// Let the record's lookup name the sync user.
    SetLookup,
    /// Publish all customisations.
    PublishAll,
    /// Create the filter column where it is wanted and missing.
    CreateFilterColumn,
}

/// A version in a playbook: text of four numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub FourPart);

impl<'de> serde::Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        FourPart::parse(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not a version of four numbers"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]+(\\.[0-9]+){0,3}$" })
    }
}

impl Playbook {
    /// All steps in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.phases.iter().flat_map(|phase| phase.steps.iter())
    }

    /// The step of that name.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps().find(|step| step.id == id)
    }

    /// Steps of one variant in order.
    pub fn steps_of(&self, variant: Variant) -> impl Iterator<Item = &Step> {
        self.steps().filter(move |step| step.is_of(variant))
    }

    /// The first step whose detector is like this one.
    pub fn step_where(&self, test: impl Fn(&Detector) -> bool) -> Option<&Step> {
        self.steps().find(|step| test(&step.detect))
    }
}
