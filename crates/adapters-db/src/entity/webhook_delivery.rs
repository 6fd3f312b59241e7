//! The deliveries of events to webhook endpoints (N2).

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub endpoint_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    pub revision: i64,
    pub kind: String,
    pub lane: Uuid,
    pub state: String,
    pub attempts: i32,
    pub due_at: DateTimeUtc,
    pub last_at: Option<DateTimeUtc>,
    pub last_took_ms: Option<i32>,
    pub last_status: Option<i32>,
    pub last_failure: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
