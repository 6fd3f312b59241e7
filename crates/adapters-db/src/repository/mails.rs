//! Mails that wait, and mails that are kept (N3).

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, UserId},
        page::{Page, PageRequest, Position},
        time::Time,
    },
    people::mail::MailKind,
    ports::{KeptMail, MailOutboxQueries, MailOutboxRepository, OutboxPosition, StoreError},
    telling::waiting::{MailState, NotedMail, Occasion, WaitingMail},
    work::operation::OperationState,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, Func, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    classify::corrupt,
    connection::{Connection, Session, Unit},
    entity::{kept_mail, mail, operation, outbox_reader},
    migration::MAIL_OVER,
    rows::values::{number, word},
    sql::{AT_ONCE, CountRow, insert},
};

/// The name of the mails' own position among the readers of the committed events.
const READER: &str = "mail";

/// What may still be sent.
const UNSENT: [MailState; 2] = [MailState::Waiting, MailState::Dead];

fn row(mail: &WaitingMail) -> Result<mail::Model, StoreError> {
    let noted = &mail.noted;
    Ok(mail::Model {
        occasion: noted.occasion.to_string(),
        reader_id: noted.reader.uuid(),
        kind: noted.kind.as_str().to_owned(),
        place_id: noted.place.map_or(Uuid::nil(), |place| place.uuid()),
        operation_id: noted.occasion.operation().map(|id| id.uuid()),
        noted_at: noted.noted_at,
        state: mail.state.as_str().to_owned(),
        attempts: number(mail.attempts)?,
        due_at: mail.due_at,
        error: mail.error.clone(),
    })
}

fn restore(row: mail::Model) -> Result<WaitingMail, StoreError> {
    let place = (!row.place_id.is_nil()).then(|| AccountId::from_uuid(row.place_id));
    Ok(WaitingMail {
        noted: NotedMail {
            occasion: word(&row.occasion, Occasion::parse)?,
            reader: UserId::from_uuid(row.reader_id),
            kind: word(&row.kind, MailKind::parse)?,
            place,
            noted_at: row.noted_at,
        },
        state: word(&row.state, MailState::parse)?,
        attempts: number(row.attempts)?,
        due_at: row.due_at,
        error: row.error,
    })
}

fn restore_kept(row: kept_mail::Model) -> Result<KeptMail, StoreError> {
    Ok(KeptMail {
        id: row.id,
        reader: UserId::from_uuid(row.reader_id),
        address: row.address,
        kind: word(&row.kind, MailKind::parse)?,
        written_at: row.written_at,
        subject: row.subject,
        text: row.text,
        html: row.html,
    })
}

fn position_of(kept: &KeptMail) -> Position {
    Position {
        key: kept.written_at.timestamp_micros().to_string(),
        id: kept.id,
    }
}

/// What comes behind a position in the list of kept mails, newest first.
fn older(after: &Position) -> Result<Condition, StoreError> {
    use kept_mail::Column;
    let micros = after.key.parse().ok();
    let at = micros.and_then(chrono::DateTime::from_timestamp_micros);
    let at = at.ok_or_else(|| corrupt("a position without an instant"))?;
    let same = Column::WrittenAt.eq(at).and(Column::Id.lt(after.id));
    Ok(Condition::any().add(Column::WrittenAt.lt(at)).add(same))
}

#[async_trait]
impl<C: Connection> MailOutboxQueries for Session<C> {
    async fn told_by_mail(&mut self) -> Result<OutboxPosition, StoreError> {
        let query = outbox_reader::Entity::find_by_id(READER).into_query();
        let row = self.one::<outbox_reader::Model, _>(&query).await?;
        let row = row.ok_or_else(|| corrupt("the position of the mails is gone"))?;
        Ok(OutboxPosition {
            revision: number(row.revision)?,
            event: row.event_id.map(EventId::from_uuid),
        })
    }

    async fn due_mails(&mut self, now: Time, most: u32) -> Result<Vec<WaitingMail>, StoreError> {
        use mail::Column;
        let running = Query::select()
            .column(operation::Column::Id)
            .from(operation::Entity)
            .and_where(operation::Column::State.eq(OperationState::Running.as_str()))
            .take();
        let ended = Column::OperationId
            .is_null()
            .or(Expr::col(Column::OperationId).not_in_subquery(running));
        let query = mail::Entity::find()
            .filter(Column::State.eq(MailState::Waiting.as_str()))
            .filter(Column::DueAt.lte(now))
            .filter(ended)
            .order_by_asc(Column::NotedAt)
            .order_by_asc(Column::Occasion)
            .order_by_asc(Column::ReaderId)
            .order_by_asc(Column::Kind)
            .limit(u64::from(most));
        let rows: Vec<mail::Model> = self.all(&query.into_query()).await?;
        rows.into_iter().map(restore).collect()
    }

    async fn mails_in(
        &mut self,
        state: MailState,
        most: u32,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        use mail::Column;
        let query = mail::Entity::find()
            .filter(Column::State.eq(state.as_str()))
            .order_by_desc(Column::NotedAt)
            .order_by_asc(Column::Occasion)
            .order_by_asc(Column::ReaderId)
            .order_by_asc(Column::Kind)
            .limit(u64::from(most));
        let rows: Vec<mail::Model> = self.all(&query.into_query()).await?;
        rows.into_iter().map(restore).collect()
    }

    async fn count_mails(&mut self, state: MailState) -> Result<u64, StoreError> {
        let query = Query::select()
            .expr_as(Func::count(Expr::col(mail::Column::Occasion)), "count")
            .from(mail::Entity)
            .and_where(mail::Column::State.eq(state.as_str()))
            .take();
        let row = self.one::<CountRow, _>(&query).await?;
        row.map_or(Ok(0), |row| number(row.count))
    }

    async fn kept_mails(&mut self, page: &PageRequest) -> Result<Page<KeptMail>, StoreError> {
        use kept_mail::Column;
        let mut query = kept_mail::Entity::find();
        if let Some(after) = page.after() {
            query = query.filter(older(after)?);
        }
        let query = query
            .order_by_desc(Column::WrittenAt)
            .order_by_desc(Column::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<kept_mail::Model> = self.all(&query.into_query()).await?;
        let mails = rows.into_iter().map(restore_kept);
        let mails = mails.collect::<Result<Vec<_>, _>>()?;
        Ok(Page::of(mails, page.limit(), position_of))
    }

    async fn kept_mail(&mut self, id: Uuid) -> Result<Option<KeptMail>, StoreError> {
        let query = kept_mail::Entity::find_by_id(id).into_query();
        let row = self.one::<kept_mail::Model, _>(&query).await?;
        row.map(restore_kept).transpose()
    }
}

#[async_trait]
impl MailOutboxRepository for Session<Unit> {
    async fn note_mails(&mut self, mails: &[NotedMail]) -> Result<(), StoreError> {
        let rows = mails.iter().map(|noted| row(&WaitingMail::noted(*noted)));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        insert::<mail::Entity>(&self.connection, rows).await?;
        Ok(())
    }

    async fn move_told_by_mail(
        &mut self,
        from: OutboxPosition,
        to: OutboxPosition,
    ) -> Result<(), StoreError> {
        use outbox_reader::Column;
        let (old, new): (i64, i64) = (number(from.revision)?, number(to.revision)?);
        let event = match from.event {
            Some(event) => Column::EventId.eq(event.uuid()),
            None => Column::EventId.is_null(),
        };
        let moved = outbox_reader::Entity::update_many()
            .col_expr(Column::Revision, Expr::value(new))
            .col_expr(
                Column::EventId,
                Expr::value(to.event.map(|event| event.uuid())),
            )
            .filter(Column::Name.eq(READER))
            .filter(Column::Revision.eq(old))
            .filter(event);
        self.write_over(&moved.into_query()).await
    }

    async fn save_mails(&mut self, mails: &[WaitingMail]) -> Result<(), StoreError> {
        use mail::Column;
        for mails in mails.chunks(AT_ONCE) {
            let rows = mails.iter().map(row).collect::<Result<Vec<_>, _>>()?;
            let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
            let known = OnConflict::columns([
                Column::Occasion,
                Column::ReaderId,
                Column::Kind,
                Column::PlaceId,
            ])
            .update_columns([
                Column::State,
                Column::Attempts,
                Column::DueAt,
                Column::Error,
            ])
            .to_owned();
            let put = mail::Entity::insert_many(rows).on_conflict(known);
            self.execute(&put.into_query()).await?;
        }
        Ok(())
    }

    async fn forget_mails(&mut self, before: Time, most: u32) -> Result<u64, StoreError> {
        use mail::Column;
        let key = || {
            [
                Column::Occasion,
                Column::ReaderId,
                Column::Kind,
                Column::PlaceId,
            ]
        };
        let over = Query::select()
            .columns(key())
            .from(mail::Entity)
            .and_where(Expr::cust(MAIL_OVER))
            .and_where(Column::NotedAt.lt(before))
            .limit(u64::from(most))
            .take();
        let which = Expr::tuple(key().map(ColumnTrait::into_expr)).in_subquery(over);
        let over = mail::Entity::delete_many().filter(which);
        let forgotten = self.execute(&over.into_query()).await?;
        let old = Query::select()
            .column(kept_mail::Column::Id)
            .from(kept_mail::Entity)
            .and_where(kept_mail::Column::WrittenAt.lt(before))
            .limit(u64::from(most))
            .take();
        let which = kept_mail::Column::Id.in_subquery(old);
        let kept = kept_mail::Entity::delete_many().filter(which);
        Ok(forgotten + self.execute(&kept.into_query()).await?)
    }

    async fn try_mail_again(&mut self, noted: &NotedMail, now: Time) -> Result<bool, StoreError> {
        use mail::Column;
        let key = row(&WaitingMail::noted(*noted))?;
        let put = mail::Entity::update_many()
            .col_expr(Column::State, Expr::value(MailState::Waiting.as_str()))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(now))
            .filter(Column::Occasion.eq(key.occasion))
            .filter(Column::ReaderId.eq(key.reader_id))
            .filter(Column::Kind.eq(key.kind))
            .filter(Column::PlaceId.eq(key.place_id))
            .filter(Column::State.is_in(UNSENT.map(MailState::as_str)));
        Ok(self.execute(&put.into_query()).await? > 0)
    }

    async fn keep_mail(&mut self, kept: &KeptMail) -> Result<(), StoreError> {
        use kept_mail::Column;
        let row = kept_mail::Model {
            id: kept.id,
            reader_id: kept.reader.uuid(),
            address: kept.address.clone(),
            kind: kept.kind.as_str().to_owned(),
            written_at: kept.written_at,
            subject: kept.subject.clone(),
            text: kept.text.clone(),
            html: kept.html.clone(),
        };
        let replace = OnConflict::column(Column::Id)
            .update_columns([
                Column::Address,
                Column::WrittenAt,
                Column::Subject,
                Column::Text,
                Column::Html,
            ])
            .to_owned();
        let put = kept_mail::Entity::insert(row.into_active_model()).on_conflict(replace);
        self.execute(&put.into_query()).await.map(drop)
    }
}
