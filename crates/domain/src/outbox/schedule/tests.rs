use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn event(number: u128) -> EventId {
    EventId::from_uuid(Uuid::from_u128(number))
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// N2: at 0, 1 s, 5 s, 30 s and 2 min it holds up later ones; after five failures it is set aside.
#[test]
fn n2_after_five_failures_it_is_set_aside() {
    let schedule = RetrySchedule::default();
    assert_eq!(schedule.in_line(), 5);
    for (attempts, wait) in [(1, 1), (2, 5), (3, 30)] {
        let after = schedule.after(attempts, event(7));
        assert_eq!(after, AfterAttempt::TryAgain(secs(wait)));
    }
    let waits = [300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (attempts, wait) in (5..).zip(waits) {
        let AfterAttempt::SetAside(after) = schedule.after(attempts, event(7)) else {
            panic!("after {attempts}");
        };
        assert!(after >= secs(wait) && after <= secs(wait) * 11 / 10);
    }
    assert_eq!(schedule.after(13, event(7)), AfterAttempt::GiveUp);
}

#[test]
fn long_waits_differ_from_event_to_event() {
    let schedule = RetrySchedule::default();
    let after: std::collections::BTreeSet<_> = (0..100_u128)
        .filter_map(|number| {
            let after = schedule.after(5, event(number * 7_919));
            let AfterAttempt::SetAside(wait) = after else {
                return None;
            };
            Some(wait)
        })
        .collect();
    assert!(after.len() > 50, "{}", after.len());
}

#[test]
fn a_short_schedule_gives_up_sooner() {
    let schedule = RetrySchedule::new(vec![secs(0), secs(1)]).unwrap();
    assert_eq!(schedule.in_line(), 2);
    assert_eq!(schedule.after(1, event(1)), AfterAttempt::TryAgain(secs(1)));
    assert_eq!(schedule.after(2, event(1)), AfterAttempt::GiveUp);
}

#[test]
fn a_schedule_has_some_waits_and_no_endless_one() {
    assert_eq!(RetrySchedule::new(vec![]), Err(ScheduleError::Count));
    assert_eq!(RetrySchedule::new(vec![secs(1)]), Err(ScheduleError::First));
    let many = vec![secs(0); 101];
    assert_eq!(RetrySchedule::new(many), Err(ScheduleError::Count));
    let long = vec![secs(0), Duration::from_hours(24 * 32)];
    assert_eq!(RetrySchedule::new(long), Err(ScheduleError::TooLong));
}

proptest! {
    /// A wait is never shorter than the schedule says, and at most a tenth longer.
    #[test]
    fn a_wait_is_at_most_a_tenth_longer(
        waits in prop::collection::vec(0_u64..100_000, 1..20),
        attempts in 0_u32..25,
        id in any::<u128>(),
    ) {
        let waits: Vec<_> = std::iter::once(0).chain(waits).map(secs).collect();
        let schedule = RetrySchedule::new(waits.clone()).unwrap();
        let planned = waits.get(usize::try_from(attempts).unwrap()).copied();
        let after = match schedule.after(attempts, event(id)) {
            AfterAttempt::TryAgain(wait) => {
                prop_assert!(attempts < 5);
                Some(wait)
            }
            AfterAttempt::SetAside(wait) => {
                prop_assert!(attempts >= 5);
                Some(wait)
            }
            AfterAttempt::GiveUp => None,
        };
        prop_assert_eq!(after.is_some(), planned.is_some());
        if let (Some(after), Some(planned)) = (after, planned) {
            prop_assert!(after >= planned && after <= planned * 11 / 10);
        }
    }
}
