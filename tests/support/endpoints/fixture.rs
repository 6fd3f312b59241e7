//! People and things that exist, for the calls of the table.

use serde_json::{Value, json};

use super::own_token_body;
use crate::support::{AHEAD, Client, Person, Scene, access, until};

/// What the table points at.
#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) scene: Scene,
    pub(crate) client: Client,
    /// Manager of the partner and partner admin of the client.
    pub(crate) manager: Person,
    /// An employee who acts for the partner in the client, with `set`.
    pub(crate) acting: Person,
    /// An employee who is no member of the client.
    pub(crate) free: Person,
    /// A set of the client.
    pub(crate) set: String,
    /// The standing link of `free`.
    pub(crate) link: (String, String),
    /// An unverified employee who is a member of the client on their own behalf.
    pub(crate) private: Person,
    /// An operation of the manager that is over.
    pub(super) operation: String,
    /// A day on which all partner admins are brought back to the template.
    pub(super) standardization: String,
    /// A review of the manager's, of removing `acting` from the client.
    pub(super) review: String,
    /// A webhook endpoint where nobody listens, and an event that it is told.
    pub(super) webhook: (String, String),
    pub(super) user_token: String,
    pub(super) own_token: String,
    pub(super) service_token: String,
    pub(super) account_external: String,
    pub(super) user_external: String,
}

impl Fixture {
    pub(crate) async fn new(scene: Scene) -> Self {
        let client = scene.client("Contoso").await;
        let manager = scene.partner_admin(&client, "Mona").await;
        let acting = scene.employee("Emil").await;
        let free = scene.employee("Frida").await;
        let set = scene.client_set(&client, &["contacts.view"]).await;
        scene.let_act(&client, &acting, &set).await;
        let link = scene.link(&free).await;
        let service_token = scene
            .platform
            .post(
                "/v1/service-tokens",
                json!({"label": "spare", "scopes": ["decide"]}),
            )
            .await
            .created();
        let own_token = acting
            .post("/v1/me/tokens", own_token_body())
            .await
            .created();
        let user_token = scene
            .platform
            .post(
                format!("/v1/users/{}/tokens", acting.id),
                json!({"label": "spare"}),
            )
            .await
            .created();
        let private = scene.unverified_employee("Ulf").await;
        let own = json!({"access": access::set(&set)});
        scene.put_member(&client.id, &private, own).await;
        scene
            .own_assets(&client, &[("spare", "page", &acting)])
            .await;
        // Refused item by item, it changes nothing.
        let operation = manager
            .post(
                scene.at_partner("/assignments"),
                json!({
                    "clients": [client.id],
                    "employees": [manager.id],
                    "permission_set": scene.working,
                }),
            )
            .await
            .accepted();
        manager.finish(&operation).await;
        let standardization = scene
            .platform
            .post(
                "/v1/partner-admins/standardize",
                json!({"effective": AHEAD}),
            )
            .await
            .ok();
        let webhook = webhook(&scene, &client).await;
        let review = json!({"clients": [client.id], "employees": [acting.id]});
        let review = scene.review(&manager, review).await;
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        Self {
            private,
            webhook,
            review: review["review"].as_str().unwrap().to_owned(),
            operation: id(&operation),
            standardization: id(&standardization),
            account_external: scene.unique("account"),
            user_external: scene.unique("user"),
            user_token: id(&user_token),
            own_token: id(&own_token),
            service_token: id(&service_token),
            scene,
            client,
            manager,
            acting,
            free,
            set,
            link,
        }
    }
}

/// An endpoint where nobody listens, and an event that waits to be delivered there.
async fn webhook(scene: &Scene, client: &Client) -> (String, String) {
    let new = json!({
        "url": "http://127.0.0.1:1/webhooks",
        "types": ["account.changed"],
        "accounts": [client.id],
    });
    let platform = &scene.platform;
    let made = platform.post("/v1/webhook-endpoints", new).await.created();
    let endpoint = made["id"].as_str().unwrap().to_owned();
    let rename = json!({"name": "Contoso Ltd"});
    platform.patch(client.at(""), rename).await.ok();
    let log = format!("/v1/webhook-endpoints/{endpoint}/deliveries");
    let event = until("the delivery is in the log", async || {
        let log = platform.get(&log).await.ok();
        Some(log["items"].get(0)?["id"].as_str().unwrap().to_owned())
    });
    (endpoint, event.await)
}
