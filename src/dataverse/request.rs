//! What can be asked of the Web API: typed requests and the HTTP requests that they become. No I/O.

use super::id::{BusinessUnitId, PrivilegeId, RoleId, RootRoleId, SolutionId, UserId};
use super::json::Json;

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
}

impl OptionalColumn {
    /// Every column that can be left out.
    pub const ALL: [Self; 4] =
        [Self::RoleIsAutoAssigned, Self::UserApplicationId, Self::UserIsLicensed, Self::UserIsIntegrationUser];

    /// Its name in the Web API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoleIsAutoAssigned => "isautoassigned",
            Self::UserApplicationId => "applicationid",
            Self::UserIsLicensed => "islicensed",
            Self::UserIsIntegrationUser => "isintegrationuser",
        }
    }

    /// The column of this name: what to leave out after [`super::fault::FaultKind::UnknownColumn`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == name)
    }
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
    /// `solutioncomponents` of type 20 (role) of a solution.
    SolutionRoles(SolutionId),
    /// The copies of a role in one business unit.
    RoleCopies {
        /// The role.
        root: RootRoleId,
        /// The business unit whose copies are wanted.
        business_unit: BusinessUnitId,
    },
    /// How many copies a role has: `$count=true` with one row, at most 5,000 (dataverse §2.2).
    RoleCopyCount(RootRoleId),
    /// The copies, in one business unit, of every role that has this name, whichever solution brought it.
    RoleNamesakes {
        /// The role's name.
        name: String,
        /// The business unit whose copies are wanted.
        business_unit: BusinessUnitId,
    },
    /// One user with the roles that are assigned directly.
    User(UserId),
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
    /// Users who hold any copy of the role directly, each with its directly assigned roles; 500 a page.
    RoleHolders(RootRoleId),
    /// Teams that hold any copy of the role, access teams left out, each with its members.
    RoleTeams(RootRoleId),
    /// Teams of a user that hold any role, access teams left out, each with its roles.
    UserTeams(UserId),
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
