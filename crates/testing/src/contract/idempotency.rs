//! Answers kept under an idempotency key.

use latchkey_domain::{
    base::{
        ids::UserId,
        revision::Revision,
        time::{Time, days},
        version::Version,
    },
    ports::{Kept, Locks, Taken},
    trail::idempotency::{IdempotencyKey, KeptAnswer, KeptBody},
};

use super::{Backend, Bench, support::assert_taken};

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey {
        principal: "tok_1".to_owned(),
        method: "POST".to_owned(),
        path: "cd".repeat(32),
        key: text.to_owned(),
    }
}

fn answer(key: IdempotencyKey, body: &str) -> KeptAnswer {
    KeptAnswer {
        key,
        fingerprint: "ab".repeat(32),
        body: KeptBody::Whole {
            status: 201,
            version: None,
            body: body.to_owned(),
        },
    }
}

async fn keep(world: &Bench, answer: &KeptAnswer) -> Revision {
    let now = world.now();
    let mut unit = world.begin(Locks::none()).await;
    unit.keep_answer(answer, now, now - days(1)).await.unwrap();
    world.commit(unit).await
}

async fn kept(world: &Bench, key: &IdempotencyKey, since: Time) -> Option<Kept> {
    let mut reader = world.store.reader();
    reader.kept_answer(key, since).await.unwrap()
}

/// An answer comes back as it was kept, with the version that it named and the revision of its
/// commit; a secret only by what was made.
pub async fn a_kept_answer_comes_back_with_its_revision(backend: Backend) {
    let world = backend.world().await;
    let whole = answer(
        key("one"),
        "{\"name\":\"Ærøskøbing\",\"text\":\"\\u0000\\n\"}",
    );
    let mut versioned = answer(key("versioned"), "");
    versioned.body = KeptBody::Whole {
        status: 204,
        version: Some(Version::new(7)),
        body: String::new(),
    };
    let mut secret = answer(key("two"), "");
    secret.body = KeptBody::Secret {
        made: "tok_2".to_owned(),
    };
    for answer in [whole, versioned, secret] {
        let revision = keep(&world, &answer).await;
        let since = world.now() - days(1);
        let found = kept(&world, &answer.key, since).await;
        assert_eq!(found, Some(Kept { answer, revision }));
    }
    assert_eq!(
        kept(&world, &key("three"), world.now() - days(1)).await,
        None
    );
}

/// An answer of a megabyte comes back byte for byte.
pub async fn a_long_answer_comes_back(backend: Backend) {
    let world = backend.world().await;
    let body = "0123456789abcdef".repeat(1 << 16);
    let long = answer(key("one"), &body);
    keep(&world, &long).await;
    let found = kept(&world, &key("one"), world.now() - days(1)).await;
    assert_eq!(found.unwrap().answer, long);
}

/// An answer that was kept too long ago is none.
pub async fn an_old_answer_is_none(backend: Backend) {
    let world = backend.world().await;
    keep(&world, &answer(key("one"), "{}")).await;
    let later = world.now() + chrono::Duration::microseconds(1);
    assert_eq!(kept(&world, &key("one"), later).await, None);
}

/// The same key of another principal, method or path is another key, and so is another spelling.
pub async fn a_key_belongs_to_principal_method_and_path(backend: Backend) {
    let world = backend.world().await;
    let first = key("one");
    let text = |text: &str| text.to_owned();
    let others = [
        IdempotencyKey {
            principal: text("tok_2"),
            ..first.clone()
        },
        IdempotencyKey {
            method: text("PUT"),
            ..first.clone()
        },
        IdempotencyKey {
            path: "ef".repeat(32),
            ..first.clone()
        },
        key("ONE"),
        key("one "),
    ];
    keep(&world, &answer(first.clone(), "first")).await;
    for (n, other) in others.into_iter().enumerate() {
        let since = world.now() - days(1);
        assert_eq!(kept(&world, &other, since).await, None, "{other:?}");
        keep(&world, &answer(other, &n.to_string())).await;
    }
    let found = kept(&world, &first, world.now() - days(1)).await.unwrap();
    assert_eq!(found.answer, answer(first, "first"));
}

/// A second answer under a key that has a newer one is `Taken`.
pub async fn a_key_is_taken_while_its_answer_is_new(backend: Backend) {
    let world = backend.world().await;
    let first = answer(key("one"), "first");
    keep(&world, &first).await;
    world.clock.advance(chrono::Duration::hours(1));
    let mut unit = world.begin(Locks::none()).await;
    let since = world.now() - days(1);
    let second = answer(key("one"), "second");
    let keeping = unit.keep_answer(&second, world.now(), since).await;
    assert_taken(keeping, Taken::IdempotencyKey);
    drop(unit);
    let found = kept(&world, &key("one"), since).await.unwrap();
    assert_eq!(found.answer, first);
}

/// An old answer gives way to a new one.
pub async fn an_old_answer_gives_way(backend: Backend) {
    let world = backend.world().await;
    keep(&world, &answer(key("one"), "first")).await;
    world.clock.advance(days(2));
    let second = answer(key("one"), "second");
    let revision = keep(&world, &second).await;
    let found = kept(&world, &key("one"), world.now() - days(1)).await;
    let expected = Kept {
        answer: second,
        revision,
    };
    assert_eq!(found, Some(expected));
}

/// An answer is kept with its effect or not at all.
pub async fn an_answer_is_undone_with_its_unit(backend: Backend) {
    let world = backend.world().await;
    let since = world.now() - days(1);
    let mut unit = world.begin(Locks::none()).await;
    let first = answer(key("one"), "first");
    unit.keep_answer(&first, world.now(), since).await.unwrap();
    drop(unit);
    assert_eq!(kept(&world, &key("one"), since).await, None);
    keep(&world, &first).await;
}

/// Answers that name a person are emptied when that person is erased, and no others, however many
/// people they name; ids of nobody in them do no harm (T3).
pub async fn answers_that_name_the_erased_are_emptied(backend: Backend) {
    let world = backend.world().await;
    let nobody: UserId = world.ids.next();
    let many: Vec<UserId> = (0..2_500).map(|_| world.ids.next()).collect();
    let naming = |people: &[UserId]| {
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        format!("{{\"people\":{ids:?}}}")
    };
    let (jonas, kaya) = (world.jonas, world.kaya);
    let long = naming(&[&many[..], &[jonas]].concat());
    let kept_answers = [
        ("one", naming(&[jonas]), true),
        ("both", naming(&[kaya, jonas, nobody]), true),
        ("long", long, true),
        ("other", naming(&[kaya]), false),
        ("none", "{}".to_owned(), false),
    ];
    for (name, body, _) in &kept_answers {
        keep(&world, &answer(key(name), body)).await;
    }
    // An answer that took the place of one that named them.
    keep(&world, &answer(key("replaced"), &naming(&[jonas, kaya]))).await;
    world.clock.advance(days(2));
    keep(&world, &answer(key("replaced"), &naming(&[kaya]))).await;

    let mut erased = world.user(jonas).await;
    erased.erase(world.now());
    let mut unit = world.begin(Locks::none().changing_user(jonas)).await;
    unit.save_user(&mut erased).await.unwrap();
    unit.forget_person(&erased).await.unwrap();
    // An answer of the erasing itself stays.
    let own = answer(key("own"), &naming(&[jonas]));
    let since = world.now() - days(1);
    unit.keep_answer(&own, world.now(), since).await.unwrap();
    world.commit(unit).await;

    let since = world.now() - days(3);
    let is_emptied = async |name| {
        let found = kept(&world, &key(name), since).await.unwrap();
        found.answer.body == KeptBody::Emptied
    };
    for (name, _, expected) in &kept_answers {
        assert_eq!(is_emptied(name).await, *expected, "{name}");
    }
    assert!(!is_emptied("replaced").await);
    assert!(!is_emptied("own").await);
}
