//! What replies hold, typed. Every row type takes what it knows and ignores the rest.

mod metadata;
mod setup;

pub use metadata::{
    Column, ColumnKind, Components, FilterTable, Label, Lookup, SdkStep, Table, TableColumns, YesNoColumn,
};
pub use setup::{BusinessUnit, ConfigRow, Job, Publication, UserSettings, View};

use super::id::{
    ApplicationId, BusinessUnitId, Guid, OrganizationId, PrivilegeId, RoleId, RootRoleId, SolutionId, TeamId, UserId,
};
use super::version::FourPart;

/// `roletemplateid` of *System Administrator*, the same in every organisation: Microsoft's own client names it
/// `SysAdminRoleTemplateId`, and the Dataverse connection of Business Central `SystemAdminRoleTemplateIdTxt`.
pub const SYSTEM_ADMINISTRATOR_TEMPLATE: Guid = Guid::from_bits(0x627090ff_40a3_4053_8790_584edc5be201);

/// `WhoAmI`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The signed-in person.
    pub user: UserId,
    /// That person's business unit.
    pub business_unit: BusinessUnitId,
    /// The organisation.
    pub organization: OrganizationId,
}

/// What kind of environment the server says this is. Nothing is concluded from a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum OrganizationKind {
    /// `Customer`/`Production` (0).
    Production,
    /// `CustomerTest`, `Developer`, `Trial` and what else is not for work.
    Sandbox,
    /// The server does not say.
    Unstated,
}

/// `RetrieveCurrentOrganization`. On premises the last three are absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its display name.
    pub name: String,
    /// `9.2.24073.168`
    pub version: Option<FourPart>,
    /// Not always a GUID (dataverse §1.3).
    pub environment_id: Option<String>,
    /// Entra tenant.
    pub tenant_id: Option<String>,
    /// Production, sandbox, or not said.
    pub kind: OrganizationKind,
}

/// A row of `organizations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationRow {
    /// Display name.
    pub name: String,
    /// Base language (LCID).
    pub language: Option<u32>,
    /// Of `orgdborgsettings`: `AllowRoleAssignmentOnDisabledUsers`. `None` where the list does not hold it.
    pub roles_on_disabled_users: Option<bool>,
}

/// A row of `solutions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// Its id.
    pub id: SolutionId,
    /// Unique name.
    pub unique_name: String,
    /// Name on screen.
    pub friendly_name: String,
    /// Version; `None` where the text is not a version.
    pub version: Option<FourPart>,
    /// Version as written.
    pub version_text: String,
    /// Managed.
    pub managed: bool,
    /// Patches and holding upgrades name their parent.
    pub parent: Option<SolutionId>,
    /// Publisher's name on screen.
    pub publisher: Option<String>,
}

/// A row of `roles`: one copy of a security role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// This copy.
    pub id: RoleId,
    /// The role that it is a copy of; itself for a root row.
    pub root: RootRoleId,
    /// Name.
    pub name: String,
    /// Business unit of this copy.
    pub business_unit: BusinessUnitId,
    /// The business unit's name, where annotations were sent.
    pub business_unit_name: Option<String>,
    /// Managed.
    pub managed: bool,
    /// The platform gives and takes it itself; `false` where the server does not know the column.
    pub auto_assigned: bool,
    /// The template that Dynamics made it from; `None` for a role that a person or a solution brought.
    pub template: Option<Guid>,
}

impl Role {
    /// Whether this is *System Administrator*, whatever its name here.
    pub fn is_system_administrator(&self) -> bool {
        self.template == Some(SYSTEM_ADMINISTRATOR_TEMPLATE)
    }
}

/// `accessmode` (dataverse §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum AccessMode {
    /// 0
    ReadWrite,
    /// 1
    Administrative,
    /// 2
    Read,
    /// 3
    Support,
    /// 4
    NonInteractive,
    /// 5
    DelegatedAdmin,
    /// A number that is not documented, or none.
    Unknown,
}

impl AccessMode {
    /// Its number; `None` for [`AccessMode::Unknown`].
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::ReadWrite => Some(0),
            Self::Administrative => Some(1),
            Self::Read => Some(2),
            Self::Support => Some(3),
            Self::NonInteractive => Some(4),
            Self::DelegatedAdmin => Some(5),
            Self::Unknown => None,
        }
    }
}

/// A row of `systemusers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Name on screen; may be empty.
    pub full_name: String,
    /// UPN online, `DOMAIN\user` on premises.
    pub user_name: String,
    /// Primary e-mail.
    pub email: String,
    /// Disabled.
    pub disabled: bool,
    /// Licensed; `None` where the server does not say.
    pub licensed: Option<bool>,
    /// Access mode.
    pub access_mode: AccessMode,
    /// `applicationid`; present on application users alone.
    pub application_id: Option<ApplicationId>,
    /// `isintegrationuser`.
    pub integration: bool,
    /// `setupuser`: an unlicensed tenant administrator (dataverse §2.1).
    pub setup: bool,
    /// Business unit.
    pub business_unit: BusinessUnitId,
    /// Its name, where annotations were sent.
    pub business_unit_name: Option<String>,
    /// Directly assigned roles.
    pub roles: Expanded<Role>,
}

/// A collection that a row may bring with it.
///
/// Dataverse adds `…@odata.nextLink` to every expanded collection of a query, complete and empty ones included; versions
/// 8 to 9.0 send an empty list with that link in place of the rows (Microsoft, "Join tables using OData" and, of 2016,
/// "Query data using the Web API"). So rows are the whole of it, and no row with a link says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expanded<T> {
    /// Not asked for.
    NotAsked,
    /// Asked for, and the answer does not tell whether there is any row: it has to be asked for on its own.
    Untold,
    /// All rows; the server sends up to 5,000.
    Told(Vec<T>),
}

impl<T> Expanded<T> {
    /// The rows, where the answer tells them.
    pub fn told(&self) -> Option<&[T]> {
        match self {
            Self::Told(rows) => Some(rows),
            Self::NotAsked | Self::Untold => None,
        }
    }
}

impl User {
    /// Whether an application signs in with it, not a person.
    pub const fn is_application(&self) -> bool {
        self.application_id.is_some()
    }
}

/// A row of `teams`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// Members.
    pub members: Expanded<User>,
}

/// One page of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Rows in the server's order.
    pub rows: Vec<T>,
    /// Where the next page is, verbatim.
    pub next: Option<String>,
    /// Rows of all pages together, where they were counted; the server counts to 5,000 (dataverse §2.2).
    pub total: Option<u32>,
}

/// How far a privilege reaches; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Depth {
    /// Own records.
    Basic,
    /// Business unit.
    Local,
    /// Business unit and those below it.
    Deep,
    /// Organisation.
    Global,
}

/// A privilege that somebody or some role has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldPrivilege {
    /// Which.
    pub id: PrivilegeId,
    /// How far.
    pub depth: Depth,
}

/// A row of `privileges`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivilegeName {
    /// Its id.
    pub id: PrivilegeId,
    /// `prvReadAccount`
    pub name: String,
}

/// What a [`super::request::Query`] was answered with; the variant follows from the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To `WhoAmI`.
    Identity(Identity),
    /// To `Version`.
    Version(Option<FourPart>),
    /// To `CurrentOrganization`.
    CurrentOrganization(Organization),
    /// To `Organization`; `None` where no row came.
    Organization(Option<OrganizationRow>),
    /// To `Solutions`.
    Solutions(Vec<Solution>),
    /// To `RoleRoots`, `RoleCopies`, `AllRoleCopies`, `RoleNamesakes`, `UserRoles`, `TeamRoles`.
    Roles(Vec<Role>),
    /// To `SolutionComponents`.
    Components(Components),
    /// To `SdkSteps`.
    SdkSteps(Vec<SdkStep>),
    /// To `RoleCopyCount`, `NonInteractiveUsers`, `Reports`, `OwnedQueues`, `FilterCount`, `TeamOwned`.
    Count(u32),
    /// To `User`.
    User(User),
    /// To `UserSearch`, `UserSearchNext`, `RoleHolders`, `TeamMembers`, `UsersWithoutRole`, `UsersIn`, `UsersNamed`,
    /// `UsersById`.
    Users(Page<User>),
    /// To `ViewUsers`, `ViewUsersNext`: a view chooses its own columns, so only the keys are sure to be there.
    UserIds(Page<UserId>),
    /// To `UserSettings`.
    UserSettings(UserSettings),
    /// To `ProvisionedLanguages`.
    Languages(Vec<u32>),
    /// To `Table`.
    Table(Table),
    /// To `CustomTables`, `WrittenTables`.
    Tables(Vec<Table>),
    /// To `ConfigRows`.
    ConfigRows(Vec<ConfigRow>),
    /// To `FilterColumn`.
    FilterTable(FilterTable),
    /// To `YesNoColumns`.
    YesNoColumns(Vec<YesNoColumn>),
    /// To `Columns`.
    Columns(Vec<TableColumns>),
    /// To `Publications`: publications of everything, the newest first.
    Publications(Vec<Publication>),
    /// To `Job`.
    Job(Job),
    /// To `BusinessUnits`.
    BusinessUnits(Vec<BusinessUnit>),
    /// To `Views`, `PersonalViews`.
    Views(Vec<View>),
    /// To `RoleTeams`, `UserTeams`, `UserTeamsWith`.
    Teams(Vec<Team>),
    /// To `UserPrivileges`, `RolePrivileges`.
    Privileges(Vec<HeldPrivilege>),
    /// To `UserPrivilegesByName`: names with depth.
    PrivilegeDepths(Vec<(String, Depth)>),
    /// To `PrivilegeNames`, `PrivilegesNamed`.
    PrivilegeNames(Vec<PrivilegeName>),
}
