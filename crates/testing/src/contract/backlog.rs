//! How much work waits.

use latchkey_domain::{
    people::mail::MailKind,
    ports::{Locks, WaitingWork},
    telling::waiting::{MailState, NotedMail, Occasion, WaitingMail},
};

use super::Backend;

/// What waits is counted, what is over is not.
pub async fn what_waits_is_counted(backend: Backend) {
    let world = backend.world().await;
    let mut reader = world.store.reader();
    assert_eq!(reader.backlog().await.unwrap(), WaitingWork::default());
    let noted = |number| NotedMail {
        occasion: Occasion::Commit(number),
        reader: world.marit,
        kind: MailKind::Added,
        place: None,
        noted_at: world.now(),
    };
    let mut unit = world.begin(Locks::none()).await;
    unit.note_mails(&[noted(1), noted(2), noted(3), noted(4)])
        .await
        .unwrap();
    let over = |number, state| {
        let mut mail = WaitingMail::noted(noted(number));
        mail.finish(state);
        mail
    };
    let over = [over(1, MailState::Sent), over(2, MailState::Dead)];
    unit.save_mails(&over).await.unwrap();
    world.commit(unit).await;
    let backlog = reader.backlog().await.unwrap();
    assert_eq!((backlog.mails, backlog.dead_mails), (2, 1));
}
