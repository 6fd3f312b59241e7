use super::{StoreError, port::port};
use crate::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest},
        text::Name,
    },
    partnership::relationship::Relationship,
};

/// A partner as a client sees it that it serves or has served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServingPartner {
    /// The partner.
    pub id: AccountId,
    /// The official name.
    pub name: Name,
    /// Whether it is in use and enrolled in the partner program.
    pub enrolled: bool,
    /// The number of memberships that act for it and are not deactivated.
    pub active: u64,
    /// The number of those that are deactivated.
    pub deactivated: u64,
    /// The relationship, if there is one.
    pub relationship: Option<Relationship>,
}

port! {
    /// Reads the partners that serve an account.
    pub trait ServingPartnerQueries {
        /// The partners that members of the account act for, or that have a relationship with it,
        /// ended or not; sorted by id: one statement.
        async fn serving_partners(
            &mut self,
            account: AccountId,
            page: &PageRequest,
        ) -> Result<Page<ServingPartner>, StoreError>;
    }
}
