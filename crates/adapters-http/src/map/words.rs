//! The words that stand for a few known values, for the OpenAPI document and for what a caller is
//! told who sent another one.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $first:literal $($word:literal)*;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl $name {
            /// All of them, in one clause.
            pub(crate) const KNOWN: &'static str = concat!($first $(, ", ", $word)*);
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some(Self::KNOWN.split(", ")))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

words! {
    /// Whether an account is in use.
    AccountStatus: "active" "closed";
    /// The partner programs.
    Program: "solutions_partner" "solutions_provider";
    /// How paid seats count beside a partner seat.
    SeatPricing: "seat_based" "legacy";
    /// Who may make partner admins.
    PartnerAdminsBy: "users_edit" "super_admin";
    /// Whether a person may do anything at all.
    UserStatus: "active" "disabled" "erased";
    /// The languages of the pages.
    Locale: "en" "nb" "de" "pl" "nl";
    /// What a service token may be used for.
    Scope: "provision" "decide" "activity" "audit" "admin";
    /// How far a user token goes.
    UserScope: "read" "manage";
    /// Kinds of access.
    AccessKind: "super_admin" "partner_admin" "permission_set";
    /// Seats.
    Seat: "partner" "core" "view_only" "sales" "service";
    /// Paid seats.
    PaidSeat: "sales" "service";
    /// The status of a membership.
    MembershipStatus: "invited" "active" "deactivated";
    /// How a partner calls a person who works for it.
    Engagement: "employee" "contractor";
    /// Why a partner counts a person as its own.
    Recognized: "verified" "linked";
    /// Where a granted permission comes from.
    PermissionSource: "super_admin" "partner_admin" "permission_set" "added" "implied";
    /// Why a permission is not effective.
    MissingReason: "not_in_access" "withheld_by_client" "clipped" "user_disabled" "account_closed"
        "invited" "deactivated" "expired" "partner_not_enrolled" "not_an_employee" "seat";
    /// Kinds of mail to super admins that each can switch off.
    Notice: "partner_admin_approved" "employee_added" "migration" "all_removed";
    /// How it stands with an access link.
    LinkState: "standing" "lapsed" "revoked";
    /// What an approval came to.
    ApprovalOutcome: "created" "changed" "reactivated" "unchanged";
    /// How a relationship stands.
    RelationshipStatus: "connected" "managed" "ended";
    /// How far bringing all partner admins back to the template has come.
    StandardizationState: "scheduled" "done" "cancelled";
    /// Why an activity was left aside.
    IgnoredReason: "unknown_account" "unknown_user" "not_a_member" "in_the_future";
    /// What access the reader or their colleagues have in a client.
    AccessType: "partner_admin" "super_admin" "other" "colleagues_only";
    /// What became of one employee.
    ItemOutcome: "added" "changed" "unchanged" "deactivated" "reactivated" "removed" "refused";
    /// Kinds of operations.
    OperationKind: "assignment" "deactivation" "reactivation" "permission_set_apply" "removal"
        "offboarding";
    /// How an operation stands.
    OperationState: "running" "done" "cancelled";
    /// What became of an item of an operation.
    OperationOutcome: "pending" "added" "changed" "unchanged" "deactivated" "reactivated" "removed"
        "refused" "cancelled";
    /// Which items of an operation are wanted.
    OutcomeFilter: "succeeded" "failed" "pending" "added" "changed" "unchanged" "deactivated"
        "reactivated" "removed" "refused" "cancelled";
    /// What can be done with an item of a removal review.
    RemovalAction: "remove" "deactivate";
    /// Rungs of a permission's ladder.
    Level: "own" "team" "all";
    /// The seat that a permission asks for.
    SeatRequirement: "core" "sales" "service";
    /// Who acted.
    ActorKind: "user" "service" "operator" "job";
    /// How an attempt ended.
    Outcome: "done" "refused";
    /// The values of a switch in a query.
    Switch: "true" "false";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_reads_every_word() {
        use latchkey_domain as domain;
        let all = |known: &'static str, reads: &dyn Fn(&str) -> bool| {
            for word in known.split(", ") {
                assert!(reads(word), "{word}");
            }
        };
        all(AccountStatus::KNOWN, &|word| {
            domain::people::account::AccountStatus::parse(word).is_some()
        });
        all(Program::KNOWN, &|word| {
            domain::people::account::Program::parse(word).is_some()
        });
        all(PartnerAdminsBy::KNOWN, &|word| {
            domain::people::account::PartnerAdminsBy::parse(word).is_some()
        });
        all(UserStatus::KNOWN, &|word| {
            domain::people::user::UserStatus::parse(word).is_some()
        });
        all(Locale::KNOWN, &|word| {
            domain::base::text::Locale::parse(word).is_some()
        });
        all(Scope::KNOWN, &|word| {
            domain::people::token::Scope::parse(word).is_some()
        });
        all(Notice::KNOWN, &|word| {
            domain::people::notifications::Notice::parse(word).is_some()
        });
        all(UserScope::KNOWN, &|word| {
            domain::people::token::UserScope::parse(word).is_some()
        });
        all(Seat::KNOWN, &|word| domain::permission::seat::Seat::parse(word).is_ok());
        all(PaidSeat::KNOWN, &|word| {
            domain::permission::seat::PaidSeat::parse(word).is_ok()
        });
        all(SeatPricing::KNOWN, &|word| {
            domain::permission::seat::SeatPricing::parse(word).is_ok()
        });
        all(MembershipStatus::KNOWN, &|word| {
            domain::membership::Status::parse(word).is_some()
        });
        all(RemovalAction::KNOWN, &|word| {
            domain::work::removal::Action::parse(word).is_some()
        });
        all(Engagement::KNOWN, &|word| {
            domain::membership::Engagement::parse(word).is_some()
        });
        all(RelationshipStatus::KNOWN, &|word| {
            domain::partnership::relationship::RelationshipStatus::parse(word).is_some()
        });
        all(AccessType::KNOWN, &|word| {
            domain::ports::AccessType::parse(word).is_some()
        });
    }
}
