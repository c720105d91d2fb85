//! What happened: everything that the core ever learns, named in the past tense.

use super::bulk::record::{Chunk, Head};
use super::effect::EffectId;
use super::guide::Sighted;
use super::guide::record::Running;
use super::journal::Entry;
use super::memory::Memory;
use super::message::Moment;
use super::press::Press;
use crate::dataverse::id::Guid;
use crate::dataverse::reply::Ended;
use crate::page::shown::{Picked, Shown, Unfit};

/// Something that happened, and when.
#[derive(Clone, Debug)]
pub struct Event {
    /// The shell's clock.
    pub at: Moment,
    /// What.
    pub happened: Happened,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Happened {
    /// The checklist was opened in a page of an organisation.
    Opened {
        /// `https://contoso.crm4.dynamics.com`, or with `/orgname` on premises; no trailing slash.
        client_url: String,
        /// A random value of this instance, from which its own ids are made.
        seed: Guid,
        /// Names the session of the browser.
        session: String,
    },
    /// The guide of an organisation was brought into a tab of another product.
    OpenedAway {
        /// Key of the organisation: its client URL.
        organization: String,
        /// A random value of this instance, from which its own ids are made.
        seed: Guid,
        /// Names the session of the browser.
        session: String,
    },
    /// Storage gave the organisation's guide, if there is one; answers [`super::effect::Effect::LoadGuide`].
    GuideLoaded(Option<Box<Running>>),
    /// Storage gave the controls that were shown in this organisation.
    ShownLoaded {
        /// Those that can be read.
        shown: Vec<Shown>,
        /// Stops of which something is stored that cannot be read.
        unreadable: Vec<String>,
    },
    /// The person has pressed something on the page to show it; answers [`super::effect::Effect::Pick`].
    Picked(Result<Box<Picked>, Unfit>),
    /// Another tab has stored the organisation's guide.
    GuideElsewhere(Option<Box<Running>>),
    /// Storage gave what is known of this organisation; answers [`super::effect::Effect::Load`].
    Loaded {
        /// What was stored, if anything that can be read.
        memory: Box<Memory>,
        /// Entries of the journal, in any order.
        journal: Vec<Entry>,
    },
    /// Storage could not be read, or held something of a newer version.
    LoadFailed,
    /// Storage gave what is kept of changes to many users; answers [`super::effect::Effect::LoadBulk`].
    BulkLoaded {
        /// Their heads, in any order.
        heads: Vec<Head>,
        /// Their chunks, in any order.
        chunks: Vec<Chunk>,
    },
    /// A record was stored.
    Saved(EffectId),
    /// A record could not be stored: storage is full, or the extension was updated.
    SaveFailed(EffectId),
    /// Another tab stored an entry of the journal or another choice of user.
    StoredElsewhere {
        /// What is stored now.
        memory: Box<Memory>,
        /// All entries.
        journal: Vec<Entry>,
    },
    /// A request ended.
    Ended {
        /// Which.
        id: EffectId,
        /// How.
        ended: Ended,
    },
    /// A wait is over.
    WaitOver(EffectId),
    /// This tab may write now.
    LeaseGranted,
    /// Another tab of this organisation is writing.
    LeaseHeld,
    /// The lease is gone: the background was ended. It has to be asked for again.
    LeaseLost,
    /// One request may be under way; answers [`super::effect::Effect::AskPermit`].
    PermitGranted(EffectId),
    /// A permit is gone, or will not come: the background was ended.
    PermitLost(EffectId),
    /// The person used one of the controls that the view offered.
    Pressed(Press),
    /// The person typed into the search for a user.
    SearchTyped(String),
    /// The page came to the front again.
    Shown,
    /// The guide sees another place than before, or lost sight of it.
    Sighted(Sighted),
    /// The person has pressed the marked control of a stop.
    StopUsed {
        /// Index of the road.
        road: usize,
        /// Index of the stop on it.
        stop: usize,
        /// `appid` of the page, empty where its address names none.
        app: String,
    },
    /// Something on the page changed that may mean that a guided step was done by hand (a dialog closed, OK pressed).
    PageActed,
}
