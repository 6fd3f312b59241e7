//! The members of an account.

mod assignable_access;
mod change;
mod change_to_partner_admin;
mod create;
mod deactivate;
mod give_back;
mod list;
mod permissions;
mod put;
mod reactivate;
mod remove;
mod resend_invitation;

use serde_json::{Value, json};

use crate::support::{Call, Client, Person, access};

pub(super) fn new_member(email: &str, set: &str) -> Value {
    json!({"email": email, "name": "New Member", "seat": "core", "access": access::set(set)})
}

pub(super) fn create(actor: &Person, client: &Client, body: Value) -> Call {
    actor.post(client.at("/members"), body)
}

pub(super) fn change(actor: &Person, client: &Client, person: &Person, body: Value) -> Call {
    actor.patch(client.member(person), body)
}
