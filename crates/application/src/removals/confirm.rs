//! A manager confirms a review (D6, D7): one unit marks it as used and begins the operation that
//! carries it out. If a chosen item has changed since, the manager gets a new review instead.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    hash::Hash,
};

use latchkey_domain::{
    base::{
        ids::{AccountId, ReviewId, UserId},
        reference::{AccountRef, UserRef},
        refusal::{Conflict, FieldErrors, Refusal},
        text::AssetKind,
        time::Time,
    },
    gate::{self, Need, PartnerManager},
    membership::member::Member,
    ports::{Locks, Reader, ReviewScope, UnitOfWork},
    work::{
        asset::Handover,
        operation::{Item, MOST_ITEMS, Operation, Task},
        removal::{
            Action, ClientEmployee, RemovalOrder, ReviewReach, Seen, is_stale,
            may_receive_from_partner,
        },
    },
};

use super::{Removals, ReviewView};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, lists, ports::Ports, ready::Ready},
    gates::{named, partner::manager},
    removals::review_items::{keep, reaches, review_items, seen_now},
    steps::started,
};

/// The maximum number of asset kinds that one item may assign separately.
pub const MOST_KINDS: usize = 1_000;

/// Confirms the chosen items of a review.
#[derive(Debug, Clone)]
pub struct ConfirmRemoval {
    /// The partner.
    pub partner: AccountRef,
    /// The review.
    pub review: ReviewId,
    /// The chosen items.
    pub items: Vec<ConfirmedItem>,
}

/// A chosen item of a review.
#[derive(Debug, Clone)]
pub struct ConfirmedItem {
    /// The client.
    pub client: AccountRef,
    /// The employee.
    pub employee: UserRef,
    /// The action to take.
    pub action: Action,
    /// Who gets the employee's assets, except the kinds in `reassign`; `None` for no one.
    pub reassign_to: Option<UserRef>,
    /// Who gets all assets of a kind.
    pub reassign: Vec<(AssetKind, UserRef)>,
}

/// A chosen item with its names looked up.
struct ChosenItem {
    client: AccountId,
    employee: UserId,
    action: Action,
    reassign_to: Option<UserId>,
    reassign: Vec<(AssetKind, UserId)>,
}

/// All chosen items of a partner's review.
struct ChosenItems {
    partner: AccountId,
    items: Vec<ChosenItem>,
}

/// The result of a confirmation.
#[derive(Debug, Clone, PartialEq)]
pub enum Confirmation {
    /// The operation was begun.
    Started(Operation),
    /// The reviewed items have changed: nothing is done, and this is a new review of them.
    Stale(ReviewView),
}

impl ConfirmedItem {
    /// The JSON pointer to the first receiver in an item.
    fn first_receiver(&self, at: usize) -> Option<String> {
        if self.reassign_to.is_some() {
            return Some(format!("/items/{at}/reassign_to"));
        }
        let by_kind = !self.reassign.is_empty();
        by_kind.then(|| format!("/items/{at}/reassign/0/to"))
    }
}

impl ChosenItem {
    const fn pair(&self) -> ClientEmployee {
        (self.client, self.employee)
    }

    /// All receivers, with the field of the item that names them.
    fn receivers(&self) -> impl Iterator<Item = (Receiving, UserId)> + '_ {
        let rest = self.reassign_to.iter().map(|to| (Receiving::Rest, *to));
        let kinds = self.reassign.iter().enumerate();
        let kinds = kinds.map(|(n, (_, to))| (Receiving::Kind(n), *to));
        rest.chain(kinds)
    }

    fn handover(&self) -> Handover {
        Handover {
            rest: self.reassign_to,
            by_kind: self.reassign.iter().cloned().collect(),
        }
    }
}

/// The part of an item that a receiver gets.
#[derive(Debug, Clone, Copy)]
enum Receiving {
    /// Everything except the kinds that are assigned separately.
    Rest,
    /// The kind at this position of the list.
    Kind(usize),
}

impl fmt::Display for Receiving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rest => f.write_str("reassign_to"),
            Self::Kind(n) => write!(f, "reassign/{n}/to"),
        }
    }
}

impl ConfirmRemoval {
    fn check(&self) -> Result<(), UseCaseError> {
        if self.items.is_empty() || self.items.len() > MOST_ITEMS {
            let detail = format!("choose 1 to {MOST_ITEMS} items");
            return Err(UseCaseError::invalid("/items", detail));
        }
        let mut errors = FieldErrors::default();
        check_chosen_once(
            &mut errors,
            self.items.iter().map(|item| (&item.client, &item.employee)),
        );
        for (at, item) in self.items.iter().enumerate() {
            if item.action == Action::Deactivate
                && let Some(pointer) = item.first_receiver(at)
            {
                let detail =
                    "cannot be combined with `deactivate`: the employee keeps their assets";
                errors.add(pointer, detail);
            }
            for n in lists::twice(item.reassign.iter().map(|(kind, _)| kind)) {
                errors.add(
                    format_args!("/items/{at}/reassign/{n}/kind"),
                    "is named twice",
                );
            }
        }
        Ok(errors.into_result()?)
    }

    /// Looks up all names in the items, with at most two statements per 1,000 names.
    async fn find(
        &self,
        ports: &Ports,
        reader: &mut dyn Reader,
        partner: AccountId,
    ) -> Result<ChosenItems, UseCaseError> {
        let clients: Vec<_> = self.items.iter().map(|item| item.client.clone()).collect();
        let clients = named::accounts(ports, reader, &clients).await?;
        let people = self.items.iter().flat_map(|item| {
            let receivers = item.reassign.iter().map(|(_, to)| to);
            std::iter::once(&item.employee)
                .chain(&item.reassign_to)
                .chain(receivers)
        });
        let people: Vec<UserRef> = people.cloned().collect();
        let mut people = named::users(ports, reader, &people).await?.into_iter();
        let mut items = Vec::with_capacity(self.items.len());
        for (item, client) in self.items.iter().zip(clients) {
            let employee = people.next().ok_or(Refusal::NotFound)?;
            let reassign_to = match item.reassign_to {
                Some(_) => people.next(),
                None => None,
            };
            let kinds = item.reassign.iter().map(|(kind, _)| kind.clone());
            items.push(ChosenItem {
                client,
                employee,
                action: item.action,
                reassign_to,
                reassign: kinds.zip(people.by_ref()).collect(),
            });
        }
        let chosen = ChosenItems { partner, items };
        let mut errors = FieldErrors::default();
        check_chosen_once(&mut errors, chosen.pairs());
        errors.into_result()?;
        Ok(chosen)
    }
}

fn check_chosen_once<P: Eq + Hash>(errors: &mut FieldErrors, pairs: impl Iterator<Item = P>) {
    for at in lists::twice(pairs) {
        errors.add(format_args!("/items/{at}"), "is chosen twice");
    }
}

impl ChosenItems {
    fn pairs(&self) -> impl Iterator<Item = ClientEmployee> + '_ {
        self.items.iter().map(ChosenItem::pair)
    }

    /// Checks that every chosen item and every assigned kind of asset is in the review (D6, D7).
    fn must_be_reviewed(&self, shown: &BTreeMap<ClientEmployee, Seen>) -> Result<(), UseCaseError> {
        let mut errors = FieldErrors::default();
        for (at, item) in self.items.iter().enumerate() {
            let Some(seen) = shown.get(&item.pair()) else {
                let detail =
                    "is not in the review: choose one of its items, or request a new review";
                errors.add(format_args!("/items/{at}"), detail);
                continue;
            };
            for (n, (kind, _)) in item.reassign.iter().enumerate() {
                if !seen.assets.contains_key(kind) {
                    let pointer = format_args!("/items/{at}/reassign/{n}/kind");
                    let detail = "the person owns nothing of that kind there: name one of the \
                                  review's";
                    errors.add(pointer, detail);
                }
            }
        }
        Ok(errors.into_result()?)
    }

    /// Checks the receivers of assets (D7): each is another active member of the client whom the
    /// manager may see, and is not being removed themself.
    async fn check_receivers(
        &self,
        reader: &mut dyn Reader,
        manager: &PartnerManager,
        now: Time,
    ) -> Result<(), UseCaseError> {
        let mut places = BTreeSet::new();
        for item in &self.items {
            places.extend(item.receivers().map(|(_, to)| (item.client, to)));
        }
        if places.is_empty() {
            return Ok(());
        }
        let clients: BTreeSet<AccountId> = places.iter().map(|(client, _)| *client).collect();
        let reaches = reaches(reader, manager, &clients, now).await?;
        let places: Vec<ClientEmployee> = places.into_iter().collect();
        let members = reader.members_at(&places).await?;
        let members: HashMap<ClientEmployee, Member> = members
            .into_iter()
            .map(|member| ((member.membership.account, member.membership.user), member))
            .collect();
        let leaving: BTreeSet<ClientEmployee> = self.pairs().collect();

        let mut errors = FieldErrors::default();
        for (at, item) in self.items.iter().enumerate() {
            let reach = reaches.get(&item.client).copied();
            let reach = reach.unwrap_or(ReviewReach::OwnPeople);
            for (receiving, to) in item.receivers() {
                let place = (item.client, to);
                let may = members
                    .get(&place)
                    .is_some_and(|to| may_receive_from_partner(to, reach, self.partner, now));
                if !may || leaving.contains(&place) {
                    let detail = "must be an active member of the client who stays there, such as one of \
                                  the review's `reassign_candidates`";
                    errors.add(format_args!("/items/{at}/{receiving}"), detail);
                }
            }
        }
        Ok(errors.into_result()?)
    }

    /// The items of the operation, grouped by client.
    fn operation_items(&self, shown: &BTreeMap<ClientEmployee, Seen>) -> Vec<Item> {
        let mut items: Vec<&ChosenItem> = self.items.iter().collect();
        items.sort_by_key(|item| item.client);
        let orders = items.iter().filter_map(|item| {
            let order = RemovalOrder {
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
        let attempted = started::attempted(&cmd.partner, Task::Remove.kind());
        let work = self.try_confirm(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_confirm(
        &self,
        cx: &RequestContext,
        cmd: &ConfirmRemoval,
    ) -> Result<Ready<Confirmation>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        gate::user(&cx.origin, Need::Edit)?;
        cmd.check()?;
        let partner = named::account(ports, &cmd.partner).await?;
        let mut unit = ports.store.begin(Locks::none().reading(partner)).await?;
        let manager = manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let chosen = cmd.find(ports, &mut *unit, partner).await?;
        let review = unit.review(cmd.review).await?.ok_or(Refusal::NotFound)?;
        let review = review.belongs_to(partner, manager.user)?;
        let shown = unit.reviewed(review.id).await?;
        chosen.must_be_reviewed(&shown)?;
        chosen.check_receivers(&mut *unit, &manager, now).await?;
        review.must_serve(now)?;
        if has_changed(&mut *unit, &chosen, review.id, &shown).await? {
            drop(unit);
            let fresh = self.review_again(&manager, review.id).await?;
            let attempted = started::beginning(partner, Task::Remove.kind());
            let refused = vec![(attempted, Refusal::StaleReview)];
            return Ok(fresh.map(Confirmation::Stale).with_refused(refused));
        }
        if !unit.spend_review(review.id).await? {
            return Err(Refusal::Conflict(Conflict::ReviewSpent).into());
        }
        let items = chosen.operation_items(&shown);
        let task = (partner, Task::Remove);
        let ready = started::begin(ports, cx, unit, &manager.permit(), task, items).await?;
        Ok(ready.map(Confirmation::Started))
    }

    /// Reviews the items of an earlier review again, as far as they still exist.
    async fn review_again(
        &self,
        manager: &PartnerManager,
        review: ReviewId,
    ) -> Result<Ready<ReviewView>, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let again = ReviewScope::Review(review);
        let found = reader.acting_members(manager.partner, &again, MOST_ITEMS);
        let found = found.await?;
        let items = review_items(&mut *reader, manager, found, ports.now()).await?;
        drop(reader);
        keep(ports, manager, items).await
    }
}

/// Whether a chosen item has changed since the review.
async fn has_changed(
    unit: &mut dyn UnitOfWork,
    chosen: &ChosenItems,
    review: ReviewId,
    shown: &BTreeMap<ClientEmployee, Seen>,
) -> Result<bool, UseCaseError> {
    let scope = ReviewScope::Review(review);
    let members = unit.acting_members(chosen.partner, &scope, MOST_ITEMS);
    let mut members = members.await?;
    let chosen: BTreeSet<ClientEmployee> = chosen.pairs().collect();
    members.retain(|member| chosen.contains(&member.pair()));
    let today = seen_now(unit, &members).await?;
    Ok(is_stale(&chosen, shown, &today))
}
