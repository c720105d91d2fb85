//! Cairn's core: what is true in an organisation, what is left to do, and what a person sees of it.
//!
//! - [`core`]: the application, events in, effects and a view out.
//! - [`playbook`]: set-up procedures as data.
//! - [`dataverse`]: the Web API as values.
//! - [`page`]: the pages of Dynamics as data, and where on them a control is.
//! - `shell`, in the browser only: turns what happens into events, runs effects, draws the view.

pub mod core;
pub mod dataverse;
pub mod page;
pub mod playbook;
#[cfg(target_arch = "wasm32")]
pub mod shell;
