//! Employees of a partner, by one statement of few columns.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::{Employment, employee::Employee, standing::Backing},
    people::{account::AccountStatus, user::UserStatus},
    ports::StoreError,
};
use sea_orm::{
    FromQueryResult,
    sea_query::{ExprTrait, JoinType, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session},
    entity::{account, membership, user},
    rows::{
        membership::{employment_key, status},
        values::word,
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
