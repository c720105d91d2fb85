//! Icons, drawn by us on a grid of 20. Colour comes from the style sheet, meaning always from the word beside them.

use super::ui::{El, Follow, Lens, Ui, set, svg};
use crate::core::view::{StateWord, Tone};

pub(super) const CLOSE: &str = "M5 5l10 10M15 5L5 15";
pub(super) const COLLAPSE: &str = "M4.5 13.5h11";
pub(super) const SWAP: &str = "M6.5 4.5L3.5 7.5l3 3M3.5 7.5h13M13.5 9.5l3 3-3 3M16.5 12.5h-13";
pub(super) const REFRESH: &str =
    "M15.8 7.5A6.3 6.3 0 0 0 4.2 7M3.7 3.8V7h3.2M4.2 12.5a6.3 6.3 0 0 0 11.6.5M16.3 16.2V13h-3.2";
pub(super) const CHEVRON: &str = "M5.5 8l4.5 4.5L14.5 8";
pub(super) const ARROW: &str = "M10 4v12M5.5 11.5L10 16l4.5-4.5";
pub(super) const COPY: &str = "M7.5 7.5h8v9h-8zM12.5 7.5v-3.5h-8v9h3";
pub(super) const SEARCH: &str = "M8.8 3.8a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12.5 12.5l4 4";
pub(super) const CLOCK: &str = "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM10 6.3V10l2.6 1.6";
/// Three stacked stones.
const STONES: [&str; 3] = [
    "M10 2.2c2 0 3.4.9 3.4 2.2S12 6.6 10 6.6 6.6 5.7 6.6 4.4 8 2.2 10 2.2z",
    "M10 7.2c3.1 0 5.2 1 5.2 2.6s-2.1 2.6-5.2 2.6-5.2-1-5.2-2.6 2.1-2.6 5.2-2.6z",
    "M10 13c4.3 0 7.2 1 7.2 2.5S14.3 18 10 18s-7.2-1-7.2-2.5S5.7 13 10 13z",
];

const DISC: &str = "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z";
const TRIANGLE: &str = "M9.1 3.2L2.3 15.3a1 1 0 0 0 .9 1.5h13.6a1 1 0 0 0 .9-1.5L10.9 3.2a1 1 0 0 0-1.8 0z";
pub(super) const CHECK: &str = "M6.5 10.3l2.4 2.4 4.7-5.2";
/// Head and shoulders: a person says so.
const PERSON: &str = "M10 5.8a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6.3 14.1c.5-1.7 1.9-2.5 3.7-2.5s3.2.8 3.7 2.5";
const BAR: &str = "M6.7 10h6.6";
const CROSS: &str = "M7.3 7.3l5.4 5.4M12.7 7.3l-5.4 5.4";
const MARK: &str = "M10 7.5v4M10 14v.1";
const LETTER_I: &str = "M10 9.3v4.2M10 6.6v.1";
const QUESTION: &str = "M7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 13.9v.1";
const ARC: &str = "M10 3.5a6.5 6.5 0 1 1-6.5 6.5";

/// A line drawing without meaning of its own.
pub(super) fn glyph(path: &'static str) -> El {
    frame("icon").add(svg("path").attr("d", path))
}

/// The product's mark.
pub(super) fn mark() -> El {
    let mut stones = frame("icon stones");
    for stone in STONES {
        stones = stones.add(svg("path").attr("d", stone));
    }
    stones
}

fn frame(class: &str) -> El {
    svg("svg").class(class).attr("viewBox", "0 0 20 20").attr("aria-hidden", "true").attr("focusable", "false")
}

/// Kind (a class), what is behind, what is on it.
type Drawing = (&'static str, &'static str, &'static str);

const fn of_state(state: StateWord) -> Drawing {
    match state {
        StateWord::Done => ("good", DISC, CHECK),
        StateWord::Stated => ("stated", DISC, PERSON),
        StateWord::Todo => ("todo", DISC, ""),
        StateWord::Blocked => ("bad", DISC, BAR),
        StateWord::Attention => ("warning", TRIANGLE, MARK),
        StateWord::Unknown => ("unknown", DISC, QUESTION),
        StateWord::NotApplicable => ("idle", DISC, BAR),
    }
}

const fn of_tone(tone: Tone) -> Drawing {
    match tone {
        Tone::Info => ("info", DISC, LETTER_I),
        Tone::Good => ("good", DISC, CHECK),
        Tone::Warning => ("warning", TRIANGLE, MARK),
        Tone::Bad => ("bad", DISC, CROSS),
    }
}

/// The icon of a state, changed in place.
pub(super) fn state(ui: &Ui, lens: Lens<StateWord>) -> El {
    signed(ui, Box::new(move |view| lens.get(view).copied().map(of_state)))
}

/// The icon of a tone, changed in place.
pub(super) fn tone(ui: &Ui, lens: Lens<Tone>) -> El {
    signed(ui, Box::new(move |view| lens.get(view).copied().map(of_tone)))
}

/// A turning arc: something is going on.
pub(super) fn busy() -> El {
    frame("icon sign busy").add(svg("path").class("glyph").attr("d", ARC))
}

/// A failure.
pub(super) fn failed() -> El {
    let (kind, behind, on) = of_tone(Tone::Bad);
    frame(&["icon sign ", kind].concat())
        .add(svg("path").class("back").attr("d", behind))
        .add(svg("path").class("glyph").attr("d", on))
}

fn signed(ui: &Ui, drawing: Follow<Drawing>) -> El {
    let (back, front) = (svg("path").class("back"), svg("path").class("glyph"));
    let whole = frame("icon sign");
    let nodes = (whole.node().clone(), back.node().clone(), front.node().clone());
    let mut shown = "";
    ui.watch(Box::new(move |view| {
        let Some((kind, behind, on)) = drawing(view) else { return };
        if kind == shown {
            return;
        }
        shown = kind;
        set(&nodes.0, "class", Some(&["icon sign ", kind].concat()));
        set(&nodes.1, "d", Some(behind));
        set(&nodes.2, "d", Some(on));
    }));
    whole.add(back).add(front)
}
