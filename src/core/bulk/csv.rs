//! A table as CSV for spreadsheets (RFC 4180): UTF-8 with a byte order mark, or Excel takes it for the system's code
//! page; and no cell that a spreadsheet would run as a formula.

/// Directional isolates of sentences; in a file they are only noise.
const ISOLATES: [char; 2] = ['\u{2068}', '\u{2069}'];

/// Rows of cells as the text of a file.
pub fn text(rows: &[Vec<String>]) -> String {
    let mut text = String::from('\u{feff}');
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            push(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

fn push(text: &mut String, cell: &str) {
    let quoted = cell.contains([',', ';', '"', '\r', '\n', '\t']) || cell.trim() != cell;
    if quoted {
        text.push('"');
    }
    // Text that begins like a formula is one to a spreadsheet, even within quotation marks.
    if cell.trim_start_matches(ISOLATES).starts_with(['=', '+', '-', '@', '\t', '\r']) {
        text.push('\'');
    }
    for c in cell.chars().filter(|c| !ISOLATES.contains(c)) {
        if c == '"' {
            text.push('"');
        }
        text.push(c);
    }
    if quoted {
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cell: &str) -> String {
        text(&[vec![cell.to_owned()]])
    }

    #[test]
    fn a_cell_cannot_become_a_formula_or_two_cells() {
        assert_eq!(of("plain"), "\u{feff}plain\r\n");
        assert_eq!(of("=HYPERLINK(\"http://x\")"), "\u{feff}\"'=HYPERLINK(\"\"http://x\"\")\"\r\n");
        for cell in ["+1", "-1", "@x", "\u{2068}=1"] {
            assert!(of(cell).starts_with("\u{feff}'"), "{cell}");
        }
        assert_eq!(of("\t=1"), "\u{feff}\"'\t=1\"\r\n");
        assert_eq!(of("a,b"), "\u{feff}\"a,b\"\r\n");
        assert_eq!(of("a\nb"), "\u{feff}\"a\nb\"\r\n");
        assert_eq!(of("\u{2068}Kim\u{2069} Lee"), "\u{feff}Kim Lee\r\n");
    }
}
