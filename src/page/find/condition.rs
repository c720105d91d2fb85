//! Whether something is so on the page.

use super::Look;
use crate::page::catalogue::{AnchorName, Condition};
use crate::page::dom::Dom;

/// Classic grids mark rows by class, the Unified Interface by ARIA, both by the tick inside (dynamics-ui §2.4, §2.8).
const SELECTED: &str = ".ms-crm-List-SelectedRow, [aria-selected=true]";
const TICKS: &str = "input[type=checkbox], [role=checkbox]";
const ROW: &str = "tr, [role=row]";
const TABLE: &str = "table, [role=grid]";
/// A tick in the head of a table selects every row, and is ticked with the only one.
const HEAD: &str = "th, [role=columnheader]";

impl<D: Dom> Look<'_, D> {
    pub(super) fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Checked(anchor) => self.node(anchor).is_some_and(|node| self.is_checked(&node)),
            Condition::Selected(anchor) => self.node(anchor).is_some_and(|node| self.is_selected_alone(&node)),
            Condition::Filled(anchor) => self.node(anchor).is_some_and(|node| self.dom.filled(&node)),
            Condition::Seen(anchor) => self.node(anchor).is_some(),
            Condition::Gone(anchor) => self.node(anchor).is_none(),
            Condition::Unread(anchor) => self.is_unread(anchor) && self.is_modal(anchor),
            Condition::On(name) => self.has(name),
            Condition::Any(conditions) => conditions.iter().any(|condition| self.holds(condition)),
        }
    }

    fn node(&self, anchor: &AnchorName) -> Option<D::Node> {
        self.anchor(anchor).ok().map(|hit| hit.node)
    }

    fn is_checked(&self, node: &D::Node) -> bool {
        self.dom.checked(node) || self.dom.attribute(node, "aria-checked").is_some_and(|checked| checked == "true")
    }

    /// With a second row selected, the next command would act on both.
    fn is_selected_alone(&self, node: &D::Node) -> bool {
        let Some(row) = self.dom.closest(node, ROW) else { return false };
        let Some(table) = self.dom.closest(&row, TABLE) else { return false };
        let marked = self.dom.below(&table, SELECTED).into_iter();
        let of_row = |tick: &D::Node| self.dom.closest(tick, HEAD).is_none() && self.is_checked(tick);
        let ticked = self.dom.below(&table, TICKS).into_iter().filter(of_row);
        let mut rows = marked.chain(ticked).filter_map(|inner| self.dom.closest(&inner, ROW)).peekable();
        rows.peek().is_some() && rows.all(|selected| selected == row)
    }
}
