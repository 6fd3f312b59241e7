//! Updates the standard sets to a new catalogue (A7): creates, changes and removes them, and keeps
//! removed ones that memberships still hold.

use latchkey_domain::{
    base::{ids::Ids, text::ExternalId, version::Version},
    permission::{
        Catalogue, PermissionSet, PermissionSetParts, SetName, SetOwner, SetVersion, StandardSet,
    },
    ports::{Reader, StoreError, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::effect::{CatalogueChange, Difference, SetChange, SetEffect};

/// The change of one standard set.
#[derive(Debug)]
struct StandardSetStep {
    change: SetChange,
    set: PermissionSet,
    holders: u64,
    /// Whether its keys change, which needs a new version.
    new_version: bool,
}

/// The changes of all standard sets.
#[derive(Debug)]
pub(super) struct StandardSetsPlan(Vec<StandardSetStep>);

impl StandardSetsPlan {
    /// Compares the stored sets with those of the new catalogue.
    pub(super) async fn make(
        reader: &mut dyn Reader,
        catalogues: CatalogueChange<'_>,
        ids: &dyn Ids,
    ) -> Result<Self, StoreError> {
        let new = catalogues.new;
        let stored = reader.standard_sets().await?;
        let mut steps = Vec::new();
        for wanted in new.standard_sets() {
            match stored.iter().find(|set| is_of(set, wanted)) {
                Some(set) => {
                    let holders = reader.holders(set.id()).await?;
                    steps.extend(follow(set.clone(), wanted, holders, catalogues));
                }
                None => steps.push(create(wanted, new, ids)),
            }
        }
        for set in stored {
            if new.standard_sets().iter().any(|wanted| is_of(&set, wanted)) {
                continue;
            }
            let holders = reader.holders(set.id()).await?;
            let change = if holders == 0 {
                SetChange::Removed
            } else {
                SetChange::Kept(catalogues.of_set(set.permissions(), set.permissions()))
            };
            steps.push(StandardSetStep {
                change,
                set,
                holders,
                new_version: false,
            });
        }
        Ok(Self(steps))
    }

    /// The effects of the plan. In a dry run, sets to be created have no id.
    pub(super) fn effects(&self) -> Vec<SetEffect> {
        let effect = |step: &StandardSetStep| SetEffect {
            id: (step.change != SetChange::Created).then_some(step.set.id()),
            owner: step.set.owner(),
            key: step.set.external_id().map(ToString::to_string),
            name: step.set.name().to_string(),
            holders: step.holders,
            change: step.change.clone(),
        };
        self.0.iter().map(effect).collect()
    }

    /// Writes the plan and returns the events.
    pub(super) async fn carry_out(
        self,
        unit: &mut dyn UnitOfWork,
    ) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::new();
        for StandardSetStep {
            change,
            mut set,
            new_version,
            ..
        } in self.0
        {
            match change {
                SetChange::Created => {
                    unit.insert_permission_set(&set).await?;
                    let mut event = Event::of_set(EventKind::PermissionSetCreated, &set);
                    event.details.added = set.permissions().to_vec();
                    events.push(event);
                }
                SetChange::Changed(Difference { added, taken }) => {
                    unit.save_permission_set(&mut set).await?;
                    let mut event = Event::of_set(EventKind::PermissionSetChanged, &set);
                    if new_version {
                        let moved = unit.move_holders(&set, None).await?;
                        event = event.with("holders_moved", moved);
                    }
                    (event.details.added, event.details.taken) = (added, taken);
                    events.push(event);
                }
                SetChange::Renamed => {
                    unit.save_permission_set(&mut set).await?;
                    events.push(Event::of_set(EventKind::PermissionSetChanged, &set));
                }
                SetChange::Removed => {
                    unit.remove_permission_set(&set).await?;
                    let mut event = Event::of_set(EventKind::PermissionSetRemoved, &set);
                    event.details.taken = set.permissions().to_vec();
                    events.push(event);
                }
                SetChange::Kept(_) | SetChange::Reread(_) => {}
            }
        }
        Ok(events)
    }
}

fn is_of(set: &PermissionSet, wanted: &StandardSet) -> bool {
    set.external_id()
        .is_some_and(|id| id.as_str() == wanted.key().as_str())
}

/// Creates a standard set. The catalogue has checked it already.
fn create(wanted: &StandardSet, catalogue: &Catalogue, ids: &dyn Ids) -> StandardSetStep {
    let permissions = catalogue.names(wanted.permissions());
    let set = PermissionSet::stored(PermissionSetParts {
        id: ids.next(),
        owner: SetOwner::Standard,
        name: SetName::stored(wanted.label().to_owned()),
        description: None,
        external_id: Some(ExternalId::stored(wanted.key().to_string())),
        current: SetVersion::stored(SetVersion::FIRST, permissions),
        version: Version::FIRST,
    });
    StandardSetStep {
        change: SetChange::Created,
        set,
        holders: 0,
        new_version: true,
    }
}

fn follow(
    mut set: PermissionSet,
    wanted: &StandardSet,
    holders: u64,
    catalogues: CatalogueChange<'_>,
) -> Option<StandardSetStep> {
    let permissions = catalogues.new.names(wanted.permissions());
    let keys = catalogues.of_set(set.permissions(), &permissions);
    let renamed = set.relabel(SetName::stored(wanted.label().to_owned()));
    let new_version = set.renew(permissions);
    let change = if new_version || !keys.is_empty() {
        SetChange::Changed(keys)
    } else if renamed {
        SetChange::Renamed
    } else {
        return None;
    };
    Some(StandardSetStep {
        change,
        set,
        holders,
        new_version,
    })
}
