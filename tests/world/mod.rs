//! The core and the practice organisation in one process: effects are carried out at once, on a clock of its own.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

pub mod line;
pub mod note;
pub mod others;
pub mod trouble;

use std::collections::{BTreeMap, VecDeque};

use cairn::core::Core;
use cairn::core::bulk::record::{BulkId, Chunk, Head};
use cairn::core::effect::{Effect, EffectId, Record};
use cairn::core::event::{Event, Happened};
use cairn::core::guide::record::Running;
use cairn::core::journal::{self, Entry};
use cairn::core::memory::Memory;
use cairn::core::message::{Arg, Message, Moment};
use cairn::core::press::Press;
use cairn::core::view::{Button, Checklist, Screen, StateWord, StepView, View};
use cairn::dataverse::id::Guid;
use cairn::dataverse::json::Json;
use cairn::dataverse::reply::Ended;
use cairn::dataverse::request::{HttpRequest, Method};
use cairn::page::shown::Shown;
use cairn::playbook::Playbook;
use practice::org::fault::Faults;
use practice::org::{Logged, Org, Scenario};

pub const CLIENT_URL: &str = "https://contoso.crm4.dynamics.com";

/// What the shell would have stored.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pub memory: Option<Memory>,
    pub journal: Vec<Entry>,
    pub heads: Vec<Head>,
    pub chunks: BTreeMap<(BulkId, u32), Chunk>,
    pub guide: Option<Running>,
    pub shown: Vec<Shown>,
    pub full: bool,
    /// Nothing can be read from it.
    pub unreadable: bool,
}

/// One tab on one organisation.
#[derive(Clone)]
pub struct World {
    pub core: Core,
    pub org: Org,
    pub store: Store,
    pub now: u64,
    pub faults: Faults,
    pub announced: Vec<Message>,
    pub badge: Option<u32>,
    pub opened_tabs: Vec<String>,
    pub copied: Vec<String>,
    /// What was asked of the guide in the page, in order.
    pub guided: Vec<Effect>,
    pub lease_elsewhere: bool,
    /// HTTP requests sent since the last [`World::count`].
    requests: usize,
    /// How often since then something was waited for: what leaves at once is one round trip.
    trips: usize,
    /// An answer has come since the last request.
    answered: bool,
    /// Permits are not given by themselves.
    pub keeps_permits: bool,
    /// Those that were asked for and neither returned nor lost, while they are not given by themselves.
    pub permits: Vec<EffectId>,
    /// Those that left before their note was stored.
    pub unnoted: Vec<String>,
    /// What a test found wrong on the way.
    pub wrong: Vec<String>,
    /// Every write that left, in order.
    pub writes: Vec<String>,
    /// Runs before a write is sent: what somebody else does in the meantime.
    pub before_write: Option<fn(&mut Org)>,
    /// What befalls the tab itself.
    pub trouble: trouble::Trouble,
    /// The clock of the person's computer, less that of the organisation, in milliseconds.
    pub skew: i64,
    /// What each request takes.
    pub request_ms: u64,
    /// The tab is gone: nothing happens in it any more.
    pub closed: bool,
    /// The extension was updated under the open page: its parts cannot be reached from it any more.
    pub invalidated: bool,
    instance: u128,
    hold: bool,
    held: VecDeque<Effect>,
    client_url: String,
    /// Names the session of the browser.
    pub session: String,
}

pub fn playbook() -> Playbook {
    let text = include_str!("../../extension/playbooks/marketo-sync-user.json");
    serde_json::from_str(text).expect("the playbook can be read")
}

impl World {
    pub fn new(scenario: Scenario) -> Self {
        let client_url = match scenario {
            Scenario::OnPremises | Scenario::OnPremises8 => "http://crm.contoso.local/orgname",
            _ => CLIENT_URL,
        };
        Self {
            core: Core::new(playbook()),
            org: Org::new(scenario),
            store: Store::default(),
            now: 1_790_000_000_000,
            faults: Faults::default(),
            announced: Vec::new(),
            badge: None,
            opened_tabs: Vec::new(),
            copied: Vec::new(),
            guided: Vec::new(),
            lease_elsewhere: false,
            requests: 0,
            trips: 0,
            answered: true,
            keeps_permits: false,
            permits: Vec::new(),
            unnoted: Vec::new(),
            wrong: Vec::new(),
            writes: Vec::new(),
            before_write: None,
            trouble: trouble::Trouble::default(),
            skew: 0,
            request_ms: 0,
            closed: false,
            invalidated: false,
            instance: 7,
            hold: false,
            held: VecDeque::new(),
            client_url: client_url.to_owned(),
            session: "today".to_owned(),
        }
    }

    /// A world in which the checklist is open and everything has been read.
    pub fn opened(scenario: Scenario) -> Self {
        let mut world = Self::new(scenario);
        world.open();
        world
    }

    pub fn open(&mut self) {
        self.instance += 1;
        let seed = Guid::from_bits(self.instance);
        self.happened(Happened::Opened { client_url: self.client_url.clone(), seed, session: self.session.clone() });
    }

    /// The tab is closed and opened again: only what was stored is left.
    pub fn reopen(&mut self) {
        self.reopen_after(180_000);
    }

    /// The same, so many milliseconds later.
    pub fn reopen_after(&mut self, ms: u64) {
        self.core = Core::new(playbook());
        self.held.clear();
        self.hold = false;
        (self.closed, self.invalidated) = (false, false);
        self.now += ms;
        self.open();
    }

    pub fn set_faults(&mut self, json: serde_json::Value) {
        self.faults = Faults::from_json(&json).expect("rules");
    }

    /// From now on effects are kept instead of carried out.
    pub fn hold(&mut self) {
        self.hold = true;
    }

    /// Carries out the held effects, and everything that follows.
    pub fn release(&mut self) {
        self.hold = false;
        while let Some(effect) = self.held.pop_front() {
            if let Some(happened) = self.run(effect) {
                self.happened(happened);
            }
        }
    }

    /// Carries one effect out, and gives what comes of it.
    pub fn carry_out(&mut self, effect: Effect) -> Option<Happened> {
        self.run(effect)
    }

    /// Carries out effects that were held back, and notes what the waits among them would take.
    pub fn waited(&mut self, effects: Vec<Effect>, waits: &mut Vec<u64>) {
        for effect in effects {
            if let Effect::Wait { ms, .. } = effect {
                waits.push(u64::from(ms));
            }
            if let Some(happened) = self.run(effect) {
                self.happened(happened);
            }
        }
    }

    /// Carries out the first held effect, and goes on holding.
    pub fn release_one(&mut self) {
        if let Some(effect) = self.held.pop_front()
            && let Some(happened) = self.run(effect)
        {
            self.happened(happened);
        }
    }

    /// Held effects, dropped: the tab was closed.
    pub fn drop_held(&mut self) -> Vec<Effect> {
        self.held.drain(..).collect()
    }

    pub fn happened(&mut self, happened: Happened) {
        let mut queue = VecDeque::from([happened]);
        while let Some(happened) = queue.pop_front().filter(|_| !self.closed) {
            self.now += 1;
            self.answered |= matches!(happened, Happened::Ended { .. });
            let effects = self.core.handle(Event { at: Moment(self.now.saturating_add_signed(self.skew)), happened });
            // What leaves before the next answer is one round trip with what left before it.
            if effects.iter().any(|effect| matches!(effect, Effect::Send { .. })) {
                self.trips += usize::from(std::mem::take(&mut self.answered));
            }
            for effect in effects {
                let outward = matches!(
                    effect,
                    Effect::Send { .. } | Effect::Save { .. } | Effect::Wait { .. } | Effect::AskLease { .. }
                );
                if self.hold && outward {
                    self.held.push_back(effect);
                } else if let Some(happened) = self.run(effect) {
                    queue.push_back(happened);
                }
            }
        }
    }

    fn run(&mut self, effect: Effect) -> Option<Happened> {
        if !self.befall(&effect) {
            return None;
        }
        if self.invalidated
            && let Some(answer) = trouble::unreachable(&effect)
        {
            return answer;
        }
        match effect {
            Effect::Load { .. } if self.store.unreadable => Some(Happened::LoadFailed),
            Effect::LoadBulk { .. } if self.store.unreadable => None,
            Effect::Load { .. } => Some(Happened::Loaded {
                memory: Box::new(self.store.memory.clone().unwrap_or_default()),
                journal: self.store.journal.clone(),
            }),
            Effect::LoadGuide { .. } => Some(Happened::GuideLoaded(self.store.guide.clone().map(Box::new))),
            Effect::LoadBulk { .. } => Some(Happened::BulkLoaded {
                heads: self.store.heads.clone(),
                chunks: self.store.chunks.values().cloned().collect(),
            }),
            Effect::Save { id, record, .. } => Some(self.save(id, record)),
            Effect::Send { id, request, timeout_ms } => {
                Some(Happened::Ended { id, ended: self.send(&request, timeout_ms) })
            }
            Effect::AskPermit { id, .. } if self.keeps_permits => {
                self.permits.push(id);
                None
            }
            Effect::AskPermit { id, .. } => Some(Happened::PermitGranted(id)),
            Effect::ReturnPermit(id) => {
                self.permits.retain(|permit| *permit != id);
                None
            }
            Effect::AskLease { .. } => {
                Some(if self.lease_elsewhere { Happened::LeaseHeld } else { Happened::LeaseGranted })
            }
            Effect::Wait { id, ms } => {
                self.now += u64::from(ms);
                Some(Happened::WaitOver(id))
            }
            Effect::Announce(message) => {
                self.announced.push(message);
                None
            }
            Effect::Badge(count) => {
                self.badge = count;
                None
            }
            Effect::OpenTab(url) => {
                self.opened_tabs.push(url);
                None
            }
            Effect::Copy(text) => {
                self.copied.push(text);
                None
            }
            Effect::Guide(_)
            | Effect::Steer(_)
            | Effect::RestGuide
            | Effect::StopGuide
            | Effect::CallGuide
            | Effect::Learn(_)
            | Effect::Pick(_)
            | Effect::DescribePage { .. } => {
                self.guided.push(effect);
                None
            }
            _ => None,
        }
    }

    /// Stores a record, through text as in the browser.
    pub fn save(&mut self, id: EffectId, record: Record) -> Happened {
        if self.store.full {
            return Happened::SaveFailed(id);
        }
        // What is stored goes through text, as it does in the browser.
        match record {
            Record::Memory(memory) => {
                let text = serde_json::to_string(&memory).expect("memory is data");
                self.store.memory = Some(serde_json::from_str(&text).expect("memory reads back"));
            }
            Record::Journal(entry) => {
                let text = serde_json::to_string(&entry).expect("an entry is data");
                journal::put(&mut self.store.journal, serde_json::from_str(&text).expect("an entry reads back"));
            }
            Record::Bulk(head) => {
                let text = serde_json::to_string(&head).expect("a head is data");
                let head: Head = serde_json::from_str(&text).expect("a head reads back");
                self.store.heads.retain(|known| known.id != head.id);
                self.store.heads.push(head);
            }
            Record::Guide(guide) => {
                // By the extension's own serialiser, which knows less than the usual one.
                let tree = Json::of(&guide).expect("a guide is data");
                self.store.guide = Some(tree.to_typed().expect("a guide reads back"));
            }
            Record::Shown(shown) => {
                let tree = Json::of(&shown).expect("a shown control is data");
                let shown: Shown = tree.to_typed().expect("a shown control reads back");
                self.store.shown.retain(|other| other.stop != shown.stop);
                self.store.shown.push(shown);
            }
            Record::BulkChunk(chunk) => {
                let text = serde_json::to_string(&chunk).expect("a chunk is data");
                let chunk: Chunk = serde_json::from_str(&text).expect("a chunk reads back");
                self.store.chunks.insert((chunk.bulk.clone(), chunk.number), chunk);
            }
        }
        Happened::Saved(id)
    }

    fn send(&mut self, request: &HttpRequest, timeout_ms: u32) -> Ended {
        self.requests += 1;
        self.now += self.request_ms;
        let is_write = !request.url.ends_with("/$batch") && request.method != Method::Get;
        if is_write {
            self.writes.push(request.url.clone());
            if !self.is_noted(request) {
                self.unnoted.push(request.url.clone());
            }
            if let Some(act) = self.before_write.take() {
                act(&mut self.org);
            }
        }
        let wire = self.wire(request);
        let fault = self.faults.apply(&wire);
        self.answer(&wire, fault, timeout_ms)
    }

    /// HTTP requests since the last call.
    pub fn count(&mut self) -> usize {
        (self.trips, self.answered) = (0, true);
        std::mem::take(&mut self.requests)
    }

    /// Round trips since the last [`World::count`] or this.
    pub fn trips(&mut self) -> usize {
        (self.requests, self.answered) = (0, true);
        std::mem::take(&mut self.trips)
    }

    pub fn view(&self) -> View {
        self.core.view().expect("the checklist is open")
    }

    pub fn checklist(&self) -> Checklist {
        match self.view().screen {
            Screen::Checklist(checklist) => checklist,
            other => panic!("not the checklist: {other:?}"),
        }
    }

    pub fn step(&self, id: &str) -> StepView {
        let checklist = self.checklist();
        let mut steps = checklist.phases.into_iter().flat_map(|phase| phase.steps);
        steps.find(|step| step.id == id).expect("the step is there")
    }

    pub fn state(&self, id: &str) -> StateWord {
        self.step(id).state
    }

    pub fn evidence(&self, id: &str) -> Message {
        self.step(id).evidence.expect("evidence")
    }

    pub fn press(&mut self, press: Press) {
        self.happened(Happened::Pressed(press));
    }

    /// Presses a control that the view offers.
    pub fn push(&mut self, button: Option<Button>) {
        let button = button.expect("the control is there");
        self.press(button.press);
    }

    /// Types into the search, and chooses the first result of that user name.
    pub fn pick(&mut self, user_name: &str) {
        self.happened(Happened::SearchTyped(user_name.to_owned()));
        let picker = self.step("sync-user").picker.expect("the search is open");
        let row = picker.rows.iter().find(|row| row.under.iter().any(|text| text.contains(user_name)));
        let press = row.unwrap_or_else(|| panic!("{user_name} is not in {picker:?}")).press.clone();
        self.press(press);
    }

    /// Who holds which roles directly, as the organisation says, in order.
    pub fn holders(&self) -> Vec<(String, Vec<String>)> {
        let state = self.org.state();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let users = state["users"].as_array().expect("users");
        let mut all: Vec<_> = users
            .iter()
            .map(|user| {
                let mut roles: Vec<String> =
                    user["roles"].as_array().expect("roles").iter().map(|role| text(&role["id"])).collect();
                roles.sort();
                (text(&user["id"]), roles)
            })
            .collect();
        all.sort();
        assert!(all.iter().any(|(id, roles)| !id.is_empty() && roles.iter().any(|role| !role.is_empty())), "{all:?}");
        all
    }

    /// Whether the organisation says that this user holds the role of the procedure directly.
    pub fn holds_role(&self, user: &str) -> bool {
        let state = self.org.state();
        let found = state["users"].as_array().and_then(|users| users.iter().find(|row| row["id"] == user));
        let roles = found.and_then(|row| row["roles"].as_array().cloned()).unwrap_or_default();
        roles.iter().any(|role| role["name"] == "Marketo Sync User")
    }

    /// Log lines of writes that reached the organisation.
    pub fn logged_writes(&self) -> Vec<&Logged> {
        self.org.log().iter().filter(|line| line.method != "GET" && !line.path.ends_with("/$batch")).collect()
    }
}

/// Every text of the organisation in a message, nested ones included.
pub fn texts(message: &Message) -> Vec<String> {
    let mut all = Vec::new();
    for arg in &message.args {
        match arg {
            Arg::Text(text) => all.push(text.clone()),
            Arg::Message(message) => all.extend(texts(message)),
            Arg::Count(_) | Arg::Time(_) | Arg::Language(_) => {}
        }
    }
    all
}
