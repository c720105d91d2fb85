//! What every connection shares: the organisation and what a test ordered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::directory::Directory;
use super::pages::{Language, Pages};
use super::settings::Settings;
use crate::org::fault::Faults;
use crate::org::{Org, Scenario};

/// Shared by all connections.
pub(super) struct Shared {
    practice: Mutex<Practice>,
    pub(super) pages: Pages,
    /// Web API requests under way.
    in_flight: AtomicUsize,
    /// Those of them that no practice page sent, and the most of them at once since that was last asked.
    others: AtomicUsize,
    most_of_others: AtomicUsize,
}

/// The organisation and the orders of the control port.
pub(super) struct Practice {
    pub(super) org: Org,
    pub(super) faults: Faults,
    pub(super) latency: Latency,
    pub(super) csp: Csp,
    pub(super) signed_out: SignedOut,
    pub(super) language: Language,
    pub(super) site: Settings,
    pub(super) directory: Directory,
    /// Who signs in on the sign-in page.
    pub(super) person: String,
    pub(super) log: Vec<Entry>,
}

/// Delay of every Web API request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Latency {
    /// The way there and back.
    pub(super) request: Duration,
    /// Work per operation; the parts of a batch follow one another.
    pub(super) operation: Duration,
}

/// Which content security policy the organisation's pages carry (dynamics-ui §6.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Csp {
    #[default]
    None,
    Default,
    Strict,
}

/// What a Web API request without a session gets. Which of these a live service answers is not known (dataverse §1.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SignedOut {
    #[default]
    Unauthorized,
    Redirect,
    Html,
}

/// One line of the request log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) method: String,
    pub(super) path: String,
    /// 0: the connection was broken and no status was sent.
    pub(super) status: u16,
    pub(super) body: String,
    pub(super) part: bool,
    pub(super) sender: Sender,
}

/// Who sent a request: the practice pages mark theirs, so that a test can count those of the extension alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    Page,
    Other,
}

impl Shared {
    pub(super) fn new(scenario: Scenario, pages: Pages) -> Self {
        let language = pages.english();
        Self {
            practice: Mutex::new(Practice::new(scenario, language)),
            pages,
            in_flight: AtomicUsize::new(0),
            others: AtomicUsize::new(0),
            most_of_others: AtomicUsize::new(0),
        }
    }

    /// The organisation, for as long as nothing is awaited. A connection that ended in a panic does not take it along.
    pub(super) fn practice(&self) -> MutexGuard<'_, Practice> {
        self.practice.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a Web API request as under way until the answer is dropped; with it, how many there are now.
    pub(super) fn enter(&self, sender: Sender) -> (InFlight<'_>, usize) {
        let before = self.in_flight.fetch_add(1, Ordering::Relaxed);
        if sender == Sender::Other {
            let others = self.others.fetch_add(1, Ordering::Relaxed);
            self.most_of_others.fetch_max(others + 1, Ordering::Relaxed);
        }
        (InFlight(self, sender), before + 1)
    }

    /// Most Web API requests at once since the last time, those of the practice pages left out.
    pub(super) fn take_most_at_once(&self) -> usize {
        self.most_of_others.swap(0, Ordering::Relaxed)
    }
}

/// A request under way.
pub(super) struct InFlight<'a>(&'a Shared, Sender);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
        if self.1 == Sender::Other {
            self.0.others.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Practice {
    pub(super) fn new(scenario: Scenario, language: Language) -> Self {
        let org = Org::new(scenario);
        let person = person(&org);
        Self {
            org,
            faults: Faults::default(),
            latency: Latency::default(),
            csp: Csp::default(),
            signed_out: SignedOut::default(),
            language,
            site: Settings::new(),
            directory: Directory::default(),
            person,
            log: Vec::new(),
        }
    }

    /// Moves what the organisation logged since the last call into the common log.
    pub(super) fn collect_log(&mut self, sender: Sender) {
        self.log.extend(self.org.log().iter().map(|line| Entry {
            method: line.method.clone(),
            path: line.path.clone(),
            status: line.status,
            body: line.body.clone(),
            part: line.part,
            sender,
        }));
        self.org.clear_log();
    }
}

/// The scenario's own person: who is signed in at its start, else the administrator.
fn person(org: &Org) -> String {
    let state = org.state();
    let id = |name: &str| state.get(name).and_then(Value::as_str).map(str::to_owned);
    id("session").or_else(|| id("admin")).unwrap_or_default()
}

impl Entry {
    /// As a line of `GET /requests`.
    pub(super) fn to_json(&self) -> Value {
        let mut line = json!({ "method": self.method, "path": self.path, "status": self.status });
        if let Some(line) = line.as_object_mut() {
            if !self.body.is_empty() {
                line.insert("body".to_owned(), Value::from(self.body.as_str()));
            }
            if self.part {
                line.insert("part".to_owned(), Value::from(true));
            }
            if self.sender == Sender::Page {
                line.insert("page".to_owned(), Value::from(true));
            }
        }
        line
    }
}

impl Csp {
    pub(super) fn read(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "default" => Some(Self::Default),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }

    /// The header's value. `'self'` stands where the documented text names the platform's own hosts.
    pub(super) fn header(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Default => Some(
                "script-src * 'unsafe-inline' 'unsafe-eval' blob: data:; worker-src 'self' blob:; \
                 style-src * 'unsafe-inline'; font-src * data:; frame-ancestors 'self' https://*.powerapps.com",
            ),
            Self::Strict => Some(
                "default-src 'self'; script-src 'self' blob: data:; worker-src 'self' blob:; \
                 style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self' blob: data: wss:; \
                 frame-src 'self' blob:; font-src 'self' data:; base-uri 'none'; form-action 'self'",
            ),
        }
    }
}

impl SignedOut {
    pub(super) fn read(name: &str) -> Option<Self> {
        match name {
            "401" => Some(Self::Unauthorized),
            "redirect" => Some(Self::Redirect),
            "html" => Some(Self::Html),
            _ => None,
        }
    }
}
