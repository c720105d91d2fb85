//! The pages of Dynamics as data, and where on them a control is: catalogue, labels, text, finding. No DOM.
//!
//! - [`address`]: which organisation a page belongs to.
//! - [`catalogue`]: `pages.json`, its checks.
//! - [`dom`]: what the finder asks of a page; the shell answers from the browser, tests from frozen pages.
//! - [`find`]: which stop of a route is current, and the one control that belongs to it.
//! - [`lasting`]: which names of a control last.
//! - [`link`]: where a page can be reached directly.
//! - [`onward`]: what comes next, and where that can be reached directly.
//! - [`normal`]: texts of two sources made comparable.
//! - [`place`]: where the callout goes.
//! - [`report`]: a description of the loaded pages without anything that is not the product's own.
//! - [`shown`]: controls that a person has shown.
//! - [`track`]: clients and products.
//! - [`values`]: what stands in place-holders of anchors.

pub mod address;
pub mod catalogue;
pub mod dom;
pub mod find;
pub mod lasting;
pub mod link;
pub mod named;
pub mod normal;
pub mod onward;
pub mod place;
pub mod report;
pub mod shown;
pub mod track;
pub mod values;
