//! Names, tags, descriptions and reasons in the form in which they are kept, with the forms by which
//! they are searched (I5).

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::base::text::{AssetKind, Description, Name, Reason, SetName, Tag};
use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;
use uuid::Uuid;

use super::rows::{Columns, NewValues};

/// What a text becomes; `None`: nothing of it is left.
type NewForm = fn(&str) -> Option<String>;

/// The tables whose texts depend on nothing else.
const SIMPLE: [(Columns, &[NewForm]); 7] = [
    (table("account", &["name"], true), &[NAME]),
    (table("user", &["name"], true), &[NAME]),
    (
        table("permission_set", &["name", "description"], true),
        &[SET_NAME, |text| {
            Description::cleaned(text).map(|it| it.to_string())
        }],
    ),
    (table("asset", &["name", "kind"], false), &[NAME, KIND]),
    (table("token", &["label"], false), &[NAME]),
    (table("standardization", &["reason"], true), &[reason]),
    (table("operation", &["reason"], false), &[reason]),
];

/// The tables with a name in its folded form.
const FOLDED: [Columns; 2] = [
    table("account", &["name", "name_folded"], false),
    table("user", &["name", "name_folded"], false),
];

const RELATIONSHIPS: Columns = Columns {
    table: "relationship",
    key: &["partner_id", "client_id"],
    read: &["display_name", "tags", "shown_name_folded", "names_folded"],
    versioned: true,
};

const fn table(name: &'static str, read: &'static [&'static str], versioned: bool) -> Columns {
    Columns {
        table: name,
        key: &["id"],
        read,
        versioned,
    }
}

/// What always has a text gets a sign that it had none that could be seen.
const UNREADABLE: &str = "?";

const NAME: NewForm = |text| Some(Name::of_thing(text, UNREADABLE).to_string());

const SET_NAME: NewForm = |text| {
    let name = SetName::cleaned(text).map(|name| name.to_string());
    Some(name.unwrap_or_else(|| UNREADABLE.to_owned()))
};

const KIND: NewForm = |text| {
    let kind = AssetKind::cleaned(text).map(|kind| kind.to_string());
    Some(kind.unwrap_or_else(|| UNREADABLE.to_owned()))
};

fn reason(text: &str) -> Option<String> {
    Reason::cleaned(text).map(|reason| reason.to_string())
}

/// Puts all of them into their form.
pub(crate) async fn renew(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    for (columns, forms) in SIMPLE {
        let renewed = |row: &QueryResult| {
            let mut values = NewValues::new();
            for (column, form) in columns.read.iter().zip(forms) {
                let text: Option<String> = row.try_get("", column)?;
                let new = text.as_deref().and_then(form);
                if new != text {
                    values.push((column, Expr::value(new)));
                }
            }
            Ok(values)
        };
        each(connection, columns, renewed).await?;
    }
    for columns in FOLDED {
        let folded = |row: &QueryResult| {
            let name: String = row.try_get("", "name")?;
            let new = Name::stored(name).folded();
            let folded: String = row.try_get("", "name_folded")?;
            Ok(if new == folded {
                NewValues::new()
            } else {
                vec![("name_folded", Expr::value(new))]
            })
        };
        each(connection, columns, folded).await?;
    }
    relationships(connection).await
}

/// Changes each row of a table to what it is to be.
async fn each(
    connection: &SchemaManagerConnection<'_>,
    columns: Columns,
    new: impl Fn(&QueryResult) -> Result<NewValues, DbErr> + Send,
) -> Result<(), DbErr> {
    let mut after = Vec::new();
    loop {
        let rows = columns.page(connection, &after).await?;
        for row in &rows {
            after = columns.key_of(row)?;
            columns.change(connection, &after, new(row)?).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// The names that partners have for their clients, and their tags.
async fn relationships(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let mut after = Vec::new();
    loop {
        let rows = RELATIONSHIPS.page(connection, &after).await?;
        let official = official_names(connection, &rows).await?;
        for row in &rows {
            after = RELATIONSHIPS.key_of(row)?;
            let client: Uuid = row.try_get("", "client_id")?;
            let official = official.get(&client).map_or("", String::as_str);
            let values = of_relationship(row, official)?;
            RELATIONSHIPS.change(connection, &after, values).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// The official names of the clients in these rows, folded.
async fn official_names(
    connection: &SchemaManagerConnection<'_>,
    rows: &[QueryResult],
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let clients: Result<BTreeSet<Uuid>, DbErr> = rows
        .iter()
        .map(|row| row.try_get("", "client_id"))
        .collect();
    let query = Query::select()
        .columns(["id", "name_folded"])
        .from("account")
        .and_where(Expr::col("id").is_in(clients?))
        .take();
    let accounts = connection.query_all(&query).await?;
    let named = accounts.iter().map(|account| {
        let id = account.try_get("", "id")?;
        Ok((id, account.try_get("", "name_folded")?))
    });
    named.collect()
}

fn of_relationship(row: &QueryResult, official: &str) -> Result<NewValues, DbErr> {
    let display_name: Option<String> = row.try_get("", "display_name")?;
    let own = display_name.as_deref().and_then(Name::cleaned);
    let tags: String = row.try_get("", "tags")?;
    let lines: BTreeSet<Tag> = tags.split('\n').filter_map(Tag::cleaned).collect();
    let mut new_tags = String::from("\n");
    for tag in &lines {
        new_tags.push_str(tag.as_str());
        new_tags.push('\n');
    }
    let folded = own.as_ref().map(Name::folded);
    let names = folded
        .as_ref()
        .map_or_else(|| official.to_owned(), |own| format!("{own}\n{official}"));
    let shown = folded.unwrap_or_else(|| official.to_owned());
    let mut values = NewValues::new();
    let new_name = own.map(|name| name.to_string());
    if new_name != display_name {
        values.push(("display_name", Expr::value(new_name)));
    }
    for (column, new) in [
        ("tags", new_tags),
        ("shown_name_folded", shown),
        ("names_folded", names),
    ] {
        let present: String = row.try_get("", column)?;
        if new != present {
            values.push((column, Expr::value(new)));
        }
    }
    Ok(values)
}
