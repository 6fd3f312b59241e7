//! Loads a link by its token, for approving, declining and showing it.

use latchkey_domain::{
    base::{reference::AccountRef, refusal::Refusal},
    gate::{self, Need},
    membership::{member::Member, super_admins::SuperAdmins},
    partnership::{access_link::AccessLink, approval::may_decide},
    people::{account::Account, token::TokenHash},
    permission::BuiltIn,
    ports::Reader,
    trail::event::EventKind,
};

use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports, refusals::Attempted},
    gates::account::super_admins_beside,
};

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

/// Whether a membership lets its holder decide on a link for a subject, by the rule that approving itself
/// asks (L3, A11).
pub(super) async fn may_decide_in(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    found: &FoundLink,
    (own, subject): (&Member, Option<&Member>),
) -> Result<bool, UseCaseError> {
    let now = ports.now();
    // The own side matters only to the rule about somebody who is there already.
    let super_admins = match subject {
        Some(_) => super_admins_beside(reader, own, now).await?,
        None => SuperAdmins::default(),
    };
    let approver = gate::account_manager(
        &cx.origin,
        Some(own),
        &super_admins,
        BuiltIn::UsersEdit,
        Need::View,
        &ports.catalogue,
        now,
    );
    let account = (own.account.id, own.account.partner_admins_by);
    let decided =
        approver.and_then(|approver| may_decide(&found.link, account, &approver, subject));
    Ok(decided.is_ok())
}
