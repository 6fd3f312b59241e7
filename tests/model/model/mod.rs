//! The rules once more, naively: written from the words of the rules, not from the code under test.
//!
//! A command is carried out on a copy of everything; what became of it is told by comparing the two.

mod account_side;
mod client_access;
mod links;
mod operations;
mod own_hand;
mod partners;
pub(crate) mod permissions;
pub(crate) mod platform;
mod removals;
mod sets;
pub(crate) mod standing;
pub(crate) mod state;

use std::collections::{BTreeMap, BTreeSet};

use self::state::{Acc, Model, No, Reason, Secs, Terms, Usr, refuse};
use crate::commands::{By, Command, OnEmployee, OnMember, Run};

/// What the answer to a command says beside that it was done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum Answer {
    #[default]
    Nothing,
    Items(Vec<Item>),
    Employees(BTreeSet<Usr>),
    /// The results of an operation: the reasons of each item that is refused.
    Results(BTreeMap<(Acc, Usr), Vec<Reason>>),
}

/// The result for one employee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Item {
    pub(crate) employee: Usr,
    /// The reasons, any of which may be given.
    pub(crate) refused: Vec<Reason>,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) withheld: BTreeSet<String>,
    pub(crate) retained: BTreeSet<String>,
    pub(crate) expires_at: Option<Secs>,
}

/// What a command comes to.
#[derive(Debug)]
pub(crate) enum Verdict {
    Changed(Box<Model>, Answer),
    Unchanged(Answer),
    No(Vec<Reason>),
}

/// How a carried out command is to be read.
enum Effect {
    /// It changed what is different now.
    Difference(Answer),
    /// It is written to the trail though nothing is different.
    Recorded,
    /// An operation was begun, which is written to the trail, and carried out.
    Operation(BTreeMap<(Acc, Usr), Vec<Reason>>),
}

impl From<()> for Effect {
    fn from((): ()) -> Self {
        Self::Difference(Answer::Nothing)
    }
}

impl Model {
    /// What a command comes to.
    pub(crate) fn play(&self, command: &Command) -> Verdict {
        let mut next = self.clone();
        let effect = match next.carry_out(command) {
            Ok(effect) => effect,
            Err(no) => return Verdict::No(no.0),
        };
        next.terms.retain(|_, terms| *terms != Terms::default());
        if let Some(reason) = self.loses_last_super_admin(&next, command) {
            return Verdict::No(vec![reason]);
        }
        if !next.objections.is_empty() {
            return Verdict::No(next.objections);
        }
        if is_dry(command) {
            let Effect::Difference(answer) = effect else {
                unreachable!("only acts on employees have a dry run");
            };
            return Verdict::Unchanged(answer);
        }
        next.count_changes(self);
        match effect {
            Effect::Recorded => Verdict::Changed(Box::new(next), Answer::Nothing),
            Effect::Operation(results) => {
                Verdict::Changed(Box::new(next), Answer::Results(results))
            }
            Effect::Difference(answer) if next == *self => Verdict::Unchanged(answer),
            Effect::Difference(answer) => Verdict::Changed(Box::new(next), answer),
        }
    }

    /// D5, from anywhere: an account that has a permanent super admin keeps one, and somebody acting
    /// for a partner does not take the last one who acts for nobody.
    fn loses_last_super_admin(&self, next: &Self, command: &Command) -> Option<Reason> {
        for account in 0..self.accounts.len() {
            let (before, after) = (self.permanent(account), next.permanent(account));
            if !before.is_empty() && after.is_empty() {
                return Some(("last-super-admin", "D5"));
            }
            let own = |all: &[(Usr, Option<Acc>)]| all.iter().any(|(_, acts)| acts.is_none());
            let acts = command
                .actor()
                .and_then(|by| self.member(account, by)?.partner);
            let partner_and_client = command.partner_and_client().is_some()
                || matches!(command, Command::MigrateEmployee { .. });
            let comes_from_partner = acts.is_some() || partner_and_client;
            if comes_from_partner && own(&before) && !own(&after) {
                return Some(("last-super-admin", "D5 own"));
            }
        }
        None
    }

    /// Counts how often each membership was changed, what the account laid down on it included.
    pub(crate) fn count_changes(&mut self, before: &Self) {
        for at in crate::compare::touched(before, self) {
            self.count_change(at);
            if self.members.contains_key(&at) && !before.members.contains_key(&at) {
                *self.begun.entry(at).or_default() += 1;
            }
        }
    }

    pub(crate) fn count_change(&mut self, at: (Acc, Usr)) {
        *self.changes.entry(at).or_default() += 1;
    }

    fn carry_out(&mut self, command: &Command) -> Result<Effect, No> {
        let done = match command {
            Command::NewAccount { enrolled } => self.new_account(*enrolled),
            Command::NewUser { domain } => self.new_user(domain),
            Command::ChangeAccount { account, change } => self.change_account(*account, *change),
            Command::SetPolicy {
                by,
                account,
                only_super_admins,
            } => self.set_policy(*by, *account, *only_super_admins)?,
            Command::SetDomains {
                by,
                partner,
                domains,
            } => self.set_domains(*by, *partner, domains)?,
            Command::ChangeUser { user, change } => self.change_user(*user, *change)?,
            Command::EraseUser { user } => self.erase_user(*user),
            Command::Provision { account, user, put } => self.provision(*account, *user, put)?,
            Command::ImportRelationship {
                partner,
                client,
                activity,
            } => self.import_relationship(*partner, *client, *activity)?,
            Command::CreateSet {
                by,
                account,
                permissions,
            } => self.create_set(*by, *account, permissions)?,
            Command::ChangeSet {
                by,
                account,
                set,
                permissions,
            } => self.change_set(*by, *account, *set, permissions)?,
            Command::RemoveSet { by, account, set } => self.remove_set(*by, *account, *set)?,
            Command::IssueLink {
                by,
                partner,
                employee,
            } => self.issue_link(*by, *partner, employee.unwrap_or(*by))?,
            Command::RotateLink { by, partner, link } => self.rotate_link(*by, *partner, *link)?,
            Command::RevokeLink { by, partner, link } => self.revoke_link(*by, *partner, *link)?,
            Command::ApproveLink {
                by,
                link,
                account,
                expires_at,
            } => return self.approve_link(*by, *link, *account, *expires_at),
            Command::DeclineLink { by, link, account } => {
                self.decline_link(*by, *link, *account)?;
                return Ok(Effect::Recorded);
            }
            Command::Add {
                by,
                partner,
                client,
                employees,
                set,
                expires_at,
                run: _,
            } => {
                let on = |employee| OnEmployee {
                    by: *by,
                    partner: *partner,
                    client: *client,
                    employee,
                };
                let all: Vec<_> = employees.iter().map(|employee| on(*employee)).collect();
                let items = self.add_employees(&all, *set, *expires_at)?;
                return Ok(Effect::Difference(Answer::Items(items)));
            }
            Command::ChangeEmployee {
                on,
                set,
                expires_at,
                run: _,
            } => {
                let item = self.change_employee(*on, *set, *expires_at)?;
                return Ok(Effect::Difference(Answer::Items(vec![item])));
            }
            Command::DeactivateEmployee(on) => self.deactivate_employee(*on)?,
            Command::ReactivateEmployee(on) => self.reactivate_employee(*on)?,
            Command::ChangeEngagement {
                by,
                partner,
                employee,
                contractor,
            } => self.change_engagement(*by, *partner, *employee, *contractor)?,
            Command::RenameClient {
                by,
                partner,
                client,
                name,
            } => self.rename_client(*by, *partner, *client, *name)?,
            Command::ListEmployees {
                by,
                partner,
                client,
            } => {
                let employees = self.list_employees(*by, *partner, *client)?;
                return Ok(Effect::Difference(Answer::Employees(employees)));
            }
            Command::RemoveEmployee(on) => self.remove_employee(*on)?,
            Command::Operation {
                by,
                partner,
                task,
                employees,
                clients,
            } => {
                let (employees, clients) = (employees.as_deref(), clients.as_deref());
                return self.operation(*by, *partner, *task, employees, clients);
            }
            Command::Retry { by, operation } => return self.retry(*by, *operation),
            Command::CancelOperation { by, operation } => {
                self.cancel_operation(*by, *operation)?;
            }
            Command::Review {
                by,
                partner,
                employees,
                clients,
            } => {
                let (employees, clients) = (employees.as_deref(), clients.as_deref());
                let blocked = self.review(*by, *partner, employees, clients)?;
                return Ok(Effect::Difference(Answer::Results(blocked)));
            }
            Command::Confirm {
                by,
                partner,
                review,
                chosen,
                instead,
                to,
            } => {
                return self.confirm(*by, *partner, *review, chosen, (*instead, *to));
            }
            Command::LinkEmployee(on) => self.link_employee(*on)?,
            Command::UnlinkEmployee(on) => self.unlink_employee(*on)?,
            Command::MigrateEmployee { on, keep_billing } => {
                self.migrate_employee(*on, *keep_billing)?;
            }
            Command::EndServices {
                by,
                partner,
                client,
            } => self.end_services(*by, *partner, *client)?,
            Command::ResumeServices {
                by,
                partner,
                client,
            } => self.resume_services(*by, *partner, *client)?,
            Command::CreateMember { on, put } => self.create_member(*on, put)?,
            Command::ChangeMember { on, put } => self.change_member(*on, put)?,
            Command::MigrateMember {
                on,
                keep_billing,
                partner,
            } => self.migrate_member(*on, *keep_billing, *partner)?,
            Command::Sever {
                by,
                account,
                partner,
            } => self.sever(*by, *account, *partner)?,
            Command::Standardize { restore_withheld } => {
                return Ok(self.standardize(*restore_withheld));
            }
            Command::Schedule {
                at,
                restore_withheld,
            } => self.schedule(*at, *restore_withheld),
            Command::CallOff { standardization } => self.call_off(*standardization)?,
            Command::Report(activity) => self.report(activity),
            Command::DeactivateMember(on) => self.deactivate_member(*on)?,
            Command::ReactivateMember(on) => self.reactivate_member(*on)?,
            Command::RemoveMember { on, to } => self.remove_member(*on, *to)?,
            Command::ResendInvitation(on) => {
                self.resend_invitation(*on)?;
                return Ok(Effect::Recorded);
            }
            Command::Accept { by, account } => self.accept(*by, *account)?,
            Command::Advance { by } => self.advance(*by),
            Command::Decide { .. } => {}
        };
        Ok(done.into())
    }

    /// A member who lacks a right is told so; to a stranger the account need not even exist.
    fn stranger_or<T>(&self, account: Acc, user: Usr, rule: &'static str) -> Result<T, No> {
        if self.member(account, user).is_some() {
            return refuse("missing-permission", rule);
        }
        Err(No(vec![("missing-permission", rule), ("not-found", rule)]))
    }
}

fn is_dry(command: &Command) -> bool {
    matches!(
        command,
        Command::Add { run: Run::Dry, .. } | Command::ChangeEmployee { run: Run::Dry, .. }
    )
}

impl Command {
    /// The person who asks.
    pub(crate) fn actor(&self) -> Option<Usr> {
        match self {
            Self::SetPolicy { by, .. }
            | Self::SetDomains {
                by: By::User(by), ..
            }
            | Self::CreateSet { by, .. }
            | Self::ChangeSet { by, .. }
            | Self::RemoveSet { by, .. }
            | Self::IssueLink { by, .. }
            | Self::RotateLink { by, .. }
            | Self::RevokeLink { by, .. }
            | Self::ApproveLink { by, .. }
            | Self::DeclineLink { by, .. }
            | Self::Add { by, .. }
            | Self::ChangeEngagement { by, .. }
            | Self::RenameClient { by, .. }
            | Self::ListEmployees { by, .. }
            | Self::EndServices { by, .. }
            | Self::ResumeServices { by, .. }
            | Self::Sever { by, .. }
            | Self::Operation { by, .. }
            | Self::Retry { by, .. }
            | Self::CancelOperation { by, .. }
            | Self::Review { by, .. }
            | Self::Confirm { by, .. }
            | Self::RemoveEmployee(OnEmployee { by, .. })
            | Self::LinkEmployee(OnEmployee { by, .. })
            | Self::UnlinkEmployee(OnEmployee { by, .. })
            | Self::MigrateEmployee {
                on: OnEmployee { by, .. },
                ..
            }
            | Self::CreateMember {
                on: OnMember { by, .. },
                ..
            }
            | Self::ChangeMember {
                on: OnMember { by, .. },
                ..
            }
            | Self::MigrateMember {
                on: OnMember { by, .. },
                ..
            }
            | Self::Accept { by, .. }
            | Self::ChangeEmployee {
                on: OnEmployee { by, .. },
                ..
            }
            | Self::DeactivateEmployee(OnEmployee { by, .. })
            | Self::ReactivateEmployee(OnEmployee { by, .. })
            | Self::DeactivateMember(OnMember { by, .. })
            | Self::ReactivateMember(OnMember { by, .. })
            | Self::ResendInvitation(OnMember { by, .. })
            | Self::RemoveMember {
                on: OnMember { by, .. },
                ..
            } => Some(*by),
            Self::NewAccount { .. }
            | Self::NewUser { .. }
            | Self::ChangeAccount { .. }
            | Self::SetDomains {
                by: By::Platform, ..
            }
            | Self::ChangeUser { .. }
            | Self::EraseUser { .. }
            | Self::Provision { .. }
            | Self::ImportRelationship { .. }
            | Self::Standardize { .. }
            | Self::Schedule { .. }
            | Self::CallOff { .. }
            | Self::Report(_)
            | Self::Advance { .. }
            | Self::Decide { .. } => None,
        }
    }

    /// The partner in whose name it is asked, in the client access manager, and the client.
    pub(crate) fn partner_and_client(&self) -> Option<(Acc, Acc)> {
        match self {
            Self::Add {
                partner, client, ..
            }
            | Self::RenameClient {
                partner, client, ..
            }
            | Self::ListEmployees {
                partner, client, ..
            }
            | Self::ChangeEmployee {
                on: OnEmployee {
                    partner, client, ..
                },
                ..
            }
            | Self::EndServices {
                partner, client, ..
            }
            | Self::ResumeServices {
                partner, client, ..
            }
            | Self::LinkEmployee(OnEmployee {
                partner, client, ..
            })
            | Self::UnlinkEmployee(OnEmployee {
                partner, client, ..
            })
            | Self::RemoveEmployee(OnEmployee {
                partner, client, ..
            })
            | Self::DeactivateEmployee(OnEmployee {
                partner, client, ..
            })
            | Self::ReactivateEmployee(OnEmployee {
                partner, client, ..
            }) => Some((*partner, *client)),
            _ => None,
        }
    }
}
