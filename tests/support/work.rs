//! What people do and own in clients, as the platform tells Latchkey.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Client, Person, Scene};

impl Scene {
    /// The time the server has now.
    pub(crate) async fn now(&self) -> String {
        let path = format!("/v1/users/{}/tokens", self.owner.id);
        let token = self.platform.post(path, json!({"label": "clock"})).await;
        token.created()["created_at"].as_str().unwrap().to_owned()
    }

    /// Tells of assets: external id, kind and owner.
    pub(crate) async fn own_assets(&self, client: &Client, assets: &[(&str, &str, &Person)]) {
        let assets: Vec<Value> = assets
            .iter()
            .map(|(id, kind, owner)| {
                json!({
                    "external_id": id,
                    "kind": kind,
                    "name": format!("Name of {id}"),
                    "owner": owner.id,
                })
            })
            .collect();
        let count = assets.len();
        let body = json!({"assets": assets});
        let answer = self.platform.put(client.at("/assets"), body).await;
        assert_eq!(answer.ok()["upserted"], count, "{answer}");
    }

    /// One activity as the platform reports it.
    pub(crate) fn activity(client: &Client, person: &Person, kind: &str, at: &str) -> Value {
        json!({"account": client.id, "user": person.id, "kind": kind, "occurred_at": at})
    }

    /// Reports activities.
    pub(crate) async fn report(&self, activities: &[Value]) -> Value {
        let body = json!({"activities": activities});
        self.platform.post("/v1/activities", body).await.ok()
    }

    /// The relationship with the client, as the partner sees it.
    pub(crate) async fn relationship(&self, client: &Client) -> Value {
        let shown = self.owner.get(self.at_client(client, "")).await.ok();
        shown["relationship"].clone()
    }

    /// Lets the client approve the access link of the employee.
    pub(crate) async fn approve(&self, client: &Client, person: &Person) -> Value {
        let (_, token) = self.link(person).await;
        let path = format!("/v1/access-links/{token}/approve");
        let body = json!({"account": client.id});
        client.admin.post(path, body).await.ok()
    }

    /// Changes the program of the partner; `null` ends its enrolment.
    pub(crate) async fn enrolled_as(&self, program: Value) {
        let path = format!("/v1/accounts/{}", self.partner);
        let body = json!({"program": program});
        self.platform.patch(path, body).await.ok();
    }

    /// Reviews a removal, as the person.
    pub(crate) async fn review(&self, person: &Person, body: Value) -> Value {
        let path = self.at_partner("/removals/review");
        person.post(path, body).await.ok()
    }

    /// How many events of a kind about the person the client sees that tell of a success.
    pub(crate) async fn told(&self, client: &Client, kind: &str, person: &Person) -> usize {
        let path = client.at(&format!("/audit-events?type={kind}&user={}", person.id));
        let events = client.admin.all(&path).await;
        events
            .iter()
            .filter(|event| event["outcome"] != "refused")
            .count()
    }

    /// How many events the client and the partner see; refusals are none of them.
    pub(crate) async fn trail(&self, client: &Client) -> (usize, usize) {
        let happened = |events: Vec<Value>| {
            let events = events.iter();
            events.filter(|event| event["outcome"] != "refused").count()
        };
        let of_client = client.admin.all(&client.at("/audit-events")).await;
        let of_partner = self.owner.all(&self.at_partner("/audit-events")).await;
        (happened(of_client), happened(of_partner))
    }

    /// Removes a member by the client's own hand, with a body.
    pub(crate) async fn remove_member(client: &Client, person: &Person, body: Value) -> Answer {
        client
            .admin
            .call(Method::DELETE, client.member(person))
            .json(&body)
            .await
    }
}
