//! How far the vendor's procedure has come: the configuration's record, the sync user's language, publishing, and
//! the faults
//! that are planted.

use uuid::Uuid;

use super::Scenario;
use super::flavour::{DOUBLED, Flavour, OTHER_FILTER, SECURED};
use super::people::People;
use super::roles::MARKETO;
use super::seed::{INSTALLED, Person, Seed};
use crate::org::Planted;
use crate::org::publish::How;
use crate::org::schema::{LEAD, QUEUE, SAVEDQUERY, STEP, SYSTEMUSER, USERQUERY, USERSETTINGS};
use crate::org::value::{Value, read_time};

/// Before the import, so that it proves nothing.
const PUBLISHED_BEFORE: &str = "2025-08-20T05:00:00Z";
const CONFIGURED: &str = "2025-09-02T09:00:00Z";
const PUBLISHED: &str = "2025-09-02T09:05:00Z";
const CONFIGURED_AGAIN: &str = "2025-10-14T16:40:00Z";

/// Views of users: name, and what their FetchXML asks.
const VIEWS: [(&str, &str); 3] = [
    ("Enabled Users", "<condition attribute=\"isdisabled\" operator=\"eq\" value=\"0\" />"),
    ("Full Access Users", "<condition attribute=\"accessmode\" operator=\"eq\" value=\"0\" />"),
    (
        "Sales People",
        "<condition attribute=\"title\" operator=\"like\" value=\"%Account Executive%\" />\
         <condition attribute=\"isdisabled\" operator=\"eq\" value=\"0\" />",
    ),
];

fn fetch(conditions: &str) -> Value {
    Value::text(&format!(
        "<fetch version=\"1.0\" output-format=\"xml-platform\" mapping=\"logical\"><entity name=\"systemuser\">\
         <attribute name=\"systemuserid\" /><attribute name=\"fullname\" /><attribute name=\"domainname\" />\
         <attribute name=\"title\" /><attribute name=\"businessunitid\" />\
         <order attribute=\"fullname\" descending=\"false\" />\
         <filter type=\"and\">{conditions}</filter></entity></fetch>"
    ))
}

fn at(text: &str) -> Value {
    read_time(text).map_or(Value::Null, Value::Time)
}

/// Fills what the procedure is about.
pub(super) fn add(
    seed: &mut Seed,
    flavour: &Flavour,
    people: &People,
    sync_user: Option<Uuid>,
    planted: &mut Vec<Planted>,
) {
    add_views(seed, people);
    published(seed, PUBLISHED_BEFORE);
    let scenario = flavour.scenario;
    if scenario == Scenario::Translated {
        seed.change(USERSETTINGS, people.admin, "uilanguageid", Value::Int(1053));
    }
    let Some(product) = flavour.product else { return };
    let language = match scenario {
        Scenario::NothingDone | Scenario::EverythingWrong | Scenario::NoEnglish => 1036,
        _ => 1033,
    };
    let configured = sync_user.filter(|_| {
        matches!(
            scenario,
            Scenario::UserReady
                | Scenario::ThreeBusinessUnits
                | Scenario::RoleElsewhere
                | Scenario::Done
                | Scenario::LimitedAdmin
                | Scenario::SignedOut
                | Scenario::Large
                | Scenario::OldPlugin
                | Scenario::TenThousand
        )
    });
    if let Some(user) = sync_user {
        for property in ["uilanguageid", "helplanguageid"] {
            seed.change(USERSETTINGS, user, property, Value::Int(language));
        }
    }
    for (order, table) in product.tables(scenario).iter().enumerate() {
        let name = match order {
            0 => product.config_name(),
            2 => "mtw_name",
            // The log is empty as long as nothing is synchronised.
            _ => continue,
        };
        let Some(id) = seed.world().store.schema.logical(&table.logical) else { continue };
        let row = seed.row(
            id,
            &[
                (name, Value::text("Default")),
                ("_ownerid_value", Value::Id(people.admin)),
                ("_owninguser_value", Value::Id(people.admin)),
                ("statecode", Value::Int(0)),
                ("statuscode", Value::Int(1)),
                ("createdon", at(INSTALLED)),
                ("modifiedon", at(INSTALLED)),
                ("_createdby_value", Value::Id(people.admin)),
                ("_modifiedby_value", Value::Id(people.admin)),
            ],
        );
        if let (Some(user), 0) = (configured, order) {
            seed.change(id, row, &product.user_property(), Value::Id(user));
            seed.change(id, row, "modifiedon", at(CONFIGURED));
        }
    }
    if configured.is_some() {
        published(seed, PUBLISHED);
    }
    match (scenario, sync_user) {
        (Scenario::EverythingWrong, Some(user)) => plant(seed, flavour, people, user, planted),
        (Scenario::OldPlugin, _) => {
            // Some of those who need the role have it.
            for user in people.staff.iter().take(4) {
                seed.give(*user, MARKETO);
            }
        }
        _ => {}
    }
}

/// A publish of everything that went well.
fn published(seed: &mut Seed, when: &str) {
    let now_ms = read_time(when).and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or_default() * 1_000;
    // Nothing runs while an organisation is filled, so nothing can refuse it.
    let _ = seed.world().start_publish(How::All, now_ms, None);
}

fn add_views(seed: &mut Seed, people: &People) {
    for (name, conditions) in VIEWS {
        seed.row(
            SAVEDQUERY,
            &[
                ("name", Value::text(name)),
                ("returnedtypecode", Value::text("systemuser")),
                ("fetchxml", fetch(conditions)),
                ("querytype", Value::Int(0)),
                ("isdefault", Value::Bool(name == "Enabled Users")),
                ("isquickfindquery", Value::Bool(false)),
                ("isuserdefined", Value::Bool(false)),
                ("ismanaged", Value::Bool(true)),
                ("componentstate", Value::Int(0)),
                ("statecode", Value::Int(0)),
                ("statuscode", Value::Int(1)),
            ],
        );
    }
    let own = "<filter type=\"or\"><condition attribute=\"title\" operator=\"eq\" value=\"Service Agent\" />\
               <condition attribute=\"title\" operator=\"like\" value=\"%Manager\" /></filter>";
    seed.row(
        USERQUERY,
        &[
            ("name", Value::text("My managers and agents")),
            ("returnedtypecode", Value::text("systemuser")),
            ("fetchxml", fetch(own)),
            ("querytype", Value::Int(0)),
            ("statecode", Value::Int(0)),
            ("statuscode", Value::Int(1)),
            ("_ownerid_value", Value::Id(people.admin)),
            ("_owninguser_value", Value::Id(people.admin)),
        ],
    );
}

/// Everything that can be wrong and can be read, once.
fn plant(seed: &mut Seed, flavour: &Flavour, people: &People, user: Uuid, planted: &mut Vec<Planted>) {
    let Some(product) = flavour.product else { return };
    let mut note = |fault: &'static str, about: &str| planted.push(Planted { fault, about: about.to_owned() });
    note("old-version", product.version);
    note("customizations-overwritten", product.version);
    note("contacts-not-merged", product.version);

    for name in ["Update of lead", "Create of account"] {
        let name = format!("{}: {name}", product.handlers);
        let store = &seed.world().store;
        let rows = store.rows(STEP);
        let named = |row: &usize| store.read(STEP, *row, "name").as_text() == Some(name.as_str());
        let step = rows.rows().find(named).map(|row| rows.id(row)).unwrap_or_default();
        seed.change(STEP, step, "statecode", Value::Int(1));
        seed.change(STEP, step, "statuscode", Value::Int(2));
        note("step-disabled", &name);
    }

    // A person works with the account, instead of nobody.
    seed.change(SYSTEMUSER, user, "title", Value::text("Marketing Operations Lead"));
    seed.change(SYSTEMUSER, user, "accessmode", Value::Int(1));
    note("user-administrative", "accessmode 1");
    note("user-not-english", "1036");
    seed.give(user, "Sales Manager");
    note("user-further-role", "Sales Manager");
    for report in people.staff.iter().take(2) {
        seed.change(SYSTEMUSER, *report, "_parentsystemuserid_value", Value::Id(user));
    }
    note("user-has-reports", "2");
    seed.row(
        QUEUE,
        &[
            ("name", Value::text("Campaign answers")),
            ("_ownerid_value", Value::Id(user)),
            ("_owninguser_value", Value::Id(user)),
            ("queueviewtype", Value::Int(0)),
            ("statecode", Value::Int(0)),
            ("statuscode", Value::Int(1)),
        ],
    );
    note("user-owns-queue", "Campaign answers");
    note("role-missing", MARKETO);

    let holder = people.staff.get(2).copied().unwrap_or(people.admin);
    seed.give(holder, MARKETO);
    note("role-on-others", "Dana Kowalski");
    let unit = seed.unit("Contoso");
    let members: Vec<Uuid> = people.staff.iter().skip(4).take(2).copied().collect();
    let team = seed.add_team("Marketing Operations", unit, 0, &members, &[MARKETO]);
    note("role-through-team", "Marketing Operations");
    note("role-cannot-read-config", &product.config());
    note("table-unreadable", "new_registration");

    let table = seed.world().store.schema.logical(&product.config());
    let row = table.and_then(|table| {
        let rows = seed.world().store.rows(table);
        rows.rows().next().map(|row| (table, rows.id(row)))
    });
    if let Some((table, row)) = row {
        seed.change(table, row, &product.user_property(), Value::Id(holder));
        seed.change(table, row, "modifiedon", at(CONFIGURED_AGAIN));
    }
    note("config-other-user", "Dana Kowalski");
    published(seed, PUBLISHED);
    note("config-changed-after-publish", CONFIGURED_AGAIN);
    note("filter-wrong-type", "lead");
    note("filter-missing", "contact");
    note("filter-other-prefix", OTHER_FILTER);
    note("filter-default-yes", "account");
    note("filter-secured", "account");
    note("columns-secured", SECURED);
    note("column-doubled", DOUBLED);
    seed.row(
        LEAD,
        &[
            ("fullname", Value::text("Riverside Fair")),
            ("lastname", Value::text("Riverside Fair")),
            ("_ownerid_value", Value::Id(team)),
            ("_owningteam_value", Value::Id(team)),
            ("_owningbusinessunit_value", Value::Id(unit)),
            ("statecode", Value::Int(0)),
            ("statuscode", Value::Int(1)),
        ],
    );
    note("owned-by-team", "lead");

    for number in 1..=7 {
        let user_name = format!("service{number}@contoso.com");
        let mut service = Person::new("Service", &format!("Account {number}"), &user_name, unit);
        (service.access_mode, service.licensed) = (4, false);
        let service = seed.add_person(&service);
        seed.give(service, "Basic User");
    }
    note("non-interactive-limit", "7");
}
