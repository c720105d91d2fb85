//! Ties the core's view to nodes. A node is made once and changed in place, so that neither the keyboard focus nor
//! a half-typed word is lost when the view is drawn again.
//!
//! Every binding reads the one [`Signal`] through a [`Lens`]. Closures are boxed on purpose: one compiled copy of each
//! helper instead of one per call keeps the module small.

use std::mem::{Discriminant, discriminant};
use std::rc::Rc;

use sycamore_core::Props;
use sycamore_reactive::*;
use sycamore_web::{HtmlNode, Keyed, KeyedProps, ViewHtmlNode, document};
use wasm_bindgen::JsCast;

use crate::core::message::Message;
use crate::core::press::Press;
use crate::core::view::{Button, View as Screenful, Weight};
use crate::shell::guard::{Guard, Refusal};
use crate::shell::text::Texts;

/// Sycamore's word for "nodes with their bindings"; `View` means the core's view in this crate.
pub(super) type Markup = sycamore_web::View;

/// Something worked out from the view, or nothing.
pub(super) type Follow<T> = Box<dyn Fn(&Screenful) -> Option<T>>;

/// The next text of a node; nothing where it stays as it is.
type Next = Box<dyn FnMut(&Screenful) -> Option<String>>;

type Keys = Box<dyn Fn(&Screenful) -> Vec<Key>>;

type Find<T> = dyn for<'a> Fn(&'a Screenful) -> Option<&'a T>;

/// Where in the view a thing is found; `None` while it is not on screen.
pub(super) struct Lens<T: ?Sized + 'static>(Rc<Find<T>>);

impl<T: ?Sized> Clone for Lens<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: ?Sized + 'static> Lens<T> {
    /// From the whole view.
    pub(super) fn of(find: fn(&Screenful) -> Option<&T>) -> Self {
        Self(Rc::new(find))
    }

    /// A part of what this one finds.
    pub(super) fn then<U: ?Sized + 'static>(&self, part: fn(&T) -> Option<&U>) -> Lens<U> {
        let whole = self.clone();
        Lens(Rc::new(move |view| whole.get(view).and_then(part)))
    }

    /// A part that depends on a value, such as a key.
    pub(super) fn pick<U: ?Sized + 'static>(&self, part: impl for<'a> Fn(&'a T) -> Option<&'a U> + 'static) -> Lens<U> {
        let whole = self.clone();
        Lens(Rc::new(move |view| whole.get(view).and_then(&part)))
    }

    /// What it finds now.
    pub(super) fn get<'a>(&self, view: &'a Screenful) -> Option<&'a T> {
        (self.0)(view)
    }
}

impl<T: 'static> Lens<[T]> {
    /// One element of a list.
    pub(super) fn at(&self, index: usize) -> Lens<T> {
        self.pick(move |list| list.get(index))
    }
}

/// What tells rows of a list apart.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// An id of the core.
    Id(String),
    /// Position, where rows have no id.
    Place(usize),
    /// What a button does, and which one of that kind in its list.
    Act(Discriminant<Press>, usize),
}

/// What the panel's parts share.
#[derive(Clone)]
pub(super) struct Ui {
    /// The view as last drawn.
    pub(super) view: Signal<Screenful>,
    /// Messages become text here.
    pub(super) texts: Rc<Texts>,
    /// Judges presses on controls that write.
    pub(super) guard: Rc<Guard>,
    /// Hands a press to the core.
    pub(super) press: Rc<dyn Fn(Press)>,
    /// Reports text typed into the search.
    pub(super) typed: Rc<dyn Fn(String)>,
    /// Says why a press did not count.
    pub(super) refused: Rc<dyn Fn(Refusal)>,
}

impl Ui {
    /// A text node that follows a message. Formatting runs only when the message changed.
    pub(super) fn say(&self, lens: Lens<Message>) -> Markup {
        let texts = Rc::clone(&self.texts);
        let mut shown: Option<Message> = None;
        self.follow(Box::new(move |view| {
            let message = lens.get(view)?;
            if shown.as_ref() == Some(message) {
                return None;
            }
            shown = Some(message.clone());
            Some(texts.message(message))
        }))
    }

    /// Text of the organisation, isolated from the direction of what is around it.
    pub(super) fn name(&self, lens: Lens<String>) -> El {
        let mut shown = String::new();
        el("bdi").add(self.follow(Box::new(move |view| {
            let text = lens.get(view)?;
            if *text == shown {
                return None;
            }
            shown.clone_from(text);
            Some(shown.clone())
        })))
    }

    /// Words of the shell itself.
    pub(super) fn word(&self, key: &'static str) -> String {
        self.texts.message(&Message::of(key))
    }

    /// A text node; `next` gives its new text, or nothing where it stays as it is.
    fn follow(&self, mut next: Next) -> Markup {
        let node = document().create_text_node("");
        let kept = node.clone();
        let view = self.view;
        create_effect(move || {
            if let Some(text) = view.with(&mut next) {
                node.set_data(&text);
            }
        });
        Markup::from_node(HtmlNode::from_web_sys(kept.into()))
    }

    /// Runs again whenever the view was drawn.
    pub(super) fn watch(&self, mut f: Box<dyn FnMut(&Screenful)>) {
        let view = self.view;
        create_effect(move || view.with(&mut f));
    }

    /// Nodes that are there while a condition holds.
    pub(super) fn when(
        &self,
        holds: impl Fn(&Screenful) -> bool + 'static,
        make: impl Fn() -> Markup + 'static,
    ) -> Markup {
        self.when_boxed(Box::new(holds), Box::new(make))
    }

    fn when_boxed(&self, holds: Box<dyn Fn(&Screenful) -> bool>, make: Box<dyn Fn() -> Markup>) -> Markup {
        let view = self.view;
        let shown = create_selector(move || view.with(&holds));
        Markup::from_dynamic(move || if shown.get() { untrack(&make) } else { Markup::new() })
    }

    /// Nodes that are there while a lens finds something.
    pub(super) fn some<T: ?Sized + 'static>(&self, lens: &Lens<T>, make: impl Fn() -> Markup + 'static) -> Markup {
        let lens = lens.clone();
        self.when(move |view| lens.get(view).is_some(), make)
    }

    /// A list whose rows keep their nodes as long as their key stays. Each row is one element.
    pub(super) fn each(
        &self,
        keys: impl Fn(&Screenful) -> Vec<Key> + 'static,
        make: impl Fn(Key) -> El + 'static,
    ) -> Markup {
        self.each_boxed(Box::new(keys), Box::new(make))
    }

    fn each_boxed(&self, keys: Keys, make: Box<dyn Fn(Key) -> El>) -> Markup {
        let view = self.view;
        let list = create_selector(move || view.with(&keys));
        let rows =
            KeyedProps::builder().list(list).view(move |key| untrack(|| Markup::from(make(key)))).key(Key::clone);
        untrack(|| Keyed(rows.build()))
    }

    /// A list whose rows are told apart by their place.
    pub(super) fn places<T: 'static>(&self, lens: Lens<[T]>, make: impl Fn(Lens<T>) -> El + 'static) -> Markup {
        let counted = lens.clone();
        self.each(
            move |view| (0..counted.get(view).map_or(0, <[T]>::len)).map(Key::Place).collect(),
            move |key| match key {
                Key::Place(index) => make(lens.at(index)),
                // Keys of this list are made two lines above.
                Key::Id(_) | Key::Act(..) => el("i"),
            },
        )
    }

    /// A row of buttons; a button keeps its node as long as it does the same kind of thing.
    pub(super) fn buttons(&self, lens: Lens<[Button]>) -> Markup {
        let listed = lens.clone();
        let ui = self.clone();
        self.each(
            move |view| {
                let list = listed.get(view).unwrap_or_default();
                let kinds = list.iter().map(|b| discriminant(&b.press));
                kinds
                    .clone()
                    .enumerate()
                    .map(|(at, kind)| Key::Act(kind, kinds.clone().take(at).filter(|k| *k == kind).count()))
                    .collect()
            },
            move |key| {
                let Key::Act(kind, nth) = key else { return el("i") };
                ui.button(lens.pick(move |list| list.iter().filter(|b| discriminant(&b.press) == kind).nth(nth)))
            },
        )
    }

    /// One button of the core, changed in place.
    pub(super) fn button(&self, lens: Lens<Button>) -> El {
        let button = el("button").attr("type", "button").add(self.say(lens.then(|b| Some(&b.label))));
        let (looks, node) = (lens.clone(), button.node().clone());
        self.watch(Box::new(move |view| {
            let class = match looks.get(view).map(|b| b.weight) {
                Some(Weight::Main) => "button main",
                Some(Weight::Plain) | None => "button",
                Some(Weight::Link) => "button link",
            };
            if node.class_name() != class {
                node.set_class_name(class);
            }
        }));
        self.guarded(&lens, button.node().clone());
        let ui = self.clone();
        button.on("click", move |event| {
            let found = ui.view.with_untracked(|view| lens.get(view).map(|b| (b.press.clone(), b.writes)));
            match found {
                Some((press, true)) => match ui.guard.judge(&event) {
                    Ok(()) => (ui.press)(press),
                    Err(why) => (ui.refused)(why),
                },
                Some((press, false)) => (ui.press)(press),
                None => {}
            }
        })
    }

    /// Tells the guard of a control that writes, and whenever it comes to say something else.
    fn guarded(&self, lens: &Lens<Button>, node: web_sys::Element) {
        let (lens, guard) = (lens.clone(), Rc::clone(&self.guard));
        let mut drawn: Option<Button> = None;
        self.watch(Box::new(move |view| {
            let writes = lens.get(view).filter(|button| button.writes);
            if writes == drawn.as_ref() {
                return;
            }
            match writes {
                Some(_) => guard.watch(&node),
                None => guard.release(&node),
            }
            drawn = writes.cloned();
        }));
    }

    /// A button of the shell's own: an icon with a name.
    pub(super) fn tool(&self, icon: &'static str, key: &'static str, press: Press) -> El {
        let ui = self.clone();
        let name = self.word(key);
        el("button")
            .attr("type", "button")
            .class("tool")
            .attr("aria-label", &name)
            .attr("title", &name)
            .add(super::icon::glyph(icon))
            .on("click", move |_| (ui.press)(press.clone()))
    }
}

/// One element while it is being put together.
pub(super) struct El(web_sys::Element);

/// A new HTML element.
pub(super) fn el(tag: &'static str) -> El {
    El(HtmlNode::create_element(tag.into()).as_web_sys().clone().unchecked_into())
}

/// A new SVG element.
pub(super) fn svg(tag: &'static str) -> El {
    El(HtmlNode::create_element_ns("http://www.w3.org/2000/svg", tag.into()).as_web_sys().clone().unchecked_into())
}

impl El {
    /// The element.
    pub(super) fn node(&self) -> &web_sys::Element {
        &self.0
    }

    /// Sets an attribute that never changes.
    pub(super) fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0, name, Some(value));
        self
    }

    /// Sets the class.
    pub(super) fn class(self, value: &str) -> Self {
        self.attr("class", value)
    }

    /// Appends words.
    pub(super) fn text(self, words: &str) -> Self {
        self.append(&document().create_text_node(words));
        self
    }

    /// Appends nodes.
    pub(super) fn add(self, child: impl Into<Markup>) -> Self {
        for node in child.into().as_web_sys() {
            self.append(&node);
        }
        self
    }

    /// Listens until the element's scope is disposed of.
    pub(super) fn on(self, event: &'static str, handler: impl FnMut(web_sys::Event) + 'static) -> Self {
        self.on_boxed(event, Box::new(handler))
    }

    fn on_boxed(self, event: &'static str, handler: Box<dyn FnMut(web_sys::Event)>) -> Self {
        HtmlNode::from_web_sys(self.0.clone().into()).set_event_handler(event.into(), handler);
        self
    }

    /// An attribute that follows the view; `None` takes it away.
    pub(super) fn bind(
        self,
        ui: &Ui,
        name: &'static str,
        value: impl Fn(&Screenful) -> Option<String> + 'static,
    ) -> Self {
        self.bind_boxed(ui, name, Box::new(value))
    }

    fn bind_boxed(self, ui: &Ui, name: &'static str, value: Follow<String>) -> Self {
        let node = self.0.clone();
        let mut shown: Option<String> = None;
        ui.watch(Box::new(move |view| {
            let next = value(view);
            if next != shown {
                set(&node, name, next.as_deref());
                shown = next;
            }
        }));
        self
    }

    fn append(&self, node: &web_sys::Node) {
        // Appending a node of our own to an element of our own cannot fail.
        let _ = self.0.append_child(node);
    }
}

impl From<El> for Markup {
    fn from(el: El) -> Self {
        Self::from_node(HtmlNode::from_web_sys(el.0.into()))
    }
}

/// Sets or removes an attribute.
pub(super) fn set(node: &web_sys::Element, name: &str, value: Option<&str>) {
    // Attribute names here are literals of this crate, so they are well-formed.
    let _ = match value {
        Some(value) => node.set_attribute(name, value),
        None => node.remove_attribute(name),
    };
}
