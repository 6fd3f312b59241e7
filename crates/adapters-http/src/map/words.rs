//! The word lists of the OpenAPI document. Words of domain enums are read from the enums, so a new
//! value appears by itself.

use std::borrow::Cow;

use latchkey_domain::{
    base::{denial::Denial, text},
    membership::{self, explanation, member},
    outbox::{attempt, delivery, endpoint},
    partnership::{access_link, activity, approval, relationship, standardization},
    people::{account, notifications, session, token, user},
    permission::{self, seat},
    ports,
    trail::event,
    work::{operation, removal},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use crate::extract::values::words_of;

/// Declares the named word lists of the document.
macro_rules! schemas {
    ($($(#[$doc:meta])* $name:ident: $words:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl $name {
            /// All words, in the order in which they are listed.
            pub(crate) fn known() -> Vec<&'static str> {
                $words
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some(Self::known()))
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

/// Why a membership gives nothing.
fn reasons_of_memberships() -> Vec<&'static str> {
    let of_members = Denial::ALL.into_iter().filter(|denial| match denial {
        Denial::UnknownSubject
        | Denial::UnknownResource
        | Denial::UnknownAction
        | Denial::NoMembership
        | Denial::NotGranted
        | Denial::Seat => false,
        Denial::UserDisabled
        | Denial::AccountClosed
        | Denial::Invited
        | Denial::Deactivated
        | Denial::Expired
        | Denial::PartnerNotEnrolled
        | Denial::NotAnEmployee => true,
    });
    of_members.map(Denial::as_str).collect()
}

/// Why a permission of a member is not effective.
fn missing_reasons() -> Vec<&'static str> {
    let mut all = vec!["not_in_access", "withheld_by_client", "clipped"];
    all.extend(reasons_of_memberships());
    all.push(Denial::Seat.as_str());
    all
}

/// The result for one employee of a call without an operation: nothing is pending or cancelled, and
/// trouble is the answer to the whole call.
fn item_outcomes() -> Vec<&'static str> {
    let all = operation::ItemOutcome::ALL.into_iter();
    let at_once = all.filter(|outcome| {
        !matches!(
            outcome,
            operation::ItemOutcome::Pending
                | operation::ItemOutcome::Failed
                | operation::ItemOutcome::Cancelled
        )
    });
    at_once.map(operation::ItemOutcome::as_str).collect()
}

schemas! {
    /// Whether an account is in use.
    AccountStatus: words_of::<account::AccountStatus>();
    /// The partner programs.
    Program: words_of::<account::Program>();
    /// How paid seats count beside a partner seat.
    SeatPricing: words_of::<seat::SeatPricing>();
    /// Who may make partner admins.
    PartnerAdminsBy: words_of::<account::PartnerAdminsBy>();
    /// Whether a person is enabled.
    UserStatus: words_of::<user::UserStatus>();
    /// The languages of the pages.
    Locale: words_of::<text::Locale>();
    /// What a service token may be used for.
    Scope: words_of::<token::Scope>();
    /// How far a user token goes.
    UserScope: words_of::<token::UserScope>();
    /// How a session began.
    SignInWay: words_of::<session::SignInWay>();
    /// Kinds of access.
    AccessKind: words_of::<membership::AccessKind>();
    /// Seats.
    Seat: words_of::<seat::Seat>();
    /// Paid seats.
    PaidSeat: words_of::<seat::PaidSeat>();
    /// The status of a membership.
    MembershipStatus: words_of::<membership::Status>();
    /// How a partner calls a person who works for it.
    Engagement: words_of::<membership::Engagement>();
    /// Why a partner recognises a person.
    Recognized: words_of::<member::Recognized>();
    /// Where a granted permission comes from.
    PermissionSource: words_of::<explanation::Source>();
    /// Why a membership is not in force.
    NotInForce: reasons_of_memberships();
    /// Why a permission is not effective.
    MissingReason: missing_reasons();
    /// Kinds of mail to super admins that each can switch off.
    Notice: words_of::<notifications::Notice>();
    /// The status of an access link.
    LinkState: words_of::<access_link::LinkState>();
    /// The result of an approval.
    ApprovalOutcome: words_of::<approval::ApprovalOutcome>();
    /// The status of a relationship.
    RelationshipStatus: words_of::<relationship::RelationshipStatus>();
    /// The progress of bringing all partner admins back to the template.
    StandardizationState: words_of::<standardization::StandardizationProgress>();
    /// Why an activity was ignored.
    IgnoredReason: words_of::<activity::Ignored>();
    /// Whether somebody is employed by a partner, or left it.
    EmployeeState: words_of::<ports::EmployeeState>();
    /// What access the reader or their colleagues have in a client.
    AccessType: words_of::<ports::AccessType>();
    /// The result for one employee.
    ItemOutcome: item_outcomes();
    /// Kinds of operations.
    OperationKind: words_of::<operation::OperationKind>();
    /// The status of an operation.
    OperationState: words_of::<operation::OperationState>();
    /// The result of an item of an operation.
    OperationOutcome: words_of::<operation::ItemOutcome>();
    /// Filters of an operation's items.
    OutcomeFilter: [vec!["succeeded"], OperationOutcome::known()].concat();
    /// What can be done with an item of a removal review.
    RemovalAction: words_of::<removal::Action>();
    /// Rungs of a permission's ladder.
    Level: words_of::<permission::Level>();
    /// The seat that a permission asks for.
    SeatRequirement: words_of::<seat::SeatRequirement>();
    /// Types of events.
    EventType: words_of::<event::EventKind>();
    /// Forms of a webhook's body.
    WebhookFormat: words_of::<endpoint::BodyFormat>();
    /// Whether events are sent to an endpoint.
    WebhookStatus: words_of::<endpoint::EndpointStatus>();
    /// Why nothing is sent to an endpoint.
    WebhookDisabledReason: words_of::<endpoint::DisabledReason>();
    /// How far a delivery is.
    DeliveryState: words_of::<delivery::DeliveryState>();
    /// Why a webhook got no answer.
    WebhookFailure: words_of::<attempt::SendFailure>();
    /// The actor.
    ActorKind: vec!["user", "service", "operator", "job"];
    /// How an attempt ended.
    Outcome: vec!["done", "refused"];
    /// The values of a switch in a query.
    Switch: vec!["true", "false"];
}
