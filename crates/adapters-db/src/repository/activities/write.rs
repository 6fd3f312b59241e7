//! Moving the times of activities forward.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    ports::{ActivityRepository, StoreError},
};
use sea_orm::{
    Condition, Iden,
    sea_query::{Expr, ExprTrait, JoinType, LockType, Order, Query, UpdateStatement},
};
use uuid::Uuid;

use crate::{
    connection::{Session, Unit},
    entity::{membership, relationship},
    sql::col,
};

/// A table whose rows have a key of two columns and a time that is moved forward.
struct Moved<C> {
    key: [C; 2],
    time: C,
}

impl<C: Iden + Copy + 'static> Moved<C> {
    /// The statement that moves the times forward, under a further condition on the row `t`. Rows are
    /// locked in the order of their keys, so that two reports never wait for each other in a circle.
    fn forward(
        &self,
        table: impl Iden + Copy + 'static,
        at: impl IntoIterator<Item = (Uuid, Uuid, Time)>,
        further: Condition,
    ) -> UpdateStatement {
        let [first, second] = self.key;
        let place = Condition::all()
            .add(col("t", first).equals(("w", "column1")))
            .add(col("t", second).equals(("w", "column2")));
        let behind = Condition::any()
            .add(col("t", self.time).is_null())
            .add(col("t", self.time).lt(Expr::col(("w", "column3"))));
        let found = Query::select()
            .column(("t", first))
            .column(("t", second))
            .expr_as(Expr::col(("w", "column3")), "moved_to")
            .from_values(at, "w")
            .join_as(JoinType::InnerJoin, table, "t", place)
            .cond_where(behind)
            .cond_where(further)
            .order_by(("t", first), Order::Asc)
            .order_by(("t", second), Order::Asc)
            .lock_with_tables(LockType::NoKeyUpdate, ["t"])
            .take();
        Query::update()
            .table(table)
            .value(self.time, Expr::col(("found", "moved_to")))
            .from(found_in(found))
            .and_where(Expr::col((table, first)).equals(("found", first)))
            .and_where(Expr::col((table, second)).equals(("found", second)))
            .take()
    }
}

fn found_in(query: sea_orm::sea_query::SelectStatement) -> sea_orm::sea_query::TableRef {
    sea_orm::sea_query::TableRef::SubQuery(Box::new(query), "found".into())
}

#[async_trait]
impl ActivityRepository for Session<Unit> {
    async fn note_active(&mut self, at: &[(AccountId, UserId, Time)]) -> Result<(), StoreError> {
        use membership::Column;
        if at.is_empty() {
            return Ok(());
        }
        let moved = Moved {
            key: [Column::AccountId, Column::UserId],
            time: Column::LastActiveAt,
        };
        let at = at
            .iter()
            .map(|(account, user, at)| (account.uuid(), user.uuid(), *at));
        let update = moved.forward(membership::Entity, at, Condition::all());
        self.execute(&update).await.map(drop)
    }

    async fn note_qualifying(
        &mut self,
        at: &[(AccountId, AccountId, Time)],
    ) -> Result<(), StoreError> {
        use relationship::Column;
        if at.is_empty() {
            return Ok(());
        }
        let moved = Moved {
            key: [Column::PartnerId, Column::ClientId],
            time: Column::LastQualifyingActivityAt,
        };
        let at = at
            .iter()
            .map(|(partner, client, at)| (partner.uuid(), client.uuid(), *at));
        // Only activities since services were last started count (R4), as in
        // `Relationship::counts`.
        let counts = Condition::all()
            .add(col("t", Column::ServicesEndedAt).is_null())
            .add(
                col("t", Column::RestartedAt)
                    .is_null()
                    .or(col("t", Column::RestartedAt).lte(Expr::col(("w", "column3")))),
            );
        let update = moved.forward(relationship::Entity, at, counts);
        self.execute(&update).await.map(drop)
    }
}
