//! The refusals in the trail: written, limited, counted.

use std::collections::BTreeSet;

use chrono::Duration;
use latchkey_domain::{
    base::{ids::AccountId, refusal::Refusal},
    ports::StoreError,
    trail::{
        audit::{Outcome, Record},
        event::{Event, EventKind},
    },
};

use latchkey_testing::{MockRefusals, TestBed};

use crate::{
    frame::error::UseCaseError,
    testing::{UseCaseBed, refused},
};

/// T1: a refusal is recorded once, and stays a refusal where the store cannot take it.
#[tokio::test]
async fn a_refusal_is_recorded_once_or_lost() {
    for stored in [true, false] {
        let mut refusals = MockRefusals::new();
        refusals
            .expect_record()
            .withf(|records| records[0].outcome == Outcome::Refused("self-target".to_owned()))
            .once()
            .returning(move |_records| {
                let lost = || StoreError::Unavailable("out of reach".into());
                stored.then_some(()).ok_or_else(lost)
            });
        let bed = UseCaseBed::over(TestBed::new().await.with_refusals(refusals));
        let origin = bed.world.as_user(bed.world.priya);
        let attempted = Event::new(EventKind::MembershipCreated);
        let attempt = async { Err::<(), _>(UseCaseError::from(Refusal::SelfTarget)) };
        let result = bed.ports.refusals.watch(&origin, attempted, attempt).await;
        assert_eq!(refused(result), "self-target");
    }
}

/// T1: at most ten a minute per principal and code at one account, then counted; the count is written
/// there when the minute is over.
#[tokio::test]
async fn what_would_flood_the_trail_is_counted() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let origin = world.as_user(world.priya);
    let attempted = || {
        Event::new(EventKind::MembershipCreated)
            .in_account(world.harbour)
            .with_partner(world.northwind)
    };
    let book = &bed.ports.refusals;
    for _ in 0..13 {
        book.note(&origin, attempted(), Refusal::MissingPermission)
            .await;
    }
    assert_eq!(bed.trail(99).await.len(), 10);
    book.note(&origin, attempted(), Refusal::SelfTarget).await;
    let written = bed.trail(99).await.len();
    assert_eq!(written, 11, "another code has a count of its own");
    book.write_counts().await.unwrap();
    assert_eq!(bed.trail(99).await.len(), 11, "the minute still lasts");
    world.clock.advance(Duration::minutes(1));
    book.write_counts().await.unwrap();
    let newest = world.trail().await.remove(0);
    assert_eq!(newest.event.details.more["refusals_left_out"], 3);
    assert_eq!(newest.event.account, Some(world.harbour));
    assert_eq!(newest.actor_account, Some(world.northwind));
    let code = "missing-permission".to_owned();
    assert_eq!(newest.outcome, Outcome::Refused(code));
    book.write_counts().await.unwrap();
    assert_eq!(bed.trail(99).await.len(), 12, "a count is written once");
}

/// T1: what is tried at one account takes nothing from another one's trail: neither the refusals nor
/// the count.
#[tokio::test]
async fn each_account_has_limit_and_count_of_its_own() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let origin = world.as_user(world.priya);
    let book = &bed.ports.refusals;
    let try_at = async |account, times| {
        for _ in 0..times {
            let attempted = Event::new(EventKind::MembershipRemoved).in_account(account);
            book.note(&origin, attempted, Refusal::MissingPermission)
                .await;
        }
    };
    try_at(world.harbour, 10).await;
    try_at(world.elsewhere, 25).await;
    world.clock.advance(Duration::minutes(1));
    // The next refusal of this principal, wherever, writes the counts of the minute before.
    try_at(world.fjordline, 1).await;
    let trail = world.trail().await;
    let at = |account| {
        let all = trail.iter().filter(move |line| {
            line.event.account == Some(account) && line.outcome != Outcome::Done
        });
        let left_out = |line: &Record| line.event.details.more.get("refusals_left_out").cloned();
        all.map(left_out).collect::<Vec<_>>()
    };
    assert_eq!(at(world.harbour), vec![None; 10]);
    assert_eq!(at(world.fjordline), [None]);
    let [count, single @ ..] = &at(world.elsewhere)[..] else {
        panic!("nothing in the trail of the account concerned");
    };
    assert_eq!(count, &Some(15.into()));
    assert_eq!(single, vec![None; 10]);
}

/// T1: at most a hundred a minute per principal, at however many accounts; each account has its count.
#[tokio::test]
async fn a_hundred_a_minute_are_written_for_one_caller() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let origin = world.as_user(world.priya);
    let book = &bed.ports.refusals;
    let accounts: Vec<AccountId> = (0..120).map(|_| world.ids.next()).collect();
    for account in &accounts {
        let attempted = Event::new(EventKind::MembershipRemoved).in_account(*account);
        book.note(&origin, attempted, Refusal::NotFound).await;
    }
    assert_eq!(world.memory().refused().len(), 100);
    book.write_last_counts().await;
    let refused = world.memory().refused();
    let counted = refused.iter().skip(100).map(|line| {
        assert_eq!(line.event.details.more["refusals_left_out"], 1);
        line.event.account.unwrap()
    });
    let counted: BTreeSet<AccountId> = counted.collect();
    assert_eq!(counted, accounts.into_iter().skip(100).collect());
}

/// T1: a count that cannot be written is not lost.
#[tokio::test]
async fn a_count_waits_for_the_store() {
    let mut refusals = MockRefusals::new();
    let lost = || Err(StoreError::Unavailable("out of reach".into()));
    let is_count = |records: &Vec<Record>| {
        let details = &records[0].event.details.more;
        details.get("refusals_left_out") == Some(&2.into())
    };
    refusals
        .expect_record()
        .withf(move |records| !is_count(records))
        .times(10)
        .returning(|_records| Ok(()));
    let mut answers = vec![Ok(()), lost()];
    refusals
        .expect_record()
        .withf(is_count)
        .times(2)
        .returning(move |_records| answers.pop().unwrap());
    let bed = UseCaseBed::over(TestBed::new().await.with_refusals(refusals));
    let world = &bed.world;
    let origin = world.as_user(world.priya);
    let book = &bed.ports.refusals;
    for _ in 0..12 {
        let attempted = Event::new(EventKind::MembershipRemoved).in_account(world.harbour);
        book.note(&origin, attempted, Refusal::NotFound).await;
    }
    world.clock.advance(Duration::minutes(1));
    assert!(book.write_counts().await.is_err());
    book.write_counts().await.unwrap();
    book.write_counts().await.unwrap();
}

/// T1: a person is one principal, whatever tokens they make themself.
#[tokio::test]
async fn ten_tokens_of_a_person_count_as_one() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    for _ in 0..15 {
        let mut origin = world.as_user(world.priya);
        if let latchkey_domain::trail::origin::Principal::User { token, .. } = &mut origin.principal
        {
            *token = world.ids.next();
        }
        let attempted = Event::new(EventKind::MembershipCreated).in_account(world.harbour);
        let refusal = Refusal::MissingPermission;
        bed.ports.refusals.note(&origin, attempted, refusal).await;
    }
    assert_eq!(bed.trail(99).await.len(), 10);
}

/// T1, T2: who acts for a partner in an account acts from the partner, also on the account side.
#[tokio::test]
async fn a_partners_person_never_acts_from_the_client() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let attempted = Event::new(EventKind::MembershipDeactivated).in_account(world.harbour);
    let book = &bed.ports.refusals;
    let refusal = Refusal::MissingPermission;
    book.note(&world.as_user(world.marit), attempted, refusal)
        .await;
    let newest = world.trail().await.remove(0);
    assert_eq!(newest.actor_account, Some(world.northwind));
}

/// T2: whoever is a member acted from that account, a stranger from nowhere.
#[tokio::test]
async fn only_members_act_from_an_account() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let attempted = || {
        Event::new(EventKind::MembershipCreated)
            .in_account(world.harbour)
            .with_partner(world.northwind)
    };
    for (who, from) in [
        (world.priya, Some(world.northwind)),
        (world.helen, Some(world.harbour)),
        (world.sam, None),
    ] {
        let book = &bed.ports.refusals;
        book.note(&world.as_user(who), attempted(), Refusal::NotFound)
            .await;
        assert_eq!(world.trail().await[0].actor_account, from);
    }
}
