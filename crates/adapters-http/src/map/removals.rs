//! Reviews of removals, and assets.

use latchkey_application::removals::{ReviewItem, ReviewView};
use latchkey_domain::{
    base::refusal::Refusal,
    work::{asset::Asset, removal::Action},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Stamp,
    people::{NamedView, PersonView},
    words,
};
use crate::problem::ProblemBody;

/// What removing employees from clients would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovalReview)]
pub(crate) struct ReviewBody {
    /// Its id, to be sent with the confirmation.
    #[schema(example = "rev_01h455vb4pex5vsknk084sn02q")]
    review: String,
    /// When it expires.
    expires_at: Stamp,
    items: Vec<ReviewItemView>,
}

/// What removing one employee from one client would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovalReviewItem)]
pub(crate) struct ReviewItemView {
    client: NamedView,
    employee: PersonView,
    #[schema(value_type = words::MembershipStatus)]
    status: &'static str,
    /// What can be done.
    #[schema(value_type = Vec<words::RemovalAction>)]
    actions: Vec<&'static str>,
    /// The problem code, if nothing can be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked: Option<&'static str>,
    /// The employee's assets there, by kind.
    assets: Vec<AssetCount>,
    /// Members who can take over the assets, by name, at most 25.
    reassign_candidates: Vec<NamedView>,
}

/// How many assets of one kind the employee owns.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssetCount {
    kind: String,
    count: u64,
}

/// The problem `stale-review`, with a fresh review beside it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaleReview<'a> {
    #[serde(flatten)]
    pub(crate) problem: ProblemBody<'a>,
    pub(crate) review: ReviewBody,
}

/// A thing in an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Asset)]
pub(crate) struct AssetView {
    #[schema(example = "ast_01h455vb4pex5vsknk084sn02q")]
    id: String,
    external_id: String,
    kind: String,
    name: String,
}

impl ReviewBody {
    pub(crate) fn of(view: &ReviewView) -> Self {
        Self {
            review: view.review.id.to_string(),
            expires_at: view.review.expires_at.into(),
            items: view.items.iter().map(ReviewItemView::of).collect(),
        }
    }
}

impl ReviewItemView {
    fn of(item: &ReviewItem) -> Self {
        let member = &item.member;
        let assets = item.assets.iter().map(|(kind, tally)| AssetCount {
            kind: kind.to_string(),
            count: tally.count,
        });
        let candidates = item.candidates.iter();
        Self {
            client: NamedView::account(member.client, Some(&member.client_name)),
            employee: PersonView::of(&member.person),
            status: member.status.as_str(),
            actions: item
                .actions
                .iter()
                .map(|action| Action::as_str(*action))
                .collect(),
            blocked: item.blocked.map(Refusal::code),
            assets: assets.collect(),
            reassign_candidates: candidates
                .map(|candidate| NamedView::user(candidate.user, Some(&candidate.name)))
                .collect(),
        }
    }
}

impl AssetView {
    pub(crate) fn of(asset: &Asset) -> Self {
        Self {
            id: asset.id.to_string(),
            external_id: asset.external_id.to_string(),
            kind: asset.kind.to_string(),
            name: asset.name.to_string(),
        }
    }
}
