//! The endpoints of partners and of their clients.

use reqwest::Method;
use serde_json::json;

use super::{Audience, Fixture, Table, body};
use crate::support::AHEAD;

pub(super) fn access_links(table: &mut Table, fixture: &Fixture) {
    let owner = (Audience::Partner, &*fixture.scene.owner);
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
    let template = format!("{links}/{{}}/approvals");
    let or_platform = (Audience::PartnerOrService("provision"), owner.1);
    table.add(
        (Method::GET, &template),
        &[partner, link],
        or_platform,
        None,
    );
    let template = format!("{links}/{{}}");
    table.add((Method::DELETE, &template), &[partner, link], owner, None);

    let by_token = "/v1/access-links/{}";
    let admin = &*fixture.client.admin;
    table.add(
        (Method::GET, by_token),
        &[token],
        (Audience::User, admin),
        None,
    );
    table.add(
        (Method::POST, "/v1/access-links/{}/approve"),
        &[token],
        (Audience::Account, admin),
        body(
            json!({"account": fixture.client.id, "expires_at": AHEAD}),
            &["account"],
        ),
    );
    table.add(
        (Method::POST, "/v1/access-links/{}/decline"),
        &[token],
        (Audience::Account, admin),
        body(
            json!({"account": fixture.client.id, "reason": "We know nobody there"}),
            &["account"],
        ),
    );
}

pub(super) fn client_access(table: &mut Table, fixture: &Fixture) {
    let manager = (Audience::Partner, &*fixture.manager);
    let partner = fixture.scene.partner.as_str();
    let client = [partner, fixture.client.id.as_str()];
    let user = fixture.acting.id.as_str();
    let at_client = [partner, fixture.client.id.as_str(), user];
    let clients = "/v1/partners/{}/clients";
    let one = "/v1/partners/{}/clients/{}";
    let employees = "/v1/partners/{}/clients/{}/employees";
    let employee = "/v1/partners/{}/clients/{}/employees/{}";
    let or_platform = (Audience::PartnerOrService("provision"), manager.1);
    table.add((Method::GET, clients), &[partner], or_platform, None);
    table.add((Method::GET, one), &client, or_platform, None);
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
    table.add((Method::GET, employees), &client, or_platform, None);
    let candidates = "/v1/partners/{}/clients/{}/candidates";
    table.add((Method::GET, candidates), &client, or_platform, None);
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
    table.add((Method::GET, people), &[partner], or_platform, None);
    table.add((Method::GET, person), &[partner, user], or_platform, None);
    table.add(
        (Method::PATCH, person),
        &[partner, user],
        manager,
        body(json!({"engagement": "contractor"}), &[]),
    );
    let linkable = format!("{person}/linkable-clients");
    table.add(
        (Method::GET, &linkable),
        &[partner, user],
        or_platform,
        None,
    );
    let domains = "/v1/partners/{}/email-domains";
    let owner = &*fixture.scene.owner;
    let audience = (Audience::PartnerOrService("provision"), owner);
    table.add((Method::GET, domains), &[partner], audience, None);
    table.add(
        (Method::PUT, domains),
        &[partner],
        audience,
        body(json!({"domains": [fixture.scene.domain]}), &["domains"]),
    );
    let trail = "/v1/partners/{}/audit-events";
    let or_audit = (Audience::PartnerOrService("audit"), manager.1);
    table.add((Method::GET, trail), &[partner], or_audit, None);
}

/// Linking, changing to partner admin, ending services, and the partners of an account.
pub(super) fn people_of_clients(table: &mut Table, fixture: &Fixture) {
    let manager = (Audience::Partner, &*fixture.manager);
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
    let admin = (Audience::Account, &*fixture.client.admin);
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
    let or_platform = (Audience::AccountOrService("provision"), admin.1);
    table.add((Method::GET, partners), &[account], or_platform, None);
    let one = format!("{partners}/{{}}");
    table.add((Method::DELETE, &one), &[account, partner], admin, None);
}

/// Operations over many clients and employees.
pub(super) fn many_at_once(table: &mut Table, fixture: &Fixture) {
    let manager = (Audience::Partner, &*fixture.manager);
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
    let started = (Audience::Starter, &*fixture.manager);
    let operation = "/v1/operations/{}";
    let id = [fixture.operation.as_str()];
    let or_platform = (Audience::StarterOrService("provision"), started.1);
    table.add((Method::GET, operation), &id, or_platform, None);
    for list in ["results", "events"] {
        let template = format!("{operation}/{list}");
        table.add((Method::GET, &template), &id, or_platform, None);
    }
    for act in ["cancel", "retry"] {
        let template = format!("{operation}/{act}");
        table.add((Method::POST, &template), &id, started, None);
    }
}

/// Reviews of removals, and their confirmation.
pub(super) fn removals(table: &mut Table, fixture: &Fixture) {
    let manager = (Audience::Partner, &*fixture.manager);
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
        (Audience::Starter, &*fixture.manager),
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
