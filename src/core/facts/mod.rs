//! What the server has said, and the choices that follow from it alone.
//!
//! A survey is a set of answered queries. What to ask next follows from what is answered: [`Facts::wanted`] names every
//! query whose inputs are known and that has no answer yet, so that each round trip carries as much as it can. Hints of
//! an earlier visit stand in for inputs that are not answered yet; a wrong one costs one round trip, never a wrong fact.

use super::memory::Memory;
use crate::dataverse::fault::Fault;
use crate::dataverse::id::{BusinessUnitId, RootRoleId, SdkStepId, SolutionId, UserId};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{
    Answer, Components, ConfigRow, Expanded, FilterTable, HeldPrivilege, Identity, Job, Organization, OrganizationRow,
    Page, PrivilegeName, Publication, Role, SdkStep, Solution, Table, TableColumns, Team, User, UserSettings,
    YesNoColumn,
};
use crate::playbook::Playbook;

mod config;
mod wanted;

pub use wanted::{counted, filter_table, of_view, related_to, yes_no};

pub use config::Discovery;

/// Privileges without which nobody assigns a role (dataverse §3.1).
pub const ASSIGNING: [&str; 2] = ["prvAssignRole", "prvReadRole"];

/// Privileges by name that the procedure's writes need (dataverse §3.4); read in one request.
pub const NAMED: [&str; 6] =
    ["prvAssignRole", "prvReadRole", "prvReadUser", "prvWriteUser", "prvPublishCustomization", "prvWriteUserSettings"];

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
        self.map(|_| ())
    }

    /// What follows from the answer.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Is(value) => Known::Is(of(value)),
            Self::Not => Known::Not,
            Self::Failed(fault) => Known::Failed(fault),
        }
    }
}

/// Answered queries.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    answers: Vec<(Query, Result<Answer, Fault>)>,
    /// The solution that the person chose among several.
    chosen: Option<SolutionId>,
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
        /// Users whom a view lists.
        user_ids, UserIds, Page<UserId>
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
        /// What a solution brought.
        components, Components, Components
    );
    getter!(
        /// Processing steps.
        sdk_steps, SdkSteps, Vec<SdkStep>
    );
    getter!(
        /// A user's settings.
        settings, UserSettings, UserSettings
    );
    getter!(
        /// Languages that the organisation has.
        languages, Languages, Vec<u32>
    );
    getter!(
        /// One table.
        table, Table, Table
    );
    getter!(
        /// Several tables.
        tables, Tables, Vec<Table>
    );
    getter!(
        /// Rows of the configuration table.
        config_rows, ConfigRows, Vec<ConfigRow>
    );
    getter!(
        /// Publishings of all customisations, the latest first.
        publications, Publications, Vec<Publication>
    );
    getter!(
        /// A job.
        job, Job, Job
    );
    getter!(
        /// A table with its filter column.
        filter_table, FilterTable, FilterTable
    );
    getter!(
        /// The Yes/No columns of a table.
        yes_no_columns, YesNoColumns, Vec<YesNoColumn>
    );
    getter!(
        /// Columns, by table.
        columns, Columns, Vec<TableColumns>
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

    /// No facts yet, and the solution that the person chose where several may be the one.
    pub fn choosing(chosen: Option<SolutionId>) -> Self {
        Self { answers: Vec::new(), chosen }
    }

    /// The solution of the procedure: the exact name first, else the only one whose name holds the vendor's, else the one
    /// that the person chose (marketo §2.3).
    pub fn solution(&self, playbook: &Playbook) -> Known<Option<&Solution>> {
        let found = match self.solutions(playbook) {
            Known::Not => return Known::Not,
            Known::Failed(fault) => return Known::Failed(fault),
            Known::Is(found) => found,
        };
        let wanted = &playbook.solution.friendly_name;
        let exact = found.iter().find(|solution| solution.friendly_name.trim().eq_ignore_ascii_case(wanted));
        let chosen = || found.iter().find(|solution| Some(solution.id) == self.chosen);
        let only = || found.first().filter(|_| found.len() == 1);
        Known::Is(exact.or_else(chosen).or_else(only).copied())
    }

    /// Solutions that may be the one of the procedure; patches and other products are left out.
    pub fn solutions(&self, playbook: &Playbook) -> Known<Vec<&Solution>> {
        let wanted = &playbook.solution;
        let fits = |s: &&Solution| {
            let other = wanted.not.iter().any(|word| contains(&s.friendly_name, word));
            s.parent.is_none() && !other && contains(&s.friendly_name, &wanted.search)
        };
        match self.get(&solutions(playbook)) {
            Some(Ok(Answer::Solutions(found))) => Known::Is(found.iter().filter(fits).collect()),
            Some(Err(fault)) => Known::Failed(fault.clone()),
            None | Some(Ok(_)) => Known::Not,
        }
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

    /// The roles that are assigned directly to this user: as the row tells them, or else asked for on their own.
    pub fn roles_of<'a>(&'a self, user: &'a User) -> Known<&'a [Role]> {
        match &user.roles {
            Expanded::Told(roles) => Known::Is(roles),
            Expanded::NotAsked | Expanded::Untold => self.roles(&Query::UserRoles(user.id)).map(Vec::as_slice),
        }
    }

    /// The roles that a user has through teams.
    pub fn roles_through_teams(&self, user: UserId) -> Known<Vec<&Role>> {
        let teams = match self.teams(&Query::UserTeams(user)) {
            Known::Is(teams) => teams,
            other => return other.map(|_| Vec::new()),
        };
        let mut roles = Vec::new();
        for team in teams {
            match self.roles(&Query::TeamRoles(team.id)) {
                Known::Is(some) => roles.extend(some),
                other => return other.map(|_| Vec::new()),
            }
        }
        Known::Is(roles)
    }

    /// The members of a team: as the row tells them, or else asked for on their own.
    pub fn members_of<'a>(&'a self, team: &'a Team) -> Known<&'a [User]> {
        match &team.members {
            Expanded::Told(members) => Known::Is(members),
            Expanded::NotAsked | Expanded::Untold => {
                self.users(&Query::TeamMembers(team.id)).map(|page| page.rows.as_slice())
            }
        }
    }

    /// What the solution of the procedure brought.
    pub fn brought(&self, playbook: &Playbook) -> Known<&Components> {
        match self.solution(playbook) {
            Known::Not | Known::Is(None) => Known::Not,
            Known::Failed(fault) => Known::Failed(fault),
            Known::Is(Some(solution)) => self.components(&Query::SolutionComponents(solution.id)),
        }
    }

    /// Every processing step of the solution.
    pub fn steps_of_solution(&self, playbook: &Playbook) -> Known<Vec<&SdkStep>> {
        let ids = match self.brought(playbook) {
            Known::Not => return Known::Not,
            Known::Failed(fault) => return Known::Failed(fault),
            Known::Is(brought) => &brought.steps,
        };
        let mut all = Vec::new();
        for some in ids.chunks(wanted::CHUNK) {
            match self.sdk_steps(&Query::SdkSteps(some.to_vec())) {
                Known::Not => return Known::Not,
                Known::Failed(fault) => return Known::Failed(fault),
                Known::Is(steps) => all.extend(steps),
            }
        }
        Known::Is(all)
    }

    /// A processing step, whichever question brought it.
    pub fn any_step(&self, id: SdkStepId) -> Option<&SdkStep> {
        self.answers.iter().find_map(|(_, answer)| match answer {
            Ok(Answer::SdkSteps(steps)) => steps.iter().find(|step| step.id == id),
            _ => None,
        })
    }

    /// The server tells of its environment: it is Microsoft's, not one's own (dataverse §1.2).
    pub fn online(&self) -> Option<bool> {
        self.organization().ok().map(|o| o.environment_id.is_some() || o.tenant_id.is_some())
    }

    /// Members of teams that have the role.
    pub fn members(&self, root: RootRoleId) -> Known<Vec<UserId>> {
        let teams = match self.teams(&Query::RoleTeams(root)) {
            Known::Is(teams) => teams,
            other => return other.map(|_| Vec::new()),
        };
        let mut members = Vec::new();
        for team in teams {
            match self.members_of(team) {
                Known::Is(some) => members.extend(some.iter().map(|member| member.id)),
                other => return other.map(|_| Vec::new()),
            }
        }
        Known::Is(members)
    }

    /// Copies of the role and of its namesakes in the sync user's business unit.
    pub fn copies(&self, playbook: &Playbook, user: &User) -> Known<&Vec<Role>> {
        self.roles(&copies(playbook, user.business_unit))
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

/// The query for privileges by name.
pub fn named_privileges() -> Query {
    Query::PrivilegesNamed(NAMED.map(str::to_owned).to_vec())
}

/// Names of products are English: letters outside ASCII are compared as they are.
fn contains(text: &str, word: &str) -> bool {
    text.to_ascii_lowercase().contains(&word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
