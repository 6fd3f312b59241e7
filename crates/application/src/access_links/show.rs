//! A signed-in user opens a link (L3, L4) and sees who asks for access, what a partner admin can
//! and cannot do, and the accounts for which the user may approve.

use std::collections::HashMap;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        text::Name,
    },
    gate::{self, Need},
    membership::{Access, member::Member},
    partnership::approval,
    permission::{Catalogue, Entry, PermissionKey},
};

use super::{
    AccessLinks,
    load::{self, FoundLink},
};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    steps::all_memberships::all_memberships,
};

/// A permission with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPermission {
    /// The key.
    pub key: PermissionKey,
    /// Its label for people.
    pub label: String,
}

/// An account for which the reader may approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibleAccount {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: Name,
    /// The employee's current access there, if any.
    pub current_access: Option<Access>,
}

/// The content of the approval page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPage {
    /// The partner.
    pub partner: (AccountId, Name),
    /// The employee, with name and address.
    pub employee: (UserId, Name, Option<String>),
    /// Whether the employee's address is verified.
    pub verified: bool,
    /// The last four characters of the token.
    pub hint: String,
    /// What a partner admin can do.
    pub can: Vec<NamedPermission>,
    /// What a partner admin cannot do.
    pub cannot: Vec<NamedPermission>,
    /// The accounts for which the reader may approve.
    pub eligible_accounts: Vec<EligibleAccount>,
}

/// What partner admins can or cannot do under a catalogue, with labels.
pub(super) fn template(catalogue: &Catalogue, can: bool) -> Vec<NamedPermission> {
    let wanted = |entry: &&Entry| entry.is_for_partner_admins() == can;
    let named = |entry: &Entry| NamedPermission {
        key: entry.key().clone(),
        label: entry.label().to_owned(),
    };
    catalogue
        .entries()
        .iter()
        .filter(wanted)
        .map(named)
        .collect()
}

/// Whether the employee's confirmed address is on one of the partner's domains.
pub(super) fn is_verified(found: &FoundLink) -> bool {
    let Some(member) = &found.employment else {
        return false;
    };
    latchkey_domain::membership::member::is_verified(&member.user, &found.partner)
}

impl AccessLinks {
    /// Shows a valid link to any signed-in user who has its URL.
    pub async fn show(&self, cx: &RequestContext, token: &str) -> Result<LinkPage, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let caller = gate::user(&cx.origin, Need::View)?;
        let mut reader = ports.store.reader();
        let found = load::found(&mut *reader, token).await?;
        let employment = found.employment.as_ref();
        approval::must_be_usable(&found.link, &found.partner, employment, now)?;
        let employment = employment.ok_or(Refusal::NotAnEmployee)?;
        let key = reader.link_key().await?;

        let theirs: HashMap<AccountId, Member> = all_memberships(&mut *reader, found.link.employee)
            .await?
            .into_iter()
            .map(|member| (member.account.id, member))
            .collect();
        let own = if caller == found.link.employee {
            // No one may approve their own link (L3).
            Vec::new()
        } else {
            all_memberships(&mut *reader, caller).await?
        };
        let mut eligible = Vec::new();
        for own in own {
            let subject = theirs.get(&own.account.id);
            let pair = (&own, subject);
            if load::may_decide_in(ports, cx, &mut *reader, &found, pair).await? {
                eligible.push(EligibleAccount {
                    id: own.account.id,
                    current_access: subject.map(|member| member.membership.access),
                    name: own.account.name,
                });
            }
        }
        Ok(LinkPage {
            partner: (found.partner.id, found.partner.name.clone()),
            employee: (
                employment.user.id,
                employment.user.name.clone(),
                employment.user.email.as_ref().map(ToString::to_string),
            ),
            verified: is_verified(&found),
            hint: found.link.hint(&key),
            can: template(&ports.catalogue, true),
            cannot: template(&ports.catalogue, false),
            eligible_accounts: eligible,
        })
    }
}

/// Only the keys.
pub(super) fn keys(named: &[NamedPermission]) -> Vec<PermissionKey> {
    named
        .iter()
        .map(|permission| permission.key.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{people::user::UserStatus, ports::Locks};
    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::{
        access_links::{ApproveLink, IssueLink, IssuedLink},
        testing::{UseCaseBed, refused},
    };

    /// The page shows who asks, what a partner admin can and cannot do, and only the accounts for
    /// which the reader may approve (L3, L4).
    #[tokio::test]
    async fn offers_the_accounts_where_the_reader_may_approve() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = AccessLinks::new(Arc::clone(&bed.ports));
        let marit = bed.as_user(world.marit);
        let cmd = IssueLink {
            partner: world.northwind.into(),
            employee: None,
        };
        let ready = service.issue(&marit, cmd).await.unwrap();
        let IssuedLink::New(view) = bed.done(&marit, ready).await else {
            panic!("a new link")
        };
        let token = view.token.expose();

        let page = service
            .show(&bed.as_user(world.helen), token)
            .await
            .unwrap();
        assert_eq!(page.partner.0, world.northwind);
        assert!(page.verified);
        assert!(token.ends_with(&page.hint));
        assert!(
            page.cannot
                .iter()
                .any(|named| named.key.as_str() == "billing.edit")
        );
        assert!(
            page.can
                .iter()
                .any(|named| named.key.as_str() == "contacts.view")
        );
        let offered: Vec<_> = page
            .eligible_accounts
            .iter()
            .map(|account| account.id)
            .collect();
        assert_eq!(offered, [world.harbour]);
        assert_eq!(
            page.eligible_accounts[0].current_access,
            Some(Access::PartnerAdmin)
        );

        let own_staff = MembershipBuilder::new(world.harbour, world.jonas);
        let set = world.set(world.standard_set("sales_rep")).await;
        world.add_member(own_staff.set(&set)).await;
        let jonas = IssueLink {
            partner: world.northwind.into(),
            employee: Some(world.jonas.into()),
        };
        let ready = service.issue(&marit, jonas).await.unwrap();
        let IssuedLink::New(of_jonas) = bed.done(&marit, ready).await else {
            panic!("a new link")
        };
        for (who, offered) in [(world.ines, 0), (world.helen, 1)] {
            let who = bed.as_user(who);
            let page = service.show(&who, of_jonas.token.expose()).await.unwrap();
            assert_eq!(
                page.eligible_accounts.len(),
                offered,
                "only a super admin may"
            );
        }
        let page = service
            .show(&bed.as_user(world.jonas), token)
            .await
            .unwrap();
        assert_eq!(page.eligible_accounts, []);
        let page = service.show(&marit, token).await.unwrap();
        assert_eq!(page.eligible_accounts, [], "nobody approves their own link");
        assert_eq!(refused(service.show(&marit, "nonsense").await), "not-found");
    }

    /// A8, L3: what approving refuses is not offered. An own super admin who cannot act now binds whoever acts
    /// for a partner.
    #[tokio::test]
    async fn what_approving_refuses_is_not_offered() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let visitor = MembershipBuilder::new(world.fjordline, world.marit).super_admin();
        world.add_member(visitor.acting_for(world.northwind)).await;
        let set = world.set(world.standard_set("sales_rep")).await;
        let staff = MembershipBuilder::new(world.fjordline, world.tomas);
        world.add_member(staff.set(&set)).await;
        world
            .change_user(world.freya, |user, now| {
                user.set_status(UserStatus::Disabled, now);
            })
            .await;
        let service = AccessLinks::new(Arc::clone(&bed.ports));
        let marit = bed.as_user(world.marit);
        let cmd = IssueLink {
            partner: world.northwind.into(),
            employee: Some(world.tomas.into()),
        };
        let ready = service.issue(&marit, cmd).await.unwrap();
        let IssuedLink::New(link) = bed.done(&marit, ready).await else {
            panic!("a new link")
        };
        let token = link.token.expose().to_owned();
        let page = service.show(&marit, &token).await.unwrap();
        let approve = ApproveLink {
            token: token.clone(),
            account: world.fjordline.into(),
            expires_at: None,
        };
        let approved = service.approve(&marit, approve.clone()).await;
        assert_eq!(refused(approved), "exceeds-own-permissions");
        assert_eq!(page.eligible_accounts, []);

        let gone = world.member(world.fjordline, world.freya).await.membership;
        let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
        unit.remove_membership(&gone).await.unwrap();
        world.commit(unit).await;
        let page = service.show(&marit, &token).await.unwrap();
        assert_eq!(page.eligible_accounts[0].id, world.fjordline);
        let ready = service.approve(&marit, approve).await.unwrap();
        bed.done(&marit, ready).await;
    }
}
