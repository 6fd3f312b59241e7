//! Activity that the platform reports, and the partners for which it keeps a managed relationship
//! alive (R1, R4, R7).

use chrono::Duration;

use crate::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
        words::words,
    },
    membership::{EmploymentKey, Status, member::Acting},
    partnership::relationship::Relationship,
    people::{account::AccountStatus, user::UserStatus},
};

/// How far in the future an activity may be, because the clocks of two machines differ (R1).
pub const MOST_AHEAD: Duration = Duration::minutes(5);

words! {
    /// Why an activity is ignored.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Ignored {
        /// The account does not exist.
        UnknownAccount = "unknown_account",
        /// The user does not exist.
        UnknownUser = "unknown_user",
        /// The user is not a member of the account.
        NotAMember = "not_a_member",
        /// It is too far in the future.
        InTheFuture = "in_the_future",
        /// Its time is a leap second, or lies outside the years that are accepted (I5).
        InvalidTime = "invalid_time",
    }
}

/// Whether an activity is too far in the future to be accepted (R1).
pub fn is_too_far_ahead(occurred_at: Time, now: Time) -> bool {
    occurred_at > now + MOST_AHEAD
}

/// A member of an account, with everything that decides for which partners their activity counts
/// (R1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedMember {
    /// The account in which they were active.
    pub account: AccountId,
    /// The member.
    pub user: UserId,
    /// Whether the user is active, disabled or erased.
    pub user_status: UserStatus,
    /// Whether the account is active or closed.
    pub account_status: AccountStatus,
    /// The status of the membership.
    pub status: Status,
    /// When the membership expires; `None`: never.
    pub expires_at: Option<Time>,
    /// The partner that the member acts for; `None`: nobody.
    pub acts_for: Option<AccountId>,
    /// Under which employment the membership was given.
    pub given_under: Option<EmploymentKey>,
    /// The partners that the activity may count for: the one the membership acts for, or, if it
    /// acts for nobody, each that has a relationship with the account and the person as a member.
    pub services: Vec<Service>,
}

/// A partner with a relationship to the account, and what the member is to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The member's employment with the partner, and whether it recognises them in this account.
    pub acting: Acting,
    /// The partner's relationship with the account.
    pub relationship: Relationship,
}

impl ReportedMember {
    /// Returns the partners for which an activity at this time counts, if its kind qualifies. The
    /// membership is judged as it is when the report arrives (R1).
    pub fn qualifies_for(
        &self,
        occurred_at: Time,
        now: Time,
    ) -> impl Iterator<Item = &Relationship> {
        let stands = self.user_status == UserStatus::Active
            && self.account_status == AccountStatus::Active
            && self.status == Status::Active
            && self.expires_at.is_none_or(|end| end > now);
        self.services
            .iter()
            .filter(move |_| stands)
            .filter(move |service| self.counts_for(&service.acting, now))
            .map(|service| &service.relationship)
            .filter(move |relationship| relationship.counts(occurred_at))
    }

    /// Whether the member is a recognised, active employee of the partner. Who acts for it is
    /// recognised by that, as long as no break of the employment cut it.
    fn counts_for(&self, acting: &Acting, now: Time) -> bool {
        let recognized = match self.acts_for {
            Some(_) => acting.backing().is_unbroken_since(self.given_under, now),
            None => acting.verified || acting.linked,
        };
        recognized && acting.is_employee(now)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        base::{ids::MembershipId, text::Name},
        membership::Employment,
    };

    fn at(minute: i64) -> Time {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    fn account(number: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(number))
    }

    fn key(number: u32) -> EmploymentKey {
        EmploymentKey {
            membership: MembershipId::from_uuid(Uuid::from_u128(1)),
            number,
        }
    }

    fn service(partner: u128) -> Service {
        Service {
            acting: Acting {
                partner: account(partner),
                name: Name::parse("Northwind").unwrap(),
                status: AccountStatus::Active,
                enrolled: true,
                was_partner: true,
                employment: Some(Employment {
                    status: Status::Active,
                    expires_at: None,
                    acts_for_another: false,
                    key: key(1),
                }),
                engagement: None,
                verified: true,
                linked: false,
            },
            relationship: Relationship::connect(account(partner), account(9), at(0)),
        }
    }

    fn worker() -> ReportedMember {
        ReportedMember {
            account: account(9),
            user: UserId::from_uuid(Uuid::from_u128(1)),
            user_status: UserStatus::Active,
            account_status: AccountStatus::Active,
            status: Status::Active,
            expires_at: None,
            acts_for: None,
            given_under: None,
            services: vec![service(1)],
        }
    }

    fn partners(worker: &ReportedMember, occurred_at: Time) -> Vec<AccountId> {
        let found = worker.qualifies_for(occurred_at, at(100));
        found.map(|relationship| relationship.partner).collect()
    }

    /// Activity of a recognised, active employee counts, even from before the relationship began
    /// (R1).
    #[test]
    fn activity_of_a_recognized_employee_counts() {
        assert_eq!(partners(&worker(), at(99)), [account(1)]);
        assert_eq!(partners(&worker(), at(-99)), [account(1)]);
        let mut linked = worker();
        linked.services[0].acting.verified = false;
        assert_eq!(partners(&linked, at(99)), []);
        linked.services[0].acting.linked = true;
        assert_eq!(partners(&linked, at(99)), [account(1)]);
    }

    /// Who acts for the partner is recognised by that, verified or not (A1).
    #[test]
    fn who_acts_for_the_partner_is_recognized() {
        let mut worker = worker();
        worker.services[0].acting.verified = false;
        worker.acts_for = Some(account(1));
        worker.given_under = Some(key(1));
        assert_eq!(partners(&worker, at(99)), [account(1)]);
    }

    /// Activity of a member who acts for nobody counts for each partner that recognises them there
    /// (R1).
    #[test]
    fn counts_for_each_partner_that_recognizes_the_person() {
        let mut worker = worker();
        worker.services.push(service(2));
        worker.services.push(service(3));
        worker.services[1].acting.verified = false;
        assert_eq!(partners(&worker, at(99)), [account(1), account(3)]);
    }

    /// Activity counts only if, when it is reported, the membership is active and not expired, user
    /// and account are active, and the employment lasts (R1).
    #[test]
    fn counts_only_while_the_membership_is_in_force() {
        let spoils: [fn(&mut ReportedMember); 11] = [
            |worker| worker.user_status = UserStatus::Disabled,
            |worker| worker.account_status = AccountStatus::Closed,
            |worker| worker.status = Status::Deactivated,
            |worker| worker.status = Status::Invited,
            |worker| worker.expires_at = Some(at(100)),
            |worker| worker.services[0].acting.employment = None,
            |worker| worker.services[0].acting.status = AccountStatus::Closed,
            |worker| worker.services[0].acting.was_partner = false,
            |worker| {
                worker.services[0].acting.employment = Some(Employment {
                    status: Status::Deactivated,
                    expires_at: None,
                    acts_for_another: false,
                    key: key(1),
                });
            },
            |worker| {
                worker.acts_for = Some(account(1));
                worker.given_under = Some(key(0));
            },
            |worker| worker.services.clear(),
        ];
        for (number, spoil) in spoils.into_iter().enumerate() {
            let mut worker = worker();
            spoil(&mut worker);
            assert_eq!(partners(&worker, at(99)), [], "{number}");
        }
    }

    /// Activity does not count while services are ended, nor later if it is from before they were
    /// resumed (R4).
    #[test]
    fn activity_before_services_resumed_never_counts() {
        let mut worker = worker();
        let relationship = &mut worker.services[0].relationship;
        assert!(relationship.end_services(60, at(10)).is_some());
        assert_eq!(partners(&worker, at(99)), []);
        assert!(worker.services[0].relationship.reconnect(at(20)));
        assert_eq!(partners(&worker, at(19)), []);
        assert_eq!(partners(&worker, at(20)), [account(1)]);
    }

    /// Activity up to five minutes in the future is accepted (R1).
    #[test]
    fn five_minutes_in_the_future_are_accepted() {
        assert!(!is_too_far_ahead(at(5), at(0)));
        assert!(is_too_far_ahead(at(5) + Duration::microseconds(1), at(0)));
    }
}
