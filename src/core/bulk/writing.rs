//! The change to many users inside an open checklist: what is sent and stored, and the only place from which its writes
//! leave.

use super::plan::ConfirmedBulk;
use super::record::{Chunk, Course, Head};
use super::run::{Run, Step, What, Wish};
use super::{Bulk, Stage, Wants};
use crate::core::effect::{Effect, EffectId, Focus, Record};
use crate::core::finding::{Problem, ProblemKind};
use crate::core::message::{Message, Moment};
use crate::core::pace::Allowed;
use crate::core::survey::Pause;
use crate::core::{Lease, Open, Task, present};
use crate::dataverse::render;
use crate::dataverse::reply::Ended;
use crate::dataverse::request::{ApiVersion, HttpRequest, Query};
use crate::playbook::Playbook;

/// A batch of fifty takes longer than one request, and giving up leaves questions behind.
const TIMEOUT: u32 = 120_000;

impl Open {
    /// Changes to many users are confirmed or being made.
    pub(in crate::core) fn bulk_writes(&self) -> bool {
        matches!(&self.task, Task::Bulk(bulk) if matches!(bulk.stage, Stage::Starting(_) | Stage::Running(_)))
    }

    pub(super) fn bulk(&mut self) -> Option<&mut Bulk> {
        match &mut self.task {
            Task::Bulk(bulk) => Some(bulk),
            _ => None,
        }
    }

    fn bulk_run(&mut self) -> Option<&mut Run> {
        match &mut self.bulk()?.stage {
            Stage::Running(run) => Some(run),
            _ => None,
        }
    }

    /// The right to write is there.
    pub(in crate::core) fn bulk_granted(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        match self.bulk().map(|bulk| &mut bulk.stage) {
            Some(Stage::Starting(_)) => self.bulk_start(effects),
            Some(Stage::Running(run)) => run.lease_changed(),
            _ => {
                self.lease = Lease::None;
                effects.push(Effect::ReleaseLease);
            }
        }
        self.bulk_drive(playbook, effects);
    }

    /// Another tab writes, or the extension itself is gone.
    pub(in crate::core) fn bulk_not_granted(&mut self, why: Problem) {
        match self.bulk().map(|bulk| &mut bulk.stage) {
            Some(Stage::Starting(_)) => self.task = Task::Checklist,
            Some(Stage::Running(run)) => {
                run.lease_changed();
                run.halt_for(why);
            }
            _ => {}
        }
    }

    fn bulk_confirmed(&mut self) -> Option<ConfirmedBulk> {
        match &self.bulk()?.stage {
            Stage::Starting(confirmed) => Some(confirmed.as_ref().clone()),
            _ => None,
        }
    }

    /// What another tab has done since is read first where something is gone on with.
    pub(super) fn bulk_start(&mut self, effects: &mut Vec<Effect>) {
        let Some(confirmed) = self.bulk_confirmed() else { return };
        if self.bulks.heads.iter().any(|head| head.id == confirmed.head().id) {
            self.bulk_load(Wants::Rest, effects);
            return;
        }
        let head = confirmed.head().clone();
        let chunks = confirmed.chunks().to_vec();
        self.bulk_begin(head, chunks, effects);
    }

    pub(super) fn bulk_start_rest(&mut self, effects: &mut Vec<Effect>) {
        let Some(confirmed) = self.bulk_confirmed() else { return };
        let head = confirmed.head().clone();
        let same = confirmed.chunks() == self.bulks.rest.as_slice();
        match self.bulks.interrupted().filter(|known| known.id == head.id).cloned() {
            Some(_) if same => self.bulk_begin(head, Vec::new(), effects),
            // Somebody went on with it elsewhere: what is left is another thing than what was confirmed.
            changed => {
                self.lease = Lease::None;
                effects.push(Effect::ReleaseLease);
                match changed {
                    Some(head) => self.bulk_show_rest(head, effects),
                    None => self.bulk_leave(effects),
                }
            }
        }
    }

    /// All of it is stored before anything of it is sent.
    fn bulk_begin(&mut self, head: Head, chunks: Vec<Chunk>, effects: &mut Vec<Effect>) {
        let now = self.now;
        let mut saved = vec![self.bulk_save(Record::Bulk(Box::new(head.clone())), effects)];
        for chunk in chunks {
            saved.push(self.bulk_save(Record::BulkChunk(Box::new(chunk)), effects));
        }
        self.bulks.put(head);
        if let Some(bulk) = self.bulk()
            && let Stage::Starting(confirmed) = &bulk.stage
        {
            let mut run = Run::begin(confirmed, now);
            for id in saved {
                run.sent(id, What::Plan);
            }
            bulk.stage = Stage::Running(Box::new(run));
            effects.push(Effect::Focus(Focus::Screen));
        }
    }

    pub(super) fn bulk_save(&mut self, record: Record, effects: &mut Vec<Effect>) -> EffectId {
        let id = self.ids.effect();
        effects.push(Effect::Save { id, organization: self.client_url.clone(), record });
        id
    }

    pub(super) fn bulk_wish(&mut self, wish: Wish) {
        if let Some(run) = self.bulk_run() {
            run.wish_for(wish);
        }
    }

    /// This effect belongs to the change of many users.
    pub(in crate::core) fn bulk_owns(&self, id: EffectId) -> bool {
        let Task::Bulk(bulk) = &self.task else { return false };
        bulk.timer == Some(id)
            || match &bulk.stage {
                Stage::Picking(pick) => pick.owns(id),
                Stage::Running(run) => run.owns(id),
                Stage::Reviewing(..) | Stage::Starting(_) | Stage::Result(..) => false,
            }
    }

    /// A record was stored, or could not be.
    pub(in crate::core) fn bulk_stored(
        &mut self,
        id: EffectId,
        ok: bool,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(run) = self.bulk_run()
            && run.owns(id)
        {
            run.stored(id, ok);
            self.bulk_drive(playbook, effects);
        }
    }

    /// A wait is over.
    pub(in crate::core) fn bulk_waited(&mut self, id: EffectId) {
        if let Some(bulk) = self.bulk() {
            bulk.timer = bulk.timer.filter(|timer| *timer != id);
        }
        if let Some(run) = self.bulk_run() {
            run.waited(id);
        }
    }

    /// A request ended.
    pub(in crate::core) fn bulk_ended(&mut self, id: EffectId, ended: &Ended, effects: &mut Vec<Effect>) {
        let now = self.now;
        let Some(bulk) = self.bulk() else { return };
        match &mut bulk.stage {
            Stage::Picking(pick) => {
                pick.ended(id, now, ended);
                if !pick.is_reading() {
                    let chosen = Message::of("bulk_chosen").count(pick.chosen());
                    effects.push(Effect::Announce(chosen));
                }
            }
            Stage::Running(run) => {
                run.ended(id, now, ended);
                if run.came_far() && !run.is_over() {
                    effects.push(Effect::Announce(present::bulk_progress(run)));
                }
            }
            Stage::Reviewing(..) | Stage::Starting(_) | Stage::Result(..) => {}
        }
    }

    /// Does whatever can be done now.
    pub(in crate::core) fn bulk_drive(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        match self.bulk().map(|bulk| &bulk.stage) {
            Some(Stage::Picking(_)) => while self.bulk_read_on(effects) {},
            Some(Stage::Running(_)) => {
                while self.bulk_step(effects) {}
                self.bulk_over(playbook, effects);
            }
            _ => {}
        }
    }

    /// The next reads of the choice.
    fn bulk_read_on(&mut self, effects: &mut Vec<Effect>) -> bool {
        let now = self.now;
        let id = self.ids.effect();
        let (Task::Bulk(bulk), gate) = (&mut self.task, &mut self.gate) else { return false };
        let Stage::Picking(pick) = &mut bulk.stage else { return false };
        let Some(mut queries) = pick.next_reads() else { return false };
        let allowed = if pick.rest_until > now {
            Allowed::Wait(u32::try_from(pick.rest_until.0.saturating_sub(now.0)).unwrap_or(u32::MAX))
        } else {
            gate.ask(now, queries.len(), 0)
        };
        match allowed {
            Allowed::Yes => gate.pace.sent(now, queries.len()),
            Allowed::Probe => {
                // Every read is light: one of them shows whether the server answers again.
                let rest = queries.split_off(1);
                pick.put_back(rest);
                gate.pace.probing(now, 1);
            }
            Allowed::Wait(ms) => {
                pick.put_back(queries);
                if bulk.timer.is_none() {
                    bulk.timer = Some(id);
                    effects.push(Effect::Wait { id, ms });
                }
                return false;
            }
            Allowed::NotNow => {
                pick.put_back(queries);
                return false;
            }
        }
        pick.sent(id, queries.clone());
        self.bulk_send_reads(id, &queries, effects);
        true
    }

    fn bulk_version(&self) -> ApiVersion {
        self.read.as_ref().map_or(ApiVersion::V9_2, |read| read.version)
    }

    fn bulk_send(&mut self, id: EffectId, request: HttpRequest, effects: &mut Vec<Effect>) {
        self.gate.depart(id, request, TIMEOUT, effects);
    }

    fn bulk_send_reads(&mut self, id: EffectId, queries: &[Query], effects: &mut Vec<Effect>) {
        let without = self.memory.hints.without.clone();
        let request = self.batch(queries, self.bulk_version(), &without);
        self.bulk_send(id, request, effects);
    }

    /// One step of the run.
    fn bulk_step(&mut self, effects: &mut Vec<Effect>) -> bool {
        let (now, may_write) = (self.now, self.lease == Lease::Granted);
        let id = self.ids.effect();
        let (Task::Bulk(bulk), gate) = (&mut self.task, &mut self.gate) else { return false };
        let Stage::Running(run) = &mut bulk.stage else { return false };
        let Some(step) = run.next_step(now, gate, may_write) else { return false };
        match step {
            Step::Read(at, queries) => {
                run.sent(id, What::Chunk(at));
                self.bulk_send_reads(id, &queries, effects);
            }
            Step::Write(at, writes) => {
                run.sent(id, What::Chunk(at));
                let boundary = self.ids.boundary();
                let request = render::writes(&self.api(self.bulk_version()), &writes, &boundary);
                self.bulk_send(id, request, effects);
            }
            Step::Probe => {
                run.sent(id, What::Probe);
                let request = render::query(&self.api(self.bulk_version()), &Query::WhoAmI, &[]);
                self.bulk_send(id, request, effects);
            }
            Step::Store(at, chunk) => {
                run.sent(id, What::Chunk(at));
                let record = Record::BulkChunk(Box::new(chunk));
                effects.push(Effect::Save { id, organization: self.client_url.clone(), record });
            }
            Step::Wait(ms) => {
                run.waits(id, now, Moment(now.0 + u64::from(ms)));
                effects.push(Effect::Wait { id, ms });
            }
            Step::AskLease => self.ask_lease(1, effects),
        }
        true
    }

    fn bulk_over(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let now = self.now;
        let Some(run) = self.bulk_run().filter(|run| run.is_over()) else { return };
        let head = run.ended_head(now);
        let said = present::bulk_outcome(run);
        let rest = if head.course == Course::Begun { run.chunks() } else { Vec::new() };
        let ended = run.clone();
        let why = ended.halt().cloned();
        self.bulks.put(head.clone());
        self.bulks.rest = rest;
        self.bulk_save(Record::Bulk(Box::new(head)), effects);
        if let Some(bulk) = self.bulk() {
            bulk.stage = Stage::Result(Box::new(ended), why);
        }
        self.lease = Lease::None;
        effects.extend([Effect::ReleaseLease, Effect::Announce(said), Effect::Focus(Focus::Screen)]);
        self.survey(playbook, effects);
    }

    /// Why nothing is sent just now.
    pub(in crate::core) fn bulk_pausing(&self) -> Option<Pause> {
        self.gate.pace.held_until().filter(|until| *until > self.now).map(Pause::Asked)
    }
}

/// The extension itself is gone, or another tab writes.
pub(in crate::core) fn not_granted(key: &'static str) -> Problem {
    Problem::new(ProblemKind::Storage, Message::of(key)).effect(Message::of("bulk_effect_halted"))
}
