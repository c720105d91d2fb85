//! The model held to the reference: what goes over the wire in, what comes out.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests stand outside of test functions and may fail as tests may"
)]

mod batch;
mod common;
mod documented;
mod faults;
mod metadata;
mod privileges;
mod procedure;
mod query;
mod roles;
mod rows;
mod scenarios;
mod speed;
mod users;
mod wire;
