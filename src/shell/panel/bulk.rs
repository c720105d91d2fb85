//! Whom to give the role, or whom to take it from: sources, who is chosen, who is left out.

use wasm_bindgen::JsCast;

use super::inside::choices;
use super::lines::problem;
use super::picker::picker;
use super::ui::{El, Lens, Markup, Ui, el};
use crate::core::bulk::press::BulkPress;
use crate::core::bulk::view::{BulkRow, BulkView, LeftOut};
use crate::core::message::Message;
use crate::core::press::Press;
use crate::core::view::{Button, Screen, View};

fn bulk_of(view: &View) -> Option<&BulkView> {
    match &view.screen {
        Screen::Bulk(bulk) => Some(bulk),
        _ => None,
    }
}

/// The whole screen.
pub(super) fn bulk(ui: &Ui) -> Markup {
    let lens = Lens::of(bulk_of);
    Markup::from((
        el("h3")
            .class("heading")
            .attr("tabindex", "-1")
            .attr("data-focus", "screen")
            .add(ui.say(lens.then(|b| Some(&b.title)))),
        el("p").class("where").add(ui.say(lens.then(|b| Some(&b.place)))),
        sources(ui, &lens),
        said(ui, lens.then(|b| b.reading.as_ref())),
        chosen(ui, &lens),
        el("div")
            .class("sticky")
            .add(optional(ui, lens.then(|b| b.review.as_ref())))
            .add(ui.button(lens.then(|b| Some(&b.leave)))),
    ))
}

/// Where users come from, and what that source needs.
fn sources(ui: &Ui, lens: &Lens<BulkView>) -> Markup {
    let (search, failed) = (lens.then(|b| b.picker.as_ref()), lens.then(|b| b.problem.as_ref()));
    let (searches, problems, lists) = (ui.clone(), ui.clone(), ui.clone());
    Markup::from((
        el("ul").class("segments").attr("aria-label", &ui.word("shell_bulk_sources")).add(choices(
            ui,
            lens.then(|b| Some(b.sources.as_slice())),
            false,
        )),
        optional(ui, lens.then(|b| b.everybody.as_ref())),
        ui.some(&search.clone(), move || picker(&searches, &search)),
        el("ul").class("choices tall").add(choices(ui, lens.then(|b| Some(b.options.as_slice())), false)),
        ui.when(|view| bulk_of(view).is_some_and(|bulk| bulk.list), move || list(&lists)),
        ui.some(&failed.clone(), move || problem(&problems, failed.clone()).into()),
    ))
}

/// Who is chosen, and who is left out.
fn chosen(ui: &Ui, lens: &Lens<BulkView>) -> Markup {
    let (rows, outs) = (ui.clone(), ui.clone());
    let lonely = lens.then(|b| b.lonely.as_ref().map(std::slice::from_ref));
    let narrow = lens.then(|b| b.narrow.as_ref().map(std::slice::from_ref));
    let count = el("p").class("strong").add(ui.say(lens.then(|b| Some(&b.chosen))));
    Markup::from((
        el("ul").class("choices").add(choices(ui, narrow, true)),
        el("div").class("chosen").add(count).add(optional(ui, lens.then(|b| b.clear.as_ref()))),
        el("ul").class("choices").add(choices(ui, lonely, true)),
        el("ul")
            .class("people")
            .add(ui.places(lens.then(|b| Some(b.rows.as_slice())), move |row| self::row(&rows, row))),
        said(ui, lens.then(|b| b.more.as_ref())),
        el("ul")
            .class("people")
            .attr("aria-label", &ui.word("shell_bulk_left_out"))
            .add(ui.places(lens.then(|b| Some(b.left_out.as_slice())), move |one| left_out(&outs, one))),
    ))
}

fn optional(ui: &Ui, lens: Lens<Button>) -> Markup {
    let inner = ui.clone();
    ui.some(&lens.clone(), move || inner.button(lens.clone()).into())
}

fn said(ui: &Ui, lens: Lens<Message>) -> Markup {
    let inner = ui.clone();
    ui.some(&lens.clone(), move || el("p").class("quiet").add(inner.say(lens.clone())).into())
}

/// A field for many lines, read when the button under it is pressed.
fn list(ui: &Ui) -> Markup {
    let field = el("textarea")
        .class("paste")
        .attr("rows", "6")
        .attr("spellcheck", "false")
        .attr("aria-label", &ui.word("shell_bulk_list"))
        .attr("placeholder", &ui.word("shell_bulk_list_placeholder"));
    let node: web_sys::HtmlTextAreaElement = field.node().clone().unchecked_into();
    let inner = ui.clone();
    let read = el("button")
        .attr("type", "button")
        .class("button")
        .text(&ui.word("shell_bulk_read_list"))
        .on("click", move |_| (inner.press)(Press::Bulk(BulkPress::List(node.value()))));
    Markup::from((field, read))
}

fn row(ui: &Ui, lens: Lens<BulkRow>) -> El {
    let note = lens.then(|r| r.note.as_ref());
    let one = lens.then(|r| Some(std::slice::from_ref(&r.choice)));
    let inner = ui.clone();
    let under =
        ui.places(lens.then(|r| Some(r.under.as_slice())), move |text| el("span").class("quiet").add(inner.name(text)));
    el("li").add(el("ul").class("choices").add(choices(ui, one, true))).add(under).add(said(ui, note))
}

fn left_out(ui: &Ui, lens: Lens<LeftOut>) -> El {
    let inner = ui.clone();
    let names =
        ui.places(lens.then(|o| Some(o.names.as_slice())), move |name| el("span").class("quiet").add(inner.name(name)));
    el("li")
        .add(el("p").add(ui.say(lens.then(|o| Some(&o.text)))))
        .add(names)
        .add(ui.button(lens.then(|o| Some(&o.copy))))
}
