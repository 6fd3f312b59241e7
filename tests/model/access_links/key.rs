//! The key of all links is replaced (L2).

use latchkey_application::access_links::AccessLinks;

use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Model, No, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct RotateKey;

impl Command for RotateKey {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        for link in &mut model.links {
            if !link.revoked {
                link.generation += 1;
            }
        }
        Ok(Effect::Recorded)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let old = driver.ports.store.reader().link_key().await.unwrap();
            driver.old_link_keys.push(old);
            let ready = AccessLinks::new(driver.ports()).rotate_key(&cx).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    #[expect(clippy::unused_self, reason = "chosen as all commands are")]
    pub(crate) fn rotate_key(&mut self) -> Box<dyn Command> {
        Box::new(RotateKey)
    }
}
