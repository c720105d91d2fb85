//! Frozen pages as a [`Dom`]: each file is a document, `data-url` of its root is where it was loaded from,
//! `data-frame-src` names the one inside a frame and `data-frame-url` where that was loaded from.

use cairn::page::dom::{Address, Dom};
use cairn::page::normal::{Fold, NativeFold};
use ego_tree::NodeId;
use scraper::{ElementRef, Html, Node as Tree, Selector};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

/// A replacement in one file before it is loaded: what the organisation of another customer has there.
#[derive(Clone, Copy, Debug)]
pub struct Edit<'a> {
    pub file: &'a str,
    pub from: &'a str,
    pub to: &'a str,
}

/// All documents of a tab.
pub struct Site {
    documents: Vec<(Html, Address)>,
    frames: HashMap<Node, usize>,
    hosts: HashMap<usize, Node>,
}

/// An element: which document, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node(pub usize, pub NodeId);

impl Site {
    /// Loads a page with everything in its frames.
    ///
    /// # Panics
    /// If a file is missing or an edit changes nothing.
    pub fn load(file: &str, edits: &[Edit]) -> Self {
        Self::changed(file, edits, &|_, _| false)
    }

    /// Loads a page after `change` had its way with each of its documents; those are numbered in the order of the
    /// frames. It says whether it changed something.
    ///
    /// # Panics
    /// If a file is missing or an edit changes nothing.
    pub fn changed(file: &str, edits: &[Edit], change: &dyn Fn(usize, &mut Html) -> bool) -> Self {
        let mut site = Self { documents: Vec::new(), frames: HashMap::new(), hosts: HashMap::new() };
        let mut used = vec![false; edits.len()];
        site.add(file, "/main.aspx?settingsonly=true", edits, &mut used, change);
        for (edit, used) in edits.iter().zip(used) {
            assert!(used, "{edit:?} finds nothing in {file} or its frames");
        }
        site
    }

    fn add(
        &mut self,
        file: &str,
        url: &str,
        edits: &[Edit],
        used: &mut [bool],
        change: &dyn Fn(usize, &mut Html) -> bool,
    ) -> usize {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
        let mut text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        for (edit, used) in edits.iter().zip(used.iter_mut()).filter(|(edit, _)| edit.file == file) {
            *used |= text.contains(edit.from);
            text = text.replace(edit.from, edit.to);
        }
        let index = self.documents.len();
        let mut document = Html::parse_document(&text);
        if change(index, &mut document) {
            // Read again: what was changed below the parser is not in its caches.
            document = Html::parse_document(&document.html());
        }
        let own = document.root_element().attr("data-url").map(str::to_owned);
        let address = address(own.as_deref().unwrap_or(url));
        self.documents.push((document, address));
        for frame in self.query(&index, "iframe[data-frame-src]") {
            let source = self.attribute(&frame, "data-frame-src").unwrap();
            let url = self.attribute(&frame, "data-frame-url").unwrap_or_default();
            let inner = self.add(&source, &url, edits, used, change);
            self.frames.insert(frame, inner);
            self.hosts.insert(inner, frame);
        }
        index
    }

    fn element(&self, node: Node) -> ElementRef<'_> {
        self.documents[node.0].0.tree.get(node.1).and_then(ElementRef::wrap).unwrap()
    }

    fn selected<'a>(&self, document: usize, found: impl Iterator<Item = ElementRef<'a>>) -> Vec<Node> {
        found.map(|element| Node(document, element.id())).collect()
    }

    /// The start tag, to say in a failed test which element it was.
    pub fn tag(&self, node: &Node) -> String {
        self.element(*node).html().chars().take(160).collect()
    }

    /// The text as far as it is drawn, blocks on lines of their own.
    fn draw(&self, node: Node, out: &mut String) {
        for child in self.element(node).children() {
            match child.value() {
                Tree::Text(text) => out.push_str(text),
                Tree::Element(element) => {
                    let child = Node(node.0, child.id());
                    if self.hidden(child) {
                        continue;
                    }
                    let block = matches!(element.name(), "div" | "p" | "li" | "ul" | "tr" | "td" | "table");
                    out.push_str(if block { "\n" } else { "" });
                    self.draw(child, out);
                    out.push_str(if block { "\n" } else { "" });
                }
                _ => {}
            }
        }
    }

    /// Hidden by itself.
    fn hidden(&self, node: Node) -> bool {
        let element = self.element(node);
        let style = element.attr("style").unwrap_or_default().replace(' ', "");
        element.attr("hidden").is_some() || style.contains("display:none") || style.contains("visibility:hidden")
    }

    fn undisplayed(&self, node: Node) -> bool {
        let element = self.element(node);
        let style = element.attr("style").unwrap_or_default().replace(' ', "");
        element.attr("hidden").is_some() || style.contains("display:none")
    }

    fn chain(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        let up = self.element(node).ancestors().filter_map(ElementRef::wrap);
        [node].into_iter().chain(up.map(move |element| Node(node.0, element.id())))
    }
}

/// Parts of an address; one without a host is the practice organisation's.
fn address(url: &str) -> Address {
    let (host, rest) = match url.split_once("://") {
        Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("contoso.crm4.dynamics.com", url),
    };
    let (rest, hash) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    Address { host: host.into(), path: path.into(), query: query.into(), hash: hash.into() }
}

/// Parsed once: the same few selectors are asked for on every page.
fn selector(css: &str) -> Rc<Selector> {
    thread_local! {
        static PARSED: RefCell<HashMap<String, Rc<Selector>>> = RefCell::default();
    }
    PARSED.with_borrow_mut(|parsed| {
        // No frozen page can call `showModal`: it says so itself.
        let frozen = css.replace("dialog:modal", "dialog[open][data-modal]");
        let parse = || Rc::new(Selector::parse(&frozen).unwrap_or_else(|error| panic!("{css}: {error}")));
        Rc::clone(parsed.entry(css.to_owned()).or_insert_with(parse))
    })
}

impl Fold for Site {
    fn fold(&self, text: &str) -> String {
        NativeFold.fold(text)
    }
}

impl Dom for Site {
    type Node = Node;
    type Document = usize;

    fn top(&self) -> usize {
        0
    }

    fn inside(&self, frame: &Node) -> Option<usize> {
        self.frames.get(frame).copied()
    }

    fn query(&self, document: &usize, css: &str) -> Vec<Node> {
        self.selected(*document, self.documents[*document].0.select(&selector(css)))
    }

    fn beside(&self, node: &Node, css: &str) -> Vec<Node> {
        self.query(&node.0, css)
    }

    fn below(&self, node: &Node, css: &str) -> Vec<Node> {
        self.selected(node.0, self.element(*node).select(&selector(css)))
    }

    fn closest(&self, node: &Node, css: &str) -> Option<Node> {
        let selector = selector(css);
        self.chain(*node).find(|node| selector.matches(&self.element(*node)))
    }

    fn children(&self, node: &Node) -> Vec<Node> {
        self.selected(node.0, self.element(*node).children().filter_map(ElementRef::wrap))
    }

    fn tag(&self, node: &Node) -> String {
        self.element(*node).value().name().to_owned()
    }

    fn attributes(&self, node: &Node) -> Vec<String> {
        self.element(*node).value().attrs().map(|(name, _)| name.to_owned()).collect()
    }

    fn attribute(&self, node: &Node, name: &str) -> Option<String> {
        self.element(*node).attr(name).map(str::to_owned)
    }

    fn words(&self, node: &Node) -> String {
        let mut out = String::new();
        self.draw(*node, &mut out);
        out
    }

    fn visible(&self, node: &Node) -> bool {
        // A hidden frame takes its content along only when it is not laid out; `visibility` ends at its border.
        let frame = self.hosts.get(&node.0);
        !self.chain(*node).any(|node| self.hidden(node))
            && frame.is_none_or(|frame| !self.chain(*frame).any(|node| self.undisplayed(node)))
    }

    fn checked(&self, node: &Node) -> bool {
        self.element(*node).attr("checked").is_some()
    }

    fn filled(&self, node: &Node) -> bool {
        let fields = [*node].into_iter().chain(self.below(node, "input"));
        fields.into_iter().any(|field| self.attribute(&field, "value").is_some_and(|value| !value.is_empty()))
    }

    fn loaded(&self, document: &usize) -> bool {
        self.documents[*document].0.root_element().attr("data-loading").is_none()
    }

    fn address(&self, document: &usize) -> Address {
        self.documents[*document].1.clone()
    }

    fn language(&self, document: &usize) -> String {
        self.documents[*document].0.root_element().attr("lang").unwrap_or_default().to_owned()
    }
}
