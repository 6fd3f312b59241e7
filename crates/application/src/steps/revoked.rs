//! The event of a revoked access link, whoever revokes it: the partner, or a break of the employment (L2).

use latchkey_domain::{
    partnership::access_link::AccessLink,
    trail::event::{Event, EventKind},
};

/// The event that a link was revoked.
pub(crate) fn revoked(link: &AccessLink) -> Event {
    Event::new(EventKind::AccessLinkRevoked)
        .in_account(link.partner)
        .about(link.employee)
        .with_partner(link.partner)
        .on(link.id)
}
