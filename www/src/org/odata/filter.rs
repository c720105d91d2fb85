//! `$filter` as a tree. Names are not looked at here; [`super::eval`] does that.

use super::lex::{Literal, Token, tokens};
use crate::org::error::{Outcome, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Comparison {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            _ => return None,
        })
    }

    /// As the text of a type mismatch calls it.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Equal => "Equal",
            Self::NotEqual => "NotEqual",
            Self::Greater => "GreaterThan",
            Self::GreaterOrEqual => "GreaterThanOrEqual",
            Self::Less => "LessThan",
            Self::LessOrEqual => "LessThanOrEqual",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Search {
    Contains,
    StartsWith,
    EndsWith,
}

/// A literal, or the alias of one that a query parameter gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Literal(Literal),
    Alias(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    /// `businessunitid/name eq 'Contoso'`
    Compare {
        path: Vec<String>,
        operator: Comparison,
        value: Operand,
    },
    /// `contains(fullname,'marketo')`
    Search {
        how: Search,
        path: Vec<String>,
        value: Operand,
    },
    /// `nav/any(r:r/name eq 'x')`; no body is "has any".
    Lambda {
        path: Vec<String>,
        all: bool,
        body: Option<Box<Expr>>,
    },
    /// `Microsoft.Dynamics.CRM.EqualUserId(PropertyName='systemuserid')`
    Function {
        name: String,
        arguments: Vec<(String, Argument)>,
    },
}

/// An argument of a query function.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Argument {
    Operand(Operand),
    /// A collection, as JSON text.
    Json(String),
}

/// Deeper nesting is refused, as the service does; it also keeps the reader from running out of stack.
const DEEPEST: u32 = 60;

/// Reads a (decoded) `$filter`.
///
/// # Errors
/// A syntax error, a function that Dataverse does not offer, or nesting that is too deep.
pub(crate) fn parse(text: &str) -> Outcome<Expr> {
    let tokens = tokens(text).map_err(|at| syntax(text, at))?;
    let mut reader = Reader { text, tokens, next: 0, depth: 0, variable: None };
    let expr = reader.either()?;
    match reader.peek() {
        None => Ok(expr),
        Some(_) => Err(reader.error()),
    }
}

/// The only one of a list, or the list again.
fn alone(mut all: Vec<Expr>) -> Result<Expr, Vec<Expr>> {
    match (all.pop(), all.is_empty()) {
        (Some(last), true) => Ok(last),
        (last, _) => {
            all.extend(last);
            Err(all)
        }
    }
}

fn syntax(text: &str, at: usize) -> Refusal {
    Refusal::query(format!("Syntax error at position {at} in '{text}'."))
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: u32,
    /// Inside a lambda, the name that paths start with.
    variable: Option<String>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn after(&self) -> Option<&Token> {
        self.tokens.get(self.next + 1).map(|(_, token)| token)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.next += 1;
        token
    }

    fn error(&self) -> Refusal {
        syntax(self.text, self.tokens.get(self.next).map_or(self.text.len(), |(at, _)| *at))
    }

    fn expect(&mut self, token: &Token) -> Outcome<()> {
        if self.peek() == Some(token) {
            self.next += 1;
            Ok(())
        } else {
            Err(self.error())
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Name(name)) if name == word);
        if found {
            self.next += 1;
        }
        found
    }

    fn either(&mut self) -> Outcome<Expr> {
        let first = self.both()?;
        let mut all = vec![first];
        while self.word("or") {
            all.push(self.both()?);
        }
        Ok(alone(all).unwrap_or_else(Expr::Or))
    }

    fn both(&mut self) -> Outcome<Expr> {
        let first = self.unary()?;
        let mut all = vec![first];
        while self.word("and") {
            all.push(self.unary()?);
        }
        Ok(alone(all).unwrap_or_else(Expr::And))
    }

    fn unary(&mut self) -> Outcome<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Refusal::query("Recursion depth exceeded allowed limit."));
        }
        let expr = if self.word("not") { Expr::Not(Box::new(self.unary()?)) } else { self.primary()? };
        self.depth -= 1;
        Ok(expr)
    }

    fn primary(&mut self) -> Outcome<Expr> {
        if self.peek() == Some(&Token::Open) {
            self.next += 1;
            let inner = self.either()?;
            self.expect(&Token::Close)?;
            return Ok(inner);
        }
        let Some(Token::Name(name)) = self.peek() else { return Err(self.error()) };
        if self.after() == Some(&Token::Open) {
            return self.function(name.clone());
        }
        self.comparison()
    }

    fn function(&mut self, name: String) -> Outcome<Expr> {
        let how = match name.as_str() {
            "contains" => Search::Contains,
            "startswith" => Search::StartsWith,
            "endswith" => Search::EndsWith,
            _ if name.starts_with("Microsoft.Dynamics.CRM.") => {
                self.next += 2;
                let arguments = self.arguments()?;
                return self.truth(Expr::Function { name, arguments });
            }
            _ => return Err(Refusal::query(format!("An unknown function with name '{name}' was found."))),
        };
        self.next += 2;
        let path = self.path()?;
        self.expect(&Token::Comma)?;
        let value = self.operand()?;
        self.expect(&Token::Close)?;
        self.truth(Expr::Search { how, path, value })
    }

    /// `eq true` and `eq false` may follow what is true or false already.
    fn truth(&mut self, expr: Expr) -> Outcome<Expr> {
        let negated = match self.peek() {
            Some(Token::Name(word)) if word == "eq" => false,
            Some(Token::Name(word)) if word == "ne" => true,
            _ => return Ok(expr),
        };
        self.next += 1;
        match self.take() {
            Some(Token::Literal(Literal::Bool(value))) if value != negated => Ok(expr),
            Some(Token::Literal(Literal::Bool(_))) => Ok(Expr::Not(Box::new(expr))),
            _ => {
                self.next -= 1;
                Err(self.error())
            }
        }
    }

    fn arguments(&mut self) -> Outcome<Vec<(String, Argument)>> {
        let mut arguments = Vec::new();
        if self.peek() == Some(&Token::Close) {
            self.next += 1;
            return Ok(arguments);
        }
        loop {
            let Some(Token::Name(name)) = self.take() else {
                self.next -= 1;
                return Err(self.error());
            };
            self.expect(&Token::Equals)?;
            let argument = match self.peek() {
                Some(Token::Json(text)) => {
                    let text = text.clone();
                    self.next += 1;
                    Argument::Json(text)
                }
                _ => Argument::Operand(self.operand()?),
            };
            arguments.push((name, argument));
            match self.take() {
                Some(Token::Comma) => {}
                Some(Token::Close) => return Ok(arguments),
                _ => {
                    self.next -= 1;
                    return Err(self.error());
                }
            }
        }
    }

    fn comparison(&mut self) -> Outcome<Expr> {
        let path = self.path()?;
        if self.peek() == Some(&Token::Open) {
            return self.lambda(path);
        }
        let operator = match self.peek() {
            Some(Token::Name(word)) => Comparison::read(word).ok_or_else(|| self.error())?,
            _ => return Err(self.error()),
        };
        self.next += 1;
        let value = self.operand()?;
        Ok(Expr::Compare { path, operator, value })
    }

    fn lambda(&mut self, mut path: Vec<String>) -> Outcome<Expr> {
        let all = match path.pop().as_deref() {
            Some("any") => false,
            Some("all") => true,
            _ => return Err(self.error()),
        };
        if path.is_empty() || self.variable.is_some() {
            // A lambda inside a lambda would need a second variable; the service's own limits here are not documented.
            return Err(self.error());
        }
        self.expect(&Token::Open)?;
        if !all && self.peek() == Some(&Token::Close) {
            self.next += 1;
            return Ok(Expr::Lambda { path, all, body: None });
        }
        let Some(Token::Name(variable)) = self.take() else {
            self.next -= 1;
            return Err(self.error());
        };
        self.expect(&Token::Colon)?;
        self.variable = Some(variable);
        let body = self.either()?;
        self.variable = None;
        self.expect(&Token::Close)?;
        Ok(Expr::Lambda { path, all, body: Some(Box::new(body)) })
    }

    /// `a/b/c`; inside a lambda, without the variable that it has to start with.
    fn path(&mut self) -> Outcome<Vec<String>> {
        let mut path = Vec::new();
        loop {
            let Some(Token::Name(name)) = self.take() else {
                self.next -= 1;
                return Err(self.error());
            };
            path.push(name);
            if self.peek() != Some(&Token::Slash) {
                break;
            }
            self.next += 1;
        }
        if let Some(variable) = &self.variable {
            if path.first() != Some(variable) || path.len() < 2 {
                return Err(self.error());
            }
            path.remove(0);
        }
        Ok(path)
    }

    fn operand(&mut self) -> Outcome<Operand> {
        match self.take() {
            Some(Token::Literal(literal)) => Ok(Operand::Literal(literal)),
            Some(Token::Alias(name)) => Ok(Operand::Alias(name)),
            _ => {
                self.next -= 1;
                Err(self.error())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn and_binds_before_or() {
        let expr = parse("a eq 1 or b eq 2 and not c eq 3").unwrap();
        let Expr::Or(terms) = expr else { panic!("{expr:?}") };
        let Expr::And(terms) = &terms[1] else { panic!("{terms:?}") };
        assert!(matches!(terms[1], Expr::Not(_)));
    }

    #[test]
    fn a_lambda_names_its_own_rows() {
        let expr = parse("roles/any(r:r/name eq 'x' and r/ismanaged eq true)").unwrap();
        assert!(matches!(expr, Expr::Lambda { all: false, body: Some(_), .. }));
        assert!(parse("roles/any(r:name eq 'x')").is_err());
        assert!(parse("roles/any()").is_ok());
        assert!(parse("roles/all()").is_err());
    }

    #[test]
    fn what_the_service_does_not_offer_is_refused() {
        for text in ["tolower(name) eq 'x'", "name in ('a','b')", "'a' eq name", "name", "name eq", "(name eq 1", ""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nesting_has_an_end() {
        let deep = format!("{}a eq 1{}", "(".repeat(5_000), ")".repeat(5_000));
        assert!(parse(&deep).is_err());
        assert!(parse(&format!("{}a eq 1", "not ".repeat(5_000))).is_err());
        assert!(parse("((((a eq 1))))").is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn any_row_of_words_is_read_or_refused(words in prop::collection::vec(
            prop::sample::select(vec![
                "a", "eq", "ne", "and", "or", "not", "(", ")", "'x'", "5", "null", "/", "any", "all", "r", ":", ",",
                "contains", "@p", "=", "[1]", "Microsoft.Dynamics.CRM.In", "5f000000-0000-ea11-a811-000d3a33f066", "'",
            ]), 0..24)) {
            let _ = parse(&words.join(" "));
        }
    }
}
