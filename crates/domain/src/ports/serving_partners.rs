use super::{StoreError, port::port};
use crate::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest},
        text::Name,
    },
    partnership::relationship::Relationship,
};

/// A partner as an account sees it that it serves, or served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServingPartner {
    /// The partner.
    pub id: AccountId,
    /// Its name.
    pub name: Name,
    /// Whether it is in use and enrolled in the partner program.
    pub enrolled: bool,
    /// How many memberships that act for it are not deactivated.
    pub active: u64,
    /// How many are deactivated.
    pub deactivated: u64,
    /// The relationship, if there is one.
    pub relationship: Option<Relationship>,
}

port! {
    /// Reads which partners serve an account.
    pub trait ServingPartnerQueries {
        /// The partners for whom memberships of the account act, or that have a relationship to it,
        /// ended or not, by id: one statement.
        async fn serving_partners(
            &mut self,
            account: AccountId,
            page: &PageRequest,
        ) -> Result<Page<ServingPartner>, StoreError>;
    }
}
