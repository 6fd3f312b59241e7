//! Explains why a member holds each permission or not (P5, Q1): to the member, to those who manage the
//! account's users, to those who may view the partner's employees, and to the platform (I7).

use latchkey_domain::{
    base::refusal::Refusal,
    gate::{self, Caller, Need},
    membership::{
        explanation::{Explained, explain},
        member::Member,
    },
    people::token::Scope,
    permission::{BuiltIn, PermissionKey},
    ports::Reader,
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{account, partner},
    memberships::one_member::MemberAt,
};

/// What a member holds, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedMember {
    /// What is granted, each ladder named once.
    pub granted: Vec<PermissionKey>,
    /// What is effective, each ladder named once.
    pub effective: Vec<PermissionKey>,
    /// Every permission of the catalogue.
    pub permissions: Vec<Explained>,
}

impl Memberships {
    /// Explains a member's permissions.
    pub async fn explain(
        &self,
        cx: &RequestContext,
        wanted: TargetMember,
    ) -> Result<ExplainedMember, UseCaseError> {
        let ports = &*self.ports;
        let wanted = wanted.find_to_read(ports, cx).await?;
        let (catalogue, now) = (&ports.catalogue, ports.now());
        let mut reader = ports.store.reader();
        let member = reader.member(wanted.account, wanted.user).await?;
        self.may_explain(cx, &mut *reader, wanted, member.as_ref())
            .await?;
        let member = member.ok_or(Refusal::NotFound)?;
        Ok(ExplainedMember {
            granted: catalogue.names(member.granted(catalogue)),
            effective: catalogue.names(member.effective(catalogue, now)),
            permissions: explain(catalogue, &member, now),
        })
    }

    async fn may_explain(
        &self,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        wanted: MemberAt,
        member: Option<&Member>,
    ) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let (rights, scope) = (&[BuiltIn::UsersEdit], Scope::Provision);
        if gate::caller(&cx.origin, Need::View, scope)? == Caller::User(wanted.user) {
            return Ok(());
        }
        let here = account::viewer(ports, cx, reader, wanted.account, rights, scope).await;
        let Err(refused) = here else {
            return Ok(());
        };
        let partner = member.and_then(|member| member.membership.partner);
        if let (UseCaseError::Refused(_), Some(partner)) = (&refused, partner)
            && partner::viewer(ports, cx, reader, partner, scope)
                .await
                .is_ok()
        {
            return Ok(());
        }
        Err(refused)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// The member, the account's own side, and, for people who act for a partner, whoever may view that
    /// partner's employees; nobody else.
    #[tokio::test]
    async fn permissions_are_explained_to_those_concerned() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let explained = async |who, user: latchkey_domain::base::ids::UserId| {
            let wanted = TargetMember {
                account: world.harbour.into(),
                user: user.into(),
            };
            service.explain(&bed.as_user(who), wanted).await
        };
        for who in [world.marit, world.ines, world.helen, world.priya] {
            explained(who, world.marit).await.unwrap();
        }
        explained(world.ines, world.ines).await.unwrap();
        for (who, user, code) in [
            (world.jonas, world.marit, "not-found"),
            (world.sam, world.marit, "not-found"),
            (world.marit, world.ines, "missing-permission"),
            (world.priya, world.ines, "not-found"),
            (world.sam, world.sam, "not-found"),
            (world.helen, world.sam, "not-found"),
        ] {
            assert_eq!(refused(explained(who, user).await), code);
        }
    }
}
