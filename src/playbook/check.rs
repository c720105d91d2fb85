//! What a playbook must keep to beyond its shape.

use super::Playbook;

/// Something wrong with a playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Two steps or two phases have this id.
    Twice(String),
    /// Ids are lower case words joined by dashes: they become message keys.
    BadId(String),
    /// `step` needs `needed`, which does not stand before it: a cycle, a later step, or none at all.
    NeedsNotBefore {
        /// The step.
        step: String,
        /// What it needs.
        needed: String,
    },
    /// The playbook has no step.
    Empty,
}

impl Playbook {
    /// Everything that is wrong with it; a playbook with a flaw is not run.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for step in self.steps() {
            if !is_id(&step.id) {
                flaws.push(Flaw::BadId(step.id.clone()));
            }
            for needed in &step.needs {
                if !seen.contains(&needed.as_str()) {
                    flaws.push(Flaw::NeedsNotBefore { step: step.id.clone(), needed: needed.clone() });
                }
            }
            if seen.contains(&step.id.as_str()) {
                flaws.push(Flaw::Twice(step.id.clone()));
            }
            seen.push(&step.id);
        }
        if seen.is_empty() {
            flaws.push(Flaw::Empty);
        }
        for (at, phase) in self.phases.iter().enumerate() {
            if !is_id(&phase.id) {
                flaws.push(Flaw::BadId(phase.id.clone()));
            }
            if self.phases.iter().skip(at + 1).any(|other| other.id == phase.id) {
                flaws.push(Flaw::Twice(phase.id.clone()));
            }
        }
        flaws
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
