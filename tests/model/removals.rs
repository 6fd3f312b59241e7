//! Removing employees: looked at first, then confirmed once (D5, D6, D7).

use std::collections::{BTreeMap, BTreeSet};

use latchkey_application::{
    frame::context::RequestContext,
    removals::{ConfirmRemoval, Confirmation, ConfirmedItem, Removals, ReviewItem, ReviewRemoval},
};
use latchkey_domain::{
    base::ids::{AccountId, UserId},
    work::removal::Action,
};

use crate::{
    chooser::Chooser,
    client_access::{DeactivateEmployee, OnEmployee, RemoveEmployee},
    command::{Command, Driving, Gives, Got, Side, Told},
    driver::Driver,
    model::{
        Answer, Effect, Verdict,
        state::{Acc, Access, DAY, Model, No, Reason, ReviewNo, Reviewed, Secs, Usr, Work, refuse},
    },
    operations::Task,
};

/// How long a review can be confirmed. For a day after that it is certainly still known.
const HOUR: Secs = 60 * 60;

/// Looks at what removing would do (D6).
#[derive(Debug)]
pub(crate) struct Review {
    by: Usr,
    partner: Acc,
    employees: Option<Vec<Usr>>,
    clients: Option<Vec<Acc>>,
}

impl Command for Review {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn is_aside(&self) -> bool {
        true
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        let employees = self.employees.as_deref();
        let clients = self.clients.as_deref();
        let blocked = model.review(self.by, self.partner, employees, clients)?;
        Ok(Effect::Difference(Answer::Results(blocked)))
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let users = |all: &Vec<Usr>| {
                all.iter()
                    .map(|it| driver.users[*it])
                    .map(Into::into)
                    .collect()
            };
            let accounts = |all: &Vec<Acc>| {
                all.iter()
                    .map(|it| driver.accounts[*it])
                    .map(Into::into)
                    .collect()
            };
            let wanted = ReviewRemoval {
                partner: driver.accounts[self.partner].into(),
                employees: self.employees.as_ref().map(users),
                clients: self.clients.as_ref().map(accounts),
            };
            let ready = Removals::new(driver.ports()).review(&cx, wanted).await;
            let (got, review) = driver.settle(&cx, ready).await;
            let Some(review) = review else {
                return (got, Answer::Nothing);
            };
            driver.reviews.push(review.review.id);
            let blocked = |item: &ReviewItem| {
                let client = driver.account_no(item.member.client);
                let employee = driver.user_no(item.member.person.id);
                let blocked = item.blocked.map(|refusal| (refusal.code(), ""));
                ((client, employee), blocked.into_iter().collect())
            };
            let blocked = review.items.iter().map(blocked).collect();
            (got, Answer::Results(blocked))
        })
    }
}

/// What becomes of somebody who was reviewed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Instead {
    Remove,
    /// Deactivate instead of removing.
    Deactivate,
}

/// Confirms items of a review, and has that carried out.
#[derive(Debug)]
pub(crate) struct Confirm {
    by: Usr,
    partner: Acc,
    review: ReviewNo,
    chosen: Vec<(Acc, Usr)>,
    instead: Instead,
    /// Who gets what the removed people own (D7).
    to: Option<Usr>,
}

impl Command for Confirm {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, _: &Model) -> Side {
        let partner = self.partner;
        Side::PartnerInMany { partner }
    }

    fn gives(&self) -> Gives {
        Gives::Delegated
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        let how = (self.instead, self.to);
        model.confirm(self.by, self.partner, self.review, &self.chosen, how)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let item = |(client, employee): &(Acc, Usr)| ConfirmedItem {
                client: driver.accounts[*client].into(),
                employee: driver.users[*employee].into(),
                action: match self.instead {
                    Instead::Remove => Action::Remove,
                    Instead::Deactivate => Action::Deactivate,
                },
                reassign_to: self.to.map(|to| driver.users[to]).map(Into::into),
                reassign: Vec::new(),
            };
            let wanted = ConfirmRemoval {
                partner: driver.accounts[self.partner].into(),
                review: driver.reviews[self.review],
                items: self.chosen.iter().map(item).collect(),
            };
            confirm(driver, &cx, wanted).await
        })
    }
}

async fn confirm(driver: &mut Driver, cx: &RequestContext, wanted: ConfirmRemoval) -> Told {
    let ready = Removals::new(driver.ports()).confirm(cx, wanted).await;
    match driver.settle(cx, ready).await {
        (got, Some(Confirmation::Started(operation))) => {
            driver.operations.push(operation.id);
            (got, driver.results(cx, operation.id).await)
        }
        (got, Some(Confirmation::Stale(_))) => {
            assert_eq!(got, Got::Unchanged, "a stale review changes nothing");
            (Got::Refused("stale-review"), Answer::Nothing)
        }
        (got, None) => (got, Answer::Nothing),
    }
}

/// Reviews, and confirms all that was reviewed at once (D6).
pub(crate) async fn review_and_confirm(
    driver: &mut Driver,
    cx: &RequestContext,
    partner: AccountId,
    employees: Option<Vec<UserId>>,
    clients: Option<Vec<AccountId>>,
) -> Told {
    let wanted = ReviewRemoval {
        partner: partner.into(),
        employees: employees.map(|all| all.into_iter().map(Into::into).collect()),
        clients: clients.map(|all| all.into_iter().map(Into::into).collect()),
    };
    let ready = Removals::new(driver.ports()).review(cx, wanted).await;
    let (got, review) = driver.settle(cx, ready).await;
    let Some(review) = review else {
        return (got, Answer::Nothing);
    };
    if review.items.is_empty() {
        return (Got::Unchanged, Answer::Results(BTreeMap::new()));
    }
    let item = |item: &ReviewItem| ConfirmedItem {
        client: item.member.client.into(),
        employee: item.member.person.id.into(),
        action: Action::Remove,
        reassign_to: None,
        reassign: Vec::new(),
    };
    let wanted = ConfirmRemoval {
        partner: partner.into(),
        review: review.review.id,
        items: review.items.iter().map(item).collect(),
    };
    confirm(driver, cx, wanted).await
}

impl Chooser<'_> {
    pub(crate) fn review(&mut self) -> Box<dyn Command> {
        let (partner, client, delegator) = self.delegator();
        let by = if self.dice.chance(50) {
            delegator
        } else {
            self.editor(partner)
        };
        let acting = self.acting(partner, client);
        let users = self.users();
        let mut employees = BTreeSet::new();
        let mut clients: BTreeSet<Acc> = [client].into();
        for _ in 0..=self.dice.below(2) {
            employees.insert(self.dice.prefer(93, &acting, &users));
            if self.dice.chance(20) {
                clients.insert(self.client());
            }
        }
        let supers = self.super_admins_for(partner);
        if !supers.is_empty() && self.dice.chance(12) {
            let (account, user) = self.dice.pick(&supers);
            clients = [account].into();
            employees = [user].into();
        }
        let by_client = self.dice.chance(50);
        let both = self.dice.chance(30);
        Box::new(Review {
            by,
            partner,
            employees: (both || !by_client).then(|| employees.into_iter().collect()),
            clients: (both || by_client).then(|| clients.into_iter().collect()),
        })
    }

    pub(crate) fn confirm(&mut self) -> Box<dyn Command> {
        let reviews: Vec<_> = (0..self.it.reviews.len()).collect();
        let serves = |review: &usize| {
            let it = &self.it.reviews[*review];
            !it.spent && it.until > self.it.now && !it.shown.is_empty()
        };
        let serving: Vec<_> = reviews.iter().copied().filter(serves).collect();
        if serving.is_empty() && (reviews.is_empty() || self.dice.chance(85)) {
            return self.review();
        }
        let spent = |review: &usize| {
            let it = &self.it.reviews[*review];
            it.spent && it.until > self.it.now
        };
        let spent: Vec<_> = reviews.iter().copied().filter(spent).collect();
        let mut review = self.dice.prefer(93, &serving, &reviews);
        if !spent.is_empty() && self.dice.chance(16) {
            review = self.dice.pick(&spent);
        }
        let it = &self.it.reviews[review];
        let (mut partner, mut by) = (it.partner, it.caller);
        let mut chosen: Vec<_> = it.shown.keys().copied().collect();
        while chosen.len() > 1 && self.dice.chance(40) {
            let out = self.dice.below(chosen.len());
            chosen.remove(out);
        }
        if chosen.is_empty() || self.dice.chance(7) {
            let other = (self.client(), self.any_user());
            if !chosen.contains(&other) {
                chosen.push(other);
            }
        }
        if self.dice.chance(8) {
            // A colleague's review, or another partner's.
            if self.dice.chance(30) {
                partner = self.partner();
            }
            by = self.editor(partner);
        }
        let to = self.dice.chance(30).then(|| self.receiver(chosen[0].0));
        let instead = match (to, self.dice.below(100)) {
            (None, 0..25) | (Some(_), 0..15) => Instead::Deactivate,
            _ => Instead::Remove,
        };
        Box::new(Confirm {
            by,
            partner,
            review,
            chosen,
            instead,
            to,
        })
    }

    /// The super admins of accounts who act for a partner.
    pub(crate) fn super_admins_for(&self, partner: Acc) -> Vec<(Acc, Usr)> {
        let all = self.it.members.iter().filter(|(_, member)| {
            member.access == Access::SuperAdmin && member.partner == Some(partner)
        });
        all.map(|(at, _)| *at).collect()
    }
}

impl Model {
    /// Looks at people, and tells for each why nothing can be done with them, where that is so.
    fn review(
        &mut self,
        by: Usr,
        partner: Acc,
        employees: Option<&[Usr]>,
        clients: Option<&[Acc]>,
    ) -> Result<BTreeMap<(Acc, Usr), Vec<Reason>>, No> {
        self.edits_employees(by, partner)?;
        let pairs = self.reviewed(partner, employees, clients)?;
        let mut blocked = BTreeMap::new();
        let mut shown = BTreeMap::new();
        for (client, employee) in pairs {
            let on = OnEmployee {
                by,
                partner,
                client,
                employee,
            };
            blocked.insert((client, employee), self.blocked(on));
            let changes = self.changes.get(&(client, employee));
            shown.insert((client, employee), changes.copied().unwrap_or_default());
        }
        self.reviews.push(Reviewed {
            partner,
            caller: by,
            until: self.now + HOUR,
            spent: false,
            shown,
        });
        Ok(blocked)
    }

    /// A review is of the partner's own people in its clients; whoever else is named is not known,
    /// and who is named for a client where they are not is left out.
    pub(crate) fn reviewed(
        &self,
        partner: Acc,
        employees: Option<&[Usr]>,
        clients: Option<&[Acc]>,
    ) -> Result<Vec<(Acc, Usr)>, No> {
        let acts = |(client, employee): &(Acc, Usr)| {
            let member = self.member(*client, *employee);
            member.is_some_and(|member| member.partner == Some(partner))
        };
        let own = |user: &Usr| {
            self.member(partner, *user).is_some()
                || (0..self.accounts.len()).any(|client| acts(&(client, *user)))
        };
        let is_client = |client: &Acc| self.relationships.contains_key(&(partner, *client));
        let known = employees.is_none_or(|all| all.iter().all(own))
            && clients.is_none_or(|all| all.iter().all(is_client));
        if !known {
            return refuse("not-found", "D6");
        }
        let mut pairs = self.pairs(partner, Task::Remove, employees, clients);
        pairs.retain(acts);
        Ok(pairs)
    }

    /// Blocked, where they can be neither removed nor deactivated (D6).
    fn blocked(&self, on: OnEmployee) -> Vec<Reason> {
        let removed = self.play(&RemoveEmployee(on));
        let deactivated = self.play(&DeactivateEmployee(on));
        match (removed, deactivated) {
            (Verdict::No(reasons), Verdict::No(_) | Verdict::Unchanged(_)) => reasons,
            _ => Vec::new(),
        }
    }

    fn confirm(
        &mut self,
        by: Usr,
        partner: Acc,
        review: ReviewNo,
        chosen: &[(Acc, Usr)],
        (instead, to): (Instead, Option<Usr>),
    ) -> Result<Effect, No> {
        if instead == Instead::Deactivate && to.is_some() {
            return refuse("invalid", "D6 keeps");
        }
        self.edits_employees(by, partner)?;
        let known = self.reviews[review].clone();
        if known.partner != partner || known.caller != by {
            return refuse("not-found", "D6 caller");
        }
        let mut no = No::default();
        let outside = chosen.iter().any(|pair| !known.shown.contains_key(pair));
        no.when(outside, "invalid", "D6 outside");
        if let Some(to) = to {
            let may = |client: Acc| {
                let own = self.standing(client, by).is_ok()
                    || self.member(client, to).and_then(|it| it.partner) == Some(partner);
                own && self.may_receive(client, to) && !chosen.contains(&(client, to))
            };
            let all = chosen.iter().all(|(client, _)| may(*client));
            no.when(!all, "invalid", "D7");
        }
        // Long after its hour it may be forgotten, or answered as lapsed.
        let forgotten = known.until + DAY <= self.now;
        no.when(forgotten, "not-found", "D6 lapsed");
        no.when(forgotten, "conflict", "D6 lapsed");
        no.settle()?;
        no.when(known.spent, "conflict", "D6 spent");
        no.when(known.until <= self.now, "conflict", "D6 lapsed");
        no.settle()?;
        let changed = |pair: &(Acc, Usr)| {
            let acts = self.member(pair.0, pair.1).and_then(|it| it.partner) == Some(partner);
            !acts || self.changes.get(pair).copied().unwrap_or_default() != known.shown[pair]
        };
        no.when(chosen.iter().any(changed), "stale-review", "D6");
        no.settle()?;
        self.reviews[review].spent = true;
        let operation = Work {
            partner,
            starter: by,
            task: match instead {
                Instead::Remove => Task::Remove,
                Instead::Deactivate => Task::Deactivate,
            },
            reviewed: Some(self.begun.clone()),
            results: BTreeMap::new(),
        };
        Ok(self.carried_out(operation, chosen.iter().copied()))
    }
}
