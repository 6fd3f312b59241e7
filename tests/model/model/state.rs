//! What there is, as plain maps. Ids are places in lists, times are seconds since the beginning.

use std::collections::{BTreeMap, BTreeSet};

use super::permissions::Keys;
use crate::operations::Task;

pub(crate) type Acc = usize;
pub(crate) type Usr = usize;
pub(crate) type SetNo = usize;
pub(crate) type LinkNo = usize;
pub(crate) type ReviewNo = usize;
pub(crate) type Secs = i64;

pub(crate) const DAY: Secs = 24 * 60 * 60;

/// Everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Model {
    pub(crate) now: Secs,
    pub(crate) accounts: Vec<Account>,
    pub(crate) users: Vec<User>,
    /// `None`: removed.
    pub(crate) sets: Vec<Option<Set>>,
    pub(crate) links: Vec<Link>,
    pub(crate) members: BTreeMap<(Acc, Usr), Member>,
    pub(crate) terms: BTreeMap<(Acc, Usr), Terms>,
    /// Declared its own by a partner: client, user, partner (A10).
    pub(crate) linked: BTreeSet<(Acc, Usr, Acc)>,
    /// By partner and client.
    pub(crate) relationships: BTreeMap<(Acc, Acc), Relationship>,
    /// How often each membership was changed, those included that are gone.
    pub(crate) changes: BTreeMap<(Acc, Usr), u64>,
    /// How often each membership was begun.
    pub(crate) begun: BTreeMap<(Acc, Usr), u64>,
    /// How many employments a person has had with a partner, removal or not (words).
    pub(crate) employments: BTreeMap<(Acc, Usr), u32>,
    /// Employments whose end has passed and was noted by nobody (D8).
    pub(crate) passed: BTreeSet<(Acc, Usr)>,
    /// The last employment of a person with a partner that was broken, and when it ended.
    pub(crate) left: BTreeMap<(Acc, Usr), (u32, Secs)>,
    /// Employments that the present command broke.
    pub(crate) broken: Vec<(Acc, Usr)>,
    pub(crate) operations: Vec<Work>,
    pub(crate) reviews: Vec<Reviewed>,
    pub(crate) standardizations: Vec<Standardization>,
    /// Rules of state that refuse the present command, after all that would be refused earlier.
    /// Losing the last super admin comes first among them, so the command is played to its end.
    pub(crate) objections: Vec<Reason>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Account {
    pub(crate) active: bool,
    pub(crate) enrolled: bool,
    pub(crate) was_partner: bool,
    pub(crate) legacy: bool,
    pub(crate) only_super_admins_make_pa: bool,
    pub(crate) domains: BTreeSet<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum UserStatus {
    Active,
    Disabled,
    Erased,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct User {
    pub(crate) domain: &'static str,
    /// How often the address was changed: no two are the same.
    pub(crate) addresses: u32,
    pub(crate) confirmed: bool,
    /// Invited, and not known to anybody yet (I6).
    pub(crate) stub: bool,
    pub(crate) status: UserStatus,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Set {
    /// `None`: standard.
    pub(crate) owner: Option<Acc>,
    /// The permissions of each version, as written, from version 1.
    pub(crate) versions: Vec<Vec<&'static str>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    pub(crate) partner: Acc,
    pub(crate) employee: Usr,
    pub(crate) generation: u32,
    pub(crate) expires_at: Secs,
    pub(crate) revoked: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Access {
    SuperAdmin,
    PartnerAdmin,
    /// A set and its version, from 1.
    Set(SetNo, usize),
}

impl Access {
    /// The same access, whatever the version of a set.
    pub(crate) fn is_same_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::Set(set, _), Self::Set(other, _)) => set == other,
            _ => self == other,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Seat {
    Partner,
    Core,
    ViewOnly,
    Sales,
    Service,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Paid {
    Sales,
    Service,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Invited,
    Active,
    Deactivated,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Member {
    pub(crate) access: Access,
    /// Who made them super admin, until they take it.
    pub(crate) offered_by: Option<Usr>,
    /// Under which employment of the partner it was given.
    pub(crate) given: u32,
    /// Given beyond the base, closed under what it implies together with the base.
    pub(crate) added: Keys,
    /// Taken by the delegation rule.
    pub(crate) clipped: Keys,
    pub(crate) seat: Seat,
    pub(crate) paid: BTreeSet<Paid>,
    pub(crate) invited_until: Option<Secs>,
    pub(crate) deactivated: bool,
    /// Deactivated by what follows when an employment ends (D8).
    pub(crate) offboarded: bool,
    pub(crate) partner: Option<Acc>,
    pub(crate) contractor: bool,
    pub(crate) expires_at: Option<Secs>,
}

/// With what right something was laid down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rank {
    Manager,
    /// A super admin who acts for a partner.
    Visitor,
    SuperAdmin,
}

impl Rank {
    /// Whether somebody of this rank lifts what another laid down (A8).
    pub(crate) fn lifts(self, laid_down: Self) -> bool {
        self == Self::SuperAdmin || self == laid_down
    }

    /// With what right something stands that two laid down, one after the other.
    pub(crate) fn and(self, other: Self) -> Self {
        if self == other {
            self
        } else {
            Self::SuperAdmin
        }
    }
}

/// What a client laid down about a person, whether a member or not (D9).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Terms {
    /// Keys as they were sent.
    pub(crate) withheld: BTreeMap<&'static str, Rank>,
    pub(crate) limit: Option<(Secs, Rank)>,
    /// With what right; a refusal of the own side stays one.
    pub(crate) refused: Option<Refuser>,
    /// Whether they left or declined themselves (I4).
    pub(crate) left: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refuser {
    OwnSide,
    Visitor,
}

impl Terms {
    pub(crate) fn refuse(&mut self, by: Rank) {
        if self.refused != Some(Refuser::OwnSide) {
            self.refused = Some(match by {
                Rank::Visitor => Refuser::Visitor,
                Rank::Manager | Rank::SuperAdmin => Refuser::OwnSide,
            });
        }
    }

    /// Whether somebody of this rank may let them in again (A8, D9).
    pub(crate) fn lets_in(&self, by: Rank) -> bool {
        by != Rank::Visitor || self.refused != Some(Refuser::OwnSide)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Relationship {
    pub(crate) connected_at: Secs,
    pub(crate) last_activity: Option<Secs>,
    pub(crate) ended_at: Option<Secs>,
    /// When it was started again: work from before no longer counts (R4).
    pub(crate) restarted_at: Option<Secs>,
    /// The partner's own name for the client, by number.
    pub(crate) name: Option<u64>,
}

/// What somebody was shown of employees before removing them (D6).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Reviewed {
    pub(crate) partner: Acc,
    pub(crate) caller: Usr,
    pub(crate) until: Secs,
    pub(crate) spent: bool,
    /// How often each of the memberships had been changed.
    pub(crate) shown: BTreeMap<(Acc, Usr), u64>,
}

/// Work over many that was carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Work {
    pub(crate) partner: Acc,
    pub(crate) starter: Usr,
    pub(crate) task: Task,
    /// What is confirmed is meant for the memberships that were reviewed, begun so often.
    pub(crate) reviewed: Option<BTreeMap<(Acc, Usr), u64>>,
    pub(crate) results: BTreeMap<(Acc, Usr), Vec<Reason>>,
}

/// A day on which all partner admins go back to the template (L9).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Standardization {
    pub(crate) at: Secs,
    pub(crate) restore_withheld: bool,
    pub(crate) progress: Progress,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Progress {
    Scheduled,
    Done,
    CalledOff,
}

/// Why something is refused: a code of the contract and the rule that says so.
pub(crate) type Reason = (&'static str, &'static str);

/// The reasons of the first kind, in the order of checks of the contract, of which any applies. The
/// answer must be one of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct No(pub(crate) Vec<Reason>);

impl No {
    pub(crate) fn one(code: &'static str, rule: &'static str) -> Self {
        Self(vec![(code, rule)])
    }

    /// Adds a reason where it applies.
    pub(crate) fn when(&mut self, applies: bool, code: &'static str, rule: &'static str) {
        if applies {
            self.0.push((code, rule));
        }
    }

    /// Refuses if any reason came together so far.
    pub(crate) fn settle(&mut self) -> Result<(), Self> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(std::mem::take(self))
        }
    }
}

pub(crate) fn refuse<T>(code: &'static str, rule: &'static str) -> Result<T, No> {
    Err(No::one(code, rule))
}

/// The earlier of two ends, where none is never.
pub(crate) fn earlier(a: Option<Secs>, b: Option<Secs>) -> Option<Secs> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether the first end lies after the second.
pub(crate) fn after(a: Option<Secs>, b: Option<Secs>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a > b,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}
