//! A partner's clients: its own name for one, and its employees there (R6, A6).

use std::collections::BTreeSet;

use latchkey_application::{
    client_access::{ChangeClient, ClientAccess},
    frame::ready::Ready,
};
use latchkey_domain::base::page::PageRequest;

use crate::{
    chooser::Chooser,
    command::{Command, Driving, Side},
    driver::{Driver, client_name},
    model::{
        Answer, Effect,
        state::{Acc, Model, No, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct RenameClient {
    by: Usr,
    partner: Acc,
    client: Acc,
    name: Option<u64>,
}

impl Command for RenameClient {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, _: &Model) -> Side {
        let (partner, client) = (self.partner, self.client);
        Side::Partner { partner, client }
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .rename_client(self.by, self.partner, self.client, self.name)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let wanted = ChangeClient {
                partner: driver.accounts[self.partner].into(),
                client: driver.accounts[self.client].into(),
                display_name: Some(self.name.map(client_name)),
                tags: None,
            };
            let service = ClientAccess::new(driver.ports());
            let ready = service.change_client(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct ListEmployees {
    by: Usr,
    partner: Acc,
    client: Acc,
}

impl Command for ListEmployees {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, _: &Model) -> Side {
        let (partner, client) = (self.partner, self.client);
        Side::Partner { partner, client }
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        let employees = model.list_employees(self.by, self.partner, self.client)?;
        Ok(Effect::Difference(Answer::Employees(employees)))
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let partner = driver.accounts[self.partner].into();
            let client = driver.accounts[self.client].into();
            let page = PageRequest::first();
            let service = ClientAccess::new(driver.ports());
            let list = service
                .client_employees(&cx, &partner, &client, &page)
                .await;
            let list = list.map(|list| {
                let members = list.members.items.into_iter();
                members
                    .map(|view| driver.user_no(view.member.user.id))
                    .collect()
            });
            let (got, list) = driver.settle(&cx, list.map(Ready::unchanged)).await;
            (got, list.map_or(Answer::Nothing, Answer::Employees))
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn rename_client(&mut self) -> Box<dyn Command> {
        let (partner, client) = self.related();
        Box::new(RenameClient {
            by: self.editor(partner),
            partner,
            client,
            name: self.dice.chance(70).then(|| self.dice.next() % 5),
        })
    }

    pub(crate) fn list_employees(&mut self) -> Box<dyn Command> {
        let (partner, client) = self.related();
        Box::new(ListEmployees {
            by: self.editor(partner),
            partner,
            client,
        })
    }
}

impl Model {
    fn rename_client(
        &mut self,
        by: Usr,
        partner: Acc,
        client: Acc,
        name: Option<u64>,
    ) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        match self.relationships.get_mut(&(partner, client)) {
            Some(relationship) => {
                relationship.name = name;
                Ok(())
            }
            None => refuse("not-found", "R6"),
        }
    }

    /// Whom a partner sees in a client (A6).
    fn list_employees(&self, by: Usr, partner: Acc, client: Acc) -> Result<BTreeSet<Usr>, No> {
        self.sees_employees(by, partner)?;
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "A6 list");
        }
        let here = self.members.iter();
        let acting = here
            .filter(|((account, _), member)| *account == client && member.partner == Some(partner));
        Ok(acting.map(|((_, user), _)| *user).collect())
    }
}
