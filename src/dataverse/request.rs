//! What can be asked of the Web API: typed requests and the HTTP requests that they become. No I/O.

use super::id::{
    ApplicationId, BusinessUnitId, JobId, PrivilegeId, RecordId, RoleId, RootRoleId, SdkStepId, SolutionId, TableId,
    TeamId, UserId, ViewId,
};
use super::json::Json;
use super::rows::AccessMode;

/// Logical name of the sync filter's column, made by the customer on each table that is filtered (marketo §2.1).
pub const FILTER_COLUMN: &str = "new_synctomkto";
/// Logical name of the table of users.
pub const USERS: &str = "systemuser";
/// Logical name of the table of SDK message processing steps.
pub const STEPS: &str = "sdkmessageprocessingstep";

/// The Web API version in the path (dataverse §1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum ApiVersion {
    /// `v8.2`
    V8_2,
    /// `v9.0`
    V9_0,
    /// `v9.1`
    V9_1,
    /// `v9.2`
    V9_2,
}

impl ApiVersion {
    /// Every version, the newest first: the order in which they are tried.
    pub const ALL: [Self; 4] = [Self::V9_2, Self::V9_1, Self::V9_0, Self::V8_2];

    /// As in the path: `v9.2`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V8_2 => "v8.2",
            Self::V9_0 => "v9.0",
            Self::V9_1 => "v9.1",
            Self::V9_2 => "v9.2",
        }
    }

    /// The next one to try where the server does not know this one.
    pub const fn older(self) -> Option<Self> {
        match self {
            Self::V8_2 => None,
            Self::V9_0 => Some(Self::V8_2),
            Self::V9_1 => Some(Self::V9_0),
            Self::V9_2 => Some(Self::V9_1),
        }
    }
}

/// Where the Web API of one organisation is: origin, path prefix on premises, version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRoot {
    /// `https://contoso.crm4.dynamics.com` or `https://crm.contoso.local/orgname`, without a trailing slash.
    pub client_url: String,
    /// The version that this organisation answers.
    pub version: ApiVersion,
}

impl ApiRoot {
    /// The service root: `https://contoso.crm4.dynamics.com/api/data/v9.2`.
    pub fn service(&self) -> String {
        let mut text = self.client_url.trim_end_matches('/').to_owned();
        text.push_str("/api/data/");
        text.push_str(self.version.as_str());
        text
    }
}

/// Columns that only some servers know; left out of `$select` once the server has refused them (dataverse §1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum OptionalColumn {
    /// `role.isautoassigned`: the platform gives and takes this role with a licence.
    RoleIsAutoAssigned,
    /// `systemuser.applicationid`
    UserApplicationId,
    /// `systemuser.islicensed`
    UserIsLicensed,
    /// `systemuser.isintegrationuser`
    UserIsIntegrationUser,
    /// `systemuser.setupuser`
    UserIsSetupUser,
}

impl OptionalColumn {
    /// Every column that can be left out.
    pub const ALL: [Self; 5] = [
        Self::RoleIsAutoAssigned,
        Self::UserApplicationId,
        Self::UserIsLicensed,
        Self::UserIsIntegrationUser,
        Self::UserIsSetupUser,
    ];

    /// Its name in the Web API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoleIsAutoAssigned => "isautoassigned",
            Self::UserApplicationId => "applicationid",
            Self::UserIsLicensed => "islicensed",
            Self::UserIsIntegrationUser => "isintegrationuser",
            Self::UserIsSetupUser => "setupuser",
        }
    }

    /// The column of this name: what to leave out after [`super::fault::FaultKind::UnknownColumn`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == name)
    }
}

/// Where the rows of a configuration table are; every name comes from the organisation's metadata.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ConfigTable {
    /// Name of the entity set.
    pub entity_set: String,
    /// Column of the key.
    pub primary_id: String,
    /// Column of the name.
    pub primary_name: String,
    /// Logical name of the lookup to a user.
    pub lookup_column: String,
}

/// Whose view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ViewSource {
    /// A row of `savedqueries`: the organisation's.
    Public(ViewId),
    /// A row of `userqueries`: the signed-in person's.
    Personal(ViewId),
}

/// Which columns of a table are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnsOf {
    /// Those that column security guards, by name alone.
    Secured,
    /// Those that the customer or a solution made, with their labels.
    Custom,
}

/// One read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// `WhoAmI`
    WhoAmI,
    /// `RetrieveVersion()`
    Version,
    /// `RetrieveCurrentOrganization(AccessType=…'Default')`
    CurrentOrganization,
    /// `organizations?$select=organizationid,name,languagecode,orgdborgsettings`
    Organization,
    /// `solutions` whose friendly name or unique name contains a word, with publisher.
    Solutions {
        /// Case is ignored by the server.
        containing: String,
    },
    /// Root rows of the role with exactly this name (`_parentroleid_value eq null`), `componentstate eq 0`.
    RoleRoots {
        /// Role names are the same in every language (marketo §5.2).
        name: String,
    },
    /// `solutioncomponents` of a solution that are tables (1), roles (20) or SDK message processing steps (92).
    SolutionComponents(SolutionId),
    /// SDK message processing steps by their ids, at most 50 at once.
    SdkSteps(Vec<SdkStepId>),
    /// The copies of a role in one business unit.
    RoleCopies {
        /// The role.
        root: RootRoleId,
        /// The business unit whose copies are wanted.
        business_unit: BusinessUnitId,
    },
    /// Every copy of a role, one a business unit.
    AllRoleCopies(RootRoleId),
    /// How many copies a role has: `$count=true` with one row, at most 5,000 (dataverse §2.2).
    RoleCopyCount(RootRoleId),
    /// The copies, in one business unit, of every role that has this name, whichever solution brought it.
    RoleNamesakes {
        /// The role's name.
        name: String,
        /// The business unit whose copies are wanted.
        business_unit: BusinessUnitId,
    },
    /// One user, without roles.
    User(UserId),
    /// The roles that are assigned directly to a user, asked for on their own: here an empty list is certain.
    UserRoles(UserId),
    /// Users whose full name, user name or e-mail contains the text, placeholders (access modes 3 and 5) left out,
    /// ordered by full name, `page` rows a page.
    UserSearch {
        /// As typed.
        text: String,
        /// Rows a page.
        page: u16,
    },
    /// The next page of a search, from a link the server gave.
    UserSearchNext {
        /// `@odata.nextLink`, verbatim.
        link: String,
        /// Rows a page, the same as on the first page.
        page: u16,
    },
    /// Users who hold any copy of the role directly, each with its directly assigned roles; counted, 500 a page.
    RoleHolders(RootRoleId),
    /// Teams that hold any copy of the role and have members, access teams left out, each with its members.
    RoleTeams(RootRoleId),
    /// The members of a team, asked for on their own.
    TeamMembers(TeamId),
    /// The roles of a team.
    TeamRoles(TeamId),
    /// Teams of a user that hold any role, access teams left out. That they do is the server's answer: most teams of
    /// most users hold none, and an expanded list could not tell.
    UserTeams(UserId),
    /// Teams of a user that hold any copy of the role, access teams left out.
    UserTeamsWith {
        /// The member.
        user: UserId,
        /// The role.
        root: RootRoleId,
    },
    /// A bound `RetrieveUserPrivileges()`. Privileges through a team come at Basic depth only (dataverse §3.4).
    UserPrivileges(UserId),
    /// `RetrieveUserSetOfPrivilegesByNames` for the user: true depths, teams included; online only.
    UserPrivilegesByName {
        /// The user.
        user: UserId,
        /// Privilege names.
        names: Vec<String>,
    },
    /// `RetrieveRolePrivilegesRole(RoleId=…)`
    RolePrivileges(RoleId),
    /// Names of privileges: `privileges?$select=privilegeid,name&$filter=…`, at most 50 at once.
    PrivilegeNames(Vec<PrivilegeId>),
    /// Ids of privileges by their names, at most 50 at once.
    PrivilegesNamed(Vec<String>),
    /// A user's language.
    UserSettings(UserId),
    /// `RetrieveProvisionedLanguages()`
    ProvisionedLanguages,
    /// How many enabled users are non-interactive, application users left out: at most seven may be (dataverse §2.3).
    NonInteractiveUsers,
    /// How many users have this one as their manager.
    Reports(UserId),
    /// How many queues this user owns, the one left out that Dynamics gave to each user.
    OwnedQueues(UserId),
    /// One table with its lookups and all their labels.
    Table(TableId),
    /// Every custom table with those of its lookups that refer to lead, contact or account; the labels of lookups are
    /// left out.
    CustomTables,
    /// The tables of users and of processing steps with their privileges, to whose rows the procedure writes.
    WrittenTables,
    /// The rows of a configuration table.
    ConfigRows {
        /// Where they are.
        table: Box<ConfigTable>,
    },
    /// The Yes/No columns of a table, with what new rows get and whether column security guards them.
    YesNoColumns {
        /// Logical name of the table.
        table: String,
    },
    /// Columns of these tables, by logical name.
    Columns(ColumnsOf, Vec<String>),
    /// How many rows of `lead`, `contact` or `account` are owned by a team.
    TeamOwned(String),
    /// A table and its column [`FILTER_COLUMN`].
    FilterColumn {
        /// Logical name: `lead`.
        table: String,
    },
    /// How many rows have this value in a Boolean column, at most 5,000 (dataverse §2.2).
    FilterCount {
        /// Name of the entity set.
        entity_set: String,
        /// Column of the key.
        primary_id: String,
        /// Column that is counted by.
        column: String,
        /// The value; `None` for empty.
        value: Option<bool>,
    },
    /// The last five publications of all customisations in `msdyn_solutionhistories`, online only.
    Publications,
    /// A background job.
    Job(JobId),
    /// Enabled users who work in Dynamics themselves and hold no copy of the role directly, ordered by full name and
    /// counted. These are access modes 0 and 2 without an application id: Administrative users (1) do not reach
    /// business data whatever role they have (marketo §4 row 6), and the modes 3 to 5 are not people of the
    /// organisation.
    UsersWithoutRole {
        /// The role.
        root: RootRoleId,
        /// Rows a page.
        page: u16,
    },
    /// All business units.
    BusinessUnits,
    /// The organisation's views of users.
    Views,
    /// The signed-in person's own views of users.
    PersonalViews,
    /// The users that a view lists. A view brings its own columns, filter and order, and documents name no option
    /// beside it.
    ViewUsers {
        /// Which view.
        view: ViewSource,
        /// Rows a page.
        page: u16,
    },
    /// The next page of a view.
    ViewUsersNext {
        /// `@odata.nextLink`, verbatim.
        link: String,
        /// Rows a page, the same as on the first page.
        page: u16,
    },
    /// The enabled users of a business unit with their directly assigned roles, ordered by full name and counted.
    UsersIn {
        /// Which business unit.
        business_unit: BusinessUnitId,
        /// Rows a page.
        page: u16,
    },
    /// Users whose user name, e-mail or full name is exactly one of these texts, or whose id it is, each with the directly
    /// assigned roles; at most 20 texts.
    /// Case is the server's matter, and placeholders (access modes 3 and 5) are left out.
    UsersNamed(Vec<String>),
    /// Users of an application: none or one (dataverse §2.3).
    UsersOfApplication(ApplicationId),
    /// Users by their ids, each with its directly assigned roles, at most 50 at once.
    UsersById(Vec<UserId>),
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// `POST systemusers(u)/systemuserroles_association/$ref`
    AssignRole {
        /// Who gets it.
        user: UserId,
        /// The copy of the user's own business unit.
        role: RoleId,
    },
    /// `DELETE systemusers(u)/systemuserroles_association(r)/$ref`
    RemoveRole {
        /// Who loses it.
        user: UserId,
        /// The copy that this user holds.
        role: RoleId,
    },
    /// `PATCH usersettingscollection(u)`
    SetUserLanguage {
        /// Whose.
        user: UserId,
        /// LCID, provisioned in the organisation.
        language: u32,
    },
    /// `PATCH systemusers(u)`
    SetAccessMode {
        /// Whose.
        user: UserId,
        /// The wanted one; the server refuses [`AccessMode::Unknown`].
        mode: AccessMode,
    },
    /// `PATCH sdkmessageprocessingsteps(s)`
    SetStepState {
        /// Which.
        step: SdkStepId,
        /// Enabled or disabled.
        enabled: bool,
    },
    /// `PATCH <set>(<id>)`: a lookup to a user.
    SetLookup {
        /// Name of the entity set.
        entity_set: String,
        /// Which row.
        record: RecordId,
        /// Navigation property of the lookup.
        navigation: String,
        /// Who; `None` empties it.
        user: Option<UserId>,
    },
    /// `POST PublishAllXml`: answered when it is done, which can take longer than anybody waits (dataverse §5.4).
    PublishAll,
    /// `POST PublishAllXmlAsync`: answered with a job; online only.
    PublishAllAsync,
    /// `POST systemusers` with an application id (dataverse §2.3).
    CreateApplicationUser {
        /// Application (client) id in Entra.
        application: ApplicationId,
        /// Its business unit.
        business_unit: BusinessUnitId,
    },
    /// `POST systemusers` with a user name; on premises alone (dataverse §2.3).
    CreateUser {
        /// `DOMAIN\user`
        user_name: String,
        /// First name; may be empty.
        first_name: String,
        /// Last name; may be empty.
        last_name: String,
        /// Primary e-mail; may be empty.
        email: String,
        /// The user's business unit.
        business_unit: BusinessUnitId,
    },
    /// `POST EntityDefinitions(LogicalName='…')/Attributes`: the column [`FILTER_COLUMN`], Boolean, default No.
    CreateFilterColumn {
        /// Logical name of the table.
        table: String,
        /// Display name.
        label: String,
        /// LCID of the labels: the organisation's own language.
        language: u32,
    },
}

/// HTTP verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// As in the request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Bytes to send.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// No body.
    None,
    /// `application/json`
    Json(Json),
    /// `multipart/mixed; boundary=…`
    Multipart {
        /// Without the leading dashes.
        boundary: String,
        /// CRLF line ends.
        text: String,
    },
}

/// An HTTP request, ready for `fetch`: the whole URL and every header that it needs (dataverse §1.6).
#[derive(Clone, Debug, PartialEq)]
pub struct HttpRequest {
    /// Verb.
    pub method: Method,
    /// Absolute URL on the organisation's own host.
    pub url: String,
    /// Headers, `Content-Type` included when there is a body.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Payload,
}
