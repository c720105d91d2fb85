//! Queries over metadata: what they refuse, what they select, which rows they let through (dataverse §5.3).

use serde_json::{Map, Value as Json};

use super::call::Call;
use super::path::literal;
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::filter::{Comparison, Expr, Operand};
use crate::org::odata::lex::Literal;
use crate::org::odata::options::Options;

/// What metadata queries refuse (dataverse §5.3).
pub(super) fn limits(call: &Call<'_>) -> Outcome<()> {
    let options = &call.options;
    for (given, name) in [
        (options.top.is_some(), "$top"),
        (!options.order.is_empty(), "$orderby"),
        (options.count, "$count"),
        (options.page.is_some(), "$skiptoken"),
    ] {
        if given {
            return Err(Refusal::no_option(name));
        }
    }
    Ok(())
}

/// The same for the options of an expanded part.
pub(super) fn nested_limits(options: &Options) -> Outcome<()> {
    for (given, name) in [
        (options.top.is_some(), "$top"),
        (!options.order.is_empty(), "$orderby"),
        (!options.expand.is_empty(), "$expand"),
    ] {
        if given {
            return Err(Refusal::no_option(name));
        }
    }
    Ok(())
}

/// `$select` over metadata; `MetadataId` comes back always, and so does what was expanded.
pub(super) fn picked(
    mut row: Map<String, Json>,
    select: Option<&[String]>,
    kind: &str,
    expanded: &[&str],
) -> Outcome<Map<String, Json>> {
    let Some(names) = select else { return Ok(row) };
    let mut kept = Map::new();
    if let Some(annotation) = row.remove("@odata.type") {
        kept.insert("@odata.type".into(), annotation);
    }
    for name in names.iter().map(String::as_str).chain(["MetadataId"]).chain(expanded.iter().copied()) {
        match row.remove(name) {
            Some(value) => {
                kept.insert(name.to_owned(), value);
            }
            None if kept.contains_key(name) => {}
            None => return Err(Refusal::no_property(name, kind)),
        }
    }
    Ok(kept)
}

pub(super) fn literal_json(literal: &Literal) -> Option<Json> {
    match literal {
        Literal::Text(text) => Some(text.clone().into()),
        Literal::Bool(truth) => Some((*truth).into()),
        Literal::Int(number) => Some((*number).into()),
        Literal::Id(id) => Some(id.to_string().into()),
        Literal::Null => Some(Json::Null),
        Literal::Enum(_, member) => Some(member.clone().into()),
        Literal::Real(_) | Literal::Time(_) => None,
    }
}

/// Enumerations among the properties: only a member of the type compares with them.
const ENUMERATIONS: [(&str, &str); 3] = [
    ("AttributeType", "Microsoft.Dynamics.CRM.AttributeTypeCode"),
    ("OwnershipType", "Microsoft.Dynamics.CRM.OwnershipTypes"),
    ("RelationshipType", "Microsoft.Dynamics.CRM.RelationshipType"),
];

fn check_enumeration(name: &str, literal: &Literal) -> Outcome<()> {
    let wanted = ENUMERATIONS.iter().find(|(property, _)| *property == name).map(|(_, kind)| *kind);
    let given = match literal {
        Literal::Enum(kind, _) => Some(kind.as_str()),
        _ => None,
    };
    if wanted == given || (wanted.is_some() && *literal == Literal::Null) {
        return Ok(());
    }
    Err(Refusal::query(format!(
        "A binary operator with incompatible types was detected. Found operand types '{}' and '{}' for operator kind \
         'Equal'.",
        wanted.unwrap_or("Edm.String"),
        given.unwrap_or(literal.edm())
    )))
}

/// A filter over metadata: equality and its kin joined by `and`, `or`, `not`; functions are refused.
pub(super) fn passes(row: &Map<String, Json>, expr: &Expr, options: &Options, kind: &str) -> Outcome<bool> {
    match expr {
        Expr::And(terms) => {
            let mut all = true;
            for term in terms {
                all &= passes(row, term, options, kind)?;
            }
            Ok(all)
        }
        Expr::Or(terms) => {
            let mut any = false;
            for term in terms {
                any |= passes(row, term, options, kind)?;
            }
            Ok(any)
        }
        Expr::Not(term) => Ok(!passes(row, term, options, kind)?),
        Expr::Compare { path, operator, value } => {
            let mut at = row.get(path.first().map(String::as_str).unwrap_or_default());
            if at.is_none() {
                return Err(Refusal::no_property(path.first().map(String::as_str).unwrap_or_default(), kind));
            }
            if at.is_some_and(|value| value.get("LocalizedLabels").is_some()) {
                // That labels cannot be filtered on is on record (dataverse §5.3), what the service answers is not.
                let name = path.first().map(String::as_str).unwrap_or_default();
                return Err(Refusal::query(format!(
                    "A filter on the property '{name}' of type Label is not supported."
                )));
            }
            for name in path.iter().skip(1) {
                at = at.and_then(|value| value.get(name));
            }
            let literal = match value {
                Operand::Literal(literal) => Some(literal.clone()),
                Operand::Alias(name) => options.alias(name).and_then(literal),
            };
            if let (Some(literal), [name]) = (&literal, path.as_slice()) {
                check_enumeration(name, literal)?;
            }
            let wanted = literal.as_ref().and_then(literal_json).ok_or_else(Refusal::syntax)?;
            compare(at.unwrap_or(&Json::Null), *operator, &wanted)
        }
        Expr::Search { how, .. } => {
            let name = match how {
                crate::org::odata::filter::Search::Contains => "contains",
                crate::org::odata::filter::Search::StartsWith => "startswith",
                crate::org::odata::filter::Search::EndsWith => "endswith",
            };
            let text = format!("The \"{name}\" function isn't supported for Metadata Entities.");
            Err(Refusal::new(400, "0x8006088a", text))
        }
        Expr::Lambda { .. } | Expr::Function { .. } => {
            Err(Refusal::new(400, "0x8006088a", "The expression isn't supported for Metadata Entities."))
        }
    }
}

fn compare(left: &Json, operator: Comparison, right: &Json) -> Outcome<bool> {
    let numbers = left.as_i64().zip(right.as_i64());
    match (operator, numbers) {
        (Comparison::Equal, _) => Ok(left == right),
        (Comparison::NotEqual, _) => Ok(left != right),
        (Comparison::Greater, Some((a, b))) => Ok(a > b),
        (Comparison::GreaterOrEqual, Some((a, b))) => Ok(a >= b),
        (Comparison::Less, Some((a, b))) => Ok(a < b),
        (Comparison::LessOrEqual, Some((a, b))) => Ok(a <= b),
        _ => Err(Refusal::syntax()),
    }
}
