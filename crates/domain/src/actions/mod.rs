//! What a reader can do with an item (U4). The rules of the calls are asked about a copy of it, so that what
//! is told here is what the call answers, as far as it does not depend on the values that are sent.

pub mod clients;
pub mod employees;
pub mod members;
pub mod staff;

use crate::base::refusal::Refusal;

/// An act that is there for an item, and the rule that refuses it to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Possible {
    /// The name of the act.
    pub act: &'static str,
    /// Why the reader may not do it; `None`: they may, as far as it does not depend on the values that
    /// they send.
    pub refusal: Option<Refusal>,
}

impl Possible {
    /// An act, with what the rule said when it was asked.
    pub fn of<T>(act: &'static str, asked: Result<T, Refusal>) -> Self {
        Self {
            act,
            refusal: asked.err(),
        }
    }
}
