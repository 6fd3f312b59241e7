//! Mails, each told once for an occasion, a reader, a kind and a place.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub occasion: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Nil: all accounts.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place_id: Uuid,
    pub operation_id: Option<Uuid>,
    pub noted_at: DateTimeUtc,
    pub state: String,
    pub attempts: i32,
    pub due_at: DateTimeUtc,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
