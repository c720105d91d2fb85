//! What the person sees, as plain data: no markup, no English, nothing to compute for the one who draws it.

mod guide;

pub use guide::{GuideHelp, GuideView};

use super::bulk::view::BulkView;
use super::message::Message;
use super::press::Press;

/// Everything on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Left or right.
    pub side: Side,
    /// CSS pixels.
    pub width: u16,
    /// Pill or panel.
    pub shape: Shape,
    /// Number of open steps, for the pill; `None` while unknown.
    pub open_steps: Option<u32>,
    /// Head of the panel.
    pub head: Head,
    /// One line above the screen: what is going on or wrong with the whole.
    pub notice: Option<Notice>,
    /// What fills the panel.
    pub screen: Screen,
    /// Foot of the panel.
    pub foot: Foot,
    /// The guide, while it runs.
    pub guide: Option<GuideView>,
}

/// Where the panel is docked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Side {
    /// The end of the line: right in English.
    #[default]
    End,
    /// The other side.
    Start,
}

/// How much of it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Shape {
    /// The whole panel.
    #[default]
    Panel,
    /// A pill with the number of open steps.
    Pill,
}

/// Head of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Name of the procedure.
    pub procedure: Message,
    /// The organisation's name, text of the organisation.
    pub organization: Option<String>,
    /// Production, sandbox, or not said.
    pub kind: Option<Message>,
    /// `7 of 12 done`.
    pub progress: Option<Progress>,
    /// The road through the procedure.
    pub variant: Option<Message>,
    /// Roads that can be taken here; empty where there is no choice.
    pub variants: Vec<Choice>,
    /// Something is being read.
    pub reading: bool,
}

/// One of several things that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its words.
    pub label: Message,
    /// What tells it from the others, text of the organisation.
    pub under: Option<String>,
    /// It is the one, or one of those, that stand now.
    pub chosen: bool,
    /// Chooses it, or takes the choice back.
    pub press: Press,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps that are done.
    pub done: u32,
    /// Steps that a person says are done.
    pub stated: u32,
    /// Steps that count.
    pub total: u32,
    /// In words.
    pub text: Message,
}

impl Progress {
    /// Steps that are neither proved nor stated.
    pub fn open(&self) -> u32 {
        self.total.saturating_sub(self.done + self.stated)
    }
}

/// One line about the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// What.
    pub text: Message,
    /// The one next action.
    pub action: Option<Button>,
}

/// How something is meant; always shown as icon and word, never as colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// To know.
    Info,
    /// It worked.
    Good,
    /// Look at this.
    Warning,
    /// It did not work.
    Bad,
}

/// What fills the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// First reading: says what is being read.
    Loading(Message),
    /// Nothing could be read.
    Failed(ProblemView),
    /// The checklist.
    Checklist(Checklist),
    /// What would change.
    Review(Review),
    /// What is being changed.
    Running(Running),
    /// What was changed.
    Outcome(Outcome),
    /// What was changed here before.
    Journal(JournalView),
    /// Whom to give the role, or whom to take it from.
    Bulk(Box<BulkView>),
}

/// A control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Its words; the accessible name too.
    pub label: Message,
    /// What it stands for.
    pub press: Press,
    /// How it looks.
    pub weight: Weight,
    /// It writes: the press has to be trusted, and on what the person saw.
    pub writes: bool,
}

/// How much a control stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one that the screen is about.
    Main,
    /// Others.
    Plain,
    /// Looks like a link.
    Link,
}

/// The checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// What is blocked or wrong, worst first, each with its one fix.
    pub needs_you: Vec<Need>,
    /// The main button; `None` while nothing can be done with one click.
    pub main: Option<Button>,
    /// What to read in place of, or above, the main button.
    pub main_note: Option<Message>,
    /// Steps by phase.
    pub phases: Vec<PhaseView>,
}

/// One thing that needs the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Title of the step.
    pub title: Message,
    /// How bad.
    pub tone: Tone,
    /// What is wrong.
    pub what: Message,
    /// The one fix.
    pub action: Option<Button>,
}

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseView {
    /// Id, stable.
    pub id: String,
    /// Title.
    pub title: Message,
    /// Steps.
    pub steps: Vec<StepView>,
}

/// The state of a step, in one word and one icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum StateWord {
    /// Proved by the server.
    Done,
    /// Said by a person.
    Stated,
    /// Open.
    Todo,
    /// Cannot be done now.
    Blocked,
    /// Done or open, but something about it is not right.
    Attention,
    /// Could not be read.
    Unknown,
    /// Does not apply here.
    NotApplicable,
}

impl StateWord {
    /// Its name in reports and style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Stated => "stated",
            Self::Todo => "todo",
            Self::Blocked => "blocked",
            Self::Attention => "attention",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    /// Id, stable.
    pub id: String,
    /// Title.
    pub title: Message,
    /// State.
    pub state: StateWord,
    /// The state in one word.
    pub word: Message,
    /// One line of evidence.
    pub evidence: Option<Message>,
    /// Unfolded.
    pub open: bool,
    /// Why it matters.
    pub why: Message,
    /// Facts, in order.
    pub details: Vec<Detail>,
    /// Warnings and explanations, in order.
    pub notes: Vec<Notice>,
    /// Search for a user, where this step chooses one.
    pub picker: Option<PickerView>,
    /// Who else has the role, where this step is about that.
    pub holders: Vec<HolderView>,
    /// What the person has to choose between, or may choose; several at once where `many`.
    pub choices: Vec<Choice>,
    /// Each choice is independent of the others.
    pub many: bool,
    /// Checks that this step sums up.
    pub checks: Vec<CheckView>,
    /// What it was at the last visit, where it has changed since.
    pub changed: Option<Message>,
    /// The vendor's pages that this step stands for.
    pub links: Vec<Button>,
    /// Controls.
    pub actions: Vec<Button>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckView {
    /// What is checked.
    pub title: Message,
    /// How it is meant.
    pub tone: Tone,
    /// The verdict in words.
    pub verdict: Message,
    /// The one fix.
    pub action: Option<Button>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub label: Message,
    /// The value, text of the organisation.
    pub value: String,
    /// The value in words, where it is not one text.
    pub words: Option<Message>,
    /// Offer a button that copies it.
    pub copy: bool,
}

/// The search for a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickerView {
    /// What is typed.
    pub text: String,
    /// A search is under way.
    pub searching: bool,
    /// How many were found, or that none was; also announced.
    pub status: Option<Message>,
    /// Results.
    pub rows: Vec<PickerRow>,
    /// Control for the next page.
    pub more: Option<Button>,
    /// What can be done with the text where nobody was found.
    pub offer: Option<Button>,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickerRow {
    /// Name, text of the organisation; the user name where there is none.
    pub name: String,
    /// User name and business unit, text of the organisation.
    pub under: Vec<String>,
    /// Disabled, without licence, application user.
    pub marks: Vec<Message>,
    /// Chooses it.
    pub press: Press,
}

/// Somebody or a team that has the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderView {
    /// Name, text of the organisation.
    pub name: String,
    /// How it is held, or why it is not offered.
    pub how: Message,
}

/// What would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Heading.
    pub title: Message,
    /// Where: organisation and its kind.
    pub place: Message,
    /// Changes in the order in which they will be made.
    pub changes: Vec<ChangeView>,
    /// What stays as it is, and why.
    pub left: Vec<Notice>,
    /// Names the act and the place; `None` where nothing is ticked or allowed.
    pub confirm: Option<Button>,
    /// In place of the button.
    pub confirm_note: Option<Message>,
    /// Leaves.
    pub cancel: Button,
}

/// One change before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// What will be done.
    pub title: Message,
    /// Ticked.
    pub ticked: bool,
    /// Ticks it; `None` where it cannot be ticked.
    pub tick: Option<Press>,
    /// As it is.
    pub before: Message,
    /// As it will be.
    pub after: Message,
    /// Why this copy, what follows.
    pub notes: Vec<Notice>,
    /// How it can be undone.
    pub undo: Message,
}

/// What is being changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Heading.
    pub title: Message,
    /// How far, in words.
    pub progress: Message,
    /// Changes finished.
    pub done: u32,
    /// Changes in all.
    pub total: u32,
    /// How fast it goes and how long it will take.
    pub rate: Option<Message>,
    /// One line a change.
    pub lines: Vec<Line>,
    /// Pauses, or goes on, where that is offered.
    pub pause: Option<Button>,
    /// Stops after the current change; `None` once it was pressed.
    pub stop: Option<Button>,
}

/// One change while and after it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub title: Message,
    /// How it stands.
    pub tone: Tone,
    /// In words.
    pub state: Message,
    /// What happened and what to do, where it did not work.
    pub problem: Option<ProblemView>,
}

/// What was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Heading: can be read aloud as the whole result.
    pub title: Message,
    /// How it went.
    pub tone: Tone,
    /// One line a change.
    pub lines: Vec<Line>,
    /// Saves who was not changed, and why.
    pub export: Option<Button>,
    /// Takes it back.
    pub undo: Option<Button>,
    /// Leaves.
    pub finish: Button,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemView {
    /// What happened.
    pub what: Message,
    /// What was and was not changed, or what it means.
    pub effect: Option<Message>,
    /// The server's own words and numbers, for support; text.
    pub details: Option<String>,
    /// The one next action.
    pub action: Option<Button>,
}

/// What was changed here before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalView {
    /// Latest first.
    pub entries: Vec<JournalLine>,
    /// Leaves.
    pub back: Button,
}

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// What was done.
    pub title: Message,
    /// When, by whom, and how it ended.
    pub under: Message,
    /// Takes it back, where that is still possible.
    pub undo: Option<Button>,
}

/// Foot of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foot {
    /// When it was last read.
    pub checked: Option<Message>,
    /// Controls: what was changed here.
    pub links: Vec<Button>,
}
