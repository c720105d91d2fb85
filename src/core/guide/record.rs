//! The running guide as it is stored, so that it goes on after a navigation and in other tabs and products.

use super::Guide;
use crate::core::message::Moment;
use crate::dataverse::id::UserId;
use crate::page::values::Values;
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
    /// When it was stored.
    pub at: Moment,
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
            at,
        }
    }
}
