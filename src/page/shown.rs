//! Controls that a person has shown, and how each is found again: a rung like those of the catalogue, made from the
//! element that was pressed.
//!
//! A rung is made only where it leads to that one element and to no other. What belongs to a record gets none: the next
//! user has another row.

use super::catalogue::{Anchor, Catalogue, Frame, Page, Role, Rung, Stop, Words};
use super::dom::Dom;
use super::find::frames::Frames;
use super::find::{self, name_of};
use super::lasting::{holds_data, is_lasting};
use super::normal;
use super::values::Values;
use serde::{Deserialize, Serialize};

/// The layout of what is stored; one of another is refused with words.
pub const SCHEMA: u16 = 1;

/// Attributes by which products name their controls, the surest first.
const ATTRIBUTES: [&str; 8] =
    ["data-id", "data-lp-id", "data-automation-id", "data-automationid", "data-testid", "id", "command", "name"];

/// What a press inside of it is meant for.
const CONTROL: &str = "button, a[href], input, select, textarea, summary, li[command], [role=button], [role=link], \
    [role=menuitem], [role=menuitemcheckbox], [role=menuitemradio], [role=tab], [role=checkbox], [role=switch], \
    [role=radio], [role=treeitem], [role=combobox]";

/// What is inside of these is a record's.
const RECORD: &str = "[role=row], [role=gridcell], [role=rowheader], [role=option], tr[oid], [contenteditable]";

const ROLES: [Role; 6] = [Role::Button, Role::Link, Role::Menuitem, Role::Checkbox, Role::Treeitem, Role::Combobox];

/// A longer name is a text.
const LONGEST: usize = 60;

/// A control that a person has shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Layout, [`SCHEMA`].
    pub schema: u16,
    /// The stop for which it was shown.
    pub stop: String,
    /// The page on which that was.
    pub page: String,
    /// The document it is in.
    pub frame: Frame,
    /// How it is found again.
    pub by: By,
    /// What it was called on screen; may be empty.
    pub name: String,
}

/// How a control is found again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// By an attribute with this value.
    Attribute {
        /// One of those that products name their controls by.
        name: String,
        /// Its whole value.
        value: String,
    },
    /// By role and accessible name.
    Name {
        /// Role.
        role: Role,
        /// Accessible name, compared after the normaliser.
        name: String,
    },
}

/// A control that the person has just pressed, to be remembered when they say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// How it is found again.
    pub shown: Shown,
    /// What it is; `None` for what has none of these roles.
    pub role: Option<Role>,
}

/// Why a control cannot be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is a record's, or its name holds one.
    Record,
    /// Nothing that lasts tells it from others.
    Alike,
    /// The page of the stop is not there any more, or a dialog shuts off where it is.
    Elsewhere,
}

impl Shown {
    /// Whether what was stored is what this version would have stored.
    pub fn is_sound(&self) -> bool {
        self.schema == SCHEMA
            && match &self.by {
                By::Attribute { name, value } => ATTRIBUTES.contains(&name.as_str()) && is_lasting(value),
                By::Name { name, .. } => is_name(name),
            }
    }
}

/// The control that a press at this element is meant for.
pub fn control<D: Dom>(dom: &D, node: &D::Node) -> D::Node {
    dom.closest(node, CONTROL).unwrap_or_else(|| node.clone())
}

/// Visible elements of a document that a rung leads to.
pub(super) fn reached<D: Dom>(dom: &D, by: &By, document: &D::Document) -> Vec<D::Node> {
    let mut nodes = match by {
        By::Attribute { name, .. } => dom.query(document, &["[", name, "]"].concat()),
        By::Name { role, .. } => dom.query(document, role.css()),
    };
    match by {
        By::Attribute { name, value } => nodes.retain(|node| dom.attribute(node, name).as_ref() == Some(value)),
        By::Name { name, .. } => {
            let wanted = normal::label(name, dom);
            nodes.retain(|node| normal::label(&name_of(dom, node), dom) == wanted);
        }
    }
    nodes.retain(|node| dom.visible(node));
    nodes
}

/// Whether a stop can have a control that a person shows: one whose anchor is a record's has another each time.
///
/// # Errors
/// Why not.
pub fn may_be_shown(catalogue: &Catalogue, stop: &Stop) -> Result<(), Unfit> {
    let anchor = stop.anchor.as_ref().and_then(|name| catalogue.anchor(name));
    if anchor.is_some_and(|(_, anchor)| is_of_record(anchor)) { Err(Unfit::Record) } else { Ok(()) }
}

/// Makes a rung from an element that was pressed for a stop.
///
/// # Errors
/// It cannot be remembered.
pub fn pick<D: Dom>(
    dom: &D,
    frames: &Frames<D>,
    catalogue: &Catalogue,
    stop: &Stop,
    values: &Values,
    node: &D::Node,
) -> Result<Picked, Unfit> {
    may_be_shown(catalogue, stop)?;
    let here = |page: &&Page| page.name == stop.page;
    let page = find::recognised(dom, frames, catalogue, values).into_iter().find(here).ok_or(Unfit::Elsewhere)?;
    let node = control(dom, node);
    if find::is_shut_off(dom, &node) {
        return Err(Unfit::Elsewhere);
    }
    let role = ROLES.into_iter().find(|role| dom.closest(&node, role.css()).as_ref() == Some(&node));
    // What stands in a field is not what the field is called.
    let called = match role {
        None | Some(Role::Combobox) => dom.attribute(&node, "aria-label").unwrap_or_default(),
        Some(_) => name_of(dom, &node),
    };
    let name = normal::display(&called);
    if dom.closest(&node, RECORD).is_some() || values.are_in(&name, dom) {
        return Err(Unfit::Record);
    }
    let attributes = ATTRIBUTES.into_iter().filter_map(|attribute| {
        let value = dom.attribute(&node, attribute)?;
        let lasts = is_lasting(&value) && !values.are_in(&value, dom);
        lasts.then(|| By::Attribute { name: attribute.to_owned(), value })
    });
    let named = role.filter(|_| is_name(&name)).map(|role| By::Name { role, name: name.clone() });
    for by in attributes.chain(named) {
        for frame in find::INNER_FIRST {
            let alone = frames.document(frame).map(|document| reached(dom, &by, document));
            if alone.is_some_and(|nodes| matches!(nodes.as_slice(), [only] if *only == node)) {
                let (stop, page) = (stop.name.0.clone(), page.name.0.clone());
                let name = if is_name(&name) { name } else { String::new() };
                return Ok(Picked { shown: Shown { schema: SCHEMA, stop, page, frame, by, name }, role });
            }
        }
    }
    Err(Unfit::Alike)
}

fn is_name(name: &str) -> bool {
    let says = name.chars().any(char::is_alphanumeric);
    says && name.chars().count() <= LONGEST && !holds_data(name)
}

/// Whether an anchor depends on values of the route.
fn is_of_record(anchor: &Anchor) -> bool {
    anchor.ladder.iter().any(|rung| {
        let named = match rung {
            Rung::Attribute(by) | Rung::Prefix(by) => !by.equals.is_empty(),
            Rung::Role(by) => matches!(by.name, Words::Value(_)),
            Rung::Label(by) => matches!(by.text, Words::Value(_)),
        };
        named || rung.way().of.is_some()
    })
}
