//! Deleting what is no longer needed.

use latchkey_domain::{
    base::time::days,
    ports::Locks,
    trail::idempotency::{IdempotencyKey, KeptAnswer, KeptBody},
};

use crate::support::{self, Fresh};

fn answer(key: &str) -> KeptAnswer {
    KeptAnswer {
        key: IdempotencyKey {
            principal: "tok_1".to_owned(),
            method: "POST".to_owned(),
            path: "a hash".to_owned(),
            key: key.to_owned(),
        },
        fingerprint: "another hash".to_owned(),
        body: KeptBody::Secret {
            made: "tok_2".to_owned(),
        },
    }
}

/// Answers are kept for a day, not for ever; forgetting takes no revision.
async fn old_answers_are_forgotten(fresh: Fresh) {
    let world = fresh.world().await;
    for key in ["old", "new"] {
        let now = world.now();
        let mut unit = world.begin(Locks::none()).await;
        let answer = answer(key);
        unit.keep_answer(&answer, now, now - days(1)).await.unwrap();
        world.commit(unit).await;
        world.clock.advance(days(2));
    }
    let revision = world.store.revision().await.unwrap();
    let before = world.now() - days(3);
    assert_eq!(fresh.store.forget_answers(before).await.unwrap(), 1);
    assert_eq!(fresh.store.forget_answers(before).await.unwrap(), 0);
    assert_eq!(world.store.revision().await.unwrap(), revision);
    let mut reader = world.store.reader();
    let kept = reader.kept_answer(&answer("new").key, before).await;
    assert!(kept.unwrap().is_some());
}

#[tokio::test]
async fn old_answers_are_forgotten_on_sqlite() {
    old_answers_are_forgotten(support::sqlite_file().await).await;
}

#[tokio::test]
async fn old_answers_are_forgotten_on_postgres() {
    old_answers_are_forgotten(support::postgres().await).await;
}
