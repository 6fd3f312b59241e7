//! A partner whose manager looks after some clients with some employees, and what they do over many of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Caller, Client, Person, Scene, Server, at_operation};

/// A partner whose manager is partner admin of some clients, with some employees.
pub(crate) struct Agency {
    pub(crate) scene: Scene,
    pub(crate) mona: Person,
    pub(crate) clients: Vec<Client>,
    pub(crate) people: Vec<Person>,
    /// A set of the partner's.
    pub(crate) set: String,
}

pub(crate) async fn agency(server: &Server, clients: usize, people: usize) -> Agency {
    let scene = Scene::new(server).await;
    let mona = scene.manager("Mona").await;
    let set = scene.partner_set(&["contacts.view"]).await;
    let mut agency = Agency {
        scene,
        mona,
        clients: Vec::new(),
        people: Vec::new(),
        set,
    };
    for _ in 0..clients {
        let client = agency.scene.client("Contoso").await;
        agency.scene.make_partner_admin(&client, &agency.mona).await;
        agency.clients.push(client);
    }
    for _ in 0..people {
        let person = agency.scene.employee("Emil").await;
        agency.people.push(person);
    }
    agency
}

impl Agency {
    pub(crate) fn body(&self) -> Value {
        let clients: Vec<_> = self.clients.iter().map(|client| &client.id).collect();
        let people: Vec<_> = self.people.iter().map(|person| &person.id).collect();
        json!({"clients": clients, "employees": people, "permission_set": self.set})
    }

    pub(crate) fn path(&self) -> String {
        self.scene.at_partner("/assignments")
    }

    pub(crate) async fn start(&self) -> Value {
        self.mona.post(self.path(), self.body()).await.accepted()
    }

    pub(crate) async fn results(&self, operation: &Value) -> Vec<Value> {
        self.mona.all(&at_operation(operation, "/results")).await
    }

    /// Who is a member where, of the people and clients of this agency.
    pub(crate) async fn members(&self, platform: &Caller) -> BTreeSet<(String, String)> {
        let mut members = BTreeSet::new();
        for client in &self.clients {
            let admin = platform.with_token(client.admin.token());
            for member in admin.all(&client.at("/members")).await {
                let user = member["user"]["id"].as_str().unwrap();
                if self.people.iter().any(|person| person.id == user) {
                    members.insert((client.id.clone(), user.to_owned()));
                }
            }
        }
        members
    }

    /// How many beginnings of memberships of these people the trails of the clients tell of.
    pub(crate) async fn beginnings(&self, platform: &Caller) -> usize {
        let mut count = 0;
        for client in &self.clients {
            let admin = platform.with_token(client.admin.token());
            let path = client.at("/audit-events?type=membership.created");
            let events = admin.all(&path).await;
            count += events
                .iter()
                .filter(|event| event["outcome"] != "refused")
                .filter(|event| {
                    let user = event["user"]["id"].as_str().unwrap();
                    self.people.iter().any(|person| person.id == user)
                })
                .count();
        }
        count
    }

    pub(crate) fn assignment(&self, set: &str) -> Value {
        json!({
            "clients": ids(&self.clients),
            "employees": names(&self.people),
            "permission_set": set,
        })
    }

    pub(crate) async fn assign(&self, body: Value) -> Vec<Value> {
        let path = self.scene.at_partner("/assignments");
        self.mona.carry_out(&path, body).await
    }
}

pub(crate) fn ids<'a>(clients: impl IntoIterator<Item = &'a Client>) -> Vec<&'a str> {
    clients
        .into_iter()
        .map(|client| client.id.as_str())
        .collect()
}

pub(crate) fn names<'a>(people: impl IntoIterator<Item = &'a Person>) -> Vec<&'a str> {
    people
        .into_iter()
        .map(|person| person.id.as_str())
        .collect()
}

/// The pairs that the results say were added.
pub(crate) fn added(results: &[Value]) -> BTreeSet<(String, String)> {
    results
        .iter()
        .filter(|result| result["outcome"] == "added")
        .map(|result| {
            let id = |member: &str| result[member]["id"].as_str().unwrap().to_owned();
            (id("client"), id("employee"))
        })
        .collect()
}
