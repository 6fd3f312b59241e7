//! The ties between partner and client: links and their approval, the relationship, and every way
//! it begins or ends.

pub mod access_link;
pub mod activity;
pub mod approval;
pub mod change_to_partner_admin;
pub mod consent;
pub mod invitation;
pub mod linking;
pub mod offboarding;
pub mod own_behalf;
pub mod relationship;
pub mod severing;
pub mod standardization;
