//! Every change has its event in the trail (T1).

use latchkey_domain::{
    base::page::PageRequest,
    ports::{EventFilter, TrailSide},
    trail::{
        audit::{Outcome, Record},
        event::EventKind,
    },
};

use super::{Differences, touched};
use crate::{
    driver::Driver,
    model::state::{Member, Model},
};

impl Driver {
    /// The records of the present command, the refused ones left out.
    async fn records(&self) -> Vec<Record> {
        let mut reader = self.ports.store.reader();
        let page = PageRequest::first();
        let filter = EventFilter::default();
        let seen = reader
            .events(TrailSide::Everything, &filter, &page)
            .await
            .unwrap();
        let request = self.request_id();
        let records = seen.items.into_iter().map(|seen| seen.record);
        records
            .filter(|record| record.request_id == request && record.outcome == Outcome::Done)
            .collect()
    }

    /// Every change has its event (T1).
    pub(crate) async fn compare_events(&self, before: &Model, after: &Model) -> Differences {
        let mut all = Differences::new();
        let records = self.records().await;
        if records.is_empty() {
            all.push("the change left no event".to_owned());
        }
        let has = |kind: EventKind| records.iter().any(|record| record.event.kind == kind);
        for (account, user) in touched(before, after) {
            let (old, new) = (before.member(account, user), after.member(account, user));
            let only_version = old.zip(new).is_some_and(|(old, new)| {
                let moved = Member {
                    access: new.access,
                    ..old.clone()
                };
                moved == *new
            });
            if only_version && has(EventKind::PermissionSetChanged) {
                continue;
            }
            let kinds: &[EventKind] = match (old, new) {
                (None, Some(_)) => &[EventKind::MembershipCreated],
                (Some(_), None) => &[EventKind::MembershipRemoved],
                (Some(old), Some(new)) if !old.deactivated && new.deactivated => {
                    &[EventKind::MembershipDeactivated]
                }
                (Some(old), Some(new)) if old.deactivated && !new.deactivated => {
                    &[EventKind::MembershipReactivated]
                }
                _ => &[
                    EventKind::MembershipChanged,
                    EventKind::MembershipAccepted,
                    EventKind::MembershipTaken,
                    EventKind::MembershipDeactivated,
                    EventKind::ChangedToPartnerAdmin,
                    EventKind::MembershipReactivated,
                    EventKind::MembershipGiven,
                    EventKind::InvitationResent,
                ],
            };
            let about = |record: &&Record| {
                record.event.account == Some(self.accounts[account])
                    && record.event.user == Some(self.users[user])
                    && kinds.iter().any(|kind| record.event.kind == *kind)
            };
            if !records.iter().any(|record| about(&record)) {
                let seen: Vec<_> = records.iter().map(|record| &record.event.kind).collect();
                all.push(format!(
                    "no event of {kinds:?} about {user} in {account}, but {seen:?}"
                ));
            }
        }
        for user in 0..before.users.len() {
            let changed = before.users[user] != after.users[user];
            let about = |record: &Record| record.event.user == Some(self.users[user]);
            if changed && !records.iter().any(about) {
                all.push(format!("no event about user {user}"));
            }
        }
        for account in 0..before.accounts.len() {
            let changed = before.accounts[account] != after.accounts[account];
            let about = |record: &Record| record.event.account == Some(self.accounts[account]);
            if changed && !records.iter().any(about) {
                all.push(format!("no event in account {account}"));
            }
        }
        all
    }
}
