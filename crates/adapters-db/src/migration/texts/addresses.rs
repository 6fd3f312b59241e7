//! E-mail addresses in the form in which they are kept (I5). Where two addresses turn out to be one,
//! both people stay: the older one keeps it, and the other's is not confirmed any more (I8).

use std::collections::BTreeMap;

use latchkey_domain::{base::ids::UserId, people::email::EmailAddress};
use sea_orm::{ConnectionTrait, QueryResult, entity::prelude::DateTimeUtc};
use sea_orm_migration::prelude::*;
use uuid::Uuid;

use super::rows::{Columns, NewValues};
use crate::rows::values::email_folded;

const USERS: Columns = Columns {
    table: "user",
    key: &["id"],
    read: &["email", "created_at"],
    versioned: true,
};

/// Somebody with an address.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Holder {
    created_at: DateTimeUtc,
    id: Uuid,
    email: String,
}

impl Holder {
    fn of(row: &QueryResult) -> Result<Option<Self>, DbErr> {
        let email: Option<String> = row.try_get("", "email")?;
        let Some(email) = email else {
            return Ok(None);
        };
        Ok(Some(Self {
            created_at: row.try_get("", "created_at")?,
            id: row.try_get("", "id")?,
            email,
        }))
    }
}

/// Puts all of them into their form. An address that is none any more stays as it is.
pub(crate) async fn renew(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let mut changing: BTreeMap<EmailAddress, Vec<Holder>> = BTreeMap::new();
    let mut after = Vec::new();
    loop {
        let rows = USERS.page(connection, &after).await?;
        for row in &rows {
            after = USERS.key_of(row)?;
            let Some(holder) = Holder::of(row)? else {
                continue;
            };
            let Ok(address) = EmailAddress::parse(&holder.email) else {
                continue;
            };
            if address.as_str() == holder.email {
                let unversioned = Columns {
                    versioned: false,
                    ..USERS
                };
                unversioned
                    .change(connection, &after, search_form(&address))
                    .await?;
            } else {
                changing.entry(address).or_default().push(holder);
            }
        }
        if rows.is_empty() {
            break;
        }
    }
    for (address, holders) in changing {
        settle(connection, &address, holders).await?;
    }
    Ok(())
}

/// Gives an address to the oldest of those whose address it is.
async fn settle(
    connection: &SchemaManagerConnection<'_>,
    address: &EmailAddress,
    mut holders: Vec<Holder>,
) -> Result<(), DbErr> {
    let query = Query::select()
        .columns(["id", "email", "created_at"])
        .from("user")
        .and_where(Expr::col("email").eq(address.as_str()))
        .take();
    if let Some(row) = connection.query_one(&query).await? {
        holders.extend(Holder::of(&row)?);
    }
    holders.sort();
    let mut holders = holders.into_iter();
    let Some(keeper) = holders.next() else {
        return Ok(());
    };
    let others: Vec<Holder> = holders.collect();
    for other in &others {
        tracing::warn!(
            unconfirmed = %UserId::from_uuid(other.id),
            kept_by = %UserId::from_uuid(keeper.id),
            "two people have the same e-mail address now: the older keeps it, and the other's is \
             not confirmed any more; give them another one"
        );
        let mut values = vec![("confirmed", Expr::value(false))];
        // The address is needed for the keeper, so this one gets the other spelling of it. Until
        // that is free, none.
        if other.email == address.as_str() {
            values.push(("email", Expr::value(None::<String>)));
        }
        USERS.change(connection, &[other.id], values).await?;
    }
    if keeper.email != address.as_str() {
        let mut values = search_form(address);
        values.push(("email", Expr::value(address.as_str())));
        values.push(("email_domain", Expr::value(address.domain().as_str())));
        USERS.change(connection, &[keeper.id], values).await?;
    }
    for other in others
        .iter()
        .filter(|other| other.email == address.as_str())
    {
        let spelling = vec![("email", Expr::value(keeper.email.as_str()))];
        USERS.change(connection, &[other.id], spelling).await?;
    }
    Ok(())
}

/// The form by which an address is searched, where it has one of its own.
fn search_form(address: &EmailAddress) -> NewValues {
    let folded = email_folded(address);
    folded
        .map(|folded| ("email_folded", Expr::value(folded)))
        .into_iter()
        .collect()
}
