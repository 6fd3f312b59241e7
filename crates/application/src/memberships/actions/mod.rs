//! What the caller can do with members of an account, and with their own memberships (U4).

#[cfg(test)]
mod tests;

use latchkey_domain::{
    actions::{
        Possible,
        members::{MemberInQuestion, own_actions},
    },
    base::ids::AccountId,
    gate::{self, Need},
    membership::{member::Member, super_admins::SuperAdmins},
    permission::BuiltIn,
};

use super::Memberships;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{
        account::account_manager,
        asked,
        person::{ABOUT_CALLER, ASKED, must_be_person},
    },
    steps::member_view::MemberView,
};

impl Memberships {
    /// What the caller can do with these members of one account, in their order. It takes a fixed number
    /// of statements, however many members there are.
    pub async fn actions(
        &self,
        cx: &RequestContext,
        members: &[MemberView],
    ) -> Result<Vec<Vec<Possible>>, UseCaseError> {
        must_be_person(cx, ASKED, ABOUT_CALLER)?;
        let Some(first) = members.first() else {
            return Ok(Vec::new());
        };
        let (ports, account) = (&*self.ports, first.member.account.id);
        let mut reader = ports.store.reader();
        let (right, need) = (BuiltIn::UsersEdit, Need::Edit);
        let manager = account_manager(ports, cx, &mut *reader, account, right, need);
        let manager = asked(manager.await)?;
        let super_admins = reader.permanent_super_admins(account).await?;
        let without_partner = |member: &&Member| member.membership.partner.is_none();
        let all = members.iter().map(|view| &view.member);
        let people = all.clone().filter(without_partner);
        let people: Vec<_> = people.map(|member| member.user.id).collect();
        let employers = reader.employers(account, &people).await?;
        let actions = all.map(|member| {
            let question = MemberInQuestion {
                catalogue: &ports.catalogue,
                member,
                super_admins: &super_admins,
                employers: employers.get(&member.user.id).map_or(&[], Vec::as_slice),
                now: ports.now(),
            };
            question.actions(manager.as_ref().map_err(|refusal| *refusal))
        });
        Ok(actions.collect())
    }

    /// What callers can do with these memberships of their own, in their order.
    pub async fn own_actions(
        &self,
        cx: &RequestContext,
        memberships: &[MemberView],
    ) -> Result<Vec<Vec<Possible>>, UseCaseError> {
        let ports = &*self.ports;
        let allowed = gate::self_service(&cx.origin).map(drop);
        let accounts = memberships.iter().map(|view| view.member.account.id);
        let accounts: Vec<AccountId> = accounts.collect();
        let super_admins = ports.store.reader().super_admins_of(&accounts).await?;
        let none = SuperAdmins::default();
        let actions = memberships.iter().map(|view| {
            let of_account = super_admins.get(&view.member.account.id);
            own_actions(
                allowed,
                &view.member,
                of_account.unwrap_or(&none),
                ports.now(),
            )
        });
        Ok(actions.collect())
    }
}
