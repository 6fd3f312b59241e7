//! Scenes: a partner with its people and clients, made through the platform's calls.

use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::{Caller, Server, only_result};

/// Distinguishes what tests make beside each other in one database.
fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The forms of `access`.
pub(crate) mod access {
    use serde_json::{Value, json};

    pub(crate) fn super_admin() -> Value {
        json!({"type": "super_admin"})
    }

    pub(crate) fn partner_admin() -> Value {
        json!({"type": "partner_admin"})
    }

    pub(crate) fn set(id: &str) -> Value {
        json!({"type": "permission_set", "permission_set": id})
    }
}

/// A user with a token of their own.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    caller: Caller,
}

impl Person {
    /// The same person, calling another node.
    pub(crate) fn on(&self, caller: Caller) -> Self {
        Self {
            caller,
            ..self.clone()
        }
    }
}

impl Deref for Person {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// An account that is no partner, with a permanent super admin who acts for nobody.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) admin: Person,
}

impl Client {
    /// A path in this account, on the account side.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("/v1/accounts/{}{path}", self.id)
    }

    /// The path of a member's membership, on the account side.
    pub(crate) fn member(&self, person: &Person) -> String {
        self.at(&format!("/members/{}", person.id))
    }
}

/// The enrolled partner "Northwind" with its domain, and the platform around it.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) platform: Caller,
    pub(crate) partner: String,
    /// The e-mail domain of the partner's people.
    pub(crate) domain: String,
    /// The permanent super admin of the partner.
    pub(crate) owner: Person,
    /// The partner's set with `partner.employees.edit`.
    pub(crate) managing: String,
    /// The partner's set with `partner.employees.view`.
    pub(crate) viewing: String,
    /// The partner's set without a client access permission.
    pub(crate) working: String,
    number: u64,
}

impl Scene {
    pub(crate) async fn new(server: &Server) -> Self {
        let platform = server.platform();
        let number = next();
        let domain = format!("northwind-{number}.test");
        let partner = enrol(&platform, "Northwind").await;
        let owner = register(&platform, "Nora", &domain).await;
        put(
            &platform,
            &partner,
            &owner.id,
            json!({"access": access::super_admin()}),
        )
        .await;
        platform
            .put(
                format!("/v1/partners/{partner}/email-domains"),
                json!({"domains": [domain]}),
            )
            .await
            .ok();
        let managing = make_set(&owner, &partner, "Managing", &["partner.employees.edit"]).await;
        let viewing = make_set(&owner, &partner, "Viewing", &["partner.employees.view"]).await;
        let working = make_set(&owner, &partner, "Working", &["contacts.view"]).await;
        Self {
            platform,
            partner,
            domain,
            owner,
            managing,
            viewing,
            working,
            number,
        }
    }

    /// A word that no other scene of this database has.
    pub(crate) fn unique(&self, word: &str) -> String {
        format!("{word}-{}-{}", self.number, next())
    }

    /// A path of the partner.
    pub(crate) fn at_partner(&self, path: &str) -> String {
        format!("/v1/partners/{}{path}", self.partner)
    }

    /// A path of the client, seen by the partner.
    pub(crate) fn at_client(&self, client: &Client, path: &str) -> String {
        self.at_partner(&format!("/clients/{}{path}", client.id))
    }

    /// The path of an employee in a client, seen by the partner.
    pub(crate) fn employee_at(&self, client: &Client, person: &Person) -> String {
        self.at_client(client, &format!("/employees/{}", person.id))
    }

    /// An account without members; `program` is null.
    pub(crate) async fn account(&self, name: &str) -> String {
        let body = json!({"name": name});
        let account = self.platform.post("/v1/accounts", body).await.created();
        account["id"].as_str().unwrap().to_owned()
    }

    /// Another enrolled partner, with a super admin of its own.
    pub(crate) async fn other_partner(&self, name: &str) -> (String, Person) {
        let partner = enrol(&self.platform, name).await;
        let owner = self.outsider("Otto").await;
        self.put_member(&partner, &owner, json!({"access": access::super_admin()}))
            .await;
        (partner, owner)
    }

    /// An account with a permanent super admin.
    pub(crate) async fn client(&self, name: &str) -> Client {
        let id = self.account(name).await;
        let admin = self.outsider("Carla").await;
        self.put_member(&id, &admin, json!({"access": access::super_admin()}))
            .await;
        Client {
            id,
            name: name.to_owned(),
            admin,
        }
    }

    /// A user who is member of nothing, with an address that is nobody's domain.
    pub(crate) async fn outsider(&self, name: &str) -> Person {
        register(&self.platform, name, "elsewhere.test").await
    }

    /// A user with an address on the partner's domain who is member of nothing.
    pub(crate) async fn newcomer(&self, name: &str) -> Person {
        register(&self.platform, name, &self.domain).await
    }

    /// An employee of the partner without a client access permission.
    pub(crate) async fn employee(&self, name: &str) -> Person {
        self.employee_with(name, &self.working).await
    }

    /// An employee of the partner who holds `partner.employees.view` there.
    pub(crate) async fn viewer(&self, name: &str) -> Person {
        self.employee_with(name, &self.viewing).await
    }

    /// An employee of the partner who holds `partner.employees.edit` there.
    pub(crate) async fn manager(&self, name: &str) -> Person {
        self.employee_with(name, &self.managing).await
    }

    async fn employee_with(&self, name: &str, set: &str) -> Person {
        let person = self.newcomer(name).await;
        self.put_member(&self.partner, &person, json!({"access": access::set(set)}))
            .await;
        person
    }

    /// An employee of the partner whose address is not on its domain.
    pub(crate) async fn unverified_employee(&self, name: &str) -> Person {
        let person = self.outsider(name).await;
        let body = json!({"access": access::set(&self.working)});
        self.put_member(&self.partner, &person, body).await;
        person
    }

    /// The platform's PUT of a membership, which must succeed.
    pub(crate) async fn put_member(&self, account: &str, person: &Person, body: Value) -> Value {
        put(&self.platform, account, &person.id, body).await
    }

    /// Makes the employee partner admin of the client, for the partner.
    pub(crate) async fn make_partner_admin(&self, client: &Client, person: &Person) -> Value {
        self.put_member(
            &client.id,
            person,
            json!({
                "access": access::partner_admin(),
                "seat": "partner",
                "partner": self.partner,
            }),
        )
        .await
    }

    /// A manager of the partner who is partner admin of the client.
    pub(crate) async fn partner_admin(&self, client: &Client, name: &str) -> Person {
        let person = self.manager(name).await;
        self.make_partner_admin(client, &person).await;
        person
    }

    /// Lets the employee act for the partner in the client, with a permission set.
    pub(crate) async fn let_act(&self, client: &Client, person: &Person, set: &str) -> Value {
        self.put_member(
            &client.id,
            person,
            json!({"access": access::set(set), "seat": "partner", "partner": self.partner}),
        )
        .await
    }

    /// A member of the client who acts for nobody.
    pub(crate) async fn staff(&self, client: &Client, name: &str, keys: &[&str]) -> Person {
        let person = self.outsider(name).await;
        let set = self.client_set(client, keys).await;
        self.put_member(&client.id, &person, json!({"access": access::set(&set)}))
            .await;
        person
    }

    /// A permission set of the client.
    pub(crate) async fn client_set(&self, client: &Client, keys: &[&str]) -> String {
        make_set(&client.admin, &client.id, &self.unique("Set"), keys).await
    }

    /// A permission set of the partner.
    pub(crate) async fn partner_set(&self, keys: &[&str]) -> String {
        make_set(&self.owner, &self.partner, &self.unique("Set"), keys).await
    }

    /// The access link of the employee: its id and its token.
    pub(crate) async fn link(&self, person: &Person) -> (String, String) {
        let body = json!({"employee": person.id});
        let path = self.at_partner("/access-links");
        let link = self.owner.post(path, body).await.made();
        let url = link["url"].as_str().unwrap();
        let token = url.rsplit('/').next().unwrap();
        (link["id"].as_str().unwrap().to_owned(), token.to_owned())
    }

    /// Adds one employee to the client with a set and gives the single result.
    pub(crate) async fn add(
        &self,
        actor: &Person,
        client: &Client,
        person: &Person,
        set: &str,
    ) -> Value {
        let body = json!({"employees": [person.id], "permission_set": set});
        let path = self.at_client(client, "/employees");
        let answer = actor.post(path, body).await.ok();
        only_result(&answer).clone()
    }

    /// Whether the person may do `action` in the client, asked by the platform.
    pub(crate) async fn may(&self, person: &Person, action: &str, client: &Client) -> bool {
        self.platform.may(&person.id, action, &client.id).await
    }

    /// Why the person may not do `action` in the client.
    pub(crate) async fn why_not(&self, person: &Person, action: &str, client: &Client) -> String {
        self.platform.why_not(&person.id, action, &client.id).await
    }
}

async fn enrol(platform: &Caller, name: &str) -> String {
    let body = json!({"name": name, "program": "solutions_partner"});
    let account = platform.post("/v1/accounts", body).await.created();
    account["id"].as_str().unwrap().to_owned()
}

async fn register(platform: &Caller, name: &str, domain: &str) -> Person {
    let number = next();
    let email = format!("{}.{number}@{domain}", name.to_lowercase());
    let full_name = format!("{name} {number}");
    let body = json!({"email": email, "name": full_name});
    let user = platform.post("/v1/users", body).await.created();
    let id = user["id"].as_str().unwrap().to_owned();
    let token = platform
        .post(format!("/v1/users/{id}/tokens"), json!({"label": "tests"}))
        .await
        .created();
    Person {
        caller: platform.with_token(token["token"].as_str().unwrap()),
        id,
        email,
        name: full_name,
    }
}

async fn put(platform: &Caller, account: &str, user: &str, body: Value) -> Value {
    let path = format!("/v1/accounts/{account}/members/{user}");
    platform.put(path, body).await.made()
}

async fn make_set(owner: &Person, account: &str, name: &str, keys: &[&str]) -> String {
    let body = json!({"name": name, "permissions": keys});
    let path = format!("/v1/accounts/{account}/permission-sets");
    let set = owner.post(path, body).await.created();
    set["id"].as_str().unwrap().to_owned()
}
