//! Memberships.

use latchkey_application::memberships::{ForeseenDeactivation, GivingBack, MemberView};
use latchkey_domain::{
    base::{denial::Denial, version::Version},
    membership::member::Recognized,
    partnership::change_to_partner_admin::Billing,
    permission::{PermissionKey, seat::PaidSeat},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Stamp,
    access::AccessView,
    actions::Actions,
    people::{NamedView, PersonView},
    words,
};

/// A person in an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Membership)]
pub(crate) struct MembershipView {
    #[schema(example = "mem_01h455vb4pex5vsknk084sn02q")]
    id: String,
    account: String,
    user: PersonView,
    access: AccessView,
    adjustments: AdjustmentsView,
    /// The effective permissions, each ladder named once.
    permissions: Vec<String>,
    #[schema(value_type = words::Seat)]
    seat: &'static str,
    #[schema(value_type = Vec<words::PaidSeat>)]
    paid_seats: Vec<&'static str>,
    #[schema(value_type = words::MembershipStatus)]
    status: &'static str,
    /// Whether the membership gives anything now.
    in_force: bool,
    /// Why it gives nothing, in the words of a denied decision; `null`: it is in force.
    #[schema(value_type = Option<words::NotInForce>)]
    why_not: Option<&'static str>,
    /// Whether the super admin has taken their access; `null`: not super admin.
    taken: Option<bool>,
    /// The partner that the person acts for here; `null`: nobody.
    partner: Option<String>,
    /// Why that partner recognises the person; `null`: it does not.
    #[schema(value_type = Option<words::Recognized>)]
    recognized: Option<&'static str>,
    /// What the partner calls a member who acts for it, or else what this account does.
    #[schema(value_type = words::Engagement)]
    engagement: &'static str,
    /// When access expires; `null`: never.
    expires_at: Option<Stamp>,
    /// Whether the permission set has a newer version than the one held.
    outdated: bool,
    last_active_at: Option<Stamp>,
    created_at: Stamp,
    updated_at: Stamp,
    /// The partners that know that the person, who acts for nobody here, is here on their own behalf:
    /// those that employ them, or did lately. Only in the account's list and in one's own memberships.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    own_behalf: Option<Vec<NamedView>>,
    /// What the reader can do with it; only if they asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    actions: Actions,
}

/// Permissions added to and withheld from a membership on top of its base.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Adjustments)]
pub(crate) struct AdjustmentsView {
    /// Given beyond the base, each ladder named once.
    added: Vec<String>,
    /// Withheld by the account, each with everything that implies it.
    withheld: Vec<String>,
    /// Not given, because whoever gave the set lacked it.
    clipped: Vec<String>,
}

impl MembershipView {
    pub(crate) fn of(view: &MemberView) -> Self {
        let member = &view.member;
        let membership = &member.membership;
        Self {
            id: membership.id.to_string(),
            account: membership.account.to_string(),
            user: PersonView::of(&member.shown_person()),
            access: AccessView::named(membership.access, member.set.as_ref().map(|set| &set.name)),
            adjustments: AdjustmentsView {
                added: texts(&view.added),
                withheld: texts(member.terms.withheld_from(membership.access)),
                clipped: texts(&view.clipped),
            },
            permissions: texts(&view.permissions),
            seat: membership.seat.as_str(),
            paid_seats: membership.paid_seats.iter().map(PaidSeat::as_str).collect(),
            status: membership.status().as_str(),
            in_force: view.why_not.is_none(),
            why_not: view.why_not.map(Denial::as_str),
            taken: membership.is_taken(),
            partner: membership.partner.map(|partner| partner.to_string()),
            recognized: member.recognized().map(Recognized::as_str),
            engagement: member.engagement().as_str(),
            expires_at: membership.expires_at.map(Stamp),
            outdated: member.is_outdated(),
            last_active_at: membership.last_active_at.map(Stamp),
            created_at: membership.created_at.into(),
            updated_at: membership.updated_at.into(),
            own_behalf: view.known_to.as_ref().map(|partners| {
                let partners = partners.iter();
                partners
                    .map(|partner| NamedView::account(partner.id, Some(&partner.name)))
                    .collect()
            }),
            actions: None,
        }
    }

    /// The same with what the reader can do.
    pub(crate) fn with(self, actions: Actions) -> Self {
        Self { actions, ..self }
    }
}

/// What deactivating a member would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForeseenDeactivation)]
pub(crate) struct ForeseenDeactivationView {
    /// The membership as it would be.
    #[serde(flatten)]
    membership: MembershipView,
    /// In a dry run: the clients of the partner where it would cut the person.
    #[schema(required = false)]
    clients: Vec<NamedView>,
}

impl ForeseenDeactivationView {
    pub(crate) fn of(foreseen: &ForeseenDeactivation) -> Self {
        let cut = foreseen.clients.iter();
        Self {
            membership: MembershipView::of(&foreseen.member),
            clients: cut.map(NamedView::client).collect(),
        }
    }
}

/// A reactivated member of a partner's account who gets back what they had in its clients.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GivingBack)]
pub(crate) struct GivingBackView {
    #[serde(flatten)]
    membership: MembershipView,
    /// With `give_back`: the operation that gives back; `null`: nothing changed, so nothing is given back.
    #[schema(required = false)]
    operation: Option<String>,
    /// With `give_back`: how many memberships the operation looks at. 0: nothing is left to give back, for
    /// example because `offboarding.policy` removed it.
    #[schema(required = false)]
    gives_back: Option<u64>,
}

impl GivingBackView {
    pub(crate) fn of(begun: &GivingBack) -> Self {
        Self {
            membership: MembershipView::of(&begun.member),
            operation: begun.operation.as_ref().map(|it| it.id.to_string()),
            gives_back: begun.operation.as_ref().map(|it| it.total),
        }
    }
}

/// The version of the membership behind a view: its `ETag`.
pub(crate) fn version(view: &MemberView) -> Version {
    view.member.membership.version
}

/// Whether a super admin who becomes partner admin keeps billing permissions (L8). By default they
/// do not.
pub(crate) fn billing(keep: Option<bool>) -> Billing {
    if keep == Some(true) {
        Billing::Keep
    } else {
        Billing::Drop
    }
}

/// Keys as texts.
pub(crate) fn texts<'a>(keys: impl IntoIterator<Item = &'a PermissionKey>) -> Vec<String> {
    keys.into_iter().map(ToString::to_string).collect()
}
