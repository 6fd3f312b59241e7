//! Small value types used everywhere: ids, time, text, pages, versions, refusals.

pub(crate) mod aggregate;
pub mod denial;
pub mod ids;
pub mod page;
pub mod reference;
pub mod refusal;
pub mod revision;
pub mod text;
pub mod time;
pub mod version;
pub mod words;
