//! A faithful, pure model of one Dataverse organisation's Web API.
//!
//! No I/O, clock, threads or randomness: time comes with each [`Request`], ids are counted. It compiles for
//! `wasm32-unknown-unknown` too. What it answers follows the reference (called "dataverse §n" in the comments);
//! where the
//! reference is silent it takes the stricter reading and says so at the place.

mod api;
mod error;
pub mod fault;
mod limits;
mod odata;
mod places;
mod privileges;
mod publish;
mod scenario;
mod schema;
mod serve;
mod state;
mod store;
mod value;
mod world;

pub use places::Account;
pub use scenario::{Scenario, UnknownScenario};

use uuid::Uuid;

use limits::Limits;
use world::World;

/// One HTTP request as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Milliseconds since the server started, or since 1970.
    pub at_ms: u64,
    /// Verb, upper case.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// `Host`, with the port if it is not the scheme's own.
    pub host: String,
    /// Path and query as on the wire.
    pub target: String,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// The answer to a [`Request`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// How many operations it cost: 1, or the parts of a batch.
    pub operations: u32,
    /// How long it takes beyond that, as a publish does. The model has no clock: whoever carries the answer waits.
    pub takes_ms: u64,
}

/// One line of the request log; the parts of a batch are lines of their own, after the batch's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Verb.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Status that it was answered with.
    pub status: u16,
    /// Body of a write, as text; empty for a read and for the batch itself.
    pub body: String,
    /// It came within a batch, and cost no round trip of its own.
    pub part: bool,
}

/// A write that was carried out.
#[derive(Clone, Debug)]
struct Applied {
    at_ms: u64,
    line: Logged,
}

/// One organisation.
#[derive(Clone, Debug)]
pub struct Org {
    scenario: Scenario,
    world: World,
    /// Who any bearer token stands for.
    admin: Uuid,
    /// Who the browser's session belongs to.
    session: Option<Uuid>,
    /// Users at the start of the table that a scenario made one by one.
    named_users: usize,
    planted: Vec<Planted>,
    limits: Limits,
    log: Vec<Logged>,
    writes: Vec<Applied>,
    /// Requests that are stuck on their way, and when they arrive.
    stuck: Vec<(u64, Request)>,
    served: u64,
}

/// Something that a scenario made wrong on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    /// Which fault, such as `step-disabled`.
    pub fault: &'static str,
    /// What it is about: a name, a number.
    pub about: String,
}

impl Org {
    /// An organisation in the state that the scenario names.
    pub fn new(scenario: Scenario) -> Self {
        scenario::build(scenario)
    }

    /// Answers everything under `[/orgname]/api/data/`.
    ///
    /// A request counts as the browser's if it has a cookie `CrmOwinAuth` (any value), as the administrator's if it
    /// has a
    /// bearer token (any), and is answered with 401 otherwise and after [`Org::sign_out`].
    pub fn handle(&mut self, request: &Request) -> Response {
        let due: Vec<_> = self.stuck.extract_if(.., |(at, _)| *at <= request.at_ms).collect();
        for (at_ms, late) in due {
            self.answer(&Request { at_ms, ..late });
        }
        self.answer(request)
    }

    /// This request arrives so many milliseconds after it was sent, before the first request that comes later.
    pub(in crate::org) fn hold_back(&mut self, request: Request, ms: u64) {
        self.stuck.push((request.at_ms.saturating_add(ms), request));
    }

    /// The whole state as JSON, for the control port: `users` with their `roles`, `language`, `accessmode` and so on,
    /// `roles` with the number of `holders`, `businessunits`, `teams` with `members` and `roles`, `config` with the rows
    /// of the configuration, `steps`, `publications`, `unpublished` columns, `filter` by table (whether it is of the
    /// right kind), `planted` faults, `writes` with `count` and `list`, `session`, `admin`. An organisation of more than
    /// 5,000 users lists only those that its scenario names, and root copies of roles.
    pub fn state(&self) -> serde_json::Value {
        self.describe()
    }

    /// One entry per request since the start or the last [`Org::clear_log`].
    pub fn log(&self) -> &[Logged] {
        &self.log
    }

    /// Forgets the log.
    pub fn clear_log(&mut self) {
        self.log.clear();
    }

    /// Adds a line for a request that never reached [`Org::handle`], such as one that a fault answered.
    pub fn add_to_log(&mut self, line: Logged) {
        self.log.push(line);
    }

    /// Ends the browser's session.
    pub fn sign_out(&mut self) {
        self.session = None;
    }

    /// Gives the browser's session to a user: an id, a user name, or the part of it before `@` or after `\`. An unknown
    /// one signs out.
    pub fn sign_in_as(&mut self, user: &str) {
        self.session = self.world.find_user(user);
    }

    /// Whether anybody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.session.is_some()
    }

    /// Tells how long a request was worked on, for the limit of execution time; the model itself takes no time.
    pub fn spend(&mut self, at_ms: u64, milliseconds: u64) {
        let user = self.session.unwrap_or(self.admin);
        self.limits.spend(user, at_ms, milliseconds);
    }

    /// Switches the service protection limits; online organisations start with them.
    pub fn set_limits(&mut self, on: bool) {
        self.limits.on = on;
    }

    /// How many requests at once it recommends from now on (`x-ms-dop-hint`).
    pub fn recommend(&mut self, at_once: u16) {
        self.limits.at_once = at_once;
    }

    /// How long publishing takes from now on, how long the gateway waits for its answer, and whether it fails. A publish
    /// that is not answered in time goes on all the same.
    pub fn set_publishing(&mut self, takes_ms: u64, gives_up_ms: u64, fails: bool) {
        let publishing = &mut self.world.publishing;
        (publishing.takes_ms, publishing.gives_up_ms, publishing.fails) = (takes_ms, gives_up_ms, fails);
    }

    /// Requests that have changed something, in order.
    pub fn applied(&self) -> impl Iterator<Item = &Logged> {
        self.writes.iter().map(|write| &write.line)
    }

    /// What the scenario made wrong on purpose.
    pub fn planted(&self) -> &[Planted] {
        &self.planted
    }

    /// Names beyond Dataverse's own, those that were made since included:
    /// `{"sets":[…],"columns":["table.column"]}`.
    pub fn custom(&self) -> serde_json::Value {
        let tables = &self.world.store.schema.tables;
        let sets: Vec<_> = tables.iter().filter(|table| table.custom).map(|table| table.set.as_ref()).collect();
        let columns: Vec<String> = tables
            .iter()
            .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
            .filter(|(table, column)| table.custom || column.custom)
            .map(|(table, column)| format!("{}.{}", table.logical, column.property))
            .collect();
        serde_json::json!({ "sets": sets, "columns": columns })
    }
}
