//! A pasted list of users: one a line, or the first telling cell of a table's line.

use crate::dataverse::id::Guid;
use crate::dataverse::rows::User;

/// The texts of a list, in order.
pub fn texts(pasted: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for line in pasted.trim_start_matches('\u{feff}').lines() {
        let text = telling(line);
        if !text.is_empty() {
            texts.push(text);
        }
    }
    texts
}

/// Of a line that is a row of a table the cell that names a user best: an id, an e-mail or a user name, else the first.
fn telling(line: &str) -> String {
    let separator = [';', '\t', ','].into_iter().find(|separator| line.contains(*separator));
    let Some(separator) = separator else { return unquoted(line) };
    let cells = cells(line, separator);
    let identifies = |cell: &&String| cell.contains(['@', '\\']) || Guid::parse(cell).is_some();
    if let Some(cell) = cells.iter().find(identifies) {
        return cell.clone();
    }
    // "Weber, Anna" is one name, not two cells.
    if separator == ',' && line.contains(", ") && !line.contains('"') {
        return line.trim().to_owned();
    }
    cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default()
}

/// The cells of a line; a separator between quotation marks does not separate.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in line.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if c == separator && !quoted {
            cells.push(unquoted(line.get(start..at).unwrap_or_default()));
            start = at + c.len_utf8();
        }
    }
    cells.push(unquoted(line.get(start..).unwrap_or_default()));
    cells
}

fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\"").trim().to_owned(),
        None => cell.to_owned(),
    }
}

/// Whom a text of a list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match<'a> {
    /// This one.
    One(&'a User),
    /// Several have this name or e-mail.
    Several,
    /// Nobody.
    Nobody,
}

/// Whom a text means among these: a user name before an e-mail or a name that several may have. The case of letters
/// outside ASCII counts: what differs in it is reported, not guessed.
pub fn find<'a>(text: &str, rows: &'a [User]) -> Match<'a> {
    let is = |known: &str| known.trim().eq_ignore_ascii_case(text);
    if let Some(row) = rows.iter().find(|row| is(&row.user_name)) {
        return Match::One(row);
    }
    let mut found = rows.iter().filter(|row| is(&row.email) || is(&row.full_name));
    match (found.next(), found.next()) {
        (None, _) => Match::Nobody,
        (Some(row), None) => Match::One(row),
        (Some(_), Some(_)) => Match::Several,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_gives_its_telling_cell() {
        let pasted = "\u{feff}Full Name;E-Mail\r\nAnna Weber;anna@contoso.com\n\"Weber, Jo\",jo@contoso.com\n\
                      Weber, Anna\nANNA@contoso.com\n\nCONTOSO\\kim\tSales\n\
                      {6F202E6C-E471-EC11-8941-000D3ADF0002},x\nLee Min\n";
        assert_eq!(
            texts(pasted),
            [
                "Full Name",
                "anna@contoso.com",
                "jo@contoso.com",
                "Weber, Anna",
                "ANNA@contoso.com",
                "CONTOSO\\kim",
                "{6F202E6C-E471-EC11-8941-000D3ADF0002}",
                "Lee Min",
            ]
        );
    }

    #[test]
    fn quotation_marks_are_taken_off() {
        assert_eq!(texts("\"Kim \"\"K\"\" Lee\"\n"), ["Kim \"K\" Lee"]);
        assert_eq!(texts("\"Lee, Kim\";Sales"), ["Lee, Kim"]);
    }
}
