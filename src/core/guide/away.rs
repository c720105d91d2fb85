//! The guide in a tab of another product. Nothing is asked of the organisation there: what becomes true is read in the
//! organisation's own tab, which learns of it from what is stored.

use super::record::{Running, Standing};
use super::showing::{Organization, Remembered};
use super::{Guide, GuidePress, State};
use crate::core::effect::{Effect, Record};
use crate::core::event::Happened;
use crate::core::ids::Ids;
use crate::core::message::Moment;
use crate::core::press::Press;
use crate::playbook::Playbook;

/// The guide without a checklist.
#[derive(Clone, Debug)]
pub(in crate::core) struct Away {
    organization: String,
    session: String,
    ids: Ids,
    now: Moment,
    pub(in crate::core) guide: Option<Guide>,
    pub(in crate::core) remembered: Remembered,
}

/// Whether it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::core) enum Stay {
    /// It goes on.
    Here,
    /// There is nothing to show any more.
    Gone,
}

impl Away {
    /// Before anything is known; what is stored comes with [`Happened::GuideLoaded`].
    pub(in crate::core) fn new(organization: String, session: String, ids: Ids, now: Moment) -> Self {
        Self { organization, session, ids, now, guide: None, remembered: Remembered::default() }
    }

    pub(in crate::core) fn handle(
        &mut self,
        at: Moment,
        happened: Happened,
        playbook: &Playbook,
        effects: &mut Vec<Effect>,
    ) -> Stay {
        self.now = at;
        match happened {
            Happened::GuideLoaded(record) => {
                return self.begin(record.filter(|record| record.session == self.session), playbook, effects);
            }
            Happened::GuideElsewhere(record) => return self.elsewhere(record, playbook, effects),
            Happened::Sighted(sighted) => {
                let came = self.guide.as_mut().is_some_and(|guide| guide.sighted(sighted));
                if came {
                    self.store(Standing::Going, effects);
                }
            }
            Happened::StopUsed { road, stop, app } => {
                if let Some(guide) = &mut self.guide {
                    guide.used(road, stop, &app);
                    self.store(Standing::Going, effects);
                }
            }
            Happened::ShownLoaded { shown, unreadable } => self.remembered.loaded(shown, unreadable, effects),
            Happened::Picked(picked) => {
                if let Some(guide) = &mut self.guide {
                    guide.picked(picked);
                }
            }
            Happened::PageActed => {
                if let Some(guide) = &mut self.guide {
                    guide.acted += 1;
                    self.store(Standing::Going, effects);
                }
            }
            Happened::Pressed(Press::Guide(press)) => {
                let Some(guide) = &mut self.guide else { return Stay::Here };
                let organization = Organization { client_url: &self.organization, name: None };
                guide.show(press, &mut self.remembered, &mut self.ids, organization, effects);
                let before = guide.wish();
                let steer = guide.steer(press);
                let switched = guide.wish() != before;
                effects.extend(steer.map(Effect::Steer));
                let did = press == GuidePress::DidIt;
                guide.acted += u32::from(did);
                if switched || did {
                    self.store(Standing::Going, effects);
                }
            }
            Happened::Pressed(Press::OpenPage(url)) => effects.push(Effect::OpenTab(url)),
            Happened::Pressed(Press::EndGuide) => {
                self.store(Standing::Ended, effects);
                return Stay::Gone;
            }
            _ => {}
        }
        Stay::Here
    }

    fn begin(&mut self, record: Option<Box<Running>>, playbook: &Playbook, effects: &mut Vec<Effect>) -> Stay {
        let going = record.filter(|record| record.standing == Standing::Going);
        let Some((guide, route)) = going.and_then(|record| Guide::resumed(&record, playbook)) else {
            return Stay::Gone;
        };
        self.guide = Some(guide);
        effects.push(Effect::Guide(route));
        Stay::Here
    }

    fn elsewhere(&mut self, record: Option<Box<Running>>, playbook: &Playbook, effects: &mut Vec<Effect>) -> Stay {
        let (Some(record), Some(guide)) = (record, &mut self.guide) else { return Stay::Gone };
        match &record.standing {
            Standing::Ended => return Stay::Gone,
            Standing::Arrived { next } => {
                guide.state = State::Arrived { next: next.clone() };
                effects.push(Effect::RestGuide);
            }
            Standing::Going if record.step != guide.step || matches!(guide.state, State::Arrived { .. }) => {
                return self.begin(Some(record), playbook, effects);
            }
            Standing::Going => effects.extend(guide.adopt(&record).map(Effect::Steer)),
        }
        Stay::Here
    }

    fn store(&mut self, standing: Standing, effects: &mut Vec<Effect>) {
        if let Some(guide) = &self.guide {
            let record = Record::Guide(Box::new(guide.record(standing, &self.session, self.now)));
            let id = self.ids.effect();
            effects.push(Effect::Save { id, organization: self.organization.clone(), record });
        }
    }
}
