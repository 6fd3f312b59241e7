//! The client access manager: what a partner sees of its clients and people, and what its managers give and take there.

mod add;
mod assignable_sets;
mod candidates;
mod change;
mod change_client;
mod change_engagement;
mod change_to_partner_admin;
mod client_employees;
mod clients;
mod deactivate;
mod employees;
mod link;
mod linkable_clients;
mod own_behalf;
mod reactivate;
mod unlink;

use serde_json::{Value, json};

use crate::support::{Call, Client, Person, Scene, access, keys};

pub(super) fn add(
    actor: &Person,
    scene: &Scene,
    client: &Client,
    person: &Person,
    set: &str,
) -> Call {
    let body = json!({"employees": [person.id], "permission_set": set});
    actor.post(scene.at_client(client, "/employees"), body)
}

pub(super) fn change(
    actor: &Person,
    scene: &Scene,
    client: &Client,
    person: &Person,
    set: &str,
) -> Call {
    let body = json!({"permission_set": set});
    actor.patch(scene.employee_at(client, person), body)
}

pub(super) fn act(
    actor: &Person,
    scene: &Scene,
    client: &Client,
    person: &Person,
    what: &str,
) -> Call {
    actor.post_nothing(format!("{}/{what}", scene.employee_at(client, person)))
}

pub(super) fn sorted(list: &Value) -> Vec<&str> {
    let mut keys = keys(list);
    keys.sort_unstable();
    keys
}

/// A client of the partner.
pub(super) async fn client_of(scene: &Scene) -> Client {
    let client = scene.client("Contoso").await;
    scene.partner_admin(&client, "Mona").await;
    client
}

/// An unverified employee who is a member of the client on their own behalf.
pub(super) async fn member(scene: &Scene, client: &Client) -> Person {
    let person = scene.unverified_employee("Ulf").await;
    let set = scene.client_set(client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &person, body).await;
    person
}

pub(super) fn link(actor: &Person, scene: &Scene, client: &Client, person: &Person) -> Call {
    actor.post_nothing(format!("{}/link", scene.employee_at(client, person)))
}

pub(super) fn unlink(actor: &Person, scene: &Scene, client: &Client, person: &Person) -> Call {
    actor.post_nothing(format!("{}/unlink", scene.employee_at(client, person)))
}
