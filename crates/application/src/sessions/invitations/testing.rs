//! For the tests of this area: invitations and their links.

use std::sync::Arc;

use latchkey_domain::{
    base::ids::{AccountId, UserId},
    partnership::invitation::invitation_token,
    people::email::EmailAddress,
    permission::seat::Seat,
};
use latchkey_testing::builders::MembershipBuilder;

use crate::{
    memberships::{CreateMember, Memberships, RequestedAccess, RequestedChange},
    testing::UseCaseBed,
};

/// Helen invites somebody whom nobody knows, uma@elsewhere.example, to Harbour.
pub(super) async fn invite_stub(bed: &UseCaseBed) -> UserId {
    let world = &bed.world;
    let set = world.standard_set("sales_rep");
    let cmd = CreateMember {
        account: world.harbour.into(),
        email: EmailAddress::parse("uma@elsewhere.example").unwrap(),
        name: None,
        change: RequestedChange {
            access: Some(RequestedAccess::PermissionSet(set)),
            seat: Some(Seat::Core),
            ..RequestedChange::default()
        },
    };
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.helen);
    let ready = service.create(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await.member.user.id
}

/// The secret of the link of somebody's open invitation.
pub(super) async fn token(bed: &UseCaseBed, account: AccountId, user: UserId) -> String {
    let membership = bed.world.member(account, user).await.membership;
    let key = bed.world.store.reader().link_key().await.unwrap();
    let until = membership.invited_until.unwrap();
    let address = bed.world.user(user).await.email.clone().unwrap();
    let token = invitation_token(&key, membership.id, until, &address);
    token.expose().to_owned()
}

/// Further ways in which somebody is invited to Harbour.
pub(super) mod invite {
    use super::*;
    use crate::memberships::TargetMember;

    /// Helen sends the invitation again.
    pub(in super::super) async fn again(bed: &UseCaseBed, user: UserId) {
        let target = TargetMember {
            account: bed.world.harbour.into(),
            user: user.into(),
        };
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.helen);
        let ready = service.resend_invitation(&cx, target).await.unwrap();
        bed.done(&cx, ready).await;
    }

    /// Somebody who is known is invited.
    pub(in super::super) async fn known(bed: &UseCaseBed, user: UserId) {
        let people = bed.world.set(bed.world.harbour_people).await;
        let member = MembershipBuilder::new(bed.world.harbour, user).set(&people);
        bed.world.add_member(member.invited()).await;
    }
}
