//! What can happen in the worlds of these tests.

use std::collections::BTreeSet;

use crate::model::state::{Acc, LinkNo, Paid, ReviewNo, Seat, Secs, SetNo, Status, Usr};

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum By {
    Platform,
    User(Usr),
}

/// An access as it is asked for; a set always in its newest version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    SuperAdmin,
    PartnerAdmin,
    Set(SetNo),
}

/// Adjustments as they are sent; each list replaces the old one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Adjust {
    pub(crate) added: Option<Vec<&'static str>>,
    pub(crate) withheld: Option<Vec<&'static str>>,
}

/// What is said of a membership; `None` is left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Put {
    pub(crate) access: Option<Wanted>,
    pub(crate) seat: Option<Seat>,
    pub(crate) paid: Option<BTreeSet<Paid>>,
    pub(crate) status: Option<Status>,
    pub(crate) contractor: Option<bool>,
    pub(crate) partner: Option<Option<Acc>>,
    pub(crate) adjust: Option<Adjust>,
    pub(crate) expires_at: Option<Option<Secs>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AccountChange {
    Enrol(bool),
    Active(bool),
    Legacy(bool),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum UserChange {
    Enable(bool),
    Confirm(bool),
    /// A new address on that domain.
    Email {
        domain: &'static str,
        confirmed: Option<bool>,
    },
}

/// Whether a call is carried out or only tried (A3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Run {
    Real,
    Dry,
}

/// A member of an account, and who acts on them from the account's own side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OnMember {
    pub(crate) by: Usr,
    pub(crate) account: Acc,
    pub(crate) user: Usr,
}

/// An employee in a client, and who acts on them from the partner's side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OnEmployee {
    pub(crate) by: Usr,
    pub(crate) partner: Acc,
    pub(crate) client: Acc,
    pub(crate) employee: Usr,
}

/// Something that somebody did in an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Activity {
    pub(crate) account: Acc,
    pub(crate) user: Usr,
    /// Whether its kind is one of those that qualify (R7).
    pub(crate) qualifies: bool,
    pub(crate) at: Secs,
}

/// Work over many pairs of client and employee (A4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Task {
    Deactivate,
    Reactivate,
    Remove,
    /// Add with a set.
    Assign(SetNo),
    /// Bring the holders of the partner's own set to its newest version (A7).
    Apply(SetNo),
}

/// What becomes of somebody who was reviewed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Instead {
    Remove,
    /// Deactivate instead of removing.
    Deactivate,
}

/// Something that is tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Command {
    NewAccount {
        enrolled: bool,
    },
    NewUser {
        domain: &'static str,
    },
    ChangeAccount {
        account: Acc,
        change: AccountChange,
    },
    SetPolicy {
        by: Usr,
        account: Acc,
        only_super_admins: bool,
    },
    SetDomains {
        by: By,
        partner: Acc,
        domains: BTreeSet<&'static str>,
    },
    ChangeUser {
        user: Usr,
        change: UserChange,
    },
    EraseUser {
        user: Usr,
    },
    Provision {
        account: Acc,
        user: Usr,
        put: Put,
    },
    ImportRelationship {
        partner: Acc,
        client: Acc,
        activity: Option<Secs>,
    },

    CreateSet {
        by: Usr,
        account: Acc,
        permissions: Vec<&'static str>,
    },
    ChangeSet {
        by: Usr,
        account: Acc,
        set: SetNo,
        permissions: Vec<&'static str>,
    },
    RemoveSet {
        by: Usr,
        account: Acc,
        set: SetNo,
    },

    IssueLink {
        by: Usr,
        partner: Acc,
        employee: Option<Usr>,
    },
    RotateLink {
        by: Usr,
        partner: Acc,
        link: LinkNo,
    },
    RevokeLink {
        by: Usr,
        partner: Acc,
        link: LinkNo,
    },
    ApproveLink {
        by: Usr,
        link: LinkNo,
        account: Acc,
        expires_at: Option<Secs>,
    },
    DeclineLink {
        by: Usr,
        link: LinkNo,
        account: Acc,
    },

    Add {
        by: Usr,
        partner: Acc,
        client: Acc,
        employees: Vec<Usr>,
        set: SetNo,
        expires_at: Option<Secs>,
        run: Run,
    },
    ChangeEmployee {
        on: OnEmployee,
        set: SetNo,
        /// `None`: nothing is said of it.
        expires_at: Option<Option<Secs>>,
        run: Run,
    },
    DeactivateEmployee(OnEmployee),
    ReactivateEmployee(OnEmployee),
    /// Only ever an item of an operation, after a review (D6).
    RemoveEmployee(OnEmployee),
    ChangeEngagement {
        by: Usr,
        partner: Acc,
        employee: Usr,
        contractor: bool,
    },
    RenameClient {
        by: Usr,
        partner: Acc,
        client: Acc,
        name: Option<u64>,
    },
    ListEmployees {
        by: Usr,
        partner: Acc,
        client: Acc,
    },

    /// An operation, carried out to its end.
    Operation {
        by: Usr,
        partner: Acc,
        task: Task,
        employees: Option<Vec<Usr>>,
        clients: Option<Vec<Acc>>,
    },
    /// Tries again what failed of an operation.
    Retry {
        by: Usr,
        operation: usize,
    },
    CancelOperation {
        by: Usr,
        operation: usize,
    },
    /// Looks at what removing would do (D6).
    Review {
        by: Usr,
        partner: Acc,
        employees: Option<Vec<Usr>>,
        clients: Option<Vec<Acc>>,
    },
    /// Confirms items of a review, and has that carried out.
    Confirm {
        by: Usr,
        partner: Acc,
        review: ReviewNo,
        chosen: Vec<(Acc, Usr)>,
        instead: Instead,
        /// Who gets what the removed people own (D7).
        to: Option<Usr>,
    },
    LinkEmployee(OnEmployee),
    UnlinkEmployee(OnEmployee),
    /// L8 from the client access manager.
    MigrateEmployee {
        on: OnEmployee,
        keep_billing: bool,
    },
    EndServices {
        by: Usr,
        partner: Acc,
        client: Acc,
    },
    ResumeServices {
        by: Usr,
        partner: Acc,
        client: Acc,
    },

    /// Access and seat are always said.
    CreateMember {
        on: OnMember,
        put: Put,
    },
    ChangeMember {
        on: OnMember,
        put: Put,
    },
    /// L8 by a super admin of the client.
    MigrateMember {
        on: OnMember,
        keep_billing: bool,
        partner: Option<Acc>,
    },
    Sever {
        by: Usr,
        account: Acc,
        partner: Acc,
    },
    Standardize {
        restore_withheld: bool,
    },
    /// Standardize on a day to come (L9).
    Schedule {
        at: Secs,
        restore_withheld: bool,
    },
    CallOff {
        standardization: usize,
    },
    Report(Activity),
    DeactivateMember(OnMember),
    ReactivateMember(OnMember),
    RemoveMember {
        on: OnMember,
        /// Who gets what they own (D7).
        to: Option<Usr>,
    },
    ResendInvitation(OnMember),
    Accept {
        by: Usr,
        account: Acc,
    },

    Advance {
        by: Secs,
    },
    Decide {
        account: Acc,
        user: Usr,
    },
}

impl Command {
    /// The name in the table.
    pub(crate) fn name(&self) -> String {
        let text = format!("{self:?}");
        let end = text.find([' ', '(', '{']).unwrap_or(text.len());
        let mut name = text[..end].to_owned();
        if let Self::Add { run: Run::Dry, .. } | Self::ChangeEmployee { run: Run::Dry, .. } = self {
            name.push_str(" (dry)");
        }
        if let Self::Operation { task, .. } = self {
            let task = format!("{task:?}");
            name = format!("{name}: {}", task.split('(').next().unwrap());
        }
        name
    }
}
