//! Writing operations and the results of their items.

use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{ids::OperationId, time::Time},
    ports::{OperationRepository, StoreError, Taken},
    trail::origin::Origin,
    work::operation::{
        Item, ItemOutcome, ItemResult, Operation, OperationState, Starter, TriedAgain,
    },
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use uuid::Uuid;

use super::rows::WAITS;
use crate::{
    connection::{Session, Unit},
    entity::{
        operation::{self, Column},
        operation_item::{self, Column as ItemColumn},
    },
    rows::values::{json, number},
    sql::insert,
};

/// The columns of a starter.
struct WrittenStarter {
    word: &'static str,
    user: Option<Uuid>,
    /// The token or the session.
    credential: Option<Uuid>,
    by_session: bool,
}

fn written(starter: Starter) -> WrittenStarter {
    let (word, user, credential) = match starter {
        Starter::User { user, token } => ("user", Some(user.uuid()), Some(token.uuid())),
        Starter::Session { user, session } => ("user", Some(user.uuid()), Some(session.uuid())),
        Starter::Service { token } => ("service", None, Some(token.uuid())),
        Starter::Operator => ("operator", None, None),
        Starter::Job => ("job", None, None),
    };
    WrittenStarter {
        word,
        user,
        credential,
        by_session: matches!(starter, Starter::Session { .. }),
    }
}

fn row(operation: &Operation) -> Result<operation::Model, StoreError> {
    let starter = written(operation.starter);
    Ok(operation::Model {
        id: operation.id.uuid(),
        partner_id: operation.partner.uuid(),
        kind: operation.task.kind().to_owned(),
        set_id: operation.task.permission_set().map(|set| set.uuid()),
        ends_at: operation.task.expires_at(),
        state: operation.state.as_str().to_owned(),
        starter: starter.word.to_owned(),
        starter_user_id: starter.user,
        starter_token_id: starter.credential,
        by_session: starter.by_session,
        request_id: operation.request_id.clone(),
        address: operation.address.map(|address| address.to_string()),
        reason: operation.reason.as_ref().map(ToString::to_string),
        total: number(operation.total)?,
        succeeded: number(operation.succeeded)?,
        failed: number(operation.refused + operation.failed)?,
        in_trouble: number(operation.failed)?,
        created_at: operation.created_at,
        finished_at: operation.finished_at,
    })
}

fn item_row(id: OperationId, item: &Item) -> Result<operation_item::Model, StoreError> {
    Ok(operation_item::Model {
        operation_id: id.uuid(),
        position: number(item.position)?,
        client_id: item.client.uuid(),
        employee_id: item.employee.uuid(),
        params: item.params.clone(),
        outcome: ItemOutcome::Pending.as_str().to_owned(),
        problem: None,
        report: None,
    })
}

fn running(id: OperationId) -> Condition {
    Condition::all()
        .add(Column::Id.eq(id.uuid()))
        .add(Column::State.eq(OperationState::Running.as_str()))
}

/// The operation runs as it was seen, like [`Operation::still_runs_as`]. A token or
/// session belongs to one starter.
fn still_runs_as(seen: &Operation) -> Condition {
    let starter = written(seen.starter);
    let credential = match starter.credential {
        Some(id) => Column::StarterTokenId.eq(id),
        None => Column::StarterTokenId.is_null(),
    };
    running(seen.id)
        .add(Column::Starter.eq(starter.word))
        .add(credential)
        .add(Column::RequestId.eq(seen.request_id.as_str()))
}

fn items_with(id: OperationId, outcomes: &[ItemOutcome]) -> Condition {
    let words = outcomes.iter().map(|outcome| outcome.as_str());
    Condition::all()
        .add(ItemColumn::OperationId.eq(id.uuid()))
        .add(ItemColumn::Outcome.is_in(words))
}

/// The columns of a result. Items that share them are written together.
type WrittenResult = (ItemOutcome, Option<String>, Option<String>);

/// Items by their results, so that each result is written once.
fn by_result(results: &[ItemResult]) -> Result<BTreeMap<WrittenResult, Vec<i32>>, StoreError> {
    let mut grouped: BTreeMap<WrittenResult, Vec<i32>> = BTreeMap::new();
    for result in results {
        let report = result.report.as_ref().map(json).transpose()?;
        grouped
            .entry((result.outcome, result.problem.clone(), report))
            .or_default()
            .push(number(result.position)?);
    }
    Ok(grouped)
}

impl Session<Unit> {
    /// Adds results to the counts of the operation. Returns whether it still runs as it was seen.
    async fn count_results(
        &self,
        operation: &Operation,
        results: &[ItemResult],
        now: Time,
    ) -> Result<bool, StoreError> {
        let all: i64 = number(results.len())?;
        let good = results.iter().filter(|result| result.outcome.is_success());
        let succeeded: i64 = number(good.count())?;
        let failed = results
            .iter()
            .filter(|result| result.outcome == ItemOutcome::Failed);
        let in_trouble: i64 = number(failed.count())?;
        let all_done = Expr::col(Column::Succeeded)
            .add(Expr::col(Column::Failed))
            .add(all)
            .gte(Expr::col(Column::Total));
        let state = CaseStatement::new()
            .case(all_done.clone(), OperationState::Done.as_str())
            .finally(OperationState::Running.as_str());
        let finished_at = CaseStatement::new()
            .case(all_done, now)
            .finally(Expr::col(Column::FinishedAt));
        let count = operation::Entity::update_many()
            .col_expr(
                Column::Succeeded,
                Expr::col(Column::Succeeded).add(succeeded),
            )
            .col_expr(
                Column::Failed,
                Expr::col(Column::Failed).add(all - succeeded),
            )
            .col_expr(
                Column::InTrouble,
                Expr::col(Column::InTrouble).add(in_trouble),
            )
            .col_expr(Column::State, state.into())
            .col_expr(Column::FinishedAt, finished_at.into())
            .filter(still_runs_as(operation));
        Ok(self.execute(&count.into_query()).await? == 1)
    }
}

#[async_trait]
impl OperationRepository for Session<Unit> {
    async fn insert_operation(
        &mut self,
        operation: &Operation,
        items: &[Item],
    ) -> Result<(), StoreError> {
        if !self
            .insert_one::<operation::Entity>(row(operation)?)
            .await?
        {
            return self.connection.refuse(StoreError::Taken(Taken::Id)).await;
        }
        let rows = items.iter().map(|item| item_row(operation.id, item));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        insert::<operation_item::Entity>(&self.connection, rows).await?;
        Ok(())
    }

    async fn finish_items(
        &mut self,
        operation: &Operation,
        results: &[ItemResult],
        now: Time,
    ) -> Result<(), StoreError> {
        if !self.count_results(operation, results, now).await? {
            return self.connection.refuse(StoreError::Stale).await;
        }
        for ((outcome, problem, report), positions) in by_result(results)? {
            let wanted: u64 = number(positions.len())?;
            let (first, last) = (positions.iter().min(), positions.iter().max());
            let finish = operation_item::Entity::update_many()
                .col_expr(ItemColumn::Outcome, Expr::value(outcome.as_str()))
                .col_expr(ItemColumn::Problem, Expr::value(problem))
                .col_expr(ItemColumn::Report, Expr::value(report))
                .filter(ItemColumn::OperationId.eq(operation.id.uuid()))
                .filter(Expr::cust(WAITS))
                // Limits the scan to a range of the index, instead of all items that wait.
                .filter(ItemColumn::Position.gte(first.copied()))
                .filter(ItemColumn::Position.lte(last.copied()))
                .filter(ItemColumn::Position.is_in(positions));
            if self.execute(&finish.into_query()).await? != wanted {
                return self.connection.refuse(StoreError::Stale).await;
            }
        }
        Ok(())
    }

    async fn cancel_operation(&mut self, id: OperationId, now: Time) -> Result<bool, StoreError> {
        let cancel = operation::Entity::update_many()
            .col_expr(
                Column::State,
                Expr::value(OperationState::Cancelled.as_str()),
            )
            .col_expr(Column::FinishedAt, Expr::value(now))
            .filter(running(id));
        if self.execute(&cancel.into_query()).await? == 0 {
            return Ok(false);
        }
        let call_off = operation_item::Entity::update_many()
            .col_expr(
                ItemColumn::Outcome,
                Expr::value(ItemOutcome::Cancelled.as_str()),
            )
            .filter(items_with(id, &[ItemOutcome::Pending]));
        self.execute(&call_off.into_query()).await?;
        Ok(true)
    }

    async fn retry_operation(
        &mut self,
        id: OperationId,
        again: TriedAgain,
        origin: &Origin,
    ) -> Result<u64, StoreError> {
        let starter = written(Starter::of(&origin.principal));
        let address = origin.address.map(|address| address.to_string());
        let reason = origin.reason.as_ref().map(ToString::to_string);
        let nothing: Option<Time> = None;
        let (of_them, left) = match again {
            TriedAgain::Failed => (
                Column::InTrouble,
                Expr::col(Column::Failed).sub(Expr::col(Column::InTrouble)),
            ),
            TriedAgain::RefusedToo => (Column::Failed, Expr::value(0_i64)),
        };
        let run = operation::Entity::update_many()
            .col_expr(Column::State, Expr::value(OperationState::Running.as_str()))
            .col_expr(Column::FinishedAt, Expr::value(nothing))
            .col_expr(Column::Failed, left)
            .col_expr(Column::InTrouble, Expr::value(0_i64))
            .col_expr(Column::Starter, Expr::value(starter.word))
            .col_expr(Column::StarterUserId, Expr::value(starter.user))
            .col_expr(Column::StarterTokenId, Expr::value(starter.credential))
            .col_expr(Column::BySession, Expr::value(starter.by_session))
            .col_expr(Column::RequestId, Expr::value(origin.request_id.clone()))
            .col_expr(Column::Address, Expr::value(address))
            .col_expr(Column::Reason, Expr::value(reason))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::State.eq(OperationState::Done.as_str()))
            .filter(of_them.gt(0_i64));
        if self.execute(&run.into_query()).await? == 0 {
            return Ok(0);
        }
        let nothing: Option<String> = None;
        let wait = operation_item::Entity::update_many()
            .col_expr(
                ItemColumn::Outcome,
                Expr::value(ItemOutcome::Pending.as_str()),
            )
            .col_expr(ItemColumn::Problem, Expr::value(nothing.clone()))
            .col_expr(ItemColumn::Report, Expr::value(nothing))
            .filter(items_with(id, again.outcomes()));
        self.execute(&wait.into_query()).await
    }
}
