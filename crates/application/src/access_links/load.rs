//! What approving, declining and showing a link all begin with.

use latchkey_domain::{
    base::{ids::AccountId, refusal::Refusal, time::Time},
    gate::{self, Need},
    membership::member::Member,
    partnership::access_link::AccessLink,
    people::{account::Account, token::TokenHash},
    permission::{BuiltIn, Catalogue},
    ports::Reader,
};

use crate::frame::{context::RequestContext, error::UseCaseError};

/// A link found by its token, with the partner and the employee it speaks of.
pub(super) struct FoundLink {
    pub(super) link: AccessLink,
    pub(super) partner: Account,
    pub(super) employment: Option<Member>,
}

/// The link of that token. An unknown token is not found, whatever it once was.
pub(super) async fn link_of(
    reader: &mut dyn Reader,
    token: &str,
) -> Result<AccessLink, UseCaseError> {
    let link = reader.access_link_by_token(&TokenHash::of(token)).await?;
    Ok(link.ok_or(Refusal::NotFound)?)
}

/// The link of that token with all it speaks of.
pub(super) async fn found(reader: &mut dyn Reader, token: &str) -> Result<FoundLink, UseCaseError> {
    let link = link_of(reader, token).await?;
    let partner = reader
        .account(link.partner)
        .await?
        .ok_or(Refusal::NotFound)?;
    let employment = reader.member(link.partner, link.employee).await?;
    Ok(FoundLink {
        link,
        partner,
        employment,
    })
}

/// Whether a membership lets its holder approve a link about a subject (L3, A11), by the rules that
/// approving itself asks.
pub(super) fn may_approve_in(
    cx: &RequestContext,
    own: &Member,
    partner: AccountId,
    subject: Option<&Member>,
    catalogue: &Catalogue,
    now: Time,
) -> bool {
    let right = BuiltIn::UsersEdit;
    own.account.id != partner
        && gate::account_manager(&cx.origin, Some(own), right, Need::View, catalogue, now)
            .and_then(|own_right| {
                own_right.may_make_partner_admin(own.account.partner_admins_by, subject)
            })
            .is_ok()
}
