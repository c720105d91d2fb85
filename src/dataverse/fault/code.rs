//! Dataverse's error codes.

use std::fmt;

/// A Dataverse error code, compared as a number because the case of its hex digits varies (dataverse §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Code(pub u32);

impl Code {
    /// The record is not there.
    pub const OBJECT_DOES_NOT_EXIST: Self = Self(0x8004_0217);
    /// The caller lacks a privilege.
    pub const PRIVILEGE_DENIED: Self = Self(0x8004_0220);
    /// The caller has the privilege, but not for this record (marketo §4 row 34).
    pub const ACCESS_DENIED: Self = Self(0x8004_8306);
    /// The caller is disabled or has no business unit.
    pub const USER_NOT_ENABLED: Self = Self(0x8004_0225);
    /// The caller has no role at all.
    pub const USER_WITHOUT_ROLES: Self = Self(0x8004_2f09);
    /// The caller is disabled.
    pub const SYSTEM_USER_DISABLED: Self = Self(0x8004_a112);
    /// The caller does not belong to the organisation.
    pub const NOT_A_MEMBER: Self = Self(0x8007_2560);
    /// The same row, or the same link between two rows, exists.
    pub const DUPLICATE_KEY: Self = Self(0x8004_0237);
    /// Duplicate detection found a record like it.
    pub const DUPLICATE_RECORDS_FOUND: Self = Self(0x8004_0333);
    /// User and role copy belong to different business units.
    pub const USER_IN_WRONG_BUSINESS: Self = Self(0x8004_1409);
    /// Team and role copy belong to different business units.
    pub const TEAM_IN_WRONG_BUSINESS: Self = Self(0x8004_140d);
    /// The caller would grant more than he has.
    pub const ELEVATION: Self = Self(0x8004_8d3b);
    /// The user to change is disabled.
    pub const TARGET_DISABLED: Self = Self(0x8004_8d35);
    /// A path segment or query option that the server does not have.
    pub const RESOURCE_NOT_FOUND: Self = Self(0x8006_0888);
    /// What the OData library could not parse.
    pub const ODATA: Self = Self(0x8006_088a);
    /// The record has changed since its ETag was read.
    pub const CONCURRENCY_MISMATCH: Self = Self(0x8006_0882);
    /// Number of requests in five minutes.
    pub const TOO_MANY_REQUESTS: Self = Self(0x8007_2322);
    /// Execution time in five minutes.
    pub const TOO_MUCH_TIME: Self = Self(0x8007_2321);
    /// Requests at once.
    pub const TOO_MANY_AT_ONCE: Self = Self(0x8007_2326);
    /// This user exists.
    pub const USER_ALREADY_EXISTS: Self = Self(0x8004_1d2c);
    /// The user has no settings yet.
    pub const USER_SETTINGS_NOT_CREATED: Self = Self(0x8004_1d2b);
    /// The language is not provisioned.
    pub const INVALID_LANGUAGE_CODE: Self = Self(0x8004_4195);
    /// The access mode cannot become this one.
    pub const INVALID_ACCESS_MODE_TRANSITION: Self = Self(0x8004_1d66);
    /// The database refused, a deadlock among the reasons (dataverse §5.4).
    pub const SQL: Self = Self(0x8004_4150);
    /// An import or a publish is running.
    pub const SOLUTION_CONCURRENCY: Self = Self(0x8007_1151);

    /// Reads `0x80040220` in either case, or the same bits as a decimal number, signed (`-2147220960`) or not.
    /// Zero is no code: servers send it where they have none (dataverse §8).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bits = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) if digits.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(digits, 16).ok()?,
            Some(_) => return None,
            None => return Self::from_number(text.parse().ok()?),
        };
        (bits != 0).then_some(Self(bits))
    }

    /// The code that this number stands for, signed or not.
    pub fn from_number(number: i64) -> Option<Self> {
        let bits = u32::try_from(number).or_else(|_| i32::try_from(number).map(i32::cast_unsigned)).ok()?;
        (bits != 0).then_some(Self(bits))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_written_form() {
        for text in ["0x80072322", "0X80072322", " 0x80072322 ", "-2147015902", "2147951394"] {
            assert_eq!(Code::parse(text), Some(Code::TOO_MANY_REQUESTS), "{text}");
        }
        assert_eq!(Code::parse("0x8004431A"), Code::parse("0x8004431a"));
        assert_eq!(Code::parse("-2147220960"), Some(Code::PRIVILEGE_DENIED));
        assert_eq!(Code::parse("-2147187962"), Some(Code::ACCESS_DENIED));
        assert_eq!(Code(0x8004_431a).to_string(), "0x8004431a");
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in ["", "0x", "0x0", "0", "x", "0x+1", "0x180040220", "-99999999999", "1.5", "code"] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }
}
