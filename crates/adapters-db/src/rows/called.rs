//! Searching people by a part of their name or address (I5).

use latchkey_domain::base::text::SearchText;
use sea_orm::{
    DbBackend,
    sea_query::{Expr, ExprTrait, Func},
};

use crate::{
    entity::user::Column,
    sql::{col, contains},
};

/// Whether the text is part of the name or the address of the person that is joined under this name.
pub(crate) fn is_called(backend: DbBackend, person: &'static str, text: &SearchText) -> Expr {
    let part = |column| contains(backend, column, text.as_str().to_owned());
    let email = Func::coalesce([col(person, Column::EmailFolded), col(person, Column::Email)]);
    part(col(person, Column::NameFolded)).or(part(email.into()))
}
