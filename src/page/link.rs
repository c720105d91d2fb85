//! Where a page can be reached directly (dynamics-ui §1.2, §1.3).

use super::values::{Place, Values};
use serde::Deserialize;

/// The address of a page, with place-holders.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// Below the client URL of the organisation.
    Organization(Pattern),
    /// A whole address.
    Url(Pattern),
}

impl Link {
    /// The address, with the values of a route in it; `None` where one of them is missing.
    pub fn address(&self, client_url: &str, values: &Values) -> Option<String> {
        let (mut address, pattern) = match self {
            Self::Organization(pattern) => (client_url.to_owned(), pattern),
            Self::Url(pattern) => (String::new(), pattern),
        };
        pattern.fill(&mut address, values)?;
        Some(address)
    }
}

/// A text with any number of place-holders.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    start: String,
    rest: Vec<(Place, String)>,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Pattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[^{}]*(\\{[a-z]+\\.[a-z]+\\}[^{}]*)*$",
            "description": "A text with any number of place-holders."
        })
    }
}

/// A text whose place-holders are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAPattern(String);

impl std::fmt::Display for NotAPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("holds something in braces that is no place-holder: ")?;
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAPattern {}

impl TryFrom<String> for Pattern {
    type Error = NotAPattern;

    fn try_from(text: String) -> Result<Self, NotAPattern> {
        Self::parse(&text).ok_or(NotAPattern(text))
    }
}

impl Pattern {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('{');
        let start = parts.next()?.to_owned();
        let mut rest = Vec::new();
        for part in parts {
            let (name, after) = part.split_once('}')?;
            rest.push((Place::parse(name)?, after.to_owned()));
        }
        let is_whole = !start.contains('}') && rest.iter().all(|(_, after)| !after.contains('}'));
        is_whole.then_some(Self { start, rest })
    }

    fn fill(&self, out: &mut String, values: &Values) -> Option<()> {
        out.push_str(&self.start);
        for (place, after) in &self.rest {
            let value = values.get(*place).filter(|value| !value.is_empty())?;
            value.bytes().for_each(|byte| push(out, byte));
            out.push_str(after);
        }
        Some(())
    }
}

/// A value must not bring a separator of the address along.
fn push(out: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
        out.push(char::from(byte));
    } else {
        out.push('%');
        for half in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(u32::from(half), 16));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(json: serde_json::Value) -> Link {
        serde_json::from_value(json).unwrap()
    }

    const ID: &str = "6f202e6c-e471-ec11-8941-000d3adf0002";

    #[test]
    fn an_address_is_below_the_organisation_or_whole() {
        let values = Values::new([("organization.id", ID), ("config.table", "mkt_config"), ("config.id", ID)]);
        let own = link(serde_json::json!({ "organization": "/main.aspx?etn={config.table}&id={config.id}&x=1" }));
        let address = own.address("https://crm.contoso.local/Contoso", &values).unwrap();
        assert_eq!(address, format!("https://crm.contoso.local/Contoso/main.aspx?etn=mkt_config&id={ID}&x=1"));
        let other = link(serde_json::json!({ "url": "https://example.org/{organization.id}/users" }));
        assert_eq!(other.address("https://x", &values).unwrap(), format!("https://example.org/{ID}/users"));
        assert_eq!(link(serde_json::json!({ "url": "https://a/" })).address("x", &values).unwrap(), "https://a/");
    }

    #[test]
    fn without_a_value_there_is_no_address() {
        let link = link(serde_json::json!({ "url": "https://a/{organization.id}/{role.id}" }));
        assert_eq!(link.address("", &Values::new([("organization.id", ID)])), None);
        assert_eq!(link.address("", &Values::new([("organization.id", ID), ("role.id", "")])), None);
    }

    #[test]
    fn a_value_cannot_break_out() {
        let link = link(serde_json::json!({ "url": "https://a/{user.name}/x" }));
        let address = link.address("", &Values::new([("user.name", "../?b=ä#")])).unwrap();
        assert_eq!(address, "https://a/..%2f%3fb%3d%c3%a4%23/x");
    }

    #[test]
    fn what_is_no_place_holder_cannot_be_read() {
        for text in ["{", "}", "{x}", "a{user.id", "a}{user.id}", "{user.id}}"] {
            assert!(serde_json::from_value::<Link>(serde_json::json!({ "url": text })).is_err(), "{text}");
        }
    }
}
