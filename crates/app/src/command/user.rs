//! `latchkey user`: the operator creates the first users.

use std::{io::Read as _, sync::Arc};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use latchkey_application::{
    accounts::{Accounts, ChangeAccount, ListAccounts},
    memberships::{
        MemberView, Memberships, ProvisionMember, ProvisionedMember, RequestedAccess,
        RequestedChange,
    },
    users::{ChangeUser, RegisterUser, UserChanges, Users},
};
use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::{AccountRef, UserRef},
        text::{Locale, Name},
    },
    membership::Status,
    people::{
        account::{Account, NewAccount, Program},
        email::EmailAddress,
        password::NewPassword,
        user::User,
    },
    permission::seat::SeatPricing,
};

use super::{
    operator_session::{OperatorSession, account_ref, explain},
    person_flags::user_with,
};
use crate::{config::Settings, output};

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Makes a person super admin of an account; creates the person and the account if they do not
    /// exist. Running it again changes nothing.
    CreateSuperAdmin(CreateSuperAdmin),
}

#[derive(Debug, Args)]
pub(crate) struct CreateSuperAdmin {
    /// The person's email address; it counts as confirmed.
    #[arg(long, value_parser = |text: &str| EmailAddress::parse(text))]
    email: EmailAddress,
    /// The person's name; used only if the person does not exist yet.
    #[arg(long, value_parser = |text: &str| Name::parse(text))]
    name: Name,
    /// An existing account, by its Latchkey id (acc_…) or platform id.
    #[arg(
        long,
        value_parser = account_ref,
        value_name = "ID",
        required_unless_present = "account_name",
        conflicts_with = "account_name"
    )]
    account: Option<AccountRef>,
    /// The account with this name; it is created if it does not exist.
    #[arg(long, value_parser = |text: &str| Name::parse(text))]
    account_name: Option<Name>,
    /// The partner program to enrol the account in: `solutions_partner` or `solutions_provider`.
    #[arg(long, value_parser = program)]
    program: Option<Program>,
    /// Reads a password for the person from standard input.
    #[arg(long)]
    password_stdin: bool,
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, command: UserCommand) -> anyhow::Result<()> {
    let UserCommand::CreateSuperAdmin(wanted) = command;
    let password = if wanted.password_stdin {
        Some(read_password()?)
    } else {
        None
    };
    let session = OperatorSession::open(&settings, "user create-super-admin").await?;
    let account = account(&session, &wanted).await?;
    let user = user(&session, &wanted, password).await?;
    let member = super_admin(&session, &account, &user).await?;
    session.close().await;
    output::line(format_args!("account {}", account.id))?;
    output::line(format_args!("user {}", user.id))?;
    output::line(format_args!("membership {}", member.member.membership.id))?;
    Ok(())
}

/// Finds or creates the account, and enrols it in a program if one is given.
async fn account(session: &OperatorSession, wanted: &CreateSuperAdmin) -> anyhow::Result<Account> {
    let accounts = Accounts::new(Arc::clone(&session.ports));
    let found = match (&wanted.account, &wanted.account_name) {
        (Some(account), _) => Some(accounts.show(&session.cx, account).await.map_err(explain)?),
        (None, Some(name)) => account_named(session, &accounts, name).await?,
        (None, None) => bail!("name an account"),
    };
    let ready = match (found, &wanted.account_name) {
        (Some(account), _) => {
            let mut change = ChangeAccount::of(AccountRef::Id(account.id));
            change.program = wanted.program.map(Some);
            accounts.change(&session.cx, change).await
        }
        (None, Some(name)) => {
            let new = NewAccount {
                external_id: None,
                name: name.clone(),
                program: wanted.program,
                seat_pricing: SeatPricing::SeatBased,
            };
            accounts.create(&session.cx, new).await
        }
        (None, None) => bail!("no such account"),
    };
    session.commit(ready.map_err(explain)?).await
}

/// Finds the only account with a name. Names are not unique: several matches are an error.
async fn account_named(
    session: &OperatorSession,
    accounts: &Accounts,
    name: &Name,
) -> anyhow::Result<Option<Account>> {
    let mut found: Option<Account> = None;
    let mut page = PageRequest::first();
    loop {
        let wanted = ListAccounts {
            external_id: None,
            page: page.clone(),
        };
        let Page { items, next } = accounts.list(&session.cx, &wanted).await.map_err(explain)?;
        for account in items.into_iter().filter(|account| account.name == *name) {
            if found.is_some() {
                bail!("several accounts are named {name}: choose one by its id with --account");
            }
            found = Some(account);
        }
        match next {
            Some(position) => page = page.from(position),
            None => return Ok(found),
        }
    }
}

/// Finds or creates the user with the address.
async fn user(
    session: &OperatorSession,
    wanted: &CreateSuperAdmin,
    password: Option<NewPassword>,
) -> anyhow::Result<User> {
    let users = Users::new(Arc::clone(&session.ports));
    let ready = if let Some(user) = user_with(session, &wanted.email).await? {
        let changes = UserChanges {
            confirmed: Some(true),
            password,
            ..UserChanges::default()
        };
        let user = UserRef::Id(user.id);
        users
            .change(&session.cx, ChangeUser { user, changes })
            .await
    } else {
        let new = RegisterUser {
            email: wanted.email.clone(),
            name: wanted.name.clone(),
            locale: Locale::default(),
            external_id: None,
            password,
        };
        users.register(&session.cx, new).await
    };
    session.commit(ready.map_err(explain)?).await
}

async fn super_admin(
    session: &OperatorSession,
    account: &Account,
    user: &User,
) -> anyhow::Result<MemberView> {
    let cmd = ProvisionMember {
        account: account.id.into(),
        user: user.id.into(),
        change: RequestedChange {
            access: Some(RequestedAccess::SuperAdmin),
            status: Some(Status::Active),
            expires_at: Some(None),
            ..RequestedChange::default()
        },
        notify: false,
    };
    let memberships = Memberships::new(Arc::clone(&session.ports));
    let ready = memberships
        .provision(&session.cx, cmd)
        .await
        .map_err(explain)?;
    Ok(match session.commit(ready).await? {
        ProvisionedMember::New(member) | ProvisionedMember::Existing(member) => member,
    })
}

fn read_password() -> anyhow::Result<NewPassword> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("cannot read the password from standard input")?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    NewPassword::parse(text.to_owned()).context("the password")
}

fn program(text: &str) -> Result<Program, &'static str> {
    Program::parse(text).ok_or("must be solutions_partner or solutions_provider")
}
