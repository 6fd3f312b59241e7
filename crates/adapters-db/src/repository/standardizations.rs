//! Standardizations (L9): the days on which all partner admins go back to the template, and what
//! that changed.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, UserId},
        page::{Page, PageRequest, Position},
        text::{Name, Reason},
        time::Time,
    },
    membership::{Access, member::Member},
    partnership::standardization::{
        Place, RestoreWithheld, Standardization, StandardizationEffect, StandardizationProgress,
        StandardizationState,
    },
    ports::{StandardizationQueries, StandardizationRepository, StoreError, Taken},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session, Unit},
    entity::{
        account,
        membership::{self, Column},
        standardization, standardization_effect, terms, user,
    },
    rows::{
        member,
        values::{from_json, json, number, version, word},
    },
    sql::{AT_ONCE, col, insert},
};

fn restore(row: standardization::Model) -> Result<Standardization, StoreError> {
    Ok(Standardization::restore(StandardizationState {
        id: OperationId::from_uuid(row.id),
        effective: row.effective,
        restore_withheld: if row.lifts_withheld {
            RestoreWithheld::Yes
        } else {
            RestoreWithheld::No
        },
        progress: word(&row.progress, StandardizationProgress::parse)?,
        begun: row.begun,
        reason: row.reason.map(Reason::stored),
        created_at: row.created_at,
        version: version(row.version)?,
    }))
}

fn row(state: &StandardizationState) -> Result<standardization::Model, StoreError> {
    Ok(standardization::Model {
        id: state.id.uuid(),
        effective: state.effective,
        lifts_withheld: state.restore_withheld == RestoreWithheld::Yes,
        progress: state.progress.as_str().to_owned(),
        begun: state.begun,
        reason: state.reason.as_ref().map(ToString::to_string),
        created_at: state.created_at,
        version: number(state.version.get())?,
    })
}

#[derive(Debug, FromQueryResult)]
struct EffectRow {
    account_id: Uuid,
    user_id: Uuid,
    gains: String,
    losses: String,
    account_name: String,
    user_name: String,
}

/// Partner admins with permissions added or, if that is lifted too, with permissions withheld.
fn beyond_template(restore_withheld: RestoreWithheld) -> Condition {
    let added = col("m", Column::Added).ne("[]");
    let withheld = col("t", terms::Column::Withheld).ne("[]");
    // Written out in the statement, so that the index that has only partner admins is used.
    let partner_admin = Expr::Constant(Access::PartnerAdmin.kind().into());
    let found = match restore_withheld {
        RestoreWithheld::No => Condition::any().add(added),
        RestoreWithheld::Yes => Condition::any().add(added).add(withheld),
    };
    Condition::all()
        .add(col("m", Column::Access).eq(partner_admin))
        .add(found)
}

#[async_trait]
impl<C: Connection> StandardizationQueries for Session<C> {
    async fn standardization(
        &mut self,
        id: OperationId,
    ) -> Result<Option<Standardization>, StoreError> {
        let query = standardization::Entity::find_by_id(id.uuid());
        let row: Option<standardization::Model> = self.one(&query.into_query()).await?;
        row.map(restore).transpose()
    }

    async fn standardizations(
        &mut self,
        page: &PageRequest,
    ) -> Result<Page<Standardization>, StoreError> {
        let after = page.after();
        let query = standardization::Entity::find()
            .filter(
                Condition::all()
                    .add_option(after.map(|after| standardization::Column::Id.lt(after.id))),
            )
            .order_by_desc(standardization::Column::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<standardization::Model> = self.all(&query.into_query()).await?;
        let all = rows.into_iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(all, page.limit(), |one: &Standardization| {
            Position {
                key: String::new(),
                id: one.id.uuid(),
            }
        }))
    }

    async fn due_standardizations(
        &mut self,
        now: Time,
    ) -> Result<Vec<Standardization>, StoreError> {
        let query = standardization::Entity::find()
            .filter(
                standardization::Column::Progress.eq(StandardizationProgress::Scheduled.as_str()),
            )
            .filter(standardization::Column::Effective.lte(now))
            .order_by_asc(standardization::Column::Id);
        let rows: Vec<standardization::Model> = self.all(&query.into_query()).await?;
        rows.into_iter().map(restore).collect()
    }

    async fn beyond_template(
        &mut self,
        restore_withheld: RestoreWithheld,
        after: Option<Place>,
        most: u16,
    ) -> Result<Vec<Member>, StoreError> {
        let mut query = member::among(beyond_template(restore_withheld));
        if let Some(after) = after {
            let place = Expr::tuple([col("m", Column::AccountId), col("m", Column::Id)]);
            let reached = [after.account.uuid().into(), after.membership.uuid().into()];
            query.and_where(place.gt(Expr::tuple(reached)));
        }
        query
            .order_by(("m", Column::AccountId), Order::Asc)
            .order_by(("m", Column::Id), Order::Asc)
            .limit(most.into());
        self.all_members(&query).await
    }

    async fn standardization_effects(
        &mut self,
        id: OperationId,
    ) -> Result<Vec<StandardizationEffect>, StoreError> {
        use standardization_effect::Column as E;
        let query = Query::select()
            .columns([
                ("e", E::AccountId),
                ("e", E::UserId),
                ("e", E::Gains),
                ("e", E::Losses),
            ])
            .expr_as(col("a", account::Column::Name), "account_name")
            .expr_as(col("u", user::Column::Name), "user_name")
            .from_as(standardization_effect::Entity, "e")
            .join_as(
                JoinType::InnerJoin,
                account::Entity,
                "a",
                col("a", account::Column::Id).equals(("e", E::AccountId)),
            )
            .join_as(
                JoinType::InnerJoin,
                user::Entity,
                "u",
                col("u", user::Column::Id).equals(("e", E::UserId)),
            )
            .and_where(col("e", E::StandardizationId).eq(id.uuid()))
            .order_by(("e", E::AccountId), Order::Asc)
            .order_by(("e", E::UserId), Order::Asc)
            .take();
        let rows: Vec<EffectRow> = self.all(&query).await?;
        let effects = rows.into_iter().map(|row| {
            Ok(StandardizationEffect {
                account: (
                    AccountId::from_uuid(row.account_id),
                    Name::stored(row.account_name),
                ),
                user: (UserId::from_uuid(row.user_id), Name::stored(row.user_name)),
                gains: from_json(&row.gains)?,
                losses: from_json(&row.losses)?,
            })
        });
        effects.collect()
    }
}

#[async_trait]
impl StandardizationRepository for Session<Unit> {
    async fn insert_standardization(
        &mut self,
        standardization: &Standardization,
    ) -> Result<(), StoreError> {
        let row = row(standardization)?;
        if self.insert_one::<standardization::Entity>(row).await? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Taken(Taken::Id)).await
        }
    }

    async fn save_standardization(
        &mut self,
        standardization: &mut Standardization,
    ) -> Result<(), StoreError> {
        let mut row = row(standardization)?;
        let found = Condition::all()
            .add(standardization::Column::Id.eq(row.id))
            .add(standardization::Column::Version.eq(row.version));
        row.version += 1;
        self.save::<standardization::Entity>(row, found).await?;
        standardization.saved();
        Ok(())
    }

    async fn clear_added(
        &mut self,
        account: AccountId,
        users: &[UserId],
        now: Time,
    ) -> Result<(), StoreError> {
        let mut cleared = 0;
        for users in users.chunks(AT_ONCE) {
            let clear = membership::Entity::update_many()
                .col_expr(Column::Added, Expr::value("[]"))
                .col_expr(Column::UpdatedAt, Expr::value(now))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::AccountId.eq(account.uuid()))
                .filter(Column::UserId.is_in(users.iter().map(UserId::uuid)));
            cleared += self.execute(&clear.into_query()).await?;
        }
        if cleared == number::<_, u64>(users.len())? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Stale).await
        }
    }

    async fn insert_standardization_effects(
        &mut self,
        id: OperationId,
        effects: &[StandardizationEffect],
    ) -> Result<(), StoreError> {
        let rows = effects
            .iter()
            .map(|effect| {
                Ok(standardization_effect::Model {
                    standardization_id: id.uuid(),
                    account_id: effect.account.0.uuid(),
                    user_id: effect.user.0.uuid(),
                    gains: json(&effect.gains)?,
                    losses: json(&effect.losses)?,
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        insert::<standardization_effect::Entity>(&self.connection, rows)
            .await
            .map(drop)
    }
}
