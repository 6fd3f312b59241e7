//! Work over many clients and employees.

mod apply;
mod assign;
mod cancel;
mod deactivate;
mod events;
mod results;
mod retry;
mod show;
