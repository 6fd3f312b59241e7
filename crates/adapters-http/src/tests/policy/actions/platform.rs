//! What the platform does by its tokens, what people do about themselves, and decisions.

use super::{Area, Request, delete, get, patch, post, put};

pub(super) fn areas() -> Vec<Area> {
    vec![
        oneself(),
        accounts(),
        users(),
        members(),
        facts(),
        tokens(),
        webhooks(),
        deciding(),
    ]
}

fn oneself() -> Area {
    const OWN_TOKENS: &str = "/v1/me/tokens";
    const NEW: &str = r#"{"label": "mine", "scopes": ["read"]}"#;
    Area {
        title: "Oneself",
        about: "",
        actions: vec![
            get("see who one is, and where one is a member", "/v1/me"),
            get("see one's tokens", OWN_TOKENS),
            post("make a token", OWN_TOKENS, NEW),
            delete("revoke a token of one's own", "/v1/me/tokens/{token}")
                .with(&[("token", "first_id")])
                .after(Request::new("POST", OWN_TOKENS, NEW)),
            get("see where one is signed in", "/v1/me/sessions"),
            delete(
                "end a session of somebody else",
                "/v1/me/sessions/{session}",
            ),
            get("see which mails one gets", "/v1/me/notifications"),
            put(
                "say which mails one gets",
                "/v1/me/notifications",
                r#"{"muted": ["employee_added"]}"#,
            ),
            post(
                "accept an invitation to the client",
                "/v1/me/memberships/{account}/accept",
                "",
            ),
            delete("leave the client", "/v1/me/memberships/{account}"),
        ],
    }
}

fn accounts() -> Area {
    Area {
        title: "The platform's accounts",
        about: "",
        actions: vec![
            get("list accounts", "/v1/accounts"),
            get("show an account", "/v1/accounts/{account}"),
            post("create an account", "/v1/accounts", r#"{"name": "New"}"#),
            patch(
                "change an account",
                "/v1/accounts/{account}",
                r#"{"name": "New"}"#,
            ),
            put(
                "create or change an account by its own id",
                "/v1/accounts/by-external-id/{id}",
                r#"{"name": "New"}"#,
            )
            .with(&[("id", "external_id")]),
            put(
                "import a relationship",
                "/v1/partners/{partner}/clients/{client}",
                r#"{"display_name": "Ours"}"#,
            ),
        ],
    }
}

fn users() -> Area {
    Area {
        title: "The platform's people",
        about: "",
        actions: vec![
            get("list people", "/v1/users"),
            get("show a person", "/v1/users/{user}").with(&[("user", "jonas")]),
            post(
                "create a person",
                "/v1/users",
                r#"{"email": "new@people.example", "name": "New"}"#,
            ),
            put(
                "create or change a person by the platform's id",
                "/v1/users/by-external-id/{id}",
                r#"{"email": "new@people.example", "name": "New"}"#,
            )
            .with(&[("id", "external_id")]),
            patch(
                "Disable a person",
                "/v1/users/{user}",
                r#"{"status": "disabled"}"#,
            ),
            post("Erase a person", "/v1/users/{user}/erase", ""),
        ],
    }
}

fn members() -> Area {
    const MEMBER: &str = "/v1/accounts/{account}/members/{user}";
    Area {
        title: "The platform's word on memberships",
        about: "Every rule of state holds, only the rules about who may do not.",
        actions: vec![
            put(
                "Give a set",
                MEMBER,
                r#"{"access": {"type": "permission_set", "permission_set": "$standard_set"},
                    "seat": "core", "partner": null}"#,
            ),
            put(
                "Make super admin",
                MEMBER,
                r#"{"access": {"type": "super_admin"}}"#,
            ),
            put(
                "Make partner admin",
                MEMBER,
                r#"{"access": {"type": "partner_admin"}, "seat": "partner", "partner": "$partner"}"#,
            ),
            put(
                "Deactivate",
                MEMBER,
                r#"{"access": {"type": "super_admin"}, "status": "deactivated"}"#,
            ),
        ],
    }
}

fn facts() -> Area {
    const PLANNED: &[(&str, &str)] = &[("id", "standardization")];
    Area {
        title: "What the platform reports",
        about: "",
        actions: vec![
            put(
                "say which assets there are",
                "/v1/accounts/{account}/assets",
                r#"{"assets": [{"external_id": "a1", "kind": "page", "name": "Home"}]}"#,
            ),
            delete("take an asset out", "/v1/accounts/{account}/assets/{asset}")
                .with(&[("asset", "external_id")])
                .after(Request::new(
                    "PUT",
                    "/v1/accounts/{account}/assets",
                    r#"{"assets": [{"external_id": "$external_id", "kind": "page", "name": "Home"}]}"#,
                )),
            post(
                "report activities",
                "/v1/activities",
                r#"{"activities": [{"account": "$account", "user": "$marit", "kind": "create",
                    "occurred_at": "2026-02-12T09:00:00Z"}]}"#,
            ),
            post(
                "bring all partner admins back to the template, as a dry run",
                "/v1/partner-admins/standardize",
                r#"{"effective": "2026-02-12T09:00:00Z", "dry_run": true}"#,
            )
            .only_shows(),
            get("list when that was done", "/v1/partner-admins/standardize"),
            get("show one of these", "/v1/partner-admins/standardize/{id}").with(PLANNED),
            delete("call one of these off", "/v1/partner-admins/standardize/{id}").with(PLANNED),
            get("read the head of the trail", "/v1/audit/head"),
            get("read the events of all accounts", "/v1/events"),
            get("follow the events of all accounts", "/v1/events/stream").streams(),
        ],
    }
}

fn tokens() -> Area {
    const TOKENS: &str = "/v1/service-tokens";
    const OF_USER: &str = "/v1/users/{user}/tokens";
    const HELEN: &[(&str, &str)] = &[("user", "helen"), ("token", "user_token")];
    Area {
        title: "Tokens and sign-in links that the platform gives",
        about: "",
        actions: vec![
            get("list service tokens", TOKENS),
            post(
                "make a service token with the scope `admin`",
                TOKENS,
                r#"{"label": "new", "scopes": ["admin"]}"#,
            ),
            post(
                "make a service token with another scope",
                TOKENS,
                r#"{"label": "new", "scopes": ["decide"]}"#,
            ),
            delete("revoke a service token", "/v1/service-tokens/{token}")
                .with(&[("token", "service_token")]),
            get("list a person's tokens", OF_USER).with(HELEN),
            post("make a token for a person", OF_USER, r#"{"label": "new"}"#).with(HELEN),
            post(
                "make a sign-in link for a person",
                "/v1/users/{user}/sign-in-links",
                "{}",
            )
            .with(&[("user", "helen")]),
            delete("revoke a person's token", "/v1/users/{user}/tokens/{token}").with(HELEN),
        ],
    }
}

fn webhooks() -> Area {
    const ALL: &str = "/v1/webhook-endpoints";
    const ONE: &str = "/v1/webhook-endpoints/{endpoint}";
    Area {
        title: "Webhooks",
        about: "",
        actions: vec![
            get("list endpoints", ALL),
            post(
                "make an endpoint",
                ALL,
                r#"{"url": "https://other.example/"}"#,
            ),
            get("show an endpoint", ONE),
            patch("change an endpoint", ONE, r#"{"status": "disabled"}"#),
            post(
                "give an endpoint another secret",
                "/v1/webhook-endpoints/{endpoint}/rotate-secret",
                "",
            ),
            post(
                "send a test event",
                "/v1/webhook-endpoints/{endpoint}/test",
                "",
            )
            .only_shows(),
            get(
                "read the log of deliveries",
                "/v1/webhook-endpoints/{endpoint}/deliveries",
            ),
            post(
                "have an event delivered again",
                "/v1/webhook-endpoints/{endpoint}/deliveries/{delivery}/redeliver",
                "",
            ),
            delete("remove an endpoint", ONE),
        ],
    }
}

fn deciding() -> Area {
    Area {
        title: "Deciding",
        about: "",
        actions: vec![
            post(
                "ask whether somebody may do something",
                "/access/v1/evaluation",
                r#"{"subject": {"type": "user", "id": "$jonas"}, "action": {"name": "contacts.view"},
                    "resource": {"type": "account", "id": "$account"}}"#,
            )
            .only_shows(),
            post(
                "ask several questions at once",
                "/access/v1/evaluations",
                r#"{"subject": {"type": "user", "id": "$jonas"}, "action": {"name": "contacts.view"},
                    "evaluations": [{"resource": {"type": "account", "id": "$account"}}]}"#,
            )
            .only_shows(),
            post(
                "ask which users may do something",
                "/access/v1/search/subject",
                r#"{"subject": {"type": "user"}, "action": {"name": "contacts.view"},
                    "resource": {"type": "account", "id": "$account"}}"#,
            )
            .only_shows(),
            post(
                "ask in which accounts somebody may do something",
                "/access/v1/search/resource",
                r#"{"subject": {"type": "user", "id": "$jonas"}, "action": {"name": "contacts.view"},
                    "resource": {"type": "account"}}"#,
            )
            .only_shows(),
            post(
                "ask what somebody may do",
                "/access/v1/search/action",
                r#"{"subject": {"type": "user", "id": "$jonas"},
                    "resource": {"type": "account", "id": "$account"}}"#,
            )
            .only_shows(),
        ],
    }
}
