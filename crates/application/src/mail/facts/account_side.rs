//! What super admins of an account are told about their account.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        text::Name,
    },
    membership::AccessKind,
    people::mail::MailKind,
    permission::{Entry, PermissionKey},
    ports::{ActingFor, CommittedEvent, HeldAccess, MemberFilter, StoreError},
    trail::event::EventKind,
};
use serde_json::Value;

use super::{MailFacts, partner_of, person_of, same};
use crate::mail::message::{
    AccountInMail, Act, ActedOn, AllWereRemoved, EmployeesWereAdded, EnrolmentTurn, LinkingTurn,
    Message, NameList, PartnerAdminMade, PartnerAdminsGain, PartnerWasSevered, PersonInMail,
    ReaderSide, ShownPage, SuperAdminChanged,
};

/// An event about a person who acts for a partner, with whom it names.
pub(super) struct Concerned {
    event: CommittedEvent,
    pub(super) act: Act,
    pub(super) person: PersonInMail,
    pub(super) partner: AccountInMail,
    pub(super) client: AccountInMail,
}

impl MailFacts<'_> {
    pub(super) async fn account_side(&mut self) -> Result<Option<Message>, StoreError> {
        Ok(match self.noted.kind {
            MailKind::PartnerAdminApproved => {
                let made = self
                    .partner_admin_made(&[EventKind::AccessLinkApproved])
                    .await?;
                made.map(Message::PartnerAdminApproved)
            }
            MailKind::PartnerAdminCreated => {
                let kinds = [EventKind::MembershipCreated, EventKind::MembershipChanged];
                let made = self.partner_admin_made(&kinds).await?;
                made.map(Message::PartnerAdminCreated)
            }
            MailKind::EmployeesAdded => self.employees_added().await?,
            MailKind::ChangedToPartnerAdmin => self.changed_to_partner_admin().await?,
            MailKind::AllRemoved => self.all_removed().await?,
            MailKind::PartnerSevered => self.partner_severed().await?,
            MailKind::Linked => self
                .linking(EventKind::EmployeeLinked)
                .await?
                .map(Message::Linked),
            MailKind::Unlinked => {
                let turn = self.linking(EventKind::EmployeeUnlinked).await?;
                turn.map(Message::Unlinked)
            }
            MailKind::EnrolmentEnded => self.enrolment().await?.map(Message::EnrolmentEnded),
            MailKind::EnrolmentRestored => self.enrolment().await?.map(Message::EnrolmentRestored),
            MailKind::PartnerAdminsGained => self.partner_admins_gained().await?,
            MailKind::MemberLeft => self.member_left().await?,
            MailKind::LastSuperAdminLeft => self.last_one_stays().await?,
            MailKind::AccessOfOthersEnding => self.ends_of_others().await?,
            MailKind::InvitationDeclined => self.invitation_declined().await?,
            MailKind::LinkApproved
            | MailKind::LinkDeclined
            | MailKind::Invited
            | MailKind::InvitationCancelled
            | MailKind::Added
            | MailKind::MadeSuperAdmin
            | MailKind::AccessChanged
            | MailKind::Deactivated
            | MailKind::Reactivated
            | MailKind::GivenBack
            | MailKind::Removed
            | MailKind::Suspended
            | MailKind::AccessEnding
            | MailKind::RelationshipEnding
            | MailKind::RelationshipEnded
            | MailKind::Test => None,
        })
    }

    /// The one account, with the page of its users.
    async fn here(&mut self, event: &CommittedEvent) -> Result<Option<ActedOn>, StoreError> {
        let account = self.account(event, None).await?;
        Ok(account.map(|account| ActedOn {
            names: NameList::one(account.name),
            page: ShownPage::Users(account.id),
        }))
    }

    async fn partner_admin_made(
        &mut self,
        kinds: &[EventKind],
    ) -> Result<Option<PartnerAdminMade>, StoreError> {
        let is_it =
            |event: &&CommittedEvent| kinds.iter().any(|kind| event.record.event.kind == *kind);
        let Some(event) = self.events.iter().find(is_it).cloned() else {
            return Ok(None);
        };
        let Some(client) = self.account(&event, None).await? else {
            return Ok(None);
        };
        let by_super_admin = match &event.actor {
            Some(actor) => {
                let member = self.reader.member(client.id, actor.id).await?;
                let access = member.map(|member| member.membership.access.kind());
                access == Some(AccessKind::SuperAdmin.as_str())
            }
            // The platform counts as the account.
            None => true,
        };
        let ends = self.events.iter().find_map(|event| {
            let after = event.record.event.details.after.as_ref()?;
            after.expires_at
        });
        let act = Self::act(std::slice::from_ref(&event), Some(client.id));
        let (Some(act), Some(person), Some(partner)) = (act, person_of(&event), partner_of(&event))
        else {
            return Ok(None);
        };
        Ok(Some(PartnerAdminMade {
            act,
            person,
            partner,
            client,
            ends,
            by_super_admin,
        }))
    }

    async fn employees_added(&mut self) -> Result<Option<Message>, StoreError> {
        let added = self.of_kind(EventKind::MembershipCreated);
        let Some(first) = added.first() else {
            return Ok(None);
        };
        let held: Vec<_> = added
            .iter()
            .filter_map(|event| event.record.event.details.after.as_ref())
            .collect();
        let one = same(held.iter().map(|it| (&it.access, &it.permission_set)));
        let access = match (one, held.first()) {
            (Some(_), Some(first)) => self.access(first).await?,
            _ => None,
        };
        let ends = same(held.iter().map(|it| it.expires_at)).flatten();
        let accounts = self.here(first).await?;
        let act = Self::act(&added, first.record.event.account);
        let (Some(act), Some(partner), Some(accounts)) = (act, partner_of(first), accounts) else {
            return Ok(None);
        };
        Ok(Some(Message::EmployeesAdded(EmployeesWereAdded {
            act,
            partner,
            people: people_of(&added),
            accounts,
            access,
            ends,
        })))
    }

    /// The event of this kind with the person, the partner and the client that it names.
    pub(super) async fn concerned(
        &mut self,
        kind: EventKind,
    ) -> Result<Option<Concerned>, StoreError> {
        let Some(event) = self.first_of(kind) else {
            return Ok(None);
        };
        let client = self.account(&event, None).await?;
        let act = Self::act(std::slice::from_ref(&event), event.record.event.account);
        let (Some(act), Some(person), Some(partner), Some(client)) =
            (act, person_of(&event), partner_of(&event), client)
        else {
            return Ok(None);
        };
        Ok(Some(Concerned {
            event,
            act,
            person,
            partner,
            client,
        }))
    }

    async fn changed_to_partner_admin(&mut self) -> Result<Option<Message>, StoreError> {
        let Some(concerned) = self.concerned(EventKind::ChangedToPartnerAdmin).await? else {
            return Ok(None);
        };
        let Concerned {
            event,
            act,
            person,
            partner,
            client,
        } = concerned;
        let after = event.record.event.details.after.as_ref();
        let keeps_billing = after.is_some_and(|after| {
            let mut added = after.adjustments.added.iter();
            added.any(|key| key.as_str().starts_with("billing."))
        });
        Ok(Some(Message::ChangedToPartnerAdmin(SuperAdminChanged {
            act,
            person,
            partner,
            client,
            keeps_billing,
        })))
    }

    /// Only where nobody acts for the partner any more.
    async fn all_removed(&mut self) -> Result<Option<Message>, StoreError> {
        let removed = self.of_kind(EventKind::MembershipRemoved);
        let Some(first) = removed.first() else {
            return Ok(None);
        };
        let (Some(partner), Some(accounts)) = (partner_of(first), self.here(first).await?) else {
            return Ok(None);
        };
        let client = first.record.event.account;
        if !self.acting(partner.id, client).await?.is_empty() {
            return Ok(None);
        }
        Ok(Self::act(&removed, client).map(|act| {
            Message::AllRemoved(AllWereRemoved {
                act,
                partner,
                accounts,
                people: people_of(&removed),
            })
        }))
    }

    /// The pairs of client and person who act for a partner, in one client or in all.
    pub(super) async fn acting(
        &mut self,
        partner: AccountId,
        client: Option<AccountId>,
    ) -> Result<Vec<(AccountId, UserId)>, StoreError> {
        let clients = client.map(|client| [client]);
        let acting = ActingFor {
            partner,
            employees: None,
            clients: clients.as_ref().map(<[AccountId; 1]>::as_slice),
            held: HeldAccess::Anything,
        };
        self.reader.acting_pairs(acting, u32::MAX).await
    }

    async fn partner_severed(&mut self) -> Result<Option<Message>, StoreError> {
        let Some(event) = self.first_of(EventKind::PartnerSevered) else {
            return Ok(None);
        };
        let client = self.account(&event, None).await?;
        let act = Self::act(std::slice::from_ref(&event), event.record.event.account);
        let (Some(act), Some(partner), Some(client)) = (act, partner_of(&event), client) else {
            return Ok(None);
        };
        let kept = event.record.event.details.more.get("kept");
        let kept = kept.and_then(Value::as_array).and_then(|kept| kept.first());
        let stays = match kept.and_then(Value::as_str).and_then(|id| id.parse().ok()) {
            Some(id) => self.reader.user(id).await?.map(|user| user.name.clone()),
            None => None,
        };
        Ok(Some(Message::PartnerSevered(PartnerWasSevered {
            act,
            partner,
            client,
            people: people_of(&self.of_kind(EventKind::MembershipRemoved)),
            stays,
        })))
    }

    async fn linking(&mut self, kind: EventKind) -> Result<Option<LinkingTurn>, StoreError> {
        let concerned = self.concerned(kind).await?;
        Ok(concerned.map(|it| LinkingTurn {
            act: it.act,
            person: it.person,
            partner: it.partner,
            client: it.client,
            side: ReaderSide::Client,
        }))
    }

    /// The place is the partner; the reader is its super admin, or one of its clients.
    async fn enrolment(&mut self) -> Result<Option<EnrolmentTurn>, StoreError> {
        let Some(event) = self.first_of(EventKind::AccountChanged) else {
            return Ok(None);
        };
        let Some(partner) = self.account(&event, None).await? else {
            return Ok(None);
        };
        let pairs = self.acting(partner.id, None).await?;
        let of_partner = self
            .reader
            .member(partner.id, self.user.id)
            .await?
            .is_some();
        let mut clients: Vec<AccountId> = pairs.iter().map(|(client, _)| *client).collect();
        clients.dedup();
        if !of_partner {
            let places: Vec<_> = clients
                .iter()
                .map(|client| (*client, self.user.id))
                .collect();
            let own = self.reader.members_at(&places).await?;
            clients.retain(|client| own.iter().any(|member| member.account.id == *client));
        }
        let mut names: Vec<Name> = Vec::new();
        for client in clients.iter().take(NameList::SHOWN) {
            let account = self.reader.account(*client).await?;
            names.extend(account.map(|account| account.name.clone()));
        }
        let concerned = pairs.iter().filter(|(client, _)| clients.contains(client));
        let partner_admins = concerned.count();
        Ok(
            Self::act(std::slice::from_ref(&event), None).map(|act| EnrolmentTurn {
                act,
                partner,
                clients: ActedOn {
                    names: NameList::counted(names, clients.len()),
                    page: ShownPage::OwnAccess,
                },
                partner_admins,
                side: if of_partner {
                    ReaderSide::Partner
                } else {
                    ReaderSide::Client
                },
            }),
        )
    }

    async fn partner_admins_gained(&mut self) -> Result<Option<Message>, StoreError> {
        let Some(event) = self.first_of(EventKind::CatalogueApplied) else {
            return Ok(None);
        };
        let Some(account) = self.account(&event, None).await? else {
            return Ok(None);
        };
        let gained = event.record.event.details.more.get("partner_admins_gain");
        let gained = gained.and_then(Value::as_array).into_iter().flatten();
        let labels = gained.filter_map(|key| {
            let key = key.as_str()?;
            let bare = key.split_once(':').map_or(key, |(bare, _level)| bare);
            let entry = PermissionKey::parse(bare).ok();
            let entry = entry.and_then(|key| self.catalogue.find(&key));
            Some(Name::stored(entry.map_or(key, Entry::label).to_owned()))
        });
        let permissions: NameList = labels.collect();
        let filter = MemberFilter {
            access: Some(AccessKind::PartnerAdmin),
            ..MemberFilter::default()
        };
        let page = PageRequest::first();
        let admins = self.reader.members(account.id, &filter, &page).await?;
        let act = Self::act(std::slice::from_ref(&event), None);
        Ok(act.map(|act| {
            Message::PartnerAdminsGained(PartnerAdminsGain {
                act,
                account,
                permissions,
                partner_admins: admins.items.len(),
            })
        }))
    }
}

fn people_of(events: &[CommittedEvent]) -> NameList {
    let people = events.iter().filter_map(|event| event.user.as_ref());
    people.map(|user| user.name.clone()).collect()
}
