//! The head of the panel, and the pill that stands for the whole of it.

use super::icon;
use super::inside::choices;
use super::ui::{El, Lens, Markup, Ui, el};
use crate::core::message::Message;
use crate::core::press::Press;
use crate::core::view::{Progress, Side};

/// Procedure, organisation, progress, and the controls of the panel itself.
pub(super) fn head(ui: &Ui) -> El {
    let title = el("h2")
        .attr("id", "title")
        .attr("tabindex", "-1")
        .attr("data-home", "")
        .add(ui.say(Lens::of(|view| Some(&view.head.procedure))));
    el("header")
        .class("head")
        .add(el("div").class("titlebar").add(icon::mark()).add(title).add(tools(ui)))
        .add(place(ui))
        .add(roads(ui))
        .add(progress(ui))
}

/// The road through the procedure: to choose where there is a choice.
fn roads(ui: &Ui) -> Markup {
    let variants = Lens::of(|view| Some(view.head.variants.as_slice()));
    let inner = ui.clone();
    ui.when(
        |view| !view.head.variants.is_empty(),
        move || {
            el("ul")
                .class("segments")
                .attr("aria-label", &inner.word("shell_variant"))
                .add(choices(&inner, variants.clone(), false))
                .into()
        },
    )
}

fn tools(ui: &Ui) -> El {
    let recheck = ui
        .tool(icon::REFRESH, "shell_recheck", Press::Recheck)
        .bind(ui, "aria-disabled", |view| view.head.reading.then(|| "true".into()));
    el("div")
        .class("tools")
        .add(recheck)
        .add(ui.tool(icon::SWAP, "shell_swap_side", Press::SwapSide))
        .add(ui.tool(icon::COLLAPSE, "shell_collapse", Press::Collapse))
        .add(ui.tool(icon::CLOSE, "shell_close", Press::Close))
}

fn place(ui: &Ui) -> Markup {
    let organization = Lens::of(|view| view.head.organization.as_ref());
    let kind = Lens::of(|view| view.head.kind.as_ref());
    // Where there is no choice it is a fact like the others.
    let road = Lens::of(|view| view.head.variant.as_ref().filter(|_| view.head.variants.is_empty()));
    let inner = ui.clone();
    ui.some(&organization.clone(), move || {
        let (chip, kind) = (inner.clone(), kind.clone());
        let (chips, road) = (inner.clone(), road.clone());
        el("p")
            .class("place")
            .add(inner.name(organization.clone()))
            .text(" ")
            .add(inner.some(&kind.clone(), move || el("span").class("chip").add(chip.say(kind.clone())).into()))
            .text(" ")
            .add(inner.some(&road.clone(), move || el("span").class("chip").add(chips.say(road.clone())).into()))
            .into()
    })
}

fn progress(ui: &Ui) -> Markup {
    let progress = Lens::of(|view| view.head.progress.as_ref());
    let inner = ui.clone();
    ui.some(&progress.clone(), move || {
        el("div")
            .class("progress")
            .add(bar(&inner, progress.then(|p| Some(&p.done)), progress.then(|p: &Progress| Some(&p.total))))
            .add(el("span").add(inner.say(progress.then(|p| Some(&p.text)))))
            .into()
    })
}

/// A bar beside words that say the same, so that it is no more than a drawing.
pub(super) fn bar(ui: &Ui, done: Lens<u32>, total: Lens<u32>) -> El {
    let fill = el("span").class("fill");
    let node = fill.node().clone();
    ui.watch(Box::new(move |view| {
        let (done, total) = (done.get(view).copied().unwrap_or(0), total.get(view).copied().unwrap_or(0));
        let share = (u64::from(done) * 100).checked_div(u64::from(total)).unwrap_or(0).min(100);
        super::resize::style(&node, "inline-size", &[share.to_string().as_str(), "%"].concat());
    }));
    el("span").class("bar").attr("aria-hidden", "true").add(fill)
}

/// The collapsed panel.
pub(super) fn pill(ui: &Ui) -> El {
    let press = std::rc::Rc::clone(&ui.press);
    let texts = std::rc::Rc::clone(&ui.texts);
    let label = el("span");
    let node = label.node().clone();
    ui.watch(Box::new(move |view| {
        let message = match view.open_steps {
            Some(0) => Message::of("shell_pill_done"),
            Some(open) => Message::of("shell_pill_open").count(open as usize),
            None => Message::of("shell_pill"),
        };
        node.set_text_content(Some(&texts.message(&message)));
    }));
    el("button")
        .attr("type", "button")
        .attr("data-home", "")
        .class("pill")
        .bind(ui, "data-side", |view| Some(side(view.side).into()))
        .attr("title", &ui.word("shell_expand"))
        .add(icon::mark())
        .add(label)
        .on("click", move |_| press(Press::Expand))
}

/// Name of a side for the style sheet.
pub(super) const fn side(side: Side) -> &'static str {
    match side {
        Side::End => "end",
        Side::Start => "start",
    }
}
