//! Whether a catalogue holds together. Run by tests on the committed file, so that the extension need not.

use super::{Anchor, AnchorName, Catalogue, Condition, Kind, Page, Probe, Rung, Stop, Words};
use std::collections::BTreeSet;
use std::fmt;

/// Something wrong in a catalogue, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place: `pages.users.anchors.user-row.ladder[2]`.
    pub at: String,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The name stands twice.
    Duplicate,
    /// There is no page of this name.
    UnknownPage(String),
    /// There is no anchor of this name.
    UnknownAnchor(String),
    /// There is no label of this name.
    UnknownLabel(String),
    /// It holds nothing.
    Empty,
    /// A surer rung stands below a less sure one.
    LadderOrder,
    /// A rung by whole attribute compares a part only, or the other way round.
    WrongKind,
    /// A label has no English spelling.
    NoEnglish,
    /// Neither an identifier nor a reason why there is none.
    NoWhy,
    /// A stop without anchor cannot have a control to use first.
    Aimless,
    /// A frame that is inside the page's own: it can be gone while the page is there.
    InnerFrame,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.at)?;
        f.write_str(": ")?;
        match &self.kind {
            FaultKind::Duplicate => f.write_str("this name stands twice"),
            FaultKind::UnknownPage(name) => write!(f, "no page is called {name}"),
            FaultKind::UnknownAnchor(name) => write!(f, "no anchor is called {name}"),
            FaultKind::UnknownLabel(name) => write!(f, "no label is called {name}"),
            FaultKind::Empty => f.write_str("nothing is here"),
            FaultKind::LadderOrder => f.write_str("stands below a rung that is less sure"),
            FaultKind::WrongKind => {
                f.write_str("compares a part of an attribute without saying so, or says so wrongly")
            }
            FaultKind::NoEnglish => f.write_str("has no English spelling"),
            FaultKind::NoWhy => f.write_str("rests on text alone and does not say why, or says so without need"),
            FaultKind::Aimless => f.write_str("has a control to use first, but none of its own"),
            FaultKind::InnerFrame => f.write_str("is in a frame inside the one of its page"),
        }
    }
}

impl std::error::Error for Fault {}

/// Everything wrong in a catalogue; empty when it holds together.
pub fn faults(catalogue: &Catalogue) -> Vec<Fault> {
    let mut check = Check { catalogue, faults: Vec::new() };
    check.labels();
    check.unique("pages", catalogue.pages.iter().map(|page| page.name.as_str()));
    let anchors = catalogue.pages.iter().flat_map(|page| &page.anchors);
    check.unique("anchors", anchors.map(|anchor| anchor.name.as_str()));
    check.unique("stops", catalogue.stops.iter().map(|stop| stop.name.as_str()));
    for page in &catalogue.pages {
        check.page(page);
    }
    for stop in &catalogue.stops {
        check.stop(stop);
    }
    check.faults
}

struct Check<'a> {
    catalogue: &'a Catalogue,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, at: &str, kind: FaultKind) {
        self.faults.push(Fault { at: at.to_owned(), kind });
    }

    fn unique<'n>(&mut self, what: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name) {
                self.fault(&format!("{what}.{name}"), FaultKind::Duplicate);
            }
        }
    }

    fn labels(&mut self) {
        self.unique("labels", self.catalogue.labels.iter().map(|label| label.name.as_str()));
        for label in &self.catalogue.labels {
            let at = format!("labels.{}", label.name.as_str());
            if label.text.get("en").is_none() {
                self.fault(&at, FaultKind::NoEnglish);
            }
            for (language, spellings) in label.text.iter() {
                if spellings.is_empty() || spellings.iter().any(|text| text.trim().is_empty()) {
                    self.fault(&format!("{at}.{language}"), FaultKind::Empty);
                }
            }
        }
    }

    fn page(&mut self, page: &Page) {
        let at = format!("pages.{}", page.name.as_str());
        if page.probes.is_empty() {
            self.fault(&format!("{at}.probes"), FaultKind::Empty);
        }
        for (index, probe) in page.probes.iter().enumerate() {
            if *probe == Probe::default() {
                self.fault(&format!("{at}.probes[{index}]"), FaultKind::Empty);
            }
        }
        for anchor in &page.anchors {
            self.anchor(page, anchor, &format!("{at}.anchors.{}", anchor.name.as_str()));
        }
    }

    fn anchor(&mut self, page: &Page, anchor: &Anchor, at: &str) {
        if anchor.ladder.is_empty() {
            self.fault(&format!("{at}.ladder"), FaultKind::Empty);
        }
        if anchor.frame.is_some_and(|frame| frame > page.frame) {
            self.fault(at, FaultKind::InnerFrame);
        }
        let by_text = anchor.ladder.iter().all(|rung| rung.kind() > Kind::Prefix);
        if by_text != anchor.why.as_ref().is_some_and(|why| !why.trim().is_empty()) {
            self.fault(at, FaultKind::NoWhy);
        }
        let mut surest = Kind::Attribute;
        for (index, rung) in anchor.ladder.iter().enumerate() {
            let at = format!("{at}.ladder[{index}]");
            if rung.kind() < surest {
                self.fault(&at, FaultKind::LadderOrder);
            }
            surest = surest.max(rung.kind());
            if rung.way().frame.is_some_and(|frame| frame > page.frame) {
                self.fault(&at, FaultKind::InnerFrame);
            }
            self.rung(rung, &at);
        }
    }

    fn rung(&mut self, rung: &Rung, at: &str) {
        match rung {
            Rung::Attribute(by) | Rung::Prefix(by) => {
                // With a whole value to compare, a part in the selector only spares looking at every element.
                let signs = || ["^=", "*=", "$="].iter().any(|sign| by.css.contains(sign));
                let in_part = by.equals.iter().any(|(_, value)| value.is_part()) || (by.equals.is_empty() && signs());
                if in_part != (rung.kind() == Kind::Prefix) {
                    self.fault(at, FaultKind::WrongKind);
                }
            }
            Rung::Role(by) => self.words(&by.name, at),
            Rung::Label(by) => self.words(&by.text, at),
        }
    }

    fn words(&mut self, words: &Words, at: &str) {
        match words {
            Words::Label(name) => {
                if !self.catalogue.labels.iter().any(|label| label.name == *name) {
                    self.fault(at, FaultKind::UnknownLabel(name.0.clone()));
                }
            }
            Words::Fixed(text) if text.trim().is_empty() => self.fault(at, FaultKind::Empty),
            Words::Fixed(_) | Words::Value(_) => {}
        }
    }

    fn stop(&mut self, stop: &Stop) {
        let at = format!("stops.{}", stop.name.as_str());
        if self.catalogue.page(&stop.page).is_none() {
            self.fault(&format!("{at}.page"), FaultKind::UnknownPage(stop.page.0.clone()));
        }
        if stop.anchor.is_none() && stop.instead.is_some() {
            self.fault(&at, FaultKind::Aimless);
        }
        for anchor in stop.anchor.iter().chain(&stop.instead) {
            self.known_anchor(anchor, &at);
        }
        for condition in stop.given.iter().chain(&stop.done) {
            self.condition(condition, &at);
        }
    }

    fn condition(&mut self, condition: &Condition, at: &str) {
        match condition {
            Condition::Checked(name)
            | Condition::Selected(name)
            | Condition::Filled(name)
            | Condition::Seen(name)
            | Condition::Gone(name)
            | Condition::Unread(name) => self.known_anchor(name, at),
            Condition::On(name) => {
                if self.catalogue.page(name).is_none() {
                    self.fault(at, FaultKind::UnknownPage(name.0.clone()));
                }
            }
            Condition::Any(conditions) => {
                if conditions.is_empty() {
                    self.fault(at, FaultKind::Empty);
                }
                for condition in conditions {
                    self.condition(condition, at);
                }
            }
        }
    }

    fn known_anchor(&mut self, name: &AnchorName, at: &str) {
        if self.catalogue.anchor(name).is_none() {
            self.fault(at, FaultKind::UnknownAnchor(name.0.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: serde_json::Value) -> Vec<String> {
        faults(&serde_json::from_value(json).unwrap()).iter().map(ToString::to_string).collect()
    }

    fn page(anchors: serde_json::Value) -> serde_json::Value {
        let probes = serde_json::json!([{ "css": ["#a"] }]);
        serde_json::json!({ "name": "p", "track": "classic", "frame": "content", "probes": probes, "anchors": anchors })
    }

    #[test]
    fn each_fault_names_its_place() {
        let anchors = serde_json::json!([
            { "name": "a", "frame": "dialog", "ladder": [
                { "label": { "css": "a", "text": { "label": "nothing" } } },
                { "attribute": { "css": "#a[id^=b]" } }
            ] },
            { "name": "a", "ladder": [] },
            { "name": "b", "ladder": [{ "prefix": { "css": "#b" } }] }
        ]);
        let stop = serde_json::json!({
            "name": "s", "page": "q", "anchor": "a", "instead": "c",
            "given": { "any": [] }, "done": { "any": [{ "seen": "d" }, { "on": "r" }] }
        });
        let labels = serde_json::json!([{ "name": "l", "text": { "fr": [] } }]);
        let told = told(serde_json::json!({ "labels": labels, "pages": [page(anchors)], "stops": [stop, stop] }));
        for fault in [
            "labels.l: has no English spelling",
            "labels.l.fr: nothing is here",
            "anchors.a: this name stands twice",
            "stops.s: this name stands twice",
            "pages.p.anchors.a: is in a frame inside the one of its page",
            "pages.p.anchors.a.ladder[0]: no label is called nothing",
            "pages.p.anchors.a.ladder[1]: stands below a rung that is less sure",
            "pages.p.anchors.a.ladder[1]: compares a part of an attribute without saying so, or says so wrongly",
            "pages.p.anchors.a.ladder: nothing is here",
            "pages.p.anchors.b.ladder[0]: compares a part of an attribute without saying so, or says so wrongly",
            "stops.s.page: no page is called q",
            "stops.s: no anchor is called c",
            "stops.s: nothing is here",
            "stops.s: no anchor is called d",
            "stops.s: no page is called r",
        ] {
            assert!(told.iter().any(|found| found == fault), "{fault} is not among {told:#?}");
        }
    }

    #[test]
    fn what_is_not_known_cannot_be_read() {
        for json in [
            serde_json::json!({ "labels": [], "pages": [], "stops": [], "more": 1 }),
            serde_json::json!({ "labels": [], "pages": [page(serde_json::json!([
                { "name": "a", "ladder": [{ "xpath": { "css": "a" } }] }
            ]))], "stops": [] }),
            serde_json::json!({ "labels": [], "pages": [page(serde_json::json!([
                { "name": "a", "ladder": [{ "attribute": { "css": "a", "equals": { "id": "{user.color}" } } }] }
            ]))], "stops": [] }),
        ] {
            assert!(serde_json::from_value::<Catalogue>(json.clone()).is_err(), "{json}");
        }
    }
}
