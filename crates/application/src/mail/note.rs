//! Looks through the committed events, and notes what is told by mail and to whom (N1). What is noted and
//! how far the events were looked through is written together, so nothing is forgotten or told twice,
//! wherever a node stops (N3).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
    },
    gate,
    membership::super_admins::SuperAdmins,
    people::mail::MailKind,
    ports::{
        ActingFor, CommittedEvent, EventFilter, HeldAccess, Locks, OutboxFilter, OutboxPosition,
        Reader, StoreError, TrailSide,
    },
    telling::{
        Readers, Telling, actor, tellings,
        waiting::{NotedMail, Occasion},
    },
    trail::{audit::Record, event::EventKind},
};

use super::Mails;
use crate::frame::{context::RequestContext, error::UseCaseError};

/// How many events are looked through at once.
const AT_ONCE: u32 = 500;

impl Mails {
    /// Looks through the events since the last time. Returns how many mails were noted.
    pub async fn note(&self) -> Result<usize, UseCaseError> {
        let mut noted = 0;
        while let Some(more) = self.note_some().await? {
            noted += more;
        }
        Ok(noted)
    }

    /// Looks through some events; `None`: there are none.
    async fn note_some(&self) -> Result<Option<usize>, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("note mails", &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let mut reader = ports.store.reader();
        let from = reader.told_by_mail().await?;
        // Read before the events: they are looked through up to here at least.
        let newest = OutboxPosition::end_of(ports.store.revision().await?.number);
        if newest <= from {
            return Ok(None);
        }
        let everything = OutboxFilter::default();
        let events = reader.committed_events(from, &everything, AT_ONCE).await?;
        let (commits, to) = whole_commits(events, newest);
        let mut noted = BTreeSet::new();
        for events in &commits {
            self.note_commit(&mut *reader, events, &mut noted).await?;
        }
        drop(reader);
        let noted: Vec<_> = noted.into_iter().collect();
        let mut unit = ports.store.begin(Locks::none()).await?;
        unit.note_mails(&noted).await?;
        match unit.move_told_by_mail(from, to).await {
            Ok(()) => unit.commit_aside(&permit).await?,
            // Another node was quicker.
            Err(StoreError::Stale) => return Ok(Some(0)),
            Err(error) => return Err(error.into()),
        }
        Ok(Some(noted.len()))
    }

    async fn note_commit(
        &self,
        reader: &mut dyn Reader,
        events: &[CommittedEvent],
        noted: &mut BTreeSet<NotedMail>,
    ) -> Result<(), UseCaseError> {
        let records: Vec<Record> = events.iter().map(|event| event.record.clone()).collect();
        let (Some(first), Some(event)) = (records.first(), events.first()) else {
            return Ok(());
        };
        let occasion = match first.operation {
            Some(operation) => Occasion::Operation(operation),
            None => Occasion::Commit(event.revision.number),
        };
        let doer = actor(first);
        for telling in tellings(&records) {
            for user in readers(reader, telling, doer).await? {
                noted.insert(NotedMail {
                    occasion,
                    reader: user,
                    kind: telling.kind,
                    place: telling.place,
                    noted_at: self.ports.now(),
                });
            }
        }
        Ok(())
    }
}

/// The events by commit, and up to where they are looked through with them. If more may wait, the last
/// commit may not be whole, and is left for the next time.
fn whole_commits(
    events: Vec<CommittedEvent>,
    newest: OutboxPosition,
) -> (Vec<Vec<CommittedEvent>>, OutboxPosition) {
    let full = u32::try_from(events.len()).is_ok_and(|count| count >= AT_ONCE);
    let last = events.last().map(CommittedEvent::position);
    let mut commits: Vec<Vec<CommittedEvent>> = Vec::new();
    for event in events {
        match commits.last_mut() {
            Some(commit)
                if commit
                    .first()
                    .is_some_and(|it| it.revision == event.revision) =>
            {
                commit.push(event);
            }
            _ => commits.push(vec![event]),
        }
    }
    let to = match last {
        Some(last) if full && commits.len() > 1 => {
            commits.pop();
            OutboxPosition::end_of(last.revision.saturating_sub(1))
        }
        Some(last) if full => last,
        Some(last) => OutboxPosition::end_of(last.revision).max(newest),
        None => newest,
    };
    (commits, to)
}

/// Who reads what is told, without whoever did it: they know.
async fn readers(
    reader: &mut dyn Reader,
    telling: Telling,
    doer: Option<UserId>,
) -> Result<BTreeSet<UserId>, UseCaseError> {
    let mut found = match telling.readers {
        Readers::Person(user) => return Ok(BTreeSet::from([user])),
        Readers::SuperAdmins(account) => super_admins(reader, &[account]).await?,
        Readers::SuperAdminsOfClients(partner) => {
            let acting = ActingFor {
                partner,
                employees: None,
                clients: None,
                held: HeldAccess::Anything,
            };
            let pairs = reader.acting_pairs(acting, u32::MAX).await?;
            let clients: BTreeSet<AccountId> = pairs.iter().map(|(client, _)| *client).collect();
            let clients: Vec<_> = clients.into_iter().collect();
            super_admins(reader, &clients).await?
        }
        Readers::Inviter { account, invited } => inviter(reader, account, invited).await?,
    };
    // Who stays although they left is news to whoever ended their employment, too (D8).
    if let Some(doer) = doer.filter(|_| telling.kind != MailKind::LastSuperAdminLeft) {
        found.remove(&doer);
    }
    Ok(found)
}

async fn super_admins(
    reader: &mut dyn Reader,
    accounts: &[AccountId],
) -> Result<BTreeSet<UserId>, UseCaseError> {
    let found = reader.super_admins_of(accounts).await?;
    let all = found.values().flat_map(SuperAdmins::all);
    Ok(all.map(|admin| admin.user).collect())
}

/// Who sent the newest invitation of a person into an account.
async fn inviter(
    reader: &mut dyn Reader,
    account: AccountId,
    invited: UserId,
) -> Result<BTreeSet<UserId>, UseCaseError> {
    let filter = EventFilter {
        user: Some(invited),
        ..EventFilter::default()
    };
    let page = PageRequest::first();
    let events = reader
        .events(TrailSide::Account(account), &filter, &page)
        .await?;
    let kinds = [
        EventKind::InvitationResent,
        EventKind::MembershipCreated,
        EventKind::MembershipChanged,
        EventKind::MembershipReactivated,
    ];
    let by = events.items.iter().find_map(|seen| {
        let record = &seen.record;
        let is_sent = kinds.iter().any(|kind| record.event.kind == *kind);
        actor(record).filter(|by| is_sent && *by != invited)
    });
    Ok(by.into_iter().collect())
}
