//! Reminders of ends that were given, or that nobody needed.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub about_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub of_time: DateTimeUtc,
    #[sea_orm(primary_key, auto_increment = false)]
    pub days: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
