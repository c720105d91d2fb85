//! Changes of a page below its text: what the next version of Dynamics may do to a control.

use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node, Selector};

/// Attributes that hold identifiers: what another build may call differently.
const IDENTIFIERS: [&str; 10] =
    ["id", "data-id", "data-lp-id", "command", "action", "oid", "for", "onclick", "displayed", "col-id"];
/// Attributes that hold what a person reads.
const READ: [&str; 4] = ["aria-label", "title", "data-text", "value"];

/// What is done to a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Its identifiers, and those of what it is made of, are others.
    Renamed,
    /// What is written on it is another.
    Relabelled,
    /// It is at another place.
    Moved,
    /// It is not there.
    Absent,
    /// There is a second one, the same in everything.
    Twin,
    /// There is a second one of the same name with other identifiers.
    Decoy,
}

pub const CHANGES: [Change; 6] =
    [Change::Renamed, Change::Relabelled, Change::Moved, Change::Absent, Change::Twin, Change::Decoy];

/// Makes a change to the control `at`, after marking it as the right one.
pub fn change(html: &mut Html, at: NodeId, change: Change) {
    mark(html, at, "data-right");
    let unit = unit(html, at);
    match change {
        Change::Renamed => {
            let parent = html.tree.get(unit).and_then(|node| node.parent()).map(|node| node.id());
            let mut ids = below(html, unit);
            // What holds it alone is part of it: an id can stand there.
            let alone =
                |at: &NodeId| html.tree.get(*at).unwrap().children().filter(|c| c.value().is_element()).count() == 1;
            ids.extend(parent.filter(|parent| name(html, *parent) != "body" && alone(parent)));
            rewrite(html, &ids, &IDENTIFIERS, "zz");
        }
        Change::Relabelled => relabel(html, unit, "Qwxz"),
        Change::Moved => {
            let parent = html.tree.get(unit).unwrap().parent().unwrap().id();
            let is_row = matches!(name(html, unit).as_str(), "tr" | "li") || unit != at;
            let goal = if is_row { parent } else { one(html, "body") };
            html.tree.get_mut(unit).unwrap().detach();
            html.tree.get_mut(goal).unwrap().append_id(unit);
        }
        Change::Absent => html.tree.get_mut(unit).unwrap().detach(),
        Change::Twin | Change::Decoy => {
            let twin = copy(html, unit);
            let all = below(html, twin);
            rewrite(html, &all, &["data-right"], "");
            if change == Change::Decoy {
                rewrite(html, &all, &IDENTIFIERS, "zz");
            }
        }
    }
}

/// Puts a text of a language on the control `at`, and takes its identifiers away.
pub fn speak(html: &mut Html, at: NodeId, language: &str, label: &str) {
    let unit = unit(html, at);
    relabel(html, unit, label);
    change(html, at, Change::Renamed);
    let root = one(html, "html");
    set(html, root, &["lang"], |_| language.to_owned());
}

/// The row in which a control is, or the control.
fn unit(html: &Html, at: NodeId) -> NodeId {
    let is_row = |node: &NodeRef<Node>| {
        let record = |e: &scraper::node::Element| e.name() == "tr" && e.attr("oid").is_some();
        let row = |e: &scraper::node::Element| e.name() == "li" || e.attr("role") == Some("row");
        node.value().as_element().is_some_and(|e| record(e) || row(e))
    };
    let node = html.tree.get(at).unwrap();
    // A menu that is a list is not a row of it; a wide cell is not either.
    [node].into_iter().chain(node.ancestors().take(3)).find(is_row).map_or(at, |node| node.id())
}

fn name(html: &Html, at: NodeId) -> String {
    html.tree.get(at).unwrap().value().as_element().unwrap().name().to_owned()
}

fn one(html: &Html, css: &str) -> NodeId {
    html.select(&Selector::parse(css).unwrap()).next().unwrap().id()
}

fn below(html: &Html, at: NodeId) -> Vec<NodeId> {
    html.tree.get(at).unwrap().descendants().filter(|node| node.value().is_element()).map(|node| node.id()).collect()
}

/// Replaces values of attributes that are there.
fn set(html: &mut Html, at: NodeId, names: &[&str], to: impl Fn(&str) -> String) {
    if let Node::Element(element) = html.tree.get_mut(at).unwrap().value() {
        for (name, value) in &mut element.attrs {
            if names.contains(&&*name.local) {
                *value = to(value).as_str().into();
            }
        }
    }
}

/// Replaces values of attributes in which nothing of the old value is left.
fn rewrite(html: &mut Html, ids: &[NodeId], names: &[&str], to: &str) {
    for (count, at) in ids.iter().enumerate() {
        let other = if to.is_empty() { String::new() } else { format!("{to}{count}") };
        set(html, *at, names, |_| other.clone());
    }
}

fn relabel(html: &mut Html, unit: NodeId, label: &str) {
    let all: Vec<NodeId> = html.tree.get(unit).unwrap().descendants().map(|node| node.id()).collect();
    for at in all {
        if let Node::Text(text) = html.tree.get_mut(at).unwrap().value()
            && !text.trim().is_empty()
        {
            text.text = label.into();
        }
        set(html, at, &READ, |_| label.to_owned());
    }
}

/// Adds an empty attribute. Names of attributes cannot be made here; one is taken from a page that has it.
fn mark(html: &mut Html, at: NodeId, name: &str) {
    let other = Html::parse_document(&format!("<body {name}=1>"));
    let body = one(&other, "body");
    let attribute = other.tree.get(body).unwrap().value().as_element().unwrap().attrs[0].clone();
    if let Node::Element(element) = html.tree.get_mut(at).unwrap().value() {
        element.attrs.push(attribute);
    }
}

/// A copy of an element with everything in it, right after it.
fn copy(html: &mut Html, at: NodeId) -> NodeId {
    let node = html.tree.get(at).unwrap();
    let mut twin = ego_tree::Tree::new(node.value().clone());
    let mut pairs = vec![(node, twin.root().id())];
    while let Some((from, to)) = pairs.pop() {
        for child in from.children() {
            let made = twin.get_mut(to).unwrap().append(child.value().clone()).id();
            pairs.push((child, made));
        }
    }
    let mut node = html.tree.get_mut(at).unwrap();
    let mut parent = node.parent().unwrap();
    let id = parent.append_subtree(twin).id();
    html.tree.get_mut(id).unwrap().detach();
    html.tree.get_mut(at).unwrap().insert_id_after(id);
    id
}
