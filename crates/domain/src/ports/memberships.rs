use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, MembershipId, PermissionSetId, UserId},
        page::{Page, PageRequest},
        text::SearchText,
        time::Time,
    },
    membership::{
        AccessKind, Membership, Status,
        employee::{Employee, EmploymentEnd},
        member::Member,
        super_admins::SuperAdmins,
        terms::Terms,
    },
    permission::seat::SeatsTaken,
};

/// An end of access that has come and is not recorded yet (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueEnd {
    /// The account of the membership.
    pub account: AccountId,
    /// Its user.
    pub user: UserId,
    /// Its id.
    pub membership: MembershipId,
    /// When it ended.
    pub ended_at: Time,
}

/// For whom the members of a list act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerFilter {
    /// For nobody: the account's own people.
    Nobody,
    /// For this partner.
    Partner(AccountId),
}

/// The filter for members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberFilter {
    /// With this kind of access.
    pub access: Option<AccessKind>,
    /// For whom they act.
    pub partner: Option<PartnerFilter>,
    /// With this status.
    pub status: Option<Status>,
    /// Part of the name or address (I5).
    pub text: Option<SearchText>,
}

impl MemberFilter {
    /// Those who act for a partner.
    pub fn acting_for(partner: AccountId) -> Self {
        Self {
            partner: Some(PartnerFilter::Partner(partner)),
            ..Self::default()
        }
    }
}

/// The memberships that a change of the catalogue concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldBy {
    /// All memberships.
    Anyone,
    /// Those that hold any of these.
    Holders(Holders),
}

/// What memberships are looked for by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holders {
    /// Those of super admins.
    pub super_admins: bool,
    /// Those of partner admins.
    pub partner_admins: bool,
    /// Those with permissions added to their base.
    pub added: bool,
    /// Those that hold any version of these sets.
    pub sets: Vec<PermissionSetId>,
}

port! {
    /// Reads memberships with everything their rights depend on: one statement each.
    pub trait MembershipQueries {
        /// The person's membership in the account.
        async fn member(
            &mut self,
            account: AccountId,
            user: UserId,
        ) -> Result<Option<Member>, StoreError>;

        /// The account and user of the membership with this id.
        async fn place_of(
            &mut self,
            membership: MembershipId,
        ) -> Result<Option<(AccountId, UserId)>, StoreError>;

        /// The memberships of several users in the account, in no order; users who are not members
        /// are left out.
        async fn members_among(
            &mut self,
            account: AccountId,
            users: &[UserId],
        ) -> Result<Vec<Member>, StoreError>;

        /// Several users as employees of a partner ([`Member::employee`]), in no order, without the
        /// rest of the member. Users who are not members of its account are left out.
        async fn employees_among(
            &mut self,
            partner: AccountId,
            users: &[UserId],
        ) -> Result<Vec<Employee>, StoreError>;

        /// The account's members in the order of their membership ids.
        async fn members(
            &mut self,
            account: AccountId,
            filter: &MemberFilter,
            page: &PageRequest,
        ) -> Result<Page<Member>, StoreError>;

        /// How many seats of the account are taken, by memberships of every status.
        async fn seats_taken(&mut self, account: AccountId) -> Result<SeatsTaken, StoreError>;

        /// All memberships of a user, in the order of their ids.
        async fn memberships_of(
            &mut self,
            user: UserId,
            page: &PageRequest,
        ) -> Result<Page<Member>, StoreError>;

        /// The permanent super admins of the account (D5).
        async fn permanent_super_admins(
            &mut self,
            account: AccountId,
        ) -> Result<SuperAdmins, StoreError>;

        /// The memberships that have expired and whose end is not recorded
        /// ([`Membership::note_end`]), whatever their status: at most `limit`, the earliest ends
        /// first, beginning behind `after`. An end outside the years that are accepted (I5) is none.
        async fn ends_to_note(
            &mut self,
            now: Time,
            after: Option<&DueEnd>,
            limit: u16,
        ) -> Result<Vec<DueEnd>, StoreError>;

        /// The number of partner admins in all accounts, whatever their status. It reads all
        /// memberships, so it must not be used to answer a request.
        async fn count_partner_admins(&mut self) -> Result<u64, StoreError>;

        /// The accounts in which somebody holds one of these, whatever the status of the membership, in
        /// the order of their ids. Like the count above, it may read all memberships.
        async fn accounts_holding(&mut self, held: &HeldBy) -> Result<Vec<AccountId>, StoreError>;

        /// What the account has laid down about several users; users about whom it has laid down
        /// nothing are left out.
        async fn terms_among(
            &mut self,
            account: AccountId,
            users: &[UserId],
        ) -> Result<Vec<Terms>, StoreError>;

        /// What accounts have laid down about these people, whichever account it is.
        async fn all_terms_of(&mut self, users: &[UserId]) -> Result<Vec<Terms>, StoreError>;

        /// What accounts have laid down about people, for pairs of account and user; pairs without
        /// terms are left out. One statement for each 1,000 pairs.
        async fn terms_at(
            &mut self,
            places: &[(AccountId, UserId)],
        ) -> Result<Vec<Terms>, StoreError>;

        /// The last employment of the user at the partner that ended, if one has.
        async fn employment_end(
            &mut self,
            partner: AccountId,
            user: UserId,
        ) -> Result<Option<EmploymentEnd>, StoreError>;

        /// Whether the partner has linked the user in this account (A10).
        async fn is_linked(
            &mut self,
            account: AccountId,
            user: UserId,
            partner: AccountId,
        ) -> Result<bool, StoreError>;
    }
}

port! {
    /// Writes memberships, and what accounts lay down about people.
    pub trait MembershipRepository {
        /// Stores new memberships, many in few statements. [`Taken::Membership`](super::Taken) if
        /// one of the users is a member already.
        async fn insert_memberships(
            &mut self,
            memberships: &[Membership],
        ) -> Result<(), StoreError>;

        /// Saves a changed membership, except for when the member was last active: activities move
        /// that outside any unit.
        async fn save_membership(&mut self, membership: &mut Membership) -> Result<(), StoreError>;

        /// Removes a membership. What the account has laid down about the person stays.
        async fn remove_membership(&mut self, membership: &Membership) -> Result<(), StoreError>;

        /// Removes several memberships of one account, many in few statements, even if they were
        /// changed since they were read. [`StoreError::Stale`] if one is gone already.
        async fn remove_memberships(
            &mut self,
            account: AccountId,
            users: &[UserId],
        ) -> Result<(), StoreError>;

        /// Saves what an account has laid down about a person, or deletes it if nothing is left.
        async fn save_terms(&mut self, terms: &Terms) -> Result<(), StoreError>;

        /// Like [`save_terms`](Self::save_terms) for several people, many in few statements.
        async fn save_all_terms(&mut self, terms: &[Terms]) -> Result<(), StoreError>;

        /// Keeps that an employment has ended, in place of the end kept before for this person at this
        /// partner.
        async fn note_employment_end(&mut self, end: &EmploymentEnd) -> Result<(), StoreError>;

        /// Links a user for a partner in an account (A10). Linking twice changes nothing.
        async fn link(
            &mut self,
            account: AccountId,
            user: UserId,
            partner: AccountId,
        ) -> Result<(), StoreError>;

        /// Unlinks a user for a partner in an account. If they are not linked, nothing happens.
        async fn unlink(
            &mut self,
            account: AccountId,
            user: UserId,
            partner: AccountId,
        ) -> Result<(), StoreError>;

        /// Unlinks a user for a partner in every account, and returns these accounts.
        async fn unlink_everywhere(
            &mut self,
            user: UserId,
            partner: AccountId,
        ) -> Result<Vec<AccountId>, StoreError>;

        /// Unlinks all users for a partner in an account, and returns their number.
        async fn unlink_all(
            &mut self,
            account: AccountId,
            partner: AccountId,
        ) -> Result<u64, StoreError>;
    }
}
