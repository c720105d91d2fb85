//! The typed reads and writes against the practice organisation: the whole procedure from the import to the publish,
//! without the core.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

use cairn::dataverse::decode;
use cairn::dataverse::id::{ApplicationId, BusinessUnitId, Guid, SolutionId, TableId, UserId, ViewId};
use cairn::dataverse::json::NativeReader;
use cairn::dataverse::read;
use cairn::dataverse::render;
use cairn::dataverse::reply::{Ended, RawReply};
use cairn::dataverse::request::{
    ApiRoot, ApiVersion, ColumnsOf, ConfigTable, HttpRequest, OptionalColumn, Payload, Query, ViewSource, Write,
};
use cairn::dataverse::rows::{AccessMode, Answer, Lookup, Table, User};
use practice::org::{Org, Request, Scenario};

struct Line {
    org: Org,
    root: ApiRoot,
    /// Columns that this server does not know.
    without: &'static [OptionalColumn],
    now: u64,
}

impl Line {
    fn new(scenario: Scenario) -> Self {
        const SERVER: &str = "http://crm.contoso.local/orgname";
        const OLDER: &[OptionalColumn] = &[OptionalColumn::RoleIsAutoAssigned];
        let (client_url, version, without) = match scenario {
            Scenario::OnPremises => (SERVER, ApiVersion::V9_0, OLDER),
            Scenario::OnPremises8 => (SERVER, ApiVersion::V8_2, OLDER),
            _ => ("https://contoso.crm4.dynamics.com", ApiVersion::V9_2, [].as_slice()),
        };
        let root = ApiRoot { client_url: client_url.to_owned(), version };
        Self { org: Org::new(scenario), root, without, now: 1_790_000_000_000 }
    }

    fn send(&mut self, request: &HttpRequest) -> Ended {
        let (scheme, rest) = request.url.split_once("://").expect("an absolute address");
        let (host, target) = rest.split_once('/').expect("a path");
        let mut headers: Vec<(String, String)> =
            request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        headers.push(("Cookie".to_owned(), "CrmOwinAuth=browser".to_owned()));
        let body = match &request.body {
            Payload::None => String::new(),
            Payload::Json(json) => json.to_text(),
            Payload::Multipart { text, .. } => text.clone(),
        };
        self.now += 1_000;
        let response = self.org.handle(&Request {
            at_ms: self.now,
            method: request.method.as_str().to_owned(),
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            target: format!("/{target}"),
            headers,
            body: body.into_bytes(),
        });
        self.now += response.takes_ms;
        let body = String::from_utf8(response.body).expect("text");
        Ended::Replied(read::reply(
            RawReply { status: response.status, headers: response.headers, body },
            &NativeReader,
        ))
    }

    #[track_caller]
    fn ask(&mut self, query: &Query) -> Answer {
        let ended = self.send(&render::query(&self.root, query, self.without));
        decode::answer(query, &ended).unwrap_or_else(|fault| panic!("{query:?}: {fault:?}"))
    }

    #[track_caller]
    fn write(&mut self, write: &Write) -> Ended {
        let ended = self.send(&render::write(&self.root, write));
        decode::written(write, &ended).unwrap_or_else(|fault| panic!("{write:?}: {fault:?}"));
        ended
    }

    #[track_caller]
    fn user(&mut self, text: &str) -> User {
        let Answer::Users(page) = self.ask(&Query::UsersNamed(vec![text.to_owned()])) else { panic!("users") };
        page.rows.into_iter().next().expect("this user")
    }

    #[track_caller]
    fn solution(&mut self) -> SolutionId {
        let Answer::Solutions(found) = self.ask(&Query::Solutions { containing: "Marketo".to_owned() }) else {
            panic!("solutions")
        };
        // The vendor's own is managed; where nothing is in English it has another name.
        found.into_iter().find(|one| one.managed && !one.friendly_name.contains("Sales Insight")).expect("it").id
    }

    #[track_caller]
    fn table(&mut self, id: TableId) -> Table {
        let Answer::Table(table) = self.ask(&Query::Table(id)) else { panic!("a table") };
        table
    }
}

fn is_labelled(lookup: &Lookup, text: &str) -> bool {
    lookup.labels.iter().any(|label| label.text == text)
}

#[test]
fn nothing_done_becomes_everything_done_by_typed_writes_alone() {
    let mut line = Line::new(Scenario::NothingDone);
    let user = line.user("marketo.sync@contoso.com");
    assert_eq!((user.licensed, user.access_mode), (Some(true), AccessMode::ReadWrite));
    assert_eq!(line.ask(&Query::UserRoles(user.id)), Answer::Roles(Vec::new()));
    let solution = line.solution();
    let Answer::Components(components) = line.ask(&Query::SolutionComponents(solution)) else { panic!("components") };
    assert_eq!((components.roles.len(), components.steps.len()), (1, 9));
    let Answer::SdkSteps(steps) = line.ask(&Query::SdkSteps(components.steps)) else { panic!("steps") };
    assert!(steps.iter().all(|step| step.enabled));

    let tables: Vec<Table> = components.tables.iter().map(|id| line.table(*id)).collect();
    let config = tables.iter().find(|table| table.labels.iter().any(|label| label.text == "Marketo Config"));
    let config = config.expect("one table with that label");
    assert!(config.read_privilege.is_some() && config.custom && config.managed);
    let lookup = config.lookups.iter().find(|lookup| lookup.custom && is_labelled(lookup, "Marketo User"));
    let lookup = lookup.expect("one lookup with that label");
    assert_eq!(lookup.target, "systemuser");
    let place = ConfigTable {
        entity_set: config.entity_set.clone(),
        primary_id: config.primary_id.clone(),
        primary_name: config.primary_name.clone(),
        lookup_column: lookup.column.clone(),
    };
    let rows = Query::ConfigRows { table: Box::new(place) };
    let Answer::ConfigRows(before) = line.ask(&rows) else { panic!("rows") };
    assert_eq!((before.len(), before[0].name.as_str(), before[0].user.is_none()), (1, "Default", true));

    let Answer::Languages(languages) = line.ask(&Query::ProvisionedLanguages) else { panic!("languages") };
    assert!(languages.contains(&1033));
    line.write(&Write::SetUserLanguage { user: user.id, language: 1033 });
    let copies = Query::RoleCopies { root: components.roles[0], business_unit: user.business_unit };
    let Answer::Roles(copies) = line.ask(&copies) else { panic!("roles") };
    line.write(&Write::AssignRole { user: user.id, role: copies[0].id });
    line.write(&Write::SetLookup {
        entity_set: config.entity_set.clone(),
        record: before[0].id,
        navigation: lookup.navigation.clone(),
        user: Some(user.id),
    });
    for table in ["lead", "contact", "account", "opportunity"] {
        let table = table.to_owned();
        line.write(&Write::CreateFilterColumn { table: table.clone(), label: "SyncToMkto".to_owned(), language: 1033 });
        let Answer::FilterTable(found) = line.ask(&Query::FilterColumn { table }) else { panic!("a table") };
        let column = found.column.expect("the new column").logical_name;
        let (entity_set, primary_id) = (found.entity_set, found.primary_id);
        let count = Query::FilterCount { entity_set, primary_id, column, value: None };
        assert!(matches!(line.ask(&count), Answer::Count(rows) if rows > 0));
    }
    line.write(&Write::PublishAll);

    let Answer::ConfigRows(after) = line.ask(&rows) else { panic!("rows") };
    assert_eq!(after[0].user.as_ref().map(|(id, name)| (*id, name.as_str())), Some((user.id, "Marketo Sync")));
    let Answer::Publications(publications) = line.ask(&Query::Publications) else { panic!("publications") };
    assert_eq!(publications[0].succeeded, Some(true));
    assert!(after[0].modified < Some(publications[0].started));
    let state = line.org.state();
    assert_eq!(state["config"][0]["userName"], "Marketo Sync");
    assert_eq!(state["unpublished"], serde_json::json!([]));
}

#[test]
fn every_read_is_answered_in_every_scenario() {
    for scenario in Scenario::ALL {
        if matches!(scenario, Scenario::NoSolution | Scenario::SignedOut | Scenario::LimitedAdmin) {
            continue;
        }
        let online = !matches!(scenario, Scenario::OnPremises | Scenario::OnPremises8);
        let mut line = Line::new(scenario);
        let solution = line.solution();
        let Answer::Components(components) = line.ask(&Query::SolutionComponents(solution)) else {
            panic!("components")
        };
        let root = components.roles[0];
        let me = line.user("Alex Admin").id;
        let mut queries = vec![
            Query::UserSettings(me),
            Query::NonInteractiveUsers,
            Query::Reports(me),
            Query::OwnedQueues(me),
            Query::CustomTables,
            Query::WrittenTables,
            Query::YesNoColumns { table: "lead".to_owned() },
            Query::BusinessUnits,
            Query::Views,
            Query::PersonalViews,
            Query::RoleHolders(root),
            Query::RoleTeams(root),
            Query::UserRoles(me),
            Query::UserTeams(me),
            Query::UserTeamsWith { user: me, root },
            Query::UsersWithoutRole { root, page: 50 },
            Query::UsersById(vec![me]),
            Query::Columns(ColumnsOf::Secured, vec!["lead".to_owned()]),
            Query::Columns(ColumnsOf::Custom, vec!["lead".to_owned()]),
            Query::TeamOwned("lead".to_owned()),
        ];
        queries.extend(online.then_some(Query::Publications));
        let request = render::batch(&line.root, &queries, line.without, "one");
        let ended = line.send(&request);
        let answers = decode::batch_answers(&queries, &ended).expect("a batch");
        for (query, answer) in queries.iter().zip(&answers) {
            assert!(answer.is_ok(), "{} {query:?}: {answer:?}", scenario.name());
        }
        let Some(Ok(Answer::Views(views))) = answers.get(8) else { panic!("views") };
        for view in views {
            let view = ViewSource::Public(view.id);
            let Answer::UserIds(page) = line.ask(&Query::ViewUsers { view, page: 50 }) else { panic!("ids") };
            assert!(!page.rows.is_empty());
        }
    }
}

#[test]
fn users_are_made_and_jobs_are_followed() {
    let mut line = Line::new(Scenario::ApplicationUser);
    let business_unit = line.user("Alex Admin").business_unit;
    let application = ApplicationId(Guid::from_bits(0x0f0f_0f0f_1111_4222_8333_4444_5555_6666));
    let made = line.write(&Write::CreateApplicationUser { application, business_unit });
    let id = UserId(decode::created(&made).expect("an id").0);
    let Answer::User(user) = line.ask(&Query::User(id)) else { panic!("a user") };
    assert!(user.is_application() && user.access_mode == AccessMode::NonInteractive && !user.email.is_empty());
    let started = line.write(&Write::PublishAllAsync);
    let job = decode::job(&started).expect("a job");
    let Answer::Job(job) = line.ask(&Query::Job(job)) else { panic!("a job") };
    assert!(job.finished && job.succeeded);

    let mut line = Line::new(Scenario::OnPremises8);
    let Answer::BusinessUnits(units) = line.ask(&Query::BusinessUnits) else { panic!("units") };
    let business_unit: BusinessUnitId = units[0].id;
    let made = line.write(&Write::CreateUser {
        user_name: "CONTOSO\\marketo.sync".to_owned(),
        first_name: "Marketo".to_owned(),
        last_name: "Sync".to_owned(),
        email: "marketo.sync@contoso.com".to_owned(),
        business_unit,
    });
    let id = UserId(decode::created(&made).expect("an id").0);
    let Answer::User(user) = line.ask(&Query::User(id)) else { panic!("a user") };
    assert_eq!((user.full_name.as_str(), user.disabled), ("Marketo Sync", false));
    let nobody = ViewSource::Public(ViewId(Guid::from_bits(1)));
    let query = Query::ViewUsers { view: nobody, page: 50 };
    let ended = line.send(&render::query(&line.root.clone(), &query, line.without));
    assert!(decode::answer(&query, &ended).is_err());
}

#[test]
fn what_was_planted_can_be_read() {
    let mut line = Line::new(Scenario::EverythingWrong);
    let user = line.user("marketo.sync@contoso.com");
    assert_eq!(user.access_mode, AccessMode::Administrative);
    let Answer::UserSettings(settings) = line.ask(&Query::UserSettings(user.id)) else { panic!("settings") };
    assert_eq!(settings.language, Some(1036));
    assert!(matches!(line.ask(&Query::Reports(user.id)), Answer::Count(2)));
    assert!(matches!(line.ask(&Query::OwnedQueues(user.id)), Answer::Count(1)));
    assert!(matches!(line.ask(&Query::NonInteractiveUsers), Answer::Count(7)));
    let solution = line.solution();
    let Answer::Components(components) = line.ask(&Query::SolutionComponents(solution)) else { panic!("components") };
    let Answer::SdkSteps(steps) = line.ask(&Query::SdkSteps(components.steps)) else { panic!("steps") };
    assert_eq!(steps.iter().filter(|step| !step.enabled).count(), 2);
    let root = components.roles[0];
    let Answer::Users(holders) = line.ask(&Query::RoleHolders(root)) else { panic!("holders") };
    assert_eq!(holders.rows.iter().map(|user| user.full_name.as_str()).collect::<Vec<_>>(), ["Dana Kowalski"]);
    let Answer::Teams(teams) = line.ask(&Query::RoleTeams(root)) else { panic!("teams") };
    assert_eq!(teams.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["Marketing Operations"]);
    let Answer::Tables(tables) = line.ask(&Query::CustomTables) else { panic!("tables") };
    let related: Vec<&str> =
        tables.iter().filter(|table| !table.lookups.is_empty()).map(|table| table.logical_name.as_str()).collect();
    assert_eq!(related, ["new_registration", "new_invoicing"]);
    let columns: Vec<bool> = ["lead", "contact"]
        .into_iter()
        .map(|table| match line.ask(&Query::FilterColumn { table: table.to_owned() }) {
            Answer::FilterTable(table) => table.column.is_some(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(columns, [true, false]);
}
