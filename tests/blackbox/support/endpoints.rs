//! The table of endpoints, as `api.md` documents them, each with a call that would succeed.
//!
//! The tests of malformed bodies and of strangers walk through it, and a test compares it with the
//! published document, so that an endpoint cannot be added without standing here.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Caller, Client, Person, Scene, access};

/// A moment that is ahead for longer than these tests will be run.
const AHEAD: &str = "2099-01-01T00:00:00Z";

/// Who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// Anybody.
    Open,
    /// Whoever shows a token, of either kind.
    Known,
    /// A service token with this scope.
    Service(&'static str),
    /// Any user, about themselves or with a link in hand.
    User,
    /// A user with rights in the account.
    Account,
    /// A user with rights in the partner's account.
    Partner,
    /// A super admin of the partner, or a service token with this scope.
    PartnerOrService(&'static str),
    /// Whoever began it, and to look at it whoever has the rights of its partner.
    Starter,
}

/// A body that is accepted, and what may be taken from it.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    /// All documented members, valid.
    pub(crate) sample: Value,
    /// The members that must be there.
    pub(crate) required: &'static [&'static str],
}

/// An operation of the contract.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    /// The path with `{}` in the place of each parameter.
    pub(crate) template: String,
    /// The path with values that exist.
    pub(crate) path: String,
    pub(crate) door: Door,
    /// Somebody who may.
    pub(crate) caller: Caller,
    pub(crate) body: Option<Body>,
}

impl Endpoint {
    /// The call as anybody would make it, with the documented body.
    pub(crate) fn call_as(&self, caller: &Caller) -> super::Call {
        let call = caller.call(self.method.clone(), &self.path);
        match &self.body {
            Some(body) => call.json(&body.sample),
            None => call,
        }
    }
}

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
    operation: String,
    /// A day on which all partner admins are brought back to the template.
    standardization: String,
    /// A review of the manager's, of removing `acting` from the client.
    review: String,
    user_token: String,
    own_token: String,
    service_token: String,
    account_external: String,
    user_external: String,
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
        let review = json!({"clients": [client.id], "employees": [acting.id]});
        let review = scene.review(&manager, review).await;
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        Self {
            private,
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

fn own_token_body() -> Value {
    json!({"label": "own", "scopes": ["read", "manage"], "expires_in_seconds": 3600})
}

/// Collects endpoints that are called by the same people.
struct Table {
    rows: Vec<Endpoint>,
}

impl Table {
    /// Gives the row that was added last what its query must have.
    fn ask(&mut self, query: &str) {
        let row = self.rows.last_mut().unwrap();
        row.path = format!("{}?{query}", row.path);
    }

    /// Adds a row. `values` takes the places of the parameters of `template`, in order.
    fn add(
        &mut self,
        (method, template): (Method, &str),
        values: &[&str],
        (door, caller): (Door, &Caller),
        body: Option<Body>,
    ) {
        let mut path = String::new();
        let mut pieces = template.split("{}");
        path.push_str(pieces.next().unwrap());
        let mut values = values.iter();
        for piece in pieces {
            path.push_str(values.next().unwrap());
            path.push_str(piece);
        }
        assert!(values.next().is_none(), "{template} has fewer parameters");
        self.rows.push(Endpoint {
            method,
            template: template.to_owned(),
            path,
            door,
            caller: caller.clone(),
            body,
        });
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "rows without a body stand beside those with one"
)]
fn body(sample: Value, required: &'static [&'static str]) -> Option<Body> {
    Some(Body { sample, required })
}

/// Every operation that is implemented.
pub(crate) fn endpoints(fixture: &Fixture) -> Vec<Endpoint> {
    let mut table = Table { rows: Vec::new() };
    operations(&mut table, fixture);
    accounts(&mut table, fixture);
    activities(&mut table, fixture);
    assets(&mut table, fixture);
    users(&mut table, fixture);
    me(&mut table, fixture);
    account_side(&mut table, fixture);
    access_links(&mut table, fixture);
    client_access(&mut table, fixture);
    people_of_clients(&mut table, fixture);
    many_at_once(&mut table, fixture);
    removals(&mut table, fixture);
    standardizations(&mut table, fixture);
    table.rows
}

fn operations(table: &mut Table, fixture: &Fixture) {
    let platform = &fixture.scene.platform;
    for path in ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs"] {
        table.add((Method::GET, path), &[], (Door::Open, platform), None);
    }
    for (template, value) in [("/problems/{}", "not-found"), ("/docs/{}", "index.html")] {
        table.add(
            (Method::GET, template),
            &[value],
            (Door::Open, platform),
            None,
        );
    }
    let question = super::caller::question(&fixture.acting.id, "contacts.view", &fixture.client.id);
    for template in ["/access/v1/evaluation", "/access/v1/evaluations"] {
        table.add(
            (Method::POST, template),
            &[],
            (Door::Service("decide"), platform),
            body(question.clone(), &["subject", "action", "resource"]),
        );
    }
    let (user, account) = (
        json!({"type": "user", "id": fixture.acting.id}),
        json!({"type": "account", "id": fixture.client.id}),
    );
    let action = json!({"name": "contacts.view"});
    let whole: &'static [&'static str] = &["subject", "action", "resource"];
    for (template, sample, required) in [
        (
            "/access/v1/search/subject",
            json!({"subject": {"type": "user"}, "action": action, "resource": account}),
            whole,
        ),
        (
            "/access/v1/search/resource",
            json!({"subject": user, "action": action, "resource": {"type": "account"}}),
            whole,
        ),
        (
            "/access/v1/search/action",
            json!({"subject": user, "resource": account}),
            &["subject", "resource"],
        ),
    ] {
        table.add(
            (Method::POST, template),
            &[],
            (Door::Service("decide"), platform),
            Some(Body { sample, required }),
        );
    }
    table.add(
        (Method::GET, "/.well-known/authzen-configuration"),
        &[],
        (Door::Open, platform),
        None,
    );
    table.add(
        (Method::GET, "/v1/audit/head"),
        &[],
        (Door::Service("audit"), platform),
        None,
    );
    table.add(
        (Method::GET, "/v1/permissions"),
        &[],
        (Door::Known, &fixture.client.admin),
        None,
    );
}

fn assets(table: &mut Table, fixture: &Fixture) {
    let provision = (Door::Service("provision"), &fixture.scene.platform);
    let account = fixture.client.id.as_str();
    let asset = json!({
        "external_id": "spare",
        "kind": "page",
        "name": "Spare",
        "owner": fixture.acting.id,
    });
    table.add(
        (Method::PUT, "/v1/accounts/{}/assets"),
        &[account],
        provision,
        body(json!({"assets": [asset]}), &["assets"]),
    );
    table.add(
        (Method::DELETE, "/v1/accounts/{}/assets/{}"),
        &[account, "spare"],
        provision,
        None,
    );
}

fn accounts(table: &mut Table, fixture: &Fixture) {
    let platform = &fixture.scene.platform;
    let provision = (Door::Service("provision"), platform);
    let account = fixture.client.id.as_str();
    let sample = |external_id: Option<&str>| {
        let mut sample = json!({
            "name": "Fabrikam",
            "program": "solutions_provider",
            "seat_pricing": "legacy",
        });
        if let Some(external_id) = external_id {
            sample["external_id"] = json!(external_id);
        }
        sample
    };
    table.add(
        (Method::POST, "/v1/accounts"),
        &[],
        provision,
        body(sample(Some(&fixture.scene.unique("fabrikam"))), &["name"]),
    );
    table.add((Method::GET, "/v1/accounts"), &[], provision, None);
    table.add(
        (Method::GET, "/v1/accounts/{}"),
        &[account],
        provision,
        None,
    );
    table.add(
        (Method::PATCH, "/v1/accounts/{}"),
        &[account],
        provision,
        body(
            json!({"name": "Contoso", "seat_pricing": "seat_based", "status": "active"}),
            &[],
        ),
    );
    table.add(
        (Method::PUT, "/v1/accounts/by-external-id/{}"),
        &[&fixture.account_external],
        provision,
        body(sample(None), &["name"]),
    );
    table.add(
        (Method::PUT, "/v1/accounts/{}/members/{}"),
        &[account, &fixture.free.id],
        provision,
        body(
            json!({
                "access": access::set(&fixture.set),
                "seat": "core",
                "paid_seats": ["sales"],
                "status": "active",
                "engagement": "contractor",
                "partner": fixture.scene.partner,
                "adjustments": {"added": ["crm.export"], "withheld": []},
                "expires_at": AHEAD,
                "notify": false,
            }),
            &["access"],
        ),
    );
    table.add(
        (Method::PUT, "/v1/partners/{}/clients/{}"),
        &[&fixture.scene.partner, account],
        provision,
        body(
            json!({
                "display_name": "Our Contoso",
                "connected_at": "2024-01-01T00:00:00Z",
                "last_qualifying_activity_at": "2024-02-01T00:00:00Z",
            }),
            &[],
        ),
    );
}

fn activities(table: &mut Table, fixture: &Fixture) {
    table.add(
        (Method::POST, "/v1/activities"),
        &[],
        (Door::Service("activity"), &fixture.scene.platform),
        body(
            json!({"activities": [{
                "account": fixture.client.id,
                "user": fixture.acting.id,
                "kind": "update",
                "occurred_at": "2024-02-01T00:00:00Z",
            }]}),
            &["activities"],
        ),
    );
}

fn users(table: &mut Table, fixture: &Fixture) {
    let platform = &fixture.scene.platform;
    let provision = (Door::Service("provision"), platform);
    let admin = (Door::Service("admin"), platform);
    let user = fixture.acting.id.as_str();
    let address = |name: &str| format!("{}@elsewhere.test", fixture.scene.unique(name));
    table.add(
        (Method::POST, "/v1/users"),
        &[],
        provision,
        body(
            json!({
                "email": address("uma"),
                "name": "Uma",
                "locale": "nb",
                "external_id": fixture.scene.unique("uma"),
                "password": "correct horse battery staple",
            }),
            &["email", "name"],
        ),
    );
    table.add((Method::GET, "/v1/users"), &[], provision, None);
    table.add((Method::GET, "/v1/users/{}"), &[user], provision, None);
    table.add(
        (Method::PATCH, "/v1/users/{}"),
        &[user],
        provision,
        body(
            json!({"name": "Emil", "locale": "de", "status": "active", "confirmed": true}),
            &[],
        ),
    );
    table.add(
        (Method::PUT, "/v1/users/by-external-id/{}"),
        &[&fixture.user_external],
        provision,
        body(
            json!({"email": address("ulf"), "name": "Ulf", "locale": "pl"}),
            &["email", "name"],
        ),
    );
    table.add(
        (Method::POST, "/v1/users/{}/erase"),
        &[&fixture.free.id],
        provision,
        None,
    );
    table.add(
        (Method::POST, "/v1/users/{}/tokens"),
        &[user],
        admin,
        body(
            json!({"label": "laptop", "expires_in_seconds": 3600}),
            &["label"],
        ),
    );
    table.add((Method::GET, "/v1/users/{}/tokens"), &[user], admin, None);
    table.add(
        (Method::DELETE, "/v1/users/{}/tokens/{}"),
        &[user, &fixture.user_token],
        admin,
        None,
    );
    table.add((Method::GET, "/v1/service-tokens"), &[], admin, None);
    table.add(
        (Method::POST, "/v1/service-tokens"),
        &[],
        admin,
        body(
            json!({"label": "importer", "scopes": ["provision"]}),
            &["label", "scopes"],
        ),
    );
    table.add(
        (Method::DELETE, "/v1/service-tokens/{}"),
        &[&fixture.service_token],
        admin,
        None,
    );
}

fn me(table: &mut Table, fixture: &Fixture) {
    let user = (Door::User, &*fixture.acting);
    table.add((Method::GET, "/v1/me"), &[], user, None);
    table.add(
        (Method::POST, "/v1/me/memberships/{}/accept"),
        &[&fixture.client.id],
        user,
        None,
    );
    table.add((Method::GET, "/v1/me/notifications"), &[], user, None);
    table.add(
        (Method::PUT, "/v1/me/notifications"),
        &[],
        user,
        body(json!({"muted": ["migration"]}), &["muted"]),
    );
    table.add((Method::GET, "/v1/me/tokens"), &[], user, None);
    table.add(
        (Method::POST, "/v1/me/tokens"),
        &[],
        user,
        body(own_token_body(), &["label", "scopes"]),
    );
    table.add(
        (Method::DELETE, "/v1/me/tokens/{}"),
        &[&fixture.own_token],
        user,
        None,
    );
}

fn account_side(table: &mut Table, fixture: &Fixture) {
    let admin = (Door::Account, &*fixture.client.admin);
    let account = fixture.client.id.as_str();
    let user = fixture.acting.id.as_str();
    let member = [account, user];
    let set = [account, fixture.set.as_str()];
    let members = "/v1/accounts/{}/members";
    let sets = "/v1/accounts/{}/permission-sets";
    let one = |collection: &str| format!("{collection}/{{}}");
    table.add((Method::GET, members), &[account], admin, None);
    table.add((Method::GET, &one(members)), &member, admin, None);
    table.add((Method::DELETE, &one(members)), &member, admin, None);
    for act in ["deactivate", "reactivate", "resend-invitation"] {
        let template = format!("{members}/{{}}/{act}");
        table.add((Method::POST, &template), &member, admin, None);
    }
    table.add(
        (Method::POST, members),
        &[account],
        admin,
        body(
            json!({
                "email": fixture.free.email,
                "name": "Frida",
                "seat": "core",
                "paid_seats": ["sales"],
                "access": access::set(&fixture.set),
                "adjustments": {"added": ["crm.export"], "withheld": []},
                "partner": fixture.scene.partner,
                "expires_at": AHEAD,
            }),
            &["email", "seat", "access"],
        ),
    );
    table.add(
        (Method::PATCH, &one(members)),
        &member,
        admin,
        body(
            json!({
                "access": access::set(&fixture.set),
                "seat": "partner",
                "paid_seats": [],
                "adjustments": {"added": [], "withheld": []},
                "partner": fixture.scene.partner,
                "expires_at": AHEAD,
            }),
            &[],
        ),
    );
    let explained = format!("{members}/{{}}/permissions");
    // Of somebody who acts for nobody: of the partner's people the partner may see it, too.
    let own = [account, fixture.private.id.as_str()];
    table.add((Method::GET, &explained), &own, admin, None);
    table.add(
        (Method::GET, "/v1/accounts/{}/assignable-access"),
        &[account],
        admin,
        None,
    );
    table.ask(&format!("email={}", fixture.free.email));
    let sample = |name: &str| {
        json!({
            "name": fixture.scene.unique(name),
            "description": "For the summer",
            "external_id": fixture.scene.unique(name),
            "permissions": ["contacts.view", "crm.export"],
        })
    };
    table.add((Method::GET, sets), &[account], admin, None);
    table.add(
        (Method::POST, sets),
        &[account],
        admin,
        body(sample("Temps"), &["name", "permissions"]),
    );
    table.add((Method::GET, &one(sets)), &set, admin, None);
    table.add(
        (Method::PATCH, &one(sets)),
        &set,
        admin,
        body(sample("Casuals"), &[]),
    );
    table.add((Method::DELETE, &one(sets)), &set, admin, None);
    let policy = "/v1/accounts/{}/policy";
    table.add((Method::GET, policy), &[account], admin, None);
    table.add(
        (Method::PUT, policy),
        &[account],
        admin,
        body(
            json!({"partner_admins_by": "super_admin"}),
            &["partner_admins_by"],
        ),
    );
    let trail = "/v1/accounts/{}/audit-events";
    table.add((Method::GET, trail), &[account], admin, None);
}

fn access_links(table: &mut Table, fixture: &Fixture) {
    let owner = (Door::Partner, &*fixture.scene.owner);
    let partner = fixture.scene.partner.as_str();
    let (link, token) = (fixture.link.0.as_str(), fixture.link.1.as_str());
    let links = "/v1/partners/{}/access-links";
    table.add(
        (Method::POST, links),
        &[partner],
        owner,
        body(json!({"employee": fixture.manager.id}), &[]),
    );
    table.add((Method::GET, links), &[partner], owner, None);
    let template = format!("{links}/{{}}/rotate");
    table.add((Method::POST, &template), &[partner, link], owner, None);
    let template = format!("{links}/{{}}");
    table.add((Method::DELETE, &template), &[partner, link], owner, None);

    let by_token = "/v1/access-links/{}";
    let admin = &*fixture.client.admin;
    table.add((Method::GET, by_token), &[token], (Door::User, admin), None);
    table.add(
        (Method::POST, "/v1/access-links/{}/approve"),
        &[token],
        (Door::Account, admin),
        body(
            json!({"account": fixture.client.id, "expires_at": AHEAD}),
            &["account"],
        ),
    );
    table.add(
        (Method::POST, "/v1/access-links/{}/decline"),
        &[token],
        (Door::Account, admin),
        body(
            json!({"account": fixture.client.id, "reason": "We know nobody there"}),
            &["account"],
        ),
    );
}

fn client_access(table: &mut Table, fixture: &Fixture) {
    let manager = (Door::Partner, &*fixture.manager);
    let partner = fixture.scene.partner.as_str();
    let client = [partner, fixture.client.id.as_str()];
    let user = fixture.acting.id.as_str();
    let at_client = [partner, fixture.client.id.as_str(), user];
    let clients = "/v1/partners/{}/clients";
    let one = "/v1/partners/{}/clients/{}";
    let employees = "/v1/partners/{}/clients/{}/employees";
    let employee = "/v1/partners/{}/clients/{}/employees/{}";
    table.add((Method::GET, clients), &[partner], manager, None);
    table.add((Method::GET, one), &client, manager, None);
    table.add(
        (Method::PATCH, one),
        &client,
        manager,
        body(
            json!({"display_name": "Our Contoso", "tags": ["north", "retainer"]}),
            &[],
        ),
    );
    for act in ["end-services", "resume-services"] {
        let template = format!("{one}/{act}");
        table.add((Method::POST, &template), &client, manager, None);
    }
    table.add((Method::GET, employees), &client, manager, None);
    let offered = "/v1/partners/{}/clients/{}/assignable-permission-sets";
    table.add((Method::GET, offered), &client, manager, None);
    table.add(
        (Method::POST, employees),
        &client,
        manager,
        body(
            json!({
                "employees": [fixture.free.id],
                "permission_set": fixture.set,
                "expires_at": AHEAD,
                "dry_run": false,
            }),
            &["employees", "permission_set"],
        ),
    );
    table.add(
        (Method::PATCH, employee),
        &at_client,
        manager,
        body(
            json!({"permission_set": fixture.set, "expires_at": AHEAD, "dry_run": false}),
            &["permission_set"],
        ),
    );
    for act in ["deactivate", "reactivate"] {
        let template = format!("{employee}/{act}");
        table.add((Method::POST, &template), &at_client, manager, None);
    }
    let people = "/v1/partners/{}/employees";
    let person = "/v1/partners/{}/employees/{}";
    table.add((Method::GET, people), &[partner], manager, None);
    table.add((Method::GET, person), &[partner, user], manager, None);
    table.add(
        (Method::PATCH, person),
        &[partner, user],
        manager,
        body(json!({"engagement": "contractor"}), &[]),
    );
    let domains = "/v1/partners/{}/email-domains";
    let owner = &*fixture.scene.owner;
    let door = (Door::PartnerOrService("provision"), owner);
    table.add((Method::GET, domains), &[partner], door, None);
    table.add(
        (Method::PUT, domains),
        &[partner],
        door,
        body(json!({"domains": [fixture.scene.domain]}), &["domains"]),
    );
    let trail = "/v1/partners/{}/audit-events";
    table.add((Method::GET, trail), &[partner], manager, None);
}

/// Linking, migrating and ending services, and the partners of an account.
fn people_of_clients(table: &mut Table, fixture: &Fixture) {
    let manager = (Door::Partner, &*fixture.manager);
    let partner = fixture.scene.partner.as_str();
    let client = [partner, fixture.client.id.as_str()];
    let employee = "/v1/partners/{}/clients/{}/employees/{}";
    for act in ["link", "unlink"] {
        let template = format!("{employee}/{act}");
        let target = [partner, fixture.client.id.as_str(), &fixture.private.id];
        table.add((Method::POST, &template), &target, manager, None);
    }
    let acting = fixture.acting.id.as_str();
    table.add(
        (Method::POST, &format!("{employee}/change-to-partner-admin")),
        &[partner, fixture.client.id.as_str(), acting],
        manager,
        body(json!({"keep_billing_permissions": true}), &[]),
    );
    for act in ["end-services", "resume-services"] {
        let template = format!("/v1/partners/{{}}/clients/{{}}/{act}");
        table.add((Method::POST, &template), &client, manager, None);
    }
    let admin = (Door::Account, &*fixture.client.admin);
    let account = fixture.client.id.as_str();
    table.add(
        (
            Method::POST,
            "/v1/accounts/{}/members/{}/change-to-partner-admin",
        ),
        &[account, acting],
        admin,
        body(
            json!({"keep_billing_permissions": true, "partner": partner}),
            &[],
        ),
    );
    let partners = "/v1/accounts/{}/partners";
    table.add((Method::GET, partners), &[account], admin, None);
    let one = format!("{partners}/{{}}");
    table.add((Method::DELETE, &one), &[account, partner], admin, None);
}

/// Operations over many clients and employees.
fn many_at_once(table: &mut Table, fixture: &Fixture) {
    let manager = (Door::Partner, &*fixture.manager);
    let partner = fixture.scene.partner.as_str();
    let clients = json!([fixture.client.id]);
    let employees = json!([fixture.free.id]);
    table.add(
        (Method::POST, "/v1/partners/{}/assignments"),
        &[partner],
        manager,
        body(
            json!({
                "clients": clients,
                "employees": employees,
                "permission_set": fixture.scene.working,
                "expires_at": AHEAD,
                "dry_run": false,
            }),
            &["clients", "employees", "permission_set"],
        ),
    );
    for act in ["deactivations", "reactivations"] {
        table.add(
            (Method::POST, &format!("/v1/partners/{{}}/{act}")),
            &[partner],
            manager,
            body(
                json!({"clients": clients, "employees": employees, "dry_run": false}),
                &[],
            ),
        );
    }
    table.add(
        (Method::POST, "/v1/partners/{}/permission-sets/{}/apply"),
        &[partner, &fixture.scene.working],
        manager,
        body(json!({"clients": clients, "dry_run": false}), &[]),
    );
    let started = (Door::Starter, &*fixture.manager);
    let operation = "/v1/operations/{}";
    let id = [fixture.operation.as_str()];
    table.add((Method::GET, operation), &id, started, None);
    for list in ["results", "events"] {
        let template = format!("{operation}/{list}");
        table.add((Method::GET, &template), &id, started, None);
    }
    for act in ["cancel", "retry"] {
        let template = format!("{operation}/{act}");
        table.add((Method::POST, &template), &id, started, None);
    }
}

/// Reviews of removals, and their confirmation.
fn removals(table: &mut Table, fixture: &Fixture) {
    let manager = (Door::Partner, &*fixture.manager);
    let partner = fixture.scene.partner.as_str();
    let (client, acting) = (&fixture.client.id, &fixture.acting.id);
    table.add(
        (Method::POST, "/v1/partners/{}/removals/review"),
        &[partner],
        manager,
        body(json!({"clients": [client], "employees": [acting]}), &[]),
    );
    table.add(
        (Method::GET, "/v1/partners/{}/removals/reviews/{}/assets"),
        &[partner, &fixture.review],
        (Door::Starter, &*fixture.manager),
        None,
    );
    table.ask(&format!("client={client}&employee={acting}&kind=page"));
    table.add(
        (Method::POST, "/v1/partners/{}/removals"),
        &[partner],
        manager,
        body(
            json!({
                "review": fixture.review,
                "items": [{
                    "client": client,
                    "employee": acting,
                    "action": "remove",
                    "reassign_to": fixture.manager.id,
                    "reassign": [{"kind": "page", "to": fixture.client.admin.id}],
                }],
            }),
            &["review", "items"],
        ),
    );
}

/// Bringing partner admins back to the template.
fn standardizations(table: &mut Table, fixture: &Fixture) {
    let admin = (Door::Service("admin"), &fixture.scene.platform);
    let runs = "/v1/partner-admins/standardize";
    table.add(
        (Method::POST, runs),
        &[],
        admin,
        body(
            json!({"effective": AHEAD, "dry_run": false, "restore_withheld": true}),
            &["effective"],
        ),
    );
    table.add((Method::GET, runs), &[], admin, None);
    let run = [fixture.standardization.as_str()];
    for method in [Method::GET, Method::DELETE] {
        let one = format!("{runs}/{{}}");
        table.add((method, &one), &run, admin, None);
    }
}
