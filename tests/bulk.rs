//! Changes to many users on the practice organisation, with a clock of their own: requests take time, several are under
//! way at once, and answers come in any order.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod sim;
mod world;

use cairn::core::bulk::record::Act;
use practice::org::Scenario;
use sim::Sim;

#[test]
fn ten_thousand_users_within_the_limits() {
    let mut sim = Sim::opened(Scenario::TenThousand);
    sim.everybody(Act::Give);
    let count = sim.chosen();
    assert!(count >= 10_000, "{count}");
    let (asked, began) = (sim.operations, sim.now());
    sim.confirm();
    sim.run_until_over();
    let took = (sim.now() - began) as f64 / 1_000.0;
    println!(
        "{count} users: {took:.0} s, {} HTTP requests, {} operations ({asked} before), {} refused, {} at once",
        sim.requests, sim.operations, sim.refused, sim.most_at_once
    );
    let given = sim.given();
    assert_eq!(given.len(), count);
    assert!(given.values().all(|times| *times == 1), "every user exactly once");
    assert_eq!(sim.refused, 0, "never over the limits");
    assert!(sim.most_at_once <= 6);
    // The writes alone are more than 6,000 in 300 seconds allow: nobody can be faster than 300 s.
    assert!((300.0..360.0).contains(&took), "{took}");
    assert_eq!(sim.outcome().lines.len(), 1);
}
