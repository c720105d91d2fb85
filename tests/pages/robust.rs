//! What another build or another organisation may do to a control: found in another way, or not at all. Never another one.

use super::{anchors, catalogue, expected, values};
use crate::change::{self, CHANGES, Change};
use crate::frozen::{Node, Site};
use cairn::page::catalogue::{Anchor, Catalogue, Kind, Rung, Words};
use cairn::page::dom::Dom;
use cairn::page::find::{self, Hit, Why, frames::Frames};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

fn hit(catalogue: &Catalogue, site: &Site, anchor: &str) -> Result<Hit<Node>, Why> {
    let anchor = anchors(catalogue).find(|candidate| candidate.name.as_str() == anchor).unwrap();
    find::resolve(site, &Frames::of(site), catalogue, &anchor.name, &values())
}

/// The marked control, a part of it, or what the page says does the same. What it is a part of only where the catalogue
/// leads there by name: a whole toolbar holds the right button too.
fn is_right(site: &Site, node: &Node, anchor: &Anchor) -> bool {
    let marked = "[data-right='1']";
    let holds = !site.below(node, marked).is_empty();
    let named = |rung: &Rung| rung.way().up.as_ref().is_some_and(|css| site.closest(node, css).as_ref() == Some(node));
    site.closest(node, marked).is_some()
        || (holds && anchor.ladder.iter().any(named))
        || site.attribute(node, "data-same").is_some_and(|same| same == anchor.name.as_str())
}

/// How a changed control was found, counted over the pages on which it is.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    found: usize,
    /// Of those, by another rung than on the page as it is.
    by_another: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.found += other.found;
        self.by_another += other.by_another;
    }

    fn share(self) -> usize {
        self.found * 100 / self.all
    }
}

#[test]
fn a_changed_page_never_leads_to_another_control() {
    let catalogue = catalogue();
    let mut counts: BTreeMap<String, [Count; CHANGES.len()]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (file, page) in &expected() {
        let clean = Site::load(file, &[]);
        for anchor in anchors(&catalogue).filter(|anchor| page.anchors.contains_key(anchor.name.as_str())) {
            let name = anchor.name.as_str();
            let Hit { node: Node(document, at), rung, .. } = hit(&catalogue, &clean, name).unwrap();
            for (kind, count) in CHANGES.into_iter().zip(counts.entry(name.to_owned()).or_default()) {
                let site = Site::changed(file, &[], &|index, html| {
                    if index == document {
                        change::change(html, at, kind);
                    }
                    index == document
                });
                count.all += 1;
                match hit(&catalogue, &site, name) {
                    Ok(hit) if is_right(&site, &hit.node, anchor) => {
                        count.found += 1;
                        count.by_another += usize::from(hit.rung != rung);
                    }
                    Ok(hit) => wrong.push(format!("{file} {name} {kind:?}: {}", site.tag(&hit.node))),
                    Err(_) => {}
                }
            }
        }
    }
    let total = write_shares(&counts, wrong.len());
    assert!(wrong.is_empty(), "{} wrong targets\n{}", wrong.len(), wrong.join("\n"));
    let share = |kind: Change| CHANGES.iter().zip(total).find(|(other, _)| **other == kind).unwrap().1.share();
    // Names change with the language, places with each version: neither may matter to most controls.
    assert!(share(Change::Relabelled) >= 60, "relabelled: {} %", share(Change::Relabelled));
    assert!(share(Change::Renamed) >= 50, "renamed: {} %", share(Change::Renamed));
    assert!(share(Change::Moved) >= 60, "moved: {} %", share(Change::Moved));
}

/// Writes `target/pages/robust.md` and gives the counts of all anchors together.
fn write_shares(counts: &BTreeMap<String, [Count; CHANGES.len()]>, wrong: usize) -> [Count; CHANGES.len()] {
    let mut total = [Count::default(); CHANGES.len()];
    for row in counts.values() {
        total.iter_mut().zip(row).for_each(|(sum, one)| sum.add(*one));
    }
    let kinds: Vec<String> = CHANGES.iter().map(|kind| format!("{kind:?}").to_lowercase()).collect();
    let mut out = format!(
        "# Controls on changed pages\n\nFound of all, in brackets by another rung.\n\n| anchor | {} |\n",
        kinds.join(" | ")
    );
    writeln!(out, "|---{}|", "|---".repeat(CHANGES.len())).unwrap();
    for (name, row) in counts.iter().map(|(name, row)| (name.as_str(), row)).chain([("**all**", &total)]) {
        let cells: Vec<String> = row.iter().map(|c| format!("{}/{} ({})", c.found, c.all, c.by_another)).collect();
        writeln!(out, "| {name} | {} |", cells.join(" | ")).unwrap();
    }
    let tried = total.iter().map(|count| count.all).sum::<usize>();
    writeln!(out, "\n## In all: {wrong} wrong targets in {tried} looks\n").unwrap();
    for (kind, sum) in kinds.iter().zip(&total) {
        let (all, found, other) = (sum.all, sum.found, sum.by_another);
        writeln!(out, "- {kind}: {} % still found, {found} of {all}; {other} of them by another rung", sum.share())
            .unwrap();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("robust.md"), &out).unwrap();
    println!("{out}");
    total
}

/// The label by which a ladder can find a control.
fn label_of(rung: &Rung) -> Option<&Words> {
    match rung {
        Rung::Role(by) => Some(&by.name),
        Rung::Label(by) => Some(&by.text),
        Rung::Attribute(_) | Rung::Prefix(_) => None,
    }
}

#[test]
fn every_spelling_of_every_language_finds_its_control_there_and_nowhere_else() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for (file, page) in &expected() {
        let clean = Site::load(file, &[]);
        for anchor in anchors(&catalogue).filter(|anchor| page.anchors.contains_key(anchor.name.as_str())) {
            let Some(Words::Label(name)) = anchor.ladder.iter().find_map(label_of) else { continue };
            let label = catalogue.labels.iter().find(|label| label.name == *name).unwrap();
            let Node(document, at) = hit(&catalogue, &clean, anchor.name.as_str()).unwrap().node;
            for (language, spellings) in label.text.iter() {
                for spelling in spellings {
                    let told = |tag: &str| {
                        Site::changed(file, &[], &|index, html| {
                            if index == document {
                                change::speak(html, at, tag, spelling);
                            }
                            index == document
                        })
                    };
                    let site = told(language);
                    match hit(&catalogue, &site, anchor.name.as_str()) {
                        Ok(hit) if hit.kind >= Kind::Role && is_right(&site, &hit.node, anchor) => {
                            *languages.entry(language.to_owned()).or_default() += 1;
                        }
                        other => {
                            wrong.push(format!("{file} {} {language} {spelling}: {other:?}", anchor.name.as_str()))
                        }
                    }
                    let english = label.text.get("en").is_some_and(|there| there.contains(spelling));
                    if !english && hit(&catalogue, &told("fi"), anchor.name.as_str()).is_ok() {
                        wrong.push(format!("{file} {} {spelling} in Finnish", anchor.name.as_str()));
                    }
                }
            }
        }
    }
    println!("{languages:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
