//! Relationships between partners and clients.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relationship")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: Uuid,
    pub display_name: Option<String>,
    pub shown_name_folded: String,
    pub names_folded: String,
    pub tags: String,
    pub connected_at: DateTimeUtc,
    pub last_qualifying_activity_at: Option<DateTimeUtc>,
    pub services_ended_at: Option<DateTimeUtc>,
    pub restarted_at: Option<DateTimeUtc>,
    pub announced: String,
    pub announced_for: Option<DateTimeUtc>,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
