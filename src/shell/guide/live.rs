//! The page as it is now, for the finder. Reads only.

use js_sys::JsString;

use super::cast;
use super::sight;
use crate::page::dom::{Address, Dom};
use crate::page::normal::Fold;

/// The documents of this tab.
pub(super) struct Live {
    top: web_sys::Document,
}

impl Live {
    /// From the document of the tab.
    pub(super) const fn new(top: web_sys::Document) -> Self {
        Self { top }
    }

    /// From any element; for what is asked of that element alone.
    pub(super) fn of(node: &web_sys::Element) -> Option<Self> {
        node.owner_document().map(Self::new)
    }

    /// Where the tab is.
    pub(super) fn here(&self) -> Address {
        self.address(&self.top)
    }
}

impl Fold for Live {
    fn fold(&self, text: &str) -> String {
        let composed = JsString::from(text).normalize("NFKC");
        String::from(composed.to_lower_case().normalize("NFKC"))
    }
}

impl Dom for Live {
    type Node = web_sys::Element;
    type Document = web_sys::Document;

    fn top(&self) -> web_sys::Document {
        self.top.clone()
    }

    fn inside(&self, frame: &web_sys::Element) -> Option<web_sys::Document> {
        // Null for a frame of another origin; unlike its window, asking for it never throws.
        cast::frame(frame)?.content_document()
    }

    fn query(&self, document: &web_sys::Document, css: &str) -> Vec<web_sys::Element> {
        document.query_selector_all(css).map(|list| cast::elements(&list)).unwrap_or_default()
    }

    fn beside(&self, node: &web_sys::Element, css: &str) -> Vec<web_sys::Element> {
        node.owner_document().map(|document| self.query(&document, css)).unwrap_or_default()
    }

    fn below(&self, node: &web_sys::Element, css: &str) -> Vec<web_sys::Element> {
        node.query_selector_all(css).map(|list| cast::elements(&list)).unwrap_or_default()
    }

    fn closest(&self, node: &web_sys::Element, css: &str) -> Option<web_sys::Element> {
        node.closest(css).ok().flatten()
    }

    fn children(&self, node: &web_sys::Element) -> Vec<web_sys::Element> {
        let children = node.children();
        (0..children.length()).filter_map(|at| children.item(at)).collect()
    }

    fn tag(&self, node: &web_sys::Element) -> String {
        node.local_name()
    }

    fn attributes(&self, node: &web_sys::Element) -> Vec<String> {
        node.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
    }

    fn attribute(&self, node: &web_sys::Element, name: &str) -> Option<String> {
        node.get_attribute(name)
    }

    fn words(&self, node: &web_sys::Element) -> String {
        cast::html(node).map_or_else(|| node.text_content().unwrap_or_default(), web_sys::HtmlElement::inner_text)
    }

    fn visible(&self, node: &web_sys::Element) -> bool {
        sight::is_drawn(node)
    }

    fn checked(&self, node: &web_sys::Element) -> bool {
        cast::input(node).is_some_and(web_sys::HtmlInputElement::checked)
    }

    fn filled(&self, node: &web_sys::Element) -> bool {
        let inner = || node.query_selector("input").ok().flatten();
        let field = if cast::input(node).is_some() { Some(node.clone()) } else { inner() };
        let typed = |field: &web_sys::Element| cast::input(field).is_some_and(|input| !input.value().is_empty());
        field.is_some_and(|field| typed(&field) && !field.matches(":focus").unwrap_or(false))
    }

    fn loaded(&self, document: &web_sys::Document) -> bool {
        document.ready_state() == "complete"
    }

    fn address(&self, document: &web_sys::Document) -> Address {
        let Some(location) = document.location() else { return Address::default() };
        Address {
            host: location.hostname().unwrap_or_default(),
            path: location.pathname().unwrap_or_default(),
            query: location.search().unwrap_or_default(),
            hash: location.hash().unwrap_or_default(),
        }
    }

    fn language(&self, document: &web_sys::Document) -> String {
        document.document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default()
    }
}
