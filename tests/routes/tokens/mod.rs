//! Tokens of people and services.

mod create_for_user;
mod create_own;
mod create_service;
