//! What erasing a person has to find (T3): the kept answers that name them, and the consents to their
//! links. What is kept of people who were erased before goes now.

use sea_orm_migration::{
    prelude::*,
    schema::{text, uuid},
};

use super::shape::{index, key, reference, table, time};

const ANSWER: [&str; 4] = ["principal", "method", "path", "key"];

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let people = table("kept_answer_person")
            .col(text("principal"))
            .col(text("method"))
            .col(text("path"))
            .col(text("key"))
            .col(uuid("user_id"))
            .col(time("kept_at"))
            .primary_key(&mut key(&["principal", "method", "path", "key", "user_id"]))
            .foreign_key(
                reference(&ANSWER, "kept_answer", &ANSWER).on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(&mut reference(&["user_id"], "user", &["id"]))
            .take();
        manager.create_table(people).await?;
        let by_user = index(
            "kept_answer_person_user",
            "kept_answer_person",
            &["user_id"],
        );
        manager.create_index(by_user).await?;
        let by_employee = index("consent_employee", "consent", &["employee_id"]);
        manager.create_index(by_employee).await?;
        blank(manager, "consent", "employee_name", "employee_id").await?;
        blank(manager, "token", "label", "user_id").await
    }
}

/// Puts the name that erased people have now in the place of the one they had.
async fn blank(
    manager: &SchemaManager<'_>,
    table: &'static str,
    text: &'static str,
    person: &'static str,
) -> Result<(), DbErr> {
    let erased = Query::select()
        .column("id")
        .from("user")
        .and_where(Expr::col("status").eq("erased"))
        .take();
    let blank = Query::update()
        .table(table)
        .value(text, "Erased person")
        .and_where(Expr::col(person).in_subquery(erased))
        .take();
    manager.get_connection().execute(&blank).await.map(drop)
}
