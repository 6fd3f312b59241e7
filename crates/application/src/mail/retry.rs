//! The operator has mails tried again: those that were given up, and those that wait for their next
//! attempt. They keep their ids, so a reader who got one after all can tell.

use latchkey_domain::{
    base::refusal::Refusal,
    gate,
    people::{mail::MailId, token::Scope},
    ports::Locks,
    telling::waiting::{MailState, WaitingMail},
};

use super::{Mails, list::ListedMail};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Try mails again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetryMails {
    /// All that were given up, or failed and wait.
    All,
    /// This one.
    One(MailId),
}

/// What is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetriedMails {
    /// How many mails are due now.
    pub count: usize,
}

impl Mails {
    /// Makes mails due now. One that was sent already, or that nobody knows, is not found.
    pub async fn retry(
        &self,
        cx: &RequestContext,
        cmd: RetryMails,
    ) -> Result<Ready<RetriedMails>, UseCaseError> {
        let ports = &*self.ports;
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let mut ids = Vec::new();
        for state in [MailState::Dead, MailState::Waiting] {
            for mail in unit.mails_in(state, u32::MAX).await? {
                let ListedMail { id, mail } = ListedMail::of(mail);
                let is_meant = match &cmd {
                    RetryMails::All => has_failed(&mail),
                    RetryMails::One(meant) => *meant == id,
                };
                if is_meant && unit.try_mail_again(&mail.noted, ports.now()).await? {
                    ids.push(id.uuid());
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() && cmd != RetryMails::All {
            return Err(Refusal::NotFound.into());
        }
        let count = ids.len();
        Ok(Ready::aside(RetriedMails { count }, unit, permit))
    }
}

const fn has_failed(mail: &WaitingMail) -> bool {
    mail.attempts > 0
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        people::mail::MailKind,
        telling::waiting::{NotedMail, Occasion},
    };

    use super::*;
    use crate::{mail::ListMails, testing::UseCaseBed};

    /// Two tellings of one act to a reader, given up; another mail that failed once; one that was sent.
    async fn bed() -> (UseCaseBed, Mails) {
        let bed = UseCaseBed::new().await;
        let (world, now) = (&bed.world, bed.ports.now());
        let noted = |number, kind| NotedMail {
            occasion: Occasion::Commit(number),
            reader: world.jonas,
            kind,
            place: None,
            noted_at: now,
        };
        let mut mails = [
            noted(1, MailKind::Added),
            noted(1, MailKind::Removed),
            noted(2, MailKind::Added),
            noted(3, MailKind::Added),
        ]
        .map(WaitingMail::noted);
        mails[0].give_up("550 no such mailbox".to_owned());
        mails[1].give_up("550 no such mailbox".to_owned());
        mails[2].fail("no answer".to_owned(), now);
        mails[3].finish(MailState::Sent);
        let mut unit = world.store.begin(Locks::none()).await.unwrap();
        unit.save_mails(&mails).await.unwrap();
        let cx = RequestContext::of_job("test", &*bed.ports.ids);
        let permit = gate::job(&cx.origin).unwrap();
        unit.commit_aside(&permit).await.unwrap();
        let mails = Mails::new(Arc::clone(&bed.ports));
        (bed, mails)
    }

    async fn listed(bed: &UseCaseBed, mails: &Mails, state: MailState) -> Vec<ListedMail> {
        let cx = RequestContext::new(bed.world.as_operator());
        let cmd = ListMails { state, limit: 100 };
        mails.list(&cx, cmd).await.unwrap()
    }

    #[tokio::test]
    async fn a_mail_that_was_given_up_is_due_again() {
        let (bed, mails) = bed().await;
        let cx = RequestContext::new(bed.world.as_operator());
        let dead = listed(&bed, &mails, MailState::Dead).await;
        assert_eq!(dead.len(), 2);
        assert_eq!(dead[0].id, dead[1].id, "they are one mail");
        let ready = mails.retry(&cx, RetryMails::One(dead[0].id.clone())).await;
        let retried = bed.done(&cx, ready.unwrap()).await;
        assert_eq!(retried.count, 1);
        assert_eq!(listed(&bed, &mails, MailState::Dead).await, []);
        let mut reader = bed.ports.store.reader();
        let due = reader.due_mails(bed.ports.now(), 100).await.unwrap();
        let told = due.iter().filter(|mail| mail.attempts == 0).count();
        assert!(told >= 2, "{due:?}");
        let sent = listed(&bed, &mails, MailState::Sent).await.remove(0);
        let again = mails.retry(&cx, RetryMails::One(sent.id)).await;
        assert!(
            matches!(again, Err(UseCaseError::Refused(Refusal::NotFound))),
            "it was sent"
        );
    }

    #[tokio::test]
    async fn all_that_failed_are_due_again() {
        let (bed, mails) = bed().await;
        let cx = RequestContext::new(bed.world.as_operator());
        let ready = mails.retry(&cx, RetryMails::All).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.count, 2);
        let ready = mails.retry(&cx, RetryMails::All).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.count, 0);
    }

    #[tokio::test]
    async fn people_may_not_try_mails_again() {
        let (bed, mails) = bed().await;
        let cx = bed.as_user(bed.world.marit);
        let again = mails.retry(&cx, RetryMails::All).await;
        assert!(matches!(
            again,
            Err(UseCaseError::Refused(Refusal::MissingPermission))
        ));
    }
}
