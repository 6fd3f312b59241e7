//! Assets: things in an account that its members own, as reported by the platform, and what happens
//! to them when a member is removed (D3, D7).

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

/// A thing in an account. It has no version, because changing it takes the account's lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Latchkey's id of the asset.
    pub id: AssetId,
    /// The account.
    pub account: AccountId,
    /// The platform's id of the asset, unique in the account.
    pub external_id: ExternalId,
    /// The kind, in the platform's words.
    pub kind: AssetKind,
    /// The name, given by the platform.
    pub name: Name,
    /// The member who owns it; `None`: nobody.
    pub owner: Option<UserId>,
    /// When the asset was last changed.
    pub changed_at: Time,
}

/// An asset as reported by the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAsset {
    /// The platform's id of the asset.
    pub external_id: ExternalId,
    /// The kind, in the platform's words.
    pub kind: AssetKind,
    /// The name, given by the platform.
    pub name: Name,
    /// The owner. `None`: unchanged, and a new asset has no owner. `Some(None)`: nobody.
    pub owner: Option<Option<UserId>>,
}

impl Asset {
    /// Creates an asset from its first report.
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

    /// Updates the asset from a report, and tells whether that changed anything. A report without
    /// changes makes no review stale (D6).
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

/// The assets of one kind that a member owns in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The number of assets.
    pub count: u64,
    /// When one of them was last changed.
    pub newest: Time,
}

/// The assets that a member owns in an account, counted by kind.
pub type Tallies = BTreeMap<AssetKind, Tally>;

/// An asset that will get another owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedAsset {
    /// Latchkey's id of the asset.
    pub id: AssetId,
    /// The platform's id of the asset.
    pub external_id: ExternalId,
    /// The kind, in the platform's words.
    pub kind: AssetKind,
    /// The present owner.
    pub owner: UserId,
}

/// Who gets a member's assets when the member leaves an account (D7): one person, or one for each
/// kind. Assets given to nobody stay without owner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Handover {
    /// Who gets the kinds not listed; `None`: nobody.
    pub rest: Option<UserId>,
    /// Who gets all assets of a kind.
    pub by_kind: BTreeMap<AssetKind, UserId>,
}

impl Handover {
    /// Gives everything to one person, or to nobody.
    pub const fn all(to: Option<UserId>) -> Self {
        Self {
            rest: to,
            by_kind: BTreeMap::new(),
        }
    }

    /// Who gets the assets of this kind; `None`: nobody.
    pub fn to(&self, kind: &AssetKind) -> Option<UserId> {
        self.by_kind.get(kind).copied().or(self.rest)
    }

    /// Everyone who gets something.
    pub fn receivers(&self) -> impl Iterator<Item = UserId> + '_ {
        self.rest.iter().chain(self.by_kind.values()).copied()
    }
}

/// A member who leaves an account, and who gets their assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The member who leaves.
    pub user: UserId,
    /// The partner they acted for; it sees the events too (T2).
    pub partner: Option<AccountId>,
    /// Who gets their assets.
    pub handover: Handover,
}

/// The assets that several members leave behind in one account: who gets them, and the events for
/// the platform (D7).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HandedOver {
    /// For each new owner (`None`: nobody), the former owners and kinds of the assets they get.
    pub moves: BTreeMap<Option<UserId>, Vec<(UserId, AssetKind)>>,
    /// One event for each old and new owner; more than one if there are very many assets.
    pub events: Vec<Event>,
}

/// The most assets that one event names.
pub const MOST_IN_EVENT: usize = 1_000;

/// Hands on the assets of members who leave an account (D7). `owned` must list all of them.
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

    /// A report without changes changes nothing; an absent owner stays, and null clears it (D6).
    #[test]
    fn a_report_without_changes_changes_nothing() {
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

    /// Assets go to one person or by kind, the rest are left without owner, and the events say
    /// which went where (D7).
    #[test]
    fn assets_go_to_the_people_named() {
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

    /// An event names at most 1,000 assets (D7).
    #[test]
    fn many_assets_are_listed_in_several_events() {
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
