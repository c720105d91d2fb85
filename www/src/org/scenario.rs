//! Named starting states.

use std::str::FromStr;

/// A named starting state of the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scenario {
    /// The solution is installed, there is no sync user yet.
    Fresh,
    /// The sync user exists and has no role.
    UserReady,
    /// The sync user is in a child business unit; the role has three copies.
    ThreeBusinessUnits,
    /// Others hold the role: two people directly, a team through membership; a namesake role exists.
    RoleElsewhere,
    /// Everything is as it should be.
    Done,
    /// Neither solution nor role.
    NoSolution,
    /// The signed-in person may not assign roles and lacks privileges of the role.
    LimitedAdmin,
    /// Nobody is signed in.
    SignedOut,
    /// 60,000 users, 400 business units.
    Large,
    /// An on-premises server: `/orgname` in the path, v9.1 and older, none of the online-only names.
    OnPremises,
}

/// The name is not one of [`Scenario::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownScenario(pub String);

impl Scenario {
    /// Every scenario.
    pub const ALL: [Self; 10] = [
        Self::Fresh,
        Self::UserReady,
        Self::ThreeBusinessUnits,
        Self::RoleElsewhere,
        Self::Done,
        Self::NoSolution,
        Self::LimitedAdmin,
        Self::SignedOut,
        Self::Large,
        Self::OnPremises,
    ];

    /// The name by which the control port and the command line know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::UserReady => "user-ready",
            Self::ThreeBusinessUnits => "three-business-units",
            Self::RoleElsewhere => "role-elsewhere",
            Self::Done => "done",
            Self::NoSolution => "no-solution",
            Self::LimitedAdmin => "limited-admin",
            Self::SignedOut => "signed-out",
            Self::Large => "large",
            Self::OnPremises => "on-premises",
        }
    }
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|s| s.name() == name)
            .ok_or_else(|| UnknownScenario(name.to_owned()))
    }
}

impl std::fmt::Display for UnknownScenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = Scenario::ALL.into_iter().map(Scenario::name).collect();
        write!(
            f,
            "no scenario \"{}\"; there are {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for UnknownScenario {}
