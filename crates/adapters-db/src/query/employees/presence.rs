//! The clients where people are: those where they act for the partner, and of the others what the partner
//! may know (A6, A10). One statement for all people of a page.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        text::Name,
        time::Time,
    },
    membership::{
        Membership,
        standing::{Backing, StandingFacts},
    },
    people::account::AccountStatus,
    permission::SetName,
    ports::{ClockReading, EmployeeRow, NamedClient, ServedClient, StoreError},
};
use sea_orm::{
    Condition, FromQueryResult, Iden, Iterable, QueryResult, TryGetError,
    sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::found::FoundPerson;
use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session},
    entity::{account, employee_link, membership, permission_set, relationship},
    rows::{
        membership::{access, given_under, status},
        relationship as relationships,
        values::word,
    },
    sql::col,
};

#[derive(Debug, FromQueryResult)]
struct PresenceRow {
    user_id: Uuid,
    account_id: Uuid,
    partner_id: Option<Uuid>,
    client_name: String,
    client_status: String,
    access: String,
    set_id: Option<Uuid>,
    set_version: Option<i32>,
    set_name: Option<String>,
    deactivated: bool,
    invited_until: Option<Time>,
    expires_at: Option<Time>,
    given_membership: Option<Uuid>,
    given_number: Option<i32>,
    linked: bool,
}

#[derive(Debug, Default)]
struct Presence {
    served: Vec<ServedClient>,
    linked: Vec<NamedClient>,
    own_behalf: Vec<NamedClient>,
}

/// Where the people of a page are.
pub(super) struct Present(BTreeMap<UserId, Presence>);

impl Present {
    /// The row of one of them.
    pub(super) fn row(&mut self, found: FoundPerson) -> EmployeeRow {
        let presence = self.0.remove(&found.person.id).unwrap_or_default();
        EmployeeRow {
            person: found.person,
            member: found.member,
            verified: found.columns.own_verified,
            clients: presence.served,
            linked_clients: presence.linked,
            own_behalf_clients: presence.own_behalf,
        }
    }
}

/// Reads where people are, by the names the partner sees.
pub(super) async fn of_people<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    people: &[FoundPerson],
    at: ClockReading,
) -> Result<Present, StoreError> {
    let mut present = Present(BTreeMap::new());
    if people.is_empty() {
        return Ok(present);
    }
    let known: BTreeMap<UserId, &FoundPerson> = people
        .iter()
        .map(|found| (found.person.id, found))
        .collect();
    let query = select(partner, &known.keys().map(UserId::uuid).collect::<Vec<_>>());
    let rows = session
        .connection
        .query_all(&query)
        .await
        .map_err(classify)?;
    for row in &rows {
        let there = PresenceRow::from_query_result(row, "").map_err(classify)?;
        let user = UserId::from_uuid(there.user_id);
        let found = known.get(&user);
        let found = found.ok_or_else(|| corrupt("a membership of somebody else"))?;
        let presence = present.0.entry(user).or_default();
        add(presence, found, &there, row, at)?;
    }
    Ok(present)
}

fn add(
    presence: &mut Presence,
    found: &FoundPerson,
    there: &PresenceRow,
    row: &QueryResult,
    at: ClockReading,
) -> Result<(), StoreError> {
    let relationship = match relationship::Model::from_query_result_nullable(row, "r_") {
        Ok(found) => Some(relationships::restore(found)?),
        Err(TryGetError::Null(_)) => None,
        Err(TryGetError::DbErr(error)) => return Err(classify(error)),
    };
    let client = AccountId::from_uuid(there.account_id);
    let own_name = relationship
        .as_ref()
        .and_then(|known| known.display_name.clone());
    let name = own_name.unwrap_or_else(|| Name::stored(there.client_name.clone()));
    if there.partner_id.is_some() {
        presence.served.push(served(found, there, name, at.now)?);
        return Ok(());
    }
    if there.linked {
        let name = name.clone();
        presence.linked.push(NamedClient { client, name });
    }
    let status = relationship.map(|known| known.status(at.ends_after_days, at.now));
    let own_behalf = found.own_behalf(at.now);
    if status.is_some_and(|status| own_behalf.is_named_in(status, at.now)) {
        presence.own_behalf.push(NamedClient { client, name });
    }
    Ok(())
}

fn served(
    found: &FoundPerson,
    there: &PresenceRow,
    name: Name,
    now: Time,
) -> Result<ServedClient, StoreError> {
    let held = found.member.as_ref().map(|member| &member.membership);
    let backing = Backing {
        status: found.partner.status,
        enrolled: found.partner.enrolled,
        was_partner: found.partner.was_partner,
        employment: held.map(Membership::employment),
    };
    let given = given_under(there.given_membership, there.given_number)?;
    let facts = StandingFacts {
        user: found.person.status,
        account: word(&there.client_status, AccountStatus::parse)?,
        access: access(&there.access, there.set_id, there.set_version)?,
        status: status(there.deactivated, there.invited_until),
        expires_at: there.expires_at,
        backing: Some(backing),
        given_under: given,
    };
    Ok(ServedClient {
        client: AccountId::from_uuid(there.account_id),
        name,
        access: facts.access,
        permission_set_name: there.set_name.clone().map(SetName::stored),
        status: facts.status,
        expires_at: there.expires_at,
        why_not: facts.standing(now).err(),
        cut: !backing.is_unbroken_since(given, now),
    })
}

/// The memberships of these people that act for the partner, and those for nobody in its clients.
fn select(partner: AccountId, people: &[Uuid]) -> SelectStatement {
    use membership::Column as M;
    use relationship::Column as R;
    let known_as = Condition::all()
        .add(col("r", R::ClientId).equals(("m", M::AccountId)))
        .add(col("r", R::PartnerId).eq(partner.uuid()));
    let order = Func::coalesce([
        col("r", R::ShownNameFolded),
        col("a", account::Column::NameFolded),
    ]);
    let for_nobody = Condition::all()
        .add(col("m", M::PartnerId).is_null())
        .add(col("r", R::ClientId).is_not_null());
    let ours = Condition::any()
        .add(col("m", M::PartnerId).eq(partner.uuid()))
        .add(for_nobody);
    let mut query = Query::select();
    query
        .columns([
            ("m", M::UserId),
            ("m", M::AccountId),
            ("m", M::PartnerId),
            ("m", M::Access),
            ("m", M::SetId),
            ("m", M::SetVersion),
            ("m", M::Deactivated),
            ("m", M::InvitedUntil),
            ("m", M::ExpiresAt),
            ("m", M::GivenMembership),
            ("m", M::GivenNumber),
        ])
        .expr_as(col("a", account::Column::Name), "client_name")
        .expr_as(col("a", account::Column::Status), "client_status")
        .expr_as(col("s", permission_set::Column::Name), "set_name")
        .expr_as(linked(partner), "linked")
        .from_as(membership::Entity, "m")
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("m", M::AccountId)),
        )
        .join_as(JoinType::LeftJoin, relationship::Entity, "r", known_as)
        .join_as(
            JoinType::LeftJoin,
            permission_set::Entity,
            "s",
            col("s", permission_set::Column::Id).equals(("m", M::SetId)),
        )
        .and_where(col("m", M::UserId).is_in(people.iter().copied()))
        .cond_where(ours)
        .order_by_expr(order.into(), Order::Asc)
        .order_by(("m", M::AccountId), Order::Asc);
    for column in R::iter() {
        query.expr_as(col("r", column), format!("r_{}", column.unquoted()));
    }
    query
}

/// Whether the partner has linked the person in the account (A10).
fn linked(partner: AccountId) -> Expr {
    use employee_link::Column as Link;
    let link = Query::select()
        .column(("l", Link::UserId))
        .from_as(employee_link::Entity, "l")
        .and_where(col("l", Link::AccountId).equals(("m", membership::Column::AccountId)))
        .and_where(col("l", Link::UserId).equals(("m", membership::Column::UserId)))
        .and_where(col("l", Link::PartnerId).eq(partner.uuid()))
        .take();
    Expr::exists(link)
}
