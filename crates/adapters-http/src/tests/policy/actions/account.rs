//! What an account does with its own people, sets and settings.

use super::{Area, delete, get, patch, post, put};

const MEMBERS: &str = "/v1/accounts/{account}/members";
const MEMBER: &str = "/v1/accounts/{account}/members/{user}";
const SETS: &str = "/v1/accounts/{account}/permission-sets";
const SET: &str = "/v1/accounts/{account}/permission-sets/{set}";

pub(super) fn areas() -> Vec<Area> {
    vec![looking(), members(), creating(), sets(), account()]
}

fn looking() -> Area {
    Area {
        title: "The client looks at its people",
        about: "Whoever acts for a partner looks through the client access manager instead, unless they \
                are super admin (A11). The platform reads all but what asks about the caller (I7).",
        actions: vec![
            get("List all members", MEMBERS),
            get("Show a member", MEMBER),
            get(
                "Show what a member may do, and why",
                "/v1/accounts/{account}/members/{user}/permissions",
            ),
            get(
                "Show what the caller may give somebody",
                "/v1/accounts/{account}/assignable-access?email=$email",
            ),
        ],
    }
}

fn creating() -> Area {
    Area {
        title: "The client creates members",
        about: "By their address. The set of the first table holds contacts; that of the second billing \
                too, which holders of `users.edit` here do not hold themselves (A8).",
        actions: vec![
            post(
                "Create a member with a set",
                MEMBERS,
                r#"{"email": "$email", "seat": "core",
                    "access": {"type": "permission_set", "permission_set": "$little"}}"#,
            ),
            post(
                "Create a member with a set that holds more",
                MEMBERS,
                r#"{"email": "$email", "seat": "core",
                    "access": {"type": "permission_set", "permission_set": "$much"}}"#,
            ),
            post(
                "Create a super admin",
                MEMBERS,
                r#"{"email": "$email", "seat": "core", "access": {"type": "super_admin"}}"#,
            ),
            post(
                "Create a partner admin",
                MEMBERS,
                r#"{"email": "$email", "seat": "partner", "access": {"type": "partner_admin"},
                    "partner": "$partner"}"#,
            ),
        ],
    }
}

fn members() -> Area {
    Area {
        title: "The client changes its people",
        about: "A super admin may do everything that leaves one; a holder of `users.edit` reaches whoever \
                holds no more than they do, and whoever acts for a partner (A8, D5).",
        actions: vec![
            patch(
                "Give a member another set",
                MEMBER,
                r#"{"access": {"type": "permission_set", "permission_set": "$with_reports"}}"#,
            ),
            patch(
                "Give a member a set that holds more",
                MEMBER,
                r#"{"access": {"type": "permission_set", "permission_set": "$much"}}"#,
            ),
            patch(
                "Make a member super admin",
                MEMBER,
                r#"{"access": {"type": "super_admin"}}"#,
            ),
            patch(
                "Make a member partner admin",
                MEMBER,
                r#"{"access": {"type": "partner_admin"}, "seat": "partner", "partner": "$partner"}"#,
            ),
            post(
                "Change a super admin to partner admin",
                "/v1/accounts/{account}/members/{user}/change-to-partner-admin",
                r#"{"keep_billing_permissions": false, "partner": "$partner"}"#,
            ),
            patch(
                "Give a member a paid seat",
                MEMBER,
                r#"{"paid_seats": ["sales"]}"#,
            ),
            patch(
                "Add a permission to a member",
                MEMBER,
                r#"{"adjustments": {"added": ["reports.view"], "withheld": []}}"#,
            ),
            patch(
                "Withhold a permission from a member",
                MEMBER,
                r#"{"adjustments": {"added": [], "withheld": ["contacts.view"]}}"#,
            ),
            patch(
                "Set an end of a member's access",
                MEMBER,
                r#"{"expires_at": "2099-01-01T00:00:00Z"}"#,
            ),
            patch(
                "Let a member act for the partner",
                MEMBER,
                r#"{"partner": "$partner"}"#,
            ),
            patch(
                "Let a member act for nobody any more, with another set and seat",
                MEMBER,
                r#"{"partner": null, "seat": "core",
                    "access": {"type": "permission_set", "permission_set": "$little"}}"#,
            ),
            post(
                "Deactivate a member",
                "/v1/accounts/{account}/members/{user}/deactivate",
                "",
            ),
            post(
                "Reactivate a member",
                "/v1/accounts/{account}/members/{user}/reactivate",
                "",
            ),
            delete("Remove a member", MEMBER),
            post(
                "Send an invitation again",
                "/v1/accounts/{account}/members/{user}/resend-invitation",
                "",
            ),
        ],
    }
}

fn sets() -> Area {
    const UNHELD: &[(&str, &str)] = &[("set", "unheld")];
    const UNHELD_MUCH: &[(&str, &str)] = &[("set", "unheld_much")];
    Area {
        title: "The client's permission sets",
        about: "An editor adds and takes only what they hold themselves, here contacts but not billing \
                (A7).",
        actions: vec![
            get("show the catalogue", "/v1/permissions"),
            get("list the sets", SETS),
            get("show a set", SET).with(UNHELD),
            post(
                "create a set",
                SETS,
                r#"{"name": "New", "permissions": ["contacts.view"]}"#,
            ),
            post(
                "create a set with billing",
                SETS,
                r#"{"name": "New", "permissions": ["billing.view"]}"#,
            ),
            patch("change a set", SET, r#"{"permissions": []}"#).with(UNHELD),
            patch(
                "add billing to a set",
                SET,
                r#"{"permissions": ["contacts.view", "billing.view"]}"#,
            )
            .with(UNHELD),
            patch("change a standard set", SET, r#"{"permissions": []}"#)
                .with(&[("set", "standard_set")]),
            patch(
                "change a set of somebody else",
                SET,
                r#"{"permissions": []}"#,
            )
            .with(&[("set", "strange_set")]),
            delete("remove a set", SET).with(UNHELD),
            delete("remove a set with billing", SET).with(UNHELD_MUCH),
            delete("remove a set that is held", SET).with(&[("set", "little")]),
        ],
    }
}

fn account() -> Area {
    Area {
        title: "The client's settings, partners and trail",
        about: "",
        actions: vec![
            get(
                "see who may make partner admins",
                "/v1/accounts/{account}/policy",
            ),
            put(
                "say who may make partner admins",
                "/v1/accounts/{account}/policy",
                r#"{"partner_admins_by": "super_admin"}"#,
            ),
            get(
                "count the seats that are taken",
                "/v1/accounts/{account}/seats",
            ),
            get("see the partners", "/v1/accounts/{account}/partners"),
            delete(
                "sever the partner",
                "/v1/accounts/{account}/partners/{partner}",
            ),
            get("read the trail", "/v1/accounts/{account}/audit-events"),
        ],
    }
}
