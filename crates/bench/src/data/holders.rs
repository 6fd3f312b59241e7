//! Who holds what in which client: the memberships of the data, for engines that keep them themselves.

use latchkey_domain::base::ids::{AccountId, UserId};

use super::{CLIENTS, OWN, STAFF, Size, ids, questions::Somebody};
use crate::data::roles::Role;

/// A membership in a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder {
    pub(crate) user: UserId,
    pub(crate) client: AccountId,
    pub(crate) role: Role,
}

/// All memberships in clients.
pub(crate) fn all(size: Size) -> impl Iterator<Item = Holder> {
    (0..size.clients()).flat_map(|client| {
        let own = (0..OWN).map(move |at| Somebody::Own(client * OWN + at));
        let staff = (0..STAFF).map(move |at| Somebody::Staff(client / CLIENTS * STAFF + at));
        own.chain(staff).filter_map(move |somebody| {
            Some(Holder {
                user: somebody.user(),
                client: ids::client(client),
                role: somebody.role(client)?,
            })
        })
    })
}
