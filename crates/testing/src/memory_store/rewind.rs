//! Going back: what many tests change one after the other, each beginning with the same scene.

use std::sync::Arc;

use super::{committed::Committed, store::MemoryStore};

/// What was committed at a moment, to come back to.
#[derive(Debug)]
pub struct Moment(Committed);

impl MemoryStore {
    /// This moment. Costs nothing: what is committed is shared until it changes.
    pub fn moment(&self) -> Moment {
        let committed = self.0.committed.read().unwrap();
        Moment(Committed {
            state: Arc::clone(&committed.state),
            trail: Arc::clone(&committed.trail),
            ends: Arc::clone(&committed.ends),
            revision: committed.revision,
        })
    }

    /// Whether nothing was committed since, aside or with a revision.
    pub fn is_still_at(&self, moment: &Moment) -> bool {
        let committed = self.0.committed.read().unwrap();
        Arc::ptr_eq(&committed.state, &moment.0.state) && committed.revision == moment.0.revision
    }

    /// Makes everything as it was then. The refusals since then are forgotten too; units that are open
    /// must not be.
    pub fn rewind(&self, moment: &Moment) {
        let Moment(then) = moment;
        *self.0.committed.write().unwrap() = Committed {
            state: Arc::clone(&then.state),
            trail: Arc::clone(&then.trail),
            ends: Arc::clone(&then.ends),
            revision: then.revision,
        };
        self.0.refused.lock().unwrap().clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::World;

    #[tokio::test]
    async fn a_store_goes_back_to_a_moment() {
        let world = World::new().await;
        let store = world.memory();
        let moment = store.moment();
        assert!(store.is_still_at(&moment));
        let revision = world.store.revision().await.unwrap();
        world
            .change_user(world.marit, |user, now| {
                user.rename(crate::builders::name("Somebody"), now);
            })
            .await;
        assert!(!store.is_still_at(&moment));
        store.rewind(&moment);
        assert!(store.is_still_at(&moment));
        assert_eq!(world.store.revision().await.unwrap(), revision);
        assert_eq!(world.user(world.marit).await.name.as_str(), "Marit Aas");
    }
}
