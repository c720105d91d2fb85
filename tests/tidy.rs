//! The invariants of ARCHITECTURE.md that a text search can hold.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files of this repository below `folder` with one of these endings, build output left out.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "target" | "node_modules" | "dist" | ".git" | "__pycache__") {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push((relative(&path), fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Lines of `text` outside `#[cfg(test)]` modules at its end.
fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().take_while(|(_, line)| line.trim() != "#[cfg(test)]").map(|(at, line)| (at + 1, line))
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn complain(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

#[test]
fn browser_crates_are_named_in_the_shell_alone() {
    let names = ["web_sys", "js_sys", "wasm_bindgen", "gloo", "sycamore"];
    let mut found = Vec::new();
    for (path, text) in files("src", &[".rs"]) {
        if path.starts_with("src/shell") {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if names.iter().any(|name| code.contains(name)) {
                found.push(format!("{path}:{}: {line}", at + 1));
            }
        }
    }
    complain(found, "only src/shell names browser crates");
}

#[test]
fn dependencies_point_one_way() {
    let forbidden = [
        ("src/dataverse", &["crate::core", "crate::page", "crate::playbook", "crate::shell"][..]),
        ("src/page", &["crate::core", "crate::dataverse", "crate::playbook", "crate::shell"][..]),
        ("src/playbook", &["crate::core", "crate::dataverse", "crate::page", "crate::shell"][..]),
        ("src/core", &["crate::shell"][..]),
    ];
    let mut found = Vec::new();
    for (folder, names) in forbidden {
        for (path, text) in files(folder, &[".rs"]) {
            for (at, line) in text.lines().enumerate() {
                // Ids, version numbers, names of clients and addresses are vocabulary.
                let words =
                    ["crate::dataverse::id", "crate::dataverse::version", "crate::page::track", "crate::page::link"];
                if names.iter().any(|name| line.contains(name)) && !words.iter().any(|word| line.contains(word)) {
                    found.push(format!("{path}:{}: {line}", at + 1));
                }
            }
        }
    }
    complain(found, "shell → core → {playbook, dataverse, page}; page and playbook may use vocabulary");
}

#[test]
fn the_core_has_no_clock_randomness_or_json_text() {
    let forbidden =
        ["std::time", "SystemTime", "Instant::", "rand::", "serde_json", "async fn", "std::thread", "println!"];
    let mut found = Vec::new();
    for (path, text) in files("src/core", &[".rs"]) {
        for (at, line) in product_lines(&text) {
            if forbidden.iter().any(|name| line.contains(name)) {
                found.push(format!("{path}:{at}: {line}"));
            }
        }
    }
    complain(found, "the core learns everything by events");
}

#[test]
fn everything_that_is_sent_passes_one_gate() {
    let (mut found, mut gates) = (Vec::new(), 0);
    for (path, text) in files("src/core", &[".rs"]) {
        for (at, line) in product_lines(&text).filter(|(_, line)| line.contains("Effect::Send {")) {
            match path.ends_with("src/core/gate.rs") {
                true => gates += 1,
                false => found.push(format!("{path}:{at}: {line}")),
            }
        }
    }
    complain(found, "requests leave through src/core/gate.rs alone");
    assert_eq!(gates, 1);
}

#[test]
fn a_confirmed_change_is_made_in_one_place() {
    let mut found = Vec::new();
    for (path, text) in files("src", &[".rs"]) {
        for (at, line) in text.lines().enumerate() {
            let declares = line.contains("struct") || line.contains("impl");
            for (name, place) in [("Confirmed {", "src/core/plan.rs"), ("ConfirmedBulk {", "src/core/bulk/plan.rs")] {
                if line.contains(name) && !declares && path != place {
                    found.push(format!("{path}:{}: {line}", at + 1));
                }
            }
        }
    }
    complain(found, "only Plan::confirm makes a Confirmed, and only that of many users a ConfirmedBulk");
    let places: Vec<String> = files("src/core", &[".rs"])
        .into_iter()
        .filter(|(_, text)| text.contains("render::write"))
        .map(|(path, _)| path)
        .collect();
    let writers = ["src/core/bulk/writing.rs", "src/core/writing.rs"];
    assert_eq!(places, writers, "writes are rendered in one place, and those to many users in another");
}

#[test]
fn markup_never_comes_from_strings() {
    let forbidden =
        ["innerHTML", "inner_html", "outerHTML", "outer_html", "insertAdjacentHTML", "insert_adjacent_html"];
    let mut found = Vec::new();
    for (path, text) in files("src", &[".rs"]).into_iter().chain(files("extension", &[".js", ".mjs"])) {
        for (at, line) in text.lines().enumerate() {
            if forbidden.iter().any(|name| line.contains(name)) || line.contains("document.write") {
                found.push(format!("{path}:{}: {line}", at + 1));
            }
        }
    }
    complain(found, "text of the organisation is text");
}

#[test]
fn files_are_pages_not_scrolls() {
    let mut found = Vec::new();
    for folder in ["src", "extension", "tests", "www", "scripts", "bench"] {
        for (path, text) in files(folder, &[".rs", ".js", ".mjs", ".css", ".sh", ".py"]) {
            let lines = text.lines().count();
            if lines > 500 {
                found.push(format!("{path}: {lines} lines"));
            }
        }
    }
    complain(found, "a module is one idea: at most 500 lines a file");
}

#[test]
fn nothing_in_the_product_can_panic_on_purpose() {
    let forbidden = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];
    let mut found = Vec::new();
    for (path, text) in files("src", &[".rs"]) {
        if is_test_file(&path) {
            continue;
        }
        for (at, line) in product_lines(&text) {
            let code = line.split("//").next().unwrap_or_default();
            if forbidden.iter().any(|name| code.contains(name)) {
                found.push(format!("{path}:{at}: {line}"));
            }
        }
    }
    complain(found, "errors are typed and carry the next action");
}

#[test]
fn the_guide_runs_only_when_something_happened() {
    let (mut frames, mut found) = (Vec::new(), Vec::new());
    for (path, text) in files("src/shell/guide", &[".rs"]) {
        for (at, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if code.contains(".request_animation_frame(") {
                frames.push(path.clone());
            }
            let casts = ["dyn_into", "dyn_ref", "instance_of"].iter().any(|name| code.contains(name));
            if casts || code.contains("Interval") {
                found.push(format!("{path}:{}: {line}", at + 1));
            }
        }
    }
    assert_eq!(frames, ["src/shell/guide/watch.rs"], "frames are asked for in one place, when something is due");
    complain(found, "nothing polls, and nodes of other frames are what they say they are");
}

#[test]
fn every_invariant_has_a_guard() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let invariants = text.matches("**Architecture Invariant").count();
    assert!(invariants >= 8, "ARCHITECTURE.md states its invariants");
    for block in text.split("**Architecture Invariant").skip(1) {
        let paragraph = block.split("\n\n").next().unwrap_or_default();
        assert!(paragraph.contains("Guard:"), "an invariant names its guard: {paragraph}");
    }
}

/// A promise without its test would be an advertisement.
#[test]
fn every_promise_has_its_test() {
    let text = fs::read_to_string(root().join("SECURITY.md")).expect("SECURITY.md");
    let (mut found, mut promises) = (Vec::new(), 0);
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cell = line.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default().trim();
        let Some((path, name)) = cell.strip_prefix('`').and_then(|rest| rest.split_once("` ")) else { continue };
        promises += 1;
        let test = fs::read_to_string(root().join(path)).unwrap_or_default();
        if !test.contains(name) {
            found.push(line.to_owned());
        }
    }
    assert!(promises >= 20, "SECURITY.md names its tests: {promises}");
    complain(found, "each promise names a test that is there");
}

/// What `SECURITY.md` says of hostile pages is what the attacks are expected to come to.
#[test]
fn every_attack_is_in_the_table() {
    let text = fs::read_to_string(root().join("SECURITY.md")).expect("SECURITY.md");
    let attacks = fs::read_to_string(root().join("tests/e2e/lib/attacks.mjs")).expect("the attacks");
    let (mut found, mut count) = (Vec::new(), 0);
    for attack in attacks.split("    tries: \"").skip(1) {
        let tries = attack.split('"').next().unwrap_or_default();
        let outcome = attack.split("    outcome: ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
        // One word for both browsers, or one for each.
        let words: Vec<&str> = outcome.split('"').skip(1).step_by(2).collect();
        let (Some(chromium), Some(firefox)) = (words.first(), words.last()) else { continue };
        count += 1;
        let row = format!("| {tries} | {chromium} | {firefox} |");
        if !text.contains(&row) {
            found.push(row);
        }
    }
    assert!(count >= 20 && count == attacks.matches("tries: \"").count(), "the attacks are read: {count}");
    complain(found, "SECURITY.md has each attack with its outcome");
}
