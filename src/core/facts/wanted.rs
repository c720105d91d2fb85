//! What to ask next: every query whose inputs are known by now.

use super::super::journal::{Entry, Stage, is_open};
use super::super::memory::{FilterHint, Group, Memory};
use super::{Facts, Known, copies, named_privileges, role_roots, solutions};
use crate::core::change::Change;
use crate::core::rights;
use crate::dataverse::id::{RoleId, RootRoleId, UserId};
use crate::dataverse::request::{ColumnsOf, FILTER_COLUMN, Query, ViewSource};
use crate::dataverse::rows::{Column, FilterTable, User};
use crate::playbook::{Detector, Playbook};

/// Ids in one request, at most.
pub(super) const CHUNK: usize = 50;
/// Holders with a single direct role of whom we ask whether a team gives them another one, at most.
const LOOK_INTO: usize = 20;
/// Tables of the solution that are looked at, at most: Marketo brings a few.
const TABLES: usize = 40;
/// Users without the role of their own that are told, where every user needs it.
const LACKING: u16 = 50;
/// Rows of a page, at most (dataverse §2.2).
const MOST: u16 = 5_000;

/// Collects queries, each once and only where it has no answer yet.
struct Wanted<'a> {
    facts: &'a Facts,
    queries: Vec<Query>,
}

impl Wanted<'_> {
    fn add(&mut self, query: Query) {
        if self.facts.get(&query).is_none() && !self.queries.contains(&query) {
            self.queries.push(query);
        }
    }
}

impl Facts {
    /// Every query that can be asked now and has no answer yet.
    pub fn wanted(&self, playbook: &Playbook, memory: &Memory, journal: &[Entry]) -> Vec<Query> {
        let mut wanted = Wanted { facts: self, queries: Vec::new() };
        let hints = &memory.hints;
        for query in [
            Query::WhoAmI,
            Query::CurrentOrganization,
            Query::Organization,
            solutions(playbook),
            role_roots(playbook),
            named_privileges(),
            Query::ProvisionedLanguages,
            Query::CustomTables,
            Query::WrittenTables,
        ] {
            wanted.add(query);
        }
        // A procedure that synchronises nothing has no tables to ask about.
        if !related_to(playbook).is_empty() {
            let related = related_to(playbook);
            wanted.add(Query::Columns(ColumnsOf::Secured, related.to_vec()));
            wanted.add(Query::Columns(ColumnsOf::Custom, related.to_vec()));
            related.iter().for_each(|table| wanted.add(Query::TeamOwned(table.clone())));
        }
        if self.online() != Some(false) {
            wanted.add(Query::Publications);
        }
        let caller = match self.identity() {
            Known::Is(identity) => Some(identity.user),
            Known::Not => hints.caller,
            Known::Failed(_) => None,
        };
        if let Some(caller) = caller {
            wanted.add(Query::User(caller));
            wanted.add(Query::UserRoles(caller));
            wanted.add(Query::UserPrivileges(caller));
        }
        self.want_solution(playbook, memory, &mut wanted);
        self.want_role(playbook, memory, caller, &mut wanted);
        self.want_user(playbook, memory, &mut wanted);
        self.want_filter(playbook, memory, &mut wanted);
        for entry in journal {
            // A job that was begun here proves the publishing, even long after the tab was closed.
            if let (Change::Publish { .. }, Some(job)) = (&entry.change, entry.job)
                && matches!(entry.stage, Stage::Begun | Stage::Answered(_) | Stage::Unknown)
            {
                wanted.add(Query::Job(job));
            }
            // What became of a change is read although somebody else is the sync user by now.
            if is_open(entry.stage) {
                match &entry.change {
                    Change::AssignRole { user, .. } | Change::RemoveRole { user, .. } => {
                        wanted.add(Query::UserRoles(user.id));
                    }
                    Change::SetLanguage { user, .. } => wanted.add(Query::UserSettings(user.id)),
                    Change::SetAccessMode { user, .. } => wanted.add(Query::User(user.id)),
                    _ => {}
                }
            }
        }
        wanted.queries
    }

    fn want_solution(&self, playbook: &Playbook, memory: &Memory, wanted: &mut Wanted<'_>) {
        let hints = &memory.hints;
        let solution = match self.solution(playbook) {
            Known::Is(found) => found.map(|s| s.id),
            Known::Not => hints.solution,
            Known::Failed(_) => None,
        };
        let Some(solution) = solution else { return };
        let components = Query::SolutionComponents(solution);
        let (tables, steps) = match self.components(&components) {
            Known::Is(brought) => (brought.tables.as_slice(), brought.steps.as_slice()),
            Known::Not => (hints.tables.as_slice(), hints.steps.as_slice()),
            Known::Failed(_) => (&[][..], &[][..]),
        };
        wanted.add(components);
        for table in tables.iter().take(TABLES) {
            wanted.add(Query::Table(*table));
        }
        for some in steps.chunks(CHUNK) {
            wanted.add(Query::SdkSteps(some.to_vec()));
        }
        let config = match self.config_spot(playbook, memory) {
            Known::Is(spot) => Some(spot.rows()),
            Known::Not => hints.config.clone().map(|table| Query::ConfigRows { table: Box::new(table) }),
            Known::Failed(_) => None,
        };
        if let Some(config) = config {
            wanted.add(config);
        }
    }

    fn want_role(&self, playbook: &Playbook, memory: &Memory, caller: Option<UserId>, wanted: &mut Wanted<'_>) {
        let root = match self.root(playbook) {
            Known::Is(found) => found.map(|role| role.root),
            Known::Not => memory.hints.role,
            Known::Failed(_) => None,
        };
        let Some(root) = root else { return };
        for query in [
            Query::RoleCopyCount(root),
            Query::RoleHolders(root),
            Query::RoleTeams(root),
            Query::RolePrivileges(RoleId(root.0)),
        ] {
            wanted.add(query);
        }
        if let Some(chosen) = &memory.sync_user {
            wanted.add(Query::UserTeamsWith { user: chosen.user, root });
        }
        self.want_untold(root, wanted);
        self.want_names_of_missing(root, caller, wanted);
        if self.old_rules(playbook) {
            if let Some(query) = self.lacking(root, memory) {
                wanted.add(query);
            }
            for one in &memory.narrowed {
                if let Group::View(view) = one.group {
                    wanted.add(of_view(view));
                }
            }
        } else {
            self.want_other_roles_of_holders(root, memory, wanted);
        }
    }

    /// The installed version is from the time when every user needed the role.
    pub fn old_rules(&self, playbook: &Playbook) -> bool {
        let boundary = playbook.steps().find_map(|step| match step.detect {
            Detector::RoleExclusive { from } => Some(from.0),
            _ => None,
        });
        let installed = self.solution(playbook).ok().flatten().and_then(|solution| solution.version);
        matches!((installed, boundary), (Some(installed), Some(boundary)) if installed < boundary)
    }

    /// The query for users who have no copy of the role of their own; `None` until the members of its teams are known.
    /// They are among these users, so a page has room for all of them and for those who are told.
    pub fn lacking(&self, root: RootRoleId, memory: &Memory) -> Option<Query> {
        let members = self.members(root).ok()?.len();
        let page = if memory.narrowed.is_empty() { usize::from(LACKING) + members } else { usize::from(MOST) };
        Some(Query::UsersWithoutRole { root, page: u16::try_from(page).unwrap_or(MOST).min(MOST) })
    }

    fn want_user(&self, playbook: &Playbook, memory: &Memory, wanted: &mut Wanted<'_>) {
        if let (Some(awaited), None) = (&memory.awaited, &memory.sync_user) {
            wanted.add(Query::UsersNamed(vec![awaited.clone()]));
        }
        let Some(chosen) = &memory.sync_user else { return };
        let user = chosen.user;
        for query in [
            Query::User(user),
            Query::UserRoles(user),
            Query::UserTeams(user),
            Query::UserSettings(user),
            Query::Reports(user),
            Query::OwnedQueues(user),
            Query::NonInteractiveUsers,
        ] {
            wanted.add(query);
        }
        if let Known::Is(teams) = self.teams(&Query::UserTeams(user)) {
            teams.iter().take(CHUNK).for_each(|team| wanted.add(Query::TeamRoles(team.id)));
        }
        let unit = match self.sync_user(memory) {
            Known::Is(user) => Some(user.business_unit),
            Known::Not => memory.hints.business_unit,
            Known::Failed(_) => None,
        };
        if let Some(unit) = unit {
            wanted.add(copies(playbook, unit));
        }
    }

    fn want_filter(&self, playbook: &Playbook, memory: &Memory, wanted: &mut Wanted<'_>) {
        for table in filtered(playbook) {
            let query = filter_table(table);
            match self.filter_table(&query) {
                Known::Is(found) => counted(found).into_iter().for_each(|count| wanted.add(count)),
                Known::Not => {
                    for hint in memory.hints.filters.iter().filter(|hint| hint.table == *table) {
                        counts(&hint.entity_set, &hint.primary_id).into_iter().for_each(|count| wanted.add(count));
                    }
                }
                Known::Failed(_) => {}
            }
            wanted.add(query);
            wanted.add(yes_no(table));
        }
    }

    /// Tables that have the filter column, for the next visit.
    pub fn filter_hints(&self, playbook: &Playbook) -> Vec<FilterHint> {
        let mut hints = Vec::new();
        for table in filtered(playbook) {
            if let Known::Is(found) = self.filter_table(&filter_table(table))
                && found.column.as_ref().is_some_and(Column::is_boolean)
            {
                hints.push(FilterHint {
                    table: table.clone(),
                    entity_set: found.entity_set.clone(),
                    primary_id: found.primary_id.clone(),
                });
            }
        }
        hints
    }

    /// What the caller seems to lack is asked for by name, and then for its true depth: privileges through a team are
    /// listed at Basic depth only (dataverse §3.4).
    fn want_names_of_missing(&self, root: RootRoleId, caller: Option<UserId>, wanted: &mut Wanted<'_>) {
        let Some(caller) = caller else { return };
        let short = rights::short_of(self, root, caller);
        if !short.is_empty() {
            wanted.add(Query::UserTeams(caller));
        }
        for some in short.chunks(CHUNK) {
            let ask = Query::PrivilegeNames(some.to_vec());
            if let Known::Is(names) = self.privilege_names(&ask) {
                wanted.add(Query::UserPrivilegesByName {
                    user: caller,
                    names: names.iter().map(|row| row.name.clone()).collect(),
                });
            }
            wanted.add(ask);
        }
    }

    /// Lists that a server has left out of its rows are asked for one by one.
    fn want_untold(&self, root: RootRoleId, wanted: &mut Wanted<'_>) {
        if let Known::Is(page) = self.users(&Query::RoleHolders(root)) {
            let untold = page.rows.iter().filter(|user| matches!(self.roles_of(user), Known::Not));
            untold.take(CHUNK).for_each(|user| wanted.add(Query::UserRoles(user.id)));
        }
        if let Known::Is(teams) = self.teams(&Query::RoleTeams(root)) {
            let untold = teams.iter().filter(|team| matches!(self.members_of(team), Known::Not));
            untold.take(CHUNK).for_each(|team| wanted.add(Query::TeamMembers(team.id)));
        }
    }

    /// Taking the only role from somebody is a warning of its own, so it must be known whether a team gives another.
    fn want_other_roles_of_holders(&self, root: RootRoleId, memory: &Memory, wanted: &mut Wanted<'_>) {
        let Known::Is(page) = self.users(&Query::RoleHolders(root)) else { return };
        let sync_user = memory.sync_user.as_ref().map(|chosen| chosen.user);
        let has_one = |user: &User| self.roles_of(user).ok().is_some_and(|roles| roles.len() <= 1);
        let lonely = page.rows.iter().filter(|user| Some(user.id) != sync_user && has_one(user));
        for user in lonely.take(LOOK_INTO) {
            wanted.add(Query::UserTeams(user.id));
        }
    }
}

/// The query for the users of a view.
pub fn of_view(view: ViewSource) -> Query {
    Query::ViewUsers { view, page: MOST }
}

/// The query for a table with its filter column.
pub fn filter_table(table: &str) -> Query {
    Query::FilterColumn { table: table.to_owned() }
}

/// Microsoft's tables that the procedure synchronises.
pub fn related_to(playbook: &Playbook) -> &[String] {
    let tables = playbook.steps().find_map(|step| match &step.detect {
        Detector::RoleReads { related_to, .. } => Some(related_to.as_slice()),
        _ => None,
    });
    tables.unwrap_or_default()
}

/// The query for a table's Yes/No columns.
pub fn yes_no(table: &str) -> Query {
    Query::YesNoColumns { table: table.to_owned() }
}

/// The queries for how many rows say Yes, No and nothing.
pub fn counted(table: &FilterTable) -> Vec<Query> {
    match &table.column {
        Some(column) if column.is_boolean() => counts(&table.entity_set, &table.primary_id),
        _ => Vec::new(),
    }
}

fn counts(entity_set: &str, primary_id: &str) -> Vec<Query> {
    let count = |value| Query::FilterCount {
        entity_set: entity_set.to_owned(),
        primary_id: primary_id.to_owned(),
        column: FILTER_COLUMN.to_owned(),
        value,
    };
    vec![count(Some(true)), count(Some(false)), count(None)]
}

/// Tables that may have the filter column.
fn filtered(playbook: &Playbook) -> &[String] {
    let tables = playbook.steps().find_map(|step| match &step.detect {
        Detector::Filter { tables } => Some(tables.as_slice()),
        _ => None,
    });
    tables.unwrap_or_default()
}
