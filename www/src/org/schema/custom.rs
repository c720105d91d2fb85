//! Tables that a solution or the customer brings, and labels in several languages.

use rustc_hash::FxHashMap;

use super::{Kind, Name, Table, column, lookup, one_named, owned_columns, owned_navs};

/// A display name: its English text, and what it is in other languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Labels {
    english: Name,
    others: Vec<(i64, Name)>,
}

/// LCID of English.
const ENGLISH: i64 = 1033;

impl Labels {
    pub(crate) fn english(text: impl Into<Name>) -> Self {
        Self { english: text.into(), others: Vec::new() }
    }

    /// The same with a text for another language.
    pub(crate) fn and(mut self, language: i64, text: &'static str) -> Self {
        self.others.push((language, text.into()));
        self
    }

    /// Labels as a client gave them, each with its language; the first is what the rest falls back to.
    pub(crate) fn given(texts: Vec<(i64, String)>) -> Self {
        let english = texts.first().map(|(_, text)| Name::from(text.clone())).unwrap_or_default();
        Self { english, others: texts.into_iter().map(|(language, text)| (language, text.into())).collect() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.english
    }

    /// The labels that an organisation keeps: those of its languages, and always one in its base language, which
    /// is the
    /// English text where the maker brought none.
    pub(crate) fn kept(&self, languages: &[i64]) -> Vec<(i64, &str)> {
        if self.english.is_empty() {
            return Vec::new();
        }
        let base = languages.first().copied().unwrap_or(ENGLISH);
        languages
            .iter()
            .filter_map(|language| {
                let translated = self.others.iter().find(|(other, _)| other == language).map(|(_, text)| text.as_ref());
                let english = (*language == ENGLISH || *language == base).then_some(self.text());
                Some((*language, translated.or(english)?))
            })
            .collect()
    }
}

/// A custom table as it is ordered.
pub(crate) struct Vendor<'a> {
    /// `abc_Config`; in lower case it is the logical name.
    pub(crate) schema: &'a str,
    /// The entity set.
    pub(crate) set: &'a str,
    /// The primary name column.
    pub(crate) name: &'a str,
    pub(crate) label: Labels,
    pub(crate) type_code: i64,
    pub(crate) managed: bool,
    /// Navigation property, target, label; in lower case the first is the column's name.
    pub(crate) lookups: &'a [(&'a str, &'static str, Labels)],
}

/// A custom table in the manner of what a solution brings: user-owned, a name, a state and its own lookups.
pub(crate) fn custom_table(order: &Vendor<'_>) -> Table {
    let logical = order.schema.to_ascii_lowercase();
    let id = format!("{logical}id");
    let own = |column: super::Column| super::Column { custom: true, ..column };
    let mut columns = vec![
        own(column(id.clone(), Kind::Key).on_create()),
        own(column(order.name.to_owned(), Kind::Text(100)).writable()),
    ];
    let mut navs = Vec::new();
    for (nav, target, label) in order.lookups {
        let name = nav.to_ascii_lowercase();
        navs.push(one_named((*nav).to_owned(), *target, name.clone()));
        columns.push(lookup(name, &[target]).writable().made((*nav).to_owned(), label.clone()));
    }
    columns.extend(owned_columns());
    navs.extend(owned_navs());
    Table {
        logical: logical.into(),
        set: order.set.to_owned().into(),
        schema: order.schema.to_owned().into(),
        type_code: order.type_code,
        label: order.label.clone(),
        labels: order.label.text().to_owned().into(),
        id: id.into(),
        name: Some(order.name.to_owned().into()),
        noun: Some(order.schema.to_owned().into()),
        messages: "cud",
        intersect: false,
        custom: true,
        managed: order.managed,
        is_virtual: false,
        online_only: false,
        columns,
        navs,
        by_property: FxHashMap::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_keeps_the_labels_of_its_languages() {
        let labels = Labels::english("Lead").and(1036, "Prospect").and(1031, "Interessent");
        assert_eq!(labels.kept(&[1033, 1036]), [(1033, "Lead"), (1036, "Prospect")]);
        assert_eq!(labels.kept(&[1036, 1053]), [(1036, "Prospect")]);
        assert_eq!(labels.kept(&[1053]), [(1053, "Lead")]);
        assert_eq!(Labels::default().kept(&[1033]), []);
    }
}
