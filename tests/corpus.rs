//! One reader for replies: what the native reader makes of the corpus is what every other reader has to make of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cairn::dataverse::fingerprint::fingerprint;
use cairn::dataverse::json::NativeReader;
use cairn::dataverse::read::reply;
use cairn::dataverse::reply::RawReply;

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Fingerprints by `file/name`.
fn fingerprints() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).expect("the corpus") {
        let path = entry.expect("an entry").path();
        let file = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        if path.extension().is_none_or(|extension| extension != "json") || file == "expected" {
            continue;
        }
        let cases: Vec<Case> =
            serde_json::from_str(&std::fs::read_to_string(&path).expect("a file")).expect("a list of replies");
        for Case { name, status, headers, body } in cases {
            let read = reply(RawReply { status, headers, body }, &NativeReader);
            let twice = found.insert(format!("{file}/{name}"), fingerprint(&read));
            assert_eq!(twice, None, "{file}/{name} is there twice");
        }
    }
    found
}

#[test]
fn the_native_reader_reads_the_corpus_as_expected() {
    let found = fingerprints();
    assert!(found.len() > 50, "the corpus is missing");
    let path = folder().join("expected.json");
    if std::env::var_os("UPDATE_CORPUS").is_some() {
        let mut text = serde_json::to_string_pretty(&found).expect("text");
        text.push('\n');
        std::fs::write(&path, text).expect("written");
        return;
    }
    let expected: BTreeMap<String, String> =
        serde_json::from_str(&std::fs::read_to_string(&path).expect("expected.json")).expect("a list of texts");
    for (name, text) in &found {
        assert_eq!(expected.get(name), Some(text), "{name}");
    }
    assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
}
