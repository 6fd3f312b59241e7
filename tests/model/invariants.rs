//! What must hold whatever was done. It is checked on every change, and does not rest on the
//! model's rules for the command.

use crate::{
    command::{Command, Gives, Side},
    compare::{Differences, touched},
    model::{
        permissions::{and, catalogue, less},
        state::{Access, Member, Model},
    },
};

/// What is wrong with a change, in words.
pub(crate) fn broken(before: &Model, after: &Model, command: &dyn Command) -> Differences {
    let mut all = Differences::new();
    if !command.passes_over_last_super_admin() {
        keeps_super_admins(before, after, &mut all);
    }
    gives_only_what_can_be_given(before, after, command, &mut all);
    stays_with_its_own(before, after, command, &mut all);
    all
}

/// Every account that had a permanent super admin has one (D5).
fn keeps_super_admins(before: &Model, after: &Model, all: &mut Differences) {
    if before.accounts != after.accounts {
        // Closing a partner's account is no end of anybody's access (P5).
        return;
    }
    for account in 0..before.accounts.len() {
        let permanent = |it: &Model| it.permanent(account, None);
        if !permanent(before).is_empty() && permanent(after).is_empty() {
            all.push(format!(
                "account {account} lost its last permanent super admin"
            ));
        }
    }
}

/// Nobody gains what the actor could not give (P5, A2, A8).
fn gives_only_what_can_be_given(
    before: &Model,
    after: &Model,
    command: &dyn Command,
    all: &mut Differences,
) {
    for (account, user) in touched(before, after) {
        let Some(member) = after.member(account, user) else {
            continue;
        };
        let granted = after.granted(account, user);
        let is_super_admin = member.access == Access::SuperAdmin;
        if granted.contains("super_admins.manage") && !is_super_admin {
            all.push(format!(
                "user {user} in {account} manages super admins without being one"
            ));
        }
        let withheld = after.withheld(account, user);
        if !is_super_admin && !and(&granted, &withheld).is_empty() {
            all.push(format!(
                "user {user} in {account} holds what the client withheld"
            ));
        }
        let gained = less(&granted, &before.granted(account, user));
        let Some(by) = command.actor() else {
            continue;
        };
        let held = before.granted(account, by);
        let template = &catalogue().template;
        let may_give = match command.gives() {
            Gives::Delegated => and(&held, template),
            // It comes with the approval.
            Gives::Template => template.clone(),
            Gives::Held if before.is_super_admin(account, by) => continue,
            // What the actor may move is checked on the set.
            Gives::Held => held,
            Gives::Anything => continue,
        };
        if !gained.is_subset(&may_give) {
            let beyond = less(&gained, &may_give);
            all.push(format!(
                "user {user} in {account} gained {beyond:?}, which nobody could give"
            ));
        }
    }
}

/// A partner's acts touch only who acts for it in that client, and never what the client laid down
/// (A6, D9).
fn stays_with_its_own(before: &Model, after: &Model, command: &dyn Command, all: &mut Differences) {
    let (partner, client) = match command.side(before) {
        Side::Partner { partner, client } => (partner, Some(client)),
        Side::PartnerInMany { partner } => (partner, None),
        Side::PartnerOrOneself | Side::Account => return,
    };
    for (account, user) in touched(before, after) {
        let old = before.member(account, user);
        let new = after.member(account, user);
        let own =
            |member: Option<&Member>| member.is_none_or(|member| member.partner == Some(partner));
        let elsewhere = client.is_some_and(|client| account != client);
        if elsewhere || !own(old) || !own(new) {
            all.push(format!(
                "partner {partner} reached user {user} in account {account}"
            ));
        }
        if before.terms_of(account, user) != after.terms_of(account, user) {
            all.push(format!(
                "partner {partner} changed what {account} laid down on {user}"
            ));
        }
        let in_use = |member: &Member| !member.deactivated;
        let came_back = new.is_some_and(in_use) && !old.is_some_and(in_use);
        if came_back && before.terms_of(account, user).refused.is_some() {
            all.push(format!(
                "partner {partner} brought back user {user}, refused by {account}"
            ));
        }
    }
}
