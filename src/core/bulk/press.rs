//! Controls of the change to many users.

use super::judge::Out;
use super::pick::Source;
use super::record::{Act, BulkId};
use crate::core::plan::PlanId;
use crate::dataverse::id::{BusinessUnitId, UserId};
use crate::dataverse::request::ViewSource;

/// One use of a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkPress {
    /// Choose users.
    Open(Act),
    /// Choose among those who lack the role where the old rules want it on everybody.
    OpenLacking,
    /// Leave the choice.
    Leave,
    /// Take users from this source.
    Source(Source),
    /// Add everybody who lacks the role, or has it.
    Everybody,
    /// Add this one.
    Add(UserId),
    /// Add everybody whom a view lists.
    View(ViewSource),
    /// Add everybody in a business unit.
    Unit(BusinessUnitId),
    /// Add everybody whom a pasted list names.
    List(String),
    /// Choose this one, or not any more.
    Toggle(UserId),
    /// Choose those who would be left without a role, or not any more.
    ToggleLonely,
    /// Choose nobody.
    Clear,
    /// Copy who is left out for this reason.
    CopyOut(Out),
    /// Copy what of the list did not match.
    CopyUnmatched,
    /// Show what would be written.
    Review,
    /// Go back to the choice.
    Back,
    /// Write exactly what this review shows.
    Confirm(PlanId),
    /// Finish what is at work, begin nothing more.
    Pause,
    /// Go on.
    GoOn,
    /// Finish what is at work, then end.
    Stop,
    /// Save who was not changed, and why.
    Export,
    /// Leave the result.
    Finish,
    /// Show what taking it back would write.
    Undo(BulkId),
    /// Show what was interrupted.
    ShowRest,
    /// Leave it as it is.
    Abandon,
}
