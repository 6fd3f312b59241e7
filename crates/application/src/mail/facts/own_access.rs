//! What people are told about their own access.

use latchkey_domain::{
    base::ids::AccountId,
    people::mail::MailKind,
    ports::{CommittedEvent, StoreError},
    trail::event::{AccessSummary, EventKind},
};
use serde_json::Value;

use super::{MailFacts, is_about, is_invited, same, seat_of};
use crate::mail::message::{
    AccessCut, AccessTurn, AccessWasChanged, AccessWasGiven, ActedOn, AssetsLeft,
    CancelledInvitation, LinkAnswer, LinkStanding, Message, NameList, OfferToSuperAdmin,
    ShownAccess, ShownPage,
};

impl MailFacts<'_> {
    pub(super) async fn own_access(&mut self) -> Result<Option<Message>, StoreError> {
        let told = self.told();
        Ok(match self.noted.kind {
            MailKind::LinkApproved => {
                let answer = self.link_answer(EventKind::AccessLinkApproved).await?;
                answer.map(Message::LinkApproved)
            }
            MailKind::LinkDeclined => {
                let answer = self.link_answer(EventKind::AccessLinkDeclined).await?;
                answer.map(Message::LinkDeclined)
            }
            MailKind::Invited => self.invitation(&told).await?.map(Message::Invited),
            MailKind::InvitationCancelled => self.cancelled(&told).await?,
            MailKind::Added => self.given(&told).await?.map(Message::Added),
            MailKind::Reactivated => self.given(&told).await?.map(Message::Reactivated),
            MailKind::GivenBack => self.given(&told).await?.map(Message::GivenBack),
            MailKind::MadeSuperAdmin => self.offer(&told).await?,
            MailKind::AccessChanged => self.changed(&told).await?.map(Message::AccessChanged),
            MailKind::Deactivated => self.cut(&told).await?.map(Message::Deactivated),
            MailKind::Removed => self.cut(&told).await?.map(Message::Removed),
            MailKind::Suspended => self.cut(&told).await?.map(Message::Suspended),
            MailKind::AccessEnding => self.access_ends().await?,
            MailKind::InvitationDeclined
            | MailKind::AccessOfOthersEnding
            | MailKind::Linked
            | MailKind::Unlinked
            | MailKind::EnrolmentEnded
            | MailKind::EnrolmentRestored
            | MailKind::LastSuperAdminLeft
            | MailKind::PartnerAdminsGained
            | MailKind::PartnerAdminApproved
            | MailKind::PartnerAdminCreated
            | MailKind::EmployeesAdded
            | MailKind::ChangedToPartnerAdmin
            | MailKind::AllRemoved
            | MailKind::PartnerSevered
            | MailKind::MemberLeft
            | MailKind::RelationshipEnding
            | MailKind::RelationshipEnded
            | MailKind::Test => None,
        })
    }

    /// The events about the reader that this kind of mail tells.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other kinds are told by what gives access"
    )]
    fn told(&self) -> Vec<CommittedEvent> {
        let kinds: &[EventKind] = match self.noted.kind {
            MailKind::Added => &[EventKind::MembershipCreated],
            MailKind::Reactivated => &[EventKind::MembershipReactivated],
            MailKind::GivenBack => &[EventKind::MembershipGiven],
            MailKind::Deactivated => &[EventKind::MembershipDeactivated],
            MailKind::Suspended => &[EventKind::MembershipSuspended],
            MailKind::Removed | MailKind::InvitationCancelled => &[EventKind::MembershipRemoved],
            MailKind::AccessChanged => &[
                EventKind::MembershipChanged,
                EventKind::ChangedToPartnerAdmin,
            ],
            _ => &[
                EventKind::MembershipCreated,
                EventKind::MembershipChanged,
                EventKind::MembershipReactivated,
                EventKind::MembershipGiven,
                EventKind::InvitationResent,
            ],
        };
        let own = self.events.iter().filter(|it| is_about(it, self.user.id));
        own.filter(|it| kinds.iter().any(|kind| it.record.event.kind == *kind))
            .cloned()
            .collect()
    }

    /// The accounts of these events, as the reader calls them.
    pub(super) async fn acted_on(
        &mut self,
        told: &[CommittedEvent],
    ) -> Result<ActedOn, StoreError> {
        let mut first = Vec::new();
        for event in told.iter().take(NameList::SHOWN) {
            let account = self.account(event, acted_for(event)).await?;
            first.extend(account.map(|account| account.name));
        }
        let page = match told {
            [only] => match (
                acted_for(only),
                &only.account,
                only.record.event.details.after.as_ref(),
            ) {
                (Some(_), Some(account), Some(_)) => ShownPage::Client(account.id),
                _ => ShownPage::OwnAccess,
            },
            _ => ShownPage::OwnAccess,
        };
        Ok(ActedOn {
            names: NameList::counted(first, told.len()),
            page,
        })
    }

    async fn link_answer(&mut self, kind: EventKind) -> Result<Option<LinkAnswer>, StoreError> {
        let Some(answered) = self.first_of(kind) else {
            return Ok(None);
        };
        let Some(partner) = answered.record.event.partner else {
            return Ok(None);
        };
        let answer = std::slice::from_ref(&answered);
        // Why a link was declined is said for the employee (L6); any other reason stays on its side (T2).
        let is_told = answered.record.event.kind == EventKind::AccessLinkDeclined;
        let why_from = answered.record.actor_account.filter(|_| is_told);
        let act = Self::act(answer, why_from);
        let client = self.account(&answered, Some(partner)).await?;
        let (Some(act), Some(client)) = (act, client) else {
            return Ok(None);
        };
        let official = answered
            .account
            .as_ref()
            .map(|account| account.name.clone());
        let ends = self.events.iter().find_map(|event| {
            let after = event.record.event.details.after.as_ref()?;
            after.expires_at
        });
        Ok(Some(LinkAnswer {
            act,
            official: official.filter(|name| *name != client.name),
            client,
            ends,
            link: self.standing_link(partner).await?,
        }))
    }

    async fn standing_link(
        &mut self,
        partner: AccountId,
    ) -> Result<Option<LinkStanding>, StoreError> {
        let Some(link) = self.reader.unrevoked_link(partner, self.user.id).await? else {
            return Ok(None);
        };
        let key = self.reader.link_key().await?;
        let approvals = self.reader.approvals_among(&[link.id]).await?;
        Ok(Some(LinkStanding {
            hint: link.hint(&key),
            approvals: approvals.get(&link.id).map_or(0, |it| it.count),
            until: link.expires_at,
        }))
    }

    async fn cancelled(&mut self, told: &[CommittedEvent]) -> Result<Option<Message>, StoreError> {
        let Some(event) = told.first() else {
            return Ok(None);
        };
        let account = self.account(event, acted_for(event)).await?;
        let act = Self::act(std::slice::from_ref(event), side_of(event));
        Ok(act.zip(account).map(|(act, account)| {
            Message::InvitationCancelled(CancelledInvitation { act, account })
        }))
    }

    async fn offer(&mut self, told: &[CommittedEvent]) -> Result<Option<Message>, StoreError> {
        let Some(event) = told.last() else {
            return Ok(None);
        };
        let account = self.account(event, acted_for(event)).await?;
        let act = Self::act(std::slice::from_ref(event), side_of(event));
        let after = event.record.event.details.after.as_ref();
        let ends = after.and_then(|after| after.expires_at);
        Ok(act.zip(account).map(|(act, account)| {
            Message::MadeSuperAdmin(OfferToSuperAdmin { act, account, ends })
        }))
    }

    async fn given(
        &mut self,
        told: &[CommittedEvent],
    ) -> Result<Option<AccessWasGiven>, StoreError> {
        let Some(first) = told.first() else {
            return Ok(None);
        };
        let Some(act) = Self::act(told, side_of(first)) else {
            return Ok(None);
        };
        let turn = self
            .turn(told, |event| event.record.event.details.after.as_ref())
            .await?;
        Ok(Some(AccessWasGiven {
            act,
            accounts: self.acted_on(told).await?,
            access: turn.access,
            seat: turn.seat,
            acts_for: first.partner.as_ref().map(|partner| partner.name.clone()),
            ends: turn.ends,
        }))
    }

    async fn changed(
        &mut self,
        told: &[CommittedEvent],
    ) -> Result<Option<AccessWasChanged>, StoreError> {
        let Some(first) = told.first() else {
            return Ok(None);
        };
        let Some(act) = Self::act(told, side_of(first)) else {
            return Ok(None);
        };
        let before = self.turn(told, |event| event.record.event.details.before.as_ref());
        let before = before.await?;
        let after = self.turn(told, |event| event.record.event.details.after.as_ref());
        let after = after.await?;
        let gained = same(told.iter().map(|it| it.record.event.details.added.len()));
        let lost = same(told.iter().map(|it| it.record.event.details.taken.len()));
        Ok(Some(AccessWasChanged {
            act,
            accounts: self.acted_on(told).await?,
            before,
            after,
            gained: gained.unwrap_or_default(),
            lost: lost.unwrap_or_default(),
        }))
    }

    async fn cut(&mut self, told: &[CommittedEvent]) -> Result<Option<AccessCut>, StoreError> {
        let Some(first) = told.first() else {
            return Ok(None);
        };
        let Some(act) = Self::act(told, side_of(first)) else {
            return Ok(None);
        };
        let mut instead = Vec::new();
        if self.noted.kind == MailKind::Removed {
            for event in self.of_kind(EventKind::MembershipDeactivated) {
                if is_about(&event, self.user.id) {
                    let account = self.account(&event, acted_for(&event)).await?;
                    instead.extend(account.map(|account| account.name));
                }
            }
        }
        Ok(Some(AccessCut {
            act,
            accounts: self.acted_on(told).await?,
            deactivated_instead: instead.into_iter().collect(),
            acted_for: first.partner.as_ref().map(|partner| partner.name.clone()),
            assets: self.assets_left(),
        }))
    }

    /// What became of the assets that the reader owned (D7); `None`: they had none.
    fn assets_left(&self) -> Option<AssetsLeft> {
        let mut left = AssetsLeft {
            handed_over: 0,
            without_owner: 0,
        };
        let given = self.of_kind(EventKind::AssetReassigned).into_iter();
        for event in given.filter(|event| is_about(event, self.user.id)) {
            let facts = &event.record.event.details.more;
            let kinds = facts.get("kinds").and_then(Value::as_object);
            let counts = kinds.into_iter().flatten();
            let count: u64 = counts.filter_map(|(_kind, count)| count.as_u64()).sum();
            if facts.get("to").is_some_and(Value::is_string) {
                left.handed_over += count;
            } else {
                left.without_owner += count;
            }
        }
        (left.handed_over + left.without_owner > 0).then_some(left)
    }

    /// What is the same before or after all these events.
    pub(super) async fn turn(
        &mut self,
        told: &[CommittedEvent],
        held: impl Fn(&CommittedEvent) -> Option<&AccessSummary>,
    ) -> Result<AccessTurn, StoreError> {
        let held: Vec<&AccessSummary> = told.iter().filter_map(held).collect();
        let access: Option<(&str, Option<&str>)> = same(
            held.iter()
                .map(|it| (it.access.as_str(), it.permission_set.as_deref())),
        );
        let shown: Option<ShownAccess> = match (access, held.first()) {
            (Some(_), Some(first)) => self.access(first).await?,
            _ => None,
        };
        Ok(AccessTurn {
            access: shown,
            seat: same(held.iter().map(|it| seat_of(it))).flatten(),
            ends: same(held.iter().map(|it| it.expires_at)).flatten(),
        })
    }
}

/// The partner for which the reader acts there.
fn acted_for(event: &CommittedEvent) -> Option<AccountId> {
    let details = &event.record.event.details;
    let held = details.after.as_ref().or(details.before.as_ref())?;
    held.partner.as_deref()?.parse().ok()
}

/// The account whose own acts the reader knows the reasons of.
pub(super) fn side_of(event: &CommittedEvent) -> Option<AccountId> {
    acted_for(event).or(event.record.event.account)
}

/// The newest event that invites the reader.
pub(super) fn inviting(told: &[CommittedEvent]) -> Option<&CommittedEvent> {
    told.iter()
        .rev()
        .find(|event| is_invited(event.record.event.details.after.as_ref()))
}
