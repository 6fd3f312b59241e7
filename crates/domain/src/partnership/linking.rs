//! Linking and unlinking: a partner declares that an employee in a client is its own, or takes that
//! back (A10).

use crate::{
    base::{refusal::Refusal, time::Time},
    membership::member::{Member, Recognized, is_verified},
    people::account::Account,
};

/// A person in a client whom a partner wants to link or unlink.
#[derive(Debug, Clone, Copy)]
pub struct Linking<'a> {
    /// The partner.
    pub partner: &'a Account,
    /// The person's membership in the partner account.
    pub employment: Option<&'a Member>,
    /// The person's membership in the client.
    pub member: Option<&'a Member>,
    /// Whether the partner has linked the person there.
    pub mark: LinkMark,
}

/// Whether a partner has linked a person in a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMark {
    /// The person is linked.
    Linked,
    /// The person is not linked.
    NotLinked,
}

/// The change to the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMarkChange {
    /// Link the person.
    Set,
    /// Unlink the person.
    Clear,
    /// Change nothing.
    Nothing,
}

impl Linking<'_> {
    /// Links the person, who must be an active employee and a member of the client, acting for
    /// nobody or for this partner. Who is verified or acts for the partner is recognised already, so
    /// nothing changes (A10).
    pub fn link(&self, now: Time) -> Result<LinkMarkChange, Refusal> {
        // A member of the partner account who is not an active employee is refused, wherever else
        // they are a member.
        if self.employment.is_some() && !self.is_employee(now) {
            return Err(Refusal::NotAnEmployee);
        }
        self.must_be_known(now)?;
        if !self.partner.is_enrolled() {
            return Err(Refusal::PartnerNotEnrolled);
        }
        if !self.is_employee(now) {
            return Err(Refusal::NotAnEmployee);
        }
        Ok(match self.recognized() {
            Some(Recognized::Verified | Recognized::Linked) => LinkMarkChange::Nothing,
            None => LinkMarkChange::Set,
        })
    }

    /// Unlinks the person, even if they or the partner have changed since (A10).
    pub fn unlink(&self, now: Time) -> Result<LinkMarkChange, Refusal> {
        self.must_be_known(now)?;
        Ok(match self.mark {
            LinkMark::Linked => LinkMarkChange::Clear,
            LinkMark::NotLinked => LinkMarkChange::Nothing,
        })
    }

    /// Why the partner recognises the person there; `None`: it does not.
    pub fn recognized(&self) -> Option<Recognized> {
        let verified = self
            .member
            .is_some_and(|member| is_verified(&member.user, self.partner));
        let acts = self.member.and_then(|member| member.membership.partner);
        let acts_for_it = acts == Some(self.partner.id);
        match (verified, self.mark) {
            (true, _) => Some(Recognized::Verified),
            (false, LinkMark::Linked) => Some(Recognized::Linked),
            (false, LinkMark::NotLinked) => acts_for_it.then_some(Recognized::Linked),
        }
    }

    fn is_employee(&self, now: Time) -> bool {
        self.employment
            .is_some_and(|member| member.is_employee_here(now))
    }

    /// Checks that the partner may see the person in the client: they act for it, are linked, or
    /// are its active employee. Everyone else is hidden from it, member or not: 404 (A6, A10).
    fn must_be_known(&self, now: Time) -> Result<(), Refusal> {
        let member = self.member.ok_or(Refusal::NotFound)?;
        let known = match member.membership.partner {
            Some(partner) => partner == self.partner.id,
            None => self.mark == LinkMark::Linked || self.is_employee(now),
        };
        if known {
            Ok(())
        } else {
            Err(Refusal::NotFound)
        }
    }
}
