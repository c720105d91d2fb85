//! The change to many users inside an open checklist: what its controls do before and after the work.

use super::judge::{Back, Ground};
use super::pick::{Pick, Source};
use super::plan::{Plan, Work};
use super::press::BulkPress;
use super::record::{Act, BulkId, Chunk, Course, Head, ours, spent};
use super::run::Wish;
use super::{Bulk, Stage, Wants};
use crate::core::effect::{Cell, Effect, Focus, Record, Table};
use crate::core::message::Message;
use crate::core::picker::Picker;
use crate::core::plan::PlanId;
use crate::core::{Lease, Open, Task};
use crate::playbook::Playbook;

impl Open {
    fn bulk_pick(&mut self) -> Option<&mut Pick> {
        match &mut self.bulk()?.stage {
            Stage::Picking(pick) => Some(pick),
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
        Some(Ground {
            act,
            role: root.root,
            role_name: root.name.clone(),
            caller: ground.caller()?,
            sync_user: self.memory.sync_user.as_ref().map(|chosen| chosen.user),
            by_team: ground.facts.members(root.root).ok().unwrap_or_default(),
            disabled_too: ground.facts.organization_row().and_then(|row| row.roles_on_disabled_users).unwrap_or(false),
            wanted_on_all: ground.old_rules() && act == Act::Give,
        })
    }

    /// A control was used.
    pub(in crate::core) fn bulk_pressed(&mut self, press: BulkPress, playbook: &Playbook, effects: &mut Vec<Effect>) {
        match press {
            BulkPress::Open(act) => {
                if let (Task::Checklist, Some(ground)) = (&self.task, self.bulk_ground(playbook, act)) {
                    self.bulk_open(Stage::Picking(Box::new(Pick::new(ground, None))), effects);
                    // What other tabs have sent since this one was opened.
                    effects.push(Effect::LoadBulk { organization: self.client_url.clone() });
                }
            }
            BulkPress::OpenLacking => {
                if let (Task::Checklist, Some(ground)) = (&self.task, self.bulk_ground(playbook, Act::Give)) {
                    let mut pick = Pick::new(ground, None);
                    let narrowed = self.memory.narrowed.clone();
                    if narrowed.is_empty() {
                        pick.add_everybody();
                    }
                    for one in narrowed {
                        pick.add(one);
                    }
                    self.bulk_open(Stage::Picking(Box::new(pick)), effects);
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
        self.task = Task::Bulk(Box::new(Bulk::new(stage)));
        effects.push(Effect::Focus(Focus::Screen));
    }

    pub(super) fn bulk_leave(&mut self, effects: &mut Vec<Effect>) {
        self.picker = Picker::default();
        self.task = Task::Checklist;
        effects.push(Effect::Focus(Focus::Screen));
    }

    fn bulk_has_ended(&self) -> bool {
        matches!(&self.task, Task::Bulk(bulk) if matches!(bulk.stage, Stage::Result(..)))
    }

    pub(super) fn bulk_load(&mut self, wants: Wants, effects: &mut Vec<Effect>) {
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
        // The limits are the person's, not the tab's: what other tabs have sent of late counts here too.
        let (now, ids) = (self.now, &self.ids);
        let others = chunks.iter().filter(|chunk| !ids.made(&chunk.bulk.0));
        self.gate.pace.learn(others.filter_map(|chunk| spent(chunk, now)));
        let wants = self.bulks.wants.take();
        self.bulks.heads.clear();
        for head in heads {
            self.ids.known(&head.id.0);
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

    pub(super) fn bulk_show_rest(&mut self, head: Head, effects: &mut Vec<Effect>) {
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
        let (now, policy) = (self.now, self.policy.clone());
        let Some(bulk) = self.bulk() else { return };
        let Stage::Reviewing(plan, _) = &bulk.stage else { return };
        let Some(confirmed) = plan.confirm(shown, fresh, by, now) else { return };
        if !policy.allows(confirmed.head().act.kind()) {
            effects.push(Effect::Announce(Message::of("problem_not_allowed")));
            return;
        }
        bulk.stage = Stage::Starting(Box::new(confirmed));
        self.stop_reading();
        if self.lease == Lease::Granted {
            self.bulk_start(effects);
        } else {
            self.ask_lease(1, effects);
        }
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
}
