//! The managed relationship, begun and ended by call.

mod end_services;
mod import;
mod resume_services;
