//! What would change, before it is written: each change as before and after, and the one button that writes.

use wasm_bindgen::JsCast;

use super::icon;
use super::notice::notices;
use super::ui::{El, Lens, Markup, Ui, el};
use crate::core::view::{ChangeView, Review, Screen, View};

fn review_of(view: &View) -> Option<&Review> {
    match &view.screen {
        Screen::Review(review) => Some(review),
        _ => None,
    }
}

/// The whole screen.
pub(super) fn review(ui: &Ui) -> Markup {
    let lens = Lens::of(review_of);
    let confirm = lens.then(|r| r.confirm.as_ref());
    let note = lens.then(|r| r.confirm_note.as_ref());
    let (rows, confirms, noted) = (ui.clone(), ui.clone(), ui.clone());
    let sticky = el("div")
        .class("sticky")
        .add(ui.some(&note.clone(), move || el("p").class("quiet").add(noted.say(note.clone())).into()))
        .add(ui.some(&confirm.clone(), move || confirms.button(confirm.clone()).attr("data-focus", "main").into()))
        .add(ui.button(lens.then(|r| Some(&r.cancel))));
    Markup::from((
        el("h3")
            .class("heading")
            .attr("tabindex", "-1")
            .attr("data-focus", "screen")
            .add(ui.say(lens.then(|r| Some(&r.title)))),
        el("p").class("where").add(ui.say(lens.then(|r| Some(&r.place)))),
        el("ol")
            .class("changes")
            .add(ui.places(lens.then(|r| Some(r.changes.as_slice())), move |change| self::change(&rows, change))),
        notices(ui, lens.then(|r| Some(r.left.as_slice()))),
        sticky,
    ))
}

fn change(ui: &Ui, lens: Lens<ChangeView>) -> El {
    let pair = |key, side: El, words: Lens<crate::core::message::Message>| {
        side.add(el("dt").text(&ui.word(key))).add(el("dd").add(ui.say(words)))
    };
    el("li")
        .class("change")
        .add(
            el("label")
                .class("tick")
                .add(checkbox(ui, lens.clone()))
                .add(el("span").class("strong").add(ui.say(lens.then(|c| Some(&c.title))))),
        )
        .add(
            el("dl")
                .class("diff")
                .add(pair("shell_before", el("div"), lens.then(|c| Some(&c.before))))
                .add(icon::glyph(icon::ARROW))
                .add(pair("shell_after", el("div").class("after"), lens.then(|c| Some(&c.after)))),
        )
        .add(notices(ui, lens.then(|c| Some(c.notes.as_slice()))))
        .add(el("p").class("quiet").add(ui.say(lens.then(|c| Some(&c.undo)))))
}

fn checkbox(ui: &Ui, lens: Lens<ChangeView>) -> El {
    let made = el("input").attr("type", "checkbox");
    let node: web_sys::HtmlInputElement = made.node().clone().unchecked_into();
    let (drawn, shown) = (node.clone(), lens.clone());
    ui.watch(Box::new(move |view| {
        if let Some(change) = shown.get(view) {
            drawn.set_checked(change.ticked);
            drawn.set_disabled(change.tick.is_none());
        }
    }));
    let inner = ui.clone();
    made.on("change", move |_| {
        let found = inner.view.with_untracked(|view| lens.get(view).map(|c| (c.tick.clone(), c.ticked)));
        let Some((press, ticked)) = found else { return };
        // The browser has turned the box already; what it shows is decided by the core.
        node.set_checked(ticked);
        if let Some(press) = press {
            (inner.press)(press);
        }
    })
}
