//! Answers kept under idempotency keys.

use async_trait::async_trait;
use latchkey_domain::{
    base::{ids::UserId, revision::Revision, time::Time},
    ports::{IdempotencyQueries, IdempotencyRepository, Kept, StoreError, Taken},
    trail::idempotency::{IdempotencyKey, KeptAnswer, KeptBody},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session, Unit},
    entity::{
        kept_answer::{self, Column},
        kept_answer_person, user,
    },
    rows::values::{number as convert, version},
    sql::NAMES_AT_ONCE,
};

/// What an emptied answer made, in the column that otherwise names it.
const EMPTIED: &str = "";

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
        (None, None, Some(made)) if made == EMPTIED => KeptBody::Emptied,
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
            KeptBody::Emptied => row.made = Some(EMPTIED.to_owned()),
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
        note_people(&self.connection, answer, now).await?;
        self.connection.kept.push(answer.key.clone());
        Ok(())
    }
}

/// Notes whom an answer names, so that it is found when one of them is erased. Ids of nobody are left
/// out.
async fn note_people(unit: &Unit, answer: &KeptAnswer, now: Time) -> Result<(), StoreError> {
    use kept_answer_person::Column as P;
    let people: Vec<Uuid> = answer.body.people().iter().map(UserId::uuid).collect();
    let IdempotencyKey {
        principal,
        method,
        path,
        key,
    } = &answer.key;
    for some in people.chunks(NAMES_AT_ONCE) {
        let known = Query::select()
            .expr(Expr::value(principal.as_str()))
            .expr(Expr::value(method.as_str()))
            .expr(Expr::value(path.as_str()))
            .expr(Expr::value(key.as_str()))
            .column(user::Column::Id)
            .expr(Expr::value(now))
            .from(user::Entity)
            .and_where(Expr::col(user::Column::Id).is_in(some.iter().copied()))
            .take();
        // Beside the answer that this one replaced, the same person may have been noted before.
        let newer = OnConflict::columns([P::Principal, P::Method, P::Path, P::Key, P::UserId])
            .update_column(P::KeptAt)
            .to_owned();
        let mut note = Query::insert();
        note.into_table(kept_answer_person::Entity)
            .columns([
                P::Principal,
                P::Method,
                P::Path,
                P::Key,
                P::UserId,
                P::KeptAt,
            ])
            .on_conflict(newer);
        note.select_from(known).map_err(corrupt)?;
        unit.execute(&note).await.map_err(classify)?;
    }
    Ok(())
}

/// Empties the answers that name a person.
pub(super) async fn empty_answers_naming(
    session: &Session<Unit>,
    person: UserId,
) -> Result<(), StoreError> {
    use kept_answer_person::Column as P;
    let naming = Query::select()
        .columns([P::Principal, P::Method, P::Path, P::Key, P::KeptAt])
        .from(kept_answer_person::Entity)
        .and_where(Expr::col(P::UserId).eq(person.uuid()))
        .take();
    let place = [
        Column::Principal,
        Column::Method,
        Column::Path,
        Column::Key,
        Column::KeptAt,
    ];
    let place = Expr::tuple(place.map(Expr::col));
    let nothing = || Expr::value(None::<i64>);
    let empty = kept_answer::Entity::update_many()
        .col_expr(Column::Status, Expr::value(None::<i32>))
        .col_expr(Column::Version, nothing())
        .col_expr(Column::Body, Expr::value(None::<String>))
        .col_expr(Column::Made, Expr::value(EMPTIED))
        .filter(place.in_subquery(naming))
        .filter(Column::Body.is_not_null());
    session.execute(&empty.into_query()).await.map(drop)
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
