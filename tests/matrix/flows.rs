//! Every flow of the playbook, each from a prepared tab.

use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::Act;
use cairn::core::event::Happened;
use cairn::core::press::Press;
use cairn::core::view::Screen;
use cairn::playbook::Variant;
use practice::org::Scenario;

use crate::truth;
use crate::world::World;

const SYNC_USER: &str = "marketo.sync";
const APPLICATION: &str = "3c0e2f7a-5b1d-4e83-9a64-0d7c51b2a9e1";

/// A flow.
pub struct Flow {
    pub name: &'static str,
    /// Right before it.
    pub start: World,
    /// What the person does; done again, it goes on with what is left.
    pub act: fn(&mut World),
    /// Every change of it can be taken back.
    pub undoable: bool,
}

/// Writes so far, those in batches included.
fn written(world: &World) -> usize {
    world.logged_writes().len()
}

/// Confirms the review that is on screen, holds the result against the organisation, and leaves it.
fn confirm(world: &mut World) {
    let earlier: Vec<_> = world.store.journal.iter().map(|entry| entry.id.clone()).collect();
    if let Screen::Review(review) = world.view().screen
        && let Some(button) = review.confirm
    {
        world.press(button.press);
    }
    if matches!(world.view().screen, Screen::Outcome(_)) {
        let wrong = truth::claims(world, &earlier);
        world.wrong.extend(wrong);
        world.press(Press::Finish);
    }
}

/// Nothing may have been written before the press that confirms.
fn review_and_confirm(world: &mut World, press: Press) {
    let before = written(world);
    world.press(press);
    assert_eq!(written(world), before, "a review writes nothing");
    confirm(world);
}

fn set_up(world: &mut World) {
    review_and_confirm(world, Press::Review);
}

fn step(world: &mut World, id: &str) {
    review_and_confirm(world, Press::ReviewStep(id.to_owned()));
}

fn picked(scenario: Scenario) -> World {
    let mut world = World::opened(scenario);
    // Times on the server are whole seconds; what follows in the same one would have no order.
    world.request_ms = 1_000;
    world.pick(SYNC_USER);
    world
}

fn undo_everything(world: &mut World) {
    let entries = world.store.journal.iter().map(|entry| entry.id.clone()).collect();
    review_and_confirm(world, Press::Undo(entries));
}

/// The choice of many users is made as far as it goes, and confirmed.
fn many(world: &mut World, act: Act) {
    if go_on_with_many(world) {
        return;
    }
    let before = written(world);
    world.press(Press::Bulk(BulkPress::Open(act)));
    world.press(Press::Bulk(BulkPress::Everybody));
    world.press(Press::Bulk(BulkPress::Review));
    assert_eq!(written(world), before, "a review writes nothing");
    confirm_many(world);
}

/// What was interrupted is brought to its end; `false` where nothing was.
pub fn go_on_with_many(world: &mut World) -> bool {
    let interrupted = world.view().notice.is_some_and(|notice| notice.text.key == "bulk_interrupted");
    if interrupted {
        world.press(Press::Bulk(BulkPress::ShowRest));
        confirm_many(world);
    }
    interrupted
}

fn confirm_many(world: &mut World) {
    confirm(world);
    if matches!(world.view().screen, Screen::Running(_)) {
        // It waits for the person.
        world.press(Press::Bulk(BulkPress::GoOn));
        world.press(Press::Bulk(BulkPress::Stop));
    }
    let wrong = truth::claims_of_many(world);
    world.wrong.extend(wrong);
    world.press(Press::Bulk(BulkPress::Finish));
    world.press(Press::Bulk(BulkPress::Leave));
}

pub fn undo_many(world: &mut World) {
    let Some(head) = world.store.heads.iter().find(|head| head.undoes.is_none()) else { return };
    let before = written(world);
    world.press(Press::Bulk(BulkPress::Undo(head.id.clone())));
    world.press(Press::Bulk(BulkPress::Review));
    assert_eq!(written(world), before, "a review writes nothing");
    confirm_many(world);
}

fn application_user() -> World {
    let mut world = World::opened(Scenario::ApplicationUser);
    world.press(Press::ChooseVariant(Variant::ApplicationUser));
    world
}

/// Whether the organisation needs only publishing now.
fn unpublished(scenario: Scenario, publish_ms: u64) -> World {
    let mut world = picked(scenario);
    for id in ["language", "access", "steps", "role-assigned", "config-user"] {
        step(&mut world, id);
    }
    world.org.set_publishing(publish_ms, 120_000, false);
    world
}

/// All flows.
pub fn all() -> Vec<Flow> {
    let flow = |name, start, act, undoable| Flow { name, start, act, undoable };
    let mut wants_column = picked(Scenario::EverythingWrong);
    let tables: Vec<_> = wants_column.step("filter").choices.iter().map(|choice| choice.press.clone()).collect();
    for press in tables {
        wants_column.press(press);
    }
    let mut set_up_done = picked(Scenario::NothingDone);
    set_up(&mut set_up_done);
    let mut many_done = picked(Scenario::OldPlugin);
    many(&mut many_done, Act::Give);
    vec![
        flow("first opening", World::new(Scenario::NothingDone), World::open, true),
        flow("first opening on premises", World::new(Scenario::OnPremises), World::open, true),
        flow("opening again", picked(Scenario::EverythingWrong), World::reopen, true),
        flow("report", picked(Scenario::Done), |world| world.press(Press::Recheck), true),
        flow("search", World::opened(Scenario::UserReady), search, true),
        flow("assign role", picked(Scenario::UserReady), |world| step(world, "role-assigned"), true),
        flow("remove roles", picked(Scenario::RoleElsewhere), |world| step(world, "role-exclusive"), true),
        flow("language", picked(Scenario::NothingDone), |world| step(world, "language"), true),
        flow("access mode", picked(Scenario::EverythingWrong), |world| step(world, "access"), true),
        flow("steps", picked(Scenario::EverythingWrong), |world| step(world, "steps"), true),
        flow("lookup", picked(Scenario::HalfDone), |world| step(world, "config-user"), true),
        flow("column", wants_column, |world| step(world, "filter"), true),
        flow("publish", unpublished(Scenario::NothingDone, 60_000), |world| step(world, "published"), true),
        flow("publish on premises", unpublished(Scenario::OnPremises, 20_000), |world| step(world, "published"), true),
        flow("application user", application_user(), create_application_user, true),
        flow("set-up", picked(Scenario::NothingDone), set_up, true),
        flow("set-up on premises", picked(Scenario::OnPremises), set_up, true),
        flow("undo", set_up_done, undo_everything, false),
        flow("give to many", picked(Scenario::OldPlugin), |world| many(world, Act::Give), true),
        flow("undo of many", many_done, undo_many, false),
    ]
}

fn search(world: &mut World) {
    for text in ["mar", SYNC_USER] {
        world.happened(Happened::SearchTyped(text.to_owned()));
    }
    if let Screen::Checklist(list) = world.view().screen
        && let Some(picker) = list.phases.iter().flat_map(|phase| &phase.steps).find_map(|step| step.picker.clone())
        && let Some(row) = picker.rows.iter().find(|row| row.under.iter().any(|text| text.contains(SYNC_USER)))
    {
        world.press(row.press.clone());
    }
}

fn create_application_user(world: &mut World) {
    review_and_confirm(world, Press::CreateApplicationUser(APPLICATION.to_owned()));
}
