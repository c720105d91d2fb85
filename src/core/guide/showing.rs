//! The person shows a control that the guide does not find: it is picked on the page, told back, and kept when they say
//! so. Also the description of a page that does not have what it should.

use super::{Going, Guide, GuidePress, Sight};
use crate::core::Open;
use crate::core::effect::{Effect, EffectId, Focus, Record};
use crate::core::ids::Ids;
use crate::page::find::Why;
use crate::page::shown::{Picked, Shown, Unfit};
use crate::page::values::Values;
use crate::playbook::Playbook;

/// What is remembered of controls that people of this organisation have shown.
#[derive(Clone, Debug, Default)]
pub(in crate::core) struct Remembered {
    shown: Vec<Shown>,
    /// Stops of which something is stored that cannot be read.
    unreadable: Vec<String>,
    /// The record that is being stored.
    keeping: Option<EffectId>,
}

/// How far the person is with showing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::core) enum Showing {
    /// They follow the guide.
    #[default]
    Nothing,
    /// The next press on the page shows a control.
    Waiting,
    /// This was pressed.
    Picked(Box<Picked>),
    /// What was pressed cannot be remembered.
    Refused(Unfit),
    /// They read what a description of the page will hold.
    Reporting,
}

/// Whose guide it is.
#[derive(Clone, Copy)]
pub(in crate::core) struct Organization<'a> {
    /// Its client URL.
    pub(in crate::core) client_url: &'a str,
    /// What it calls itself, where that is known.
    pub(in crate::core) name: Option<&'a str>,
}

impl<'a> Organization<'a> {
    /// The parts of its address that are its own: the first of its host, and on premises the path.
    fn parts(self) -> impl Iterator<Item = &'a str> {
        let mut rest = self.client_url.splitn(4, '/').skip(2);
        let host = rest.next().and_then(|host| host.split('.').next());
        host.into_iter().chain(rest)
    }
}

/// Asks for a description of the page in which nothing of these values and of the organisation is left.
fn description(values: &Values, organization: Organization<'_>) -> Effect {
    let private = values.texts().chain(organization.name).chain(organization.parts());
    Effect::DescribePage { private: private.map(str::to_owned).collect(), values: values.clone() }
}

impl Open {
    /// Describes the page as it is, whether or not a guide runs.
    pub(in crate::core) fn describe_page(&self, playbook: &Playbook, effects: &mut Vec<Effect>) {
        let values = self.ground(playbook).map(|ground| ground.values()).unwrap_or_default();
        let organization = Organization { client_url: &self.client_url, name: self.memory.name.as_deref() };
        effects.extend([description(&values, organization), Effect::Focus(Focus::Screen)]);
    }
}

impl Remembered {
    /// Storage gave what there is.
    pub(in crate::core) fn loaded(&mut self, shown: Vec<Shown>, unreadable: Vec<String>, effects: &mut Vec<Effect>) {
        (self.shown, self.unreadable) = (shown, unreadable);
        effects.push(Effect::Learn(self.shown.clone()));
    }

    /// Whether something was remembered of this stop that cannot be read any more.
    pub(in crate::core) fn is_unreadable(&self, stop: &str) -> bool {
        self.unreadable.iter().any(|unreadable| unreadable == stop)
    }

    /// Whether this is the record that was being stored; from then on it is not.
    pub(in crate::core) fn kept(&mut self, id: EffectId) -> bool {
        self.keeping.take_if(|keeping| *keeping == id).is_some()
    }

    fn keep(&mut self, shown: Shown, ids: &mut Ids, organization: &str, effects: &mut Vec<Effect>) {
        self.shown.retain(|other| other.stop != shown.stop);
        self.unreadable.retain(|stop| *stop != shown.stop);
        self.shown.push(shown.clone());
        let id = ids.effect();
        self.keeping = Some(id);
        let (organization, record) = (organization.to_owned(), Record::Shown(Box::new(shown)));
        effects.extend([Effect::Learn(self.shown.clone()), Effect::Save { id, organization, record }]);
    }
}

impl Going {
    /// The stop whose control the person can show: one of which the page is there and the control is not to be found.
    pub(in crate::core) fn missed(&self) -> Option<(usize, usize)> {
        let seen = self.sighted.as_ref()?;
        match seen.sight {
            Sight::Told { stop } | Sight::Missing { stop, why: Why::Absent | Why::Ambiguous } => {
                Some((seen.road, stop))
            }
            _ => None,
        }
    }
}

impl Guide {
    /// The name of a stop.
    pub(in crate::core) fn name(&self, road: usize, stop: usize) -> Option<&String> {
        self.roads.get(road).and_then(|road| road.stops.get(stop))
    }

    /// A control of the callout was used that has to do with showing; other ones change nothing.
    pub(in crate::core) fn show(
        &mut self,
        press: GuidePress,
        remembered: &mut Remembered,
        ids: &mut Ids,
        organization: Organization<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let missed = self.going().and_then(|going| going.missed());
        let stop = missed.and_then(|(road, stop)| self.name(road, stop)).cloned();
        let description = description(&self.values, organization);
        let Some(going) = self.going() else { return };
        let before = std::mem::take(&mut going.showing);
        going.showing = match (press, before, stop) {
            (GuidePress::Show, _, Some(stop)) => {
                effects.push(Effect::Pick(Some(stop)));
                Showing::Waiting
            }
            (GuidePress::Keep, Showing::Picked(picked), _) => {
                effects.push(Effect::Pick(None));
                remembered.keep(picked.shown, ids, organization.client_url, effects);
                Showing::Nothing
            }
            (GuidePress::StopShowing, ..) => {
                effects.push(Effect::Pick(None));
                Showing::Nothing
            }
            (GuidePress::Report, ..) => Showing::Reporting,
            (GuidePress::SaveReport, Showing::Reporting, _) => {
                effects.push(description);
                Showing::Nothing
            }
            (_, before, _) => before,
        };
    }

    /// The person has pressed something on the page.
    pub(in crate::core) fn picked(&mut self, picked: Result<Box<Picked>, Unfit>) {
        let waits = |going: &&mut Going| !matches!(going.showing, Showing::Nothing | Showing::Reporting);
        if let Some(going) = self.going().filter(waits) {
            going.showing = picked.map_or_else(Showing::Refused, Showing::Picked);
        }
    }
}
