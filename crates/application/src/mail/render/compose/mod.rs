//! What each message says: its facts, its one button and its words.

mod account_side;
mod own_access;
mod partner_side;

use super::{draft::LetterDraft, site::MailSite};
use crate::mail::message::{MailReader, Message};

/// The letter of a message, still without its end.
pub(super) fn draft<'a>(message: &Message, to: &MailReader, site: &'a MailSite) -> LetterDraft<'a> {
    let letter = |key| LetterDraft::new(key, to, site);
    match message {
        Message::LinkApproved(answer) => partner_side::approved(letter("link-approved"), answer),
        Message::LinkDeclined(answer) => partner_side::declined(letter("link-declined"), answer),
        Message::AccessOfOthersEnding(ends) => {
            partner_side::ends_of_others(letter("access-of-others-ending"), ends)
        }
        Message::RelationshipEnding(closes) => {
            partner_side::relationship_closes(letter("relationship-ending"), closes)
        }
        Message::RelationshipEnded(end) => {
            partner_side::relationship_ended(letter("relationship-ended"), end)
        }
        Message::Invited(invitation) => own_access::invited(letter("invited"), invitation),
        Message::InvitationCancelled(cancelled) => {
            own_access::cancelled(letter("invitation-cancelled"), cancelled)
        }
        Message::Added(given) => own_access::given(letter("added"), given),
        Message::Reactivated(given) => own_access::given(letter("reactivated"), given),
        Message::GivenBack(given) => own_access::given(letter("given-back"), given),
        Message::MadeSuperAdmin(offer) => own_access::offered(letter("made-super-admin"), offer),
        Message::AccessChanged(changed) if changed.makes_partner_admin() => {
            own_access::changed(letter("became-partner-admin"), changed)
        }
        Message::AccessChanged(changed) => own_access::changed(letter("access-changed"), changed),
        Message::Deactivated(cut) => own_access::cut(letter("deactivated"), cut),
        Message::Removed(cut) => own_access::cut(letter("removed"), cut),
        Message::Suspended(cut) => own_access::cut(letter("suspended"), cut),
        Message::AccessEnding(ends) => own_access::ending(letter("access-ending"), ends),
        Message::Linked(turn) => account_side::linking(letter("linked"), turn),
        Message::Unlinked(turn) => account_side::linking(letter("unlinked"), turn),
        Message::EnrolmentEnded(turn) => account_side::enrolment(letter("enrolment-ended"), turn),
        Message::EnrolmentRestored(turn) => {
            account_side::enrolment(letter("enrolment-restored"), turn)
        }
        Message::LastSuperAdminLeft(stays) => {
            account_side::last_one(letter("last-super-admin-left"), stays)
        }
        Message::PartnerAdminsGained(gain) => {
            account_side::gained(letter("partner-admins-gained"), gain)
        }
        Message::PartnerAdminApproved(made) => {
            account_side::partner_admin(letter("partner-admin-made"), made, "fact-approved-by")
        }
        Message::PartnerAdminCreated(made) => {
            account_side::partner_admin(letter("partner-admin-made"), made, "fact-created-by")
        }
        Message::EmployeesAdded(added) => account_side::added(letter("employees-added"), added),
        Message::ChangedToPartnerAdmin(changed) => {
            account_side::super_admin_changed(letter("changed-to-partner-admin"), changed)
        }
        Message::AllRemoved(removed) => account_side::all_removed(letter("all-removed"), removed),
        Message::PartnerSevered(severed) => {
            account_side::severed(letter("partner-severed"), severed)
        }
        Message::MemberLeft(gone) => account_side::member_left(letter("member-left"), gone),
        Message::InvitationDeclined(answer) => {
            account_side::invitation_declined(letter("invitation-declined"), answer)
        }
        Message::Test => {
            let mut letter = letter("test");
            letter.after("after");
            letter.why("why-test");
            letter
        }
    }
}
