//! Memberships, with the terms that accounts set for people and the links that partners declare.

mod employees;
mod filter;
mod read;
mod write;
