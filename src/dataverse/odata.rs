//! Text inside a URL: OData literals and percent-encoding.

use super::id::Guid;

/// A string literal: quotation marks doubled inside (dataverse §2.2). Still to be percent-encoded.
pub fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    quoted.push_str(&text.replace('\'', "''"));
    quoted.push('\'');
    quoted
}

/// `a eq 1 or a eq 2`; for nothing a condition that no key meets, because an empty `$filter` is refused.
pub fn any_of(column: &str, values: &mut dyn Iterator<Item = String>) -> String {
    let mut filter = String::new();
    for value in values {
        or_equal(&mut filter, column, &value);
    }
    if filter.is_empty() {
        filter = joined(&[column, " eq null"]);
    }
    filter
}

/// Another way to meet the filter.
pub fn or_equal(filter: &mut String, column: &str, value: &str) {
    let or = if filter.is_empty() { "" } else { " or " };
    filter.push_str(&joined(&[or, column, " eq ", value]));
}

/// The texts one after another.
pub fn joined(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece);
    }
    text
}

/// `systemusers(6f20…)`
pub fn record(set: &str, id: Guid) -> String {
    joined(&[set, "(", &id.to_text(), ")"])
}

/// A path below the service root, as it stands in the URL, with its query options, whose values are percent-encoded
/// here.
pub fn target(path: &str, options: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    let mut before = '?';
    for (name, value) in options {
        text.push(before);
        text.push_str(name);
        text.push('=');
        encode(value, &mut text);
        before = '&';
    }
    text
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
        let target = target("systemusers", &[("$filter", "name eq 'a&$top=1#x+y%20?ü\r\n'"), ("$top", "1")]);
        assert_eq!(target, "systemusers?$filter=name%20eq%20'a%26$top=1%23x%2By%2520%3F%C3%BC%0D%0A'&$top=1");
    }

    #[test]
    fn no_value_gives_a_filter_that_nothing_meets() {
        assert_eq!(any_of("privilegeid", &mut std::iter::empty()), "privilegeid eq null");
        assert_eq!(any_of("a", &mut ["1".to_owned(), "2".to_owned()].into_iter()), "a eq 1 or a eq 2");
    }

    #[test]
    fn a_link_stays_as_it_is_but_cannot_break_a_line() {
        let mut text = String::new();
        encode_link("https://a/b?$skiptoken=%3Ccookie%3E&x=[1]\r\nHost: b", &mut text);
        assert_eq!(text, "https://a/b?$skiptoken=%3Ccookie%3E&x=[1]%0D%0AHost:%20b");
    }
}
