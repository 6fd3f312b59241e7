//! Memberships, and what accounts and partners have laid down about people.

mod employees;
mod read;
mod write;
