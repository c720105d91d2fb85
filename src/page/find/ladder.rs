//! From an anchor to the one element that it names.

use super::frames::only;
use super::{Hit, Look, MODAL, Why};
use crate::page::catalogue::{Anchor, AnchorName, ByAttribute, ByLabel, ByRole, Kind, Rung, Way, Words};
use crate::page::dom::Dom;
use crate::page::normal;
use crate::page::shown::{Shown, reached};
use crate::page::values::{Template, Values};

/// An element on the way, and the text by which it was found.
struct Candidate<N> {
    node: N,
    text: Option<String>,
}

/// Whether the attributes of an element hold the values that they have to.
pub(super) fn equals<D: Dom>(dom: &D, by: &ByAttribute, node: &D::Node, values: &Values) -> bool {
    by.equals
        .iter()
        .all(|(name, template)| dom.attribute(node, name).is_some_and(|value| template.fits(&value, values, dom)))
}

/// The accessible name, without references to other elements: no control of the catalogue is named by one.
pub(in crate::page) fn name<D: Dom>(dom: &D, node: &D::Node) -> String {
    let attribute = |name| dom.attribute(node, name).filter(|text| !text.trim().is_empty());
    // Three dots and the like are drawn, but nobody calls a control by them.
    let says = |text: &String| text.chars().any(char::is_alphanumeric);
    let drawn = || Some(normal::first_line(&dom.words(node)).to_owned()).filter(says);
    let title = || attribute("title").map(|text| normal::first_line(&text).to_owned());
    attribute("aria-label").or_else(drawn).or_else(|| attribute("value")).or_else(title).unwrap_or_default()
}

impl<D: Dom> Look<'_, D> {
    /// An anchor, and the document in which it has to be; `None` where its page is not loaded.
    fn place(&self, name: &AnchorName) -> Option<(&Anchor, &D::Document)> {
        let (page, anchor) = self.catalogue.anchor(name).filter(|(page, _)| self.has(&page.name))?;
        Some((anchor, self.frames.document(anchor.frame_on(page))?))
    }

    /// Whether nobody can tell what an anchor is called on its page, and nothing else tells which it is.
    pub(super) fn is_unread(&self, name: &AnchorName) -> bool {
        self.place(name).is_some_and(|(anchor, document)| self.catalogue.is_unread(anchor, &self.language(document)))
    }

    /// Whether a modal dialog is open in the document of an anchor.
    pub(super) fn is_modal(&self, name: &AnchorName) -> bool {
        let modals = self.place(name).map(|(_, document)| self.dom.query(document, MODAL)).unwrap_or_default();
        modals.iter().any(|modal| self.dom.visible(modal))
    }

    /// Resolves an anchor on its page, which has to be loaded.
    pub(super) fn anchor(&self, name: &AnchorName) -> Result<Hit<D::Node>, Why> {
        let (anchor, document) = self.place(name).ok_or(Why::Absent)?;
        let mut why = Why::Absent;
        // What a person has shown is less sure than what the product calls its control, and surer than any text.
        let mut shown = Some(|| self.shown(|shown| self.is_for(shown, name)));
        for (index, rung) in anchor.ladder.iter().enumerate() {
            if rung.kind() > Kind::Shown
                && let Some(hit) = shown.take().and_then(|shown| shown())
            {
                return Ok(hit);
            }
            let document = rung.way().frame.map_or(Some(document), |frame| self.frames.document(frame));
            let Some(document) = document else { continue };
            let mut candidates = self.candidates(rung, document).into_iter();
            match (candidates.next(), candidates.next()) {
                (Some(candidate), None) => {
                    let label = candidate.text.unwrap_or_else(|| self.reads(anchor, &candidate.node));
                    let label = normal::display(normal::first_line(&label));
                    return Ok(Hit { node: candidate.node, kind: rung.kind(), rung: index, label });
                }
                (Some(_), Some(_)) => why = Why::Ambiguous,
                (None, _) => {}
            }
        }
        shown.and_then(|shown| shown()).ok_or(why)
    }

    fn is_for(&self, shown: &Shown, anchor: &AnchorName) -> bool {
        self.catalogue.stop(&shown.stop).is_some_and(|stop| stop.anchor.as_ref() == Some(anchor))
    }

    /// The control that a person has shown, on the page on which it was shown, where there is exactly one such.
    pub(super) fn shown(&self, wanted: impl Fn(&Shown) -> bool) -> Option<Hit<D::Node>> {
        self.catalogue.shown.iter().filter(|shown| wanted(shown)).find_map(|shown| {
            let here =
                self.catalogue.stop(&shown.stop).is_some_and(|stop| stop.page.0 == shown.page && self.has(&stop.page));
            let document = self.frames.document(shown.frame).filter(|_| here)?;
            let node = only(reached(self.dom, &shown.by, document))?;
            let label = normal::display(normal::first_line(&name(self.dom, &node)));
            Some(Hit { node, kind: Kind::Shown, rung: 0, label })
        })
    }

    fn candidates(&self, rung: &Rung, document: &D::Document) -> Vec<Candidate<D::Node>> {
        let found = match rung {
            Rung::Attribute(by) | Rung::Prefix(by) => self.by_attribute(by, document),
            Rung::Role(by) => self.by_role(by, document),
            Rung::Label(by) => self.by_label(by, document),
        };
        let mut reached: Vec<Candidate<D::Node>> = Vec::new();
        for Candidate { node, text } in found {
            for node in self.walk(node, rung.way()) {
                if self.dom.visible(&node) && !reached.iter().any(|other| other.node == node) {
                    reached.push(Candidate { node, text: text.clone() });
                }
            }
        }
        reached
    }

    fn walk(&self, node: D::Node, way: &Way) -> Vec<D::Node> {
        let start = match &way.up {
            Some(css) => self.dom.closest(&node, css),
            None => Some(node.clone()),
        };
        if let Some(id) = &way.of
            && [Some(&node), start.as_ref()].into_iter().flatten().any(|node| self.is_of_another(node, id))
        {
            return Vec::new();
        }
        match (start, &way.down) {
            (Some(start), Some(css)) => self.dom.below(&start, css),
            (Some(start), None) => vec![start],
            (None, _) => Vec::new(),
        }
    }

    /// Whether an element carries the identifier of a record, and of another one than is meant.
    fn is_of_another(&self, node: &D::Node, id: &Template) -> bool {
        let carries = |name| self.dom.attribute(node, name);
        ["oid", "id", "for"].into_iter().filter_map(carries).any(|text| id.names_another(&text, self.values))
    }

    fn by_attribute(&self, by: &ByAttribute, document: &D::Document) -> Vec<Candidate<D::Node>> {
        let nodes = self.dom.query(document, &by.css).into_iter();
        nodes
            .filter(|node| equals(self.dom, by, node, self.values))
            .map(|node| Candidate { node, text: None })
            .collect()
    }

    fn by_role(&self, by: &ByRole, document: &D::Document) -> Vec<Candidate<D::Node>> {
        let within = |node: &D::Node| by.within.as_ref().is_none_or(|css| self.dom.closest(node, css).is_some());
        let nodes = self.dom.query(document, by.role.css()).into_iter().filter(within);
        self.with_text(nodes, &by.name, document, |node| name(self.dom, node))
    }

    fn by_label(&self, by: &ByLabel, document: &D::Document) -> Vec<Candidate<D::Node>> {
        let nodes = self.dom.query(document, &by.css).into_iter();
        self.with_text(nodes, &by.text, document, |node| self.dom.words(node))
    }

    /// Those whose text is `words`; hidden ones are left out, because a person does not read them.
    fn with_text(
        &self,
        nodes: impl Iterator<Item = D::Node>,
        words: &Words,
        document: &D::Document,
        text_of: impl Fn(&D::Node) -> String,
    ) -> Vec<Candidate<D::Node>> {
        let same = self.comparison(words, document);
        nodes
            .filter_map(|node| {
                let text = text_of(&node);
                (same(&text) && self.dom.visible(&node)).then_some(Candidate { node, text: Some(text) })
            })
            .collect()
    }

    fn comparison<'s>(&'s self, words: &'s Words, document: &D::Document) -> Box<dyn Fn(&str) -> bool + 's> {
        let normal = |text: &str| normal::label(text, self.dom);
        let wanted: Vec<String> = match words {
            Words::Value(template) => return Box::new(move |text| template.fits(text, self.values, self.dom)),
            Words::Fixed(text) => vec![normal(text)],
            Words::Label(name) => self.catalogue.spellings(name, &self.language(document)).map(normal).collect(),
        };
        Box::new(move |text| {
            let text = normal::label(text, self.dom);
            !text.is_empty() && wanted.contains(&text)
        })
    }

    /// Language of a document; frames without one speak that of the tab.
    fn language(&self, document: &D::Document) -> String {
        let own = self.dom.language(document);
        if own.is_empty() { self.dom.language(&self.frames.top) } else { own }
    }

    fn reads(&self, anchor: &Anchor, node: &D::Node) -> String {
        let label = anchor.reads.as_ref().and_then(|css| self.dom.below(node, css).into_iter().next());
        label.map_or_else(|| name(self.dom, node), |label| self.dom.words(&label))
    }
}
