//! The gates of the partner side: who manages the partner's employees, and who delegates in a
//! client.

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        reference::AccountRef,
        refusal::Refusal,
    },
    gate::{self, Delegator, Need, PartnerManager},
    membership::{employee::Employee, member::Member},
    partner_side::Chosen,
    partnership::relationship::Relationship,
    ports::Reader,
};

use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    gates::named,
};

/// Checks that the caller manages the partner's employees.
pub(crate) async fn manager(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    partner: AccountId,
    need: Need,
) -> Result<PartnerManager, UseCaseError> {
    let user = gate::user(&cx.origin, need)?;
    let own = reader.member(partner, user).await?;
    manager_by(ports, cx, own.as_ref(), need)
}

/// The same for a partner given by reference.
pub(crate) async fn manager_of(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    partner: &AccountRef,
    need: Need,
) -> Result<PartnerManager, UseCaseError> {
    let partner = named::account_for_user(ports, cx, need, partner).await?;
    manager(ports, cx, reader, partner, need).await
}

/// The same for a membership in the partner's account that was read before.
pub(crate) fn manager_by(
    ports: &Ports,
    cx: &RequestContext,
    own: Option<&Member>,
    need: Need,
) -> Result<PartnerManager, UseCaseError> {
    let (catalogue, now) = (&ports.catalogue, ports.now());
    Ok(gate::partner_manager(
        &cx.origin, own, need, catalogue, now,
    )?)
}

/// Checks that the manager is an active partner admin of a client of the partner (A1).
pub(crate) async fn delegator(
    ports: &Ports,
    reader: &mut dyn Reader,
    manager: &PartnerManager,
    client: AccountId,
) -> Result<Delegator, UseCaseError> {
    relationship(reader, manager.partner, client).await?;
    let own = reader.member(client, manager.user).await?;
    Ok(manager.partner_admin_in(own.as_ref(), &ports.catalogue, ports.now())?)
}

/// The relationship of the partner to the client. Other accounts are hidden: 404.
pub(crate) async fn relationship(
    reader: &mut dyn Reader,
    partner: AccountId,
    client: AccountId,
) -> Result<Relationship, UseCaseError> {
    let relationship = reader.relationship(partner, client).await?;
    Ok(relationship.ok_or(Refusal::NotFound)?)
}

/// A membership that acts for the partner. Other members are hidden from the caller: 404 (A6).
pub(crate) async fn acting_member(
    reader: &mut dyn Reader,
    partner: AccountId,
    client: AccountId,
    employee: UserId,
) -> Result<Member, UseCaseError> {
    let member = reader.member(client, employee).await?;
    let acts_for_partner = |member: &Member| member.membership.partner == Some(partner);
    Ok(member.filter(acts_for_partner).ok_or(Refusal::NotFound)?)
}

/// A user as an employee of the partner, if they are a member of its account.
pub(crate) async fn employee(
    reader: &mut dyn Reader,
    partner: AccountId,
    user: UserId,
) -> Result<Option<Employee>, UseCaseError> {
    Ok(reader.employees_among(partner, &[user]).await?.pop())
}

/// A set that a partner may give in a client: a standard one, the client's, or the partner's own.
/// Other sets are hidden: 404 (A5).
pub(crate) async fn chosen_set(
    reader: &mut dyn Reader,
    partner: AccountId,
    client: AccountId,
    set: PermissionSetId,
) -> Result<Chosen, UseCaseError> {
    let set = reader.permission_set(set).await?.ok_or(Refusal::NotFound)?;
    Ok(Chosen::offered(&set, client, Some(partner))?)
}
