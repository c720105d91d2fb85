//! The practice organisation: a stand-in Dynamics for demos, tests and learning.
//!
//! [`org`] is the pure model of one organisation: a request goes in, a response comes out. The server around it owns the
//! sockets, the clock and the pages.

pub mod org;
