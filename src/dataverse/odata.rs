//! Text inside a URL: OData literals and percent-encoding.

use std::fmt::Display;

/// A string literal: quotation marks doubled inside (dataverse §2.2). Still to be percent-encoded.
pub fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    quoted.push_str(&text.replace('\'', "''"));
    quoted.push('\'');
    quoted
}

/// `a eq 1 or a eq 2`; for nothing a condition that no key meets, because an empty `$filter` is refused.
pub fn any_of(column: &str, values: impl IntoIterator<Item = String>) -> String {
    let mut filter = String::new();
    for value in values {
        if !filter.is_empty() {
            filter.push_str(" or ");
        }
        filter.push_str(column);
        filter.push_str(" eq ");
        filter.push_str(&value);
    }
    if filter.is_empty() {
        filter.push_str(column);
        filter.push_str(" eq null");
    }
    filter
}

/// A path below the service root with its query options.
#[derive(Clone, Debug)]
pub struct Target {
    text: String,
    options: bool,
}

impl Target {
    /// An entity set, function or action, written as it goes into the URL.
    pub fn set(name: &str) -> Self {
        Self { text: name.to_owned(), options: false }
    }

    /// `systemusers(6f20…)`
    pub fn record(set: &str, id: &dyn Display) -> Self {
        Self { text: format!("{set}({id})"), options: false }
    }

    /// Another path segment.
    pub fn then(mut self, segment: &str) -> Self {
        self.text.push('/');
        self.text.push_str(segment);
        self
    }

    /// A query option; the value is percent-encoded here.
    pub fn option(mut self, name: &str, value: &str) -> Self {
        self.text.push(if self.options { '&' } else { '?' });
        self.options = true;
        self.text.push_str(name);
        self.text.push('=');
        encode(value, &mut self.text);
        self
    }

    /// The text so far.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Percent-encodes all that has a meaning of its own in a query string or is not ASCII; what OData's own syntax needs
/// stays readable.
pub fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~$()',;:@/=*!".contains(&byte) {
            into.push(char::from(byte));
        } else {
            escape(byte, into);
        }
    }
}

/// A name out of the organisation's metadata, as part of a path or a column list: whatever it holds, it ends neither.
pub fn name(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            safe.push(char::from(byte));
        } else {
            escape(byte, &mut safe);
        }
    }
    safe
}

/// Encodes only what can never stand in a URL, so that a link which is one stays as it is.
pub fn encode_link(link: &str, into: &mut String) {
    for byte in link.bytes() {
        if byte.is_ascii_graphic() {
            into.push(char::from(byte));
        } else {
            escape(byte, into);
        }
    }
}

fn escape(byte: u8, into: &mut String) {
    into.push('%');
    for nibble in [byte >> 4, byte & 15] {
        into.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_mark_cannot_end_a_literal() {
        assert_eq!(literal("O'Brien' or 1 eq 1"), "'O''Brien'' or 1 eq 1'");
    }

    #[test]
    fn nothing_in_a_value_can_start_another_option() {
        let target = Target::set("systemusers").option("$filter", "name eq 'a&$top=1#x+y%20?ü\r\n'");
        assert_eq!(target.into_text(), "systemusers?$filter=name%20eq%20'a%26$top=1%23x%2By%2520%3F%C3%BC%0D%0A'");
    }

    #[test]
    fn no_value_gives_a_filter_that_nothing_meets() {
        assert_eq!(any_of("privilegeid", []), "privilegeid eq null");
        assert_eq!(any_of("a", ["1".to_owned(), "2".to_owned()]), "a eq 1 or a eq 2");
    }

    #[test]
    fn a_link_stays_as_it_is_but_cannot_break_a_line() {
        let mut text = String::new();
        encode_link("https://a/b?$skiptoken=%3Ccookie%3E&x=[1]\r\nHost: b", &mut text);
        assert_eq!(text, "https://a/b?$skiptoken=%3Ccookie%3E&x=[1]%0D%0AHost:%20b");
    }
}
