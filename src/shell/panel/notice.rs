//! Lines about how things stand: the notice above a screen, notes inside it, and why a press did not count.

use sycamore_reactive::*;

use super::icon;
use super::ui::{El, Lens, Markup, Ui, el};
use crate::core::view::{Notice, Tone};
use crate::shell::guard::Refusal;

/// The notice about the whole.
pub(super) fn whole(ui: &Ui) -> Markup {
    let notice = Lens::of(|view| view.notice.as_ref());
    let inner = ui.clone();
    ui.some(&notice.clone(), move || self::notice(&inner, notice.clone()).into())
}

/// One notice: icon, words, and its one action.
pub(super) fn notice(ui: &Ui, lens: Lens<Notice>) -> El {
    let action = lens.then(|n| n.action.as_ref());
    let inner = ui.clone();
    let toned = lens.clone();
    el("div")
        .class("notice")
        .bind(ui, "data-tone", move |view| toned.get(view).map(|n| tone(n.tone).into()))
        .add(icon::tone(ui, lens.then(|n| Some(&n.tone))))
        .add(el("p").add(ui.say(lens.then(|n| Some(&n.text)))))
        .add(ui.some(&action.clone(), move || inner.button(action.clone()).into()))
}

/// Several notices.
pub(super) fn notices(ui: &Ui, lens: Lens<[Notice]>) -> Markup {
    let inner = ui.clone();
    ui.places(lens, move |lens| notice(&inner, lens))
}

/// Why a press did not count.
pub(super) fn refused(ui: &Ui, refusal: Signal<Option<Refusal>>) -> El {
    let inner = ui.clone();
    // The element is there from the start: assistive technology announces only what comes into a known live region.
    el("div").attr("role", "alert").add(Markup::from_dynamic(move || match refusal.get() {
        Some(why) => el("p").class("refusal").text(&inner.word(why.key())).into(),
        None => Markup::new(),
    }))
}

/// Name of a tone for the style sheet.
pub(super) const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Info => "info",
        Tone::Good => "good",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
    }
}
