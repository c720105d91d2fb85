//! From the review to the result: the only place from which a write leaves, and only with a confirmed change.

use super::bulk::not_granted;
use super::change::{Change, Person};
use super::effect::{Effect, EffectId, Focus, Record};
use super::finding::{Problem, ProblemKind};
use super::gate::Outgoing;
use super::journal::{self, Entry, EntryId};
use super::memory::Chosen;
use super::message::Message;
use super::picker::DomainName;
use super::plan::{Confirmed, Plan, PlanId};
use super::press::Press;
use super::run::{Run, Step};
use super::{Lease, Open, Task, present};
use crate::dataverse::id::{ApplicationId, BusinessUnitId, Guid};
use crate::dataverse::render;
use crate::dataverse::reply::Ended;
use crate::dataverse::request::ApiVersion;
use crate::playbook::{Detector, Playbook};

/// Times that the background is asked for the right to write before it counts as gone.
const LEASE_TRIES: u8 = 3;
/// Writes are waited for longer: giving up leaves a question behind.
const WRITE_TIMEOUT: u32 = 90_000;

impl Open {
    /// Shows what would change for one step, or for all that are open.
    pub(super) fn review(&mut self, step: Option<&str>, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.plan_count += 1;
        let id = PlanId(self.plan_count);
        let Some(ground) = self.ground(playbook) else { return };
        let steps: Vec<_> = ground.steps().filter(|s| step.is_none_or(|wanted| s.id == wanted)).collect();
        let plan = ground.plan(id, &steps);
        self.show(plan, effects);
    }

    pub(super) fn review_undo(&mut self, entries: &[EntryId], playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.plan_count += 1;
        let id = PlanId(self.plan_count);
        let plan = self.ground(playbook).map(|ground| ground.undo_plan(id, &self.journal, entries));
        if let Some(plan) = plan {
            self.show(plan, effects);
        }
    }

    /// Shows what creating an application user would change.
    pub(super) fn create_application_user(&mut self, text: &str, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let Some(application) = Guid::parse(text.trim()).map(ApplicationId) else {
            effects.push(Effect::Announce(Message::of("problem_not_an_id")));
            return;
        };
        let made = |business_unit, business_unit_name| Change::CreateApplicationUser {
            application,
            business_unit,
            business_unit_name,
        };
        self.review_new(&made, playbook, effects);
    }

    /// Shows what creating a user on premises would change. Directory accounts carry names of their own; what Dynamics
    /// requires is the last name, for which the account's name stands until somebody writes a better one.
    pub(super) fn create_user(&mut self, text: &str, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let Some(account) = DomainName::parse(text) else { return };
        let made = |business_unit, business_unit_name| Change::CreateUser {
            user_name: account.whole.to_owned(),
            first_name: String::new(),
            last_name: account.account.to_owned(),
            email: String::new(),
            business_unit,
            business_unit_name,
        };
        self.review_new(&made, playbook, effects);
    }

    /// A new user belongs to the root business unit, where Marketo reaches every record: that of the role's root copy.
    fn review_new(
        &mut self,
        made: &dyn Fn(BusinessUnitId, String) -> Change,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        self.plan_count += 1;
        let id = PlanId(self.plan_count);
        let Some(ground) = self.ground(playbook) else { return };
        let Some(root) = ground.root() else {
            // The step about the role says what is missing.
            if let Some(step) = playbook.step_where(|detect| matches!(detect, Detector::RoleFound {})) {
                effects.push(Effect::Announce(ground.finding(step).what().clone()));
                self.pressed(Press::GoToStep(step.id.clone()), playbook, effects);
            }
            return;
        };
        let change = made(root.business_unit, root.business_unit_name.clone().unwrap_or_default());
        let plan = ground.plan_one(id, change, Vec::new());
        self.show(plan, effects);
    }

    fn show(&mut self, plan: Plan, effects: &mut Vec<Effect>) {
        if matches!(self.task, Task::Running(_) | Task::Waiting(_) | Task::Bulk(_)) {
            return;
        }
        self.task = Task::Reviewing(plan);
        effects.push(Effect::Focus(Focus::Screen));
    }

    /// The person confirmed the plan of this name, as it is shown.
    pub(super) fn confirm(&mut self, shown: PlanId, effects: &mut Vec<Effect>) {
        let Task::Reviewing(plan) = &self.task else { return };
        let confirmed = plan.confirm(shown, self.now);
        if confirmed.is_empty() || self.caller().is_none() {
            return;
        }
        self.stop_reading();
        self.task = Task::Waiting(confirmed);
        if self.lease == Lease::Granted {
            self.begin_run(effects);
        } else {
            self.ask_lease(1, effects);
        }
    }

    pub(super) fn caller(&self) -> Option<Person> {
        let facts = &self.read.as_ref()?.facts;
        let id = facts.identity().ok()?.user;
        let name = facts.user(&crate::dataverse::request::Query::User(id)).ok().map(super::detect::name_of);
        Some(Person { id, name: name.unwrap_or_default() })
    }

    fn begin_run(&mut self, effects: &mut Vec<Effect>) {
        let Some(by) = self.caller() else { return };
        if let Task::Waiting(changes) = std::mem::replace(&mut self.task, Task::Checklist) {
            let (run, steps) = Run::begin(by, changes, self.now);
            self.task = Task::Running(run);
            effects.push(Effect::Focus(Focus::Screen));
            self.perform(steps, effects);
        }
    }

    pub(super) fn lease_granted(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.lease = Lease::Granted;
        match &mut self.task {
            Task::Waiting(_) => self.begin_run(effects),
            Task::Running(run) if self.run_id.is_none() => {
                let steps = run.go_on();
                self.perform(steps, effects);
            }
            // Nobody needs it any more.
            Task::Running(_) => {}
            Task::Bulk(_) => self.bulk_granted(playbook, effects),
            _ => {
                self.lease = Lease::None;
                effects.push(Effect::ReleaseLease);
            }
        }
    }

    pub(super) fn lease_held(&mut self, effects: &mut Vec<Effect>) {
        self.lease = Lease::Elsewhere;
        effects.push(Effect::ReleaseLease);
        match &mut self.task {
            Task::Waiting(_) => {
                self.task = Task::Checklist;
                effects.extend([Effect::Announce(Message::of("notice_other_tab")), Effect::Focus(Focus::Screen)]);
            }
            Task::Running(run) if self.run_id.is_none() => {
                run.stopping = true;
                let steps = run.go_on();
                self.perform(steps, effects);
            }
            Task::Bulk(_) => {
                self.bulk_not_granted(not_granted("notice_other_tab"));
                effects.push(Effect::Announce(Message::of("notice_other_tab")));
            }
            _ => {}
        }
    }

    /// The background was ended, or could not be reached. A request that is under way is finished; the next write asks
    /// again first. After several refusals the extension itself is gone: it was updated while the page stayed open.
    pub(super) fn lease_lost(&mut self, effects: &mut Vec<Effect>) {
        match self.lease {
            Lease::Asked(times) if times < LEASE_TRIES => self.ask_lease(times + 1, effects),
            Lease::Asked(_) => {
                self.lease = Lease::None;
                let problem = Problem::new(ProblemKind::Storage, Message::of("problem_extension_gone"))
                    .effect(Message::of("effect_not_sent"))
                    .next("action_reload", Press::SignIn);
                match &mut self.task {
                    Task::Running(run) if self.run_id.is_none() => {
                        run.stopping = true;
                        let steps = run.go_on();
                        self.perform(steps, effects);
                    }
                    Task::Waiting(_) => self.task = Task::Checklist,
                    Task::Bulk(_) => self.bulk_not_granted(problem.clone()),
                    _ => {}
                }
                effects.push(Effect::Announce(problem.what.clone()));
                self.failed = Some(problem);
            }
            _ => self.lease = Lease::None,
        }
    }

    pub(super) fn ask_lease(&mut self, times: u8, effects: &mut Vec<Effect>) {
        self.lease = Lease::Asked(times);
        effects.push(Effect::AskLease { organization: self.client_url.clone() });
    }

    fn store(&mut self, entry: Entry, effects: &mut Vec<Effect>) -> EffectId {
        let id = self.ids.effect();
        journal::put(&mut self.journal, entry.clone());
        effects.push(Effect::Save {
            id,
            organization: self.client_url.clone(),
            record: Record::Journal(Box::new(entry)),
        });
        id
    }

    pub(super) fn perform(&mut self, steps: Vec<Step>, effects: &mut Vec<Effect>) {
        let version = self.read.as_ref().map_or(ApiVersion::V9_2, |read| read.version);
        for step in steps {
            match step {
                Step::Read(queries) => {
                    let without = self.memory.hints.without.clone();
                    let request = self.batch(&queries, version, &without);
                    let id = self.ids.effect();
                    self.run_id = Some(id);
                    self.send_reads(id, request, queries.len(), effects);
                }
                Step::Write(write) => {
                    let http = render::write(&self.api(version), &write);
                    let id = self.ids.effect();
                    self.run_id = Some(id);
                    self.send(id, Outgoing { http, cost: 1, timeout_ms: WRITE_TIMEOUT, writes: true }, effects);
                }
                Step::Store(entry) => self.run_id = Some(self.store(entry, effects)),
                Step::Keep(entry) => {
                    self.store(entry, effects);
                }
                Step::Wait(ms) => {
                    let ms = ms + self.ids.jitter();
                    let id = self.ids.effect();
                    self.run_id = Some(id);
                    effects.push(Effect::Wait { id, ms });
                }
                Step::Over => self.run_over(effects),
            }
        }
    }

    fn run_over(&mut self, effects: &mut Vec<Effect>) {
        self.run_id = None;
        self.lease = Lease::None;
        effects.push(Effect::ReleaseLease);
        if let Task::Running(run) = std::mem::replace(&mut self.task, Task::Checklist) {
            effects.extend([Effect::Announce(present::outcome_title(&run)), Effect::Focus(Focus::Screen)]);
            // Whom this run has made is whom the rest is about.
            let made = run.created().first().copied();
            self.task = Task::Result(run);
            if let Some(user) = made {
                self.memory.sync_user = Some(Chosen { user, at: self.now });
                self.memory.awaited = None;
                self.save_memory(effects);
            }
        }
    }

    fn in_run(
        &mut self,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
        act: impl FnOnce(&mut Run, super::Moment, EntryId) -> Vec<Step>,
    ) {
        self.run_id = None;
        let entry = self.ids.entry(self.now);
        let now = self.now;
        let Task::Running(run) = &mut self.task else { return };
        let steps = act(run, now, entry);
        self.perform(steps, effects);
        if matches!(self.task, Task::Result(_)) {
            // What was written is proved by its own read-back; the whole is read again so that every step tells the truth.
            self.survey(playbook, effects);
        }
    }

    pub(super) fn run_stored(&mut self, id: EffectId, ok: bool, playbook: &Playbook, effects: &mut Vec<Effect>) {
        if self.run_id == Some(id) {
            self.in_run(playbook, effects, |run, _, _| run.stored(ok));
        }
    }

    pub(super) fn run_ended(&mut self, ended: &Ended, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.in_run(playbook, effects, |run, now, entry| run.ended(now, entry, ended));
    }

    pub(super) fn run_waited(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.in_run(playbook, effects, |run, _, _| run.waited());
    }

    pub(super) fn cancel(&mut self, effects: &mut Vec<Effect>) {
        if matches!(self.task, Task::Reviewing(_)) {
            self.task = Task::Checklist;
            effects.push(Effect::Focus(Focus::MainButton));
        }
    }

    /// Changes that were confirmed are waiting for the right to write.
    pub(super) fn confirmed_waiting(&self) -> Option<&[Confirmed]> {
        match &self.task {
            Task::Waiting(changes) => Some(changes),
            _ => None,
        }
    }
}
