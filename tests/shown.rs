//! Controls that a person has shown: what rung is made of them, and that it leads to them and to nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test that meets this has failed; each test file uses a part of the frozen pages"
)]

#[path = "pages/change.rs"]
mod change;
#[path = "pages/frozen.rs"]
mod frozen;

use cairn::dataverse::json::Json;
use cairn::page::catalogue::{Catalogue, Frame, Kind, Role, Stop};
use cairn::page::dom::Dom;
use cairn::page::find::{self, Missing, Sight, Why, Wish, frames::Frames};
use cairn::page::shown::{self, By, Picked, SCHEMA, Shown, Unfit};
use cairn::page::values::Values;
use change::CHANGES;
use frozen::{Edit, Node, Site};
use std::path::Path;

const CONTROLS: &str = "button, a, input, li, [role]";

/// The gear as a later build may have it: nothing is as the catalogue knows it.
const RENAMED: Edit = Edit {
    file: "uci-shell.html",
    from: r#"data-id="personalSettingsLauncher" data-lp-id="settings-button" id="personalSettingsLauncher_buttoncrm_header_global" aria-label="Settings""#,
    to: r#"data-id="globalPreferences" id="id__42" aria-label="Preferences""#,
};

fn catalogue() -> Catalogue {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/pages.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn values() -> Values {
    Values::new([
        ("user.id", "3d1f0a52-9c7e-4b1d-8a55-0a1b2c3d4e5f"),
        ("user.name", "Sync Marketo"),
        ("role.name", "Marketo Sync User"),
        ("config.table", "contoso_settings"),
        ("config.label", "Marketo Config"),
    ])
}

fn pick(site: &Site, catalogue: &Catalogue, stop: &str, node: &Node) -> Result<Picked, Unfit> {
    shown::pick(site, &Frames::of(site), catalogue, catalogue.stop(stop).unwrap(), &values(), node)
}

fn look(site: &Site, catalogue: &Catalogue, stop: &str) -> Sight<Node> {
    let stop: &Stop = catalogue.stop(stop).unwrap();
    find::look_roads(site, &Frames::of(site), catalogue, &[vec![stop]], Wish::default(), &values()).1
}

/// Which element, and by which kind of rung.
fn found(sight: &Sight<Node>) -> Option<(Node, Kind)> {
    match sight {
        Sight::Found(found) => Some((found.hit.node, found.hit.kind)),
        _ => None,
    }
}

fn one(site: &Site, css: &str) -> Node {
    let nodes = site.query(&0, css);
    assert_eq!(nodes.len(), 1, "{css}");
    nodes[0]
}

/// The catalogue of an organisation in which the renamed gear was shown.
fn taught() -> Catalogue {
    let mut catalogue = catalogue();
    let site = Site::load("uci-shell.html", &[RENAMED]);
    let gear = one(&site, "[data-id=globalPreferences]");
    catalogue.shown = vec![pick(&site, &catalogue, "gear", &gear).unwrap().shown];
    catalogue
}

#[test]
fn a_control_that_the_catalogue_misses_is_found_once_it_was_shown() {
    let site = Site::load("uci-shell.html", &[RENAMED]);
    let before = look(&site, &catalogue(), "gear");
    assert_eq!(before, Sight::Missing(Missing { stop: 0, why: Why::Absent }));
    let after = look(&site, &taught(), "gear");
    assert_eq!(found(&after), Some((one(&site, "[data-id=globalPreferences]"), Kind::Shown)));
}

#[test]
fn what_was_picked_is_told_and_read_back_as_it_was_stored() {
    let site = Site::load("uci-shell.html", &[RENAMED]);
    let picked = pick(&site, &catalogue(), "gear", &one(&site, "[data-id=globalPreferences]")).unwrap();
    assert_eq!(picked.role, Some(Role::Button));
    let by = By::Attribute { name: "data-id".to_owned(), value: "globalPreferences".to_owned() };
    let shown = Shown {
        schema: SCHEMA,
        stop: "gear".to_owned(),
        page: "uci-shell".to_owned(),
        frame: Frame::Top,
        by,
        name: "Preferences".to_owned(),
    };
    assert_eq!(picked.shown, shown);
    let again: Shown = Json::of(&shown).unwrap().to_typed().unwrap();
    assert_eq!(again, shown);
    assert!(shown.is_sound());
}

#[test]
fn what_no_version_of_ours_has_stored_is_not_sound() {
    let by = |by: By| Shown { by, ..taught().shown[0].clone() };
    let attribute = |name: &str, value: &str| by(By::Attribute { name: name.to_owned(), value: value.to_owned() });
    let name = |name: &str| by(By::Name { role: Role::Button, name: name.to_owned() });
    assert!(attribute("data-id", "gear").is_sound() && name("Settings").is_sound());
    for broken in [
        Shown { schema: 0, ..taught().shown[0].clone() },
        Shown { schema: SCHEMA + 1, ..taught().shown[0].clone() },
        attribute("onclick", "gear"),
        attribute("id], *, [id", "gear"),
        attribute("id", "6f202e6c-e471-ec11-8941-000d3adf0002"),
        attribute("id", ""),
        name(""),
        name("anna@contoso.com"),
    ] {
        assert!(!broken.is_sound(), "{broken:?}");
    }
}

#[test]
fn the_identifier_of_the_catalogue_comes_first_and_a_text_after_it() {
    let unchanged = Site::load("uci-shell.html", &[]);
    let (gear, other) = (one(&unchanged, "button[aria-label=Settings]"), one(&unchanged, "[data-id=navbutton]"));
    let mut wrong = catalogue();
    wrong.shown = vec![pick(&unchanged, &wrong, "gear", &other).unwrap().shown];
    assert_eq!(found(&look(&unchanged, &wrong, "gear")), Some((gear, Kind::Attribute)));
    let named = Edit { to: r#"data-id="globalPreferences" aria-label="Settings""#, ..RENAMED };
    let site = Site::load("uci-shell.html", &[named]);
    assert_eq!(found(&look(&site, &catalogue(), "gear")).unwrap().1, Kind::Role);
    assert_eq!(found(&look(&site, &taught(), "gear")).unwrap().1, Kind::Shown);
}

#[test]
fn only_on_the_page_on_which_it_was_shown() {
    let mut elsewhere = taught();
    elsewhere.shown[0].page = "uci-users".to_owned();
    let site = Site::load("uci-shell.html", &[RENAMED]);
    assert_eq!(found(&look(&site, &elsewhere, "gear")), None, "the stop has moved to another page since");
    let body = Edit {
        file: "not-dynamics.html",
        from: "<body>",
        to: r#"<body><button data-id="globalPreferences">x</button>"#,
    };
    assert_eq!(found(&look(&Site::load("not-dynamics.html", &[body]), &taught(), "gear")), None);
}

#[test]
fn a_second_one_makes_it_none() {
    let twice = Edit { to: r#"data-id="globalPreferences"></button><button data-id="globalPreferences""#, ..RENAMED };
    let site = Site::load("uci-shell.html", &[twice]);
    assert_eq!(found(&look(&site, &taught(), "gear")), None);
    let other = site.query(&0, "[data-id=globalPreferences]")[1];
    assert_eq!(pick(&site, &catalogue(), "gear", &other), Err(Unfit::Alike));
}

#[test]
fn without_a_name_that_lasts_it_is_refused() {
    for attributes in [
        r#"data-id="cell-7" id="id__42""#,
        r#"id=":r1f:""#,
        r#"id="x-6f202e6c-e471-ec11-8941-000d3adf0002""#,
        r#"aria-label="1,204 records""#,
    ] {
        let site = Site::load("uci-shell.html", &[Edit { to: &format!("{attributes} data-right"), ..RENAMED }]);
        let refused = pick(&site, &catalogue(), "gear", &one(&site, "[data-right]"));
        assert!(refused.is_err(), "{attributes}: {refused:?}");
    }
}

#[test]
fn without_an_identifier_it_is_role_and_name() {
    let site = Site::load("uci-shell.html", &[Edit { to: r#"id="id__42" title="Your preferences""#, ..RENAMED }]);
    let picked = pick(&site, &catalogue(), "gear", &one(&site, "#id__42")).unwrap();
    assert_eq!(picked.shown.by, By::Name { role: Role::Button, name: "Your preferences".to_owned() });
}

#[test]
fn what_belongs_to_a_record_is_refused() {
    let (catalogue, users) = (catalogue(), Site::load("uci-users.html", &[]));
    let row = users.query(&0, "[role=gridcell] a")[0];
    assert_eq!(pick(&users, &catalogue, "uci-holder-row", &row), Err(Unfit::Record), "a row");
    let shell = Site::load("uci-shell.html", &[RENAMED]);
    let gear = one(&shell, "[data-id=globalPreferences]");
    assert_eq!(pick(&shell, &catalogue, "uci-user-row", &gear), Err(Unfit::Record), "a stop that is about a record");
    let named = Edit { to: r#"data-id="x" aria-label="More about SYNC  Marketo""#, ..RENAMED };
    let site = Site::load("uci-shell.html", &[named]);
    assert_eq!(pick(&site, &catalogue, "gear", &one(&site, "[data-id=x]")), Err(Unfit::Record), "the user's name");
}

#[test]
fn a_press_inside_of_a_control_means_the_control() {
    let inner = Edit { to: r#"data-id="globalPreferences"><i><b data-right>*</b></i"#, ..RENAMED };
    let site = Site::load("uci-shell.html", &[inner]);
    let picked = pick(&site, &catalogue(), "gear", &one(&site, "[data-right]")).unwrap();
    assert_eq!(picked.shown, Shown { name: String::new(), ..taught().shown[0].clone() });
}

#[test]
fn without_its_page_nothing_is_picked() {
    let site = Site::load("classic-users.html", &[]);
    let node = site.query(&0, "a")[0];
    assert_eq!(pick(&site, &catalogue(), "uci-language", &node), Err(Unfit::Elsewhere));
}

/// Every control of every frozen page that has a stop which is only told: shown, it is found; changed as another build
/// would change it, it is found or nothing is.
#[test]
fn a_shown_control_never_leads_to_another_one() {
    let mut catalogue = catalogue();
    let told: Vec<String> =
        catalogue.stops.iter().filter(|stop| stop.anchor.is_none()).map(|stop| stop.name.0.clone()).collect();
    let folder = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")).unwrap();
    let mut files: Vec<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.retain(|file| file.ends_with(".html") && !file.starts_with("frame-"));
    files.sort();
    let (mut tried, mut again, mut wrong) = (0, [0; CHANGES.len()], Vec::new());
    for file in files {
        let clean = Site::load(&file, &[]);
        let frames = Frames::of(&clean);
        catalogue.shown.clear();
        let here = told.iter().find(|stop| look(&clean, &catalogue, stop) == Sight::Told { stop: 0 });
        let Some(stop) = here else { continue };
        let nodes = frames.documents().flat_map(|document| clean.query(document, CONTROLS));
        let mut controls: Vec<Node> = nodes.map(|node| shown::control(&clean, &node)).collect();
        controls.dedup();
        for control in controls {
            let Ok(picked) = pick(&clean, &catalogue, stop, &control) else { continue };
            tried += 1;
            catalogue.shown = vec![picked.shown];
            assert_eq!(found(&look(&clean, &catalogue, stop)).map(|(node, _)| node), Some(control), "{file}");
            let Node(document, at) = control;
            for (count, kind) in again.iter_mut().zip(CHANGES) {
                let site = Site::changed(&file, &[], &|index, html| {
                    if index == document {
                        change::change(html, at, kind);
                    }
                    index == document
                });
                if let Some((node, _)) = found(&look(&site, &catalogue, stop)) {
                    *count += 1;
                    if site.closest(&node, "[data-right='1']").is_none() {
                        wrong.push(format!("{file} {kind:?}: {:?} leads to {}", catalogue.shown, site.tag(&node)));
                    }
                }
            }
        }
    }
    println!("{tried} shown; found again: {:?}", CHANGES.iter().zip(again).collect::<Vec<_>>());
    assert!(tried > 50, "{tried}");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
