//! The entry points that libFuzzer calls, each a reader of foreign bytes. They hold for anything; `tests/fuzz.rs` runs
//! the same ones over the corpus, and over changed pieces of it, with the stable compiler.

#![allow(clippy::panic, clippy::expect_used, reason = "a fuzz target that meets this has found something")]

use std::cell::RefCell;

use cairn::core::Core;
use cairn::core::bulk::list;
use cairn::core::bulk::record::{Chunk, Head};
use cairn::core::event::{Event, Happened};
use cairn::core::journal::Entry;
use cairn::core::memory::Memory;
use cairn::core::message::Moment;
use cairn::core::press::Press;
use cairn::dataverse::decode;
use cairn::dataverse::fault::classify;
use cairn::dataverse::fingerprint::fingerprint;
use cairn::dataverse::id::{Guid, RootRoleId, UserId};
use cairn::dataverse::json::{JsonReader, NativeReader};
use cairn::dataverse::read;
use cairn::dataverse::reply::{Body, Ended, RawReply, Reply};
use cairn::dataverse::request::Query;
use cairn::page::catalogue::Catalogue;
use cairn::page::catalogue::check::faults;
use cairn::page::normal::{self, NativeFold};
use cairn::playbook::Playbook;
use practice::org::{Org, Request, Scenario};

const ONE: Guid = Guid::from_bits(1);

/// The status comes from the first byte, the content type from the second, the rest is the body.
fn reply(data: &[u8], kinds: &[&str]) -> Option<Reply> {
    let (&[status, kind], body) = data.split_first_chunk::<2>()?;
    let statuses = [200, 204, 301, 400, 401, 403, 404, 405, 412, 413, 429, 500, 501, 502, 503, 504, 0, 999];
    let status = *statuses.get(usize::from(status) % statuses.len())?;
    let kind = *kinds.get(usize::from(kind) % kinds.len())?;
    let headers = vec![("Content-Type".to_owned(), kind.to_owned())];
    Some(read::reply(RawReply { status, headers, body: String::from_utf8_lossy(body).into_owned() }, &NativeReader))
}

/// A batch's answer, read as the answers to reads and to writes.
pub fn batch(data: &[u8]) {
    let kinds = ["multipart/mixed; boundary=b", "multipart/mixed; boundary=\"b\"", "multipart/mixed", "", "text/plain"];
    let Some(reply) = reply(data, &kinds) else { return };
    let queries = [
        Query::WhoAmI,
        Query::User(UserId(ONE)),
        Query::UserTeams(UserId(ONE)),
        Query::UsersById(vec![UserId(ONE)]),
        Query::RoleHolders(RootRoleId(ONE)),
        Query::Publications,
        Query::CustomTables,
        Query::WrittenTables,
        Query::YesNoColumns { table: "lead".to_owned() },
        Query::BusinessUnits,
    ];
    let ended = Ended::Replied(reply);
    if let Ok(answers) = decode::batch_answers(&queries, &ended) {
        assert_eq!(answers.len(), queries.len(), "one answer for each question");
    }
}

/// A refusal in any shape.
pub fn error(data: &[u8]) {
    let kinds = ["application/json", "text/html", "text/plain", ""];
    let Some(reply) = reply(data, &kinds) else { return };
    let fault = classify(&reply);
    assert!(fault.message.chars().count() <= 300, "the server's words are cut: {}", fault.message.len());
    assert!(!fault.message.contains(['<', '\u{0}']) || !matches!(reply.body, Body::Html), "no markup is kept");
    fingerprint(&reply);
}

/// A playbook and a page catalogue from anywhere: read or refused, and what is read can be checked.
pub fn playbook(data: &[u8]) {
    if let Ok(playbook) = serde_json::from_slice::<Playbook>(data) {
        playbook.flaws();
    }
    if let Ok(catalogue) = serde_json::from_slice::<Catalogue>(data) {
        faults(&catalogue);
    }
}

/// What storage holds, each record on a line of its own: what can be read opens the checklist.
pub fn snapshot(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (mut memory, mut journal, mut heads, mut chunks) = (None, Vec::new(), Vec::new(), Vec::new());
    for tree in text.lines().filter_map(|line| NativeReader.read(line).ok()) {
        if let Ok(entry) = tree.to_typed::<Entry>() {
            journal.push(entry);
        } else if let Ok(chunk) = tree.to_typed::<Chunk>() {
            chunks.push(chunk);
        } else if let Ok(head) = tree.to_typed::<Head>() {
            heads.push(head);
        } else if let Ok(read) = tree.to_typed::<Memory>() {
            memory = Some(read);
        }
    }
    let mut core = Core::new(own_playbook());
    let client_url = "https://contoso.crm4.dynamics.com".to_owned();
    let memory = Box::new(memory.unwrap_or_default());
    let all = [
        Happened::Opened { client_url, seed: ONE, session: String::new() },
        Happened::Loaded { memory, journal },
        Happened::BulkLoaded { heads, chunks },
        Happened::Pressed(Press::ShowJournal),
    ];
    for (at, happened) in (1_790_000_000_000..).zip(all) {
        core.handle(Event { at: Moment(at), happened });
        core.view();
    }
}

fn own_playbook() -> Playbook {
    thread_local! {
        static OWN: Playbook = serde_json::from_str(include_str!("../../extension/playbooks/marketo-sync-user.json"))
            .expect("the playbook can be read");
    }
    OWN.with(Playbook::clone)
}

/// A label of a page: its normal form is the normal form of itself.
pub fn label(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let form = normal::label(&text, &NativeFold);
    assert_eq!(normal::label(&form, &NativeFold), form, "normal forms stay: {text:?}");
    normal::title(&text, &NativeFold);
    normal::display(&text);
}

/// A list that somebody pasted.
pub fn list(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for line in list::texts(&text) {
        assert!(!line.contains('\n') && !line.is_empty(), "one text a line: {line:?}");
    }
}

/// A query to the practice organisation.
pub fn odata(data: &[u8]) {
    thread_local! {
        static ORG: RefCell<Org> = RefCell::new(Org::new(Scenario::UserReady));
    }
    let text = String::from_utf8_lossy(data);
    let target = format!("/api/data/v9.2/{}", text.lines().next().unwrap_or_default());
    let request = Request {
        at_ms: 0,
        method: "GET".to_owned(),
        scheme: "https".to_owned(),
        host: "contoso.crm4.dynamics.com".to_owned(),
        target,
        headers: vec![("Authorization".to_owned(), "Bearer x".to_owned())],
        body: Vec::new(),
    };
    ORG.with_borrow_mut(|org| {
        org.set_limits(false);
        let response = org.handle(&request);
        org.clear_log();
        assert!((200..=599).contains(&response.status), "{}: {}", request.target, response.status);
    });
}
