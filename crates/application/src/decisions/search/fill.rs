//! One page of a search: memberships are read step by step until it is full.

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
    decisions::{Decisions, EvaluateError},
    frame::error::UseCaseError,
};

/// How many memberships are looked at for one page.
const MOST: u16 = 250;

/// Whose memberships are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Among<'a> {
    /// Everybody's in an account.
    In(&'a AccountRef),
    /// A user's everywhere.
    Of(&'a UserRef),
}

/// What is asked of each membership.
#[derive(Debug, Clone, Copy)]
pub(super) struct SearchedPage<'a> {
    /// Which permission.
    pub(super) action: Option<&'a PermissionKey>,
    /// As fresh as this at least.
    pub(super) at_least: Option<&'a Revision>,
    /// Which part.
    pub(super) page: SearchPage,
}

impl Among<'_> {
    /// Whether a refusal of one is a refusal of all.
    fn shares(self, denial: Denial) -> bool {
        let of_all = match self {
            Self::In(_) => Denial::AccountClosed,
            Self::Of(_) => Denial::UserDisabled,
        };
        denial == of_all || denial == Denial::UnknownAction
    }
}

impl Decisions {
    /// Fills a page with those who may do it. One result too many is looked for, so that a next page
    /// is named where there is one to come.
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
        // Mostly those who are members may do it, and the first step finds them all.
        let mut step = wanted.page.limit.saturating_add(1);
        let mut left = MOST;
        let mut first_read = None;
        loop {
            let (read, revision) = self.searched(among, after, step).await?;
            must_be(wanted.at_least, &revision)?;
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

/// What a question about this membership rests on.
fn facts(member: Member) -> Facts {
    Facts {
        user: Some((member.user.id, member.user.status)),
        account: Some((member.account.id, member.account.status)),
        member: Some(member),
    }
}
