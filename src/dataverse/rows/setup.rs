//! What a set-up is checked by: settings of a user, the configuration's rows, publications, views.

use super::super::id::{BusinessUnitId, RecordId, UserId, ViewId};

/// A row of `usersettingscollection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserSettings {
    /// `uilanguageid`; 0 stands for the organisation's own language (dataverse §4).
    pub language: Option<u32>,
}

/// A row of the configuration table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigRow {
    /// Its id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Who its lookup names, with the name on screen (empty where no annotation came).
    pub user: Option<(UserId, String)>,
    /// `modifiedon`, milliseconds since 1970 in UTC.
    pub modified: Option<u64>,
    /// `@odata.etag`
    pub etag: Option<String>,
}

/// A publication of all customisations, out of the solution history (dataverse §5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// When it began, milliseconds since 1970 in UTC.
    pub started: u64,
    /// When it ended.
    pub ended: Option<u64>,
    /// How it ended; `None` while it runs.
    pub succeeded: Option<bool>,
}

/// A row of `asyncoperations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// `statecode` 3.
    pub finished: bool,
    /// Finished, and `statuscode` 30.
    pub succeeded: bool,
    /// The server's words, where it has any.
    pub message: String,
}

/// A row of `businessunits`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessUnit {
    /// Its id.
    pub id: BusinessUnitId,
    /// Name.
    pub name: String,
    /// The one above it; `None` for the organisation's own.
    pub parent: Option<BusinessUnitId>,
}

/// A list of users that somebody saved: a row of `savedqueries` or `userqueries`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// Name.
    pub name: String,
    /// The signed-in person's own, not the organisation's.
    pub personal: bool,
}
