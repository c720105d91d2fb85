//! Which names of a control last: those that somebody has given, and neither a counter, a random value nor a record.

use crate::dataverse::id::Guid;

/// Longer texts say more than what a control is called.
const LONGEST: usize = 100;

/// A word with so many digits is a number of something.
const DIGITS: usize = 4;

/// From so many on, hexadecimal digits are a random value.
const RANDOM: usize = 8;

/// Whether an identifier is one that somebody has given, as far as that can be seen: no GUID, no counter, no place in a
/// list, no random value, no suffix of a framework.
pub fn is_lasting(id: &str) -> bool {
    let made = (id.starts_with([':', '«']) || id.contains(":r") || id.contains('«')) && id.ends_with([':', '»']);
    let plain = id.len() <= LONGEST && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:|/~*".contains(c));
    let mut tokens = id.split(|c: char| !c.is_ascii_alphanumeric());
    let named = id.chars().any(|c| c.is_ascii_alphabetic());
    plain && named && !made && !id.starts_with("_r_") && !holds_data(id) && !tokens.any(is_generated)
}

/// Whether a text holds what belongs to a record or a person: an identifier, a number, an e-mail address.
pub fn holds_data(text: &str) -> bool {
    let ids = (0..text.len()).any(|at| text.get(at..at + 36).is_some_and(|part| Guid::parse(part).is_some()));
    let digits = text.split_whitespace().any(|word| word.chars().filter(|c| c.is_numeric()).count() >= DIGITS);
    ids || digits || text.contains('@') || text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_random)
}

/// Letters and digits by turns, or a number at the end.
fn is_generated(token: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let mut kinds: Vec<bool> = token.chars().map(digit).collect();
    kinds.dedup();
    token.ends_with(digit) || kinds.len() > 3
}

fn is_random(token: &str) -> bool {
    let hex = token.chars().all(|c| c.is_ascii_hexdigit());
    token.len() >= RANDOM && hex && token.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_somebody_has_given_lasts() {
        for id in [
            "personalSettingsLauncher",
            "systemuser|NoRelationship|HomePageGrid|Mscrm.HomepageGrid.systemuser.ManageRoles",
            "commandbar-HomePageGrid:systemuser",
            "butBegin",
            "nav_security",
        ] {
            assert!(is_lasting(id), "{id}");
        }
    }

    #[test]
    fn what_is_counted_or_random_does_not() {
        for id in [
            "",
            "7",
            "id__12",
            "TextField42",
            "checkBox_0",
            "row-3-cell",
            "menu-:r1f:",
            ":ra:",
            "radix-:rb:",
            "_r_a_",
            "«ra»",
            "css-1q2w3e",
            "a1b2c",
            "panel-deadbee0",
            "record-6f202e6c-e471-ec11-8941-000d3adf0002",
            "6F202E6CE471EC118941000D3ADF0002",
            "anna@contoso.com",
            "Anna Smith",
        ] {
            assert!(!is_lasting(id), "{id}");
        }
    }

    proptest! {
        #[test]
        fn nothing_with_an_identifier_or_a_long_number_lasts(before in "[a-z|_-]{0,9}", bits: u128, number in 1000u64..) {
            let id = Guid::from_bits(bits).to_text();
            for text in [[&*before, &id, ""], [&before, "{", &id], [&before, &number.to_string(), "x"]] {
                prop_assert!(!is_lasting(&text.concat()), "{}", text.concat());
            }
        }
    }
}
