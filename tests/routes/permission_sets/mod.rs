//! Permission sets, and the catalogue they are made from.

mod catalogue;
mod change;
mod create;
mod remove;
mod show;

use serde_json::{Value, json};

pub(super) fn new_set(name: &str, keys: &[&str]) -> Value {
    json!({"name": name, "permissions": keys})
}
