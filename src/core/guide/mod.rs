//! The guide at work: which step it shows, on which road, at which stop, and what is left where a control is not to be
//! found.
//!
//! What is current on the pages that are loaded is decided by [`crate::page::find`], and the shell says what came of it.
//! What the person wishes, another road or the stop before or after, is decided here and holds until the page moves on.

pub(super) mod away;
pub mod record;
pub(super) mod showing;

use self::record::{Pressed, Running, Standing};
use self::showing::{Organization, Showing};
use super::detect::{Ground, title};
use super::effect::{Effect, EffectId, Focus, Hold, Record, Route, Steer};
use super::finding::Finding;
use super::message::Message;
use super::{Open, Task};
use crate::dataverse::id::UserId;
use crate::page::find::{Nowhere, Why};
use crate::page::values::{Place, Values};
use crate::playbook::{Playbook, Road, Step, Variant};

/// What the guide sees, as the shell reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighted {
    /// Index of the road in [`Route::roads`].
    pub road: usize,
    /// What is to be seen of it.
    pub sight: Sight,
    /// The person asked for this stop; where it is `false`, the page says which one is current.
    pub held: bool,
    /// Its control was pressed a while ago, and the page still shows this stop.
    pub stayed: bool,
    /// Where the page that comes next on this road can be reached directly.
    pub link: Option<String>,
}

/// What is to be seen of a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// A control is marked.
    Marked {
        /// Index of the stop on its road.
        stop: usize,
        /// The mark is on the control to use first, because the stop's own is not to be seen.
        instead: bool,
    },
    /// The stop is told and nothing is marked, because neither an id nor a name is public.
    Told {
        /// Index of the stop on its road.
        stop: usize,
    },
    /// The page of the stop is there, its control is not.
    Missing {
        /// Index of the stop on its road.
        stop: usize,
        /// Why.
        why: Why,
    },
    /// No stop is current.
    Nowhere {
        /// Index of the stop that comes next, as far as that can be told.
        next: usize,
        /// Why.
        why: Nowhere,
    },
}

impl Sight {
    /// The stop that is current.
    pub const fn stop(&self) -> Option<usize> {
        match self {
            Self::Marked { stop, .. } | Self::Told { stop } | Self::Missing { stop, .. } => Some(*stop),
            Self::Nowhere { .. } => None,
        }
    }

    /// The stop that is current, or comes next.
    pub const fn at(&self) -> usize {
        match self {
            Self::Marked { stop, .. } | Self::Told { stop } | Self::Missing { stop, .. } => *stop,
            Self::Nowhere { next, .. } => *next,
        }
    }
}

/// A control of the callout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuidePress {
    /// Show the stop before.
    Back,
    /// Show the stop after.
    Skip,
    /// The person has done what was told, of which nothing is to be seen.
    DidIt,
    /// The person does not find the control, or has read why that can be.
    CannotFind,
    /// Take this road.
    Road(usize),
    /// Show the control on the page: the next press there picks it.
    Show,
    /// Remember what was picked.
    Keep,
    /// Pick nothing, or save nothing.
    StopShowing,
    /// Say what a description of this page would hold.
    Report,
    /// Save it.
    SaveReport,
}

/// The guide.
#[derive(Clone, Debug)]
pub(super) struct Guide {
    pub(super) step: String,
    /// Roads that this variant has; the shell knows them by their places in this list.
    pub(super) roads: Vec<Road>,
    variant: Variant,
    pub(super) values: Values,
    /// Its route leads to this user's row and role.
    user: Option<UserId>,
    /// How often something was done in other products.
    acted: u32,
    /// What was pressed last, as long as nothing that the guide knows has come of it.
    pressed: Option<Pressed>,
    /// The record whose storing other products' tabs are told of: before it is stored they would find nothing.
    calling: Option<EffectId>,
    /// Something was done on the page while a reading was under way, which may have come too early to see it.
    again: bool,
    pub(super) state: State,
}

/// Where it is.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// On the way.
    Going(Going),
    /// The server says that the step has become true.
    Arrived {
        /// The next open step that can be shown.
        next: String,
    },
}

/// On the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Going {
    /// The road that the person chose; without one, what is loaded decides.
    wish: Option<usize>,
    /// What was seen last; nothing before the first look.
    pub(super) sighted: Option<Sighted>,
    /// The person asked why the control is not to be found.
    pub(super) asked: bool,
    /// How far they are with showing it.
    pub(super) showing: Showing,
}

impl Guide {
    /// At the beginning of a step, and the route for the shell; nothing where this variant has no road to it.
    fn new(
        step: &Step,
        variant: Variant,
        wish: Option<usize>,
        values: Values,
        user: Option<UserId>,
    ) -> Option<(Self, Route)> {
        let roads: Vec<Road> = step.roads_of(variant).cloned().collect();
        if roads.is_empty() {
            return None;
        }
        let wish = wish.filter(|road| *road < roads.len());
        let route = Route { step: step.id.clone(), roads: roads.clone(), wish, values: values.clone() };
        let state = State::Going(Going { wish, ..Going::default() });
        let step = step.id.clone();
        let guide =
            Self { step, roads, variant, values, user, acted: 0, pressed: None, calling: None, again: false, state };
        Some((guide, route))
    }

    /// As it was stored.
    fn resumed(record: &Running, playbook: &Playbook) -> Option<(Self, Route)> {
        let step = playbook.step(&record.step)?;
        let (mut guide, route) = Self::new(step, record.variant, record.wish, record.values.clone(), record.user)?;
        guide.acted = record.acted;
        guide.pressed.clone_from(&record.pressed);
        Some((guide, route))
    }

    /// The road that the person chose.
    const fn wish(&self) -> Option<usize> {
        match &self.state {
            State::Going(going) => going.wish,
            State::Arrived { .. } => None,
        }
    }

    /// Takes the road that the person chose in another tab.
    fn adopt(&mut self, record: &Running) -> Option<Steer> {
        self.pressed.clone_from(&record.pressed);
        let going = self.going().filter(|going| going.wish != record.wish)?;
        going.wish = record.wish;
        Some(Steer { wish: going.wish, hold: None })
    }

    fn going(&mut self) -> Option<&mut Going> {
        match &mut self.state {
            State::Going(going) => Some(going),
            State::Arrived { .. } => None,
        }
    }

    /// How many stops a road has.
    pub(super) fn length(&self, road: usize) -> usize {
        self.roads.get(road).map_or(0, |road| road.stops.len())
    }

    /// What is in sight now. Gives whether something has come of what was pressed.
    fn sighted(&mut self, sighted: Sighted) -> bool {
        let ahead = sighted.sight.stop().is_some_and(|stop| self.reached(sighted.road).is_none_or(|at| stop > at));
        let came = ahead && self.pressed.take().is_some();
        let Some(going) = self.going() else { return came };
        let moved = going.sighted.as_ref().is_none_or(|last| {
            last.road != sighted.road || last.sight.stop() != sighted.sight.stop() || last.held != sighted.held
        });
        going.asked &= !moved;
        going.sighted = Some(sighted);
        came
    }

    /// The person has pressed the control of a stop.
    fn used(&mut self, road: usize, stop: usize, app: &str) {
        self.pressed = self.name(road, stop).map(|stop| Pressed::new(stop, app));
    }

    /// Index of the stop on a road whose control was pressed last.
    fn reached(&self, road: usize) -> Option<usize> {
        let pressed = self.pressed.as_ref()?;
        self.roads.get(road)?.stops.iter().position(|stop| stop == pressed.stop())
    }

    /// What came of the last press is not known: the person was led past this stop before, or has pressed it in vain.
    pub(super) fn is_again(&self, sighted: &Sighted) -> bool {
        sighted.stayed || self.is_behind(sighted)
    }

    /// A later stop than this one was pressed.
    pub(super) fn is_behind(&self, sighted: &Sighted) -> bool {
        !sighted.held && sighted.sight.stop().is_some_and(|stop| self.reached(sighted.road) > Some(stop))
    }

    /// What to point at from now on.
    fn steer(&mut self, press: GuidePress) -> Option<Steer> {
        let roads = self.roads.len();
        let last = |sighted: &Sighted| self.length(sighted.road).checked_sub(1);
        let end = match &self.state {
            State::Going(going) => going.sighted.as_ref().and_then(last),
            State::Arrived { .. } => None,
        };
        let going = self.going()?;
        let at = going.sighted.as_ref().map(|sighted| (sighted.road, sighted.sight.at()));
        let steer = match (press, at) {
            (GuidePress::CannotFind, _) => {
                going.asked = !going.asked;
                return None;
            }
            (GuidePress::Road(road), _) => {
                going.wish = Some(road).filter(|road| *road < roads);
                // What was seen was on the other road.
                going.sighted = None;
                Steer { wish: going.wish, hold: None }
            }
            (GuidePress::Back, Some((road, at))) => {
                Steer { wish: going.wish, hold: Some(Hold { road, stop: at.checked_sub(1)? }) }
            }
            (GuidePress::Skip | GuidePress::DidIt, Some((road, at))) if Some(at) < end => {
                Steer { wish: going.wish, hold: Some(Hold { road, stop: at + 1 }) }
            }
            _ => return None,
        };
        going.asked = false;
        Some(steer)
    }
}

impl Open {
    /// Shows a step on the real screen, in place of another one.
    pub(super) fn show_me(&mut self, step: &str, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let Some(ground) = self.ground(playbook) else { return };
        let user = self.memory.sync_user.as_ref().map(|chosen| chosen.user);
        let made = playbook.step(step).and_then(|step| Guide::new(step, ground.variant(), None, ground.values(), user));
        if let Some((guide, route)) = made {
            self.guide = Some(guide);
            self.offered = None;
            effects.push(Effect::Guide(route));
            let id = self.store_guide(Standing::Going, effects);
            if let Some(guide) = &mut self.guide {
                guide.calling = id;
            }
        }
    }

    /// A record was stored.
    pub(super) fn guide_stored(&mut self, id: EffectId, effects: &mut Vec<Effect>) {
        if let Some(guide) = &mut self.guide
            && guide.calling == Some(id)
        {
            guide.calling = None;
            effects.push(Effect::CallGuide);
        }
    }

    /// What is stored of a guide: it goes on by itself in the session in which it began.
    pub(super) fn guide_loaded(
        &mut self,
        record: Option<Box<Running>>,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        let going = record.filter(|record| record.standing == Standing::Going && self.guide.is_none());
        let Some(record) = going else { return };
        if record.session == self.session {
            self.resume(&record, playbook, effects);
        } else {
            self.offered = Some(record);
        }
    }

    /// Goes on with what was stored.
    fn resume(&mut self, record: &Running, playbook: &Playbook, effects: &mut Vec<Effect>) {
        if let Some((guide, route)) = Guide::resumed(record, playbook) {
            self.guide = Some(guide);
            effects.push(Effect::Guide(route));
        }
    }

    /// The person wants to go on with a guide of an earlier session.
    pub(super) fn resume_guide(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        if let Some(mut record) = self.offered.take() {
            // What was pressed then says nothing of the pages of now.
            record.pressed = None;
            self.resume(&record, playbook, effects);
            self.store_guide(Standing::Going, effects);
        }
    }

    /// Another tab has stored how the guide stands.
    pub(super) fn guide_elsewhere(
        &mut self,
        record: Option<Box<Running>>,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) {
        self.offered = None;
        let Some(guide) = &mut self.guide else { return };
        match record {
            Some(record) if record.standing == Standing::Going => {
                // The settings app is known by one tab, and wanted in all; a tab that did not know of it takes it from none.
                let app = |values: &Values| values.get(Place::SettingsApp).map(str::to_owned);
                let learned = app(&record.values).is_some_and(|told| Some(told) != app(&guide.values));
                if record.step != guide.step || learned || matches!(guide.state, State::Arrived { .. }) {
                    self.resume(&record, playbook, effects);
                    return;
                }
                effects.extend(guide.adopt(&record).map(Effect::Steer));
                if record.acted != guide.acted {
                    guide.acted = record.acted;
                    self.page_acted(playbook, effects);
                }
            }
            // Each of the organisation's tabs reads for itself what has become true.
            Some(record) if record.standing != Standing::Ended => {}
            _ => {
                self.guide = None;
                effects.push(Effect::StopGuide);
            }
        }
    }

    fn store_guide(&mut self, standing: Standing, effects: &mut Vec<Effect>) -> Option<EffectId> {
        let record = self.guide.as_ref()?.record(standing, &self.session, self.now);
        let (id, record) = (self.ids.effect(), Record::Guide(Box::new(record)));
        effects.push(Effect::Save { id, organization: self.client_url.clone(), record });
        Some(id)
    }

    /// A control of the callout was used.
    pub(super) fn guide_pressed(&mut self, press: GuidePress, playbook: &Playbook, effects: &mut Vec<Effect>) {
        if let Some(guide) = &mut self.guide {
            let organization = Organization { client_url: &self.client_url, name: self.memory.name.as_deref() };
            guide.show(press, &mut self.remembered, &mut self.ids, organization, effects);
        }
        if let Some(steer) = self.guide.as_mut().and_then(|guide| guide.steer(press)) {
            effects.push(Effect::Steer(steer));
            if matches!(press, GuidePress::Road(_)) {
                self.store_guide(Standing::Going, effects);
            }
        }
        if press == GuidePress::DidIt {
            self.page_acted(playbook, effects);
        }
    }

    /// The shell sees another place than before.
    pub(super) fn sighted(&mut self, sighted: Sighted, effects: &mut Vec<Effect>) {
        if self.guide.as_mut().is_some_and(|guide| guide.sighted(sighted)) {
            self.store_guide(Standing::Going, effects);
        }
    }

    /// The control of a stop was pressed, which the next page has to know.
    pub(super) fn used(&mut self, road: usize, stop: usize, app: &str, effects: &mut Vec<Effect>) {
        if let Some(guide) = &mut self.guide {
            guide.used(road, stop, app);
            self.store_guide(Standing::Going, effects);
        }
    }

    /// Something was done on the page: the server may have come to know it.
    pub(super) fn page_acted(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let under_way = matches!(self.reading, super::survey::Reading::Under(_));
        if let Some(guide) = &mut self.guide {
            guide.again = under_way;
            self.survey(playbook, effects);
        }
    }

    /// What a complete survey means for the guide: what it shows may have become true.
    pub(super) fn guide_read(&mut self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let ground = self.ground(playbook);
        let shown = self.guide.as_ref().filter(|guide| matches!(guide.state, State::Going(_)));
        if let (Some(ground), Some(guide)) = (ground, shown)
            && let Some(step) = playbook.step(&guide.step)
            && matches!(ground.finding(step), Finding::Done(_) | Finding::Stated { .. })
        {
            effects.push(Effect::Announce(Message::of("announce_step_done").message(title(step))));
            let next = following(&ground, step).map(|step| step.id.clone());
            self.arrive(next, effects);
        }
        if self.guide.as_mut().is_some_and(|guide| std::mem::take(&mut guide.again)) {
            self.survey(playbook, effects);
        }
    }

    fn arrive(&mut self, next: Option<String>, effects: &mut Vec<Effect>) {
        match (next, &mut self.guide) {
            (Some(next), Some(guide)) => {
                guide.state = State::Arrived { next: next.clone() };
                effects.push(Effect::RestGuide);
                self.store_guide(Standing::Arrived { next }, effects);
            }
            _ => {
                self.store_guide(Standing::Ended, effects);
                self.guide = None;
                effects.extend([Effect::StopGuide, Effect::Focus(Focus::Screen)]);
            }
        }
    }

    /// A guide ends with the checklist on screen, whose place the spotlight would take, and with the choice of its user.
    pub(super) fn outgrow_guide(&mut self, effects: &mut Vec<Effect>) {
        let user = self.memory.sync_user.as_ref().map(|chosen| chosen.user);
        // A guide that shows how a user comes to be does not end with that user.
        let fits = |guide: &Guide| matches!(self.task, Task::Checklist) && (guide.user.is_none() || guide.user == user);
        if self.guide.as_ref().is_some_and(|guide| !fits(guide)) {
            self.store_guide(Standing::Ended, effects);
            self.guide = None;
            effects.push(Effect::StopGuide);
        }
    }

    /// The person has had enough of it.
    pub(super) fn end_guide(&mut self, effects: &mut Vec<Effect>) {
        self.store_guide(Standing::Ended, effects);
        if self.guide.take().is_some() {
            effects.extend([Effect::StopGuide, Effect::Focus(Focus::Back)]);
        }
    }
}

impl Ground<'_> {
    /// Whether the step is open and there is a road to it. Roads lead to taking the role, not to giving it to everybody.
    pub(super) fn can_show(&self, step: &Step) -> bool {
        let has_road = step.roads_of(self.variant()).next().is_some() && !self.wants_everybody(step);
        has_road && self.is_open(step) && self.needs_met(step)
    }
}

/// The next open step that can be shown: one after this step, else one before it.
fn following<'a>(ground: &Ground<'a>, done: &Step) -> Option<&'a Step> {
    let steps: Vec<&Step> = ground.steps().collect();
    let at = steps.iter().position(|step| step.id == done.id)?;
    let (before, after) = steps.split_at_checked(at)?;
    let can = |step: &&&Step| step.id != done.id && ground.can_show(step);
    after.iter().chain(before).find(can).copied()
}
