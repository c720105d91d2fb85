//! The checklist: what needs the person, the main button, and the steps by phase.

use super::icon;
use super::inside::inside;
use super::notice::tone;
use super::ui::{El, Key, Lens, Markup, Ui, el, set};
use crate::core::message::Message;
use crate::core::press::Press;
use crate::core::view::{Checklist, Need, PhaseView, Screen, StateWord, StepView, View};

fn checklist_of(view: &View) -> Option<&Checklist> {
    match &view.screen {
        Screen::Checklist(checklist) => Some(checklist),
        _ => None,
    }
}

/// The whole screen.
pub(super) fn checklist(ui: &Ui) -> Markup {
    let list = Lens::of(checklist_of);
    let note = list.then(|l| l.main_note.as_ref());
    let main = list.then(|l| l.main.as_ref());
    let phases = list.then(|l| Some(l.phases.as_slice()));
    let (noted, mained, phased) = (ui.clone(), ui.clone(), ui.clone());
    let listed = phases.clone();
    Markup::from((
        needs(ui, list.then(|l| Some(l.needs_you.as_slice()))),
        ui.some(&note.clone(), move || el("p").class("lead").add(noted.say(note.clone())).into()),
        ui.some(&main.clone(), move || {
            el("div").class("pinned").add(mained.button(main.clone()).attr("data-focus", "main")).into()
        }),
        ui.each(
            move |view| listed.get(view).unwrap_or_default().iter().map(|phase| Key::Id(phase.id.clone())).collect(),
            move |key| {
                let Key::Id(id) = key else { return el("i") };
                phase(&phased, phases.pick(move |list| list.iter().find(|phase| phase.id == id)))
            },
        ),
    ))
}

fn needs(ui: &Ui, lens: Lens<[Need]>) -> Markup {
    let inner = ui.clone();
    let counted = lens.clone();
    ui.when(
        move |view| counted.get(view).is_some_and(|needs| !needs.is_empty()),
        move || {
            let rows = inner.clone();
            el("section")
                .class("needs")
                .attr("aria-labelledby", "needs")
                .add(el("h3").attr("id", "needs").text(&inner.word("shell_needs_you")))
                .add(el("ul").add(inner.places(lens.clone(), move |need| self::need(&rows, need))))
                .into()
        },
    )
}

fn need(ui: &Ui, lens: Lens<Need>) -> El {
    let action = lens.then(|n| n.action.as_ref());
    let inner = ui.clone();
    let toned = lens.clone();
    el("li")
        .class("need")
        .bind(ui, "data-tone", move |view| toned.get(view).map(|n| tone(n.tone).into()))
        .add(icon::tone(ui, lens.then(|n| Some(&n.tone))))
        .add(
            el("div")
                .add(el("p").class("strong").add(ui.say(lens.then(|n| Some(&n.title)))))
                .add(el("p").add(ui.say(lens.then(|n| Some(&n.what)))))
                .add(ui.some(&action.clone(), move || inner.button(action.clone()).into())),
        )
}

fn phase(ui: &Ui, lens: Lens<PhaseView>) -> El {
    let steps = lens.then(|p| Some(p.steps.as_slice()));
    let listed = steps.clone();
    let inner = ui.clone();
    let rows = ui.each(
        move |view| listed.get(view).unwrap_or_default().iter().map(|step| Key::Id(step.id.clone())).collect(),
        move |key| {
            let Key::Id(id) = key else { return el("i") };
            let wanted = id.clone();
            step(&inner, id, steps.pick(move |list| list.iter().find(|step| step.id == wanted)))
        },
    );
    let summary = el("summary")
        .attr("data-home", "")
        .add(el("h3").add(ui.say(lens.then(|p| Some(&p.title)))))
        .add(tally(ui, lens.clone()))
        .add(icon::glyph(icon::CHEVRON));
    let phase = el("details").class("phase").add(summary).add(el("ul").add(rows));
    unfold_open(ui, lens, phase.node().clone());
    phase
}

/// What is finished is folded when the checklist is drawn, and then left to the person. Whatever comes to be open or
/// wrong unfolds its phase.
fn unfold_open(ui: &Ui, lens: Lens<PhaseView>, node: web_sys::Element) {
    let mut settled = true;
    ui.watch(Box::new(move |view| {
        let Some(phase) = lens.get(view) else { return };
        let now = phase.steps.iter().all(|step| is_settled(step.state));
        if settled && !now {
            set(&node, "open", Some(""));
        }
        settled = now;
    }));
}

const fn is_settled(state: StateWord) -> bool {
    matches!(state, StateWord::Done | StateWord::Stated | StateWord::NotApplicable)
}

/// How much of a phase is done; what a person said is told apart.
fn tally(ui: &Ui, lens: Lens<PhaseView>) -> El {
    let words = el("span").class("quiet");
    let (node, texts) = (words.node().clone(), std::rc::Rc::clone(&ui.texts));
    let mut shown = (0, 0, 0);
    ui.watch(Box::new(move |view| {
        let Some(phase) = lens.get(view) else { return };
        let count = |state| phase.steps.iter().filter(|step| step.state == state).count();
        let (done, stated) = (count(StateWord::Done), count(StateWord::Stated));
        let now = (done, stated, phase.steps.len() - count(StateWord::NotApplicable));
        if now == shown {
            return;
        }
        shown = now;
        let message = match stated {
            0 => Message::of("progress_done").count(now.2).text(done.to_string()),
            _ => Message::of("progress_done_stated").count(now.2).text(done.to_string()).text(stated.to_string()),
        };
        node.set_text_content(Some(&texts.message(&message)));
    }));
    words
}

fn step(ui: &Ui, id: String, lens: Lens<StepView>) -> El {
    let body = ["step-", &id].concat();
    let found = lens.then(|s| s.evidence.as_ref());
    let said = ui.clone();
    let (named, stated, opened, unfolded) = (lens.clone(), lens.clone(), lens.clone(), lens.clone());
    let (press, texts) = (std::rc::Rc::clone(&ui.press), std::rc::Rc::clone(&ui.texts));
    let button = el("button")
        .attr("type", "button")
        .attr("data-home", "")
        .class("row")
        .attr("aria-controls", &body)
        // Title and state; the evidence is read after it, and would make the name of the button a paragraph.
        .bind(ui, "aria-label", move |view| {
            let step = named.get(view)?;
            Some([texts.message(&step.title), texts.message(&step.word)].join(", "))
        })
        .bind(ui, "aria-expanded", move |view| {
            Some(if opened.get(view).is_some_and(|s| s.open) { "true" } else { "false" }.into())
        })
        .add(ui.say(lens.then(|s| Some(&s.title))))
        .on("click", {
            let id = id.clone();
            move |_| press(Press::ToggleStep(id.clone()))
        });
    let under = el("p")
        .class("under")
        .add(el("span").class("word").add(ui.say(lens.then(|s| Some(&s.word)))))
        .add(ui.some(&found.clone(), move || el("span").text(" · ").add(said.say(found.clone())).into()));
    let changed = lens.then(|s| s.changed.as_ref());
    let drifted = ui.clone();
    let drift = ui.some(&changed.clone(), move || {
        el("p").class("changed").add(icon::glyph(icon::CLOCK)).add(drifted.say(changed.clone())).into()
    });
    let whole = el("div")
        .class("head-line")
        .add(icon::state(ui, lens.then(|s| Some(&s.state))))
        .add(el("div").class("words").add(el("h4").add(button)).add(under).add(drift))
        .add(icon::glyph(icon::CHEVRON));
    let inner = ui.clone();
    el("li")
        .class("step")
        .attr("data-step", &id)
        .bind(ui, "data-state", move |view| stated.get(view).map(|s| s.state.name().into()))
        .add(whole)
        .add(
            el("div")
                .class("inside")
                .attr("id", &body)
                .add(ui.when(move |view| unfolded.get(view).is_some_and(|s| s.open), move || inside(&inner, &lens))),
        )
}
