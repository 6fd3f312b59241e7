//! Operations over many items.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub partner_id: Uuid,
    pub kind: String,
    pub set_id: Option<Uuid>,
    pub ends_at: Option<DateTimeUtc>,
    pub state: String,
    pub starter: String,
    pub starter_user_id: Option<Uuid>,
    /// The token, or the session if `by_session` is set.
    pub starter_token_id: Option<Uuid>,
    pub by_session: bool,
    pub request_id: String,
    pub address: Option<String>,
    pub reason: Option<String>,
    pub total: i64,
    pub succeeded: i64,
    /// Items without success, refused or in trouble.
    pub failed: i64,
    /// Those of them that were in trouble.
    pub in_trouble: i64,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
