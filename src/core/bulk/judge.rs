//! Whether a user can be changed, and if not, why.

use super::plan::{Leave, Target};
use super::record::{Act, BulkId};
use crate::core::picker::is_placeholder;
use crate::dataverse::id::{RoleId, RootRoleId, UserId};
use crate::dataverse::rows::{Role, User};

/// Why somebody is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Out {
    /// Has the role already.
    Has,
    /// Does not have it.
    HasNot,
    /// A team gives it, which one assignment does not change.
    ByTeam,
    /// The signed-in person's own role.
    Own,
    /// The sync user, who needs it.
    SyncUser,
    /// The platform gives and takes it itself.
    Automatic,
    /// Disabled.
    Disabled,
    /// An application, not a person.
    Application,
    /// Stands for a service of Microsoft.
    Placeholder,
    /// The user's business unit has no copy of the role.
    NoCopy,
}

impl Out {
    /// All reasons, in the order in which they are told.
    pub const ALL: [Self; 10] = [
        Self::Has,
        Self::HasNot,
        Self::ByTeam,
        Self::Own,
        Self::SyncUser,
        Self::Automatic,
        Self::Disabled,
        Self::Application,
        Self::Placeholder,
        Self::NoCopy,
    ];
}

/// How a user was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Can be changed.
    Fits {
        /// The copy.
        copy: RoleId,
        /// What is left afterwards.
        leave: Leave,
    },
    /// Left out.
    Out(Out),
}

/// Somebody who was gathered.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub user: UserId,
    /// Name, text of the organisation.
    pub name: String,
    /// User name and business unit, text of the organisation.
    pub under: Vec<String>,
    /// How they were judged.
    pub fit: Fit,
    /// Chosen.
    pub ticked: bool,
}

/// What is known before anybody is gathered.
#[derive(Clone, Debug)]
pub struct Ground {
    /// What would be done.
    pub act: Act,
    /// The role.
    pub role: RootRoleId,
    /// Its name.
    pub role_name: String,
    /// The signed-in person.
    pub caller: UserId,
    /// The sync user.
    pub sync_user: Option<UserId>,
    /// Members of teams that have the role.
    pub by_team: Vec<UserId>,
    /// This organisation lets disabled users be given roles.
    pub disabled_too: bool,
    /// Every user needs the role, so it can be narrowed to some.
    pub wanted_on_all: bool,
}

/// A taking back: exactly these users and copies.
#[derive(Clone, Debug)]
pub struct Back {
    /// What it takes back.
    pub undoes: BulkId,
    /// Whom it changed, each with the copy, in the order of users.
    pub users: Vec<Target>,
}

impl Ground {
    /// How a user with these direct roles is judged.
    pub fn judge(&self, copies: &[Role], back: Option<&Back>, user: &User, roles: &[Role]) -> Fit {
        if let Some(back) = back {
            let at = back.users.binary_search_by_key(&user.id, |target| target.user);
            let Some(copy) = at.ok().and_then(|at| back.users.get(at)).map(|target| target.copy) else {
                return Fit::Out(Out::HasNot);
            };
            return match (self.act, roles.iter().any(|role| role.id == copy)) {
                (Act::Give, true) => Fit::Out(Out::Has),
                (Act::Give, false) => Fit::Fits { copy, leave: Leave::Keeps },
                (Act::Take, false) => Fit::Out(Out::HasNot),
                (Act::Take, true) => Fit::Fits { copy, leave: left(roles, copy) },
            };
        }
        let out = |why| Fit::Out(why);
        if is_placeholder(user) {
            return out(Out::Placeholder);
        }
        let held = roles.iter().find(|role| role.root == self.role);
        match self.act {
            Act::Give => {
                let copy = copies.iter().find(|role| role.business_unit == user.business_unit);
                match copy {
                    _ if held.is_some() => out(Out::Has),
                    _ if user.is_application() => out(Out::Application),
                    _ if user.disabled && !self.disabled_too => out(Out::Disabled),
                    _ if self.by_team.contains(&user.id) => out(Out::ByTeam),
                    Some(role) => Fit::Fits { copy: role.id, leave: Leave::Keeps },
                    None => out(Out::NoCopy),
                }
            }
            Act::Take => match held {
                None if self.by_team.contains(&user.id) => out(Out::ByTeam),
                None => out(Out::HasNot),
                Some(_) if user.id == self.caller => out(Out::Own),
                Some(_) if Some(user.id) == self.sync_user => out(Out::SyncUser),
                Some(role) if role.auto_assigned => out(Out::Automatic),
                Some(role) => Fit::Fits { copy: role.id, leave: left(roles, role.id) },
            },
        }
    }
}

/// What is left directly when this copy is taken.
fn left(roles: &[Role], copy: RoleId) -> Leave {
    if roles.iter().any(|role| role.id != copy) { Leave::Keeps } else { Leave::Nothing }
}
