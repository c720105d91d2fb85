use super::*;
use crate::core::facts::named_privileges;
use crate::dataverse::id::{BusinessUnitId, Guid, TeamId};
use crate::dataverse::rows::{Answer, Expanded, PrivilegeName, SYSTEM_ADMINISTRATOR_TEMPLATE, Team};

const CALLER: UserId = UserId(Guid::from_bits(1));
const ROOT: RootRoleId = RootRoleId(Guid::from_bits(2));
const READ: PrivilegeId = PrivilegeId(Guid::from_bits(3));
const ASSIGN: [PrivilegeId; 2] = [PrivilegeId(Guid::from_bits(4)), PrivilegeId(Guid::from_bits(5))];

/// The role reads everything; the caller may assign roles and reads so far. The server tells no true depths.
fn facts(held: Option<Depth>) -> Facts {
    let mut facts = Facts::default();
    let assigning = ASSIGN.iter().zip(ASSIGNING);
    let names = assigning.clone().map(|(id, name)| PrivilegeName { id: *id, name: name.to_owned() }).collect();
    facts.put(named_privileges(), Ok(Answer::PrivilegeNames(names)));
    let needed = HeldPrivilege { id: READ, depth: Depth::Global };
    facts.put(Query::RolePrivileges(RoleId(ROOT.0)), Ok(Answer::Privileges(vec![needed])));
    let mut own: Vec<HeldPrivilege> =
        assigning.map(|(id, _)| HeldPrivilege { id: *id, depth: Depth::Global }).collect();
    own.extend(held.map(|depth| HeldPrivilege { id: READ, depth }));
    facts.put(Query::UserPrivileges(CALLER), Ok(Answer::Privileges(own)));
    facts
}

fn in_team(mut facts: Facts, teams: usize) -> Facts {
    let team = Team { id: TeamId(Guid::from_bits(6)), name: String::new(), members: Expanded::NotAsked };
    facts.put(Query::UserTeams(CALLER), Ok(Answer::Teams(vec![team; teams])));
    facts
}

/// As `RetrieveUserPrivileges` lists it: a team's privilege at Basic, beside a direct one at the deeper of the two.
#[test]
fn what_a_team_may_give_deeper_is_uncertain() {
    for held in [Depth::Basic, Depth::Local, Depth::Deep] {
        let with_team = compare(&in_team(facts(Some(held)), 1), Some(ROOT), CALLER);
        assert!(matches!(with_team, Rights::Uncertain(_)), "{held:?}: {with_team:?}");
        let unread = compare(&facts(Some(held)), Some(ROOT), CALLER);
        assert!(matches!(unread, Rights::Uncertain(_)), "{held:?}: {unread:?}");
        let without = compare(&in_team(facts(Some(held)), 0), Some(ROOT), CALLER);
        assert!(matches!(without, Rights::Missing(_)), "{held:?}: {without:?}");
    }
    let nothing = compare(&in_team(facts(None), 1), Some(ROOT), CALLER);
    assert!(matches!(nothing, Rights::Missing(_)), "not even through a team: {nothing:?}");
    assert_eq!(compare(&facts(Some(Depth::Global)), Some(ROOT), CALLER), Rights::Enough);
}

#[test]
fn a_system_administrator_always_can() {
    let role = |template| Role {
        id: RoleId(ROOT.0),
        root: ROOT,
        name: "Systemadministrator".to_owned(),
        business_unit: BusinessUnitId(ROOT.0),
        business_unit_name: None,
        managed: false,
        auto_assigned: false,
        template,
    };
    for (template, enough) in [(Some(SYSTEM_ADMINISTRATOR_TEMPLATE), true), (None, false)] {
        let mut facts = in_team(facts(None), 0);
        facts.put(Query::UserRoles(CALLER), Ok(Answer::Roles(vec![role(template)])));
        assert_eq!(compare(&facts, Some(ROOT), CALLER) == Rights::Enough, enough);
        assert_eq!(short_of(&facts, ROOT, CALLER).is_empty(), enough);
    }
}
