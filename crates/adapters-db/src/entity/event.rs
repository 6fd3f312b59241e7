//! Events: the trail, the change feed and the source of the outbox in one. A refusal has no
//! revision.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub revision: Option<i64>,
    pub at: DateTimeUtc,
    pub kind: String,
    pub account_id: Option<Uuid>,
    pub user_id: Option<Uuid>,
    pub partner_id: Option<Uuid>,
    pub object: Option<String>,
    pub details: String,
    pub actor: String,
    pub actor_user_id: Option<Uuid>,
    pub actor_command: Option<String>,
    pub actor_account_id: Option<Uuid>,
    pub token_id: Option<Uuid>,
    pub request_id: String,
    pub address: Option<String>,
    pub reason: Option<String>,
    pub refused_with: Option<String>,
    pub operation_id: Option<Uuid>,
    pub by_job: bool,
    pub chain_number: Option<i64>,
    pub chain_hash: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
