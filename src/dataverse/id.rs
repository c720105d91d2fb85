//! Identifiers: one newtype per kind, so that a role can never be passed where a user is meant.

use std::fmt;

/// A 128-bit identifier in Dataverse's text form, lower case, without braces.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

impl Guid {
    /// The identifier made of these bits.
    pub const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// Reads `6f202e6c-e471-ec11-8941-000d3adf0002`, in either case, with or without braces.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).unwrap_or(text);
        let mut bits: u128 = 0;
        let mut digits = 0;
        for (at, c) in text.chars().enumerate() {
            if matches!(at, 8 | 13 | 18 | 23) {
                if c != '-' {
                    return None;
                }
                continue;
            }
            bits = (bits << 4) | u128::from(c.to_digit(16)?);
            digits += 1;
            if digits > 32 {
                return None;
            }
        }
        (digits == 32).then_some(Self(bits))
    }

    /// As Dataverse writes it; what `to_string` gives, without the formatting machinery.
    pub fn to_text(self) -> String {
        let mut text = String::with_capacity(36);
        for at in 0..32 {
            if matches!(at, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            let nibble = ((self.0 >> (124 - at * 4)) & 0xf) as u32;
            text.push(char::from_digit(nibble, 16).unwrap_or('0'));
        }
        text
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Guid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Guid {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an identifier"))
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Guid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// `organizationid`.
    OrganizationId,
    /// `systemuserid`.
    UserId,
    /// `roleid` of one copy of a security role, the root row included.
    RoleId,
    /// `businessunitid`.
    BusinessUnitId,
    /// `teamid`.
    TeamId,
    /// `solutionid`.
    SolutionId,
    /// `privilegeid`.
    PrivilegeId,
    /// `MetadataId` of a table.
    TableId,
    /// `sdkmessageprocessingstepid`.
    SdkStepId,
    /// The key of a row of any table.
    RecordId,
    /// `asyncoperationid`.
    JobId,
    /// `savedqueryid` or `userqueryid`.
    ViewId,
    /// `applicationid`: the application (client) id in Entra.
    ApplicationId,
}

/// The root row of a security role: what every business unit's copy names in `_parentrootroleid_value`
/// (dataverse §3.1). Copies are compared by it, never by their own id or by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct RootRoleId(pub Guid);

impl fmt::Display for RootRoleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_either_case_and_braces_and_writes_lower_case() {
        let id = Guid::parse("{6F202E6C-E471-EC11-8941-000D3ADF0002}").unwrap();
        assert_eq!(id.to_string(), "6f202e6c-e471-ec11-8941-000d3adf0002");
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in [
            "",
            "6f202e6c",
            "6f202e6ce471ec118941000d3adf0002",
            "6f202e6c-e471-ec11-8941-000d3adf00021",
            "Default-6f202e6c",
        ] {
            assert_eq!(Guid::parse(text), None, "{text}");
        }
    }
}
