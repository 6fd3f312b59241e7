//! The owner of a review reads the names of what somebody owns in a client: only with an active
//! membership of their own there, since without one they see counts alone (D6).

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
    gates::{named, partner::manager_of},
};

/// Asks for the assets of one item of a review.
#[derive(Debug, Clone)]
pub struct ReviewedAssets {
    /// The partner.
    pub partner: AccountRef,
    /// The review.
    pub review: ReviewId,
    /// The client.
    pub client: AccountRef,
    /// Whose.
    pub employee: UserRef,
    /// Of one kind; `None`: of all.
    pub kind: Option<AssetKind>,
}

impl Removals {
    /// Lists the assets of one item of a review, as they are now.
    pub async fn reviewed_assets(
        &self,
        cx: &RequestContext,
        wanted: &ReviewedAssets,
        page: &PageRequest,
    ) -> Result<Page<Asset>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
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
