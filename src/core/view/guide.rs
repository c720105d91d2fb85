//! The callout of the guide, as plain data.

use super::Button;
use crate::core::message::Message;

/// The callout of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideView {
    /// Title of the step.
    pub title: Message,
    /// What to do now.
    pub text: Message,
    /// Why, or what to know; left out where there is no such message.
    pub why: Option<Message>,
    /// Place on the road: `2 of 5`; `None` where no stop is in sight.
    pub place: Option<Message>,
    /// Controls: back, skip, do it for me, end.
    pub actions: Vec<Button>,
    /// For when the control is not to be found; `None` where nothing is being looked for.
    pub help: Option<GuideHelp>,
}

/// Why a control may not be there, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideHelp {
    /// Asks for it, or puts it away; `None` where it is told unasked, because nothing can be marked.
    pub ask: Option<Button>,
    /// It is told.
    pub open: bool,
    /// Why that can be, the likeliest first.
    pub reasons: Vec<Message>,
    /// Other ways: take me there, another road.
    pub ways: Vec<Button>,
}
