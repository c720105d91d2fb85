//! The documents of a tab: top, current content frame, form, uppermost dialog, wizard page (dynamics-ui §2.2).

use crate::page::catalogue::Frame;
use crate::page::dom::Dom;

/// Documents by the part they play now.
pub struct Frames<D: Dom> {
    /// The document of the tab.
    pub top: D::Document,
    /// The classic client's content.
    pub content: Content<D::Document>,
    /// A form in a frame of its own inside the content frame.
    pub form: Option<D::Document>,
    /// The uppermost inline dialog.
    pub dialog: Dialog<D::Document>,
    /// The wizard page inside that dialog.
    pub wizard: Option<D::Document>,
}

/// The classic client's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content<T> {
    /// None that can be read (yet).
    None,
    /// The document of the tab itself: a content page that was opened by its own address, or in a window of its own.
    Alone,
    /// The current content frame. Never one of the stale frames that stay hidden beside it.
    Framed(T),
}

impl<T> Content<T> {
    /// The document of the content frame.
    pub const fn framed(&self) -> Option<&T> {
        match self {
            Self::Framed(document) => Some(document),
            Self::None | Self::Alone => None,
        }
    }
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
        let form = match &content {
            Content::None => None,
            Content::Alone => form(dom, &top),
            Content::Framed(content) => form(dom, content),
        };
        let dialog = dialog(dom, &top);
        let wizard = match &dialog {
            Dialog::Open(document) => only(dom.query(document, "iframe#wizardpageframe")).and_then(|f| dom.inside(&f)),
            Dialog::None | Dialog::Closed => None,
        };
        Self { top, content, form, dialog, wizard }
    }

    /// The document that plays this part.
    pub const fn document(&self, frame: Frame) -> Option<&D::Document> {
        match frame {
            Frame::Top => Some(&self.top),
            Frame::Content => self.content(),
            Frame::Form => match &self.form {
                None => self.content(),
                form => form.as_ref(),
            },
            Frame::Dialog => match &self.dialog {
                Dialog::Open(document) => Some(document),
                Dialog::None | Dialog::Closed => None,
            },
            Frame::Wizard => self.wizard.as_ref(),
        }
    }

    const fn content(&self) -> Option<&D::Document> {
        match &self.content {
            Content::None => None,
            Content::Alone => Some(&self.top),
            Content::Framed(document) => Some(document),
        }
    }

    /// The document that plays this part and no other one further out.
    pub const fn own(&self, frame: Frame) -> Option<&D::Document> {
        match frame {
            Frame::Form => self.form.as_ref(),
            Frame::Content => self.content.framed(),
            other => self.document(other),
        }
    }

    /// All of them, each once.
    pub fn documents(&self) -> impl Iterator<Item = &D::Document> {
        let outer = [Some(&self.top), self.content.framed(), self.form.as_ref()];
        let inner = [self.document(Frame::Dialog), self.wizard.as_ref()];
        outer.into_iter().chain(inner).flatten()
    }
}

fn content<D: Dom>(dom: &D, top: &D::Document) -> Content<D::Document> {
    match only(dom.query(top, "#crmContentPanel")) {
        Some(panel) => framed(dom, &panel).map_or(Content::None, Content::Framed),
        // Both clients' shells are there, whose panel may be yet to come.
        None if dom.address(top).path_ends_with("/main.aspx") => Content::None,
        None => Content::Alone,
    }
}

fn framed<D: Dom>(dom: &D, panel: &D::Node) -> Option<D::Document> {
    let frames = dom.below(panel, "iframe");
    let named = dom.attribute(panel, "currentcontentid").filter(|id| !id.is_empty());
    let current = match named {
        Some(id) => only(frames.into_iter().filter(|f| dom.attribute(f, "id").as_ref() == Some(&id)).collect()),
        // A panel that names no frame belongs to builds before that attribute; there only the visible frame is live.
        None => only(frames.into_iter().filter(|f| is_content(dom, f) && dom.visible(f)).collect()),
    };
    dom.inside(&current?)
}

fn form<D: Dom>(dom: &D, content: &D::Document) -> Option<D::Document> {
    let frames = dom.query(content, "iframe").into_iter().filter(|frame| dom.visible(frame));
    let mut forms = frames.filter_map(|frame| dom.inside(&frame));
    forms.find(|document| dom.address(document).path_ends_with("/form/page.aspx"))
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
