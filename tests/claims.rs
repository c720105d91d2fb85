//! What a step claims rests on what could be read, and a control is there only where it does something.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use cairn::core::bulk::press::BulkPress;
use cairn::core::effect::Effect;
use cairn::core::event::{Event, Happened};
use cairn::core::message::{Arg, Moment};
use cairn::core::press::Press;
use cairn::core::report::{Kind, Report};
use cairn::core::view::{Review, Screen, StateWord, StepView};
use cairn::playbook::Variant;
use practice::org::Scenario;
use serde_json::json;
use world::{CLIENT_URL, World, texts};

const SYNC_USER: &str = "marketo.sync";
const APPLICATION: &str = "3c0e2f7a-5b1d-4e83-9a64-0d7c51b2a9e1";

fn review(world: &World) -> Review {
    match world.view().screen {
        Screen::Review(review) => review,
        other => panic!("not the review: {other:?}"),
    }
}

/// Confirms what is shown, and leaves the result.
fn confirm(world: &mut World) {
    let confirm = review(world).confirm;
    world.push(confirm);
    let Screen::Outcome(outcome) = world.view().screen else { panic!("the result: {:?}", world.view().screen) };
    world.push(Some(outcome.finish));
}

fn notes(step: &StepView) -> Vec<&str> {
    step.notes.iter().map(|note| note.text.key.as_ref()).collect()
}

fn offers(step: &StepView, key: &str) -> bool {
    step.actions.iter().any(|action| action.label.key == key)
}

fn report(world: &mut World) -> Report {
    let at = Moment(world.now);
    let effects = world.core.handle(Event { at, happened: Happened::Pressed(Press::Report(Kind::Page)) });
    let found = effects.into_iter().find_map(|effect| match effect {
        Effect::SaveReport(_, report) => Some(*report),
        _ => None,
    });
    found.expect("a report")
}

/// The id of a row of `/state`.
fn id_of(world: &World, list: &str, fits: impl Fn(&serde_json::Value) -> bool) -> String {
    let state = world.org.state();
    let row = state[list].as_array().expect("rows").iter().find(|row| fits(row)).cloned();
    row.expect("the row")["id"].as_str().expect("an id").to_owned()
}

fn sync_user(world: &World) -> String {
    id_of(world, "users", |user| user["domainname"].as_str().is_some_and(|name| name.contains(SYNC_USER)))
}

/// Another administrator puts the sync user into a team whose role is Salesperson.
fn join_sales(world: &mut World) {
    let team = id_of(world, "teams", |team| team["name"] == "Contoso Key Accounts");
    let at = format!("{CLIENT_URL}/api/data/v9.0/systemusers({})", sync_user(world));
    world.org_request("POST", &format!("teams({team})/teammembership_association/$ref"), &json!({ "@odata.id": at }));
}

#[test]
fn roles_through_a_team_speak_against_the_sync_user() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    let alone = world.step("dedicated");
    assert!(notes(&alone).contains(&"argument_no_other_roles") && notes(&alone).contains(&"argument_no_administrator"));
    join_sales(&mut world);
    world.press(Press::Recheck);
    let step = world.step("dedicated");
    assert_eq!(step.state, StateWord::Attention);
    let evidence = step.evidence.clone().expect("evidence");
    assert_eq!(evidence.key, "attention_user_other_roles");
    assert!(texts(&evidence).contains(&"Salesperson".to_owned()), "{evidence:?}");
    assert!(!notes(&step).contains(&"argument_no_other_roles"));
}

#[test]
fn where_teams_cannot_be_read_nothing_is_said_in_favour() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    // Which part of which batch asks for the teams is the survey's affair: each is refused in turn.
    let mut silent = 0;
    for (nth, part) in (1..3).flat_map(|nth| (1..50).map(move |part| (nth, part))) {
        let refused = json!({ "part": part, "status": 403, "code": "0x80040220", "message": "It was refused." });
        world.set_faults(json!([{ "path": "$batch", "nth": nth, "fault": { "errorPart": refused } }]));
        world.press(Press::Recheck);
        let step = world.step("dedicated");
        let said = notes(&step);
        let read = said.contains(&"argument_no_queues") && said.contains(&"argument_manages_nobody");
        silent += usize::from(read && !said.contains(&"argument_no_other_roles"));
        assert_eq!(said.contains(&"argument_no_other_roles"), said.contains(&"argument_no_administrator"), "{said:?}");
    }
    assert_eq!(silent, 2, "the user's own roles, and the teams");
}

#[test]
fn what_came_up_after_a_statement_is_seen() {
    let mut world = World::opened(Scenario::UserReady);
    world.pick(SYNC_USER);
    world.press(Press::State("dedicated".to_owned()));
    assert_eq!(world.state("dedicated"), StateWord::Stated);
    let kept = &report(&mut world).stated[0].notes;
    assert!(kept.iter().any(|note| note.text.key == "argument_no_queues"), "the report keeps the facts: {kept:?}");
    join_sales(&mut world);
    world.reopen();
    let step = world.step("dedicated");
    assert_eq!(step.state, StateWord::Attention, "{:?}", step.evidence);
    assert!(notes(&step).contains(&"effect_stated_before"));
    assert!(report(&mut world).stated.is_empty());
    world.press(Press::State("dedicated".to_owned()));
    assert_eq!(world.state("dedicated"), StateWord::Stated, "whoever says it again knows of it");
    world.reopen();
    assert_eq!(world.state("dedicated"), StateWord::Stated);
    let kept = &report(&mut world).stated[0].notes;
    assert!(kept.iter().any(|note| note.text.key == "attention_user_other_roles"), "{kept:?}");
}

#[test]
fn an_answer_is_about_the_record_as_it_was_when_it_was_published() {
    let mut world = World::opened(Scenario::OnPremises);
    world.pick("marketo");
    // The changes before it take longer than two clocks may be apart.
    world.request_ms = 30_000;
    world.press(Press::Review);
    confirm(&mut world);
    assert_eq!(world.state("published"), StateWord::Stated, "{:?}", world.evidence("published"));
    world.request_ms = 0;
    let state = world.org.state();
    let row = &state["config"][0];
    let (set, id) = (row["set"].as_str().expect("a set"), row["id"].as_str().expect("an id"));
    world.now += 20_000;
    world.org_request("PATCH", &format!("{set}({id})"), &json!({}));
    world.press(Press::Recheck);
    assert_eq!(world.state("published"), StateWord::Todo, "changed since: {:?}", world.evidence("published"));
}

#[test]
fn what_is_customised_after_publishing_is_published_in_the_same_plan() {
    let mut world = World::opened(Scenario::Done);
    world.pick(SYNC_USER);
    assert_eq!(world.state("published"), StateWord::Done);
    let step = id_of(&world, "steps", |step| step["name"].as_str().is_some_and(|name| name.contains("Update of lead")));
    world.org_request(
        "PATCH",
        &format!("sdkmessageprocessingsteps({step})"),
        &json!({ "statecode": 1, "statuscode": 2 }),
    );
    world.press(Press::Recheck);
    assert_eq!(world.state("published"), StateWord::Done, "the record is as it was published");
    let before = world.org.state()["publications"].as_array().expect("publications").len();
    for press in [Press::Review, Press::ReviewStep("steps".to_owned())] {
        world.press(press);
        let titles: Vec<_> = review(&world).changes.into_iter().map(|change| change.title.key).collect();
        assert_eq!(titles, ["change_step_on", "change_publish"]);
    }
    confirm(&mut world);
    assert_eq!(world.org.state()["publications"].as_array().expect("publications").len(), before + 1);
    assert_eq!(world.state("steps"), StateWord::Done);
}

#[test]
fn what_was_customised_here_and_not_published_stays_open() {
    let mut world = World::opened(Scenario::Done);
    world.pick(SYNC_USER);
    let step = id_of(&world, "steps", |step| step["name"].as_str().is_some_and(|name| name.contains("Update of lead")));
    world.org_request(
        "PATCH",
        &format!("sdkmessageprocessingsteps({step})"),
        &json!({ "statecode": 1, "statuscode": 2 }),
    );
    world.press(Press::Recheck);
    // The last publishing was long ago.
    world.now += 86_400_000;
    world.press(Press::Review);
    let publish = review(&world).changes.into_iter().find(|change| change.title.key == "change_publish");
    world.press(publish.and_then(|change| change.tick).expect("it can be left out"));
    confirm(&mut world);
    assert_eq!(world.state("steps"), StateWord::Done);
    assert_eq!(world.state("published"), StateWord::Todo, "{:?}", world.evidence("published"));
    world.reopen();
    assert_eq!(world.evidence("published").key, "evidence_not_published");

    let before = world.org.state()["publications"].as_array().expect("publications").len();
    world.press(Press::Review);
    confirm(&mut world);
    assert_eq!(world.org.state()["publications"].as_array().expect("publications").len(), before + 1);
    assert_eq!(world.state("published"), StateWord::Done, "{:?}", world.evidence("published"));
}

#[test]
fn without_the_role_a_new_user_is_refused_with_the_reason() {
    let mut world = World::opened(Scenario::NoSolution);
    world.press(Press::ChooseVariant(Variant::ApplicationUser));
    world.happened(Happened::SearchTyped(APPLICATION.to_owned()));
    let offer = world.step("sync-user").picker.expect("the search").offer;
    world.push(offer);
    let said = world.evidence("role");
    assert_eq!(world.announced.last(), Some(&said), "it is said, not passed over");
    assert!(world.step("role").open);
}

#[test]
fn do_it_is_offered_only_where_it_does_something() {
    let mut world = World::opened(Scenario::EverythingWrong);
    world.pick(SYNC_USER);
    let filter = world.step("filter");
    assert_eq!(filter.evidence.as_ref().expect("evidence").key, "attention_filter_type");
    assert!(!offers(&filter, "action_do_it"));
    assert!(notes(&filter).contains(&"effect_column_by_hand"), "why: {:?}", notes(&filter));

    let mut world = World::opened(Scenario::UserReady);
    world.pick("umberto.galli");
    let access = world.step("access");
    assert_eq!(access.evidence.as_ref().expect("evidence").key, "attention_user_unlicensed");
    assert!(!offers(&access, "action_do_it"), "a licence is given elsewhere");
}

#[test]
fn the_request_for_privileges_names_the_change() {
    let mut world = World::opened(Scenario::LimitedAdmin);
    // Whoever is signed in reads everything, and may write to users alone.
    let step = id_of(&world, "steps", |step| step["name"].as_str().is_some_and(|name| name.contains("Update of lead")));
    world.org_request(
        "PATCH",
        &format!("sdkmessageprocessingsteps({step})"),
        &json!({ "statecode": 1, "statuscode": 2 }),
    );
    world.pick("bianca.moreau");
    world.press(Press::Review);
    let mut closed = Vec::new();
    for change in review(&world).changes.iter().filter(|change| change.tick.is_none()) {
        let press = change.notes[0].action.as_ref().map(|action| action.press.clone());
        let Some(Press::CopyMessage(request)) = press else { panic!("{change:?}") };
        assert_eq!(request.args[1], Arg::Message(change.title.clone()), "the request is about this very change");
        closed.push((change.title.key.to_string(), texts(&request).join(" ")));
    }
    for (change, privilege) in [("change_step_on", "prvWriteSdkMessageProcessingStep"), ("change_lookup", "prvWrite")] {
        let found = closed.iter().any(|(key, text)| key == change && text.contains(privilege));
        assert!(found, "{change}: {closed:?}");
    }
}

#[test]
fn a_check_is_proved_only_as_far_as_it_can_be_read() {
    let verdicts = |world: &World| -> Vec<(String, String)> {
        let checks = world.step("checks").checks.into_iter();
        checks.map(|check| (check.title.key.to_string(), check.verdict.key.to_string())).collect()
    };
    let has = |told: &[(String, String)], check: &str, verdict: &str| {
        assert!(told.contains(&(check.to_owned(), verdict.to_owned())), "{check}: {told:?}");
    };
    let mut world = World::opened(Scenario::Done);
    world.pick(SYNC_USER);
    let told = verdicts(&world);
    has(&told, "check_url", "check_url_why");
    has(&told, "check_role", "check_role_why");
    has(&told, "check_config", "verdict_proved");
    let mut world = World::opened(Scenario::OnPremises);
    world.pick("marketo");
    world.press(Press::Review);
    confirm(&mut world);
    has(&verdicts(&world), "check_role", "verdict_proved");
}

#[test]
fn on_premises_a_licence_means_nothing() {
    let mut world = World::opened(Scenario::OnPremises);
    world.happened(Happened::SearchTyped("umberto.galli".to_owned()));
    let picker = world.step("sync-user").picker.expect("the search");
    let unlicensed = id_of(&world, "users", |user| user["islicensed"] == false && user["fullname"] == "Umberto Galli");
    assert!(
        picker.rows.iter().any(|row| row.press == Press::PickUser(cairn::dataverse::id::UserId(guid(&unlicensed))))
    );
    assert!(picker.rows.iter().all(|row| row.marks.is_empty()), "{:?}", picker.rows);
    world.pick("umberto.galli");
    assert_eq!(world.state("access"), StateWord::Done, "{:?}", world.evidence("access"));
}

fn guid(text: &str) -> cairn::dataverse::id::Guid {
    cairn::dataverse::id::Guid::parse(text).expect("an id")
}

#[test]
fn the_report_has_changes_to_many_users_among_the_others() {
    let mut world = World::opened(Scenario::OldPlugin);
    world.pick(SYNC_USER);
    world.press(Press::Bulk(BulkPress::OpenLacking));
    world.press(Press::Bulk(BulkPress::Review));
    let confirm = review(&world).confirm;
    world.push(confirm);
    world.press(Press::Bulk(BulkPress::Finish));
    let told = report(&mut world).changes;
    let many = told.iter().find(|change| change.title.key == "bulk_confirm_short_give").expect("it is told");
    assert_eq!((many.before.key.as_ref(), many.after.key.as_ref()), ("bulk_has_not", "bulk_has"));
    assert_eq!(many.ending.key, "bulk_journal_changed");
    assert_eq!(many.by, "Alex Admin");
}

#[test]
fn what_is_handed_over_says_where_it_goes() {
    let mut world = World::opened(Scenario::ApplicationUser);
    world.press(Press::ChooseVariant(Variant::ApplicationUser));
    world.happened(Happened::SearchTyped(APPLICATION.to_owned()));
    let offer = world.step("sync-user").picker.expect("the search").offer;
    world.push(offer);
    confirm(&mut world);
    let user = id_of(&world, "users", |user| user["applicationid"] == APPLICATION);
    world.org_request("PATCH", &format!("systemusers({user})"), &json!({ "internalemailaddress": null }));
    world.press(Press::Recheck);
    let step = world.step("hand-over");
    assert!(notes(&step).contains(&"note_paste_where"));
    let email = step.details.iter().find(|detail| detail.label.key == "detail_application_email").expect("it is said");
    assert_eq!(email.words.as_ref().expect("words").key, "value_no_email");
    let pages = |world: &World| -> Vec<String> {
        let steps = world.checklist().phases.into_iter().flat_map(|phase| phase.steps);
        let links = steps.flat_map(|step| step.links);
        links.map(|link| if let Press::OpenPage(url) = link.press { url } else { panic!("a page") }).collect()
    };
    let online = pages(&world);
    assert!(online.iter().any(|url| url.contains("s2s-connection")), "{online:?}");
    assert!(!online.iter().any(|url| url.contains("ropc-connection") || url.contains("on-premises")), "{online:?}");
    world.press(Press::ChooseVariant(Variant::LicensedUser));
    let licensed = pages(&world);
    assert!(!licensed.iter().any(|url| url.contains("s2s-connection") || url.contains("on-premises")), "{licensed:?}");
    let on_premises = pages(&World::opened(Scenario::OnPremises));
    assert!(!on_premises.iter().any(|url| url.contains("dynamics-365-with")), "{on_premises:?}");
}
