//! What clients consented to (L5).

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub client_id: Uuid,
    pub partner_id: Uuid,
    pub employee_id: Uuid,
    pub link_id: Uuid,
    pub generation: i32,
    pub approver_id: Uuid,
    pub at: DateTimeUtc,
    pub partner_name: String,
    pub employee_name: String,
    pub verified: bool,
    pub hint: String,
    pub can: String,
    pub cannot: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
