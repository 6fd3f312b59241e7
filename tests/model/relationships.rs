//! The relationship of a partner to a client: imported, ended and resumed (R1 to R4).

use latchkey_application::relationships::{
    ImportRelationship as RealImportRelationship, Relationships, TargetClient,
};

use crate::{
    chooser::Chooser,
    command::{Command, Driving, Side},
    driver::{Driver, at},
    model::{
        Effect,
        state::{Acc, DAY, Model, No, Relationship, Secs, Usr, earlier, refuse},
    },
};

/// How long qualifying work lasts (R2).
const LASTS: Secs = 60 * DAY;

#[derive(Debug)]
pub(crate) struct ImportRelationship {
    partner: Acc,
    client: Acc,
    activity: Option<Secs>,
}

impl Command for ImportRelationship {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .import_relationship(self.partner, self.client, self.activity)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let wanted = RealImportRelationship {
                partner: driver.accounts[self.partner].into(),
                client: driver.accounts[self.client].into(),
                display_name: None,
                connected_at: None,
                last_qualifying_activity_at: self.activity.map(at),
            };
            let ready = Relationships::new(driver.ports()).import(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct EndServices {
    by: Usr,
    partner: Acc,
    client: Acc,
}

impl Command for EndServices {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, _: &Model) -> Side {
        let (partner, client) = (self.partner, self.client);
        Side::Partner { partner, client }
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .end_services(self.by, self.partner, self.client)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let target = target_client(driver, self.partner, self.client);
            let service = Relationships::new(driver.ports());
            let ready = service.end_services(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct ResumeServices {
    by: Usr,
    partner: Acc,
    client: Acc,
}

impl Command for ResumeServices {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, _: &Model) -> Side {
        let (partner, client) = (self.partner, self.client);
        Side::Partner { partner, client }
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .resume_services(self.by, self.partner, self.client)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let target = target_client(driver, self.partner, self.client);
            let service = Relationships::new(driver.ports());
            let ready = service.resume_services(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

fn target_client(driver: &Driver, partner: Acc, client: Acc) -> TargetClient {
    TargetClient {
        partner: driver.accounts[partner].into(),
        client: driver.accounts[client].into(),
    }
}

impl Chooser<'_> {
    pub(crate) fn import_relationship(&mut self) -> Box<dyn Command> {
        let partner = if self.dice.chance(10) {
            self.any_account()
        } else {
            self.partner()
        };
        let days = Secs::try_from(self.dice.below(70)).unwrap();
        Box::new(ImportRelationship {
            partner,
            client: if self.dice.chance(5) {
                partner
            } else {
                self.client()
            },
            activity: self.dice.chance(70).then_some(self.it.now - days * DAY),
        })
    }

    pub(crate) fn end_services(&mut self) -> Box<dyn Command> {
        let (partner, client) = self.related();
        Box::new(EndServices {
            by: self.editor(partner),
            partner,
            client,
        })
    }

    pub(crate) fn resume_services(&mut self) -> Box<dyn Command> {
        let (partner, client) = self.related();
        Box::new(ResumeServices {
            by: self.editor(partner),
            partner,
            client,
        })
    }
}

impl Model {
    fn import_relationship(
        &mut self,
        partner: Acc,
        client: Acc,
        activity: Option<Secs>,
    ) -> Result<(), No> {
        if partner == client {
            return refuse("conflict", "section 1 client");
        }
        if !self.accounts[partner].was_partner {
            return refuse("conflict", "section 1 partner");
        }
        if activity.is_none() && !self.relationships.contains_key(&(partner, client)) {
            return refuse("conflict", "R1 nothing connects");
        }
        let it = self.relate(partner, client);
        if activity.is_some() {
            it.last_activity = activity;
        }
        Ok(())
    }

    /// The relationship of a partner to a client: it stands from the first membership on that acts
    /// for it.
    pub(crate) fn relate(&mut self, partner: Acc, client: Acc) -> &mut Relationship {
        let new = Relationship {
            connected_at: self.now,
            last_activity: None,
            ended_at: None,
            restarted_at: None,
            name: None,
        };
        self.relationships.entry((partner, client)).or_insert(new)
    }

    /// A relationship begins, or begins again after services were ended on purpose (R4).
    pub(crate) fn connect(&mut self, partner: Acc, client: Acc) {
        let it = self.relate(partner, client);
        if it.ended_at.is_some() {
            self.begin_again(partner, client);
        }
    }

    /// Starts again, as `connected`: work from before no longer counts (R4).
    fn begin_again(&mut self, partner: Acc, client: Acc) {
        let now = self.now;
        let it = self.relate(partner, client);
        it.connected_at = now;
        // Only by the clock of a test can it begin twice at the same moment: that counts once.
        let same_period = it.restarted_at == Some(now) && it.ended_at.is_none();
        if !same_period {
            it.last_activity = None;
        }
        it.ended_at = None;
        it.restarted_at = Some(now);
    }

    fn has_ended(&self, partner: Acc, client: Acc) -> bool {
        let it = &self.relationships[&(partner, client)];
        let by_time = it
            .last_activity
            .is_some_and(|last| last + LASTS <= self.now);
        it.ended_at.is_some() || by_time
    }

    /// Ended on purpose from now on; one that had ended by itself ended then.
    pub(crate) fn end_relationship(&mut self, partner: Acc, client: Acc) {
        let now = self.now;
        let it = self.relationships.get_mut(&(partner, client)).unwrap();
        if it.ended_at.is_none() {
            let by_itself = it.last_activity.map(|last| last + LASTS);
            it.ended_at = earlier(Some(now), by_itself);
        }
    }

    fn end_services(&mut self, by: Usr, partner: Acc, client: Acc) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "R4");
        }
        self.end_relationship(partner, client);
        Ok(())
    }

    fn resume_services(&mut self, by: Usr, partner: Acc, client: Acc) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "R4");
        }
        if self.has_ended(partner, client) {
            self.begin_again(partner, client);
        }
        Ok(())
    }
}
