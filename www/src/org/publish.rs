//! Publishing: one solution operation at a time, each with a beginning, an end and a trace (dataverse §5.4).

use uuid::Uuid;

use super::error::{Outcome, Refusal};
use super::schema::{ASYNCOPERATION, TableId};
use super::value::Value;
use super::world::World;

/// How a publish was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// `PublishAllXml`
    All,
    /// `PublishXml`
    Some,
    /// `PublishAllXmlAsync`
    Job,
}

impl How {
    /// Name of the Web API action.
    pub(crate) fn action(self) -> &'static str {
        match self {
            Self::All => "PublishAllXml",
            Self::Some => "PublishXml",
            Self::Job => "PublishAllXmlAsync",
        }
    }

    /// As the text of the customisation lock calls it.
    fn operation(self) -> &'static str {
        if self == Self::Some { "Publish" } else { "PublishAll" }
    }

    /// `msdyn_operation`
    fn code(self) -> i64 {
        if self == Self::Some { 3 } else { 4 }
    }
}

/// How a publish came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Running,
    Succeeded { ended_ms: u64 },
    Failed { ended_ms: u64 },
}

/// One publish.
#[derive(Clone, Debug)]
pub(crate) struct Publication {
    pub(crate) how: How,
    pub(crate) started_ms: u64,
    /// When it will be over.
    due_ms: u64,
    pub(crate) ending: Ending,
    /// Rows that tell of it: in the two histories, and the job.
    traces: Vec<(TableId, Uuid)>,
}

/// How long publishing takes, and what was published.
#[derive(Clone, Debug)]
pub(crate) struct Publishing {
    /// Time that a publish takes.
    pub(crate) takes_ms: u64,
    /// Time after which the gateway gives up waiting for the answer; the publish goes on.
    pub(crate) gives_up_ms: u64,
    /// Whether publishes fail at their end.
    pub(crate) fails: bool,
    pub(crate) list: Vec<Publication>,
    /// Columns that were made since the last publish of everything: `table.column`.
    pub(crate) waiting: Vec<String>,
}

impl Default for Publishing {
    fn default() -> Self {
        Self { takes_ms: 0, gives_up_ms: 120_000, fails: false, list: Vec::new(), waiting: Vec::new() }
    }
}

fn time(ms: u64) -> Value {
    Value::Time(i64::try_from(ms / 1_000).unwrap_or_default())
}

impl World {
    /// Refuses while another solution operation runs. The code and the text are on record, the status is not
    /// (dataverse §5.4); 503 is what one client has met.
    pub(crate) fn must_be_unlocked(&self, operation: &str) -> Outcome<()> {
        let running = self.publishing.list.iter().find(|one| one.ending == Ending::Running);
        running.map_or(Ok(()), |running| {
            Err(Refusal::new(
                503,
                "0x80071151",
                format!(
                    "Microsoft.Crm.CustomizationLockException: Cannot start the requested operation [{operation}] \
                     because there is another [{}] running at this moment. Use Solution History for more details. \
                     -- The solution installation or removal failed",
                    running.how.operation()
                ),
            ))
        })
    }

    /// Starts a publish; gives the time that it takes, and the job of one that runs by itself.
    pub(crate) fn start_publish(&mut self, how: How, now_ms: u64, by: Option<Uuid>) -> Outcome<(u64, Uuid)> {
        self.must_be_unlocked(how.operation())?;
        let mut traces = Vec::new();
        for (logical, prefix) in [("solutionhistorydata", ""), ("msdyn_solutionhistory", "msdyn_")] {
            let Some(table) = self.store.schema.logical(logical) else { continue };
            let id = self.store.mint();
            let row = self.store.insert(table, id);
            for (name, value) in [
                ("name", Value::text("Default Solution")),
                ("operation", Value::Int(how.code())),
                ("status", Value::Int(0)),
                ("starttime", time(now_ms)),
            ] {
                self.store.put(table, row, &format!("{prefix}{name}"), value);
            }
            traces.push((table, id));
        }
        let mut job = Uuid::nil();
        if how == How::Job {
            job = self.store.mint();
            let row = self.add(ASYNCOPERATION, job, by);
            let owner = by.map_or(Value::Null, Value::Id);
            for (name, value) in [
                ("name", Value::text("Publish All Customizations")),
                ("messagename", Value::text("PublishAllXmlAsync")),
                ("statecode", Value::Int(2)),
                ("statuscode", Value::Int(20)),
                ("startedon", time(now_ms)),
                ("_ownerid_value", owner.clone()),
                ("_owninguser_value", owner),
            ] {
                self.store.put(ASYNCOPERATION, row, name, value);
            }
            traces.push((ASYNCOPERATION, job));
        }
        let takes = self.publishing.takes_ms;
        let due_ms = now_ms.saturating_add(takes);
        let ending = Ending::Running;
        self.publishing.list.push(Publication { how, started_ms: now_ms, due_ms, ending, traces });
        self.settle(now_ms);
        Ok((takes, job))
    }

    /// Ends what is over by now.
    pub(crate) fn settle(&mut self, now_ms: u64) {
        let fails = self.publishing.fails;
        let mut over: Vec<Publication> = Vec::new();
        for one in &mut self.publishing.list {
            if one.ending == Ending::Running && one.due_ms <= now_ms {
                let ended_ms = one.due_ms;
                one.ending = if fails { Ending::Failed { ended_ms } } else { Ending::Succeeded { ended_ms } };
                over.push(one.clone());
            }
        }
        for one in over {
            if !fails && one.how != How::Some {
                self.publishing.waiting.clear();
            }
            for (table, id) in one.traces {
                self.end_trace(table, id, one.due_ms, fails);
            }
        }
    }

    fn end_trace(&mut self, table: TableId, id: Uuid, ended_ms: u64, failed: bool) {
        let Some(row) = self.store.rows(table).find(id) else { return };
        // dataverse §5.4: a generic SQL error is among what publishing fails with.
        let error = if failed { Value::Int(-2_147_204_784) } else { Value::Null };
        if table == ASYNCOPERATION {
            for (name, value) in [
                ("statecode", Value::Int(3)),
                ("statuscode", Value::Int(if failed { 31 } else { 30 })),
                ("completedon", time(ended_ms)),
                ("errorcode", error),
                ("message", if failed { Value::text("Generic SQL error.") } else { Value::Null }),
                ("friendlymessage", if failed { Value::text("Generic SQL error.") } else { Value::Null }),
            ] {
                self.store.put(table, row, name, value);
            }
            return;
        }
        let prefix = if self.store.table(table).logical.starts_with("msdyn_") { "msdyn_" } else { "" };
        for (name, value) in [
            ("status", Value::Int(1)),
            ("result", Value::Bool(!failed)),
            ("endtime", time(ended_ms)),
            ("errorcode", error),
        ] {
            self.store.put(table, row, &format!("{prefix}{name}"), value);
        }
    }
}
