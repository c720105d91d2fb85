//! What the server has said, and the choices that follow from it alone.
//!
//! A survey is a set of answered queries. What to ask next follows from what is answered: [`Facts::wanted`] names every
//! query whose inputs are known and that has no answer yet, so that each round trip carries as much as it can. Hints of
//! an earlier visit stand in for inputs that are not answered yet; a wrong one costs one round trip, never a wrong fact.

use super::memory::Memory;
use crate::dataverse::fault::Fault;
use crate::dataverse::id::{BusinessUnitId, RootRoleId, UserId};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{
    Answer, Components, HeldPrivilege, Identity, Organization, OrganizationRow, Page, PrivilegeName, Role, Solution,
    Team, User,
};
use crate::playbook::Playbook;

/// Privileges without which nobody assigns a role (dataverse §3.1).
pub const ASSIGNING: [&str; 2] = ["prvAssignRole", "prvReadRole"];

/// Holders with a single direct role of whom we ask whether a team gives them another one, at most.
const LOOK_INTO: usize = 20;

/// Something that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// Not asked, or not answered yet.
    Not,
    /// Refused.
    Failed(Fault),
    /// Answered.
    Is(T),
}

impl<T> Known<T> {
    /// The answer.
    pub fn ok(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Not | Self::Failed(_) => None,
        }
    }

    /// Whether it was answered, without the answer.
    pub fn answered(self) -> Known<()> {
        match self {
            Self::Is(_) => Known::Is(()),
            Self::Not => Known::Not,
            Self::Failed(fault) => Known::Failed(fault),
        }
    }
}

/// Answered queries.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    answers: Vec<(Query, Result<Answer, Fault>)>,
}

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty) => {
        $(#[$doc])*
        pub fn $name(&self, query: &Query) -> Known<&$type> {
            match self.get(query) {
                None => Known::Not,
                Some(Ok(Answer::$variant(value))) => Known::Is(value),
                Some(Err(fault)) => Known::Failed(fault.clone()),
                Some(Ok(_)) => Known::Not,
            }
        }
    };
}

impl Facts {
    /// Notes an answer; a later one to the same query replaces it.
    pub fn put(&mut self, query: Query, answer: Result<Answer, Fault>) {
        match self.answers.iter_mut().find(|(known, _)| *known == query) {
            Some(slot) => slot.1 = answer,
            None => self.answers.push((query, answer)),
        }
    }

    fn get(&self, query: &Query) -> Option<&Result<Answer, Fault>> {
        self.answers.iter().find(|(known, _)| known == query).map(|(_, answer)| answer)
    }

    getter!(
        /// Rows of `roles`.
        roles, Roles, Vec<Role>
    );
    getter!(
        /// One user.
        user, User, User
    );
    getter!(
        /// One page of users.
        users, Users, Page<User>
    );
    getter!(
        /// Teams.
        teams, Teams, Vec<Team>
    );
    getter!(
        /// Privileges.
        privileges, Privileges, Vec<HeldPrivilege>
    );
    getter!(
        /// Names of privileges.
        privilege_names, PrivilegeNames, Vec<PrivilegeName>
    );
    getter!(
        /// True depths.
        privilege_depths, PrivilegeDepths, Vec<(String, crate::dataverse::rows::Depth)>
    );
    getter!(
        /// Parts of a solution.
        components, Components, Components
    );
    getter!(
        /// A number of rows.
        number, Count, u32
    );

    /// Who is signed in.
    pub fn identity(&self) -> Known<Identity> {
        match self.get(&Query::WhoAmI) {
            Some(Ok(Answer::Identity(identity))) => Known::Is(*identity),
            Some(Err(fault)) => Known::Failed(fault.clone()),
            _ => Known::Not,
        }
    }

    /// The organisation.
    pub fn organization(&self) -> Known<&Organization> {
        match self.get(&Query::CurrentOrganization) {
            Some(Ok(Answer::CurrentOrganization(organization))) => Known::Is(organization),
            Some(Err(fault)) => Known::Failed(fault.clone()),
            _ => Known::Not,
        }
    }

    /// Its row in `organizations`.
    pub fn organization_row(&self) -> Option<&OrganizationRow> {
        match self.get(&Query::Organization) {
            Some(Ok(Answer::Organization(row))) => row.as_ref(),
            _ => None,
        }
    }

    /// The solution of the procedure: the exact name first, patches and other products left out (marketo §2.3).
    pub fn solution(&self, playbook: &Playbook) -> Known<Option<&Solution>> {
        let wanted = &playbook.solution;
        let found = match self.get(&solutions(playbook)) {
            None => return Known::Not,
            Some(Err(fault)) => return Known::Failed(fault.clone()),
            Some(Ok(Answer::Solutions(found))) => found,
            Some(Ok(_)) => return Known::Not,
        };
        let fits =
            |s: &&Solution| s.parent.is_none() && !wanted.not.iter().any(|word| contains(&s.friendly_name, word));
        let exact =
            found.iter().filter(fits).find(|s| s.friendly_name.trim().eq_ignore_ascii_case(&wanted.friendly_name));
        Known::Is(exact)
    }

    /// Root of the role of the procedure: of several with its name the one that the solution brought.
    pub fn root(&self, playbook: &Playbook) -> Known<Option<&Role>> {
        let named = match self.roles(&role_roots(playbook)) {
            Known::Not => return Known::Not,
            Known::Failed(fault) => return Known::Failed(fault),
            Known::Is(named) => named,
        };
        if named.len() <= 1 {
            return Known::Is(named.first());
        }
        let Known::Is(Some(solution)) = self.solution(playbook) else { return Known::Is(None) };
        match self.components(&Query::SolutionComponents(solution.id)) {
            Known::Not => Known::Not,
            Known::Failed(fault) => Known::Failed(fault),
            Known::Is(brought) => Known::Is(named.iter().find(|role| brought.roles.contains(&role.root))),
        }
    }

    /// Other roots that have the role's name.
    pub fn namesakes(&self, playbook: &Playbook) -> Vec<&Role> {
        let Known::Is(named) = self.roles(&role_roots(playbook)) else { return Vec::new() };
        let root = self.root(playbook).ok().flatten().map(|role| role.root);
        named.iter().filter(|role| Some(role.root) != root).collect()
    }

    /// The chosen sync user.
    pub fn sync_user(&self, memory: &Memory) -> Known<&User> {
        match &memory.sync_user {
            None => Known::Not,
            Some(chosen) => self.user(&Query::User(chosen.user)),
        }
    }

    /// Copies of the role and of its namesakes in the sync user's business unit.
    pub fn copies(&self, playbook: &Playbook, user: &User) -> Known<&Vec<Role>> {
        self.roles(&copies(playbook, user.business_unit))
    }

    /// Every query that can be asked now and has no answer yet.
    pub fn wanted(&self, playbook: &Playbook, memory: &Memory) -> Vec<Query> {
        let hints = &memory.hints;
        let mut queries = vec![
            Query::WhoAmI,
            Query::CurrentOrganization,
            Query::Organization,
            solutions(playbook),
            role_roots(playbook),
            Query::PrivilegesNamed(ASSIGNING.map(str::to_owned).to_vec()),
        ];
        let caller = match self.identity() {
            Known::Is(identity) => Some(identity.user),
            Known::Not => hints.caller,
            Known::Failed(_) => None,
        };
        if let Some(caller) = caller {
            queries.extend([Query::User(caller), Query::UserPrivileges(caller)]);
        }
        let solution = match self.solution(playbook) {
            Known::Is(found) => found.map(|s| s.id),
            Known::Not => hints.solution,
            Known::Failed(_) => None,
        };
        queries.extend(solution.map(Query::SolutionComponents));
        let root = match self.root(playbook) {
            Known::Is(found) => found.map(|role| role.root),
            Known::Not => hints.role,
            Known::Failed(_) => None,
        };
        if let Some(root) = root {
            queries.extend([
                Query::RoleCopyCount(root),
                Query::RoleHolders(root),
                Query::RoleTeams(root),
                Query::RolePrivileges(crate::dataverse::id::RoleId(root.0)),
            ]);
            self.want_names_of_missing(root, caller, &mut queries);
            self.want_other_roles_of_holders(root, memory, &mut queries);
        }
        if let Some(chosen) = &memory.sync_user {
            queries.extend([Query::User(chosen.user), Query::UserTeams(chosen.user)]);
            let unit = match self.sync_user(memory) {
                Known::Is(user) => Some(user.business_unit),
                Known::Not => hints.business_unit,
                Known::Failed(_) => None,
            };
            queries.extend(unit.map(|unit| copies(playbook, unit)));
        }
        let mut fresh: Vec<Query> = Vec::new();
        for query in queries {
            if self.get(&query).is_none() && !fresh.contains(&query) {
                fresh.push(query);
            }
        }
        fresh
    }

    /// What the caller seems to lack is asked for by name, and then for its true depth: privileges through a team are
    /// listed at Basic depth only (dataverse §3.4).
    fn want_names_of_missing(&self, root: RootRoleId, caller: Option<UserId>, queries: &mut Vec<Query>) {
        let Some(caller) = caller else { return };
        let short = super::rights::short_of(self, root, caller);
        if short.is_empty() {
            return;
        }
        for some in short.chunks(50) {
            let ask = Query::PrivilegeNames(some.to_vec());
            if let Known::Is(names) = self.privilege_names(&ask) {
                queries.push(Query::UserPrivilegesByName {
                    user: caller,
                    names: names.iter().map(|row| row.name.clone()).collect(),
                });
            }
            queries.push(ask);
        }
    }

    /// Taking the only role from somebody is a warning of its own, so it must be known whether a team gives another.
    fn want_other_roles_of_holders(&self, root: RootRoleId, memory: &Memory, queries: &mut Vec<Query>) {
        let Known::Is(page) = self.users(&Query::RoleHolders(root)) else { return };
        let sync_user = memory.sync_user.as_ref().map(|chosen| chosen.user);
        let lonely = page.rows.iter().filter(|user| Some(user.id) != sync_user && user.roles.len() <= 1);
        queries.extend(lonely.take(LOOK_INTO).map(|user| Query::UserTeams(user.id)));
    }
}

/// The query for the playbook's solution.
pub fn solutions(playbook: &Playbook) -> Query {
    Query::Solutions { containing: playbook.solution.search.clone() }
}

/// The query for the playbook's role.
pub fn role_roots(playbook: &Playbook) -> Query {
    Query::RoleRoots { name: playbook.role.name.clone() }
}

/// The query for the role's copies in a business unit, namesakes included.
pub fn copies(playbook: &Playbook, business_unit: BusinessUnitId) -> Query {
    Query::RoleNamesakes { name: playbook.role.name.clone(), business_unit }
}

/// Names of products are English: letters outside ASCII are compared as they are.
fn contains(text: &str, word: &str) -> bool {
    text.to_ascii_lowercase().contains(&word.to_ascii_lowercase())
}
