//! The filter of the list of members, as a condition on the memberships.

use latchkey_domain::{
    base::text::SearchText,
    membership::Status,
    ports::{MemberFilter, PartnerFilter},
};
use sea_orm::{
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    entity::{
        membership::{self, Column},
        user,
    },
    rows::called::is_called,
    sql::{col, contains},
};

/// The memberships that the filter wants.
pub(super) fn wanted(backend: DbBackend, filter: &MemberFilter) -> Condition {
    let access = filter.access.map(|kind| Column::Access.eq(kind.as_str()));
    let partner = filter.partner.map(|partner| match partner {
        PartnerFilter::Nobody => Column::PartnerId.is_null(),
        PartnerFilter::Partner(id) => Column::PartnerId.eq(id.uuid()),
    });
    let text = filter.text.as_ref().map(|text| of_person(backend, text));
    Condition::all()
        .add_option(access)
        .add_option(partner)
        .add_option(filter.status.map(of_status))
        .add_option(text)
}

/// The columns behind [`Membership::status`](latchkey_domain::membership::Membership::status).
fn of_status(status: Status) -> Condition {
    let all = Condition::all().add(Column::Deactivated.eq(status == Status::Deactivated));
    match status {
        Status::Deactivated => all,
        Status::Invited => all.add(Column::InvitedUntil.is_not_null()),
        Status::Active => all.add(Column::InvitedUntil.is_null()),
    }
}

/// Whether the text is part of the name or address of the member, or of the name that the account gave to
/// a stub (I6). Not `EXISTS`,
/// which PostgreSQL may turn into one set of all people who are called so: it would read them all for a page.
fn of_person(backend: DbBackend, text: &SearchText) -> Expr {
    let id = col("called", user::Column::Id);
    let given = Expr::col((membership::Entity, Column::GivenNameFolded));
    let given = contains(backend, given, text.as_str().to_owned());
    let is_stub = col("called", user::Column::Stub).eq(true);
    let person = Query::select()
        .column(("called", user::Column::Id))
        .from_as(user::Entity, "called")
        .and_where(id.equals((membership::Entity, Column::UserId)))
        .and_where(is_called(backend, "called", text).or(is_stub.and(given)))
        .limit(1)
        .take();
    Expr::from(person).is_not_null()
}
