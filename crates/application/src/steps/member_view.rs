//! A member as doors show it, with effective permissions (P5).

use latchkey_domain::{
    base::{denial::Denial, ids::AccountId, text::Name, time::Time},
    membership::member::Member,
    permission::{Catalogue, PermissionKey},
    ports::{ClockReading, Reader, StoreError},
};

/// A member with their current permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// The member.
    pub member: Member,
    /// The effective permissions; each ladder appears once.
    pub permissions: Vec<PermissionKey>,
    /// Why the membership gives nothing now (P5); `None`: it is in force.
    pub why_not: Option<Denial>,
    /// What was added to the set; each ladder appears once.
    pub added: Vec<PermissionKey>,
    /// What the set contains but the delegation rule withheld; each ladder appears once.
    pub clipped: Vec<PermissionKey>,
    /// The partners that know of a member who acts for nobody (A6); `None`: not asked.
    pub known_to: Option<Vec<KnowingPartner>>,
}

/// A partner that knows that somebody is a member of a client on their own behalf (A6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowingPartner {
    /// The partner.
    pub id: AccountId,
    /// Its official name.
    pub name: Name,
}

impl MemberView {
    /// Computes the permissions of a member at a time.
    pub fn of(member: Member, catalogue: &Catalogue, now: Time) -> Self {
        let adjustments = &member.membership.adjustments;
        let clipped = adjustments
            .clipped
            .iter()
            .filter_map(|key| catalogue.index_of(key));
        Self {
            added: catalogue.as_answered(&adjustments.added),
            why_not: member.standing(now).err(),
            permissions: catalogue.names(member.effective(catalogue, now)),
            clipped: catalogue.names(clipped.collect()),
            known_to: None,
            member,
        }
    }

    /// Adds to some views, for the account and for the members themselves, which partners know that a
    /// member is there on their own behalf: one statement, and none where everybody acts for a partner.
    pub(crate) async fn add_known_to(
        views: &mut [Self],
        reader: &mut dyn Reader,
        at: ClockReading,
    ) -> Result<(), StoreError> {
        let place = |view: &Self| (view.member.account.id, view.member.user.id);
        let alone = views.iter().filter(|view| view.member.acting.is_none());
        let places: Vec<_> = alone.map(place).collect();
        let found = reader.known_on_own_behalf(&places, at).await?;
        for view in views {
            let known = found
                .iter()
                .filter(|it| (it.account, it.user) == place(view));
            let partners = known.map(|it| KnowingPartner {
                id: it.partner,
                name: it.partner_name.clone(),
            });
            view.known_to = Some(partners.collect());
        }
        Ok(())
    }
}
