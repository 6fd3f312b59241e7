//! The endpoints of the platform, and those that stand open.

use reqwest::Method;
use serde_json::json;

use super::{Audience, Body, Fixture, Table, body};
use crate::support::{AHEAD, access, question};

pub(super) fn operations(table: &mut Table, fixture: &Fixture) {
    let platform = &fixture.scene.platform;
    for path in ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs"] {
        table.add((Method::GET, path), &[], (Audience::Open, platform), None);
    }
    for (template, value) in [("/problems/{}", "not-found"), ("/docs/{}", "index.html")] {
        table.add(
            (Method::GET, template),
            &[value],
            (Audience::Open, platform),
            None,
        );
    }
    let question = question(&fixture.acting.id, "contacts.view", &fixture.client.id);
    for template in ["/access/v1/evaluation", "/access/v1/evaluations"] {
        table.add(
            (Method::POST, template),
            &[],
            (Audience::Service("decide"), platform),
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
            (Audience::Service("decide"), platform),
            Some(Body { sample, required }),
        );
    }
    table.add(
        (Method::GET, "/.well-known/authzen-configuration"),
        &[],
        (Audience::Open, platform),
        None,
    );
    for path in ["/v1/audit/head", "/v1/events", "/v1/events/stream"] {
        table.add(
            (Method::GET, path),
            &[],
            (Audience::Service("audit"), platform),
            None,
        );
    }
    table.add(
        (Method::GET, "/v1/permissions"),
        &[],
        (Audience::Known, &fixture.client.admin),
        None,
    );
}

pub(super) fn accounts(table: &mut Table, fixture: &Fixture) {
    let platform = &fixture.scene.platform;
    let provision = (Audience::Service("provision"), platform);
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

pub(super) fn activities(table: &mut Table, fixture: &Fixture) {
    table.add(
        (Method::POST, "/v1/activities"),
        &[],
        (Audience::Service("activity"), &fixture.scene.platform),
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

pub(super) fn assets(table: &mut Table, fixture: &Fixture) {
    let provision = (Audience::Service("provision"), &fixture.scene.platform);
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

pub(super) fn users(table: &mut Table, fixture: &Fixture) {
    let platform = &fixture.scene.platform;
    let provision = (Audience::Service("provision"), platform);
    let admin = (Audience::Service("admin"), platform);
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
    table.add(
        (Method::POST, "/v1/users/{}/sign-in-links"),
        &[user],
        admin,
        body(json!({"expires_in_seconds": 60, "to": "/clients"}), &[]),
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

/// Bringing partner admins back to the template.
pub(super) fn standardizations(table: &mut Table, fixture: &Fixture) {
    let admin = (Audience::Service("admin"), &fixture.scene.platform);
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

/// Webhook endpoints and their deliveries.
pub(super) fn webhooks(table: &mut Table, fixture: &Fixture) {
    let admin = (Audience::Service("admin"), &fixture.scene.platform);
    let all = "/v1/webhook-endpoints";
    let (endpoint, event) = &fixture.webhook;
    let sample = |url: &str| {
        json!({
            "url": url,
            "types": ["membership.created"],
            "accounts": [fixture.client.id],
            "description": "A copy",
            "format": "cloudevents",
        })
    };
    let listens = "http://127.0.0.1:1/other";
    table.add(
        (Method::POST, all),
        &[],
        admin,
        body(sample(listens), &["url"]),
    );
    table.add((Method::GET, all), &[], admin, None);
    let one = format!("{all}/{{}}");
    table.add((Method::GET, &one), &[endpoint], admin, None);
    let mut change = sample(listens);
    change["status"] = json!("enabled");
    table.add((Method::PATCH, &one), &[endpoint], admin, body(change, &[]));
    for verb in ["rotate-secret", "test"] {
        let path = format!("{one}/{verb}");
        table.add((Method::POST, &path), &[endpoint], admin, None);
    }
    let log = format!("{one}/deliveries");
    table.add((Method::GET, &log), &[endpoint], admin, None);
    let again = format!("{log}/{{}}/redeliver");
    table.add((Method::POST, &again), &[endpoint, event], admin, None);
    table.add((Method::DELETE, &one), &[endpoint], admin, None);
}
