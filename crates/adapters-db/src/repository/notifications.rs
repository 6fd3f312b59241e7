//! Which mails people want (N1).

use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::ids::UserId,
    people::notifications::{Notice, NotificationSettings},
    ports::{NotificationQueries, NotificationRepository, StoreError},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait, sea_query::OnConflict,
};

use crate::{
    connection::{Connection, Session, Unit},
    entity::notification_settings::{Column, Entity, Model},
    rows::values::{from_json, json, word},
};

fn restore(row: &Model) -> Result<NotificationSettings, StoreError> {
    let muted: Vec<String> = from_json(&row.muted)?;
    let muted: Result<BTreeSet<_>, _> =
        muted.iter().map(|kind| word(kind, Notice::parse)).collect();
    Ok(NotificationSettings {
        user: UserId::from_uuid(row.user_id),
        muted: muted?,
    })
}

#[async_trait]
impl<C: Connection> NotificationQueries for Session<C> {
    async fn notification_settings_among(
        &mut self,
        users: &[UserId],
    ) -> Result<Vec<NotificationSettings>, StoreError> {
        let query = Entity::find().filter(Column::UserId.is_in(users.iter().map(UserId::uuid)));
        let rows: Vec<Model> = self.all(&query.into_query()).await?;
        rows.iter().map(restore).collect()
    }
}

#[async_trait]
impl NotificationRepository for Session<Unit> {
    async fn save_notification_settings(
        &mut self,
        settings: &NotificationSettings,
    ) -> Result<(), StoreError> {
        let user_id = settings.user.uuid();
        if settings.muted.is_empty() {
            let forgotten = Entity::delete_by_id(user_id).into_query();
            return self.execute(&forgotten).await.map(drop);
        }
        let muted: Vec<_> = settings.muted.iter().map(|kind| kind.as_str()).collect();
        let row = Model {
            user_id,
            muted: json(&muted)?,
        };
        let replace = OnConflict::column(Column::UserId)
            .update_column(Column::Muted)
            .to_owned();
        let put = Entity::insert(row.into_active_model()).on_conflict(replace);
        self.execute(&put.into_query()).await.map(drop)
    }
}
