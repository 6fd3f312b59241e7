//! The gates of the partner side: who manages the partner's employees, who delegates in a client, and
//! what the platform reads there (I7).

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        reference::AccountRef,
        refusal::Refusal,
    },
    gate::{self, Caller, Delegator, Need, PartnerManager},
    membership::{employee::Employee, member::Member},
    partner_side::Chosen,
    partnership::relationship::Relationship,
    people::token::Scope,
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

/// Someone who reads in the client access manager.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartnerViewer {
    /// Who reads.
    pub(crate) caller: Caller,
    /// The partner.
    pub(crate) partner: AccountId,
    /// The person whose own access a list shows. For the platform it is nobody: an id that no user has.
    pub(crate) user: UserId,
}

/// Checks that the caller may read in the client access manager: a user by the partner's right to view
/// employees, or the platform by a token with the scope (I7).
pub(crate) async fn viewer(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    partner: AccountId,
    scope: Scope,
) -> Result<PartnerViewer, UseCaseError> {
    let caller = gate::caller(&cx.origin, Need::View, scope)?;
    let user = match caller {
        Caller::User(user) => {
            manager(ports, cx, reader, partner, Need::View).await?;
            user
        }
        Caller::Platform => {
            let account = reader.account(partner).await?;
            let was_partner = account.is_some_and(|account| account.was_partner);
            was_partner.then_some(()).ok_or(Refusal::NotFound)?;
            ports.ids.next()
        }
    };
    Ok(PartnerViewer {
        caller,
        partner,
        user,
    })
}

/// The same for a partner given by reference.
pub(crate) async fn viewer_of(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    partner: &AccountRef,
    scope: Scope,
) -> Result<PartnerViewer, UseCaseError> {
    let place = [partner];
    let [partner] = named::place_for_caller(ports, cx, Need::View, scope, place).await?;
    viewer(ports, cx, reader, partner, scope).await
}

/// Looks up the partner and the client in a path, and checks that the caller may read there. Whether the
/// client is one of the partner's is for the caller of this to see.
pub(crate) async fn viewer_at(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    place: [&AccountRef; 2],
) -> Result<(PartnerViewer, AccountId), UseCaseError> {
    let scope = Scope::Provision;
    let [partner, client] = named::place_for_caller(ports, cx, Need::View, scope, place).await?;
    let viewer = viewer(ports, cx, reader, partner, scope).await?;
    Ok((viewer, client))
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
