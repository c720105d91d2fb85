//! The practice organisation inside the browser, without a server: what stands behind the extension's page *Practice*.
//!
//! [`Stage`] is the organisation with somebody signed in; the functions for JavaScript are a thin layer over it.

#[cfg(target_arch = "wasm32")]
mod glue;
mod stage;

pub use stage::{Call, Stage};
