//! A description of the loaded pages, from which an anchor can be made: what controls there are and by which identifiers.
//!
//! It holds nothing that belongs to a record, a person or an organisation. What is not known to be harmless is left out:
//! of attributes and texts only those that are listed here are taken at all, and those only as far as they look like what
//! a product gives to its controls.

use super::catalogue::Catalogue;
use super::dom::Dom;
use super::find::frames::Frames;
use super::find::{self, name_of};
use super::lasting::holds_data;
use super::normal;
use super::values::Values;
use crate::dataverse::id::Guid;
use serde::Serialize;

/// The layout of a description.
pub const SCHEMA: u16 = 1;

/// Attributes whose values products give to their controls.
const IDENTIFIERS: [&str; 11] = [
    "id",
    "name",
    "role",
    "type",
    "command",
    "currentcontentid",
    "data-id",
    "data-lp-id",
    "data-automation-id",
    "data-automationid",
    "data-testid",
];

/// Parameters of addresses whose values say which page it is.
const PARAMETERS: [&str; 2] = ["pagetype", "etn"];

/// Below these everything is a record's: of an element there, only what it is, and which attributes it has.
const RECORD: &str = "[role=row], [role=gridcell], [role=rowheader], [role=option], [role=listitem], [contenteditable], \
    tr[oid], li[oid]";

/// Where a record's texts stand, on forms too: a command in there can be called like the record.
const TEXTS: &str = "td, th, h1, h2, h3, h4, h5, h6, [role=heading], input, textarea, select, img";

/// Here the signed-in person and the organisation are named.
const PERSONAL: &str = "header, [role=banner]";

/// Not part of the page as a person uses it.
const SKIPPED: [&str; 7] = ["script", "style", "link", "meta", "template", "noscript", "svg"];

/// Controls whose label is that of a command.
const COMMANDS: &str = "button, [role=button], [role=menuitem], [role=tab]";

/// A longer value or label is a text.
const LONGEST: usize = 80;

/// Of more elements than this, the rest is left out.
const MOST: usize = 20_000;

/// The loaded pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Layout, [`SCHEMA`].
    pub schema: u16,
    /// Pages of the catalogue that are recognised.
    pub pages: Vec<String>,
    /// The document of the tab.
    pub document: Described,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Described {
    /// Its language.
    pub language: String,
    /// Its path.
    pub path: String,
    /// Names of the parameters in its address; with its value where that says which page it is.
    pub query: Vec<String>,
    /// What is on it.
    pub parts: Vec<Part>,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Name.
    pub name: String,
    /// Value, as far as it is an identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// One element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Name of the element.
    pub tag: String,
    /// Identifiers, and names of further `data-` attributes without their values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// What a command reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// It is not to be seen.
    pub hidden: bool,
    /// What is in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The document in this frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<Described>>,
}

/// Describes the loaded pages. What holds one of the `private` texts is left out, wherever it stands.
pub fn describe<D: Dom>(dom: &D, catalogue: &Catalogue, values: &Values, private: &[String]) -> Report {
    let recognised = find::recognised(dom, &Frames::of(dom), catalogue, values);
    let private = private.iter().map(|text| normal::label(text, dom)).filter(|text| text.chars().count() > 1).collect();
    let mut reading = Reading { dom, private, left: MOST };
    Report {
        schema: SCHEMA,
        pages: recognised.into_iter().map(|page| page.name.0.clone()).collect(),
        document: reading.document(&dom.top()),
    }
}

struct Reading<'a, D: Dom> {
    dom: &'a D,
    private: Vec<String>,
    left: usize,
}

impl<D: Dom> Reading<'_, D> {
    fn document(&mut self, document: &D::Document) -> Described {
        let address = self.dom.address(document);
        let query = address.query.strip_prefix('?').unwrap_or(&address.query);
        let bodies = self.dom.query(document, "body");
        Described {
            language: self.identifier(&self.dom.language(document)).unwrap_or_default(),
            path: address
                .path
                .split('/')
                .map(|part| self.identifier(part).unwrap_or_default())
                .collect::<Vec<_>>()
                .join("/"),
            query: query.split('&').filter_map(|pair| self.parameter(pair)).collect(),
            parts: bodies.iter().flat_map(|body| self.parts(body, false)).collect(),
        }
    }

    fn parameter(&self, pair: &str) -> Option<String> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = self.identifier(name).filter(|name| !name.is_empty())?;
        let told = PARAMETERS.contains(&name.as_str()).then(|| self.identifier(value)).flatten();
        Some(told.map_or(name.clone(), |value| [&*name, "=", &value].concat()))
    }

    /// What is in an element. An element of which there is nothing to say is left out, and what is in it takes its place.
    fn parts(&mut self, of: &D::Node, in_record: bool) -> Vec<Part> {
        let mut parts = Vec::new();
        for node in self.dom.children(of) {
            let tag = self.dom.tag(&node);
            if SKIPPED.contains(&tag.as_str()) || self.left == 0 {
                continue;
            }
            self.left -= 1;
            let records = in_record || self.is(&node, RECORD);
            let inside = self.parts(&node, records);
            let document = self.dom.inside(&node).map(|document| Box::new(self.document(&document)));
            let attributes = self.attributes(&node, records);
            let label = if records { None } else { self.label(&node) };
            if attributes.is_empty() && label.is_none() && document.is_none() {
                parts.extend(inside);
            } else {
                parts.push(Part { tag, attributes, label, hidden: !self.dom.visible(&node), parts: inside, document });
            }
        }
        parts
    }

    fn attributes(&self, node: &D::Node, in_record: bool) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        for name in self.dom.attributes(node) {
            let known = IDENTIFIERS.contains(&name.as_str());
            if known || (name.starts_with("data-") && self.identifier(&name).as_ref() == Some(&name)) {
                let told = known && (!in_record || matches!(&*name, "role" | "type"));
                let value = self.dom.attribute(node, &name).filter(|_| told);
                attributes.push(Attribute { name, value: value.and_then(|value| self.identifier(&value)) });
            }
        }
        attributes
    }

    fn label(&self, node: &D::Node) -> Option<String> {
        let around = |css| self.dom.closest(node, css).is_some();
        let named = self.is(node, COMMANDS) && !around(PERSONAL) && !around(TEXTS);
        // A command that holds a field, a row or a picture of somebody would be named by that.
        let plain = named && [RECORD, TEXTS].into_iter().all(|css| self.dom.below(node, css).is_empty());
        let label = plain.then(|| normal::display(&name_of(self.dom, node)))?;
        let harmless = label.chars().count() <= LONGEST && !label.chars().any(char::is_numeric) && !holds_data(&label);
        (harmless && !label.is_empty() && !self.is_private(&label)).then_some(label)
    }

    /// A text as far as it is an identifier: GUIDs, numbers and random values in it are put out, and nothing is left of
    /// what does not look like one.
    fn identifier(&self, text: &str) -> Option<String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:|/~*{}".contains(c);
        if text.chars().count() > LONGEST || !text.chars().all(plain) || self.is_private(text) {
            return None;
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let id = rest.get(..36).and_then(Guid::parse).is_some();
            let run = if id { 36 } else { rest.chars().take_while(char::is_ascii_alphanumeric).count() };
            let (token, after) = rest.split_at_checked(run.max(1)).unwrap_or((rest, ""));
            let number = token.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 2);
            if id || number || holds_data(token) {
                out.push('#');
            } else if run == 0 {
                out.push(c);
            } else {
                out.push_str(token);
            }
            rest = after;
        }
        Some(out)
    }

    fn is_private(&self, text: &str) -> bool {
        let text = normal::label(text, self.dom);
        self.private.iter().any(|private| text.contains(private))
    }

    fn is(&self, node: &D::Node, css: &str) -> bool {
        self.dom.closest(node, css).as_ref() == Some(node)
    }
}
