//! What opens below a step: why it matters, notes, the search, choices, checks, facts, the vendor's pages, controls.

use std::rc::Rc;

use super::icon;
use super::notice::{notices, tone};
use super::picker::picker;
use super::ui::{El, Lens, Markup, Ui, el};
use crate::core::message::Message;
use crate::core::press::Press;
use crate::core::view::{CheckView, Choice, Detail, HolderView, StepView};

/// All of it.
pub(super) fn inside(ui: &Ui, lens: &Lens<StepView>) -> Markup {
    let search = lens.then(|s| s.picker.as_ref());
    // A step that offers choices offers the same kind as long as it is there.
    let many = ui.view.with_untracked(|view| lens.get(view).is_some_and(|s| s.many));
    let inner = ui.clone();
    Markup::from((
        el("p").class("why").add(ui.say(lens.then(|s| Some(&s.why)))),
        notices(ui, lens.then(|s| Some(s.notes.as_slice()))),
        ui.some(&search.clone(), move || picker(&inner, &search)),
        el("ul").class("choices").add(choices(ui, lens.then(|s| Some(s.choices.as_slice())), many)),
        checks(ui, lens.then(|s| Some(s.checks.as_slice()))),
        details(ui, lens.then(|s| Some(s.details.as_slice()))),
        holders(ui, lens.then(|s| Some(s.holders.as_slice()))),
        el("div").class("actions").add(ui.buttons(lens.then(|s| Some(s.actions.as_slice())))),
        el("div").class("vendor").add(ui.buttons(lens.then(|s| Some(s.links.as_slice())))),
    ))
}

/// Controls of which one stands, or any number where `many`. Buttons, not radio buttons: those choose
/// whatever the arrow keys pass over, and a choice here is read and remembered at once.
pub(super) fn choices(ui: &Ui, lens: Lens<[Choice]>, many: bool) -> Markup {
    let inner = ui.clone();
    ui.places(lens, move |choice| self::choice(&inner, choice, many))
}

fn choice(ui: &Ui, lens: Lens<Choice>, many: bool) -> El {
    let under = lens.then(|c| c.under.as_ref());
    let (inner, named, stands) = (ui.clone(), ui.clone(), lens.clone());
    let button = el("button").attr("type", "button").class("choice");
    let (button, name) =
        if many { (button.attr("role", "checkbox"), "aria-checked") } else { (button, "aria-pressed") };
    el("li").add(
        button
            .bind(ui, name, move |view| stands.get(view).map(|c| if c.chosen { "true" } else { "false" }.into()))
            .add(el("span").class("box").attr("aria-hidden", "true").add(icon::glyph(icon::CHECK)))
            .add(el("span").class("words").add(el("span").add(ui.say(lens.then(|c| Some(&c.label))))).add(
                ui.some(&under.clone(), move || {
                    el("span").class("quiet").text(" ").add(named.name(under.clone())).into()
                }),
            ))
            .on("click", move |_| {
                let press = inner.view.with_untracked(|view| lens.get(view).map(|choice| choice.press.clone()));
                if let Some(press) = press {
                    (inner.press)(press);
                }
            }),
    )
}

fn checks(ui: &Ui, lens: Lens<[CheckView]>) -> El {
    let inner = ui.clone();
    el("ul").class("checks").add(ui.places(lens, move |check| self::check(&inner, check)))
}

fn check(ui: &Ui, lens: Lens<CheckView>) -> El {
    let action = lens.then(|c| c.action.as_ref());
    let toned = lens.clone();
    let inner = ui.clone();
    el("li")
        .class("check")
        .bind(ui, "data-tone", move |view| toned.get(view).map(|c| tone(c.tone).into()))
        .add(icon::tone(ui, lens.then(|c| Some(&c.tone))))
        .add(
            el("div")
                .add(el("p").class("strong").add(ui.say(lens.then(|c| Some(&c.title)))))
                .add(el("p").class("quiet").add(ui.say(lens.then(|c| Some(&c.verdict)))))
                .add(ui.some(&action.clone(), move || inner.button(action.clone()).into())),
        )
}

fn details(ui: &Ui, lens: Lens<[Detail]>) -> El {
    let inner = ui.clone();
    el("dl").class("details").add(ui.places(lens, move |detail| {
        let copied = detail.clone();
        let copier = inner.clone();
        let words = detail.then(|d| d.words.as_ref());
        let value = el("dd").add(detailed(&inner, words, detail.then(|d| Some(&d.value)))).add(inner.when(
            move |view| copied.get(view).is_some_and(|d| d.copy),
            {
                let detail = detail.clone();
                move || copy(&copier, &detail).into()
            },
        ));
        el("div").add(el("dt").add(inner.say(detail.then(|d| Some(&d.label))))).add(value)
    }))
}

/// The value, in words where it is not one text.
fn detailed(ui: &Ui, words: Lens<Message>, value: Lens<String>) -> El {
    let said = ui.clone();
    ui.name(value).add(ui.some(&words.clone(), move || said.say(words.clone())))
}

fn copy(ui: &Ui, lens: &Lens<Detail>) -> El {
    let inner = ui.clone();
    let (named, copied) = (lens.clone(), lens.clone());
    let texts = Rc::clone(&ui.texts);
    el("button")
        .attr("type", "button")
        .class("tool")
        .bind(ui, "aria-label", move |view| {
            named.get(view).map(|d| texts.message(&Message::of("shell_copy").message(d.label.clone())))
        })
        .add(icon::glyph(icon::COPY))
        .on("click", move |_| {
            let value = inner.view.with_untracked(|view| copied.get(view).map(|d| d.value.clone()));
            if let Some(value) = value {
                (inner.press)(Press::Copy(value));
            }
        })
}

fn holders(ui: &Ui, lens: Lens<[HolderView]>) -> El {
    let inner = ui.clone();
    el("ul").class("holders").add(ui.places(lens, move |holder| {
        el("li")
            .add(el("p").class("strong").add(inner.name(holder.then(|h| Some(&h.name)))))
            .add(el("p").class("quiet").add(inner.say(holder.then(|h| Some(&h.how)))))
    }))
}
