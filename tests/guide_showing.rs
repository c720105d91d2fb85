//! The person shows a control that the guide does not find, or describes the page: events in, what is said and stored out.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::effect::Effect;
use cairn::core::event::Happened;
use cairn::core::guide::{GuidePress, Sight, Sighted};
use cairn::core::press::Press;
use cairn::core::view::GuideView;
use cairn::dataverse::id::Guid;
use cairn::page::catalogue::{Frame, Role};
use cairn::page::find::{Nowhere, Why};
use cairn::page::shown::{By, Picked, SCHEMA, Shown, Unfit};
use practice::org::Scenario;
use world::{CLIENT_URL, World};

const MISSING: Sight = Sight::Missing { stop: 0, why: Why::Absent };

fn guided() -> World {
    let mut world = World::opened(Scenario::UserReady);
    world.pick("marketo.sync");
    world.press(Press::ShowMe("role-assigned".to_owned()));
    sees(&mut world, MISSING);
    world.guided.clear();
    world
}

fn sees(world: &mut World, sight: Sight) {
    world.happened(Happened::Sighted(Sighted { road: 0, sight, held: false, stayed: false, link: None }));
}

fn view(world: &World) -> GuideView {
    world.view().guide.or_else(|| world.core.callout()).expect("a guide runs")
}

fn actions(world: &World) -> Vec<String> {
    view(world).actions.iter().map(|button| button.label.key.to_string()).collect()
}

fn offers(world: &World, key: &str) -> bool {
    view(world).help.is_some_and(|help| help.ways.iter().any(|way| way.label.key == key))
}

fn reasons(world: &World) -> Vec<String> {
    view(world).help.expect("help").reasons.iter().map(|reason| reason.key.to_string()).collect()
}

fn shown(stop: &str) -> Shown {
    let by = By::Name { role: Role::Button, name: "Preferences".to_owned() };
    let (stop, page, name) = (stop.to_owned(), "uci-shell".to_owned(), "Preferences".to_owned());
    Shown { schema: SCHEMA, stop, page, frame: Frame::Top, by, name }
}

fn picks(world: &mut World, result: Result<Picked, Unfit>) {
    world.happened(Happened::Picked(result.map(Box::new)));
}

fn gear() -> Picked {
    Picked { shown: shown("gear"), role: Some(Role::Button) }
}

fn press(world: &mut World, press: GuidePress) {
    world.press(Press::Guide(press));
}

#[test]
fn what_is_shown_is_told_back_and_kept_only_when_the_person_says_so() {
    let mut world = guided();
    assert!(offers(&world, "action_show_control"));
    press(&mut world, GuidePress::Show);
    assert_eq!(world.guided, [Effect::Pick(Some("gear".to_owned()))]);
    assert_eq!((&*view(&world).title.key, &*view(&world).text.key), ("stop_gear", "guide_show"));
    assert_eq!(actions(&world), ["action_cancel"]);
    picks(&mut world, Ok(gear()));
    assert_eq!(view(&world).text.key, "guide_picked");
    assert_eq!(world::texts(&view(&world).text), ["Preferences"]);
    assert_eq!(actions(&world), ["action_keep", "action_cancel"]);
    assert!(world.store.shown.is_empty(), "nothing is kept unasked");
    world.guided.clear();
    press(&mut world, GuidePress::Keep);
    assert_eq!(world.guided, [Effect::Pick(None), Effect::Learn(vec![shown("gear")])]);
    assert_eq!(world.store.shown, [shown("gear")]);
    assert_eq!(view(&world).text.key, "stop_gear");
}

#[test]
fn another_press_replaces_the_first_and_a_refusal_says_why() {
    let mut world = guided();
    press(&mut world, GuidePress::Show);
    for (why, key) in [
        (Unfit::Record, "guide_unfit_record"),
        (Unfit::Alike, "guide_unfit_alike"),
        (Unfit::Elsewhere, "guide_unfit_elsewhere"),
    ] {
        picks(&mut world, Ok(gear()));
        picks(&mut world, Err(why));
        assert_eq!(view(&world).text.key, key);
        press(&mut world, GuidePress::Keep);
        assert!(world.store.shown.is_empty(), "what was refused cannot be kept");
    }
    press(&mut world, GuidePress::StopShowing);
    assert_eq!(world.guided.last(), Some(&Effect::Pick(None)));
    assert!(offers(&world, "action_show_control"));
    picks(&mut world, Ok(gear()));
    assert!(offers(&world, "action_show_control"), "after the end a press is the page's");
}

#[test]
fn only_a_control_that_is_missed_can_be_shown() {
    let mut world = guided();
    for sight in [
        Sight::Marked { stop: 0, instead: false },
        Sight::Missing { stop: 6, why: Why::NotGiven },
        Sight::Nowhere { next: 0, why: Nowhere::UnknownPage },
    ] {
        sees(&mut world, sight);
        press(&mut world, GuidePress::Show);
        assert_eq!(world.guided, [], "{sight:?}");
        assert!(!offers(&world, "action_show_control"), "{sight:?}");
    }
    sees(&mut world, Sight::Told { stop: 0 });
    press(&mut world, GuidePress::CannotFind);
    assert!(offers(&world, "action_show_control"), "what is only told can be shown");
}

#[test]
fn what_is_stored_is_learned_and_what_cannot_be_read_is_said() {
    let mut world = guided();
    world.happened(Happened::ShownLoaded { shown: vec![shown("settings")], unreadable: vec!["gear".to_owned()] });
    assert_eq!(world.guided, [Effect::Learn(vec![shown("settings")])]);
    assert!(reasons(&world).contains(&"guide_reason_unreadable".to_owned()));
    press(&mut world, GuidePress::Show);
    picks(&mut world, Ok(gear()));
    press(&mut world, GuidePress::Keep);
    assert!(!reasons(&world).contains(&"guide_reason_unreadable".to_owned()), "it was shown again");
    assert_eq!(world.guided.last(), Some(&Effect::Learn(vec![shown("settings"), shown("gear")])));
}

#[test]
fn where_it_cannot_be_stored_that_is_said() {
    let mut world = guided();
    press(&mut world, GuidePress::Show);
    picks(&mut world, Ok(gear()));
    world.store.full = true;
    press(&mut world, GuidePress::Keep);
    assert_eq!(world.announced.last().map(|message| &*message.key), Some("guide_not_kept"));
}

#[test]
fn in_another_product_it_is_the_same() {
    let mut world = guided();
    world.press(Press::Guide(GuidePress::Road(0)));
    let mut away = World::new(Scenario::UserReady);
    away.store.guide.clone_from(&world.store.guide);
    let (seed, session) = (Guid::from_bits(3), away.session.clone());
    away.happened(Happened::OpenedAway { organization: CLIENT_URL.to_owned(), seed, session });
    sees(&mut away, MISSING);
    press(&mut away, GuidePress::Show);
    picks(&mut away, Ok(gear()));
    press(&mut away, GuidePress::Keep);
    assert_eq!(away.store.shown, [shown("gear")]);
}

#[test]
fn a_description_is_saved_after_it_was_said_what_it_holds() {
    let mut world = guided();
    assert!(offers(&world, "action_report_page"));
    press(&mut world, GuidePress::SaveReport);
    assert_eq!(world.guided, [], "nobody has read yet what it holds");
    press(&mut world, GuidePress::Report);
    assert_eq!(view(&world).text.key, "guide_report");
    assert_eq!(view(&world).why.expect("what it holds").key, "guide_report_more");
    assert_eq!(actions(&world), ["action_save_page", "action_cancel"]);
    press(&mut world, GuidePress::SaveReport);
    let Some(Effect::DescribePage { private, .. }) = world.guided.last() else { panic!("{:?}", world.guided) };
    for text in ["contoso", "Marketo Sync"] {
        assert!(private.iter().any(|other| other == text), "{text} is not the product's: {private:?}");
    }
}

#[test]
fn a_page_can_be_reported_from_the_checklist_without_a_guide() {
    let mut world = World::opened(Scenario::UserReady);
    let link = |world: &World, key: &str| {
        let view = world.view();
        let notice = view.notice.and_then(|notice| notice.action);
        view.foot.links.into_iter().chain(notice).find(|link| link.label.key == key)
    };
    let report = link(&world, "action_report_page").expect("it is in the foot");
    assert_eq!(link(&world, "action_save_page"), None);
    world.press(Press::SavePage);
    assert_eq!(world.guided, [], "nobody has read yet what it holds");
    world.push(Some(report.clone()));
    assert_eq!(world.view().notice.expect("what it holds").text.key, "notice_report_page");
    world.push(Some(report.clone()));
    assert_eq!(link(&world, "action_save_page"), None, "pressed again it is put away");
    world.push(Some(report));
    world.push(link(&world, "action_save_page"));
    let Some(Effect::DescribePage { private, .. }) = world.guided.last() else { panic!("{:?}", world.guided) };
    assert!(private.iter().any(|text| text == "contoso"), "the address is not the product's: {private:?}");
    assert_eq!(link(&world, "action_save_page"), None);
}
