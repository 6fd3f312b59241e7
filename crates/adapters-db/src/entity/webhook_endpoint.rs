//! Webhook endpoints (N2). A removed one stays until its deliveries are deleted.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub url: String,
    pub types: String,
    pub accounts: String,
    pub description: Option<String>,
    pub format: String,
    pub secret: Vec<u8>,
    pub previous_secret: Option<Vec<u8>>,
    pub previous_until: Option<DateTimeUtc>,
    pub disabled: Option<String>,
    pub disabled_at: Option<DateTimeUtc>,
    pub paused_until: Option<DateTimeUtc>,
    pub removed_at: Option<DateTimeUtc>,
    pub position_revision: i64,
    pub position_event: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
