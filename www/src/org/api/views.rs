//! `?savedQuery=` and `?userQuery=`: views as queries. Their FetchXML is understood as far as conditions on the rows of
//! one
//! table go.

use roxmltree::{Document, Node};

use super::call::Call;
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::filter::{Comparison, Expr, Operand, Search};
use crate::org::odata::lex::Literal;
use crate::org::odata::options::{Options, Order, ViewKind};
use crate::org::schema::{Kind, SAVEDQUERY, TableId, USERQUERY};
use crate::org::value::{Value, read_id, read_time};
use crate::org::world::World;

fn malformed() -> Refusal {
    Refusal::new(400, "0x80040203", "The FetchXML of the view is not understood.")
}

impl World {
    /// What a view comes to on the rows of a table, as options of an ordinary query.
    ///
    /// # Errors
    /// A view that is not there, is another person's, is of another table, or asks for more than conditions.
    pub(super) fn view_options(&self, call: &Call<'_>, table: TableId) -> Outcome<Option<Options>> {
        let Some((kind, id)) = call.options.view else { return Ok(None) };
        let options = &call.options;
        if options.select.is_some()
            || options.filter.is_some()
            || !options.expand.is_empty()
            || !options.order.is_empty()
        {
            // Whether they can be combined is not in the reference; refusing is the stricter reading.
            return Err(Refusal::query("A predefined query cannot be combined with other query options."));
        }
        let (views, logical) = match kind {
            ViewKind::Saved => (SAVEDQUERY, "savedquery"),
            ViewKind::User => (USERQUERY, "userquery"),
        };
        self.may_read(call, views)?;
        let missing = || Refusal::not_found(logical, id);
        let row = self.store.rows(views).find(id).ok_or_else(missing)?;
        let read = |property: &str| self.store.read(views, row, property);
        if kind == ViewKind::User && read("_ownerid_value") != Value::Id(call.caller) {
            return Err(missing());
        }
        let definition = self.store.table(table);
        if read("returnedtypecode").as_text() != Some(definition.logical.as_ref()) {
            return Err(Refusal::query(format!("The query is not one of '{}'.", definition.logical)));
        }
        let xml = read("fetchxml");
        let document = Document::parse(xml.as_text().unwrap_or_default()).map_err(|_| malformed())?;
        let entity = document.root_element().first_element_child().ok_or_else(malformed)?;
        let mut found = Options { count: options.count, page: options.page, top: options.top, ..Options::default() };
        let mut select = Vec::new();
        for node in entity.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "attribute" => select.push(self.property_of(table, node, "name")?),
                "order" => found.order.push(Order {
                    path: vec![self.property_of(table, node, "attribute")?],
                    descending: node.attribute("descending") == Some("true"),
                }),
                "filter" if found.filter.is_none() => found.filter = self.fetch_filter(call, table, node)?,
                _ => return Err(malformed()),
            }
        }
        found.select = Some(select);
        Ok(Some(found))
    }

    /// The property of the column that an attribute of an element names.
    fn property_of(&self, table: TableId, node: Node<'_, '_>, attribute: &str) -> Outcome<String> {
        let logical = node.attribute(attribute).ok_or_else(malformed)?;
        let column = self.store.table(table).columns.iter().find(|column| column.logical == logical);
        column.map(|column| column.property.to_string()).ok_or_else(|| {
            let text = format!(
                "'{}' entity doesn't contain attribute with Name = '{logical}'",
                self.store.table(table).logical
            );
            Refusal::new(400, "0x80041103", text)
        })
    }

    fn fetch_filter(&self, call: &Call<'_>, table: TableId, filter: Node<'_, '_>) -> Outcome<Option<Expr>> {
        let mut terms = Vec::new();
        for node in filter.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "condition" => terms.push(self.fetch_condition(call, table, node)?),
                "filter" => terms.extend(self.fetch_filter(call, table, node)?),
                _ => return Err(malformed()),
            }
        }
        Ok(match (terms.is_empty(), filter.attribute("type")) {
            (true, _) => None,
            (false, Some("or")) => Some(Expr::Or(terms)),
            (false, _) => Some(Expr::And(terms)),
        })
    }

    fn fetch_condition(&self, call: &Call<'_>, table: TableId, node: Node<'_, '_>) -> Outcome<Expr> {
        let property = self.property_of(table, node, "attribute")?;
        let column = self.store.table(table).column(&property).and_then(|at| self.store.table(table).columns.get(at));
        let kind = column.map(|column| &column.kind).ok_or_else(malformed)?;
        let path = vec![property];
        let compare = |operator: Comparison, literal: Literal| Expr::Compare {
            path: path.clone(),
            operator,
            value: Operand::Literal(literal),
        };
        let value = || literal_of(kind, node.attribute("value").ok_or_else(malformed)?);
        let operator = node.attribute("operator").unwrap_or_default();
        Ok(match operator {
            "eq" => compare(Comparison::Equal, value()?),
            "ne" | "neq" => compare(Comparison::NotEqual, value()?),
            "gt" => compare(Comparison::Greater, value()?),
            "ge" => compare(Comparison::GreaterOrEqual, value()?),
            "lt" => compare(Comparison::Less, value()?),
            "le" => compare(Comparison::LessOrEqual, value()?),
            "null" => compare(Comparison::Equal, Literal::Null),
            "not-null" => compare(Comparison::NotEqual, Literal::Null),
            "eq-userid" => compare(Comparison::Equal, Literal::Id(call.caller)),
            "eq-businessid" => compare(Comparison::Equal, Literal::Id(self.business_unit_of(call.caller))),
            "like" => like(&path, node.attribute("value").ok_or_else(malformed)?),
            "not-like" => Expr::Not(Box::new(like(&path, node.attribute("value").ok_or_else(malformed)?))),
            "in" | "not-in" => {
                let values = node.children().filter(|child| child.has_tag_name("value"));
                let any: Vec<Expr> = values
                    .map(|child| Ok(compare(Comparison::Equal, literal_of(kind, child.text().unwrap_or_default())?)))
                    .collect::<Outcome<_>>()?;
                let any = Expr::Or(any);
                if operator == "in" { any } else { Expr::Not(Box::new(any)) }
            }
            _ => return Err(malformed()),
        })
    }
}

/// `%` at the start and at the end; patterns inside of a text are not understood.
fn like(path: &[String], pattern: &str) -> Expr {
    let (start, rest) = pattern.strip_prefix('%').map_or((false, pattern), |rest| (true, rest));
    let (end, text) = rest.strip_suffix('%').map_or((false, rest), |rest| (true, rest));
    let value = Operand::Literal(Literal::Text(text.to_owned()));
    let path = path.to_vec();
    let how = match (start, end) {
        (true, true) => Search::Contains,
        (true, false) => Search::EndsWith,
        (false, true) => Search::StartsWith,
        (false, false) => return Expr::Compare { path, operator: Comparison::Equal, value },
    };
    Expr::Search { how, path, value }
}

/// A condition's value as the column's type has it.
fn literal_of(kind: &Kind, text: &str) -> Outcome<Literal> {
    let literal = match kind {
        Kind::Bool => match text {
            "0" | "false" => Some(Literal::Bool(false)),
            "1" | "true" => Some(Literal::Bool(true)),
            _ => None,
        },
        Kind::Key | Kind::Guid | Kind::Lookup(_) => {
            read_id(text.trim_start_matches('{').trim_end_matches('}')).map(Literal::Id)
        }
        Kind::Int | Kind::Choice(_) | Kind::Version => text.parse().ok().map(Literal::Int),
        Kind::Time => read_time(text).map(Literal::Time),
        Kind::Text(_) => Some(Literal::Text(text.to_owned())),
        Kind::Managed(_) => None,
    };
    literal.ok_or_else(malformed)
}
