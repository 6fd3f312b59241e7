//! The product's own permissions. Every catalogue has them and none redefines them (P1); none is in
//! the partner admin template (P3).

use super::parse::{At, RawEntry};
use crate::{
    base::words::words,
    permission::{PermissionIndex, PermissionKey},
};

/// Add, change and remove the users of the account (A8).
pub const USERS_EDIT: &str = BuiltIn::UsersEdit.as_str();
/// Make and change the account's permission sets (A7).
pub const PERMISSION_SETS_EDIT: &str = BuiltIn::PermissionSetsEdit.as_str();
/// What makes a super admin; held by super admins alone (P5).
pub const SUPER_ADMINS_MANAGE: &str = BuiltIn::SuperAdminsManage.as_str();
/// Read the account's trail (T2).
pub const AUDIT_LOG_VIEW: &str = BuiltIn::AuditLogView.as_str();
/// See what the account is billed.
pub const BILLING_VIEW: &str = BuiltIn::BillingView.as_str();
/// Change the account's billing.
pub const BILLING_EDIT: &str = BuiltIn::BillingEdit.as_str();
/// Change how the account pays.
pub const PAYMENTS_INSTRUMENTS: &str = BuiltIn::PaymentsInstruments.as_str();
/// Set up how users are provisioned.
pub const PROVISIONING_MANAGE: &str = BuiltIn::ProvisioningManage.as_str();
/// Look into the client access manager (held in the partner account).
pub const PARTNER_EMPLOYEES_VIEW: &str = BuiltIn::PartnerEmployeesView.as_str();
/// Work in the client access manager (held in the partner account).
pub const PARTNER_EMPLOYEES_EDIT: &str = BuiltIn::PartnerEmployeesEdit.as_str();

words! {
    /// The product's own permissions as an enum.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum BuiltIn {
        /// [`USERS_EDIT`].
        UsersEdit = "users.edit",
        /// [`PERMISSION_SETS_EDIT`].
        PermissionSetsEdit = "permission_sets.edit",
        /// [`SUPER_ADMINS_MANAGE`].
        SuperAdminsManage = "super_admins.manage",
        /// [`AUDIT_LOG_VIEW`].
        AuditLogView = "audit_log.view",
        /// [`BILLING_VIEW`].
        BillingView = "billing.view",
        /// [`BILLING_EDIT`].
        BillingEdit = "billing.edit",
        /// [`PAYMENTS_INSTRUMENTS`].
        PaymentsInstruments = "payments.instruments",
        /// [`PROVISIONING_MANAGE`].
        ProvisioningManage = "provisioning.manage",
        /// [`PARTNER_EMPLOYEES_VIEW`].
        PartnerEmployeesView = "partner.employees.view",
        /// [`PARTNER_EMPLOYEES_EDIT`].
        PartnerEmployeesEdit = "partner.employees.edit",
    }
}

impl BuiltIn {
    /// The key.
    pub fn key(self) -> PermissionKey {
        PermissionKey::known(self.as_str())
    }

    /// INVARIANT: built-in permissions come first in every catalogue, so each has the same index in
    /// all.
    pub(super) const fn index(self) -> PermissionIndex {
        PermissionIndex::new(match self {
            Self::UsersEdit => 0,
            Self::PermissionSetsEdit => 1,
            Self::SuperAdminsManage => 2,
            Self::AuditLogView => 3,
            Self::BillingView => 4,
            Self::BillingEdit => 5,
            Self::PaymentsInstruments => 6,
            Self::ProvisioningManage => 7,
            Self::PartnerEmployeesView => 8,
            Self::PartnerEmployeesEdit => 9,
        })
    }

    const fn label(self) -> &'static str {
        match self {
            Self::UsersEdit => "Add and edit users",
            Self::PermissionSetsEdit => "Edit permission sets",
            Self::SuperAdminsManage => "Add, change and remove super admins",
            Self::AuditLogView => "View the audit log",
            Self::BillingView => "View billing",
            Self::BillingEdit => "Edit billing",
            Self::PaymentsInstruments => "Manage payment methods",
            Self::ProvisioningManage => "Set up user provisioning (SCIM)",
            Self::PartnerEmployeesView => "View employees' access to clients",
            Self::PartnerEmployeesEdit => "Manage employees' access to clients",
        }
    }

    const fn implied(self) -> Option<Self> {
        match self {
            Self::BillingEdit => Some(Self::BillingView),
            Self::PartnerEmployeesEdit => Some(Self::PartnerEmployeesView),
            Self::UsersEdit
            | Self::PermissionSetsEdit
            | Self::SuperAdminsManage
            | Self::AuditLogView
            | Self::BillingView
            | Self::PaymentsInstruments
            | Self::ProvisioningManage
            | Self::PartnerEmployeesView => None,
        }
    }

    /// The row, as a file would declare it.
    pub(super) fn raw(self) -> RawEntry {
        RawEntry {
            key: At::nowhere(self.key()),
            category: "account".to_owned(),
            label: self.label().to_owned(),
            implies: self
                .implied()
                .map(|implied| At::nowhere(implied.key()))
                .into_iter()
                .collect(),
            seat: None,
            read_only: matches!(
                self,
                Self::AuditLogView | Self::BillingView | Self::PartnerEmployeesView
            ),
            partner_admin: Some(false),
            levels: Vec::new(),
            built_in: true,
        }
    }
}

/// Whether this key is never in the partner admin template (P3).
pub(super) fn is_never_for_partner_admins(key: &PermissionKey) -> bool {
    const NAMED: [&str; 3] = [
        "sensitive_data.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
    ];
    let key = key.bare_str();
    key.starts_with("billing.") || key.starts_with("partner.") || NAMED.contains(&key)
}
