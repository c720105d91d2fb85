//! The Dataverse Web API as values: requests to send, replies to read, errors, batches, limits. No I/O.
//!
//! Usable on its own from a native crate: render a [`request::Query`] with [`render::query`], send it with any client,
//! turn status, headers and body into a [`reply::Reply`] with [`read::reply`], and that into a typed
//! [`rows::Answer`] or [`fault::Fault`] with [`decode::answer`].

pub mod decode;
pub mod fault;
pub mod fingerprint;
pub mod id;
pub mod json;
pub mod language;
mod multipart;
pub mod odata;
pub mod read;
pub mod render;
pub mod reply;
pub mod request;
pub mod rows;
pub mod version;
