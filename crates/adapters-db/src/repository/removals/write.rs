//! Writing reviews of removals.

use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{ids::ReviewId, time::Time},
    ports::{RemovalRepository, StoreError, Taken},
    work::removal::{ClientEmployee, Review, Seen},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, sea_query::Expr};

use crate::{
    connection::{Session, Unit},
    entity::{
        removal_review::{self, Column},
        removal_review_item,
    },
    rows::values::{json, number},
    sql::insert,
};

#[async_trait]
impl RemovalRepository for Session<Unit> {
    async fn insert_review(
        &mut self,
        review: &Review,
        items: &BTreeMap<ClientEmployee, Seen>,
    ) -> Result<(), StoreError> {
        let row = removal_review::Model {
            id: review.id.uuid(),
            partner_id: review.partner.uuid(),
            caller_id: review.caller.uuid(),
            expires_at: review.expires_at,
            spent: review.spent,
        };
        if !self.insert_one::<removal_review::Entity>(row).await? {
            return self.connection.refuse(StoreError::Taken(Taken::Id)).await;
        }
        let rows = items.iter().map(|((client, employee), seen)| {
            Ok(removal_review_item::Model {
                review_id: review.id.uuid(),
                client_id: client.uuid(),
                employee_id: employee.uuid(),
                membership_id: seen.membership.uuid(),
                membership_version: number(seen.version.get())?,
                assets: json(&seen.assets)?,
            })
        });
        let rows = rows.collect::<Result<Vec<_>, StoreError>>()?;
        insert::<removal_review_item::Entity>(&self.connection, rows)
            .await
            .map(drop)
    }

    async fn spend_review(&mut self, id: ReviewId) -> Result<bool, StoreError> {
        let spend = removal_review::Entity::update_many()
            .col_expr(Column::Spent, Expr::value(true))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::Spent.eq(false));
        Ok(self.execute(&spend.into_query()).await? == 1)
    }

    async fn forget_reviews(&mut self, lapsed_before: Time) -> Result<u64, StoreError> {
        let lapsed =
            removal_review::Entity::delete_many().filter(Column::ExpiresAt.lt(lapsed_before));
        self.execute(&lapsed.into_query()).await
    }
}
