//! The query string: which options there are, and the nested ones of `$expand`.

use percent_encoding::percent_decode_str;
use uuid::Uuid;

use super::filter::{self, Expr};
use crate::org::error::{Outcome, Refusal};
use crate::org::value::read_id;

/// One key of `$orderby`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    /// A column, or a lookup's navigation property and a column.
    pub(crate) path: Vec<String>,
    pub(crate) descending: bool,
}

/// One navigation property of `$expand` with its own options.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expand {
    pub(crate) nav: String,
    pub(crate) options: Options,
    /// The nested options as they were written, without the brackets.
    pub(crate) written: String,
}

/// Whose view a predefined query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewKind {
    /// The organisation's.
    Saved,
    /// A person's own.
    User,
}

/// What a query asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Options {
    /// `None` is every column.
    pub(crate) select: Option<Vec<String>>,
    pub(crate) filter: Option<Expr>,
    pub(crate) expand: Vec<Expand>,
    pub(crate) order: Vec<Order>,
    pub(crate) top: Option<usize>,
    pub(crate) count: bool,
    /// Page number from `$skiptoken`; the first page has none.
    pub(crate) page: Option<usize>,
    /// `$id` of a `DELETE …/$ref`.
    pub(crate) id: Option<String>,
    /// `savedQuery` or `userQuery` with the view's id.
    pub(crate) view: Option<(ViewKind, Uuid)>,
    /// `@p1=…`, name without the sign.
    pub(crate) aliases: Vec<(String, String)>,
}

/// A query string's parts, decoded. A plus is a blank, as the service's own reader has it.
pub(crate) fn parts(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

impl Options {
    /// Reads a query string.
    ///
    /// # Errors
    /// An option that Dataverse does not offer (dataverse §2.2, §3.3) or one that cannot be read.
    pub(crate) fn read(query: &str) -> Outcome<Self> {
        let mut options = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in parts(query) {
            if let Some(alias) = name.strip_prefix('@') {
                options.aliases.push((alias.to_owned(), value));
                continue;
            }
            if seen.contains(&name) {
                return Err(Refusal::query(format!(
                    "Query option '{name}' was specified more than once, but it must be specified at most once."
                )));
            }
            match name.as_str() {
                "$count" => options.count = read_bool(&value)?,
                "$skiptoken" => options.page = Some(read_page(&value)?),
                "$id" => options.id = Some(value),
                "$skip" => return Err(Refusal::query("Skip Clause is not supported in CRM")),
                "savedQuery" => options.view = Some((ViewKind::Saved, view_id(&value)?)),
                "userQuery" => options.view = Some((ViewKind::User, view_id(&value)?)),
                // Sent by Microsoft's own clients, without effect here.
                "tag" | "api-version" => {}
                _ => options.nested(&name, &value)?,
            }
            seen.push(name);
        }
        Ok(options)
    }

    /// The options that an expanded navigation property can have too.
    fn nested(&mut self, name: &str, value: &str) -> Outcome<()> {
        match name {
            "$select" => self.select = Some(names(value)?),
            "$filter" => self.filter = Some(filter::parse(value)?),
            "$expand" => self.expand = read_expand(value)?,
            "$orderby" => self.order = read_order(value)?,
            "$top" => self.top = Some(value.trim().parse().map_err(|_| bad_top(value))?),
            _ => return Err(Refusal::no_option(name)),
        }
        Ok(())
    }

    pub(crate) fn alias(&self, name: &str) -> Option<&str> {
        self.aliases.iter().find(|(alias, _)| alias == name).map(|(_, value)| value.as_str())
    }
}

fn view_id(value: &str) -> Outcome<Uuid> {
    read_id(value).ok_or_else(|| Refusal::query(format!("'{value}' is not the id of a view.")))
}

fn bad_top(value: &str) -> Refusal {
    Refusal::query(format!(
        "Invalid value '{value}' for $top query option found. The $top query option requires a \
         non-negative integer value."
    ))
}

fn read_bool(value: &str) -> Outcome<bool> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Refusal::query(format!("Invalid value '{value}' for $count query option found."))),
    }
}

fn names(value: &str) -> Outcome<Vec<String>> {
    let names: Vec<String> = value.split(',').map(|name| name.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err(Refusal::query(format!("Term '{value}' is not valid in a $select or $expand expression.")));
    }
    Ok(names)
}

fn read_order(value: &str) -> Outcome<Vec<Order>> {
    value
        .split(',')
        .map(|key| {
            let mut words = key.split_whitespace();
            let path: Vec<String> = words.next().unwrap_or_default().split('/').map(str::to_owned).collect();
            let descending = match words.next() {
                None | Some("asc") => false,
                Some("desc") => true,
                Some(_) => return Err(Refusal::syntax()),
            };
            if words.next().is_some() || path.iter().any(String::is_empty) || path.len() > 2 {
                return Err(Refusal::syntax());
            }
            Ok(Order { path, descending })
        })
        .collect()
}

/// Splits at a sign that stands outside of quotes and parentheses.
pub(crate) fn split_outside(text: &str, sign: char) -> Vec<&str> {
    let (mut depth, mut quoted, mut from) = (0_i32, false, 0);
    let mut found = Vec::new();
    for (at, next) in text.char_indices() {
        match next {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ if next == sign && !quoted && depth == 0 => {
                found.push(text.get(from..at).unwrap_or_default());
                from = at + next.len_utf8();
            }
            _ => {}
        }
    }
    found.push(text.get(from..).unwrap_or_default());
    found
}

/// Deeper nesting of `$expand` is refused.
const DEEPEST: usize = 8;

fn read_expand(value: &str) -> Outcome<Vec<Expand>> {
    if value.matches('(').count() > DEEPEST * 8 || deepest(value) > DEEPEST {
        return Err(Refusal::query("Recursion depth exceeded allowed limit."));
    }
    split_outside(value, ',').into_iter().map(|part| read_one_expand(part.trim())).collect()
}

fn deepest(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for next in text.chars() {
        match next {
            '(' => {
                depth += 1;
                most = most.max(depth);
            }
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

fn read_one_expand(part: &str) -> Outcome<Expand> {
    let (nav, inner) = match part.split_once('(') {
        Some((nav, inner)) => (nav, Some(inner.strip_suffix(')').ok_or_else(Refusal::syntax)?)),
        None => (part, None),
    };
    if nav.is_empty() || nav.contains(['/', '$']) {
        return Err(Refusal::query(format!("Term '{part}' is not valid in a $select or $expand expression.")));
    }
    let mut options = Options::default();
    for option in inner.into_iter().flat_map(|inner| split_outside(inner, ';')) {
        let (name, value) = option.split_once('=').ok_or_else(Refusal::syntax)?;
        match name.trim() {
            "$count" | "$levels" | "$search" | "$skip" => return Err(Refusal::no_option(name.trim())),
            name => options.nested(name, value)?,
        }
    }
    Ok(Expand { nav: nav.to_owned(), options, written: inner.unwrap_or_default().to_owned() })
}

/// The page in the token of `@odata.nextLink`; only what [`write_page`] wrote is read.
fn read_page(value: &str) -> Outcome<usize> {
    value
        .strip_prefix("<cookie pagenumber=\"")
        .and_then(|rest| rest.split_once('"'))
        .and_then(|(page, _)| page.parse().ok())
        .filter(|page| *page > 1)
        .ok_or_else(|| Refusal::new(400, "0x80040203", "Malformed XML in the Paging Cookie"))
}

/// The token of a page, percent-encoded. Like the service's, it names the page and not the row: a client that
/// changes the
/// page size between pages loses or repeats rows (dataverse §1.6).
pub(crate) fn write_page(page: usize) -> String {
    format!(
        "%3Ccookie%20pagenumber=%22{page}%22%20pagingcookie=%22%253ccookie%2520page%253d%2522{}%2522%253e%22%20\
         istracking=%22False%22%20/%3E",
        page.saturating_sub(1)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_filter_is_no_filter_but_an_error() {
        for query in ["$filter=", "$filter=%20", "$filter", "$expand=Attributes($filter=)"] {
            assert!(Options::read(query).is_err(), "{query}");
        }
    }

    #[test]
    fn nested_options_keep_to_themselves() {
        let options = Options::read(
            "$select=fullname,domainname&$expand=businessunitid($select=name),systemuserroles_association(\
             $select=roleid,\
             name;$filter=contains(name,'a;b(') and ismanaged eq true;$orderby=name desc;$top=3)&$top=5",
        )
        .unwrap();
        assert_eq!(options.expand.len(), 2);
        let roles = &options.expand[1].options;
        assert_eq!(roles.select.as_deref(), Some(&["roleid".to_owned(), "name".to_owned()][..]));
        assert_eq!((roles.top, options.top), (Some(3), Some(5)));
        assert!(roles.order[0].descending && roles.filter.is_some());
    }

    #[test]
    fn skip_and_unknown_options_are_refused() {
        assert_eq!(Options::read("$skip=5").unwrap_err().message, "Skip Clause is not supported in CRM");
        assert_eq!(Options::read("$search=x").unwrap_err().message, "The query parameter $search is not supported.");
        assert!(Options::read("$top=1&$top=2").is_err());
        assert!(Options::read("$skiptoken=2").is_err());
        assert!(Options::read("$top=-1").is_err());
    }

    #[test]
    fn a_page_token_comes_back() {
        let options = Options::read(&format!("$skiptoken={}", write_page(12))).unwrap();
        assert_eq!(options.page, Some(12));
    }

    #[test]
    fn blanks_may_be_written_as_plus() {
        assert_eq!(parts("$filter=a+eq+%27b%2Bc%27"), [("$filter".to_owned(), "a eq 'b+c'".to_owned())]);
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(text in "\\PC*") {
            let _ = Options::read(&text);
            let _ = Options::read(&format!("$expand={text}"));
        }
    }
}
