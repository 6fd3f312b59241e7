//! The accounts' own sets under a new catalogue. They are not written, but new, removed or changed
//! keys can change what they grant (P1).

use latchkey_domain::{
    base::page::PageRequest,
    permission::{PermissionSet, SetOwner},
    ports::{Reader, StoreError},
};

use super::effect::{CatalogueChange, Difference, SetChange, SetEffect};

/// Finds the accounts' own sets whose newest version grants something else. Holders of older
/// versions are counted too.
pub(super) async fn effects(
    reader: &mut dyn Reader,
    change: CatalogueChange<'_>,
) -> Result<Vec<SetEffect>, StoreError> {
    let mut effects = Vec::new();
    if change.old.is_none() {
        return Ok(effects);
    }
    let mut next = Some(PageRequest::first());
    while let Some(page) = next {
        let sets = reader.all_permission_sets(&page).await?;
        next = sets.next.map(|position| page.from(position));
        let changed: Vec<_> = sets
            .items
            .into_iter()
            .filter_map(|set| reread(set, change))
            .collect();
        if changed.is_empty() {
            continue;
        }
        let ids: Vec<_> = changed.iter().map(|(set, _)| set.id()).collect();
        let holders = reader.holders_among(&ids).await?;
        effects.extend(changed.into_iter().map(|(set, keys)| SetEffect {
            id: Some(set.id()),
            owner: set.owner(),
            key: set.external_id().map(ToString::to_string),
            name: set.name().to_string(),
            holders: holders.get(&set.id()).copied().unwrap_or_default(),
            change: SetChange::Reread(keys),
        }));
    }
    Ok(effects)
}

fn reread(set: PermissionSet, change: CatalogueChange<'_>) -> Option<(PermissionSet, Difference)> {
    match set.owner() {
        SetOwner::Standard => None,
        SetOwner::Account(_) => {
            let keys = change.of_set(set.permissions(), set.permissions());
            (!keys.is_empty()).then_some((set, keys))
        }
    }
}
