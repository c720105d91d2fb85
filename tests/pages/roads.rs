//! Which road is followed: the one whose page is in front, unless the person wished for another.

use super::{catalogue, playbook, values, variant};
use crate::frozen::Site;
use cairn::page::catalogue::Stop;
use cairn::page::find::{self, Nowhere, Sight, Why, Wish, frames::Frames};
use cairn::page::track::Track;
use cairn::playbook::Road;
use proptest::prelude::*;

/// What is seen of a step on a page: the road's track, the stop's name, why its control is not pointed at.
fn seen(file: &str, step: &str, wish: Wish) -> (Track, Option<String>, Option<Why>) {
    let (catalogue, playbook, site) = (catalogue(), playbook(), Site::load(file, &[]));
    let roads: Vec<&Road> = playbook.step(step).unwrap().roads_of(variant("")).collect();
    let stops: Vec<Vec<&Stop>> =
        roads.iter().map(|road| road.stops.iter().map(|name| catalogue.stop(name).unwrap()).collect()).collect();
    let (road, sight) = find::look_roads(&site, &Frames::of(&site), &catalogue, &stops, wish, &values());
    (roads[road].road, sight.stop().map(|stop| roads[road].stops[stop].clone()), sight.why())
}

fn at(road: Track, stop: &str) -> (Track, Option<String>, Option<Why>) {
    (road, Some(stop.to_owned()), None)
}

fn on(current: usize) -> Wish {
    Wish { current: Some(current), ..Wish::default() }
}

const CLASSIC: usize = 0;
const UCI: usize = 1;

#[test]
fn the_page_in_front_decides_the_road() {
    for (file, road, stop) in [
        ("uci-shell.html", Track::Classic, "gear"),
        ("classic-users.html", Track::Classic, "user-row"),
        ("uci-users.html", Track::Uci, "uci-user-row"),
        ("ppac-users.html", Track::Ppac, "ppac-user"),
    ] {
        for wish in [Wish::default(), on(CLASSIC), on(UCI)] {
            assert_eq!(seen(file, "role-assigned", wish), at(road, stop), "{file} {wish:?}");
        }
    }
}

#[test]
fn a_page_of_several_roads_keeps_the_one_that_is_followed() {
    assert_eq!(seen("uci-shell.html", "config-user", Wish::default()), at(Track::Classic, "gear"));
    assert_eq!(seen("uci-shell.html", "config-user", on(CLASSIC)), at(Track::Classic, "gear"));
    assert_eq!(seen("uci-shell.html", "config-user", on(UCI)), at(Track::Uci, "gear"));
    // Where Advanced Settings has led decides, whatever was followed before.
    assert_eq!(seen("uci-settings.html", "config-user", on(CLASSIC)), at(Track::Uci, "uci-marketo-config"));
    assert_eq!(seen("classic-nav-marketo.html", "config-user", on(UCI)), at(Track::Classic, "marketo-config"));
}

#[test]
fn a_road_that_the_person_wished_for_is_not_left() {
    let wish = Wish { road: Some(UCI), ..on(CLASSIC) };
    let nowhere = Some(Why::Nowhere(Nowhere::UnknownPage));
    assert_eq!(seen("classic-users.html", "role-assigned", wish), (Track::Uci, None, nowhere));
    assert_eq!(seen("uci-users.html", "role-assigned", wish), at(Track::Uci, "uci-user-row"));
}

#[test]
fn on_unknown_pages_the_road_stays() {
    let nowhere = Some(Why::Nowhere(Nowhere::UnknownPage));
    assert_eq!(seen("sign-in.html", "role-assigned", on(UCI)), (Track::Uci, None, nowhere));
    assert_eq!(seen("sign-in.html", "role-assigned", Wish::default()), (Track::Classic, None, nowhere));
}

#[test]
fn what_was_skipped_stays_behind_and_what_was_gone_back_to_is_current() {
    let playbook = playbook();
    let roads: Vec<&Road> = playbook.step("sync-user").unwrap().roads_of(variant("")).collect();
    let place = |name: &str| roads[0].stops.iter().position(|stop| stop == name).unwrap();
    // Back from the other product: the list is there a second time.
    let wish = Wish { from: place("m365-finish"), ..on(0) };
    assert_eq!(seen("classic-users.html", "sync-user", wish), at(Track::M365, "users-refresh"));
    assert_eq!(seen("classic-users.html", "sync-user", on(0)), at(Track::M365, "users-new"));
    // Said of another road, it does not count.
    let other = Wish { from: 99, ..on(1) };
    assert_eq!(seen("classic-users.html", "sync-user", other), at(Track::M365, "users-new"));
    let again = Wish { again: Some(6), ..on(CLASSIC) };
    assert_eq!(seen("classic-users-selected.html", "role-assigned", on(CLASSIC)).1.as_deref(), Some("manage-roles"));
    assert_eq!(seen("classic-users-selected.html", "role-assigned", again), at(Track::Classic, "user-row"));
    // On another page there is nothing to go back to.
    assert_eq!(seen("classic-start.html", "role-assigned", again), at(Track::Classic, "settings"));
}

#[test]
fn what_is_only_told_is_over_with_the_next_page() {
    assert_eq!(seen("m365-home.html", "sync-user", on(0)), at(Track::M365, "m365-open"));
    assert_eq!(seen("m365-users.html", "sync-user", on(0)), at(Track::M365, "m365-add-user"));
    assert_eq!(seen("maker-home.html", "published", on(1)), at(Track::Maker, "maker-open"));
    assert_eq!(seen("maker-solutions.html", "published", on(0)), at(Track::Maker, "maker-publish"));
}

#[test]
fn a_control_under_more_commands_says_so() {
    for (file, step) in [
        ("classic-users-overflow.html", "role-assigned"),
        ("uci-users-overflow.html", "role-assigned"),
        ("maker-solutions-overflow.html", "published"),
        ("classic-config-form.html", "config-user"),
    ] {
        assert_eq!(seen(file, step, Wish::default()).2, Some(Why::UnderMore), "{file}");
    }
}

#[test]
fn nothing_is_pointed_at_behind_a_modal_dialog() {
    let modal = Some(Why::Nowhere(Nowhere::UnknownDialog));
    assert_eq!(seen("m365-modal.html", "sync-user", on(0)), (Track::M365, None, modal));
}

#[test]
fn where_the_language_of_a_product_is_unknown_it_is_told_and_not_called_missing() {
    assert_eq!(seen("m365-users-other.html", "sync-user", on(0)), at(Track::M365, "m365-add-user"));
    assert_eq!(seen("m365-wizard-other.html", "sync-user", on(0)), at(Track::M365, "m365-fill"));
    assert_eq!(seen("ppac-users-roles-other.html", "role-assigned", on(2)), at(Track::Ppac, "ppac-save"));
    // In a language that is known, what is not to be found is missing.
    let missing = seen("ppac-users-roles.html", "sync-user", on(1));
    assert_eq!(missing, (Track::Ppac, Some("ppac-add-user".into()), Some(Why::Absent)));
}

#[test]
fn in_the_environment_settings_app_the_way_goes_on_where_the_page_is_now() {
    for (step, road, stop) in [
        ("role-assigned", Track::Ppac, "redirected-users"),
        ("role-exclusive", Track::Ppac, "redirected-users"),
        ("sync-user", Track::M365, "redirected-account"),
        ("access", Track::Uci, "redirected-form"),
        ("published", Track::Maker, "redirected-solutions"),
    ] {
        for wish in [Wish::default(), on(0)] {
            assert_eq!(seen("uci-settings.html", step, wish), at(road, stop), "{step} {wish:?}");
        }
    }
    // Whoever wants the classic way all the same is not sent in circles: the gear would open this app again.
    let wish = Wish { road: Some(CLASSIC), ..on(CLASSIC) };
    let passed = Some(Why::Nowhere(Nowhere::Passed));
    assert_eq!(seen("uci-settings.html", "role-assigned", wish), (Track::Classic, None, passed));
}

#[test]
fn on_premises_the_classic_pages_lead_to_the_role() {
    let (catalogue, playbook) = (catalogue(), playbook());
    for (file, stop) in [
        ("on-premises-default.html", "instead settings"),
        ("on-premises-areas.html", "settings-tile"),
        ("on-premises-start.html", "settings"),
        ("classic-nav-open.html", "security"),
        ("classic-security.html", "users"),
        ("classic-users.html", "user-row"),
        ("classic-users-selected.html", "manage-roles"),
        ("classic-roles.html", "role-tick"),
    ] {
        let site = Site::load(file, &[]);
        let seen = super::look_step(&catalogue, &playbook, &site, "role-assigned", variant("on-premises"));
        assert_eq!(seen, format!("Classic {stop}"), "{file}");
    }
    let roads = playbook.step("role-assigned").unwrap().roads_of(variant("on-premises"));
    assert!(roads.into_iter().all(|road| matches!(road.road, Track::Classic | Track::Uci)), "there is no admin centre");
}

#[test]
fn every_stop_of_every_road_can_be_current_and_every_stop_is_on_a_road() {
    let (catalogue, playbook) = (catalogue(), playbook());
    let mut unused: Vec<&str> = catalogue.stops.iter().map(|stop| stop.name.as_str()).collect();
    for step in playbook.steps() {
        for road in &step.guide {
            assert!(!road.stops.is_empty(), "{} has an empty road", step.id);
            for name in &road.stops {
                assert!(catalogue.stop(name).is_some(), "{}: no stop is called {name}", step.id);
                unused.retain(|stop| stop != name);
            }
        }
    }
    assert!(unused.is_empty(), "on no road: {unused:?}");
    let sites: Vec<Site> = super::expected().keys().map(|file| Site::load(file, &[])).collect();
    for stop in &catalogue.stops {
        let roads = [vec![stop]];
        let current = sites.iter().any(|site| {
            let sight = find::look_roads(site, &Frames::of(site), &catalogue, &roads, Wish::default(), &values()).1;
            matches!(sight, Sight::Found(_) | Sight::Told { .. })
        });
        assert!(current, "{} is current on no frozen page", stop.name.as_str());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_wish_gives_a_road_that_there_is(
        file in 0..200_usize, step in 0..20_usize, road in proptest::option::of(0..3_usize),
        current in proptest::option::of(0..3_usize), from in 0..12_usize, again in proptest::option::of(0..12_usize),
    ) {
        let (catalogue, playbook) = (catalogue(), playbook());
        let files: Vec<String> = super::expected().into_keys().collect();
        let steps: Vec<_> = playbook.steps().filter(|step| !step.guide.is_empty()).collect();
        let (file, step) = (&files[file % files.len()], steps[step % steps.len()]);
        let stops: Vec<Vec<&Stop>> =
            step.guide.iter().map(|road| road.stops.iter().map(|name| catalogue.stop(name).unwrap()).collect()).collect();
        let within = |road: Option<usize>| road.map(|road| road % stops.len());
        let wish = Wish { road: within(road), current: within(current), from, again };
        let site = Site::load(file, &[]);
        let (at, sight) = find::look_roads(&site, &Frames::of(&site), &catalogue, &stops, wish, &values());
        prop_assert!(at < stops.len());
        if let Some(wished) = wish.road {
            prop_assert_eq!(at, wished);
        }
        if let Some(stop) = sight.stop() {
            prop_assert!(stop < stops[at].len());
            let counts = wish.current == Some(at);
            prop_assert!(!counts || stop >= from || again == Some(stop), "stop {} before {}", stop, from);
        }
    }
}
