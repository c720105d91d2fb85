//! The security role: who has it, who has not, and what it may read.

use super::super::facts::{Known, of_view, related_to};
use super::super::finding::{Finding, Problem, ProblemKind};
use super::super::memory::{Group, Narrowed};
use super::super::message::Message;
use super::{Ground, name_of, not_read, unread, unusual};
use crate::dataverse::id::{PrivilegeId, RoleId, RootRoleId};
use crate::dataverse::request::{ColumnsOf, Query};
use crate::dataverse::rows::{Label, Role, Solution, Table, TableColumns, Team, User};
use crate::playbook::Version;

/// Somebody besides the sync user who holds the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder<'a> {
    /// Directly, as this copy.
    Direct {
        /// Who.
        user: &'a User,
        /// Which copy.
        copy: &'a Role,
    },
    /// Everybody in this team.
    Team {
        /// Which.
        team: &'a Team,
        /// How many are in it.
        members: usize,
    },
}

/// Holders of the role who are on no page that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlisted {
    /// All are listed.
    Nobody,
    /// So many.
    Counted(usize),
    /// More than the server counts.
    Uncounted,
}

impl<'a> Ground<'a> {
    pub(super) fn role_assigned(&self) -> Finding {
        let Some(user) = self.sync_user() else { return not_read() };
        let Some(root) = self.root() else { return not_read() };
        let name = name_of(user);
        let held = match self.facts.roles_of(user) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(held) => held,
        };
        if let Some(copy) = held.iter().find(|role| role.root == root.root) {
            let unit = copy.business_unit_name.clone().or_else(|| {
                (copy.business_unit == user.business_unit).then(|| user.business_unit_name.clone()).flatten()
            });
            let key = if copy.business_unit == user.business_unit {
                "evidence_assigned"
            } else {
                "evidence_assigned_elsewhere"
            };
            return Finding::Done(Message::of(key).text(name).text(unit.unwrap_or_default()).time(self.read_at));
        }
        match self.facts.teams(&Query::UserTeamsWith { user: user.id, root: root.root }) {
            Known::Is(teams) if !teams.is_empty() => {
                let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
                Finding::Done(
                    Message::of("evidence_assigned_team").text(name).text(names.join(", ")).time(self.read_at),
                )
            }
            // That no team gives the role is part of "not assigned"; where it could not be read, nothing is claimed.
            Known::Failed(fault) => unread(&fault),
            Known::Not => not_read(),
            Known::Is(_) => Finding::Todo(Message::of("evidence_not_assigned").text(name).time(self.read_at)),
        }
    }

    pub(super) fn role_exclusive(&self, from: Version) -> Finding {
        let Some(root) = self.root() else { return not_read() };
        if self.old_rules() {
            return self.everybody_has_it(root, from);
        }
        // Without a version nobody can tell which of two opposite rules holds.
        if let Some(Solution { version: None, friendly_name, version_text, .. }) = self.installed() {
            let what = Message::of("attention_solution_version_unreadable").text(friendly_name).text(version_text);
            return Finding::Unknown(Problem::new(ProblemKind::Unknown, what));
        }
        match self.holders_told(root.root) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(()) => {}
        }
        let holders = self.other_holders();
        let unlisted = self.unlisted_holders();
        if holders.is_empty() && unlisted == Unlisted::Nobody {
            return Finding::Done(Message::of("evidence_exclusive").text(&root.name).time(self.read_at));
        }
        let (key, count) = match unlisted {
            Unlisted::Nobody => ("attention_held_by_others", holders.len()),
            Unlisted::Counted(count) => ("attention_held_by_others", holders.len() + count),
            Unlisted::Uncounted => ("attention_held_by_many", holders.len()),
        };
        Finding::Attention(unusual(Message::of(key).count(count).text(&root.name)))
    }

    /// Holders besides the sync user who are on no page that was read.
    pub fn unlisted_holders(&self) -> Unlisted {
        /// The server counts no further (dataverse §2.2).
        const COUNTED: usize = 5_000;
        let root = self.root().map(|role| role.root);
        let page = root.and_then(|root| self.facts.users(&Query::RoleHolders(root)).ok());
        let Some(page) = page.filter(|page| page.next.is_some()) else { return Unlisted::Nobody };
        let Some(total) = page.total.map(|total| total as usize).filter(|total| *total < COUNTED) else {
            return Unlisted::Uncounted;
        };
        let is_listed = |user: &User| page.rows.iter().any(|row| row.id == user.id);
        let holds = |user: &User| {
            self.facts.roles_of(user).ok().is_some_and(|roles| roles.iter().any(|role| Some(role.root) == root))
        };
        let sync_user = self.sync_user().filter(|user| holds(user) && !is_listed(user));
        Unlisted::Counted(total.saturating_sub(page.rows.len() + usize::from(sync_user.is_some())))
    }

    /// Whether it is known of everybody who holds the role which copy it is, and of every team who is in it.
    fn holders_told(&self, root: RootRoleId) -> Known<()> {
        let page = match self.facts.users(&Query::RoleHolders(root)) {
            Known::Is(page) => page,
            other => return other.answered(),
        };
        let teams = match self.facts.teams(&Query::RoleTeams(root)) {
            Known::Is(teams) => teams,
            other => return other.answered(),
        };
        let users = page.rows.iter().map(|user| self.facts.roles_of(user).answered());
        let members = teams.iter().map(|team| self.facts.members_of(team).answered());
        users.chain(members).find(|known| !matches!(known, Known::Is(()))).unwrap_or(Known::Is(()))
    }

    /// The installed version is from the time when every user needed the role.
    pub fn old_rules(&self) -> bool {
        self.facts.old_rules(self.playbook)
    }

    /// In versions before the boundary every enabled interactive user needs the role, or all of those to whom the
    /// person narrowed it.
    fn everybody_has_it(&self, root: &Role, from: Version) -> Finding {
        let (lacking, more) = match self.lacking_role(root.root) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(found) => found,
        };
        let said = if lacking == 0 && !more {
            Message::of("evidence_everybody").text(&root.name).time(self.read_at)
        } else {
            let key = if more { "evidence_lacking_more" } else { "evidence_lacking" };
            Message::of(key).count(lacking).text(&root.name).text(from.0.to_string()).time(self.read_at)
        };
        let said = match self.narrowed_to() {
            Some(names) => Message::of("evidence_narrowed").message(said).text(names),
            None => said,
        };
        if lacking == 0 && !more { Finding::Done(said) } else { Finding::Todo(said) }
    }

    /// How many users need the role and have it neither directly nor through a team, and whether there may be more.
    fn lacking_role(&self, root: RootRoleId) -> Known<(usize, bool)> {
        let members = match self.facts.members(root) {
            Known::Not => return Known::Not,
            Known::Failed(fault) => return Known::Failed(fault),
            Known::Is(members) => members,
        };
        let Some(query) = self.facts.lacking(root, self.memory) else { return Known::Not };
        let page = match self.facts.users(&query) {
            Known::Not => return Known::Not,
            Known::Failed(fault) => return Known::Failed(fault),
            Known::Is(page) => page,
        };
        let mut more = page.next.is_some();
        let narrowed = &self.memory.narrowed;
        let (mut units, mut listed) = (Vec::new(), Vec::new());
        for one in narrowed {
            match one.group {
                Group::Unit(unit) => units.push(unit),
                Group::View(view) => match self.facts.user_ids(&of_view(view)) {
                    Known::Not => return Known::Not,
                    Known::Failed(fault) => return Known::Failed(fault),
                    Known::Is(found) => {
                        more |= found.next.is_some();
                        listed.extend_from_slice(&found.rows);
                    }
                },
            }
        }
        let counts =
            |user: &User| narrowed.is_empty() || units.contains(&user.business_unit) || listed.contains(&user.id);
        Known::Is((page.rows.iter().filter(|user| counts(user) && !members.contains(&user.id)).count(), more))
    }

    /// Names of the views and business units to which the person narrowed the old rule.
    pub fn narrowed_to(&self) -> Option<String> {
        (!self.memory.narrowed.is_empty()).then(|| names_of(&self.memory.narrowed))
    }

    /// Whether the role has this privilege at any depth; `None` where it was not read.
    fn role_has(&self, root: RootRoleId, privilege: PrivilegeId) -> Option<bool> {
        let held = self.facts.privileges(&Query::RolePrivileges(RoleId(root.0))).ok()?;
        Some(held.iter().any(|row| row.id == privilege))
    }

    pub(super) fn role_reads(&self) -> Finding {
        let Some(root) = self.root() else { return not_read() };
        match self.facts.privileges(&Query::RolePrivileges(RoleId(root.root.0))) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(_) => {}
        }
        let spot = match self.facts.config_spot(self.playbook, self.memory) {
            Known::Not => return not_read(),
            Known::Failed(fault) => return unread(&fault),
            Known::Is(spot) => spot,
        };
        let name = spot.table_name();
        let reads = spot.table.read_privilege.and_then(|privilege| self.role_has(root.root, privilege));
        match reads {
            None => Finding::Attention(unusual(Message::of("attention_reads_unknown").text(&root.name).text(name))),
            Some(false) => Finding::Attention(unusual(Message::of("attention_reads_not").text(&root.name).text(name))),
            Some(true) => Finding::Done(Message::of("evidence_reads").text(&root.name).text(name).time(self.read_at)),
        }
    }

    /// Custom tables with a lookup to one of these that the role cannot read: Marketo would not see them.
    pub fn unreadable_tables(&self) -> Vec<&'a Table> {
        let related = related_to(self.playbook);
        let Some(root) = self.root() else { return Vec::new() };
        let Known::Is(tables) = self.facts.tables(&Query::CustomTables) else { return Vec::new() };
        let is_related = |table: &&Table| table.lookups.iter().any(|lookup| related.contains(&lookup.target));
        let unreadable =
            |table: &&Table| table.read_privilege.is_some_and(|p| self.role_has(root.root, p) == Some(false));
        tables.iter().filter(is_related).filter(unreadable).collect()
    }

    /// Columns of the synchronised tables that Marketo sees only where a column security profile says so (marketo §4
    /// row 28).
    pub fn secured_columns(&self) -> Vec<&'a TableColumns> {
        self.columns(ColumnsOf::Secured).iter().filter(|table| !table.columns.is_empty()).collect()
    }

    fn columns(&self, which: ColumnsOf) -> &'a [TableColumns] {
        let asked = Query::Columns(which, related_to(self.playbook).to_vec());
        self.facts.columns(&asked).ok().map(Vec::as_slice).unwrap_or_default()
    }

    /// Columns that are on both of these tables and are called differently there in some language: the vendor makes two
    /// fields of each (marketo §4 row 31).
    pub fn doubled_columns(&self, tables: &[String]) -> Vec<&'a str> {
        let found = self.columns(ColumnsOf::Custom);
        let mut of = tables.iter().map(|name| found.iter().find(|table| table.table == *name));
        let (Some(Some(one)), Some(Some(other))) = (of.next(), of.next()) else { return Vec::new() };
        let differs = |labels: &[Label], others: &[Label]| {
            labels.iter().any(|label| others.iter().any(|o| o.language == label.language && o.text != label.text))
        };
        let doubled = one.columns.iter().filter(|(column, labels)| {
            other.columns.iter().any(|(name, others)| name == column && differs(labels, others))
        });
        doubled.map(|(column, _)| column.as_str()).collect()
    }

    /// Tables with rows that a team owns: the vendor leaves their owner empty (marketo §4 row 30).
    pub fn team_owned(&self) -> Vec<&'a str> {
        let owned =
            |table: &&String| self.facts.number(&Query::TeamOwned((*table).clone())).ok().is_some_and(|rows| *rows > 0);
        related_to(self.playbook).iter().filter(owned).map(String::as_str).collect()
    }

    /// Everybody besides the sync user who holds the role: persons first, then teams.
    pub fn other_holders(&self) -> Vec<Holder<'a>> {
        let Some(root) = self.root() else { return Vec::new() };
        let sync_user = self.memory.sync_user.as_ref().map(|chosen| chosen.user);
        let mut holders = Vec::new();
        if let Known::Is(page) = self.facts.users(&Query::RoleHolders(root.root)) {
            for user in page.rows.iter().filter(|user| Some(user.id) != sync_user) {
                let held = self.facts.roles_of(user).ok().unwrap_or_default();
                holders.extend(
                    held.iter().filter(|role| role.root == root.root).map(|copy| Holder::Direct { user, copy }),
                );
            }
        }
        if let Known::Is(teams) = self.facts.teams(&Query::RoleTeams(root.root)) {
            for team in teams {
                let members = self.facts.members_of(team).ok().unwrap_or_default();
                if members.iter().any(|member| Some(member.id) != sync_user) {
                    holders.push(Holder::Team { team, members: members.len() });
                }
            }
        }
        holders
    }
}

/// The names of views and business units, as one text.
pub fn names_of(narrowed: &[Narrowed]) -> String {
    let names: Vec<&str> = narrowed.iter().map(|one| one.name.as_str()).collect();
    names.join(", ")
}
