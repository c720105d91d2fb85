//! Screens that tell: reading, changing, changed, changed before.

use super::head::bar;
use super::icon;
use super::ui::{El, Lens, Markup, Ui, el};
use crate::core::press::Press;
use crate::core::view::{JournalLine, JournalView, Line, Outcome, ProblemView, Running, Screen, Tone, View};

/// The first reading.
pub(super) fn loading(ui: &Ui) -> Markup {
    let words = Lens::of(|view: &View| match &view.screen {
        Screen::Loading(what) => Some(what),
        _ => None,
    });
    el("div")
        .class("loading")
        .add(icon::busy())
        .add(el("p").attr("tabindex", "-1").attr("data-focus", "screen").add(ui.say(words)))
        .into()
}

/// Nothing could be read.
pub(super) fn failed(ui: &Ui) -> Markup {
    let lens = Lens::of(|view: &View| match &view.screen {
        Screen::Failed(problem) => Some(problem),
        _ => None,
    });
    el("div")
        .class("failed")
        .attr("data-tone", "bad")
        .add(el("div").class("verdict").add(icon::failed()).add(heading(ui, lens.then(|p| Some(&p.what)))))
        .add(after(ui, &lens))
        .into()
}

fn running_of(view: &View) -> Option<&Running> {
    match &view.screen {
        Screen::Running(running) => Some(running),
        _ => None,
    }
}

/// While changes are made.
pub(super) fn running(ui: &Ui) -> Markup {
    let lens = Lens::of(running_of);
    let (pause, stop) = (lens.then(|r| r.pause.as_ref()), lens.then(|r| r.stop.as_ref()));
    let rate = lens.then(|r| r.rate.as_ref());
    let (lines, stops, rates, pauses) = (ui.clone(), ui.clone(), ui.clone(), ui.clone());
    Markup::from((
        heading(ui, lens.then(|r| Some(&r.title))),
        el("div")
            .class("progress")
            .add(bar(ui, lens.then(|r| Some(&r.done)), lens.then(|r| Some(&r.total))))
            .add(el("span").add(ui.say(lens.then(|r| Some(&r.progress)))))
            .add(ui.some(&rate.clone(), move || el("span").class("quiet").add(rates.say(rate.clone())).into())),
        el("ol")
            .class("lines")
            .add(ui.places(lens.then(|r| Some(r.lines.as_slice())), move |line| self::line(&lines, line))),
        ui.some(&stop.clone(), move || {
            let (pause, inner) = (pause.clone(), pauses.clone());
            el("div")
                .class("sticky")
                .add(pauses.some(&pause.clone(), move || inner.button(pause.clone()).into()))
                .add(stops.button(stop.clone()).attr("data-focus", "main"))
                .into()
        }),
    ))
}

fn outcome_of(view: &View) -> Option<&Outcome> {
    match &view.screen {
        Screen::Outcome(outcome) => Some(outcome),
        _ => None,
    }
}

/// After changes were made.
pub(super) fn outcome(ui: &Ui) -> Markup {
    let lens = Lens::of(outcome_of);
    let (export, undo) = (lens.then(|o| o.export.as_ref()), lens.then(|o| o.undo.as_ref()));
    let (lines, exports, undoes) = (ui.clone(), ui.clone(), ui.clone());
    Markup::from((
        el("div")
            .class("verdict")
            .add(icon::tone(ui, lens.then(|o| Some(&o.tone))))
            .add(heading(ui, lens.then(|o| Some(&o.title)))),
        el("ol")
            .class("lines")
            .add(ui.places(lens.then(|o| Some(o.lines.as_slice())), move |line| self::line(&lines, line))),
        el("div")
            .class("sticky")
            .add(ui.button(lens.then(|o| Some(&o.finish))).attr("data-focus", "main"))
            .add(ui.some(&export.clone(), move || exports.button(export.clone()).into()))
            .add(ui.some(&undo.clone(), move || undoes.button(undo.clone()).into())),
    ))
}

fn journal_of(view: &View) -> Option<&JournalView> {
    match &view.screen {
        Screen::Journal(journal) => Some(journal),
        _ => None,
    }
}

/// What was changed here before.
pub(super) fn journal(ui: &Ui) -> Markup {
    let lens = Lens::of(journal_of);
    let entries = ui.clone();
    Markup::from((
        el("div").class("backbar").add(ui.button(lens.then(|j| Some(&j.back))).attr("data-focus", "main")),
        el("h3").class("heading").attr("tabindex", "-1").attr("data-focus", "screen").text(&ui.word("shell_journal")),
        el("ol")
            .class("lines")
            .add(ui.places(lens.then(|j| Some(j.entries.as_slice())), move |line| entry(&entries, line))),
    ))
}

fn entry(ui: &Ui, lens: Lens<JournalLine>) -> El {
    let undo = lens.then(|j| j.undo.as_ref());
    let inner = ui.clone();
    el("li").class("entry").add(
        el("div")
            .add(el("p").class("strong").add(ui.say(lens.then(|j| Some(&j.title)))))
            .add(el("p").class("quiet").add(ui.say(lens.then(|j| Some(&j.under)))))
            .add(ui.some(&undo.clone(), move || inner.button(undo.clone()).into())),
    )
}

fn heading(ui: &Ui, lens: Lens<crate::core::message::Message>) -> El {
    el("h3").class("heading").attr("tabindex", "-1").attr("data-focus", "screen").add(ui.say(lens))
}

fn line(ui: &Ui, lens: Lens<Line>) -> El {
    let problem = lens.then(|l| l.problem.as_ref());
    let inner = ui.clone();
    let toned = lens.clone();
    el("li")
        .class("line")
        .bind(ui, "data-tone", move |view| toned.get(view).map(|l| super::notice::tone(l.tone).into()))
        .add(icon::tone(ui, lens.then(|l: &Line| Some::<&Tone>(&l.tone))))
        .add(
            el("div")
                .add(el("p").class("strong").add(ui.say(lens.then(|l| Some(&l.title)))))
                .add(el("p").class("word").add(ui.say(lens.then(|l| Some(&l.state)))))
                .add(ui.some(&problem.clone(), move || self::problem(&inner, problem.clone()).into())),
        )
}

/// What went wrong, what it means, one next action, and the server's words for support.
pub(super) fn problem(ui: &Ui, lens: Lens<ProblemView>) -> El {
    el("div").class("problem").add(el("p").add(ui.say(lens.then(|p| Some(&p.what))))).add(after(ui, &lens))
}

fn after(ui: &Ui, lens: &Lens<ProblemView>) -> Markup {
    let effect = lens.then(|p| p.effect.as_ref());
    let action = lens.then(|p| p.action.as_ref());
    let details = lens.then(|p| p.details.as_ref());
    let (effects, actions, supports) = (ui.clone(), ui.clone(), ui.clone());
    Markup::from((
        ui.some(&effect.clone(), move || el("p").add(effects.say(effect.clone())).into()),
        ui.some(&action.clone(), move || actions.button(action.clone()).into()),
        ui.some(&details.clone(), move || support(&supports, details.clone()).into()),
    ))
}

fn support(ui: &Ui, lens: Lens<String>) -> El {
    let inner = ui.clone();
    let copied = lens.clone();
    let copy = el("button").attr("type", "button").class("button link").text(&ui.word("shell_copy_details")).on(
        "click",
        move |_| {
            let text = inner.view.with_untracked(|view| copied.get(view).cloned());
            if let Some(text) = text {
                (inner.press)(Press::Copy(text));
            }
        },
    );
    el("details")
        .add(el("summary").text(&ui.word("shell_support_details")))
        .add(el("pre").attr("dir", "auto").add(ui.name(lens)))
        .add(copy)
}
