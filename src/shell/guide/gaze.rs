//! One look at the page: which road and stop are current, by what is loaded or by what the person asked for.

use std::cell::{Cell, RefCell};

use super::live::Live;
use crate::core::effect::{Hold, Route, Steer};
use crate::core::guide::{Sight, Sighted};
use crate::page::catalogue::{Catalogue, Page, Stop};
use crate::page::dom::Address;
use crate::page::find::frames::Frames;
use crate::page::find::{self, Nowhere, Wish};
use crate::page::onward;
use crate::page::values::Values;
use crate::shell::browser::Gone;

type Found = find::Sight<web_sys::Element>;

/// A route, and where the person is on it.
pub(super) struct Gaze {
    pub(super) catalogue: Catalogue,
    roads: Vec<Vec<Stop>>,
    pub(super) values: Values,
    client_url: String,
    steer: Cell<Steer>,
    /// What was current by itself when the person asked for another stop: as long as it is, theirs holds.
    base: Cell<Option<(usize, usize)>>,
    /// The road on which the person was seen last.
    road: Cell<Option<usize>>,
    /// The stop whose control was pressed a while ago, and which is current still.
    stayed: Cell<Option<(usize, usize)>>,
    /// What was reported last.
    told: RefCell<Option<Sighted>>,
}

/// What one look gave.
pub(super) struct Seen {
    /// Index of the road.
    pub(super) road: usize,
    /// What of it.
    pub(super) found: Found,
    /// The person asked for it.
    pub(super) held: bool,
}

impl Gaze {
    /// At the beginning of a route.
    pub(super) fn new(route: &Route, catalogue: Catalogue, client_url: &str) -> Result<Self, Gone> {
        let mut roads = Vec::new();
        for road in &route.roads {
            // A stop that the catalogue does not know is a fault of ours, and tests hold the two together.
            let stops: Option<Vec<Stop>> = road.stops.iter().map(|name| catalogue.stop(name).cloned()).collect();
            roads.push(stops.ok_or(Gone)?);
        }
        Ok(Self {
            catalogue,
            roads,
            values: route.values.clone(),
            client_url: client_url.to_owned(),
            steer: Cell::new(Steer { wish: route.wish, hold: None }),
            base: Cell::new(None),
            road: Cell::new(None),
            stayed: Cell::new(None),
            told: RefCell::default(),
        })
    }

    /// Whether a stop is on a page that is known by this host.
    pub(super) fn has_pages_at(&self, here: &Address) -> bool {
        let pages = self.roads.iter().flatten().filter_map(|stop| self.catalogue.page(&stop.page));
        let mut hosts = pages.flat_map(|page| &page.probes).filter_map(|probe| probe.host.as_ref());
        hosts.any(|host| here.is_host(host))
    }

    /// The person wants to be led elsewhere.
    pub(super) fn steer(&self, steer: Steer) {
        let switched = self.steer.replace(steer).wish != steer.wish;
        if switched {
            self.told.take();
        }
        self.base.set(None);
    }

    /// Looks once.
    pub(super) fn look(&self, live: &Live, frames: &Frames<Live>) -> Seen {
        let roads: Vec<Vec<&Stop>> = self.roads.iter().map(|road| road.iter().collect()).collect();
        let look = |wish| find::look_roads(live, frames, &self.catalogue, &roads, wish, &self.values);
        let Steer { wish, hold } = self.steer.get();
        let (road, found) = look(Wish { road: wish, current: self.road.get(), ..Wish::default() });
        self.road.set(Some(road));
        if let Some(hold) = hold.filter(|hold| self.holds(*hold, road, found.stop())) {
            let Hold { road, stop } = hold;
            let (_, found) = look(Wish { road: Some(road), current: Some(road), from: stop, again: Some(stop) });
            self.road.set(Some(road));
            return Seen { road, found, held: true };
        }
        Seen { road, found, held: false }
    }

    /// Whether the page is still where it was when the person asked for a stop of their own.
    fn holds(&self, hold: Hold, road: usize, stop: Option<usize>) -> bool {
        // Between two pages nothing is in sight, which says nothing yet.
        let Some(stop) = stop else { return true };
        let base = self.base.get().unwrap_or((road, stop));
        self.base.set(Some(base));
        let stays = base == (road, stop) && (road, stop) != (hold.road, hold.stop);
        if !stays {
            self.steer.set(Steer { hold: None, ..self.steer.get() });
        }
        stays
    }

    /// The control of this stop was pressed a while ago, and it is current still.
    pub(super) fn stayed(&self, road: usize, stop: usize) {
        self.stayed.set(Some((road, stop)));
    }

    /// Whether only the server can tell when the stop is done.
    pub(super) fn acts(&self, road: usize, stop: usize) -> bool {
        self.roads.get(road).and_then(|road| road.get(stop)).is_some_and(|stop| stop.done.is_none())
    }

    /// An earlier stop than the one that was told: between two pages it is what is left to be seen for a moment.
    pub(super) fn is_behind(&self, seen: &Seen) -> bool {
        let told = self.told.borrow();
        let earlier = |told: &Sighted| {
            let last = told.sight.stop();
            !seen.held && !told.held && told.road == seen.road && seen.found.stop() < last
        };
        told.as_ref().is_some_and(earlier)
    }

    /// What there is to report, if that is news.
    pub(super) fn news(&self, seen: &Seen, live: &Live, frames: &Frames<Live>) -> Option<Sighted> {
        let here = find::recognised(live, frames, &self.catalogue, &self.values);
        let stops: Vec<&Stop> = self.roads.get(seen.road)?.iter().collect();
        let sight = match &seen.found {
            Found::Found(found) => Sight::Marked { stop: found.stop, instead: found.instead },
            Found::Told { stop } => Sight::Told { stop: *stop },
            Found::Missing(missing) => Sight::Missing { stop: missing.stop, why: missing.why },
            Found::Nowhere(why) => Sight::Nowhere { next: self.next(seen, *why, &stops, &here), why: *why },
        };
        let absent = seen.found.stop().filter(|_| seen.found.why() == Some(find::Why::Absent));
        let absent = absent.and_then(|stop| stops.get(stop));
        let detour = absent.and_then(|stop| onward::detour(stop, &live.here(), &self.client_url, &self.values));
        let onward = || onward::link(&self.catalogue, &stops, sight.at(), &here, &self.client_url, &self.values);
        // What is told of a control is to be done on this page.
        let here = matches!(sight, Sight::Told { stop } if stops.get(stop).is_some_and(|stop| stop.anchor.is_some()));
        let link = detour.or_else(onward).filter(|_| !here);
        if self.stayed.get() != sight.stop().map(|stop| (seen.road, stop)) {
            self.stayed.set(None);
        }
        let now = Sighted { road: seen.road, sight, held: seen.held, stayed: self.stayed.get().is_some(), link };
        let before = self.told.replace(Some(now.clone()));
        (before.as_ref() != Some(&now)).then_some(now)
    }

    fn next(&self, seen: &Seen, why: Nowhere, stops: &[&Stop], here: &[&Page]) -> usize {
        if let Some(hold) = self.steer.get().hold.filter(|_| seen.held) {
            return hold.stop;
        }
        let told = self.told.borrow();
        let reached = told.as_ref().filter(|told| told.road == seen.road).map_or(0, |told| told.sight.at());
        onward::next(stops, if why == Nowhere::Passed { here } else { &[] }, reached)
    }
}
