//! Questions: may this person do this in this account, and if not, why not (Q1)?

use latchkey_application::decisions::Evaluate;
use latchkey_domain::base::{
    denial::Denial,
    reference::{AccountRef, UserRef},
};

use crate::{
    chooser::Chooser,
    command::{Command, Comparing, Driving, Got},
    compare::{Differences, hold},
    driver::Driver,
    model::{
        Answer, Effect,
        permissions::catalogue,
        state::{Acc, Model, No, Usr},
    },
};

/// Asks every question about a person in an account. That is done when the two sides are compared.
#[derive(Debug)]
pub(crate) struct Decide {
    account: Acc,
    user: Usr,
}

impl Command for Decide {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, _: &mut Model) -> Result<Effect, No> {
        Ok(().into())
    }

    fn drive<'a>(&'a self, _: &'a mut Driver) -> Driving<'a> {
        Box::pin(async { (Got::Unchanged, Answer::Nothing) })
    }

    fn compare<'a>(
        &'a self,
        driver: &'a Driver,
        _before: &'a Model,
        after: &'a Model,
    ) -> Comparing<'a> {
        Box::pin(async move {
            let mut all = Differences::new();
            let (account, user) = (self.account, self.user);
            driver
                .compare_decisions(after, account, user, &mut all)
                .await;
            all
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn decide(&mut self) -> Box<dyn Command> {
        let members: Vec<_> = self.it.members.keys().copied().collect();
        let random = [(self.any_account(), self.any_user())];
        let (account, user) = self.dice.prefer(92, &members, &random);
        Box::new(Decide { account, user })
    }
}

impl Driver {
    /// Asks every question about a person in an account, and compares the answers (Q1).
    pub(crate) async fn compare_decisions(
        &self,
        model: &Model,
        account: Acc,
        user: Usr,
        all: &mut Differences,
    ) {
        let cx = self.as_platform();
        let bare = catalogue().ladders.keys();
        for key in catalogue().all.iter().chain(bare).chain(&["no.such_key"]) {
            let question = Evaluate {
                subject: Some(UserRef::Id(self.users[user])),
                action: Some(key.parse().unwrap()),
                resource: Some(AccountRef::Id(self.accounts[account])),
                at_least: None,
            };
            let decisions = self.decisions().await;
            let answer = decisions.evaluate(&cx.origin.principal, &question).await;
            let real = answer.unwrap().decision.denied.map(Denial::as_str);
            let known = model.decide(account, user, key).err();
            let what = format!("{key} of user {user} in account {account}");
            hold(all, &what, real, known);
        }
    }
}
