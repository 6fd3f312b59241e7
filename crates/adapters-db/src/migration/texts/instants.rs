//! Times outside the years 1970 to 9999 become the first or the last instant that is accepted (I5).

use latchkey_domain::base::time::{FIRST_INSTANT, LAST_INSTANT};
use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;

/// The columns of times that callers give.
const GIVEN: [(&str, &str); 11] = [
    ("membership", "expires_at"),
    ("membership", "end_noted"),
    ("membership", "last_active_at"),
    ("terms", "limit_at"),
    ("relationship", "connected_at"),
    ("relationship", "last_qualifying_activity_at"),
    ("relationship", "announced_for"),
    ("operation", "ends_at"),
    ("standardization", "effective"),
    ("token", "expires_at"),
    ("access_link", "expires_at"),
];

/// Puts all of them within the years that are accepted.
pub(crate) async fn renew(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    for (table, column) in GIVEN {
        // SQLite keeps times as texts. A year of more digits begins with a sign there.
        let late = if connection.get_database_backend() == DbBackend::Sqlite {
            Expr::col(column).like("+%")
        } else {
            Expr::col(column).gt(LAST_INSTANT)
        };
        let early = Expr::col(column).lt(FIRST_INSTANT);
        for (wrong, instead) in [(late, LAST_INSTANT), (early, FIRST_INSTANT)] {
            let update = Query::update()
                .table(table)
                .value(column, instead)
                .and_where(wrong)
                .take();
            connection.execute(&update).await?;
        }
    }
    Ok(())
}
