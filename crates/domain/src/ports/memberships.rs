use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    membership::{
        Membership, employee::Employee, member::Member, super_admins::SuperAdmins, terms::Terms,
    },
};

port! {
    /// Reads memberships with all that their rights rest on: one statement each.
    pub trait MembershipQueries {
        /// The person's membership in the account.
        async fn member(
            &mut self,
            account: AccountId,
            user: UserId,
        ) -> Result<Option<Member>, StoreError>;

        /// The memberships of several people in the account, in no order, those that there are.
        async fn members_among(
            &mut self,
            account: AccountId,
            users: &[UserId],
        ) -> Result<Vec<Member>, StoreError>;

        /// What makes several people employees of a partner, in no order, as far as they are
        /// members of its account: [`Member::employee`], read without the rest of the member.
        async fn employees_among(
            &mut self,
            partner: AccountId,
            users: &[UserId],
        ) -> Result<Vec<Employee>, StoreError>;

        /// The account's members in the order of their memberships' ids; with `acting_for`, only
        /// those who act for that partner.
        async fn members(
            &mut self,
            account: AccountId,
            acting_for: Option<AccountId>,
            page: &PageRequest,
        ) -> Result<Page<Member>, StoreError>;

        /// All of a person's memberships, in the order of their ids.
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

        /// The memberships whose end has come without being noted ([`Membership::note_end`]),
        /// whatever their status: at most `limit`, those that ended first before the others.
        async fn ends_to_note(
            &mut self,
            now: Time,
            limit: u16,
        ) -> Result<Vec<(AccountId, UserId)>, StoreError>;

        /// How many memberships are partner admin, in any account, whatever their status. Reads all
        /// memberships: not for an answer to a request.
        async fn count_partner_admins(&mut self) -> Result<u64, StoreError>;

        /// What the account has laid down about several people; those about whom it has laid down
        /// nothing are left out.
        async fn terms_among(
            &mut self,
            account: AccountId,
            users: &[UserId],
        ) -> Result<Vec<Terms>, StoreError>;

        /// What accounts have laid down about people, for several pairs of account and person;
        /// pairs about which nothing is laid down are left out. One statement for each 1,000 pairs.
        async fn terms_at(
            &mut self,
            places: &[(AccountId, UserId)],
        ) -> Result<Vec<Terms>, StoreError>;

        /// Whether the partner has declared the person its own in this account.
        async fn is_linked(
            &mut self,
            account: AccountId,
            user: UserId,
            partner: AccountId,
        ) -> Result<bool, StoreError>;
    }
}

port! {
    /// Writes memberships and what accounts lay down about people.
    pub trait MembershipRepository {
        /// Keeps new memberships, many in few statements. [`Taken::Membership`](super::Taken) where
        /// one of the people is a member already.
        async fn insert_memberships(
            &mut self,
            memberships: &[Membership],
        ) -> Result<(), StoreError>;

        /// Keeps a changed membership; when the person was last active stays as it is stored, since
        /// activities move it beside the units.
        async fn save_membership(&mut self, membership: &mut Membership) -> Result<(), StoreError>;

        /// Removes a membership; what the account has laid down about the person stays.
        async fn remove_membership(&mut self, membership: &Membership) -> Result<(), StoreError>;

        /// Removes several memberships of one account, many in few statements, whatever became of
        /// them since they were read. [`StoreError::Stale`] where one is not there any more.
        async fn remove_memberships(
            &mut self,
            account: AccountId,
            users: &[UserId],
        ) -> Result<(), StoreError>;

        /// Keeps what an account has laid down about a person, or forgets it where that is nothing.
        async fn save_terms(&mut self, terms: &Terms) -> Result<(), StoreError>;

        /// [`save_terms`](Self::save_terms) about several people, many in few statements.
        async fn save_all_terms(&mut self, terms: &[Terms]) -> Result<(), StoreError>;

        /// Declares a person a partner's own in an account; twice is once.
        async fn link(
            &mut self,
            account: AccountId,
            user: UserId,
            partner: AccountId,
        ) -> Result<(), StoreError>;

        /// Takes back that a person is a partner's own in an account; where they are not, nothing
        /// happens.
        async fn unlink(
            &mut self,
            account: AccountId,
            user: UserId,
            partner: AccountId,
        ) -> Result<(), StoreError>;

        /// Takes back whatever a partner has declared in an account. Tells how many people that
        /// was.
        async fn unlink_all(
            &mut self,
            account: AccountId,
            partner: AccountId,
        ) -> Result<u64, StoreError>;
    }
}
