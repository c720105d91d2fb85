//! The evidence report as a file: JSON, or a page that stands alone and prints. The page is built node by node in a
//! document of its own and then written out by the browser: markup never comes from strings.

use js_sys::Date;
use wasm_bindgen::{JsCast, JsValue};

use super::text::{Texts, float};
use crate::core::effect::File;
use crate::core::message::{Message, Moment};
use crate::core::report::{Kind, Report, StepReport, Words};

/// The page's own style; no `>`, which the serialiser of XML would escape.
const STYLE: &str = include_str!("report.css");

/// The file, named after the organisation and the day.
///
/// # Errors
///
/// The browser makes no document; nothing is known to make it refuse.
pub(super) fn file(kind: Kind, report: &Report, texts: &Texts) -> Result<File, JsValue> {
    let (ending, mime, text) = match kind {
        Kind::Page => ("html", "text/html", page(report, texts)?),
        Kind::Data => ("json", "application/json", report.to_json(&Plain(texts)).to_text()),
    };
    let host = report.url.split("//").nth(1).unwrap_or(&report.url).replace(['/', ':'], "-");
    let day = texts.iso(report.made_at);
    let name = ["cairn-", &host, "-", day.get(..10).unwrap_or_default(), ".", ending].concat();
    Ok(File { name, kind: mime, text })
}

impl Words for Texts {
    fn say(&self, message: &Message) -> String {
        self.message(message)
    }

    fn iso(&self, at: Moment) -> String {
        Date::new(&JsValue::from_f64(float(at.0))).to_iso_string().into()
    }
}

/// Words for programs: without the marks that keep directions apart on screen.
struct Plain<'a>(&'a Texts);

impl Words for Plain<'_> {
    fn say(&self, message: &Message) -> String {
        self.0.message(message).replace(['\u{2068}', '\u{2069}'], "")
    }

    fn iso(&self, at: Moment) -> String {
        self.0.iso(at)
    }
}

/// A document under construction.
struct Page<'a> {
    document: web_sys::Document,
    texts: &'a Texts,
}

fn page(report: &Report, texts: &Texts) -> Result<String, JsValue> {
    let window = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let title = [texts.message(&Message::of("report_title")), report.organization.clone()].join(": ");
    let document = window.implementation()?.create_html_document_with_title(&title)?;
    let page = Page { document, texts };
    page.fill(report)?;
    web_sys::XmlSerializer::new()?.serialize_to_string(&page.document)
}

impl Page<'_> {
    fn fill(&self, report: &Report) -> Result<(), JsValue> {
        let root = self.document.document_element().ok_or(JsValue::NULL)?;
        root.set_attribute("lang", self.texts.language())?;
        root.set_attribute("dir", &self.texts.direction())?;
        let head: web_sys::Element = self.document.head().ok_or(JsValue::NULL)?.unchecked_into();
        // Saved files carry no header that would say it.
        let charset = self.document.create_element("meta")?;
        charset.set_attribute("charset", "utf-8")?;
        head.prepend_with_node_1(&charset)?;
        self.put(&head, "style", STYLE)?;
        let body: web_sys::Element = self.document.body().ok_or(JsValue::NULL)?.unchecked_into();
        let main = self.put(&body, "main", "")?;
        self.say(&main, "h1", &report.procedure)?;
        self.facts(&main, &self.about(report))?;
        self.checked(&main, report)?;
        self.stated(&main, report)?;
        self.changed(&main, report)?;
        self.say(&main, "footer", &Message::of("report_how"))?;
        Ok(())
    }

    /// Where, when, by whom, with which result.
    fn about(&self, report: &Report) -> Vec<(String, String)> {
        let row = |key, value: String| (self.word(key), value);
        let kind = report.kind.as_ref().map(|kind| self.texts.message(kind)).unwrap_or_default();
        vec![
            row("report_organization", report.organization.clone()),
            row("report_address", report.url.clone()),
            row("report_kind", kind),
            row("shell_variant", self.texts.message(&report.variant)),
            row("report_read", self.texts.day_and_time(report.read_at)),
            row("report_made", self.texts.day_and_time(report.made_at)),
            row("report_by", report.made_by.clone()),
            row("report_progress", self.texts.message(&report.progress.text)),
        ]
    }

    fn checked(&self, main: &web_sys::Element, report: &Report) -> Result<(), JsValue> {
        self.say(main, "h2", &Message::of("report_checked"))?;
        let mut phase = None;
        for step in &report.steps {
            if phase != Some(&step.phase) {
                phase = Some(&step.phase);
                self.say(main, "h3", &step.phase)?;
            }
            self.step(main, step)?;
        }
        Ok(())
    }

    fn step(&self, main: &web_sys::Element, step: &StepReport) -> Result<(), JsValue> {
        let entry = self.entry(main, &step.title, &step.word, step.name())?;
        if let Some(evidence) = &step.evidence {
            self.say(&entry, "p", evidence)?;
        }
        for note in &step.notes {
            self.say(&entry, "p", &note.text)?;
        }
        let facts = step.facts.iter().map(|fact| (fact.label.text(self.texts), fact.value.text(self.texts)));
        self.facts(&entry, &facts.collect::<Vec<_>>())
    }

    fn stated(&self, main: &web_sys::Element, report: &Report) -> Result<(), JsValue> {
        self.say(main, "h2", &Message::of("report_stated"))?;
        self.nothing(main, report.stated.is_empty())?;
        for stated in &report.stated {
            let entry = self.entry(main, &stated.title, &Message::of("state_stated"), "stated")?;
            for note in &stated.notes {
                self.say(&entry, "p", &note.text)?;
            }
            self.facts(&entry, &self.by(&stated.by, stated.at))?;
        }
        Ok(())
    }

    fn changed(&self, main: &web_sys::Element, report: &Report) -> Result<(), JsValue> {
        self.say(main, "h2", &Message::of("report_changes"))?;
        self.nothing(main, report.changes.is_empty())?;
        for change in &report.changes {
            let entry = self.entry(main, &change.title, &change.ending, "changed")?;
            let mut facts = self.by(&change.by, change.at);
            facts.push((self.word("shell_before"), self.texts.message(&change.before)));
            facts.push((self.word("shell_after"), self.texts.message(&change.after)));
            self.facts(&entry, &facts)?;
        }
        Ok(())
    }

    fn by(&self, who: &str, at: Moment) -> Vec<(String, String)> {
        vec![(self.word("report_by"), who.to_owned()), (self.word("report_at"), self.texts.day_and_time(at))]
    }

    fn nothing(&self, main: &web_sys::Element, empty: bool) -> Result<(), JsValue> {
        if empty {
            self.say(main, "p", &Message::of("report_nothing"))?;
        }
        Ok(())
    }

    /// A block with a title and a state in a word.
    fn entry(
        &self,
        main: &web_sys::Element,
        title: &Message,
        word: &Message,
        state: &str,
    ) -> Result<web_sys::Element, JsValue> {
        let entry = self.put(main, "section", "")?;
        entry.set_attribute("class", state)?;
        self.say(&entry, "h4", title)?;
        self.say(&entry, "strong", word)?;
        Ok(entry)
    }

    fn facts(&self, parent: &web_sys::Element, facts: &[(String, String)]) -> Result<(), JsValue> {
        let list = self.document.create_element("dl")?;
        for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            let pair = self.put(&list, "div", "")?;
            self.put(&pair, "dt", label)?;
            self.put(&pair, "dd", value)?;
        }
        if list.has_child_nodes() {
            parent.append_child(&list)?;
        }
        Ok(())
    }

    fn say(&self, parent: &web_sys::Element, tag: &str, message: &Message) -> Result<(), JsValue> {
        self.put(parent, tag, &self.texts.message(message)).map(drop)
    }

    fn word(&self, key: &'static str) -> String {
        self.texts.message(&Message::of(key))
    }

    fn put(&self, parent: &web_sys::Element, tag: &str, text: &str) -> Result<web_sys::Element, JsValue> {
        let made = self.document.create_element(tag)?;
        made.set_text_content(Some(text));
        parent.append_child(&made)?;
        Ok(made)
    }
}
