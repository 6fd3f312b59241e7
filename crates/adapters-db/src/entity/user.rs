//! People.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub external_id: Option<String>,
    pub email: Option<String>,
    /// The address as it is searched, where that differs from the address itself.
    pub email_folded: Option<String>,
    pub email_domain: Option<String>,
    pub confirmed: bool,
    pub name: String,
    pub name_folded: String,
    pub stub: bool,
    pub locale: String,
    pub password: Option<String>,
    pub status: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
