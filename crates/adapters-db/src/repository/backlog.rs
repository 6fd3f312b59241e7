//! How much work waits, each figure counted by an index that has the waiting rows only.

use async_trait::async_trait;
use latchkey_domain::{
    ports::{StoreError, WaitingWork, WaitingWorkQueries},
    telling::waiting::MailState,
};
use sea_orm::{
    FromQueryResult,
    sea_query::{Expr, ExprTrait, IntoTableRef, Query, SimpleExpr},
};

use super::webhooks::{IN_LINE, SET_ASIDE};
use crate::{
    connection::{Connection, Session},
    entity::{mail, operation, operation_item, webhook_delivery},
    rows::values::number,
};

#[derive(Debug, FromQueryResult)]
struct WaitingWorkRow {
    mails: i64,
    dead_mails: i64,
    in_line: i64,
    set_aside: i64,
    operations: i64,
    items: i64,
}

fn count(of: impl IntoTableRef, which: impl Into<SimpleExpr>) -> SimpleExpr {
    let all = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from(of)
        .and_where(which.into())
        .take();
    SimpleExpr::from(all)
}

#[async_trait]
impl<C: Connection> WaitingWorkQueries for Session<C> {
    async fn backlog(&mut self) -> Result<WaitingWork, StoreError> {
        let of_mail = |state: MailState| {
            let wanted = Expr::col(mail::Column::State).eq(state.as_str());
            count(mail::Entity, wanted)
        };
        let deliveries = |which| count(webhook_delivery::Entity, Expr::cust(which));
        let running = Expr::cust("state = 'running'");
        let pending = Expr::cust("outcome = 'pending'");
        let query = Query::select()
            .expr_as(of_mail(MailState::Waiting), "mails")
            .expr_as(of_mail(MailState::Dead), "dead_mails")
            .expr_as(deliveries(IN_LINE), "in_line")
            .expr_as(deliveries(SET_ASIDE), "set_aside")
            .expr_as(count(operation::Entity, running), "operations")
            .expr_as(count(operation_item::Entity, pending), "items")
            .take();
        let Some(row) = self.one::<WaitingWorkRow, _>(&query).await? else {
            return Ok(WaitingWork::default());
        };
        Ok(WaitingWork {
            mails: number(row.mails)?,
            dead_mails: number(row.dead_mails)?,
            deliveries: number::<_, u64>(row.in_line)? + number::<_, u64>(row.set_aside)?,
            operations: number(row.operations)?,
            items: number(row.items)?,
        })
    }
}
