//! The application, pure: events in, effects and a view out. It never waits, never panics, and knows no clock,
//! randomness, page or JSON text.

pub mod bulk;
pub mod change;
mod detect;
pub mod effect;
pub mod event;
mod facts;
pub mod finding;
mod gate;
pub mod guide;
mod ids;
pub mod journal;
pub mod memory;
pub mod message;
pub mod pace;
mod permits;
mod picker;
pub mod plan;
pub mod policy;
mod present;
pub mod press;
mod pressed;
mod problem;
mod propose;
mod reading;
pub mod report;
mod rights;
mod run;
mod settle;
mod standing;
mod survey;
mod values;
pub mod view;
mod writing;

use detect::Ground;
use effect::{Effect, EffectId, Focus, Record};
use event::{Event, Happened};
use facts::Facts;
use finding::Problem;
use gate::Gate;
use guide::Guide;
use guide::away::{Away, Stay};
use guide::record::Running;
use guide::showing::Remembered;
use ids::Ids;
use journal::Entry;
use memory::Memory;
use message::{Message, Moment};
use picker::Picker;
use plan::Plan;
use policy::Policy;
use press::Press;
use run::Run;
use survey::Reading;
use view::View;

use crate::dataverse::request::{ApiRoot, ApiVersion, Query};
use crate::playbook::Playbook;

/// A checklist that comes to the front again after so many milliseconds is read again.
const STALE: u64 = 30_000;

/// One checklist in one tab.
#[derive(Clone, Debug)]
pub struct Core {
    playbook: Playbook,
    policy: Policy,
    stage: Stage,
}

/// Closed, or open in a page of an organisation.
#[derive(Clone, Debug)]
enum Stage {
    /// Nothing is open.
    Closed,
    /// What is stored of the organisation is being read.
    Loading(Box<Open>),
    /// Open.
    Open(Box<Open>),
    /// The guide alone, in a tab of another product.
    Away(Box<Away>),
}

/// Everything about an open checklist.
#[derive(Clone, Debug)]
struct Open {
    now: Moment,
    policy: Policy,
    client_url: String,
    ids: Ids,
    /// Everything that is sent passes here.
    gate: Gate,
    memory: Memory,
    journal: Vec<Entry>,
    /// What the last complete survey said.
    read: Option<Read>,
    reading: Reading,
    /// The batches of the survey that are under way, each with what it asks.
    reads: Vec<(EffectId, Vec<Query>)>,
    /// The wait of the survey.
    reading_wait: Option<EffectId>,
    /// Why the last survey did not come to its end.
    failed: Option<Problem>,
    picker: Picker,
    task: Task,
    /// What is stored of changes to many users.
    bulks: bulk::Bulks,
    /// The request, wait or store of the run.
    run_id: Option<EffectId>,
    lease: Lease,
    guide: Option<Guide>,
    remembered: Remembered,
    /// A guide of an earlier session of the browser, to go on with.
    offered: Option<Box<Running>>,
    /// Whether the person reads what a description of the page would hold.
    describing: Describing,
    /// Names the session of the browser.
    session: String,
    /// The person is choosing another user although one is chosen.
    picking: bool,
    /// What was stored could not be read; said until it can.
    forgetful: bool,
    /// Plans shown so far; the name of the next one.
    plan_count: u32,
    /// The wait until the next look for a user who has not appeared yet.
    waiting_id: Option<EffectId>,
    /// Looks for that user since the person asked.
    looks: u32,
    /// What each step was at an earlier survey, and when that was.
    drift: Option<(Moment, Vec<memory::StepSeen>)>,
}

/// A complete survey.
#[derive(Clone, Debug)]
struct Read {
    facts: Facts,
    at: Moment,
    version: ApiVersion,
}

/// Whether the person reads what a description of the page would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Describing {
    /// They do not.
    No,
    /// They do, above the screen.
    Asked,
}

/// What the person is doing.
#[derive(Clone, Debug)]
enum Task {
    /// Reading the checklist.
    Checklist,
    /// Reading what would change.
    Reviewing(Plan),
    /// The changes are confirmed; another tab may be writing.
    Waiting(Vec<plan::Confirmed>),
    /// Changes are being made.
    Running(Run),
    /// Reading the result.
    Result(Run),
    /// Reading what was changed here before.
    Journal,
    /// Changing many users.
    Bulk(Box<bulk::Bulk>),
}

/// The right to write (DESIGN §4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lease {
    /// Not asked for.
    None,
    /// Asked for so many times, no answer yet.
    Asked(u8),
    /// This tab has it.
    Granted,
    /// Another tab has it.
    Elsewhere,
}

impl Core {
    /// A checklist for a procedure, closed.
    pub fn new(playbook: Playbook) -> Self {
        Self { playbook, policy: Policy::All, stage: Stage::Closed }
    }

    /// The same under a policy; it holds from the next opening on.
    pub fn under(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Takes in what happened, and says what to do about it.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        let Event { at, happened } = event;
        let mut effects = Vec::new();
        match (&mut self.stage, happened) {
            (Stage::Closed, Happened::Opened { client_url, seed, session }) => {
                effects.push(Effect::Load { organization: client_url.clone() });
                let mut open = Open::new(client_url, Ids::new(seed), session, at, self.policy.clone());
                // They come while what is stored is read, so that the survey need not wait for them.
                open.gate.permits.want(2);
                open.settle_permits(&mut effects);
                self.stage = Stage::Loading(Box::new(open));
                effects.push(Effect::Render);
            }
            (Stage::Closed, Happened::OpenedAway { organization, seed, session }) => {
                effects.push(Effect::LoadGuide { organization: organization.clone() });
                self.stage = Stage::Away(Box::new(Away::new(organization, session, Ids::new(seed), at)));
            }
            (Stage::Closed, _) => {}
            (_, Happened::Pressed(Press::Close)) => {
                effects.extend([Effect::StopGuide, Effect::ReleaseLease, Effect::Close]);
                self.stage = Stage::Closed;
            }
            (Stage::Loading(open), Happened::Loaded { memory, journal }) => {
                open.now = at;
                open.restore(*memory, journal);
                self.open_now(&mut effects);
            }
            (Stage::Loading(open), Happened::LoadFailed) => {
                open.now = at;
                open.forgetful = true;
                self.open_now(&mut effects);
            }
            (Stage::Loading(open), Happened::PermitGranted(id)) => open.gate.permits.granted(id),
            (Stage::Loading(open), Happened::PermitLost(id)) => open.permit_lost(id, &mut effects),
            (Stage::Loading(_), _) => {}
            (Stage::Away(away), happened) => {
                if away.handle(at, happened, &self.playbook, &mut effects) == Stay::Gone {
                    effects.extend([Effect::StopGuide, Effect::Close]);
                    self.stage = Stage::Closed;
                } else {
                    effects.push(Effect::Render);
                }
            }
            (Stage::Open(open), happened) => {
                open.now = at;
                let permitted = matches!(happened, Happened::PermitGranted(_));
                open.handle(&self.playbook, happened, &mut effects);
                // That a request leaves shows nothing; that it has to wait does.
                if !permitted || effects.iter().any(|effect| matches!(effect, Effect::Wait { .. })) {
                    effects.push(Effect::Render);
                }
            }
        }
        effects
    }

    fn open_now(&mut self, effects: &mut Vec<Effect>) {
        if let Stage::Loading(open) = std::mem::replace(&mut self.stage, Stage::Closed) {
            let mut open = open;
            open.survey(&self.playbook, effects);
            effects.push(Effect::LoadBulk { organization: open.client_url.clone() });
            effects.push(Effect::LoadGuide { organization: open.client_url.clone() });
            effects.extend([Effect::Focus(Focus::Screen), Effect::Render]);
            open.settle_permits(effects);
            self.stage = Stage::Open(open);
        }
    }

    /// What the person sees now; `None` while closed.
    pub fn view(&self) -> Option<View> {
        match &self.stage {
            Stage::Closed | Stage::Away(_) => None,
            Stage::Loading(open) | Stage::Open(open) => Some(present::view(&self.playbook, open)),
        }
    }

    /// What the guide says where there is no checklist.
    pub fn callout(&self) -> Option<view::GuideView> {
        match &self.stage {
            Stage::Away(away) => present::callout_away(&self.playbook, away.guide.as_ref()?, &away.remembered),
            _ => None,
        }
    }
}

impl Open {
    fn new(client_url: String, mut ids: Ids, session: String, now: Moment, policy: Policy) -> Self {
        Self {
            now,
            policy,
            client_url,
            gate: Gate::new(ids.chance()),
            ids,
            memory: Memory::default(),
            journal: Vec::new(),
            read: None,
            reading: Reading::Idle,
            reads: Vec::new(),
            reading_wait: None,
            failed: None,
            picker: Picker::default(),
            task: Task::Checklist,
            bulks: bulk::Bulks::default(),
            run_id: None,
            lease: Lease::None,
            guide: None,
            remembered: Remembered::default(),
            offered: None,
            describing: Describing::No,
            session,
            picking: false,
            forgetful: false,
            plan_count: 0,
            waiting_id: None,
            looks: 0,
            drift: None,
        }
    }

    fn restore(&mut self, memory: Memory, journal: Vec<Entry>) {
        self.memory = memory;
        self.journal.clear();
        for entry in journal {
            self.ids.known(&entry.id.0);
            journal::put(&mut self.journal, entry);
        }
    }

    fn api(&self, version: ApiVersion) -> ApiRoot {
        ApiRoot { client_url: self.client_url.clone(), version }
    }

    fn ground<'a>(&'a self, playbook: &'a Playbook) -> Option<Ground<'a>> {
        let read = self.read.as_ref()?;
        Some(Ground {
            playbook,
            policy: &self.policy,
            facts: &read.facts,
            memory: &self.memory,
            journal: &self.journal,
            read_at: read.at,
        })
    }

    /// What could not be read is not overwritten with what is known without it.
    fn save_memory(&mut self, effects: &mut Vec<Effect>) {
        if self.forgetful {
            return;
        }
        let id = self.ids.effect();
        effects.push(Effect::Save {
            id,
            organization: self.client_url.clone(),
            record: Record::Memory(Box::new(self.memory.clone())),
        });
    }

    fn handle(&mut self, playbook: &Playbook, happened: Happened, effects: &mut Vec<Effect>) {
        match happened {
            Happened::Opened { .. } | Happened::OpenedAway { .. } | Happened::Loaded { .. } | Happened::LoadFailed => {}
            Happened::GuideLoaded(record) => self.guide_loaded(record, playbook, effects),
            Happened::GuideElsewhere(record) => self.guide_elsewhere(record, playbook, effects),
            Happened::BulkLoaded { heads, chunks } => self.bulk_loaded(heads, chunks, playbook, effects),
            Happened::Saved(id) => {
                self.remembered.kept(id);
                self.guide_stored(id, effects);
                self.stored(id, true, playbook, effects);
            }
            Happened::SaveFailed(id) => {
                if self.remembered.kept(id) {
                    effects.push(Effect::Announce(Message::of("guide_not_kept")));
                }
                self.stored(id, false, playbook, effects);
            }
            Happened::StoredElsewhere { memory, journal } => self.stored_elsewhere(*memory, journal, playbook, effects),
            Happened::Ended { id, ended } => {
                if !self.gate.lands(id, self.now, &ended) {
                    return;
                }
                if let Some(asked) = self.asked_as(id) {
                    self.survey_ended(asked, &ended, playbook, effects);
                } else if self.run_id == Some(id) {
                    self.run_ended(&ended, playbook, effects);
                } else if self.picker.waits_for(id) {
                    self.search_ended(&ended, effects);
                } else if self.bulk_owns(id) {
                    self.bulk_ended(id, &ended, effects);
                }
                self.let_through(effects);
                self.bulk_drive(playbook, effects);
            }
            Happened::WaitOver(id) => {
                self.gate_waited(id);
                self.let_through(effects);
                if self.reading_wait == Some(id) {
                    self.survey_again(effects);
                } else if self.run_id == Some(id) {
                    self.run_waited(playbook, effects);
                } else if self.waiting_id == Some(id) {
                    self.waiting_id = None;
                    self.survey(playbook, effects);
                } else if self.bulk_owns(id) {
                    self.bulk_waited(id);
                }
                self.bulk_drive(playbook, effects);
            }
            Happened::LeaseGranted => self.lease_granted(playbook, effects),
            Happened::LeaseHeld => self.lease_held(effects),
            Happened::LeaseLost => self.lease_lost(effects),
            Happened::PermitGranted(id) => {
                self.gate.permits.granted(id);
                self.let_through(effects);
                self.bulk_drive(playbook, effects);
            }
            Happened::PermitLost(id) => {
                self.permit_lost(id, effects);
                self.let_through(effects);
                self.bulk_drive(playbook, effects);
            }
            Happened::Pressed(press) => self.pressed(press, playbook, effects),
            Happened::SearchTyped(text) => {
                if let Some(query) = self.picker.typed(text) {
                    self.search(query, effects);
                }
            }
            Happened::Shown => {
                let stale = self.read.as_ref().is_none_or(|read| self.now.0.saturating_sub(read.at.0) > STALE);
                // Whoever is led may have done in another tab what is to be seen here.
                let stale = stale || self.guide.is_some();
                if stale && self.failed.is_none() && matches!(self.task, Task::Checklist) {
                    self.survey(playbook, effects);
                }
            }
            Happened::Sighted(sighted) => self.sighted(sighted, effects),
            Happened::StopUsed { road, stop, app } => self.used(road, stop, &app, effects),
            Happened::ShownLoaded { shown, unreadable } => self.remembered.loaded(shown, unreadable, effects),
            Happened::Picked(picked) => {
                if let Some(guide) = &mut self.guide {
                    guide.picked(picked);
                }
            }
            Happened::PageActed => self.page_acted(playbook, effects),
        }
        self.outgrow_guide(effects);
        self.settle_permits(effects);
    }

    fn stored(&mut self, id: EffectId, ok: bool, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.run_stored(id, ok, playbook, effects);
        self.bulk_stored(id, ok, playbook, effects);
    }

    fn stored_elsewhere(
        &mut self,
        memory: Memory,
        journal: Vec<Entry>,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        let choice_moved = memory.sync_user != self.memory.sync_user
            || memory.config_choice != self.memory.config_choice
            || memory.solution_choice != self.memory.solution_choice
            || memory.narrowed != self.memory.narrowed
            || memory.variant != self.memory.variant;
        // How the panel looks is this tab's own affair while it is open.
        let panel = std::mem::take(&mut self.memory.panel);
        self.restore(memory, journal);
        self.forgetful = false;
        self.memory.panel = panel;
        if choice_moved && matches!(self.task, Task::Checklist) {
            self.survey(playbook, effects);
        }
    }
}
