//! The description of a page: the product's own names are in it, and nothing else is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test that meets this has failed; each test file uses a part of the frozen pages"
)]

#[path = "pages/frozen.rs"]
mod frozen;

use cairn::dataverse::id::Guid;
use cairn::dataverse::json::Json;
use cairn::page::catalogue::Catalogue;
use cairn::page::report::{self, Described, Part};
use cairn::page::values::Values;
use frozen::{Edit, Site};
use proptest::prelude::*;
use std::path::Path;

fn catalogue() -> Catalogue {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/pages.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn described(file: &str, edits: &[Edit], private: &[&str]) -> report::Report {
    let private: Vec<String> = private.iter().map(|text| (*text).to_owned()).collect();
    report::describe(&Site::load(file, edits), &catalogue(), &Values::default(), &private)
}

fn text(report: &report::Report) -> String {
    Json::of(report).unwrap().to_text()
}

/// All parts, the inner ones after those that hold them, through frames.
fn all(document: &Described) -> Vec<&Part> {
    let mut parts: Vec<&Part> = Vec::new();
    let mut left: Vec<&Part> = document.parts.iter().rev().collect();
    while let Some(part) = left.pop() {
        parts.push(part);
        left.extend(part.document.iter().flat_map(|document| document.parts.iter().rev()));
        left.extend(part.parts.iter().rev());
    }
    parts
}

fn value<'a>(part: &'a Part, name: &str) -> Option<&'a str> {
    part.attributes.iter().find(|attribute| attribute.name == name)?.value.as_deref()
}

#[test]
fn what_an_anchor_is_made_of_is_there() {
    let report = described("uci-shell.html", &[], &[]);
    assert!(report.pages.contains(&"uci-shell".to_owned()));
    assert_eq!(report.document.language, "en");
    let parts = all(&report.document);
    let gear = parts.iter().find(|part| value(part, "data-id") == Some("personalSettingsLauncher")).unwrap();
    assert_eq!((gear.tag.as_str(), value(gear, "data-lp-id"), gear.hidden), ("button", Some("settings-button"), false));
    assert_eq!(gear.label, None, "the header names the person and the organisation too");
    let new = parts.iter().find(|part| value(part, "role") == Some("menuitem")).unwrap();
    assert_eq!(value(new, "data-id"), Some("account|NoRelationship|HomePageGrid|Mscrm.HomepageGrid.account.NewRecord"));
    assert_eq!(new.label.as_deref(), Some("New"));
}

#[test]
fn frames_are_told_with_their_paths_and_the_names_of_parameters() {
    let report = described("classic-users.html", &[], &[]);
    let frame = all(&report.document).into_iter().find(|part| part.document.is_some() && !part.hidden).unwrap();
    let inner = frame.document.as_ref().unwrap();
    assert_eq!(inner.path, "/_root/homepage.aspx");
    assert!(inner.query.contains(&"etc".to_owned()), "{:?}", inner.query);
    assert!(all(inner).iter().any(|part| value(part, "id") == Some("crmGrid")));
}

#[test]
fn of_an_address_only_what_says_which_page_it_is_keeps_its_value() {
    let html = Edit {
        file: "uci-shell.html",
        from: r#"<html lang="en">"#,
        to: r#"<html lang="en" data-url="https://contoso.crm4.dynamics.com/fabrikam/main.aspx?appid=6f202e6c-e471-ec11-8941-000d3adf0002&pagetype=entitylist&etn=account&search=Anna">"#,
    };
    let report = described("uci-shell.html", &[html], &["contoso", "fabrikam"]);
    assert_eq!(report.document.path, "//main.aspx", "on premises the organisation stands in the path");
    assert_eq!(report.document.query, ["appid", "pagetype=entitylist", "etn=account", "search"]);
    assert!(!text(&report).contains("contoso"));
}

/// A page on which what belongs to a record stands wherever it can stand.
fn planted(word: &str, id: &str, number: u32) -> String {
    let mail = format!("{word}@{word}.com");
    format!(
        r#"<header><button aria-label="{word}">{word}</button></header>
        <h1>{word}</h1><div role="heading">{word}</div><p title="{word}">{word} {number} {mail}</p>
        <input value="{word}" aria-label="{word}" data-value="{word}" id="field" placeholder="{word}">
        <textarea aria-label="{word}">{word}</textarea><select><option>{word}</option></select>
        <div contenteditable="true">{word}<button id="{word}">{word}</button></div>
        <div role="grid"><div role="row" id="row-{word}" data-id="{id}" data-{word}="{word}" aria-label="{word}">
          <div role="gridcell" id="{word}" data-id="cell-{word}"><button id="{word}">{word}</button><a href="/{word}">{word}</a></div>
        </div></div>
        <table><tr oid="{id}" id="{word}"><td id="{word}">{word}</td></tr><tr><td><button>{word}</button></td></tr></table>
        <ul role="listbox"><li role="option" id="{word}">{word}</li></ul>
        <a href="/{word}?id={id}" title="{word}">{word}</a>
        <div id="record-{id}" data-id="{{{id}}}" data-record="{word}" data-mail="{mail}"></div>
        <button id="open_{id}_x" data-id="{number}" name="{mail}" aria-label="Open {mail}">{number}</button>
        <button aria-label="{id}"></button><button>Open {number}</button>
        <button><img alt="{word}">{word}</button><button><h3>{word}</h3></button>
        <button data-id="{word} {number}">Private {word}</button>
        <script id="{word}">{word}</script>"#
    )
}

/// The same for a word that looks like an identifier.
fn records(word: &str) -> String {
    format!(
        r#"<header><button aria-label="{word}">{word}</button></header><div role="banner"><button>{word}</button></div>
        <h1>{word}</h1><div role="heading">{word}<button>{word}</button></div><p title="{word}">{word}</p>
        <input value="{word}" aria-label="{word}" data-value="{word}" placeholder="{word}">
        <textarea aria-label="{word}">{word}</textarea><select><option id="x" value="{word}">{word}</option></select>
        <div contenteditable="true">{word}<button id="{word}">{word}</button></div>
        <div role="grid"><div role="row" id="row-{word}" data-id="{word}" aria-label="{word}">
          <div role="gridcell" id="{word}" data-id="cell-{word}"><button id="{word}" name="{word}">{word}</button></div>
          <div role="rowheader" data-testid="{word}"><a href="/{word}">{word}</a></div>
        </div></div>
        <table><tr oid="1" id="{word}"><td id="{word}" data-id="{word}">{word}</td></tr>
          <tr><th><button>{word}</button></th><td><button>{word}</button></td></tr></table>
        <ul role="listbox"><li role="option" id="{word}"><button>{word}</button></li></ul>
        <div role="listitem" data-id="{word}"><button>{word}</button></div>
        <a href="/{word}" title="{word}">{word}</a><div data-record="{word}" class="{word}" style="--x:{word}">{word}</div>
        <button><img alt="{word}">{word}</button><button><h3>{word}</h3></button><script id="{word}">{word}</script>"#
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn nothing_of_a_record_or_a_person_survives(word in "q[a-z]{2}[xz][a-z]{3,8}q", bits: u128, number in 1000u32..) {
        let id = Guid::from_bits(bits).to_text();
        // The name of the user stands where it cannot be told from a name of the product: the guide knows it.
        let private = [word.as_str()];
        let page = planted(&word, &id, number) + "</body>";
        let edit = Edit { file: "uci-shell.html", from: "</body>", to: &page };
        let described = text(&described("uci-shell.html", &[edit], &private)).to_lowercase();
        for secret in [&word, &id, &number.to_string(), &"@".to_owned()] {
            prop_assert!(!described.contains(secret.as_str()), "{secret} in {described}");
        }
        prop_assert!(described.contains("personalsettingslauncher"));
    }

    /// Of a word alone nobody can tell what it is: where records and persons stand, nothing is taken.
    #[test]
    fn nor_a_word_where_records_stand(word in "[A-Z][a-z]{2}[xz][a-z]{3,8}q") {
        let page = records(&word) + "</body>";
        let edit = Edit { file: "uci-shell.html", from: "</body>", to: &page };
        let described = text(&described("uci-shell.html", &[edit], &[]));
        prop_assert!(!described.contains(&word), "{} in {}", word, described);
    }
}
