//! The committed JSON schemas are those of the types that read the files.
//!
//! Run with `cargo test --features schema --test schemas`; with `WRITE_SCHEMAS=1` in the environment they are written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets this has failed"
)]
#![cfg(feature = "schema")]

use cairn::page::catalogue::Catalogue;
use cairn::playbook::Playbook;
use schemars::{Schema, schema_for};
use std::path::Path;

fn committed(path: &str, schema: &Schema) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("WRITE_SCHEMAS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, text, "{}: write it again with WRITE_SCHEMAS=1", path.display());
}

#[test]
fn pages() {
    committed("extension/pages.schema.json", &schema_for!(Catalogue));
}

#[test]
fn playbook() {
    committed("extension/playbooks/playbook.schema.json", &schema_for!(Playbook));
}
