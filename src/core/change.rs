//! One write as a value: what stands before it, what stands after it, and how it is taken back.

use crate::dataverse::id::{ApplicationId, BusinessUnitId, RecordId, RoleId, RootRoleId, SdkStepId, UserId};
use crate::dataverse::request::{ConfigTable, Write};
use crate::dataverse::rows::AccessMode;

/// Somebody, as the journal remembers them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Person {
    /// Id.
    pub id: UserId,
    /// Name on screen, text of the organisation.
    pub name: String,
}

/// One copy of a role.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleCopy {
    /// This copy.
    pub id: RoleId,
    /// The role.
    pub root: RootRoleId,
    /// Name.
    pub name: String,
    /// Business unit of the copy.
    pub business_unit: BusinessUnitId,
    /// Its name, text of the organisation; empty where the server did not send it.
    pub business_unit_name: String,
}

/// A record's lookup to a user: names that were discovered in this organisation (marketo §2.3).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LookupPlace {
    /// Where the table's rows are read and written.
    pub table: ConfigTable,
    /// Navigation property of the lookup, in its own casing.
    pub navigation: String,
    /// The record.
    pub record: RecordId,
    /// The table as it reads on screen, text of the organisation.
    pub table_name: String,
    /// The lookup as it reads on screen, text of the organisation.
    pub lookup_name: String,
    /// The record's name, text of the organisation.
    pub record_name: String,
}

/// How publishing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Publishing {
    /// As a job of its own that can be followed; online only (dataverse §5.4).
    Job,
    /// In one request, which may outlive its answer.
    Request,
}

/// One write, with what stands before and after.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Change {
    /// The user does not have this copy; afterwards the user has it. Undo: exact.
    AssignRole {
        /// Who.
        user: Person,
        /// Which copy.
        role: RoleCopy,
    },
    /// The user has this copy directly; afterwards not. Undo: exact.
    RemoveRole {
        /// Who.
        user: Person,
        /// Which copy.
        role: RoleCopy,
    },
    /// The language in which the user works. Undo: exact.
    SetLanguage {
        /// Who.
        user: Person,
        /// LCID now; 0 is the organisation's own.
        before: u32,
        /// LCID afterwards.
        after: u32,
    },
    /// The user's access mode. Undo: exact.
    SetAccessMode {
        /// Who.
        user: Person,
        /// Now.
        before: AccessMode,
        /// Afterwards.
        after: AccessMode,
    },
    /// A step of the solution is switched on, or off again. Undo: exact.
    SetStep {
        /// Which.
        step: SdkStepId,
        /// Its name.
        name: String,
        /// Afterwards.
        enabled: bool,
    },
    /// A record's lookup names another user, or none. Undo: exact.
    SetLookup {
        /// Which lookup of which record.
        place: Box<LookupPlace>,
        /// Now.
        before: Option<Person>,
        /// Afterwards.
        after: Option<Person>,
    },
    /// All customisations are published. Undo: none.
    Publish {
        /// How.
        how: Publishing,
        /// The record whose last change has to be older than the publishing.
        config: Option<Box<LookupPlace>>,
        /// Customisations change in the same plan: an earlier publishing proves nothing.
        anew: bool,
    },
    /// An application user is created. Undo: compensating; the user stays.
    CreateApplicationUser {
        /// Application (client) id of the registered app.
        application: ApplicationId,
        /// Where.
        business_unit: BusinessUnitId,
        /// Its name, text of the organisation.
        business_unit_name: String,
    },
    /// A user is created on premises. Undo: compensating; the user stays.
    CreateUser {
        /// `DOMAIN\user`
        user_name: String,
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// Primary e-mail.
        email: String,
        /// Where.
        business_unit: BusinessUnitId,
        /// Its name, text of the organisation.
        business_unit_name: String,
    },
    /// A column is created. Undo: none; a column is never deleted by us.
    CreateColumn {
        /// Logical name of the table.
        table: String,
        /// Label of the column.
        label: String,
        /// Language of the label: the caller's, or Dataverse refuses it.
        language: u32,
    },
}

/// How a change can be undone (DESIGN §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    /// What stood before can be put back.
    Exact,
    /// What was made stays; what was given to it can be taken back.
    Compensating,
    /// Not at all.
    None,
}

impl Change {
    /// The request that makes this change.
    pub fn write(&self) -> Write {
        match self.clone() {
            Self::AssignRole { user, role } => Write::AssignRole { user: user.id, role: role.id },
            Self::RemoveRole { user, role } => Write::RemoveRole { user: user.id, role: role.id },
            Self::SetLanguage { user, after, .. } => Write::SetUserLanguage { user: user.id, language: after },
            Self::SetAccessMode { user, after, .. } => Write::SetAccessMode { user: user.id, mode: after },
            Self::SetStep { step, enabled, .. } => Write::SetStepState { step, enabled },
            Self::SetLookup { place, after, .. } => Write::SetLookup {
                entity_set: place.table.entity_set,
                record: place.record,
                navigation: place.navigation,
                user: after.map(|person| person.id),
            },
            Self::Publish { how: Publishing::Job, .. } => Write::PublishAllAsync,
            Self::Publish { how: Publishing::Request, .. } => Write::PublishAll,
            Self::CreateApplicationUser { application, business_unit, .. } => {
                Write::CreateApplicationUser { application, business_unit }
            }
            Self::CreateUser { user_name, first_name, last_name, email, business_unit, .. } => {
                Write::CreateUser { user_name, first_name, last_name, email, business_unit }
            }
            Self::CreateColumn { table, label, language, .. } => Write::CreateFilterColumn { table, label, language },
        }
    }

    /// How it can be undone.
    pub fn undo(&self) -> Undo {
        match self {
            Self::AssignRole { .. }
            | Self::RemoveRole { .. }
            | Self::SetLanguage { .. }
            | Self::SetAccessMode { .. }
            | Self::SetStep { .. }
            | Self::SetLookup { .. } => Undo::Exact,
            Self::CreateApplicationUser { .. } | Self::CreateUser { .. } => Undo::Compensating,
            Self::Publish { .. } | Self::CreateColumn { .. } => Undo::None,
        }
    }

    /// The change that takes this one back; `None` where nothing does.
    pub fn inverse(&self) -> Option<Self> {
        Some(match self.clone() {
            Self::AssignRole { user, role } => Self::RemoveRole { user, role },
            Self::RemoveRole { user, role } => Self::AssignRole { user, role },
            Self::SetLanguage { user, before, after } => Self::SetLanguage { user, before: after, after: before },
            Self::SetAccessMode { user, before, after } => Self::SetAccessMode { user, before: after, after: before },
            Self::SetStep { step, name, enabled } => Self::SetStep { step, name, enabled: !enabled },
            Self::SetLookup { place, before, after } => Self::SetLookup { place, before: after, after: before },
            Self::Publish { .. }
            | Self::CreateApplicationUser { .. }
            | Self::CreateUser { .. }
            | Self::CreateColumn { .. } => return None,
        })
    }

    /// Its kind, as policies name it: the verb where a playbook has one.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AssignRole { .. } => "assign_role",
            Self::RemoveRole { .. } => "remove_role",
            Self::SetLanguage { .. } => "set_user_language",
            Self::SetAccessMode { .. } => "set_access_mode",
            Self::SetStep { .. } => "enable_steps",
            Self::SetLookup { .. } => "set_lookup",
            Self::Publish { .. } => "publish_all",
            Self::CreateApplicationUser { .. } => "create_application_user",
            Self::CreateUser { .. } => "create_user",
            Self::CreateColumn { .. } => "create_filter_column",
        }
    }

    /// What it is about, as text of the organisation: a person, a step, a record.
    pub fn subject(&self) -> &str {
        match self {
            Self::AssignRole { user, .. }
            | Self::RemoveRole { user, .. }
            | Self::SetLanguage { user, .. }
            | Self::SetAccessMode { user, .. } => &user.name,
            Self::SetStep { name, .. } => name,
            Self::SetLookup { place, .. } => &place.record_name,
            Self::CreateUser { user_name, .. } => user_name,
            Self::CreateColumn { table, .. } => table,
            Self::Publish { .. } | Self::CreateApplicationUser { .. } => "",
        }
    }

    /// Whose row it changes.
    pub fn user(&self) -> Option<&Person> {
        match self {
            Self::AssignRole { user, .. }
            | Self::RemoveRole { user, .. }
            | Self::SetLanguage { user, .. }
            | Self::SetAccessMode { user, .. } => Some(user),
            _ => None,
        }
    }

    /// It changes what has to be published before it counts.
    pub fn customises(&self) -> bool {
        matches!(self, Self::SetStep { .. } | Self::CreateColumn { .. })
    }

    /// Privileges without which Dataverse refuses it, by their published names (dataverse §3.4); those of the role that
    /// is given come on top, and those of the table to whose rows it writes.
    pub fn privileges(&self) -> &'static [&'static str] {
        match self {
            Self::AssignRole { .. } | Self::RemoveRole { .. } => &["prvAssignRole", "prvReadRole"],
            Self::SetLanguage { .. } => &["prvWriteUserSettings"],
            Self::SetAccessMode { .. } => &["prvWriteUser"],
            Self::Publish { .. } => &["prvPublishCustomization"],
            // These write to rows of a table, whose privileges the organisation names; of a column the server says it.
            Self::SetStep { .. }
            | Self::SetLookup { .. }
            | Self::CreateApplicationUser { .. }
            | Self::CreateUser { .. }
            | Self::CreateColumn { .. } => &[],
        }
    }
}
