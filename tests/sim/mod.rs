//! A tab whose effects take time: a queue of what will happen, in the order of a clock of its own.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod org;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};

use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::Act;
use cairn::core::bulk::view::BulkView;
use cairn::core::effect::{Effect, EffectId, Table};
use cairn::core::event::{Event, Happened};
use cairn::core::message::{Arg, Moment};
use cairn::core::press::Press;
use cairn::core::view::{Button, Choice, Outcome, Review, Screen};
use cairn::dataverse::reply::Ended;
use cairn::dataverse::request::HttpRequest;
use practice::org::{Request, Scenario};

use crate::world::World;

/// Nobody waits longer here, in milliseconds.
const TIMEOUT: u32 = 120_000;

/// What will happen.
enum Next {
    /// A request reaches the organisation.
    Arrives(EffectId, HttpRequest),
    /// The core learns something.
    Happens(Happened),
}

pub struct Sim {
    pub world: World,
    queue: BinaryHeap<Reverse<(u64, u64)>>,
    nexts: HashMap<u64, Next>,
    count: u64,
    chance: u64,
    /// One way, in milliseconds; as much again at random.
    pub latency: u64,
    /// What each operation costs.
    pub op_ms: u64,
    pub requests: usize,
    pub operations: usize,
    pub refused: usize,
    under_way: usize,
    /// Permits asked for and not returned.
    permits: HashSet<EffectId>,
    pub permits_asked: usize,
    pub most_at_once: usize,
    pub tables: Vec<Table>,
    /// Decides about each save, by its number.
    pub may_save: Box<dyn Fn(usize) -> bool>,
    saves: usize,
    /// Decides how a request ends, by its number among those of the run, before it reaches the organisation.
    pub meddle: Option<Meddle>,
    meddled: usize,
}

/// Decides how a request ends, by its number among those that it was asked about.
pub type Meddle = Box<dyn FnMut(&mut World, usize, &Request) -> Option<Meddling>>;

/// How a request ends instead.
pub enum Meddling {
    /// It never arrives.
    Lost,
    /// It arrives, and its answer does not.
    Unanswered,
    /// This answer in its place.
    Instead(Ended),
}

impl Sim {
    pub fn opened(scenario: Scenario) -> Self {
        let mut sim = Self {
            world: World::new(scenario),
            queue: BinaryHeap::new(),
            nexts: HashMap::new(),
            count: 0,
            chance: 1,
            latency: 60,
            op_ms: 5,
            requests: 0,
            operations: 0,
            refused: 0,
            under_way: 0,
            permits: HashSet::new(),
            permits_asked: 0,
            most_at_once: 0,
            tables: Vec::new(),
            may_save: Box::new(|_| true),
            saves: 0,
            meddle: None,
            meddled: 0,
        };
        sim.open();
        sim
    }

    /// Answers come in another order.
    pub fn shuffle(&mut self, seed: u64) {
        self.chance = seed;
    }

    fn open(&mut self) {
        self.world.hold();
        self.world.keeps_permits = true;
        self.world.open();
        self.world.keeps_permits = false;
        for id in std::mem::take(&mut self.world.permits) {
            self.gives_permit(id);
        }
        let effects = self.world.drop_held();
        self.perform(effects);
        self.settle();
    }

    /// The tab is closed and opened again: only what was stored is left.
    pub fn reopen(&mut self) {
        self.queue.clear();
        self.nexts.clear();
        self.under_way = 0;
        self.permits.clear();
        self.world.now += 20_000;
        self.world.core = cairn::core::Core::new(crate::world::playbook());
        self.open();
    }

    pub fn now(&self) -> u64 {
        self.world.now
    }

    fn random(&mut self, below: u64) -> u64 {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.chance >> 33) % below.max(1)
    }

    fn plan(&mut self, ms: u64, next: Next) {
        self.count += 1;
        self.queue.push(Reverse((self.world.now + ms, self.count)));
        self.nexts.insert(self.count, next);
    }

    fn gives_permit(&mut self, id: EffectId) {
        self.permits_asked += 1;
        self.permits.insert(id);
        self.plan(1, Next::Happens(Happened::PermitGranted(id)));
    }

    /// Carries effects out; those that take time are planned.
    pub fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::AskPermit { id, .. } => self.gives_permit(id),
                Effect::ReturnPermit(id) => {
                    self.permits.remove(&id);
                }
                Effect::Send { id, request, .. } => {
                    self.requests += 1;
                    self.under_way += 1;
                    assert!(self.under_way <= self.permits.len(), "a permit for each request under way");
                    self.most_at_once = self.most_at_once.max(self.under_way);
                    let ms = self.latency + self.random(self.latency);
                    self.plan(ms, Next::Arrives(id, request));
                }
                Effect::Save { id, record, .. } => {
                    self.saves += 1;
                    let happened = if (self.may_save)(self.saves) {
                        self.world.save(id, record)
                    } else {
                        Happened::SaveFailed(id)
                    };
                    self.plan(2, Next::Happens(happened));
                }
                Effect::Wait { id, ms } => self.plan(u64::from(ms), Next::Happens(Happened::WaitOver(id))),
                Effect::Load { .. } => {
                    let happened = Happened::Loaded {
                        memory: Box::new(self.world.store.memory.clone().unwrap_or_default()),
                        journal: self.world.store.journal.clone(),
                    };
                    self.plan(1, Next::Happens(happened));
                }
                Effect::LoadBulk { .. } => {
                    let happened = Happened::BulkLoaded {
                        heads: self.world.store.heads.clone(),
                        chunks: self.world.store.chunks.values().cloned().collect(),
                    };
                    self.plan(1, Next::Happens(happened));
                }
                Effect::AskLease { .. } => {
                    let happened =
                        if self.world.lease_elsewhere { Happened::LeaseHeld } else { Happened::LeaseGranted };
                    self.plan(1, Next::Happens(happened));
                }
                Effect::Announce(message) => self.world.announced.push(message),
                Effect::Copy(text) => self.world.copied.push(text),
                Effect::SaveTable(table) => self.tables.push(table),
                _ => {}
            }
        }
    }

    pub fn happened(&mut self, happened: Happened) {
        let effects = self.world.core.handle(Event { at: Moment(self.world.now), happened });
        self.perform(effects);
    }

    pub fn press(&mut self, press: BulkPress) {
        self.happened(Happened::Pressed(Press::Bulk(press)));
    }

    /// Lets the next thing happen; `false` where nothing will.
    pub fn step(&mut self) -> bool {
        let Some(Reverse((at, number))) = self.queue.pop() else { return false };
        self.world.now = self.world.now.max(at);
        match self.nexts.remove(&number).expect("it was planned") {
            Next::Arrives(id, request) => {
                let (ended, operations) = self.arrive(&request);
                self.operations += operations;
                let ms = self.latency + self.random(self.latency) + operations as u64 * self.op_ms;
                self.plan(ms, Next::Happens(Happened::Ended { id, ended }));
            }
            Next::Happens(happened) => {
                if let Happened::Ended { ended, .. } = &happened {
                    self.under_way = self.under_way.saturating_sub(1);
                    self.refused += usize::from(matches!(ended, Ended::Replied(reply) if reply.status == 429));
                }
                self.happened(happened);
            }
        }
        true
    }

    fn arrive(&mut self, request: &HttpRequest) -> (Ended, usize) {
        let wire = self.world.wire(request);
        let operations = String::from_utf8_lossy(&wire.body).matches("Content-Type: application/http").count().max(1);
        if let Some(mut meddle) = self.meddle.take() {
            self.meddled += 1;
            let meddling = meddle(&mut self.world, self.meddled, &wire);
            self.meddle = Some(meddle);
            match meddling {
                Some(Meddling::Lost) => return (Ended::NoAnswer, 0),
                Some(Meddling::Unanswered) => {
                    self.world.answer(&wire, None, TIMEOUT);
                    return (Ended::NoAnswer, operations);
                }
                Some(Meddling::Instead(ended)) => return (ended, 0),
                None => {}
            }
        }
        let fault = self.world.faults.apply(&wire);
        (self.world.answer(&wire, fault, TIMEOUT), operations)
    }

    /// Until nothing will happen.
    pub fn settle(&mut self) {
        while self.step() {}
    }

    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        while !holds(self) {
            assert!(self.step(), "nothing happens any more, and not: {what}");
        }
    }

    pub fn screen(&self) -> Screen {
        self.world.view().screen
    }

    pub fn outcome(&self) -> Outcome {
        match self.screen() {
            Screen::Outcome(outcome) => outcome,
            other => panic!("not the result: {other:?}"),
        }
    }

    pub fn review(&self) -> Review {
        match self.screen() {
            Screen::Review(review) => review,
            other => panic!("not the review: {other:?}"),
        }
    }

    pub fn picking(&self) -> BulkView {
        match self.screen() {
            Screen::Bulk(view) => *view,
            other => panic!("not the choice: {other:?}"),
        }
    }

    pub fn done(&self) -> u32 {
        match self.screen() {
            Screen::Running(running) => running.done,
            _ => 0,
        }
    }

    /// Opens the choice and pastes a list.
    pub fn choose(&mut self, act: Act, users: &[String]) {
        self.press(BulkPress::Open(act));
        self.press(BulkPress::Source(cairn::core::bulk::pick::Source::List));
        self.press(BulkPress::List(users.join("\n")));
        self.read_all();
    }

    /// Opens the choice and adds everybody who lacks the role, or has it.
    pub fn everybody(&mut self, act: Act) {
        self.press(BulkPress::Open(act));
        self.press(BulkPress::Everybody);
        self.read_all();
    }

    /// Until the choice has read what it wants.
    pub fn read_all(&mut self) {
        while self.step() {}
        assert_eq!(self.picking().reading, None);
    }

    /// How many are chosen.
    pub fn chosen(&self) -> usize {
        match self.picking().chosen.args.first() {
            Some(Arg::Count(count)) => *count as usize,
            other => panic!("not a count: {other:?}"),
        }
    }

    /// Reviews what is chosen and confirms it.
    pub fn confirm(&mut self) {
        self.press(BulkPress::Review);
        let confirm = self.review().confirm.expect("it can be confirmed");
        assert!(confirm.writes);
        self.happened(Happened::Pressed(confirm.press));
    }

    pub fn run_until_over(&mut self) {
        self.settle();
        assert!(matches!(self.screen(), Screen::Outcome(_)), "{:?}", self.screen());
    }

    /// Successful assignments by user, as the organisation logged them.
    pub fn given(&self) -> BTreeMap<String, usize> {
        self.logged("POST")
    }

    /// Successful removals by user.
    pub fn taken(&self) -> BTreeMap<String, usize> {
        self.logged("DELETE")
    }

    fn logged(&self, method: &str) -> BTreeMap<String, usize> {
        let mut by_user = BTreeMap::new();
        for line in self.world.org.log() {
            if line.method == method && line.status == 204 && line.path.contains("systemuserroles_association") {
                let user = line.path.split(['(', ')']).nth(1).unwrap_or_default().to_owned();
                *by_user.entry(user).or_default() += 1;
            }
        }
        by_user
    }

    /// Users that were changed, as the result says.
    pub fn changed(&self) -> usize {
        let lines = self.outcome().lines;
        let line = lines.iter().find(|line| matches!(line.title.key.as_ref(), "bulk_given" | "bulk_taken"));
        match line.and_then(|line| line.title.args.first()) {
            Some(Arg::Count(count)) => *count as usize,
            _ => 0,
        }
    }

    /// Users that were changed, as is stored.
    pub fn stored_changed(&self) -> BTreeSet<String> {
        let outcomes = self.world.store.chunks.values().filter_map(|chunk| chunk.outcome());
        outcomes.flat_map(|outcome| &outcome.changed).map(ToString::to_string).collect()
    }

    pub fn press_of(&mut self, press: Press) {
        self.happened(Happened::Pressed(press));
    }

    pub fn press_button(&mut self, button: Option<Button>) {
        self.press_of(button.expect("the control is there").press);
    }

    pub fn press_choice(&mut self, choice: &Choice) {
        self.press_of(choice.press.clone());
    }

    pub fn type_search(&mut self, text: &str) {
        self.happened(Happened::SearchTyped(text.to_owned()));
        self.settle();
    }

    /// Saves are counted from here on.
    pub fn forget_saves(&mut self) {
        self.saves = 0;
    }

    /// The time that is said to be left.
    pub fn seconds_left(&self) -> Option<u64> {
        let Screen::Running(running) = self.screen() else { return None };
        let rate = running.rate?;
        let left = rate.args.iter().find_map(|arg| match arg {
            Arg::Message(left) => Some(left),
            _ => None,
        })?;
        let Some(Arg::Count(count)) = left.args.first() else { return None };
        Some(if left.key == "bulk_minutes" { count * 60 } else { *count })
    }
}
