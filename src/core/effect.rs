//! What the shell has to do, in the imperative. The core does nothing itself.

use super::bulk::record::{Chunk, Head};
use super::guide::record::Running;
use super::journal::Entry;
use super::memory::Memory;
use super::message::Message;
use super::report::{Kind, Report};
use crate::dataverse::request::HttpRequest;
use crate::page::shown::Shown;
use crate::page::values::Values;
use crate::playbook::Road;

/// Names one effect whose outcome comes back as an event. An answer to an id that is not pending is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectId(pub u32);

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a request on the page's own session; answer [`super::event::Happened::Ended`].
    Send {
        /// Comes back with the answer.
        id: EffectId,
        /// What to send.
        request: HttpRequest,
        /// Give up after so many milliseconds.
        timeout_ms: u32,
    },
    /// Read what is stored of this organisation; answer `Loaded` or `LoadFailed`.
    Load {
        /// Key of the organisation: its client URL.
        organization: String,
    },
    /// Read what is stored of changes to many users; answer `BulkLoaded`, or nothing where it cannot be read.
    LoadBulk {
        /// Key of the organisation: its client URL.
        organization: String,
    },
    /// Read what is stored of the organisation's guide; answers `ShownLoaded` and `GuideLoaded`.
    LoadGuide {
        /// Key of the organisation: its client URL.
        organization: String,
    },
    /// Bring the guide into tabs of other products that are open already.
    CallGuide,
    /// Store something; answer `Saved` or `SaveFailed`.
    Save {
        /// Comes back with the answer.
        id: EffectId,
        /// Key of the organisation: its client URL.
        organization: String,
        /// What.
        record: Record,
    },
    /// Ask the background for the right to write; answer `LeaseGranted` or `LeaseHeld`.
    AskLease {
        /// Key of the organisation: its client URL.
        organization: String,
    },
    /// Give that right back.
    ReleaseLease,
    /// Ask the background for a permit to have one request under way: all tabs of an organisation share a few; answer
    /// `PermitGranted` or `PermitLost`.
    AskPermit {
        /// Comes back with the answer.
        id: EffectId,
        /// Requests at once that the server recommends, as far as this tab has heard.
        most: usize,
        /// The request has left already, under a permit of which the background knows no more.
        under_way: bool,
    },
    /// Give a permit back.
    ReturnPermit(EffectId),
    /// Wait; answer `WaitOver`.
    Wait {
        /// Comes back with the answer.
        id: EffectId,
        /// How long.
        ms: u32,
    },
    /// Draw [`super::Core::view`] again.
    Render,
    /// Say it to assistive technology, politely.
    Announce(Message),
    /// Move the keyboard focus.
    Focus(Focus),
    /// Bring a step into view and move the focus to it.
    FocusStep(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Put a message in the person's language on the clipboard.
    CopyMessage(Message),
    /// Open an address in a new tab; always on the organisation's own host or a Microsoft admin host.
    OpenTab(String),
    /// Offer a file for saving.
    SaveFile(File),
    /// Make a file of the evidence report and offer it for saving.
    SaveReport(Kind, Box<Report>),
    /// Offer a table for saving, as [`super::bulk::csv`] writes it.
    SaveTable(Table),
    /// Load the page again, so that Dynamics asks for a sign-in.
    ReloadPage,
    /// Number of open steps, for the toolbar button; `None` while unknown.
    Badge(Option<u32>),
    /// Watch the page for the stops of a route, point at the current one; replaces an earlier route.
    Guide(Route),
    /// Go on watching and pointing on another road, or at another stop.
    Steer(Steer),
    /// From now on find these controls as they were shown, also in guides that begin later.
    Learn(Vec<Shown>),
    /// The next press on the page shows the control of this stop and does not reach the page; answer `Picked`. Without a
    /// stop, presses belong to the page again.
    Pick(Option<String>),
    /// Offer a description of the loaded pages for saving, without anything that belongs to a record or a person.
    DescribePage {
        /// These texts do, wherever they stand.
        private: Vec<String>,
        /// What stands in place-holders of the probes of pages.
        values: Values,
    },
    /// Stop pointing and watching; the callout stays and says what the view says.
    RestGuide,
    /// Stop pointing and watching, and take the callout away.
    StopGuide,
    /// The checklist was closed: take it off the page.
    Close,
}

/// A file that the person takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a path.
    pub name: String,
    /// `text/csv`, `application/json`, `text/html`
    pub kind: &'static str,
    /// What it holds.
    pub text: String,
}

/// A table that the person takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of the file, without a path.
    pub name: String,
    /// Rows, the first with the names of columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text of the organisation.
    Text(String),
    /// In the person's language.
    Words(Message),
}

/// Something to store.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// What is remembered of the organisation.
    Memory(Box<Memory>),
    /// One entry of the journal, under a key of its own.
    Journal(Box<Entry>),
    /// The head of a change to many users, under a key of its own.
    Bulk(Box<Head>),
    /// A chunk of one, under a key of its own.
    BulkChunk(Box<Chunk>),
    /// The guide of the organisation.
    Guide(Box<Running>),
    /// A control that was shown, under a key of its own.
    Shown(Box<Shown>),
}

/// Where the focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The heading of the screen that has just replaced another one.
    Screen,
    /// The main button of the checklist.
    MainButton,
    /// The field that searches for a user.
    Search,
    /// Where it was before the guide began.
    Back,
}

/// What the guide follows: which controls, in which order, and what stands in their place-holders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Id of the step.
    pub step: String,
    /// Roads in order of preference.
    pub roads: Vec<Road>,
    /// The road that the person switched to; without it the page decides.
    pub wish: Option<usize>,
    /// Values for place-holders of anchors and addresses.
    pub values: Values,
}

/// Where the person wants to be led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steer {
    /// Index of the road; without one, what is loaded decides.
    pub wish: Option<usize>,
    /// A stop to stay with until the page moves on.
    pub hold: Option<Hold>,
}

/// A stop that the person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Index of the road.
    pub road: usize,
    /// Index of the stop on it.
    pub stop: usize,
}
