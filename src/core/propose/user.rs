//! Changes of the solution's steps and of the sync user.

use super::super::change::Change;
use super::super::detect::Ground;
use super::super::facts::filter_table;
use super::super::message::Message;
use super::super::plan::Note;
use super::{Draft, person};
use crate::dataverse::request::FILTER_COLUMN;
use crate::playbook::{Detector, Step, Variant};

impl Ground<'_> {
    pub(super) fn propose_steps(&self, draft: &mut Draft<'_>) {
        for step in self.disabled_steps() {
            let change = Change::SetStep { step: step.id, name: step.name.clone(), enabled: true };
            if step.customizable == Some(false) {
                draft.left.push(Message::of("left_step_locked").text(&step.name));
                continue;
            }
            let choice = self.choice(&change, true);
            draft.push(change, choice, Vec::new());
        }
    }

    pub(super) fn propose_access(&self, draft: &mut Draft<'_>) {
        let Some(user) = self.sync_user() else { return };
        let Some(after) = self.wanted_access(user) else { return };
        let change = Change::SetAccessMode { user: person(user), before: user.access_mode, after };
        let choice = self.choice(&change, true);
        let licence = Note::Info(Message::of("note_access_licence").text(&user.user_name));
        let notes = if self.variant() == Variant::OnPremises { Vec::new() } else { vec![licence] };
        draft.push(change, choice, notes);
    }

    pub(super) fn propose_language(&self, step: &Step, draft: &mut Draft<'_>) {
        let Detector::Language { lcid } = step.detect else { return };
        let Some(user) = self.sync_user() else { return };
        let Some((before, speaks)) = self.language_of(user) else { return };
        if speaks == lcid || self.has_language(lcid) != Some(true) {
            return;
        }
        let change = Change::SetLanguage { user: person(user), before, after: lcid };
        let choice = self.choice(&change, true);
        draft.push(change, choice, Vec::new());
    }

    pub(super) fn propose_filter(&self, step: &Step, draft: &mut Draft<'_>) {
        let Detector::Filter { tables } = &step.detect else { return };
        // Dataverse takes a label in the base language only (dataverse §4).
        let Some(language) = self.facts.organization_row().and_then(|row| row.language) else { return };
        for table in self.filter_missing(tables) {
            if self.facts.filter_table(&filter_table(table)).ok().is_none() {
                continue;
            }
            let change = Change::CreateColumn { table: table.to_owned(), label: "SyncToMkto".to_owned(), language };
            let choice = self.choice(&change, true);
            draft.push(change, choice, vec![Note::Warning(Message::of("note_column_stays").text(FILTER_COLUMN))]);
        }
    }
}
