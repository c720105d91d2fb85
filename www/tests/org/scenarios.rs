//! What each scenario promises.

use practice::org::Scenario;
use serde_json::Value;

use crate::common::Browser;

const ROLE: &str = "Marketo Sync User";

fn browser(scenario: Scenario) -> Browser {
    let mut browser = Browser::new(scenario);
    // Signed out or limited, the administrator still sees everything.
    browser.bearer = true;
    browser
}

#[test]
fn names_come_back() {
    for scenario in Scenario::ALL {
        assert_eq!(scenario.name().parse(), Ok(scenario));
        assert_eq!(browser(scenario).org.state()["scenario"], scenario.name());
    }
    assert!("nosuch".parse::<Scenario>().unwrap_err().to_string().contains("user-ready"));
}

#[test]
fn every_scenario_has_people_placeholders_and_traps() {
    for scenario in Scenario::ALL {
        let mut browser = browser(scenario);
        let query = "systemusers?$select=fullname,accessmode,isdisabled,islicensed,applicationid&$top=41";
        let users = browser.get(query).rows();
        let state = browser.org.state();
        let named = state["users"].as_array().unwrap().len();
        assert!((20..=41).contains(&named), "{} {named}", scenario.name());
        let names: Vec<&str> = users.iter().map(|user| user["fullname"].as_str().unwrap()).collect();
        assert!(names.iter().any(|name| name.starts_with("<img src=x onerror=")));
        assert!(names.iter().any(|name| name.chars().count() == 400));
        assert!(names.iter().any(|name| name.contains('\u{200b}')));
        assert!(names.iter().any(|name| name.chars().any(|c| ('\u{5d0}'..='\u{5ea}').contains(&c))));
        for name in ["SYSTEM", "INTEGRATION", "Alex Admin"] {
            assert!(names.contains(&name), "{name}");
        }
        let modes: Vec<i64> = users.iter().map(|user| user["accessmode"].as_i64().unwrap()).collect();
        let online = !matches!(scenario, Scenario::OnPremises | Scenario::OnPremises8);
        assert_eq!((modes.contains(&3), modes.contains(&5)), (online, online));
        assert_eq!(users.iter().any(|user| user["applicationid"] != Value::Null), online);
        assert!(users.iter().any(|user| user["islicensed"] == false && user["isdisabled"] == false));
    }
}

#[test]
fn the_solution_is_managed_and_of_the_stated_version() {
    let mut seen = std::collections::BTreeSet::new();
    for scenario in Scenario::ALL {
        let mut browser = browser(scenario);
        let title = match scenario {
            Scenario::NoEnglish => "Gestion des prospects Marketo",
            _ => "Marketo Lead Management",
        };
        let query = format!(
            "solutions?$select=uniquename,version,ismanaged&$expand=publisherid($select=uniquename)\
             &$filter=friendlyname eq '{title}'"
        );
        let rows = browser.get(&query).rows();
        if scenario == Scenario::NoSolution {
            assert!(rows.is_empty());
            assert!(browser.get(&format!("roles?$filter=name eq '{ROLE}'")).rows().is_empty());
            let like = "solutions?$select=friendlyname&$filter=contains(friendlyname,'marketo')";
            assert_eq!(browser.get(like).column("friendlyname"), ["Marketo Sales Insight"]);
            continue;
        }
        let row = &rows[0];
        let version = match scenario {
            Scenario::EverythingWrong => "4.0.0.14",
            Scenario::OldPlugin => "3.1.0.2",
            Scenario::TenThousand => "3.0.0.9",
            _ => "5.0.2.1",
        };
        assert_eq!((row["version"].as_str(), row["ismanaged"].as_bool()), (Some(version), Some(true)));
        if scenario != Scenario::SignedOut {
            assert!(seen.insert(row["uniquename"].as_str().unwrap().to_owned()), "a name of its own");
            assert!(seen.insert(row["publisherid"]["uniquename"].as_str().unwrap().to_owned()));
        }
        let solution = row["solutionid"].as_str().unwrap().to_owned();
        let roles = browser
            .get(&format!("solutioncomponents?$filter=_solutionid_value eq {solution} and componenttype eq 20"))
            .column("objectid");
        let root =
            browser.get(&format!("roles({})?$select=name,_parentrootroleid_value,_parentroleid_value", roles[0]));
        let root = root.json();
        assert_eq!((roles.len(), root["name"].as_str()), (1, Some(ROLE)));
        assert_eq!((&root["_parentrootroleid_value"], &root["_parentroleid_value"]), (&root["roleid"], &Value::Null));
    }
}

#[test]
fn the_sync_user_is_where_the_scenario_says() {
    for (scenario, unit, roles) in [
        (Scenario::UserReady, "Contoso", 0),
        (Scenario::ThreeBusinessUnits, "Contoso Iberia", 0),
        (Scenario::RoleElsewhere, "Contoso", 0),
        (Scenario::Done, "Contoso", 1),
        (Scenario::Large, "Contoso Branch 217", 0),
        (Scenario::OnPremises, "Contoso", 0),
    ] {
        let mut browser = browser(scenario);
        let query = "systemusers?$select=domainname&$expand=businessunitid($select=name),systemuserroles_association\
                     ($select=name,_businessunitid_value)&$filter=fullname eq 'Marketo Sync'";
        let rows = browser.get(query).rows();
        assert_eq!(rows[0]["businessunitid"]["name"], unit, "{}", scenario.name());
        assert_eq!(rows[0]["systemuserroles_association"].as_array().unwrap().len(), roles);
    }
    let mut fresh = browser(Scenario::Fresh);
    assert!(fresh.get("systemusers?$filter=contains(domainname,'marketo')").rows().is_empty());
    let on_premises = browser(Scenario::OnPremises).get("systemusers?$filter=fullname eq 'Marketo Sync'").rows();
    assert_eq!(on_premises[0]["domainname"], "CONTOSO\\marketo.sync");
}

#[test]
fn role_elsewhere_has_the_hard_cases() {
    let mut browser = browser(Scenario::RoleElsewhere);
    let xenia = browser.user("Xenia Baran");
    assert_eq!(browser.roles_of(&xenia), [ROLE]);
    let dana = browser.user("Dana Kowalski");
    assert_eq!(browser.roles_of(&dana), ["Marketing Manager", ROLE]);
    let same = browser.get(&format!(
        "roles?$select=ismanaged,solutionid&$filter=name eq '{ROLE}' and businessunitid/name eq \
        'Contoso'&$orderby=ismanaged"
    ));
    let managed: Vec<bool> = same.rows().iter().map(|row| row["ismanaged"].as_bool().unwrap()).collect();
    assert_eq!(managed, [false, true]);
    let automatic = browser.get("roles?$select=name&$filter=isautoassigned eq true and _parentroleid_value eq null");
    assert_eq!(automatic.column("name"), ["Dynamics 365 App for Outlook User"]);
}

#[test]
fn large_is_large() {
    let mut browser = browser(Scenario::Large);
    assert_eq!(browser.org.state()["userCount"], 60_000);
    assert_eq!(browser.get("businessunits/$count").text(), "400");
    let copies = browser.get(&format!("roles/$count?$filter=name eq '{ROLE}'"));
    assert_eq!(copies.text(), "400");
    let somebody = browser.get("systemusers?$select=fullname&$filter=contains(domainname,'zhang59999')").rows();
    assert_eq!(somebody.len(), 1);
}

#[test]
fn the_same_person_has_an_organisation_of_its_own_in_each_scenario() {
    let ids: std::collections::BTreeSet<String> = Scenario::ALL
        .into_iter()
        .map(|scenario| browser(scenario).get("WhoAmI").json()["OrganizationId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), Scenario::ALL.len());
}
