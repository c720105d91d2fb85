//! Query options: what they find, in which order, on which page, and what is refused.

use practice::org::Scenario;
use serde_json::json;

use crate::common::Browser;

fn browser() -> Browser {
    Browser::new(Scenario::UserReady)
}

fn names(browser: &mut Browser, filter: &str) -> Vec<String> {
    browser.get(&format!("systemusers?$select=fullname&$filter={filter}&$orderby=fullname")).column("fullname")
}

#[test]
fn text_is_compared_without_regard_to_case() {
    let mut browser = browser();
    for filter in [
        "fullname eq 'ALEX admin'",
        "contains(fullname,'LEX AD')",
        "startswith(fullname,'alex')",
        "endswith(domainname,'ADMIN@contoso.com')",
        "contains(fullname,'lex') and not contains(fullname,'zzz')",
        "(fullname eq 'Alex Admin' or fullname eq 'nobody') and isdisabled eq false",
    ] {
        assert_eq!(names(&mut browser, filter), ["Alex Admin"], "{filter}");
    }
    assert_eq!(names(&mut browser, "fullname eq 'Gareth O''Brien'"), ["Gareth O'Brien"]);
}

#[test]
fn null_is_equal_to_nothing_but_null() {
    let mut browser = browser();
    let all = browser.get("systemusers/$count").text().parse::<usize>().unwrap();
    let with = names(&mut browser, "title ne null").len();
    let without = names(&mut browser, "title eq null").len();
    assert_eq!(with + without, all);
    assert!(with > 10 && without > 5);
    assert_eq!(names(&mut browser, "title ne 'Developer'").len(), all - 1);
    assert!(names(&mut browser, "title gt null").is_empty());
}

#[test]
fn numbers_dates_booleans_and_ids() {
    let mut browser = browser();
    let unit = browser.id_of("businessunits?$select=businessunitid&$filter=name eq 'Contoso Retail'");
    let here = names(&mut browser, &format!("_businessunitid_value eq {unit}")).len();
    assert!(here >= 5);
    assert_eq!(names(&mut browser, "businessunitid/name eq 'Contoso Retail'").len(), here);
    assert_eq!(names(&mut browser, "accessmode ge 3 and accessmode lt 4"), ["Microsoft Support User"]);
    assert_eq!(
        names(&mut browser, "isdisabled eq true and islicensed eq false and isintegrationuser eq false").len(),
        2
    );
    assert_eq!(names(&mut browser, "createdon gt 2030-01-01T00:00:00Z").len(), 0);
    assert_eq!(names(&mut browser, "applicationid ne null").len(), 2);
    assert_eq!(names(&mut browser, "Microsoft.Dynamics.CRM.EqualUserId(PropertyName='systemuserid')"), ["Alex Admin"]);
    let picked = "Microsoft.Dynamics.CRM.In(PropertyName='accessmode',PropertyValues=[\"3\",\"5\"])";
    assert_eq!(names(&mut browser, picked).len(), 2);
}

#[test]
fn lambdas_look_through_collections() {
    let mut browser = Browser::new(Scenario::RoleElsewhere);
    let root = browser.role("Marketo Sync User", "Contoso");
    let holders =
        names(&mut browser, &format!("systemuserroles_association/any(r:r/_parentrootroleid_value eq {root})"));
    assert_eq!(holders, ["Alex Admin", "Dana Kowalski", "Xenia Baran"]);
    let none = names(&mut browser, "not systemuserroles_association/any()");
    assert!(none.contains(&"Marketo Sync".to_owned()));
    let only = "systemuserroles_association/any() and systemuserroles_association/all(r:r/name eq 'Marketo Sync User')";
    assert_eq!(names(&mut browser, only), ["Xenia Baran"]);
    let teams = browser.get(&format!(
        "teams?$select=name&$filter=teamtype ne 1 and teamroles_association/any(r:r/_parentrootroleid_value eq {root})\
         &$expand=teamroles_association($select=name),teammembership_association($select=fullname;$orderby=fullname \
         desc)"
    ));
    let team = teams.rows()[0].clone();
    assert_eq!(team["name"], "Marketing Operations");
    let members: Vec<&str> = team["teammembership_association"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["fullname"].as_str().unwrap())
        .collect();
    assert_eq!(members, ["Quentin Dubois", "Noor van Dijk", "Freya Lindqvist"]);
}

#[test]
fn expanded_collections_have_options_of_their_own() {
    let mut browser = Browser::new(Scenario::RoleElsewhere);
    let user = browser.user("Dana Kowalski");
    let body = browser
        .get(&format!(
            "systemusers({user})?$select=fullname&$expand=systemuserroles_association(\
             $select=name;$filter=ismanaged eq \
             true and startswith(name,'M');$orderby=name desc;$top=1),businessunitid($select=name)"
        ))
        .json();
    let roles = body["systemuserroles_association"].as_array().unwrap();
    assert_eq!(roles.len(), 1);
    assert_eq!(roles[0]["name"], "Marketo Sync User");
    assert!(roles[0]["roleid"].is_string() && roles[0].get("ismanaged").is_none());
    assert_eq!(body["businessunitid"]["name"], "Contoso");
    let up = browser.get("businessunits?$select=name&$expand=parentbusinessunitid($select=name)&$orderby=name").rows();
    assert_eq!(up[0]["parentbusinessunitid"], json!(null));
    assert_eq!(up[1]["parentbusinessunitid"]["name"], "Contoso");
}

#[test]
fn pages_follow_one_another_without_a_gap() {
    let mut browser = browser();
    let prefer = [("Prefer", "odata.maxpagesize=7")];
    let whole = browser.get("systemusers?$select=fullname&$orderby=fullname desc,systemuserid").column("systemuserid");
    let mut page = browser
        .get_with("systemusers?$select=fullname&$orderby=fullname desc,systemuserid&$count=true&$top=3", &prefer);
    assert_eq!(page.header("Preference-Applied"), Some("odata.maxpagesize=7"));
    assert_eq!(page.json()["@odata.count"], whole.len());
    let mut found = page.column("systemuserid");
    assert_eq!(found.len(), 7, "with a page size, $top is ignored");
    while let Some(link) = page.json()["@odata.nextLink"].as_str().map(str::to_owned) {
        assert!(link.starts_with("https://contoso.crm4.dynamics.com/api/data/v9.2/systemusers?"), "{link}");
        page = browser.follow(&link, &prefer);
        found.extend(page.column("systemuserid"));
    }
    assert_eq!(found, whole);
}

#[test]
fn top_and_order_without_pages() {
    let mut browser = browser();
    let answer = browser.get("systemusers?$select=fullname&$orderby=businessunitid/name desc,fullname&$top=2");
    assert_eq!(answer.rows().len(), 2);
    assert!(answer.json().get("@odata.nextLink").is_none());
    let retail = names(&mut browser, "businessunitid/name eq 'Contoso Retail'");
    assert_eq!(answer.column("fullname"), retail[..2]);
}

#[test]
fn counting_stops_at_five_thousand() {
    let mut browser = Browser::new(Scenario::Large);
    let prefer = [(
        "Prefer",
        "odata.maxpagesize=1,odata.include-annotations=\"Microsoft.Dynamics.CRM.totalrecordcount,\
         Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded\"",
    )];
    let body = browser.get_with("systemusers?$select=fullname&$count=true", &prefer).json();
    assert_eq!(body["@odata.count"], 5_000);
    assert_eq!(body["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"], true);
    assert_eq!(browser.get("systemusers/$count").text(), "5000");
    let page = browser.get("systemusers?$select=fullname");
    assert_eq!(page.rows().len(), 5_000);
    assert!(page.json()["@odata.nextLink"].is_string());
}

#[test]
fn unknown_names_are_refused_with_their_type() {
    let mut browser = browser();
    for path in [
        "systemusers?$select=nosuch",
        "systemusers?$filter=nosuch eq 1",
        "systemusers?$expand=nosuch",
        "systemusers?$orderby=nosuch",
        "systemusers?$filter=contains(nosuch,'x')",
        "systemusers?$filter=nosuch/name eq 'x'",
        "systemusers?$filter=nosuch/any(r:r/name eq 'x')",
    ] {
        assert_eq!(
            browser.get(path).refused(400, "0x80060888"),
            "Could not find a property named 'nosuch' on type 'Microsoft.Dynamics.CRM.systemuser'.",
            "{path}"
        );
    }
    assert_eq!(
        browser.get("systemusers?$expand=systemuserroles_association($select=nosuch)").refused(400, "0x80060888"),
        "Could not find a property named 'nosuch' on type 'Microsoft.Dynamics.CRM.role'."
    );
    // Selecting a navigation property is not selecting its column.
    browser.get("systemusers?$select=businessunitid").refused(400, "0x80060888");
    browser.get("systemusers?$select=Fullname").refused(400, "0x80060888");
    assert_eq!(
        browser.get("cr755_sauditrecordss").refused(404, "0x80060888"),
        "Resource not found for the segment 'cr755_sauditrecordss'."
    );
}

#[test]
fn what_dataverse_does_not_offer_is_refused() {
    let mut browser = browser();
    assert_eq!(browser.get("systemusers?$skip=5").refused(400, "0x80060888"), "Skip Clause is not supported in CRM");
    for path in [
        "systemusers?$search=x",
        "systemusers?$apply=groupby((isdisabled))",
        "systemusers?unknown=1",
        "systemusers?$filter=tolower(fullname) eq 'x'",
        "systemusers?$filter=fullname eq nul",
        "systemusers?$filter=fullname eq 5",
        "systemusers?$filter=accessmode eq '5'",
        "systemusers?$filter=_businessunitid_value eq '5f000000-0000-ea11-a811-000d3a33f066'",
        "systemusers?$filter=businessunitid eq 5f000000-0000-ea11-a811-000d3a33f066",
        "systemusers?$filter=isdisabled gt true",
        "systemusers?$filter=systemuserroles_association/name eq 'x'",
        "systemusers?$filter=businessunitid/any(b:b/name eq 'x')",
        "systemusers?$filter=",
        "systemusers?$expand=businessunitid($top=1)",
        "systemusers?$expand=systemuserroles_association($count=true)",
        "systemusers?$top=-1",
        "systemusers?$skiptoken=2",
        "systemusers('x')",
        "systemusers(5)",
        "systemusers(name='x')",
    ] {
        let answer = browser.get(path);
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        assert!(answer.json()["error"]["message"].as_str().unwrap().len() > 5);
    }
}
