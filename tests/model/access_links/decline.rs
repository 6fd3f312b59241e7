//! Declining a link: who may approve it may decline it (L6).

use latchkey_application::access_links::{AccessLinks, DeclineLink as RealDeclineLink};

use super::token;
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, LinkNo, Model, No, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct DeclineLink {
    by: Usr,
    link: LinkNo,
    account: Acc,
}

impl Command for DeclineLink {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.decline_link(self.by, self.link, self.account)?;
        Ok(Effect::Recorded)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let wanted = RealDeclineLink {
                token: token(driver, self.link).await,
                account: driver.accounts[self.account].into(),
            };
            let ready = AccessLinks::new(driver.ports()).decline(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn decline_link(&mut self) -> Box<dyn Command> {
        let Some(link) = self.link() else {
            return self.issue_link();
        };
        let (account, by) = self.approver();
        Box::new(DeclineLink { by, link, account })
    }
}

impl Model {
    fn decline_link(&mut self, by: Usr, link: LinkNo, account: Acc) -> Result<(), No> {
        let link = self.links[link].clone();
        self.may_approve(by, &link, account)?;
        let mut no = No::default();
        self.link_counts(&link, account, &mut no);
        no.settle()
    }
}
