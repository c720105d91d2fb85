//! Everything that a person can ask for. The view carries these values in its controls; the shell only hands them back.

use super::bulk::press::BulkPress;
use super::guide::GuidePress;
use super::journal::EntryId;
use super::memory::{ConfigChoice, Narrowed};
use super::message::Message;
use super::plan::{ChangeKey, PlanId};
use super::report::Kind;
use crate::dataverse::id::{SolutionId, UserId};
use crate::playbook::Variant;

/// One use of a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// Close the checklist.
    Close,
    /// Make it a pill.
    Collapse,
    /// Make the pill a panel again.
    Expand,
    /// Move it to the other side.
    SwapSide,
    /// The person made the panel this wide, in CSS pixels.
    Resize(u16),
    /// Read everything again.
    Recheck,
    /// Open or fold a step.
    ToggleStep(String),
    /// Fold the step that names the cause open and bring it into view.
    GoToStep(String),
    /// Use this user as the sync user.
    PickUser(UserId),
    /// Choose another sync user.
    PickAnother,
    /// Show further results of the search.
    MoreResults,
    /// Show what would change for all open steps.
    Review,
    /// Show what would change for one step.
    ReviewStep(String),
    /// Tick or untick one change of the review.
    Tick(ChangeKey),
    /// Write exactly what this review shows as ticked.
    Confirm(PlanId),
    /// Leave the review without writing.
    Cancel,
    /// Stop after the change that is being written.
    Stop,
    /// Leave the result.
    Finish,
    /// Show what undoing these entries would change.
    Undo(Vec<EntryId>),
    /// Show what was changed here.
    ShowJournal,
    /// Go back to the checklist.
    Back,
    /// Show a step on the real screen.
    ShowMe(String),
    /// A control of the guide's callout.
    Guide(GuidePress),
    /// Go on with a guide of an earlier session of the browser.
    ResumeGuide,
    /// End the guide.
    EndGuide,
    /// Open the page where this step is done by hand.
    OpenPage(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Put a message in the person's language on the clipboard.
    CopyMessage(Message),
    /// Load the page again to sign in.
    SignIn,
    /// Take this road through the procedure.
    ChooseVariant(Variant),
    /// This table and lookup are the configuration's.
    ChooseConfig(ConfigChoice),
    /// This solution is the procedure's.
    ChooseSolution(SolutionId),
    /// Wait until a user of this name appears, and choose it then.
    WaitFor(String),
    /// Do not wait any more.
    StopWaiting,
    /// Want the filter column on this table, or not any more.
    WantFilter(String),
    /// Let the old rule about the role hold for these users alone; for everybody where none are named.
    Narrow(Vec<Narrowed>),
    /// Say that a step is done which no server can prove.
    State(String),
    /// Take that back.
    Unstate(String),
    /// Offer the evidence report as a file.
    Report(Kind),
    /// Say what a description of this page would hold, or stop saying it.
    ReportPage,
    /// Save that description.
    SavePage,
    /// Show what creating an application user for this application id would change.
    CreateApplicationUser(String),
    /// Show what creating a user with this domain name (`DOMAIN\\user`) would change; on premises alone.
    CreateUser(String),
    /// A control of the change to many users.
    Bulk(BulkPress),
}
