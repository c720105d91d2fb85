//! What stands in the place-holders of anchors, and how it is compared: in code, never inside a selector, because a
//! name of the organisation can hold anything.

use super::normal::{self, Fold};
use crate::dataverse::id::Guid;
use serde::Deserialize;

macro_rules! places {
    ($($(#[$doc:meta])* $place:ident $name:literal),* $(,)?) => {
        /// One place-holder.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum Place {$(
            $(#[$doc])*
            #[serde(rename = $name)]
            $place,
        )*}

        impl Place {
            /// The place-holder that is written like this, without braces.
            pub fn parse(name: &str) -> Option<Self> {
                Some(match name {
                    $($name => Self::$place,)*
                    _ => return None,
                })
            }
        }
    };
}

places! {
    /// `organizationid` of the organisation.
    OrganizationId "organization.id",
    /// Its environment in the Power Platform; not always a GUID, and none on premises.
    OrganizationEnvironment "organization.environment",
    /// `systemuserid` of the chosen user.
    UserId "user.id",
    /// `fullname` of the chosen user.
    UserName "user.name",
    /// `roleid` of the role's copy in the user's business unit.
    RoleId "role.id",
    /// Name of the role, the same in every language (marketo §5.2).
    RoleName "role.name",
    /// What the configuration table is called on screen.
    ConfigLabel "config.label",
    /// Logical name of the configuration table, found in the organisation (marketo §2.3).
    ConfigTable "config.table",
    /// Identifier of its record.
    ConfigId "config.id",
    /// Name of that record: data, so the same in every language.
    ConfigRecord "config.record",
    /// Logical name of its lookup to the sync user.
    ConfigColumn "config.column",
    /// What that lookup is called on screen.
    ConfigLookup "config.lookup",
    /// `appid` of the app that *Advanced Settings* has opened in this organisation (dynamics-ui §1.3).
    SettingsApp "settings.app",
}

impl Place {
    const fn is_id(self) -> bool {
        matches!(self, Self::OrganizationId | Self::UserId | Self::RoleId | Self::ConfigId)
    }
}

/// Values of one route.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Values(Vec<Filled>);

/// A place-holder with its value.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Filled {
    place: Place,
    value: String,
}

impl Values {
    /// Takes those pairs whose name is a place-holder.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let filled = |(name, value): (&str, &str)| Some(Filled { place: Place::parse(name)?, value: value.to_owned() });
        Self(pairs.into_iter().filter_map(filled).collect())
    }

    /// Gives a place-holder its value, in place of another.
    pub fn put(&mut self, place: Place, value: impl Into<String>) {
        self.0.retain(|filled| filled.place != place);
        self.0.push(Filled { place, value: value.into() });
    }

    /// The value of a place-holder; `None` where the route has none.
    pub fn get(&self, place: Place) -> Option<&str> {
        self.0.iter().find(|filled| filled.place == place).map(|filled| filled.value.as_str())
    }

    /// All values.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|filled| filled.value.as_str())
    }

    /// Whether a text holds one of them: it belongs to the record that the route is about.
    pub fn are_in(&self, text: &str, fold: &impl Fold) -> bool {
        let text = normal::label(text, fold);
        let filled = |filled: &Filled| normal::label(&filled.value, fold);
        self.0.iter().map(filled).any(|value| !value.is_empty() && text.contains(&value))
    }
}

/// Text that an attribute or a label has to have: `{role.id}`, or with fixed text around it as in
/// `gridBodyTable_primaryField_{user.id}_*`, where `*` at the end stands for anything.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Template {
    before: String,
    place: Place,
    after: After,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum After {
    Exactly(String),
    StartsWith(String),
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Template {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Template".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[^{}]*\\{[a-z]+\\.[a-z]+\\}[^{}]*$",
            "description": "A text with exactly one place-holder; `*` at its end stands for anything."
        })
    }
}

/// A template that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotATemplate(String);

impl std::fmt::Display for NotATemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a text with exactly one known place-holder: ")?;
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotATemplate {}

impl TryFrom<String> for Template {
    type Error = NotATemplate;

    fn try_from(text: String) -> Result<Self, NotATemplate> {
        Self::parse(&text).ok_or(NotATemplate(text))
    }
}

impl Template {
    /// Reads a template; `None` without exactly one place-holder.
    pub fn parse(text: &str) -> Option<Self> {
        let (before, rest) = text.split_once('{')?;
        let (name, after) = rest.split_once('}')?;
        if after.contains('{') {
            return None;
        }
        let after = match after.strip_suffix('*') {
            Some(start) => After::StartsWith(start.to_owned()),
            None => After::Exactly(after.to_owned()),
        };
        Some(Self { before: before.to_owned(), place: Place::parse(name)?, after })
    }

    /// Whether it says only a part of the text.
    pub const fn is_part(&self) -> bool {
        matches!(self.after, After::StartsWith(_))
    }

    /// Whether `text` is this template with the route's value in it. Identifiers are compared as such, in either case,
    /// with or without braces; names by their normal form. Without a value nothing matches.
    pub fn fits(&self, text: &str, values: &Values, fold: &impl Fold) -> bool {
        let Some(value) = values.get(self.place) else { return false };
        if self.place.is_id() { self.fits_id(text, value) } else { self.fits_name(text, value, fold) }
    }

    /// Whether `text` holds identifiers of which none is the route's value.
    pub fn names_another(&self, text: &str, values: &Values) -> bool {
        let wanted = values.get(self.place).and_then(Guid::parse);
        let ids = (0..text.len()).filter_map(|at| text.get(at..at + 36).and_then(Guid::parse));
        let mut ids = ids.peekable();
        ids.peek().is_some() && ids.all(|id| Some(id) != wanted)
    }

    fn fits_id(&self, text: &str, value: &str) -> bool {
        let Some(wanted) = Guid::parse(value) else { return false };
        let Some(rest) = strip_start(text, &self.before) else { return false };
        let length = if rest.starts_with('{') { 38 } else { 36 };
        let Some((id, after)) = rest.split_at_checked(length) else { return false };
        Guid::parse(id) == Some(wanted)
            && match &self.after {
                After::Exactly(end) => after.eq_ignore_ascii_case(end),
                After::StartsWith(start) => strip_start(after, start).is_some(),
            }
    }

    fn fits_name(&self, text: &str, value: &str, fold: &impl Fold) -> bool {
        let value = normal::label(value, fold);
        if value.is_empty() {
            return false;
        }
        let wanted = |end: &str| normal::label(&[&self.before, value.as_str(), end].concat(), fold);
        let text = normal::label(text, fold);
        match &self.after {
            After::Exactly(end) => text == wanted(end),
            After::StartsWith(start) => text.starts_with(&wanted(start)),
        }
    }
}

/// The rest of `text` after `start`, in either case.
fn strip_start<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::normal::NativeFold;
    use super::*;

    const ID: &str = "6f202e6c-e471-ec11-8941-000d3adf0002";

    fn fits(template: &str, text: &str, pairs: &[(&str, &str)]) -> bool {
        Template::parse(template).unwrap().fits(text, &Values::new(pairs.iter().copied()), &NativeFold)
    }

    #[test]
    fn an_id_fits_in_either_case_with_or_without_braces() {
        for text in [ID.to_owned(), ID.to_uppercase(), format!("{{{ID}}}"), format!("{{{}}}", ID.to_uppercase())] {
            assert!(fits("{user.id}", &text, &[("user.id", ID)]), "{text}");
            assert!(fits("{user.id}", ID, &[("user.id", &text)]), "{text}");
            assert!(fits("Field_{user.id}_*", &format!("field_{text}_0"), &[("user.id", ID)]), "{text}");
        }
    }

    #[test]
    fn another_or_longer_id_does_not_fit() {
        for text in ["", "é", "6f202e6c-e471-ec11-8941-000d3adf0003", &format!("{ID}0"), &format!("x{ID}")] {
            assert!(!fits("{user.id}", text, &[("user.id", ID)]), "{text}");
        }
        assert!(!fits("a_{user.id}_*", &format!("a_{ID}"), &[("user.id", ID)]));
    }

    #[test]
    fn an_id_inside_a_text_is_another_or_the_same() {
        let id = Template::parse("{user.id}").unwrap();
        let values = Values::new([("user.id", ID)]);
        assert!(!id.names_another("gridBodyTable_primaryField_0", &values));
        assert!(!id.names_another(&format!("é_{{{}}}_0", ID.to_uppercase()), &values));
        assert!(id.names_another(&format!("checkBox_{}", ID.replace('6', "7")), &values));
        assert!(id.names_another(ID, &Values::default()));
    }

    #[test]
    fn names_fit_by_their_normal_form_and_only_whole() {
        let name = [("role.name", "Marketo Sync User")];
        assert!(fits("{role.name}", " MARKETO Sy\u{200b}nc\u{a0}User", &name));
        assert!(!fits("{role.name}", "Marketo Sync User 2", &name));
        assert!(!fits("{role.name}", "", &[("role.name", "\u{200b} ")]));
        assert!(fits("{user.name}", "<img src=x onerror=\"[]\">", &[("user.name", "<img src=x onerror=\"[]\">")]));
    }

    #[test]
    fn without_a_value_nothing_fits() {
        assert!(!fits("{role.id}", ID, &[("user.id", ID), ("unknown", ID)]));
    }

    #[test]
    fn a_template_has_exactly_one_known_place_holder() {
        for text in ["", "role.id", "{role.id", "{role.color}", "{role.id}{user.id}"] {
            assert_eq!(Template::parse(text), None, "{text}");
        }
    }
}
