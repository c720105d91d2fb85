use super::*;
use crate::dataverse::id::{
    BusinessUnitId, Guid, PrivilegeId, RoleId, RootRoleId, SolutionId, TableId, TeamId, UserId,
};
use crate::dataverse::request::ApiVersion;

pub(super) const A: Guid = Guid::from_bits(0xa);
pub(super) const B: Guid = Guid::from_bits(0xb);
const A_TEXT: &str = "00000000-0000-0000-0000-00000000000a";
pub(super) const USER: &str = "systemuserid,fullname,domainname,internalemailaddress,isdisabled,accessmode,_businessunitid_value,\
                    islicensed,applicationid,isintegrationuser,setupuser";
pub(super) const ROLE: &str = "roleid,name,_businessunitid_value,_parentrootroleid_value,_roletemplateid_value,ismanaged,\
                    isautoassigned";

pub(super) fn root() -> ApiRoot {
    ApiRoot { client_url: "https://contoso.crm4.dynamics.com".to_owned(), version: ApiVersion::V9_2 }
}

/// The URL below the service root, with percent-encoding undone so that it can be read.
pub(super) fn path(asked: &Query, without: &[OptionalColumn]) -> String {
    let url = query(&root(), asked, without).url;
    let rest = url.strip_prefix("https://contoso.crm4.dynamics.com/api/data/v9.2/").expect("below the root");
    let mut bytes = Vec::new();
    let mut pieces = rest.split('%');
    bytes.extend(pieces.next().unwrap().bytes());
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
        bytes.extend(piece[2..].bytes());
    }
    String::from_utf8(bytes).unwrap()
}

pub(super) fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

#[test]
fn functions_are_called_as_documented() {
    assert_eq!(path(&Query::WhoAmI, &[]), "WhoAmI");
    assert_eq!(path(&Query::Version, &[]), "RetrieveVersion()");
    assert_eq!(
        path(&Query::CurrentOrganization, &[]),
        "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"
    );
    assert_eq!(
        path(&Query::UserPrivileges(UserId(A)), &[]),
        format!("systemusers({A_TEXT})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")
    );
    assert_eq!(path(&Query::RolePrivileges(RoleId(A)), &[]), format!("RetrieveRolePrivilegesRole(RoleId={A_TEXT})"));
    let names = vec!["prvReadUser".to_owned(), "prv\"Odd".to_owned()];
    let by_name = Query::UserPrivilegesByName { user: UserId(A), names };
    assert_eq!(
        path(&by_name, &[]),
        format!(
            "systemusers({A_TEXT})/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)\
             ?@p1=[\"prvReadUser\",\"prv\\\"Odd\"]"
        )
    );
    let url = query(&root(), &by_name, &[]).url;
    assert!(url.ends_with("?@p1=%5B%22prvReadUser%22,%22prv%5C%22Odd%22%5D"), "{url}");
}

#[test]
fn organisation_and_solutions() {
    assert_eq!(
        path(&Query::Organization, &[]),
        "organizations?$select=organizationid,name,languagecode,orgdborgsettings"
    );
    assert_eq!(
        path(&Query::Solutions { containing: "Mark'eto".to_owned() }, &[]),
        "solutions?$select=solutionid,uniquename,friendlyname,version,ismanaged,_parentsolutionid_value\
         &$expand=publisherid($select=uniquename,friendlyname)\
         &$filter=contains(friendlyname,'Mark''eto') or contains(uniquename,'Mark''eto')"
    );
    assert_eq!(
        path(&Query::SolutionComponents(SolutionId(A)), &[]),
        format!(
            "solutioncomponents?$select=objectid,componenttype&$filter=_solutionid_value eq {A_TEXT} \
             and (componenttype eq 1 or componenttype eq 20 or componenttype eq 92)"
        )
    );
}

#[test]
fn roles() {
    let name = "R&D #1".to_owned();
    let (root, business_unit) = (RootRoleId(A), BusinessUnitId(B));
    assert_eq!(
        path(&Query::RoleRoots { name: name.clone() }, &[]),
        format!(
            "roles?$select={ROLE}&$filter=name eq 'R&D #1' and _parentroleid_value eq null and componentstate eq 0"
        )
    );
    assert_eq!(
        path(&Query::RoleCopies { root, business_unit }, &[]),
        format!(
            "roles?$select={ROLE}&$filter=_parentrootroleid_value eq {A} and _businessunitid_value eq {B} \
             and componentstate eq 0"
        )
    );
    assert_eq!(
        path(&Query::RoleNamesakes { name, business_unit }, &[]),
        format!(
            "roles?$select={ROLE}&$filter=name eq 'R&D #1' and _businessunitid_value eq {B} and componentstate eq 0"
        )
    );
    assert_eq!(
        path(&Query::RoleCopyCount(root), &[]),
        format!("roles?$select=roleid&$filter=_parentrootroleid_value eq {A} and componentstate eq 0&$count=true")
    );
}

#[test]
fn users() {
    assert_eq!(path(&Query::User(UserId(A)), &[]), format!("systemusers({A})?$select={USER}"));
    assert_eq!(
        path(&Query::UserRoles(UserId(A)), &[]),
        format!("systemusers({A})/systemuserroles_association?$select={ROLE}")
    );
    assert_eq!(
        path(&Query::UserSearch { text: " o'neil ".to_owned(), page: 50 }, &[]),
        format!(
            "systemusers?$select={USER}&$filter=accessmode ne 3 and accessmode ne 5 and \
             (contains(fullname,'o''neil') or contains(domainname,'o''neil') or \
             contains(internalemailaddress,'o''neil'))&$orderby=fullname,systemuserid"
        )
    );
    assert_eq!(
        path(&Query::UserSearch { text: " ".to_owned(), page: 50 }, &[]),
        format!(
            "systemusers?$select={USER}&$filter=accessmode ne 3 and accessmode ne 5&$orderby=fullname,systemuserid"
        )
    );
    assert_eq!(
        path(&Query::RoleHolders(RootRoleId(A)), &[]),
        format!(
            "systemusers?$select={USER}\
             &$filter=systemuserroles_association/any(r:r/_parentrootroleid_value eq {A})\
             &$expand=systemuserroles_association($select={ROLE})&$orderby=fullname,systemuserid&$count=true"
        )
    );
}

const MEMBER: &str = "systemuserid,fullname,domainname,isdisabled,accessmode,_businessunitid_value";

#[test]
fn teams() {
    assert_eq!(
        path(&Query::RoleTeams(RootRoleId(A)), &[]),
        format!(
            "teams?$select=teamid,name\
             &$filter=teamtype ne 1 and teamroles_association/any(r:r/_parentrootroleid_value eq {A}) \
             and teammembership_association/any(u:u/systemuserid ne null)\
             &$expand=teammembership_association($select={MEMBER})&$orderby=name,teamid"
        )
    );
    assert_eq!(
        path(&Query::UserTeams(UserId(A)), &[]),
        format!(
            "teams?$select=teamid,name\
             &$filter=teamtype ne 1 and teamroles_association/any(r:r/roleid ne null) \
             and teammembership_association/any(u:u/systemuserid eq {A})&$orderby=name,teamid"
        )
    );
    assert_eq!(
        path(&Query::UserTeamsWith { user: UserId(A), root: RootRoleId(B) }, &[]),
        format!(
            "teams?$select=teamid,name\
             &$filter=teamtype ne 1 and teamroles_association/any(r:r/_parentrootroleid_value eq {B}) \
             and teammembership_association/any(u:u/systemuserid eq {A})&$orderby=name,teamid"
        )
    );
    assert_eq!(path(&Query::TeamRoles(TeamId(A)), &[]), format!("teams({A})/teamroles_association?$select={ROLE}"));
    assert_eq!(
        path(&Query::TeamMembers(TeamId(A)), &[]),
        format!("teams({A})/teammembership_association?$select={MEMBER}")
    );
}

#[test]
fn privileges() {
    let ids = vec![PrivilegeId(A), PrivilegeId(B)];
    assert_eq!(
        path(&Query::PrivilegeNames(ids), &[]),
        format!("privileges?$select=privilegeid,name&$filter=privilegeid eq {A} or privilegeid eq {B}")
    );
    assert_eq!(
        path(&Query::PrivilegesNamed(vec!["prvReadUser".to_owned()]), &[]),
        "privileges?$select=privilegeid,name&$filter=name eq 'prvReadUser'"
    );
    assert_eq!(path(&Query::PrivilegesNamed(vec![]), &[]), "privileges?$select=privilegeid,name&$filter=name eq null");
}

#[test]
fn refused_columns_are_left_out_everywhere() {
    let query = Query::RoleHolders(RootRoleId(A));
    let text = path(&query, &OptionalColumn::ALL);
    for column in OptionalColumn::ALL {
        assert!(path(&query, &[]).contains(column.as_str()));
        assert!(!text.contains(column.as_str()), "{text}");
        assert_eq!(OptionalColumn::named(column.as_str()), Some(column));
    }
    assert!(text.contains("ismanaged)"), "{text}");
    assert_eq!(OptionalColumn::named("name"), None);
}

#[test]
fn a_next_link_is_followed_verbatim_on_the_own_host_only() {
    let url = |client_url: &str, link: &str| {
        let root = ApiRoot { client_url: client_url.to_owned(), version: ApiVersion::V9_0 };
        query(&root, &Query::UserSearchNext { link: link.to_owned(), page: 50 }, &[]).url
    };
    let own = "https://crm.contoso.local/orgname";
    let link = "https://CRM.contoso.local/orgname/api/data/v9.0/systemusers?$skiptoken=%3Ccookie%20pagenumber=%222%22";
    assert_eq!(url(own, link), link);
    assert_eq!(
        url(own, "http://inner:5555/api/data/v9.0/systemusers?$skiptoken=x"),
        "https://crm.contoso.local/orgname/api/data/v9.0/systemusers?$skiptoken=x"
    );
    assert_eq!(
        url(own, "https://crm.contoso.local.evil.example/api/data/v9.0/a"),
        "https://crm.contoso.local/orgname/api/data/v9.0/a"
    );
    assert_eq!(
        url(own, "https://crm.contoso.local/orgnameX"),
        format!("{own}/api/data/v9.0/https://crm.contoso.local/orgnameX")
    );
    assert_eq!(url(own, "/systemusers?x"), format!("{own}/api/data/v9.0/systemusers?x"));
    assert_eq!(url(own, "ü"), format!("{own}/api/data/v9.0/%C3%BC"));
}

#[test]
fn every_read_carries_the_common_headers() {
    let request = query(&root(), &Query::WhoAmI, &[]);
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.body, Payload::None);
    let names: Vec<_> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(
        names,
        [
            ("Accept", "application/json"),
            ("OData-MaxVersion", "4.0"),
            ("OData-Version", "4.0"),
            ("If-None-Match", "null")
        ]
    );
}

#[test]
fn pages_annotations_and_fresh_rights_are_asked_for_where_they_matter() {
    let formatted = "odata.include-annotations=\"OData.Community.Display.V1.FormattedValue\"";
    let search = query(&root(), &Query::UserSearch { text: "a".to_owned(), page: 50 }, &[]);
    assert_eq!(header(&search, "Prefer"), Some(format!("odata.maxpagesize=50,{formatted}").as_str()));
    assert_eq!(header(&search, "Consistency"), None);

    let next = query(&root(), &Query::UserSearchNext { link: "x".to_owned(), page: 50 }, &[]);
    assert_eq!(header(&next, "Prefer"), header(&search, "Prefer"));

    let holders = query(&root(), &Query::RoleHolders(RootRoleId(A)), &[]);
    assert_eq!(header(&holders, "Prefer"), Some(format!("odata.maxpagesize=500,{formatted}").as_str()));
    assert_eq!(header(&holders, "Consistency"), Some("Strong"));

    let user = query(&root(), &Query::User(UserId(A)), &[]);
    assert_eq!(header(&user, "Prefer"), Some(formatted));
    assert_eq!(header(&user, "Consistency"), Some("Strong"));

    let count = query(&root(), &Query::RoleCopyCount(RootRoleId(A)), &[]);
    assert_eq!(header(&count, "Prefer"), Some("odata.maxpagesize=1"));

    for counted in [Query::NonInteractiveUsers, Query::Reports(UserId(A)), Query::OwnedQueues(UserId(A))] {
        assert_eq!(header(&query(&root(), &counted, &[]), "Prefer"), Some("odata.maxpagesize=1"), "{counted:?}");
    }
    for paged in [
        Query::UsersWithoutRole { root: RootRoleId(A), page: 500 },
        Query::UsersIn { business_unit: BusinessUnitId(A), page: 500 },
    ] {
        assert_eq!(header(&query(&root(), &paged, &[]), "Prefer"), header(&holders, "Prefer"), "{paged:?}");
    }
    for proof in [
        Query::UserSettings(UserId(A)),
        Query::SdkSteps(vec![]),
        Query::Table(TableId(A)),
        Query::FilterColumn { table: "lead".to_owned() },
        Query::UsersById(vec![]),
    ] {
        assert_eq!(header(&query(&root(), &proof, &[]), "Consistency"), Some("Strong"), "{proof:?}");
    }

    let privileges = query(&root(), &Query::UserPrivileges(UserId(A)), &[]);
    assert_eq!(header(&privileges, "Prefer"), None);
    assert_eq!(header(&privileges, "Consistency"), Some("Strong"));
}

#[test]
fn a_batch_holds_each_read_with_its_own_headers() {
    let queries = [Query::WhoAmI, Query::RoleRoots { name: "x y".to_owned() }];
    let request = batch(&root(), &queries, &[OptionalColumn::RoleIsAutoAssigned], "batch_1");
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://contoso.crm4.dynamics.com/api/data/v9.2/$batch");
    assert_eq!(header(&request, "Prefer"), Some("odata.continue-on-error"));
    assert_eq!(header(&request, "Content-Type"), Some("multipart/mixed; boundary=\"batch_1\""));
    let Payload::Multipart { boundary, text } = request.body else { panic!("a multipart body") };
    assert_eq!(boundary, "batch_1");
    let common = "Accept: application/json\r\nOData-MaxVersion: 4.0\r\nOData-Version: 4.0\r\nIf-None-Match: null\r\n";
    let start = "--batch_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    let service = "https://contoso.crm4.dynamics.com/api/data/v9.2";
    assert_eq!(
        text,
        format!(
            "{start}GET {service}/WhoAmI HTTP/1.1\r\n{common}\r\n\r\n\
             {start}GET {service}/roles?$select=roleid,name,_businessunitid_value,_parentrootroleid_value,\
             _roletemplateid_value,ismanaged&$filter=name%20eq%20'x%20y'%20and%20_parentroleid_value%20eq%20null%20and%20componentstate%20eq%200 \
             HTTP/1.1\r\n{common}Prefer: odata.include-annotations=\"OData.Community.Display.V1.FormattedValue\"\r\n\
             Consistency: Strong\r\n\r\n\r\n\
             --batch_1--\r\n"
        )
    );
}

#[test]
fn older_versions_are_tried_from_the_newest_down() {
    let mut version = Some(ApiVersion::ALL[0]);
    let mut tried = Vec::new();
    while let Some(now) = version {
        tried.push(now);
        version = now.older();
    }
    assert_eq!(tried, ApiVersion::ALL);
    assert_eq!(tried.last().map(|version| version.as_str()), Some("v8.2"));
}
