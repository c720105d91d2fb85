//! The evidence report: what was checked, found and changed, by whom, where and when (DESIGN §6). Plain data, made from
//! what is on screen; the shell turns it into a file. It holds no secret, since none is ever read, and of people only
//! those whom a step is about.

use std::collections::BTreeMap;

use super::Open;
use super::message::{Message, Moment};
use super::present;
use super::view::{Notice, Progress, StateWord};
use crate::dataverse::json::Json;
use crate::playbook::Playbook;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page to read and to print.
    Page,
    /// JSON.
    Data,
}

/// The layout of the JSON; raised whenever a reader of an older one would misread it.
const VERSION: i64 = 1;

/// Everything.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Name of the procedure.
    pub procedure: Message,
    /// Name of the organisation, text of the organisation; empty where it was not read.
    pub organization: String,
    /// Its address.
    pub url: String,
    /// Production or not, where the server says so.
    pub kind: Option<Message>,
    /// The road through the procedure.
    pub variant: Message,
    /// When everything was read.
    pub read_at: Moment,
    /// When the report was made.
    pub made_at: Moment,
    /// The signed-in person who made it, text of the organisation.
    pub made_by: String,
    /// How far it is.
    pub progress: Progress,
    /// What Dynamics says, in order.
    pub steps: Vec<StepReport>,
    /// What people say and no server can prove.
    pub stated: Vec<Stated>,
    /// What was changed with this tool, in order.
    pub changes: Vec<ChangeReport>,
}

/// One step that Dynamics was asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct StepReport {
    /// Title of its phase.
    pub phase: Message,
    /// Id in the playbook.
    pub id: String,
    /// Title.
    pub title: Message,
    /// State.
    pub state: StateWord,
    /// The state in one word.
    pub word: Message,
    /// What it rests on.
    pub evidence: Option<Message>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// What speaks for or against it.
    pub notes: Vec<Notice>,
}

/// What a person said.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// Id of the step.
    pub id: String,
    /// Its title.
    pub title: Message,
    /// Who said it, text of the organisation.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What speaks for and against it.
    pub notes: Vec<Notice>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it is.
    pub label: Said,
    /// How it is.
    pub value: Said,
}

/// Our words, or the organisation's.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A message.
    Words(Message),
    /// Text of the organisation.
    Text(String),
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeReport {
    /// What.
    pub title: Message,
    /// As it was.
    pub before: Message,
    /// As it was to be.
    pub after: Message,
    /// When it was confirmed.
    pub at: Moment,
    /// Who confirmed it, text of the organisation.
    pub by: String,
    /// How it ended.
    pub ending: Message,
}

/// How messages and moments become text; the core knows neither a language nor a calendar.
pub trait Words {
    /// A message.
    fn say(&self, message: &Message) -> String;
    /// A moment, as ISO 8601 in UTC.
    fn iso(&self, at: Moment) -> String;
}

impl Open {
    /// The report of what was read last; `None` before the first reading.
    pub(super) fn report(&self, playbook: &Playbook) -> Option<Report> {
        let ground = self.ground(playbook)?;
        Some(present::report(self, &ground))
    }
}

impl Report {
    /// As JSON: what a program reads, with the same sentences that a person reads.
    pub fn to_json(&self, words: &dyn Words) -> Json {
        let summary = object(vec![
            ("done", number(self.progress.done)),
            ("stated", number(self.progress.stated)),
            ("total", number(self.progress.total)),
        ]);
        object(vec![
            ("format", text("cairn-report")),
            ("version", Json::Int(VERSION)),
            ("procedure", say(words, &self.procedure)),
            ("organization", text(&self.organization)),
            ("url", text(&self.url)),
            ("kind", maybe(words, self.kind.as_ref())),
            ("variant", say(words, &self.variant)),
            ("readAt", iso(words, self.read_at)),
            ("madeAt", iso(words, self.made_at)),
            ("madeBy", text(&self.made_by)),
            ("summary", summary),
            ("steps", Json::List(self.steps.iter().map(|step| step.to_json(words)).collect())),
            ("stated", Json::List(self.stated.iter().map(|stated| stated.to_json(words)).collect())),
            ("changes", Json::List(self.changes.iter().map(|change| change.to_json(words)).collect())),
        ])
    }
}

impl StepReport {
    fn to_json(&self, words: &dyn Words) -> Json {
        let facts = self.facts.iter().map(|fact| {
            object(vec![("label", text(&fact.label.text(words))), ("value", text(&fact.value.text(words)))])
        });
        object(vec![
            ("phase", say(words, &self.phase)),
            ("id", text(&self.id)),
            ("title", say(words, &self.title)),
            ("state", text(self.name())),
            ("evidence", maybe(words, self.evidence.as_ref())),
            ("facts", Json::List(facts.collect())),
            ("notes", notes(words, &self.notes)),
        ])
    }

    /// The state for programs and style sheets; the same in every language.
    pub fn name(&self) -> &'static str {
        self.state.name()
    }
}

impl Stated {
    fn to_json(&self, words: &dyn Words) -> Json {
        object(vec![
            ("id", text(&self.id)),
            ("title", say(words, &self.title)),
            ("by", text(&self.by)),
            ("at", iso(words, self.at)),
            ("notes", notes(words, &self.notes)),
        ])
    }
}

impl ChangeReport {
    fn to_json(&self, words: &dyn Words) -> Json {
        object(vec![
            ("title", say(words, &self.title)),
            ("before", say(words, &self.before)),
            ("after", say(words, &self.after)),
            ("at", iso(words, self.at)),
            ("by", text(&self.by)),
            ("ending", say(words, &self.ending)),
        ])
    }
}

impl Said {
    /// As text.
    pub fn text(&self, words: &dyn Words) -> String {
        match self {
            Self::Words(message) => words.say(message),
            Self::Text(text) => text.clone(),
        }
    }
}

fn object(members: Vec<(&'static str, Json)>) -> Json {
    let mut object = BTreeMap::new();
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
    Json::Object(object)
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn number(number: u32) -> Json {
    Json::Int(number.into())
}

fn say(words: &dyn Words, message: &Message) -> Json {
    Json::Text(words.say(message))
}

fn notes(words: &dyn Words, notes: &[Notice]) -> Json {
    Json::List(notes.iter().map(|note| say(words, &note.text)).collect())
}

fn maybe(words: &dyn Words, message: Option<&Message>) -> Json {
    message.map_or(Json::Null, |message| say(words, message))
}

fn iso(words: &dyn Words, at: Moment) -> Json {
    Json::Text(words.iso(at))
}
