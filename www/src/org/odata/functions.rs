//! Dataverse's query functions inside `$filter`: the few that ask about the caller, and membership of a list.

use super::eval::Scope;
use super::filter::Argument;
use super::lex::{Literal, Token, tokens};
use crate::org::error::{Outcome, Refusal};
use crate::org::value::Value;

/// What a query function comes to: a column whose value is, or is not, one of these.
pub(crate) struct Wanted {
    pub(crate) property: String,
    pub(crate) values: Vec<Value>,
    pub(crate) negated: bool,
}

/// Reads a call. Functions that are real but not offered here are refused like unknown ones.
pub(crate) fn wanted(name: &str, arguments: &[(String, Argument)], scope: &Scope<'_>) -> Outcome<Wanted> {
    let unknown = || Refusal::query(format!("An unknown function with name '{name}' was found."));
    let argument = |wanted: &str| {
        arguments.iter().find(|(name, _)| name == wanted).map(|(_, argument)| argument).ok_or_else(unknown)
    };
    let property = || scope.argument_text(argument("PropertyName")?);
    let (values, negated) = match name.strip_prefix("Microsoft.Dynamics.CRM.").unwrap_or_default() {
        "EqualUserId" => (vec![Value::Id(scope.caller)], false),
        "NotEqualUserId" => (vec![Value::Id(scope.caller)], true),
        "EqualBusinessId" => (vec![Value::Id(scope.business_unit)], false),
        "NotEqualBusinessId" => (vec![Value::Id(scope.business_unit)], true),
        function @ ("In" | "NotIn") => {
            let list = scope.argument_list(argument("PropertyValues")?)?;
            (list.iter().flat_map(|text| values(text)).collect(), function == "NotIn")
        }
        _ => return Err(unknown()),
    };
    Ok(Wanted { property: property()?, values, negated })
}

/// Members of `PropertyValues` are text whatever the column is; both readings are offered to the comparison.
fn values(text: &str) -> [Value; 2] {
    let read = match tokens(text).ok().as_deref() {
        Some([(_, Token::Literal(Literal::Id(id)))]) => Value::Id(*id),
        Some([(_, Token::Literal(Literal::Int(number)))]) => Value::Int(*number),
        Some([(_, Token::Literal(Literal::Bool(truth)))]) => Value::Bool(*truth),
        _ => Value::text(text),
    };
    [Value::text(text), read]
}

/// `["a","b"]`, the wire form of Collection(Edm.String) (dataverse §3.4).
pub(crate) fn text_list(text: &str) -> Outcome<Vec<String>> {
    serde_json::from_str(text).map_err(|_| Refusal::syntax())
}
