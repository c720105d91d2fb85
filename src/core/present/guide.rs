//! The callout of the guide: what to do now, and what is left where the control is not to be found.

use super::super::Open;
use super::super::detect::{Ground, title};
use super::super::guide::showing::{Remembered, Showing};
use super::super::guide::{Going, Guide, GuidePress, Sight, Sighted, State};
use super::super::message::Message;
use super::super::plan::{Choice, PlanId};
use super::super::policy::Policy;
use super::super::press::Press;
use super::super::view::{Button, GuideHelp, GuideView, Weight};
use super::button;
use crate::page::catalogue::Role;
use crate::page::find::{Nowhere, Why};
use crate::page::shown::Unfit;
use crate::page::track::Track;
use crate::page::values::Place;
use crate::playbook::{Playbook, Step};

/// What the guide says; `None` where none runs.
pub(super) fn callout(playbook: &Playbook, open: &Open) -> Option<GuideView> {
    let guide = open.guide.as_ref()?;
    let step = playbook.step(&guide.step)?;
    let ground = open.ground(playbook);
    let scene = Scene {
        playbook,
        guide,
        remembered: &open.remembered,
        step,
        may_do: open.policy != Policy::GuideOnly,
        lacking: ground.and_then(|g| lacking(&g, step)),
    };
    Some(match &guide.state {
        State::Going(going) => scene.going(going),
        State::Arrived { next } => scene.arrived(playbook.step(next)),
    })
}

/// What the guide says in another product: there nothing can be asked of the organisation, and nothing be done in it.
pub(in crate::core) fn away(playbook: &Playbook, guide: &Guide, remembered: &Remembered) -> Option<GuideView> {
    let step = playbook.step(&guide.step)?;
    let scene = Scene { playbook, guide, remembered, step, may_do: false, lacking: None };
    Some(match &guide.state {
        State::Going(going) => scene.going(going),
        State::Arrived { .. } => scene.arrived(None),
    })
}

/// What the signed-in person lacks for this step; told in full by the step's review too.
fn lacking(ground: &Ground<'_>, step: &Step) -> Option<Message> {
    let plan = ground.plan(PlanId(0), &[ground.playbook.step(&step.id)?]);
    plan.proposals.into_iter().find_map(|proposal| match proposal.choice {
        Choice::Closed(problem) => Some(problem.what),
        Choice::Open { .. } => None,
    })
}

/// Everything that the callout is made of.
struct Scene<'a> {
    playbook: &'a Playbook,
    guide: &'a Guide,
    remembered: &'a Remembered,
    step: &'a Step,
    /// It may be done for the person, from here.
    may_do: bool,
    lacking: Option<Message>,
}

impl Scene<'_> {
    fn going(&self, going: &Going) -> GuideView {
        if let Some(view) = self.showing(going) {
            return view;
        }
        let sighted = going.sighted.as_ref();
        // A stop that the person asked for is told wherever they are.
        let told = |seen: &Sighted| seen.sight.stop().or_else(|| seen.held.then(|| seen.sight.at()));
        let stop = sighted.and_then(|sighted| Some((sighted.road, told(sighted)?)));
        let mut actions = Vec::new();
        if let Some(sighted) = sighted {
            let (at, length) = (sighted.sight.at(), self.guide.length(sighted.road));
            if at > 0 {
                actions.push(plain("action_back_stop", Press::Guide(GuidePress::Back)));
            }
            match (sighted.sight, &sighted.link) {
                // What is told alone is done by going there, as far as that is known; else nothing shows that it is done.
                (Sight::Told { .. }, None) => {
                    actions.push(main("action_did_it", Press::Guide(GuidePress::DidIt)));
                }
                (sight, link) => {
                    if at + 1 < length {
                        actions.push(plain("action_skip", Press::Guide(GuidePress::Skip)));
                    }
                    if let (Sight::Told { .. }, Some(url)) = (sight, link) {
                        actions.push(plain("action_take_me_there", Press::OpenPage(url.clone())));
                    }
                }
            }
        }
        if self.step.act.is_some() && self.may_do {
            actions.push(plain("action_do_it_for_me", Press::ReviewStep(self.step.id.clone())));
        }
        actions.push(plain("action_end_guide", Press::EndGuide));
        GuideView {
            title: title(self.step),
            text: match (sighted, stop) {
                (Some(sighted), _) if self.guide.is_behind(sighted) => Message::of("guide_again"),
                (_, Some((road, stop))) => self.stop(road, stop, ""),
                (Some(Sighted { sight: Sight::Nowhere { why: Nowhere::Loading, .. }, .. }), _) => {
                    Message::of("guide_loading")
                }
                (Some(_), None) => Message::of("guide_nowhere"),
                (None, None) => Message::of("guide_looking"),
            },
            why: stop
                .filter(|_| !sighted.is_some_and(|seen| self.guide.is_behind(seen)))
                .map(|(road, stop)| self.stop(road, stop, "_why")),
            place: stop.map(|(road, stop)| {
                Message::of("guide_place").text((stop + 1).to_string()).text(self.guide.length(road).to_string())
            }),
            actions,
            help: sighted.map(|sighted| self.help(going, sighted)),
        }
    }

    /// It has become true: what comes next.
    fn arrived(&self, next: Option<&Step>) -> GuideView {
        let mut actions = Vec::new();
        if let Some(next) = next {
            let label = Message::of("action_next_step").message(title(next));
            actions.push(button(label, Press::ShowMe(next.id.clone()), Weight::Main));
        }
        actions.push(plain("action_end_guide", Press::EndGuide));
        let text = Message::of("guide_arrived");
        GuideView { title: title(self.step), text, why: None, place: None, actions, help: None }
    }

    /// The message of a stop, or of what belongs to it.
    fn stop(&self, road: usize, stop: usize, more: &str) -> Message {
        let name = self.guide.roads.get(road).and_then(|road| road.stops.get(stop));
        let name = name.map(|name| name.replace('-', "_")).unwrap_or_default();
        let user = self.guide.values.get(Place::UserName);
        Message::named(["stop_", &name, more].concat()).text(user.unwrap_or_default()).text(&self.playbook.role.name)
    }

    fn help(&self, going: &Going, sighted: &Sighted) -> GuideHelp {
        let again = self.guide.is_again(sighted);
        let unasked = again || matches!(sighted.sight, Sight::Missing { .. } | Sight::Nowhere { .. });
        let open = going.asked || unasked;
        let ask = (!unasked).then(|| plain("action_cannot_find", Press::Guide(GuidePress::CannotFind)));
        if !open {
            return GuideHelp { ask, open, reasons: Vec::new(), ways: Vec::new() };
        }
        let (mut reasons, mut ways) = (self.reasons(sighted.sight), self.ways(sighted));
        if again {
            reasons = ["guide_reason_opened", "guide_reason_unknown"].into_iter().map(Message::of).collect();
        }
        if let Some((road, stop)) = going.missed() {
            if self.guide.name(road, stop).is_some_and(|stop| self.remembered.is_unreadable(stop)) {
                reasons.push(Message::of("guide_reason_unreadable"));
            }
            ways.push(plain("action_show_control", Press::Guide(GuidePress::Show)));
        }
        ways.push(plain("action_report_page", Press::Guide(GuidePress::Report)));
        GuideHelp { ask, open, reasons, ways }
    }

    /// While the person shows a control, or reads what a description of the page holds.
    fn showing(&self, going: &Going) -> Option<GuideView> {
        let stop = going.missed().map(|(road, stop)| self.stop(road, stop, ""));
        let mut actions = Vec::new();
        let (text, why) = match &going.showing {
            Showing::Nothing => return None,
            Showing::Waiting => (Message::of("guide_show"), Some(Message::of("guide_show_keys"))),
            Showing::Picked(picked) => {
                actions.push(button(Message::of("action_keep"), Press::Guide(GuidePress::Keep), Weight::Main));
                let (kind, name) = (Message::of(kind(picked.role)), &picked.shown.name);
                let text = if name.is_empty() {
                    Message::of("guide_picked_unnamed").message(kind)
                } else {
                    Message::of("guide_picked").message(kind).text(name)
                };
                (text, Some(Message::of("guide_picked_more")))
            }
            Showing::Refused(why) => (Message::of(unfit(*why)), Some(Message::of("guide_show"))),
            Showing::Reporting => {
                let press = Press::Guide(GuidePress::SaveReport);
                actions.push(button(Message::of("action_save_page"), press, Weight::Main));
                (Message::of("guide_report"), Some(Message::of("guide_report_more")))
            }
        };
        actions.push(plain("action_cancel", Press::Guide(GuidePress::StopShowing)));
        let title = stop.filter(|_| going.showing != Showing::Reporting).unwrap_or_else(|| title(self.step));
        Some(GuideView { title, text, why, place: None, actions, help: None })
    }

    /// Why the control may not be to be found, the likeliest first.
    fn reasons(&self, sight: Sight) -> Vec<Message> {
        let keys: &[&'static str] = match sight {
            Sight::Marked { instead: true, .. } => &["guide_reason_more", "guide_reason_covered"],
            Sight::Marked { instead: false, .. } => &["guide_reason_covered"],
            Sight::Told { .. } => &["guide_reason_told", "guide_reason_moved"],
            Sight::Missing { why: Why::NotGiven, .. } => &["guide_reason_given"],
            Sight::Missing { why: Why::NotListed, .. } => &["guide_reason_row"],
            Sight::Missing { why: Why::Ambiguous, .. } => &["guide_reason_ambiguous"],
            Sight::Missing { .. } => &["guide_reason_more", "guide_reason_moved"],
            Sight::Nowhere { why: Nowhere::Loading, .. } => &[],
            Sight::Nowhere { why: Nowhere::UnknownDialog, .. } => &["guide_reason_dialog"],
            Sight::Nowhere { why: Nowhere::Passed, .. } => &["guide_reason_passed"],
            Sight::Nowhere { .. } => &["guide_reason_page"],
        };
        let mut reasons: Vec<Message> = keys.iter().map(|key| Message::of(key)).collect();
        if matches!(sight, Sight::Missing { why: Why::Absent, .. }) {
            reasons.insert(0, self.lacking.clone().unwrap_or_else(|| Message::of("guide_reason_right")));
        }
        reasons
    }

    /// What else can be done.
    fn ways(&self, sighted: &Sighted) -> Vec<Button> {
        let mut ways = Vec::new();
        if let Some(url) = sighted.link.as_ref().filter(|_| !matches!(sighted.sight, Sight::Told { .. })) {
            let nowhere = matches!(sighted.sight, Sight::Nowhere { .. });
            let weight = if nowhere { Weight::Main } else { Weight::Plain };
            ways.push(button(Message::of("action_take_me_there"), Press::OpenPage(url.clone()), weight));
        }
        for (at, road) in self.guide.roads.iter().enumerate() {
            if at != sighted.road {
                let label = Message::of("action_road").message(Message::of(track(road.road)));
                ways.push(button(label, Press::Guide(GuidePress::Road(at)), Weight::Plain));
            }
        }
        ways
    }
}

fn plain(label: &'static str, press: Press) -> Button {
    button(Message::of(label), press, Weight::Plain)
}

fn main(label: &'static str, press: Press) -> Button {
    button(Message::of(label), press, Weight::Main)
}

/// What a control is.
const fn kind(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Button) => "control_button",
        Some(Role::Link) => "control_link",
        Some(Role::Menuitem) => "control_menuitem",
        Some(Role::Checkbox) => "control_checkbox",
        Some(Role::Treeitem) => "control_treeitem",
        Some(Role::Combobox) => "control_combobox",
        None => "control_other",
    }
}

const fn unfit(why: Unfit) -> &'static str {
    match why {
        Unfit::Record => "guide_unfit_record",
        Unfit::Alike => "guide_unfit_alike",
        Unfit::Elsewhere => "guide_unfit_elsewhere",
    }
}

const fn track(track: Track) -> &'static str {
    match track {
        Track::Classic => "track_classic",
        Track::Uci => "track_uci",
        Track::Ppac => "track_ppac",
        Track::Maker => "track_maker",
        Track::M365 => "track_m365",
    }
}
