//! Members: memberships with everything that decides their rights, in one statement.
//!
//! The joins have short names: `m` the membership, `u` its person, `a` its account, `s` the set held,
//! `t` the terms, `p` the partner acted for, `e` the person's membership in the partner's account.

mod employment;
mod read;
mod restore;
mod select;

pub(crate) use self::{
    employment::{is_cut, is_in_force, lasts},
    restore::{acting, person, restore, tenant},
    select::{
        add_columns, among, counts_for_ever, page, partner_columns, person_columns, verified_by,
        verified_for,
    },
};
