//! Loads a link by its token, for approving, declining and showing it.

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal, time::Time},
    gate::{self, Need},
    membership::{member::Member, super_admins::SuperAdmins},
    partnership::access_link::AccessLink,
    people::{account::Account, token::TokenHash},
    permission::{BuiltIn, Catalogue},
    ports::Reader,
    trail::event::EventKind,
};

use crate::frame::{context::RequestContext, error::UseCaseError, refusals::Attempted};

/// A link found by its token, with its partner and employee.
pub(super) struct FoundLink {
    pub(super) link: AccessLink,
    pub(super) partner: Account,
    pub(super) employment: Option<Member>,
}

/// Finds a link by its token. Old tokens are as unknown as any other.
pub(super) async fn link_of(
    reader: &mut dyn Reader,
    token: &str,
) -> Result<AccessLink, UseCaseError> {
    let link = reader.access_link_by_token(&TokenHash::of(token)).await?;
    Ok(link.ok_or(Refusal::NotFound)?)
}

/// What the trail tells if an answer to a link is refused: its parties too, once the link is known.
pub(super) fn attempted(
    kind: EventKind,
    account: &AccountRef,
    link: Option<&AccessLink>,
) -> Attempted {
    let attempted = Attempted::new(kind).in_account(account);
    match link {
        Some(link) => attempted
            .about(&link.employee.into())
            .with_partner(&link.partner.into())
            .on(link.id),
        None => attempted,
    }
}

/// Finds a link by its token, with its partner and employee.
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

/// Whether a membership lets its holder approve a link for a subject, by the same rules as
/// approving itself (L3, A11).
pub(super) fn may_approve_in(
    cx: &RequestContext,
    (own, super_admins): (&Member, &SuperAdmins),
    partner: AccountId,
    subject: Option<&Member>,
    catalogue: &Catalogue,
    now: Time,
) -> bool {
    let right = BuiltIn::UsersEdit;
    own.account.id != partner
        && gate::account_manager(
            &cx.origin,
            Some(own),
            super_admins,
            right,
            Need::View,
            catalogue,
            now,
        )
        .and_then(|own_right| {
            own_right.may_make_partner_admin(own.account.partner_admins_by, subject)
        })
        .is_ok()
}
