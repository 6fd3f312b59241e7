//! Reviews of removals, and people to remove.

use serde_json::{Value, json};

use crate::support::{Client, Person, Scene};

pub(crate) fn item(client: &Client, person: &Person) -> Value {
    json!({"client": client.id, "employee": person.id})
}

pub(crate) fn of(client: &Client, people: &[&Person]) -> Value {
    let people: Vec<_> = people.iter().map(|person| &person.id).collect();
    json!({"clients": [client.id], "employees": people})
}

/// The item of a review for one person in one client.
pub(crate) fn reviewed<'a>(review: &'a Value, client: &Client, person: &Person) -> &'a Value {
    let found = review["items"].as_array().unwrap().iter().find(|item| {
        item["client"]["id"] == client.id.as_str() && item["employee"]["id"] == person.id.as_str()
    });
    found.unwrap_or_else(|| panic!("{} in {review}", person.name))
}

/// A client with a partner admin and somebody with a set.
pub(crate) async fn staffed(scene: &Scene) -> (Client, Person, Person) {
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let emil = scene.employee("Emil").await;
    scene.let_act(&client, &emil, &set).await;
    (client, mona, emil)
}

/// The kinds and counts of what somebody owns.
pub(crate) async fn owned(scene: &Scene, client: &Client, person: &Person) -> Value {
    let review = scene.review(&scene.owner, of(client, &[person])).await;
    reviewed(&review, client, person)["assets"].clone()
}
