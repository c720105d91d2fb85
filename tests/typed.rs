//! What the extension reads by its own way from tree to type is what `serde_json` reads, and what it writes is read back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

use std::fmt::Debug;
use std::path::Path;

use cairn::core::change::{Change, LookupPlace, Person, Publishing, RoleCopy};
use cairn::core::journal::{Entry, EntryId, Stage};
use cairn::core::memory::Memory;
use cairn::core::message::Moment;
use cairn::dataverse::id::{
    ApplicationId, BusinessUnitId, Guid, JobId, RecordId, RoleId, RootRoleId, SdkStepId, TableId, UserId, ViewId,
};
use cairn::dataverse::json::{Json, JsonReader as _, NativeReader, Unfit};
use cairn::dataverse::request::ConfigTable;
use cairn::dataverse::rows::AccessMode;
use cairn::page::catalogue::Catalogue;
use cairn::playbook::Playbook;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn tree(text: &str) -> Json {
    NativeReader.read(text).unwrap()
}

/// Reads the text both ways.
fn same<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> T {
    let usual: T = serde_json::from_str(text).unwrap();
    assert_eq!(tree(text).to_typed::<T>().as_ref(), Ok(&usual));
    usual
}

/// Writes the value both ways, and reads it back.
fn kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let ours = Json::of(value).unwrap();
    assert_eq!(ours, tree(&serde_json::to_string(value).unwrap()));
    assert_eq!(tree(&ours.to_text()).to_typed::<T>().as_ref(), Ok(value));
}

#[test]
fn our_own_files_are_read_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension");
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    same::<Catalogue>(&text(&folder.join("pages.json")));
    let mut read = 0;
    for file in std::fs::read_dir(folder.join("playbooks")).unwrap() {
        let path = file.unwrap().path();
        if !path.to_string_lossy().ends_with(".schema.json") {
            same::<Playbook>(&text(&path));
            read += 1;
        }
    }
    assert!(read > 0);
}

#[test]
fn what_is_remembered_comes_back() {
    kept(&Memory::default());
    let full = r#"{"schema":1,"hints":{"version":"V9_1","without":["RoleIsAutoAssigned","UserIsLicensed"],
        "organization":"6f202e6c-e471-ec11-8941-000d3adf0002","caller":null},
        "sync_user":{"user":"6f202e6c-e471-ec11-8941-000d3adf0003","at":1700000000000},
        "variant":"application-user","awaited":"marketo.sync","filter_tables":["lead"],
        "config_choice":{"table":"6f202e6c-e471-ec11-8941-000d3adf0004","column":"xyz_userid"},
        "statements":[{"step":"dedicated","about":null,"by":"Ada","at":5}],
        "last":[{"step":"role","state":"Done"}],"last_at":7,
        "panel":{"side":"Start","width":412,"shape":"Pill","open":["user","role"]},"checked":1700000000001,
        "of a later version":{"anything":[1,2.5]}}"#;
    kept(&same::<Memory>(full));
    // Everything but the layout may be missing.
    same::<Memory>(r#"{"schema":1}"#);
    same::<Memory>(r#"{"schema":1,"panel":{"width":300}}"#);
    for broken in [r#"{}"#, r#"{"schema":"1"}"#, r#"{"schema":70000}"#, r#"{"schema":-1}"#, "[]", "null", "1"] {
        assert_eq!(tree(broken).to_typed::<Memory>(), Err(Unfit), "{broken}");
    }
}

#[test]
fn journal_entries_come_back() {
    let id = Guid::from_bits;
    let user = Person { id: UserId(id(1)), name: "<b>\u{200f}مريم \"quoted\"\n".to_owned() };
    let role = RoleCopy {
        id: RoleId(id(2)),
        root: RootRoleId(id(3)),
        name: "Marketo Sync User".to_owned(),
        business_unit: BusinessUnitId(id(4)),
        business_unit_name: String::new(),
    };
    let change = |assign: bool| {
        let (user, role) = (user.clone(), role.clone());
        if assign { Change::AssignRole { user, role } } else { Change::RemoveRole { user, role } }
    };
    let stages = [
        Stage::Begun,
        Stage::Proved(Moment(1)),
        Stage::FoundDone(Moment(2)),
        Stage::NotDone(Moment(1_700_000_000_000)),
        Stage::Unknown,
    ];
    for stage in stages {
        kept(&Entry {
            schema: 1,
            id: EntryId("0001-a".to_owned()),
            change: change(stage == Stage::Begun),
            confirmed_at: Moment(1_700_000_000_000),
            by: user.clone(),
            stage,
            undoes: (stage == Stage::Unknown).then(|| EntryId("0000-b".to_owned())),
            job: (stage == Stage::Begun).then_some(JobId(id(9))),
            modified: None,
        });
    }
}

#[test]
fn every_kind_of_change_is_kept() {
    let id = Guid::from_bits(9);
    let user = Person { id: UserId(id), name: "Marketo \u{200b}Sync".to_owned() };
    let place = LookupPlace {
        table: ConfigTable {
            entity_set: "xyz_configs".to_owned(),
            primary_id: "xyz_configid".to_owned(),
            primary_name: "xyz_name".to_owned(),
            lookup_column: "xyz_userid".to_owned(),
        },
        navigation: "xyz_UserId".to_owned(),
        record: RecordId(id),
        table_name: "Marketo Config".to_owned(),
        lookup_name: "Marketo User".to_owned(),
        record_name: "Default".to_owned(),
    };
    let unit = "Contoso".to_owned();
    for change in [
        Change::SetLanguage { user: user.clone(), before: 0, after: 1033 },
        Change::SetAccessMode { user: user.clone(), before: AccessMode::Read, after: AccessMode::ReadWrite },
        Change::SetStep { step: SdkStepId(id), name: "a step".to_owned(), enabled: true },
        Change::SetLookup { place: Box::new(place.clone()), before: None, after: Some(user.clone()) },
        Change::Publish { how: Publishing::Job, config: Some(Box::new(place)), anew: true },
        Change::Publish { how: Publishing::Request, config: None, anew: false },
        Change::CreateApplicationUser {
            application: ApplicationId(id),
            business_unit: BusinessUnitId(id),
            business_unit_name: unit.clone(),
        },
        Change::CreateUser {
            user_name: "CONTOSO\\sync".to_owned(),
            first_name: String::new(),
            last_name: "Sync".to_owned(),
            email: String::new(),
            business_unit: BusinessUnitId(id),
            business_unit_name: unit,
        },
        Change::CreateColumn { table: "lead".to_owned(), label: "SyncToMkto".to_owned(), language: 1033 },
    ] {
        kept(&Entry {
            schema: 1,
            id: EntryId("0001-a".to_owned()),
            change,
            confirmed_at: Moment(5),
            by: user.clone(),
            stage: Stage::Answered(Moment(6)),
            undoes: None,
            job: None,
            modified: Some(1_790_000_000_000),
        });
    }
}

#[test]
fn access_modes_and_identifiers_come_back() {
    for mode in [AccessMode::ReadWrite, AccessMode::NonInteractive, AccessMode::Unknown] {
        kept(&mode);
    }
    let id = Guid::from_bits(7);
    kept(&SdkStepId(id));
    kept(&vec![TableId(id)]);
    kept(&Some(RecordId(id)));
    kept(&JobId(id));
    kept(&ViewId(id));
    kept(&ApplicationId(id));
}

#[test]
fn what_no_file_of_ours_holds_is_refused() {
    assert_eq!(Json::of(&0.5), Err(Unfit));
    assert_eq!(Json::of(&u64::MAX), Err(Unfit));
    assert_eq!(Json::of(&(1, 2)), Err(Unfit));
    assert_eq!(tree(r#"{"a":1,"b":2}"#).to_typed::<Stage>(), Err(Unfit));
    assert_eq!(tree(r#"{"Proved":"soon"}"#).to_typed::<Stage>(), Err(Unfit));
    assert_eq!(tree(r#""Proved""#).to_typed::<Stage>(), Err(Unfit));
    assert_eq!(tree(r#""Never""#).to_typed::<Stage>(), Err(Unfit));
}
