//! Small value types that every room uses: ids, time, text, pages, versions, and why a rule says no.

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
