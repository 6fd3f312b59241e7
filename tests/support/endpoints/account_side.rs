//! The endpoints of people, and of those who look after an account.

use reqwest::Method;
use serde_json::json;

use super::{Audience, Fixture, Table, body, own_token_body};
use crate::support::{AHEAD, access};

pub(super) fn me(table: &mut Table, fixture: &Fixture) {
    let user = (Audience::User, &*fixture.acting);
    table.add((Method::GET, "/v1/me"), &[], user, None);
    table.add(
        (Method::POST, "/v1/me/memberships/{}/accept"),
        &[&fixture.client.id],
        user,
        None,
    );
    table.add(
        (Method::DELETE, "/v1/me/memberships/{}"),
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
    table.add((Method::GET, "/v1/me/sessions"), &[], user, None);
    table.add(
        (Method::DELETE, "/v1/me/sessions/{}"),
        &["ses_01h455vb4pex5vsknk084sn02q"],
        user,
        None,
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

pub(super) fn account_side(table: &mut Table, fixture: &Fixture) {
    let admin = (Audience::Account, &*fixture.client.admin);
    let account = fixture.client.id.as_str();
    let user = fixture.acting.id.as_str();
    let member = [account, user];
    let set = [account, fixture.set.as_str()];
    let members = "/v1/accounts/{}/members";
    let sets = "/v1/accounts/{}/permission-sets";
    let one = |collection: &str| format!("{collection}/{{}}");
    let or_platform = (Audience::AccountOrService("provision"), admin.1);
    table.add((Method::GET, members), &[account], or_platform, None);
    table.add((Method::GET, &one(members)), &member, or_platform, None);
    table.add((Method::DELETE, &one(members)), &member, or_platform, None);
    for (act, sample) in [
        ("deactivate", body(json!({"dry_run": true}), &[])),
        ("reactivate", body(json!({"give_back": false}), &[])),
        ("resend-invitation", None),
    ] {
        let template = format!("{members}/{{}}/{act}");
        table.add((Method::POST, &template), &member, admin, sample);
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
    table.add((Method::GET, &explained), &own, or_platform, None);
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
    table.add((Method::GET, sets), &[account], or_platform, None);
    table.add(
        (Method::POST, sets),
        &[account],
        or_platform,
        body(sample("Temps"), &["name", "permissions"]),
    );
    table.add((Method::GET, &one(sets)), &set, or_platform, None);
    table.add(
        (Method::PATCH, &one(sets)),
        &set,
        or_platform,
        body(sample("Casuals"), &[]),
    );
    table.add((Method::DELETE, &one(sets)), &set, or_platform, None);
    let taken = "/v1/accounts/{}/seats";
    table.add((Method::GET, taken), &[account], or_platform, None);
    let policy = "/v1/accounts/{}/policy";
    table.add((Method::GET, policy), &[account], or_platform, None);
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
    let or_audit = (Audience::AccountOrService("audit"), admin.1);
    table.add((Method::GET, trail), &[account], or_audit, None);
}
