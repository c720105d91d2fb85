//! `cairn-bench`: what can be measured without a browser. Prints one line of JSON.
//!
//! `cairn-bench core STEPS…` times the core on playbooks of so many steps; `cairn-bench bulk USERS…` gives so many users
//! a role on a clock of its own, at the latency that the other measurements have, and says what the least time is.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that meets this is void"
)]

#[path = "../../tests/sim/mod.rs"]
mod sim;
#[path = "../../tests/world/mod.rs"]
mod world;

mod bulk;
mod throughput;

use std::process::ExitCode;

const USAGE: &str = "cairn-bench core STEPS… | bulk USERS…";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let Ok(sizes) = arguments.map(|each| each.parse()).collect::<Result<Vec<usize>, _>>() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let measured: Vec<serde_json::Value> = match what.as_str() {
        "core" => sizes.into_iter().map(throughput::measure).collect(),
        "bulk" => sizes.into_iter().map(bulk::measure).collect(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!("{}", serde_json::Value::from(measured));
    ExitCode::SUCCESS
}
