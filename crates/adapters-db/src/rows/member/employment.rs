//! Conditions on the membership of a person in a partner's account: the employment.

use latchkey_domain::{
    base::time::Time,
    membership::Access,
    people::{account::AccountStatus, user::UserStatus},
};
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};

use crate::{
    entity::{
        account,
        membership::{self, Column},
        user,
    },
    sql::col,
};

/// Whether the membership joined under this name is an employment that lasts beyond an instant, as
/// [`Employment::lasts`](latchkey_domain::membership::Employment::lasts).
pub(crate) fn lasts(held: &'static str, beyond: Time) -> Condition {
    Condition::all()
        .add(is_active(held))
        .add(col(held, Column::PartnerId).is_null())
        .add(is_unexpired(held, beyond))
}

/// Whether a membership is neither deactivated nor invited, expired or not.
fn is_active(held: &'static str) -> Expr {
    let accepted = col(held, Column::InvitedUntil).is_null();
    col(held, Column::Deactivated).eq(false).and(accepted)
}

fn is_unexpired(held: &'static str, at: Time) -> Expr {
    let expires_at = || col(held, Column::ExpiresAt);
    expires_at().is_null().or(expires_at().gt(at))
}

/// The employment, if any, under which the membership joined under this name was given and which lasts:
/// its partner has had no break since.
fn unbroken(held: &'static str, now: Time) -> SelectStatement {
    let number = || Func::coalesce([col("e", Column::Employments), Expr::val(0)]);
    let uncounted = Condition::all()
        .add(col(held, Column::GivenMembership).is_null())
        .add(Expr::expr(number()).eq(0));
    let counted = Condition::all()
        .add(col(held, Column::GivenMembership).equals(("e", Column::Id)))
        .add(col(held, Column::GivenNumber).eq(number()));
    Query::select()
        .column(("e", Column::Id))
        .from_as(membership::Entity, "e")
        .and_where(col("e", Column::AccountId).equals((held, Column::PartnerId)))
        .and_where(col("e", Column::UserId).equals((held, Column::UserId)))
        .cond_where(lasts("e", now))
        .cond_where(Condition::any().add(uncounted).add(counted))
        .take()
}

/// Whether a break of the employment cut what was given, as
/// [`Member::is_cut`](latchkey_domain::membership::member::Member::is_cut). The membership is one that
/// acts for a partner.
pub(crate) fn is_cut(held: &'static str, now: Time) -> Expr {
    Expr::exists(unbroken(held, now)).not()
}

/// Whether a membership in the first account that acts for the second one is in force, as
/// [`StandingFacts::standing`](latchkey_domain::membership::standing::StandingFacts::standing).
pub(crate) fn is_in_force(
    held: &'static str,
    [tenant, partner]: [&'static str; 2],
    now: Time,
) -> Condition {
    let access = || col(held, Column::Access);
    let open = |join| col(join, account::Column::Status).eq(AccountStatus::Active.as_str());
    let enabled = Query::select()
        .column(("u", user::Column::Id))
        .from_as(user::Entity, "u")
        .and_where(col("u", user::Column::Id).equals((held, Column::UserId)))
        .and_where(col("u", user::Column::Status).eq(UserStatus::Active.as_str()))
        .take();
    let employed = Condition::all()
        .add(col(partner, account::Column::WasPartner).eq(true))
        .add(Expr::exists(unbroken(held, now)));
    let backed = Condition::any()
        .add(access().eq(Access::SuperAdmin.kind()))
        .add(employed);
    let admitted = Condition::any()
        .add(access().ne(Access::PartnerAdmin.kind()))
        .add(col(partner, account::Column::Program).is_not_null());
    Condition::all()
        .add(is_active(held))
        .add(is_unexpired(held, now))
        .add(open(tenant))
        .add(open(partner))
        .add(Expr::exists(enabled))
        .add(backed)
        .add(admitted)
}
