//! What reports of activities are judged by (R1): one statement for each question, however many
//! activities there are.
//!
//! The joins: `w` the places asked about, `m` the membership, `u` its person, `a` its account, `r` the
//! relationships that the work may count for, `p` the partner of each, `e` the person's membership in
//! the partner's account.

use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        text::Name,
        time::Time,
    },
    membership::{
        Engagement,
        member::{Acting, Employment},
    },
    partnership::activity::{ReportedMember, Service},
    people::{account::AccountStatus, user::UserStatus},
    ports::{ActivityQueries, StoreError},
};
use sea_orm::{
    Condition, FromQueryResult, Iden, Iterable, QueryResult,
    sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    classify::classify,
    connection::{Connection, Session},
    entity::{account, email_domain, employee_link, membership, relationship, user},
    rows::{
        membership::{employment_key, given_under, status},
        relationship as relationships,
        values::word,
    },
    sql::col,
};

#[derive(Debug, FromQueryResult)]
struct WorkerRow {
    account_id: Uuid,
    user_id: Uuid,
    deactivated: bool,
    invited_until: Option<Time>,
    expires_at: Option<Time>,
    user_status: String,
    account_status: String,
    acts_for: Option<Uuid>,
    given_membership: Option<Uuid>,
    given_number: Option<i32>,
    partner_id: Option<Uuid>,
}

#[derive(Debug, FromQueryResult)]
struct PartnerRow {
    partner_name: String,
    partner_status: String,
    partner_program: Option<String>,
    was_partner: bool,
    employee_membership: Option<Uuid>,
    employments: Option<i32>,
    employee_deactivated: Option<bool>,
    employee_invited_until: Option<Time>,
    employee_expires_at: Option<Time>,
    employee_acts_for: Option<Uuid>,
    employee_engagement: Option<String>,
    verified: bool,
    linked: bool,
}

fn workers(places: &[(AccountId, UserId)]) -> SelectStatement {
    use membership::Column as M;
    use relationship::Column as R;
    let places = places
        .iter()
        .map(|(account, user)| (account.uuid(), user.uuid()));
    let membership = Condition::all()
        .add(col("m", M::AccountId).equals(("w", "column1")))
        .add(col("m", M::UserId).equals(("w", "column2")));
    let serves = Condition::all()
        .add(col("r", R::ClientId).equals(("m", M::AccountId)))
        .add(
            col("r", R::PartnerId)
                .equals(("m", M::PartnerId))
                .or(col("m", M::PartnerId).is_null()),
        );
    let employed = Condition::all()
        .add(col("e", M::AccountId).equals(("r", R::PartnerId)))
        .add(col("e", M::UserId).equals(("m", M::UserId)));
    let mut select = Query::select();
    select
        .from_values(places, "w")
        .join_as(JoinType::InnerJoin, membership::Entity, "m", membership)
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "u",
            col("u", user::Column::Id).equals(("m", M::UserId)),
        )
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("m", M::AccountId)),
        )
        .join_as(JoinType::LeftJoin, relationship::Entity, "r", serves)
        .join_as(
            JoinType::LeftJoin,
            account::Entity,
            "p",
            col("p", account::Column::Id).equals(("r", R::PartnerId)),
        )
        .join_as(JoinType::LeftJoin, membership::Entity, "e", employed)
        .columns([
            ("m", M::AccountId),
            ("m", M::UserId),
            ("m", M::Deactivated),
            ("m", M::InvitedUntil),
            ("m", M::ExpiresAt),
            ("m", M::GivenMembership),
            ("m", M::GivenNumber),
        ])
        .expr_as(col("m", M::PartnerId), "acts_for")
        .expr_as(col("u", user::Column::Status), "user_status")
        .expr_as(col("a", account::Column::Status), "account_status")
        .column(("r", R::PartnerId))
        .expr_as(col("p", account::Column::Name), "partner_name")
        .expr_as(col("p", account::Column::Status), "partner_status")
        .expr_as(col("p", account::Column::Program), "partner_program")
        .column(("p", account::Column::WasPartner))
        .expr_as(col("e", M::Id), "employee_membership")
        .expr_as(col("e", M::Employments), "employments")
        .expr_as(col("e", M::Deactivated), "employee_deactivated")
        .expr_as(col("e", M::InvitedUntil), "employee_invited_until")
        .expr_as(col("e", M::ExpiresAt), "employee_expires_at")
        .expr_as(col("e", M::PartnerId), "employee_acts_for")
        .expr_as(col("e", M::Engagement), "employee_engagement")
        .expr_as(verified(), "verified")
        .expr_as(linked(), "linked");
    for column in R::iter() {
        select.expr_as(col("r", column), format!("r_{}", column.unquoted()));
    }
    select
}

fn verified() -> Expr {
    use email_domain::Column as Domain;
    let domain = Query::select()
        .expr(Expr::value(1))
        .from_as(email_domain::Entity, "d")
        .and_where(col("d", Domain::Domain).equals(("u", user::Column::EmailDomain)))
        .and_where(col("d", Domain::AccountId).equals(("r", relationship::Column::PartnerId)))
        .take();
    col("u", user::Column::Confirmed)
        .eq(true)
        .and(Expr::exists(domain))
}

fn linked() -> Expr {
    use employee_link::Column as Link;
    let link = Query::select()
        .expr(Expr::value(1))
        .from_as(employee_link::Entity, "l")
        .and_where(col("l", Link::AccountId).equals(("m", membership::Column::AccountId)))
        .and_where(col("l", Link::UserId).equals(("m", membership::Column::UserId)))
        .and_where(col("l", Link::PartnerId).equals(("r", relationship::Column::PartnerId)))
        .take();
    Expr::exists(link)
}

fn worker(row: &WorkerRow) -> Result<ReportedMember, StoreError> {
    Ok(ReportedMember {
        account: AccountId::from_uuid(row.account_id),
        user: UserId::from_uuid(row.user_id),
        user_status: word(&row.user_status, UserStatus::parse)?,
        account_status: word(&row.account_status, AccountStatus::parse)?,
        status: status(row.deactivated, row.invited_until),
        expires_at: row.expires_at,
        acts_for: row.acts_for.map(AccountId::from_uuid),
        given_under: given_under(row.given_membership, row.given_number)?,
        services: Vec::new(),
    })
}

fn service(partner: Uuid, row: &QueryResult) -> Result<Service, StoreError> {
    let relationship = relationship::Model::from_query_result(row, "r_").map_err(classify)?;
    let row = PartnerRow::from_query_result(row, "").map_err(classify)?;
    Ok(Service {
        relationship: relationships::restore(relationship)?,
        acting: Acting {
            partner: AccountId::from_uuid(partner),
            name: Name::stored(row.partner_name),
            status: word(&row.partner_status, AccountStatus::parse)?,
            enrolled: row.partner_program.is_some(),
            was_partner: row.was_partner,
            employment: match row.employee_membership {
                Some(membership) => Some(Employment {
                    status: status(
                        row.employee_deactivated.unwrap_or_default(),
                        row.employee_invited_until,
                    ),
                    expires_at: row.employee_expires_at,
                    acts_for_another: row.employee_acts_for.is_some(),
                    key: employment_key(membership, row.employments)?,
                }),
                None => None,
            },
            engagement: row
                .employee_engagement
                .map(|called| word(&called, Engagement::parse))
                .transpose()?,
            verified: row.verified,
            linked: row.linked,
        },
    })
}

#[async_trait]
impl<C: Connection> ActivityQueries for Session<C> {
    async fn workers(
        &mut self,
        places: &[(AccountId, UserId)],
    ) -> Result<Vec<ReportedMember>, StoreError> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let query = workers(places);
        let rows = self.connection.query_all(&query).await.map_err(classify)?;
        let mut workers = BTreeMap::new();
        for row in &rows {
            let member = WorkerRow::from_query_result(row, "").map_err(classify)?;
            let place = (member.account_id, member.user_id);
            let worker = match workers.entry(place) {
                std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
                std::collections::btree_map::Entry::Vacant(free) => free.insert(worker(&member)?),
            };
            if let Some(partner) = member.partner_id {
                worker.services.push(service(partner, row)?);
            }
        }
        Ok(workers.into_values().collect())
    }
}
