//! What each control does.

use super::effect::{Effect, Focus};
use super::memory::{Chosen, Statement};
use super::message::Message;
use super::picker::Picker;
use super::press::Press;
use super::view::{Shape, Side};
use super::{Describing, Open, Task};
use crate::dataverse::id::UserId;
use crate::playbook::{Detector, Playbook};

/// Widths between which the panel can be made, in CSS pixels.
const WIDTHS: (u16, u16) = (280, 720);

impl Open {
    pub(super) fn pressed(&mut self, press: Press, playbook: &Playbook, effects: &mut Vec<Effect>) {
        if matches!(self.task, Task::Bulk(_)) && !stays_with_many(&press) {
            return;
        }
        match press {
            Press::Bulk(press) => self.bulk_pressed(press, playbook, effects),
            Press::Close => {}
            Press::Collapse => self.reshape(Shape::Pill, effects),
            Press::Expand => {
                self.reshape(Shape::Panel, effects);
                effects.push(Effect::Focus(Focus::Screen));
            }
            Press::SwapSide => {
                self.memory.panel.side = match self.memory.panel.side {
                    Side::End => Side::Start,
                    Side::Start => Side::End,
                };
                self.save_memory(effects);
            }
            Press::Resize(width) => {
                self.memory.panel.width = width.clamp(WIDTHS.0, WIDTHS.1);
                self.save_memory(effects);
            }
            Press::Recheck => {
                self.looks = 0;
                if matches!(self.task, Task::Result(_) | Task::Reviewing(_)) {
                    self.task = Task::Checklist;
                    effects.push(Effect::Focus(Focus::Screen));
                }
                self.survey(playbook, effects);
            }
            Press::ToggleStep(step) => self.toggle_step(step, effects),
            Press::GoToStep(step) => {
                self.task = Task::Checklist;
                if !self.memory.panel.open.contains(&step) {
                    self.toggle_step(step.clone(), effects);
                }
                effects.push(Effect::FocusStep(step));
            }
            Press::PickUser(user) => self.pick(user, playbook, effects),
            Press::PickAnother => self.pick_another(playbook, effects),
            Press::MoreResults => {
                if let Some(query) = self.picker.next_page() {
                    self.search(query, effects);
                }
            }
            Press::Review => self.review(None, playbook, effects),
            Press::ReviewStep(step) => self.review(Some(&step), playbook, effects),
            Press::Tick(key) => {
                if let Task::Reviewing(plan) = &mut self.task {
                    plan.tick(key);
                }
            }
            Press::Confirm(plan) => self.confirm(plan, effects),
            Press::Cancel => self.cancel(effects),
            Press::Stop => {
                if let Task::Running(run) = &mut self.task {
                    run.stopping = true;
                }
            }
            Press::Finish | Press::Back => {
                if matches!(self.task, Task::Result(_) | Task::Journal) {
                    self.task = Task::Checklist;
                    effects.push(Effect::Focus(Focus::Screen));
                }
            }
            Press::Undo(entries) => self.review_undo(&entries, playbook, effects),
            Press::ShowJournal => {
                if matches!(self.task, Task::Checklist | Task::Result(_)) {
                    self.task = Task::Journal;
                    effects.push(Effect::Focus(Focus::Screen));
                }
            }
            Press::ShowMe(step) => self.show_me(&step, playbook, effects),
            Press::Guide(press) => self.guide_pressed(press, playbook, effects),
            Press::ResumeGuide => self.resume_guide(playbook, effects),
            Press::EndGuide => self.end_guide(effects),
            Press::OpenPage(url) => effects.push(Effect::OpenTab(url)),
            Press::Copy(text) => {
                effects.extend([Effect::Copy(text), Effect::Announce(Message::of("announce_copied"))]);
            }
            Press::CopyMessage(message) => {
                effects.extend([Effect::CopyMessage(message), Effect::Announce(Message::of("announce_copied"))]);
            }
            Press::SignIn => effects.push(Effect::ReloadPage),
            Press::ChooseVariant(variant) => {
                self.memory.variant = Some(variant);
                self.remember_and_survey(playbook, effects);
            }
            Press::ChooseConfig(choice) => {
                self.memory.config_choice = Some(choice);
                self.remember_and_survey(playbook, effects);
            }
            Press::ChooseSolution(solution) => {
                self.memory.solution_choice = Some(solution);
                self.remember_and_survey(playbook, effects);
            }
            Press::WaitFor(name) => {
                self.memory.awaited = Some(name);
                self.memory.sync_user = None;
                self.looks = 0;
                self.remember_and_survey(playbook, effects);
            }
            Press::StopWaiting => {
                self.memory.awaited = None;
                self.save_memory(effects);
            }
            Press::WantFilter(table) => {
                match self.memory.filter_tables.iter().position(|wanted| *wanted == table) {
                    Some(at) => {
                        self.memory.filter_tables.remove(at);
                    }
                    None => self.memory.filter_tables.push(table),
                }
                self.save_memory(effects);
            }
            Press::Narrow(narrowed) => {
                self.memory.narrowed = narrowed;
                self.remember_and_survey(playbook, effects);
            }
            Press::State(step) => self.state(step, playbook, effects),
            Press::Unstate(step) => {
                self.memory.statements.retain(|said| said.step != step);
                self.save_memory(effects);
            }
            Press::Report(kind) => {
                if let Some(report) = self.report(playbook) {
                    effects.push(Effect::SaveReport(kind, Box::new(report)));
                }
            }
            Press::ReportPage => {
                self.describing = match self.describing {
                    Describing::No => {
                        effects.push(Effect::Announce(Message::of("guide_report")));
                        Describing::Asked
                    }
                    Describing::Asked => Describing::No,
                };
            }
            Press::SavePage => {
                if std::mem::replace(&mut self.describing, Describing::No) == Describing::Asked {
                    self.describe_page(playbook, effects);
                }
            }
            Press::CreateApplicationUser(text) => self.create_application_user(&text, playbook, effects),
            Press::CreateUser(text) => self.create_user(&text, playbook, effects),
        }
    }

    /// What follows from the person's own choice is no news.
    fn forget_states(&mut self) {
        self.memory.last_at = None;
        self.drift = None;
    }

    fn remember_and_survey(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.forget_states();
        self.save_memory(effects);
        self.survey(playbook, effects);
    }

    /// What no server can prove, with who said it and when.
    fn state(&mut self, step: String, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let Some(by) = self.caller() else { return };
        let (ground, stated) = (self.ground(playbook), playbook.step(&step));
        let against = ground.zip(stated).map(|(ground, step)| ground.against(step)).unwrap_or_default();
        let about = self.memory.sync_user.as_ref().map(|chosen| chosen.user);
        self.memory.statements.retain(|said| said.step != step);
        self.memory.statements.push(Statement { step, about, by: by.name, at: self.now, against });
        self.save_memory(effects);
    }

    fn reshape(&mut self, shape: Shape, effects: &mut Vec<Effect>) {
        self.memory.panel.shape = shape;
        self.save_memory(effects);
    }

    fn toggle_step(&mut self, step: String, effects: &mut Vec<Effect>) {
        let open = &mut self.memory.panel.open;
        match open.iter().position(|id| *id == step) {
            Some(at) => {
                open.remove(at);
            }
            None => open.push(step),
        }
        self.save_memory(effects);
    }

    pub(super) fn pick(&mut self, user: UserId, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.memory.sync_user = Some(Chosen { user, at: self.now });
        self.memory.awaited = None;
        self.forget_states();
        self.picking = false;
        self.picker = Picker::default();
        // It was unfolded for the search; what comes next is below it.
        let choose = playbook.step_where(|d| matches!(d, Detector::UserChosen {}));
        self.memory.panel.open.retain(|id| choose.is_none_or(|step| step.id != *id));
        self.save_memory(effects);
        self.survey(playbook, effects);
        effects.push(Effect::Focus(Focus::MainButton));
    }

    fn pick_another(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        self.task = Task::Checklist;
        self.picking = true;
        if let Some(step) = playbook.step_where(|d| matches!(d, Detector::UserChosen {}))
            && !self.memory.panel.open.contains(&step.id)
        {
            self.toggle_step(step.id.clone(), effects);
        }
        effects.push(Effect::Focus(Focus::Search));
    }
}

/// Controls that work while many users are being chosen or changed: a press left over from another screen must not put
/// the work away.
fn stays_with_many(press: &Press) -> bool {
    matches!(
        press,
        Press::Bulk(_)
            | Press::Close
            | Press::Collapse
            | Press::Expand
            | Press::SwapSide
            | Press::Resize(_)
            | Press::MoreResults
            | Press::Narrow(_)
            | Press::EndGuide
            | Press::OpenPage(_)
            | Press::Copy(_)
            | Press::CopyMessage(_)
            | Press::SignIn
    )
}
