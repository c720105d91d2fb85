//! Anchor × page with the rung that hit, and what rests on text alone: `target/pages/anchors.md`.

use super::{anchors, catalogue, expected};
use cairn::page::catalogue::{Kind, Rung};
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn the_table_of_anchors_and_pages_is_written() {
    let (catalogue, expected) = (catalogue(), expected());
    let mut out = String::from("# Anchors on the frozen pages\n\nAttribute, prefix, role, label: the rung that hit, ");
    out.push_str("counted from 0 in its ladder.\n\n| anchor | page | rung | rungs |\n|---|---|---|---|\n");
    for anchor in anchors(&catalogue) {
        let kinds: Vec<String> = anchor.ladder.iter().map(|rung: &Rung| format!("{:?}", rung.kind())).collect();
        for (file, page) in &expected {
            if let Some(rung) = page.anchors.get(anchor.name.as_str()) {
                let name = anchor.name.as_str();
                writeln!(out, "| {name} | {} | {rung} | {} |", file.trim_end_matches(".html"), kinds.join(" "))
                    .unwrap();
            }
        }
    }
    let hits: Vec<&String> = expected.values().flat_map(|page| page.anchors.values()).collect();
    let by = |kind: &str| hits.iter().filter(|hit| hit.starts_with(kind)).count();
    let (pages, all) = (expected.len(), hits.len());
    write!(out, "\n## In all: {all} controls on {pages} pages\n\n").unwrap();
    for kind in ["Attribute", "Prefix", "Role", "Label"] {
        writeln!(out, "- {kind}: {}", by(kind)).unwrap();
    }
    let by_text = |rungs: &[Rung]| rungs.iter().all(|rung| rung.kind() > Kind::Prefix);
    let texts: Vec<_> = anchors(&catalogue).filter(|anchor| by_text(&anchor.ladder)).collect();
    writeln!(out, "\n## On text alone: {} of {}\n", texts.len(), anchors(&catalogue).count()).unwrap();
    for anchor in texts {
        writeln!(out, "- {}: {}", anchor.name.as_str(), anchor.why.as_deref().unwrap()).unwrap();
    }
    let told: Vec<_> = catalogue.stops.iter().filter(|stop| stop.anchor.is_none()).collect();
    writeln!(out, "\n## Told without a spotlight: {} of {} stops\n", told.len(), catalogue.stops.len()).unwrap();
    for stop in told {
        writeln!(out, "- {} on {}", stop.name.as_str(), stop.page.as_str()).unwrap();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("anchors.md"), &out).unwrap();
    println!("{out}");
}
