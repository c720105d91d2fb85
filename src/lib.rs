//! Cairn's core: what is true in an organisation, what is left to do, and what a person sees of it.
//!
//! - [`dataverse`]: the Web API as values.

pub mod dataverse;
