//! The practice organisation: a stand-in Dynamics for demos, tests and learning.
//!
//! [`org`] is the pure model of one organisation: a request goes in, a response comes out. The server around it owns the
//! sockets, the clock and the pages.

pub mod org;

#[cfg(all(feature = "server", not(target_arch = "wasm32")))]
pub mod server;
