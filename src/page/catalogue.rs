//! `extension/pages.json`: pages, how each is recognised, the named controls on it, and the stops that guides are made of.
//!
//! What this module reads is only well formed; [`check::faults`] says whether it also holds together.

pub mod check;

pub use super::track::Track;

use super::link::Link;
use super::named::Named;
use super::shown::Shown;
use super::values::Template;
use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// As it is written in the catalogue.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

names! {
    /// Name of a page.
    PageName,
    /// Name of an anchor, unique in the whole catalogue.
    AnchorName,
    /// Name of a stop: what playbooks refer to.
    StopName,
    /// Name of a label.
    LabelName,
}

/// The page catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Where editors find the schema of this file.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// What controls are called, by language.
    pub labels: Vec<Label>,
    /// Pages. Where several are recognised in one frame, the earlier counts first.
    pub pages: Vec<Page>,
    /// Stops.
    pub stops: Vec<Stop>,
    /// What people of this organisation have shown: not in the file.
    #[serde(skip)]
    pub shown: Vec<Shown>,
}

/// What a control is called in the languages in which that is known (dynamics-ui §5.2). A language that the reference
/// does not give is not there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Name.
    pub name: LabelName,
    /// Spellings by language tag.
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, Vec<String>>"))]
    pub text: Named<Vec<String>>,
}

/// Which document (dynamics-ui §8), from the outermost to the most inner one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Frame {
    /// The document of the tab.
    Top,
    /// The classic client's current content frame.
    Content,
    /// A form: a frame of its own inside the content frame, or the content frame itself (dynamics-ui §2.2).
    Form,
    /// The uppermost inline dialog.
    Dialog,
    /// The page of a wizard inside that dialog.
    Wizard,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Name.
    pub name: PageName,
    /// Client.
    pub track: Track,
    /// Where it is loaded.
    pub frame: Frame,
    /// It is this page when one of these fits.
    pub probes: Vec<Probe>,
    /// Where it can be reached directly; absent where that is not known.
    #[serde(default)]
    pub link: Option<Link>,
    /// Controls.
    pub anchors: Vec<Anchor>,
}

/// One way to recognise a page; all that is given has to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// Selectors of which each matches something.
    #[serde(default)]
    pub css: Vec<String>,
    /// The host; with a dot at its beginning, the end of it.
    #[serde(default)]
    pub host: Option<String>,
    /// End of the path, in either case.
    #[serde(default)]
    pub path: Option<String>,
    /// Parameters of the query with their values.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub query: Named<String>,
    /// Parameters of the query that hold a value of the route.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, Template>"))]
    pub of: Named<Template>,
    /// Elements of which one holds a value of the route.
    #[serde(default)]
    pub with: Option<ByAttribute>,
    /// Beginning of the fragment, without `#`: products that change pages there (dynamics-ui §1.3).
    #[serde(default)]
    pub hash: Option<String>,
}

/// One control.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Name.
    pub name: AnchorName,
    /// Where it is, when that is not the page's own frame: commands of a content frame's page are in the top frame.
    #[serde(default)]
    pub frame: Option<Frame>,
    /// Element inside the control that holds its label, where the control holds more text than that.
    #[serde(default)]
    pub reads: Option<String>,
    /// Ways to find it, the surest first. The first that gives exactly one visible element is taken.
    pub ladder: Vec<Rung>,
    /// Why no rung uses an identifier, where none does.
    #[serde(default)]
    pub why: Option<String>,
}

/// One way to find a control.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Rung {
    /// By an attribute whose whole value is known.
    Attribute(ByAttribute),
    /// By a known part of an attribute.
    Prefix(ByAttribute),
    /// By its role and its accessible name.
    Role(ByRole),
    /// By the text of a label element.
    Label(ByLabel),
}

/// By selector and attributes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ByAttribute {
    /// Selector; holds nothing that comes from an organisation.
    pub css: String,
    /// Attributes that have to hold a value of the route.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, Template>"))]
    pub equals: Named<Template>,
    /// From what was found to the control.
    #[serde(default)]
    pub way: Way,
}

/// By role and accessible name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ByRole {
    /// Role.
    pub role: Role,
    /// Accessible name.
    pub name: Words,
    /// Only inside elements that match this selector.
    #[serde(default)]
    pub within: Option<String>,
    /// From what was found to the control.
    #[serde(default)]
    pub way: Way,
}

/// By the text of label elements; never by that of whole controls, which can hold hidden descriptions
/// (dynamics-ui §5.3, rule 8).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ByLabel {
    /// Selector of the label elements.
    pub css: String,
    /// Their text.
    pub text: Words,
    /// From the label element to the control.
    #[serde(default)]
    pub way: Way,
}

/// Steps from an element that was found to the control that is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// Where to look, when that is not where the anchor is otherwise: some commands have moved from one frame to another.
    #[serde(default)]
    pub frame: Option<Frame>,
    /// First to the element itself or its nearest ancestor that matches this selector.
    #[serde(default)]
    pub up: Option<String>,
    /// Then to what matches this selector below it.
    #[serde(default)]
    pub down: Option<String>,
    /// The identifier of the record that is meant. Found by name, an element that carries the identifier of another
    /// record is not it: two users and two roles can have one name.
    #[serde(default)]
    pub of: Option<Template>,
}

/// Roles that controls of the catalogue have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Button.
    Button,
    /// Link.
    Link,
    /// Entry of a menu; commands of the Unified Interface too (dynamics-ui §3).
    Menuitem,
    /// Tick box.
    Checkbox,
    /// Entry of a tree: that of a site map in the Unified Interface.
    Treeitem,
    /// Field with a list: lookups of the Unified Interface.
    Combobox,
}

impl Role {
    /// Elements that have this role, by attribute or by themselves.
    pub const fn css(self) -> &'static str {
        match self {
            Self::Button => "button:not([role]), input[type=button]:not([role]), [role=button]",
            Self::Link => "a[href]:not([role]), [role=link]",
            Self::Menuitem => "[role=menuitem]",
            Self::Checkbox => "input[type=checkbox]:not([role]), [role=checkbox]",
            Self::Treeitem => "[role=treeitem]",
            Self::Combobox => "[role=combobox]",
        }
    }
}

/// What a text has to be, after the normaliser.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Words {
    /// A label in the language of the page, or in English.
    Label(LabelName),
    /// A value of the route.
    Value(Template),
    /// A name that is the same in every language (marketo §5.2).
    Fixed(String),
}

/// A stop of a guide: one thing to do on one page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Name.
    pub name: StopName,
    /// The page on which it is used.
    pub page: PageName,
    /// The control to use. Absent where neither an id nor a name is public: then it is told and nothing is pointed at.
    #[serde(default)]
    pub anchor: Option<AnchorName>,
    /// What has to be so before the control may be pointed at; without it the click could do harm.
    #[serde(default)]
    pub given: Option<Condition>,
    /// It is behind the person when this is so; absent where only the server can tell.
    #[serde(default)]
    pub done: Option<Condition>,
    /// The control to use first when this one is not to be seen.
    #[serde(default)]
    pub instead: Option<AnchorName>,
    /// Another address of its page, on which the control is there although it is missing here.
    #[serde(default)]
    pub detour: Option<Link>,
    /// What its control is one of.
    #[serde(default)]
    pub among: Among,
}

/// What a control is one of: it tells why it can be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Among {
    /// The controls of its page.
    #[default]
    Controls,
    /// The rows of a list, of which only some are there: a page of them in the classic client, those in view in the Unified
    /// Interface (dynamics-ui §2.4, §6.2).
    Rows,
}

/// Something that can be seen on the page. Closed: each kind is looked up in one way, whatever the page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// The tick box is ticked.
    Checked(AnchorName),
    /// The row that holds it is selected, and it alone.
    Selected(AnchorName),
    /// Something was typed into it, and the person has left it.
    Filled(AnchorName),
    /// It is to be seen.
    Seen(AnchorName),
    /// It is not to be seen.
    Gone(AnchorName),
    /// What it is called in the language of its page is not known, and a modal dialog is open, in which it may be.
    Unread(AnchorName),
    /// This page is loaded.
    On(PageName),
    /// One of these is so.
    Any(Vec<Condition>),
}

impl Catalogue {
    /// The page of that name.
    pub fn page(&self, name: &PageName) -> Option<&Page> {
        self.pages.iter().find(|page| page.name == *name)
    }

    /// The anchor of that name, and its page.
    pub fn anchor(&self, name: &AnchorName) -> Option<(&Page, &Anchor)> {
        self.pages.iter().find_map(|page| Some((page, page.anchors.iter().find(|anchor| anchor.name == *name)?)))
    }

    /// The stop of that name.
    pub fn stop(&self, name: &str) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.name.as_str() == name)
    }

    /// Whether an anchor is found by labels alone, none of which is known in this language.
    pub fn is_unread(&self, anchor: &Anchor, language: &str) -> bool {
        let known = |name: &LabelName| {
            let label = self.labels.iter().find(|label| label.name == *name);
            label.is_some_and(|label| label.text.iter().any(|(tag, _)| speaks(tag, language)))
        };
        anchor.ladder.iter().all(|rung| rung.label().is_some_and(|name| !known(name)))
    }

    /// Spellings of a label on a page of that language, the English ones after them: what is not translated stays
    /// English on screen. Where only the language is known (`pt`), all its regions count.
    pub fn spellings<'a>(&'a self, label: &LabelName, language: &'a str) -> impl Iterator<Item = &'a str> {
        let label = self.labels.iter().find(|candidate| candidate.name == *label);
        let tags = label.into_iter().flat_map(|label| label.text.iter());
        let own = tags.clone().filter(move |(tag, _)| speaks(tag, language));
        let english = tags.filter(|(tag, _)| *tag == "en");
        own.chain(english).flat_map(|(_, spellings)| spellings).map(String::as_str)
    }
}

/// Whether texts of `tag` are meant for a page in `language`: the same, or one is the other without a region.
fn speaks(tag: &str, language: &str) -> bool {
    let (short, long) = if tag.len() <= language.len() { (tag, language) } else { (language, tag) };
    !short.is_empty()
        && long.get(..short.len()).is_some_and(|start| start.eq_ignore_ascii_case(short))
        && long.as_bytes().get(short.len()).is_none_or(|next| matches!(next, b'-' | b'_'))
}

impl Anchor {
    /// The document it is in.
    pub fn frame_on(&self, page: &Page) -> Frame {
        self.frame.unwrap_or(page.frame)
    }
}

impl Rung {
    /// The label by which it finds the control; `None` where it finds it by something that no language changes.
    const fn label(&self) -> Option<&LabelName> {
        match self {
            Self::Role(ByRole { name: Words::Label(name), .. })
            | Self::Label(ByLabel { text: Words::Label(name), .. }) => Some(name),
            _ => None,
        }
    }

    /// From what was found to the control.
    pub const fn way(&self) -> &Way {
        match self {
            Self::Attribute(by) | Self::Prefix(by) => &by.way,
            Self::Role(by) => &by.way,
            Self::Label(by) => &by.way,
        }
    }

    /// How much it depends on texts and names: the order of rungs in a ladder.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Attribute(_) => Kind::Attribute,
            Self::Prefix(_) => Kind::Prefix,
            Self::Role(_) => Kind::Role,
            Self::Label(_) => Kind::Label,
        }
    }
}

/// The kind of a rung, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Attribute.
    Attribute,
    /// Part of an attribute.
    Prefix,
    /// What a person has shown.
    Shown,
    /// Role and name.
    Role,
    /// Label.
    Label,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_speaks_its_language_and_the_other_way_round() {
        for (tag, language) in [("fr", "fr"), ("fr", "fr-CA"), ("pt-BR", "pt"), ("zh-CN", "ZH-cn"), ("de", "de_AT")] {
            assert!(speaks(tag, language), "{tag} {language}");
        }
        for (tag, language) in [("pt-BR", "pt-PT"), ("en", ""), ("", "en"), ("e", "en"), ("fr", "fy")] {
            assert!(!speaks(tag, language), "{tag} {language}");
        }
    }
}
