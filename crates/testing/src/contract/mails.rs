//! Mails that wait, and mails that are kept (N3).

use std::collections::BTreeSet;

use chrono::Duration;

use latchkey_domain::{
    base::{ids::UserId, page::PageRequest},
    people::mail::MailKind,
    ports::{KeptMail, Locks, OutboxPosition, StoreError},
    telling::waiting::{MailState, NotedMail, Occasion, WaitingMail},
    work::operation::Task,
};
use uuid::Uuid;

use super::{Backend, Bench, operations::begun, support::assert_pages};

fn noted(world: &Bench, number: u64, reader: UserId, kind: MailKind) -> NotedMail {
    NotedMail {
        occasion: Occasion::Commit(number),
        reader,
        kind,
        place: None,
        noted_at: world.now(),
    }
}

async fn note(world: &Bench, mails: &[NotedMail]) {
    let mut unit = world.begin(Locks::none()).await;
    unit.note_mails(mails).await.unwrap();
    world.commit(unit).await;
}

async fn due(world: &Bench) -> Vec<WaitingMail> {
    let mut reader = world.store.reader();
    reader.due_mails(world.now(), 100).await.unwrap()
}

/// A mail is noted once for an occasion, reader, kind and place, also when it is noted again after it was
/// sent.
pub async fn a_mail_is_noted_once(backend: Backend) {
    let world = backend.world().await;
    assert_eq!(due(&world).await, []);
    let first = noted(&world, 7, world.marit, MailKind::Added);
    let in_harbour = NotedMail {
        kind: MailKind::EmployeesAdded,
        place: Some(world.harbour),
        ..first
    };
    let in_fjordline = NotedMail {
        place: Some(world.fjordline),
        ..in_harbour
    };
    let other = noted(&world, 8, world.marit, MailKind::Added);
    let all = [first, in_harbour, in_fjordline, other];
    note(&world, &all).await;
    note(&world, &all).await;
    let found: BTreeSet<NotedMail> = due(&world).await.iter().map(|mail| mail.noted).collect();
    assert_eq!(found, BTreeSet::from(all));
    assert_eq!(due(&world).await.len(), all.len());

    let mut sent = WaitingMail::noted(first);
    sent.finish(MailState::Sent);
    let mut unit = world.begin(Locks::none()).await;
    unit.save_mails(&[sent]).await.unwrap();
    world.commit(unit).await;
    note(&world, &all).await;
    assert_eq!(due(&world).await.len(), all.len() - 1);
    let mut reader = world.store.reader();
    for (state, count) in [
        (MailState::Waiting, 3),
        (MailState::Sent, 1),
        (MailState::Dead, 0),
    ] {
        assert_eq!(reader.count_mails(state).await.unwrap(), count, "{state:?}");
    }
}

/// What an operation tells is due once it has ended.
pub async fn what_an_operation_tells_waits_for_its_end(backend: Backend) {
    let world = backend.world().await;
    let pairs = [(world.harbour, world.jonas)];
    let operation = begun(&world, Task::Deactivate, &pairs).await;
    let mail = NotedMail {
        occasion: Occasion::Operation(operation.id),
        ..noted(&world, 1, world.marit, MailKind::Removed)
    };
    note(&world, &[mail]).await;
    assert_eq!(due(&world).await, []);
    let mut unit = world.begin(Locks::none()).await;
    unit.cancel_operation(operation.id, world.now())
        .await
        .unwrap();
    world.commit(unit).await;
    assert_eq!(due(&world).await, [WaitingMail::noted(mail)]);
}

/// Who failed waits for their turn, what is at its end is not due again, and the error stays.
pub async fn what_became_of_a_mail_is_kept(backend: Backend) {
    let world = backend.world().await;
    let mails = [1, 2, 3].map(|number| noted(&world, number, world.jonas, MailKind::Added));
    note(&world, &mails).await;
    let [mut failed, mut refused, mut sent] = mails.map(WaitingMail::noted);
    failed.fail(
        "no answer from the server, größer als 3".to_owned(),
        world.now(),
    );
    refused.give_up("550 no such mailbox".to_owned());
    sent.finish(MailState::Kept);
    let mut unit = world.begin(Locks::none()).await;
    let saved = [failed.clone(), refused, sent];
    unit.save_mails(&saved).await.unwrap();
    world.commit(unit).await;
    assert_eq!(due(&world).await, []);
    let pause = failed.due_at - world.now();
    world.clock.advance(pause - Duration::microseconds(1));
    assert_eq!(due(&world).await, []);
    world.clock.advance(Duration::microseconds(1));
    assert_eq!(due(&world).await, [failed]);
}

/// What was given up or waits is due again when it is to be tried again, and keeps its reason; what was
/// sent is not sent again.
pub async fn a_mail_is_tried_again_unless_it_was_sent(backend: Backend) {
    let world = backend.world().await;
    let later = |number: u32, seconds| NotedMail {
        noted_at: world.now() + Duration::seconds(seconds),
        ..noted(&world, u64::from(number), world.jonas, MailKind::Added)
    };
    let mails = [later(1, 0), later(2, 1), later(3, 2)];
    world.clock.advance(Duration::seconds(5));
    note(&world, &mails).await;
    let [mut dead, mut failed, mut sent] = mails.map(WaitingMail::noted);
    dead.give_up("550 no such mailbox".to_owned());
    failed.fail("no answer".to_owned(), world.now());
    sent.finish(MailState::Sent);
    let mut unit = world.begin(Locks::none()).await;
    let saved = [dead.clone(), failed.clone(), sent.clone()];
    unit.save_mails(&saved).await.unwrap();
    world.commit(unit).await;
    assert_eq!(listed(&world, MailState::Dead, 9).await, [dead.clone()]);
    let mut unit = world.begin(Locks::none()).await;
    let mut tried = Vec::new();
    for mail in &mails {
        tried.push(unit.try_mail_again(mail, world.now()).await.unwrap());
    }
    world.commit(unit).await;
    assert_eq!(tried, [true, true, false]);
    for mail in [&mut dead, &mut failed] {
        mail.state = MailState::Waiting;
        mail.attempts = 0;
        mail.due_at = world.now();
    }
    assert_eq!(due(&world).await, [dead.clone(), failed.clone()]);
    let newest = [failed.clone(), dead];
    assert_eq!(listed(&world, MailState::Waiting, 9).await, newest);
    assert_eq!(listed(&world, MailState::Waiting, 1).await, [failed]);
    assert_eq!(listed(&world, MailState::Sent, 9).await, [sent]);
}

async fn listed(world: &Bench, state: MailState, most: u32) -> Vec<WaitingMail> {
    let mut reader = world.store.reader();
    reader.mails_in(state, most).await.unwrap()
}

/// Of two who looked through the same events one moves the position; the other is told so.
pub async fn one_node_alone_moves_the_position(backend: Backend) {
    let world = backend.world().await;
    let start = world.store.reader().told_by_mail().await.unwrap();
    let next = OutboxPosition::end_of(start.revision + 1);
    let middle = OutboxPosition {
        revision: start.revision + 2,
        event: Some(latchkey_domain::base::ids::EventId::from_uuid(
            Uuid::from_u128(5),
        )),
    };
    for (from, to) in [(start, next), (next, middle)] {
        let mut unit = world.begin(Locks::none()).await;
        unit.move_told_by_mail(from, to).await.unwrap();
        world.commit(unit).await;
        assert_eq!(world.store.reader().told_by_mail().await.unwrap(), to);
        let mut unit = world.begin(Locks::none()).await;
        let late = unit.move_told_by_mail(from, to).await;
        assert!(matches!(late, Err(StoreError::Stale)), "{late:?}");
    }
}

/// Kept mails come back whole, newest first, page by page.
pub async fn kept_mails_are_listed_newest_first(backend: Backend) {
    let world = backend.world().await;
    let mut kept = Vec::new();
    for number in 0..5_u128 {
        world
            .clock
            .advance(Duration::seconds(i64::from(number % 2 == 0)));
        let mail = KeptMail {
            id: Uuid::from_u128(number),
            reader: world.marit,
            address: "marit@northwind.example".to_owned(),
            kind: MailKind::Added,
            written_at: world.now(),
            subject: format!("Added to Harbour & Pine, {number}"),
            text: "Hei Marit,\n\nłódź 👋\n".to_owned(),
            html: "<p>Hei Marit</p>".to_owned(),
        };
        let mut unit = world.begin(Locks::none()).await;
        unit.keep_mail(&mail).await.unwrap();
        unit.keep_mail(&mail).await.unwrap();
        world.commit(unit).await;
        kept.push(mail);
    }
    kept.reverse();
    let mut reader = world.store.reader();
    let all = reader.kept_mails(&PageRequest::first()).await.unwrap();
    assert_eq!(all.items, kept);
    assert_pages(&kept, async |page| {
        let mut reader = world.store.reader();
        reader.kept_mails(&page).await.unwrap()
    })
    .await;
    let one = reader.kept_mail(Uuid::from_u128(2)).await.unwrap();
    assert_eq!(one.as_ref(), kept.get(2));
    let none = reader.kept_mail(Uuid::from_u128(9)).await.unwrap();
    assert_eq!(none, None);
}

/// Nothing that is kept about mails names somebody who was erased (T3).
pub async fn an_erased_person_stands_in_no_kept_mail(backend: Backend) {
    let world = backend.world().await;
    let mut mails = [world.marit, world.jonas]
        .map(|reader| WaitingMail::noted(noted(&world, 1, reader, MailKind::Added)));
    for mail in &mut mails {
        mail.fail(
            "550 <marit@northwind.example> unknown".to_owned(),
            world.now(),
        );
    }
    let kept = KeptMail {
        id: Uuid::from_u128(1),
        reader: world.helen,
        address: "helen@harbour.example".to_owned(),
        kind: MailKind::EmployeesAdded,
        written_at: world.now(),
        subject: "Marit was added".to_owned(),
        text: "Marit was added".to_owned(),
        html: "<p>Marit was added</p>".to_owned(),
    };
    let mut unit = world.begin(Locks::none()).await;
    unit.save_mails(&mails).await.unwrap();
    unit.keep_mail(&kept).await.unwrap();
    world.commit(unit).await;
    let marit = world
        .store
        .reader()
        .user(world.marit)
        .await
        .unwrap()
        .unwrap();
    let mut unit = world.begin(Locks::none()).await;
    unit.forget_person(&marit).await.unwrap();
    world.commit(unit).await;
    let mut reader = world.store.reader();
    let left = reader.kept_mails(&PageRequest::first()).await.unwrap();
    assert_eq!(left.items, []);
    world.clock.advance(Duration::hours(1));
    for mail in due(&world).await {
        assert_eq!(mail.error.is_some(), mail.noted.reader == world.jonas);
    }
}

/// Mails that came to their end long ago are forgotten, those that wait are not.
pub async fn mails_that_are_over_are_forgotten(backend: Backend) {
    let world = backend.world().await;
    let mails = [
        (1, MailState::Sent),
        (2, MailState::Dead),
        (3, MailState::Waiting),
    ];
    let mails = mails.map(|(number, state)| {
        let mut mail = WaitingMail::noted(noted(&world, number, world.marit, MailKind::Added));
        if state != MailState::Waiting {
            mail.finish(state);
        }
        mail
    });
    let kept = KeptMail {
        id: Uuid::from_u128(1),
        reader: world.marit,
        address: "marit@northwind.example".to_owned(),
        kind: MailKind::Added,
        written_at: world.now(),
        subject: "You were added".to_owned(),
        text: "You were added".to_owned(),
        html: "<p>You were added</p>".to_owned(),
    };
    let mut unit = world.begin(Locks::none()).await;
    unit.save_mails(&mails).await.unwrap();
    unit.keep_mail(&kept).await.unwrap();
    world.commit(unit).await;
    let later = world.now() + Duration::seconds(1);
    let mut forgotten = Vec::new();
    for before in [world.now(), later, later, later] {
        let mut unit = world.begin(Locks::none()).await;
        forgotten.push(unit.forget_mails(before, 1).await.unwrap());
        world.commit(unit).await;
    }
    assert_eq!(forgotten, [0, 2, 1, 0]);
    assert_eq!(due(&world).await, mails[2..]);
}
