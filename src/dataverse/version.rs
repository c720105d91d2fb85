//! Version numbers of four parts, compared part by part as numbers.

use std::fmt;

/// `5.0.2.1`; parts that are not written count as 0 (dataverse §5.1: "may be 1.0").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct FourPart(pub [u32; 4]);

impl FourPart {
    /// Reads one to four numbers joined by dots.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = [0; 4];
        for (count, piece) in text.trim().split('.').enumerate() {
            *parts.get_mut(count)? = piece.parse().ok()?;
        }
        Some(Self(parts))
    }
}

impl fmt::Display for FourPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0;
        write!(f, "{a}.{b}.{c}.{d}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_compare_as_numbers() {
        assert!(FourPart::parse("4.0.0.9") < FourPart::parse("4.0.0.14"));
        assert!(FourPart::parse("5.0") > FourPart::parse("4.99.99.99"));
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in ["", "a", "1.2.3.4.5", "1..2", "-1.0"] {
            assert_eq!(FourPart::parse(text), None, "{text}");
        }
    }
}
