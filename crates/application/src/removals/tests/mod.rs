//! Reviews and their confirmation on the memory store.

mod confirm;
mod review;

use std::sync::Arc;

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, AssetId, UserId},
        page::PageRequest,
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        text::{AssetKind, ExternalId, Name},
    },
    ports::Locks,
    trail::event::EventKind,
    work::{
        asset::Asset,
        operation::{ItemOutcome, Operation, OperationState},
        removal::Action,
    },
};
use latchkey_testing::builders::{MembershipBuilder, UserBuilder};

use super::{
    ConfirmRemoval, Confirmation, ConfirmedItem, Removals, ReviewItem, ReviewRemoval, ReviewView,
    ReviewedAssets,
};
use crate::{
    frame::error::UseCaseError,
    operations::{ListItems, Operations},
    testing::{UseCaseBed, refused},
};

fn kind(text: &str) -> AssetKind {
    AssetKind::parse(text).unwrap()
}

/// The scene in which Jonas also acts in Harbour & Pine, and owns two pages and a form there.
struct Agency {
    bed: UseCaseBed,
    service: Removals,
    operations: Operations,
}

impl Agency {
    async fn new() -> Self {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas);
        world.add_member(jonas.partner_admin(world.northwind)).await;
        let agency = Self {
            service: Removals::new(Arc::clone(&bed.ports)),
            operations: Operations::new(Arc::clone(&bed.ports)),
            bed,
        };
        let owner = agency.bed.world.jonas;
        agency
            .own(owner, &[("p-1", "page"), ("p-2", "page"), ("f-1", "form")])
            .await;
        agency
    }

    async fn own(&self, owner: UserId, assets: &[(&str, &str)]) {
        let world = &self.bed.world;
        world.clock.advance(Duration::seconds(1));
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        let asset = |(id, of): &(&str, &str)| Asset {
            id: AssetId::from_uuid(self.bed.ports.ids.uuid()),
            account: world.harbour,
            external_id: ExternalId::parse(id).unwrap(),
            kind: kind(of),
            name: Name::parse("Thing").unwrap(),
            owner: Some(owner),
            changed_at: world.now(),
        };
        let assets: Vec<Asset> = assets.iter().map(asset).collect();
        unit.put_assets(&assets).await.unwrap();
        world.commit(unit).await;
    }

    async fn owned(&self, owner: UserId) -> Vec<String> {
        let harbour = self.bed.world.harbour;
        let mut reader = self.bed.world.store.reader();
        let assets = reader.assets_owned(harbour, &[owner]).await.unwrap();
        let ids = assets.iter().map(|asset| asset.external_id.to_string());
        ids.collect()
    }

    fn asked(&self, employees: Option<&[UserId]>, clients: Option<&[AccountId]>) -> ReviewRemoval {
        ReviewRemoval {
            partner: self.bed.world.northwind.into(),
            employees: employees.map(|ids| ids.iter().copied().map(UserRef::Id).collect()),
            clients: clients.map(|ids| ids.iter().copied().map(AccountRef::Id).collect()),
        }
    }

    async fn review(&self, who: UserId, cmd: ReviewRemoval) -> ReviewView {
        let cx = self.bed.as_user(who);
        let ready = self.service.review(&cx, cmd).await.unwrap();
        self.bed.done(&cx, ready).await
    }

    /// A review of Jonas in Harbour & Pine.
    async fn of_jonas(&self, who: UserId) -> ReviewView {
        let world = &self.bed.world;
        let cmd = self.asked(Some(&[world.jonas]), Some(&[world.harbour]));
        self.review(who, cmd).await
    }

    fn remove(&self, employee: UserId) -> ConfirmedItem {
        ConfirmedItem {
            client: self.bed.world.harbour.into(),
            employee: employee.into(),
            action: Action::Remove,
            reassign_to: None,
            reassign: Vec::new(),
        }
    }

    fn confirming(&self, view: &ReviewView, items: &[ConfirmedItem]) -> ConfirmRemoval {
        ConfirmRemoval {
            partner: self.bed.world.northwind.into(),
            review: view.review.id,
            items: items.to_vec(),
        }
    }

    async fn confirm(
        &self,
        who: UserId,
        view: &ReviewView,
        items: &[ConfirmedItem],
    ) -> Result<Confirmation, UseCaseError> {
        let cx = self.bed.as_user(who);
        let cmd = self.confirming(view, items);
        let ready = self.service.confirm(&cx, cmd).await?;
        Ok(self.bed.done(&cx, ready).await)
    }

    async fn start(&self, who: UserId, view: &ReviewView, items: &[ConfirmedItem]) -> Operation {
        match self.confirm(who, view, items).await.unwrap() {
            Confirmation::Started(operation) => operation,
            Confirmation::Stale(fresh) => panic!("stale: {fresh:?}"),
        }
    }

    /// Runs the operation and returns the outcomes of its items.
    async fn outcomes(&self, operation: &Operation) -> Vec<(ItemOutcome, Option<String>)> {
        let leases = Arc::new(self.bed.world.memory().clone());
        let worker = self.operations.worker(leases);
        while worker.turn().await.unwrap() {}
        let cmd = ListItems {
            operation: operation.id,
            outcomes: None,
            page: PageRequest::first(),
        };
        let cx = self.bed.as_user(self.bed.world.priya);
        let page = self.operations.items(&cx, &cmd).await.unwrap();
        let outcome = |row: latchkey_domain::work::operation::ItemRow| {
            (row.result.outcome, row.result.problem)
        };
        page.items.into_iter().map(outcome).collect()
    }
}

fn people(view: &ReviewView) -> Vec<UserId> {
    let items = view.items.iter();
    items.map(|item| item.member.person.id).collect()
}

fn candidates(item: &ReviewItem) -> Vec<UserId> {
    let candidates = item.candidates.iter();
    candidates.map(|candidate| candidate.user).collect()
}

fn pointers<T: std::fmt::Debug>(result: Result<T, UseCaseError>) -> Vec<String> {
    match result {
        Err(UseCaseError::Invalid(errors)) => errors
            .listed()
            .iter()
            .map(|error| error.pointer.clone())
            .collect(),
        other => vec![format!("{other:?}")],
    }
}
