use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    outbox::{attempt::SendFailure, retry_after::RetryAfter},
    trail::event::EventKind,
};

fn start() -> Time {
    "2026-02-12T09:00:00Z".parse().unwrap()
}

fn delivery(account: u128, revision: u64) -> Delivery {
    Delivery {
        endpoint: WebhookEndpointId::from_uuid(Uuid::from_u128(1)),
        event: EventId::from_uuid(Uuid::from_u128(revision.into())),
        revision,
        kind: EventKind::MembershipChanged.into(),
        account: Some(AccountId::from_uuid(Uuid::from_u128(account))),
        state: DeliveryState::Pending,
        attempts: 0,
        due_at: start(),
        last: None,
    }
}

const TAKEN: SendOutcome = SendOutcome::Answered {
    status: 204,
    retry_after: None,
};
const TIMEOUT: SendOutcome = SendOutcome::Failed(SendFailure::Timeout);

fn try_at(delivery: &mut Delivery, outcome: SendOutcome, at: Time) {
    let attempt = Attempt::of(outcome, at, Duration::from_millis(3));
    delivery.tried(outcome, attempt, &RetrySchedule::default());
}

#[test]
fn a_taken_event_is_delivered() {
    let mut it = delivery(1, 1);
    try_at(&mut it, TAKEN, start());
    assert_eq!((it.state, it.attempts), (DeliveryState::Delivered, 1));
    assert!(it.last.unwrap().is_success());
}

/// N2: after five failures it is set aside, after the last it is dead.
#[test]
fn n2_a_failing_event_is_set_aside_then_dead() {
    let mut it = delivery(1, 1);
    for attempts in 1..=13 {
        try_at(&mut it, TIMEOUT, start());
        let state = match attempts {
            1..=4 => DeliveryState::Retrying,
            5..=12 => DeliveryState::SetAside,
            _ => DeliveryState::Dead,
        };
        assert_eq!(it.state, state, "after {attempts}");
        assert_eq!(it.state.is_in_line(), attempts < 5);
    }
    assert_eq!(it.last.unwrap().failure, Some(SendFailure::Timeout));
}

#[test]
fn retry_after_makes_a_wait_longer_never_shorter() {
    let busy = |seconds| SendOutcome::Answered {
        status: 503,
        retry_after: Some(RetryAfter::Seconds(seconds)),
    };
    for (seconds, wait) in [(0, 1), (1, 1), (20, 20), (99_999, 3_600)] {
        let mut it = delivery(1, 1);
        try_at(&mut it, busy(seconds), start());
        assert_eq!(it.due_at, start() + chrono::Duration::seconds(wait));
    }
}

#[test]
fn what_is_redelivered_goes_beside_the_line() {
    let schedule = RetrySchedule::default();
    let mut it = delivery(1, 1);
    assert!(!it.redeliver(&schedule, start()), "it waits already");
    try_at(&mut it, TIMEOUT, start());
    let later = start() + chrono::Duration::milliseconds(1);
    assert!(it.redeliver(&schedule, later));
    assert_eq!((it.state, it.due_at), (DeliveryState::Retrying, later));
    try_at(&mut it, TAKEN, start());
    assert!(it.redeliver(&schedule, later));
    assert_eq!((it.state, it.due_at), (DeliveryState::SetAside, later));
    try_at(&mut it, TIMEOUT, later);
    assert_eq!(it.state, DeliveryState::SetAside);
    let wait = it.due_at - later;
    assert!(wait >= chrono::Duration::minutes(5) && wait <= chrono::Duration::seconds(330));
}

proptest! {
    /// However the receiver fails, what it takes of one account comes in the order of the commits,
    /// but for what was set aside; and everything is taken or dead in the end.
    #[test]
    fn n2_events_of_an_account_are_taken_in_order(
        answers in prop::collection::vec(prop::bool::weighted(0.3), 0..400),
        accounts in prop::collection::vec(0_u128..3, 1..20),
    ) {
        let mut all: Vec<Delivery> = accounts
            .iter()
            .zip(1..)
            .map(|(account, revision)| delivery(*account, revision))
            .collect();
        let mut answers = answers.into_iter();
        let mut now = start();
        let mut taken: BTreeMap<Option<AccountId>, Vec<u64>> = BTreeMap::new();
        let mut aside = BTreeSet::new();
        for _turn in 0..10_000 {
            if all.iter().all(|it| it.state.is_over()) {
                break;
            }
            let mut busy = BTreeSet::new();
            for it in &mut all {
                let first_in_line = it.state.is_in_line() && busy.insert(it.account);
                let its_turn = first_in_line || it.state == DeliveryState::SetAside;
                if !its_turn || it.due_at > now {
                    continue;
                }
                let outcome = if answers.next().unwrap_or(true) { TAKEN } else { TIMEOUT };
                try_at(it, outcome, now);
                match it.state {
                    DeliveryState::Delivered => taken.entry(it.account).or_default().push(it.revision),
                    DeliveryState::SetAside => {
                        aside.insert(it.revision);
                    }
                    DeliveryState::Pending | DeliveryState::Retrying | DeliveryState::Dead => {}
                }
            }
            let waiting = all.iter().filter(|it| !it.state.is_over()).map(|it| it.due_at);
            now = waiting.filter(|due| *due > now).min().unwrap_or(now);
        }
        prop_assert!(all.iter().all(|it| it.state.is_over()));
        for revisions in taken.values() {
            let mut in_line = revisions.iter().filter(|revision| !aside.contains(revision));
            let mut last = 0;
            prop_assert!(in_line.all(|revision| *revision > std::mem::replace(&mut last, *revision)));
        }
    }
}
