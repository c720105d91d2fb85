//! Named starting states.

mod customers;
mod flavour;
mod large;
mod people;
mod roles;
mod seed;

use std::str::FromStr;

use super::limits::Limits;
use super::{Custom, Org};
use flavour::Flavour;
use seed::Seed;

/// A named starting state of the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scenario {
    /// The solution is installed, there is no sync user yet.
    Fresh,
    /// The sync user exists and has no role.
    UserReady,
    /// The sync user is in a child business unit; the role has three copies.
    ThreeBusinessUnits,
    /// Others hold the role: three people directly (one without any other role, one the administrator), and a team's
    /// members; a second, unmanaged role has the same name.
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
    /// An on-premises server: `/orgname` in the path, v8.2 and v9.0 only, none of the online-only names.
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
        Self::ALL.into_iter().find(|s| s.name() == name).ok_or_else(|| UnknownScenario(name.to_owned()))
    }
}

impl std::fmt::Display for UnknownScenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = Scenario::ALL.into_iter().map(Scenario::name).collect();
        write!(f, "no scenario \"{}\"; there are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownScenario {}

/// Business units below the root.
fn children(scenario: Scenario) -> &'static [&'static str] {
    match scenario {
        Scenario::ThreeBusinessUnits => &["Contoso Nordics", "Contoso Iberia"],
        Scenario::OnPremises | Scenario::NoSolution => &[],
        Scenario::RoleElsewhere => &["Contoso Events"],
        _ => &["Contoso Retail"],
    }
}

pub(super) fn build(scenario: Scenario) -> Org {
    let flavour = Flavour::of(scenario);
    let mut seed = Seed::new(&flavour);
    seed.add_structure(&flavour, children(scenario));
    roles::add(&mut seed, &flavour);
    let people = people::add(&mut seed, &flavour);
    match scenario {
        Scenario::Fresh => {}
        Scenario::UserReady | Scenario::NoSolution | Scenario::SignedOut | Scenario::OnPremises => {
            people::add_sync_user(&mut seed, &flavour, "Contoso");
        }
        Scenario::LimitedAdmin => {
            people::add_sync_user(&mut seed, &flavour, "Contoso");
            roles::add_regional(&mut seed, &people);
        }
        Scenario::ThreeBusinessUnits => {
            people::add_sync_user(&mut seed, &flavour, "Contoso Iberia");
        }
        Scenario::Done => {
            let user = people::add_sync_user(&mut seed, &flavour, "Contoso");
            seed.give(user, roles::MARKETO);
        }
        Scenario::RoleElsewhere => {
            people::add_sync_user(&mut seed, &flavour, "Contoso");
            people::spread_role(&mut seed, &people);
        }
        Scenario::Large => {
            large::add_units(&mut seed);
            people::add_sync_user(&mut seed, &flavour, "Contoso Branch 217");
        }
    }
    let named_users = seed.users();
    if scenario == Scenario::Large {
        large::add_users(&mut seed);
    }
    // Last: what came before keeps the ids that it has always had.
    customers::add(&mut seed, people.admin);
    let session = match scenario {
        Scenario::SignedOut => None,
        Scenario::LimitedAdmin => Some(people.regional_manager),
        _ => Some(people.admin),
    };
    let custom = Custom { sets: flavour.sets(), columns: flavour.columns() };
    let limits = Limits::new(flavour.online());
    Org {
        scenario,
        admin: people.admin,
        session,
        named_users,
        custom,
        limits,
        log: Vec::new(),
        writes: Vec::new(),
        served: 0,
        world: seed.finish(),
    }
}
