//! A manager confirms a review (D6, D7): it is spent, and the operation that carries it out is begun, in
//! one unit. Where a chosen item looks different by now, they get a fresh review instead.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use latchkey_domain::{
    asset::Handover,
    authority::{Need, PartnerManager},
    event::Event,
    ids::{AccountId, ReviewId, UserId},
    member::Member,
    operation::{Item, MOST_ITEMS, Operation, Task},
    ports::{Locks, Reader, ReviewScope, UnitOfWork},
    refusal::{Conflict, FieldError, Refusal},
    removal::{Action, Order, Pair, Reach, Seen, is_stale, may_receive_from_partner},
    text::AssetKind,
    time::Time,
};

use super::{
    Removals, ReviewView,
    look::{keep, look, reaches, seen_today},
};
use crate::{
    client_access::manager, context::RequestContext, error::UseCaseError, operations::begin,
    ready::Ready,
};

/// Confirms a review, as far as items are chosen.
#[derive(Debug, Clone)]
pub struct ConfirmRemoval {
    /// The partner.
    pub partner: AccountId,
    /// The review.
    pub review: ReviewId,
    /// The items that are chosen.
    pub items: Vec<ConfirmedItem>,
}

/// An item of a review that is chosen.
#[derive(Debug, Clone)]
pub struct ConfirmedItem {
    /// The client.
    pub client: AccountId,
    /// Whom.
    pub employee: UserId,
    /// What is to be done.
    pub action: Action,
    /// Who gets what the person owns; `None`: nobody, but for the kinds that are named.
    pub reassign_to: Option<UserId>,
    /// Who gets all of a kind.
    pub reassign: Vec<(AssetKind, UserId)>,
}

/// What a confirmation came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Confirmation {
    /// It is carried out.
    Started(Operation),
    /// What was reviewed looks different by now: nothing is done, and this is how it looks.
    Stale(ReviewView),
}

impl ConfirmedItem {
    const fn pair(&self) -> Pair {
        (self.client, self.employee)
    }

    /// Everybody who is to get something, with the place in the body that says so.
    fn receivers(&self, at: usize) -> impl Iterator<Item = (String, UserId)> + '_ {
        let rest = self.reassign_to.iter();
        let rest = rest.map(move |to| (format!("/items/{at}/reassign_to"), *to));
        let kinds = self.reassign.iter().enumerate();
        let kinds = kinds.map(move |(n, (_, to))| (format!("/items/{at}/reassign/{n}/to"), *to));
        rest.chain(kinds)
    }

    fn handover(&self) -> Handover {
        Handover {
            rest: self.reassign_to,
            by_kind: self.reassign.iter().cloned().collect(),
        }
    }
}

impl ConfirmRemoval {
    fn check(&self) -> Result<(), UseCaseError> {
        if self.items.is_empty() || self.items.len() > MOST_ITEMS {
            let detail = format!("choose 1 to {MOST_ITEMS}");
            return Err(UseCaseError::invalid("/items", detail));
        }
        let mut errors = Vec::new();
        let mut chosen = BTreeSet::new();
        for (at, item) in self.items.iter().enumerate() {
            if !chosen.insert(item.pair()) {
                errors.push(FieldError::at(format!("/items/{at}"), "is chosen twice"));
            }
            if item.action == Action::Deactivate
                && let Some((pointer, _)) = item.receivers(at).next()
            {
                let detail = "cannot stand beside `deactivate`: what they own stays theirs";
                errors.push(FieldError::at(pointer, detail));
            }
            let mut kinds = BTreeSet::new();
            for (n, (kind, _)) in item.reassign.iter().enumerate() {
                if !kinds.insert(kind) {
                    let pointer = format!("/items/{at}/reassign/{n}/kind");
                    errors.push(FieldError::at(pointer, "is named twice"));
                }
            }
        }
        begin::finish(errors)
    }

    fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.items.iter().map(ConfirmedItem::pair)
    }

    /// Every chosen item is one of the review's, and so is every kind of asset that is handed over (D6, D7).
    fn must_be_reviewed(&self, shown: &BTreeMap<Pair, Seen>) -> Result<(), UseCaseError> {
        let mut errors = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let Some(seen) = shown.get(&item.pair()) else {
                let detail = "is not in the review: choose among its items, or review it too";
                errors.push(FieldError::at(format!("/items/{at}"), detail));
                continue;
            };
            for (n, (kind, _)) in item.reassign.iter().enumerate() {
                if !seen.assets.contains_key(kind) {
                    let pointer = format!("/items/{at}/reassign/{n}/kind");
                    let detail = "the person owns nothing of that kind there: name one of the \
                                  review's";
                    errors.push(FieldError::at(pointer, detail));
                }
            }
        }
        begin::finish(errors)
    }

    /// Rule D7: whoever gets assets is somebody else, an active member of the client within the
    /// manager's reach, and not about to go themself.
    async fn check_receivers(
        &self,
        reader: &mut dyn Reader,
        manager: &PartnerManager,
        now: Time,
    ) -> Result<(), UseCaseError> {
        let mut places = BTreeSet::new();
        for (at, item) in self.items.iter().enumerate() {
            places.extend(item.receivers(at).map(|(_, to)| (item.client, to)));
        }
        if places.is_empty() {
            return Ok(());
        }
        let clients: BTreeSet<AccountId> = places.iter().map(|(client, _)| *client).collect();
        let reaches = reaches(reader, manager, &clients, now).await?;
        let places: Vec<Pair> = places.into_iter().collect();
        let members = reader.members_at(&places).await?;
        let members: HashMap<Pair, Member> = members
            .into_iter()
            .map(|member| ((member.membership.account, member.membership.user), member))
            .collect();
        let leaving: BTreeSet<Pair> = self.pairs().collect();

        let mut errors = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let reach = reaches.get(&item.client).copied();
            let reach = reach.unwrap_or(Reach::OwnPeople);
            for (pointer, to) in item.receivers(at) {
                let place = (item.client, to);
                let may = members
                    .get(&place)
                    .is_some_and(|to| may_receive_from_partner(to, reach, self.partner, now));
                if !may || leaving.contains(&place) {
                    let detail = "must be an active member of the client who stays there, such as one of \
                                  the review's `reassign_candidates`";
                    errors.push(FieldError::at(pointer, detail));
                }
            }
        }
        begin::finish(errors)
    }

    /// The items of the operation, each client's together.
    fn operation_items(&self, shown: &BTreeMap<Pair, Seen>) -> Vec<Item> {
        let mut items: Vec<&ConfirmedItem> = self.items.iter().collect();
        items.sort_by_key(|item| item.client);
        let orders = items.iter().filter_map(|item| {
            let order = Order {
                membership: shown.get(&item.pair())?.membership,
                action: item.action,
                handover: item.handover(),
            };
            Some(order.to_text())
        });
        let pairs = items.iter().map(|item| item.pair());
        let mut all = Item::all(pairs);
        for (item, order) in all.iter_mut().zip(orders) {
            item.params = Some(order);
        }
        all
    }
}

impl Removals {
    /// Confirms a review.
    pub async fn confirm(
        &self,
        cx: &RequestContext,
        cmd: ConfirmRemoval,
    ) -> Result<Ready<Confirmation>, UseCaseError> {
        let attempted = begin::attempted(cmd.partner, Task::Remove.kind());
        let work = self.try_confirm(cx, &cmd, attempted.clone());
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_confirm(
        &self,
        cx: &RequestContext,
        cmd: &ConfirmRemoval,
        attempted: Event,
    ) -> Result<Ready<Confirmation>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        cmd.check()?;
        let locks = Locks::none().reading(cmd.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let review = unit.review(cmd.review).await?.ok_or(Refusal::NotFound)?;
        let review = review.belongs_to(cmd.partner, manager.user)?;
        let shown = unit.reviewed(review.id).await?;
        cmd.must_be_reviewed(&shown)?;
        cmd.check_receivers(&mut *unit, &manager, now).await?;
        review.must_serve(now)?;
        if is_different(&mut *unit, cmd, &shown).await? {
            drop(unit);
            let fresh = self.look_again(&manager, review.id).await?;
            let refused = vec![(attempted, Refusal::StaleReview)];
            return Ok(fresh.map(Confirmation::Stale).with_refused(refused));
        }
        if !unit.spend_review(review.id).await? {
            return Err(Refusal::Conflict(Conflict::ReviewSpent).into());
        }
        let items = cmd.operation_items(&shown);
        let task = (cmd.partner, Task::Remove);
        let ready = begin::begin(ports, cx, unit, &manager.permit(), task, items).await?;
        Ok(ready.map(Confirmation::Started))
    }

    /// A fresh review of the items of another one, as far as they are still there.
    async fn look_again(
        &self,
        manager: &PartnerManager,
        review: ReviewId,
    ) -> Result<Ready<ReviewView>, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let again = ReviewScope::Review(review);
        let found = reader.acting_members(manager.partner, &again, MOST_ITEMS);
        let found = found.await?;
        let items = look(&mut *reader, manager, found, ports.now()).await?;
        drop(reader);
        keep(ports, manager, items).await
    }
}

/// Whether a chosen item looks different than the review has shown it.
async fn is_different(
    unit: &mut dyn UnitOfWork,
    cmd: &ConfirmRemoval,
    shown: &BTreeMap<Pair, Seen>,
) -> Result<bool, UseCaseError> {
    let scope = ReviewScope::Review(cmd.review);
    let mut members = unit.acting_members(cmd.partner, &scope, MOST_ITEMS).await?;
    let chosen: BTreeSet<Pair> = cmd.pairs().collect();
    members.retain(|member| chosen.contains(&member.pair()));
    let today = seen_today(unit, &members).await?;
    Ok(is_stale(&chosen, shown, &today))
}
