//! Memberships, with the terms that accounts set for people and the links that partners declare.
//! All keys begin with the account, so that the tables can be partitioned by it.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, integer_null, text, text_null, uuid, uuid_null},
};

use super::shape::{check, index, key, reference, table, time, time_null};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        memberships(manager).await?;

        let terms = table("terms")
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(text("withheld"))
            .col(time_null("limit_at"))
            .col(text_null("limit_by"))
            .col(boolean("refused"))
            .primary_key(&mut key(&["account_id", "user_id"]))
            .check(check("(limit_at IS NULL) = (limit_by IS NULL)"))
            .take();
        manager.create_table(terms).await?;

        let links = table("employee_link")
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(uuid("partner_id"))
            .primary_key(&mut key(&["account_id", "user_id", "partner_id"]))
            .take();
        manager.create_table(links).await
    }
}

async fn memberships(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let memberships = table("membership")
        .col(uuid("account_id"))
        .col(uuid("user_id"))
        .col(uuid("id"))
        .col(text("access"))
        .col(uuid_null("set_id"))
        .col(integer_null("set_version"))
        .col(text("added"))
        .col(text("clipped"))
        .col(text("seat"))
        .col(text("paid_seats"))
        .col(time_null("invited_until"))
        .col(boolean("deactivated"))
        .col(uuid_null("partner_id"))
        .col(text("engagement"))
        .col(time_null("expires_at"))
        .col(time_null("last_active_at"))
        .col(time("created_at"))
        .col(time("updated_at"))
        .col(big_integer("version"))
        .primary_key(&mut key(&["account_id", "user_id"]))
        .foreign_key(&mut reference(&["account_id"], "account", &["id"]))
        .foreign_key(&mut reference(&["user_id"], "user", &["id"]))
        .foreign_key(&mut reference(
            &["set_id", "set_version"],
            "permission_set_version",
            &["set_id", "number"],
        ))
        .check(check(
            "access IN ('super_admin', 'partner_admin', 'permission_set')",
        ))
        .check(check("(access = 'permission_set') = (set_id IS NOT NULL)"))
        .check(check("(set_id IS NULL) = (set_version IS NULL)"))
        .check(check("partner_id <> account_id"))
        .take();
    manager.create_table(memberships).await?;
    // Whether another permanent super admin remains (D5) is asked whenever one goes, in accounts of
    // any size.
    let super_admins = index(
        "membership_super_admin",
        "membership",
        &["account_id", "user_id"],
    )
    .and_where(Expr::cust("access = 'super_admin'"))
    .take();
    manager.create_index(super_admins).await?;
    for (name, columns) in [
        ("membership_account", &["account_id", "id"][..]),
        ("membership_user", &["user_id", "id"]),
        ("membership_partner", &["partner_id", "user_id"]),
        (
            "membership_client",
            &["account_id", "partner_id", "id", "deactivated"],
        ),
        ("membership_set", &["set_id", "account_id"]),
    ] {
        manager
            .create_index(index(name, "membership", columns))
            .await?;
    }
    Ok(())
}
