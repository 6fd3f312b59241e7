//! The seats of an account (S3).

pub(crate) mod show;
