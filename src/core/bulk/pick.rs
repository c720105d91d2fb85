//! Who is to be changed: users are gathered from a source, read with their roles, and judged.

use std::collections::BTreeSet;

use super::judge::{Back, Candidate, Fit, Ground, Out};
use super::list::{self, Match};
use super::plan::{Leave, Target, order};
use super::record::Act;
use crate::core::change::RoleCopy;
use crate::core::detect::name_of;
use crate::core::effect::EffectId;
use crate::core::finding::Problem;
use crate::core::memory::{Group, Narrowed};
use crate::core::message::Moment;
use crate::core::problem;
use crate::core::survey::pause;
use crate::dataverse::decode;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::id::{BusinessUnitId, Guid, UserId};
use crate::dataverse::reply::Ended;
use crate::dataverse::request::{Query, ViewSource};
use crate::dataverse::rows::{Answer, BusinessUnit, Expanded, Role, User, View};

/// Rows a page of a long list.
const PAGE: u16 = 500;
/// Reads in one request.
const READS: usize = 10;
/// Texts in one query.
const TEXTS: usize = 20;
/// Users in one query.
const USERS: usize = 50;
/// Holders of a single role of whom we ask whether a team gives them another one, at most.
const LOOK_INTO: usize = 500;
/// Times that a failed read is sent again.
const TRIES: u32 = 4;

/// Where users come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Everybody who lacks the role, or everybody who has it.
    Everybody,
    /// Found by name, one at a time.
    Search,
    /// A view of Dynamics.
    View,
    /// A business unit.
    Unit,
    /// A pasted list.
    List,
}

/// A list that did not match.
#[derive(Clone, Debug, Default)]
pub struct Unmatched {
    /// Nobody is called so.
    pub nobody: Vec<String>,
    /// Several are called so.
    pub several: Vec<String>,
}

/// The choice of users.
#[derive(Clone, Debug)]
pub struct Pick {
    /// What is known.
    pub ground: Ground,
    /// Where users come from now.
    pub source: Source,
    /// Everybody gathered so far.
    pub candidates: Vec<Candidate>,
    known: BTreeSet<UserId>,
    /// Users whose roles a list did not tell: judged once these were read on their own.
    untold: Vec<User>,
    /// Copies of the role; `None` until they are read.
    pub copies: Option<Vec<Role>>,
    /// Business units; empty until they are read.
    pub units: Vec<BusinessUnit>,
    /// Views; empty until they are read.
    pub views: Vec<View>,
    /// What of the list did not match.
    pub unmatched: Unmatched,
    /// A taking back.
    pub back: Option<Back>,
    /// Why it could not be read.
    pub problem: Option<Problem>,
    /// What is to be read, in order.
    queue: Vec<Query>,
    flights: Vec<(EffectId, Vec<Query>)>,
    /// Views and business units that were added.
    added: Vec<Narrowed>,
    looked_into: usize,
    tries: u32,
    /// Not before this moment.
    pub rest_until: Moment,
}

impl Pick {
    /// A choice with nobody in it.
    pub fn new(ground: Ground, back: Option<Back>) -> Self {
        let queue = vec![Query::AllRoleCopies(ground.role)];
        let mut pick = Self {
            ground,
            source: Source::Everybody,
            candidates: Vec::new(),
            known: BTreeSet::new(),
            untold: Vec::new(),
            copies: None,
            units: Vec::new(),
            views: Vec::new(),
            unmatched: Unmatched::default(),
            back,
            problem: None,
            queue,
            flights: Vec::new(),
            added: Vec::new(),
            looked_into: 0,
            tries: 0,
            rest_until: Moment(0),
        };
        let users: Option<Vec<UserId>> =
            pick.back.as_ref().map(|back| back.users.iter().map(|target| target.user).collect());
        if let Some(users) = users {
            pick.want_users(users);
        }
        pick
    }

    /// Something is being read.
    pub fn is_reading(&self) -> bool {
        !self.queue.is_empty() || !self.flights.is_empty()
    }

    /// The person turned to another source.
    pub fn turn_to(&mut self, source: Source) {
        self.source = source;
        match source {
            Source::View if self.views.is_empty() => self.queue.extend([Query::Views, Query::PersonalViews]),
            Source::Unit if self.units.is_empty() => self.queue.push(Query::BusinessUnits),
            _ => {}
        }
    }

    /// Everybody who lacks the role, or has it.
    pub fn add_everybody(&mut self) {
        self.queue.push(match self.ground.act {
            Act::Give => Query::UsersWithoutRole { root: self.ground.role, page: PAGE },
            Act::Take => Query::RoleHolders(self.ground.role),
        });
    }

    /// Everybody whom a view lists.
    pub fn add_view(&mut self, view: ViewSource) {
        let id = match view {
            ViewSource::Public(id) | ViewSource::Personal(id) => id,
        };
        let name = self.views.iter().find(|known| known.id == id).map(|known| known.name.clone());
        self.add(Narrowed { group: Group::View(view), name: name.unwrap_or_default() });
    }

    /// Everybody in a business unit.
    pub fn add_unit(&mut self, unit: BusinessUnitId) {
        let name = self.units.iter().find(|known| known.id == unit).map(|known| known.name.clone());
        self.add(Narrowed { group: Group::Unit(unit), name: name.unwrap_or_default() });
    }

    /// Everybody of a view or business unit.
    pub fn add(&mut self, one: Narrowed) {
        if !self.has(one.group) {
            self.queue.push(match one.group {
                Group::View(view) => Query::ViewUsers { view, page: PAGE },
                Group::Unit(business_unit) => Query::UsersIn { business_unit, page: PAGE },
            });
            self.added.push(one);
        }
    }

    /// Everybody of this view or business unit was added.
    pub fn has(&self, group: Group) -> bool {
        self.added.iter().any(|one| one.group == group)
    }

    /// The views and business units that were added.
    pub fn added(&self) -> &[Narrowed] {
        &self.added
    }

    /// Everybody whom a pasted list names.
    pub fn add_list(&mut self, pasted: &str) {
        self.unmatched = Unmatched::default();
        let (mut ids, mut names) = (Vec::new(), Vec::new());
        for text in list::texts(pasted) {
            match Guid::parse(&text) {
                Some(id) => ids.push(UserId(id)),
                None => names.push(text),
            }
        }
        self.want_users(ids);
        for some in names.chunks(TEXTS) {
            self.queue.push(Query::UsersNamed(some.to_vec()));
        }
    }

    /// These users, with their roles; those who are known already are not read again.
    pub fn want_users(&mut self, users: Vec<UserId>) {
        let mut fresh = Vec::new();
        for user in users {
            if self.known.insert(user) {
                fresh.push(user);
            }
        }
        for some in fresh.chunks(USERS) {
            self.queue.push(Query::UsersById(some.to_vec()));
        }
    }

    /// Nobody is chosen any more.
    pub fn clear(&mut self) {
        self.candidates.clear();
        self.known.clear();
        self.untold.clear();
        self.added.clear();
        self.unmatched = Unmatched::default();
        self.looked_into = 0;
        self.problem = None;
        // Answers that are still under way bring nobody any more.
        let stays = |query: &Query| matches!(query, Query::AllRoleCopies(_) | Query::BusinessUnits | Query::Views);
        self.queue.retain(stays);
        self.flights.retain(|(_, queries)| queries.iter().any(stays));
    }

    /// Chooses somebody, or not any more.
    pub fn toggle(&mut self, user: UserId) {
        if let Some(one) = self.candidates.iter_mut().find(|one| one.user == user)
            && matches!(one.fit, Fit::Fits { .. })
        {
            one.ticked = !one.ticked;
        }
    }

    /// Chooses all who would be left without a role, or none of them.
    pub fn toggle_lonely(&mut self) {
        let lonely = self.lonely();
        let on = lonely.ticked < lonely.all;
        for one in &mut self.candidates {
            if one.is_lonely() {
                one.ticked = on;
            }
        }
    }

    /// Who would be left without a role: how many, and how many of them are chosen.
    pub fn lonely(&self) -> Lonely {
        let mut lonely = Lonely { all: 0, ticked: 0 };
        for one in self.candidates.iter().filter(|one| one.is_lonely()) {
            lonely.all += 1;
            lonely.ticked += usize::from(one.ticked);
        }
        lonely
    }

    /// How many are chosen.
    pub fn chosen(&self) -> usize {
        self.candidates.iter().filter(|one| one.ticked).count()
    }

    /// Who is left out for this reason.
    pub fn left_out(&self, why: Out) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(move |one| one.fit == Fit::Out(why))
    }

    /// What is chosen, by copy and then by user: the order does not tell how it was read.
    pub fn targets(&self) -> Vec<Target> {
        let mut targets = Vec::new();
        for one in self.candidates.iter().filter(|one| one.ticked) {
            if let Fit::Fits { copy, leave } = one.fit {
                targets.push(Target { user: one.user, copy, leave });
            }
        }
        order(&mut targets, true);
        targets
    }

    /// The copies that the chosen users get or lose.
    pub fn role_copies(&self, targets: &[Target]) -> Vec<RoleCopy> {
        let mut copies: Vec<RoleCopy> = Vec::new();
        for target in targets {
            if copies.last().is_some_and(|last| last.id == target.copy) {
                continue;
            }
            let known = self.copies.iter().flatten().find(|role| role.id == target.copy);
            copies.extend(known.map(|role| RoleCopy {
                id: role.id,
                root: role.root,
                name: role.name.clone(),
                business_unit: role.business_unit,
                business_unit_name: role.business_unit_name.clone().unwrap_or_default(),
            }));
        }
        copies
    }

    /// The next reads to send as one batch. Users are read only after the copies of the role.
    pub fn next_reads(&mut self) -> Option<Vec<Query>> {
        if self.problem.is_some() || (self.copies.is_none() && !self.flights.is_empty()) {
            return None;
        }
        let count = if self.copies.is_none() { 1 } else { READS };
        let queries: Vec<Query> = self.queue.drain(..count.min(self.queue.len())).collect();
        (!queries.is_empty()).then_some(queries)
    }

    /// These reads are under way.
    pub fn sent(&mut self, id: EffectId, queries: Vec<Query>) {
        self.flights.push((id, queries));
    }

    /// These reads could not be sent yet.
    pub fn put_back(&mut self, queries: Vec<Query>) {
        for query in queries.into_iter().rev() {
            self.queue.insert(0, query);
        }
    }

    /// This request belongs to the choice.
    pub fn owns(&self, id: EffectId) -> bool {
        self.flights.iter().any(|(flight, _)| *flight == id)
    }

    /// A read ended.
    pub fn ended(&mut self, id: EffectId, now: Moment, ended: &Ended) {
        let Some(at) = self.flights.iter().position(|(flight, _)| *flight == id) else { return };
        let (_, queries) = self.flights.swap_remove(at);
        let answers = match decode::batch_answers(&queries, ended) {
            Ok(answers) => answers,
            Err(fault) => {
                self.put_back(queries);
                return self.failed(now, &fault);
            }
        };
        for (query, answer) in queries.into_iter().zip(answers) {
            match answer {
                Ok(answer) => {
                    self.tries = 0;
                    self.take(query, answer);
                }
                // Whether a team gives somebody a role is asked to be kind; without an answer none does.
                Err(_) if matches!(query, Query::UserTeams(_)) => {}
                // Gone since the list was read.
                Err(fault) if matches!(query, Query::UserRoles(_)) && fault.kind == FaultKind::NoSuchRecord => {}
                Err(fault) => {
                    self.queue.insert(0, query);
                    self.failed(now, &fault);
                }
            }
        }
    }

    fn failed(&mut self, now: Moment, fault: &Fault) {
        // As long as the server wants nothing sent, nothing is let through.
        if matches!(fault.kind, FaultKind::Throttled { .. }) {
            return;
        }
        self.tries += 1;
        if fault.is_transient() && self.tries <= TRIES {
            self.rest_until = Moment(now.0 + u64::from(pause(None, self.tries)));
        } else {
            self.problem = Some(problem::of(fault));
            self.queue.clear();
        }
    }

    fn take(&mut self, query: Query, answer: Answer) {
        match (query, answer) {
            (Query::AllRoleCopies(_), Answer::Roles(roles)) => self.copies = Some(roles),
            (Query::BusinessUnits, Answer::BusinessUnits(units)) => self.units = units,
            (Query::Views | Query::PersonalViews, Answer::Views(views)) => self.views.extend(views),
            (Query::UsersNamed(texts), Answer::Users(page)) => self.take_named(texts, &page.rows),
            (Query::UsersById(asked), Answer::Users(page)) => {
                for user in &page.rows {
                    self.judge(user);
                }
                // An id of a list that nobody has, or a user who is gone by now.
                for user in asked {
                    if !page.rows.iter().any(|row| row.id == user) {
                        self.unmatched.nobody.push(user.to_string());
                    }
                }
            }
            (Query::UserTeams(user), Answer::Teams(teams)) if !teams.is_empty() => self.kept_by_team(user),
            (Query::UserRoles(user), Answer::Roles(roles)) => {
                if let Some(at) = self.untold.iter().position(|one| one.id == user) {
                    let user = self.untold.swap_remove(at);
                    self.judge_with(&user, &roles);
                }
            }
            (_, Answer::Users(page)) => {
                if let Some(link) = page.next {
                    self.queue.insert(0, Query::UserSearchNext { link, page: PAGE });
                }
                for user in &page.rows {
                    self.judge_new(user);
                }
            }
            (Query::ViewUsers { .. } | Query::ViewUsersNext { .. }, Answer::UserIds(page)) => {
                if let Some(link) = page.next {
                    self.queue.insert(0, Query::ViewUsersNext { link, page: PAGE });
                }
                self.want_users(page.rows);
            }
            _ => {}
        }
    }

    fn take_named(&mut self, texts: Vec<String>, rows: &[User]) {
        for text in texts {
            match list::find(&text, rows) {
                Match::One(user) => self.judge_new(user),
                Match::Several => self.unmatched.several.push(text),
                Match::Nobody => self.unmatched.nobody.push(text),
            }
        }
    }

    fn judge_new(&mut self, user: &User) {
        if self.known.insert(user.id) {
            self.judge(user);
        }
    }

    fn kept_by_team(&mut self, user: UserId) {
        for one in self.candidates.iter_mut().filter(|one| one.user == user) {
            if let Fit::Fits { copy, leave: Leave::Nothing } = one.fit {
                one.fit = Fit::Fits { copy, leave: Leave::ByTeam };
                one.ticked = true;
            }
        }
    }

    fn judge(&mut self, user: &User) {
        match &user.roles {
            Expanded::Told(roles) => self.judge_with(user, roles),
            // Only those are listed without roles of whom the server says that they have no copy of this one.
            Expanded::NotAsked => self.judge_with(user, &[]),
            Expanded::Untold => {
                self.queue.push(Query::UserRoles(user.id));
                self.untold.push(user.clone());
            }
        }
    }

    fn judge_with(&mut self, user: &User, roles: &[Role]) {
        let fit = self.ground.judge(self.copies.as_deref().unwrap_or_default(), self.back.as_ref(), user, roles);
        let lonely = matches!(fit, Fit::Fits { leave: Leave::Nothing, .. });
        if lonely && self.looked_into < LOOK_INTO {
            self.looked_into += 1;
            self.queue.push(Query::UserTeams(user.id));
        }
        let under = [Some(&user.user_name), user.business_unit_name.as_ref()];
        self.candidates.push(Candidate {
            user: user.id,
            name: name_of(user),
            under: under.into_iter().flatten().filter(|text| !text.is_empty()).cloned().collect(),
            fit,
            // Taking back restores what was, so nobody is held back from it.
            ticked: matches!(fit, Fit::Fits { .. }) && (!lonely || self.back.is_some()),
        });
    }
}

/// Who would be left without a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lonely {
    /// In all.
    pub all: usize,
    /// Chosen.
    pub ticked: usize,
}

impl Candidate {
    /// No role would be left.
    fn is_lonely(&self) -> bool {
        matches!(self.fit, Fit::Fits { leave: Leave::Nothing, .. })
    }
}
