//! Which rows a filter lets through. Each node becomes the set of its rows over the whole table, so that 60,000 rows
//! cost
//! a few sweeps instead of 60,000 tree walks.

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::filter::{Argument, Comparison, Expr, Operand, Search};
use super::functions;
use super::lex::{Literal, Token, tokens};
use super::options::{Options, Order};
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{Kind, Nav, TableId, Via};
use crate::org::store::Store;
use crate::org::value::{Value, fold};

/// What a filter may refer to besides the rows.
pub(crate) struct Scope<'a> {
    pub(crate) store: &'a Store,
    /// `@p1=…` of the query string.
    pub(crate) options: &'a Options,
    /// Who asks, for `EqualUserId` and its kin.
    pub(crate) caller: Uuid,
    /// That person's business unit.
    pub(crate) business_unit: Uuid,
    /// Rows of a role's privileges: the root copy holds them for all copies.
    pub(crate) grants: &'a dyn Fn(Uuid) -> Vec<Uuid>,
}

impl Scope<'_> {
    /// The rows that pass, removed ones left out.
    ///
    /// # Errors
    /// A name that the table does not have, or operands whose types do not fit.
    pub(crate) fn rows(&self, table: TableId, expr: Option<&Expr>) -> Outcome<FixedBitSet> {
        let rows = self.store.rows(table);
        let mut found = match expr {
            Some(expr) => self.test(table, expr)?,
            None => self.everything(table),
        };
        (0..rows.len()).filter(|row| !rows.is_alive(*row)).for_each(|row| found.set(row, false));
        Ok(found)
    }

    fn nothing(&self, table: TableId) -> FixedBitSet {
        FixedBitSet::with_capacity(self.store.rows(table).len())
    }

    fn everything(&self, table: TableId) -> FixedBitSet {
        let mut all = self.nothing(table);
        all.insert_range(..);
        all
    }

    fn test(&self, table: TableId, expr: &Expr) -> Outcome<FixedBitSet> {
        match expr {
            Expr::And(terms) => {
                let mut found = self.everything(table);
                for term in terms {
                    found.intersect_with(&self.test(table, term)?);
                }
                Ok(found)
            }
            Expr::Or(terms) => {
                let mut found = self.nothing(table);
                for term in terms {
                    found.union_with(&self.test(table, term)?);
                }
                Ok(found)
            }
            Expr::Not(term) => {
                let mut found = self.test(table, term)?;
                found.toggle_range(..);
                Ok(found)
            }
            Expr::Compare { path, operator, value } => {
                let literal = self.literal(value)?;
                self.along(table, path, passes_null(*operator, &literal), &|table, name| {
                    self.compare(table, name, *operator, &literal)
                })
            }
            Expr::Search { how, path, value } => {
                let Literal::Text(needle) = self.literal(value)? else {
                    return Err(Refusal::query(
                        "No function signature for the function with name 'contains' matches the specified arguments.",
                    ));
                };
                self.along(table, path, false, &|table, name| self.search(table, name, *how, &needle))
            }
            Expr::Lambda { path, all, body } => {
                let [name] = path.as_slice() else { return Err(Refusal::syntax()) };
                self.lambda(table, name, *all, body.as_deref())
            }
            Expr::Function { name, arguments } => self.function(table, name, arguments),
        }
    }

    /// Walks a path over single-valued navigation properties and carries the rows of its end back to its start.
    fn along(
        &self,
        table: TableId,
        path: &[String],
        null_passes: bool,
        test: &dyn Fn(TableId, &str) -> Outcome<FixedBitSet>,
    ) -> Outcome<FixedBitSet> {
        let Some((first, rest)) = path.split_first() else { return Err(Refusal::syntax()) };
        if rest.is_empty() {
            return test(table, first);
        }
        let nav = self.nav(table, first)?;
        let Via::One(property) = &nav.via else {
            return Err(Refusal::query(format!(
                "The parent value for a property access of a property '{}' is not a single value. Property access can \
                 only be applied to a single value.",
                rest.first().map(String::as_str).unwrap_or_default()
            )));
        };
        let target = self.target(nav)?;
        let reached = self.along(target, rest, null_passes, test)?;
        let column = self.store.table(table).column(property);
        let (rows, there) = (self.store.rows(table), self.store.rows(target));
        let mut found = self.nothing(table);
        for row in 0..rows.len() {
            let at = column.and_then(|c| self.store.value(table, row, c).as_id()).and_then(|id| there.find(id));
            found.set(row, at.map_or(null_passes, |at| reached.contains(at)));
        }
        Ok(found)
    }

    fn nav(&self, table: TableId, name: &str) -> Outcome<&Nav> {
        let definition = self.store.table(table);
        definition
            .nav(name)
            .filter(|nav| !nav.bind_only)
            .ok_or_else(|| Refusal::no_property(name, &definition.type_name()))
    }

    fn target(&self, nav: &Nav) -> Outcome<TableId> {
        self.store.schema.logical(&nav.target).ok_or_else(|| Refusal::no_segment(&nav.name))
    }

    fn column(&self, table: TableId, name: &str) -> Outcome<usize> {
        let definition = self.store.table(table);
        definition.column(name).ok_or_else(|| Refusal::no_property(name, &definition.type_name()))
    }

    fn literal(&self, operand: &Operand) -> Outcome<Literal> {
        match operand {
            Operand::Literal(literal) => Ok(literal.clone()),
            Operand::Alias(name) => {
                let text = self.options.alias(name).unwrap_or("null");
                match tokens(text).ok().as_deref() {
                    Some([(_, Token::Literal(literal))]) => Ok(literal.clone()),
                    _ => Err(Refusal::syntax()),
                }
            }
        }
    }

    fn compare(&self, table: TableId, name: &str, operator: Comparison, literal: &Literal) -> Outcome<FixedBitSet> {
        let definition = self.store.table(table);
        let mismatch = |left: &str| {
            Refusal::query(format!(
                "A binary operator with incompatible types was detected. Found operand types '{left}' and '{}' for \
                 operator kind '{}'.",
                literal.edm(),
                operator.kind()
            ))
        };
        let Some(column) = definition.column(name) else {
            return Err(match definition.nav(name) {
                Some(nav) => mismatch(&format!("Microsoft.Dynamics.CRM.{}", nav.target)),
                None => Refusal::no_property(name, &definition.type_name()),
            });
        };
        let Some(kind) = definition.columns.get(column).map(|column| &column.kind) else {
            return Err(Refusal::no_property(name, &definition.type_name()));
        };
        let rows = self.store.rows(table);
        let equality = matches!(operator, Comparison::Equal | Comparison::NotEqual);
        let mut found = self.nothing(table);
        let wanted = match (kind, literal) {
            (Kind::Managed(_), _) => return Err(mismatch("Microsoft.Dynamics.CRM.BooleanManagedProperty")),
            (_, Literal::Null) => {
                for row in 0..rows.len() {
                    let null = self.store.value(table, row, column).is_null();
                    // gt and its kin against null are never true.
                    found.set(row, equality && (null == (operator == Comparison::Equal)));
                }
                return Ok(found);
            }
            (Kind::Text(_), Literal::Text(text)) => {
                let (folded, wanted) = (rows.folded(column), fold(text));
                for row in 0..rows.len() {
                    let passes = match rows.cell(row, column) {
                        Value::Null => operator == Comparison::NotEqual,
                        _ => holds(operator, folded.get(row).cmp(&wanted)),
                    };
                    found.set(row, passes);
                }
                return Ok(found);
            }
            (Kind::Key, Literal::Id(id)) if operator == Comparison::Equal => {
                rows.find(*id).into_iter().for_each(|row| found.insert(row));
                return Ok(found);
            }
            (Kind::Key | Kind::Lookup(_) | Kind::Guid, Literal::Id(id)) if equality => Value::Id(*id),
            (Kind::Int | Kind::Version | Kind::Choice(_), Literal::Int(number)) => Value::Int(*number),
            (Kind::Bool, Literal::Bool(truth)) if equality => Value::Bool(*truth),
            (Kind::Time, Literal::Time(time)) => Value::Time(*time),
            (kind, _) => return Err(mismatch(edm(kind))),
        };
        for row in 0..rows.len() {
            let passes = match kind {
                Kind::Key | Kind::Version => holds(operator, self.store.value(table, row, column).compare(&wanted)),
                _ => match rows.cell(row, column) {
                    Value::Null => operator == Comparison::NotEqual,
                    value => holds(operator, value.compare(&wanted)),
                },
            };
            found.set(row, passes);
        }
        Ok(found)
    }

    fn search(&self, table: TableId, name: &str, how: Search, needle: &str) -> Outcome<FixedBitSet> {
        let column = self.column(table, name)?;
        let kind = self.store.table(table).columns.get(column).map(|column| &column.kind);
        if !matches!(kind, Some(Kind::Text(_))) {
            return Err(Refusal::query(
                "No function signature for the function with name 'contains' matches the specified arguments.",
            ));
        }
        let rows = self.store.rows(table);
        let (folded, needle) = (rows.folded(column), fold(needle));
        let mut found = self.nothing(table);
        match how {
            Search::Contains => folded.containing(&needle, |row| found.insert(row)),
            Search::StartsWith => {
                (0..rows.len()).filter(|row| folded.get(*row).starts_with(&needle)).for_each(|row| found.insert(row));
            }
            Search::EndsWith => {
                (0..rows.len()).filter(|row| folded.get(*row).ends_with(&needle)).for_each(|row| found.insert(row));
            }
        }
        if needle.is_empty() {
            (0..rows.len()).filter(|row| rows.cell(*row, column).is_null()).for_each(|row| found.set(row, false));
        }
        Ok(found)
    }

    fn lambda(&self, table: TableId, name: &str, all: bool, body: Option<&Expr>) -> Outcome<FixedBitSet> {
        let nav = self.nav(table, name)?;
        if matches!(nav.via, Via::One(_)) {
            return Err(Refusal::query(format!(
                "Any/All may only be used following a collection; '{name}' is not one."
            )));
        }
        let target = self.target(nav)?;
        let mut passing = self.rows(target, body)?;
        if all {
            // "All pass" is "none fails".
            passing.toggle_range(..);
            let there = self.store.rows(target);
            (0..there.len()).filter(|row| !there.is_alive(*row)).for_each(|row| passing.set(row, false));
        }
        let mut found = self.having(table, nav, target, &passing);
        if all {
            found.toggle_range(..);
        }
        Ok(found)
    }

    /// Rows that a collection-valued navigation property leads to one of these rows.
    fn having(&self, table: TableId, nav: &Nav, target: TableId, wanted: &FixedBitSet) -> FixedBitSet {
        let mut found = self.nothing(table);
        let (rows, there) = (self.store.rows(table), self.store.rows(target));
        match &nav.via {
            Via::One(_) => {}
            Via::Many(property) => {
                let Some(column) = self.store.table(target).column(property) else { return found };
                for id in wanted.ones().filter_map(|row| there.cell(row, column).as_id()) {
                    rows.find(id).into_iter().for_each(|row| found.insert(row));
                }
            }
            Via::Link { table: link, near, far } => {
                let Some(link) = self.store.schema.logical(link) else { return found };
                let (definition, links) = (self.store.table(link), self.store.rows(link));
                let (Some(near), Some(far)) = (definition.column(near), definition.column(far)) else { return found };
                for row in wanted.ones() {
                    for id in links.linked(far, there.id(row)).iter().filter_map(|l| links.cell(*l, near).as_id()) {
                        rows.find(id).into_iter().for_each(|row| found.insert(row));
                    }
                }
            }
            Via::RolePrivileges => {
                let wanted: rustc_hash::FxHashSet<Uuid> = wanted.ones().map(|row| there.id(row)).collect();
                let mut known: FxHashMap<Uuid, bool> = FxHashMap::default();
                for row in rows.rows() {
                    let root = self.store.read(table, row, "_parentrootroleid_value").as_id().unwrap_or_default();
                    let holds = *known
                        .entry(root)
                        .or_insert_with(|| (self.grants)(root).iter().any(|privilege| wanted.contains(privilege)));
                    found.set(row, holds);
                }
            }
        }
        found
    }

    fn function(&self, table: TableId, name: &str, arguments: &[(String, Argument)]) -> Outcome<FixedBitSet> {
        let wanted = functions::wanted(name, arguments, self)?;
        let column = self.column(table, &wanted.property)?;
        let mut found = self.nothing(table);
        for row in 0..self.store.rows(table).len() {
            let value = self.store.value(table, row, column);
            let listed = wanted.values.iter().any(|wanted| wanted.compare(&value).is_eq());
            found.set(row, listed != wanted.negated);
        }
        Ok(found)
    }

    /// Text of an argument that is a literal or its alias.
    pub(crate) fn argument_text(&self, argument: &Argument) -> Outcome<String> {
        match argument {
            Argument::Operand(operand) => match self.literal(operand)? {
                Literal::Text(text) => Ok(text),
                _ => Err(Refusal::syntax()),
            },
            Argument::Json(_) => Err(Refusal::syntax()),
        }
    }

    /// Members of an argument that is a collection of text or its alias.
    pub(crate) fn argument_list(&self, argument: &Argument) -> Outcome<Vec<String>> {
        let text = match argument {
            Argument::Json(text) => text.as_str(),
            Argument::Operand(Operand::Alias(name)) => self.options.alias(name).unwrap_or_default(),
            Argument::Operand(_) => return Err(Refusal::syntax()),
        };
        functions::text_list(text)
    }

    /// Brings rows into order and leaves the first `keep` of them.
    pub(crate) fn sort(&self, table: TableId, rows: &mut Vec<usize>, order: &[Order], keep: usize) -> Outcome<()> {
        let mut keys: Vec<(std::borrow::Cow<'_, [u32]>, bool)> = Vec::new();
        for key in order {
            let ranks = match key.path.as_slice() {
                [name] => self.store.ranks(table, self.sortable(table, name)?).into(),
                [nav, name] => self.ranks_beyond(table, nav, name)?.into(),
                _ => return Err(Refusal::syntax()),
            };
            keys.push((ranks, key.descending));
        }
        let rank = |ranks: &[u32], row: usize| ranks.get(row).copied().unwrap_or_default();
        let compare = |a: &usize, b: &usize| {
            for (ranks, descending) in &keys {
                let order = rank(ranks, *a).cmp(&rank(ranks, *b));
                if order.is_ne() {
                    return if *descending { order.reverse() } else { order };
                }
            }
            a.cmp(b)
        };
        if !keys.is_empty() && keep < rows.len() {
            rows.select_nth_unstable_by(keep, compare);
        }
        rows.truncate(keep);
        if !keys.is_empty() {
            rows.sort_unstable_by(compare);
        }
        Ok(())
    }

    fn sortable(&self, table: TableId, name: &str) -> Outcome<usize> {
        self.column(table, name)
    }

    fn ranks_beyond(&self, table: TableId, nav: &str, name: &str) -> Outcome<Vec<u32>> {
        let nav = self.nav(table, nav)?;
        let Via::One(property) = &nav.via else { return Err(Refusal::syntax()) };
        let target = self.target(nav)?;
        let ranks = self.store.ranks(target, self.sortable(target, name)?);
        let (rows, there) = (self.store.rows(table), self.store.rows(target));
        let rank = |row: usize| {
            let at = self.store.read(table, row, property).as_id().and_then(|id| there.find(id))?;
            ranks.get(at).map(|rank| rank + 1)
        };
        Ok((0..rows.len()).map(|row| rank(row).unwrap_or_default()).collect())
    }
}

fn holds(operator: Comparison, order: std::cmp::Ordering) -> bool {
    match operator {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
    }
}

/// Whether a comparison lets a row through whose path ends in nothing.
fn passes_null(operator: Comparison, literal: &Literal) -> bool {
    match operator {
        Comparison::Equal => *literal == Literal::Null,
        Comparison::NotEqual => *literal != Literal::Null,
        _ => false,
    }
}

/// The EDM type of a column's property.
pub(crate) fn edm(kind: &Kind) -> &'static str {
    match kind {
        Kind::Key | Kind::Lookup(_) | Kind::Guid => "Edm.Guid",
        Kind::Text(_) => "Edm.String",
        Kind::Int | Kind::Choice(_) => "Edm.Int32",
        Kind::Version => "Edm.Int64",
        Kind::Bool => "Edm.Boolean",
        Kind::Time => "Edm.DateTimeOffset",
        Kind::Managed(_) => "mscrm.BooleanManagedProperty",
    }
}
