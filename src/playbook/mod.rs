//! A set-up procedure as data: ordered steps with what proves them, what does them, and how they are shown.
//!
//! A second procedure is a second file and no Rust: detectors and verbs come from closed, typed sets.

mod check;

pub use check::Flaw;

use crate::dataverse::version::FourPart;

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
    /// Stops of the guide, names in `pages.json`, in order.
    #[serde(default)]
    pub guide: Vec<String>,
    /// Where it is done by hand: a deep link.
    #[serde(default)]
    pub page: Option<DeepLink>,
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
    },
    /// The role exists.
    RoleFound {},
    /// The signed-in person may give and take the role.
    CallerMay {},
    /// A sync user is chosen, exists, and fits.
    UserChosen {},
    /// The sync user has the role.
    RoleAssigned {},
    /// Nobody else has it.
    RoleExclusive {
        /// From this version of the solution on.
        from: Version,
    },
}

/// The closed set of verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verb {
    /// Give the role to the sync user, as the copy of the user's own business unit.
    AssignRole,
    /// Take the role from others who hold it directly.
    RemoveRoleFromOthers,
}

/// Pages of the organisation that have an address of their own (dynamics-ui §1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DeepLink {
    /// Classic users grid.
    Users,
    /// Classic solutions grid.
    Solutions,
}

impl DeepLink {
    /// The address below the client URL.
    pub fn path(self) -> &'static str {
        match self {
            Self::Users => "/main.aspx?settingsonly=true&pagetype=entitylist&etn=systemuser",
            Self::Solutions => {
                "/tools/Solution/home_solution.aspx?etc=7100&sitemappath=Settings%7cCustomizations%7cnav_solution"
            }
        }
    }
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

    /// The first step whose detector is like this one.
    pub fn step_where(&self, test: impl Fn(&Detector) -> bool) -> Option<&Step> {
        self.steps().find(|step| test(&step.detect))
    }
}
