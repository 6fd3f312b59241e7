//! Fills one page of a search: reads memberships in steps until the page is full.

use latchkey_domain::{
    base::{
        denial::Denial,
        ids::MembershipId,
        reference::{AccountRef, UserRef},
        revision::Revision,
    },
    membership::{
        decision::{Facts, decide},
        member::Member,
    },
    permission::PermissionKey,
    ports::SearchedMember,
};

use super::{FoundId, SearchPage, SearchPageFound, must_be};
use crate::{
    decisions::{Decisions, EvaluateError, reading::must_judge_by_the_catalogue_in_force},
    frame::error::UseCaseError,
};

/// How many memberships are read for one page.
const MOST: u16 = 250;

/// The memberships to search.
#[derive(Debug, Clone, Copy)]
pub(super) enum Among<'a> {
    /// All memberships in an account.
    In(&'a AccountRef),
    /// All memberships of a user.
    Of(&'a UserRef),
}

/// The question to ask of each membership.
#[derive(Debug, Clone, Copy)]
pub(super) struct SearchedPage<'a> {
    /// The permission.
    pub(super) action: Option<&'a PermissionKey>,
    /// The answer must be at least as fresh as this revision.
    pub(super) at_least: Option<&'a Revision>,
    /// The page.
    pub(super) page: SearchPage,
}

impl Among<'_> {
    /// Whether one denial means that all memberships are denied.
    fn shares(self, denial: Denial) -> bool {
        let of_all = match self {
            Self::In(_) => Denial::AccountClosed,
            Self::Of(_) => Denial::UserDisabled,
        };
        denial == of_all || denial == Denial::UnknownAction
    }
}

impl Decisions {
    /// Fills a page with the memberships that allow it. One more result than fits is searched, to
    /// know whether there is a next page.
    pub(super) async fn fill<I>(
        &self,
        among: Among<'_>,
        wanted: SearchedPage<'_>,
        id: impl Fn(&Member) -> I + Send,
    ) -> Result<SearchPageFound<FoundId<I>>, EvaluateError>
    where
        I: Send,
    {
        let now = self.ports.now();
        let limit = usize::from(wanted.page.limit);
        let (mut results, mut after) = (Vec::new(), wanted.page.after);
        // Usually most members may do it, so that the first step fills the page.
        let mut step = wanted.page.limit.saturating_add(1);
        let mut left = MOST;
        let mut first_read = None;
        loop {
            let (read, revision) = self.searched(among, after, step).await?;
            must_be(wanted.at_least, &revision)?;
            must_judge_by_the_catalogue_in_force(&self.ports, wanted.at_least).await?;
            let revision = first_read.get_or_insert(revision).clone();
            let found = |results, next| SearchPageFound {
                results,
                next,
                revision,
            };
            let is_last = read.len() < usize::from(step);
            for SearchedMember {
                member,
                external_id,
            } in read
            {
                let place = member.membership.id;
                let result = FoundId {
                    id: id(&member),
                    external_id,
                };
                let facts = facts(member);
                match decide(&self.ports.catalogue, &facts, wanted.action, now).denied {
                    None if results.len() == limit => return Ok(found(results, after)),
                    None => results.push(result),
                    Some(denial) if among.shares(denial) => return Ok(found(results, None)),
                    Some(_) => {}
                }
                after = Some(place);
            }
            if is_last {
                return Ok(found(results, None));
            }
            left = left.saturating_sub(step);
            if left == 0 {
                return Ok(found(results, after));
            }
            step = left;
        }
    }

    async fn searched(
        &self,
        among: Among<'_>,
        after: Option<MembershipId>,
        limit: u16,
    ) -> Result<(Vec<SearchedMember>, Revision), UseCaseError> {
        let mut reader = self.ports.store.reader();
        Ok(match among {
            Among::In(account) => reader.searched_members(account, after, limit).await?,
            Among::Of(user) => reader.searched_memberships(user, after, limit).await?,
        })
    }
}

/// The facts of a question about this membership.
fn facts(member: Member) -> Facts {
    Facts {
        user: Some((member.user.id, member.user.status)),
        account: Some((member.account.id, member.account.status)),
        member: Some(member),
    }
}
