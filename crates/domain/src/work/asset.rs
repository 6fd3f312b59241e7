//! Assets: the things in an account that its members own, as the platform tells of them, and what
//! becomes of them when a member is removed (D3, D7).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        ids::{AccountId, AssetId, UserId},
        text::{AssetKind, ExternalId, Name},
        time::Time,
    },
    trail::event::{Event, EventKind},
};

/// A thing in an account. Has no version: whoever changes one holds the account's lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its id.
    pub id: AssetId,
    /// In which account.
    pub account: AccountId,
    /// The platform's own id of it, unique in the account.
    pub external_id: ExternalId,
    /// What kind of thing.
    pub kind: AssetKind,
    /// Its name.
    pub name: Name,
    /// The member who owns it; `None`: nobody.
    pub owner: Option<UserId>,
    /// When anything of this was changed last.
    pub changed_at: Time,
}

/// What the platform says of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAsset {
    /// The platform's own id of it.
    pub external_id: ExternalId,
    /// What kind of thing.
    pub kind: AssetKind,
    /// Its name.
    pub name: Name,
    /// Who owns it; left out, the owner stays, and a new asset has none; `Some(None)`: nobody.
    pub owner: Option<Option<UserId>>,
}

impl Asset {
    /// An asset that the platform tells of for the first time.
    pub fn begin(id: AssetId, account: AccountId, given: &GivenAsset, now: Time) -> Self {
        Self {
            id,
            account,
            external_id: given.external_id.clone(),
            kind: given.kind.clone(),
            name: given.name.clone(),
            owner: given.owner.flatten(),
            changed_at: now,
        }
    }

    /// Takes what the platform says. Tells whether that changed anything: a list that is sent again
    /// as it was makes no review stale (D6).
    pub fn take(&mut self, given: &GivenAsset, now: Time) -> bool {
        let owner = given.owner.unwrap_or(self.owner);
        let changed = self.kind != given.kind || self.name != given.name || self.owner != owner;
        if changed {
            self.kind = given.kind.clone();
            self.name = given.name.clone();
            self.owner = owner;
            self.changed_at = now;
        }
        changed
    }
}

/// How many assets of one kind somebody owns in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// When one of them was changed last.
    pub newest: Time,
}

/// What somebody owns in an account, by kind.
pub type Tallies = BTreeMap<AssetKind, Tally>;

/// An asset that is to get another owner, as far as that needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedAsset {
    /// Its id.
    pub id: AssetId,
    /// The platform's own id of it.
    pub external_id: ExternalId,
    /// What kind of thing.
    pub kind: AssetKind,
    /// Who owns it.
    pub owner: UserId,
}

/// To whom somebody's assets go when they leave an account (D7): all to one, or each kind to its
/// own; what is given to nobody stays without owner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Handover {
    /// Who gets what no kind names.
    pub rest: Option<UserId>,
    /// Who gets all of a kind.
    pub by_kind: BTreeMap<AssetKind, UserId>,
}

impl Handover {
    /// Everything to one person, or to nobody.
    pub const fn all(to: Option<UserId>) -> Self {
        Self {
            rest: to,
            by_kind: BTreeMap::new(),
        }
    }

    /// Who gets the assets of that kind.
    pub fn to(&self, kind: &AssetKind) -> Option<UserId> {
        self.by_kind.get(kind).copied().or(self.rest)
    }

    /// Everybody who gets something.
    pub fn receivers(&self) -> impl Iterator<Item = UserId> + '_ {
        self.rest.iter().chain(self.by_kind.values()).copied()
    }
}

/// Somebody who leaves an account, and who gets what they own there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Who leaves.
    pub user: UserId,
    /// The partner they acted for there: its side is told too (T2).
    pub partner: Option<AccountId>,
    /// Who gets what they own.
    pub handover: Handover,
}

/// What several people leave behind in one account: who gets which of their kinds, and the events
/// that tell the platform (D7).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HandedOver {
    /// For each new owner, or none, whose assets of which kind they get.
    pub moves: BTreeMap<Option<UserId>, Vec<(UserId, AssetKind)>>,
    /// One event for each old and new owner, more where there are very many assets.
    pub events: Vec<Event>,
}

/// The most assets that one event names.
pub const MOST_IN_EVENT: usize = 1_000;

/// Rule D7: hands over what several people own who leave an account; `owned` is all of it.
pub fn hand_over(account: AccountId, leaving: &[Leaving], owned: &[OwnedAsset]) -> HandedOver {
    let mut by_owner: BTreeMap<UserId, Vec<&OwnedAsset>> = BTreeMap::new();
    for asset in owned {
        by_owner.entry(asset.owner).or_default().push(asset);
    }
    let mut done = HandedOver::default();
    for one in leaving {
        let mut parts: BTreeMap<Option<UserId>, Vec<&OwnedAsset>> = BTreeMap::new();
        for asset in by_owner.remove(&one.user).unwrap_or_default() {
            let to = one.handover.to(&asset.kind);
            parts.entry(to).or_default().push(asset);
        }
        for (to, assets) in parts {
            let mut kinds: Vec<_> = assets.iter().map(|asset| &asset.kind).collect();
            kinds.sort();
            kinds.dedup();
            let moves = kinds.into_iter().map(|kind| (one.user, kind.clone()));
            done.moves.entry(to).or_default().extend(moves);
            let chunks = assets.chunks(MOST_IN_EVENT);
            done.events
                .extend(chunks.map(|assets| reassigned(account, one, to, assets)));
        }
    }
    done
}

fn reassigned(
    account: AccountId,
    from: &Leaving,
    to: Option<UserId>,
    assets: &[&OwnedAsset],
) -> Event {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for asset in assets {
        *kinds.entry(asset.kind.as_str()).or_default() += 1;
    }
    let named = |asset: &&OwnedAsset| {
        serde_json::json!({
            "id": asset.id.to_string(),
            "external_id": asset.external_id.as_str(),
        })
    };
    let assets: Vec<_> = assets.iter().map(named).collect();
    Event::new(EventKind::AssetReassigned)
        .in_account(account)
        .about(from.user)
        .with_partner(from.partner)
        .with("to", to.map(|user| user.to_string()))
        .with("kinds", serde_json::json!(kinds))
        .with("assets", assets)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn account() -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(1))
    }

    fn kind(text: &str) -> AssetKind {
        AssetKind::parse(text).unwrap()
    }

    fn at(seconds: i64) -> Time {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn owned(n: u128, of: &str, owner: UserId) -> OwnedAsset {
        OwnedAsset {
            id: AssetId::from_uuid(Uuid::from_u128(n)),
            external_id: ExternalId::parse(&format!("a-{n}")).unwrap(),
            kind: kind(of),
            owner,
        }
    }

    fn given(name: &str) -> GivenAsset {
        GivenAsset {
            external_id: ExternalId::parse("a-1").unwrap(),
            kind: kind("page"),
            name: Name::parse(name).unwrap(),
            owner: None,
        }
    }

    /// D6: what is said again as it was is no change; an owner left out stays, null takes them away.
    #[test]
    fn only_what_differs_is_a_change() {
        let id = AssetId::from_uuid(Uuid::from_u128(1));
        let first = GivenAsset {
            owner: Some(Some(user(7))),
            ..given("Home")
        };
        let mut asset = Asset::begin(id, account(), &first, at(1));
        assert!(!asset.take(&first, at(2)));
        assert!(!asset.take(&given("Home"), at(2)));
        assert_eq!(asset.changed_at, at(1));
        assert!(asset.take(&given("Start"), at(3)));
        assert_eq!((asset.owner, asset.changed_at), (Some(user(7)), at(3)));
        let free = GivenAsset {
            owner: Some(None),
            ..given("Start")
        };
        assert!(asset.take(&free, at(4)));
        assert_eq!(asset.owner, None);
    }

    /// D7: all or per kind, the rest without owner; the events say what went where.
    #[test]
    fn assets_go_to_whom_the_handover_names() {
        let (leaver, heir, other) = (user(1), user(2), user(3));
        let leaving = |handover| Leaving {
            user: leaver,
            partner: None,
            handover,
        };
        let assets = [
            owned(1, "page", leaver),
            owned(2, "record", leaver),
            owned(3, "page", leaver),
        ];
        let by_kind = Handover {
            rest: None,
            by_kind: [(kind("page"), heir)].into(),
        };
        let done = hand_over(account(), &[leaving(by_kind)], &assets);
        assert_eq!(done.moves[&Some(heir)], [(leaver, kind("page"))]);
        assert_eq!(done.moves[&None], [(leaver, kind("record"))]);
        let [left, given] = &done.events[..] else {
            panic!("two events: {:?}", done.events);
        };
        assert_eq!(left.details.more["to"], serde_json::Value::Null);
        assert_eq!(given.details.more["to"], heir.to_string());
        assert_eq!(
            given.details.more["kinds"],
            serde_json::json!({ "page": 2 })
        );
        assert_eq!(given.details.more["assets"][1]["external_id"], "a-3");

        let both = Handover {
            rest: Some(other),
            by_kind: [(kind("page"), heir)].into(),
        };
        assert_eq!(both.to(&kind("record")), Some(other));
        assert_eq!(
            hand_over(account(), &[leaving(Handover::default())], &[]),
            HandedOver::default()
        );
    }

    /// D7: an event names at most 1,000 assets.
    #[test]
    fn very_many_assets_are_told_of_in_several_events() {
        let leaver = user(1);
        let assets: Vec<_> = (1..=2_001).map(|n| owned(n, "record", leaver)).collect();
        let leaving = Leaving {
            user: leaver,
            partner: None,
            handover: Handover::all(None),
        };
        let done = hand_over(account(), &[leaving], &assets);
        let counts: Vec<_> = done
            .events
            .iter()
            .map(|event| event.details.more["kinds"]["record"].as_u64().unwrap())
            .collect();
        assert_eq!(counts, [1_000, 1_000, 1]);
    }
}
