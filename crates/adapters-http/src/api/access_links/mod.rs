//! Access links: how a client makes an agency's employee its partner admin.

pub(crate) mod approvals;
pub(crate) mod approve;
pub(crate) mod decline;
pub(crate) mod issue;
pub(crate) mod list;
pub(crate) mod revoke;
pub(crate) mod rotate;
pub(crate) mod show;
