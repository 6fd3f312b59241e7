//! Who is who in a plan: the caller as manager and as partner admin, and whom they mean.

use std::collections::HashMap;

use latchkey_domain::{
    authority::{self, Delegator, Need, PartnerManager},
    employee::Employee,
    ids::UserId,
    member::Member,
    ports::Reader,
    relationship::Relationship,
};

use super::{Employees, by_user};
use crate::{client_access::gate, context::RequestContext, error::UseCaseError, ports::Ports};

/// A manager who delegates in a client, and whom they mean: three statements, however many they are.
pub(super) struct People {
    pub(super) manager: PartnerManager,
    pub(super) delegator: Delegator,
    pub(super) relationship: Relationship,
    /// Whoever of them is a member of the partner's account.
    pub(super) employees: HashMap<UserId, Employee>,
    /// Memberships in the client, whomever they act for.
    pub(super) members: HashMap<UserId, Member>,
}

impl People {
    /// Reads them; a caller who may not delegate there is refused.
    pub(super) async fn load(
        ports: &Ports,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        whom: Employees<'_>,
    ) -> Result<Self, UseCaseError> {
        let caller = authority::user(&cx.origin, Need::Edit)?;
        let (partner, client) = (whom.partner, whom.client);
        let mut places = vec![(partner, caller), (client, caller)];
        places.extend(whom.users.iter().map(|user| (client, *user)));
        let found = reader.members_at(&places).await?.into_iter();
        let (members, at_partner): (Vec<_>, Vec<_>) =
            found.partition(|member| member.account.id == client);
        let manager = gate::manager_by(ports, cx, at_partner.first(), Need::Edit)?;
        let relationship = gate::relationship(reader, partner, client).await?;
        let employees = reader.employees_among(partner, whom.users).await?;
        let members = by_user(members);
        let own = members.get(&caller);
        Ok(Self {
            delegator: manager.partner_admin_in(own, &ports.catalogue, ports.now())?,
            manager,
            relationship,
            employees: employees.into_iter().map(|it| (it.user, it)).collect(),
            members,
        })
    }

    /// Takes out a membership in the client that acts for the partner: whoever else is a member there is
    /// not to be known of (A6).
    pub(super) fn take_acting(&mut self, employee: UserId) -> Option<Member> {
        let acts = |member: &Member| member.membership.partner == Some(self.manager.partner);
        self.members.remove(&employee).filter(acts)
    }
}
