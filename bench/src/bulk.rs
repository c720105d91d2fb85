//! A role for many users on a clock of its own, against the least time that anybody could take.

use cairn::core::bulk::record::Act;
use practice::org::Scenario;
use serde_json::{Value, json};

use crate::sim::Sim;

/// The way there and back, and the work for each operation, in milliseconds.
const LATENCY: u64 = 50;
const OPERATION: u64 = 40;
/// Requests at once: what we send at most, and as many connections as browsers open to a server without HTTP/2.
const AT_ONCE: u64 = 6;
/// Requests of one person in one window, and its length in milliseconds (dataverse §7).
const LIMIT: u64 = 6_000;
const WINDOW: u64 = 300_000;

/// How long it took from the press that confirms to the result, and the least time.
pub fn measure(users: usize) -> Value {
    let mut sim = Sim::opened(Scenario::TenThousand);
    // One way; as much again comes at random.
    sim.latency = LATENCY / 3;
    sim.op_ms = OPERATION;
    if users >= 10_000 {
        sim.everybody(Act::Give);
    } else {
        let names = sim.users(users);
        sim.choose(Act::Give, &names);
    }
    let count = sim.chosen();
    let (asked, sent, began) = (sim.operations, sim.requests, sim.now());
    sim.confirm();
    sim.run_until_over();
    assert_eq!(sim.given().len(), count, "every user has the role");
    assert!(sim.given().values().all(|times| *times == 1), "every user exactly once");
    json!({
        "users": count,
        "ms": sim.now() - began,
        "bound_ms": least(count as u64),
        "operations": sim.operations - asked,
        "requests": sim.requests - sent,
        "refused": sim.refused,
        "at_once": sim.most_at_once,
    })
}

/// Nobody can be faster: each user is one write, no window may hold more than the limit of them, those of the last window
/// cannot begin before the one that they wait for has slid out, and so many are worked on at once.
const fn least(writes: u64) -> u64 {
    let last = writes.saturating_sub(1);
    let windows = last / LIMIT;
    let rest = last % LIMIT + 1;
    windows * WINDOW + rest.div_ceil(AT_ONCE) * OPERATION + LATENCY
}
