//! Reminders of what ends soon (A9, N1).

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, MembershipId, UserId},
        time::{Time, days},
    },
    partnership::relationship::RelationshipStatus,
    ports::{NearClose, NearEnd, ReminderQueries, ReminderRepository, StoreError},
    telling::reminder::{Ending, Reminder},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoColumnRef, Order, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session, Unit},
    entity::{membership, relationship, reminder},
    migration::END_NOT_NOTED,
    rows::values::number,
    sql::insert,
};

#[derive(Debug, FromQueryResult)]
struct NearEndRow {
    account_id: Uuid,
    user_id: Uuid,
    id: Uuid,
    expires_at: Time,
}

#[derive(Debug, FromQueryResult)]
struct NearCloseRow {
    partner_id: Uuid,
    client_id: Uuid,
    last_qualifying_activity_at: Time,
}

/// The reminders of what ends in the account of a row, so many days before the end or fewer.
fn reminded(
    (account, about, of): (impl IntoColumnRef, impl IntoColumnRef, impl IntoColumnRef),
    days: i32,
) -> SelectStatement {
    use reminder::Column;
    let own = |column: Column| Expr::col((reminder::Entity, column));
    Query::select()
        .expr(Expr::val(1))
        .from(reminder::Entity)
        .and_where(own(Column::AccountId).equals(account))
        .and_where(own(Column::AboutId).equals(about))
        .and_where(own(Column::OfTime).equals(of))
        .and_where(own(Column::Days).lte(days))
        .take()
}

#[async_trait]
impl<C: Connection> ReminderQueries for Session<C> {
    async fn ends_to_remind_of(
        &mut self,
        before: u32,
        now: Time,
        after: Option<&NearEnd>,
        limit: u16,
    ) -> Result<Vec<NearEnd>, StoreError> {
        use membership::Column;
        let own = |column: Column| (membership::Entity, column);
        let place = || Expr::tuple([Column::ExpiresAt.into_expr(), Column::Id.into_expr()]);
        let beyond = after.map(|after| {
            let reached = [after.ends_at.into(), after.membership.uuid().into()];
            place().gt(Expr::tuple(reached))
        });
        let known = reminded(
            (
                own(Column::AccountId),
                own(Column::UserId),
                own(Column::ExpiresAt),
            ),
            number(before)?,
        );
        let query = Query::select()
            .columns([
                Column::AccountId,
                Column::UserId,
                Column::Id,
                Column::ExpiresAt,
            ])
            .from(membership::Entity)
            .and_where(Column::ExpiresAt.gt(now))
            .and_where(Column::ExpiresAt.lte(now + days(before)))
            .and_where(Column::Deactivated.eq(false))
            .and_where(Column::InvitedUntil.is_null())
            .and_where_option(beyond)
            .and_where(Expr::exists(known).not())
            // In the words of the index that has the ends which have not come.
            .and_where(Expr::cust(END_NOT_NOTED))
            .order_by(Column::ExpiresAt, Order::Asc)
            .order_by(Column::Id, Order::Asc)
            .limit(limit.into())
            .take();
        let rows: Vec<NearEndRow> = self.all(&query).await?;
        let ends = rows.into_iter().map(|row| NearEnd {
            account: AccountId::from_uuid(row.account_id),
            user: UserId::from_uuid(row.user_id),
            membership: MembershipId::from_uuid(row.id),
            ends_at: row.expires_at,
        });
        Ok(ends.collect())
    }

    async fn closes_to_warn_of(
        &mut self,
        ends_after_days: u32,
        before: u32,
        now: Time,
        skip: u64,
        limit: u16,
    ) -> Result<Vec<NearClose>, StoreError> {
        use relationship::Column;
        let own = |column: Column| (relationship::Entity, column);
        let last = Column::LastQualifyingActivityAt;
        let worked_before = now - days(ends_after_days);
        let known = reminded(
            (own(Column::ClientId), own(Column::PartnerId), own(last)),
            number(before)?,
        );
        let query = Query::select()
            .columns([Column::PartnerId, Column::ClientId, last])
            .from(relationship::Entity)
            .and_where(Column::Announced.eq(RelationshipStatus::Managed.as_str()))
            .and_where(Column::ServicesEndedAt.is_null())
            .and_where(last.gt(worked_before))
            .and_where(last.lte(worked_before + days(before)))
            .and_where(Expr::exists(known).not())
            .order_by(last, Order::Asc)
            .order_by(Column::PartnerId, Order::Asc)
            .order_by(Column::ClientId, Order::Asc)
            .offset(skip)
            .limit(limit.into())
            .take();
        let rows: Vec<NearCloseRow> = self.all(&query).await?;
        let closes = rows.into_iter().map(|row| NearClose {
            partner: AccountId::from_uuid(row.partner_id),
            client: AccountId::from_uuid(row.client_id),
            last_activity: row.last_qualifying_activity_at,
        });
        Ok(closes.collect())
    }
}

#[async_trait]
impl ReminderRepository for Session<Unit> {
    async fn note_reminders(&mut self, reminders: &[Reminder]) -> Result<(), StoreError> {
        let rows = reminders.iter().map(|given| {
            Ok(reminder::Model {
                account_id: given.account.uuid(),
                about_id: match given.about {
                    Ending::Access(user) => user.uuid(),
                    Ending::Relationship(partner) => partner.uuid(),
                },
                of_time: given.of,
                days: number(given.days)?,
            })
        });
        let rows: Vec<_> = rows.collect::<Result<_, StoreError>>()?;
        let wanted: u64 = number(rows.len())?;
        if insert::<reminder::Entity>(&self.connection, rows).await? == wanted {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Stale).await
        }
    }

    async fn forget_reminders(&mut self, before: Time) -> Result<u64, StoreError> {
        let old = reminder::Entity::delete_many().filter(reminder::Column::OfTime.lt(before));
        self.execute(&old.into_query()).await
    }
}
