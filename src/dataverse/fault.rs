//! Why a request did not give what was asked: the error shapes of dataverse §3.3, §5.4, §7, §8 as one typed value.

mod classify;
mod code;
mod text;

pub use classify::classify;
pub use code::Code;
pub(super) use text::plain as plain_text;

/// A failed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of failure, and what it tells.
    pub kind: FaultKind,
    /// Dataverse's code, where there was one.
    pub code: Option<Code>,
    /// The server's own words, plain text, at most 300 characters; empty where there were none.
    pub message: String,
    /// For support.
    pub request_id: Option<String>,
}

/// Kinds of failure, each with its own next action for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// 401, a redirect, or a web page instead of JSON: the session is over.
    SignedOut,
    /// No answer came: offline or connection lost.
    NoAnswer,
    /// We gave up waiting.
    TimedOut,
    /// 429, or a throttling code under another status.
    Throttled {
        /// Seconds from `Retry-After`.
        retry_after: Option<u32>,
    },
    /// 500, 502, 503, 504 without a code that says more.
    Unavailable,
    /// 200 with a body that cannot be read, or a content type that nobody expects.
    Unreadable,
    /// 200 with JSON of another shape than documented; names the place.
    Shape(&'static str),
    /// `0x80040220`: the caller lacks a privilege.
    MissingPrivilege {
        /// `prvAssignRole`, where the text names one.
        name: Option<String>,
    },
    /// `0x80048d3b`: nobody may grant what he does not have.
    Elevation {
        /// Privilege names found in the text.
        names: Vec<String>,
    },
    /// `0x80041409`: the copy belongs to another business unit than the user.
    WrongBusinessUnit,
    /// `0x80040237` on a `$ref`: it is there already.
    AlreadyThere,
    /// `0x80048d35`: the user to change is disabled.
    TargetDisabled,
    /// `0x80090911`, `0x80090918`, `0x80041d44`, `0x80041d51`, `0x80041d33`: this kind of user cannot have this role.
    NotForThisUser,
    /// `0x80040225`, `0x8004a112`, `0x80072560`, `0x80042f09`: the signed-in person may not use this organisation.
    CallerRefused,
    /// `0x80044195`: the language is not provisioned in this organisation.
    InvalidLanguage,
    /// `0x80041d66`: this user's access mode cannot become the wanted one.
    AccessModeTransition,
    /// `0x8004d24b`, `0x8004d24c`: it needs a licence that the user does not have.
    NotLicensed,
    /// `0x80041d2c`, or an application id that another user has: the user to create is there already.
    AlreadyExists,
    /// `0x80048015`, `0x80048095`: no account of this user name, or no user name at all.
    InvalidUserName,
    /// 404 or `0x80040217`: the record is not there (any more).
    NoSuchRecord,
    /// The server does not know a column that was asked for.
    UnknownColumn {
        /// Its name, where the text gives it.
        name: Option<String>,
    },
    /// `0x80060888`, 404 or 501 for a path that this server does not have: an older version, or no Web API here.
    UnknownPath,
    /// 412: changed by somebody else in between.
    Conflict,
    /// `0x80071151` and its kin: another import or publish is running.
    CustomizationLock,
    /// 403 without anything more.
    Forbidden,
    /// Anything else.
    Other,
}

impl Fault {
    /// A fault that has nothing to tell besides its kind.
    pub const fn of(kind: FaultKind) -> Self {
        Self { kind, code: None, message: String::new(), request_id: None }
    }

    /// The server does not have what was asked for, and says so.
    pub const fn is_absence(&self) -> bool {
        matches!(self.kind, FaultKind::NoSuchRecord | FaultKind::UnknownPath)
    }

    /// Whether nobody knows what became of the request: what it was answered, if at all, does not say.
    pub const fn is_lost(&self) -> bool {
        matches!(self.kind, FaultKind::NoAnswer | FaultKind::TimedOut | FaultKind::Unavailable | FaultKind::Unreadable)
    }

    /// Whether the same request may succeed a little later, with nothing changed by anybody.
    pub const fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::NoAnswer
                | FaultKind::TimedOut
                | FaultKind::Throttled { .. }
                | FaultKind::Unavailable
                | FaultKind::CustomizationLock
        )
    }
}
