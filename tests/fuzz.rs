//! The fuzz targets with the stable compiler: the whole corpus, and changed pieces of it. libFuzzer looks further
//! (`./build.sh fuzz`), with a compiler that not everybody has.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

#[path = "../fuzz/src/lib.rs"]
mod entries;

use std::fs;
use std::path::Path;

use proptest::prelude::*;

/// One change to a piece of the corpus; places are parts of 65,536 of its length.
#[derive(Clone, Debug)]
enum Edit {
    Put(u16, Vec<u8>),
    Cut(u16, u16),
    Twice(u16, u16),
    Flip(u16, u8),
    /// The rest comes from another piece.
    Cross(usize, u16),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..8),
        prop::sample::select(vec![
            "\r\n", "--b", "{", "}", "\"", "'", "(", ")", "\u{202e}", "\u{0}", "null", "-1", "1e999"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let edit = prop_oneof![
        3 => (any::<u16>(), bytes).prop_map(|(at, bytes)| Edit::Put(at, bytes)),
        2 => (any::<u16>(), any::<u16>()).prop_map(|(at, count)| Edit::Cut(at, count)),
        1 => (any::<u16>(), any::<u16>()).prop_map(|(at, count)| Edit::Twice(at, count)),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, bits)| Edit::Flip(at, bits)),
        1 => (any::<usize>(), any::<u16>()).prop_map(|(other, at)| Edit::Cross(other, at)),
    ];
    prop::collection::vec(edit, 1..6)
}

fn place(at: u16, length: usize) -> usize {
    usize::from(at) * length / 65_536
}

fn edited(corpus: &[Vec<u8>], piece: usize, edits: &[Edit]) -> Vec<u8> {
    let mut data = corpus[piece % corpus.len()].clone();
    for edit in edits {
        let length = data.len();
        match edit {
            Edit::Put(at, bytes) => drop(data.splice(place(*at, length)..place(*at, length), bytes.iter().copied())),
            Edit::Cut(at, count) => {
                let from = place(*at, length);
                drop(data.drain(from..(from + usize::from(*count) % 64).min(length)));
            }
            Edit::Twice(at, count) => {
                let from = place(*at, length);
                data.extend_from_within(from..(from + usize::from(*count) % 256).min(length));
            }
            Edit::Flip(at, bits) => {
                if let Some(byte) = data.get_mut(place(*at, length)) {
                    *byte ^= bits;
                }
            }
            Edit::Cross(other, at) => {
                let other = &corpus[other % corpus.len()];
                data.truncate(place(*at, length));
                data.extend_from_slice(&other[place(*at, other.len())..]);
            }
        }
    }
    data
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> =
        fs::read_dir(&folder).expect("a corpus for each target").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(files.len() >= 3, "{}: seeds", folder.display());
    files.into_iter().map(|path| fs::read(path).expect("a seed")).collect()
}

fn run(target: &str, entry: fn(&[u8])) {
    let corpus = corpus(target);
    for seed in &corpus {
        entry(seed);
    }
    let cases = if std::env::var_os("DEEP").is_some() { 200_000 } else { 1_500 };
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let ran = runner.run(&(any::<usize>(), edits()), |(piece, edits)| {
        entry(&edited(&corpus, piece, &edits));
        Ok(())
    });
    if let Err(failed) = ran {
        panic!("{target}: {failed}");
    }
    println!("{target}: {} seeds, {cases} changed ones", corpus.len());
}

#[test]
fn answers_to_batches() {
    run("batch", entries::batch);
}

#[test]
fn refusals() {
    run("error", entries::error);
}

#[test]
fn playbooks_and_pages() {
    run("playbook", entries::playbook);
}

#[test]
fn what_is_stored() {
    run("snapshot", entries::snapshot);
}

#[test]
fn labels() {
    run("label", entries::label);
}

#[test]
fn pasted_lists() {
    run("list", entries::list);
}

#[test]
fn queries_to_the_practice_organisation() {
    run("odata", entries::odata);
}
