//! Which stop of a route is current on the pages that are loaded, and which element it points at.
//!
//! A wrong spotlight is worse than none: a rung of a ladder counts only when it gives exactly one visible element, and
//! behind a dialog that is not in the catalogue nothing is pointed at.

mod condition;
pub mod frames;
mod ladder;

use super::catalogue::{AnchorName, Catalogue, Frame, Kind, Page, Probe, Stop};
use super::dom::Dom;
use super::values::Values;
use frames::Frames;

/// What the guide sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight<N> {
    /// The control of the current stop.
    Found(Found<N>),
    /// The page of the current stop, without its control.
    Missing(Missing),
    /// No page on which something is to be done.
    Nowhere(Nowhere),
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
    /// Index in the route.
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
    /// Index in the route.
    pub stop: usize,
    /// Why nothing is pointed at.
    pub why: Why,
}

/// Why nothing is pointed at on a known page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No rung found anything.
    Absent,
    /// A rung found more than one element, and no later one decided.
    Ambiguous,
    /// What has to be so before the click is not so.
    NotGiven,
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

/// Everything that one look works with.
pub(super) struct Look<'a, D: Dom> {
    pub(super) dom: &'a D,
    pub(super) catalogue: &'a Catalogue,
    pub(super) values: &'a Values,
    pub(super) frames: &'a Frames<D>,
}

/// Looks once. `stops` are the stops of the route in the order of the procedure.
pub fn look<D: Dom>(
    dom: &D,
    frames: &Frames<D>,
    catalogue: &Catalogue,
    stops: &[&Stop],
    values: &Values,
) -> Sight<D::Node> {
    Look { dom, catalogue, values, frames }.run(stops)
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
    Look { dom, catalogue, values, frames }.anchor(anchor)
}

/// The pages that are recognised, from the outermost frame to the most inner one.
pub fn recognised<'a, D: Dom>(dom: &D, frames: &Frames<D>, catalogue: &'a Catalogue) -> Vec<&'a Page> {
    let look = Look { dom, catalogue, values: &Values::default(), frames };
    let mut pages: Vec<&Page> = catalogue.pages.iter().filter(|page| look.is_on(page)).collect();
    pages.sort_by_key(|page| page.frame);
    pages
}

impl<D: Dom> Look<'_, D> {
    fn run(&self, stops: &[&Stop]) -> Sight<D::Node> {
        let mut passed = false;
        for frame in [Frame::Wizard, Frame::Dialog, Frame::Content, Frame::Top] {
            for page in self.catalogue.pages.iter().filter(|page| page.frame == frame && self.is_on(page)) {
                let here = || stops.iter().enumerate().filter(|(_, stop)| stop.page == page.name);
                passed |= here().next().is_some();
                if let Some((index, stop)) = here().find(|(_, stop)| !self.is_past(stop)) {
                    return self.point(index, stop, stops);
                }
            }
            if self.frames.document(frame).is_some_and(|document| !self.dom.loaded(document)) {
                return Sight::Nowhere(Nowhere::Loading);
            }
            // What is behind a dialog cannot be used; on the way out to it the person would be led into a wall.
            if frame == Frame::Dialog && self.frames.dialog.is_open() {
                return Sight::Nowhere(if passed { Nowhere::Passed } else { Nowhere::UnknownDialog });
            }
        }
        Sight::Nowhere(if passed { Nowhere::Passed } else { Nowhere::UnknownPage })
    }

    fn is_past(&self, stop: &Stop) -> bool {
        stop.done.as_ref().is_some_and(|condition| self.holds(condition))
    }

    fn point(&self, index: usize, stop: &Stop, stops: &[&Stop]) -> Sight<D::Node> {
        if stop.given.as_ref().is_some_and(|condition| !self.holds(condition)) {
            return Sight::Missing(Missing { stop: index, why: Why::NotGiven });
        }
        let next = || {
            let next = stops.get(index + 1).filter(|next| next.page == stop.page)?;
            Some(self.anchor(&next.anchor).ok()?.node)
        };
        let found = |hit, instead| Sight::Found(Found { stop: index, hit, instead, next: next() });
        match self.anchor(&stop.anchor) {
            Ok(hit) => found(hit, false),
            Err(why) => match stop.instead.as_ref().map(|other| self.anchor(other)) {
                Some(Ok(hit)) => found(hit, true),
                _ => Sight::Missing(Missing { stop: index, why }),
            },
        }
    }

    /// Whether a page is loaded in its frame.
    fn is_on(&self, page: &Page) -> bool {
        let Some(document) = self.frames.document(page.frame) else { return false };
        page.probes.iter().any(|probe| self.fits(probe, document))
    }

    fn fits(&self, probe: &Probe, document: &D::Document) -> bool {
        let address = || self.dom.address(document);
        probe.css.iter().all(|css| !self.dom.query(document, css).is_empty())
            && probe.path.as_ref().is_none_or(|suffix| address().path_ends_with(suffix))
            && (probe.query.is_empty() || probe.query.iter().all(|(name, value)| address().has(name, value)))
    }
}
