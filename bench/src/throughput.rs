//! The core by itself: how long it works on an event, and how long on a view, by the length of the playbook.

use std::time::{Duration, Instant};

use cairn::core::Core;
use cairn::core::effect::Effect;
use cairn::core::event::{Event, Happened};
use cairn::core::message::Moment;
use cairn::core::press::Press;
use cairn::dataverse::id::Guid;
use cairn::playbook::Playbook;
use practice::org::Scenario;
use serde_json::{Value, json};

use crate::world::{CLIENT_URL, World, playbook};

/// Events after the survey; each opens a step or folds it.
const EVENTS: usize = 2_000;
/// Views are made until this much time is used up, but one at least: a long playbook takes long.
const VIEWING: Duration = Duration::from_secs(2);

/// How long each piece of work took, in microseconds.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let made = work();
        self.0.push(began.elapsed().as_secs_f64() * 1e6);
        made
    }

    fn told(mut self) -> Value {
        self.0.sort_by(f64::total_cmp);
        let at = |share: f64| self.0.get((share * (self.0.len() as f64 - 1.0)) as usize).copied().unwrap_or(0.0);
        let sum: f64 = self.0.iter().sum();
        json!({
            "count": self.0.len(),
            "median_us": at(0.5),
            "p99_us": at(0.99),
            "most_us": at(1.0),
            "per_second": self.0.len() as f64 / (sum / 1e6),
        })
    }
}

/// A survey and many presses on a playbook of so many steps.
pub fn measure(steps: usize) -> Value {
    let playbook = long(steps);
    assert!(playbook.flaws().is_empty(), "the long playbook is a playbook");
    let count = playbook.phases.iter().map(|phase| phase.steps.len()).sum::<usize>();
    let ids: Vec<String> = playbook.phases.iter().flat_map(|phase| &phase.steps).map(|step| step.id.clone()).collect();
    let mut tab = Tab { world: World::new(Scenario::HalfDone), handled: Times::default(), viewed: Times::default() };
    tab.world.core = Core::new(playbook);
    tab.happened(Happened::Opened {
        client_url: CLIENT_URL.to_owned(),
        seed: Guid::from_bits(8),
        session: "bench".to_owned(),
    });
    let survey = std::mem::take(&mut tab.handled);
    for event in 0..EVENTS {
        let id = ids[event * 7 % ids.len()].clone();
        tab.happened(Happened::Pressed(Press::ToggleStep(id)));
    }
    let (core, began) = (&tab.world.core, Instant::now());
    loop {
        assert!(tab.viewed.time(|| core.view()).is_some(), "the checklist is open");
        if began.elapsed() > VIEWING {
            break;
        }
    }
    json!({ "steps": count, "survey": survey.told(), "event": tab.handled.told(), "view": tab.viewed.told() })
}

struct Tab {
    world: World,
    handled: Times,
    viewed: Times,
}

impl Tab {
    /// Carries out what the survey and the presses ask for; only the core's own work is timed.
    fn happened(&mut self, first: Happened) {
        let mut queue = vec![first];
        while let Some(happened) = queue.pop() {
            self.world.now += 1;
            let event = Event { at: Moment(self.world.now), happened };
            let core = &mut self.world.core;
            for effect in self.handled.time(|| core.handle(event)) {
                match effect {
                    Effect::Send { id, request, timeout_ms } => {
                        let wire = self.world.wire(&request);
                        let ended = self.world.answer(&wire, None, timeout_ms);
                        queue.push(Happened::Ended { id, ended });
                    }
                    Effect::AskPermit { id, .. } => queue.push(Happened::PermitGranted(id)),
                    Effect::Save { id, record, .. } => queue.push(self.world.save(id, record)),
                    Effect::Load { .. } => {
                        queue.push(Happened::Loaded { memory: Box::default(), journal: Vec::new() });
                    }
                    Effect::LoadBulk { .. } => {
                        queue.push(Happened::BulkLoaded { heads: Vec::new(), chunks: Vec::new() });
                    }
                    Effect::LoadGuide { .. } => queue.push(Happened::GuideLoaded(None)),
                    _ => {}
                }
            }
        }
    }
}

/// The procedure again and again under other names, until it has so many steps.
fn long(steps: usize) -> Playbook {
    let mut long = playbook();
    let phases = long.phases.clone();
    let mut round = 0;
    while long.phases.iter().map(|phase| phase.steps.len()).sum::<usize>() < steps {
        round += 1;
        for mut phase in phases.clone() {
            phase.id = format!("{}-{round}", phase.id);
            for step in &mut phase.steps {
                step.id = format!("{}-{round}", step.id);
                for needed in &mut step.needs {
                    *needed = format!("{needed}-{round}");
                }
            }
            long.phases.push(phase);
        }
    }
    let mut left = steps;
    for phase in &mut long.phases {
        phase.steps.truncate(left);
        left -= phase.steps.len();
    }
    long.phases.retain(|phase| !phase.steps.is_empty());
    long
}
