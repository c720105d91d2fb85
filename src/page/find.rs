//! Which road and which of its stops are current on the pages that are loaded, and which element it points at.
//!
//! A wrong spotlight is worse than none: a rung of a ladder counts only when it gives exactly one visible element, and
//! behind a dialog that is not in the catalogue nothing is pointed at.

mod condition;
pub mod frames;
mod ladder;

use super::catalogue::{Among, AnchorName, Catalogue, Frame, Kind, Page, PageName, Probe, Stop};
use super::dom::Dom;
use super::values::Values;
use frames::Frames;
pub(super) use ladder::name as name_of;

/// What is in front counts first.
pub(super) const INNER_FIRST: [Frame; 5] = [Frame::Wizard, Frame::Dialog, Frame::Form, Frame::Content, Frame::Top];

/// Dialogs behind which nothing can be used, in all products alike: those that say so, and those that the browser makes so.
const MODAL: &str = "[aria-modal=true], dialog:modal";

/// What the guide sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight<N> {
    /// The control of the current stop.
    Found(Found<N>),
    /// The current stop has no control of a public id, nor of a name that is known in the language of its page: it is told,
    /// and nothing is pointed at.
    Told {
        /// Index in the road.
        stop: usize,
    },
    /// The page of the current stop, without its control.
    Missing(Missing),
    /// No page on which something is to be done.
    Nowhere(Nowhere),
}

impl<N> Sight<N> {
    /// Index of the current stop in its road.
    pub const fn stop(&self) -> Option<usize> {
        match self {
            Self::Found(Found { stop, .. }) | Self::Told { stop } | Self::Missing(Missing { stop, .. }) => Some(*stop),
            Self::Nowhere(_) => None,
        }
    }

    /// Why the control of the current stop is not pointed at; `None` where it is, or where there is none to point at.
    pub const fn why(&self) -> Option<Why> {
        match self {
            Self::Found(Found { instead: true, .. }) => Some(Why::UnderMore),
            Self::Found(_) | Self::Told { .. } => None,
            Self::Missing(missing) => Some(missing.why),
            Self::Nowhere(why) => Some(Why::Nowhere(*why)),
        }
    }
}

/// An element that a ladder led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<N> {
    /// The element.
    pub node: N,
    /// Which kind of rung found it.
    pub kind: Kind,
    /// Index of that rung in the ladder.
    pub rung: usize,
    /// What it is called on this screen; empty where it has no text.
    pub label: String,
}

/// A control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<N> {
    /// Index in the road.
    pub stop: usize,
    /// Where the ladder led.
    pub hit: Hit<N>,
    /// Whether it is the control to use first, because the stop's own is not to be seen.
    pub instead: bool,
    /// The control of the stop after it, where it is there already: not to be covered.
    pub next: Option<N>,
}

/// A control that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Index in the road.
    pub stop: usize,
    /// Why nothing is pointed at.
    pub why: Why,
}

/// Why a control is not pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No rung found anything.
    Absent,
    /// The list does not show its row, but may hold it.
    NotListed,
    /// A rung found more than one element, and no later one decided.
    Ambiguous,
    /// What has to be so before the click is not so.
    NotGiven,
    /// It is not to be seen, but the control that leads to it is, and is pointed at.
    UnderMore,
    /// No stop is current.
    Nowhere(Nowhere),
}

/// Why no stop is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nowhere {
    /// None of the route's pages is loaded.
    UnknownPage,
    /// A frame is loading: what will be in it is not known yet.
    Loading,
    /// A dialog is open that is none of the route's, or is still loading.
    UnknownDialog,
    /// All stops of the loaded pages are behind the person.
    Passed,
}

/// What the person has said about the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The road that they switched to.
    pub road: Option<usize>,
    /// The road on which they were seen last: a page that several roads share does not lead off it.
    pub current: Option<usize>,
    /// Stops of the current road before this one are behind them, whatever the page shows.
    pub from: usize,
    /// The stop of the current road that they went back to: it is current on its page, done or not.
    pub again: Option<usize>,
}

/// Everything that one look works with.
pub(super) struct Look<'a, D: Dom> {
    pub(super) dom: &'a D,
    pub(super) catalogue: &'a Catalogue,
    pub(super) values: &'a Values,
    pub(super) frames: &'a Frames<D>,
    /// The pages that are recognised, from the most inner frame to the outermost one.
    pages: Vec<&'a Page>,
}

/// Looks once. Each road is its stops in the order of the procedure. Gives the road, and what is to be seen of it: the
/// road that the person wished for, or the one to which the most inner recognised page belongs.
pub fn look_roads<D: Dom>(
    dom: &D,
    frames: &Frames<D>,
    catalogue: &Catalogue,
    roads: &[Vec<&Stop>],
    wish: Wish,
    values: &Values,
) -> (usize, Sight<D::Node>) {
    let look = Look::new(dom, frames, catalogue, values);
    let road = wish.road.or_else(|| look.road(roads, wish.current)).or(wish.current).unwrap_or_default();
    // What was said about stops was said about those of the current road.
    let wish = if wish.current == Some(road) { wish } else { Wish::default() };
    (road, look.run(roads.get(road).map_or(&[], Vec::as_slice), wish))
}

/// Where one anchor leads, whatever the route: its page has to be loaded.
///
/// # Errors
/// Why it leads nowhere.
pub fn resolve<D: Dom>(
    dom: &D,
    frames: &Frames<D>,
    catalogue: &Catalogue,
    anchor: &AnchorName,
    values: &Values,
) -> Result<Hit<D::Node>, Why> {
    Look::new(dom, frames, catalogue, values).anchor(anchor)
}

/// The pages that are recognised, from the outermost frame to the most inner one.
pub fn recognised<'a, D: Dom>(dom: &D, frames: &Frames<D>, catalogue: &'a Catalogue, values: &Values) -> Vec<&'a Page> {
    let mut pages = inner_first(dom, frames, catalogue, values);
    pages.sort_by_key(|page| page.frame);
    pages
}

impl<'a, D: Dom> Look<'a, D> {
    fn new(dom: &'a D, frames: &'a Frames<D>, catalogue: &'a Catalogue, values: &'a Values) -> Self {
        // Once for all: each anchor asks whether its page is there.
        Self { dom, catalogue, values, frames, pages: inner_first(dom, frames, catalogue, values) }
    }

    /// The road to which the most inner recognised page belongs.
    fn road(&self, roads: &[Vec<&Stop>], current: Option<usize>) -> Option<usize> {
        let leads_here = |road: &Vec<&Stop>, page: &Page| road.iter().any(|stop| stop.page == page.name);
        self.pages.iter().find_map(|page| {
            let kept = current.filter(|at| roads.get(*at).is_some_and(|road| leads_here(road, page)));
            kept.or_else(|| roads.iter().position(|road| leads_here(road, page)))
        })
    }

    fn run(&self, stops: &[&Stop], wish: Wish) -> Sight<D::Node> {
        if let Some(index) = wish.again
            && let Some(stop) = stops.get(index).filter(|stop| self.has(&stop.page))
        {
            return self.point(index, stop, stops);
        }
        let mut passed = false;
        for frame in INNER_FIRST {
            for page in self.pages.iter().filter(|page| page.frame == frame) {
                let here = || stops.iter().enumerate().filter(|(_, stop)| stop.page == page.name);
                passed |= here().next().is_some();
                let ahead = |index: usize, stop: &Stop| index >= wish.from && !self.is_past(index, stop, stops);
                if let Some((index, stop)) = here().find(|(index, stop)| ahead(*index, stop)) {
                    return self.point(index, stop, stops);
                }
            }
            // Without a frame of its own, the form is the content, and that the document of the tab, whose turns come.
            if self.frames.own(frame).is_some_and(|document| !self.dom.loaded(document)) {
                return Sight::Nowhere(Nowhere::Loading);
            }
            // What is behind a dialog cannot be used; on the way out to it the person would be led into a wall.
            if frame == Frame::Dialog && self.frames.dialog.is_open() {
                return Sight::Nowhere(if passed { Nowhere::Passed } else { Nowhere::UnknownDialog });
            }
        }
        Sight::Nowhere(if passed { Nowhere::Passed } else { Nowhere::UnknownPage })
    }

    fn is_past(&self, index: usize, stop: &Stop, stops: &[&Stop]) -> bool {
        match &stop.done {
            Some(condition) => self.holds(condition),
            // What is only told leaves no trace of its own: that a later page is there is the only sign.
            None if stop.anchor.is_none() => {
                stops.iter().skip(index + 1).any(|later| later.page != stop.page && self.has(&later.page))
            }
            None => false,
        }
    }

    fn point(&self, index: usize, stop: &Stop, stops: &[&Stop]) -> Sight<D::Node> {
        if stop.given.as_ref().is_some_and(|condition| !self.holds(condition)) {
            return Sight::Missing(Missing { stop: index, why: Why::NotGiven });
        }
        let anchor = stop.anchor.as_ref();
        let next = || {
            let next = stops.get(index + 1).filter(|next| next.page == stop.page)?;
            Some(self.anchor(next.anchor.as_ref()?).ok()?.node)
        };
        let found = |hit: Hit<D::Node>, instead| {
            if is_shut_off(self.dom, &hit.node) {
                return Sight::Nowhere(Nowhere::UnknownDialog);
            }
            Sight::Found(Found { stop: index, hit, instead, next: next() })
        };
        let Some(anchor) = anchor else {
            // Told, unless a person has shown it.
            return self
                .shown(|shown| shown.stop == stop.name.0)
                .map_or(Sight::Told { stop: index }, |hit| found(hit, false));
        };
        match self.anchor(anchor) {
            Ok(hit) => found(hit, false),
            Err(why) => match stop.instead.as_ref().map(|other| self.anchor(other)) {
                Some(Ok(hit)) => found(hit, true),
                // Its absence means nothing where it would not be known (dynamics-ui §2.9: instructions, no spotlight).
                _ if self.is_unread(anchor) => Sight::Told { stop: index },
                _ => Sight::Missing(Missing {
                    stop: index,
                    why: match (why, stop.among) {
                        (Why::Absent, Among::Rows) => Why::NotListed,
                        _ => why,
                    },
                }),
            },
        }
    }

    /// Whether the page of that name is recognised.
    fn has(&self, name: &PageName) -> bool {
        self.pages.iter().any(|page| page.name == *name)
    }
}

/// Whether a dialog of the same document says that nothing outside it can be used, and the element is outside.
pub(super) fn is_shut_off<D: Dom>(dom: &D, node: &D::Node) -> bool {
    dom.closest(node, MODAL).is_none() && dom.beside(node, MODAL).iter().any(|modal| dom.visible(modal))
}

/// The pages that are recognised, from the most inner frame to the outermost one.
fn inner_first<'a, D: Dom>(dom: &D, frames: &Frames<D>, catalogue: &'a Catalogue, values: &Values) -> Vec<&'a Page> {
    let mut pages = Vec::new();
    for frame in INNER_FIRST {
        let Some(document) = frames.document(frame) else { continue };
        for page in catalogue.pages.iter().filter(|page| page.frame == frame) {
            if page.probes.iter().any(|probe| fits(dom, probe, document, values)) {
                pages.push(page);
            }
        }
    }
    pages
}

fn fits<D: Dom>(dom: &D, probe: &Probe, document: &D::Document, values: &Values) -> bool {
    let address = || dom.address(document);
    // The address first: it costs nothing, and rules out most pages before one is searched.
    probe.host.as_ref().is_none_or(|host| address().is_host(host))
        && probe.path.as_ref().is_none_or(|suffix| address().path_ends_with(suffix))
        && (probe.query.is_empty() || probe.query.iter().all(|(name, value)| address().has(name, value)))
        && probe.hash.as_ref().is_none_or(|start| address().hash_starts_with(start))
        && probe.of.iter().all(|(name, template)| {
            address().holds(name, |given| template.fits(&String::from_utf8_lossy(given), values, dom))
        })
        && probe.with.as_ref().is_none_or(|with| {
            let nodes = dom.query(document, &with.css);
            nodes.iter().any(|node| ladder::equals(dom, with, node, values))
        })
        && probe.css.iter().all(|css| !dom.query(document, css).is_empty())
}
