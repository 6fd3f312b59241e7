//! Mails, and who sends and gets them.

use std::fmt;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{email::EmailAddress, notifications::Notice};
use crate::base::{
    text::{MailSubject, Name},
    time::Time,
    words::words,
};

/// Where a mail comes from or goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The address.
    pub address: EmailAddress,
    /// Whose it is, as mail programs show it.
    pub name: Option<Name>,
}

/// A text that names no mailbox. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an address, or a name and an address: Name <name@example.com>")]
pub struct MailboxError;

impl Mailbox {
    /// Reads `name@example.com` or `Name <name@example.com>`.
    pub fn parse(text: &str) -> Result<Self, MailboxError> {
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(named) => named.rsplit_once('<').ok_or(MailboxError)?,
            None => ("", text),
        };
        let name = match name.trim() {
            "" => None,
            name => Some(Name::parse(name).map_err(|_cause| MailboxError)?),
        };
        let address = EmailAddress::parse(address).map_err(|_cause| MailboxError)?;
        Ok(Self { address, name })
    }
}

impl From<EmailAddress> for Mailbox {
    fn from(address: EmailAddress) -> Self {
        let name = None;
        Self { address, name }
    }
}

words! {
    /// What a mail tells its reader (N1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum MailKind {
        /// A client approved the reader's access link.
        LinkApproved = "link_approved",
        /// A client declined the reader's access link.
        LinkDeclined = "link_declined",
        /// The reader is invited into an account.
        Invited = "invited",
        /// An invitation of the reader was cancelled.
        InvitationCancelled = "invitation_cancelled",
        /// Somebody declined an invitation that the reader had sent.
        InvitationDeclined = "invitation_declined",
        /// The reader got access.
        Added = "added",
        /// The reader was made a super admin.
        MadeSuperAdmin = "made_super_admin",
        /// The reader's access was changed.
        AccessChanged = "access_changed",
        /// The reader was deactivated.
        Deactivated = "deactivated",
        /// The reader was reactivated.
        Reactivated = "reactivated",
        /// The reader got back what an end of their employment had cut (D8).
        GivenBack = "given_back",
        /// The reader was removed.
        Removed = "removed",
        /// The end of the reader's employment cut their access (D8).
        Suspended = "suspended",
        /// The reader's access ends soon.
        AccessEnding = "access_ending",
        /// An end nears that the reader's side set for somebody (A9).
        AccessOfOthersEnding = "access_of_others_ending",
        /// A partner linked an employee (A10).
        Linked = "linked",
        /// A partner took back that it linked an employee (A10).
        Unlinked = "unlinked",
        /// A partner is no longer enrolled (L1).
        EnrolmentEnded = "enrolment_ended",
        /// A partner is enrolled again (L1).
        EnrolmentRestored = "enrolment_restored",
        /// Somebody left and stays super admin, as the last one (D8).
        LastSuperAdminLeft = "last_super_admin_left",
        /// Partner admins gained permissions by a catalogue (P1).
        PartnerAdminsGained = "partner_admins_gained",
        /// A partner admin was approved.
        PartnerAdminApproved = "partner_admin_approved",
        /// A partner admin was created by the account itself (L7).
        PartnerAdminCreated = "partner_admin_created",
        /// A partner added employees.
        EmployeesAdded = "employees_added",
        /// A super admin was changed to partner admin (L8).
        ChangedToPartnerAdmin = "changed_to_partner_admin",
        /// A partner removed all its employees.
        AllRemoved = "all_removed",
        /// The account severed a partner (D9).
        PartnerSevered = "partner_severed",
        /// Somebody left an account (I4).
        MemberLeft = "member_left",
        /// A managed relationship ends soon.
        RelationshipEnding = "relationship_ending",
        /// A managed relationship has ended.
        RelationshipEnded = "relationship_ended",
        /// The operator tries whether mails arrive.
        Test = "test",
    }
}

/// Tells one mail from another. A mail that is sent again keeps it, so that whoever got it already
/// can tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MailId(u128);

impl MailId {
    /// The id of the mail that the parts name, such as the event and the reader. It tells nothing
    /// about them.
    pub fn of(parts: &[&dyn fmt::Display]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            let part = part.to_string();
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let half = hash.finalize().into_iter().take(16);
        Self(half.fold(0, |id, byte| (id << 8) | u128::from(byte)))
    }

    /// The id as a store keeps it.
    pub const fn stored(key: Uuid) -> Self {
        Self(key.as_u128())
    }

    /// Reads an id, also as it stands in a mail: `<ID@example.com>`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('<');
        let id = text.split_once('@').map_or(text, |(id, _domain)| id);
        let is_one = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = is_one.then(|| u128::from_str_radix(id, 16).ok())?;
        id.map(Self)
    }

    /// The id as a key for stores.
    pub const fn uuid(&self) -> Uuid {
        Uuid::from_u128(self.0)
    }
}

impl fmt::Display for MailId {
    /// Writes 32 letters and digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Tells it from other mails, also when it is sent again.
    pub id: MailId,
    /// What it tells.
    pub kind: MailKind,
    /// Who gets it.
    pub to: Mailbox,
    /// When it was written: its date, also when it is sent later or again.
    pub written_at: Time,
    /// What it is about.
    pub subject: MailSubject,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// How its reader stops such mails; `None`: they are always sent.
    pub stop: Option<MailStop>,
}

/// How a reader stops the mails of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailStop {
    /// What is switched off.
    pub notice: Notice,
    /// The page where it is switched off.
    pub page: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_mail_has_the_same_id() {
        let id = MailId::of(&[&"evt_1", &"usr_2"]);
        assert_eq!(id, MailId::of(&[&"evt_1", &"usr_2"]));
        assert_ne!(id, MailId::of(&[&"evt_1u", &"sr_2"]));
        assert_eq!(id.to_string().len(), 32);
        assert!(
            id.to_string()
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric())
        );
    }

    #[test]
    fn an_id_reads_back_from_a_mail() {
        let id = MailId::of(&[&"evt_1", &"usr_2"]);
        for text in [format!("{id}"), format!(" <{id}@example.com>")] {
            assert_eq!(MailId::parse(&text), Some(id.clone()), "{text}");
        }
        assert_eq!(MailId::stored(id.uuid()), id);
        for wrong in [
            "",
            "evt_1",
            "<@example.com>",
            &format!("+{id}"),
            &format!("{id}0"),
        ] {
            assert_eq!(MailId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_mailbox_is_an_address_with_or_without_a_name() {
        let plain = Mailbox::parse(" access@example.com ").unwrap();
        assert_eq!(plain.address.as_str(), "access@example.com");
        assert_eq!(plain.name, None);
        let named = Mailbox::parse("Marit Halvorsen <Marit@example.com>").unwrap();
        assert_eq!(named.address.as_str(), "marit@example.com");
        assert_eq!(named.name, Some(Name::parse("Marit Halvorsen").unwrap()));
        assert_eq!(Mailbox::parse("<access@example.com>").unwrap(), plain);
        let lines = "A\r\nBcc: b@example.com <a@example.com>";
        for wrong in [
            "",
            "A B",
            "A <a@example.com",
            "a@example.com>",
            "A <>",
            lines,
        ] {
            assert_eq!(Mailbox::parse(wrong), Err(MailboxError), "{wrong}");
        }
    }
}
