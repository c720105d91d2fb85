//! Which client or product a page belongs to: a word that playbooks use too.

use serde::Deserialize;

/// Which client a page belongs to (DESIGN §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Track {
    /// The classic web client.
    Classic,
    /// The Unified Interface.
    Uci,
    /// Power Platform admin center.
    Ppac,
    /// Power Apps maker portal.
    Maker,
    /// Microsoft 365 admin center.
    M365,
}
