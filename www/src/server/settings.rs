//! How the pages are shown: what an administrator has switched, what the environment does to them, and what a test adds.

use serde_json::{Value, json};

use super::control::{Refused, text};
use super::wire;

/// Everything that `POST /site` sets but the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// Where *Advanced Settings* leads (dynamics-ui §1.4).
    redirection: Redirection,
    /// Whether the Environment Settings app has what vendors added to the old settings (dynamics-ui §0).
    extensions: Extensions,
    /// How a record of the classic client lies in its frame.
    form: Form,
    /// What the pages do to whatever else is in them.
    hostile: Vec<Hostile>,
    /// Elements and frames that are added to a page, for measuring.
    elements: u64,
    frames: u64,
    /// Whether the classic solutions page opens with a pointer to the maker portal.
    nudge: bool,
    /// After how long Dynamics takes over a new account of the directory.
    pub(super) directory_ms: u64,
    /// What the words are made from that stand for labels which no public source has.
    seed: u64,
}

/// The environment's feature *Advanced Settings redirection*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Redirection {
    Off,
    On,
}

/// What vendors added to the old settings, in the Environment Settings app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extensions {
    Carried,
    /// The app is older than the solution.
    Missing,
}

/// Where `#crmForm` is (dynamics-ui §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Legacy,
    /// The content frame shows `/form/page.aspx`.
    Turbo,
    /// `/form/page.aspx` is a frame inside the content frame.
    Nested,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hostile {
    /// `button{font-size:44px!important}` and `*{line-height:3!important;all:revert}`
    RevertStyles,
    /// `aria-hidden` on all children of `body`, also on later ones.
    AriaHidden,
}

/// An enumeration with a name for each value.
trait Named: Copy + 'static {
    const NAMES: &'static [(Self, &'static str)];
}

impl Named for Redirection {
    const NAMES: &'static [(Self, &'static str)] = &[(Self::Off, "off"), (Self::On, "on")];
}

impl Named for Extensions {
    const NAMES: &'static [(Self, &'static str)] = &[(Self::Carried, "carried"), (Self::Missing, "missing")];
}

impl Named for Form {
    const NAMES: &'static [(Self, &'static str)] =
        &[(Self::Legacy, "legacy"), (Self::Turbo, "turbo"), (Self::Nested, "nested")];
}

impl Named for Hostile {
    const NAMES: &'static [(Self, &'static str)] =
        &[(Self::RevertStyles, "revert-styles"), (Self::AriaHidden, "aria-hidden")];
}

fn read<T: Named>(name: &str) -> Option<T> {
    T::NAMES.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
}

fn name<T: Named + PartialEq>(value: T) -> &'static str {
    T::NAMES.iter().find(|(known, _)| *known == value).map_or("", |(_, name)| name)
}

impl Settings {
    /// As an online organisation is without any order; the words differ from run to run.
    pub(super) fn new() -> Self {
        Self {
            redirection: Redirection::Off,
            extensions: Extensions::Carried,
            form: Form::Legacy,
            hostile: Vec::new(),
            elements: 0,
            frames: 0,
            nudge: false,
            directory_ms: 0,
            seed: wire::now_ms(),
        }
    }

    /// The settings with the members of an order; what it does not name stays.
    pub(super) fn with(&self, order: &Value) -> Result<Self, Refused> {
        let number = |name: &'static str, now: u64| match order.get(name) {
            None | Some(Value::Null) => Ok(now),
            Some(number) => number.as_u64().ok_or(Refused::Member(name)),
        };
        let hostile = match order.get("hostile") {
            None | Some(Value::Null) => self.hostile.clone(),
            Some(list) => hostile(list).ok_or(Refused::Member("hostile"))?,
        };
        let nudge = match order.get("nudge") {
            None | Some(Value::Null) => self.nudge,
            Some(nudge) => nudge.as_bool().ok_or(Refused::Member("nudge"))?,
        };
        Ok(Self {
            redirection: choice(order, "redirection", self.redirection)?,
            extensions: choice(order, "extensions", self.extensions)?,
            form: choice(order, "form", self.form)?,
            hostile,
            elements: number("elements", self.elements)?,
            frames: number("frames", self.frames)?,
            nudge,
            directory_ms: number("directory_ms", self.directory_ms)?,
            seed: number("seed", self.seed)?,
        })
    }

    /// As the pages and `GET /site` read them.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "redirection": name(self.redirection),
            "extensions": name(self.extensions),
            "form": name(self.form),
            "hostile": self.hostile.iter().map(|one| name(*one)).collect::<Vec<_>>(),
            "elements": self.elements,
            "frames": self.frames,
            "nudge": self.nudge,
            "directory_ms": self.directory_ms,
            "seed": self.seed,
        })
    }
}

fn choice<T: Named>(order: &Value, member: &'static str, now: T) -> Result<T, Refused> {
    match text(order, member)? {
        None => Ok(now),
        Some(name) => read(name).ok_or(Refused::Member(member)),
    }
}

fn hostile(list: &Value) -> Option<Vec<Hostile>> {
    list.as_array()?.iter().map(|name| name.as_str().and_then(read)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_changes_what_it_names() {
        let before = Settings::new();
        let after = before.with(&json!({ "redirection": "on", "hostile": ["aria-hidden"], "seed": 7 })).unwrap();
        assert_eq!(after.to_json()["redirection"], "on");
        assert_eq!(after.to_json()["hostile"], json!(["aria-hidden"]));
        assert_eq!(after.to_json()["form"], "legacy");
        assert_eq!(after.with(&json!({})).unwrap(), after);
        for order in [json!({ "form": "modern" }), json!({ "hostile": "all" }), json!({ "elements": -1 })] {
            assert!(before.with(&order).is_err(), "{order}");
        }
    }
}
