//! Tokens of `$filter` and of function parameters.

use uuid::Uuid;

use crate::org::value::{read_id, read_time};

/// A value written in a URL.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(String),
    Id(Uuid),
    Time(i64),
    /// `Microsoft.Dynamics.CRM.AttributeTypeCode'Lookup'`: the type and the member.
    Enum(String, String),
}

impl Literal {
    /// The EDM name, for the text of a type mismatch.
    pub(crate) fn edm(&self) -> &'static str {
        match self {
            Self::Null => "<null>",
            Self::Bool(_) => "Edm.Boolean",
            Self::Int(_) => "Edm.Int32",
            Self::Real(_) => "Edm.Double",
            Self::Text(_) => "Edm.String",
            Self::Id(_) => "Edm.Guid",
            Self::Time(_) => "Edm.DateTimeOffset",
            Self::Enum(..) => "Edm.Enum",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// A name, with dots (`Microsoft.Dynamics.CRM.EqualUserId`).
    Name(String),
    Literal(Literal),
    /// `@p1`
    Alias(String),
    Open,
    Close,
    Comma,
    Slash,
    Colon,
    Equals,
    /// `[` … `]` or `{` … `}`, as JSON text.
    Json(String),
}

/// Splits a (decoded) expression into tokens with the places where they start.
///
/// # Errors
/// The place of what no token starts with, or of a quote that is not closed.
pub(crate) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, usize> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, first)) = rest.peek().copied() {
        let single = match first {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            ',' => Some(Token::Comma),
            '/' => Some(Token::Slash),
            ':' => Some(Token::Colon),
            '=' => Some(Token::Equals),
            _ => None,
        };
        if let Some(token) = single {
            rest.next();
            found.push((at, token));
        } else if first.is_whitespace() {
            rest.next();
        } else if first == '\'' {
            rest.next();
            let mut value = String::new();
            loop {
                match rest.next() {
                    Some((_, '\'')) if rest.peek().is_some_and(|(_, next)| *next == '\'') => {
                        rest.next();
                        value.push('\'');
                    }
                    Some((_, '\'')) => break,
                    Some((_, other)) => value.push(other),
                    None => return Err(at),
                }
            }
            // Right behind a name it is a member of that enumeration.
            let name = match found.last() {
                Some((before, Token::Name(name))) if before + name.len() == at => Some(name.clone()),
                _ => None,
            };
            match name {
                Some(name) => {
                    found.pop();
                    found.push((at - name.len(), Token::Literal(Literal::Enum(name, value))));
                }
                None => found.push((at, Token::Literal(Literal::Text(value)))),
            }
        } else if first == '[' || first == '{' {
            let end = json_end(text, at).ok_or(at)?;
            found.push((at, Token::Json(text.get(at..end).unwrap_or_default().to_owned())));
            while rest.peek().is_some_and(|(place, _)| *place < end) {
                rest.next();
            }
        } else {
            let mut word = String::new();
            while let Some((_, next)) = rest.peek().copied() {
                // A colon and a plus belong to dates, and to nothing else that a word can be.
                let in_date = matches!(next, ':' | '+') && word.starts_with(|c: char| c.is_ascii_digit());
                if next.is_alphanumeric() || matches!(next, '_' | '.' | '-' | '@' | '$') || in_date {
                    word.push(next);
                    rest.next();
                } else {
                    break;
                }
            }
            found.push((at, word_token(&word).ok_or(at)?));
        }
    }
    Ok(found)
}

fn json_end(text: &str, from: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for (at, next) in text.get(from..)?.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match next {
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(from + at + next.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

fn word_token(word: &str) -> Option<Token> {
    if let Some(id) = read_id(word) {
        return Some(Token::Literal(Literal::Id(id)));
    }
    if let Some(alias) = word.strip_prefix('@') {
        return (!alias.is_empty()).then(|| Token::Alias(alias.to_owned()));
    }
    match word {
        "" => return None,
        "null" => return Some(Token::Literal(Literal::Null)),
        "true" => return Some(Token::Literal(Literal::Bool(true))),
        "false" => return Some(Token::Literal(Literal::Bool(false))),
        _ => {}
    }
    let first = word.chars().next()?;
    if first.is_ascii_digit() || first == '-' {
        if let Ok(number) = word.parse::<i64>() {
            return Some(Token::Literal(Literal::Int(number)));
        }
        if let Some(time) = read_time(word) {
            return Some(Token::Literal(Literal::Time(time)));
        }
        let number: f64 = word.parse().ok()?;
        return number.is_finite().then_some(Token::Literal(Literal::Real(number)));
    }
    let is_name = (first.is_alphabetic() || first == '_') && !word.contains(['@', '-', '$']);
    is_name.then(|| Token::Name(word.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_literal() {
        let text = "'O''Brien' null true 5 -5 1.5 5f000000-0000-ea11-a811-000d3a33f066 2024-03-14T06:08:49Z 2024-03-14";
        let found: Vec<Literal> = tokens(text)
            .unwrap()
            .into_iter()
            .map(|(_, token)| match token {
                Token::Literal(literal) => literal,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found[0], Literal::Text("O'Brien".into()));
        assert_eq!(
            found[1..6],
            [Literal::Null, Literal::Bool(true), Literal::Int(5), Literal::Int(-5), Literal::Real(1.5)]
        );
        assert!(matches!(found[6], Literal::Id(_)));
        assert_eq!(found[7], Literal::Time(1_710_396_529));
        assert_eq!(found[8], Literal::Time(1_710_374_400));
    }

    #[test]
    fn a_quote_right_behind_a_name_is_a_member_of_it() {
        let found = tokens("AttributeType eq M.Code'Lookup'").unwrap();
        assert_eq!(found[2], (17, Token::Literal(Literal::Enum("M.Code".into(), "Lookup".into()))));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn what_is_no_token_is_placed() {
        assert_eq!(tokens("name eq 'open"), Err(8));
        assert_eq!(tokens("name eq #"), Err(8));
        assert_eq!(tokens("[1,2"), Err(0));
    }
}
