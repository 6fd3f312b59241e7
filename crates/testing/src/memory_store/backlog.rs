use async_trait::async_trait;
use latchkey_domain::{
    ports::{StoreError, WaitingWork, WaitingWorkQueries},
    telling::waiting::MailState,
    work::operation::{ItemOutcome, OperationState},
};

use super::unit::{Look, Memory};

fn count<T>(all: impl IntoIterator<Item = T>) -> u64 {
    u64::try_from(all.into_iter().count()).unwrap()
}

#[async_trait]
impl<S: Look> WaitingWorkQueries for Memory<S> {
    async fn backlog(&mut self) -> Result<WaitingWork, StoreError> {
        self.look(|view| {
            let state = view.state;
            let mails =
                |which: MailState| count(state.mails.values().filter(|it| it.state == which));
            let deliveries = state.deliveries.values();
            let operations = state.operations.values();
            let items = operations.clone().flat_map(|row| &row.items);
            WaitingWork {
                mails: mails(MailState::Waiting),
                dead_mails: mails(MailState::Dead),
                deliveries: count(deliveries.filter(|it| !it.state.is_over())),
                operations: count(
                    operations.filter(|row| row.operation.state == OperationState::Running),
                ),
                items: count(items.filter(|(_, result)| result.outcome == ItemOutcome::Pending)),
            }
        })
    }
}
