//! Steps that several use cases share. Each runs inside its caller's unit.

pub(crate) mod all_memberships;
pub(crate) mod connect;
pub(crate) mod hand_over;
pub(crate) mod member_view;
pub(crate) mod offboard;
pub(crate) mod remove_members;
pub(crate) mod returning;
pub(crate) mod revoked;
pub(crate) mod set_end;
pub(crate) mod started;
pub(crate) mod to_partner_admin;
