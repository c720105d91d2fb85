//! Every anchor of the catalogue on every frozen page: where it has to be found and by which rung, and that it is found
//! nowhere else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

#[path = "pages/change.rs"]
mod change;
#[path = "pages/frozen.rs"]
mod frozen;
#[path = "pages/products.rs"]
mod products;
#[path = "pages/roads.rs"]
mod roads;
#[path = "pages/robust.rs"]
mod robust;
#[path = "pages/table.rs"]
mod table;
#[path = "pages/traps.rs"]
mod traps;

use cairn::page::catalogue::{Anchor, Catalogue, check};
use cairn::page::find::{self, Found, Missing, Sight, Wish, frames::Frames};
use cairn::page::values::Values;
use cairn::playbook::{Playbook, Variant};
use frozen::{Edit, Node, Site};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

const USER: &str = "3d1f0a52-9c7e-4b1d-8a55-0a1b2c3d4e5f";
const ROLE: &str = "5be31d2a-0f44-4f0e-9b1c-6d7e8f901234";
const RECORD: &str = "0c0f1600-0f44-4f0e-9b1c-6d7e8f901234";
const STOPS: [&str; 10] = [
    "gear",
    "advanced-settings",
    "settings",
    "settings-tile",
    "security",
    "users",
    "user-row",
    "manage-roles",
    "role-tick",
    "roles-ok",
];

/// `tests/pages/expected.json`: what is on a frozen page; anchors that are not named are not on it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    pages: Vec<String>,
    anchors: BTreeMap<String, String>,
    /// What is seen of the road on which the role is given.
    sight: String,
    /// What is seen of other steps, by `step` or `step variant`: track of the road and stop.
    #[serde(default)]
    steps: BTreeMap<String, String>,
}

fn read<T: serde::de::DeserializeOwned>(path: &str) -> T {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn catalogue() -> Catalogue {
    read("extension/pages.json")
}

fn expected() -> BTreeMap<String, Expected> {
    read("tests/pages/expected.json")
}

fn playbook() -> Playbook {
    read("extension/playbooks/marketo-sync-user.json")
}

fn values() -> Values {
    Values::new([
        ("user.id", USER),
        ("user.name", "Sync Marketo"),
        ("role.id", ROLE),
        ("role.name", "Marketo Sync User"),
        ("config.label", "Marketo Config"),
        ("config.table", "contoso_settings"),
        ("config.id", RECORD),
        ("config.record", "Default"),
        ("config.column", "contoso_syncuser"),
        ("config.lookup", "Marketo User"),
        ("settings.app", "a1f0c0de-0f44-4f0e-9b1c-6d7e8f901234"),
    ])
}

fn anchors(catalogue: &Catalogue) -> impl Iterator<Item = &Anchor> {
    catalogue.pages.iter().flat_map(|page| &page.anchors)
}

fn look(catalogue: &Catalogue, site: &Site, values: &Values) -> Sight<Node> {
    let stops: Vec<_> = STOPS.iter().map(|name| catalogue.stop(name).unwrap()).collect();
    find::look_roads(site, &Frames::of(site), catalogue, &[stops], Wish::default(), values).1
}

/// One line for a sight: `manage-roles`, `instead manage-roles`, `user-row Absent`, `UnknownPage`.
fn told(sight: &Sight<Node>) -> String {
    match sight {
        Sight::Found(Found { stop, instead: false, .. }) => STOPS[*stop].to_owned(),
        Sight::Told { stop } => format!("told {}", STOPS[*stop]),
        Sight::Found(Found { stop, .. }) => format!("instead {}", STOPS[*stop]),
        Sight::Missing(Missing { stop, why }) => format!("{} {why:?}", STOPS[*stop]),
        Sight::Nowhere(why) => format!("{why:?}"),
    }
}

/// What a step's guide sees in a variant, without a wish: the road's track and the stop.
fn look_step(catalogue: &Catalogue, playbook: &Playbook, site: &Site, step: &str, variant: Variant) -> String {
    let roads: Vec<_> = playbook.step(step).unwrap().roads_of(variant).collect();
    let stops: Vec<Vec<_>> =
        roads.iter().map(|road| road.stops.iter().map(|stop| catalogue.stop(stop).unwrap()).collect()).collect();
    let (road, sight) = find::look_roads(site, &Frames::of(site), catalogue, &stops, Wish::default(), &values());
    let name = |stop: usize| roads[road].stops[stop].as_str();
    let seen = match &sight {
        Sight::Found(Found { stop, instead: false, .. }) => name(*stop).to_owned(),
        Sight::Found(Found { stop, .. }) => format!("instead {}", name(*stop)),
        Sight::Told { stop } => format!("told {}", name(*stop)),
        Sight::Missing(Missing { stop, why }) => format!("{} {why:?}", name(*stop)),
        Sight::Nowhere(why) => return format!("{why:?}"),
    };
    format!("{:?} {seen}", roads[road].road)
}

fn variant(name: &str) -> Variant {
    match name {
        "" | "licensed-user" => Variant::LicensedUser,
        "application-user" => Variant::ApplicationUser,
        "on-premises" => Variant::OnPremises,
        other => panic!("no variant {other}"),
    }
}

fn seen(file: &str, edits: &[Edit]) -> (String, Option<String>) {
    let site = Site::load(file, edits);
    let sight = look(&catalogue(), &site, &values());
    let tag = match &sight {
        Sight::Found(found) => Some(site.tag(&found.hit.node)),
        Sight::Told { .. } | Sight::Missing(_) | Sight::Nowhere(_) => None,
    };
    (told(&sight), tag)
}

#[test]
fn the_catalogue_holds_together() {
    let faults: Vec<String> = check::faults(&catalogue()).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_anchor_is_found_where_it_is_and_nowhere_else() {
    let (catalogue, playbook) = (catalogue(), playbook());
    let expected = expected();
    let (mut wrong, mut proved) = (Vec::new(), BTreeMap::new());
    for (file, expected) in &expected {
        let site = Site::load(file, &[]);
        let frames = Frames::of(&site);
        let pages: Vec<&str> =
            find::recognised(&site, &frames, &catalogue, &values()).iter().map(|p| p.name.as_str()).collect();
        if pages != expected.pages {
            wrong.push(format!("{file}: recognised {pages:?}, expected {:?}", expected.pages));
        }
        for anchor in anchors(&catalogue) {
            let name = anchor.name.as_str();
            let found = match find::resolve(&site, &frames, &catalogue, &anchor.name, &values()) {
                Ok(hit) => Some(format!("{:?} {}", hit.kind, hit.rung)),
                Err(_) => None,
            };
            if found.is_some() {
                proved.insert(name.to_owned(), ());
            }
            if found.as_ref() != expected.anchors.get(name) {
                wrong.push(format!("{file}: {name} by {found:?}, expected {:?}", expected.anchors.get(name)));
            }
        }
        let sight = told(&look(&catalogue, &site, &values()));
        if sight != expected.sight {
            wrong.push(format!("{file}: sees {sight}, expected {}", expected.sight));
        }
        for (step, expected) in &expected.steps {
            let (id, road) = step.split_once(' ').unwrap_or((step, ""));
            let sight = look_step(&catalogue, &playbook, &site, id, variant(road));
            if sight != *expected {
                wrong.push(format!("{file}: {step} sees {sight}, expected {expected}"));
            }
        }
    }
    for anchor in anchors(&catalogue) {
        if !proved.contains_key(anchor.name.as_str()) {
            wrong.push(format!("{} is on no frozen page", anchor.name.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_frozen_page_is_expected_and_says_where_it_is_from() {
    let expected = expected();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("frame-") || expected.contains_key(name), "{name} is not in expected.json");
        let text = std::fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap();
        assert!(first.contains("Built from the tables") || first.contains("Captured"), "{name}: {first}");
    }
}
