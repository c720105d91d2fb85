//! The path of a URL as segments: names, keys, parameters.

use percent_encoding::percent_decode_str;
use uuid::Uuid;

use crate::org::error::{Outcome, Refusal};
use crate::org::odata::lex::{Literal, Token, tokens};
use crate::org::odata::options::split_outside;

/// What stands in parentheses after a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Arguments {
    /// No parentheses.
    None,
    /// `()`
    Empty,
    /// `(5f0…)` or `('x')`: one value without a name.
    Key(String),
    /// `(name=value,…)`
    Named(Vec<(String, String)>),
}

/// One segment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    pub(crate) name: String,
    pub(crate) arguments: Arguments,
}

impl Segment {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name && self.arguments == Arguments::None
    }

    /// The id in `set(id)` or `set(primarykey=id)`.
    ///
    /// # Errors
    /// No key, another key than the table's, or a value that is no GUID.
    pub(crate) fn key(&self, primary: &str, type_name: &str) -> Outcome<Uuid> {
        let text = match &self.arguments {
            Arguments::Key(text) => text,
            Arguments::Named(pairs) => match pairs.as_slice() {
                [(name, value)] if name == primary => value,
                // Alternate keys are custom in Dataverse; no scenario defines one.
                _ => {
                    return Err(Refusal::query(format!(
                        "The number of keys specified in the URI does not match number of key properties for the \
                         resource '{type_name}'."
                    )));
                }
            },
            Arguments::None | Arguments::Empty => return Err(Refusal::syntax()),
        };
        match literal(text) {
            Some(Literal::Id(id)) => Ok(id),
            _ => Err(Refusal::syntax()),
        }
    }

    /// A parameter's value, through its alias where it has one.
    pub(crate) fn parameter<'a>(&'a self, name: &str, aliases: &'a [(String, String)]) -> Option<&'a str> {
        let Arguments::Named(pairs) = &self.arguments else { return None };
        let value = pairs.iter().find(|(pair, _)| pair == name).map(|(_, value)| value.as_str())?;
        match value.strip_prefix('@') {
            Some(alias) => aliases.iter().find(|(known, _)| known == alias).map(|(_, value)| value.as_str()),
            None => Some(value),
        }
    }
}

/// A single literal.
pub(crate) fn literal(text: &str) -> Option<Literal> {
    match tokens(text).ok()?.as_slice() {
        [(_, Token::Literal(literal))] => Some(literal.clone()),
        _ => None,
    }
}

/// Splits what follows the version in a URL's path.
///
/// # Errors
/// Parentheses that do not close, or an empty segment.
pub(crate) fn segments(path: &str) -> Outcome<Vec<Segment>> {
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| Refusal::syntax())?;
    let trimmed = decoded.strip_suffix('/').unwrap_or(&decoded);
    if trimmed.is_empty() {
        return Ok(Vec::new());
    }
    split_outside(trimmed, '/').into_iter().map(segment).collect()
}

fn segment(text: &str) -> Outcome<Segment> {
    let Some((name, rest)) = text.split_once('(') else {
        return match text {
            "" => Err(Refusal::syntax()),
            name => Ok(Segment { name: name.to_owned(), arguments: Arguments::None }),
        };
    };
    let inner = rest.strip_suffix(')').ok_or_else(Refusal::syntax)?;
    let arguments = if inner.trim().is_empty() {
        Arguments::Empty
    } else {
        let parts = split_outside(inner, ',');
        let named: Vec<(String, String)> = parts
            .iter()
            .filter_map(|part| {
                let (name, value) = part.split_once('=')?;
                let is_name = name.trim().starts_with(|c: char| c.is_ascii_alphabetic());
                is_name.then(|| (name.trim().to_owned(), value.trim().to_owned()))
            })
            .collect();
        match (named.len() == parts.len(), parts.as_slice()) {
            (true, _) => Arguments::Named(named),
            (false, [key]) => Arguments::Key((*key).trim().to_owned()),
            _ => return Err(Refusal::syntax()),
        }
    };
    Ok(Segment { name: name.to_owned(), arguments })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_parameters_and_refs() {
        let found = segments(
            "systemusers(5f000000-0000-ea11-a811-000d3a33f066)/\
             Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName\
             (PrivilegeName='prv/Assign(Role)')",
        )
        .unwrap();
        assert_eq!(found.len(), 2);
        assert!(found[0].key("systemuserid", "x").is_ok());
        assert_eq!(found[1].parameter("PrivilegeName", &[]), Some("'prv/Assign(Role)'"));
        let aliased = &segments("RetrieveCurrentOrganization(AccessType=@p1)").unwrap()[0];
        assert_eq!(aliased.parameter("AccessType", &[("p1".into(), "x".into())]), Some("x"));
        assert!(segments("a//b").is_err());
        assert!(segments("a(b").is_err());
    }

    #[test]
    fn a_key_has_to_be_a_plain_guid() {
        for path in ["roles('5f000000-0000-ea11-a811-000d3a33f066')", "roles(5)", "roles()", "roles(name='x')"] {
            assert!(segments(path).unwrap()[0].key("roleid", "x").is_err(), "{path}");
        }
    }
}
