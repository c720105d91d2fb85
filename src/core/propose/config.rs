//! Changes of the configuration record, and publishing.

use super::super::change::{Change, Person, Publishing};
use super::super::detect::Ground;
use super::super::facts::Known;
use super::super::message::Message;
use super::super::plan::Note;
use super::{Draft, person};

impl Ground<'_> {
    pub(super) fn propose_lookup(&self, draft: &mut Draft<'_>) {
        let Known::Is(record) = self.facts.config_record(self.playbook, self.memory) else { return };
        let Some(user) = self.sync_user() else { return };
        let before = record.row.user.clone().map(|(id, name)| Person { id, name });
        let mut notes = Vec::new();
        if let Some(before) = &before {
            notes.push(Note::Warning(Message::of("note_lookup_replaced").text(&before.name)));
        }
        let change = Change::SetLookup { place: Box::new(record.place()), before, after: Some(person(user)) };
        let choice = self.choice(&change, true);
        draft.push(change, choice, notes);
    }

    pub(super) fn propose_publish(&self, draft: &mut Draft<'_>) {
        let Known::Is(record) = self.facts.config_record(self.playbook, self.memory) else { return };
        let how = self.publishing();
        let planned = draft.proposals.iter().any(|proposal| proposal.change.customises());
        let anew = planned || self.customised_here().is_some();
        let change = Change::Publish { how, config: Some(Box::new(record.place())), anew };
        let mut notes = vec![Note::Warning(Message::of("note_publish_all"))];
        if how == Publishing::Request {
            notes.push(Note::Info(Message::of("note_publish_request")));
        }
        let choice = self.choice(&change, true);
        draft.push(change, choice, notes);
    }
}
