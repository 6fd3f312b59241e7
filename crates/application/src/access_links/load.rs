//! What approving, declining and showing a link all begin with.

use latchkey_domain::{
    access_link::AccessLink,
    account::Account,
    ids::AccountId,
    member::Member,
    permission::{BuiltIn, Catalogue},
    ports::Reader,
    refusal::Refusal,
    time::Time,
    token::TokenHash,
};

use crate::error::UseCaseError;

/// A link found by its token, with the partner and the employee it speaks of.
pub(super) struct Found {
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
pub(super) async fn found(reader: &mut dyn Reader, token: &str) -> Result<Found, UseCaseError> {
    let link = link_of(reader, token).await?;
    let partner = reader
        .account(link.partner)
        .await?
        .ok_or(Refusal::NotFound)?;
    let employment = reader.member(link.partner, link.employee).await?;
    Ok(Found {
        link,
        partner,
        employment,
    })
}

/// Whether a membership lets its holder approve a link (L3, A11): in an account that is not the
/// partner, as super admin, or with `users.edit` on one's own behalf where the account leaves it to
/// them and the subject is no member on their own behalf.
pub(super) fn may_approve_in(
    own: &Member,
    partner: AccountId,
    subject: Option<&Member>,
    catalogue: &Catalogue,
    now: Time,
) -> bool {
    use latchkey_domain::account::PartnerAdminsBy;
    if own.account.id == partner {
        return false;
    }
    if own.is_super_admin(now) {
        return true;
    }
    let users_edit = catalogue.built_in(BuiltIn::UsersEdit);
    let on_own_behalf = subject.is_some_and(|member| member.membership.partner.is_none());
    !on_own_behalf
        && own.account.partner_admins_by == PartnerAdminsBy::UsersEdit
        && own.membership.partner.is_none()
        && own.effective(catalogue, now).contains(users_edit)
}
