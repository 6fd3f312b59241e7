//! Who acts in the scene, and on whom: what each is in the account of the partner and in the client.

/// What somebody is in the account of the partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    /// Nothing.
    None,
    /// Super admin.
    SuperAdmin,
    /// May change employees' access.
    Edit,
    /// May look at employees' access.
    View,
    /// None of these.
    Staff,
    /// None of these, on contract, with an address of their own.
    Contractor,
    /// Was `Edit`, and left.
    Left,
    /// `Edit` in the account of another partner.
    OfOther,
    /// Without rights both there and at the other partner.
    OfBoth,
}

/// What somebody is in the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing.
    None,
    /// Nothing, and removed by the client.
    RemovedByClient,
    /// Super admin, acting for nobody.
    SuperAdmin,
    /// Super admin without an end where every other has one.
    LastSuperAdmin,
    /// Super admin who was deactivated.
    FormerSuperAdmin,
    /// Super admin, acting for the partner.
    SuperAdminForPartner,
    /// Holds `users.edit`.
    UsersEdit,
    /// Holds `users.edit`, acting for the partner.
    UsersEditForPartner,
    /// Holds `permission_sets.edit`.
    SetsEdit,
    /// Holds `audit_log.view`.
    TrailView,
    /// Holds little.
    Little,
    /// Holds much.
    Much,
    /// Invited, to hold little.
    Invited,
    /// Partner admin.
    PartnerAdmin,
    /// Partner admin, from whom the client withholds reports.
    LimitedPartnerAdmin,
    /// Partner admin whom the client has deactivated.
    FormerPartnerAdmin,
    /// Partner admin whose access has ended.
    EndedPartnerAdmin,
    /// Partner admin for the other partner.
    PartnerAdminOfOther,
    /// Holds little, acting for the partner.
    LittleForPartner,
    /// The same, deactivated by the partner.
    DeactivatedByPartner,
    /// The same, deactivated by the client.
    DeactivatedByClient,
}

pub(super) const ROLES: &[(&str, &str, Job, Place)] = &[
    (
        "stranger",
        "super admin of an account that has to do with neither side",
        Job::None,
        Place::None,
    ),
    (
        "client: super admin",
        "acts for nobody",
        Job::None,
        Place::SuperAdmin,
    ),
    (
        "client: deactivated super admin",
        "a super admin whom another one has deactivated",
        Job::None,
        Place::FormerSuperAdmin,
    ),
    (
        "client: super admin for the partner",
        "an employee of the partner whom the client made super admin",
        Job::Staff,
        Place::SuperAdminForPartner,
    ),
    (
        "client: `users.edit`",
        "holds `users.edit` and a few other permissions (contacts, reports), acts for nobody",
        Job::None,
        Place::UsersEdit,
    ),
    (
        "client: `users.edit` for the partner",
        "an employee of the partner who holds the same in the client",
        Job::Staff,
        Place::UsersEditForPartner,
    ),
    (
        "client: `permission_sets.edit`",
        "holds that and contacts, acts for nobody",
        Job::None,
        Place::SetsEdit,
    ),
    (
        "client: `audit_log.view`",
        "holds that and contacts, acts for nobody",
        Job::None,
        Place::TrailView,
    ),
    (
        "client: member",
        "holds contacts alone, acts for nobody",
        Job::None,
        Place::Little,
    ),
    (
        "partner: super admin, partner admin there",
        "super admin of the partner's account and partner admin in the client",
        Job::SuperAdmin,
        Place::PartnerAdmin,
    ),
    (
        "partner: super admin",
        "super admin of the partner's account, no member of the client",
        Job::SuperAdmin,
        Place::None,
    ),
    (
        "partner: edit, partner admin there",
        "holds `partner.employees.edit` in the partner's account, partner admin in the client",
        Job::Edit,
        Place::PartnerAdmin,
    ),
    (
        "partner: edit, partner admin there without reports",
        "the same, but the client withholds reports from them",
        Job::Edit,
        Place::LimitedPartnerAdmin,
    ),
    (
        "partner: edit, deactivated partner admin there",
        "the same, but the client has deactivated them",
        Job::Edit,
        Place::FormerPartnerAdmin,
    ),
    (
        "partner: edit, ended partner admin there",
        "the same, but their access has ended by itself",
        Job::Edit,
        Place::EndedPartnerAdmin,
    ),
    (
        "partner: edit, super admin there",
        "holds `partner.employees.edit`, and acts for the partner as super admin of the client",
        Job::Edit,
        Place::SuperAdminForPartner,
    ),
    (
        "partner: edit, a set there",
        "holds `partner.employees.edit`, and acts for the partner with a permission set",
        Job::Edit,
        Place::LittleForPartner,
    ),
    (
        "partner: edit",
        "holds `partner.employees.edit`, no member of the client",
        Job::Edit,
        Place::None,
    ),
    (
        "partner: view, partner admin there",
        "holds `partner.employees.view`, partner admin in the client",
        Job::View,
        Place::PartnerAdmin,
    ),
    (
        "partner: view, super admin there",
        "holds `partner.employees.view`, and acts for the partner as super admin of the client",
        Job::View,
        Place::SuperAdminForPartner,
    ),
    (
        "partner: view",
        "holds `partner.employees.view`, no member of the client",
        Job::View,
        Place::None,
    ),
    (
        "partner: partner admin there",
        "an employee without rights over employees, partner admin in the client",
        Job::Staff,
        Place::PartnerAdmin,
    ),
    (
        "partner: employee",
        "an employee without rights over employees, no member of the client",
        Job::Staff,
        Place::None,
    ),
    (
        "partner: contractor",
        "the same on contract, with an address on another domain: not verified",
        Job::Contractor,
        Place::None,
    ),
    (
        "partner: left, partner admin there",
        "held `partner.employees.edit` and was partner admin in the client, until the partner \
         deactivated them",
        Job::Left,
        Place::PartnerAdmin,
    ),
    (
        "other partner: edit, partner admin there",
        "the same rights for another partner, in its account and in the client",
        Job::OfOther,
        Place::PartnerAdminOfOther,
    ),
];

pub(super) const TARGETS: &[(&str, &str, Job, Place)] = &[
    (
        "super admin",
        "a super admin of the client's own; there are others",
        Job::None,
        Place::SuperAdmin,
    ),
    (
        "last super admin",
        "the only super admin of a client whose access has no end (whoever else is super admin there \
         has one)",
        Job::None,
        Place::LastSuperAdmin,
    ),
    (
        "own staff, holding less",
        "a member of the client who acts for nobody and holds contacts",
        Job::None,
        Place::Little,
    ),
    (
        "own staff, holding more",
        "a member of the client who acts for nobody and holds contacts and billing",
        Job::None,
        Place::Much,
    ),
    (
        "own staff, invited",
        "somebody whom the client has invited",
        Job::None,
        Place::Invited,
    ),
    (
        "own staff, employed by the partner",
        "a member of the client who acts for nobody there, and is an employee of the partner who is \
         not verified",
        Job::Contractor,
        Place::Little,
    ),
    (
        "super admin for the partner",
        "a super admin of the client who acts for the partner",
        Job::Staff,
        Place::SuperAdminForPartner,
    ),
    (
        "partner admin",
        "an employee of the partner",
        Job::Staff,
        Place::PartnerAdmin,
    ),
    (
        "employee with a set",
        "an employee who acts for the partner in the client with a permission set",
        Job::Staff,
        Place::LittleForPartner,
    ),
    (
        "deactivated by the partner",
        "the same, deactivated by the partner",
        Job::Staff,
        Place::DeactivatedByPartner,
    ),
    (
        "deactivated by the client",
        "the same, deactivated by the client",
        Job::Staff,
        Place::DeactivatedByClient,
    ),
    (
        "former employee with a set",
        "the same, but the partner has deactivated them in its own account",
        Job::Left,
        Place::LittleForPartner,
    ),
    (
        "acting for another partner",
        "an employee of both partners, who acts for the other one in the client",
        Job::OfBoth,
        Place::PartnerAdminOfOther,
    ),
    (
        "employee, no member",
        "an employee of the partner without access to the client",
        Job::Staff,
        Place::None,
    ),
    (
        "employee, removed by the client",
        "the same, but the client has removed them before",
        Job::Staff,
        Place::RemovedByClient,
    ),
    (
        "stranger, no member",
        "somebody who has to do with neither side",
        Job::None,
        Place::None,
    ),
];

/// What the client's sets hold, by what they are called here.
pub(super) const SETS: &[(&str, &str)] = &[
    ("little", "contacts.view"),
    ("much", "contacts.view billing.view"),
    ("with_reports", "contacts.view reports.view"),
    ("people", "users.edit contacts.edit reports.view"),
    ("editors", "permission_sets.edit contacts.view"),
    ("auditors", "audit_log.view contacts.view"),
];
