//! What a review shows of employees in clients (D5, D6, D7), read with a fixed number of
//! statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Duration;
use latchkey_domain::{
    base::{ids::AccountId, refusal::Refusal, time::Time},
    gate::PartnerManager,
    membership::{Access, super_admins::SuperAdmins},
    ports::{HandoverCandidate, Locks, Reader, StoreError},
    work::{
        asset::Tallies,
        removal::{
            ActingMember, Action, ClientEmployee, MOST_CANDIDATES, Review, ReviewReach, Seen,
            possible_actions,
        },
    },
};

use crate::frame::{error::UseCaseError, ports::Ports, ready::Ready};

/// How long an expired review is kept, so that a late confirmation gets a clear answer.
const KNOWN_FOR: Duration = Duration::days(1);

/// A review and its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewView {
    /// The review.
    pub review: Review,
    /// Its items, ordered by the client's name as the partner sees it, then by the person's name.
    pub items: Vec<ReviewItem>,
}

/// What a review shows about an employee in a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewItem {
    /// The employee and the client.
    pub member: ActingMember,
    /// The possible actions.
    pub actions: Vec<Action>,
    /// Why no action is possible, if so.
    pub blocked: Option<Refusal>,
    /// The number of assets the person owns there.
    pub assets: Tallies,
    /// Possible receivers of these assets, by name; only some of them if there are many.
    pub candidates: Vec<HandoverCandidate>,
}

impl ReviewItem {
    fn seen(&self) -> Seen {
        Seen {
            membership: self.member.membership,
            version: self.member.version,
            assets: self.assets.clone(),
        }
    }
}

/// The current state of memberships, in the form in which a review stores it.
pub(super) async fn seen_now(
    reader: &mut dyn Reader,
    members: &[ActingMember],
) -> Result<BTreeMap<ClientEmployee, Seen>, StoreError> {
    let pairs: Vec<ClientEmployee> = members.iter().map(ActingMember::pair).collect();
    let mut tallies = reader.asset_tallies(&pairs).await?;
    let seen = members.iter().map(|member| {
        let seen = Seen {
            membership: member.membership,
            version: member.version,
            assets: tallies.remove(&member.pair()).unwrap_or_default(),
        };
        (member.pair(), seen)
    });
    Ok(seen.collect())
}

/// How much the manager may see of each client, by their own membership there.
pub(super) async fn reaches(
    reader: &mut dyn Reader,
    manager: &PartnerManager,
    clients: &BTreeSet<AccountId>,
    now: Time,
) -> Result<BTreeMap<AccountId, ReviewReach>, StoreError> {
    let places: Vec<ClientEmployee> = clients
        .iter()
        .map(|client| (*client, manager.user))
        .collect();
    let own = reader.members_at(&places).await?;
    let own: HashMap<_, _> = own
        .iter()
        .map(|member| (member.membership.account, member))
        .collect();
    let reaches = clients
        .iter()
        .map(|client| (*client, ReviewReach::of(own.get(client).copied(), now)));
    Ok(reaches.collect())
}

/// Builds the items of a review from memberships.
pub(super) async fn review_items(
    reader: &mut dyn Reader,
    manager: &PartnerManager,
    members: Vec<ActingMember>,
    now: Time,
) -> Result<Vec<ReviewItem>, StoreError> {
    let clients: BTreeSet<AccountId> = members.iter().map(|member| member.client).collect();
    let mut seen = seen_now(reader, &members).await?;
    let with_super_admins: BTreeSet<AccountId> = members
        .iter()
        .filter(|member| member.access == Access::SuperAdmin)
        .map(|member| member.client)
        .collect();
    let with_super_admins: Vec<_> = with_super_admins.into_iter().collect();
    let super_admins = reader.super_admins_of(&with_super_admins).await?;
    let reaches = reaches(reader, manager, &clients, now).await?;
    let (open, closed): (Vec<_>, Vec<_>) = reaches
        .into_iter()
        .partition(|(_, reach)| *reach == ReviewReach::Client);
    let accounts = |reached: Vec<(AccountId, ReviewReach)>| -> Vec<AccountId> {
        reached.into_iter().map(|(account, _)| account).collect()
    };
    let (open, closed) = (accounts(open), accounts(closed));
    // One more, because the person themself may be among them.
    let most = MOST_CANDIDATES + 1;
    let candidates = reader.candidates(manager.partner, &open, &closed, now, most);
    let candidates = candidates.await?;

    let nobody = SuperAdmins::default();
    let items = members.into_iter().map(|member| {
        let admins = super_admins.get(&member.client).unwrap_or(&nobody);
        let (actions, blocked) = possible_actions(&member, admins);
        let others = candidates.get(&member.client).into_iter().flatten();
        let others = others.filter(|other| other.user != member.person.id);
        ReviewItem {
            candidates: others.take(MOST_CANDIDATES).cloned().collect(),
            assets: seen
                .remove(&member.pair())
                .map(|seen| seen.assets)
                .unwrap_or_default(),
            member,
            actions,
            blocked,
        }
    });
    Ok(items.collect())
}

/// Stores a review of these items, ready to commit. A review is not a change that the trail records
/// (T1).
pub(super) async fn keep(
    ports: &Ports,
    manager: &PartnerManager,
    items: Vec<ReviewItem>,
) -> Result<Ready<ReviewView>, UseCaseError> {
    let now = ports.now();
    let review = Review::begin(ports.ids.next(), manager.partner, manager.user, now);
    let shown = items.iter().map(|item| (item.member.pair(), item.seen()));
    let shown = shown.collect();
    let mut unit = ports.store.begin(Locks::none()).await?;
    unit.forget_reviews(now - KNOWN_FOR).await?;
    unit.insert_review(&review, &shown).await?;
    Ok(Ready::aside(
        ReviewView { review, items },
        unit,
        manager.permit(),
    ))
}
