//! Answers kept under idempotency keys.

use async_trait::async_trait;
use latchkey_domain::{
    base::{revision::Revision, time::Time},
    ports::{IdempotencyQueries, IdempotencyRepository, Kept, StoreError, Taken},
    trail::idempotency::{IdempotencyKey, KeptAnswer, KeptBody},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session, Unit},
    entity::kept_answer::{self, Column},
    rows::values::{number as convert, version},
};

fn under(key: &IdempotencyKey) -> Condition {
    Condition::all()
        .add(Column::Principal.eq(key.principal.as_str()))
        .add(Column::Method.eq(key.method.as_str()))
        .add(Column::Path.eq(key.path.as_str()))
        .add(Column::Key.eq(key.key.as_str()))
}

fn restore(row: kept_answer::Model) -> Result<Kept, StoreError> {
    let body = match (row.status, row.body, row.made) {
        (Some(status), Some(body), None) => KeptBody::Whole {
            status: convert(status)?,
            version: row.version.map(version).transpose()?,
            body,
        },
        (None, None, Some(made)) => KeptBody::Secret { made },
        _other => return Err(corrupt("a kept answer is neither whole nor secret")),
    };
    let (Some(epoch), Some(revision)) = (row.epoch, row.revision) else {
        return Err(corrupt("a kept answer was never committed"));
    };
    Ok(Kept {
        answer: KeptAnswer {
            key: IdempotencyKey {
                principal: row.principal,
                method: row.method,
                path: row.path,
                key: row.key,
            },
            fingerprint: row.fingerprint,
            body,
        },
        revision: Revision {
            epoch,
            number: convert(revision)?,
        },
    })
}

#[async_trait]
impl<C: Connection> IdempotencyQueries for Session<C> {
    async fn kept_answer(
        &mut self,
        key: &IdempotencyKey,
        since: Time,
    ) -> Result<Option<Kept>, StoreError> {
        let query = kept_answer::Entity::find()
            .filter(under(key))
            .filter(Column::KeptAt.gt(since))
            // Inside the unit that keeps it, an answer has no revision yet.
            .filter(Column::Revision.is_not_null());
        self.one(&query.into_query())
            .await?
            .map(restore)
            .transpose()
    }
}

#[async_trait]
impl IdempotencyRepository for Session<Unit> {
    async fn keep_answer(
        &mut self,
        answer: &KeptAnswer,
        now: Time,
        since: Time,
    ) -> Result<(), StoreError> {
        let mut row = kept_answer::Model {
            principal: answer.key.principal.clone(),
            method: answer.key.method.clone(),
            path: answer.key.path.clone(),
            key: answer.key.key.clone(),
            fingerprint: answer.fingerprint.clone(),
            status: None,
            version: None,
            body: None,
            made: None,
            kept_at: now,
            epoch: None,
            revision: None,
        };
        match &answer.body {
            KeptBody::Whole {
                status,
                version,
                body,
            } => {
                row.status = Some((*status).into());
                row.version = version.map(|version| convert(version.get())).transpose()?;
                row.body = Some(body.clone());
            }
            KeptBody::Secret { made } => row.made = Some(made.clone()),
        }
        // An answer from before `since` is replaced, a newer one is not. If another unit is about
        // to commit an answer, both databases wait for it and then check again.
        let give_way =
            OnConflict::columns([Column::Principal, Column::Method, Column::Path, Column::Key])
                .update_columns([
                    Column::Fingerprint,
                    Column::Status,
                    Column::Version,
                    Column::Body,
                    Column::Made,
                    Column::KeptAt,
                    Column::Epoch,
                    Column::Revision,
                ])
                .action_and_where(Expr::col((kept_answer::Entity, Column::KeptAt)).lte(since))
                .to_owned();
        let keep = kept_answer::Entity::insert(row.into_active_model()).on_conflict(give_way);
        if self.execute(&keep.into_query()).await? == 0 {
            let taken = StoreError::Taken(Taken::IdempotencyKey);
            return self.connection.refuse(taken).await;
        }
        self.connection.kept.push(answer.key.clone());
        Ok(())
    }
}

/// Writes the revision of the commit to the answers that a unit keeps.
pub(crate) async fn number(
    connection: &impl ConnectionTrait,
    keys: &[IdempotencyKey],
    revision: &Revision,
) -> Result<(), StoreError> {
    let number: i64 = convert(revision.number)?;
    for key in keys {
        let update = kept_answer::Entity::update_many()
            .col_expr(Column::Epoch, Expr::value(revision.epoch.as_str()))
            .col_expr(Column::Revision, Expr::value(number))
            .filter(under(key));
        connection
            .execute(&update.into_query())
            .await
            .map_err(classify)?;
    }
    Ok(())
}
