//! The platform reports what people did in accounts (R1, R7).

use latchkey_application::activities::{Activities, Activity as RealActivity, ReportActivities};
use latchkey_domain::base::{
    reference::{AccountRef, UserRef},
    text::ActivityKind,
};

use crate::{
    chooser::Chooser,
    command::{Command, Comparing, Driving},
    driver::{Driver, at},
    model::{
        Effect,
        state::{Acc, DAY, Model, No, Secs, Status, Usr},
    },
};

/// Something that somebody did in an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Activity {
    account: Acc,
    user: Usr,
    /// Whether its kind is one of those that qualify (R7).
    qualifies: bool,
    at: Secs,
}

#[derive(Debug)]
pub(crate) struct Report(Activity);

impl Command for Report {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn is_aside(&self) -> bool {
        true
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.report(&self.0);
        Ok(().into())
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let Activity {
                account,
                user,
                qualifies,
                at: moment,
            } = self.0;
            let wanted = ReportActivities {
                activities: vec![RealActivity {
                    account: AccountRef::Id(driver.accounts[account]),
                    user: UserRef::Id(driver.users[user]),
                    kind: ActivityKind::parse(if qualifies { "update" } else { "view" }).unwrap(),
                    occurred_at: Ok(at(moment)),
                }],
            };
            let ready = Activities::new(driver.ports()).report(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }

    fn compare<'a>(
        &'a self,
        driver: &'a Driver,
        _before: &'a Model,
        after: &'a Model,
    ) -> Comparing<'a> {
        Box::pin(driver.compare_relationships(after))
    }
}

impl Chooser<'_> {
    pub(crate) fn report(&mut self) -> Box<dyn Command> {
        let members: Vec<_> = self.it.members.keys().copied().collect();
        let random = [(self.any_account(), self.any_user())];
        let (account, user) = self.dice.prefer(95, &members, &random);
        let ago = self.dice.pick(&[0, 60, DAY, 10 * DAY, 59 * DAY, -60, -600]);
        Box::new(Report(Activity {
            account,
            user,
            qualifies: self.dice.chance(85),
            at: self.it.now - ago,
        }))
    }
}

impl Model {
    /// What a report of one activity moves (R1).
    fn report(&mut self, activity: &Activity) {
        let (account, user) = (activity.account, activity.user);
        let known = self.member(account, user).is_some();
        if !known || activity.at > self.now + 300 || !activity.qualifies {
            return;
        }
        let acts = self.member(account, user).and_then(|member| member.partner);
        // An employee need not be of an enrolled partner; but the membership has to be in use.
        let in_use = self.accounts[account].active
            && self.member(account, user).is_some_and(|member| {
                member.status() == Status::Active && !member.expired(self.now)
            });
        let counts = |(partner, client): &(Acc, Acc)| {
            *client == account
                && acts.is_none_or(|acts| acts == *partner)
                && in_use
                && self.is_employee(*partner, user)
                && self.recognized(account, user, *partner).is_some()
                && !self.is_cut(account, user)
        };
        let all: Vec<_> = self.relationships.keys().copied().filter(counts).collect();
        for at in all {
            let it = self.relationships.get_mut(&at).unwrap();
            let before_restart = it.restarted_at.is_some_and(|again| activity.at < again);
            if it.ended_at.is_none() && !before_restart {
                it.last_activity = it.last_activity.max(Some(activity.at));
            }
        }
    }
}
