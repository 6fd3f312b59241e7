//! The owner of a review lists the assets of an employee in a client by name. This needs an active
//! membership of their own there; without one they see only counts (D6).

use latchkey_domain::{
    base::{
        ids::ReviewId,
        page::{Page, PageRequest},
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        text::AssetKind,
    },
    gate::Need,
    work::{asset::Asset, removal::ReviewReach},
};

use super::Removals;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{
        named,
        partner::manager_of,
        person::{TOKEN, must_be_person},
    },
};

/// Lists the assets of one item of a review.
#[derive(Debug, Clone)]
pub struct ReviewedAssets {
    /// The partner.
    pub partner: AccountRef,
    /// The review.
    pub review: ReviewId,
    /// The client.
    pub client: AccountRef,
    /// The employee who owns the assets.
    pub employee: UserRef,
    /// Only assets of this kind; `None` for all kinds.
    pub kind: Option<AssetKind>,
}

impl Removals {
    /// Lists the current assets of one item of a review.
    pub async fn reviewed_assets(
        &self,
        cx: &RequestContext,
        wanted: &ReviewedAssets,
        page: &PageRequest,
    ) -> Result<Page<Asset>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        must_be_person(
            cx,
            TOKEN,
            "a review belongs to the person who made it: use a user token",
        )?;
        let mut reader = ports.store.reader();
        let manager = manager_of(ports, cx, &mut *reader, &wanted.partner, Need::View).await?;
        let review = reader.review(wanted.review).await?;
        let review = review
            .ok_or(Refusal::NotFound)?
            .belongs_to(manager.partner, manager.user)?;
        let pair = (
            named::account(ports, &wanted.client).await?,
            named::user_in(ports, &mut *reader, &wanted.employee).await?,
        );
        if review.has_lapsed(now) || !reader.is_reviewed(review.id, pair).await? {
            return Err(Refusal::NotFound.into());
        }
        let own = reader.member(pair.0, manager.user).await?;
        if ReviewReach::of(own.as_ref(), now) == ReviewReach::OwnPeople {
            return Err(Refusal::MissingPermission.into());
        }
        let (client, employee) = pair;
        let kind = wanted.kind.as_ref();
        Ok(reader.assets(client, employee, kind, page).await?)
    }
}
