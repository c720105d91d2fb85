//! The search for a user, as one types: one request at a time, always for the latest text, no fixed delay.

use super::effect::EffectId;
use super::finding::Problem;
use super::problem;
use crate::dataverse::decode;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::reply::Ended;
use crate::dataverse::request::Query;
use crate::dataverse::rows::{AccessMode, Answer, User};

/// Times in a row that a search is sent again because the server asked to wait, at most.
const WAITS: u32 = 4;
/// Rows a page: more than fit on a screen, few enough to come at once.
const PAGE: u16 = 50;

/// The search.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    /// As typed.
    pub text: String,
    /// What is being asked.
    pending: Option<(EffectId, Query)>,
    /// The text has changed since it was asked.
    stale: bool,
    /// Times that the server asked to wait.
    waits: u32,
    /// What is shown.
    pub results: Results,
}

/// What a search gave.
#[derive(Clone, Debug, Default)]
pub enum Results {
    /// Nothing was searched for.
    #[default]
    None,
    /// Users, in the server's order.
    Found {
        /// Those of the pages read so far.
        users: Vec<User>,
        /// Where the next page is.
        next: Option<String>,
    },
    /// It failed.
    Failed(Box<Problem>),
}

/// The name by which a server on premises knows an account of its directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainName<'a> {
    /// `DOMAIN\\user`
    pub whole: &'a str,
    /// What follows the domain.
    pub account: &'a str,
}

impl<'a> DomainName<'a> {
    /// Reads `DOMAIN\\user`, with blanks around it; `None` for everything else.
    pub fn parse(text: &'a str) -> Option<Self> {
        let whole = text.trim();
        let (domain, account) = whole.split_once('\\')?;
        let is_word = |part: &str| !part.is_empty() && !part.contains(['\\', '/', '@']);
        (is_word(domain) && !domain.contains(' ') && is_word(account)).then_some(Self { whole, account })
    }
}

impl Picker {
    /// A request is under way.
    pub fn searching(&self) -> bool {
        self.pending.is_some()
    }

    /// The person typed; gives what to ask now. While a request is under way nothing more is sent.
    pub fn typed(&mut self, text: String) -> Option<Query> {
        if text == self.text && !matches!(self.results, Results::Failed(_)) {
            return None;
        }
        self.text = text;
        if self.pending.is_some() {
            self.stale = true;
            return None;
        }
        self.first_page()
    }

    /// The first page for what is typed now.
    pub fn first_page(&mut self) -> Option<Query> {
        self.stale = false;
        let text = self.text.trim();
        Some(Query::UserSearch { text: text.to_owned(), page: PAGE })
    }

    /// The next page, where there is one and nothing is under way.
    pub fn next_page(&self) -> Option<Query> {
        match &self.results {
            Results::Found { next: Some(link), .. } if self.pending.is_none() => {
                Some(Query::UserSearchNext { link: link.clone(), page: PAGE })
            }
            _ => None,
        }
    }

    /// The query went out under this id.
    pub fn asked(&mut self, id: EffectId, query: Query) {
        self.pending = Some((id, query));
    }

    /// The request of this id belongs to the search.
    pub fn waits_for(&self, id: EffectId) -> bool {
        self.pending.as_ref().is_some_and(|(pending, _)| *pending == id)
    }

    /// The search ended; gives what to ask next because something else was typed meanwhile, or because the server asked
    /// to wait.
    pub fn take(&mut self, ended: &Ended) -> Option<Query> {
        let (_, query) = self.pending.take()?;
        if self.stale {
            return self.first_page();
        }
        match decode::answer(&query, ended) {
            Ok(Answer::Users(page)) => {
                let mut users = match (&query, std::mem::take(&mut self.results)) {
                    (Query::UserSearchNext { .. }, Results::Found { users, .. }) => users,
                    _ => Vec::new(),
                };
                users.extend(page.rows.into_iter().filter(|user| !is_placeholder(user)));
                self.results = Results::Found { users, next: page.next };
                self.waits = 0;
            }
            Ok(_) => {}
            Err(Fault { kind: FaultKind::Throttled { .. }, .. }) if self.waits < WAITS => {
                self.waits += 1;
                return Some(query);
            }
            Err(fault) => self.results = Results::Failed(Box::new(problem::reading(&fault))),
        }
        None
    }
}

/// Rows that stand for Microsoft's own services and for the system; nobody signs in as them (dataverse §2.1).
pub fn is_placeholder(user: &User) -> bool {
    let system = matches!(user.full_name.trim(), "SYSTEM" | "INTEGRATION") && user.user_name.trim().is_empty();
    system || matches!(user.access_mode, AccessMode::Support | AccessMode::DelegatedAdmin)
}
