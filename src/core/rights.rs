//! May the signed-in person give and take this role? Nobody may grant what he does not have (dataverse §3.1).

use super::facts::{ASSIGNING, Facts, Known};
use crate::dataverse::fault::Fault;
use crate::dataverse::id::{PrivilegeId, RoleId, RootRoleId, UserId};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{Depth, HeldPrivilege, Role};

/// A privilege that is not there, or does not reach far enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// Its name, or its id where the server did not name it.
    pub name: String,
    /// How far it has to reach; `None` where any depth will do.
    pub needed: Option<Depth>,
    /// How far it reaches; `None` where the person does not have it.
    pub held: Option<Depth>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Not read yet.
    NotRead,
    /// Could not be read.
    Failed(Fault),
    /// There is no role to compare with; the person may assign roles as such.
    NoRoleYet,
    /// Yes.
    Enough,
    /// These reach far enough only if a team gives them, and this server does not tell.
    Uncertain(Vec<Lacking>),
    /// No: these are missing.
    Missing(Vec<Lacking>),
}

fn held(list: &[HeldPrivilege], id: PrivilegeId) -> Option<Depth> {
    list.iter().filter(|p| p.id == id).map(|p| p.depth).max()
}

/// The caller is System Administrator, who can always (dataverse §3.1); `false` too where it was not read.
pub fn is_administrator(facts: &Facts, caller: UserId) -> bool {
    let roles = facts.roles(&Query::UserRoles(caller)).ok();
    roles.is_some_and(|roles| roles.iter().any(Role::is_system_administrator))
}

/// Privileges of the role that the caller does not seem to have at the role's depth.
pub fn short_of(facts: &Facts, root: RootRoleId, caller: UserId) -> Vec<PrivilegeId> {
    if is_administrator(facts, caller) {
        return Vec::new();
    }
    let role = facts.privileges(&Query::RolePrivileges(RoleId(root.0)));
    let own = facts.privileges(&Query::UserPrivileges(caller));
    let (Known::Is(role), Known::Is(own)) = (role, own) else { return Vec::new() };
    let mut short: Vec<PrivilegeId> = Vec::new();
    for privilege in role.iter().filter(|p| held(own, p.id).is_none_or(|depth| depth < p.depth)) {
        if !short.contains(&privilege.id) {
            short.push(privilege.id);
        }
    }
    short
}

/// Compares the signed-in person's privileges with those of the role.
pub fn compare(facts: &Facts, root: Option<RootRoleId>, caller: UserId) -> Rights {
    if is_administrator(facts, caller) {
        return if root.is_some() { Rights::Enough } else { Rights::NoRoleYet };
    }
    let own = match facts.privileges(&Query::UserPrivileges(caller)) {
        Known::Not => return Rights::NotRead,
        Known::Failed(fault) => return Rights::Failed(fault),
        Known::Is(own) => own,
    };
    let assigning = match facts.privilege_names(&super::facts::named_privileges()) {
        Known::Not => return Rights::NotRead,
        Known::Failed(fault) => return Rights::Failed(fault),
        Known::Is(rows) => rows,
    };
    let mut missing: Vec<Lacking> = assigning
        .iter()
        .filter(|row| ASSIGNING.iter().any(|name| row.name.eq_ignore_ascii_case(name)))
        .filter(|row| held(own, row.id).is_none())
        .map(|row| Lacking { name: row.name.clone(), needed: None, held: None })
        .collect();
    let Some(root) = root else {
        return if missing.is_empty() { Rights::NoRoleYet } else { Rights::Missing(missing) };
    };
    let role = match facts.privileges(&Query::RolePrivileges(RoleId(root.0))) {
        Known::Not => return Rights::NotRead,
        Known::Failed(fault) => return Rights::Failed(fault),
        Known::Is(role) => role,
    };
    let mut uncertain = Vec::new();
    let no_team = facts.teams(&Query::UserTeams(caller)).ok().is_some_and(Vec::is_empty);
    for some in short_of(facts, root, caller).chunks(50) {
        let names = facts.privilege_names(&Query::PrivilegeNames(some.to_vec())).ok();
        let depths = names.and_then(|rows| {
            let names = rows.iter().map(|row| row.name.clone()).collect();
            facts.privilege_depths(&Query::UserPrivilegesByName { user: caller, names }).ok()
        });
        for id in some {
            let needed = role.iter().filter(|p| p.id == *id).map(|p| p.depth).max();
            let listed = held(own, *id);
            let name = names.and_then(|rows| rows.iter().find(|row| row.id == *id)).map(|row| row.name.clone());
            let told = match (&name, depths) {
                (Some(name), Some(depths)) => {
                    Some(depths.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, depth)| *depth).max())
                }
                _ => None,
            };
            let held = told.flatten().max(listed);
            if held >= needed {
                continue;
            }
            let lacking = Lacking { name: name.unwrap_or_else(|| id.to_string()), needed, held };
            // A team's privileges are listed at Basic whatever they reach, and beside what is held directly, at the
            // deeper of the two; without the true depth only a person whom no team gives a role has no more.
            if told.is_none() && listed.is_some() && !no_team {
                uncertain.push(lacking);
            } else {
                missing.push(lacking);
            }
        }
    }
    if !missing.is_empty() {
        Rights::Missing(missing)
    } else if !uncertain.is_empty() {
        Rights::Uncertain(uncertain)
    } else {
        Rights::Enough
    }
}

#[cfg(test)]
mod tests;
