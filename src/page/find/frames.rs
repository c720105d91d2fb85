//! The documents of a tab: top, current content frame, uppermost dialog, wizard page (dynamics-ui §2.2).

use crate::page::catalogue::Frame;
use crate::page::dom::Dom;

/// Documents by the part they play now.
pub struct Frames<D: Dom> {
    /// The document of the tab.
    pub top: D::Document,
    /// The classic client's current content frame. Never one of the stale frames that stay hidden beside it.
    pub content: Option<D::Document>,
    /// The uppermost inline dialog.
    pub dialog: Dialog<D::Document>,
    /// The wizard page inside that dialog.
    pub wizard: Option<D::Document>,
}

/// The uppermost inline dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog<T> {
    /// None is open.
    None,
    /// One is open whose document cannot be read (yet).
    Closed,
    /// One is open.
    Open(T),
}

impl<T> Dialog<T> {
    /// Whether one is open, readable or not.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::None)
    }
}

impl<D: Dom> Frames<D> {
    /// Finds them.
    pub fn of(dom: &D) -> Self {
        let top = dom.top();
        let content = content(dom, &top);
        let dialog = dialog(dom, &top);
        let wizard = match &dialog {
            Dialog::Open(document) => only(dom.query(document, "iframe#wizardpageframe")).and_then(|f| dom.inside(&f)),
            Dialog::None | Dialog::Closed => None,
        };
        Self { top, content, dialog, wizard }
    }

    /// The document that plays this part.
    pub const fn document(&self, frame: Frame) -> Option<&D::Document> {
        match frame {
            Frame::Top => Some(&self.top),
            Frame::Content => self.content.as_ref(),
            Frame::Dialog => match &self.dialog {
                Dialog::Open(document) => Some(document),
                Dialog::None | Dialog::Closed => None,
            },
            Frame::Wizard => self.wizard.as_ref(),
        }
    }

    /// All of them.
    pub fn documents(&self) -> impl Iterator<Item = &D::Document> {
        [Frame::Top, Frame::Content, Frame::Dialog, Frame::Wizard].into_iter().filter_map(|frame| self.document(frame))
    }
}

fn content<D: Dom>(dom: &D, top: &D::Document) -> Option<D::Document> {
    let panel = only(dom.query(top, "#crmContentPanel"))?;
    let frames = dom.below(&panel, "iframe");
    let named = dom.attribute(&panel, "currentcontentid").filter(|id| !id.is_empty());
    let current = match named {
        Some(id) => only(frames.into_iter().filter(|f| dom.attribute(f, "id").as_ref() == Some(&id)).collect()),
        // A panel that names no frame belongs to builds before that attribute; there only the visible frame is live.
        None => only(frames.into_iter().filter(|f| is_content(dom, f) && dom.visible(f)).collect()),
    };
    dom.inside(&current?)
}

fn is_content<D: Dom>(dom: &D, frame: &D::Node) -> bool {
    dom.attribute(frame, "id").is_some_and(|id| id.starts_with("contentIFrame"))
}

fn dialog<D: Dom>(dom: &D, top: &D::Document) -> Dialog<D::Document> {
    // Its chrome is drawn before its frame is: from then on, what is behind cannot be used.
    let open = |frame: &D::Node| {
        dom.visible(frame) || dom.closest(frame, "[role=dialog]").is_some_and(|chrome| dom.visible(&chrome))
    };
    let frames = dom.query(top, "iframe[id^=InlineDialog][id$=_Iframe]");
    match frames.into_iter().rfind(open) {
        None => Dialog::None,
        Some(frame) => dom.inside(&frame).map_or(Dialog::Closed, Dialog::Open),
    }
}

/// The only element of a list.
pub(super) fn only<T>(list: Vec<T>) -> Option<T> {
    let mut list = list.into_iter();
    match (list.next(), list.next()) {
        (only, None) => only,
        _ => None,
    }
}
