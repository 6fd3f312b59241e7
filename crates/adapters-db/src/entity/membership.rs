//! Memberships of people in accounts.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub id: Uuid,
    pub given_name: Option<String>,
    pub given_name_folded: Option<String>,
    pub access: String,
    pub offered_by: Option<Uuid>,
    pub set_id: Option<Uuid>,
    pub set_version: Option<i32>,
    pub added: String,
    pub clipped: String,
    pub seat: String,
    pub paid_seats: String,
    pub invited_until: Option<DateTimeUtc>,
    pub deactivated: bool,
    pub offboarded: Option<bool>,
    pub partner_id: Option<Uuid>,
    pub engagement: String,
    pub expires_at: Option<DateTimeUtc>,
    pub end_noted: Option<DateTimeUtc>,
    pub employments: Option<i32>,
    pub given_membership: Option<Uuid>,
    pub given_number: Option<i32>,
    pub last_active_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
