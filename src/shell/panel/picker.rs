//! The search for a user: a field, and under it a list of buttons. Results keep their nodes while the person types.

use wasm_bindgen::JsCast;

use super::icon;
use super::ui::{El, Key, Lens, Markup, Ui, el};
use crate::core::bulk::press::BulkPress;
use crate::core::press::Press;
use crate::core::view::{PickerRow, PickerView, Screen, View};

/// Below the results, in pixels.
const ROOM: f64 = 8.0;

/// Above the field: what is pinned there, and a little room.
const PINNED: f64 = 72.0;

/// How many results are listed.
pub(super) fn found(view: &View) -> usize {
    let Screen::Checklist(checklist) = &view.screen else { return 0 };
    let steps = checklist.phases.iter().flat_map(|phase| &phase.steps);
    steps.filter_map(|step| step.picker.as_ref()).map(|picker| picker.rows.len()).sum()
}

/// Brings the results into view while the person types, as far as the field stays in view.
pub(super) fn reveal(root: &web_sys::ShadowRoot) {
    let up = |from: &web_sys::Element, to| from.closest(to).ok().flatten();
    let Some(picker) = root.active_element().and_then(|active| up(&active, ".picker")) else { return };
    let Some(body) = up(&picker, ".body") else { return };
    let (seen, whole) = (body.get_bounding_client_rect(), picker.get_bounding_client_rect());
    let hidden = (whole.bottom() - seen.bottom() + ROOM).min(whole.top() - seen.top() - PINNED);
    if hidden > 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a window")]
        body.set_scroll_top(body.scroll_top() + hidden as i32);
    }
}

/// Field, status, results, next page.
pub(super) fn picker(ui: &Ui, lens: &Lens<PickerView>) -> Markup {
    let status = lens.then(|p| p.status.as_ref());
    let more = lens.then(|p| p.more.as_ref());
    let rows = lens.then(|p| Some(p.rows.as_slice()));
    let offer = lens.then(|p| p.offer.as_ref());
    let (said, pages, offers, listed) = (ui.clone(), ui.clone(), ui.clone(), ui.clone());
    let counted = rows.clone();
    // By user, not by place: a row that is replaced while it is being pressed must not choose its successor.
    let results = ui.each(
        move |view| counted.get(view).unwrap_or_default().iter().map(|row| Key::Id(user(row))).collect(),
        move |key| {
            let Key::Id(id) = key else { return el("i") };
            result(&listed, rows.pick(move |rows| rows.iter().find(|row| user(row) == id)))
        },
    );
    let list = el("ul")
        .class("results")
        .attr("aria-label", &ui.word("shell_search_results"))
        .add(results)
        .on("keydown", step_through);
    el("div")
        .class("picker")
        .attr("role", "search")
        .add(field(ui, lens))
        .add(ui.some(&status.clone(), move || el("p").class("quiet").add(said.say(status.clone())).into()))
        .add(ui.some(&offer.clone(), move || offers.button(offer.clone()).into()))
        .add(list)
        .add(ui.some(&more.clone(), move || pages.button(more.clone()).into()))
        .into()
}

/// Whom a row chooses.
fn user(row: &PickerRow) -> String {
    match &row.press {
        Press::PickUser(id) | Press::Bulk(BulkPress::Add(id)) => id.to_string(),
        // Rows of this search choose users; others would be told apart by their name.
        _ => row.name.clone(),
    }
}

fn field(ui: &Ui, lens: &Lens<PickerView>) -> El {
    let name = ui.word("shell_search_user");
    let input = el("input")
        .attr("type", "search")
        .attr("data-focus", "search")
        .attr("data-home", "")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-label", &name)
        .attr("placeholder", &ui.word("shell_search_placeholder"));
    let node: web_sys::HtmlInputElement = input.node().clone().unchecked_into();
    let typed = lens.clone();
    let written = node.clone();
    ui.watch(Box::new(move |view| {
        // Only where the core says something else than what stands there: setting the same text would move the caret.
        if let Some(picker) = typed.get(view).filter(|picker| picker.text != written.value()) {
            written.set_value(&picker.text);
        }
    }));
    let report = std::rc::Rc::clone(&ui.typed);
    let searching = lens.clone();
    let busy = ui.when(move |view| searching.get(view).is_some_and(|picker| picker.searching), || icon::busy().into());
    el("div")
        .class("field")
        .add(icon::glyph(icon::SEARCH))
        .add(input.on("input", move |_| report(node.value())).on("keydown", step_through))
        .add(busy)
}

fn result(ui: &Ui, lens: Lens<PickerRow>) -> El {
    let inner = ui.clone();
    let under = ui.places(lens.then(|r| Some(r.under.as_slice())), {
        let ui = ui.clone();
        move |line| el("span").class("quiet").add(ui.name(line))
    });
    let marks = ui.places(lens.then(|r| Some(r.marks.as_slice())), {
        let ui = ui.clone();
        move |mark| el("span").class("chip").add(ui.say(mark))
    });
    let pressed = lens.clone();
    el("li").add(
        el("button")
            .attr("type", "button")
            .class("result")
            .add(el("span").class("strong").add(ui.name(lens.then(|r| Some(&r.name)))))
            .add(under)
            .add(el("span").class("chips").add(marks))
            .on("click", move |_| {
                let press = inner.view.with_untracked(|view| pressed.get(view).map(|row| row.press.clone()));
                if let Some(press) = press {
                    (inner.press)(press);
                }
            }),
    )
}

/// Arrow keys go from the field to the results and through them; Tab works too.
fn step_through(event: web_sys::Event) {
    let event: &web_sys::KeyboardEvent = event.unchecked_ref();
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(from) = event.target() else { return };
    let from: &web_sys::Element = from.unchecked_ref();
    let Ok(Some(picker)) = from.closest(".picker") else { return };
    let Ok(stops) = picker.query_selector_all("input, .result") else { return };
    let at = (0..stops.length()).find(|at| {
        stops.get(*at).is_some_and(|stop| stop.is_same_node(from.closest("input, .result").ok().flatten().as_deref()))
    });
    let next = match (at, down) {
        (Some(at), true) => at.checked_add(1),
        (Some(at), false) => at.checked_sub(1),
        (None, _) => None,
    };
    if let Some(stop) = next.and_then(|at| stops.get(at)) {
        event.prevent_default();
        let _ = stop.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}
