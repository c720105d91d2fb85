//! The change to many users inside an open checklist: what is sent and stored, and the only place from which its writes
//! leave.

use super::pace::Allowed;
use super::pick::{Back, Ground, Pick, Source};
use super::plan::{ConfirmedBulk, Plan, Work};
use super::press::BulkPress;
use super::record::{Act, BulkId, Chunk, Course, Head, ours};
use super::run::{Run, Step, What, Wish};
use super::{Bulk, Stage, Wants};
use crate::core::effect::{Cell, Effect, EffectId, Focus, Record, Table};
use crate::core::facts::Known;
use crate::core::finding::{Problem, ProblemKind};
use crate::core::message::{Message, Moment};
use crate::core::picker::Picker;
use crate::core::plan::PlanId;
use crate::core::survey::{Pause, Reading};
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

    fn bulk(&mut self) -> Option<&mut Bulk> {
        match &mut self.task {
            Task::Bulk(bulk) => Some(bulk),
            _ => None,
        }
    }

    fn bulk_pick(&mut self) -> Option<&mut Pick> {
        match &mut self.bulk()?.stage {
            Stage::Picking(pick) => Some(pick),
            _ => None,
        }
    }

    fn bulk_run(&mut self) -> Option<&mut Run> {
        match &mut self.bulk()?.stage {
            Stage::Running(run) => Some(run),
            _ => None,
        }
    }

    fn next_plan(&mut self) -> PlanId {
        self.plan_count += 1;
        PlanId(self.plan_count)
    }

    fn bulk_ground(&self, playbook: &Playbook, act: Act) -> Option<Ground> {
        let ground = self.ground(playbook)?;
        let root = ground.root()?;
        let mut by_team = Vec::new();
        if let Known::Is(teams) = ground.facts.teams(&Query::RoleTeams(root.root)) {
            by_team.extend(teams.iter().flat_map(|team| &team.members).map(|member| member.id));
        }
        Some(Ground {
            act,
            role: root.root,
            role_name: root.name.clone(),
            caller: ground.caller()?,
            sync_user: self.memory.sync_user.as_ref().map(|chosen| chosen.user),
            by_team,
            disabled_too: ground.facts.organization_row().and_then(|row| row.roles_on_disabled_users).unwrap_or(false),
        })
    }

    /// A control was used.
    pub(in crate::core) fn bulk_pressed(&mut self, press: BulkPress, playbook: &Playbook, effects: &mut Vec<Effect>) {
        match press {
            BulkPress::Open(act) => {
                if let (Task::Checklist, Some(ground)) = (&self.task, self.bulk_ground(playbook, act)) {
                    self.bulk_open(Stage::Picking(Box::new(Pick::new(ground, None))), effects);
                }
            }
            BulkPress::Leave | BulkPress::Finish => {
                if matches!(self.task, Task::Bulk(_)) && !self.bulk_writes() {
                    self.bulk_leave(effects);
                    self.survey(playbook, effects);
                }
            }
            BulkPress::Undo(id) => {
                if matches!(self.task, Task::Journal | Task::Checklist) || self.bulk_has_ended() {
                    self.bulk_load(Wants::Undo(id), effects);
                }
            }
            BulkPress::ShowRest => {
                if let (Task::Checklist, Some(head)) = (&self.task, self.bulks.interrupted().cloned()) {
                    self.bulk_show_rest(head, effects);
                }
            }
            BulkPress::Abandon => self.bulk_abandon(effects),
            BulkPress::Review => self.bulk_review(effects),
            BulkPress::Back => {
                let back = self.bulk().and_then(|bulk| match &mut bulk.stage {
                    Stage::Reviewing(_, pick) => pick.take(),
                    _ => None,
                });
                if let (Some(pick), Some(bulk)) = (back, self.bulk()) {
                    bulk.stage = Stage::Picking(pick);
                    effects.push(Effect::Focus(Focus::Screen));
                }
            }
            BulkPress::Confirm(shown) => self.bulk_confirm(shown, effects),
            BulkPress::Pause => self.bulk_wish(Wish::Pause),
            BulkPress::GoOn => self.bulk_wish(Wish::Go),
            BulkPress::Stop => self.bulk_wish(Wish::Stop),
            BulkPress::Export => self.bulk_export(effects),
            other => self.bulk_choose(other, effects),
        }
        self.bulk_drive(playbook, effects);
    }

    /// Controls of the choice.
    fn bulk_choose(&mut self, press: BulkPress, effects: &mut Vec<Effect>) {
        if let BulkPress::Source(Source::Search) = press
            && let Some(query) = self.picker.first_page()
        {
            self.search(query, effects);
        }
        let Some(pick) = self.bulk_pick() else { return };
        let mut copy = Vec::new();
        match press {
            BulkPress::Source(source) => pick.turn_to(source),
            BulkPress::Everybody => pick.add_everybody(),
            BulkPress::Add(user) => pick.want_users(vec![user]),
            BulkPress::View(view) => pick.add_view(view),
            BulkPress::Unit(unit) => pick.add_unit(unit),
            BulkPress::List(text) => pick.add_list(&text),
            BulkPress::Toggle(user) => pick.toggle(user),
            BulkPress::ToggleLonely => pick.toggle_lonely(),
            BulkPress::Clear => pick.clear(),
            BulkPress::CopyOut(why) => copy.extend(pick.left_out(why).map(|one| one.name.clone())),
            BulkPress::CopyUnmatched => {
                copy.extend(pick.unmatched.nobody.iter().chain(&pick.unmatched.several).cloned());
            }
            _ => {}
        }
        if !copy.is_empty() {
            effects.extend([Effect::Copy(copy.join("\n")), Effect::Announce(Message::of("announce_copied"))]);
        }
    }

    fn bulk_open(&mut self, stage: Stage, effects: &mut Vec<Effect>) {
        self.picker = Picker::default();
        self.task = Task::Bulk(Box::new(Bulk::new(stage, &mut self.ids)));
        effects.push(Effect::Focus(Focus::Screen));
    }

    fn bulk_leave(&mut self, effects: &mut Vec<Effect>) {
        self.picker = Picker::default();
        self.task = Task::Checklist;
        effects.push(Effect::Focus(Focus::Screen));
    }

    fn bulk_has_ended(&self) -> bool {
        matches!(&self.task, Task::Bulk(bulk) if matches!(bulk.stage, Stage::Result(..)))
    }

    fn bulk_load(&mut self, wants: Wants, effects: &mut Vec<Effect>) {
        self.bulks.wants = Some(wants);
        effects.push(Effect::LoadBulk { organization: self.client_url.clone() });
    }

    /// What is stored of changes to many users was read.
    pub(in crate::core) fn bulk_loaded(
        &mut self,
        heads: Vec<Head>,
        chunks: Vec<Chunk>,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        let wants = self.bulks.wants.take();
        self.bulks.heads.clear();
        for head in heads {
            self.bulks.put(head);
        }
        let starts = wants == Some(Wants::Rest);
        if let Some(Wants::Undo(id)) = wants {
            self.bulk_undo(&id, &chunks, playbook, effects);
        }
        let rest = self.bulks.interrupted().map(|head| head.id.clone());
        self.bulks.rest.clear();
        for chunk in chunks {
            if Some(&chunk.bulk) == rest.as_ref() {
                self.bulks.put_rest(chunk);
            }
        }
        if starts {
            self.bulk_start_rest(effects);
        }
        self.bulk_drive(playbook, effects);
    }

    fn bulk_undo(&mut self, id: &BulkId, chunks: &[Chunk], playbook: &Playbook, effects: &mut Vec<Effect>) {
        let Some(head) = self.bulks.heads.iter().find(|head| head.id == *id) else { return };
        let back = Back { undoes: id.clone(), users: ours(id, &self.bulks.heads, chunks) };
        let ground = self.bulk_ground(playbook, head.act.inverse());
        let ground = ground.map(|ground| Ground { role: head.role, role_name: head.role_name.clone(), ..ground });
        if let Some(ground) = ground {
            self.bulk_open(Stage::Picking(Box::new(Pick::new(ground, Some(back)))), effects);
        }
    }

    fn bulk_show_rest(&mut self, head: Head, effects: &mut Vec<Effect>) {
        let plan = Plan { id: self.next_plan(), work: Work::Rest { head, chunks: self.bulks.rest.clone() } };
        self.bulk_open(Stage::Reviewing(plan, None), effects);
    }

    fn bulk_abandon(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now;
        let head = match self.bulk().map(|bulk| &bulk.stage) {
            Some(Stage::Reviewing(Plan { work: Work::Rest { head, .. }, .. }, _)) => head.clone(),
            _ => return,
        };
        let head = Head { course: Course::Left(now), ..head };
        self.bulks.put(head.clone());
        self.bulk_save(Record::Bulk(Box::new(head)), effects);
        self.bulk_leave(effects);
    }

    fn bulk_review(&mut self, effects: &mut Vec<Effect>) {
        let id = self.next_plan();
        let Some(bulk) = self.bulk() else { return };
        let Stage::Picking(pick) = &bulk.stage else { return };
        let targets = pick.targets();
        if targets.is_empty() || pick.is_reading() {
            return;
        }
        let work = Work::New {
            act: pick.ground.act,
            role: pick.ground.role,
            role_name: pick.ground.role_name.clone(),
            copies: pick.role_copies(&targets),
            targets,
            undoes: pick.back.as_ref().map(|back| back.undoes.clone()),
        };
        bulk.stage = Stage::Reviewing(Plan { id, work }, Some(pick.clone()));
        effects.push(Effect::Focus(Focus::Screen));
    }

    fn bulk_confirm(&mut self, shown: PlanId, effects: &mut Vec<Effect>) {
        let Some(by) = self.caller() else { return };
        let fresh = BulkId(self.ids.entry(self.now).0);
        let now = self.now;
        let Some(bulk) = self.bulk() else { return };
        let Stage::Reviewing(plan, _) = &bulk.stage else { return };
        let Some(confirmed) = plan.confirm(shown, fresh, by, now) else { return };
        bulk.stage = Stage::Starting(Box::new(confirmed));
        // A survey under way would read while we write; its answers would be neither before nor after.
        self.reading = Reading::Idle;
        self.reading_id = None;
        if self.lease == Lease::Granted {
            self.bulk_start(effects);
        } else {
            self.ask_lease(1, effects);
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
    fn bulk_start(&mut self, effects: &mut Vec<Effect>) {
        let Some(confirmed) = self.bulk_confirmed() else { return };
        if self.bulks.heads.iter().any(|head| head.id == confirmed.head().id) {
            self.bulk_load(Wants::Rest, effects);
            return;
        }
        let head = confirmed.head().clone();
        let chunks = confirmed.chunks().to_vec();
        self.bulk_begin(head, chunks, effects);
    }

    fn bulk_start_rest(&mut self, effects: &mut Vec<Effect>) {
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

    fn bulk_save(&mut self, record: Record, effects: &mut Vec<Effect>) -> EffectId {
        let id = self.ids.effect();
        effects.push(Effect::Save { id, organization: self.client_url.clone(), record });
        id
    }

    fn bulk_wish(&mut self, wish: Wish) {
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
    pub(in crate::core) fn bulk_waited(&mut self, id: EffectId, playbook: &Playbook, effects: &mut Vec<Effect>) {
        if let Some(bulk) = self.bulk() {
            bulk.timer = bulk.timer.filter(|timer| *timer != id);
        }
        if let Some(run) = self.bulk_run() {
            run.waited(id);
        }
        self.bulk_drive(playbook, effects);
    }

    /// A request ended.
    pub(in crate::core) fn bulk_ended(
        &mut self,
        id: EffectId,
        ended: &Ended,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        let now = self.now;
        let Some(bulk) = self.bulk() else { return };
        match &mut bulk.stage {
            Stage::Picking(pick) => {
                let hint = match ended {
                    Ended::Replied(reply) => reply.parallel,
                    _ => None,
                };
                match pick.ended(id, now, ended) {
                    Some(fault) => bulk.pace.refused(now, super::run::retry_after(&fault)),
                    None => bulk.pace.answered(hint),
                }
                if !pick.is_reading() {
                    let chosen = Message::of("bulk_chosen").count(pick.chosen());
                    effects.push(Effect::Announce(chosen));
                }
            }
            Stage::Running(run) => {
                run.ended(id, now, &mut bulk.pace, ended);
                if run.came_far() && !run.is_over() {
                    effects.push(Effect::Announce(present::bulk_progress(run)));
                }
            }
            Stage::Reviewing(..) | Stage::Starting(_) | Stage::Result(..) => {}
        }
        self.bulk_drive(playbook, effects);
    }

    /// Does whatever can be done now.
    fn bulk_drive(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
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
        let Some(bulk) = self.bulk() else { return false };
        let Stage::Picking(pick) = &mut bulk.stage else { return false };
        let Some(mut queries) = pick.next_reads() else { return false };
        let allowed = if pick.rest_until > now {
            Allowed::Wait(u32::try_from(pick.rest_until.0.saturating_sub(now.0)).unwrap_or(u32::MAX))
        } else {
            bulk.pace.ask(now, queries.len(), 0, pick.under_way())
        };
        match allowed {
            Allowed::Yes => bulk.pace.sent(now, queries.len()),
            Allowed::Probe => {
                // Every read is light: one of them shows whether the server answers again.
                let rest = queries.split_off(1);
                pick.put_back(rest);
                bulk.pace.probing(now);
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

    fn bulk_send(&self, id: EffectId, request: HttpRequest, effects: &mut Vec<Effect>) {
        effects.push(Effect::Send { id, request, timeout_ms: TIMEOUT });
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
        let Some(bulk) = self.bulk() else { return false };
        let Stage::Running(run) = &mut bulk.stage else { return false };
        let Some(step) = run.next_step(now, &mut bulk.pace, may_write) else { return false };
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
                run.waits(id, Moment(now.0 + u64::from(ms)));
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

    fn bulk_export(&mut self, effects: &mut Vec<Effect>) {
        let run = match self.bulk().map(|bulk| &bulk.stage) {
            Some(Stage::Running(run) | Stage::Result(run, _)) => run,
            _ => return,
        };
        let words = |key| Cell::Words(Message::of(key));
        let mut rows = vec![vec![
            words("bulk_csv_id"),
            words("bulk_csv_name"),
            words("bulk_csv_user_name"),
            words("bulk_csv_reason"),
            words("bulk_csv_details"),
        ]];
        for failure in run.failures() {
            rows.push(vec![
                Cell::Text(failure.user.to_string()),
                Cell::Text(failure.name.clone()),
                Cell::Text(failure.user_name.clone()),
                Cell::Words(failure.why.message()),
                Cell::Text(failure.why.details.clone().unwrap_or_default()),
            ]);
        }
        effects.push(Effect::SaveTable(Table { name: "cairn-not-changed.csv".to_owned(), rows }));
    }

    /// Why nothing is sent just now.
    pub(in crate::core) fn bulk_pausing(&self) -> Option<Pause> {
        let Task::Bulk(bulk) = &self.task else { return None };
        bulk.pace.held_until().filter(|until| *until > self.now).map(Pause::Asked)
    }
}

/// The extension itself is gone, or another tab writes.
pub(in crate::core) fn not_granted(key: &'static str) -> Problem {
    Problem::new(ProblemKind::Storage, Message::of(key)).effect(Message::of("bulk_effect_halted"))
}
