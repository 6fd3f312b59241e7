//! The groups of calls in the document.

use utoipa::openapi::{Tag, tag::TagBuilder};

/// The groups of calls, in their order.
pub(super) fn tags() -> Vec<Tag> {
    let tags = [
        ("Accounts", "The platform's accounts, by service token."),
        ("Users", "The platform's users, by service token."),
        ("Tokens", "Tokens of the platform and of users."),
        ("Me", "The caller's own memberships, tokens and settings."),
        (
            "Members",
            "An account's members, managed from its own side.",
        ),
        (
            "Permission sets",
            "The catalogue of permissions, and named sets of permissions.",
        ),
        (
            "Access links",
            "Links by which a client makes an agency's employee partner admin.",
        ),
        (
            "Client access",
            "What a partner does with its employees in its clients' accounts.",
        ),
        (
            "Operations",
            "Work over many clients and employees that continues after the answer.",
        ),
        ("Assets", "The things that members own in an account."),
        (
            "Removals",
            "Removing employees from clients: reviewed first, then confirmed once.",
        ),
        (
            "Activities",
            "Reports of what people do, which keep relationships managed.",
        ),
        (
            "Partner admins",
            "Resetting all partner admins to the template, by service token.",
        ),
        ("Audit", "The trail."),
        (
            "Webhooks",
            "Where the platform is told what happens: endpoints, their secrets and deliveries.",
        ),
        (
            "Events",
            "What happened, for systems that keep a copy: pulled or followed, by service token.",
        ),
        (
            "Deciding",
            "May this user do this, in this account, now? OpenID AuthZEN 1.0.",
        ),
        ("Ops", "For operators and their tools."),
    ];
    let tag = |(name, text)| TagBuilder::new().name(name).description(Some(text)).build();
    tags.into_iter().map(tag).collect()
}
