//! The Web API over the model: one operation in, one reply out.

pub(crate) mod actions;
pub(crate) mod attributes;
pub(crate) mod batch;
pub(crate) mod call;
pub(crate) mod csdl;
pub(crate) mod expand;
pub(crate) mod functions;
pub(crate) mod metadata;
pub(crate) mod metadata_query;
pub(crate) mod metadata_write;
pub(crate) mod option_sets;
pub(crate) mod path;
pub(crate) mod payload;
pub(crate) mod read;
pub(crate) mod refs;
pub(crate) mod render;
pub(crate) mod rules;
pub(crate) mod user_rules;
pub(crate) mod views;
pub(crate) mod walk;
pub(crate) mod write;
