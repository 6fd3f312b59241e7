//! What ties partners to clients.

pub(crate) mod end_services;
pub(crate) mod import;
pub(crate) mod resume_services;
