//! What a partner does: access links, and the client access manager.

use super::{Action, Area, Request, delete, get, patch, post, put};

const LINKS: &str = "/v1/partners/{partner}/access-links";
const EMPLOYEE: &str = "/v1/partners/{partner}/clients/{client}/employees/{user}";

pub(super) fn areas() -> Vec<Area> {
    vec![
        links(),
        approving(),
        looking(),
        adding(),
        changing(),
        many(),
        operations(),
        own_account(),
    ]
}

fn links() -> Area {
    const LINK: &[(&str, &str)] = &[("link", "link")];
    Area {
        title: "Access links of the partner",
        about: "Whoever may change employees' access gets their own and any colleague's (L2). The link that \
                is rotated and revoked is a colleague's.",
        actions: vec![
            get("list the links", LINKS),
            post("get one's own link", LINKS, ""),
            post("get a colleague's link", LINKS, r#"{"employee": "$jonas"}"#),
            get(
                "see who approved a link",
                "/v1/partners/{partner}/access-links/{link}/approvals",
            )
            .with(LINK),
            post(
                "rotate a link",
                "/v1/partners/{partner}/access-links/{link}/rotate",
                "",
            )
            .with(LINK),
            delete(
                "revoke a link",
                "/v1/partners/{partner}/access-links/{link}",
            )
            .with(LINK),
            post("Get the link of", LINKS, r#"{"employee": "$user"}"#),
        ],
    }
}

fn approving() -> Area {
    Area {
        title: "The client decides on an access link",
        about: "The columns are the people whose link it is; in a blank cell there is no link (L3, L5, L6).",
        actions: vec![
            get("Look at a link", "/v1/access-links/{token}"),
            post(
                "Approve a link",
                "/v1/access-links/{token}/approve",
                r#"{"account": "$client"}"#,
            ),
            post(
                "Decline a link",
                "/v1/access-links/{token}/decline",
                r#"{"account": "$client"}"#,
            ),
        ],
    }
}

fn looking() -> Area {
    Area {
        title: "The partner looks at its clients and employees",
        about: "",
        actions: vec![
            get("list the clients", "/v1/partners/{partner}/clients"),
            get("show a client", "/v1/partners/{partner}/clients/{client}"),
            get(
                "list the employees in a client",
                "/v1/partners/{partner}/clients/{client}/employees",
            ),
            get(
                "list who can be added to a client",
                "/v1/partners/{partner}/clients/{client}/candidates",
            ),
            get(
                "list the sets one can give",
                "/v1/partners/{partner}/clients/{client}/assignable-permission-sets",
            ),
            get("list the employees", "/v1/partners/{partner}/employees"),
            get("read the trail", "/v1/partners/{partner}/audit-events"),
            get(
                "show the domains of employees",
                "/v1/partners/{partner}/email-domains",
            ),
            get(
                "Show an employee",
                "/v1/partners/{partner}/employees/{user}",
            ),
            get(
                "List the clients where one can be linked",
                "/v1/partners/{partner}/employees/{user}/linkable-clients",
            ),
        ],
    }
}

fn adding() -> Area {
    const EMPLOYEES: &str = "/v1/partners/{partner}/clients/{client}/employees";
    Area {
        title: "The partner adds employees to a client",
        about: "It takes an active partner admin in that client (A1), who gives only what they hold (A2).",
        actions: vec![
            post(
                "Add an employee with a set of contacts and reports",
                EMPLOYEES,
                r#"{"employees": ["$user"], "permission_set": "$with_reports"}"#,
            ),
            post(
                "Add an employee with a set that has billing, which no partner admin holds",
                EMPLOYEES,
                r#"{"employees": ["$user"], "permission_set": "$much"}"#,
            ),
            post(
                "Add an employee with a set of the partner's own",
                EMPLOYEES,
                r#"{"employees": ["$user"], "permission_set": "$partners_set"}"#,
            ),
            post(
                "Add an employee with a set of somebody else",
                EMPLOYEES,
                r#"{"employees": ["$user"], "permission_set": "$strange_set"}"#,
            ),
        ],
    }
}

fn changing() -> Area {
    Area {
        title: "The partner changes its employees in a client",
        about: "Deactivating and removing take the right in the partner's account alone (D1); giving takes \
                an active partner admin in the client (A1, D2). The client's own people and those of other \
                partners are not known here (A6).",
        actions: vec![
            patch(
                "Give an employee a set of contacts and reports",
                EMPLOYEE,
                r#"{"permission_set": "$with_reports"}"#,
            ),
            patch(
                "Give an employee a set that has billing, which no partner admin holds",
                EMPLOYEE,
                r#"{"permission_set": "$much"}"#,
            ),
            post(
                "Deactivate an employee",
                "/v1/partners/{partner}/clients/{client}/employees/{user}/deactivate",
                "",
            ),
            post(
                "Reactivate an employee",
                "/v1/partners/{partner}/clients/{client}/employees/{user}/reactivate",
                "",
            ),
            post(
                "Change a super admin to partner admin",
                "/v1/partners/{partner}/clients/{client}/employees/{user}/change-to-partner-admin",
                r#"{"keep_billing_permissions": false}"#,
            ),
            post(
                "The same, keeping the billing permissions",
                "/v1/partners/{partner}/clients/{client}/employees/{user}/change-to-partner-admin",
                r#"{"keep_billing_permissions": true}"#,
            ),
            post(
                "Declare an employee one's own (link)",
                "/v1/partners/{partner}/clients/{client}/employees/{user}/link",
                "",
            ),
            post(
                "Take that back (unlink)",
                "/v1/partners/{partner}/clients/{client}/employees/{user}/unlink",
                "",
            ),
        ],
    }
}

fn many() -> Area {
    const REMOVALS: &str = "/v1/partners/{partner}/removals";
    const REVIEW: Request = Request::new(
        "POST",
        "/v1/partners/{partner}/removals/review",
        r#"{"employees": ["$user"], "clients": ["$client"]}"#,
    );
    Area {
        title: "The partner changes many at once",
        about: "A cell says what becomes of one person in one client, as a dry run tells it beforehand. \
                When it is carried out, each is judged again by the rights that whoever began it has then \
                (A4).",
        actions: vec![
            post(
                "Add to many clients",
                "/v1/partners/{partner}/assignments",
                r#"{"clients": ["$client"], "employees": ["$user"], "permission_set": "$standard_set",
                    "dry_run": true}"#,
            )
            .only_shows(),
            post(
                "Deactivate everywhere",
                "/v1/partners/{partner}/deactivations",
                r#"{"employees": ["$user"], "clients": ["$client"], "dry_run": true}"#,
            )
            .only_shows(),
            post(
                "Reactivate everywhere",
                "/v1/partners/{partner}/reactivations",
                r#"{"employees": ["$user"], "clients": ["$client"], "dry_run": true}"#,
            )
            .only_shows(),
            Action::new("Review a removal", REVIEW),
            post(
                "Confirm a removal that was reviewed",
                REMOVALS,
                r#"{"review": "$first_review", "items": [{"client": "$client", "employee": "$user"}]}"#,
            )
            .after(REVIEW),
            get(
                "See the assets that a removal is about",
                "/v1/partners/{partner}/removals/reviews/{review}/assets?client=$client&employee=$user",
            )
            .with(&[("review", "first_review")])
            .after(REVIEW),
        ],
    }
}

fn operations() -> Area {
    Area {
        title: "Operations of the partner",
        about: "Work that goes on after the answer, begun by a super admin of the partner.",
        actions: vec![
            post(
                "apply the newest version of a set, as a dry run",
                "/v1/partners/{partner}/permission-sets/{set}/apply",
                r#"{"dry_run": true}"#,
            )
            .with(&[("set", "partners_set")])
            .only_shows(),
            get("show an operation", "/v1/operations/{operation}"),
            get(
                "list what became of each",
                "/v1/operations/{operation}/results",
            ),
            get("watch its progress", "/v1/operations/{operation}/events").streams(),
            post("call it off", "/v1/operations/{operation}/cancel", ""),
            post(
                "try again what failed (here nothing has)",
                "/v1/operations/{operation}/retry",
                "",
            ),
        ],
    }
}

fn own_account() -> Area {
    Area {
        title: "What the partner says of its clients and employees",
        about: "",
        actions: vec![
            patch(
                "rename and tag a client",
                "/v1/partners/{partner}/clients/{client}",
                r#"{"display_name": "Ours", "tags": ["vip"]}"#,
            ),
            post(
                "end services",
                "/v1/partners/{partner}/clients/{client}/end-services",
                "",
            ),
            post(
                "resume services",
                "/v1/partners/{partner}/clients/{client}/resume-services",
                "",
            )
            .after(Request::new(
                "POST",
                "/v1/partners/{partner}/clients/{client}/end-services",
                "",
            )),
            put(
                "drop the domains of employees",
                "/v1/partners/{partner}/email-domains",
                r#"{"domains": []}"#,
            ),
            put(
                "add a domain that is not one's own",
                "/v1/partners/{partner}/email-domains",
                r#"{"domains": ["northwind.example", "other.example"]}"#,
            ),
            patch(
                "Say whether somebody is employee or contractor",
                "/v1/partners/{partner}/employees/{user}",
                r#"{"engagement": "contractor"}"#,
            ),
        ],
    }
}
