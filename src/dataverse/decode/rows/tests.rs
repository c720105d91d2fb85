use super::super::tests::{A, B, C, ok, shape};
use super::*;
use crate::dataverse::id::{SdkStepId, TableId};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{Answer, Components, Expanded, Page};

#[test]
fn identity() {
    let body = r#"{"@odata.context":"x","BusinessUnitId":"A","UserId":"B","OrganizationId":"C"}"#;
    let Ok(Answer::Identity(identity)) = ok(&Query::WhoAmI, body) else { panic!("an identity") };
    assert_eq!((identity.business_unit.0, identity.user.0, identity.organization.0), (A, B, C));
    assert_eq!(ok(&Query::WhoAmI, r#"{"UserId":"B"}"#), shape("WhoAmI.BusinessUnitId"));
    assert_eq!(ok(&Query::WhoAmI, "[]"), shape("WhoAmI.UserId"));
}

#[test]
fn version() {
    let version = |text: &str| ok(&Query::Version, &format!("{{\"Version\":\"{text}\"}}"));
    assert_eq!(version("9.2.24073.198"), Ok(Answer::Version(Some(FourPart([9, 2, 24073, 198])))));
    assert_eq!(version("nine"), Ok(Answer::Version(None)));
    assert_eq!(ok(&Query::Version, "{}"), shape("RetrieveVersion.Version"));
}

#[test]
fn current_organization() {
    let read = |members: &str| {
        let body = format!(r#"{{"Detail":{{"OrganizationId":"A","FriendlyName":"Contoso"{members}}}}}"#);
        match ok(&Query::CurrentOrganization, &body) {
            Ok(Answer::CurrentOrganization(organization)) => organization,
            other => panic!("{other:?}"),
        }
    };
    let online = read(
        r#","OrganizationVersion":"9.2.1.2","EnvironmentId":"Default-x","TenantId":"t",
            "OrganizationType":"Customer","New":{}"#,
    );
    assert_eq!(online.id.0, A);
    assert_eq!(online.version, Some(FourPart([9, 2, 1, 2])));
    assert_eq!((online.environment_id.as_deref(), online.tenant_id.as_deref()), (Some("Default-x"), Some("t")));
    let on_premises = read(r#","OrganizationVersion":"9.0.45.3""#);
    assert_eq!((on_premises.environment_id, on_premises.tenant_id), (None, None));
    for (written, kind) in [
        ("\"Customer\"", OrganizationKind::Production),
        ("\"production\"", OrganizationKind::Production),
        ("0", OrganizationKind::Production),
        ("\"0\"", OrganizationKind::Production),
        ("\"CustomerTest\"", OrganizationKind::Sandbox),
        ("\"Developer\"", OrganizationKind::Sandbox),
        ("\"Trial\"", OrganizationKind::Sandbox),
        ("5", OrganizationKind::Sandbox),
        ("13", OrganizationKind::Sandbox),
        ("12", OrganizationKind::Unstated),
        ("99", OrganizationKind::Unstated),
        ("\"Sandbox of dreams\"", OrganizationKind::Unstated),
        ("null", OrganizationKind::Unstated),
        ("0.5", OrganizationKind::Unstated),
    ] {
        assert_eq!(read(&format!(",\"OrganizationType\":{written}")).kind, kind, "{written}");
    }
    assert_eq!(read("").kind, OrganizationKind::Unstated);
    let none = ok(&Query::CurrentOrganization, "{}");
    assert_eq!(none, shape("RetrieveCurrentOrganization.Detail"));
}

#[test]
fn organization_settings() {
    let read = |row: &str| match ok(&Query::Organization, &format!("{{\"value\":[{row}]}}")) {
        Ok(Answer::Organization(row)) => row,
        other => panic!("{other:?}"),
    };
    assert_eq!(read(""), None);
    let row = read(r#"{"name":"Contoso","languagecode":1033,"orgdborgsettings":null}"#).unwrap();
    assert_eq!((row.name.as_str(), row.language, row.roles_on_disabled_users), ("Contoso", Some(1033), None));
    for (settings, value) in [
        (
            "<OrgSettings><AllowRoleAssignmentOnDisabledUsers>true</AllowRoleAssignmentOnDisabledUsers></OrgSettings>",
            Some(true),
        ),
        ("<OrgSettings><A>1</A><AllowRoleAssignmentOnDisabledUsers> False </AllowRole", Some(false)),
        ("<OrgSettings><AllowRoleAssignmentOnDisabledUsers>yes</", None),
        ("<AllowRoleAssignmentOnDisabledUsers>", None),
        ("<OrgSettings/>", None),
    ] {
        let row = read(&format!("{{\"orgdborgsettings\":\"{settings}\"}}")).unwrap();
        assert_eq!(row.roles_on_disabled_users, value, "{settings}");
    }
    assert_eq!(ok(&Query::Organization, "{}"), shape("organizations.value"));
}

#[test]
fn solutions() {
    let query = Query::Solutions { containing: "Marketo".to_owned() };
    let body = r#"{"value":[{"solutionid":"A","uniquename":"mkto","friendlyname":"Marketo Lead Management",
        "version":"5.0",
        "ismanaged":true,"_parentsolutionid_value":"B","publisherid":{"uniquename":"p","friendlyname":"Adobe"}},
        {"solutionid":"B","version":"new","publisherid":null}]}"#;
    let Ok(Answer::Solutions(rows)) = ok(&query, body) else { panic!("solutions") };
    assert_eq!((rows[0].id, rows[0].parent), (SolutionId(A), Some(SolutionId(B))));
    assert_eq!((rows[0].version, rows[0].version_text.as_str()), (Some(FourPart([5, 0, 0, 0])), "5.0"));
    assert_eq!((rows[0].managed, rows[0].publisher.as_deref()), (true, Some("Adobe")));
    assert_eq!((rows[1].version, rows[1].version_text.as_str(), rows[1].managed), (None, "new", false));
    assert_eq!((rows[1].parent, &rows[1].publisher, rows[1].unique_name.as_str()), (None, &None, ""));
    assert_eq!(ok(&query, r#"{"value":[{"uniquename":"mkto"}]}"#), shape("solutions.solutionid"));
}

#[test]
fn roles_and_their_roots() {
    let query = Query::RoleCopies { root: RootRoleId(A), business_unit: BusinessUnitId(B) };
    let body = r#"{"value":[{"roleid":"A","name":"Marketo\u200b Sync User","_businessunitid_value":"B",
        "_businessunitid_value@OData.Community.Display.V1.FormattedValue":"Contoso","_parentrootroleid_value":"C",
        "ismanaged":true,"isautoassigned":true,
        "_roletemplateid_value":"627090FF-40A3-4053-8790-584EDC5BE201"},
        {"roleid":"A","_businessunitid_value":"B","_roletemplateid_value":null}]}"#;
    let Ok(Answer::Roles(rows)) = ok(&query, body) else { panic!("roles") };
    assert_eq!((rows[0].id, rows[0].root, rows[0].business_unit), (RoleId(A), RootRoleId(C), BusinessUnitId(B)));
    assert_eq!(rows[0].name, "Marketo\u{200b} Sync User");
    assert_eq!(rows[0].business_unit_name.as_deref(), Some("Contoso"));
    assert!(rows[0].managed && rows[0].auto_assigned);
    assert_eq!(rows[1].root, RootRoleId(A));
    assert!(!rows[1].managed && !rows[1].auto_assigned);
    assert!(rows[0].is_system_administrator() && !rows[1].is_system_administrator());
    assert_eq!(ok(&query, r#"{"value":[{"roleid":"A"}]}"#), shape("roles._businessunitid_value"));
    assert_eq!(ok(&query, r#"{"value":[{}]}"#), shape("roles.roleid"));
    assert_eq!(ok(&query, r#"{"value":[7]}"#), shape("roles.roleid"));
    assert_eq!(ok(&query, r#"{"value":[],"@odata.nextLink":"x"}"#), shape("roles.@odata.nextLink"));
}

#[test]
fn solution_components_and_copy_counts() {
    let query = Query::SolutionComponents(SolutionId(A));
    let body = r#"{"value":[{"objectid":"A","componenttype":20},{"objectid":"B","componenttype":1},
        {"objectid":"C","componenttype":92},{"objectid":"C","componenttype":62}]}"#;
    let expected = Components { tables: vec![TableId(B)], roles: vec![RootRoleId(A)], steps: vec![SdkStepId(C)] };
    assert_eq!(ok(&query, body), Ok(Answer::Components(expected)));
    assert_eq!(ok(&query, r#"{"value":[{"componenttype":20}]}"#), shape("solutioncomponents.objectid"));
    assert_eq!(ok(&query, r#"{"value":[{"objectid":"A"}]}"#), shape("solutioncomponents.componenttype"));
    assert_eq!(ok(&query, r#"{"value":[],"@odata.nextLink":"x"}"#), shape("solutioncomponents.@odata.nextLink"));
    let count = Query::RoleCopyCount(RootRoleId(A));
    assert_eq!(ok(&count, r#"{"@odata.count":400,"value":[{}],"@odata.nextLink":"x"}"#), Ok(Answer::Count(400)));
    assert_eq!(ok(&count, r#"{"@odata.count":-1}"#), shape("roles.@odata.count"));
}

#[test]
fn users_in_pages() {
    let query = Query::UserSearch { text: String::new(), page: 2 };
    let body = r#"{"value":[
        {"systemuserid":"A","ownerid":"A","fullname":"<img src=x>","domainname":"a@b","internalemailaddress":"a@b",
         "isdisabled":true,"accessmode":4,"islicensed":false,"applicationid":"C","isintegrationuser":true,
         "setupuser":true,"_businessunitid_value":"B","_businessunitid_value@OData.Community.Display.V1.FormattedValue":"Contoso"},
        {"systemuserid":"B","fullname":null,"applicationid":null,"accessmode":17,"_businessunitid_value":"B"}],
        "@odata.nextLink":"https://x/?$skiptoken=1"}"#;
    let Ok(Answer::Users(page)) = ok(&query, body) else { panic!("users") };
    assert_eq!(page.next.as_deref(), Some("https://x/?$skiptoken=1"));
    let [first, second] = page.rows.as_slice() else { panic!("two rows") };
    assert_eq!(
        (first.full_name.as_str(), first.user_name.as_str(), first.email.as_str()),
        ("<img src=x>", "a@b", "a@b")
    );
    assert!(first.disabled && first.is_application() && first.integration && first.setup);
    assert_eq!(first.application_id, Some(ApplicationId(C)));
    assert_eq!((first.licensed, first.access_mode), (Some(false), AccessMode::NonInteractive));
    assert_eq!(first.business_unit_name.as_deref(), Some("Contoso"));
    assert_eq!((second.full_name.as_str(), second.licensed, second.access_mode), ("", None, AccessMode::Unknown));
    assert!(!second.disabled && !second.is_application() && !second.setup && second.roles == Expanded::NotAsked);
    let nameless = r#"{"value":[{"fullname":"x"}]}"#;
    assert_eq!(ok(&query, nameless), shape("systemusers.systemuserid"));
    let homeless = r#"{"value":[{"systemuserid":"A"}]}"#;
    assert_eq!(ok(&query, homeless), shape("systemusers._businessunitid_value"));
}

/// Rows are the whole of it, with a link or without; no row with a link says nothing.
#[test]
fn roles_that_come_with_a_user() {
    let query = Query::UsersById(vec![UserId(A)]);
    let roles = |members: &str| {
        let row = format!(r#"{{"systemuserid":"A","_businessunitid_value":"B"{members}}}"#);
        match ok(&query, &format!(r#"{{"value":[{row}]}}"#)) {
            Ok(Answer::Users(page)) => Ok(page.rows[0].roles.clone()),
            Ok(other) => panic!("{other:?}"),
            Err(fault) => Err(fault),
        }
    };
    const ONE: &str = r#","systemuserroles_association":[{"roleid":"C","_businessunitid_value":"B"}]"#;
    const LINK: &str = r#","systemuserroles_association@odata.nextLink":"x""#;
    for told in [ONE.to_owned(), format!("{ONE}{LINK}")] {
        let Ok(Expanded::Told(read)) = roles(&told) else { panic!("{told}") };
        assert_eq!(read[0].id, RoleId(C));
    }
    assert_eq!(roles(r#","systemuserroles_association":[]"#), Ok(Expanded::Told(vec![])));
    assert_eq!(roles(&format!(r#","systemuserroles_association":[]{LINK}"#)), Ok(Expanded::Untold));
    for not_asked in ["", r#","systemuserroles_association":null"#] {
        assert_eq!(roles(not_asked), Ok(Expanded::NotAsked));
    }
    let wrong = roles(r#","systemuserroles_association":{}"#);
    assert_eq!(wrong, shape("systemuserroles_association"));
}

#[test]
fn roles_that_are_asked_for_on_their_own() {
    let query = Query::UserRoles(UserId(A));
    let Ok(Answer::Roles(none)) = ok(&query, r#"{"value":[]}"#) else { panic!("roles") };
    assert!(none.is_empty());
    assert_eq!(ok(&query, r#"{"value":[],"@odata.nextLink":"x"}"#), shape("roles.@odata.nextLink"));
}

#[test]
fn teams_with_members() {
    let body = r#"{"value":[{"teamid":"A","name":"Sales",
        "teammembership_association":[{"systemuserid":"B","fullname":"Ann","_businessunitid_value":"B"}],
        "teammembership_association@odata.nextLink":"x"},
        {"teamid":"B","teammembership_association":[],"teammembership_association@odata.nextLink":"x"}]}"#;
    let Ok(Answer::Teams(teams)) = ok(&Query::RoleTeams(RootRoleId(C)), body) else { panic!("teams") };
    let members = teams[0].members.told().unwrap();
    assert_eq!((teams[0].name.as_str(), members[0].full_name.as_str()), ("Sales", "Ann"));
    assert_eq!(teams[1].members, Expanded::Untold);
    assert_eq!(ok(&Query::UserTeams(UserId(A)), r#"{"value":[{}]}"#), shape("teams.teamid"));
    let alone = ok(&Query::TeamMembers(TeamId(A)), r#"{"value":[{"systemuserid":"B","_businessunitid_value":"B"}]}"#);
    assert!(matches!(alone, Ok(Answer::Users(page)) if page.rows.len() == 1));
}

#[test]
fn privileges_and_depths() {
    let rows =
        |depth: &str| format!(r#"{{"RolePrivileges":[{{"Depth":{depth},"PrivilegeId":"A","BusinessUnitId":"B"}}]}}"#);
    let user = Query::UserPrivileges(UserId(A));
    for (written, depth) in [
        ("\"Basic\"", Depth::Basic),
        ("\"local\"", Depth::Local),
        ("\"Deep\"", Depth::Deep),
        ("\"Global\"", Depth::Global),
        ("0", Depth::Basic),
        ("3", Depth::Global),
    ] {
        let Ok(Answer::Privileges(held)) = ok(&user, &rows(written)) else { panic!("privileges") };
        assert_eq!((held[0].id, held[0].depth), (PrivilegeId(A), depth), "{written}");
    }
    for unknown in ["4", "-1", "\"RecordFilter\"", "null"] {
        assert_eq!(ok(&user, &rows(unknown)), Ok(Answer::Privileges(vec![])), "{unknown}");
        assert_eq!(ok(&Query::RolePrivileges(RoleId(A)), &rows(unknown)), shape("RolePrivileges.Depth"), "{unknown}");
    }
    assert_eq!(ok(&user, "{}"), shape("RolePrivileges"));
    assert_eq!(ok(&user, r#"{"RolePrivileges":[{"Depth":1}]}"#), shape("RolePrivileges.PrivilegeId"));
}

#[test]
fn privileges_by_name() {
    let query = Query::UserPrivilegesByName { user: UserId(A), names: vec![] };
    let body =
        r#"{"RolePrivileges":[{"Depth":"Deep","PrivilegeId":"A","BusinessUnitId":"B","PrivilegeName":"prvReadRole"}]}"#;
    assert_eq!(ok(&query, body), Ok(Answer::PrivilegeDepths(vec![("prvReadRole".to_owned(), Depth::Deep)])));
    assert_eq!(ok(&query, r#"{"RolePrivileges":[{"Depth":1}]}"#), shape("RolePrivileges.PrivilegeName"));
    let Ok(Answer::PrivilegeNames(names)) =
        ok(&Query::PrivilegeNames(vec![]), r#"{"value":[{"privilegeid":"A","name":"prvReadRole"}]}"#)
    else {
        panic!("names")
    };
    assert_eq!((names[0].id, names[0].name.as_str()), (PrivilegeId(A), "prvReadRole"));
}

#[test]
fn pages_that_are_counted_and_pages_of_a_view() {
    let query = Query::UsersWithoutRole { root: RootRoleId(A), page: 1 };
    let body =
        r#"{"@odata.count":5000,"value":[{"systemuserid":"A","_businessunitid_value":"B"}],"@odata.nextLink":"x"}"#;
    let Ok(Answer::Users(page)) = ok(&query, body) else { panic!("users") };
    assert_eq!((page.rows.len(), page.total, page.next.as_deref()), (1, Some(5000), Some("x")));
    let Ok(Answer::Users(page)) = ok(&Query::UsersNamed(vec![]), r#"{"value":[]}"#) else { panic!("users") };
    assert_eq!((page.total, page.next), (None, None));

    let view = Query::ViewUsersNext { link: "x".to_owned(), page: 2 };
    let body = r#"{"value":[{"systemuserid":"A","fullname":"Ana"},{"systemuserid":"B"}],"@odata.nextLink":"y"}"#;
    let next = Some("y".to_owned());
    let expected = Page { rows: vec![UserId(A), UserId(B)], next, total: None };
    assert_eq!(ok(&view, body), Ok(Answer::UserIds(expected)));
    assert_eq!(ok(&view, r#"{"value":[{"fullname":"Ana"}]}"#), shape("systemusers.systemuserid"));
}

#[test]
fn what_is_only_counted() {
    let filter = Query::FilterCount {
        entity_set: "leads".to_owned(),
        primary_id: "leadid".to_owned(),
        column: "new_synctomkto".to_owned(),
        value: None,
    };
    for (query, place) in [
        (Query::NonInteractiveUsers, "systemusers.@odata.count"),
        (Query::Reports(UserId(A)), "systemusers.@odata.count"),
        (Query::OwnedQueues(UserId(A)), "queues.@odata.count"),
        (filter, "rows.@odata.count"),
    ] {
        assert_eq!(ok(&query, r#"{"@odata.count":7,"value":[]}"#), Ok(Answer::Count(7)));
        assert_eq!(ok(&query, r#"{"value":[]}"#), shape(place));
    }
}
