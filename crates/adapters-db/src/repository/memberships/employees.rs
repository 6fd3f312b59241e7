//! Employees of a partner, by one statement of few columns, and how their employments ended.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::{
        Employment,
        employee::{Employee, EmploymentEnd},
        standing::Backing,
    },
    people::{account::AccountStatus, user::UserStatus},
    ports::StoreError,
};
use sea_orm::{
    EntityTrait, FromQueryResult, IntoActiveModel, QueryTrait,
    sea_query::{ExprTrait, JoinType, OnConflict, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session, Unit},
    entity::{account, employment_end, membership, user},
    rows::{
        membership::{employment_key, status},
        values::{number, word},
    },
    sql::{NAMES_AT_ONCE, col},
};

#[derive(Debug, FromQueryResult)]
struct EmployeeFactsRow {
    id: Uuid,
    employments: Option<i32>,
    user_id: Uuid,
    user_status: String,
    confirmed: bool,
    partner_status: String,
    program: Option<String>,
    was_partner: bool,
    deactivated: bool,
    invited_until: Option<Time>,
    expires_at: Option<Time>,
    partner_id: Option<Uuid>,
}

impl EmployeeFactsRow {
    fn restore(self) -> Result<Employee, StoreError> {
        Ok(Employee {
            user: UserId::from_uuid(self.user_id),
            status: word(&self.user_status, UserStatus::parse)?,
            confirmed: self.confirmed,
            backing: Backing {
                status: word(&self.partner_status, AccountStatus::parse)?,
                enrolled: self.program.is_some(),
                was_partner: self.was_partner,
                employment: Some(Employment {
                    status: status(self.deactivated, self.invited_until),
                    expires_at: self.expires_at,
                    acts_for_another: self.partner_id.is_some(),
                    key: employment_key(self.id, self.employments)?,
                }),
            },
        })
    }
}

/// Those of several people who are members of the partner's account.
pub(super) async fn among<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    users: &[UserId],
) -> Result<Vec<Employee>, StoreError> {
    let mut employees = Vec::with_capacity(users.len());
    for users in users.chunks(NAMES_AT_ONCE) {
        let rows: Vec<EmployeeFactsRow> = session.all(&select(partner, users)).await?;
        for row in rows {
            employees.push(row.restore()?);
        }
    }
    Ok(employees)
}

fn select(partner: AccountId, users: &[UserId]) -> SelectStatement {
    use membership::Column;
    let person = col("u", user::Column::Id).equals(("m", Column::UserId));
    let account = col("a", account::Column::Id).equals(("m", Column::AccountId));
    Query::select()
        .columns([
            ("m", Column::Id),
            ("m", Column::Employments),
            ("m", Column::UserId),
            ("m", Column::Deactivated),
            ("m", Column::InvitedUntil),
            ("m", Column::ExpiresAt),
            ("m", Column::PartnerId),
        ])
        .expr_as(col("u", user::Column::Status), "user_status")
        .column(("u", user::Column::Confirmed))
        .expr_as(col("a", account::Column::Status), "partner_status")
        .columns([
            ("a", account::Column::Program),
            ("a", account::Column::WasPartner),
        ])
        .from_as(membership::Entity, "m")
        .join_as(JoinType::InnerJoin, user::Entity, "u", person)
        .join_as(JoinType::InnerJoin, account::Entity, "a", account)
        .and_where(col("m", Column::AccountId).eq(partner.uuid()))
        .and_where(col("m", Column::UserId).is_in(users.iter().map(UserId::uuid)))
        .take()
}

/// The last employment that ended.
pub(super) async fn last_end<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    user: UserId,
) -> Result<Option<EmploymentEnd>, StoreError> {
    let query = employment_end::Entity::find_by_id((partner.uuid(), user.uuid()));
    let found: Option<employment_end::Model> = session.one(&query.into_query()).await?;
    let ended = found.map(|row| {
        Ok(EmploymentEnd {
            partner,
            user,
            employment: employment_key(row.membership_id, Some(row.number))?,
            at: row.ended_at,
        })
    });
    ended.transpose()
}

/// Keeps an end in place of the one kept before.
pub(super) async fn note_end(
    session: &Session<Unit>,
    end: &EmploymentEnd,
) -> Result<(), StoreError> {
    use employment_end::Column;
    let row = employment_end::Model {
        partner_id: end.partner.uuid(),
        user_id: end.user.uuid(),
        membership_id: end.employment.membership.uuid(),
        number: number(end.employment.number)?,
        ended_at: end.at,
    };
    let replace = OnConflict::columns([Column::PartnerId, Column::UserId])
        .update_columns([Column::MembershipId, Column::Number, Column::EndedAt])
        .to_owned();
    let put = employment_end::Entity::insert(row.into_active_model()).on_conflict(replace);
    session.execute(&put.into_query()).await.map(drop)
}
