//! Keeps the panel out of the way of what the guide points at: to the other side, or out of sight where both are.

use super::sight;
use crate::page::place::Rect;

/// What `panel.css` and `guide.css` know it by.
const ASIDE: &str = "data-aside";

/// A callout with its margins, in CSS pixels: a panel that leaves less of the screen's width would lie over it.
const CALLOUT: f64 = 328.0 + 32.0;

/// Where the panel is to be while something is pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aside {
    /// Where the person put it.
    Home,
    /// At the other side of the window.
    Other,
    /// Out of sight.
    Hidden,
}

impl Aside {
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Home => None,
            Self::Other => Some("other"),
            Self::Hidden => Some("hidden"),
        }
    }
}

/// The panel, seen from the guide.
pub(super) struct Room {
    root: web_sys::ShadowRoot,
}

impl Room {
    /// The panel that lives in `root`.
    pub(super) const fn new(root: web_sys::ShadowRoot) -> Self {
        Self { root }
    }

    /// Makes room for `target`, and says where the panel is now; `None` where it is not drawn.
    pub(super) fn make(&self, target: Option<Rect>, screen: Rect) -> Option<Rect> {
        let frame = self.frame()?;
        let panel = frame.query_selector(".panel, .pill").ok().flatten()?;
        let home = self.home(&frame, &panel, screen);
        let other = mirrored(home, screen);
        // Decided by where the panel is at home, never by where it is now: else it would come back and leave again.
        let over = |place: &Rect| target.is_some_and(|target| place.intersect(&target.grown(8.0)).is_some());
        // On a narrow screen, or a large zoom, there is no room for both; the callout has all that is needed now.
        let narrow = screen.width - home.width < CALLOUT;
        let aside = if narrow {
            Aside::Hidden
        } else {
            match (over(&home), over(&other)) {
                (false, _) => Aside::Home,
                (true, false) => Aside::Other,
                (true, true) => Aside::Hidden,
            }
        };
        set(&frame, aside);
        match aside {
            Aside::Home => Some(home),
            Aside::Other => Some(other),
            Aside::Hidden => None,
        }
    }

    /// Gives the whole page to the person: what they want to press may be anywhere.
    pub(super) fn clear(&self) {
        if let Some(frame) = self.frame() {
            set(&frame, Aside::Hidden);
        }
    }

    /// Whether the panel is out of sight with the focus in it.
    pub(super) fn has_lost_focus(&self) -> bool {
        let hidden = |frame: &web_sys::Element| frame.get_attribute(ASIDE).as_deref() == Aside::Hidden.name();
        let focus = || self.root.active_element();
        self.frame().filter(hidden).is_some_and(|frame| focus().is_some_and(|element| frame.contains(Some(&element))))
    }

    fn frame(&self) -> Option<web_sys::Element> {
        self.root.query_selector(".frame:not(.guide)").ok().flatten()
    }

    fn home(&self, frame: &web_sys::Element, panel: &web_sys::Element, screen: Rect) -> Rect {
        let now = sight::measured(panel);
        if frame.get_attribute(ASIDE).as_deref() == Aside::Other.name() { mirrored(now, screen) } else { now }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Some(frame) = self.frame() {
            set(&frame, Aside::Home);
        }
    }
}

fn mirrored(rect: Rect, screen: Rect) -> Rect {
    Rect { x: screen.width - rect.right(), ..rect }
}

fn set(frame: &web_sys::Element, aside: Aside) {
    if frame.get_attribute(ASIDE).as_deref() == aside.name() {
        return;
    }
    // The name is a proper attribute name, so neither can be refused.
    let _ = match aside.name() {
        Some(name) => frame.set_attribute(ASIDE, name),
        None => frame.remove_attribute(ASIDE),
    };
}
