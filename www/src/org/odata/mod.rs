//! The part of OData that Dataverse offers: query options in, rows that fit out. What it does not offer is refused.

pub(crate) mod eval;
pub(crate) mod filter;
pub(crate) mod functions;
pub(crate) mod lex;
pub(crate) mod options;
