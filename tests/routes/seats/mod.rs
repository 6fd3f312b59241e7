//! The seats of an account.

mod show;
