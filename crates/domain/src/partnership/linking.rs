//! A partner declares an employee its own in a client, or takes that back (A10).

use crate::{
    base::{refusal::Refusal, time::Time},
    membership::member::{Member, Recognized, is_verified},
    people::account::Account,
};

/// A person in a client, as a partner asks for them.
#[derive(Debug, Clone, Copy)]
pub struct Linking<'a> {
    /// The partner.
    pub partner: &'a Account,
    /// The person's membership in the partner's account.
    pub employment: Option<&'a Member>,
    /// The person's membership in the client.
    pub member: Option<&'a Member>,
    /// Whether the partner has declared the person its own there.
    pub mark: Mark,
}

/// Whether a partner has declared a person its own in a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It has.
    Linked,
    /// It has not.
    NotLinked,
}

/// What is to be done with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkChange {
    /// It is to be set.
    Set,
    /// It is to be taken away.
    Clear,
    /// It is as it should be.
    Nothing,
}

impl Linking<'_> {
    /// Declares the person the partner's own: an active employee who is a member there, for nobody or
    /// for this partner. A verified one needs no mark.
    pub fn link(&self, now: Time) -> Result<MarkChange, Refusal> {
        // Who is on the partner's staff, but switched off there, is refused wherever they are members.
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
            Some(Recognized::Verified | Recognized::Linked) => MarkChange::Nothing,
            None => MarkChange::Set,
        })
    }

    /// Takes the mark back, whatever became of the person and the partner.
    pub fn unlink(&self, now: Time) -> Result<MarkChange, Refusal> {
        self.must_be_known(now)?;
        Ok(match self.mark {
            Mark::Linked => MarkChange::Clear,
            Mark::NotLinked => MarkChange::Nothing,
        })
    }

    /// Why the partner counts the person as its own there.
    pub fn recognized(&self) -> Option<Recognized> {
        let verified = self
            .member
            .is_some_and(|member| is_verified(&member.user, self.partner));
        match (verified, self.mark) {
            (true, _) => Some(Recognized::Verified),
            (false, Mark::Linked) => Some(Recognized::Linked),
            (false, Mark::NotLinked) => None,
        }
    }

    fn is_employee(&self, now: Time) -> bool {
        self.employment
            .is_some_and(|member| member.is_employee_here(now))
    }

    /// Whom the partner may know of in the client: who acts for it, who is linked, and its active
    /// employees. The client's other people, another partner's, and whoever is no member are the same
    /// to it: not found (A6, A10).
    fn must_be_known(&self, now: Time) -> Result<(), Refusal> {
        let member = self.member.ok_or(Refusal::NotFound)?;
        let known = match member.membership.partner {
            Some(partner) => partner == self.partner.id,
            None => self.mark == Mark::Linked || self.is_employee(now),
        };
        if known {
            Ok(())
        } else {
            Err(Refusal::NotFound)
        }
    }
}
