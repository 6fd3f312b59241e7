//! From rows to values of the domain, and the columns this needs, wherever more than one area uses
//! it.

pub(crate) mod called;
pub(crate) mod member;
pub(crate) mod membership;
pub(crate) mod names;
pub(crate) mod permission_set;
pub(crate) mod relationship;
pub(crate) mod revision;
pub(crate) mod values;
