use std::cmp::Reverse;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        page::{Page, PageRequest, Position},
        time::Time,
    },
    ports::{KeptMail, MailOutboxQueries, MailOutboxRepository, OutboxPosition, StoreError},
    telling::waiting::{MailState, NotedMail, WaitingMail},
    work::operation::OperationState,
};

use super::{
    list::{Order, page_of},
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> MailOutboxQueries for Memory<S> {
    async fn told_by_mail(&mut self) -> Result<OutboxPosition, StoreError> {
        self.look(|view| {
            let position = view.state.told_by_mail;
            position.unwrap_or(OutboxPosition::START)
        })
    }

    async fn due_mails(&mut self, now: Time, most: u32) -> Result<Vec<WaitingMail>, StoreError> {
        self.look(|view| {
            let runs = |mail: &WaitingMail| {
                let operation = mail.noted.occasion.operation();
                let operation = operation.and_then(|id| view.state.operations.get(&id));
                operation.is_some_and(|row| row.operation.state == OperationState::Running)
            };
            let mails = view.state.mails.values();
            let mut due: Vec<_> = mails
                .filter(|mail| mail.state == MailState::Waiting && mail.due_at <= now)
                .filter(|mail| !runs(mail))
                .cloned()
                .collect();
            due.sort_by_cached_key(|mail| {
                let noted = &mail.noted;
                let occasion = noted.occasion.to_string();
                (
                    noted.noted_at,
                    occasion,
                    noted.reader.uuid(),
                    noted.kind.as_str(),
                )
            });
            due.truncate(usize::try_from(most).unwrap());
            due
        })
    }

    async fn mails_in(
        &mut self,
        state: MailState,
        most: u32,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        self.look(|view| {
            let mails = view.state.mails.values();
            let mut found: Vec<_> = mails.filter(|mail| mail.state == state).cloned().collect();
            found.sort_by_cached_key(|mail| {
                let noted = &mail.noted;
                let occasion = noted.occasion.to_string();
                (
                    Reverse(noted.noted_at),
                    occasion,
                    noted.reader.uuid(),
                    noted.kind.as_str(),
                )
            });
            found.truncate(usize::try_from(most).unwrap());
            found
        })
    }

    async fn count_mails(&mut self, state: MailState) -> Result<u64, StoreError> {
        self.look(|view| {
            let mails = view.state.mails.values();
            let counted = mails.filter(|mail| mail.state == state).count();
            u64::try_from(counted).unwrap()
        })
    }

    async fn kept_mails(&mut self, page: &PageRequest) -> Result<Page<KeptMail>, StoreError> {
        self.look(|view| {
            let kept = view.state.kept_mails.values().cloned().collect();
            page_of(kept, Order::Down, page, |kept: &KeptMail| Position {
                key: kept.written_at.timestamp_micros().to_string(),
                id: kept.id,
            })
        })
    }

    async fn kept_mail(&mut self, id: uuid::Uuid) -> Result<Option<KeptMail>, StoreError> {
        self.look(|view| view.state.kept_mails.get(&id).cloned())
    }
}

#[async_trait]
impl MailOutboxRepository for Memory<Draft> {
    async fn note_mails(&mut self, mails: &[NotedMail]) -> Result<(), StoreError> {
        self.write(|state| {
            for noted in mails {
                let key = (noted.occasion, noted.reader, noted.kind, noted.place);
                let waiting = state.mails.entry(key);
                waiting.or_insert_with(|| WaitingMail::noted(*noted));
            }
            Ok(())
        })
    }

    async fn move_told_by_mail(
        &mut self,
        from: OutboxPosition,
        to: OutboxPosition,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            if state.told_by_mail.unwrap_or(OutboxPosition::START) != from {
                return Err(StoreError::Stale);
            }
            state.told_by_mail = Some(to);
            Ok(())
        })
    }

    async fn save_mails(&mut self, mails: &[WaitingMail]) -> Result<(), StoreError> {
        self.write(|state| {
            for mail in mails {
                let noted = &mail.noted;
                let key = (noted.occasion, noted.reader, noted.kind, noted.place);
                state.mails.insert(key, mail.clone());
            }
            Ok(())
        })
    }

    async fn forget_mails(&mut self, before: Time, most: u32) -> Result<u64, StoreError> {
        let most = usize::try_from(most).unwrap();
        self.write(|state| {
            let over = state.mails.iter().filter(|(_, mail)| {
                mail.state != MailState::Waiting && mail.noted.noted_at < before
            });
            let over: Vec<_> = over.map(|(key, _)| *key).take(most).collect();
            let kept = state.kept_mails.values();
            let kept = kept.filter(|mail| mail.written_at < before);
            let kept: Vec<_> = kept.map(|mail| mail.id).take(most).collect();
            for key in &over {
                state.mails.remove(key);
            }
            for id in &kept {
                state.kept_mails.remove(id);
            }
            Ok(u64::try_from(over.len() + kept.len()).unwrap())
        })
    }

    async fn try_mail_again(&mut self, noted: &NotedMail, now: Time) -> Result<bool, StoreError> {
        self.write(|state| {
            let key = (noted.occasion, noted.reader, noted.kind, noted.place);
            let unsent = [MailState::Waiting, MailState::Dead];
            let mail = state.mails.get_mut(&key);
            let Some(mail) = mail.filter(|mail| unsent.contains(&mail.state)) else {
                return Ok(false);
            };
            mail.state = MailState::Waiting;
            mail.attempts = 0;
            mail.due_at = now;
            Ok(true)
        })
    }

    async fn keep_mail(&mut self, kept: &KeptMail) -> Result<(), StoreError> {
        self.write(|state| {
            state.kept_mails.insert(kept.id, kept.clone());
            Ok(())
        })
    }
}
