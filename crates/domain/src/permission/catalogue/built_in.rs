//! The product's own permissions (P1): every catalogue has them, none redefines them, and none of
//! them is in the partner admin template (P3).

use super::parse::{At, RawEntry};
use crate::permission::{PermissionIndex, PermissionKey};

/// Add, change and remove the users of the account (A8).
pub const USERS_EDIT: &str = "users.edit";
/// Make and change the account's permission sets (A7).
pub const PERMISSION_SETS_EDIT: &str = "permission_sets.edit";
/// What makes a super admin; held by super admins alone (P5).
pub const SUPER_ADMINS_MANAGE: &str = "super_admins.manage";
/// Read the account's trail (T2).
pub const AUDIT_LOG_VIEW: &str = "audit_log.view";
/// See what the account is billed.
pub const BILLING_VIEW: &str = "billing.view";
/// Change the account's billing.
pub const BILLING_EDIT: &str = "billing.edit";
/// Change how the account pays.
pub const PAYMENTS_INSTRUMENTS: &str = "payments.instruments";
/// Set up how users are provisioned.
pub const PROVISIONING_MANAGE: &str = "provisioning.manage";
/// Look into the client access manager (held in the partner account).
pub const PARTNER_EMPLOYEES_VIEW: &str = "partner.employees.view";
/// Work in the client access manager (held in the partner account).
pub const PARTNER_EMPLOYEES_EDIT: &str = "partner.employees.edit";

/// The product's own permissions, for asking about them without a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltIn {
    /// [`USERS_EDIT`].
    UsersEdit,
    /// [`PERMISSION_SETS_EDIT`].
    PermissionSetsEdit,
    /// [`SUPER_ADMINS_MANAGE`].
    SuperAdminsManage,
    /// [`AUDIT_LOG_VIEW`].
    AuditLogView,
    /// [`BILLING_VIEW`].
    BillingView,
    /// [`BILLING_EDIT`].
    BillingEdit,
    /// [`PAYMENTS_INSTRUMENTS`].
    PaymentsInstruments,
    /// [`PROVISIONING_MANAGE`].
    ProvisioningManage,
    /// [`PARTNER_EMPLOYEES_VIEW`].
    PartnerEmployeesView,
    /// [`PARTNER_EMPLOYEES_EDIT`].
    PartnerEmployeesEdit,
}

impl BuiltIn {
    /// All of them, in catalogue order.
    pub const ALL: [Self; 10] = [
        Self::UsersEdit,
        Self::PermissionSetsEdit,
        Self::SuperAdminsManage,
        Self::AuditLogView,
        Self::BillingView,
        Self::BillingEdit,
        Self::PaymentsInstruments,
        Self::ProvisioningManage,
        Self::PartnerEmployeesView,
        Self::PartnerEmployeesEdit,
    ];

    /// The key as text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UsersEdit => USERS_EDIT,
            Self::PermissionSetsEdit => PERMISSION_SETS_EDIT,
            Self::SuperAdminsManage => SUPER_ADMINS_MANAGE,
            Self::AuditLogView => AUDIT_LOG_VIEW,
            Self::BillingView => BILLING_VIEW,
            Self::BillingEdit => BILLING_EDIT,
            Self::PaymentsInstruments => PAYMENTS_INSTRUMENTS,
            Self::ProvisioningManage => PROVISIONING_MANAGE,
            Self::PartnerEmployeesView => PARTNER_EMPLOYEES_VIEW,
            Self::PartnerEmployeesEdit => PARTNER_EMPLOYEES_EDIT,
        }
    }

    /// The key.
    pub fn key(self) -> PermissionKey {
        PermissionKey::known(self.as_str())
    }

    /// INVARIANT: built-ins come first in every catalogue, so their places are the same in all.
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

    /// The row as if a file had declared it.
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
            partner_admin: false,
            levels: Vec::new(),
            built_in: true,
        }
    }
}

/// Tells whether the product keeps this key out of every partner admin template (P3).
pub(super) fn is_never_for_partner_admins(key: &PermissionKey) -> bool {
    const NAMED: [&str; 3] = [
        "sensitive_data.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
    ];
    let key = key.bare_str();
    key.starts_with("billing.") || key.starts_with("partner.") || NAMED.contains(&key)
}
