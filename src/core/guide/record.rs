//! The running guide as it is stored, so that it goes on after a navigation and in other tabs and products.

use super::Guide;
use crate::core::message::Moment;
use crate::dataverse::id::UserId;
use crate::page::values::{Place, Values};
use crate::playbook::Variant;

/// The layout of what is stored; one of a higher one is left alone.
pub const SCHEMA: u16 = 1;

/// The guide of an organisation. What is in sight is not part of it: each page tells that anew.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Running {
    /// Layout, [`SCHEMA`].
    pub schema: u16,
    /// The session of the browser in which it was last used; in a later one the person is asked first.
    pub session: String,
    /// How it stands.
    pub standing: Standing,
    /// The step that it shows.
    pub step: String,
    /// The variant whose roads it takes.
    pub variant: Variant,
    /// Index of the road that the person chose.
    pub wish: Option<usize>,
    /// What stands in place-holders: other products cannot ask the organisation.
    pub values: Values,
    /// The user to whom it leads.
    pub user: Option<UserId>,
    /// How often something was done in other products that the organisation may have come to know.
    pub acted: u32,
    /// What was pressed last, as long as nothing that the guide knows has come of it.
    #[serde(default)]
    pub pressed: Option<Pressed>,
    /// When it was stored.
    pub at: Moment,
}

/// A control of a stop that the person has pressed: the stop, a blank, and the `appid` of the page on which that was. One
/// text, because each structure that is stored costs the core more than all that is done with this one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Pressed(String);

impl Pressed {
    /// `app` is empty where the address of the page names none.
    pub fn new(stop: &str, app: &str) -> Self {
        Self([stop, " ", app].concat())
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once(' ').unwrap_or((&self.0, ""))
    }

    /// The stop.
    pub fn stop(&self) -> &str {
        self.parts().0
    }

    /// The `appid` of its page; empty where that has none.
    pub fn app(&self) -> &str {
        self.parts().1
    }
}

/// The stop that opens the settings: classic, or the Environment Settings app (dynamics-ui §1.4).
const OPENS_SETTINGS: &str = "advanced-settings";

impl Running {
    /// A page that another page has opened goes on with it. What *Advanced Settings* opens as an app of its own is the
    /// Environment Settings app: its `appid` differs from organisation to organisation, and nothing on its pages names it
    /// (dynamics-ui §1.3, §4).
    pub fn opened(&mut self, app: &str) {
        let settings = |pressed: &Pressed| pressed.stop() == OPENS_SETTINGS && pressed.app() != app;
        if !app.is_empty() && self.pressed.as_ref().is_some_and(settings) {
            self.values.put(Place::SettingsApp, app);
        }
    }
}

/// How a guide stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Standing {
    /// On the way.
    Going,
    /// The server says that the step has become true.
    Arrived {
        /// The next open step that can be shown.
        next: String,
    },
    /// Ended, wherever that was.
    Ended,
}

impl Guide {
    /// As it is stored.
    pub(super) fn record(&self, standing: Standing, session: &str, at: Moment) -> Running {
        Running {
            schema: SCHEMA,
            session: session.to_owned(),
            standing,
            step: self.step.clone(),
            variant: self.variant,
            wish: self.wish(),
            values: self.values.clone(),
            user: self.user,
            acted: self.acted,
            pressed: self.pressed.clone(),
            at,
        }
    }
}
