//! Everything a membership change needs, loaded in one unit, and the saving of the change with what
//! follows from it.

use latchkey_domain::{
    account_side::provisioning::{GivenAccess, Provisioned, Provisioning, Requester},
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        refusal::Refusal,
        text::ExternalId,
    },
    membership::{Access, Membership, member::Member, super_admins::SuperAdmins, terms::Terms},
    partner_side::Chosen,
    people::{account::Account, user::User},
    permission::Catalogue,
    ports::UnitOfWork,
    trail::event::{Event, EventKind, REPEATS},
};

use crate::{
    frame::{
        another_super_admin::relieve_leavers, context::RequestContext, error::UseCaseError,
        ports::Ports,
    },
    steps::{
        connect::{Ended, connect},
        offboard::{self, MembershipChange},
    },
};

/// The requested access; its set is not looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestedAccess {
    /// Every permission.
    SuperAdmin,
    /// The partner admin template.
    PartnerAdmin,
    /// A set, by its id.
    PermissionSet(PermissionSetId),
    /// A set of the account, by the platform's id.
    ExternalPermissionSet(ExternalId),
}

/// Which sets are offered beside the standard ones and those of the account (A5).
#[derive(Debug, Clone, Copy)]
pub(super) enum Offer {
    /// Those of the partner that the person acts for.
    WithPartners,
    /// Of those only the one that the member holds already.
    OwnOnly,
}

/// Everything a membership change needs, loaded in one unit.
pub(super) struct MembershipContext {
    pub(super) account: Account,
    pub(super) user: User,
    pub(super) existing: Option<Member>,
    terms: Terms,
    partner: Option<(Account, Option<Member>)>,
    super_admins: SuperAdmins,
}

impl MembershipContext {
    /// Loads it; `acts_for` is the partner that the person will act for.
    pub(super) async fn load(
        unit: &mut dyn UnitOfWork,
        account: Account,
        user: User,
        existing: Option<Member>,
        acts_for: Option<AccountId>,
    ) -> Result<Self, UseCaseError> {
        let terms = unit.terms_among(account.id, &[user.id]).await?;
        let terms = terms.into_iter().next();
        Ok(Self {
            terms: terms.unwrap_or_else(|| Terms::none(account.id, user.id)),
            partner: partner_of(unit, user.id, acts_for).await?,
            super_admins: unit.permanent_super_admins(account.id).await?,
            account,
            user,
            existing,
        })
    }

    /// What the account has laid down about the person.
    pub(super) const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Looks up the set of the access.
    pub(super) async fn given_access(
        &self,
        unit: &mut dyn UnitOfWork,
        access: Option<&RequestedAccess>,
        offer: Offer,
    ) -> Result<Option<GivenAccess>, UseCaseError> {
        let set = match access {
            None => return Ok(None),
            Some(RequestedAccess::SuperAdmin) => return Ok(Some(GivenAccess::SuperAdmin)),
            Some(RequestedAccess::PartnerAdmin) => return Ok(Some(GivenAccess::PartnerAdmin)),
            Some(RequestedAccess::PermissionSet(id)) => unit.permission_set(*id).await?,
            Some(RequestedAccess::ExternalPermissionSet(id)) => {
                unit.permission_set_by_external_id(self.account.id, id)
                    .await?
            }
        };
        let set = set.ok_or(Refusal::NotFound)?;
        let offers = match offer {
            Offer::WithPartners => true,
            Offer::OwnOnly => self.holds(set.id()),
        };
        let partner = self.partner.as_ref().filter(|_| offers);
        let partner = partner.map(|(partner, _)| partner.id);
        let chosen = Chosen::offered(&set, self.account.id, partner)?;
        Ok(Some(GivenAccess::PermissionSet(chosen)))
    }

    fn holds(&self, set: PermissionSetId) -> bool {
        self.existing.as_ref().is_some_and(
            |member| matches!(member.membership.access, Access::PermissionSet(held) if held.set == set),
        )
    }

    /// The form in which the rules take it.
    pub(super) fn provisioning<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        by: Requester<'a>,
    ) -> Provisioning<'a> {
        let partner = self.partner.as_ref();
        Provisioning {
            catalogue,
            account: &self.account,
            user: &self.user,
            existing: self.existing.as_ref(),
            terms: &self.terms,
            partner: partner.map(|(account, member)| (account, member.as_ref())),
            super_admins: &self.super_admins,
            by,
        }
    }

    /// Saves the result of the rules, and returns the member as they are now with the events; `None`:
    /// nothing changed (T4).
    pub(super) async fn keep(
        &self,
        unit: &mut dyn UnitOfWork,
        provisioned: Provisioned,
        ended: Ended,
        (ports, cx): (&Ports, &RequestContext),
    ) -> Result<Option<(Member, Vec<Event>)>, UseCaseError> {
        let now = ports.now();
        let Provisioned {
            mut membership,
            terms,
            leaves_without_super_admin,
        } = provisioned;
        let before = self.existing.as_ref();
        if before.is_some_and(|old| old.membership == membership) && terms == self.terms {
            return Ok(None);
        }
        if before.is_some() {
            unit.save_membership(&mut membership).await?;
        } else {
            unit.insert_memberships(std::slice::from_ref(&membership))
                .await?;
        }
        if terms != self.terms {
            unit.save_terms(&terms).await?;
        }
        let account = &self.account;
        let mut events = vec![];
        if let Some(partner) = membership.partner {
            let old = unit.relationship(partner, account.id).await?;
            let (relationship, began) = connect(unit, old, partner, account, ended, now).await?;
            if began {
                let days = ports.settings.ends_after_days;
                events.push(relationship.event(EventKind::RelationshipConnected, days));
            }
        }
        let member = unit.member(account.id, self.user.id).await?;
        let member = member.ok_or(Refusal::NotFound)?;
        let changed = events_of(&ports.catalogue, before, &member);
        events.extend(changed.into_iter().map(|event| {
            if leaves_without_super_admin {
                event.with("leave_without_super_admin", true)
            } else {
                event
            }
        }));
        if before.is_none() && member.permanent_super_admin().is_some_and(|it| it.taken) {
            let now = ports.now();
            events.extend(
                relieve_leavers(unit, &ports.catalogue, (account.id, &[member.user.id]), now)
                    .await?,
            );
        }
        if let Some(before) = before {
            let change = MembershipChange {
                before,
                after: Some(&member),
            };
            events = offboard::follow(ports, &cx.origin, unit, change, events).await?;
        }
        Ok(Some((member, events)))
    }
}

/// The partner that the person will act for, with their membership in its account.
async fn partner_of(
    unit: &mut dyn UnitOfWork,
    user: UserId,
    partner: Option<AccountId>,
) -> Result<Option<(Account, Option<Member>)>, UseCaseError> {
    let Some(partner) = partner else {
        return Ok(None);
    };
    let account = unit.account(partner).await?.ok_or(Refusal::NotFound)?;
    let employment = unit.member(partner, user).await?;
    Ok(Some((account, employment)))
}

/// For whom a member acts.
pub(super) fn partner_before(existing: Option<&Member>) -> Option<AccountId> {
    existing.and_then(|member| member.membership.partner)
}

/// The events of the change; a partner that the person acted for before is told too (T2).
fn events_of(catalogue: &Catalogue, before: Option<&Member>, after: &Member) -> Vec<Event> {
    let event = |kind| Event::of_membership(kind, catalogue, before, Some(after));
    let mut events = vec![event(kind_of_change(before, &after.membership))];
    if let Some(former) = partner_before(before)
        && after
            .membership
            .partner
            .is_some_and(|partner| partner != former)
    {
        let told = event(EventKind::MembershipChanged).with_partner(former);
        events.push(told.with(REPEATS, true));
    }
    events
}

fn kind_of_change(before: Option<&Member>, after: &Membership) -> EventKind {
    match before.map(|member| member.membership.deactivated) {
        None => EventKind::MembershipCreated,
        Some(false) if after.deactivated => EventKind::MembershipDeactivated,
        Some(true) if !after.deactivated => EventKind::MembershipReactivated,
        Some(_) => EventKind::MembershipChanged,
    }
}
