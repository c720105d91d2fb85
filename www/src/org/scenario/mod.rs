//! Named starting states.

mod customers;
mod flavour;
mod large;
mod names;
mod people;
mod plugins;
mod procedure;
mod roles;
mod seed;

use std::str::FromStr;

use super::limits::Limits;
use super::{Org, Planted};
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
    /// An on-premises server: `/orgname` in the path, v8.2 and v9.0 only, none of the online-only names. The sync user
    /// exists; the role, the configuration and publishing are open.
    OnPremises,
    /// Everything as it is right after the import: the sync user is licensed and has no role and French, the lookup is
    /// empty, nothing was published since.
    NothingDone,
    /// The sync user has role and language; the lookup is empty, nothing was published since.
    HalfDone,
    /// Each pitfall of marketo §4 that can be read; `/state` lists them under `planted`.
    EverythingWrong,
    /// A version before 4.0.0.14: every enabled interactive user needs the role, and some have it.
    OldPlugin,
    /// For the server-to-server connection: no sync user yet, and an application user with a similar name.
    ApplicationUser,
    /// An on-premises server of version 8.2, which offers no v9 address. No sync user yet.
    OnPremises8,
    /// Two tables are labelled like the configuration.
    TwoCandidates,
    /// The base language is French, the administrator reads Swedish, the vendor's labels are in French, German and
    /// English.
    Translated,
    /// 10,000 enabled users without the role, and a version that wants it on all of them.
    TenThousand,
    /// As nothing-done, and English is not among the organisation's languages: nothing is labelled in it.
    NoEnglish,
}

/// The name is not one of [`Scenario::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownScenario(pub String);

impl Scenario {
    /// Every scenario.
    pub const ALL: [Self; 20] = [
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
        Self::NothingDone,
        Self::HalfDone,
        Self::EverythingWrong,
        Self::OldPlugin,
        Self::ApplicationUser,
        Self::OnPremises8,
        Self::TwoCandidates,
        Self::Translated,
        Self::TenThousand,
        Self::NoEnglish,
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
            Self::NothingDone => "nothing-done",
            Self::HalfDone => "half-done",
            Self::EverythingWrong => "everything-wrong",
            Self::OldPlugin => "old-plugin",
            Self::ApplicationUser => "application-user",
            Self::OnPremises8 => "on-premises-8",
            Self::TwoCandidates => "two-candidates",
            Self::Translated => "translated",
            Self::TenThousand => "ten-thousand",
            Self::NoEnglish => "no-english",
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
        Scenario::OnPremises | Scenario::OnPremises8 | Scenario::NoSolution => &[],
        Scenario::RoleElsewhere => &["Contoso Events"],
        Scenario::TenThousand => &["Contoso North", "Contoso East", "Contoso South", "Contoso West"],
        _ => &["Contoso Retail"],
    }
}

pub(super) fn build(scenario: Scenario) -> Org {
    let flavour = Flavour::of(scenario);
    let mut seed = Seed::new(&flavour);
    seed.add_structure(&flavour, children(scenario));
    roles::add(&mut seed, &flavour);
    let people = people::add(&mut seed, &flavour);
    let sync_user = add_sync_user(&mut seed, &flavour, &people);
    let named_users = seed.users();
    match scenario {
        Scenario::Large => large::add_users(&mut seed, large::Crowd::Everybody),
        Scenario::TenThousand => large::add_users(&mut seed, large::Crowd::Enabled),
        _ => {}
    }
    // Last: what came before keeps the ids that it has always had.
    customers::add(&mut seed, &flavour, people.admin);
    plugins::add(&mut seed, &flavour);
    let mut planted: Vec<Planted> = Vec::new();
    procedure::add(&mut seed, &flavour, &people, sync_user, &mut planted);
    let session = match scenario {
        Scenario::SignedOut => None,
        Scenario::LimitedAdmin => Some(people.regional_manager),
        _ => Some(people.admin),
    };
    let limits = Limits::new(flavour.online());
    Org {
        scenario,
        admin: people.admin,
        session,
        named_users,
        planted,
        limits,
        log: Vec::new(),
        writes: Vec::new(),
        stuck: Vec::new(),
        served: 0,
        world: seed.finish(),
    }
}

/// The user for Marketo, in the scenarios that have one, with the roles that it has by then.
fn add_sync_user(seed: &mut Seed, flavour: &Flavour, people: &people::People) -> Option<uuid::Uuid> {
    let unit = match flavour.scenario {
        Scenario::Fresh | Scenario::ApplicationUser | Scenario::OnPremises8 => return None,
        Scenario::ThreeBusinessUnits => "Contoso Iberia",
        Scenario::Large => {
            large::add_units(seed);
            "Contoso Branch 217"
        }
        _ => "Contoso",
    };
    let user = people::add_sync_user(seed, flavour, unit);
    match flavour.scenario {
        Scenario::LimitedAdmin => roles::add_regional(seed, people),
        Scenario::Done | Scenario::HalfDone | Scenario::OldPlugin | Scenario::TenThousand => {
            seed.give(user, roles::MARKETO);
        }
        Scenario::RoleElsewhere => people::spread_role(seed, people),
        _ => {}
    }
    Some(user)
}
