//! What another build or another organisation may do to a control: found in another way, or not at all. Never another one.

use super::{anchors, catalogue, expected, values};
use crate::change::{self, CHANGES, Change};
use crate::frozen::{Node, Site};
use cairn::page::catalogue::{Catalogue, Kind, Rung, Words};
use cairn::page::dom::Dom;
use cairn::page::find::{self, Hit, Why, frames::Frames};
use std::collections::BTreeMap;

fn hit(catalogue: &Catalogue, site: &Site, anchor: &str) -> Result<Hit<Node>, Why> {
    let anchor = anchors(catalogue).find(|candidate| candidate.name.as_str() == anchor).unwrap();
    find::resolve(site, &Frames::of(site), catalogue, &anchor.name, &values())
}

/// The marked control, a part of it, what it is a part of, or what the page says does the same.
fn is_right(site: &Site, node: &Node, anchor: &str) -> bool {
    let marked = "[data-right='1']";
    site.closest(node, marked).is_some()
        || !site.below(node, marked).is_empty()
        || site.attribute(node, "data-same").is_some_and(|same| same == anchor)
}

#[test]
fn a_changed_page_never_leads_to_another_control() {
    let catalogue = catalogue();
    let mut count: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (file, page) in &expected() {
        let clean = Site::load(file, &[]);
        for anchor in page.anchors.keys() {
            let Node(document, at) = hit(&catalogue, &clean, anchor).unwrap().node;
            for kind in CHANGES {
                let site = Site::changed(file, &[], &|index, html| {
                    if index == document {
                        change::change(html, at, kind);
                    }
                    index == document
                });
                let found = hit(&catalogue, &site, anchor);
                let [total, right] = count.entry(format!("{kind:?}")).or_default();
                *total += 1;
                match found {
                    Ok(hit) if is_right(&site, &hit.node, anchor) => *right += 1,
                    Ok(hit) => wrong.push(format!("{file} {anchor} {kind:?}: {}", site.tag(&hit.node))),
                    Err(_) => {}
                }
            }
        }
    }
    for (kind, [total, right]) in &count {
        println!("{kind:12} {right:4} of {total:4} found, {} %", right * 100 / total);
    }
    assert!(wrong.is_empty(), "{} wrong targets\n{}", wrong.len(), wrong.join("\n"));
    let share = |kind: Change| {
        let [total, right] = count[&format!("{kind:?}")];
        right * 100 / total
    };
    // Names change with the language, places with each version: neither may matter to most controls.
    assert!(share(Change::Relabelled) >= 60, "relabelled: {} %", share(Change::Relabelled));
    assert!(share(Change::Renamed) >= 50, "renamed: {} %", share(Change::Renamed));
    assert!(share(Change::Moved) >= 60, "moved: {} %", share(Change::Moved));
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
            for (language, spellings) in &label.text {
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
                        Ok(hit) if hit.kind >= Kind::Role && is_right(&site, &hit.node, anchor.name.as_str()) => {
                            *languages.entry(language.clone()).or_default() += 1;
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
