//! The reads that tell what is true now: a few batches, each asking everything that can be asked by then.

use super::facts::{Facts, Known};
use super::finding::Problem;
use super::journal::Entry;
use super::memory::{Hints, Memory};
use super::message::Moment;
use super::problem;
use crate::dataverse::decode;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::reply::Ended;
use crate::dataverse::request::{ApiVersion, OptionalColumn, Query};
use crate::page::address::is_online;
use crate::playbook::Playbook;

/// Rounds of one survey, at most: a server that always has one more answer to give ends here.
const ROUNDS: u32 = 8;
/// Waits of one survey, at most, before the person is asked.
const WAITS: u32 = 4;
/// Reads from which on a round goes as two batches side by side: the parts of one batch are worked off one after another,
/// two batches at once.
const MANY: usize = 32;

/// How far the reading is.
#[derive(Clone, Debug, Default)]
pub enum Reading {
    /// Nothing is being read.
    #[default]
    Idle,
    /// A round is under way, or a wait before the next one.
    Under(Box<Survey>),
}

/// A survey under way.
#[derive(Clone, Debug)]
pub struct Survey {
    /// What has been answered so far.
    pub facts: Facts,
    /// What is asked in the round that is under way.
    asked: Vec<Query>,
    /// What keeps the round from an answer: that the session is over, or what came last.
    fault: Option<Fault>,
    /// How many columns were left out when the round began.
    left_out: usize,
    /// The version that is tried.
    pub version: ApiVersion,
    /// The version has answered in this survey.
    answered: bool,
    /// Columns that are left out.
    pub without: Vec<OptionalColumn>,
    rounds: u32,
    waits: u32,
    /// A wait under way.
    pub pausing: Option<Pause>,
}

/// Why nothing is sent just now, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Dynamics asked for it.
    Asked(Moment),
    /// It did not answer as it should; the same read is sent once more.
    TryingAgain(Moment),
    /// It is at work; what it has done is looked at again then.
    Following(Moment),
}

impl Pause {
    /// A wait of so many milliseconds because of this fault.
    pub fn after(fault: &Fault, now: Moment, ms: u32) -> Self {
        let until = Moment(now.0 + u64::from(ms));
        match fault.kind {
            FaultKind::Throttled { .. } | FaultKind::CustomizationLock => Self::Asked(until),
            _ => Self::TryingAgain(until),
        }
    }
}

/// What to do after a round.
#[derive(Clone, Debug)]
pub enum Next {
    /// Send these reads, as [`side_by_side`] parts them.
    Ask(Vec<Query>),
    /// Wait so many milliseconds, then [`Survey::again`].
    Wait(u32),
    /// Everything is read.
    Complete,
    /// It cannot be read now.
    Failed(Box<Problem>),
}

impl Survey {
    /// A survey that begins with what is remembered.
    pub fn begin(playbook: &Playbook, memory: &Memory, journal: &[Entry], client_url: &str) -> (Self, Vec<Query>) {
        let mut survey = Self {
            facts: Facts::choosing(memory.solution_choice),
            asked: Vec::new(),
            fault: None,
            left_out: 0,
            // No server of one's own answers to a later version than 9.0 (dataverse §1.2).
            version: memory.hints.version.unwrap_or(match is_online(client_url) {
                true => ApiVersion::V9_2,
                false => ApiVersion::V9_0,
            }),
            answered: false,
            without: memory.hints.without.clone(),
            rounds: 0,
            waits: 0,
            pausing: None,
        };
        let first = survey.ask(playbook, memory, journal);
        (survey, first)
    }

    fn ask(&mut self, playbook: &Playbook, memory: &Memory, journal: &[Entry]) -> Vec<Query> {
        self.rounds += 1;
        self.asked = self.facts.wanted(playbook, memory, journal);
        self.again()
    }

    /// The same round once more.
    pub fn again(&mut self) -> Vec<Query> {
        self.pausing = None;
        self.left_out = self.without.len();
        self.asked.clone()
    }

    /// Takes in how one batch of the round ended.
    pub fn take(&mut self, asked: Vec<Query>, ended: &Ended) {
        let parts = match decode::batch_answers(&asked, ended) {
            Ok(parts) => parts,
            Err(fault) => return self.whole_failed(asked, fault),
        };
        self.answered = true;
        for (query, answer) in asked.into_iter().zip(parts) {
            match answer {
                Err(Fault { kind: FaultKind::UnknownColumn { name }, .. }) if self.leaves_out(name.as_deref()) => {}
                Err(fault) if matches!(fault.kind, FaultKind::Throttled { .. }) || problem::ends_session(&fault) => {
                    self.note(fault);
                }
                Ok(_) | Err(_) => self.facts.put(query, answer),
            }
        }
    }

    fn whole_failed(&mut self, asked: Vec<Query>, fault: Fault) {
        match &fault.kind {
            FaultKind::UnknownColumn { name } if self.leaves_out(name.as_deref()) => {}
            // The others are told without what may be heavy.
            FaultKind::TimedOut if asked.iter().any(may_be_heavy) => {
                for query in asked.into_iter().filter(may_be_heavy) {
                    self.facts.put(query, Err(fault.clone()));
                }
            }
            _ => self.note(fault),
        }
    }

    fn note(&mut self, fault: Fault) {
        if !self.fault.as_ref().is_some_and(problem::ends_session) {
            self.fault = Some(fault);
        }
    }

    /// What to do when all batches of the round have ended.
    pub fn next(&mut self, playbook: &Playbook, memory: &Memory, journal: &[Entry], now: Moment) -> Next {
        let Some(fault) = self.fault.take() else {
            if self.rounds >= ROUNDS || self.facts.wanted(playbook, memory, journal).is_empty() {
                return Next::Complete;
            }
            return Next::Ask(self.ask(playbook, memory, journal));
        };
        self.asked = self.facts.wanted(playbook, memory, journal);
        match fault.kind {
            FaultKind::UnknownPath if !self.answered => match self.version.older() {
                Some(older) => {
                    self.version = older;
                    Next::Ask(self.again())
                }
                None => Next::Failed(Box::new(problem::no_web_api(&fault))),
            },
            FaultKind::Throttled { .. } => self.wait(now, &fault),
            // Reads may be repeated by themselves, once: a gateway's hiccup should not cost the person a press.
            FaultKind::Unavailable | FaultKind::Unreadable if self.waits == 0 => self.wait(now, &fault),
            _ => Next::Failed(Box::new(problem::reading(&fault))),
        }
    }

    fn wait(&mut self, now: Moment, fault: &Fault) -> Next {
        if self.waits >= WAITS {
            return Next::Failed(Box::new(problem::reading(fault)));
        }
        self.waits += 1;
        // As long as the server wants nothing sent, nothing is let through.
        if matches!(fault.kind, FaultKind::Throttled { .. }) {
            return Next::Ask(self.again());
        }
        let ms = pause(Some(1), self.waits);
        self.pausing = Some(Pause::after(fault, now, ms));
        Next::Wait(ms)
    }

    /// Leaves a refused column out from now on. `false` where nothing can be left out for it, and nothing was in this
    /// round for another part of it, which is asked again without it too.
    fn leaves_out(&mut self, name: Option<&str>) -> bool {
        let meant = |column: &OptionalColumn| name.is_none_or(|name| name.eq_ignore_ascii_case(column.as_str()));
        for column in OptionalColumn::ALL {
            if meant(&column) && !self.without.contains(&column) {
                self.without.push(column);
            }
        }
        self.without.get(self.left_out..).unwrap_or_default().iter().any(meant)
    }

    /// Who is signed in is known already.
    pub fn has_identity(&self) -> bool {
        matches!(self.facts.identity(), Known::Is(_))
    }

    /// What the next visit may start from.
    pub fn hints(&self, playbook: &Playbook, memory: &Memory) -> Hints {
        let facts = &self.facts;
        let identity = facts.identity().ok();
        Hints {
            version: Some(self.version),
            without: self.without.clone(),
            organization: identity.map(|who| who.organization),
            caller: identity.map(|who| who.user),
            solution: facts.solution(playbook).ok().flatten().map(|solution| solution.id),
            role: facts.root(playbook).ok().flatten().map(|role| role.root),
            business_unit: match facts.sync_user(memory) {
                Known::Is(user) => Some(user.business_unit),
                Known::Not | Known::Failed(_) => None,
            },
            tables: facts.brought(playbook).ok().map(|brought| brought.tables.clone()).unwrap_or_default(),
            steps: facts.brought(playbook).ok().map(|brought| brought.steps.clone()).unwrap_or_default(),
            filters: facts.filter_hints(playbook),
            config: facts.config_spot(playbook, memory).ok().map(|spot| spot.place()),
        }
    }
}

/// The batches of a round. First in each is who is signed in: an answer like no other, so that mixed up parts are noticed.
pub fn side_by_side(round: &[Query]) -> Vec<Vec<Query>> {
    let batches = if round.len() < MANY { 1 } else { 2 };
    let mut parted = vec![vec![Query::WhoAmI]; batches];
    for (at, query) in round.iter().enumerate() {
        if let Some(batch) = parted.get_mut(at % batches)
            && *query != Query::WhoAmI
        {
            batch.push(query.clone());
        }
    }
    parted
}

/// Reads that may take the server long, and on which few findings rest: everything about every table, and counts by a
/// column that need not have an index.
const fn may_be_heavy(query: &Query) -> bool {
    matches!(query, Query::CustomTables | Query::TeamOwned(_))
}

/// How long to wait when the server asks for it: what it says, between one and fifteen seconds, because light requests
/// are answered long before a pause of minutes is over (dataverse §7); without a word from it, longer each time.
pub fn pause(retry_after: Option<u32>, tries: u32) -> u32 {
    const FLOOR: u32 = 1_000;
    const CAP: u32 = 15_000;
    match retry_after {
        Some(seconds) => seconds.saturating_mul(1_000).clamp(FLOOR, CAP),
        None => FLOOR.saturating_mul(1 << tries.min(4)).min(CAP),
    }
}
