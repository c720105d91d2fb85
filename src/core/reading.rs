//! Surveys and searches of an open checklist: what is sent, and what is done with what comes back.

use super::effect::{Effect, EffectId};
use super::gate::Outgoing;
use super::message::Message;
use super::survey::{Next, Pause, Reading, Survey, side_by_side};
use super::{Open, Read, Task, present};
use crate::dataverse::render;
use crate::dataverse::reply::Ended;
use crate::dataverse::request::{ApiVersion, HttpRequest, OptionalColumn, Query};
use crate::playbook::Playbook;

/// Reads are given up after half a minute: a person is waiting.
const READ_TIMEOUT: u32 = 30_000;
/// Looks for a user who is waited for, at most, before the person asks again: two hours.
const LOOKS_FOR_USER: u32 = 240;
/// Between two looks for a user who is waited for, in milliseconds.
const LOOK_FOR_USER: u32 = 30_000;

impl Open {
    /// Reads everything, unless it is being read already or changes are being made.
    pub(super) fn survey(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let writes = matches!(self.task, Task::Running(_) | Task::Waiting(_)) || self.bulk_writes();
        if writes || matches!(self.reading, Reading::Under(_)) {
            return;
        }
        let (survey, first) = Survey::begin(playbook, &self.memory, &self.journal, &self.client_url);
        self.failed = None;
        self.ask(Box::new(survey), &first, effects);
    }

    fn ask(&mut self, survey: Box<Survey>, round: &[Query], effects: &mut Vec<Effect>) {
        for queries in side_by_side(round) {
            let id = self.ids.effect();
            let request = self.batch(&queries, survey.version, &survey.without);
            self.send_reads(id, request, queries.len(), effects);
            self.reads.push((id, queries));
        }
        self.reading = Reading::Under(survey);
    }

    pub(super) fn send_reads(&mut self, id: EffectId, http: HttpRequest, cost: usize, effects: &mut Vec<Effect>) {
        self.send(id, Outgoing { http, cost, timeout_ms: READ_TIMEOUT, writes: false }, effects);
    }

    /// A survey under way would read while we write; its answers would be neither before nor after.
    pub(super) fn stop_reading(&mut self) {
        self.reading = Reading::Idle;
        self.reading_wait = None;
        for (id, _) in self.reads.drain(..) {
            self.gate.forget(id);
        }
    }

    /// Several reads as one request.
    pub(super) fn batch(&mut self, queries: &[Query], version: ApiVersion, without: &[OptionalColumn]) -> HttpRequest {
        let boundary = self.ids.boundary();
        render::batch(&self.api(version), queries, without, &boundary)
    }

    /// What a batch of the survey asks that ended just now; `None` where none of this name is under way.
    pub(super) fn asked_as(&mut self, id: EffectId) -> Option<Vec<Query>> {
        let at = self.reads.iter().position(|(read, _)| *read == id)?;
        Some(self.reads.swap_remove(at).1)
    }

    pub(super) fn survey_ended(
        &mut self,
        asked: Vec<Query>,
        ended: &Ended,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        if let Reading::Under(survey) = &mut self.reading {
            survey.take(asked, ended);
        }
        if self.reads.is_empty() {
            self.round_ended(playbook, effects);
        }
    }

    fn round_ended(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let Reading::Under(mut survey) = std::mem::take(&mut self.reading) else { return };
        match survey.next(playbook, &self.memory, &self.journal, self.now) {
            Next::Ask(queries) => self.ask(survey, &queries, effects),
            Next::Wait(ms) => {
                let ms = ms + self.ids.jitter();
                let id = self.ids.effect();
                self.reading_wait = Some(id);
                self.reading = Reading::Under(survey);
                effects.push(Effect::Wait { id, ms });
            }
            Next::Complete => self.survey_complete(*survey, playbook, effects),
            Next::Failed(problem) => {
                effects.push(Effect::Announce(problem.what.clone()));
                self.failed = Some(*problem);
            }
        }
    }

    pub(super) fn survey_again(&mut self, effects: &mut Vec<Effect>) {
        self.reading_wait = None;
        if let Reading::Under(mut survey) = std::mem::take(&mut self.reading) {
            let queries = survey.again();
            self.ask(survey, &queries, effects);
        }
    }

    fn survey_complete(&mut self, survey: Survey, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let hints = survey.hints(playbook, &self.memory);
        let first = self.read.is_none();
        self.read = Some(Read { at: self.now, version: survey.version, facts: survey.facts });
        self.settle_abandoned(effects);
        self.memory.hints = hints;
        self.memory.checked = Some(self.now);
        let appeared = self.appeared();
        if appeared.is_none() {
            self.note_states(playbook);
        }
        self.save_memory(effects);
        if let Some(user) = appeared {
            effects.push(Effect::Announce(Message::of("announce_user_appeared")));
            self.pick(user, playbook, effects);
            return;
        }
        self.look_for_user(effects);
        if first {
            self.open_first_choice(playbook);
        }
        if let Some(ground) = self.ground(playbook) {
            let tally = present::tally(&ground);
            effects.push(Effect::Badge(Some(tally.open())));
            if matches!(self.task, Task::Checklist) {
                effects.push(Effect::Announce(tally.text));
            }
        }
        self.guide_read(playbook, effects);
    }

    /// The user who was waited for, once there is exactly one of that name.
    fn appeared(&self) -> Option<crate::dataverse::id::UserId> {
        let awaited = self.memory.awaited.clone().filter(|_| self.memory.sync_user.is_none())?;
        let page = self.read.as_ref()?.facts.users(&Query::UsersNamed(vec![awaited])).ok()?;
        match page.rows.as_slice() {
            [user] => Some(user.id),
            _ => None,
        }
    }

    /// While a user is waited for, the organisation is read again in a while.
    fn look_for_user(&mut self, effects: &mut Vec<Effect>) {
        if self.memory.awaited.is_some() && self.memory.sync_user.is_none() && self.looks < LOOKS_FOR_USER {
            self.looks += 1;
            let id = self.ids.effect();
            self.waiting_id = Some(id);
            effects.push(Effect::Wait { id, ms: LOOK_FOR_USER });
        }
    }

    /// Without a sync user the search for one is what comes next, so it is unfolded once.
    fn open_first_choice(&mut self, playbook: &Playbook) {
        let choose = playbook.step_where(|d| matches!(d, crate::playbook::Detector::UserChosen {}));
        if let Some(step) = choose
            && self.memory.sync_user.is_none()
            && !self.memory.panel.open.contains(&step.id)
        {
            self.memory.panel.open.push(step.id.clone());
        }
    }

    pub(super) fn search(&mut self, query: Query, effects: &mut Vec<Effect>) {
        let id = self.ids.effect();
        let version = self.read.as_ref().map(|read| read.version).or(self.memory.hints.version);
        let api = self.api(version.unwrap_or(ApiVersion::V9_2));
        let request = render::query(&api, &query, &self.memory.hints.without);
        self.picker.asked(id, query);
        self.send_reads(id, request, 1, effects);
    }

    pub(super) fn search_ended(&mut self, ended: &Ended, effects: &mut Vec<Effect>) {
        match self.picker.take(ended) {
            Some(query) => self.search(query, effects),
            None => {
                if let Some(status) = present::search_status(&self.picker) {
                    effects.push(Effect::Announce(status));
                }
            }
        }
    }

    /// Why nothing is sent just now.
    pub(super) fn pausing(&self) -> Option<Pause> {
        let own = match (&self.reading, &self.task) {
            (_, Task::Running(run)) => run.pausing,
            (_, Task::Bulk(_)) => self.bulk_pausing(),
            (Reading::Under(survey), _) => survey.pausing,
            _ => None,
        };
        own.or_else(|| self.gate.waits_until().map(Pause::Asked))
    }
}
